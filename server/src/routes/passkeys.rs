//! Passkeys: the person's own, and what is done with them without being signed in.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use samspil_shared::api::{
    AcceptPasskey, AddPasskey, EndPasskey, LinkPasskey, PasskeyLogin, PasskeyQuestion, Passkeys,
};
use samspil_shared::domain::PersonId;

use super::account::{entered, name_device};
use super::body::Body;
use super::me::after_login;
use crate::auth::{self, Authenticated, SameOrigin, Visitor};
use crate::error::ApiError;
use crate::state::AppState;

pub(super) async fn list(who: Authenticated, State(state): State<AppState>) -> Result<Json<Passkeys>, ApiError> {
    listed(&state, who.principal().person).await
}

/// Soon after a login only: a copied cookie must not be made into a key that lasts.
pub(super) async fn begin(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
) -> Result<Json<PasskeyQuestion>, ApiError> {
    let person = after_login(&state, &who)?.person;
    Ok(Json(auth::begin_passkey(state.doors(), person, state.now()).await?))
}

pub(super) async fn add(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
    headers: HeaderMap,
    Body(mut asked): Body<AddPasskey>,
) -> Result<Json<Passkeys>, ApiError> {
    name_device(&mut asked.label, &headers);
    let person = who.principal().person;
    auth::add_passkey(state.doors(), person, asked, state.now()).await?;
    listed(&state, person).await
}

pub(super) async fn end(
    _: SameOrigin,
    who: Authenticated,
    State(state): State<AppState>,
    Body(asked): Body<EndPasskey>,
) -> Result<Json<Passkeys>, ApiError> {
    let person = who.principal().person;
    auth::end_passkey(state.store(), person, &asked.id, state.now()).await?;
    listed(&state, person).await
}

pub(super) async fn begin_login(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
) -> Result<Json<PasskeyQuestion>, ApiError> {
    Ok(Json(auth::begin_passkey_login(state.doors(), from, state.now()).await?))
}

pub(super) async fn login(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
    headers: HeaderMap,
    Body(mut asked): Body<PasskeyLogin>,
) -> Result<Response, ApiError> {
    name_device(&mut asked.device, &headers);
    let started = auth::passkey_login(state.doors(), asked, from, state.now()).await?;
    entered(&state, started).await
}

pub(super) async fn begin_link(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
    Body(asked): Body<LinkPasskey>,
) -> Result<Json<PasskeyQuestion>, ApiError> {
    Ok(Json(auth::begin_passkey_link(state.doors(), asked, from, state.now()).await?))
}

pub(super) async fn accept(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
    headers: HeaderMap,
    Body(mut asked): Body<AcceptPasskey>,
) -> Result<Response, ApiError> {
    name_device(&mut asked.device, &headers);
    let started = auth::accept_passkey(state.doors(), asked, from, state.now()).await?;
    entered(&state, started).await
}

async fn listed(state: &AppState, person: PersonId) -> Result<Json<Passkeys>, ApiError> {
    Ok(Json(auth::passkeys(state.store(), person).await?))
}
