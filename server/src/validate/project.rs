//! What the server derives from a document to keep beside it.

use automerge::Automerge;
use samspil_shared::doc::{Origin, Provenance, What, follow_up, hashes};
use samspil_shared::domain::call::MayShow;
use samspil_shared::domain::{Document, Kind, PersonId};

use crate::store::follow_ups::FollowUpRow;

/// A follow-up's row; `None` for every other kind, and for a document that does not read (it is not taken anyway).
pub(super) fn follow_up_row(document: &Document, merged: &Automerge) -> Option<FollowUpRow> {
    if document.meta.kind != Kind::FollowUp {
        return None;
    }
    // Who did what makes no difference to where it stands.
    let anybody = Origin { by: PersonId::from_bytes([0; 16]), received_at: None };
    let provenance: Provenance = hashes(merged).into_iter().map(|hash| (hash, anybody)).collect();
    let read = follow_up::read(merged, &provenance).ok()?;
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
        is_filed: progress.filed,
    })
}
