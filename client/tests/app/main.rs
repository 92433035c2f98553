//! The app as people use it, without a browser: the pure model on phones in memory, with a small server between them.

#![expect(clippy::unwrap_used, reason = "a story that has nothing to stand on stops")]

mod support;

mod administration;
mod after_calls;
mod calls;
mod codes;
mod connecting;
mod consultant;
mod devices;
mod doors;
mod duty;
mod exporting;
mod family_card;
mod faults;
mod follow_up;
mod hours;
mod leader;
mod lease;
mod leaving;
mod locked_file;
mod locking;
mod notices;
mod numbers;
mod passkeys;
mod place;
mod planning;
mod promised;
mod quarantine;
mod ready;
mod recusals;
mod refused;
mod searching;
mod sharing;
mod slips;
mod standing_in;
mod station;
mod tabs;
mod tied;
mod together;
mod typed;
mod vagt;
mod withheld;
mod writing;
