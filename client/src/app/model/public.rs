//! What is public of the units: kept for the lock screen, renewed whenever the server is met.

use std::collections::BTreeSet;

use samspil_shared::api::PublicFacts;
use samspil_shared::domain::{Role, Timestamp, UnitId};

use super::{Model, Phase};
use crate::app::admin::Ask;
use crate::app::command::Command;
use crate::app::intent::Intent;
use crate::app::msg::{ApiFault, Msg};
use crate::app::public_facts as facts;
use crate::app::route::Route;
use crate::app::show::changes_at;
use crate::app::station::{NotReady, still_not_ready};

/// A promise is made, or somebody is back: numbers and hours that are older than this are asked for again.
const FRESH_MS: i64 = 5 * 60_000;
/// So old they never get while there is a connection: a page may stand open for days.
const OLD_MS: i64 = 60 * 60_000;

impl Model {
    /// What is public of the units of people on this device.
    pub(in crate::app) fn facts(&self) -> &PublicFacts {
        &self.facts
    }

    /// The time it is, by the server's clock as far as it is known.
    pub(in crate::app) fn corrected(&self) -> Timestamp {
        self.desk().map_or(self.now, |desk| desk.engine.state().corrected(self.now))
    }

    /// Whether numbers and hours are asked for again: the server is met, or they are a while old.
    pub(super) fn facts_may_have_changed(&self, msg: &Msg) -> bool {
        let older_than = |ms| self.facts_asked.is_some_and(|at| self.now.ms_since(at) >= ms);
        match msg {
            Msg::SocketOpened => true,
            Msg::Started(started) => !started.vaults.is_empty(),
            Msg::Foreground => older_than(FRESH_MS),
            Msg::Intent(Intent::Go(route)) | Msg::Navigated(route) => {
                older_than(if matches!(route, Route::Duty(_) | Route::Numbers | Route::NumbersOf(_)) {
                    FRESH_MS
                } else {
                    OLD_MS
                })
            }
            Msg::AdminCame(_, ask, Ok(_)) => matches!(**ask, Ask::ChangeHours(_)),
            _ => older_than(OLD_MS),
        }
    }

    /// When they are that old, while somebody is in.
    pub(super) fn facts_due(&self) -> Option<Timestamp> {
        self.desk()?;
        Some(self.facts_asked?.plus_ms(OLD_MS))
    }

    pub(super) fn facts_came(&mut self, answer: Result<PublicFacts, ApiFault>) -> Vec<Command> {
        // Without an answer what was kept stands.
        let Ok(all) = answer else { return Vec::new() };
        self.all_facts = Some(all);
        self.choose_facts().into_iter().collect()
    }

    /// Of all that is known what concerns the device.
    fn choose_facts(&mut self) -> Option<Command> {
        let mine = facts::of_units(self.all_facts.clone()?, &self.units_here());
        if mine == self.facts {
            return None;
        }
        self.facts = mine;
        Some(Command::KeepFacts(facts::encode(&self.facts)))
    }

    /// For whom somebody answers is known later than the numbers: what concerns the device is then chosen anew. Whether that
    /// differs, so that the server is asked again too.
    pub(super) fn units_may_differ(&mut self, out: &mut Vec<Command>) -> bool {
        let units = self.units_of_who_is_in();
        if units == self.facts_of {
            return false;
        }
        self.facts_of = units;
        out.extend(self.choose_facts());
        self.desk().is_some()
    }

    /// Units of who is in, and those whose facts lie here already: of others on this device.
    fn units_here(&self) -> BTreeSet<UnitId> {
        let mut units: BTreeSet<UnitId> = self.facts.units.iter().map(|facts| facts.unit).collect();
        units.extend(self.units_of_who_is_in());
        units
    }

    fn units_of_who_is_in(&self) -> BTreeSet<UnitId> {
        let Some(desk) = self.desk() else { return BTreeSet::new() };
        let actings = desk.settings.choices.iter().map(|choice| choice.acting).chain([desk.settings.acting]);
        let own = actings.filter(|acting| acting.role != Role::Oneself).map(|acting| acting.unit);
        own.chain(desk.served_units()).collect()
    }

    /// Who comes next on this station and could not begin on it, by their letters: said on the lock screen, so that somebody
    /// sees it the day before (08 rule 32).
    pub fn not_ready_here(&self) -> Vec<String> {
        if !self.says_who_is_not_ready() {
            return Vec::new();
        }
        still_not_ready(&self.not_ready, self.now).map(|one| one.initials().to_owned()).collect()
    }

    /// When that list gets shorter by itself.
    pub(super) fn ready_changes_at(&self) -> Option<Timestamp> {
        let shown = self.says_who_is_not_ready().then_some(&self.not_ready)?;
        still_not_ready(shown, self.now).map(NotReady::until).min()
    }

    fn says_who_is_not_ready(&self) -> bool {
        self.station.is_some() && matches!(self.phase, Phase::Lock(_))
    }

    /// When what is shown of the numbers changes; never while nobody is shown them.
    pub(super) fn numbers_change_at(&self) -> Option<Timestamp> {
        let shown = match self.desk() {
            None => self.door().is_some_and(|door| matches!(door, crate::app::view::Door::Lock(_))),
            Some(desk) => {
                desk.is_covered() || matches!(desk.route, Route::Today | Route::Numbers | Route::NumbersOf(_))
            }
        };
        if !shown || self.facts.units.is_empty() {
            return None;
        }
        let corrected = self.corrected();
        let at = changes_at(&self.facts.units, corrected)?;
        Some(self.now.plus_ms(at.ms_since(corrected)))
    }
}
