//! The leaders' lists: which calls nobody took or tried in time.

use samspil_shared::api::duty::SLIP_DAYS;
use samspil_shared::domain::Timestamp;
use samspil_shared::domain::calendar::Calendar;

use super::AdminError;
use crate::store::{Store, StoreError};

const DAY_MS: i64 = 86_400_000;

/// Notes which calls slipped since the last time, and which do not any more. Idempotent: what was noted before stays as it
/// was, on however many nodes this runs. How many were new.
///
/// # Errors
/// [`AdminError`] if the database does not answer; then the next time does it.
pub async fn mark_slipped(store: &Store, now: Timestamp) -> Result<usize, AdminError> {
    let facts = store.public_facts().await?;
    let ordinary = Calendar::ordinary();
    let calendar_of =
        |unit| facts.iter().find(|facts| facts.unit == unit).map_or(&ordinary, |facts| &facts.hours.calendar);
    let rows = store.follow_ups_to_mark(now.plus_ms(-SLIP_DAYS * DAY_MS)).await?;
    let marks = rows.iter().filter_map(|row| {
        let mark = row.slip_at(calendar_of(row.unit), now)?;
        (row.slip != Some(mark)).then_some((row, mark))
    });
    let marks: Vec<_> = marks.collect();
    if marks.is_empty() {
        return Ok(0);
    }
    let mut marked = 0;
    let mut tx = store.begin().await?;
    for (row, mark) in marks {
        marked += usize::from(store.mark_slip(&mut tx, row.doc, row.slip, mark).await?);
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(marked)
}
