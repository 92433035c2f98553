//! What is public of the units: kept for the lock screen, renewed whenever the server is met.

use std::collections::BTreeSet;

use samspil_shared::api::PublicFacts;
use samspil_shared::domain::{Role, Timestamp, UnitId};

use super::Model;
use crate::app::command::Command;
use crate::app::msg::ApiFault;
use crate::app::public_facts as facts;
use crate::app::route::Route;
use crate::app::show::changes_at;

impl Model {
    /// What is public of the units of people on this device.
    pub(in crate::app) fn facts(&self) -> &PublicFacts {
        &self.facts
    }

    /// The time it is, by the server's clock as far as it is known.
    pub(in crate::app) fn corrected(&self) -> Timestamp {
        self.desk().map_or(self.now, |desk| desk.engine.state().corrected(self.now))
    }

    pub(super) fn facts_came(&mut self, answer: Result<PublicFacts, ApiFault>) -> Vec<Command> {
        // Without an answer what was kept stands.
        let Ok(all) = answer else { return Vec::new() };
        let mine = facts::of_units(all, &self.units_here());
        if mine == self.facts {
            return Vec::new();
        }
        self.facts = mine;
        vec![Command::KeepFacts(facts::encode(&self.facts))]
    }

    /// Units of who is in, and those whose facts lie here already: of others on this device.
    fn units_here(&self) -> BTreeSet<UnitId> {
        let mut units: BTreeSet<UnitId> = self.facts.units.iter().map(|facts| facts.unit).collect();
        if let Some(desk) = self.desk() {
            let actings = desk.settings.choices.iter().map(|choice| choice.acting).chain([desk.settings.acting]);
            units.extend(desk.served_units());
            units.extend(actings.filter(|acting| acting.role != Role::Oneself).map(|acting| acting.unit));
        }
        units
    }

    /// When what is shown of the numbers changes; never while nobody is shown them.
    pub(super) fn numbers_change_at(&self) -> Option<Timestamp> {
        let shown = match self.desk() {
            None => self.door().is_some_and(|door| matches!(door, crate::app::view::Door::Lock(_))),
            Some(desk) => desk.is_covered() || matches!(desk.route, Route::Today | Route::Numbers),
        };
        if !shown || self.facts.units.is_empty() {
            return None;
        }
        let corrected = self.corrected();
        let at = changes_at(&self.facts.units, corrected)?;
        Some(self.now.plus_ms(at.ms_since(corrected)))
    }
}
