//! Who on duty opened a family's card, as the family may know it.

use samspil_shared::api::{OPENINGS_MAX, Opening};
use samspil_shared::domain::{Acting, PersonId, SpaceId, may_see_openings};

use super::Hub;
use crate::store::StoreError;

impl Hub {
    /// The openings of the card in this contact space, for this person in this role; `None` if it is none of theirs.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn openings(
        &self,
        viewer: PersonId,
        acting: Acting,
        space: SpaceId,
    ) -> Result<Option<Vec<Opening>>, StoreError> {
        let now = self.now();
        let standing = self.store().standing(viewer).await?.filter(|standing| standing.in_force);
        let memberships = standing.as_ref().map(|standing| standing.effective(acting, now)).unwrap_or_default();
        let Some(permit) = may_see_openings(viewer, &memberships, space) else { return Ok(None) };
        let mut openings: Vec<Opening> = Vec::new();
        for (at, unit) in self.store().openings(permit, now).await? {
            let Some(on) = at.local_date() else { continue };
            let opening = Opening { on, unit };
            if !openings.contains(&opening) {
                openings.push(opening);
            }
        }
        openings.truncate(OPENINGS_MAX);
        Ok(Some(openings))
    }
}
