//! What the read log says of a family's card.

use samspil_shared::api::OPENINGS_AFTER_MS;
use samspil_shared::domain::{DocState, Kind, OpeningsPermit, Timestamp};

use super::documents::state_code;
use super::row::Columns;
use super::{Store, StoreError};

/// What the device states when somebody on duty opens a card (`Route::purpose` of the client).
const FOR_DUTY: i64 = 9;
/// Milliseconds before a call that the family's reader is not shown in which no opening is told either: a shift and more.
const BEFORE_MS: i64 = 14 * 3_600_000;
/// The same after it: later officers read what was agreed for a fortnight, and call back.
const AFTER_MS: i64 = 14 * 24 * 3_600_000;
/// Rows that are looked at.
const ROWS_MAX: i64 = 1_000;

impl Store {
    /// When somebody on duty opened the card, and for which unit, the latest first. The family's own adults are not among
    /// them, whatever else they are; nor is what would tell one of them of a call that they are not shown, whoever called.
    pub(crate) async fn openings(
        &self,
        permit: OpeningsPermit,
        now: Timestamp,
    ) -> Result<Vec<(Timestamp, Option<String>)>, StoreError> {
        let rows = sqlx::query(
            "SELECT CASE WHEN r.device_time < r.received_at THEN r.device_time ELSE r.received_at END AS opened_at, \
             (SELECT n.name FROM shifts s JOIN units n ON n.id = s.unit_id WHERE s.user_id = r.user_id \
             AND s.opens_at <= r.received_at ORDER BY s.opens_at DESC LIMIT 1) \
             FROM reads r JOIN documents d ON d.id = r.document_id \
             WHERE d.space_id = $1 AND d.kind = $2 AND r.received_at <= $3 \
             AND (r.purpose = $4 OR EXISTS (SELECT 1 FROM shifts s WHERE s.user_id = r.user_id \
             AND s.opens_at <= r.device_time AND r.device_time < s.closes_at)) \
             AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.space_id = d.space_id AND m.user_id = r.user_id \
             AND m.role = $5) \
             AND ($6 = 1 OR NOT EXISTS (SELECT 1 FROM follow_ups f WHERE f.space_id = d.space_id \
             AND f.began_at - $7 < r.received_at AND f.began_at - $7 < r.device_time + $8 \
             AND (r.device_time < f.ended_at + $8 OR r.received_at < f.received_at + $8) \
             AND NOT EXISTS (SELECT 1 FROM documents c WHERE c.parent_id = f.note_id AND c.kind = $9 AND c.state = $12 \
             AND (length(c.readers) = 0 OR c.readers = $10)))) \
             ORDER BY opened_at DESC LIMIT $11",
        )
        .bind(&permit.space().as_bytes()[..])
        .bind(i64::from(Kind::FamilyCard.code()))
        .bind(now.plus_ms(-OPENINGS_AFTER_MS).as_ms())
        .bind(FOR_DUTY)
        .bind(i64::from(samspil_shared::domain::Role::FosterParent.code()))
        .bind(i64::from(permit.family().is_none()))
        .bind(BEFORE_MS)
        .bind(AFTER_MS)
        .bind(i64::from(Kind::CallReceipt.code()))
        .bind(&permit.family().map(|viewer| viewer.as_bytes().to_vec()).unwrap_or_default()[..])
        .bind(ROWS_MAX)
        .bind(state_code(DocState::Live))
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("reads", row);
                Ok((columns.time(0)?, columns.text_opt(1)?))
            })
            .collect()
    }
}
