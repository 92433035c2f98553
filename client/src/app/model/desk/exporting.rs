//! Texts that the person takes along in a locked file of their own: what did not get through, and the notes for oneself.

use std::fmt;

use samspil_shared::api::PASSWORD_MIN;
use samspil_shared::domain::{Kind, SpaceId, SpaceKind, Timestamp};
use samspil_shared::sync::state::HeldDocument;

use super::Desk;
use crate::app::command::{Attempt, Command};
use crate::app::draft::{Content, Draft};
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
    /// *Gem filen* was pressed while notes were still being read.
    pub(in crate::app) pending: Option<(String, Box<FileWords>)>,
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
            ExportIntent::Save { password, words } => self.save_export(&password, words, ctx),
            ExportIntent::Close => self.export = None,
        }
    }

    fn begin_export(&mut self, what: Taken, ctx: &mut Ctx<'_>) {
        match (what, *ctx.station) {
            (_, None) => {
                self.said = None;
                let suggestion = words::suggestion(ctx.rng);
                self.export = Some(ExportDesk { what, suggestion, fault: None, saving: None, pending: None });
            }
            // On a shared computer nothing goes into a folder that everybody opens: the page is printed (08 rule 36).
            (Taken::Parked(_), Some(_)) => ctx.out.push(Command::Print),
            // No page shows them all, and they are read on the person's own device.
            (Taken::OwnNotes, Some(_)) => {}
        }
    }

    fn save_export(&mut self, password: &str, words: Box<FileWords>, ctx: &mut Ctx<'_>) {
        let ready = self.export.as_ref().filter(|export| export.saving.is_none() && export.pending.is_none());
        let Some(what) = ready.map(|export| export.what) else { return };
        // It may have become a shared computer, or the text have gone, while the sheet was open.
        let found = ctx.station.is_none().then(|| self.taken(what, ctx.now)).flatten();
        let reading = self.reads_own_notes();
        let (Some((name, text)), Some(export)) = (found, &mut self.export) else {
            self.export = None;
            return;
        };
        let password = plain(password);
        if password.chars().count() < PASSWORD_MIN {
            export.fault = Some(ExportFault::TooShort);
            return;
        }
        if reading {
            (export.fault, export.pending) = (None, Some((password, words)));
            return;
        }
        let attempt = ctx.next_attempt();
        (export.fault, export.saving) = (None, Some(attempt));
        let name = file_name(name, ctx.now);
        let file = LockedFile { name, text, password, words: *words, language: ctx.language };
        ctx.out.push(Command::SaveLocked(attempt, Box::new(file)));
    }

    /// Whether the notes for oneself are being taken along: then all of them are read.
    pub(super) fn takes_own_notes(&self) -> bool {
        self.export.as_ref().is_some_and(|export| export.what == Taken::OwnNotes)
    }

    fn reads_own_notes(&self) -> bool {
        let unread = |held: &HeldDocument| {
            let doc = held.document.id;
            !self.docs.is_tried(doc) && !self.docs.is_aside(doc)
        };
        self.takes_own_notes() && self.own_documents().any(unread)
    }

    /// Saves what waited for notes to be read.
    pub(super) fn export_on(&mut self, ctx: &mut Ctx<'_>) {
        if !self.reads_own_notes()
            && let Some((password, words)) = self.export.as_mut().and_then(|export| export.pending.take())
        {
            self.save_export(&password, words, ctx);
        }
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

    fn own_documents(&self) -> impl Iterator<Item = &HeldDocument> {
        let state = self.engine.state();
        let acting = self.engine.config().acting;
        let own = move |space| state.space(acting, space).is_some_and(|view| view.space.kind == SpaceKind::Person);
        state
            .documents(acting)
            .filter(move |held| held.document.meta.kind == Kind::LogEntry && own(held.document.meta.space))
    }

    /// How many of these cannot be opened, and are not taken along.
    pub(in crate::app) fn unreadable_notes(&self) -> usize {
        if !self.takes_own_notes() {
            return 0;
        }
        self.own_documents().filter(|held| self.docs.is_aside(held.document.id)).count()
    }

    /// What was begun in the role acted in and is on this device alone. A call is another's, and stays.
    fn begun(&self) -> Vec<(Timestamp, String)> {
        let acting = self.settings.acting;
        let left = self.left.values().filter(|draft| draft.acting == acting && draft.has_words()).cloned();
        let open = self.open_jots().chain(self.open_comments()).map(|(_, draft)| draft);
        let text = |draft: Draft| match draft.content {
            Content::Entry(entry) => Some((draft.kept_at, entry.text)),
            Content::Comment { text, .. } | Content::Jot { text, .. } => Some((draft.kept_at, text)),
            Content::Call(_) => None,
        };
        left.chain(open).filter_map(text).collect()
    }

    /// All that only this person can read: the notes, oldest first, and what was begun.
    fn own_notes(&self, now: Timestamp) -> String {
        let own = self.own_documents().filter(|held| self.docs.is_tried(held.document.id));
        let mut notes: Vec<(Timestamp, String)> = own
            .filter_map(|held| read_entry(held).map(|(_, entry)| (entry.event_time.value.value, entry.text)))
            .collect();
        notes.sort();
        let mut begun = self.begun();
        begun.sort();
        let notes = notes.iter().map(|(at, text)| format!("{}\n{text}\n", moment(*at)));
        let begun = begun.iter().map(|(at, text)| format!("{} · {DRAFT}\n{text}\n", moment(*at)));
        let missing = match self.unreadable_notes() {
            0 => None,
            n => Some(format!("{MISSING} {n}\n")),
        };
        let text = notes.chain(begun).chain(missing).collect::<Vec<_>>().join("\n");
        // They are kept apart from the placements, so that any of these counts.
        footed(text, self.docs.calls().marked().any(|space| self.keeps_place(space, now)))
    }

    fn keeps_place(&self, space: SpaceId, now: Timestamp) -> bool {
        now.local_date().is_none_or(|today| self.docs.calls().hiding(space).hides(today))
    }

    /// Whether there is anything that only this person can read.
    pub(in crate::app) fn has_own_notes(&self) -> bool {
        self.own_documents().next().is_some() || !self.begun().is_empty()
    }
}

/// What stands below a text about a place that must not be told: in both languages, since a file is read by anybody.
const PLACE_HIDDEN: &str = "Stedet må ikke oplyses. The place must not be disclosed.";

/// What stands beside a text that was begun, in both languages too.
const DRAFT: &str = "Kladde. Draft.";
/// Before the number of notes that are not in the file.
const MISSING: &str =
    "Notater, der ikke kunne åbnes og mangler her. Notes that could not be opened and are missing here:";

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
