//! What the server itself writes: the card of a placement that is set up, and what was decided about a place. It goes the
//! ordinary way, made by the node's own enrolment; its author is nobody.

use chrono::NaiveDate;
use samspil_shared::doc::placement_card::{self, NewPlacementCard};
use samspil_shared::doc::{BirthMonth, ChildName, EditError, SCHEMA, place_mark};
use samspil_shared::domain::{ActorId, Audience, Creatable, DocId, DocumentMeta, Hiding, Kind, SpaceId};
use samspil_shared::sync::frame::Reason;

use super::Hub;
use super::writer::Outcome;
use crate::store::{NOBODY, StoreError};

/// Whom a new placement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCard {
    /// The placement's space.
    pub space: SpaceId,
    /// The child's given name or initials.
    pub child: ChildName,
    /// The month it was born in.
    pub born: BirthMonth,
    /// First day of the placement.
    pub starts_on: NaiveDate,
}

/// Why no card, or no mark, was made.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It could not be written.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The validator refused it.
    #[error("it was refused: {0:?}")]
    Refused(Reason),
}

impl Hub {
    /// Writes a placement's card; its id once it is on disk.
    ///
    /// # Errors
    /// [`CardError`].
    pub async fn create_card(&self, card: NewCard) -> Result<DocId, CardError> {
        let NewCard { space, child, born, starts_on } = card;
        let new = NewPlacementCard { child, born, starts_on };
        self.create(Kind::PlacementCard, space, |actor| placement_card::create(actor, self.now(), &new)).await
    }

    /// Tells a space whether its place may be told; the document's id once it is on disk. The last one counts.
    ///
    /// # Errors
    /// [`CardError`].
    pub async fn mark_place(&self, space: SpaceId, hiding: Hiding) -> Result<DocId, CardError> {
        self.create(Kind::PlaceMark, space, |actor| place_mark::create(actor, self.now(), hiding)).await
    }

    async fn create(
        &self,
        kind: Kind,
        space: SpaceId,
        write: impl FnOnce(ActorId) -> Result<Vec<Vec<u8>>, EditError>,
    ) -> Result<DocId, CardError> {
        let store = self.store();
        let enrolment = store.service_enrolment().await?;
        let (doc, actor) = store.edge().with_rng(|rng| (DocId::random(rng), ActorId::fresh(enrolment, rng)));
        let changes = write(actor)?;
        let meta = DocumentMeta {
            kind,
            schema: SCHEMA,
            space,
            parent: None,
            course: None,
            audience: Audience::MEMBERS,
            readers: Vec::new(),
        };
        let creatable = Creatable::by_service(&meta).ok_or(CardError::Refused(Reason::NotCreatable))?;
        let judged = self.0.validator.judge_service(NOBODY, enrolment, creatable, doc, changes).await?;
        let judged = judged.map_err(CardError::Refused)?;
        match self.0.writer.write(vec![judged.job], Vec::new()).await.pop() {
            Some(Outcome::Stored(_)) => Ok(doc),
            Some(Outcome::Refused(reason)) => Err(CardError::Refused(reason)),
            // The space is not there, or an administrator changed something in this very moment.
            Some(Outcome::Again) => Err(CardError::Refused(Reason::Unavailable)),
            Some(Outcome::Busy) | None => Err(CardError::Refused(Reason::Busy)),
        }
    }
}
