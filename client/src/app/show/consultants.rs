//! Who a family's consultant is at the moment, and who follows up while they are away.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use samspil_shared::domain::numbers::Number;
use samspil_shared::domain::{Role, SpaceKind, UnitId};
use samspil_shared::sync::frame::SpaceMembership;

use super::Show;
use super::numbers::tel;
use crate::app::view::today::StandInFace;

/// Consultants of one unit, as the spaces of the family name them.
#[derive(Default)]
struct OfUnit<'a> {
    fixed: Vec<&'a SpaceMembership>,
    standing_in: Vec<&'a SpaceMembership>,
}

impl OfUnit<'_> {
    /// Those who follow up now.
    fn now(&self) -> Vec<String> {
        names(if self.standing_in.is_empty() { &self.fixed } else { &self.standing_in })
    }

    /// The last day on which anybody stands in.
    fn last(&self) -> Option<NaiveDate> {
        // What ends at midnight ends with the day before.
        self.standing_in.iter().filter_map(|member| member.window.until).max()?.plus_ms(-1).local_date()
    }
}

fn names(members: &[&SpaceMembership]) -> Vec<String> {
    let names: BTreeSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

impl<'a> Show<'a> {
    fn own_consultants(self) -> BTreeMap<UnitId, OfUnit<'a>> {
        let at = self.at();
        let mut units: BTreeMap<UnitId, OfUnit<'a>> = BTreeMap::new();
        let desk = self.desk;
        let view = desk.engine.state().view(desk.engine.config().acting);
        let spaces = view.into_iter().flat_map(|view| view.spaces()).map(|view| &view.space);
        let of_family = spaces.filter(|space| matches!(space.kind, SpaceKind::Contact | SpaceKind::Placement));
        let members = of_family.flat_map(|space| &space.members);
        for member in members.filter(|member| member.role == Role::Consultant && member.window.contains(at)) {
            let unit = units.entry(member.unit).or_default();
            match (member.stand_in, member.window.until) {
                (false, _) => unit.fixed.push(member),
                (true, Some(_)) => unit.standing_in.push(member),
                // Set up by hand and for good: who may stand in one day, which says of nobody that they are away.
                (true, None) => {}
            }
        }
        for unit in units.values_mut() {
            let instead: BTreeSet<_> = unit.standing_in.iter().map(|member| member.person).collect();
            unit.fixed.retain(|member| !instead.contains(&member.person));
        }
        units
    }

    /// Who follows up for the family now, of this unit; of a foster parent alone.
    pub(super) fn consultants_now(self, unit: UnitId) -> Vec<String> {
        if self.desk.settings.acting.role != Role::FosterParent {
            return Vec::new();
        }
        self.own_consultants().get(&unit).map(OfUnit::now).unwrap_or_default()
    }

    /// Who stands in for the family's consultants now (08 rule 27).
    pub(super) fn stand_ins(self) -> Vec<StandInFace> {
        let units = self.own_consultants();
        let away = units.iter().filter(|(_, consultants)| !consultants.standing_in.is_empty());
        let face = |(unit, consultants): (&UnitId, &OfUnit<'_>)| StandInFace {
            names: consultants.now(),
            away: names(&consultants.fixed),
            last: consultants.last(),
            call: self.office_number(*unit).map(|number| (number.label.clone(), tel(&number.tel))),
        };
        away.map(face).collect()
    }

    /// Where the unit's consultants are asked for.
    fn office_number(self, unit: UnitId) -> Option<&'a Number> {
        self.facts.units.iter().find(|facts| facts.unit == unit)?.hours.numbers.office()
    }
}
