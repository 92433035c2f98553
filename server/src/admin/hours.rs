//! When a unit is open, as its administrators set it in the app.

use samspil_shared::api::UnitHours;
use samspil_shared::api::admin::{ChangeHours, HoursOfUnit, SharedDays};
use samspil_shared::domain::office::Permit;
use samspil_shared::domain::{Timestamp, UnitId};

use super::AdminError;
use super::work::Work;
use crate::store::{AuditWhat, Store, StoreError};

/// A unit's hours and closed days, and those that it shares.
pub(crate) async fn hours_of(store: &Store, unit: UnitId) -> Result<HoursOfUnit, StoreError> {
    let calendar = async |unit| {
        let known = store.own_hours(unit).await?;
        Ok::<_, StoreError>(known.and_then(|known| Some(known.hours?.calendar)))
    };
    let shared = match store.municipality_of(unit).await? {
        Some(of) => Some(SharedDays { calendar: calendar(of.unit).await?, name: of.name }),
        None => None,
    };
    Ok(HoursOfUnit {
        own: calendar(unit).await?,
        shared,
        units: store.units_of(unit).await?,
        follows_up: store.follows_up(unit).await?,
    })
}

/// Makes another edition of a unit's calendar, from the one that whoever asks has seen.
pub(crate) async fn change(
    store: &Store,
    permit: Permit,
    asked: ChangeHours,
    now: Timestamp,
) -> Result<(), AdminError> {
    let unit = permit.unit();
    let today = now.local_date().ok_or(AdminError::Window)?;
    let known = store.own_hours(unit).await?.and_then(|known| Some((known.hours?, known.written)));
    let (hours, before) = known.ok_or(AdminError::Missing("hours of the unit"))?;
    if hours.calendar.version() != asked.version {
        let was_next = asked.version.checked_add(1) == Some(hours.calendar.version());
        let is_done = was_next && asked.change.is_done_in(&hours.calendar, today);
        return if is_done { Ok(()) } else { Err(AdminError::HoursChanged) };
    }
    let calendar = asked.change.apply(&hours.calendar, today)?;
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    if !store.change_hours(&mut work.tx, unit, &before, &UnitHours { calendar, ..hours }, now).await? {
        return Err(AdminError::HoursChanged);
    }
    work.note(AuditWhat::HoursSet, unit.as_bytes());
    work.done().await
}
