//! Names that are corrected, and the last days of families and placements.

use chrono::NaiveDate;
use samspil_shared::api::admin::{EndFamily, EndPlacement, PlacementEnd, RenameFamily, RenamePerson};
use samspil_shared::domain::office::Permit;
use samspil_shared::domain::{SpaceKind, Timestamp};

use super::super::work::Work;
use super::super::{AdminError, checked_name};
use crate::store::endings::{PlacementDays, after};
use crate::store::{AuditWhat, Store};

/// Corrects a person's name, everywhere at once.
pub(crate) async fn rename_person(
    store: &Store,
    permit: Permit,
    new: &RenamePerson,
    now: Timestamp,
) -> Result<(), AdminError> {
    let name = checked_name(&new.name)?;
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    if !store.rename_user(&mut work.tx, new.person, name).await? {
        return Err(AdminError::Missing("person"));
    }
    work.note(AuditWhat::UserRenamed, new.person.as_bytes());
    work.done().await
}

/// Names a family for whoever sets it up; without a name it goes by its adults.
pub(crate) async fn rename_family(
    store: &Store,
    permit: Permit,
    new: &RenameFamily,
    now: Timestamp,
) -> Result<(), AdminError> {
    let name = if new.name.trim().is_empty() { None } else { Some(checked_name(&new.name)?) };
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    store.rename_family(&mut work.tx, new.family, name).await?;
    work.note(AuditWhat::FamilyRenamed, new.family.as_bytes());
    work.done().await
}

/// The end that a placement is to have, if it is another one than it has: it may be made earlier, and for another reason.
fn new_end(days: &PlacementDays, wanted: PlacementEnd) -> Result<Option<PlacementEnd>, AdminError> {
    let earlier = days.end.is_none_or(|end| wanted.last_day <= end.last_day);
    if wanted.last_day < days.starts_on || !earlier {
        return Err(AdminError::Window);
    }
    Ok((days.end != Some(wanted)).then_some(wanted))
}

fn instant_after(day: NaiveDate) -> Result<Timestamp, AdminError> {
    after(day).ok_or(AdminError::Window)
}

/// Ends a placement: whoever takes part does so until its last day is over.
pub(crate) async fn end_placement(
    store: &Store,
    permit: Permit,
    end: &EndPlacement,
    now: Timestamp,
) -> Result<(), AdminError> {
    let until = instant_after(end.last_day)?;
    let family = store.placement_family(end.placement).await?.ok_or(AdminError::Missing("placement"))?;
    let days = store.placement_days(family).await?.into_iter().find(|days| days.placement == end.placement);
    let days = days.ok_or(AdminError::Missing("placement"))?;
    let wanted = PlacementEnd { last_day: end.last_day, reason: end.reason };
    let Some(wanted) = new_end(&days, wanted)? else { return Ok(()) };
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    store.end_space(&mut work.tx, days.space, until).await?;
    store.end_placement(&mut work.tx, days.placement, wanted).await?;
    work.note(AuditWhat::PlacementEnded, days.placement.as_bytes());
    work.done().await
}

/// Ends a family, and the placements in it that run beyond its last day.
pub(crate) async fn end_family(
    store: &Store,
    permit: Permit,
    end: &EndFamily,
    now: Timestamp,
) -> Result<(), AdminError> {
    let until = instant_after(end.last_day)?;
    if store.family_end(end.family).await?.is_some_and(|ended| ended < until) {
        return Err(AdminError::Window);
    }
    let contact = store.space_of(SpaceKind::Contact, end.family.as_bytes()).await?;
    let contact = contact.ok_or(AdminError::Missing("family"))?;
    let wanted = PlacementEnd { last_day: end.last_day, reason: end.reason };
    let mut spaces = vec![(contact, None)];
    for days in store.placement_days(end.family).await? {
        if days.end.is_none_or(|ended| ended.last_day > end.last_day) {
            new_end(&days, wanted)?;
            spaces.push((days.space, Some(days.placement)));
        }
    }
    // In the order in which the writer holds spaces too.
    spaces.sort_by_key(|(space, _)| *space);
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    for (space, placement) in spaces {
        store.end_space(&mut work.tx, space, until).await?;
        if let Some(placement) = placement {
            store.end_placement(&mut work.tx, placement, wanted).await?;
            work.note(AuditWhat::PlacementEnded, placement.as_bytes());
        }
    }
    store.end_family(&mut work.tx, end.family, until).await?;
    work.note(AuditWhat::FamilyEnded, end.family.as_bytes());
    work.done().await
}
