//! What of the log is of no further use: rows of the server that nothing is held of any more.

use std::collections::{BTreeMap, BTreeSet};

use super::State;
use crate::domain::{Acting, DocId, SpaceId};
use crate::sync::frame::{Item, Items};
use crate::sync::record::{Entry, Record};

/// The rows of the server in a log after which a later record says how far their space was read: key and documents.
///
/// What was written here is not among them, nor is what came of a document that anything was written to here: the row may be
/// what own work hangs on, or what says that it arrived. Nor is whatever takes a document away: without it an older record
/// would bring the document back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OldRows(Vec<(u64, BTreeSet<DocId>)>);

impl OldRows {
    /// Those of a whole log, ascending by key.
    pub fn of(records: &[(u64, Record)]) -> Self {
        let own: BTreeSet<DocId> = records.iter().filter_map(|(_, record)| written(&record.entry)).collect();
        let mut later = Later::default();
        let mut rows = Vec::new();
        for (key, record) in records.iter().rev() {
            if let Entry::Received { acting, items } = &record.entry
                && !items.items.is_empty()
                && later.settles(*acting, items)
                && items
                    .items
                    .iter()
                    .all(|item| matches!(item, Item::New(_) | Item::Changed(_)) && !own.contains(&item.doc()))
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
    /// Keys of the rows of which no document is held or yet to be fetched, as far as this tab has read: folding the log
    /// without them gives this state too. A window that ended leaves families' cards on the disk only beside what stays.
    pub fn spent(&self, rows: &OldRows) -> Vec<u64> {
        let is_seen = |doc: &DocId| self.views.values().any(|view| view.names(*doc));
        let is_gone = |docs: &BTreeSet<DocId>| docs.iter().all(|doc| !self.docs.contains_key(doc) && !is_seen(doc));
        let gone = rows.0.iter().filter(|(key, docs)| self.folded.contains(*key) && is_gone(docs));
        gone.map(|(key, _)| *key).collect()
    }
}

/// The document that this person wrote in this record.
fn written(entry: &Entry) -> Option<DocId> {
    match entry {
        Entry::Created { new, .. } => Some(new.doc),
        Entry::Changed { doc, .. } | Entry::Withdrew { doc, .. } => Some(*doc),
        _ => None,
    }
}

/// What later records say about how far spaces were read.
#[derive(Default)]
struct Later {
    read: BTreeSet<(Acting, SpaceId)>,
    /// Of these, those of which it says whether older documents are yet to come.
    paged: BTreeSet<(Acting, SpaceId)>,
    /// Of these, those that were left, or all that is visible of which was named.
    named: BTreeSet<(Acting, SpaceId)>,
    /// The spaces that every later welcome named.
    welcomed: BTreeMap<Acting, BTreeSet<SpaceId>>,
}

impl Later {
    /// Whether the space was left later, or its cursor was set anew. A page of a first sync says that there are more: only a
    /// later page stands for it. The last one takes away what was not named: only a later word on all that is visible does.
    fn settles(&self, acting: Acting, items: &Items) -> bool {
        let space = (acting, items.space);
        let later = match items.progress {
            None => &self.read,
            Some(_) if items.more => &self.paged,
            Some(_) => &self.named,
        };
        later.contains(&space) || self.welcomed.get(&acting).is_some_and(|welcomed| !welcomed.contains(&items.space))
    }

    fn names(&mut self, acting: Acting, space: SpaceId) {
        for set in [&mut self.read, &mut self.paged, &mut self.named] {
            set.insert((acting, space));
        }
    }

    fn take_in(&mut self, entry: &Entry) {
        match entry {
            Entry::Left { acting, space } => self.names(*acting, *space),
            Entry::View { acting, visible } => self.names(*acting, visible.space),
            Entry::Received { acting, items } if items.token.is_some() => {
                self.read.insert((*acting, items.space));
                if items.progress.is_some() {
                    self.paged.insert((*acting, items.space));
                }
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
