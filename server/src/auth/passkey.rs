//! Passkeys: the questions that authenticators answer, and what follows from a good answer.
//!
//! What this side must remember of a question travels with it, sealed; that it was answered is a row until it would be
//! too old anyway (`docs/decisions/0012-passkeys.md`). Nobody is asked for a login name, so no question tells whether
//! there is one.

mod ceremony;

use std::fmt;
use std::net::IpAddr;
use std::ops::RangeInclusive;

use samspil_shared::api::{
    self, AcceptPasskey, AddPasskey, LinkPasskey, PASSKEY_LABEL_MAX, PASSKEYS_MAX, PasskeyLogin, PasskeyQuestion,
};
use samspil_shared::domain::{PersonId, Timestamp};
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{
    Passkey, PasskeyRegistration, PublicKeyCredential, Url, Uuid, WebauthnError, WebauthnResult,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::account::{AuthError, Doors, NewCredential, admitted, enter, known_device, login_for, use_link, valid};
use super::limit::{Target, count_address, count_target, forgive};
use super::session::Started;
use crate::settings::PublicUrl;
use crate::store::{AuditWhat, NewPasskey, Store, StoreError};
use ceremony::About;

/// What authenticators show for the site.
const SITE: &str = "Samspil";
/// Bytes of a credential's id: WebAuthn says 16 at least, and 1023 at most.
const ID_BYTES: RangeInclusive<usize> = 16..=1023;

/// The site as authenticators know it: host and origin of the public address.
#[derive(Clone)]
pub struct Site(Option<Webauthn>);

impl Site {
    /// The site at this address. Passkeys belong to names: with an address of digits there are none.
    pub fn new(url: &PublicUrl) -> Self {
        let site = Url::parse(url.origin()).ok().and_then(|origin| {
            let host = origin.domain()?.to_owned();
            WebauthnBuilder::new(&host, &origin).ok()?.rp_name(SITE).build().ok()
        });
        Self(site)
    }

    /// Whether there can be passkeys at this address.
    pub(crate) fn takes_passkeys(&self) -> bool {
        self.0.is_some()
    }

    fn get(&self) -> Result<&Webauthn, AuthError> {
        self.0.as_ref().ok_or(AuthError::NoPasskeys)
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Site(passkeys: {})", self.0.is_some())
    }
}

/// A question to whoever is there.
pub async fn begin_passkey_login(doors: Doors<'_>, from: IpAddr, now: Timestamp) -> Result<PasskeyQuestion, AuthError> {
    let site = doors.site.get()?;
    if let Some(wait) = count_address(doors.store, from, now).await? {
        return Err(wait.into());
    }
    let (mut challenge, state) = site.start_discoverable_authentication().map_err(|error| broken(&error))?;
    challenge.public_key.extensions = None;
    Ok(ceremony::question(doors.store, &challenge.public_key, About::Login(Box::new(state)), now))
}

/// Signs in with a passkey. One that is not known is answered like one that was not used well.
pub async fn passkey_login(
    doors: Doors<'_>,
    asked: PasskeyLogin,
    from: IpAddr,
    now: Timestamp,
) -> Result<Started, AuthError> {
    let Doors { store, tickets, site, .. } = doors;
    let site = site.get()?;
    if let Some(wait) = count_address(store, from, now).await? {
        return Err(wait.into());
    }
    let About::Login(state) = ceremony::spend(store, &asked.answer.ceremony, now).await? else {
        return Err(AuthError::PasskeyRefused);
    };
    let answer: PublicKeyCredential = read(&asked.answer.credential)?;
    let id = answer.get_credential_id();
    let Some(owner) = store.passkey_owner(id).await? else {
        return Err(refuse(store, None, AuditWhat::LoginRefused, now).await);
    };
    let known = known_device(store, asked.enrolment, owner).await?;
    let target = known.map_or(Target::Passkey(id), Target::Device);
    if let Some(wait) = count_target(store, &target, now).await? {
        return Err(wait.into());
    }
    let mut tx = store.begin().await?;
    // Held until the commit: of two answers with the same counter one is too late.
    let kept = store.lock_passkey(&mut tx, id, now).await?;
    let Some(kept) = kept else {
        drop(tx);
        return Err(refuse(store, Some(owner), AuditWhat::LoginRefused, now).await);
    };
    let mut passkey: Passkey = serde_json::from_slice(&kept).map_err(|_| StoreError::Sealed("passkeys.credential"))?;
    let handle = answer.get_user_unique_id();
    let used = if handle.is_some_and(|handle| handle != owner.as_bytes()) {
        Err(WebauthnError::InvalidUserUniqueId)
    } else {
        site.finish_discoverable_authentication_v2(&answer, *state, &passkey)
    };
    let used = match used {
        Ok(used) => used,
        Err(error) => {
            drop(tx);
            tracing::debug!(?error, "a passkey was not used as it must be");
            let what = match error {
                WebauthnError::CredentialPossibleCompromise => AuditWhat::PasskeyCopied,
                _ => AuditWhat::LoginRefused,
            };
            return Err(refuse(store, Some(owner), what, now).await);
        }
    };
    if passkey.update_credential(&used) == Some(true) {
        store.keep_passkey(&mut tx, owner, id, &written(&passkey)).await?;
    }
    let (started, ended) = enter(store, &mut tx, tickets, owner, known, &asked.device, now).await?;
    let device = started.enrolment;
    store.audit(&mut tx, Some(owner), AuditWhat::Login, Some(device.as_bytes()), "passkey", now).await?;
    if ended {
        store.bump_version(&mut tx).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    forgive(store, &target).await?;
    Ok(started)
}

/// A question for a new passkey of a person who just signed in.
pub async fn begin_passkey(doors: Doors<'_>, person: PersonId, now: Timestamp) -> Result<PasskeyQuestion, AuthError> {
    let site = doors.site.get()?;
    let user = doors.store.user(person).await?.ok_or(AuthError::PasskeyRefused)?;
    let has = doors.store.passkeys(person).await?;
    if has.len() >= PASSKEYS_MAX {
        return Err(AuthError::PasskeysFull);
    }
    let login = user.login.unwrap_or_default();
    let (options, state) = begin(site, person, &login, has.into_iter().map(|passkey| passkey.id).collect())?;
    Ok(ceremony::question(doors.store, &options, About::Add { person, state: Box::new(state) }, now))
}

/// Takes the new passkey.
pub async fn add_passkey(
    doors: Doors<'_>,
    person: PersonId,
    asked: AddPasskey,
    now: Timestamp,
) -> Result<(), AuthError> {
    let store = doors.store;
    let state = match ceremony::spend(store, &asked.answer.ceremony, now).await? {
        About::Add { person: asked, state } if asked == person => state,
        _ => return Err(AuthError::PasskeyRefused),
    };
    let passkey = made(doors.site.get()?, &asked.answer.credential, &state, &asked.label)?;
    let mut tx = store.begin().await?;
    added(store.add_passkey(&mut tx, person, &passkey, now).await)?;
    store.audit(&mut tx, Some(person), AuditWhat::PasskeyAdded, Some(person.as_bytes()), "", now).await?;
    // The audit's lock is held: whoever adds at the same time is counted.
    if store.count_passkeys(&mut tx, person).await? > PASSKEYS_MAX {
        return Err(AuthError::PasskeysFull);
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// Removes a passkey of a person; one that is not there is removed as well as one that was.
pub async fn end_passkey(store: &Store, person: PersonId, id: &str, now: Timestamp) -> Result<(), AuthError> {
    let Ok(id) = hex::decode(id) else { return Ok(()) };
    let mut tx = store.begin().await?;
    if !store.end_passkey(&mut tx, person, &id, now).await? {
        return Ok(());
    }
    store.audit(&mut tx, Some(person), AuditWhat::PasskeyEnded, Some(person.as_bytes()), "", now).await?;
    let has_password = store.user(person).await?.is_some_and(|user| user.password_hash.is_some());
    if !has_password && store.count_passkeys(&mut tx, person).await? == 0 {
        return Err(AuthError::LastPasskey);
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// What a person has.
pub async fn passkeys(store: &Store, person: PersonId) -> Result<api::Passkeys, StoreError> {
    let user = store.user(person).await?;
    let passkeys = store.passkeys(person).await?.into_iter().map(|passkey| api::Passkey {
        id: hex::encode(&passkey.id),
        label: passkey.label,
        created_at: passkey.created_at,
        last_used_at: passkey.last_used_at,
    });
    let has_password = user.is_some_and(|user| user.password_hash.is_some());
    Ok(api::Passkeys { passkeys: passkeys.collect(), has_password })
}

/// A question to whoever holds a one-time link.
pub async fn begin_passkey_link(
    doors: Doors<'_>,
    asked: LinkPasskey,
    from: IpAddr,
    now: Timestamp,
) -> Result<PasskeyQuestion, AuthError> {
    let store = doors.store;
    let site = doors.site.get()?;
    let key = admitted(store, &asked.token, from, now).await?;
    let (_, user) = valid(store, key, store.invitation(key.hash).await?, now).await?;
    let login = login_for(&user, asked.login.as_deref())?;
    let taken = store.user_by_login(login.as_str()).await?.is_some_and(|other| other.id != user.id);
    if taken {
        return Err(AuthError::LoginTaken);
    }
    let has = store.passkeys(user.id).await?;
    if has.len() >= PASSKEYS_MAX {
        return Err(AuthError::PasskeysFull);
    }
    let (options, state) = begin(site, user.id, login.as_str(), has.into_iter().map(|passkey| passkey.id).collect())?;
    let about = About::Link { person: user.id, login: login.as_str().to_owned(), state: Box::new(state) };
    Ok(ceremony::question(store, &options, about, now))
}

/// Uses a one-time link with a passkey: no password opens the account any more.
pub async fn accept_passkey(
    doors: Doors<'_>,
    asked: AcceptPasskey,
    from: IpAddr,
    now: Timestamp,
) -> Result<Started, AuthError> {
    let store = doors.store;
    let key = admitted(store, &asked.token, from, now).await?;
    let (_, user) = valid(store, key, store.invitation(key.hash).await?, now).await?;
    let (login, state) = match ceremony::spend(store, &asked.answer.ceremony, now).await? {
        About::Link { person, login, state } if person == user.id => (login.parse()?, state),
        _ => return Err(AuthError::PasskeyRefused),
    };
    let passkey = made(doors.site.get()?, &asked.answer.credential, &state, &asked.device)?;
    let known = known_device(store, asked.enrolment, user.id).await?;
    let credential = NewCredential::Passkey(passkey);
    use_link(doors, key, &login, credential, known, &asked.device, now).await
}

/// A registration that asks for a passkey the person need not name: it is found on the device.
fn begin(
    site: &Webauthn,
    person: PersonId,
    login: &str,
    has: Vec<Vec<u8>>,
) -> Result<(serde_json::Value, PasskeyRegistration), AuthError> {
    let user = Uuid::from_bytes(*person.as_bytes());
    let (challenge, state) =
        site.start_passkey_registration(user, login, login, Some(has)).map_err(|error| broken(&error))?;
    let mut options = ceremony::json(&challenge.public_key);
    options["authenticatorSelection"]["residentKey"] = "required".into();
    options["authenticatorSelection"]["requireResidentKey"] = true.into();
    Ok((options, state))
}

fn made(site: &Webauthn, credential: &str, state: &PasskeyRegistration, label: &str) -> Result<NewPasskey, AuthError> {
    let made: WebauthnResult<Passkey> = site.finish_passkey_registration(&read(credential)?, state);
    let passkey = made.map_err(|error| {
        tracing::debug!(?error, "a new passkey was not made as it must be");
        AuthError::PasskeyRefused
    })?;
    let id = passkey.cred_id().to_vec();
    if !ID_BYTES.contains(&id.len()) {
        return Err(AuthError::PasskeyRefused);
    }
    let label: String = label.chars().filter(|c| !c.is_control()).take(PASSKEY_LABEL_MAX).collect();
    Ok(NewPasskey { id, credential: written(&passkey), label: label.trim().to_owned() })
}

/// Whether a passkey was stored; its id may be taken, by whoever it is.
pub(super) fn added(added: Result<(), StoreError>) -> Result<(), AuthError> {
    match added {
        Err(error) if error.is_unique_violation() => Err(AuthError::PasskeyRefused),
        added => Ok(added?),
    }
}

async fn refuse(store: &Store, person: Option<PersonId>, what: AuditWhat, now: Timestamp) -> AuthError {
    if what == AuditWhat::PasskeyCopied {
        tracing::warn!(?person, "a passkey counts backwards: there may be two of it; it was refused");
    }
    let noted = async {
        let mut tx = store.begin().await?;
        let subject = person.as_ref().map(|person| &person.as_bytes()[..]);
        store.audit(&mut tx, None, what, subject, "passkey", now).await?;
        tx.commit().await.map_err(StoreError::from)
    };
    match noted.await {
        Ok(()) => AuthError::PasskeyRefused,
        Err(error) => error.into(),
    }
}

fn read<T: DeserializeOwned>(credential: &str) -> Result<T, AuthError> {
    serde_json::from_str(credential).map_err(|_| AuthError::PasskeyRefused)
}

fn written(passkey: &Passkey) -> Vec<u8> {
    serde_json::to_vec(passkey).unwrap_or_else(|error| unreachable!("a passkey is plain values: {error}"))
}

/// The library could not even ask: settings that were checked are not what it wants.
fn broken(error: &WebauthnError) -> AuthError {
    tracing::error!(?error, "no passkey can be asked for");
    AuthError::NoPasskeys
}
