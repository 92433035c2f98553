//! Boxes: operations sealed to the server, which lie beside the log and need no vault to be brought.

use js_sys::Uint8Array;
use samspil_shared::domain::PersonId;
use samspil_shared::sync::deliver::BoxKey;
use samspil_shared::sync::engine::Durability;
use wasm_bindgen::JsValue;

use super::handle::{Handle, Op};
use super::{BOXES, Store, TABLES, raw};
use crate::app::command::SealedBox;
use crate::app::unsent::{HEAD_LEN, Waits};
use crate::shell::error::{ShellError, StoreError};
use crate::shell::event::Events;

/// What keeps some boxes and throws others away.
pub(super) fn ops(keep: &[SealedBox], throw: &[BoxKey]) -> impl Iterator<Item = Op> {
    let put = keep.iter().map(|one| {
        let value = [&one.waits.head(one.made_at)[..], &one.bytes].concat();
        Op::Put { table: BOXES, key: key(&one.key), value: Uint8Array::from(&value[..]).into() }
    });
    put.chain(throw.iter().map(|one| Op::Delete { table: BOXES, key: key(one) }))
}

fn key(key: &BoxKey) -> JsValue {
    Uint8Array::from(&key.as_bytes()[..]).into()
}

impl Store {
    /// The keys of all boxes.
    pub async fn boxes(&self) -> Result<Vec<BoxKey>, ShellError> {
        Ok(read(&self.handle).await?.into_iter().map(|one| one.key).collect())
    }

    /// Throws boxes away.
    pub async fn unbox(&self, keys: &[BoxKey]) -> Result<(), ShellError> {
        let turn = self.turnstile.queue();
        turn.wait().await;
        let ops: Vec<Op> = ops(&[], keys).collect();
        self.write(&ops, &[], Durability::Relaxed).await?;
        Ok(())
    }
}

/// The boxes of a person whose vault is locked.
#[derive(Debug)]
pub struct Mailbag(Handle);

impl Mailbag {
    /// Of this person; nothing is opened yet.
    pub fn of(person: PersonId, events: Events) -> Self {
        Self(Handle::new(super::name_of(person), TABLES, None, events))
    }

    /// All boxes, in the order in which they were made.
    pub async fn boxes(&self) -> Result<Vec<SealedBox>, ShellError> {
        Ok(read(&self.0).await?)
    }

    /// Throws boxes away that arrived.
    pub async fn arrived(&self, keys: &[BoxKey]) -> Result<(), ShellError> {
        let ops: Vec<Op> = ops(&[], keys).collect();
        self.0.write(&ops, Durability::Relaxed).await?;
        Ok(())
    }
}

/// What cannot be a box is left where it is.
async fn read(handle: &Handle) -> Result<Vec<SealedBox>, StoreError> {
    let rows = handle.read(BOXES, None).await?;
    let mut boxes: Vec<SealedBox> = rows.iter().filter_map(|(key, value)| sealed(key, value)).collect();
    boxes.sort_by_key(|one| (one.made_at, one.key));
    Ok(boxes)
}

fn sealed(key: &JsValue, value: &JsValue) -> Option<SealedBox> {
    let key = BoxKey::from_bytes(Uint8Array::new(key).to_vec().try_into().ok()?);
    let value = raw(value);
    let (head, bytes) = value.split_first_chunk::<HEAD_LEN>()?;
    let (waits, made_at) = Waits::read(*head);
    Some(SealedBox { key, made_at, waits, bytes: bytes.to_vec() })
}
