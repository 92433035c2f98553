//! What a server tidies up by itself, again and again: idempotent, and no harm when it is missed.

use std::time::Duration;

use samspil_shared::domain::duty::{ADD_MS, NOTE_LATE_MS};

use crate::admin::{duty, slipping};
use crate::auth::WINDOW_MAX_MS;
use crate::store::{Store, StoreError};
use crate::sync::Hub;

const EVERY: Duration = Duration::from_secs(3600);
/// A leader sees soon that noon has passed.
const SLIPPED_EVERY: Duration = Duration::from_secs(300);
/// By this much nodes' clocks never differ.
const CEREMONY_MARGIN_MS: i64 = 3_600_000;
/// So long a key is known again under which something was set up.
const DEED_MS: i64 = 24 * 3_600_000;
/// A call comes in for two weeks and can be added to for three days more, however late its device is met.
const TIED_MS: i64 = NOTE_LATE_MS + ADD_MS + NOTE_LATE_MS;

/// Runs until it is dropped.
pub(crate) async fn run(hub: Hub) {
    tokio::join!(hourly(&hub), slipped(hub.store()));
}

async fn slipped(store: &Store) {
    let mut times = tokio::time::interval(SLIPPED_EVERY);
    loop {
        times.tick().await;
        match slipping::mark_slipped(store, store.edge().now()).await {
            Ok(0) => {}
            Ok(marked) => tracing::info!(marked, "what leaders see of calls has changed"),
            Err(error) => tracing::warn!(%error, "could not look for calls that slipped; the next time will"),
        }
    }
}

async fn hourly(hub: &Hub) {
    let store = hub.store();
    let mut hours = tokio::time::interval(EVERY);
    loop {
        hours.tick().await;
        match duty::plan_days_off(store, store.edge().now()).await {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "partners stand in on days off"),
            Err(error) => tracing::warn!(%error, "could not plan days off; the next hour will"),
        }
        match hub.carry_all_added(store.edge().now().plus_ms(-TIED_MS)).await {
            Ok(0) => {}
            Ok(carried) => tracing::info!(carried, "what was added to calls went along to their families"),
            Err(error) => tracing::warn!(%error, "could not look after calls that were tied; the next hour will"),
        }
        match tidy(store).await {
            Ok([sessions, tries, ceremonies, codes, deeds]) => {
                tracing::debug!(sessions, tries, ceremonies, codes, deeds, "forgot what is over");
            }
            Err(error) => tracing::warn!(%error, "could not tidy up; the next hour will"),
        }
    }
}

async fn tidy(store: &Store) -> Result<[u64; 5], StoreError> {
    let now = store.edge().now();
    let sessions = store.forget_old_sessions(now).await?;
    let tries = store.forget_old_tries(now.plus_ms(-WINDOW_MAX_MS)).await?;
    // What another node's clock takes for young must still be known as answered.
    let ceremonies = store.forget_old_ceremonies(now.plus_ms(-CEREMONY_MARGIN_MS)).await?;
    let codes = store.forget_old_codes(now.plus_ms(-CEREMONY_MARGIN_MS)).await?;
    let deeds = store.forget_old_deeds(now.plus_ms(-DEED_MS)).await?;
    Ok([sessions, tries, ceremonies, codes, deeds])
}
