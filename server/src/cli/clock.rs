//! A clock that a test sets, also while the program runs. Never in a release.

use std::path::PathBuf;

use crate::edge::Edge;

/// The machine's clock, ahead of itself (or behind) by as many milliseconds as the file says at the moment.
pub(super) fn told_by(file: PathBuf) -> Edge {
    let machine = Edge::system();
    Edge::with_clock(move || {
        let told = std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok());
        // By another clock than the one that was asked for a test would show nothing.
        let ahead: i64 = told.unwrap_or_else(|| panic!("no clock can be read from {}", file.display()));
        machine.now().plus_ms(ahead)
    })
}
