//! What a signed-in person asks about themselves and this device.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::{Device, Devices, EndDevice, Me, Slot};

use super::body::Body;
use crate::admin::{self, AdminError};
use crate::auth::{Authenticated, Principal, SameOrigin};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{self, AuditWhat, StoreError};

/// How long after a login the server slot is given out and a passkey may be added. A cookie alone, copied with the
/// profile that it lies in, must not open the vault beside it, nor leave a key of its own.
const FRESH_MS: i64 = 15 * 60 * 1000;

pub(super) async fn me(who: Authenticated, State(state): State<AppState>) -> Result<Json<Me>, ApiError> {
    let principal = who.principal();
    let user = state.store().user(principal.person).await?.ok_or(ApiError::NotSignedIn)?;
    let acting = state.store().acting_choices(principal.person, state.now()).await?;
    Ok(Json(Me { person: user.person(), enrolment: principal.enrolment, acting }))
}

pub(super) async fn devices(who: Authenticated, State(state): State<AppState>) -> Result<Json<Devices>, ApiError> {
    listed(&state, who.principal()).await
}

/// Ends one of the person's own devices, the one that asks too. What is left is the answer.
pub(super) async fn end_device(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
    Body(end): Body<EndDevice>,
) -> Result<Json<Devices>, ApiError> {
    let principal = who.principal();
    let person = Some(principal.person);
    match admin::end_device(state.store(), end.enrolment, person, person, state.now()).await {
        // Ended before, or never there: either way it is not among what is left.
        Ok(()) | Err(AdminError::Missing(_)) => {}
        Err(AdminError::Store(error)) => return Err(error.into()),
        Err(other) => return Err(ApiError::Internal(Box::new(other))),
    }
    listed(&state, principal).await
}

async fn listed(state: &AppState, principal: &Principal) -> Result<Json<Devices>, ApiError> {
    let devices = state.store().devices(principal.person).await?;
    let in_force = devices.into_iter().filter(|device| device.revoked_at.is_none());
    let device = |device: store::Device| Device {
        this: device.enrolment == principal.enrolment,
        enrolment: device.enrolment,
        label: device.label,
        created_at: device.created_at,
        last_seen_at: device.last_seen_at,
    };
    Ok(Json(Devices { devices: in_force.map(device).collect() }))
}

pub(super) async fn slot(who: Authenticated, State(state): State<AppState>) -> Result<Json<Slot>, ApiError> {
    let principal = after_login(&state, &who)?;
    let key = state.store().slot_key(principal.enrolment).await?.ok_or(ApiError::NoSlot)?;
    released(&state, principal, AuditWhat::SlotReleased).await?;
    Ok(Json(Slot { key: hex::encode(key) }))
}

/// Makes the slot if there is none, and gives out the one there is: two tabs must not wrap with different keys.
pub(super) async fn make_slot(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
) -> Result<Json<Slot>, ApiError> {
    let principal = after_login(&state, &who)?;
    let store = state.store();
    let mut tx = store.begin().await?;
    let made = store.add_slot_key(&mut tx, principal.enrolment, &store.edge().bytes()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    let key = store.slot_key(principal.enrolment).await?.ok_or(ApiError::NoSlot)?;
    released(&state, principal, if made { AuditWhat::SlotMade } else { AuditWhat::SlotReleased }).await?;
    Ok(Json(Slot { key: hex::encode(key) }))
}

pub(super) fn after_login<'a>(state: &AppState, who: &'a Authenticated) -> Result<&'a Principal, ApiError> {
    let principal = who.principal();
    let fresh = state.now().ms_since(principal.login_at) <= FRESH_MS;
    if fresh { Ok(principal) } else { Err(ApiError::LoginNeeded) }
}

async fn released(state: &AppState, principal: &Principal, what: AuditWhat) -> Result<(), ApiError> {
    let store = state.store();
    let mut tx = store.begin().await?;
    let (person, device) = (principal.person, principal.enrolment);
    store.audit(&mut tx, Some(person), what, Some(device.as_bytes()), "", state.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}
