//! Links, logins and the sessions behind the cookie.

use axum::Json;
use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use samspil_shared::api::{Accept, DeliverKeys, Invited, Link, LinkCode, Login, Session};
use samspil_shared::domain::EnrolmentId;

use super::body::Body;
use super::cookie;
use crate::auth::{self, Refresh, SameOrigin, Started, Visitor};
use crate::error::ApiError;
use crate::state::AppState;

pub(super) async fn look(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
    Body(link): Body<Link>,
) -> Result<Json<Invited>, ApiError> {
    Ok(Json(auth::look(state.doors(), &link.token, from, state.now()).await?))
}

pub(super) async fn make_code(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
    Body(link): Body<Link>,
) -> Result<Json<LinkCode>, ApiError> {
    Ok(Json(auth::make_code(state.doors(), &link.token, from, state.now()).await?))
}

pub(super) async fn accept(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
    headers: HeaderMap,
    Body(mut asked): Body<Accept>,
) -> Result<Response, ApiError> {
    name_device(&mut asked.device, &headers);
    let started = auth::accept(state.doors(), asked, from, state.now()).await?;
    entered(&state, started).await
}

pub(super) async fn login(
    _: SameOrigin,
    State(state): State<AppState>,
    Visitor(from): Visitor,
    headers: HeaderMap,
    Body(mut asked): Body<Login>,
) -> Result<Response, ApiError> {
    name_device(&mut asked.device, &headers);
    let started = auth::login(state.doors(), asked, from, state.now()).await?;
    entered(&state, started).await
}

pub(super) async fn refresh(
    _: SameOrigin,
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let token = cookie::read(&headers, state.public_url()).ok_or(ApiError::SessionEnded)?;
    match auth::refresh(state.store(), state.tickets(), &token, state.now()).await? {
        Refresh::Next(started) => entered(&state, started).await,
        Refresh::Ended => Err(ApiError::SessionEnded),
    }
}

/// Names a device that its person did not: by its make, so that it is found again in the list of devices.
pub(super) fn name_device(name: &mut String, headers: &HeaderMap) {
    // The first that fits: phones say that they are like a Mac or a Linux.
    const MAKES: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "Chromebook"),
        ("Macintosh", "Mac"),
        ("Windows", "Windows"),
        ("Linux", "Linux"),
    ];
    if name.trim().is_empty() {
        let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let make = MAKES.iter().find(|(sign, _)| agent.contains(sign)).map_or("", |(_, make)| make);
        make.clone_into(name);
    }
}

/// Ends the session and takes the cookie away; without a session there is nothing to end, and that is as good.
pub(super) async fn logout(
    _: SameOrigin,
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(token) = cookie::read(&headers, state.public_url()) {
        auth::end(state.store(), &token, state.now()).await?;
    }
    let removed = AppendHeaders([(header::SET_COOKIE, cookie::remove(state.public_url()))]);
    Ok((StatusCode::NO_CONTENT, removed).into_response())
}

fn deliver_keys(state: &AppState, enrolment: EnrolmentId) -> DeliverKeys {
    let keys = state.store().deliver_keys(enrolment);
    DeliverKeys { public: hex::encode(keys.public), secret: hex::encode(keys.secret) }
}

pub(super) async fn entered(state: &AppState, started: Started) -> Result<Response, ApiError> {
    let now = state.now();
    let user = state.store().user(started.person).await?.ok_or(ApiError::SessionEnded)?;
    let acting = state.store().acting_choices(started.person, now).await?;
    let roles = acting.iter().map(|choice| choice.role);
    let passkey_needed = state.lacks_passkey(started.person, roles).await?;
    let session = Session {
        access_token: started.access_token,
        expires_at: started.access_expires_at,
        now,
        person: user.person(),
        enrolment: started.enrolment,
        acting,
        deliver: deliver_keys(state, started.enrolment),
        passkey_needed,
    };
    let cookie = AppendHeaders([(header::SET_COOKIE, cookie::write(&started.refresh_token, state.public_url()))]);
    Ok((cookie, Json(session)).into_response())
}
