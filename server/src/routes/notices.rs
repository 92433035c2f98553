//! How a person wants to hear of something new: their own business, so nothing of it is written down beside it.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::{Notices, SetNotices, SubscribePush};

use super::body::Body;
use crate::auth::{self, Authenticated, Principal, SameOrigin};
use crate::error::ApiError;
use crate::state::AppState;

/// What a server says that tells nobody of anything.
const NOTHING: Notices = Notices { mail: None, push: None };

pub(super) async fn get(who: Authenticated, State(state): State<AppState>) -> Result<Json<Notices>, ApiError> {
    told(&state, who.principal()).await
}

pub(super) async fn set(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
    Body(chosen): Body<SetNotices>,
) -> Result<Json<Notices>, ApiError> {
    let principal = who.principal();
    count(&state, principal).await?;
    state.notices().ok_or(ApiError::NotFound)?.choose(principal.person, chosen).await?;
    told(&state, principal).await
}

pub(super) async fn subscribe(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
    Body(said): Body<SubscribePush>,
) -> Result<Json<Notices>, ApiError> {
    let principal = who.principal();
    count(&state, principal).await?;
    let notices = state.notices().ok_or(ApiError::NotFound)?;
    notices.subscribe(principal.person, principal.enrolment, &said).await?;
    told(&state, principal).await
}

pub(super) async fn unsubscribe(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
) -> Result<Json<Notices>, ApiError> {
    let principal = who.principal();
    count(&state, principal).await?;
    state.notices().ok_or(ApiError::NotFound)?.unsubscribe(principal.enrolment).await?;
    told(&state, principal).await
}

/// Each costs a commit, and an address is a place that mail is sent to.
async fn count(state: &AppState, who: &Principal) -> Result<(), ApiError> {
    match auth::count_choice(state.store(), who.person, state.now()).await? {
        None => Ok(()),
        Some(retry_after_s) => Err(ApiError::TooManyTries { retry_after_s }),
    }
}

async fn told(state: &AppState, who: &Principal) -> Result<Json<Notices>, ApiError> {
    Ok(Json(match state.notices() {
        Some(notices) => notices.of(who.person, who.enrolment).await?,
        None => NOTHING,
    }))
}
