//! The URL table, and what every answer carries.

mod account;
mod admin;
mod body;
mod cookie;
mod deliver;
mod duty;
mod facts;
mod headers;
mod health;
mod me;
mod notices;
mod openings;
mod passkeys;
mod quarantine;
mod station;
mod sync;

use std::fmt;

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post, put};
use axum::{Router, middleware};
use http::Method;
use samspil_shared::api;

use crate::state::AppState;
use crate::{assets, telemetry};

pub use headers::CONTENT_SECURITY_POLICY;

/// Bytes of a request's body: the largest answers a question about a new passkey.
pub const BODY_BYTES_MAX: usize = 16 * 1024;

/// Bytes of a body full of boxes: twice their own, in hexadecimal, and the JSON around them.
const BOXES_BODY_MAX: usize = 2 * api::BOXES_BYTES_MAX + 4 * api::BOXES_MAX + 64;

/// Whom a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody; it changes nothing.
    Nothing,
    /// Our own pages.
    Origin,
    /// A person who is signed in.
    Session,
    /// A person who is signed in, on our own pages.
    SessionAndOrigin,
}

/// A line of the URL table.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub needs: Needs,
    handler: MethodRouter<AppState>,
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({:?})", self.method, self.path, self.needs)
    }
}

/// Every route there is. The client's files are what remains.
pub fn table() -> Vec<Route> {
    use Needs::{Nothing, Origin, Session, SessionAndOrigin};
    let route = |method, path, needs, handler| Route { method, path, needs, handler };
    vec![
        route(Method::POST, api::LINK, Origin, post(account::look)),
        route(Method::POST, api::LINK_CODE, Origin, post(account::make_code)),
        route(Method::POST, api::LINK_ACCEPT, Origin, post(account::accept)),
        route(Method::POST, api::LINK_PASSKEY_BEGIN, Origin, post(passkeys::begin_link)),
        route(Method::POST, api::LINK_PASSKEY, Origin, post(passkeys::accept)),
        route(Method::POST, api::LOGIN, Origin, post(account::login)),
        route(Method::POST, api::LOGIN_PASSKEY_BEGIN, Origin, post(passkeys::begin_login)),
        route(Method::POST, api::LOGIN_PASSKEY, Origin, post(passkeys::login)),
        route(Method::POST, api::REFRESH, Origin, post(account::refresh)),
        route(Method::POST, api::LOGOUT, Origin, post(account::logout)),
        route(Method::GET, api::FACTS, Nothing, get(facts::facts)),
        route(Method::GET, api::ME, Session, get(me::me)),
        route(Method::GET, api::SLOT, Session, get(me::slot)),
        route(Method::PUT, api::SLOT, SessionAndOrigin, put(me::make_slot)),
        route(Method::GET, api::DEVICES, Session, get(me::devices)),
        route(Method::POST, api::DEVICES_END, SessionAndOrigin, post(me::end_device)),
        route(Method::GET, api::NOTICES, Session, get(notices::get)),
        route(Method::PUT, api::NOTICES, SessionAndOrigin, put(notices::set)),
        route(Method::POST, api::NOTICES_PUSH, SessionAndOrigin, post(notices::subscribe)),
        route(Method::POST, api::NOTICES_PUSH_END, SessionAndOrigin, post(notices::unsubscribe)),
        route(Method::POST, api::QUARANTINE, SessionAndOrigin, post(quarantine::list)),
        route(Method::POST, api::QUARANTINE_SETTLE, SessionAndOrigin, post(quarantine::settle)),
        route(Method::POST, api::OPENINGS, SessionAndOrigin, post(openings::list)),
        route(Method::GET, api::ADMIN_PEOPLE, Session, get(admin::people)),
        route(Method::POST, api::ADMIN_PEOPLE_ADD, SessionAndOrigin, post(admin::add_person)),
        route(Method::POST, api::ADMIN_PEOPLE_LINK, SessionAndOrigin, post(admin::make_link)),
        route(Method::POST, api::ADMIN_PEOPLE_RENAME, SessionAndOrigin, post(admin::rename_person)),
        route(Method::POST, api::ADMIN_PEOPLE_END, SessionAndOrigin, post(admin::end_person)),
        route(Method::GET, api::ADMIN_DEVICES, Session, get(admin::devices)),
        route(Method::POST, api::ADMIN_DEVICES_END, SessionAndOrigin, post(admin::end_device)),
        route(Method::GET, api::ADMIN_FAMILIES, Session, get(admin::families)),
        route(Method::POST, api::ADMIN_FAMILIES_ADD, SessionAndOrigin, post(admin::add_family)),
        route(Method::POST, api::ADMIN_FAMILIES_RENAME, SessionAndOrigin, post(admin::rename_family)),
        route(Method::POST, api::ADMIN_FAMILIES_HIDE, SessionAndOrigin, post(admin::hide_address)),
        route(Method::POST, api::ADMIN_FAMILIES_END, SessionAndOrigin, post(admin::end_family)),
        route(Method::POST, api::ADMIN_PLACEMENTS_HIDE, SessionAndOrigin, post(admin::hide_place)),
        route(Method::POST, api::ADMIN_PLACEMENTS_END, SessionAndOrigin, post(admin::end_placement)),
        route(Method::POST, api::ADMIN_PLACEMENTS_ADD, SessionAndOrigin, post(admin::add_placement)),
        route(Method::POST, api::ADMIN_MEMBERS_ADD, SessionAndOrigin, post(admin::add_member)),
        route(Method::POST, api::ADMIN_MEMBERS_END, SessionAndOrigin, post(admin::end_member)),
        route(Method::GET, api::ADMIN_HOURS, Session, get(admin::hours)),
        route(Method::POST, api::ADMIN_HOURS_CHANGE, SessionAndOrigin, post(admin::change_hours)),
        route(Method::GET, api::ADMIN_RECUSALS, Session, get(admin::recusals)),
        route(Method::POST, api::ADMIN_RECUSALS_ADD, SessionAndOrigin, post(admin::recuse)),
        route(Method::POST, api::ADMIN_RECUSALS_END, SessionAndOrigin, post(admin::end_recusal)),
        route(Method::GET, api::ADMIN_REFUSALS, Session, get(admin::refusals)),
        route(Method::GET, api::DUTY_ROTA, Session, get(duty::rota)),
        route(Method::POST, api::DUTY_SHIFTS_ADD, SessionAndOrigin, post(duty::add_shift)),
        route(Method::POST, api::DUTY_SHIFTS_END, SessionAndOrigin, post(duty::end_shift)),
        route(Method::POST, api::DUTY_SHIFTS_OFFER, SessionAndOrigin, post(duty::offer_shift)),
        route(Method::POST, api::DUTY_SHIFTS_TAKE, SessionAndOrigin, post(duty::take_shift)),
        route(Method::GET, api::DUTY_CONSULTANTS, Session, get(duty::consultants)),
        route(Method::POST, api::DUTY_WEEK, SessionAndOrigin, post(duty::set_week)),
        route(Method::POST, api::DUTY_ILL, SessionAndOrigin, post(duty::ill)),
        route(Method::POST, api::DUTY_STAND_IN, SessionAndOrigin, post(duty::stand_in)),
        route(Method::POST, api::DUTY_BACK, SessionAndOrigin, post(duty::back)),
        route(Method::POST, api::DUTY_TIED, SessionAndOrigin, post(duty::tied)),
        route(Method::GET, api::DUTY_OVERVIEW, Session, get(duty::overview)),
        route(Method::POST, api::STATION, SessionAndOrigin, post(station::see)),
        route(Method::POST, api::STATION_MAKE, SessionAndOrigin, post(station::make)),
        route(Method::POST, api::STATION_PACKET, SessionAndOrigin, post(station::packet)),
        route(Method::POST, api::STATION_END, SessionAndOrigin, post(station::end)),
        route(Method::GET, api::PASSKEYS, Session, get(passkeys::list)),
        route(Method::POST, api::PASSKEYS_BEGIN, SessionAndOrigin, post(passkeys::begin)),
        route(Method::POST, api::PASSKEYS_ADD, SessionAndOrigin, post(passkeys::add)),
        route(Method::POST, api::PASSKEYS_END, SessionAndOrigin, post(passkeys::end)),
        route(Method::POST, api::DELIVER, Origin, post(deliver::deliver).layer(DefaultBodyLimit::max(BOXES_BODY_MAX))),
        route(Method::GET, api::SYNC, Origin, get(sync::socket)),
        route(Method::GET, "/healthz", Nothing, get(health::up)),
        route(Method::GET, "/readyz", Nothing, get(health::ready)),
    ]
}

/// All of it.
pub fn router(state: AppState) -> Router {
    table()
        .into_iter()
        .fold(Router::new(), |router, route| router.route(route.path, route.handler))
        .method_not_allowed_fallback(assets::wrong_method)
        .fallback(assets::serve)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(state.clone(), headers::add))
        .layer(telemetry::requests())
        .with_state(state)
}
