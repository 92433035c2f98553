//! Hearing of something new, as server and browser last said, and the number on the app's icon.

use std::collections::BTreeSet;

use samspil_shared::domain::{DocId, Role, Timestamp};

use super::Desk;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::model::docs::edits::NEWS_MS;
use crate::app::notices::{NoticeDeed, NoticeFault, NoticesHere, PushHere};

/// What is known of it.
#[derive(Debug, Default)]
pub(in crate::app) struct NoticesDesk {
    /// An answer to this is awaited.
    pub(in crate::app) asked: Option<NoticeDeed>,
    /// Why it was not done, or there is no newer answer.
    pub(in crate::app) fault: Option<NoticeFault>,
    /// The last answer.
    pub(in crate::app) known: Option<NoticesHere>,
    /// What was there when the person last looked at the app.
    seen: BTreeSet<DocId>,
    /// What stands on the icon; nothing is known of it at first.
    badge: Option<usize>,
}

impl Desk {
    pub(super) fn ask_notices(&mut self, deed: NoticeDeed, ctx: &mut Ctx<'_>) {
        // One at a time: the browser asks the person one thing only.
        if ctx.station.is_none() && self.notices.asked.is_none() {
            self.notices.asked = Some(deed.clone());
            ctx.out.push(Command::AskNotices(deed, ctx.language));
        }
    }

    /// From here on this device is told, if the server can.
    pub(super) fn take_pushes(&mut self, ctx: &mut Ctx<'_>) {
        let push = self.notices.known.as_ref().and_then(|known| known.server.push.as_ref());
        if let Some(key) = push.map(|push| push.key.clone()) {
            self.ask_notices(NoticeDeed::PushOn { key }, ctx);
        }
    }

    pub(super) fn notices_came(&mut self, answer: Result<NoticesHere, NoticeFault>) {
        let desk = &mut self.notices;
        desk.asked = None;
        match answer {
            Ok(here) => {
                desk.known = Some(here);
                desk.fault = None;
            }
            Err(fault) => {
                if fault == NoticeFault::Denied
                    && let Some(known) = &mut desk.known
                {
                    known.browser = PushHere::Denied;
                }
                desk.fault = Some(fault);
            }
        }
    }

    /// The person looks away: what comes from here on is counted.
    pub(super) fn look_away(&mut self, now: Timestamp) {
        self.notices.seen = self.unread(now);
    }

    /// Puts the number on the icon of what came since the person looked away. It goes when they look, and when the app
    /// locks: whoever holds the phone then may be somebody else.
    pub(super) fn count_on_icon(&mut self, ctx: &mut Ctx<'_>) {
        // A device that several people share says to nobody that there is something new.
        let own = ctx.station.is_none();
        let counts = self.hidden_at.is_some() && !self.is_leaving() && !self.is_covered() && own;
        let count = if counts { self.unread(ctx.now).difference(&self.notices.seen).count() } else { 0 };
        if self.notices.badge.replace(count) != Some(count) {
            ctx.out.push(Command::Badge(count));
        }
    }

    /// What *I dag* shows that others wrote and the person has not opened. A call that is kept from them is not on this
    /// device.
    fn unread(&self, now: Timestamp) -> BTreeSet<DocId> {
        let (docs, state, me) = (&self.docs, self.engine.state(), self.engine.config().person);
        let since = state.corrected(now).plus_ms(-NEWS_MS);
        let unopened = |doc: DocId| !state.has_opened(doc);
        let comments = || {
            let comments = docs.comments().filter(|(_, comment)| comment.author != me && comment.at > since);
            comments.filter(|(_, comment)| docs.publication(comment.publication).is_some()).map(|(doc, _)| doc)
        };
        match self.settings.acting.role {
            Role::FosterParent => {
                let entries = docs.timeline().filter(|(_, entry)| entry.author != me && entry.made_at > since);
                let receipts = docs.calls().receipts().filter(|(_, receipt)| !receipt.withdrawn);
                let opened_once = entries.map(|(doc, _)| doc).chain(receipts.map(|(doc, _)| doc));
                let edited =
                    docs.timeline().filter(|(doc, entry)| self.unseen_edits(*doc, entry, now).next().is_some());
                let edited = edited.map(|(doc, _)| doc);
                opened_once.filter(|doc| unopened(*doc)).chain(edited).chain(comments()).collect()
            }
            role @ (Role::Consultant | Role::InstitutionWorker) => {
                let shared = docs.shared().map(|(doc, _)| doc).filter(|doc| unopened(*doc));
                let follow_ups = docs.calls().follow_ups().filter(|(_, follow_up)| follow_up.author != me);
                let calls = follow_ups.filter(|_| role == Role::Consultant).map(|(doc, _)| doc);
                shared.chain(calls).chain(comments()).collect()
            }
            _ => BTreeSet::new(),
        }
    }
}
