//! Who on duty opened a family's card.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::{AskOpenings, Openings};
use samspil_shared::domain::Acting;

use super::body::Body;
use crate::auth::{Authenticated, SameOrigin};
use crate::error::ApiError;
use crate::state::AppState;

/// A card that is none of one's own is as good as not there.
pub(super) async fn list(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
    Body(asked): Body<AskOpenings>,
) -> Result<Json<Openings>, ApiError> {
    let acting = Acting { role: asked.role, unit: asked.unit };
    let openings = state.hub().openings(who.principal().person, acting, asked.space).await?;
    openings.map(|openings| Json(Openings { openings })).ok_or(ApiError::NotFound)
}
