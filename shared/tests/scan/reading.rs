//! The same change as Automerge itself expands it, in the scanner's values.

use automerge::{Change, ObjType, ScalarValue, legacy};
use samspil_shared::domain::ids::{ActorId, ChangeHash};
use samspil_shared::sync::scan::{Action, Elem, Key, Obj, ObjKind, OpId, Scalar, ScannedChange, ScannedOp};

pub(crate) fn read(change: &Change) -> ScannedChange {
    let expanded = change.decode();
    let actor = actor(&expanded.actor_id);
    let start_op = u32::try_from(expanded.start_op.get()).unwrap();
    let ops: Vec<_> = expanded
        .operations
        .iter()
        .zip(start_op..)
        .map(|(op, counter)| ScannedOp {
            id: OpId { counter, actor },
            obj: match &op.obj {
                legacy::ObjectId::Root => Obj::Root,
                legacy::ObjectId::Id(id) => Obj::Op(op_id(id)),
            },
            key: match &op.key {
                legacy::Key::Map(key) => Key::Map(key.as_str().into()),
                legacy::Key::Seq(legacy::ElementId::Head) => Key::Seq(Elem::Head),
                legacy::Key::Seq(legacy::ElementId::Id(id)) => Key::Seq(Elem::Op(op_id(id))),
            },
            insert: op.insert,
            action: action(&op.action),
            pred: {
                // Automerge's old form sorts them in its own way.
                let mut pred: Vec<_> = op.pred.iter().map(op_id).collect();
                pred.sort_unstable();
                pred
            },
        })
        .collect();
    ScannedChange {
        hash: ChangeHash::from_bytes(change.hash().0),
        deps: expanded.deps.iter().map(|dep| ChangeHash::from_bytes(dep.0)).collect(),
        actor,
        seq: expanded.seq,
        start_op,
        max_op: u32::try_from(change.max_op()).unwrap(),
        time_ms: expanded.time,
        ops,
    }
}

fn actor(actor: &automerge::ActorId) -> ActorId {
    ActorId::try_from(actor.to_bytes()).unwrap()
}

fn op_id(id: &legacy::OpId) -> OpId {
    OpId { counter: u32::try_from(id.counter()).unwrap(), actor: actor(id.actor()) }
}

fn action(action: &legacy::OpType) -> Action {
    match action {
        legacy::OpType::Make(ObjType::Map) => Action::Make(ObjKind::Map),
        legacy::OpType::Make(ObjType::List) => Action::Make(ObjKind::List),
        legacy::OpType::Make(ObjType::Text) => Action::Make(ObjKind::Text),
        legacy::OpType::Make(ObjType::Table) => panic!("nobody makes tables"),
        legacy::OpType::Delete => Action::Delete,
        legacy::OpType::Increment(by) => Action::Increment(*by),
        legacy::OpType::Put(value) => Action::Set(scalar(value)),
        legacy::OpType::MarkBegin(mark) => {
            Action::MarkBegin { name: mark.name.as_str().into(), value: scalar(&mark.value), expand: mark.expand }
        }
        legacy::OpType::MarkEnd(expand) => Action::MarkEnd { expand: *expand },
    }
}

fn scalar(value: &ScalarValue) -> Scalar {
    match value {
        ScalarValue::Bytes(bytes) => Scalar::Bytes(bytes.clone()),
        ScalarValue::Str(text) => Scalar::Str(text.to_string()),
        ScalarValue::Int(n) => Scalar::Int(*n),
        ScalarValue::Uint(n) => Scalar::Uint(*n),
        ScalarValue::F64(n) => Scalar::F64(*n),
        ScalarValue::Counter(counter) => Scalar::Counter(i64::from(counter)),
        ScalarValue::Timestamp(n) => Scalar::Timestamp(*n),
        ScalarValue::Boolean(value) => Scalar::Bool(*value),
        ScalarValue::Unknown { type_code, bytes } => Scalar::Unknown { type_code: *type_code, bytes: bytes.clone() },
        ScalarValue::Null => Scalar::Null,
    }
}
