//! A person's vault on this device: one random AES-256-GCM key that seals every record and is wrapped in slots.
//!
//! The key is made, wrapped and unwrapped by WebCrypto: its bytes never enter this instance's memory, and what is kept
//! cannot be exported. See [`crate::app::vault_header`] for what is stored.

pub(super) mod cipher;

use std::fmt;

use js_sys::{Promise, Uint8Array};
use samspil_shared::domain::{PersonId, Timestamp};
use web_sys::CryptoKey;

use self::cipher::Extractable;
use super::entropy;
use super::error::{ShellError, VaultError};
use super::worker;
use crate::app::sealed::{CIPHER_AT, Head, NONCE_LEN, SealedError};
use crate::app::vault_header::{
    KEY_LEN, KdfParams, PasskeySlot, PasswordSlot, SALT_LEN, ServerSlot, Slot, VaultHeader, Wrapped,
    passkey_wrapping_key, slot_associated_data,
};

pub use crate::app::command::{NewVault, PasskeySecret, Secret};

/// A key of WebCrypto that can be used and handed to another tab of the same origin, but not read.
#[derive(Clone)]
pub struct VaultKey(CryptoKey);

/// An open vault.
#[derive(Debug, Clone)]
pub struct Vault {
    person: PersonId,
    key: VaultKey,
}

impl Vault {
    /// Makes a vault. Nothing is stored: make its store, then give the header to [`super::store::Vaults::add`].
    pub async fn create(new: &NewVault, now: Timestamp) -> Result<(Self, VaultHeader), ShellError> {
        let key = cipher::generate().await?;
        let server = wrap_with_server_key(new.person, &key, &new.server_key).await?;
        let mut header = VaultHeader {
            person: new.person,
            enrolment: new.enrolment,
            initials: new.initials.clone(),
            created_at: now,
            password: None,
            passkeys: Vec::new(),
            server,
            key_pair: None,
            server_public_key: None,
        };
        if let Some(opener) = &new.opener {
            put_slot(&mut header, &key, opener).await?;
        }
        let vault = Self::unlock(&header, &Secret::Server(new.server_key)).await?;
        Ok((vault, header))
    }

    /// Opens a vault. A wrong password is [`VaultError::WrongSecret`]; a damaged header was found by
    /// [`VaultHeader::from_bytes`] already.
    pub async fn unlock(header: &VaultHeader, secret: &Secret) -> Result<Self, ShellError> {
        let key = open_slot(header, secret, Extractable::No).await?;
        worker::cool();
        Ok(Self { person: header.person, key: VaultKey(key) })
    }

    /// The vault of `person` with a key that another tab gave.
    pub fn from_tab(person: PersonId, key: VaultKey) -> Self {
        worker::cool();
        Self { person, key }
    }

    /// Whose vault it is.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// The key, for another tab.
    pub fn key(&self) -> VaultKey {
        self.key.clone()
    }

    /// Seals one record: a promise of the whole sealed record, begun at once.
    pub(super) fn seal(&self, head: Head, bytes: &[u8]) -> Result<Sealing, ShellError> {
        let nonce = entropy::bytes()?;
        let cipher = cipher::encrypt(&self.key.0, &nonce, &head.associated_data(self.person), bytes)?;
        Ok(Sealing { start: head.to_bytes(nonce), cipher })
    }

    /// Opens one sealed record: its head, and a promise of its content.
    pub(super) fn open(&self, sealed: &Uint8Array) -> Result<(Head, Promise), Unreadable> {
        let len = sealed.length();
        let mut start = vec![0; len.min(CIPHER_AT as u32) as usize];
        sealed.subarray(0, CIPHER_AT as u32).copy_to(&mut start);
        let (head, nonce) = Head::parse(&start, len as usize)?;
        let cipher = sealed.subarray(CIPHER_AT as u32, len);
        let promise = cipher::decrypt(&self.key.0, &nonce, &head.associated_data(self.person), &cipher)?;
        Ok((head, promise))
    }
}

/// The header with one slot made anew: `opener` opens any slot, `new` is what opens its own slot from now on. Records
/// are not touched.
pub async fn rewrap(header: &VaultHeader, opener: &Secret, new: &Secret) -> Result<VaultHeader, ShellError> {
    let key = open_slot(header, opener, Extractable::Yes).await?;
    let mut header = header.clone();
    put_slot(&mut header, &key, new).await?;
    Ok(header)
}

/// Makes the slot that `secret` opens; a passkey has one slot, at most.
async fn put_slot(header: &mut VaultHeader, key: &CryptoKey, secret: &Secret) -> Result<(), ShellError> {
    let person = header.person;
    match secret {
        Secret::Password(password) => header.password = Some(wrap_with_password(person, key, password).await?),
        Secret::Server(server_key) => header.server = wrap_with_server_key(person, key, server_key).await?,
        Secret::Passkey(secret) => {
            let slot = wrap_with_passkey(person, key, secret).await?;
            header.passkeys.retain(|other| other.credential != slot.credential);
            header.passkeys.push(slot);
        }
    }
    Ok(())
}

/// A record that is being sealed.
pub(super) struct Sealing {
    start: [u8; CIPHER_AT],
    cipher: Promise,
}

impl Sealing {
    /// The promise of the cipher.
    pub(super) fn cipher(&self) -> &Promise {
        &self.cipher
    }

    /// The sealed record, once the cipher is there.
    pub(super) fn finish(&self, cipher: &Uint8Array) -> Uint8Array {
        let sealed = Uint8Array::new_with_length(CIPHER_AT as u32 + cipher.length());
        sealed.subarray(0, CIPHER_AT as u32).copy_from(&self.start);
        sealed.set(cipher, CIPHER_AT as u32);
        sealed
    }
}

/// Why a sealed record cannot be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    Form(SealedError),
    Browser(ShellError),
}

impl From<SealedError> for Unreadable {
    fn from(error: SealedError) -> Self {
        Self::Form(error)
    }
}

impl From<ShellError> for Unreadable {
    fn from(error: ShellError) -> Self {
        Self::Browser(error)
    }
}

async fn open_slot(header: &VaultHeader, secret: &Secret, out: Extractable) -> Result<CryptoKey, ShellError> {
    let (slot, wrapped, wrapping) = match secret {
        Secret::Password(password) => {
            let slot = header.password.as_ref().ok_or(VaultError::WrongSecret)?;
            (Slot::Password, &slot.wrapped, password_key(password, &slot.salt, slot.kdf).await?)
        }
        Secret::Server(key) => (Slot::Server, &header.server.wrapped, server_key(key).await?),
        Secret::Passkey(secret) => {
            let fits = |slot: &&PasskeySlot| slot.credential == secret.credential && slot.salt == secret.salt;
            let slot = header.passkeys.iter().find(fits).ok_or(VaultError::WrongSecret)?;
            (Slot::Passkey, &slot.wrapped, passkey_key(header.person, secret).await?)
        }
    };
    let bound = slot_associated_data(header.person, slot);
    let key = cipher::unwrap(&wrapping, &wrapped.nonce, &bound, &wrapped.cipher, out).await?;
    key.ok_or_else(|| VaultError::WrongSecret.into())
}

async fn wrap_with_password(person: PersonId, key: &CryptoKey, password: &str) -> Result<PasswordSlot, ShellError> {
    let (kdf, salt) = (KdfParams::STANDARD, entropy::bytes::<SALT_LEN>()?);
    let wrapping = password_key(password, &salt, kdf).await?;
    Ok(PasswordSlot { kdf, salt, wrapped: wrap(person, Slot::Password, key, &wrapping).await? })
}

async fn wrap_with_server_key(
    person: PersonId,
    key: &CryptoKey,
    server: &[u8; KEY_LEN],
) -> Result<ServerSlot, ShellError> {
    let wrapping = server_key(server).await?;
    Ok(ServerSlot { wrapped: wrap(person, Slot::Server, key, &wrapping).await? })
}

async fn wrap_with_passkey(
    person: PersonId,
    key: &CryptoKey,
    secret: &PasskeySecret,
) -> Result<PasskeySlot, ShellError> {
    let wrapping = passkey_key(person, secret).await?;
    let wrapped = wrap(person, Slot::Passkey, key, &wrapping).await?;
    Ok(PasskeySlot { credential: secret.credential.clone(), salt: secret.salt, wrapped })
}

async fn wrap(person: PersonId, slot: Slot, key: &CryptoKey, wrapping: &CryptoKey) -> Result<Wrapped, ShellError> {
    let nonce = entropy::bytes::<NONCE_LEN>()?;
    let cipher = cipher::wrap(wrapping, &nonce, &slot_associated_data(person, slot), key).await?;
    let expected = |_| ShellError::Browser { what: "SubtleCrypto.wrapKey", name: "another length".to_owned() };
    Ok(Wrapped { nonce, cipher: cipher.to_vec().try_into().map_err(expected)? })
}

async fn password_key(password: &str, salt: &[u8; SALT_LEN], kdf: KdfParams) -> Result<CryptoKey, ShellError> {
    let stretched = worker::stretch(password, salt, kdf).await?;
    cipher::import_wrapping(&stretched).await
}

async fn server_key(key: &[u8; KEY_LEN]) -> Result<CryptoKey, ShellError> {
    cipher::import_wrapping(&Uint8Array::from(&key[..])).await
}

async fn passkey_key(person: PersonId, secret: &PasskeySecret) -> Result<CryptoKey, ShellError> {
    cipher::import_wrapping(&Uint8Array::from(&passkey_wrapping_key(person, secret)[..])).await
}

impl VaultKey {
    /// A key that came from another tab.
    pub(super) fn from_tab(key: CryptoKey) -> Self {
        Self(key)
    }

    pub(super) fn as_js(&self) -> &CryptoKey {
        &self.0
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VaultKey(not shown)")
    }
}
