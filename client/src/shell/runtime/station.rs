//! Fetches what the server leaves ready for those who come next and have a vault on this station, and throws away what is
//! over. Whoever is in carries it; nobody here can read it.

use samspil_shared::api;
use samspil_shared::api::station::{OfOfficer, Readiness, SealedPacket};
use samspil_shared::domain::{Acting, PersonId, StationId};
use samspil_shared::sync::packet::Head;

use super::api::admin::in_the_name_of;
use super::{Runtime, api_fault, log};
use crate::app::msg::Msg;
use crate::app::station::{self, Errand};
use crate::app::vault_header::VaultHeader;
use crate::shell::clock;
use crate::shell::error::ShellError;
use crate::shell::store::Pigeonhole;

impl Runtime {
    pub(super) fn fill(&self, acting: Acting, station: StationId, officers: Vec<Readiness>, besides: PersonId) {
        let this = self.clone();
        self.later(async move {
            let headers: Vec<VaultHeader> = this.0.headers.borrow().clone();
            let mut lies_for = Vec::new();
            for header in headers.iter().filter(|header| header.person != besides) {
                match this.fill_one(acting, station, &officers, header).await {
                    Ok(true) => lies_for.push(header.person),
                    Ok(false) => {}
                    Err(error) => log::note("leaving something ready", &error),
                }
            }
            Some(Msg::StationFilled(lies_for))
        });
    }

    /// Whether something lies ready for this person afterwards.
    async fn fill_one(
        &self,
        acting: Acting,
        station: StationId,
        officers: &[Readiness],
        header: &VaultHeader,
    ) -> Result<bool, ShellError> {
        let person = header.person;
        let hole = Pigeonhole::of(person, self.0.events.clone());
        let held = hole.packet().await?.and_then(|packet| Head::of(&packet));
        match station::errand(officers, person, held.as_ref(), clock::now()) {
            Errand::Nothing => return Ok(false),
            Errand::Keep => return Ok(true),
            Errand::Drop => {
                hole.clear().await?;
                return Ok(false);
            }
            Errand::Fetch => {}
        }
        let path = in_the_name_of(acting, api::STATION_PACKET);
        let of = OfOfficer { station, person };
        let ask = async || self.0.http.post::<SealedPacket>(&path, &of).await.map_err(api_fault);
        // Not reached: the one that lies here is better than none.
        let Ok(answer) = self.signed_in(ask).await else { return Ok(held.is_some()) };
        let packet = hex::decode(answer.packet).unwrap_or_default();
        // Who signed in elsewhere with the same browser profile has another device: it could not be opened here.
        let fits = |head: &Head| head.person == person && head.enrolment == header.enrolment;
        if Head::of(&packet).filter(fits).is_none() {
            return Ok(held.is_some());
        }
        hole.put(&packet).await?;
        Ok(true)
    }

    /// Throws away what was not opened in its window.
    pub(super) async fn sweep(&self) {
        let whose: Vec<PersonId> = self.0.headers.borrow().iter().map(|header| header.person).collect();
        for person in whose {
            let hole = Pigeonhole::of(person, self.0.events.clone());
            let swept = async {
                if hole.packet().await?.is_some_and(|packet| station::is_over(&packet, clock::now())) {
                    hole.clear().await?;
                }
                Ok::<(), crate::shell::error::StoreError>(())
            };
            if let Err(error) = swept.await {
                log::note("throwing away what is over", &error.into());
            }
        }
    }
}
