//! When the unit is open.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::admin::{ChangeHours, HoursOfUnit};
use samspil_shared::domain::office::Deed;

use crate::admin::hours as acts;
use crate::auth::{Clerk, SameOrigin};
use crate::error::ApiError;
use crate::routes::body::Body;
use crate::state::AppState;

pub(in crate::routes) async fn hours(
    clerk: Clerk,
    State(state): State<AppState>,
) -> Result<Json<HoursOfUnit>, ApiError> {
    let permit = clerk.may(&state, Deed::SeeHours)?;
    Ok(Json(acts::hours_of(state.store(), permit.unit()).await?))
}

pub(in crate::routes) async fn change_hours(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(change): Body<ChangeHours>,
) -> Result<Json<HoursOfUnit>, ApiError> {
    let permit = clerk.may(&state, Deed::SetHours)?;
    acts::change(state.store(), permit, change, state.now()).await?;
    Ok(Json(acts::hours_of(state.store(), permit.unit()).await?))
}
