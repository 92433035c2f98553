//! The door to the socket.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;

use crate::auth::SameOrigin;
use crate::error::ApiError;
use crate::state::AppState;
use crate::sync::serve_socket;

/// Who it is stands in the first frame; that it is our own page must be known before.
pub(super) async fn socket(
    _: SameOrigin,
    State(state): State<AppState>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let upgrade = upgrade.map_err(|_| malformed("This path takes a WebSocket upgrade."))?;
    serve_socket(state.hub().clone(), upgrade).ok_or_else(|| malformed("Offer the subprotocol samspil.1."))
}

fn malformed(what: &str) -> ApiError {
    ApiError::Malformed(what.to_owned())
}
