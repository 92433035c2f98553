//! What is public of the units that people on this device belong to: hours and numbers. It is the one thing the device
//! keeps in clear, because it is read before unlocking (08 rule 8). What lies there is a stranger's until it is parsed.

use std::collections::BTreeSet;

use samspil_shared::api::PublicFacts;
use samspil_shared::domain::UnitId;

/// What the device kept, as far as it can be read.
pub(super) fn parse(kept: &str) -> PublicFacts {
    serde_json::from_str(kept).unwrap_or_default()
}

/// The facts to be kept.
pub(super) fn encode(facts: &PublicFacts) -> String {
    serde_json::to_string(facts)
        .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"))
}

/// Of all units those that concern the device. Who works for a unit that has no hours of its own gets all.
pub(super) fn of_units(all: PublicFacts, mine: &BTreeSet<UnitId>) -> PublicFacts {
    let is_mine = |unit: &UnitId| mine.contains(unit);
    if mine.is_empty() || !all.units.iter().any(|facts| is_mine(&facts.unit)) {
        return if mine.is_empty() { PublicFacts::default() } else { all };
    }
    PublicFacts { units: all.units.into_iter().filter(|facts| is_mine(&facts.unit)).collect() }
}
