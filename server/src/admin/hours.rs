//! When a unit is open, as its administrators set it in the app.

use samspil_shared::api::UnitHours;
use samspil_shared::api::admin::{ChangeHours, HoursOfUnit, SharedDays};
use samspil_shared::domain::calendar::Calendar;
use samspil_shared::domain::office::Permit;
use samspil_shared::domain::{Timestamp, UnitId};

use super::AdminError;
use super::work::Work;
use crate::store::{AuditWhat, Store, StoreError};

/// A unit's hours and closed days, and those that it shares.
pub(crate) async fn hours_of(store: &Store, unit: UnitId) -> Result<HoursOfUnit, StoreError> {
    let calendar = async |unit| Ok::<_, StoreError>(store.own_hours(unit).await?.map(|(hours, _)| hours.calendar));
    let shared = match store.municipality_of(unit).await? {
        Some(of) => {
            let calendar = calendar(of.unit).await?.unwrap_or_else(Calendar::ordinary);
            Some(SharedDays { name: of.name, calendar })
        }
        None => None,
    };
    Ok(HoursOfUnit { own: calendar(unit).await?, shared, units: store.units_of(unit).await? })
}

/// Makes another edition of a unit's calendar, from the one that whoever asks has seen.
pub(crate) async fn change(
    store: &Store,
    permit: Permit,
    asked: ChangeHours,
    now: Timestamp,
) -> Result<(), AdminError> {
    let unit = permit.unit();
    let (hours, before) = store.own_hours(unit).await?.ok_or(AdminError::Missing("hours of the unit"))?;
    if hours.calendar.version() != asked.version {
        return Err(AdminError::HoursChanged);
    }
    let calendar = asked.change.apply(&hours.calendar)?;
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    if !store.change_hours(&mut work.tx, unit, &before, &UnitHours { calendar, ..hours }, now).await? {
        return Err(AdminError::HoursChanged);
    }
    work.note(AuditWhat::HoursSet, unit.as_bytes());
    work.done().await
}
