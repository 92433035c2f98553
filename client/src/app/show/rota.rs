//! *Vagtplanen*, for whoever plans it.

use samspil_shared::api::duty::{Rota, Shift};

use super::Show;
use super::devices::ask_state;
use crate::app::model::Model;
use crate::app::view::When;
use crate::app::view::duty::Turn;
use crate::app::view::rota::{RotaDay, RotaPage};

impl Model {
    /// Who answers when, for whoever plans it.
    pub fn rota_page(&self) -> Option<RotaPage> {
        let show = self.show()?;
        show.desk.plans_rota().then(|| show.rota_page())
    }
}

impl Show<'_> {
    fn rota_page(self) -> RotaPage {
        let planned = &self.desk.planned;
        let rota = planned.rota.known.as_ref();
        let at = self.at();
        let shifts = rota.into_iter().flat_map(|rota| &rota.shifts);
        let mut ahead: Vec<&Shift> = shifts.filter(|shift| shift.ended_at.is_none() && at < shift.until).collect();
        ahead.sort_by_key(|shift| (shift.from, shift.shift));
        let mut days: Vec<RotaDay> = Vec::new();
        for turn in ahead.into_iter().map(|shift| self.planned_turn(rota, shift)) {
            match days.last_mut().filter(|day| day.day == turn.from.date) {
                Some(day) => day.turns.push(turn),
                None => days.push(RotaDay { day: turn.from.date, turns: vec![turn] }),
            }
        }
        RotaPage {
            state: ask_state(planned.rota.asking, planned.rota.fault.as_ref()),
            deed: planned.deed,
            today: self.today(),
            known: rota.is_some(),
            serves: rota.into_iter().flat_map(|rota| &rota.serves).map(|served| served.name.clone()).collect(),
            officers: rota
                .into_iter()
                .flat_map(|rota| &rota.officers)
                .map(|officer| (officer.person, officer.name.clone()))
                .collect(),
            days,
        }
    }

    fn planned_turn(self, rota: Option<&Rota>, shift: &Shift) -> Turn {
        let at = self.at();
        let named = |person| {
            let officers = rota.into_iter().flat_map(|rota| &rota.officers);
            officers.into_iter().find(|officer| officer.person == person).map(|officer| officer.name.clone())
        };
        Turn {
            shift: Some(shift.shift),
            name: shift.name.clone(),
            mine: shift.person == self.me(),
            now: shift.from <= at && at < shift.until,
            from: When::of(shift.from),
            until: When::of(shift.until),
            offered_to: shift.offered_to.and_then(named),
        }
    }
}
