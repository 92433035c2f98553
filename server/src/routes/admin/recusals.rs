//! *Inhabil*.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::admin::{Recusals, Recuse};
use samspil_shared::domain::office::Deed;

use super::list::names_of_families;
use crate::admin::AdminError;
use crate::admin::office as acts;
use crate::auth::{Clerk, SameOrigin, household, subject};
use crate::error::ApiError;
use crate::routes::body::Body;
use crate::state::AppState;

pub(in crate::routes) async fn recusals(
    clerk: Clerk,
    State(state): State<AppState>,
) -> Result<Json<Recusals>, ApiError> {
    listed(&clerk, &state).await
}

pub(in crate::routes) async fn recuse(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(of): Body<Recuse>,
) -> Result<Json<Recusals>, ApiError> {
    let (somebody, family) = (subject(&state, of.person).await?, household(&state, of.family).await?);
    let permit = clerk.may(&state, Deed::Recuse(&somebody, family))?;
    acts::recuse(state.store(), permit, of, state.now()).await?;
    listed(&clerk, &state).await
}

pub(in crate::routes) async fn end_recusal(
    _: SameOrigin,
    clerk: Clerk,
    State(state): State<AppState>,
    Body(of): Body<Recuse>,
) -> Result<Json<Recusals>, ApiError> {
    let (somebody, family) = (subject(&state, of.person).await?, household(&state, of.family).await?);
    let permit = clerk.may(&state, Deed::EndRecusal(&somebody, family))?;
    match acts::end_recusal(state.store(), permit, of, state.now()).await {
        // Ended before, or never set: either way it is not among what is left.
        Ok(()) | Err(AdminError::Missing(_)) => listed(&clerk, &state).await,
        Err(error) => Err(error.into()),
    }
}

async fn listed(clerk: &Clerk, state: &AppState) -> Result<Json<Recusals>, ApiError> {
    let permit = clerk.may(state, Deed::SeeRecusals)?;
    let names = names_of_families(state, permit.unit()).await?;
    Ok(Json(acts::recusals(state.store(), permit, names, state.now()).await?))
}
