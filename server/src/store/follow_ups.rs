//! What follow-ups say of dates and states, without a word of them: a projection, written with the documents themselves.

use chrono::NaiveDate;
use samspil_shared::domain::call::Urgency;
use samspil_shared::domain::follow_up::{Progress, Status};
use samspil_shared::domain::{DocId, FamilyId, PersonId, SpaceId, Timestamp, UnitId};

use super::row::Columns;
use super::statement::{Value, insert};
use super::{Store, StoreError, Tx};

/// A follow-up as its document stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FollowUpRow {
    pub(crate) doc: DocId,
    pub(crate) note: DocId,
    pub(crate) space: SpaceId,
    pub(crate) author: PersonId,
    pub(crate) unit: UnitId,
    pub(crate) began: Timestamp,
    pub(crate) ended: Timestamp,
    pub(crate) urgency: Urgency,
    pub(crate) due: NaiveDate,
    pub(crate) calendar: u32,
    pub(crate) is_withheld: bool,
    pub(crate) withheld_again: u32,
    pub(crate) is_taken: bool,
    pub(crate) is_tried: bool,
    pub(crate) is_closed: bool,
    pub(crate) is_filed: bool,
}

const COLUMNS: &str = "document_id, note_id, space_id, author_id, unit_id, began_at, ended_at, received_at, urgency, \
     calendar, is_withheld, withheld_again, taken_at, tried_at, closed_at, filed_at, due_on";

/// Writes rows as the documents are now. What was true before keeps the time at which the server first knew of it.
pub(crate) async fn write_follow_ups(tx: &mut Tx, rows: &[FollowUpRow], now: Timestamp) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let days: Vec<String> = rows.iter().map(|row| row.due.to_string()).collect();
    let values: Vec<[Value<'_>; 17]> = rows
        .iter()
        .zip(&days)
        .map(|(row, day)| {
            let since = |is: bool| Value::IntOpt(is.then_some(now.as_ms()));
            [
                Value::Bytes(row.doc.as_bytes()),
                Value::Bytes(row.note.as_bytes()),
                Value::Bytes(row.space.as_bytes()),
                Value::Bytes(row.author.as_bytes()),
                Value::Bytes(row.unit.as_bytes()),
                Value::Int(row.began.as_ms()),
                Value::Int(row.ended.as_ms()),
                Value::Int(now.as_ms()),
                Value::Int(row.urgency.code().into()),
                Value::Int(row.calendar.into()),
                Value::Int(row.is_withheld.into()),
                Value::Int(row.withheld_again.into()),
                since(row.is_taken),
                since(row.is_tried),
                since(row.is_closed),
                since(row.is_filed),
                Value::Text(day),
            ]
        })
        .collect();
    let moved = " ON CONFLICT (document_id) DO UPDATE SET is_withheld = excluded.is_withheld, \
         withheld_again = excluded.withheld_again, \
         taken_at = CASE WHEN excluded.taken_at IS NULL THEN NULL ELSE COALESCE(follow_ups.taken_at, excluded.taken_at) END, \
         tried_at = CASE WHEN excluded.tried_at IS NULL THEN NULL ELSE COALESCE(follow_ups.tried_at, excluded.tried_at) END, \
         closed_at = CASE WHEN excluded.closed_at IS NULL THEN NULL ELSE COALESCE(follow_ups.closed_at, excluded.closed_at) END, \
         filed_at = CASE WHEN excluded.filed_at IS NULL THEN NULL ELSE COALESCE(follow_ups.filed_at, excluded.filed_at) END";
    insert(tx, &format!("INSERT INTO follow_ups ({COLUMNS}) VALUES "), &values, moved).await?;
    Ok(())
}

/// A follow-up as lists and counts need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedFollowUp {
    pub(crate) doc: DocId,
    pub(crate) space: SpaceId,
    /// None for a call that is tied to no family yet.
    pub(crate) family: Option<FamilyId>,
    pub(crate) began: Timestamp,
    pub(crate) due: NaiveDate,
    pub(crate) urgency: Urgency,
    pub(crate) is_withheld: bool,
    pub(crate) withheld_again: u32,
    pub(crate) is_taken: bool,
    pub(crate) is_tried: bool,
    pub(crate) is_closed: bool,
    pub(crate) is_filed: bool,
}

impl ListedFollowUp {
    /// As far as it is known here: who took it is not.
    pub(crate) fn progress(&self) -> Progress {
        let mut progress = Progress::of([]);
        (progress.tried, progress.filed) = (self.is_tried, self.is_filed);
        progress.status = match (self.is_closed, self.is_taken) {
            (true, _) => Status::Closed,
            (false, true) => Status::Taken,
            (false, false) => Status::New,
        };
        if self.is_taken {
            progress.takers.push(PersonId::from_bytes([0; 16]));
        }
        progress
    }
}

impl Store {
    /// The follow-ups in a unit's spaces: those that are open, and those of calls since.
    pub(crate) async fn follow_ups_of_unit(
        &self,
        unit: UnitId,
        since: Timestamp,
    ) -> Result<Vec<ListedFollowUp>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.document_id, u.space_id, s.family_id, u.began_at, u.due_on, u.urgency, u.is_withheld, \
             u.withheld_again, u.taken_at, u.tried_at, u.closed_at, u.filed_at \
             FROM follow_ups u JOIN spaces s ON s.id = u.space_id LEFT JOIN families f ON f.id = s.family_id \
             WHERE (f.unit_id = $1 OR s.owner_id = $1) AND (u.closed_at IS NULL OR u.began_at > $2) ORDER BY u.began_at",
        )
        .bind(&unit.as_bytes()[..])
        .bind(since.as_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("follow_ups", row);
                let due = columns.text(4)?;
                Ok(ListedFollowUp {
                    doc: columns.id(0)?,
                    space: columns.id(1)?,
                    family: columns.id_opt(2)?,
                    began: columns.time(3)?,
                    due: due.parse().map_err(|error| columns.damaged(4, error))?,
                    urgency: columns.code(5, Urgency::from_code)?,
                    is_withheld: columns.bool(6)?,
                    withheld_again: u32::try_from(columns.int(7)?).unwrap_or(u32::MAX),
                    is_taken: columns.time_opt(8)?.is_some(),
                    is_tried: columns.time_opt(9)?.is_some(),
                    is_closed: columns.time_opt(10)?.is_some(),
                    is_filed: columns.time_opt(11)?.is_some(),
                })
            })
            .collect()
    }
}
