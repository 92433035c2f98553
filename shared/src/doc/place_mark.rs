//! Whether a place may be told, as the municipality decided it. The server writes one for each space that the decision is
//! about, and another one when it changes; the last one counts. So every device that holds a family's card or a placement's
//! knows it, without a network and on a shared computer too.

use automerge::{Automerge, ScalarValue};

use super::SCHEMA;
use super::edit::{Draft, EditError, set};
use super::grammar::Rule;
use super::read::{Provenance, ReadError, Reader, Stamp};
use super::value::{FieldValue, text};
use crate::domain::{ActorId, Hiding, Kind, Timestamp};
use crate::sync::scan::Scalar;

const HIDDEN: &str = "hidden";

pub(super) const FIELDS: &[Rule] = &[Rule::required::<Hiding>(HIDDEN)];

/// Written `open`, `always`, or as the last day, `YYYY-MM-DD`.
impl FieldValue for Hiding {
    fn decode(scalar: &Scalar) -> Option<Self> {
        match text(scalar)? {
            "open" => Some(Self::Open),
            "always" => Some(Self::Always),
            _ => FieldValue::decode(scalar).map(Self::Until),
        }
    }

    fn encode(&self) -> ScalarValue {
        match self {
            Self::Open => "open".into(),
            Self::Always => "always".into(),
            Self::Until(last) => last.encode(),
        }
    }
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceMark {
    /// What was decided.
    pub hiding: Hiding,
    /// When.
    pub stamp: Stamp,
}

impl PlaceMark {
    /// What makes a mark count before another: it is later; of two at once the one that hides the longer.
    pub fn rank(&self) -> (Timestamp, Hiding) {
        (self.stamp.device_time, self.hiding)
    }
}

/// The decision.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<PlaceMark, ReadError> {
    let reader = Reader::new(doc, provenance);
    let (hiding, op) = reader.once(HIDDEN)?.ok_or(ReadError::Missing(HIDDEN))?;
    Ok(PlaceMark { hiding, stamp: reader.stamp(&op, HIDDEN)? })
}

/// The first change.
///
/// # Errors
/// [`EditError`].
pub fn create(actor: ActorId, time: Timestamp, hiding: Hiding) -> Result<Vec<Vec<u8>>, EditError> {
    let mut draft = Draft::of_new(Kind::PlaceMark, SCHEMA, actor, time)?;
    draft.change(|tx| set(tx, HIDDEN, &hiding))?;
    Ok(draft.finish())
}
