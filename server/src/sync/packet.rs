//! Packets: what an officer's sync would bring in the next shift, recorded ahead and sealed to their vault on a shared
//! computer.

use samspil_shared::domain::{Acting, EnrolmentId, PersonId, Timestamp};
use samspil_shared::sync::packet::{self, Head, PACKET_FRAMES_MAX};

use super::{Hub, Session};
use crate::store::StoreError;
use crate::validate::Who;

/// So often a packet is recorded again because something was stored meanwhile.
const TRIES: u32 = 5;

/// Whom a packet is for, and in which window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The officer.
    pub person: PersonId,
    /// Their device on the station.
    pub enrolment: EnrolmentId,
    /// As what they are on duty.
    pub acting: Acting,
    /// When the window opens.
    pub from: Timestamp,
    /// When it closes.
    pub until: Timestamp,
}

impl Hub {
    /// Seals what the officer may see at the beginning of the window, or now if it has begun, as the log stands. `None` if
    /// they reach nothing, or their device or account was ended.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn packet(&self, to: Addressee) -> Result<Option<Vec<u8>>, StoreError> {
        let (store, made) = (self.store(), self.now());
        let who = Who { person: to.person, enrolment: to.enrolment, acting: to.acting };
        let head = Head::new(to.person, to.enrolment, made, to.from, to.until);
        let secret = store.deliver_keys(to.enrolment).secret;
        for _ in 0..TRIES {
            let Some(frames) = Session::recorded(self, who, made.max(to.from), PACKET_FRAMES_MAX).await? else {
                return Ok(None);
            };
            let Some(packet) = packet::seal(head, to.acting, frames, &secret, store.edge().bytes()) else {
                tracing::warn!(person = %to.person, "a packet would be too large for a station");
                return Ok(None);
            };
            // What was stored while it was recorded is in it as a change, and a packet holds none: the next one is whole.
            if packet::open(&packet, &secret).is_ok() {
                return Ok(Some(packet));
            }
        }
        Ok(None)
    }
}
