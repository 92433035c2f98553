//! The headers of all vaults on this device, in a small database of their own.

use js_sys::Uint8Array;
use samspil_shared::domain::{PersonId, Timestamp};
use samspil_shared::sync::engine::Durability;
use wasm_bindgen::{JsCast, JsValue};

use super::handle::{Handle, Op, Table};
use crate::app::vault_header::{HeaderError, VaultHeader};
use crate::shell::error::{ShellError, StoreError, VaultError};
use crate::shell::event::Events;

const NAME: &str = "samspil-vaults";
const HEADERS: &str = "headers";
const USED: &str = "used";
const ASIDE: &str = "aside";
const TABLES: &[Table] = &[Table::keyed(HEADERS), Table::keyed(USED), Table::numbered(ASIDE)];

/// The vaults on this device.
#[derive(Debug)]
pub struct Vaults(Handle);

/// A vault on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVault {
    /// Whose.
    pub person: PersonId,
    /// Its header, or why it cannot be used; a damaged one stays where it is.
    pub header: Result<VaultHeader, HeaderError>,
    /// When it was last opened here.
    pub used_at: Option<Timestamp>,
}

impl Vaults {
    /// The device's vaults; nothing is opened yet.
    pub fn new(events: Events) -> Self {
        Self(Handle::new(NAME.to_owned(), TABLES, None, events))
    }

    /// All vaults, the last used one first.
    pub async fn all(&self) -> Result<Vec<StoredVault>, ShellError> {
        let headers = self.0.read(HEADERS, None).await?;
        let used = self.0.read(USED, None).await?;
        let mut vaults = Vec::with_capacity(headers.len());
        for (key, value) in headers {
            let used_at = used.iter().find(|(person, _)| *person == key).and_then(|(_, at)| instant(at));
            let person = key.as_string().and_then(|text| text.parse().ok());
            let person = person.ok_or(StoreError::Shape("a vault's person"))?;
            vaults.push(StoredVault { person, header: header(person, &value), used_at });
        }
        vaults.sort_by_key(|vault| std::cmp::Reverse(vault.used_at));
        Ok(vaults)
    }

    /// Keeps the header of a new vault, on the disk. A person who has a whole one here is refused with
    /// [`VaultError::Exists`]: its records would be lost with it. A damaged one is put aside.
    pub async fn add(&self, header: &VaultHeader) -> Result<(), ShellError> {
        let key = key(header.person);
        let headers = self.0.read(HEADERS, None).await?;
        let mut ops = Vec::new();
        if let Some((_, before)) = headers.into_iter().find(|(person, _)| *person == key) {
            if self::header(header.person, &before).is_ok() {
                return Err(VaultError::Exists.into());
            }
            ops.push(Op::Add { table: ASIDE, value: before });
        }
        ops.push(Op::Put { table: HEADERS, key, value: stored(header) });
        self.write(&ops, Durability::Strict).await
    }

    /// Keeps a rewrapped header in place of the one it was made from, on the disk.
    pub async fn replace(&self, header: &VaultHeader) -> Result<(), ShellError> {
        let put = Op::Put { table: HEADERS, key: key(header.person), value: stored(header) };
        self.write(&[put], Durability::Strict).await
    }

    /// Notes that a vault was opened.
    pub async fn touch(&self, person: PersonId, now: Timestamp) -> Result<(), ShellError> {
        let value = JsValue::from_f64(now.as_ms() as f64);
        let put = Op::Put { table: USED, key: key(person), value };
        self.write(&[put], Durability::Relaxed).await
    }

    async fn write(&self, ops: &[Op], durability: Durability) -> Result<(), ShellError> {
        match self.0.write(ops, durability).await {
            Err(StoreError::LostHandle) => self.0.write(ops, durability).await?,
            written => written?,
        };
        Ok(())
    }
}

fn key(person: PersonId) -> JsValue {
    JsValue::from_str(&person.to_string())
}
fn stored(header: &VaultHeader) -> JsValue {
    Uint8Array::from(&header.to_bytes()[..]).into()
}

fn instant(value: &JsValue) -> Option<Timestamp> {
    value.as_f64().map(|ms| Timestamp::from_ms(ms as i64))
}

fn header(person: PersonId, value: &JsValue) -> Result<VaultHeader, HeaderError> {
    let bytes = value.dyn_ref::<Uint8Array>().ok_or(HeaderError::Damaged("no bytes"))?;
    let header = VaultHeader::from_bytes(&bytes.to_vec())?;
    if header.person == person { Ok(header) } else { Err(HeaderError::Damaged("another person's")) }
}
