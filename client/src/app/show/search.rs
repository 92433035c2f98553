//! *Søg*.

use samspil_shared::domain::{DocId, PersonId, Role, SpaceId};

use super::Show;
use crate::app::draft::{Content, DraftKey};
use crate::app::model::Model;
use crate::app::model::desk::{Found, Place};
use crate::app::model::docs::standing;
use crate::app::route::{CallPlace, DutyPlace, Route};
use crate::app::view::logbook::DraftOf;
use crate::app::view::search::{Hit, HitMark, HitTo};
use crate::app::view::{ItemTitle, Search, Standing, When};

impl Model {
    /// *Søg*.
    pub fn search(&self) -> Option<Search> {
        Some(self.show()?.search())
    }
}

impl Show<'_> {
    fn search(self) -> Search {
        let (desk, docs) = (self.desk, &self.desk.docs);
        let search = &desk.search;
        let hits = search.found.iter().take(desk.shown);
        Search {
            today: self.today(),
            typed: search.typed.clone(),
            asked: !search.query.is_empty(),
            found: search.found.len(),
            hits: hits.filter_map(|found| self.hit(*found)).collect(),
            incomplete: self.incomplete(),
            texts: docs.index().len(),
            covers_from: docs.oldest().into_iter().chain(docs.oldest_shared()).min().map(|at| When::of(at).date),
        }
    }

    fn hit(self, found: Found) -> Option<Hit> {
        let query = &self.desk.search.query;
        let when = When::of(found.at);
        Some(match found.place {
            Place::Doc(doc) => self.doc_hit(doc, when)?,
            Place::Draft(key) => self.draft_hit(key, when)?,
            Place::Comment(publication) => Hit {
                to: HitTo::Page(Route::Publication(publication)),
                title: self.answer_to(publication),
                by: String::new(),
                when,
                pieces: query.snippet(&self.desk.comments.get(&publication)?.text),
                mark: Some(HitMark::Draft),
            },
            Place::Parked(doc) => {
                let held = self.desk.engine.state().held(doc)?;
                Hit {
                    to: HitTo::Page(Route::Waiting),
                    title: self.title(held, None, false),
                    by: self.name(held.document.meta.space, self.me()),
                    when,
                    pieces: query.snippet(self.desk.docs.parked_text(doc)?),
                    mark: Some(HitMark::Parked),
                }
            }
        })
    }

    fn doc_hit(self, doc: DocId, when: When) -> Option<Hit> {
        let docs = &self.desk.docs;
        let pieces = self.desk.search.query.snippet(docs.index().text(doc)?);
        let hit = |to, title, space: SpaceId, by: PersonId| Hit {
            to: HitTo::Page(to),
            title,
            by: self.name(space, by),
            when,
            pieces,
            mark: self.desk.engine.state().held(doc).and_then(|held| match standing(held) {
                Standing::Sent => None,
                Standing::Waiting => Some(HitMark::Waiting),
                Standing::Parked => Some(HitMark::Parked),
            }),
        };
        if let Some(entry) = docs.entry(doc) {
            let title = ItemTitle::Note(self.child(entry.space, entry.about));
            return Some(hit(Route::Entry(doc), title, entry.space, entry.author));
        }
        if let Some(publication) = docs.publication(doc) {
            let title = ItemTitle::Note(self.child(publication.space, publication.about));
            return Some(hit(Route::Publication(doc), title, publication.space, publication.by));
        }
        if let Some(call) = docs.calls().sought(doc) {
            // Whoever is on duty comes to the call, the consultant to all that became of it, the family to what it is shown.
            let to = match (call.note, self.desk.settings.acting.role) {
                (Some(note), Role::DutyOfficer) => Route::Duty(DutyPlace::Call(note)),
                (Some(note), _) => Route::Calls(CallPlace::Journal(note)),
                (None, _) => Route::Today,
            };
            return Some(hit(to, ItemTitle::Call, call.space, call.by));
        }
        let comment = docs.comment(doc)?;
        let publication = docs.publication(comment.publication)?;
        let note = docs.entry(publication.of).map(|_| Route::Entry(publication.of));
        let to = note.unwrap_or(Route::Publication(comment.publication));
        Some(hit(to, self.answer_to(comment.publication), publication.space, comment.author))
    }

    fn draft_hit(self, key: DraftKey, when: When) -> Option<Hit> {
        let draft = self.desk.left.get(&key)?;
        let text = match &draft.content {
            Content::Entry(entry) => &entry.text,
            Content::Comment { text, .. } => text,
            Content::Call(call) => &call.what,
            Content::Jot { .. } => return None,
        };
        let title = match self.draft(key, draft)?.of {
            DraftOf::NewEntry(child) => ItemTitle::Note(child),
            DraftOf::Entry(_) => ItemTitle::Note(None),
            DraftOf::Comment(publication) => self.answer_to(publication),
            DraftOf::Call => ItemTitle::Call,
            DraftOf::Jot(_) => return None,
        };
        let pieces = self.desk.search.query.snippet(text);
        Some(Hit { to: HitTo::Draft(key), title, by: String::new(), when, pieces, mark: Some(HitMark::Draft) })
    }

    fn answer_to(self, publication: DocId) -> ItemTitle {
        let of = self.desk.docs.publication(publication);
        ItemTitle::Comment(of.map(|of| self.name(of.space, of.by)))
    }
}
