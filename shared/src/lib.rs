//! Samspil's domain, documents and sync engine: the part that decides the same on the phone and on the server.
//!
//! The engine's contract, as a driving loop (nothing in here reads a clock, a random source, a socket or a disk):
//!
//! ```text
//! loop {
//!     let event = next of: store answered | frame received | person saved | engine.poll_timeout() passed
//!     for effect in engine.handle(event, now, &mut rng) { perform it; feed its answer back as an event }
//! }
//! ```
//!
//! One direction: [`domain`] (values, rules) → [`doc`] (Automerge documents) → [`sync`] (frames, scanner, engine).

pub mod api;
pub mod doc;
pub mod domain;
pub mod sync;
#[cfg(feature = "testing")]
pub mod testing;
