//! What of the log is of no further use: rows of the server that nothing is held of any more.

use std::collections::{BTreeMap, BTreeSet};

use super::State;
use crate::domain::{Acting, DocId, SpaceId};
use crate::sync::frame::Item;
use crate::sync::record::{Entry, Record};

/// The rows of the server in a log after which a later record says how far their space was read: key and documents.
///
/// What was written here is not among them, nor is whatever takes a document away: without it an older record would bring the
/// document back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OldRows(Vec<(u64, BTreeSet<DocId>)>);

impl OldRows {
    /// Those of a whole log, ascending by key.
    pub fn of(records: &[(u64, Record)]) -> Self {
        let mut later = Later::default();
        let mut rows = Vec::new();
        for (key, record) in records.iter().rev() {
            if let Entry::Received { acting, items } = &record.entry
                && !items.items.is_empty()
                && later.settles(*acting, items.space)
                && items.items.iter().all(|item| matches!(item, Item::New(_) | Item::Changed(_)))
            {
                rows.push((*key, items.items.iter().map(Item::doc).collect()));
            }
            later.take_in(&record.entry);
        }
        rows.reverse();
        Self(rows)
    }
}

impl State {
    /// Keys of the rows of which no document is held any more: folding the log without them gives this state too. A window
    /// that ended must not leave families' cards on the device, sealed or not.
    pub fn spent(&self, rows: &OldRows) -> Vec<u64> {
        let gone = rows.0.iter().filter(|(_, docs)| docs.iter().all(|doc| !self.docs.contains_key(doc)));
        gone.map(|(key, _)| *key).collect()
    }
}

/// What later records say about how far spaces were read.
#[derive(Default)]
struct Later {
    read: BTreeSet<(Acting, SpaceId)>,
    /// The spaces that every later welcome named.
    welcomed: BTreeMap<Acting, BTreeSet<SpaceId>>,
}

impl Later {
    /// Whether the space was left later, or its cursor was set anew.
    fn settles(&self, acting: Acting, space: SpaceId) -> bool {
        self.read.contains(&(acting, space))
            || self.welcomed.get(&acting).is_some_and(|welcomed| !welcomed.contains(&space))
    }

    fn take_in(&mut self, entry: &Entry) {
        match entry {
            Entry::Left { acting, space } => drop(self.read.insert((*acting, *space))),
            Entry::View { acting, visible } => drop(self.read.insert((*acting, visible.space))),
            Entry::Received { acting, items } if items.token.is_some() => {
                self.read.insert((*acting, items.space));
            }
            Entry::Welcomed { acting, spaces, .. } => {
                let named: BTreeSet<SpaceId> = spaces.iter().map(|space| space.id).collect();
                let all = self.welcomed.entry(*acting).or_insert_with(|| named.clone());
                all.retain(|space| named.contains(space));
            }
            _ => {}
        }
    }
}
