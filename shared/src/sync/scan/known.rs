//! A change against the document it is meant for.

use super::{ScanError, ScannedChange};
use crate::domain::ids::{ActorId, ChangeHash};

/// What is known of a document.
pub trait Known {
    /// The highest operation counter of that change of the document; none if the document does not hold it.
    fn max_op_of(&self, change: &ChangeHash) -> Option<u64>;
    /// The sequence of the last change by that actor; 0 if there is none.
    fn last_seq(&self, actor: &ActorId) -> u64;
    /// The highest operation counter of the document; 0 if it is empty.
    fn max_op(&self) -> u64;
}

/// Whether the change continues the document: its dependencies are there, it is its actor's next, and its operations are
/// numbered above those it depends on and without a gap. Whether it is there already is for the caller to ask first.
///
/// Automerge's `transaction_at` numbers a change above all that its device holds, which the server may never get to see; one
/// made on a fork at its base (`fork_at`) is numbered from there, and is taken wherever its dependencies are.
pub fn check_against(change: &ScannedChange, known: &impl Known) -> Result<(), ScanError> {
    let mut past = 0;
    for dep in &change.deps {
        past = past.max(known.max_op_of(dep).ok_or(ScanError::UnknownDependency(*dep))?);
    }
    let expected = known.last_seq(&change.actor) + 1;
    if change.seq != expected {
        return Err(ScanError::Sequence { expected, found: change.seq });
    }
    let (low, high, found) = (past + 1, known.max_op() + 1, u64::from(change.start_op));
    if !(low..=high).contains(&found) {
        return Err(ScanError::StartOp { low, high, found });
    }
    Ok(())
}
