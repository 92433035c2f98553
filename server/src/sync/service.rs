//! What the server itself writes: the card of a placement that is set up on the command line. It goes the ordinary way,
//! made by the node's own enrolment; its author is nobody.

use chrono::NaiveDate;
use samspil_shared::doc::placement_card::{self, NewPlacementCard};
use samspil_shared::doc::{BirthMonth, ChildName, EditError, SCHEMA};
use samspil_shared::domain::{ActorId, Audience, Creatable, DocId, DocumentMeta, Kind, SpaceId};
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

/// Why no card was made.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The card could not be written.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The validator refused it.
    #[error("the card was refused: {0:?}")]
    Refused(Reason),
}

impl Hub {
    /// Writes a placement's card; its id once it is on disk.
    ///
    /// # Errors
    /// [`CardError`].
    pub async fn create_card(&self, card: NewCard) -> Result<DocId, CardError> {
        let store = self.store();
        let enrolment = store.service_enrolment().await?;
        let (doc, actor) = store.edge().with_rng(|rng| (DocId::random(rng), ActorId::fresh(enrolment, rng)));
        let NewCard { space, child, born, starts_on } = card;
        let changes = placement_card::create(actor, self.now(), &NewPlacementCard { child, born, starts_on })?;
        let meta = DocumentMeta {
            kind: Kind::PlacementCard,
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
