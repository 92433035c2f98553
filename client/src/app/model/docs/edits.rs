//! Who changed a note after it was made: what is news about a note that is known already.

use std::collections::BTreeMap;

use samspil_shared::doc::log_entry::LogEntry;
use samspil_shared::doc::{Stamp, history};
use samspil_shared::domain::{PersonId, Timestamp};
use samspil_shared::sync::state::HeldDocument;

use super::said_at;
use super::whole::Whole;

/// Milliseconds that something stays news.
pub(in crate::app) const NEWS_MS: i64 = 7 * 24 * 60 * 60_000;

/// The last time that somebody changed what a note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) struct Edit {
    pub(in crate::app) by: PersonId,
    /// When it was saved.
    pub(in crate::app) at: Timestamp,
    /// When the server had it: what comes late from a phone without a network is new when it comes.
    pub(in crate::app) came: Timestamp,
}

/// The last edit of each person that came since then. A question or an answer about sharing changes no word and is none.
/// What a change did to the text is known by running it: where nothing came since then, nothing is run.
pub(super) fn edits(held: &HeldDocument, whole: &Whole, entry: &LogEntry, since: Timestamp) -> Vec<Edit> {
    let Some(first) = held.current().next() else { return Vec::new() };
    // A long text is saved as several changes at one time.
    let is_making = |by: PersonId, at: Timestamp| by == first.by && at == first.made_at;
    let came_since = |at: Option<Timestamp>| at.filter(|at| *at > since);
    let mut later = held.current().filter(|change| !is_making(change.by, change.made_at));
    if !later.any(|change| came_since(change.received_at).is_some()) {
        return Vec::new();
    }
    let versions = history(&whole.doc, &whole.provenance).unwrap_or_default();
    let mut stamps: Vec<Stamp> = versions.into_iter().map(|version| version.stamp).collect();
    stamps.extend(entry.event_time.all().map(|written| written.stamp));
    stamps.extend(entry.about.all().map(|written| written.stamp));
    for field in [&entry.day_child, &entry.day_family] {
        stamps.extend(field.iter().flat_map(|field| field.all()).map(|written| written.stamp));
    }
    let mut last: BTreeMap<PersonId, Edit> = BTreeMap::new();
    for stamp in stamps.iter().filter(|stamp| !is_making(stamp.by, stamp.device_time)) {
        let Some(came) = came_since(stamp.received_at) else { continue };
        let edit = Edit { by: stamp.by, at: said_at(stamp.device_time, stamp.received_at), came };
        let known = last.entry(stamp.by).or_insert(edit);
        if known.came < came {
            *known = edit;
        }
    }
    last.into_values().collect()
}
