//! An encoder of its own for scanned changes: what the scanner reads must be what this writes, and it writes also what
//! Automerge never would.

use samspil_shared::domain::ids::ActorId;
use samspil_shared::sync::scan::{Action, Elem, Key, Obj, ObjKind, OpId, Scalar, ScannedChange, ScannedOp, seal};

/// The change chunk.
pub(crate) fn encode(change: &ScannedChange) -> Vec<u8> {
    seal(&content(change))
}

pub(crate) fn content(change: &ScannedChange) -> Vec<u8> {
    let mut out = Vec::new();
    unsigned(&mut out, change.deps.len() as u64);
    for dep in &change.deps {
        out.extend_from_slice(dep.as_bytes());
    }
    sized(&mut out, change.actor.as_bytes());
    unsigned(&mut out, change.seq);
    unsigned(&mut out, change.start_op.into());
    signed(&mut out, change.time_ms);
    unsigned(&mut out, 0);
    let mut others: Vec<ActorId> = change.ops.iter().flat_map(references).map(|id| id.actor).collect();
    others.retain(|actor| *actor != change.actor);
    others.sort_unstable();
    others.dedup();
    unsigned(&mut out, others.len() as u64);
    for actor in &others {
        sized(&mut out, actor.as_bytes());
    }
    let columns = columns(change, &others);
    unsigned(&mut out, columns.len() as u64);
    for (column, bytes) in &columns {
        unsigned(&mut out, *column);
        unsigned(&mut out, bytes.len() as u64);
    }
    out.extend(columns.iter().flat_map(|(_, bytes)| bytes));
    out
}

fn references(op: &ScannedOp) -> impl Iterator<Item = &OpId> {
    let obj = if let Obj::Op(id) = &op.obj { Some(id) } else { None };
    let key = if let Key::Seq(Elem::Op(id)) = &op.key { Some(id) } else { None };
    obj.into_iter().chain(key).chain(&op.pred)
}

fn columns(change: &ScannedChange, others: &[ActorId]) -> Vec<(u64, Vec<u8>)> {
    let ops = &change.ops;
    let index = |id: &OpId| match others.binary_search(&id.actor) {
        Ok(at) if id.actor != change.actor => at as u64 + 1,
        _ => 0,
    };
    let obj = |op: &ScannedOp| if let Obj::Op(id) = op.obj { Some(id) } else { None };
    let elem = |op: &ScannedOp| if let Key::Seq(Elem::Op(id)) = op.key { Some(id) } else { None };
    let values: Vec<_> = ops.iter().map(|op| value(&op.action)).collect();
    let metas = values.iter().map(|(code, bytes)| Some((bytes.len() as u64) << 4 | u64::from(*code)));
    let preds = || ops.iter().flat_map(|op| &op.pred);
    let columns = [
        (1, rle(ops.iter().map(|op| obj(op).map(|id| index(&id))), unsigned)),
        (2, rle(ops.iter().map(|op| obj(op).map(|id| id.counter.into())), unsigned)),
        (17, rle(ops.iter().map(|op| elem(op).map(|id| index(&id))), unsigned)),
        (
            19,
            deltas(ops.iter().map(|op| match op.key {
                Key::Map(_) => None,
                Key::Seq(Elem::Head) => Some(0),
                Key::Seq(Elem::Op(id)) => Some(id.counter.into()),
            })),
        ),
        (21, rle(ops.iter().map(|op| if let Key::Map(key) = &op.key { Some(key.as_bytes()) } else { None }), sized)),
        (52, booleans(ops.iter().map(|op| op.insert))),
        (66, rle(ops.iter().map(|op| Some(code(&op.action))), unsigned)),
        (86, rle(metas, unsigned)),
        (87, values.iter().flat_map(|(_, bytes)| bytes).copied().collect()),
        (112, rle(ops.iter().map(|op| Some(op.pred.len() as u64)), unsigned)),
        (113, rle(preds().map(|id| Some(index(id))), unsigned)),
        (115, deltas(preds().map(|id| Some(id.counter.into())))),
        (
            148,
            if ops.iter().any(|op| expands(&op.action)) {
                booleans(ops.iter().map(|op| expands(&op.action)))
            } else {
                vec![]
            },
        ),
        (
            165,
            rle(
                ops.iter().map(|op| match &op.action {
                    Action::MarkBegin { name, .. } => Some(name.as_bytes()),
                    _ => None,
                }),
                sized,
            ),
        ),
    ];
    columns.into_iter().filter(|(_, bytes)| !bytes.is_empty()).collect()
}

fn code(action: &Action) -> u64 {
    match action {
        Action::Make(ObjKind::Map) => 0,
        Action::Set(_) => 1,
        Action::Make(ObjKind::List) => 2,
        Action::Delete => 3,
        Action::Make(ObjKind::Text) => 4,
        Action::Increment(_) => 5,
        Action::MarkBegin { .. } | Action::MarkEnd { .. } => 7,
    }
}

fn expands(action: &Action) -> bool {
    matches!(action, Action::MarkBegin { expand: true, .. } | Action::MarkEnd { expand: true })
}

fn value(action: &Action) -> (u8, Vec<u8>) {
    let value = match action {
        Action::Set(value) | Action::MarkBegin { value, .. } => value.clone(),
        Action::Increment(by) => Scalar::Int(*by),
        Action::Make(_) | Action::Delete | Action::MarkEnd { .. } => Scalar::Null,
    };
    let mut bytes = Vec::new();
    let code = match value {
        Scalar::Null => 0,
        Scalar::Bool(value) => 1 + u8::from(value),
        Scalar::Uint(n) => {
            unsigned(&mut bytes, n);
            3
        }
        Scalar::Int(n) => {
            signed(&mut bytes, n);
            4
        }
        Scalar::F64(n) => {
            bytes.extend(n.to_le_bytes());
            5
        }
        Scalar::Str(text) => {
            bytes.extend(text.as_bytes());
            6
        }
        Scalar::Bytes(raw) => {
            bytes.extend(raw);
            7
        }
        Scalar::Counter(n) => {
            signed(&mut bytes, n);
            8
        }
        Scalar::Timestamp(n) => {
            signed(&mut bytes, n);
            9
        }
        Scalar::Unknown { type_code, bytes: raw } => {
            bytes.extend(raw);
            type_code
        }
    };
    (code, bytes)
}

fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn signed(out: &mut Vec<u8>, mut value: i64) {
    while !(-0x40..0x40).contains(&value) {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

fn sized(out: &mut Vec<u8>, bytes: &[u8]) {
    unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn booleans(values: impl Iterator<Item = bool>) -> Vec<u8> {
    let mut counts = vec![(false, 0)];
    for value in values {
        match counts.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => counts.push((value, 1)),
        }
    }
    let mut out = Vec::new();
    for (_, count) in counts {
        unsigned(&mut out, count);
    }
    out
}

fn deltas(values: impl Iterator<Item = Option<i64>>) -> Vec<u8> {
    let mut last = 0;
    let deltas = values.map(|value| value.map(|value| value - std::mem::replace(&mut last, value)));
    rle(deltas.collect::<Vec<_>>().into_iter(), signed)
}

/// Maximal runs; nothing at all for nothing but nulls.
fn rle<T: Copy + PartialEq>(values: impl Iterator<Item = Option<T>>, write: impl Fn(&mut Vec<u8>, T)) -> Vec<u8> {
    let mut runs: Vec<(Option<T>, u64)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => runs.push((value, 1)),
        }
    }
    let mut out = Vec::new();
    if runs.iter().all(|(value, _)| value.is_none()) {
        return out;
    }
    let single = |run: &(Option<T>, u64)| run.0.is_some() && run.1 == 1;
    for group in runs.chunk_by(|a, b| single(a) && single(b)) {
        match group {
            [(None, count)] => {
                signed(&mut out, 0);
                unsigned(&mut out, *count);
            }
            [(Some(value), count @ 2..)] => {
                signed(&mut out, *count as i64);
                write(&mut out, *value);
            }
            literals => {
                signed(&mut out, -(literals.len() as i64));
                for value in literals.iter().filter_map(|(value, _)| *value) {
                    write(&mut out, value);
                }
            }
        }
    }
    out
}
