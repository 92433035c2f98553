//! Automerge documents: one module a kind.
//!
//! What a document is made of depends on its kind and schema alone: the [`genesis`] change makes its objects, the
//! [`Grammar`] says what later changes may do, and each kind's `read` turns the merged result into values. Both grammar
//! and reading decode through [`value`], so that what was let in can be read.
//!
//! | kind | root |
//! | --- | --- |
//! | [`placement_card`] | single fields `child`, `born`, `starts_on` |
//! | [`log_entry`] | `text`, `facts`; single fields `event_time`, `about`, `day_child`, `day_family` |
//! | [`publication`] | written once: `of`, `digest`, `intent`, what a log entry's single fields were, `consents`, `content` |
//! | [`comment`] | `text`, `facts` |
//! | [`family_card`] | single fields `adults`, `children`, `know`, `night_help` |
//! | [`night_help`] | written once: `words`; `facts` |
//! | [`call_note`] | written once: when, who, what, advice and the like; `facts` |
//! | [`follow_up`] | written once: when, how urgent, due by; `facts` |
//! | [`call_receipt`] | written once: when, what was agreed, due by; `facts` |
//! | [`place_mark`] | written once: `hidden` |
//!
//! The audience of a publication stands in its [`DocumentMeta`](crate::domain::DocumentMeta) and nowhere else: a second
//! copy could only contradict it.
//!
//! Nobody edits a document in place. An edit takes the document, the heads its author looked at, an actor and a time
//! ([`Pen`]), and returns change chunks; they are appended to the device's log first and then come into the document the
//! way everybody's do ([`extend`], or [`crate::sync::ingest`] for a stranger's).

pub mod call_note;
pub mod call_receipt;
mod check;
pub mod comment;
pub mod diff;
pub mod digest;
pub mod edit;
pub mod fact;
pub mod family_card;
pub mod follow_up;
pub mod genesis;
pub mod grammar;
pub mod history;
pub mod log_entry;
mod materialise;
pub mod night_help;
pub mod place_mark;
pub mod placement_card;
pub mod publication;
pub mod read;
pub mod text;
mod typed;
pub mod value;

pub use check::{check_readable, words};
pub use diff::{Segment, segments};
pub use digest::{Digest, digest_of_hashes};
pub use edit::{EditError, Pen, needs_fresh_actor};
pub use fact::{Fact, What};
pub use genesis::{GENESIS_ACTOR, genesis, genesis_hash};
pub use grammar::{Grammar, GrammarError, Writer};
pub use history::{Version, history};
pub use materialise::{DocError, changes, extend, hashes, heads, materialise};
pub use read::{Field, Origin, Provenance, ReadError, Stamp, Written};
pub use text::contributors;
pub use typed::typed;
pub use value::{
    About, BirthMonth, CardAdult, CardAdults, CardChild, CardChildren, ChildName, Day, Intent, Line, NightWords, Note,
    Prose, WhatHappened,
};

/// Schema of every kind so far.
pub const SCHEMA: u8 = 1;

/// Characters (Unicode code points) of an entry or a comment (04a "Limits").
pub const TEXT_CHARS_MAX: usize = 100_000;

/// UTF-8 bytes of an entry or a comment: what fits the three changes that a publication of it is made with. Danish text
/// meets [`TEXT_CHARS_MAX`] first.
pub const TEXT_BYTES_MAX: usize = 180_000;
