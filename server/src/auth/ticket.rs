//! Access tokens: JWTs signed with Ed25519, five minutes long, for the API and as the socket's ticket.

use std::collections::BTreeMap;
use std::fmt;

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Chain;
use crate::settings::SigningSeed;

/// How long a ticket holds (05 "Sessions").
pub const TICKET_VALID_MS: i64 = 5 * 60 * 1000;
/// Nodes' clocks may differ by this much.
const CLOCK_DIFFERENCE_S: i64 = 30;
/// RFC 9068, so that no other kind of token is ever taken for one of these.
const TYPE: &str = "at+jwt";
const AUDIENCE: &str = "samspil";
/// A ticket is about 450 bytes.
const TICKET_BYTES_MAX: usize = 2048;

/// Who a good ticket names. That the session still holds is for the database to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub person: PersonId,
    pub enrolment: EnrolmentId,
    /// The session chain the ticket came from.
    pub chain: Chain,
    /// When the password was last given on this chain.
    pub login_at: Timestamp,
    /// When the ticket stops working; an open socket outlives it.
    pub expires_at: Timestamp,
}

/// Exactly these claims, each exactly once, none optional.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: PersonId,
    enr: EnrolmentId,
    sid: Chain,
    iat: i64,
    nbf: i64,
    exp: i64,
    auth_time: i64,
}

/// The ticket is not one of ours, or not now. Which of all that is nobody's business outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a ticket that holds")]
pub struct TicketError;

/// Issues and judges tickets. The map of keys is closed: what is not in it signs nothing.
pub struct Tickets {
    issuer: String,
    signing_id: String,
    signing: EncodingKey,
    known: BTreeMap<String, DecodingKey>,
    validation: Validation,
}

impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tickets").field("issuer", &self.issuer).field("keys", &self.known.len()).finish_non_exhaustive()
    }
}

impl Tickets {
    /// `seeds` newest first, as the data folder gives them; the newest signs. `issuer` is the public origin.
    ///
    /// # Panics
    /// Without any seed.
    pub fn new(issuer: &str, seeds: &[SigningSeed]) -> Self {
        let mut known = BTreeMap::new();
        let mut signing = None;
        for seed in seeds {
            let key = SigningKey::from_bytes(&seed.seed);
            let public = key.verifying_key();
            let id = hex::encode(&Sha256::digest(public.as_bytes())[..8]);
            known.insert(id.clone(), DecodingKey::from_ed_der(public.as_bytes()));
            if signing.is_none() {
                let der = key.to_pkcs8_der().unwrap_or_else(|error| unreachable!("32 bytes are a key: {error}"));
                signing = Some((id, EncodingKey::from_ed_der(der.as_bytes())));
            }
        }
        let Some((signing_id, signing)) = signing else { panic!("a data folder has at least one signing key") };
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[AUDIENCE]);
        // Both times are judged below, by the clock that was handed in.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { issuer: issuer.to_owned(), signing_id, signing, known, validation }
    }

    /// A ticket and when it stops working.
    pub fn issue(
        &self,
        person: PersonId,
        enrolment: EnrolmentId,
        chain: Chain,
        login_at: Timestamp,
        now: Timestamp,
    ) -> (String, Timestamp) {
        let expires_at = now.plus_ms(TICKET_VALID_MS);
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: person,
            enr: enrolment,
            sid: chain,
            iat: seconds(now),
            nbf: seconds(now),
            exp: seconds(expires_at),
            auth_time: seconds(login_at),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.signing_id.clone());
        let token = jsonwebtoken::encode(&header, &claims, &self.signing)
            .unwrap_or_else(|error| unreachable!("our own key signs our own claims: {error}"));
        (token, expires_at)
    }

    /// Who the ticket names, if it is ours and holds at `now`.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<Principal, TicketError> {
        if token.len() > TICKET_BYTES_MAX {
            return Err(TicketError);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| TicketError)?;
        let key_id = header.kid.clone().ok_or(TicketError)?;
        let key = self.known.get(&key_id).ok_or(TicketError)?;
        // A header with anything else in it (another key, an address of one, a demand) was not written here.
        let mut ours = Header::new(Algorithm::EdDSA);
        ours.typ = Some(TYPE.to_owned());
        ours.kid = Some(key_id);
        if header != ours {
            return Err(TicketError);
        }
        let claims = jsonwebtoken::decode::<Claims>(token, key, &self.validation).map_err(|_| TicketError)?.claims;
        let now = seconds(now);
        let early = claims.nbf > now.saturating_add(CLOCK_DIFFERENCE_S);
        let long = claims.exp.saturating_sub(claims.nbf) > TICKET_VALID_MS / 1000;
        if early || long || claims.exp <= now {
            return Err(TicketError);
        }
        Ok(Principal {
            person: claims.sub,
            enrolment: claims.enr,
            chain: claims.sid,
            login_at: Timestamp::from_ms(claims.auth_time.saturating_mul(1000)),
            expires_at: Timestamp::from_ms(claims.exp.saturating_mul(1000)),
        })
    }
}

fn seconds(at: Timestamp) -> i64 {
    at.as_ms().div_euclid(1000)
}

#[cfg(test)]
mod tests;
