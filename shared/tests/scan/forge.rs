//! Hostile changes: bytes that were tampered with, and changes that are well-formed and say what nobody may say.

use rand::{Rng, RngExt};
use samspil_shared::domain::ids::{ActorId, ChangeHash};
use samspil_shared::sync::scan::{Action, Elem, Key, Obj, ObjKind, OpId, Scalar, ScannedChange, reseal};

fn pick<T: Clone>(rng: &mut dyn Rng, from: &[T]) -> Option<T> {
    if from.is_empty() { None } else { Some(from[rng.random_range(0..from.len())].clone()) }
}

/// Flips, cuts, repeats, overwrites and joins bytes; seals the result again most times.
pub(crate) fn tamper(bytes: &[u8], other: &[u8], rng: &mut dyn Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..4) {
        let at = rng.random_range(0..bytes.len().max(1)).min(bytes.len());
        let to = rng.random_range(at..=bytes.len());
        match rng.random_range(0..7) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            2 if at < bytes.len() => bytes[at] = rng.random_range(0..=255),
            3 => bytes.insert(at, pick(rng, &[0, 1, 2, 0x7f, 0x80, 0xff]).unwrap_or_default()),
            4 => drop(bytes.drain(at..to.min(at + 4))),
            5 => {
                let piece = bytes[at..to].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let from = rng.random_range(0..=other.len());
                bytes.splice(at..to.min(at + 8), other[from..(from + 8).min(other.len())].iter().copied());
            }
        }
        bytes.truncate(70_000);
    }
    if rng.random_bool(0.8) { reseal(&bytes) } else { bytes }
}

/// What a forger knows of the document.
pub(crate) struct Loot {
    pub(crate) ids: Vec<OpId>,
    pub(crate) actors: Vec<ActorId>,
    pub(crate) hashes: Vec<ChangeHash>,
    /// Keys of its maps, and values that stand in it.
    pub(crate) keys: Vec<String>,
    pub(crate) values: Vec<Scalar>,
}

/// Changes what a well-formed change says.
pub(crate) fn forge(change: &ScannedChange, loot: &Loot, rng: &mut dyn Rng) -> ScannedChange {
    let mut change = change.clone();
    for _ in 0..rng.random_range(1..4) {
        match rng.random_range(0..10) {
            0 => change.actor = pick(rng, &loot.actors).unwrap_or(change.actor),
            1 => change.seq = change.seq.wrapping_add(rng.random_range(0..3)).wrapping_sub(1).max(1),
            2 => change.start_op = change.start_op.wrapping_add(rng.random_range(0..5)).wrapping_sub(2).max(1),
            3 => change.deps.extend(pick(rng, &loot.hashes)),
            4 => drop(change.deps.pop()),
            5 => {
                let at = rng.random_range(0..change.ops.len());
                let copy = change.ops[at].clone();
                change.ops.insert(rng.random_range(0..=change.ops.len()), copy);
            }
            6 if change.ops.len() > 1 => drop(change.ops.remove(rng.random_range(0..change.ops.len()))),
            _ => {
                let mut ids = loot.ids.clone();
                ids.extend(change.ops.iter().map(|op| op.id));
                let at = rng.random_range(0..change.ops.len());
                let op = &mut change.ops[at];
                let id = pick(rng, &ids);
                match rng.random_range(0..6) {
                    0 => op.obj = id.filter(|_| rng.random_bool(0.9)).map_or(Obj::Root, Obj::Op),
                    1 => op.key = id.map_or(Key::Seq(Elem::Head), |id| Key::Seq(Elem::Op(id))),
                    2 => {
                        let known = pick(rng, &loot.keys).filter(|_| rng.random_bool(0.7));
                        let key = known.or_else(|| pick(rng, &KEYS).map(str::to_owned));
                        op.key = key.map_or(Key::Seq(Elem::Head), |key| Key::Map(key.into()));
                    }
                    3 => op.pred.extend(id),
                    4 => op.pred.clear(),
                    // One field's value in another.
                    5 if rng.random_bool(0.6) && !loot.values.is_empty() => {
                        op.action = pick(rng, &loot.values).map_or(Action::Delete, Action::Set);
                    }
                    _ => {
                        op.action = pick(rng, &actions()).unwrap_or(Action::Delete);
                        op.insert = rng.random_bool(0.5);
                    }
                }
            }
        }
    }
    change.deps.sort_unstable();
    change.deps.dedup();
    renumber(&mut change);
    change
}

const KEYS: [&str; 5] = ["text", "field0", "count", "what", "æ"];

fn actions() -> Vec<Action> {
    vec![
        Action::Make(ObjKind::Map),
        Action::Make(ObjKind::List),
        Action::Make(ObjKind::Text),
        Action::Set(Scalar::Str("ø".into())),
        Action::Set(Scalar::Str(String::new())),
        Action::Set(Scalar::Counter(i64::MAX)),
        Action::Set(Scalar::Unknown { type_code: 15, bytes: vec![1] }),
        Action::Set(Scalar::Null),
        Action::Delete,
        Action::Increment(i64::MIN),
        Action::MarkBegin { name: "bold".into(), value: Scalar::Bool(true), expand: true },
        Action::MarkEnd { expand: false },
    ]
}

/// Gives the operations the ids that go with actor, first counter and order; what referred to an operation of the change
/// by its old id refers to where that now stands.
fn renumber(change: &mut ScannedChange) {
    let old: Vec<_> = change.ops.iter().map(|op| op.id).collect();
    let new: Vec<_> = (0..)
        .map(|at| OpId { counter: change.start_op.wrapping_add(at), actor: change.actor })
        .take(old.len())
        .collect();
    let moved = |id: OpId| old.iter().position(|found| *found == id).map_or(id, |at| new[at]);
    for (op, id) in change.ops.iter_mut().zip(&new) {
        op.id = *id;
        if let Obj::Op(id) = op.obj {
            op.obj = Obj::Op(moved(id));
        }
        if let Key::Seq(Elem::Op(id)) = op.key {
            op.key = Key::Seq(Elem::Op(moved(id)));
        }
        op.pred = op.pred.iter().map(|id| moved(*id)).collect();
        op.pred.sort_unstable();
        op.pred.dedup();
    }
    change.max_op = new.last().map_or(0, |id| id.counter);
}
