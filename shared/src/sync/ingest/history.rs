//! What a document knows of its own changes, read once for each change that is to be checked against it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use automerge::{Automerge, ObjType, ReadDoc};

use super::{MAX_DEPTH, Refusal, guarded};
use crate::domain::ids::{ActorId, ChangeHash};
use crate::sync::scan::{Action, Elem, Key, Known, Obj, OpId, ScannedChange};

pub(super) struct History<'a> {
    doc: &'a Automerge,
    changes: BTreeMap<ChangeHash, Node>,
    /// Each actor's changes, in order.
    actors: BTreeMap<ActorId, Vec<ChangeHash>>,
    max_op: u64,
}

struct Node {
    deps: Vec<ChangeHash>,
    ops: RangeInclusive<u64>,
}

impl Known for History<'_> {
    fn max_op_of(&self, change: &ChangeHash) -> Option<u64> {
        Some(*self.changes.get(change)?.ops.end())
    }

    fn last_seq(&self, actor: &ActorId) -> u64 {
        self.actors.get(actor).map_or(0, |changes| changes.len() as u64)
    }

    fn max_op(&self) -> u64 {
        self.max_op
    }
}

impl<'a> History<'a> {
    pub(super) fn of(doc: &'a Automerge) -> Self {
        let mut history = Self { doc, changes: BTreeMap::new(), actors: BTreeMap::new(), max_op: 0 };
        for meta in doc.get_changes_meta(&[]) {
            let hash = ChangeHash::from_bytes(meta.hash.0);
            let deps = meta.deps.iter().map(|dep| ChangeHash::from_bytes(dep.0)).collect();
            history.changes.insert(hash, Node { deps, ops: meta.start_op..=meta.max_op });
            history.max_op = history.max_op.max(meta.max_op);
            // Only an actor of our form can be the next author or be referred to.
            if let Ok(actor) = ActorId::try_from(meta.actor.to_bytes()) {
                history.actors.entry(actor).or_default().push(hash);
            }
        }
        history
    }

    /// Whether everything that the change refers to outside itself is in its past, and objects are of the right kind.
    pub(super) fn check_references<G>(&self, change: &ScannedChange) -> Result<(), Refusal<G>> {
        let past = self.past(&change.deps);
        let last_own = self.actors.get(&change.actor).and_then(|changes| changes.last());
        if last_own.is_some_and(|last| !past.contains(last)) {
            return Err(Refusal::Past);
        }
        let own = |id: OpId| id.actor == change.actor && id.counter >= change.start_op;
        let mut kinds = BTreeMap::new();
        let mut depths = BTreeMap::new();
        for op in &change.ops {
            let object = if let Obj::Op(id) = op.obj { Some(id) } else { None };
            let element = if let Key::Seq(Elem::Op(id)) = op.key { Some(id) } else { None };
            let mut outside = object.iter().chain(&element).chain(&op.pred).filter(|id| !own(**id));
            if !outside.all(|id| self.maker_of(*id).is_some_and(|maker| past.contains(maker))) {
                return Err(Refusal::Past);
            }
            if let Some(id) = object.filter(|id| !own(*id)) {
                let sequence = kinds.entry(id).or_insert_with(|| self.is_sequence(id));
                if *sequence != Some(matches!(op.key, Key::Seq(_))) {
                    return Err(Refusal::Object);
                }
            }
            if matches!(op.action, Action::Make(_)) {
                let around = object.map_or(0, |id| *depths.entry(id).or_insert_with(|| self.depth(id)));
                if around >= MAX_DEPTH {
                    return Err(Refusal::Depth);
                }
                depths.insert(op.id, around + 1);
            }
        }
        Ok(())
    }

    /// The changes that those descend from, themselves included.
    fn past(&self, heads: &[ChangeHash]) -> BTreeSet<&ChangeHash> {
        let mut past = BTreeSet::new();
        let mut open: Vec<_> = heads.iter().collect();
        while let Some(hash) = open.pop() {
            let Some((hash, node)) = self.changes.get_key_value(hash) else { continue };
            if past.insert(hash) {
                open.extend(&node.deps);
            }
        }
        past
    }

    /// The change that holds the operation.
    fn maker_of(&self, id: OpId) -> Option<&ChangeHash> {
        let changes = self.actors.get(&id.actor)?;
        let counter = u64::from(id.counter);
        let at = changes.partition_point(|hash| self.changes.get(hash).is_some_and(|node| *node.ops.end() < counter));
        changes.get(at).filter(|hash| self.changes.get(hash).is_some_and(|node| node.ops.contains(&counter)))
    }

    fn is_sequence(&self, object: OpId) -> Option<bool> {
        match self.doc.object_type(object_id(object)).ok()? {
            ObjType::List | ObjType::Text => Some(true),
            ObjType::Map => Some(false),
            ObjType::Table => None,
        }
    }

    /// How many objects the object is in; too many where that cannot be told.
    fn depth(&self, object: OpId) -> usize {
        let count = || Some(self.doc.parents(object_id(object)).ok()?.take(MAX_DEPTH).count());
        guarded(count).flatten().unwrap_or(MAX_DEPTH)
    }
}

fn object_id(object: OpId) -> automerge::ObjId {
    let actor = automerge::ActorId::from(object.actor.as_bytes().as_slice());
    automerge::ObjId::Id(u64::from(object.counter), actor, 0)
}
