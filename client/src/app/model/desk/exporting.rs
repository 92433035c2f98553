//! Texts that the person takes along in a locked file of their own: what did not get through, and the notes for oneself.

use std::fmt;

use samspil_shared::api::PASSWORD_MIN;
use samspil_shared::domain::{Kind, SpaceId, SpaceKind, Timestamp};

use super::Desk;
use crate::app::command::{Attempt, Command};
use crate::app::export::{ExportFault, ExportIntent, Taken};
use crate::app::locked_file::{FileWords, LockedFile, plain};
use crate::app::model::Ctx;
use crate::app::model::docs::read_entry;
use crate::app::view::Said;
use crate::app::words;

/// *Gem som låst fil*, while the sheet is open.
pub(in crate::app) struct ExportDesk {
    what: Taken,
    pub(in crate::app) suggestion: String,
    pub(in crate::app) fault: Option<ExportFault>,
    pub(in crate::app) saving: Option<Attempt>,
}

impl fmt::Debug for ExportDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExportDesk(not shown)")
    }
}

impl Desk {
    pub(super) fn export_intent(&mut self, intent: ExportIntent, ctx: &mut Ctx<'_>) {
        match intent {
            ExportIntent::Begin(what) => self.begin_export(what, ctx),
            ExportIntent::Suggest => {
                if let Some(export) = self.export.as_mut().filter(|export| export.saving.is_none()) {
                    export.suggestion = words::suggestion(ctx.rng);
                    export.fault = None;
                }
            }
            ExportIntent::Copy(password) => ctx.out.push(Command::Copy(password)),
            ExportIntent::Save { password, words } => self.save_export(&password, *words, ctx),
            ExportIntent::Close => self.export = None,
        }
    }

    fn begin_export(&mut self, what: Taken, ctx: &mut Ctx<'_>) {
        match (what, *ctx.station) {
            (_, None) => {
                self.said = None;
                let suggestion = words::suggestion(ctx.rng);
                self.export = Some(ExportDesk { what, suggestion, fault: None, saving: None });
            }
            // On a shared computer nothing goes into a folder that everybody opens: the page is printed (08 rule 36).
            (Taken::Parked(_), Some(_)) => ctx.out.push(Command::Print),
            // No page shows them all, and they are read on the person's own device.
            (Taken::OwnNotes, Some(_)) => {}
        }
    }

    fn save_export(&mut self, password: &str, words: FileWords, ctx: &mut Ctx<'_>) {
        let Some(what) = self.export.as_ref().filter(|export| export.saving.is_none()).map(|export| export.what) else {
            return;
        };
        // It may have become a shared computer, or the text have gone, while the sheet was open.
        let found = ctx.station.is_none().then(|| self.taken(what, ctx.now)).flatten();
        let (Some((name, text)), Some(export)) = (found, &mut self.export) else {
            self.export = None;
            return;
        };
        let password = plain(password);
        if password.chars().count() < PASSWORD_MIN {
            export.fault = Some(ExportFault::TooShort);
            return;
        }
        let attempt = ctx.next_attempt();
        (export.fault, export.saving) = (None, Some(attempt));
        let name = file_name(name, ctx.now);
        let file = LockedFile { name, text, password, words, language: ctx.language };
        ctx.out.push(Command::SaveLocked(attempt, Box::new(file)));
    }

    pub(super) fn export_saved(&mut self, attempt: Attempt, done: bool, ctx: &Ctx<'_>) {
        let Some(export) = self.export.as_mut().filter(|export| export.saving == Some(attempt)) else { return };
        if done {
            self.export = None;
            self.say(Said::FileSaved, ctx);
        } else {
            (export.fault, export.saving) = (Some(ExportFault::Failed), None);
        }
    }

    /// What it is called, and its text.
    fn taken(&self, what: Taken, now: Timestamp) -> Option<(&'static str, String)> {
        match what {
            Taken::Parked(doc) => {
                let text = self.docs.parked_text(doc)?.to_owned();
                let space = self.engine.state().held(doc).map(|held| held.document.meta.space);
                Some(("tekst", footed(text, space.is_some_and(|space| self.keeps_place(space, now)))))
            }
            Taken::OwnNotes => Some(("noter", self.own_notes(now))),
        }
    }

    /// All notes that only this person can read, oldest first.
    fn own_notes(&self, now: Timestamp) -> String {
        let state = self.engine.state();
        let acting = self.engine.config().acting;
        let own = |space| state.space(acting, space).is_some_and(|view| view.space.kind == SpaceKind::Person);
        let mut notes: Vec<(Timestamp, String)> = state
            .documents(acting)
            .filter(|held| held.document.meta.kind == Kind::LogEntry && own(held.document.meta.space))
            .filter_map(|held| read_entry(held).map(|(_, entry)| (entry.event_time.value.value, entry.text)))
            .collect();
        notes.sort();
        let texts: Vec<String> = notes.iter().map(|(at, text)| format!("{}\n{text}\n", moment(*at))).collect();
        let text = texts.join("\n");
        // They are kept apart from the placements, so that any of these counts.
        footed(text, self.docs.calls().marked().any(|space| self.keeps_place(space, now)))
    }

    fn keeps_place(&self, space: SpaceId, now: Timestamp) -> bool {
        now.local_date().is_none_or(|today| self.docs.calls().hiding(space).hides(today))
    }

    /// Whether there are notes that only this person can read.
    pub(in crate::app) fn has_own_notes(&self) -> bool {
        let state = self.engine.state();
        let acting = self.engine.config().acting;
        let own = |space| state.space(acting, space).is_some_and(|view| view.space.kind == SpaceKind::Person);
        state.documents(acting).any(|held| held.document.meta.kind == Kind::LogEntry && own(held.document.meta.space))
    }
}

/// What stands below a text about a place that must not be told: in both languages, since a file is read by anybody.
const PLACE_HIDDEN: &str = "Stedet må ikke oplyses. The place must not be disclosed.";

fn footed(text: String, hidden: bool) -> String {
    if hidden { format!("{text}\n{PLACE_HIDDEN}\n") } else { text }
}

/// The same in every language, and sorted by name as by time.
fn moment(at: Timestamp) -> String {
    at.local().map(|local| local.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

/// A name that says nothing of what is in the file.
fn file_name(what: &str, now: Timestamp) -> String {
    let day = now.local_date().map(|day| day.to_string()).unwrap_or_default();
    format!("samspil-{what}-{day}.html")
}
