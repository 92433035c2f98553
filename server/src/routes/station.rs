//! Stations: who of the next shifts is ready on a shared computer, and what lies there for them. Every handler asks for
//! its permit first; a station of another unit is as good as not there.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::station::{OfOfficer, OfStation, Readiness, STATION_AHEAD_MS, SealedPacket, Station};
use samspil_shared::domain::duty::window;
use samspil_shared::domain::rota::{RotaDeed, RotaPermit};
use samspil_shared::domain::{Acting, Role, StationId};

use super::body::Body;
use crate::admin::station as acts;
use crate::auth::{Planner, SameOrigin};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::StoreError;
use crate::store::duty::ShiftRow;
use crate::store::stations::StationRow;
use crate::sync::Addressee;

pub(super) async fn make(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfStation>,
) -> Result<Json<Station>, ApiError> {
    let permit = planner.may(RotaDeed::MarkStation)?;
    acts::make(state.store(), of.station, permit, state.now()).await?;
    seen(&state, &planner, permit, of.station).await
}

pub(super) async fn see(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfStation>,
) -> Result<Json<Station>, ApiError> {
    let permit = planner.may(RotaDeed::SeeStation)?;
    seen(&state, &planner, permit, of.station).await
}

pub(super) async fn end(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfStation>,
) -> Result<Json<Station>, ApiError> {
    let permit = planner.may(RotaDeed::MarkStation)?;
    of_unit(&state, permit, of.station).await?;
    acts::end(state.store(), of.station, permit, state.now()).await?;
    seen(&state, &planner, permit, of.station).await
}

/// What a colleague will see in their next shift, sealed to their vault on this station. Whoever asks is an officer whose
/// own device it is too; what comes out is for its addressee alone.
pub(super) async fn packet(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfOfficer>,
) -> Result<Json<SealedPacket>, ApiError> {
    let permit = planner.may(RotaDeed::FillStation)?;
    let station = of_unit(&state, permit, of.station).await?;
    let ready = state.store().ready_on(of.station).await?;
    let here = station.ended_at.is_none() && ready.values().any(|enrolment| *enrolment == planner.enrolment());
    let shift = next_shifts(&state, permit).await?.into_iter().find(|shift| shift.person == of.person);
    let (Some(shift), Some(enrolment)) = (shift.filter(|_| here), ready.get(&of.person)) else {
        return Err(ApiError::NotFound);
    };
    let reach = window(shift.from, shift.until);
    let to = Addressee {
        person: of.person,
        enrolment: *enrolment,
        acting: Acting { role: Role::DutyOfficer, unit: permit.unit() },
        from: reach.from,
        until: reach.until.unwrap_or(shift.until),
    };
    let packet = state.hub().packet(to).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(SealedPacket { packet: hex::encode(packet) }))
}

/// The station as it stands. An officer's own device joins it by asking.
async fn seen(
    state: &AppState,
    planner: &Planner,
    permit: RotaPermit,
    station: StationId,
) -> Result<Json<Station>, ApiError> {
    let ended = of_unit(state, permit, station).await?.ended_at.is_some();
    if ended {
        return Ok(Json(Station { station, ended, officers: Vec::new() }));
    }
    if planner.may(RotaDeed::FillStation).is_ok() {
        let mut tx = state.store().begin().await?;
        state.store().join_station(&mut tx, planner.enrolment(), station).await?;
        tx.commit().await.map_err(StoreError::from)?;
    }
    let ready = state.store().ready_on(station).await?;
    let officers = next_shifts(state, permit).await?.into_iter().map(|shift| Readiness {
        ready: ready.contains_key(&shift.person),
        person: shift.person,
        name: shift.name,
        from: shift.from,
        until: shift.until,
    });
    Ok(Json(Station { station, ended, officers: officers.collect() }))
}

/// The station, if it is one of the unit.
async fn of_unit(state: &AppState, permit: RotaPermit, station: StationId) -> Result<StationRow, ApiError> {
    let row = state.store().station(station).await?.filter(|row| row.unit == permit.unit());
    row.ok_or(ApiError::NotFound)
}

/// Everybody's first shift of tonight and tomorrow, by its beginning.
async fn next_shifts(state: &AppState, permit: RotaPermit) -> Result<Vec<ShiftRow>, ApiError> {
    let now = state.now();
    let mut next: Vec<ShiftRow> = Vec::new();
    for shift in state.store().rota(permit.unit(), now, now.plus_ms(STATION_AHEAD_MS)).await? {
        if shift.ended_at.is_none() && !next.iter().any(|known| known.person == shift.person) {
            next.push(shift);
        }
    }
    Ok(next)
}
