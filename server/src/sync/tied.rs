//! What an officer adds to a call that was tied to a family meanwhile reaches whoever follows up.

use samspil_shared::domain::{DocId, PersonId, SpaceId, Timestamp};

use super::Hub;
use super::writer::Outcome;
use crate::store::StoreError;

/// How often it is tried at once; what is left is for the next hour.
const TRIES: usize = 4;

/// A call of the common list that was tied to a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tied {
    /// Where it lay.
    pub list: SpaceId,
    /// The family's space.
    pub space: SpaceId,
    /// Who tied it.
    pub by: PersonId,
    /// When the server was told.
    pub at: Timestamp,
}

impl Hub {
    /// To which family a call of the common list was tied.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn tied_call(&self, loose: DocId) -> Result<Option<Tied>, StoreError> {
        let tied = self.0.validator.tied_call(loose).await?;
        Ok(tied.map(|(list, to)| Tied {
            list: list.space(),
            space: to.space(),
            by: to.document.author,
            at: to.created_at,
        }))
    }

    /// Writes what was added to this call of the common list into the call of the family that it was tied to. Idempotent;
    /// nothing for any other document.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer; then the next hour does it.
    pub async fn carry_added(&self, loose: DocId) -> Result<usize, StoreError> {
        for _ in 0..TRIES {
            let Some(judged) = self.0.validator.carried(loose).await? else { return Ok(0) };
            let outcome = self.0.writer.write(vec![judged.job.clone()], Vec::new()).await.pop();
            match outcome {
                Some(Outcome::Stored(stored)) => {
                    self.0.validator.keep(judged, &stored);
                    return Ok(1);
                }
                // Somebody wrote there in this very moment.
                Some(Outcome::Again) => {}
                Some(Outcome::Busy | Outcome::Refused(_)) | None => return Ok(0),
            }
        }
        Ok(0)
    }

    /// The same of every call that was tied lately: what a server that stopped half-way left. How many had something.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn carry_all_added(&self, since: Timestamp) -> Result<usize, StoreError> {
        let mut carried = 0;
        for loose in self.store().tied_calls(since).await? {
            carried += self.carry_added(loose).await?;
        }
        Ok(carried)
    }
}
