//! Bringing back to a restored server what it lost.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Engine;
use super::event::Effect;
use crate::domain::{ChangeHash, DocId, SpaceId, Timestamp};
use crate::sync::frame::{
    ClientFrame, Fate, HAVE_MAX, Have, HeldDigest, Offer, OfferedChange, RETURN_MAX, Return, Returned, Want,
    held_digest,
};
use crate::sync::record::Entry;
use crate::sync::state::{HeldDocument, SpaceView};

/// Bytes of changes in one `Return`, and in one part of a document: leaves room for heads.
const RETURN_BYTES_MAX: usize = 128 * 1024;
/// Bytes around a change, and around an offer.
const CHANGE_HEAD: usize = 96;
const OFFER_HEAD: usize = 256;

/// How far the offering is on this connection.
#[derive(Debug, Default)]
pub(super) struct Offering {
    spaces: BTreeMap<SpaceId, Progress>,
    /// Parts that go out next.
    ready: VecDeque<(SpaceId, Offer, usize)>,
    /// Whether a `Return` is unanswered.
    in_flight: bool,
}

impl Offering {
    /// Whether an answer is owed.
    pub(super) fn is_in_flight(&self) -> bool {
        self.in_flight
    }
}

#[derive(Debug, Default)]
struct Progress {
    /// Parts of `Have` that were not answered whole.
    unanswered: BTreeSet<u16>,
    /// Asked for, and not turned into offers yet: those that hang on nothing come first.
    wanted: Vec<(DocId, BTreeSet<ChangeHash>)>,
    /// Offered, and not answered.
    offered: BTreeSet<DocId>,
    kept: Vec<DocId>,
    refused: Vec<DocId>,
    /// Has to wait for another day.
    put_off: Vec<DocId>,
    told: bool,
}

impl Engine {
    /// Says what is here, sends what was asked for, and notes a space as done.
    pub(super) fn offer(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        self.say_what_is_here(effects);
        self.make_ready();
        self.send_ready(now, effects);
        self.note_done();
    }

    fn say_what_is_here(&mut self, effects: &mut Vec<Effect>) {
        let Some(view) = self.state.view(self.acting()) else { return };
        let due: Vec<(SpaceId, Vec<HeldDigest>)> = view
            .spaces()
            .filter(|space| {
                (space.owed || !space.put_off.is_empty()) && !self.link.offering.spaces.contains_key(&space.space.id)
            })
            .map(|space| (space.space.id, self.held_in(space)))
            .collect();
        for (space, held) in due {
            let parts: Vec<&[HeldDigest]> = if held.is_empty() { vec![&[]] } else { held.chunks(HAVE_MAX).collect() };
            let of = u16::try_from(parts.len()).unwrap_or(u16::MAX);
            let unanswered = (0..of).collect();
            self.link.offering.spaces.insert(space, Progress { unanswered, ..Progress::default() });
            for (part, docs) in (0..of).zip(parts) {
                let have = Have { space, part, of, docs: docs.to_vec() };
                effects.push(Effect::Send(ClientFrame::Have(have).encode()));
            }
        }
    }

    fn held_in(&self, space: &SpaceView) -> Vec<HeldDigest> {
        let held = space.documents().filter(|doc| space.owes(*doc)).filter_map(|doc| self.state.docs.get(&doc));
        held.filter(|held| !held.receipt.log.is_empty())
            .map(|held| HeldDigest {
                doc: held.document.id,
                digest: held_digest(&held.receipt.tag, held.document.state),
            })
            .collect()
    }

    pub(super) fn wanted(&mut self, want: Want) {
        let Some(progress) = self.link.offering.spaces.get_mut(&want.space) else { return };
        if !progress.unanswered.contains(&want.part) {
            return;
        }
        progress.wanted.extend(want.docs.into_iter().map(|wanted| (wanted.doc, wanted.known.into_iter().collect())));
        if !want.more {
            progress.unanswered.remove(&want.part);
        }
    }

    fn make_ready(&mut self) {
        let docs = &self.state.docs;
        let parent = |doc: &DocId| docs.get(doc).and_then(|held| held.document.meta.parent);
        let Offering { spaces, ready, .. } = &mut self.link.offering;
        for (space, progress) in spaces.iter_mut().filter(|(_, progress)| progress.unanswered.is_empty()) {
            let mut wanted = std::mem::take(&mut progress.wanted);
            // What hangs on something comes after it.
            wanted.sort_by_key(|(doc, _)| (parent(doc).is_some(), *doc));
            for (doc, known) in wanted {
                let Some(offers) = docs.get(&doc).and_then(|held| offers_of(held, &known)) else { continue };
                progress.offered.insert(doc);
                ready.extend(offers.into_iter().map(|(offer, bytes)| (*space, offer, bytes)));
            }
        }
    }

    fn send_ready(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let offering = &mut self.link.offering;
        let Some((space, ..)) = offering.ready.front() else { return };
        if offering.in_flight {
            return;
        }
        let (space, mut offers, mut bytes) = (*space, Vec::new(), 0);
        while let Some((of, _, weight)) = offering.ready.front() {
            bytes += weight;
            if *of != space || (!offers.is_empty() && (bytes > RETURN_BYTES_MAX || offers.len() == RETURN_MAX)) {
                break;
            }
            offers.extend(offering.ready.pop_front().map(|(_, offer, _)| offer));
        }
        offering.in_flight = true;
        let frame = ClientFrame::Return(Return { space, offers }).encode();
        self.link.expect_answer(now, frame.len());
        effects.push(Effect::Send(frame));
    }

    pub(super) fn returned(&mut self, returned: &Returned) {
        self.link.answered();
        let offering = &mut self.link.offering;
        offering.in_flight = false;
        let Some(progress) = offering.spaces.get_mut(&returned.space) else { return };
        for answer in &returned.docs {
            progress.offered.remove(&answer.doc);
            match answer.fate {
                Fate::Kept => progress.kept.push(answer.doc),
                Fate::Later => progress.put_off.push(answer.doc),
                Fate::Refused => progress.refused.push(answer.doc),
            }
        }
    }

    fn note_done(&mut self) {
        let acting = self.acting();
        for (space, progress) in &mut self.link.offering.spaces {
            let done = progress.unanswered.is_empty() && progress.wanted.is_empty() && progress.offered.is_empty();
            if done && !progress.told {
                progress.told = true;
                let [kept, refused, put_off] =
                    [&mut progress.kept, &mut progress.refused, &mut progress.put_off].map(std::mem::take);
                self.shelf.receive(Entry::Offered { acting, space: *space, kept, refused, put_off });
            }
        }
    }
}

/// The document with its receipt, in parts, and about how many bytes each has; `None` if the device has no receipt.
fn offers_of(held: &HeldDocument, known: &BTreeSet<ChangeHash>) -> Option<Vec<(Offer, usize)>> {
    let receipt = &held.receipt;
    let created_at = receipt.created_at.or(held.document.created_at)?;
    let mut parts: Vec<(Vec<OfferedChange>, usize)> = vec![(Vec::new(), OFFER_HEAD)];
    for hash in &receipt.log {
        let change = held.changes.iter().find(|change| change.hash == *hash)?;
        let bytes = (!known.contains(hash)).then(|| change.bytes.clone());
        let weight = CHANGE_HEAD + bytes.as_ref().map_or(0, Vec::len);
        if parts.last().is_some_and(|(part, size)| !part.is_empty() && size + weight > RETURN_BYTES_MAX) {
            parts.push((Vec::new(), OFFER_HEAD));
        }
        let (part, size) = parts.last_mut()?;
        *size += weight;
        part.push(OfferedChange {
            hash: *hash,
            bytes,
            by: change.by,
            received_at: change.received_at?,
            late: change.late,
        });
    }
    let of = u16::try_from(parts.len()).ok()?;
    let document = &held.document;
    let offer = |(part, (changes, size)): (u16, (Vec<OfferedChange>, usize))| {
        let offer = Offer {
            doc: document.id,
            meta: document.meta.clone(),
            author: document.author,
            created_at,
            state: document.state,
            tag: receipt.tag.clone(),
            part,
            of,
            changes,
        };
        (offer, size)
    };
    Some((0..).zip(parts).map(offer).collect())
}
