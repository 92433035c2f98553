//! What was brought by somebody who may no longer write there: for whom it was meant reads it and says what becomes of it.

use axum::Json;
use axum::extract::State;
use samspil_shared::api::{AskQuarantine, Quarantined, QuarantinedKind, QuarantinedText, SettleQuarantined};
use samspil_shared::domain::{Acting, Kind, PersonId};

use super::body::Body;
use crate::auth::{Authenticated, SameOrigin};
use crate::error::ApiError;
use crate::state::AppState;
use crate::sync::Settled;

pub(super) async fn list(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
    Body(asked): Body<AskQuarantine>,
) -> Result<Json<Quarantined>, ApiError> {
    let acting = Acting { role: asked.role, unit: asked.unit };
    let person = who.principal().person;
    if asked.texts {
        return listed(&state, person, acting).await;
    }
    let count = state.hub().quarantined_count(person, acting).await?;
    Ok(Json(Quarantined { count, items: Vec::new() }))
}

/// Settles one text. What is left is the answer.
pub(super) async fn settle(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
    Body(settle): Body<SettleQuarantined>,
) -> Result<Json<Quarantined>, ApiError> {
    let acting = Acting { role: settle.role, unit: settle.unit };
    let person = who.principal().person;
    let settled = state.hub().settle_quarantined((person, acting), (settle.doc, settle.by), settle.take).await?;
    match settled {
        // Another reader was quicker: either way it is not among what is left.
        Settled::Done | Settled::Missing => listed(&state, person, acting).await,
        Settled::Unreadable => Err(ApiError::NotTakenIn),
        Settled::Later => Err(ApiError::Busy { retry_after_s: 1 }),
    }
}

async fn listed(state: &AppState, person: PersonId, acting: Acting) -> Result<Json<Quarantined>, ApiError> {
    let waiting = state.hub().quarantined(person, acting).await?;
    let mut items = Vec::with_capacity(waiting.len());
    for one in waiting {
        let author = state.store().user(one.by).await?;
        items.push(QuarantinedText {
            doc: one.doc,
            by: one.by,
            name: author.map(|author| author.name).unwrap_or_default(),
            space: one.space,
            kind: match one.kind {
                Kind::LogEntry => QuarantinedKind::Note,
                Kind::Publication => QuarantinedKind::Publication,
                Kind::Comment => QuarantinedKind::Comment,
                Kind::PlacementCard => QuarantinedKind::Card,
                Kind::CallNote | Kind::LooseCall | Kind::FollowUp | Kind::CallReceipt => QuarantinedKind::Call,
                Kind::FamilyCard | Kind::NightHelp | Kind::PlaceMark => QuarantinedKind::FamilyCard,
            },
            made_at: one.made_at,
            received_at: one.received_at,
            before: one.before,
            text: one.text,
        });
    }
    Ok(Json(Quarantined { count: items.len(), items }))
}
