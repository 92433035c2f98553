//! What a server keeps of the akuttelefon's rota.

use samspil_client::app::duty::DutyAsk;
use samspil_client::app::follow_up::RotaAsk;
use samspil_client::app::msg::ApiFault;
use samspil_shared::api::Code;
use samspil_shared::api::duty::{Officer, Rota, Shift};
use samspil_shared::domain::{PersonId, ShiftId, Timestamp};

use super::server::{UNIT, problem};

#[derive(Debug, Clone)]
pub(crate) struct DutyOffice {
    pub(crate) rota: Rota,
    /// What it was asked, deeds alone.
    pub(crate) deeds: Vec<DutyAsk>,
}

impl Default for DutyOffice {
    fn default() -> Self {
        let rota = Rota { unit: UNIT, serves: Vec::new(), officers: Vec::new(), shifts: Vec::new() };
        Self { rota, deeds: Vec::new() }
    }
}

impl DutyOffice {
    pub(crate) fn officer(&mut self, person: PersonId, name: &str) {
        self.rota.officers.push(Officer { person, name: name.into() });
    }

    pub(crate) fn shift(&mut self, n: u8, person: PersonId, from: Timestamp, until: Timestamp) -> ShiftId {
        let shift = ShiftId::from_bytes([n; 16]);
        let known = self.rota.officers.iter().find(|officer| officer.person == person);
        let name = known.map(|officer| officer.name.clone()).unwrap_or_default();
        let new = Shift { shift, person, name, from, until, after: None, offered_to: None, ended_at: None };
        self.rota.shifts.push(new);
        shift
    }

    /// The rota, after what whoever plans it did.
    pub(crate) fn plans(&mut self, ask: &RotaAsk, online: bool) -> Result<Rota, ApiFault> {
        if !online {
            return Err(ApiFault::Unreachable);
        }
        match ask {
            RotaAsk::Look => {}
            RotaAsk::Add(new) if new.until <= new.from => {
                return Err(ApiFault::Problem(problem(Code::WindowMalformed)));
            }
            RotaAsk::Add(new) => {
                let n = u8::try_from(100 + self.rota.shifts.len()).unwrap();
                self.shift(n, new.person, new.from, new.until);
            }
            RotaAsk::End(of) => {
                let known = self.rota.shifts.iter_mut().find(|one| one.shift == of.shift);
                let Some(known) = known else { return Err(ApiFault::Problem(problem(Code::NotFound))) };
                known.ended_at = Some(known.from);
            }
        }
        Ok(self.rota.clone())
    }

    pub(crate) fn answer(&mut self, ask: &DutyAsk, online: bool) -> Result<Rota, ApiFault> {
        if !online {
            return Err(ApiFault::Unreachable);
        }
        let (shift, to) = match ask {
            DutyAsk::Rota => return Ok(self.rota.clone()),
            DutyAsk::Offer(offer) => (offer.shift, offer.to),
            DutyAsk::Take(take) => (take.shift, None),
        };
        self.deeds.push(ask.clone());
        let known = self.rota.shifts.iter_mut().find(|one| one.shift == shift);
        let Some(known) = known else { return Err(ApiFault::Problem(problem(Code::NotFound))) };
        known.offered_to = to;
        Ok(self.rota.clone())
    }
}
