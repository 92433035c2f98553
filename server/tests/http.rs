//! The HTTP interface, as browsers and attackers meet it.

#[path = "support/authenticator.rs"]
mod authenticator;
#[path = "support/app.rs"]
mod support;

#[path = "http/admin.rs"]
mod admin;
#[path = "http/alone.rs"]
mod alone;
#[path = "http/binary.rs"]
mod binary;
#[path = "http/calendar.rs"]
mod calendar;
#[path = "http/codes.rs"]
mod codes;
#[path = "http/copies.rs"]
mod copies;
#[path = "http/deliver.rs"]
mod deliver;
#[path = "http/devices.rs"]
mod devices;
#[path = "http/duty.rs"]
mod duty;
#[path = "http/facts.rs"]
mod facts;
#[path = "http/handshakes.rs"]
mod handshakes;
#[path = "http/headers.rs"]
mod headers;
#[path = "http/hostile.rs"]
mod hostile;
#[path = "http/limits.rs"]
mod limits;
#[path = "http/links.rs"]
mod links;
#[path = "http/notices.rs"]
mod notices;
#[path = "http/openings.rs"]
mod openings;
#[path = "http/origin.rs"]
mod origin;
#[path = "http/passkeys.rs"]
mod passkeys;
#[path = "http/sessions.rs"]
mod sessions;
#[path = "http/slot.rs"]
mod slot;
#[path = "http/socket.rs"]
mod socket;
#[path = "http/station.rs"]
mod station;
