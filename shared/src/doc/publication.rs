//! Delt notat: a log entry's text as it stood when it was shared, none of its past. Written once, never changed.

use std::collections::BTreeMap;

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ROOT, ReadDoc, ScalarValue};

use super::SCHEMA;
use super::digest::{Digest, Shared};
use super::edit::{Draft, EditError, set, set_if};
use super::grammar::Rule;
use super::log_entry::{ABOUT, DAY_CHILD, DAY_FAMILY, EVENT_TIME, LogEntry};
use super::read::{Provenance, ReadError, Reader, Stamp, once};
use super::value::{About, Day, FieldValue, Intent, text};
use crate::domain::{ActorId, DocId, Kind, PersonId, Timestamp};
use crate::sync::scan::Scalar;

const OF: &str = "of";
const DIGEST: &str = "digest";
const INTENT: &str = "intent";
const CONSENTS: &str = "consents";
const CONTENT: &str = "content";

pub(super) const FIELDS: &[Rule] = &[
    Rule::required::<DocId>(OF),
    Rule::required::<Digest>(DIGEST),
    Rule::required::<Intent>(INTENT),
    Rule::required::<Timestamp>(EVENT_TIME),
    Rule::required::<About>(ABOUT),
    Rule::optional::<Option<Day>>(DAY_CHILD),
    Rule::optional::<Option<Day>>(DAY_FAMILY),
];

/// Bytes of one piece of the text (04a: scalars of at most 16 KiB); four of them and the fields fit one change.
const PIECE_BYTES: usize = 15 * 1024;
/// Bytes that the grammar allows in a piece (04a).
const PIECE_BYTES_MAX: usize = 16 * 1024;
/// Pieces in a change: below 64 KiB together with the fields of the first change.
const PIECES_PER_CHANGE: usize = 4;
/// Persons whose consent a publication names.
pub const CONSENTS_MAX: usize = 16;

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The entry that was shared.
    pub of: DocId,
    /// Digest of what was shared.
    pub digest: Digest,
    /// What it was shared for.
    pub intent: Intent,
    /// What was shared.
    pub content: Shared,
    /// Who was asked and said yes, and when; whoever shared it is not among them.
    pub consents: BTreeMap<PersonId, Timestamp>,
    /// Who shared it and when.
    pub stamp: Stamp,
}

/// The first changes of a publication of the entry as it stands: at most three, so that they fit one `Create`.
///
/// # Errors
/// [`EditError::Unsettled`] while a field of the entry has two values; [`EditError::TooManyConsents`].
pub fn create(
    actor: ActorId,
    time: Timestamp,
    of: DocId,
    entry: &LogEntry,
    intent: Intent,
    consents: &BTreeMap<PersonId, Timestamp>,
) -> Result<Vec<Vec<u8>>, EditError> {
    if consents.len() > CONSENTS_MAX {
        return Err(EditError::TooManyConsents);
    }
    let shared = entry.shared()?;
    let mut draft = Draft::of_new(Kind::Publication, SCHEMA, actor, time)?;
    let pieces: Vec<(String, &str)> = (0..).map(piece_key).zip(pieces(&shared.text)).collect();
    let (first, rest) = pieces.split_at(pieces.len().min(PIECES_PER_CHANGE));
    draft.change(|tx| {
        set(tx, OF, &of)?;
        set(tx, DIGEST, &shared.digest())?;
        set(tx, INTENT, &intent)?;
        set(tx, EVENT_TIME, &shared.event_time)?;
        set(tx, ABOUT, &shared.about)?;
        set_if(tx, DAY_CHILD, shared.day_child.map(Some).as_ref())?;
        set_if(tx, DAY_FAMILY, shared.day_family.map(Some).as_ref())?;
        for (person, at) in consents {
            put_in(tx, CONSENTS, &person.to_string(), at.encode())?;
        }
        put_pieces(tx, first)
    })?;
    for pieces in rest.chunks(PIECES_PER_CHANGE) {
        draft.change(|tx| put_pieces(tx, pieces))?;
    }
    Ok(draft.finish())
}

/// The publication.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, something is there twice, or the content does not have its digest.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<Publication, ReadError> {
    let reader = Reader::new(doc, provenance);
    let (of, op) = reader.once(OF)?.ok_or(ReadError::Missing(OF))?;
    let stamp = reader.stamp(&op, OF)?;
    let digest = once(&reader, DIGEST)?;
    let content = Shared {
        text: read_text(&reader)?,
        event_time: once(&reader, EVENT_TIME)?,
        about: once(&reader, ABOUT)?,
        day_child: reader.once(DAY_CHILD)?.and_then(|(day, _)| day),
        day_family: reader.once(DAY_FAMILY)?.and_then(|(day, _)| day),
    };
    if content.digest() != digest {
        return Err(ReadError::Digest);
    }
    Ok(Publication { of, digest, intent: once(&reader, INTENT)?, content, consents: read_consents(&reader)?, stamp })
}

fn read_consents(reader: &Reader<'_>) -> Result<BTreeMap<PersonId, Timestamp>, ReadError> {
    let object = reader.object(CONSENTS)?;
    let mut consents = BTreeMap::new();
    for key in reader.doc.keys(&object) {
        let person = parse_person(&key).ok_or(ReadError::Shape(CONSENTS))?;
        let (at, _) = reader.once_in(&object, &key, CONSENTS)?.ok_or(ReadError::Shape(CONSENTS))?;
        consents.insert(person, at);
    }
    Ok(consents)
}

fn read_text(reader: &Reader<'_>) -> Result<String, ReadError> {
    let object = reader.object(CONTENT)?;
    let mut text = String::new();
    for (index, key) in reader.doc.keys(&object).enumerate() {
        if key != piece_key(index) {
            return Err(ReadError::Missing(CONTENT));
        }
        let (Piece(piece), _) = reader.once_in(&object, &key, CONTENT)?.ok_or(ReadError::Shape(CONTENT))?;
        text.push_str(&piece);
    }
    Ok(text)
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq)]
struct Piece(String);

impl FieldValue for Piece {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let piece = text(scalar)?;
        let fits = (1..=PIECE_BYTES_MAX).contains(&piece.len()) && piece.chars().all(super::text::is_allowed);
        fits.then(|| Self(piece.to_owned()))
    }

    fn encode(&self) -> ScalarValue {
        self.0.as_str().into()
    }
}

/// Whether that may stand in `consents`.
pub(super) fn is_consent(key: &str, value: &Scalar) -> bool {
    parse_person(key).is_some() && Timestamp::decode(value).is_some()
}

/// Whether that may stand in `content`.
pub(super) fn is_piece(key: &str, value: &Scalar) -> bool {
    key.parse().is_ok_and(|index: usize| key == piece_key(index)) && Piece::decode(value).is_some()
}

fn parse_person(key: &str) -> Option<PersonId> {
    key.parse().ok().filter(|person: &PersonId| person.to_string() == key)
}

/// Keys of pieces sort as their numbers do: four digits.
fn piece_key(index: usize) -> String {
    format!("{index:04}")
}

/// The text in pieces of at most [`PIECE_BYTES`], cut between characters.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn put_pieces(tx: &mut Transaction<'_>, pieces: &[(String, &str)]) -> Result<(), EditError> {
    pieces.iter().try_for_each(|(key, piece)| put_in(tx, CONTENT, key, Piece((*piece).to_owned()).encode()))
}

fn put_in(tx: &mut Transaction<'_>, map: &str, key: &str, value: ScalarValue) -> Result<(), EditError> {
    let Some((_, map)) = tx.get(ROOT, map)? else { return Err(EditError::Kind) };
    Ok(tx.put(&map, key, value)?)
}
