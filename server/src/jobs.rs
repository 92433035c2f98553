//! What a server tidies up by itself, again and again: idempotent, and no harm when it is missed.

use std::time::Duration;

use crate::auth::WINDOW_MAX_MS;
use crate::store::{Store, StoreError};

const EVERY: Duration = Duration::from_secs(3600);
/// By this much nodes' clocks never differ.
const CEREMONY_MARGIN_MS: i64 = 3_600_000;

/// Runs until it is dropped.
pub(crate) async fn run(store: Store) {
    let mut hours = tokio::time::interval(EVERY);
    loop {
        hours.tick().await;
        match tidy(&store).await {
            Ok((sessions, tries, ceremonies, codes)) => {
                tracing::debug!(sessions, tries, ceremonies, codes, "forgot what is over");
            }
            Err(error) => tracing::warn!(%error, "could not tidy up; the next hour will"),
        }
    }
}

async fn tidy(store: &Store) -> Result<(u64, u64, u64, u64), StoreError> {
    let now = store.edge().now();
    let sessions = store.forget_old_sessions(now).await?;
    let tries = store.forget_old_tries(now.plus_ms(-WINDOW_MAX_MS)).await?;
    // What another node's clock takes for young must still be known as answered.
    let ceremonies = store.forget_old_ceremonies(now.plus_ms(-CEREMONY_MARGIN_MS)).await?;
    let codes = store.forget_old_codes(now.plus_ms(-CEREMONY_MARGIN_MS)).await?;
    Ok((sessions, tries, ceremonies, codes))
}
