//! People, their links and devices, and what was refused on those.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use http::{StatusCode, Uri};
use samspil_shared::api::Device;
use samspil_shared::api::admin::{
    AddPerson, DevicesOf, EndDeviceOf, FindPeople, Invitation, OfPerson, People, Place, Refusals, RenamePerson,
    Someone, Tie, Whose,
};
use samspil_shared::domain::office::{self, Deed, Subject};
use samspil_shared::domain::{FamilyId, PersonId, PlacementId, Role, SpaceKind};

use super::list::{Wanted, asked, names_of_families, page};
use crate::admin::AdminError;
use crate::admin::office as acts;
use crate::auth::{Clerk, MadeLink, SameOrigin, household, subject};
use crate::error::ApiError;
use crate::routes::body::Body;
use crate::state::AppState;
use crate::store::office::TieRow;

pub(in crate::routes) async fn people(
    clerk: Clerk,
    uri: Uri,
    State(state): State<AppState>,
) -> Result<Json<People>, ApiError> {
    let find: FindPeople = asked(&uri)?;
    let wanted = Wanted::new(&find.q);
    let acting = clerk.office().acting();
    let (store, now, unit) = (state.store(), state.now(), acting.unit);
    let mut ties: BTreeMap<PersonId, Vec<TieRow>> = BTreeMap::new();
    for row in store.ties_of_unit(unit).await? {
        ties.entry(row.membership.person).or_default().push(row);
    }
    let known_as = names_of_families(&state, unit).await?;
    let mut people = Vec::new();
    for row in store.people_of_unit(unit, now).await? {
        let rows = ties.remove(&row.person).unwrap_or_default();
        let subject =
            Subject { person: row.person, signed_up: row.signed_up, ties: rows.iter().map(domain_tie).collect() };
        if clerk.may(&state, Deed::SeePerson(&subject)).is_err() {
            continue;
        }
        let fits = wanted.is_in([row.name.as_str(), row.login.as_deref().unwrap_or_default()])
            && find.person.is_none_or(|person| person == row.person)
            && find.having.is_none_or(|role| subject.is_now(role, unit, now));
        if !fits {
            continue;
        }
        let elsewhere = subject.is_elsewhere(unit, now);
        let own = rows.iter().filter(|row| row.membership.unit == unit && shows_family(&clerk, row));
        people.push(Someone {
            person: row.person,
            name: row.name,
            login: row.login,
            signed_up: row.signed_up,
            has_passkey: row.has_passkey,
            invited_until: row.invited_until,
            last_seen_at: row.last_seen_at,
            ended_at: row.ended_at,
            elsewhere,
            ties: own.filter_map(|row| tie(row, &known_as)).collect(),
        });
    }
    people.sort_by_key(|one| (one.name.to_lowercase(), one.person));
    let (people, more) = page(people, find.skip);
    Ok(Json(People { people, more }))
}

fn domain_tie(row: &TieRow) -> office::Tie {
    let of = &row.membership;
    office::Tie { role: of.role, unit: of.unit, family: row.family, window: of.window }
}

/// A consultant sees what ties a person to own families, and to no other.
fn shows_family(clerk: &Clerk, row: &TieRow) -> bool {
    clerk.office().acting().role == Role::Administrator
        || row.family.is_none_or(|family| clerk.office().families().contains(&family))
}

fn tie(row: &TieRow, known_as: &BTreeMap<FamilyId, Vec<String>>) -> Option<Tie> {
    let place = match row.kind {
        SpaceKind::Municipality => Place::Unit,
        SpaceKind::Contact => Place::Family(FamilyId::from_bytes(row.owner)),
        SpaceKind::Placement => Place::Placement(PlacementId::from_bytes(row.owner)),
        SpaceKind::Person | SpaceKind::Duty | SpaceKind::Group => return None,
    };
    let of = &row.membership;
    Some(Tie {
        role: of.role,
        stand_in: of.stand_in,
        place,
        family: row.family,
        family_name: row.family.and_then(|family| known_as.get(&family)).cloned().unwrap_or_default(),
        from: of.window.from,
        until: of.window.until,
        sees_from: of.sees_from,
    })
}

pub(in crate::routes) async fn add_person(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(new): Body<AddPerson>,
) -> Result<Json<Invitation>, ApiError> {
    let family = match new.family {
        Some(family) => Some(household(&state, family).await?),
        None => None,
    };
    let permit = clerk.may(&state, Deed::AddPerson(new.role, family))?;
    let (person, link) = acts::add_person(state.store(), permit, &new, clerk.once(&state, &new), state.now()).await?;
    Ok(Json(invitation(&state, person, &link)))
}

pub(in crate::routes) async fn make_link(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(of): Body<OfPerson>,
) -> Result<Json<Invitation>, ApiError> {
    let person = of.person;
    let permit = clerk.may(&state, Deed::MakeLink(&subject(&state, person).await?))?;
    let link = acts::make_link_for(state.store(), permit, person, clerk.once(&state, &of), state.now()).await?;
    Ok(Json(invitation(&state, person, &link)))
}

fn invitation(state: &AppState, person: PersonId, link: &MadeLink) -> Invitation {
    Invitation { person, url: state.public_url().link(&link.token.reveal()), expires_at: link.expires_at }
}

pub(in crate::routes) async fn rename_person(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(new): Body<RenamePerson>,
) -> Result<StatusCode, ApiError> {
    let permit = clerk.may(&state, Deed::RenamePerson(&subject(&state, new.person).await?))?;
    acts::rename_person(state.store(), permit, &new, state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::routes) async fn end_person(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(OfPerson { person }): Body<OfPerson>,
) -> Result<StatusCode, ApiError> {
    let permit = clerk.may(&state, Deed::EndAccount(&subject(&state, person).await?))?;
    acts::end_account(state.store(), permit, person, state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::routes) async fn devices(
    clerk: Clerk,
    uri: Uri,
    State(state): State<AppState>,
) -> Result<Json<DevicesOf>, ApiError> {
    let asked = Query::<Whose>::try_from_uri(&uri);
    let Query(Whose { person }) =
        asked.map_err(|_| ApiError::Malformed("The query says whose they are: &person=..".to_owned()))?;
    clerk.may(&state, Deed::Devices(&subject(&state, person).await?))?;
    listed(&state, person).await
}

pub(in crate::routes) async fn end_device(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(EndDeviceOf { person, enrolment }): Body<EndDeviceOf>,
) -> Result<Json<DevicesOf>, ApiError> {
    let permit = clerk.may(&state, Deed::Devices(&subject(&state, person).await?))?;
    match acts::end_device_of(state.store(), permit, person, enrolment, state.now()).await {
        // Ended before, or never theirs: either way it is not among what is left.
        Ok(()) | Err(AdminError::Missing(_)) => listed(&state, person).await,
        Err(error) => Err(error.into()),
    }
}

async fn listed(state: &AppState, person: PersonId) -> Result<Json<DevicesOf>, ApiError> {
    let devices = state.store().devices(person).await?;
    let in_force = devices.into_iter().filter(|device| device.revoked_at.is_none());
    let device = |device: crate::store::Device| Device {
        enrolment: device.enrolment,
        label: device.label,
        created_at: device.created_at,
        last_seen_at: device.last_seen_at,
        this: false,
    };
    Ok(Json(DevicesOf { person, devices: in_force.map(device).collect() }))
}

pub(in crate::routes) async fn refusals(
    clerk: Clerk,
    State(state): State<AppState>,
) -> Result<Json<Refusals>, ApiError> {
    let permit = clerk.may(&state, Deed::SeeRefusals)?;
    Ok(Json(Refusals { refusals: state.store().refusals_of_unit(permit.unit(), state.now()).await? }))
}
