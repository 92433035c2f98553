//! What lies unsent on a device whose author is locked out. Whoever brings it needs no session: what is in a box proves
//! itself, and nobody learns what it is.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::{BOXES_MAX, Deliver, Delivered};
use samspil_shared::sync::deliver::{BOX_MAX, Parcel};

use super::body::Body;
use crate::auth::{self, SameOrigin, Visitor};
use crate::error::ApiError;
use crate::state::AppState;

pub(super) async fn deliver(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
    Body(brought): Body<Deliver>,
) -> Result<Json<Delivered>, ApiError> {
    auth::admit(state.store(), from, state.now()).await?;
    if brought.boxes.len() > BOXES_MAX {
        return Err(ApiError::TooLarge);
    }
    let parcels = brought.boxes.iter().map(|written| parcel(&state, written)).collect();
    let fates = state.hub().deliver(parcels).await?;
    Ok(Json(Delivered { fates }))
}

/// What is in a box; nothing that was not sealed here by the device that it names.
fn parcel(state: &AppState, written: &str) -> Option<Parcel> {
    if written.len() > 2 * BOX_MAX {
        return None;
    }
    state.store().open_box(&hex::decode(written).ok()?)
}
