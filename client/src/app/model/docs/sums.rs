//! Documents in short: what lists show of them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use samspil_shared::doc::comment::{self, Comment};
use samspil_shared::doc::fact::Asked;
use samspil_shared::doc::log_entry::{self, LogEntry};
use samspil_shared::doc::{About, BirthMonth, Day, Digest, Intent, contributors, placement_card, publication};
use samspil_shared::domain::{Audience, DocId, DocState, Kind, PersonId, Relation, SpaceId, Timestamp};
use samspil_shared::sync::state::{HeldDocument, Standing as ChangeStanding};

use super::calls::{self, Beside, CallRead};
use super::edits::{Edit, edits};
use super::whole::Whole;
use crate::app::view::logbook::EXCERPT_CHARS;
use crate::app::view::{Readers, Standing};

/// Who a placement is about.
#[derive(Debug, Clone)]
pub(in crate::app) struct Card {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) child: String,
    pub(in crate::app) born: BirthMonth,
    pub(in crate::app) starts_on: NaiveDate,
}

/// A note, short.
#[derive(Debug, Clone)]
pub(in crate::app) struct EntrySum {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) private: bool,
    pub(in crate::app) author: PersonId,
    pub(in crate::app) writers: BTreeSet<PersonId>,
    pub(in crate::app) made_at: Timestamp,
    pub(in crate::app) event_time: Timestamp,
    pub(in crate::app) about: About,
    pub(in crate::app) day_child: Option<u8>,
    pub(in crate::app) day_family: Option<u8>,
    pub(in crate::app) excerpt: String,
    pub(in crate::app) cut: bool,
    pub(in crate::app) standing: Standing,
    pub(in crate::app) late: bool,
    pub(in crate::app) conflict: bool,
    /// Of what would be shared; `None` while a field has two values.
    pub(in crate::app) digest: Option<Digest>,
    pub(in crate::app) asked: Vec<Asked>,
    /// Who changed it lately, and when.
    pub(in crate::app) edits: Vec<Edit>,
    pub(in crate::app) hidden: bool,
}

/// What was shared, short.
#[derive(Debug, Clone)]
pub(in crate::app) struct PublicationSum {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) of: DocId,
    pub(in crate::app) digest: Digest,
    pub(in crate::app) intent: Intent,
    pub(in crate::app) readers: Readers,
    pub(in crate::app) by: PersonId,
    /// Others whose words are in it, who said yes.
    pub(in crate::app) with: Vec<PersonId>,
    pub(in crate::app) shared_at: Timestamp,
    pub(in crate::app) event_time: Timestamp,
    pub(in crate::app) about: About,
    pub(in crate::app) day_child: Option<u8>,
    pub(in crate::app) day_family: Option<u8>,
    pub(in crate::app) excerpt: String,
    pub(in crate::app) cut: bool,
    pub(in crate::app) stopped: bool,
    pub(in crate::app) standing: Standing,
}

/// A comment.
#[derive(Debug, Clone)]
pub(in crate::app) struct CommentSum {
    pub(in crate::app) publication: DocId,
    pub(in crate::app) author: PersonId,
    pub(in crate::app) at: Timestamp,
    pub(in crate::app) text: String,
    /// It stands beside what was taken back: the family keeps it, and it is no news.
    pub(in crate::app) stopped: bool,
    pub(in crate::app) standing: Standing,
}

/// What was read of a document.
pub(super) enum Read {
    Card(Card),
    Entry(EntrySum, String),
    Publication(PublicationSum, String),
    Comment(Option<CommentSum>),
    Call(Box<Beside<CallRead>>),
}

/// Reads a document for the lists; `since` is how far back an edit is news.
pub(super) fn short(held: &HeldDocument, since: Timestamp) -> Option<Read> {
    let whole = Whole::current(held)?;
    let meta = &held.document.meta;
    match meta.kind {
        Kind::PlacementCard => {
            let card = placement_card::read(&whole.doc, &whole.provenance).ok()?;
            let child = card.child.value.value.as_str().to_owned();
            let (born, starts_on) = (card.born.value.value, card.starts_on.value.value);
            Some(Read::Card(Card { space: meta.space, child, born, starts_on }))
        }
        Kind::FamilyCard
        | Kind::NightHelp
        | Kind::CallNote
        | Kind::LooseCall
        | Kind::FollowUp
        | Kind::CallReceipt
        | Kind::PlaceMark => calls::read(held).map(|read| Read::Call(Box::new(read))),
        Kind::LogEntry => {
            let entry = log_entry::read(&whole.doc, &whole.provenance).ok()?;
            Some(Read::Entry(short_entry(held, &whole, &entry, since), entry.text))
        }
        Kind::Publication => {
            let read = publication::read(&whole.doc, &whole.provenance).ok()?;
            let (excerpt, cut) = excerpt(&read.content.text);
            let sum = PublicationSum {
                space: meta.space,
                of: read.of,
                digest: read.digest,
                intent: read.intent,
                readers: readers_of(meta.audience),
                by: read.stamp.by,
                with: read.consents.keys().filter(|person| **person != read.stamp.by).copied().collect(),
                shared_at: said_at(read.stamp.device_time, read.stamp.received_at),
                event_time: read.content.event_time,
                about: read.content.about,
                day_child: read.content.day_child.map(Day::step),
                day_family: read.content.day_family.map(Day::step),
                excerpt,
                cut,
                stopped: held.state() != DocState::Live,
                standing: standing(held),
            };
            Some(Read::Publication(sum, read.content.text))
        }
        Kind::Comment => {
            let Comment { text, facts } = comment::read(&whole.doc, &whole.provenance).ok()?;
            let hidden = Comment { text: String::new(), facts }.is_hidden();
            let first = held.current().next()?;
            // What was answered stays with the family when the sharing is stopped.
            let shown = !hidden && held.state() != DocState::Erased;
            Some(Read::Comment(shown.then_some(()).and_then(|()| {
                Some(CommentSum {
                    publication: meta.parent?,
                    author: held.document.author,
                    at: said_at(first.made_at, first.received_at),
                    text,
                    stopped: held.state() == DocState::Withdrawn,
                    standing: standing(held),
                })
            })))
        }
    }
}

fn short_entry(held: &HeldDocument, whole: &Whole, entry: &LogEntry, since: Timestamp) -> EntrySum {
    let author = held.document.author;
    let alone = held.current().all(|change| change.by == author);
    let writers = if alone { [author].into() } else { contributors(&whole.doc, &whole.provenance).unwrap_or_default() };
    let first = held.current().next();
    let made_at = first.map(|first| said_at(first.made_at, first.received_at));
    // While two answers stand apart, neither is shown as the one.
    let day = |field: &Option<samspil_shared::doc::Field<Option<Day>>>| {
        field.as_ref().and_then(|field| field.settled().copied().flatten()).map(Day::step)
    };
    let (excerpt, cut) = excerpt(&entry.text);
    let shared = entry.shared();
    EntrySum {
        space: held.document.meta.space,
        private: held.document.meta.audience == Audience::AUTHOR,
        author,
        writers,
        made_at: made_at.unwrap_or(entry.event_time.value.value),
        event_time: entry.event_time.value.value,
        about: entry.about.value.value,
        day_child: day(&entry.day_child),
        day_family: day(&entry.day_family),
        excerpt,
        cut,
        standing: standing(held),
        late: held.current().any(|change| change.late),
        conflict: shared.is_err(),
        digest: shared.ok().map(|shared| shared.digest()),
        asked: entry.asked(),
        edits: edits(held, whole, entry, since),
        hidden: entry.is_hidden(),
    }
}

/// When something was written: as its author's device says, unless the server had it before that.
pub(in crate::app) fn said_at(made_at: Timestamp, received_at: Option<Timestamp>) -> Timestamp {
    received_at.map_or(made_at, |received_at| received_at.min(made_at))
}

/// Where a document's own work stands.
pub(in crate::app) fn standing(held: &HeldDocument) -> Standing {
    if held.changes.iter().any(|change| matches!(change.standing, ChangeStanding::Parked(_))) {
        Standing::Parked
    } else if held.is_waiting() {
        Standing::Waiting
    } else {
        Standing::Sent
    }
}

/// The preset that an audience is shown as.
pub(in crate::app) fn readers_of(audience: Audience) -> Readers {
    if audience.has(Relation::Team) {
        Readers::Team
    } else if audience.has(Relation::Consultant) {
        Readers::Consultant
    } else if audience.has(Relation::Family) {
        Readers::Family
    } else {
        Readers::Me
    }
}

/// The beginning of a text, cut between words, and whether there is more of it.
pub(in crate::app) fn excerpt(text: &str) -> (String, bool) {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(EXCERPT_CHARS) else { return (text.to_owned(), false) };
    let begun = &text[..end];
    let whole = begun.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    (begun[..whole].trim_end().to_owned(), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_the_beginning_of_a_text_and_no_half_word() {
        assert_eq!(excerpt("  Han sov godt.\n"), ("Han sov godt.".to_owned(), false));
        let long = "Vågen kl. 2. ".repeat(60);
        let (begun, cut) = excerpt(&long);
        assert!(cut && long.starts_with(&begun));
        assert!(begun.chars().count() <= EXCERPT_CHARS && begun.ends_with(['.', '2', 'n', 'l']), "{begun}");
        let (solid, cut) = excerpt(&"å".repeat(EXCERPT_CHARS + 1));
        assert!(cut && solid.chars().count() == EXCERPT_CHARS, "a word without an end is cut anywhere");
    }

    #[test]
    fn nobody_writes_after_the_server_has_it() {
        let at = Timestamp::from_ms;
        assert_eq!(said_at(at(5), None), at(5));
        assert_eq!(said_at(at(5), Some(at(9))), at(5), "written offline, sent later");
        assert_eq!(said_at(at(99), Some(at(9))), at(9), "by a clock that is ahead");
    }
}
