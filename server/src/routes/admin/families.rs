//! Families, placements and who takes part in them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use http::{StatusCode, Uri};
use samspil_shared::api::admin::{
    AddFamily, AddMember, AddPlacement, AddedFamily, AddedPlacement, EndFamily, EndMember, EndPlacement, Families,
    Family, FindFamilies, HideAddress, HidePlace, Member, Place, Placement, RenameFamily,
};
use samspil_shared::doc::ChildName;
use samspil_shared::domain::office::{Deed, Household, Whereto};
use samspil_shared::domain::{FamilyId, PlacementId, Role, SpaceKind};

use super::list::{Wanted, asked, page};
use crate::admin::office::{self as acts, NewChild};
use crate::admin::places::{Decision, decide};
use crate::auth::{Clerk, SameOrigin, household, household_of, subject};
use crate::error::ApiError;
use crate::routes::body::Body;
use crate::state::AppState;
use crate::store::office::TieRow;

/// Years in which a placement can begin or end.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

pub(in crate::routes) async fn families(
    clerk: Clerk,
    uri: Uri,
    State(state): State<AppState>,
) -> Result<Json<Families>, ApiError> {
    let find: FindFamilies = asked(&uri)?;
    let wanted = Wanted::new(&find.q);
    let (store, unit) = (state.store(), clerk.office().acting().unit);
    let mut members: BTreeMap<(SpaceKind, [u8; 16]), Vec<Member>> = BTreeMap::new();
    for row in store.ties_in_families(unit).await? {
        members.entry((row.kind, row.owner)).or_default().push(member(row));
    }
    let mut placements: BTreeMap<FamilyId, Vec<Placement>> = BTreeMap::new();
    for row in store.placements_of_unit(unit).await? {
        let in_it = members.remove(&(SpaceKind::Placement, *row.placement.as_bytes()));
        placements.entry(row.family).or_default().push(Placement {
            placement: row.placement,
            municipality: row.municipality,
            starts_on: row.starts_on,
            end: row.end,
            place_hidden_until: row.hidden_until,
            members: in_it.unwrap_or_default(),
        });
    }
    let mut families = Vec::new();
    for row in store.families_of_unit(unit, state.now()).await? {
        if clerk.may(&state, Deed::SeeFamily(Household { id: row.family, unit })).is_err() {
            continue;
        }
        if find.family.is_some_and(|family| family != row.family) {
            continue;
        }
        families.push(Family {
            family: row.family,
            kind: row.kind,
            name: row.name,
            // The last instant of a day is one before the first of the next.
            last_day: row.ended_at.and_then(|end| end.plus_ms(-1).local_date()),
            created_at: row.created_at,
            address_hidden: row.address_hidden,
            members: members.remove(&(SpaceKind::Contact, *row.family.as_bytes())).unwrap_or_default(),
            placements: placements.remove(&row.family).unwrap_or_default(),
        });
    }
    families.retain(|family| wanted.is_in(names_in(family)));
    let (families, more) = page(families, find.skip);
    Ok(Json(Families { families, more, units: store.municipalities().await? }))
}

/// By what a family is found.
fn names_in(family: &Family) -> impl Iterator<Item = &str> {
    let placed = family.placements.iter().flat_map(|placement| &placement.members);
    family.name.as_deref().into_iter().chain(family.members.iter().chain(placed).map(|member| member.name.as_str()))
}

fn member(row: TieRow) -> Member {
    let of = row.membership;
    Member {
        person: of.person,
        name: row.name,
        role: of.role,
        stand_in: of.stand_in,
        from: of.window.from,
        until: of.window.until,
        sees_from: of.sees_from,
    }
}

pub(in crate::routes) async fn add_family(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(new): Body<AddFamily>,
) -> Result<Json<AddedFamily>, ApiError> {
    let own = clerk.office().acting().role == Role::Consultant;
    let consultant = new.consultant.or_else(|| own.then(|| clerk.office().person()));
    let consultant = match consultant {
        Some(person) => Some(subject(&state, person).await?),
        None => None,
    };
    let permit = clerk.may(&state, Deed::AddFamily(consultant.as_ref()))?;
    let consultant = consultant.map(|subject| subject.person);
    let family =
        acts::add_family(state.store(), permit, new.kind, consultant, clerk.once(&state, &new), state.now()).await?;
    Ok(Json(AddedFamily { family }))
}

pub(in crate::routes) async fn add_placement(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(new): Body<AddPlacement>,
) -> Result<Json<AddedPlacement>, ApiError> {
    let permit = clerk.may(&state, Deed::AddPlacement(household(&state, new.family).await?))?;
    known(new.starts_on)?;
    let municipality = new.municipality.unwrap_or(permit.unit());
    let is_one = municipality == permit.unit()
        || state.store().municipalities().await?.iter().any(|named| named.unit == municipality);
    let child = ChildName::new(&new.child).ok_or(ApiError::ChildMalformed)?;
    let born = new.born.parse().map_err(|()| ApiError::ChildMalformed)?;
    if !is_one {
        return Err(ApiError::NotFound);
    }
    let once = clerk.once(&state, &new);
    let new = NewChild { family: new.family, municipality, starts_on: new.starts_on, child, born };
    let placement: PlacementId = acts::add_placement(state.hub(), permit, new, once, state.now()).await?;
    Ok(Json(AddedPlacement { placement }))
}

pub(in crate::routes) async fn rename_family(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(new): Body<RenameFamily>,
) -> Result<StatusCode, ApiError> {
    let permit = clerk.may(&state, Deed::RenameFamily(household(&state, new.family).await?))?;
    acts::rename_family(state.store(), permit, &new, state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::routes) async fn hide_address(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(hide): Body<HideAddress>,
) -> Result<StatusCode, ApiError> {
    let permit = clerk.may(&state, Deed::HidePlace(household(&state, hide.family).await?))?;
    decide(state.hub(), Some(permit.by()), hide.family, Decision::Address(hide.hidden), state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::routes) async fn hide_place(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(hide): Body<HidePlace>,
) -> Result<StatusCode, ApiError> {
    let household = household_of(&state, hide.placement).await?;
    let permit = clerk.may(&state, Deed::HidePlace(household))?;
    if let Some(until) = hide.until {
        known(until)?;
    }
    let decision = Decision::Placement(hide.placement, hide.until);
    decide(state.hub(), Some(permit.by()), household.id, decision, state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::routes) async fn end_family(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(end): Body<EndFamily>,
) -> Result<StatusCode, ApiError> {
    let permit = clerk.may(&state, Deed::EndFamily(household(&state, end.family).await?))?;
    known(end.last_day)?;
    acts::end_family(state.store(), permit, &end, state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::routes) async fn end_placement(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(end): Body<EndPlacement>,
) -> Result<StatusCode, ApiError> {
    let permit = clerk.may(&state, Deed::EndPlacement(household_of(&state, end.placement).await?))?;
    known(end.last_day)?;
    acts::end_placement(state.store(), permit, &end, state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That a day is one on which a placement can begin or end.
fn known(day: NaiveDate) -> Result<(), ApiError> {
    if YEARS.contains(&day.year()) { Ok(()) } else { Err(ApiError::WindowMalformed) }
}

pub(in crate::routes) async fn add_member(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(add): Body<AddMember>,
) -> Result<StatusCode, ApiError> {
    let whereto = whereto(&state, add.place).await?;
    let permit = clerk.may(&state, Deed::AddMember(&subject(&state, add.person).await?, add.role, whereto))?;
    acts::add_member(state.store(), permit, &add, clerk.once(&state, &add), state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::routes) async fn end_member(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(end): Body<EndMember>,
) -> Result<StatusCode, ApiError> {
    let whereto = whereto(&state, end.place).await?;
    let permit = clerk.may(&state, Deed::EndMember(&subject(&state, end.person).await?, whereto))?;
    acts::end_member(state.store(), permit, &end, state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn whereto(state: &AppState, place: Place) -> Result<Whereto, ApiError> {
    Ok(match place {
        Place::Unit => Whereto::Unit,
        Place::Family(family) => Whereto::Family(household(state, family).await?),
        Place::Placement(placement) => Whereto::Placement(household_of(state, placement).await?),
    })
}
