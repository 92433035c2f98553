//! The headers of all vaults on this device, in a small database of their own.

use js_sys::Uint8Array;
use samspil_shared::domain::{PersonId, Timestamp};
use wasm_bindgen::{JsCast, JsValue};

use super::Durability;
use super::handle::{Handle, Op, Table};
use crate::app::vault_header::{HeaderError, VaultHeader};
use crate::shell::error::{ShellError, StoreError};
use crate::shell::event::Events;

const NAME: &str = "samspil-vaults";
const HEADERS: &str = "headers";
const USED: &str = "used";
const TABLES: &[Table] = &[Table::keyed(HEADERS), Table::keyed(USED)];

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

    /// Keeps a new or rewrapped header, on the disk.
    pub async fn save(&self, header: &VaultHeader) -> Result<(), ShellError> {
        let value = Uint8Array::from(&header.to_bytes()[..]).into();
        let put = Op::Put { table: HEADERS, key: key(header.person), value };
        self.put(put, Durability::Strict).await
    }

    /// Notes that a vault was opened.
    pub async fn touch(&self, person: PersonId, now: Timestamp) -> Result<(), ShellError> {
        let value = JsValue::from_f64(now.as_ms() as f64);
        let put = Op::Put { table: USED, key: key(person), value };
        self.put(put, Durability::Relaxed).await
    }

    async fn put(&self, put: Op, durability: Durability) -> Result<(), ShellError> {
        let ops = [put];
        match self.0.write(&ops, durability).await {
            Err(StoreError::LostHandle) => self.0.write(&ops, durability).await?,
            written => written?,
        };
        Ok(())
    }
}

fn key(person: PersonId) -> JsValue {
    JsValue::from_str(&person.to_string())
}
fn instant(value: &JsValue) -> Option<Timestamp> {
    value.as_f64().map(|ms| Timestamp::from_ms(ms as i64))
}

fn header(person: PersonId, value: &JsValue) -> Result<VaultHeader, HeaderError> {
    let bytes = value.dyn_ref::<Uint8Array>().ok_or(HeaderError::Damaged("no bytes"))?;
    let header = VaultHeader::from_bytes(&bytes.to_vec())?;
    if header.person == person { Ok(header) } else { Err(HeaderError::Damaged("another person's")) }
}
