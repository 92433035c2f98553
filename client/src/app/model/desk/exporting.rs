//! Texts that the person takes along in a file of their own: what did not get through, and the notes for oneself.

use samspil_shared::domain::{DocId, Kind, SpaceId, SpaceKind, Timestamp};

use super::Desk;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::model::docs::read_entry;

impl Desk {
    /// Saves the text of something that did not get through.
    pub(super) fn export_parked(&self, doc: DocId, ctx: &mut Ctx<'_>) {
        // On a shared computer nothing goes into a folder that everybody opens: the page is printed (08 rule 36).
        if ctx.station.is_some() {
            ctx.out.push(Command::Print);
        } else if let Some(text) = self.docs.parked_text(doc) {
            let space =
                self.engine.state().document(self.engine.config().acting, doc).map(|held| held.document.meta.space);
            let hidden = space.is_some_and(|space| self.keeps_place(space, ctx.now));
            ctx.out.push(file("tekst", ctx.now, footed(text.to_owned(), hidden)));
        }
    }

    /// Saves all notes that only this person can read, oldest first; not on a shared computer.
    pub(super) fn export_own(&self, ctx: &mut Ctx<'_>) {
        if ctx.station.is_some() {
            return;
        }
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
        // They are kept apart from the placements, so that any of these counts.
        let hidden = self.docs.calls().marked().any(|space| self.keeps_place(space, ctx.now));
        ctx.out.push(file("noter", ctx.now, footed(texts.join("\n"), hidden)));
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

/// A file whose name says nothing of what is in it.
fn file(what: &str, now: Timestamp, text: String) -> Command {
    let day = now.local_date().map(|day| day.to_string()).unwrap_or_default();
    Command::SaveFile { name: format!("samspil-{what}-{day}.txt"), text }
}
