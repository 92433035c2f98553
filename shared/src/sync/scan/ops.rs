//! From columns to operations.

use super::change::{Action, Elem, Key, Obj, ObjKind, OpId, Scalar, ScannedOp};
use super::chunk::Head;
use super::column::{BoolColumn, Column, DeltaColumn};
use super::reader::Reader;
use super::{MAX_OPS, MAX_PREDS, MAX_STRING_BYTES, ScanError, rules};

/// The columns of a change in the order of their specifications (id × 16 + type), as `ChangeOpsColumns` of Automerge 0.12
/// names them. One that would hold nothing is left out.
const OBJ_ACTOR: u32 = 1;
const OBJ_COUNTER: u32 = 2;
const KEY_ACTOR: u32 = 17;
const KEY_COUNTER: u32 = 19;
const KEY_STRING: u32 = 21;
const INSERT: u32 = 52;
const ACTION: u32 = 66;
const VALUE_META: u32 = 86;
const VALUE: u32 = 87;
const PRED_COUNT: u32 = 112;
const PRED_ACTOR: u32 = 113;
const PRED_COUNTER: u32 = 115;
const EXPAND: u32 = 148;
const MARK_NAME: u32 = 165;
const COLUMNS: [u32; 14] = [
    OBJ_ACTOR,
    OBJ_COUNTER,
    KEY_ACTOR,
    KEY_COUNTER,
    KEY_STRING,
    INSERT,
    ACTION,
    VALUE_META,
    VALUE,
    PRED_COUNT,
    PRED_ACTOR,
    PRED_COUNTER,
    EXPAND,
    MARK_NAME,
];

/// The bytes of each column.
struct Columns<'a>(Vec<(u32, &'a [u8])>);

impl<'a> Columns<'a> {
    fn read(mut reader: Reader<'a>) -> Result<Self, ScanError> {
        let mut lengths = Vec::new();
        for _ in 0..reader.count("columns", COLUMNS.len())? {
            let column = reader.u32()?;
            let last = lengths.last().map(|&(last, _)| last);
            let length = reader.count("bytes of a column", reader.remaining())?;
            if !COLUMNS.contains(&column) || last >= Some(column) || length == 0 {
                return Err(ScanError::Column(column));
            }
            lengths.push((column, length));
        }
        let mut columns = Vec::new();
        for (column, length) in lengths {
            columns.push((column, reader.take(length)?));
        }
        if reader.is_empty() { Ok(Self(columns)) } else { Err(ScanError::Malformed("what follows the columns")) }
    }

    fn get(&self, column: u32) -> Option<&'a [u8]> {
        self.0.iter().find(|(found, _)| *found == column).map(|(_, bytes)| *bytes)
    }

    fn need(&self, column: u32) -> Result<&'a [u8], ScanError> {
        self.get(column).ok_or(ScanError::Rows)
    }
}

/// Decodes the operations of a change, and checks each by itself and against those before it.
pub(super) fn read(reader: Reader<'_>, head: &Head) -> Result<Vec<ScannedOp>, ScanError> {
    let columns = Columns::read(reader)?;
    let mut actions = match columns.get(ACTION) {
        Some(bytes) => Column::<u64>::read(bytes, false, MAX_OPS)?,
        None => return Err(ScanError::Empty),
    };
    let rows = actions.rows();
    let last_counter = u64::from(head.start_op) + rows as u64 - 1;
    let last_counter = u32::try_from(last_counter).map_err(|_| ScanError::Number)?;
    let mut obj_actors = Column::<u32>::read_or_absent(columns.get(OBJ_ACTOR), rows)?;
    let mut obj_counters = Column::<u32>::read_or_absent(columns.get(OBJ_COUNTER), rows)?;
    let mut key_actors = Column::<u32>::read_or_absent(columns.get(KEY_ACTOR), rows)?;
    let mut key_counters = DeltaColumn::new(Column::read_or_absent(columns.get(KEY_COUNTER), rows)?);
    let mut key_strings = Column::read_or_absent(columns.get(KEY_STRING), rows)?;
    let mut inserts = BoolColumn::read(columns.need(INSERT)?, rows)?;
    let mut values = Values::read(&columns, rows)?;
    let mut preds = Preds::read(&columns, rows)?;
    let mut expands = BoolColumn::read_or_absent(columns.get(EXPAND), rows)?;
    let mut mark_names = Column::read_or_absent(columns.get(MARK_NAME), rows)?;

    let mut ids = Ids { head, used: vec![false; head.actors.len()], next: head.start_op };
    let mut ops = Vec::with_capacity(rows);
    for counter in head.start_op..=last_counter {
        ids.next = counter;
        let obj = match (obj_actors.next(), obj_counters.next()) {
            (None, None) => Obj::Root,
            (Some(actor), Some(counter)) => Obj::Op(ids.resolve(actor, counter)?),
            _ => return Err(ScanError::Malformed("an object")),
        };
        let key = match (key_strings.next(), key_actors.next(), key_counters.next()?) {
            (Some(key), None, None) => Key::Map(key),
            (None, None, Some(0)) => Key::Seq(Elem::Head),
            (None, Some(actor), Some(counter)) => Key::Seq(Elem::Op(ids.resolve(actor, counter)?)),
            _ => return Err(ScanError::Malformed("a key")),
        };
        let code = actions.next().unwrap_or_default();
        let action = action(code, values.next()?, mark_names.next(), expands.next())?;
        let pred = preds.next(&mut ids)?;
        let id = OpId { counter, actor: head.actors[0] };
        let op = ScannedOp { id, obj, key, insert: inserts.next(), action, pred };
        rules::check(&op, head.start_op, &ops)?;
        ops.push(op);
    }
    if matches!(ops.last(), Some(ScannedOp { action: Action::MarkBegin { .. }, .. })) {
        return Err(ScanError::Malformed("a mark"));
    }
    if !values.raw.is_empty() {
        return Err(ScanError::Malformed("what follows the values"));
    }
    if ids.used[1..].contains(&false) {
        return Err(ScanError::Malformed("an actor that no operation names"));
    }
    Ok(ops)
}

/// Resolves what operations refer to.
struct Ids<'a> {
    head: &'a Head,
    used: Vec<bool>,
    /// Counter of the operation that is read.
    next: u32,
}

impl Ids<'_> {
    /// The id of an operation before this one: of this change, or below its first.
    fn resolve(&mut self, actor: u32, counter: u32) -> Result<OpId, ScanError> {
        let index = actor as usize;
        let id = OpId { counter, actor: *self.head.actors.get(index).ok_or(ScanError::Malformed("an actor's index"))? };
        let end = if index == 0 { self.next } else { self.head.start_op };
        if counter == 0 || counter >= end {
            return Err(ScanError::Reference);
        }
        self.used[index] = true;
        Ok(id)
    }
}

/// The operations that operations overwrite.
struct Preds {
    counts: Column<u32>,
    actors: Column<u32>,
    counters: DeltaColumn,
}

impl Preds {
    fn read(columns: &Columns<'_>, rows: usize) -> Result<Self, ScanError> {
        let counts = Column::<u32>::read(columns.need(PRED_COUNT)?, false, rows)?.exactly(rows)?;
        let limit = Err(ScanError::Limit { what: "overwritten operations", limit: MAX_PREDS });
        let sum: u64 = counts.runs().map(|(count, &value)| count as u64 * u64::from(value)).sum();
        let sum = match usize::try_from(sum) {
            Ok(sum) if sum <= MAX_PREDS => sum,
            _ => return limit,
        };
        let (actors, counters) = match (columns.get(PRED_ACTOR), columns.get(PRED_COUNTER)) {
            (None, None) => (Column::absent(0), Column::absent(0)),
            (Some(actors), Some(counters)) => {
                (Column::read(actors, false, MAX_PREDS)?, Column::read(counters, false, MAX_PREDS)?)
            }
            _ => return Err(ScanError::Rows),
        };
        Ok(Self { counts, actors: actors.exactly(sum)?, counters: DeltaColumn::new(counters.exactly(sum)?) })
    }

    fn next(&mut self, ids: &mut Ids<'_>) -> Result<Vec<OpId>, ScanError> {
        let mut pred = Vec::new();
        for _ in 0..self.counts.next().unwrap_or_default() {
            let (Some(actor), Some(counter)) = (self.actors.next(), self.counters.next()?) else {
                return Err(ScanError::Rows);
            };
            pred.push(ids.resolve(actor, counter)?);
        }
        if pred.is_sorted_by(|a, b| a < b) {
            Ok(pred)
        } else {
            Err(ScanError::Malformed("the order of overwritten operations"))
        }
    }
}

/// The values of operations: type and length in one column, bytes in the other.
struct Values<'a> {
    metas: Column<u64>,
    raw: Reader<'a>,
}

impl<'a> Values<'a> {
    fn read(columns: &Columns<'a>, rows: usize) -> Result<Self, ScanError> {
        let metas = Column::read(columns.need(VALUE_META)?, false, rows)?.exactly(rows)?;
        Ok(Self { metas, raw: Reader::new(columns.get(VALUE).unwrap_or_default()) })
    }

    fn next(&mut self) -> Result<Scalar, ScanError> {
        let meta = self.metas.next().unwrap_or_default();
        let length = match usize::try_from(meta >> 4) {
            Ok(length) if length <= MAX_STRING_BYTES => length,
            _ => return Err(ScanError::Limit { what: "bytes of a value", limit: MAX_STRING_BYTES }),
        };
        let bytes = self.raw.take(length)?;
        let mut reader = Reader::new(bytes);
        let value = match meta as u8 & 0xf {
            0 => Scalar::Null,
            1 => Scalar::Bool(false),
            2 => Scalar::Bool(true),
            3 => Scalar::Uint(reader.u64()?),
            4 => Scalar::Int(reader.i64()?),
            5 => Scalar::F64(f64::from_le_bytes(reader.array()?)),
            6 => Scalar::Str(std::str::from_utf8(reader.take(length)?).map_err(|_| ScanError::Utf8)?.to_owned()),
            7 => Scalar::Bytes(reader.take(length)?.to_vec()),
            8 => Scalar::Counter(reader.i64()?),
            9 => Scalar::Timestamp(reader.i64()?),
            type_code => Scalar::Unknown { type_code, bytes: reader.take(length)?.to_vec() },
        };
        if reader.is_empty() { Ok(value) } else { Err(ScanError::Malformed("a value's length")) }
    }
}

fn action(code: u64, value: Scalar, name: Option<std::sync::Arc<str>>, expand: bool) -> Result<Action, ScanError> {
    if code != 7 && (expand || name.is_some()) {
        return Err(ScanError::Malformed("a mark"));
    }
    match (code, value) {
        (0, Scalar::Null) => Ok(Action::Make(ObjKind::Map)),
        (1, value) => Ok(Action::Set(value)),
        (2, Scalar::Null) => Ok(Action::Make(ObjKind::List)),
        (3, Scalar::Null) => Ok(Action::Delete),
        (4, Scalar::Null) => Ok(Action::Make(ObjKind::Text)),
        (5, Scalar::Int(by)) => Ok(Action::Increment(by)),
        (7, value) => match (name, value) {
            (Some(name), value) => Ok(Action::MarkBegin { name, value, expand }),
            (None, Scalar::Null) => Ok(Action::MarkEnd { expand }),
            _ => Err(ScanError::Malformed("a mark")),
        },
        _ => Err(ScanError::Malformed("an action")),
    }
}
