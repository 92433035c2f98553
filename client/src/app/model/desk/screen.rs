//! What is on screen: which documents are read for it, and that others' were opened.

use std::collections::BTreeSet;

use samspil_shared::doc::digest_of_hashes;
use samspil_shared::domain::{ChangeHash, DocId, ReadId, Role};
use samspil_shared::sync::frame::ReadFact;

use super::Desk;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::model::docs::{Screen, Wanted, readable};
use crate::app::model::jobs::Job;
use crate::app::route::{DutyPlace, Route};

/// A page that was opened, and the versions of its document that were shown on it.
#[derive(Debug, Default)]
pub(super) struct Opening {
    pub(super) purpose: u8,
    pub(super) shown: BTreeSet<[u8; 32]>,
}

impl Desk {
    /// Reads on for the page that is shown. What is read may belong on it, such as what was shared of the note.
    pub(super) fn read_on(&mut self, ctx: &mut Ctx<'_>) {
        let with_history = matches!(self.route, Route::History(_));
        loop {
            let docs = self.on_screen();
            let screen = Screen { docs: &docs, with_history, wanted: self.wanted(&docs) };
            self.docs.read_on(&self.engine, &screen, ctx.now);
            self.resume_comments(&docs, ctx);
            if self.on_screen() == docs {
                break;
            }
        }
        if *self.docs.next_batch() != self.applying {
            self.applying = self.docs.next_batch().clone();
            ctx.out.push(Command::Applying(self.applying.clone()));
        }
    }

    /// Documents that the page shows whole.
    fn on_screen(&self) -> Vec<DocId> {
        match self.route {
            Route::Entry(doc) | Route::History(doc) | Route::Share(doc) | Route::EditEntry(doc) => {
                let shared = self.docs.shared_of(doc).into_iter().map(|(doc, _)| doc);
                std::iter::once(doc).chain(shared).collect()
            }
            Route::Publication(doc) | Route::StopSharing(doc) | Route::Duty(DutyPlace::Call(doc)) => vec![doc],
            _ => Vec::new(),
        }
    }

    /// What the page needs beside the documents it shows whole: a family's lists begin with the latest notes, and what was
    /// shared of a note came after it; a consultant's lists speak of everything.
    fn wanted(&self, screen: &[DocId]) -> Wanted {
        if self.settings.acting.role != Role::FosterParent || self.route == Route::Search || self.takes_own_notes() {
            return Wanted::ALL;
        }
        let held = screen.first().and_then(|doc| self.engine.state().held(*doc));
        Wanted { entries: self.shown, since: held.and_then(|held| held.document.created_at) }
    }

    /// Opening another's record is noted, once for each version of it that was shown. What comes while nobody sees the page
    /// is noted when somebody does.
    pub(super) fn note_opening(&mut self, ctx: &mut Ctx<'_>) {
        if self.hidden_at.is_some() || self.is_covered() {
            return;
        }
        let shown = match self.route {
            Route::Entry(doc) | Route::History(doc) | Route::Publication(doc) => vec![doc],
            Route::Duty(place) => self.card_on(place).into_iter().collect(),
            _ => self.calls_shown(ctx.now),
        };
        shown.into_iter().for_each(|doc| self.note_opened(doc, ctx));
    }

    fn note_opened(&mut self, doc: DocId, ctx: &mut Ctx<'_>) {
        let purpose = if matches!(self.route, Route::Duty(_)) { self.route.purpose() } else { self.opening.purpose };
        let Some(held) = readable(&self.engine, doc, ctx.now) else { return };
        if held.document.author == self.engine.config().person || !self.docs.is_tried(doc) {
            return;
        }
        let version = digest_of_hashes(held.current().map(|change| change.hash));
        if self.opening.shown.insert(version) {
            let fact = ReadFact {
                id: ReadId::random(ctx.rng),
                doc,
                version: ChangeHash::from_bytes(version),
                purpose,
                device_time: self.engine.state().corrected(ctx.now),
            };
            self.start(Job::Read(fact), ctx);
        }
    }
}
