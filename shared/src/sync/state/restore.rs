//! What follows from a server that was restored from an older copy.

use std::collections::BTreeSet;

use super::{Moved, State, Unsent};
use crate::domain::{Acting, ChangeHash, DocId, DocState, Kind, SpaceId, Timestamp};
use crate::sync::frame::CREATE_CHANGES_MAX;
use crate::sync::record::OpKey;

impl State {
    /// The server has another history than the one this device knew. Its cursors mean nothing to it; what it may have
    /// lost is offered before anything is let go of; and what it only said to have is on its way again.
    pub(super) fn restored(&mut self, key: u64, acting: Acting, moved: &mut Moved) {
        for view in self.views.values_mut() {
            for space in view.spaces.values_mut().chain(view.lost.values_mut()) {
                space.forget_cursor();
                space.owed = true;
                space.put_off.clear();
            }
        }
        let docs: Vec<DocId> = self.docs.keys().copied().collect();
        self.revive(key, acting, &docs, true, moved);
    }

    /// Everything of a space was offered: what the server neither named nor took nor put off is not for this person any
    /// more.
    pub(super) fn offered(
        &mut self,
        key: u64,
        (acting, space): (Acting, SpaceId),
        [kept, refused, put_off]: [&[DocId]; 3],
        moved: &mut Moved,
    ) {
        self.revive(key, acting, refused, false, moved);
        let Some(view) = self.views.get_mut(&acting).and_then(|view| view.spaces.get_mut(&space)) else { return };
        view.owed = false;
        view.put_off = put_off.iter().copied().collect();
        // Where the new history goes on otherwise than the old one, the receipt is fetched with the document.
        let differs = |doc: &DocId| self.docs.get(doc).is_some_and(|held| !held.is_receipted());
        let stale: Vec<DocId> = view
            .docs
            .iter()
            .filter(|doc| !view.put_off.contains(doc) && (kept.contains(doc) || differs(doc)))
            .copied()
            .collect();
        for doc in &stale {
            if let Some(held) = self.docs.get_mut(doc) {
                held.receipt.outdated = true;
            }
        }
        view.lacking.extend(stale);
        if let Some(renewed) = &mut view.renewed {
            renewed.extend(kept);
        }
        let gone: BTreeSet<DocId> = view.settled();
        self.drop_hidden(acting, space, gone, moved);
        moved.sync = true;
    }

    /// The role in which a document is reached: what was written in one is not the business of another, in which the
    /// device may be connected just now.
    fn acting_for(&self, doc: DocId, connected: Acting) -> Acting {
        let Some(space) = self.docs.get(&doc).map(|held| held.document.meta.space) else { return connected };
        let reaches = |acting: &Acting| self.views.get(acting).is_some_and(|view| view.keeps(space, doc));
        std::iter::once(connected).chain(self.actings()).find(reaches).unwrap_or(connected)
    }

    /// Sends own changes of these documents again: those that were never confirmed, or all.
    fn revive(&mut self, key: u64, acting: Acting, docs: &[DocId], confirmed: bool, moved: &mut Moved) {
        let mut ops: Vec<(OpKey, Timestamp, Acting)> = Vec::new();
        for doc in docs {
            let person = self.person;
            let acting = self.acting_for(*doc, acting);
            let Some(held) = self.docs.get_mut(doc) else { continue };
            let mut revived = held.revive(person, confirmed);
            if revived.is_empty() {
                continue;
            }
            let made_at = |hash| held.changes.iter().find(|change| change.hash == hash).map(|change| change.made_at);
            let first_at = revived.first().and_then(|hash| made_at(*hash)).unwrap_or(Timestamp::from_ms(0));
            let mut withdrawn = false;
            if held.document.author == person && (held.receipt.log.is_empty() || !confirmed) {
                let rest = revived.split_off(revived.len().min(CREATE_CHANGES_MAX));
                ops.push((OpKey::Create(*doc), first_at, acting));
                held.creation = Some(std::mem::replace(&mut revived, rest));
                // Made anew it would be there again for those whom it was taken back from.
                withdrawn = held.document.meta.kind == Kind::Publication && held.document.state == DocState::Withdrawn;
            }
            let change = |hash: &ChangeHash| (OpKey::Change(*doc, *hash), made_at(*hash).unwrap_or(first_at), acting);
            ops.extend(revived.iter().map(change));
            if withdrawn {
                ops.push((OpKey::Withdraw(*doc), first_at, acting));
                held.withdrawing = true;
            }
            held.generation += 1;
            moved.docs.insert(*doc);
        }
        for (n, (op, at, acting)) in (1..).zip(ops) {
            self.unsent.insert((key, n), Unsent { key: op, acting, at });
        }
        moved.sync = true;
    }
}
