//! How often one may try: per address, and per account or device, counted in the database so that a restart forgives
//! nothing.

use std::net::IpAddr;

use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};
use sha2::{Digest, Sha256};

use super::LoginName;
use crate::settings::visitor;
use crate::store::{Store, StoreError, Subject};

/// At most `max` tries within `window_ms`.
#[derive(Clone, Copy, Debug)]
struct Rule {
    max: i64,
    window_ms: i64,
}

const MINUTE_MS: i64 = 60_000;
/// An account or a passkey, tried from a device that is not known to be its own.
const ACCOUNT: Rule = Rule { max: 10, window_ms: 15 * MINUTE_MS };
/// A device of the account: its owner cannot be locked out by somebody elsewhere.
const DEVICE: Rule = Rule { max: 10, window_ms: 15 * MINUTE_MS };
/// An address: a whole office signs in from one in the morning.
const ADDRESS: Rule = Rule { max: 300, window_ms: 5 * MINUTE_MS };
/// Codes typed at an address, right ones too: whoever has one must not buy more guesses with it. Each person types two
/// requests' worth, so fifteen can begin in one room.
const CODES_HERE: Rule = Rule { max: 30, window_ms: 15 * MINUTE_MS };
/// Codes typed anywhere: of 10¹⁰, whoever has many addresses tries 10⁵ a day at most. Links work meanwhile.
const CODES_ANYWHERE: Rule = Rule { max: 1000, window_ms: 15 * MINUTE_MS };
/// What a person sets up: a new unit is many clicks, and no more.
const OFFICE: Rule = Rule { max: 300, window_ms: 5 * MINUTE_MS };
/// How a person wants to hear of something new: each change may send mail elsewhere.
const CHOICES: Rule = Rule { max: 30, window_ms: 15 * MINUTE_MS };
/// Tries older than this are no rule's business.
pub(crate) const WINDOW_MAX_MS: i64 = 15 * MINUTE_MS;

/// Wait this long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    pub(super) retry_after_s: u32,
}

/// Whom a try to log in is counted against besides the address.
#[derive(Clone, Debug)]
pub(super) enum Target<'a> {
    Account(&'a LoginName),
    Device(EnrolmentId),
    /// From a device that is not known to be its own.
    Passkey(&'a [u8]),
}

impl Target<'_> {
    fn subject(&self) -> Subject {
        match self {
            Self::Account(login) => subject(b"account", login.as_str().as_bytes()),
            Self::Device(enrolment) => subject(b"device", enrolment.as_bytes()),
            Self::Passkey(id) => subject(b"passkey", id),
        }
    }

    const fn rule(&self) -> Rule {
        match self {
            Self::Account(_) | Self::Passkey(_) => ACCOUNT,
            Self::Device(_) => DEVICE,
        }
    }
}

/// Counts a try from an address.
pub(super) async fn count_address(store: &Store, from: IpAddr, now: Timestamp) -> Result<Option<Wait>, StoreError> {
    let address = visitor(from).to_string();
    count(store, &subject(b"address", address.as_bytes()), ADDRESS, now).await
}

/// Counts a typed code, right or wrong.
pub(super) async fn count_code(store: &Store, from: IpAddr, now: Timestamp) -> Result<Option<Wait>, StoreError> {
    let address = visitor(from).to_string();
    match count(store, &subject(b"code", address.as_bytes()), CODES_HERE, now).await? {
        None => count(store, &subject(b"codes", b""), CODES_ANYWHERE, now).await,
        wait => Ok(wait),
    }
}

/// Counts something that a person sets up.
pub(super) async fn count_deed(store: &Store, by: PersonId, now: Timestamp) -> Result<Option<Wait>, StoreError> {
    count(store, &subject(b"office", by.as_bytes()), OFFICE, now).await
}

/// Counts a change of how a person wants to hear of something new. The seconds to wait, if there were too many.
pub(crate) async fn count_choice(store: &Store, by: PersonId, now: Timestamp) -> Result<Option<u32>, StoreError> {
    let wait = count(store, &subject(b"notices", by.as_bytes()), CHOICES, now).await?;
    Ok(wait.map(|wait| wait.retry_after_s))
}

/// Counts a try at an account.
pub(super) async fn count_target(
    store: &Store,
    target: &Target<'_>,
    now: Timestamp,
) -> Result<Option<Wait>, StoreError> {
    count(store, &target.subject(), target.rule(), now).await
}

/// The try succeeded: those before it were the same person's.
pub(super) async fn forgive(store: &Store, target: &Target<'_>) -> Result<(), StoreError> {
    store.forget_tries(&target.subject()).await
}

async fn count(store: &Store, subject: &Subject, rule: Rule, now: Timestamp) -> Result<Option<Wait>, StoreError> {
    let since = now.plus_ms(-rule.window_ms);
    let oldest = store.count_try(subject, rule.max, since, now).await?;
    Ok(oldest.map(|oldest| {
        let wait_ms = oldest.plus_ms(rule.window_ms).ms_since(now).max(1).unsigned_abs();
        Wait { retry_after_s: u32::try_from(wait_ms.div_ceil(1000)).unwrap_or(u32::MAX) }
    }))
}

fn subject(kind: &[u8], name: &[u8]) -> Subject {
    Sha256::new()
        .chain_update(b"samspil tries 1 ")
        .chain_update(kind)
        .chain_update(b" ")
        .chain_update(name)
        .finalize()
        .into()
}
