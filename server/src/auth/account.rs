//! Using a one-time link, and logging in: what a person does without being signed in.

use std::net::IpAddr;

use samspil_shared::api::{Accept, CODE_VALID_MS, CODES_MAX, Invited, LinkCode, Login, random_code, read_code};
use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};

use super::limit::{Target, Wait, count_address, count_code, count_target, forgive};
use super::passkey::{Site, added};
use super::password::Crowded;
use super::session::{self, Started};
use super::{LoginName, NewPassword, PasswordError, Passwords, Secret, Tickets};
use crate::store::{AuditWhat, Invitation, NewPasskey, Store, StoreError, Tx, User};

/// Characters of a device's name that are kept.
const DEVICE_LABEL_MAX: usize = 100;

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    #[error("there is no such link")]
    LinkUnknown,
    #[error("the link was used")]
    LinkUsed,
    #[error("the link is too old")]
    LinkExpired,
    #[error("the link was taken back")]
    LinkRevoked,
    #[error("the link gives no more codes")]
    LinkCodesGiven,
    #[error("somebody else has this login")]
    LoginTaken,
    #[error("login and password do not belong together")]
    WrongLogin,
    #[error("passkeys do not work with the public address")]
    NoPasskeys,
    #[error("the passkey is not known, or was not used as it must be")]
    PasskeyRefused,
    #[error("the question was answered, or is too old")]
    PasskeyOver,
    #[error("there are as many passkeys as there may be")]
    PasskeysFull,
    #[error("nothing else opens the account")]
    LastPasskey,
    #[error("too many tries")]
    TooManyTries { retry_after_s: u32 },
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Crowded(#[from] Crowded),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Wait> for AuthError {
    fn from(wait: Wait) -> Self {
        Self::TooManyTries { retry_after_s: wait.retry_after_s }
    }
}

/// What the functions here work with.
#[derive(Clone, Copy, Debug)]
pub struct Doors<'a> {
    pub store: &'a Store,
    pub passwords: &'a Passwords,
    pub tickets: &'a Tickets,
    pub site: &'a Site,
}

/// What opens the account from now on.
pub(super) enum NewCredential {
    /// The hash.
    Password(String),
    /// No password does.
    Passkey(NewPasskey),
}

/// What somebody holds who opens an account: a link, or the code that it gave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Of the link's token.
    pub(super) hash: [u8; 32],
    by_code: bool,
}

/// Whom a link is for; the opening is counted.
pub async fn look(doors: Doors<'_>, token: &str, from: IpAddr, now: Timestamp) -> Result<Invited, AuthError> {
    let key = admitted(doors.store, token, from, now).await?;
    let mut tx = doors.store.begin().await?;
    let opened = doors.store.open_invitation(&mut tx, key.hash).await?;
    tx.commit().await.map_err(StoreError::from)?;
    let (invitation, user) = valid(doors.store, key, opened, now).await?;
    let has_account = doors.store.signed_up(&user).await?;
    Ok(Invited { name: user.name, has_account, login: user.login, expires_at: invitation.expires_at })
}

/// A code in place of a link, to be typed where the app is going to live. The link is spent when the account is made, and
/// opened for a code twice at most.
pub async fn make_code(doors: Doors<'_>, token: &str, from: IpAddr, now: Timestamp) -> Result<LinkCode, AuthError> {
    let store = doors.store;
    let key = admitted(store, token, from, now).await?;
    if key.by_code {
        return Err(AuthError::LinkUnknown);
    }
    let mut tx = store.begin().await?;
    let opened = store.open_invitation(&mut tx, key.hash).await?;
    let (invitation, user) = valid(store, key, opened, now).await?;
    let given = store.count_code(&mut tx, key.hash, CODES_MAX).await?.ok_or(AuthError::LinkCodesGiven)?;
    let expires_at = now.plus_ms(CODE_VALID_MS).min(invitation.expires_at);
    let code = loop {
        let code = store.edge().with_rng(|rng| random_code(rng));
        if store.add_code(&mut tx, &code, key.hash, expires_at).await? {
            break code;
        }
    };
    store.audit(&mut tx, None, AuditWhat::LinkCodeMade, Some(user.id.as_bytes()), "", now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(LinkCode { name: user.name, code, expires_at, left: CODES_MAX.saturating_sub(given) })
}

/// Uses a link: sets login and password, ends whatever was signed in before, and signs in.
pub async fn accept(doors: Doors<'_>, asked: Accept, from: IpAddr, now: Timestamp) -> Result<Started, AuthError> {
    let Doors { store, passwords, .. } = doors;
    let key = admitted(store, &asked.token, from, now).await?;
    // Looked at once before the costly hash, and judged again in the transaction that uses it.
    let (_, user) = valid(store, key, store.invitation(key.hash).await?, now).await?;
    let login = login_for(&user, asked.login.as_deref())?;
    let password = NewPassword::new(asked.password, &login)?;
    let hash = passwords.hash(password, store.edge().bytes()).await?;
    let known = known_device(store, asked.enrolment, user.id).await?;
    use_link(doors, key, &login, NewCredential::Password(hash), known, &asked.device, now).await
}

/// Uses a link within one transaction: everything or nothing.
pub(super) async fn use_link(
    doors: Doors<'_>,
    key: Key,
    login: &LoginName,
    credential: NewCredential,
    known: Option<EnrolmentId>,
    device: &str,
    now: Timestamp,
) -> Result<Started, AuthError> {
    let Doors { store, tickets, .. } = doors;
    let mut tx = store.begin().await?;
    let opened = store.open_invitation(&mut tx, key.hash).await?;
    let (_, user) = valid(store, key, opened, now).await?;
    let hash = match &credential {
        NewCredential::Password(hash) => Some(hash.as_str()),
        NewCredential::Passkey(_) => None,
    };
    match store.set_credentials(&mut tx, user.id, login.as_str(), hash).await {
        Err(error) if error.is_unique_violation() => return Err(AuthError::LoginTaken),
        Ok(false) => return Err(key.told(AuthError::LinkRevoked)),
        done => done?,
    };
    if let NewCredential::Passkey(passkey) = &credential {
        added(store.add_passkey(&mut tx, user.id, passkey, now).await)?;
    }
    store.mark_invitation_used(&mut tx, key.hash, now).await?;
    store.revoke_invitations(&mut tx, user.id, now).await?;
    if let Some(device) = known {
        // Before the sessions, as everywhere: two transactions must not wait for each other.
        store.lock_enrolment(&mut tx, device, now).await?;
    }
    let ended = store.end_all_sessions(&mut tx, user.id, "new password", now).await? > 0;
    let (started, _) = enter(store, &mut tx, tickets, user.id, known, device, now).await?;
    let how = if hash.is_some() { "" } else { "passkey" };
    store.audit(&mut tx, Some(user.id), AuditWhat::LinkUsed, Some(user.id.as_bytes()), how, now).await?;
    if ended {
        store.bump_version(&mut tx).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(started)
}

/// Signs in with a password. An account that is not there takes as long and answers the same.
pub async fn login(doors: Doors<'_>, asked: Login, from: IpAddr, now: Timestamp) -> Result<Started, AuthError> {
    let Doors { store, passwords, tickets, .. } = doors;
    if let Some(wait) = count_address(store, from, now).await? {
        return Err(wait.into());
    }
    let name: LoginName = asked.login.parse()?;
    let user = store.user_by_login(name.as_str()).await?.filter(|user| user.ended_at.is_none());
    let known = match &user {
        Some(user) => known_device(store, asked.enrolment, user.id).await?,
        None => None,
    };
    let target = known.map_or(Target::Account(&name), Target::Device);
    if let Some(wait) = count_target(store, &target, now).await? {
        return Err(wait.into());
    }
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let right = passwords.verify(asked.password, hash).await?;
    let person = user.as_ref().map(|user| user.id);
    let Some(person) = person.filter(|_| right) else {
        let mut tx = store.begin().await?;
        let subject = person.as_ref().map(|person| &person.as_bytes()[..]);
        store.audit(&mut tx, None, AuditWhat::LoginRefused, subject, "", now).await?;
        tx.commit().await.map_err(StoreError::from)?;
        return Err(AuthError::WrongLogin);
    };
    forgive(store, &target).await?;
    let mut tx = store.begin().await?;
    let (started, ended) = enter(store, &mut tx, tickets, person, known, &asked.device, now).await?;
    let device = started.enrolment;
    store.audit(&mut tx, Some(person), AuditWhat::Login, Some(device.as_bytes()), "", now).await?;
    if ended {
        store.bump_version(&mut tx).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(started)
}

/// A session on the known device, or on a new one.
pub(super) async fn enter(
    store: &Store,
    tx: &mut Tx,
    tickets: &Tickets,
    person: PersonId,
    known: Option<EnrolmentId>,
    device: &str,
    now: Timestamp,
) -> Result<(Started, bool), StoreError> {
    let enrolment = match known {
        Some(enrolment) => enrolment,
        None => {
            let enrolment = store.edge().with_rng(EnrolmentId::random);
            let label: String = device.chars().filter(|c| !c.is_control()).take(DEVICE_LABEL_MAX).collect();
            store.add_enrolment(tx, enrolment, person, label.trim(), now).await?;
            enrolment
        }
    };
    session::start(store, tx, tickets, person, enrolment, now).await
}

/// The device that the browser names, if it is this person's and in force.
pub(super) async fn known_device(
    store: &Store,
    named: Option<EnrolmentId>,
    person: PersonId,
) -> Result<Option<EnrolmentId>, StoreError> {
    let Some(enrolment) = named else { return Ok(None) };
    Ok(store.enrolment_holds(enrolment, person).await?.then_some(enrolment))
}

/// The login that the person has, or the one they chose if they have none.
pub(super) fn login_for(user: &User, wants: Option<&str>) -> Result<LoginName, PasswordError> {
    match (&user.login, wants) {
        (Some(has), None) => has.parse(),
        (Some(has), Some(wants)) if wants.parse::<LoginName>()?.as_str() != has => Err(PasswordError::LoginMalformed),
        (_, Some(wants)) => wants.parse(),
        (None, None) => Err(PasswordError::LoginMalformed),
    }
}

/// Counts a visit from an address that brings something of others.
pub async fn admit(store: &Store, from: IpAddr, now: Timestamp) -> Result<(), AuthError> {
    count_address(store, from, now).await?.map_or(Ok(()), |wait| Err(wait.into()))
}

pub(super) async fn admitted(store: &Store, token: &str, from: IpAddr, now: Timestamp) -> Result<Key, AuthError> {
    if let Some(wait) = count_address(store, from, now).await? {
        return Err(wait.into());
    }
    if let Some(code) = read_code(token) {
        if let Some(wait) = count_code(store, from, now).await? {
            return Err(wait.into());
        }
        let hash = store.link_of_code(&code, now).await?.ok_or(AuthError::LinkUnknown)?;
        return Ok(Key { hash, by_code: true });
    }
    let token: Secret<32> = token.parse().map_err(|()| AuthError::LinkUnknown)?;
    Ok(Key { hash: token.hash(), by_code: false })
}

impl Key {
    /// Whoever guesses codes learns of none that it ever was one.
    fn told(self, error: AuthError) -> AuthError {
        if self.by_code { AuthError::LinkUnknown } else { error }
    }
}

/// The link and its person, if it still works. Only whoever holds the token learns which of these it is.
pub(super) async fn valid(
    store: &Store,
    key: Key,
    invitation: Option<Invitation>,
    now: Timestamp,
) -> Result<(Invitation, User), AuthError> {
    let invitation = invitation.ok_or(AuthError::LinkUnknown)?;
    if invitation.used_at.is_some() {
        return Err(key.told(AuthError::LinkUsed));
    }
    if invitation.revoked_at.is_some() {
        return Err(key.told(AuthError::LinkRevoked));
    }
    if invitation.expires_at <= now {
        return Err(key.told(AuthError::LinkExpired));
    }
    let user = store.user(invitation.person).await?.filter(|user| user.ended_at.is_none());
    Ok((invitation, user.ok_or(key.told(AuthError::LinkRevoked))?))
}
