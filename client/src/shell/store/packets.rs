//! Packets: what the server left ready for somebody who is not in, sealed to their vault. No vault is needed to put one
//! there or to throw it away.

use js_sys::Uint8Array;
use samspil_shared::domain::PersonId;
use samspil_shared::sync::engine::Durability;

use super::handle::{Handle, Op};
use super::{META, Store, TABLES, raw};
use crate::shell::error::{ShellError, StoreError};
use crate::shell::event::Events;

/// Where a person's one packet lies.
const PACKET: &str = "packet";

impl Store {
    /// What lies ready for the person who is in.
    pub async fn packet(&self) -> Result<Option<Vec<u8>>, ShellError> {
        Ok(read(&self.handle).await?)
    }

    /// It is in the log, or of no use.
    pub async fn drop_packet(&self) -> Result<(), ShellError> {
        let turn = self.turnstile.queue();
        turn.wait().await;
        self.write(&[Op::Delete { table: META, key: PACKET.into() }], &[], Durability::Relaxed).await?;
        Ok(())
    }
}

/// Where the packet of a person lies whose vault is locked.
#[derive(Debug)]
pub struct Pigeonhole(Handle);

impl Pigeonhole {
    /// Of this person; nothing is opened yet.
    pub fn of(person: PersonId, events: Events) -> Self {
        Self(Handle::new(super::name_of(person), TABLES, None, events))
    }

    /// What lies in it.
    pub async fn packet(&self) -> Result<Option<Vec<u8>>, StoreError> {
        read(&self.0).await
    }

    /// Puts a packet there in place of the one before.
    pub async fn put(&self, packet: &[u8]) -> Result<(), StoreError> {
        let put = Op::Put { table: META, key: PACKET.into(), value: Uint8Array::from(packet).into() };
        self.0.write(&[put], Durability::Strict).await?;
        Ok(())
    }

    /// Empties it.
    pub async fn clear(&self) -> Result<(), StoreError> {
        self.0.write(&[Op::Delete { table: META, key: PACKET.into() }], Durability::Relaxed).await?;
        Ok(())
    }
}

async fn read(handle: &Handle) -> Result<Option<Vec<u8>>, StoreError> {
    let rows = handle.read(META, None).await?;
    let found = rows.iter().find(|(key, _)| key.as_string().as_deref() == Some(PACKET));
    Ok(found.map(|(_, value)| raw(value)))
}
