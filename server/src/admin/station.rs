//! Computers that the officers of a unit share.

use samspil_shared::domain::rota::RotaPermit;
use samspil_shared::domain::{StationId, Timestamp};

use super::AdminError;
use super::work::Work;
use crate::store::{AuditWhat, Store};

/// Makes a station under the id that its device drew; once, however often it is asked for.
pub(crate) async fn make(
    store: &Store,
    station: StationId,
    permit: RotaPermit,
    now: Timestamp,
) -> Result<(), AdminError> {
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    if !store.add_station(&mut work.tx, station, permit.unit(), permit.by(), now).await? {
        return Ok(());
    }
    work.note(AuditWhat::StationMade, station.as_bytes());
    work.done().await
}

/// It is a station no longer.
pub(crate) async fn end(
    store: &Store,
    station: StationId,
    permit: RotaPermit,
    now: Timestamp,
) -> Result<(), AdminError> {
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    if !store.end_station(&mut work.tx, station, now).await? {
        return Ok(());
    }
    work.note(AuditWhat::StationEnded, station.as_bytes());
    work.done().await
}
