//! What every operation that Automerge makes holds to, by itself and towards those before it in the same change. Where it
//! refers to older ones only their document can tell; see `sync::ingest`.

use super::ScanError;
use super::change::{Action, Elem, Key, Obj, OpId, Scalar, ScannedChange, ScannedOp};

/// Refuses what no kind of document of ours holds: counters, marks and values of unknown type. What they come to depends on
/// more of the document than one change tells.
pub fn check_plain(change: &ScannedChange) -> Result<(), ScanError> {
    let plain = |op: &ScannedOp| match &op.action {
        Action::Set(value) => !matches!(value, Scalar::Counter(_) | Scalar::Unknown { .. }),
        Action::Make(_) | Action::Delete => true,
        Action::Increment(_) | Action::MarkBegin { .. } | Action::MarkEnd { .. } => false,
    };
    if change.ops.iter().all(plain) { Ok(()) } else { Err(ScanError::NotPlain) }
}

/// Checks `op` against the operations before it, whose counters run from `start_op`.
pub(super) fn check(op: &ScannedOp, start_op: u32, before: &[ScannedOp]) -> Result<(), ScanError> {
    check_alone(op)?;
    // The scanner let in no counter at or above the operation's own, and from `start_op` on none of another actor.
    let own = |id: OpId| before.get(id.counter.checked_sub(start_op)? as usize);
    if let Obj::Op(id) = op.obj
        && let Some(made) = own(id)
    {
        let Action::Make(kind) = made.action else { return Err(ScanError::Reference) };
        if kind.is_sequence() != matches!(op.key, Key::Seq(_)) {
            return Err(ScanError::Reference);
        }
    }
    if op.obj == Obj::Root && !matches!(op.key, Key::Map(_)) {
        return Err(ScanError::Reference);
    }
    if let Key::Seq(Elem::Op(id)) = op.key
        && own(id).is_some_and(|inserted| !inserted.insert || inserted.obj != op.obj)
    {
        return Err(ScanError::Reference);
    }
    // A mark's two ends are made together.
    let begun = before.last().filter(|last| matches!(last.action, Action::MarkBegin { .. }));
    if begun.is_some() != matches!(op.action, Action::MarkEnd { .. }) || begun.is_some_and(|begun| begun.obj != op.obj)
    {
        return Err(ScanError::Malformed("a mark"));
    }
    for overwritten in op.pred.iter().filter_map(|id| own(*id)) {
        let has_value = matches!(overwritten.action, Action::Make(_) | Action::Set(_) | Action::Increment(_));
        if !has_value || overwritten.obj != op.obj || !overwritten.is_at(&op.key) {
            return Err(ScanError::Reference);
        }
    }
    Ok(())
}

fn check_alone(op: &ScannedOp) -> Result<(), ScanError> {
    let fits = match (&op.key, op.insert) {
        (Key::Map(key), insert) => !insert && !key.is_empty(),
        (Key::Seq(_), true) => op.pred.is_empty(),
        (Key::Seq(elem), false) => *elem != Elem::Head && !op.pred.is_empty(),
    };
    let acts = match op.action {
        Action::Make(_) | Action::Set(_) => true,
        // Automerge keeps a deletion only as a mark on what it deletes.
        Action::Delete | Action::Increment(_) => !op.insert && !op.pred.is_empty(),
        Action::MarkBegin { .. } | Action::MarkEnd { .. } => op.insert,
    };
    if fits && acts { Ok(()) } else { Err(ScanError::Malformed("an operation")) }
}

impl ScannedOp {
    /// Whether this operation gave a value to that place of its object.
    fn is_at(&self, key: &Key) -> bool {
        if self.insert { *key == Key::Seq(Elem::Op(self.id)) } else { self.key == *key }
    }
}
