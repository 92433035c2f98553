//! *Søg*: over everything that can be shown in the role acted in, over what is begun, and over what did not get through.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::domain::{DocId, Role, Timestamp};

use super::{Desk, SHOWN};
use crate::app::draft::{Content, Draft, DraftKey};
use crate::app::route::{CallPlace, DutyPlace, Route};
use crate::app::search::Query;

/// Characters of a question; more was pasted.
const TYPED_MAX: usize = 200;
/// Milliseconds between two looks while documents are still being read.
const AGAIN_MS: i64 = 500;

/// The page with the question.
#[derive(Debug, Default)]
pub(in crate::app) struct SearchDesk {
    pub(in crate::app) typed: String,
    pub(in crate::app) query: Query,
    /// Newest first.
    pub(in crate::app) found: Vec<Found>,
    /// The index that was looked into, and when.
    looked: Option<(u64, Timestamp)>,
}

/// Something that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::app) struct Found {
    /// When it happened, or was written.
    pub(in crate::app) at: Timestamp,
    pub(in crate::app) place: Place,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::app) enum Place {
    /// In a note, in what was shared, in a comment, in a call or on a card.
    Doc(DocId),
    /// In a text that was begun.
    Draft(DraftKey),
    /// In what did not get through.
    Parked(DocId),
}

/// What is typed in a text that was begun.
pub(in crate::app) fn words_of(draft: &Draft) -> &str {
    match &draft.content {
        Content::Entry(entry) => &entry.text,
        Content::Comment { text, .. } | Content::Jot { text, .. } => text,
        Content::Call(call) => &call.what,
    }
}

impl Desk {
    /// A text that was begun, in this tab or another.
    pub(in crate::app) fn begun_as(&self, key: DraftKey) -> Option<Draft> {
        let open = self.open_jots().chain(self.open_comments()).find(|(open, _)| *open == key);
        open.map(|(_, draft)| draft).or_else(|| self.left.get(&key).cloned())
    }

    /// The page is opened. Who comes back from what was found finds the question as it was.
    pub(super) fn open_search(&mut self, from: Route, now: Timestamp) {
        let found = matches!(from, Route::Entry(_) | Route::Publication(_) | Route::Waiting)
            || matches!(from, Route::Calls(CallPlace::Journal(_) | CallPlace::Card(_) | CallPlace::OurCard(_)))
            || matches!(from, Route::Duty(DutyPlace::Call(_)));
        if !found {
            self.search = SearchDesk::default();
        }
        self.look(now);
    }

    pub(super) fn search_for(&mut self, typed: &str, now: Timestamp) {
        self.search.typed = typed.chars().take(TYPED_MAX).collect();
        self.search.query = Query::parse(&self.search.typed);
        self.shown = SHOWN;
        self.look(now);
    }

    /// Looks again once more was read.
    pub(super) fn search_on(&mut self, now: Timestamp) {
        let Some((version, at)) = self.search.looked.filter(|_| self.route == Route::Search) else { return };
        let is_new = version != self.docs.index().version();
        if is_new && (!self.docs.is_reading() || at.plus_ms(AGAIN_MS) <= now || at > now) {
            self.look(now);
        }
    }

    /// Whether a parked text may be shown in the role acted in: its space is reached in this role, or in none any more.
    fn is_of_this_role(&self, doc: DocId) -> bool {
        let state = self.engine.state();
        let Some(space) = state.held(doc).map(|held| held.document.meta.space) else { return false };
        let reached = |acting| state.space(acting, space).is_some();
        reached(self.settings.acting) || !state.actings().any(reached)
    }

    fn look(&mut self, now: Timestamp) {
        self.search.looked = Some((self.docs.index().version(), now));
        let query = &self.search.query;
        let (docs, acting) = (&self.docs, self.settings.acting);
        let hits: BTreeSet<DocId> = docs.index().find(query).into_iter().collect();
        // On duty a card is opened one at a time, and that is noted.
        let shows_cards = matches!(acting.role, Role::FosterParent | Role::Consultant);
        let at = |doc: DocId| {
            if let Some(publication) = docs.publication(doc) {
                // The note itself is shown rather than the copy of it.
                return (!hits.contains(&publication.of)).then_some(publication.event_time);
            }
            if let Some(call) = docs.calls().sought(doc) {
                // The call itself is shown once, whatever else of it holds the words.
                let again = call.note.is_some_and(|note| note != doc && hits.contains(&note));
                return (!again).then_some(call.began);
            }
            if let Some(card) = docs.calls().sought_card(doc) {
                let again = card.card.is_some_and(|card| hits.contains(&card));
                return (shows_cards && !again).then_some(card.at);
            }
            // An own answer to what was taken back is nowhere to be seen.
            let comment = docs.comment(doc).filter(|comment| docs.publication(comment.publication).is_some());
            docs.entry(doc).map(|entry| entry.event_time).or(comment.map(|comment| comment.at))
        };
        let in_docs = hits.iter().filter_map(|doc| Some(Found { at: at(*doc)?, place: Place::Doc(*doc) }));
        let left = self.left.iter().map(|(key, draft)| (*key, draft.clone()));
        let begun = left.chain(self.open_jots()).chain(self.open_comments());
        let begun = begun.filter(|(_, draft)| draft.acting == acting && query.fits(words_of(draft)));
        let begun = begun.map(|(key, draft)| Found { at: draft.kept_at, place: Place::Draft(key) });
        let when: BTreeMap<DocId, Timestamp> =
            self.engine.state().parked().into_iter().map(|parked| (parked.doc, parked.at)).collect();
        let parked = docs.parked().filter(|(doc, text)| !hits.contains(doc) && query.fits(text));
        let parked = parked.filter(|(doc, _)| self.is_of_this_role(*doc));
        let parked = parked.filter_map(|(doc, _)| Some(Found { at: *when.get(&doc)?, place: Place::Parked(doc) }));
        let mut found: Vec<Found> = in_docs.chain(begun).chain(parked).collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        self.search.found = found;
    }
}
