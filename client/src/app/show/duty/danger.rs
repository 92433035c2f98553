//! The red line above every page of a duty officer: 112, and the døgnvagt of whom the page is about.

use samspil_shared::domain::UnitId;
use samspil_shared::domain::numbers::{Number, NumberKind};

use crate::app::model::Model;
use crate::app::show::numbers::tel;
use crate::app::view::duty::{DangerBar, Watch};

impl Model {
    /// The red line above every page of a duty officer.
    pub fn danger_bar(&self) -> Option<DangerBar> {
        let desk = self.on_duty()?.desk;
        let at_hand = desk.unit_at_hand();
        let unit = at_hand.unwrap_or(desk.settings.acting.unit);
        let known = self.facts().units.iter().find(|facts| facts.unit == unit);
        let only = |units: &[UnitId]| match self.watches(units)?[..] {
            [only] => Some(only),
            _ => None,
        };
        let served = desk.served_units();
        let everybodys = only(&served);
        // Whose child it is decides whom to call; until that is known it is the watch of the shift's own unit, by name: at
        // night nobody looks for the right one of two pages down.
        let number = at_hand.map_or_else(|| everybodys.or_else(|| only(&[unit])), |unit| only(&[unit]));
        let watch = number.map(|number| Watch {
            label: number.label.clone(),
            tel: tel(&number.tel),
            of: known.filter(|_| everybodys.is_none()).map(|facts| facts.name.clone()),
        });
        let has_watch = |unit: &UnitId| self.watches(&[*unit]).is_some();
        let several = at_hand.is_none() && watch.is_none() && served.iter().any(has_watch);
        Some(DangerBar { emergency: self.emergency(), watch, several, unit: known.map(|facts| facts.unit) })
    }

    /// The døgnvagt of all these units, each number once; `None` unless each unit's is known.
    fn watches(&self, units: &[UnitId]) -> Option<Vec<&Number>> {
        let mut watches: Vec<&Number> = Vec::new();
        for unit in units {
            let facts = self.facts().units.iter().find(|facts| facts.unit == *unit)?;
            let mut own = facts.hours.numbers.of_kind(NumberKind::DutyService).peekable();
            own.peek()?;
            for number in own {
                if !watches.iter().any(|known| known.tel == number.tel) {
                    watches.push(number);
                }
            }
        }
        Some(watches)
    }
}
