//! Logbogsnotat: a text that both adults may write, when it happened, whom it is about, how the day was, and facts.

use std::collections::BTreeSet;

use automerge::Automerge;

use super::digest::Shared;
use super::edit::{Draft, EditError, Pen, add_fact, check_kind, set, set_if};
use super::fact::{self, Asked, Fact, What};
use super::grammar::Rule;
use super::publication::Publication;
use super::read::{Field, Provenance, ReadError, Reader};
use super::text::normalised;
use super::value::{About, Day, Intent};
use super::{Digest, SCHEMA};
use crate::domain::{ActorId, Audience, FactId, Kind, PersonId, Timestamp};

pub(super) const EVENT_TIME: &str = "event_time";
pub(super) const ABOUT: &str = "about";
pub(super) const DAY_CHILD: &str = "day_child";
pub(super) const DAY_FAMILY: &str = "day_family";

pub(super) const FIELDS: &[Rule] = &[
    Rule::required::<Timestamp>(EVENT_TIME),
    Rule::required::<About>(ABOUT),
    Rule::optional::<Option<Day>>(DAY_CHILD),
    Rule::optional::<Option<Day>>(DAY_FAMILY),
];

/// An entry as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The text, both adults' writing merged.
    pub text: String,
    /// When it happened, as the person says.
    pub event_time: Field<Timestamp>,
    /// Whom it is about.
    pub about: Field<About>,
    /// How the child's day was; `None` if nobody ever said.
    pub day_child: Option<Field<Option<Day>>>,
    /// How the family's day was; `None` if nobody ever said.
    pub day_family: Option<Field<Option<Day>>>,
    /// What was done with it.
    pub facts: Vec<Fact>,
}

/// What a new entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLogEntry {
    /// The text.
    pub text: String,
    /// When it happened.
    pub event_time: Timestamp,
    /// Whom it is about.
    pub about: About,
    /// How the child's day was.
    pub day_child: Option<Day>,
    /// How the family's day was.
    pub day_family: Option<Day>,
}

/// *Kun mig* becomes *os voksne* as a new entry: what stands now, none of its past and no way back to it (04a).
impl From<Shared> for NewLogEntry {
    fn from(shared: Shared) -> Self {
        let Shared { text, event_time, about, day_child, day_family } = shared;
        Self { text, event_time, about, day_child, day_family }
    }
}

/// What a person changed of an entry; `None` where they touched nothing. A value that is given is written also where it is
/// one of several: that settles them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogEntryEdit {
    /// The whole text as it shall be, seen from the heads the edit starts from.
    pub text: Option<String>,
    /// When it happened.
    pub event_time: Option<Timestamp>,
    /// Whom it is about.
    pub about: Option<About>,
    /// How the child's day was; `Some(None)` takes it back.
    pub day_child: Option<Option<Day>>,
    /// How the family's day was; `Some(None)` takes it back.
    pub day_family: Option<Option<Day>>,
}

/// The entry as it stands.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<LogEntry, ReadError> {
    let reader = Reader::new(doc, provenance);
    Ok(LogEntry {
        text: reader.text()?,
        event_time: reader.field(EVENT_TIME)?,
        about: reader.field(ABOUT)?,
        day_child: reader.optional(DAY_CHILD)?,
        day_family: reader.optional(DAY_FAMILY)?,
        facts: fact::read(&reader)?,
    })
}

impl LogEntry {
    /// Whether its author took it out of sight.
    pub fn is_hidden(&self) -> bool {
        fact::is_hidden(&self.facts)
    }

    /// The questions whether it may be shared, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        fact::asked(&self.facts)
    }

    /// All that sharing would hand over.
    ///
    /// # Errors
    /// [`EditError::Unsettled`] while a field has two values: a person chooses, nobody else.
    pub fn shared(&self) -> Result<Shared, EditError> {
        fn settled<T: Clone>(field: &Field<T>, name: &'static str) -> Result<T, EditError> {
            field.settled().cloned().ok_or(EditError::Unsettled(name))
        }
        let day =
            |field: &Option<Field<Option<Day>>>, name| field.as_ref().map_or(Ok(None), |field| settled(field, name));
        Ok(Shared {
            text: self.text.clone(),
            event_time: settled(&self.event_time, EVENT_TIME)?,
            about: settled(&self.about, ABOUT)?,
            day_child: day(&self.day_child, DAY_CHILD)?,
            day_family: day(&self.day_family, DAY_FAMILY)?,
        })
    }

    /// *Ændret siden I delte*: whether what would be shared now is something else than what the publication holds.
    pub fn changed_since_shared(&self, publication: &Publication) -> bool {
        self.shared().map_or(true, |shared| shared.digest() != publication.digest)
    }

    /// Who has yet to say yes before `asked` may be shared: those of `needed` (other adults whose words stand in the
    /// entry, see [`super::contributors`]) without a yes as their last answer. `None` if the entry is another one by now,
    /// so that it must be asked anew.
    pub fn yes_lacking(&self, asked: &Asked, needed: &BTreeSet<PersonId>) -> Option<BTreeSet<PersonId>> {
        let same = self.shared().is_ok_and(|shared| shared.digest() == asked.digest);
        same.then(|| fact::lacking(asked, needed))
    }
}

/// The first changes of a new entry: one, or several where the text is long.
///
/// # Errors
/// [`EditError::TextTooLong`].
pub fn create(actor: ActorId, time: Timestamp, new: &NewLogEntry) -> Result<Vec<Vec<u8>>, EditError> {
    let text = normalised(&new.text)?;
    let mut draft = Draft::of_new(Kind::LogEntry, SCHEMA, actor, time)?;
    draft.change_with_text(Some(&text), |tx| {
        set(tx, EVENT_TIME, &new.event_time)?;
        set(tx, ABOUT, &new.about)?;
        set_if(tx, DAY_CHILD, new.day_child.map(Some).as_ref())?;
        set_if(tx, DAY_FAMILY, new.day_family.map(Some).as_ref())
    })?;
    Ok(draft.finish())
}

/// Saves what was changed; no change if nothing was.
///
/// # Errors
/// [`EditError`].
pub fn save(pen: &Pen<'_>, edit: &LogEntryEdit) -> Result<Vec<Vec<u8>>, EditError> {
    check_kind(pen.doc, Kind::LogEntry, SCHEMA)?;
    let text = edit.text.as_deref().map(normalised).transpose()?;
    let mut draft = Draft::at(pen)?;
    draft.change_with_text(text.as_deref(), |tx| {
        set_if(tx, EVENT_TIME, edit.event_time.as_ref())?;
        set_if(tx, ABOUT, edit.about.as_ref())?;
        set_if(tx, DAY_CHILD, edit.day_child.as_ref())?;
        set_if(tx, DAY_FAMILY, edit.day_family.as_ref())
    })?;
    Ok(draft.finish())
}

/// Takes an own entry out of sight. The server refuses it from anybody but the entry's author.
///
/// # Errors
/// [`EditError`].
pub fn hide(pen: &Pen<'_>, id: FactId) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::LogEntry, id, &What::Hidden)
}

/// Asks the others who wrote in it to share the entry as it stands: `digest` is that of [`LogEntry::shared`].
///
/// # Errors
/// [`EditError`].
pub fn ask_share(
    pen: &Pen<'_>,
    id: FactId,
    digest: Digest,
    audience: Audience,
    intent: Intent,
) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::LogEntry, id, &What::AskShare { digest, audience, intent })
}

/// Answers a question. Whoever says the last yes that is needed also makes the publication (04a).
///
/// # Errors
/// [`EditError`].
pub fn answer_share(pen: &Pen<'_>, id: FactId, ask: FactId, yes: bool) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::LogEntry, id, &if yes { What::Yes { ask } } else { What::No { ask } })
}
