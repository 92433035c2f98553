//! Whether the place where a family lives may be told. The decision stands in the records, for whoever sets families up,
//! and in a document in each space that it is about, for the devices (`docs/decisions/0018-hidden-place.md`).

use chrono::NaiveDate;
use samspil_shared::domain::{FamilyId, Hiding, Kind, PersonId, PlacementId, SpaceId, Timestamp};
use samspil_shared::sync::frame::Reason;

use super::AdminError;
use super::work::Work;
use crate::store::places::Places;
use crate::store::{AuditWhat, Store};
use crate::sync::{CardError, Hub};

pub use super::office::PlacementError;

/// How often a document is tried.
const TRIES: usize = 4;

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Whether the family's address is hidden, until somebody decides otherwise.
    Address(bool),
    /// Until when a placement's place is, its last day included; `None` to tell it from now on.
    Placement(PlacementId, Option<NaiveDate>),
}

impl Decision {
    fn hides(self) -> bool {
        match self {
            Self::Address(hidden) => hidden,
            Self::Placement(_, until) => until.is_some(),
        }
    }

    fn audited(self, family: FamilyId) -> (AuditWhat, [u8; 16]) {
        match self {
            Self::Address(true) => (AuditWhat::AddressHidden, *family.as_bytes()),
            Self::Address(false) => (AuditWhat::AddressShown, *family.as_bytes()),
            Self::Placement(placement, Some(_)) => (AuditWhat::PlaceHidden, *placement.as_bytes()),
            Self::Placement(placement, None) => (AuditWhat::PlaceShown, *placement.as_bytes()),
        }
    }

    fn apply(self, places: &mut Places, today: NaiveDate) -> Result<(), AdminError> {
        match self {
            Self::Address(hidden) => places.address_hidden = hidden,
            Self::Placement(placement, until) => {
                if until.is_some_and(|until| until < today) {
                    return Err(AdminError::DayPassed);
                }
                let here = places.placements.iter_mut().find(|one| one.placement == placement);
                here.ok_or(AdminError::Missing("placement"))?.hidden_until = until;
            }
        }
        Ok(())
    }
}

/// Decides it. Said again, it is written again: so a server that stopped half-way is put right.
///
/// What hides a place reaches the devices before the records, and what shows it after them: if only half of it is done, the
/// place is kept.
///
/// # Errors
/// [`PlacementError`]: there is no such family or placement, or the day has passed.
pub async fn decide(
    hub: &Hub,
    by: Option<PersonId>,
    family: FamilyId,
    decision: Decision,
    now: Timestamp,
) -> Result<(), PlacementError> {
    let store = hub.store();
    let today = now.local_date().ok_or(AdminError::Window)?;
    let mut places = store.places_of(family).await?.ok_or(AdminError::Missing("family"))?;
    decision.apply(&mut places, today)?;
    if decision.hides() {
        mark(hub, &places).await?;
    }
    let mut work = Work::begin(store, by, now).await?;
    match decision {
        Decision::Address(hidden) => store.hide_address(&mut work.tx, family, hidden).await?,
        Decision::Placement(placement, until) => store.hide_place(&mut work.tx, placement, until).await?,
    }
    let (what, subject) = decision.audited(family);
    work.note(what, &subject);
    work.done().await?;
    if !decision.hides() {
        mark(hub, &places).await?;
    }
    Ok(())
}

/// Tells a new placement's space what was decided about its family.
pub(crate) async fn mark_new(hub: &Hub, family: FamilyId, space: SpaceId) -> Result<(), PlacementError> {
    let places = hub.store().places_of(family).await?.ok_or(AdminError::Missing("family"))?;
    for (of, hiding) in places.marks() {
        if of == space {
            mark_space(hub, of, hiding).await?;
        }
    }
    Ok(())
}

async fn mark(hub: &Hub, places: &Places) -> Result<(), PlacementError> {
    for (space, hiding) in places.marks() {
        mark_space(hub, space, hiding).await?;
    }
    Ok(())
}

/// A space about which nothing was ever decided needs no mark that says so.
async fn mark_space(hub: &Hub, space: SpaceId, hiding: Hiding) -> Result<(), PlacementError> {
    if hiding == Hiding::Open && !is_marked(hub.store(), space).await? {
        return Ok(());
    }
    for _ in 1..TRIES {
        match hub.mark_place(space, hiding).await {
            // Somebody else set something up in the same moment.
            Err(CardError::Refused(Reason::Unavailable | Reason::Busy)) => {}
            written => return Ok(written.map(drop)?),
        }
    }
    hub.mark_place(space, hiding).await?;
    Ok(())
}

async fn is_marked(store: &Store, space: SpaceId) -> Result<bool, PlacementError> {
    Ok(store.has_kind(space, Kind::PlaceMark).await?)
}
