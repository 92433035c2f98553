//! The editor of a note while it is open.

use std::collections::BTreeSet;

use samspil_shared::doc::TEXT_CHARS_MAX;
use samspil_shared::doc::text::normalised;
use samspil_shared::domain::{Acting, ChangeHash, DocId, PersonId, SpaceId, Timestamp};
use samspil_shared::sync::state::HeldDocument;

use super::keep::Keeping;
use crate::app::draft::{Content, Draft, EntryDraft};
use crate::app::intent::EditorIntent;
use crate::app::view::{EditorFaults, Readers, SaveState, When, Whom};

/// Milliseconds that a note may lie in the future: clocks of people differ.
const FUTURE_MS: i64 = 5 * 60_000;
/// Characters left from which on the editor counts them.
const FEW_LEFT: usize = 2_000;

/// The editor of a note.
#[derive(Debug)]
pub(in crate::app) struct EditorDesk {
    pub(super) keeping: Keeping,
    pub(in crate::app) fields: EntryDraft,
    pub(super) acting: Acting,
    pub(in crate::app) found: Option<When>,
    /// It was begun for the adults of a placement that is out of reach.
    pub(in crate::app) narrowed: bool,
    pub(in crate::app) save: SaveState,
    /// The person tried to save: what must be put right is shown.
    tried: bool,
    /// Changes that were there when the editor was opened.
    known: BTreeSet<ChangeHash>,
}

impl EditorDesk {
    pub(super) fn new(keeping: Keeping, fields: EntryDraft, acting: Acting, held: Option<&HeldDocument>) -> Self {
        let known = held.map(|held| held.current().map(|change| change.hash).collect()).unwrap_or_default();
        let (found, save) = (None, SaveState::Ready);
        Self { keeping, fields, acting, found, narrowed: false, save, tried: false, known }
    }

    pub(in crate::app) fn doc(&self) -> DocId {
        self.keeping.key.doc
    }

    pub(in crate::app) fn is_new(&self) -> bool {
        self.fields.base.is_none()
    }

    /// Makes a new note one for oneself whose placement is out of reach: else it could never be saved.
    pub(super) fn narrow(&mut self, placements: &[SpaceId]) {
        let gone = match self.fields.whom {
            Some(Whom::Child(space)) => !placements.contains(&space),
            Some(Whom::Family | Whom::All) | None => placements.is_empty(),
        };
        if gone && self.is_new() && self.fields.readers != Readers::Me && self.save != SaveState::Saving {
            // Among notes for oneself it would be taken for one about a child who is here.
            self.fields.whom = Some(Whom::Family);
            self.fields.readers = Readers::Me;
            (self.narrowed, self.save) = (true, SaveState::Ready);
        }
    }

    /// Takes what the person typed or chose. Saving and leaving are the desk's.
    pub(super) fn intent(&mut self, intent: EditorIntent, now: Timestamp) {
        if self.save == SaveState::Saving {
            return;
        }
        let fields = &mut self.fields;
        match intent {
            EditorIntent::Whom(whom) => fields.whom = Some(whom),
            EditorIntent::Date(date) => {
                fields.event_time = at(date, When::of(fields.event_time).time, fields.event_time);
            }
            EditorIntent::Time(time) => {
                fields.event_time = at(When::of(fields.event_time).date, time, fields.event_time);
            }
            EditorIntent::Text(text) => fields.text = text,
            EditorIntent::DayChild(step) => fields.day_child = step,
            EditorIntent::DayFamily(step) => fields.day_family = step,
            EditorIntent::Readers(readers) if fields.base.is_none() => fields.readers = readers,
            EditorIntent::Readers(_) | EditorIntent::Save | EditorIntent::Drop | EditorIntent::Another => return,
        }
        self.keeping.typed(now);
        if self.save != SaveState::Ready {
            self.save = SaveState::Ready;
        }
    }

    pub(super) fn draft(&self, now: Timestamp) -> Draft {
        Draft { kept_at: now, acting: self.acting, content: Content::Entry(self.fields.clone()) }
    }

    /// Whether it can be saved; from here on what must be put right is shown.
    pub(super) fn try_save(&mut self, now: Timestamp) -> bool {
        self.tried = true;
        self.save != SaveState::Saving && self.check(now).is_none()
    }

    pub(in crate::app) fn faults(&self, now: Timestamp) -> EditorFaults {
        if self.tried { self.check(now) } else { EditorFaults { text_long: self.is_long(), ..EditorFaults::default() } }
    }

    fn check(&self, now: Timestamp) -> EditorFaults {
        EditorFaults {
            text_missing: self.fields.text.trim().is_empty(),
            text_long: self.is_long(),
            whom_missing: self.fields.whom.is_none(),
            when_future: self.fields.event_time > now.plus_ms(FUTURE_MS),
        }
    }

    fn is_long(&self) -> bool {
        // Nothing of a quarter of the limit in bytes can be too long; counting is for long texts only.
        self.fields.text.len() > TEXT_CHARS_MAX / 4 && normalised(&self.fields.text).is_err()
    }

    /// Characters that still fit, once they are few.
    pub(in crate::app) fn left(&self) -> Option<usize> {
        if self.fields.text.len() < TEXT_CHARS_MAX - FEW_LEFT {
            return None;
        }
        let left = TEXT_CHARS_MAX.saturating_sub(self.fields.text.chars().count());
        (left <= FEW_LEFT).then_some(left)
    }

    /// Who else saved changes to the note since the editor was opened.
    pub(in crate::app) fn others(&self, held: &HeldDocument, me: PersonId) -> BTreeSet<PersonId> {
        let new = held.current().filter(|change| !self.known.contains(&change.hash) && change.by != me);
        new.map(|change| change.by).collect()
    }

    pub(in crate::app) fn whom(&self) -> Option<Whom> {
        self.fields.whom
    }

    pub(in crate::app) fn keeping(&self) -> crate::app::view::DraftState {
        self.keeping.view()
    }
}

fn at(date: chrono::NaiveDate, time: chrono::NaiveTime, otherwise: Timestamp) -> Timestamp {
    Timestamp::from_local(date.and_time(time)).unwrap_or(otherwise)
}
