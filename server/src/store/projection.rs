//! What the server derives from a document to keep beside it, and whether what is kept still says so.

use automerge::Automerge;
use samspil_shared::doc::{Origin, Provenance, What, follow_up, hashes, materialise};
use samspil_shared::domain::call::MayShow;
use samspil_shared::domain::{Document, Kind, PersonId};

use super::changes::ChangeRow;
use super::follow_ups::FollowUpRow;
use super::row::Columns;
use super::{Store, StoreError};

/// The history of a document of which it makes no difference who wrote what.
pub(crate) fn by_anybody(merged: &Automerge) -> Provenance {
    let anybody = Origin { by: PersonId::from_bytes([0; 16]), received_at: None };
    hashes(merged).into_iter().map(|hash| (hash, anybody)).collect()
}

/// A follow-up's row; `None` for every other kind, and for a document that does not read (it is not taken anyway).
pub(crate) fn follow_up_row(document: &Document, merged: &Automerge) -> Option<FollowUpRow> {
    if document.meta.kind != Kind::FollowUp {
        return None;
    }
    let read = follow_up::read(merged, &by_anybody(merged)).ok()?;
    let progress = read.progress();
    let renewed = read.facts.iter().filter(|fact| matches!(fact.what, What::Withheld { .. })).count();
    Some(FollowUpRow {
        doc: document.id,
        note: document.meta.parent?,
        space: document.meta.space,
        author: document.author,
        unit: read.new.unit,
        began: read.new.began,
        ended: read.new.ended,
        urgency: read.new.urgency,
        due: read.new.due.day,
        calendar: read.new.due.calendar,
        is_withheld: read.may_show() == MayShow::Nobody,
        withheld_again: u32::try_from(renewed).unwrap_or(u32::MAX),
        is_taken: progress.is_taken(),
        is_tried: progress.tried,
        is_closed: progress.is_closed(),
        is_filed: progress.is_filed(),
        not_reached: progress.not_reached_at.map(|at| (at, progress.again_on)),
        received_at: document.created_at,
        tied_to: read.tied_to(),
    })
}

impl Store {
    /// What the row beside a follow-up says that its document does not.
    pub(super) async fn check_follow_up(
        &self,
        document: &Document,
        changes: &[ChangeRow],
    ) -> Result<Vec<String>, StoreError> {
        let (kind, schema) = (document.meta.kind, document.meta.schema);
        if kind != Kind::FollowUp {
            return Ok(Vec::new());
        }
        let merged = materialise(kind, schema, changes.iter().map(|change| &change.bytes[..]));
        let Some(says) = merged.ok().and_then(|merged| follow_up_row(document, &merged)) else {
            return Ok(vec!["it does not read".to_owned()]);
        };
        let row = sqlx::query(
            "SELECT note_id, space_id, author_id, unit_id, began_at, ended_at, urgency, calendar, is_withheld, \
             withheld_again, taken_at, tried_at, closed_at, filed_at, due_on, told_on, calendar_on, again_on \
             FROM follow_ups WHERE document_id = $1",
        )
        .bind(&document.id.as_bytes()[..])
        .fetch_optional(self.read())
        .await?;
        let Some(row) = row else { return Ok(vec!["no row of follow-ups".to_owned()]) };
        let columns = Columns::new("follow_ups", &row);
        let due = says.due.to_string();
        let told = columns.text_opt(15)?;
        // Where two days are named, the call is due on the earlier one.
        let is_due = match (&told, columns.text_opt(16)?) {
            (None, None) => columns.text(14)? == due,
            (Some(told), Some(calendar)) => {
                *told == due && *told != calendar && columns.text(14)? == *told.min(&calendar)
            }
            _ => false,
        };
        let again = columns.text_opt(17)?;
        // A day that nobody named is reckoned when it is written, and rows of before have none.
        let is_again = match says.not_reached {
            None => again.is_none(),
            Some((_, named)) => again.is_none() || named.is_none_or(|named| again == Some(named.to_string())),
        };
        let agrees = [
            ("call", columns.bytes(0)? == says.note.as_bytes() && columns.bytes(1)? == says.space.as_bytes()),
            ("author", columns.bytes(2)? == says.author.as_bytes() && columns.bytes(3)? == says.unit.as_bytes()),
            ("time", columns.time(4)? == says.began && columns.time(5)? == says.ended),
            ("urgency", columns.int(6)? == i64::from(says.urgency.code())),
            ("due day", is_due && columns.int(7)? == i64::from(says.calendar)),
            ("withholding", columns.bool(8)? == says.is_withheld && columns.int(9)? == i64::from(says.withheld_again)),
            ("taken", columns.time_opt(10)?.is_some() == says.is_taken),
            ("tried", columns.time_opt(11)?.is_some() == says.is_tried),
            ("closed", columns.time_opt(12)?.is_some() == says.is_closed),
            ("next try", is_again),
            ("filed", columns.time_opt(13)?.is_some() == says.is_filed),
        ];
        let wrong = agrees.iter().filter(|(_, agrees)| !agrees);
        Ok(wrong.map(|(what, _)| format!("the row of follow-ups says something else: {what}")).collect())
    }
}
