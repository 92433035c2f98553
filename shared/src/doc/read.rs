//! Reading a document: values with who wrote them and when, conflicts kept.
//!
//! Who wrote a change is proven by the server and comes from outside ([`Provenance`]); what the change itself says is the
//! time of its author's device. Content is a stranger's: whatever is not as the grammar lets it be is a [`ReadError`].

use std::collections::BTreeMap;

use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, Value};

use super::value::{FieldValue, scalar};
use crate::domain::{ChangeHash, PersonId, Timestamp};
use crate::sync::scan::Scalar;

/// Whose a change is, and when the server received it (`None`: it waits on its author's device).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Who made it, as the server says.
    pub by: PersonId,
    /// When the server received it.
    pub received_at: Option<Timestamp>,
}

/// The origin of every change of a document, genesis left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance(BTreeMap<ChangeHash, Origin>);

impl Provenance {
    /// Adds or replaces the origin of a change.
    pub fn insert(&mut self, change: ChangeHash, origin: Origin) {
        self.0.insert(change, origin);
    }

    /// The origin of a change.
    pub fn of(&self, change: &ChangeHash) -> Option<Origin> {
        self.0.get(change).copied()
    }
}

impl FromIterator<(ChangeHash, Origin)> for Provenance {
    fn from_iter<I: IntoIterator<Item = (ChangeHash, Origin)>>(origins: I) -> Self {
        Self(origins.into_iter().collect())
    }
}

/// Who wrote something, in which change, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Who, as the server says.
    pub by: PersonId,
    /// When, as the author's device says: shown, never trusted.
    pub device_time: Timestamp,
    /// When the server received it.
    pub received_at: Option<Timestamp>,
    /// The change that wrote it.
    pub change: ChangeHash,
}

/// A value with its stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Who wrote it and when.
    pub stamp: Stamp,
}

/// A single field. Values set apart on two devices are all here until somebody settles it; equal ones are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T> {
    /// The value that Automerge puts first: the same on every device, and no better than the others.
    pub value: Written<T>,
    /// Other values, each once.
    pub others: Vec<Written<T>>,
}

impl<T> Field<T> {
    /// The value, if nobody set another one at the same time.
    pub fn settled(&self) -> Option<&T> {
        self.others.is_empty().then_some(&self.value.value)
    }

    /// All values, the first one first.
    pub fn all(&self) -> impl Iterator<Item = &Written<T>> {
        std::iter::once(&self.value).chain(&self.others)
    }
}

/// Why a document does not read as its kind. Names no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Something that creation writes is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A value is not of its type or range.
    #[error("`{0}` is not what it should be")]
    Shape(&'static str),
    /// Something that is written once has several values.
    #[error("`{0}` was written twice")]
    Twice(&'static str),
    /// The content is not what its digest says.
    #[error("the content does not have its digest")]
    Digest,
    /// The provenance does not name the change's author.
    #[error("nobody is named as the author of change {0}")]
    Unattributed(ChangeHash),
}

/// A document being read.
pub(super) struct Reader<'a> {
    pub(super) doc: &'a Automerge,
    provenance: &'a Provenance,
    times: BTreeMap<ChangeHash, Timestamp>,
}

/// What stands in one place of a map: a scalar or an object, and the operation that put it there.
pub(super) enum Held {
    Scalar(Scalar),
    Map,
    Other,
}

impl<'a> Reader<'a> {
    pub(super) fn new(doc: &'a Automerge, provenance: &'a Provenance) -> Self {
        let times = doc
            .get_changes_meta(&[])
            .into_iter()
            .map(|meta| (ChangeHash::from_bytes(meta.hash.0), Timestamp::from_ms(meta.timestamp)))
            .collect();
        Self { doc, provenance, times }
    }

    /// Who wrote the operation. `what` names the place, should it be the genesis' or nobody's.
    pub(super) fn stamp(&self, op: &ObjId, what: &'static str) -> Result<Stamp, ReadError> {
        let hash = self.doc.hash_for_opid(op).ok_or(ReadError::Shape(what))?;
        self.stamp_of(ChangeHash::from_bytes(hash.0))
    }

    pub(super) fn stamp_of(&self, change: ChangeHash) -> Result<Stamp, ReadError> {
        let Origin { by, received_at } = self.provenance.of(&change).ok_or(ReadError::Unattributed(change))?;
        let device_time = *self.times.get(&change).ok_or(ReadError::Unattributed(change))?;
        Ok(Stamp { by, device_time, received_at, change })
    }

    /// All that stands at a key of a map, the value that Automerge puts first last.
    pub(super) fn at(&self, map: &ObjId, key: &str) -> Vec<(Held, ObjId)> {
        let values = self.doc.get_all(map, key).unwrap_or_default();
        values
            .into_iter()
            .map(|(value, op)| {
                let held = match value {
                    Value::Scalar(value) => Held::Scalar(scalar(&value)),
                    Value::Object(ObjType::Map) => Held::Map,
                    Value::Object(_) => Held::Other,
                };
                (held, op)
            })
            .collect()
    }

    /// The object under a root key. Genesis makes it and nothing ever overwrites it.
    pub(super) fn object(&self, key: &'static str) -> Result<ObjId, ReadError> {
        object(self.doc, key).ok_or(ReadError::Missing(key))
    }

    /// A single field at the root.
    pub(super) fn field<T: FieldValue>(&self, key: &'static str) -> Result<Field<T>, ReadError> {
        self.optional(key)?.ok_or(ReadError::Missing(key))
    }

    /// A single field at the root that need not be there.
    pub(super) fn optional<T: FieldValue>(&self, key: &'static str) -> Result<Option<Field<T>>, ReadError> {
        let mut field: Option<Field<T>> = None;
        for (held, op) in self.at(&ROOT, key).into_iter().rev() {
            let value = decode(&held).ok_or(ReadError::Shape(key))?;
            let written = Written { value, stamp: self.stamp(&op, key)? };
            match &mut field {
                None => field = Some(Field { value: written, others: Vec::new() }),
                Some(field) if field.all().any(|known| known.value == written.value) => {}
                Some(field) => field.others.push(written),
            }
        }
        Ok(field)
    }

    /// A value at the root that is written once.
    pub(super) fn once<T: FieldValue>(&self, key: &'static str) -> Result<Option<(T, ObjId)>, ReadError> {
        self.once_in(&ROOT, key, key)
    }

    /// A value in a map that is written once; `what` names the map.
    pub(super) fn once_in<T: FieldValue>(
        &self,
        map: &ObjId,
        key: &str,
        what: &'static str,
    ) -> Result<Option<(T, ObjId)>, ReadError> {
        let mut values = self.at(map, key);
        let Some((held, op)) = values.pop() else { return Ok(None) };
        if !values.is_empty() {
            return Err(ReadError::Twice(what));
        }
        Ok(Some((decode(&held).ok_or(ReadError::Shape(what))?, op)))
    }

    /// The document's text as it stands.
    pub(super) fn text(&self) -> Result<String, ReadError> {
        self.doc.text(self.object("text")?).map_err(|_| ReadError::Shape("text"))
    }
}

/// A value at the root that was written once and has to be there.
pub(super) fn once<T: FieldValue>(reader: &Reader<'_>, key: &'static str) -> Result<T, ReadError> {
    once_if(reader, key)?.ok_or(ReadError::Missing(key))
}

/// A value at the root that is written once, if at all.
pub(super) fn once_if<T: FieldValue>(reader: &Reader<'_>, key: &'static str) -> Result<Option<T>, ReadError> {
    Ok(reader.once(key)?.map(|(value, _)| value))
}

fn decode<T: FieldValue>(held: &Held) -> Option<T> {
    if let Held::Scalar(scalar) = held { T::decode(scalar) } else { None }
}

/// The object under a root key.
pub(super) fn object(doc: &Automerge, key: &str) -> Option<ObjId> {
    match doc.get(ROOT, key).ok()?? {
        (Value::Object(_), id) => Some(id),
        _ => None,
    }
}
