//! Slips: what was written on the lock screen, beside the drafts and sealed to their writer. No vault is needed to add one.

use js_sys::Uint8Array;
use samspil_shared::domain::PersonId;
use samspil_shared::sync::engine::Durability;
use samspil_shared::sync::slip::{SlipId, SlipKey, SlipSecret};
use wasm_bindgen::JsValue;

use super::handle::{Handle, Op};
use super::{DRAFTS, META, Store, TABLES, draft_key, finish, raw};
use crate::app::draft::DraftKey;
use crate::app::sealed::Head;
use crate::shell::error::{ShellError, StoreError};
use crate::shell::event::Events;

/// Where the key lies that slips are sealed to.
const KEY: &str = "slip-key";
/// Before a slip's id, in its name.
const SLIP: &str = "slip-";

fn name(id: SlipId) -> JsValue {
    format!("{SLIP}{}", hex::encode(id.as_bytes())).into()
}

impl Store {
    /// Keeps what opens slips, unless there is one. Answers the one that is there then.
    pub async fn keep_slip_secret(&self, secret: &SlipSecret) -> Result<Option<SlipSecret>, ShellError> {
        let turn = self.turnstile.queue();
        let bytes = minicbor::to_vec(secret).map_err(|_| StoreError::Shape("a secret"))?;
        let sealed = finish(&[self.vault.seal(Head::of_draft(DraftKey::SLIP_SECRET), &bytes)?]).await?;
        let key = draft_key(DraftKey::SLIP_SECRET);
        let ops: Vec<Op> = sealed
            .into_iter()
            .map(|value| Op::Begin { table: DRAFTS, key: key.clone(), value: value.into() })
            .collect();
        turn.wait().await;
        match self.write(&ops, &[], Durability::Strict).await {
            Ok(_) => Ok(Some(secret.clone())),
            Err(ShellError::Store(StoreError::Taken)) => {
                let drafts = self.drafts().await?.drafts;
                let there = drafts.iter().find(|(key, _)| *key == DraftKey::SLIP_SECRET);
                Ok(there.and_then(|(_, bytes)| slip_secret_of(bytes)))
            }
            Err(error) => Err(error),
        }
    }

    /// Leaves the key for slips where the lock screen finds it.
    pub async fn put_slip_key(&self, key: SlipKey) -> Result<(), ShellError> {
        let turn = self.turnstile.queue();
        turn.wait().await;
        let value = Uint8Array::from(&key.as_bytes()[..]).into();
        self.write(&[Op::Put { table: META, key: KEY.into(), value }], &[], Durability::Relaxed).await?;
        Ok(())
    }

    /// All slips.
    pub async fn slips(&self) -> Result<Vec<(SlipId, Vec<u8>)>, ShellError> {
        let rows = self.handle.read(META, None).await?;
        Ok(rows.iter().filter_map(|(key, value)| Some((id_of(key)?, raw(value)))).collect())
    }

    /// Keeps a draft and drops the slip that it was: both or neither.
    pub async fn slip_to_draft(&self, id: SlipId, key: DraftKey, content: &[u8]) -> Result<(), ShellError> {
        let turn = self.turnstile.queue();
        let sealing = [self.vault.seal(Head::of_draft(key), content)?];
        let sealed = finish(&sealing).await?;
        let put = sealed.into_iter().map(|value| Op::Put { table: DRAFTS, key: draft_key(key), value: value.into() });
        let ops: Vec<Op> = put.chain([Op::Delete { table: META, key: name(id) }]).collect();
        turn.wait().await;
        self.write(&ops, &[], Durability::Strict).await?;
        Ok(())
    }
}

/// What opens slips, as it was written beside the drafts.
pub fn slip_secret_of(bytes: &[u8]) -> Option<SlipSecret> {
    minicbor::decode(bytes).ok()
}

fn id_of(key: &JsValue) -> Option<SlipId> {
    let name = key.as_string()?;
    let mut id = [0; 16];
    hex::decode_to_slice(name.strip_prefix(SLIP)?, &mut id).ok()?;
    Some(SlipId::from_bytes(id))
}

/// The slips of a person whose vault is locked: they can be added, and nothing more.
#[derive(Debug)]
pub struct Pad(Handle);

impl Pad {
    /// Of this person; nothing is opened yet.
    pub fn of(person: PersonId, events: Events) -> Self {
        Self(Handle::new(super::name_of(person), TABLES, None, events))
    }

    /// The key to seal to; `None` if this vault was never opened by an app that makes one.
    pub async fn key(&self) -> Result<Option<SlipKey>, StoreError> {
        let rows = self.0.read(META, None).await?;
        let found = rows.iter().find(|(key, _)| key.as_string().as_deref() == Some(KEY));
        Ok(found.and_then(|(_, value)| raw(value).try_into().ok()).map(SlipKey::from_bytes))
    }

    /// Keeps a slip, on the disk, in place of the one before of this name.
    pub async fn put(&self, id: SlipId, sealed: &[u8]) -> Result<(), StoreError> {
        let put = Op::Put { table: META, key: name(id), value: Uint8Array::from(sealed).into() };
        self.0.write(&[put], Durability::Strict).await?;
        Ok(())
    }
}
