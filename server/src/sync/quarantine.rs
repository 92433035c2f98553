//! What waits in quarantine: shown to its readers, and taken in or left out by one of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use samspil_shared::domain::{Acting, DocId, Kind, PersonId, SpaceId, Timestamp};
use samspil_shared::sync::frame::OpResult;

use super::Hub;
use super::push::Pusher;
use crate::store::quarantine::QuarantineRow;
use crate::store::{AuditWhat, StoreError};
use crate::validate::{Wanted, Who};

/// A text that waits, as a reader is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    pub doc: DocId,
    pub by: PersonId,
    pub space: SpaceId,
    pub kind: Kind,
    pub made_at: Option<Timestamp>,
    pub received_at: Timestamp,
    /// What stands there now, if it is a change.
    pub before: Option<String>,
    /// `None` if it is nothing that could be taken in.
    pub text: Option<String>,
}

/// What came of settling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    Done,
    /// Nothing of the kind waits for this reader.
    Missing,
    /// It is nothing that could be taken in.
    Unreadable,
    /// The server is busy.
    Later,
}

impl Hub {
    /// How many texts wait for this person in this role.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn quarantined_count(&self, viewer: PersonId, acting: Acting) -> Result<usize, StoreError> {
        Ok(self.wanted_for(viewer, acting).await?.len())
    }

    /// The texts that wait for this person in this role. That they were shown is noted.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn quarantined(&self, viewer: PersonId, acting: Acting) -> Result<Vec<Quarantined>, StoreError> {
        let wanted = self.wanted_for(viewer, acting).await?;
        let mut shown = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            let Some(first) = wanted.rows.first() else { continue };
            let (doc, received_at, made_at) = (wanted.document.id, first.at, wanted.made_at());
            let words = self.0.validator.words(&wanted).await?;
            let (before, text) = words.map(|words| (words.before, Some(words.wanted))).unwrap_or_default();
            let (by, space, kind) = (wanted.by, wanted.document.meta.space, wanted.document.meta.kind);
            shown.push(Quarantined { doc, by, space, kind, made_at, received_at, before, text });
        }
        for one in &shown {
            self.note(viewer, AuditWhat::QuarantineShown, one.doc).await?;
        }
        Ok(shown)
    }

    /// Takes a text in under its author's name, or leaves it out. It is kept either way.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn settle_quarantined(
        &self,
        (viewer, acting): (PersonId, Acting),
        (doc, by): (DocId, PersonId),
        take: bool,
    ) -> Result<Settled, StoreError> {
        let wanted = self.wanted_for(viewer, acting).await?;
        let Some(wanted) = wanted.into_iter().find(|wanted| wanted.document.id == doc && wanted.by == by) else {
            return Ok(Settled::Missing);
        };
        if take && self.0.validator.words(&wanted).await?.is_none() {
            return Ok(Settled::Unreadable);
        }
        // Decided before anything is done: what a restore undoes is done again, and never asked again.
        self.store().decide(&wanted.rows, take, self.now()).await?;
        let decided = self.store().decisions(&wanted.rows.iter().collect::<Vec<_>>()).await?;
        if wanted.rows.iter().any(|row| decided.get(&row.name()) != Some(&take)) {
            // Somebody else was quicker.
            return Ok(Settled::Missing);
        }
        if take {
            match self.take_in(&wanted.rows).await? {
                None => {}
                Some(Settled::Later) => return Ok(Settled::Later),
                Some(no) => {
                    self.store().undecide(&wanted.rows).await?;
                    return Ok(no);
                }
            }
        }
        let done = self.settle(&wanted.rows, Some(viewer), take).await?;
        Ok(if done { Settled::Done } else { Settled::Missing })
    }

    /// Notes that these were taken in or left out. Whether any waited.
    async fn settle(&self, rows: &[QuarantineRow], by: Option<PersonId>, taken: bool) -> Result<bool, StoreError> {
        let Some(doc) = rows.first().map(|row| row.doc) else { return Ok(false) };
        let mut tx = self.store().begin().await?;
        let now = self.now();
        if !self.store().settle_quarantined(&mut tx, rows, by, taken, now).await? {
            return Ok(false);
        }
        let what = if taken { AuditWhat::QuarantineTaken } else { AuditWhat::QuarantineLeft };
        self.store().audit(&mut tx, by, what, Some(doc.as_bytes()), "", now).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(true)
    }

    /// Does what was decided before the records were put back to an older copy, and lets go of what a device has brought
    /// back meanwhile. What is left is to be asked.
    async fn undecided(&self, wanted: Vec<Wanted>) -> Result<Vec<Wanted>, StoreError> {
        let rows: Vec<&QuarantineRow> = wanted.iter().flat_map(|wanted| &wanted.rows).collect();
        let decided = self.store().decisions(&rows).await?;
        let stored = self.store().hashes(rows.iter().map(|row| row.doc)).await?;
        let is_stored = |row: &QuarantineRow| stored.get(&row.doc).is_some_and(|hashes| hashes.contains(&row.hash));
        let mut left = Vec::with_capacity(wanted.len());
        for Wanted { by, document, rows } in wanted {
            let (there, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_stored);
            let (known, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| decided.contains_key(&row.name()));
            let (taken, out): (Vec<_>, Vec<_>) =
                known.into_iter().partition(|row| decided.get(&row.name()) == Some(&true));
            self.settle(&there, None, true).await?;
            self.settle(&out, None, false).await?;
            // What cannot be taken in yet, since what it builds on is still to be brought back, is tried when it is looked at
            // again.
            if self.take_in(&taken).await?.is_none() {
                self.settle(&taken, None, true).await?;
            }
            if !rows.is_empty() {
                left.push(Wanted { by, document, rows });
            }
        }
        Ok(left)
    }

    /// Stores operations of one person as theirs, each from the device that it came from. Why not, if they cannot be.
    async fn take_in(&self, rows: &[QuarantineRow]) -> Result<Option<Settled>, StoreError> {
        let Some(by) = rows.first().map(|row| row.by) else { return Ok(None) };
        let Some(standing) = self.store().standing(by).await? else { return Ok(Some(Settled::Missing)) };
        let standing = Arc::new(standing);
        for row in rows {
            let who = Who { person: row.by, enrolment: row.enrolment, acting: row.acting };
            let result = Pusher::new(self.clone(), who, Arc::clone(&standing)).take_in(row.op.clone()).await?;
            match result {
                OpResult::Stored { .. } | OpResult::Exists => {}
                OpResult::Later { .. } => return Ok(Some(Settled::Later)),
                OpResult::Never { .. } => return Ok(Some(Settled::Unreadable)),
            }
        }
        Ok(None)
    }

    async fn wanted_for(&self, viewer: PersonId, acting: Acting) -> Result<Vec<Wanted>, StoreError> {
        let Some(standing) = self.store().standing(viewer).await? else { return Ok(Vec::new()) };
        let memberships = standing.effective(acting, self.now());
        let spaces: BTreeSet<SpaceId> = memberships.iter().map(|membership| membership.space).collect();
        let mut wanted = self.0.validator.wanted(&spaces).await?;
        wanted.retain(|wanted| wanted.is_for(viewer, &memberships));
        self.undecided(wanted).await
    }

    async fn note(&self, viewer: PersonId, what: AuditWhat, doc: DocId) -> Result<(), StoreError> {
        let mut tx = self.store().begin().await?;
        self.store().audit(&mut tx, Some(viewer), what, Some(doc.as_bytes()), "", self.now()).await?;
        tx.commit().await.map_err(StoreError::from)
    }
}
