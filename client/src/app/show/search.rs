//! *Søg*.

use samspil_shared::domain::{DocId, PersonId, Role, SpaceId};

use super::Show;
use crate::app::draft::{Content, DraftKey, JotAt, JotKind};
use crate::app::model::Model;
use crate::app::model::desk::{Found, Place, words_of};
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
            covers_from: {
                let oldest = docs.oldest().into_iter().chain(docs.oldest_shared()).chain(docs.calls().oldest());
                oldest.min().map(|at| When::of(at).date)
            },
        }
    }

    fn hit(self, found: Found) -> Option<Hit> {
        let query = &self.desk.search.query;
        let when = When::of(found.at);
        Some(match found.place {
            Place::Doc(doc) => self.doc_hit(doc, when)?,
            Place::Draft(key) => self.draft_hit(key, when)?,
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
        if let Some(card) = docs.calls().sought_card(doc) {
            let family = self.desk.settings.acting.role == Role::FosterParent;
            let to = if family { CallPlace::OurCard(card.space) } else { CallPlace::Card(card.space) };
            return Some(hit(Route::Calls(to), ItemTitle::FamilyCard, card.space, card.by));
        }
        let comment = docs.comment(doc)?;
        let publication = docs.publication(comment.publication)?;
        let note = docs.entry(publication.of).map(|_| Route::Entry(publication.of));
        let to = note.unwrap_or(Route::Publication(comment.publication));
        Some(hit(to, self.answer_to(comment.publication), publication.space, comment.author))
    }

    fn draft_hit(self, key: DraftKey, when: When) -> Option<Hit> {
        let draft = self.desk.begun_as(key)?;
        let pieces = self.desk.search.query.snippet(words_of(&draft));
        let card = self.draft(key, &draft);
        let (title, to) = match (card.as_ref().map(|card| &card.of), &draft.content) {
            (Some(DraftOf::NewEntry(child)), _) => (ItemTitle::Note(child.clone()), HitTo::Draft(key)),
            (Some(DraftOf::Entry(_)), _) => (ItemTitle::Note(None), HitTo::Draft(key)),
            (Some(DraftOf::Comment(publication)), _) => (self.answer_to(*publication), HitTo::Draft(key)),
            (Some(DraftOf::Call), _) => (ItemTitle::Call, HitTo::Draft(key)),
            (_, Content::Jot { what: what @ (JotKind::Night | JotKind::Know), .. }) => {
                (ItemTitle::FamilyCard, HitTo::Page(self.jot_page(JotAt::on(key.doc, *what))))
            }
            (_, Content::Jot { what, .. }) => {
                (ItemTitle::FollowUp, HitTo::Page(self.jot_page(JotAt::on(key.doc, *what))))
            }
            (None | Some(DraftOf::Jot(_)), _) => return None,
        };
        // Where it was written is not there any more: it lies in the list of what was begun.
        let to = if card.is_some_and(|card| card.gone) { HitTo::Page(self.list_of_begun()) } else { to };
        Some(Hit { to, title, by: String::new(), when, pieces, mark: Some(HitMark::Draft) })
    }

    fn list_of_begun(self) -> Route {
        let on_duty = self.desk.settings.acting.role == Role::DutyOfficer;
        if on_duty { Route::Duty(DutyPlace::Shift) } else { Route::Today }
    }

    fn answer_to(self, publication: DocId) -> ItemTitle {
        let of = self.desk.docs.publication(publication);
        ItemTitle::Comment(of.map(|of| self.name(of.space, of.by)))
    }
}
