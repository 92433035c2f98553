//! For whoever watches the server.

use axum::extract::State;
use http::StatusCode;

use crate::state::AppState;

/// The process is up.
pub(super) async fn up() -> &'static str {
    "up\n"
}

/// The database answers and its schema is current.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match state.store().ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
