//! Whether a document can be read at all, and what it says.

use automerge::Automerge;

use super::read::{Origin, Provenance, ReadError};
use super::{
    call_note, call_receipt, comment, family_card, follow_up, hashes, log_entry, night_help, place_mark,
    placement_card, publication,
};
use crate::domain::{Kind, PersonId};

/// Reads the document as its readers will. What the grammar cannot see in single operations shows here: content that does
/// not have the digest it says it has.
///
/// # Errors
/// [`ReadError`] if it is not as its readers need it.
pub fn check_readable(kind: Kind, doc: &Automerge) -> Result<(), ReadError> {
    words(kind, doc).map(drop)
}

/// The text that a document holds, whoever wrote it; of a card the child's name.
///
/// # Errors
/// [`ReadError`] if it is not as its readers need it.
pub fn words(kind: Kind, doc: &Automerge) -> Result<String, ReadError> {
    // Who wrote what makes no difference to whether it can be read.
    let anybody = Origin { by: PersonId::from_bytes([0; 16]), received_at: None };
    let provenance: Provenance = hashes(doc).into_iter().map(|hash| (hash, anybody)).collect();
    match kind {
        Kind::LogEntry => log_entry::read(doc, &provenance).map(|entry| entry.text),
        Kind::Comment => comment::read(doc, &provenance).map(|comment| comment.text),
        Kind::Publication => publication::read(doc, &provenance).map(|publication| publication.content.text),
        Kind::PlacementCard => {
            placement_card::read(doc, &provenance).map(|card| card.child.value.value.as_str().to_owned())
        }
        Kind::FamilyCard => family_card::read(doc, &provenance).map(|card| {
            let adults = card.adults.value.value.list().iter().map(|adult| adult.name.as_str());
            adults.collect::<Vec<_>>().join(", ")
        }),
        Kind::NightHelp => night_help::read(doc, &provenance).map(|help| help.words.as_str().to_owned()),
        Kind::CallNote | Kind::LooseCall => {
            call_note::read(doc, &provenance).map(|note| note.call.what.as_str().to_owned())
        }
        // It says nothing in words.
        Kind::PlaceMark => place_mark::read(doc, &provenance).map(|_| String::new()),
        Kind::FollowUp => follow_up::read(doc, &provenance)
            .map(|follow_up| follow_up.new.agreed.map(|agreed| agreed.as_str().to_owned()).unwrap_or_default()),
        Kind::CallReceipt => call_receipt::read(doc, &provenance)
            .map(|receipt| receipt.new.agreed.map(|agreed| agreed.as_str().to_owned()).unwrap_or_default()),
    }
}
