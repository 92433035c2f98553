//! What a signed-in person asks about themselves and this device.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::{Me, Slot};

use crate::auth::{Authenticated, Principal, SameOrigin};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{AuditWhat, StoreError};

/// How long after the password was given the server slot is given out. A cookie alone, copied with the profile that
/// it lies in, must not open the vault beside it.
const SLOT_AFTER_LOGIN_MS: i64 = 15 * 60 * 1000;

pub(super) async fn me(who: Authenticated, State(state): State<AppState>) -> Result<Json<Me>, ApiError> {
    let principal = who.principal();
    let user = state.store().user(principal.person).await?.ok_or(ApiError::NotSignedIn)?;
    let acting = state.store().acting_choices(principal.person, state.now()).await?;
    Ok(Json(Me { person: user.person(), enrolment: principal.enrolment, acting }))
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

fn after_login<'a>(state: &AppState, who: &'a Authenticated) -> Result<&'a Principal, ApiError> {
    let principal = who.principal();
    let fresh = state.now().ms_since(principal.login_at) <= SLOT_AFTER_LOGIN_MS;
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
