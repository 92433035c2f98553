//! What anybody may know, before signing in.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::PublicFacts;

use crate::error::ApiError;
use crate::state::AppState;

pub(super) async fn facts(State(state): State<AppState>) -> Result<Json<PublicFacts>, ApiError> {
    Ok(Json(PublicFacts { units: state.store().public_facts().await? }))
}
