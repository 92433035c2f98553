//! Who plans the rota and says who is away: the extractor that hands out permits.

use axum::extract::{FromRequestParts, Query};
use http::Method;
use http::request::Parts;
use samspil_shared::api::admin::As;
use samspil_shared::domain::rota::{RotaDeed, RotaPermit, may_rota};
use samspil_shared::domain::{Acting, EnrolmentId, Membership, PersonId, SpaceId};

use super::{Authenticated, limit};
use crate::error::ApiError;
use crate::state::AppState;

/// Proof that a person acts as what the request says, through memberships in effect.
#[derive(Debug)]
pub(crate) struct Planner {
    person: PersonId,
    enrolment: EnrolmentId,
    acting: Acting,
    memberships: Vec<Membership>,
}

impl FromRequestParts<AppState> for Planner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let who = Authenticated::from_request_parts(parts, state).await?;
        let Query(As { role, unit }) = Query::try_from_uri(&parts.uri)
            .map_err(|_| ApiError::Malformed("The query says what it is asked as: ?role=..&unit=..".to_owned()))?;
        let (person, enrolment, now) = (who.principal().person, who.principal().enrolment, state.now());
        let standing = state.store().standing(person).await?.filter(|standing| standing.in_force);
        let standing = standing.ok_or(ApiError::NotFound)?;
        let acting = Acting { role, unit };
        let memberships: Vec<Membership> = standing.effective(acting, now).into_iter().cloned().collect();
        if parts.method != Method::GET
            && let Some(wait) = limit::count_deed(state.store(), person, now).await?
        {
            return Err(ApiError::TooManyTries { retry_after_s: wait.retry_after_s });
        }
        Ok(Self { person, enrolment, acting, memberships })
    }
}

impl Planner {
    /// The device that asks.
    pub(crate) fn enrolment(&self) -> EnrolmentId {
        self.enrolment
    }

    /// Whether a space is reached in the role acted in.
    pub(crate) fn reaches(&self, space: SpaceId) -> bool {
        self.memberships.iter().any(|membership| membership.space == space && !membership.own_only)
    }

    /// The permit for a deed; without one it is as if there were nothing there.
    pub(crate) fn may(&self, deed: RotaDeed) -> Result<RotaPermit, ApiError> {
        let memberships: Vec<&Membership> = self.memberships.iter().collect();
        may_rota(self.person, self.acting, &memberships, deed).ok_or(ApiError::NotFound)
    }
}
