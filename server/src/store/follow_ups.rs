//! What follow-ups say of dates and states, without a word of them: a projection, written with the documents themselves.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use samspil_shared::api::UnitHours;
use samspil_shared::domain::calendar::{Calendar, next_open_day};
use samspil_shared::domain::call::{Urgency, follow_up_of};
use samspil_shared::domain::follow_up::{Progress, Slipped, Status, again_by, due_by, is_received_late, slipped};
use samspil_shared::domain::{DocId, DocState, FamilyId, PersonId, SpaceId, Timestamp, UnitId};
use sqlx::any::AnyRow;

use super::documents::state_code;
use super::row::Columns;
use super::statement::{Statement, Value, insert};
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
    /// When nobody was reached last, and the day that was named for the next try.
    pub(crate) not_reached: Option<(Timestamp, Option<NaiveDate>)>,
    /// When the server first had it, if that was before now: a device brought it back.
    pub(crate) received_at: Option<Timestamp>,
    /// The call of a family that this one, from the common list, was tied to: that one was received when this one was.
    pub(crate) tied_to: Option<DocId>,
}

const COLUMNS: &str = "document_id, note_id, space_id, author_id, unit_id, began_at, ended_at, received_at, urgency, \
     calendar, is_withheld, withheld_again, taken_at, tried_at, closed_at, filed_at, due_on, told_on, calendar_on, \
     again_on";

/// The day on which a call is due, as the document and the unit's calendar say it.
struct DueDays {
    due: String,
    /// Both days, if they differ.
    two: Option<(String, String)>,
    /// The day of the next try.
    again: Option<String>,
}

impl DueDays {
    /// A call is due on the earlier day, as the device reckons it too ([`due_by`]).
    fn of(row: &FollowUpRow, calendar: Option<&Calendar>) -> Self {
        let by_calendar = calendar.and_then(|calendar| Some(next_open_day(row.ended, calendar).ok()?.day));
        let two = by_calendar.filter(|day| *day != row.due).map(|day| (row.due.to_string(), day.to_string()));
        let due = calendar.map_or(row.due, |calendar| due_by(row.due, row.ended, calendar));
        let not_reached = |(at, named): (Timestamp, Option<NaiveDate>)| {
            let mut progress = Progress::of([]);
            (progress.not_reached_at, progress.again_on) = (Some(at), named);
            again_by(&progress, calendar.unwrap_or(&Calendar::ordinary()))
        };
        let again = row.not_reached.and_then(not_reached).map(|day| day.to_string());
        Self { due: due.to_string(), two, again }
    }
}

/// Writes rows as the documents are now. What was true before keeps the time at which the server first knew of it, and the
/// day on which a call is due stays what it was when the call was received.
pub(crate) async fn write_follow_ups(tx: &mut Tx, rows: &[FollowUpRow], now: Timestamp) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let calendars = calendars_of(tx, rows.iter().map(|row| row.space)).await?;
    let days: Vec<DueDays> = rows.iter().map(|row| DueDays::of(row, calendars.get(&row.space))).collect();
    let values: Vec<[Value<'_>; 20]> = rows
        .iter()
        .zip(&days)
        .map(|(row, days)| {
            let two = days.two.as_ref();
            let since = |is: bool| Value::IntOpt(is.then_some(now.as_ms()));
            [
                Value::Bytes(row.doc.as_bytes()),
                Value::Bytes(row.note.as_bytes()),
                Value::Bytes(row.space.as_bytes()),
                Value::Bytes(row.author.as_bytes()),
                Value::Bytes(row.unit.as_bytes()),
                Value::Int(row.began.as_ms()),
                Value::Int(row.ended.as_ms()),
                Value::Int(row.received_at.unwrap_or(now).as_ms()),
                Value::Int(row.urgency.code().into()),
                Value::Int(row.calendar.into()),
                Value::Int(row.is_withheld.into()),
                Value::Int(row.withheld_again.into()),
                since(row.is_taken),
                since(row.is_tried),
                since(row.is_closed),
                since(row.is_filed),
                Value::Text(&days.due),
                Value::TextOpt(two.map(|(told, _)| told.as_str())),
                Value::TextOpt(two.map(|(_, calendar)| calendar.as_str())),
                Value::TextOpt(days.again.as_deref()),
            ]
        })
        .collect();
    let moved = " ON CONFLICT (document_id) DO UPDATE SET is_withheld = excluded.is_withheld, \
         withheld_again = excluded.withheld_again, again_on = excluded.again_on, \
         taken_at = CASE WHEN excluded.taken_at IS NULL THEN NULL ELSE COALESCE(follow_ups.taken_at, excluded.taken_at) END, \
         tried_at = CASE WHEN excluded.tried_at IS NULL THEN NULL ELSE COALESCE(follow_ups.tried_at, excluded.tried_at) END, \
         closed_at = CASE WHEN excluded.closed_at IS NULL THEN NULL ELSE COALESCE(follow_ups.closed_at, excluded.closed_at) END, \
         filed_at = CASE WHEN excluded.filed_at IS NULL THEN NULL ELSE COALESCE(follow_ups.filed_at, excluded.filed_at) END";
    insert(tx, &format!("INSERT INTO follow_ups ({COLUMNS}) VALUES "), &values, moved).await?;
    for (loose, tied) in rows.iter().filter_map(|row| Some((row.doc, row.tied_to?))) {
        Statement::new("UPDATE follow_ups SET received_at = (SELECT received_at FROM follow_ups WHERE document_id = ")
            .bind(Value::Bytes(loose.as_bytes()))
            .text(") WHERE document_id = ")
            .bind(Value::Bytes(follow_up_of(tied).as_bytes()))
            .text(" AND received_at > (SELECT received_at FROM follow_ups WHERE document_id = ")
            .bind(Value::Bytes(loose.as_bytes()))
            .text(")")
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// The calendar of the unit that looks after each of these spaces: the one it has set, closed on its municipality's days too,
/// else the ordinary one.
async fn calendars_of(
    tx: &mut Tx,
    spaces: impl Iterator<Item = SpaceId>,
) -> Result<BTreeMap<SpaceId, Calendar>, StoreError> {
    let spaces: Vec<SpaceId> = spaces.collect();
    let rows = Statement::new(
        "SELECT s.id, p.facts, m.facts FROM spaces s LEFT JOIN families f ON f.id = s.family_id \
         LEFT JOIN units n ON n.id = COALESCE(f.unit_id, s.owner_id) \
         LEFT JOIN public_facts p ON p.unit_id = n.id \
         LEFT JOIN public_facts m ON m.unit_id = n.municipality_id WHERE s.id IN ",
    )
    .list(spaces.iter().map(|space| &space.as_bytes()[..]))
    .all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            let columns = Columns::new("public_facts", row);
            let of = |index| -> Result<Option<Calendar>, StoreError> {
                let hours = columns.text_opt(index)?.and_then(|json| serde_json::from_str::<UnitHours>(&json).ok());
                Ok(hours.map(|hours| hours.calendar))
            };
            let calendar = match (of(1)?, of(2)?) {
                (Some(own), Some(shared)) => own.and_closed(&shared),
                (own, _) => own.unwrap_or_else(Calendar::ordinary),
            };
            Ok((columns.id(0)?, calendar))
        })
        .collect()
}

/// A call is, or was, on the leader's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlipMark {
    /// When the server first saw it.
    pub(crate) since: Timestamp,
    pub(crate) why: Slipped,
    /// When it had come off the list.
    pub(crate) over_at: Option<Timestamp>,
}

const fn why_code(why: Slipped) -> i64 {
    match why {
        Slipped::NotTaken => 1,
        Slipped::NotTried => 2,
    }
}

fn why_of(code: u8) -> Option<Slipped> {
    [Slipped::NotTaken, Slipped::NotTried].into_iter().find(|why| why_code(*why) == i64::from(code))
}

/// A follow-up as lists and counts need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedFollowUp {
    pub(crate) doc: DocId,
    pub(crate) space: SpaceId,
    /// None for a call that is tied to no family yet.
    pub(crate) family: Option<FamilyId>,
    /// Looks after the family, or has the call on its consultants' list.
    pub(crate) unit: UnitId,
    pub(crate) began: Timestamp,
    pub(crate) received_at: Timestamp,
    pub(crate) due: NaiveDate,
    /// What the family was told and what the calendar says, where they differ.
    pub(crate) two_days: Option<(NaiveDate, NaiveDate)>,
    pub(crate) urgency: Urgency,
    pub(crate) is_withheld: bool,
    pub(crate) withheld_again: u32,
    pub(crate) taken_at: Option<Timestamp>,
    pub(crate) tried_at: Option<Timestamp>,
    pub(crate) closed_at: Option<Timestamp>,
    /// The day of the next try, where nobody was reached.
    pub(crate) again_on: Option<NaiveDate>,
    pub(crate) is_filed: bool,
    pub(crate) slip: Option<SlipMark>,
}

const LISTED: &str = "SELECT u.document_id, u.space_id, s.family_id, COALESCE(f.unit_id, s.owner_id), u.began_at, \
     u.received_at, u.due_on, u.told_on, u.calendar_on, u.urgency, u.is_withheld, u.withheld_again, u.taken_at, \
     u.tried_at, u.closed_at, u.filed_at, u.slipped_at, u.slipped_why, u.slip_over_at, u.again_on \
     FROM follow_ups u JOIN documents d ON d.id = u.document_id JOIN spaces s ON s.id = u.space_id \
     LEFT JOIN families f ON f.id = s.family_id WHERE d.state = $1";

fn listed(row: &AnyRow) -> Result<ListedFollowUp, StoreError> {
    let columns = Columns::new("follow_ups", row);
    let day = |at: usize, text: &str| text.parse::<NaiveDate>().map_err(|error| columns.damaged(at, error));
    let two_days = match (columns.text_opt(7)?, columns.text_opt(8)?) {
        (Some(told), Some(calendar)) => Some((day(7, &told)?, day(8, &calendar)?)),
        _ => None,
    };
    let slip = match columns.time_opt(16)? {
        Some(since) => Some(SlipMark { since, why: columns.code(17, why_of)?, over_at: columns.time_opt(18)? }),
        None => None,
    };
    Ok(ListedFollowUp {
        doc: columns.id(0)?,
        space: columns.id(1)?,
        family: columns.id_opt(2)?,
        unit: columns.id(3)?,
        began: columns.time(4)?,
        received_at: columns.time(5)?,
        due: day(6, &columns.text(6)?)?,
        two_days,
        urgency: columns.code(9, Urgency::from_code)?,
        is_withheld: columns.bool(10)?,
        withheld_again: u32::try_from(columns.int(11)?).unwrap_or(u32::MAX),
        taken_at: columns.time_opt(12)?,
        tried_at: columns.time_opt(13)?,
        closed_at: columns.time_opt(14)?,
        again_on: columns.text_opt(19)?.map(|text| day(19, &text)).transpose()?,
        is_filed: columns.time_opt(15)?.is_some(),
        slip,
    })
}

impl ListedFollowUp {
    pub(crate) fn is_closed(&self) -> bool {
        self.closed_at.is_some()
    }

    /// The server received it when its due day was over.
    pub(crate) fn is_late(&self) -> bool {
        is_received_late(self.due, Some(self.received_at))
    }

    /// As far as it is known here: who took it is not.
    pub(crate) fn progress(&self) -> Progress {
        let mut progress = Progress::of([]);
        progress.tried = self.tried_at.is_some();
        (progress.again_on, progress.not_reached_at) = (self.again_on, self.again_on.and(self.tried_at));
        progress.status = match (self.is_closed(), self.taken_at.is_some()) {
            (true, _) => Status::Closed,
            (false, true) => Status::Taken,
            (false, false) => Status::New,
        };
        if self.taken_at.is_some() {
            progress.takers.push(PersonId::from_bytes([0; 16]));
        }
        progress
    }
}

impl ListedFollowUp {
    /// What is to be said of it on the leader's list at `now`; `None` if it was never there. What was received when it was
    /// too late was there, however soon somebody took it. Asked again it is the same.
    pub(crate) fn slip_at(&self, calendar: &Calendar, now: Timestamp) -> Option<SlipMark> {
        match (slipped(self.due, &self.progress(), calendar, now), self.slip) {
            (Some(why), Some(mark)) if mark.over_at.is_none() => Some(SlipMark { why, ..mark }),
            (Some(why), _) => Some(SlipMark { since: now, why, over_at: None }),
            (None, Some(mark)) if mark.over_at.is_some() => Some(mark),
            (None, Some(mark)) => Some(self.over(mark, now)),
            (None, None) if self.is_late() => {
                Some(self.over(SlipMark { since: self.received_at, why: Slipped::NotTried, over_at: None }, now))
            }
            (None, None) => None,
        }
    }

    /// It came off the list when somebody did what had been missing.
    fn over(&self, mark: SlipMark, now: Timestamp) -> SlipMark {
        let taken = self.taken_at.filter(|_| mark.why == Slipped::NotTaken);
        let done = [taken, self.tried_at, self.closed_at].into_iter().flatten().min();
        SlipMark { over_at: Some(done.unwrap_or(now).max(mark.since)), ..mark }
    }
}

impl Store {
    /// The follow-ups in a unit's spaces: those that are open, and those of calls since. A call that was tied to a family
    /// counts there alone.
    pub(crate) async fn follow_ups_of_unit(
        &self,
        unit: UnitId,
        since: Timestamp,
    ) -> Result<Vec<ListedFollowUp>, StoreError> {
        let text = format!(
            "{LISTED} AND (f.unit_id = $2 OR s.owner_id = $2) AND (u.closed_at IS NULL OR u.began_at > $3) \
             ORDER BY u.began_at, u.document_id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(state_code(DocState::Live))
            .bind(&unit.as_bytes()[..])
            .bind(since.as_ms())
            .fetch_all(self.read())
            .await?;
        rows.iter().map(listed).collect()
    }

    /// The follow-ups that may slip or have slipped: those that are open, those that are on the leaders' lists, and what was
    /// received since.
    pub(crate) async fn follow_ups_to_mark(&self, since: Timestamp) -> Result<Vec<ListedFollowUp>, StoreError> {
        let text = format!(
            "{LISTED} AND (u.closed_at IS NULL OR (u.slipped_at IS NOT NULL AND u.slip_over_at IS NULL) \
             OR u.received_at > $2) ORDER BY u.document_id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(state_code(DocState::Live))
            .bind(since.as_ms())
            .fetch_all(self.read())
            .await?;
        rows.iter().map(listed).collect()
    }

    /// Calls of the common lists, received since, that nobody follows up there any more: those that were tied to a family
    /// are among them.
    pub(crate) async fn tied_calls(&self, since: Timestamp) -> Result<Vec<DocId>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.note_id FROM follow_ups u JOIN spaces s ON s.id = u.space_id \
             WHERE s.kind = 4 AND u.closed_at IS NOT NULL AND u.received_at > $1 ORDER BY u.document_id",
        )
        .bind(since.as_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| Columns::new("follow_ups", row).id(0)).collect()
    }

    /// Puts a follow-up on the leader's list, or says something else of it, unless somebody did that since `before` was
    /// read. Whether it was done.
    pub(crate) async fn mark_slip(
        &self,
        tx: &mut Tx,
        doc: DocId,
        before: Option<SlipMark>,
        mark: SlipMark,
    ) -> Result<bool, StoreError> {
        let since = before.map_or(0, |before| before.since.as_ms());
        let over = before.and_then(|before| before.over_at).map_or(0, Timestamp::as_ms);
        let done = sqlx::query(
            "UPDATE follow_ups SET slipped_at = $1, slipped_why = $2, slip_over_at = $3 WHERE document_id = $4 \
             AND COALESCE(slipped_at, 0) = $5 AND COALESCE(slip_over_at, 0) = $6",
        )
        .bind(mark.since.as_ms())
        .bind(why_code(mark.why))
        .bind(mark.over_at.map(Timestamp::as_ms))
        .bind(&doc.as_bytes()[..])
        .bind(since)
        .bind(over)
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
