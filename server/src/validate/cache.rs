//! Loaded documents, least recently used ones dropped first, bounded by bytes.

use std::sync::Arc;

use automerge::{Automerge, ReadDoc};
use lru::LruCache;
use samspil_shared::domain::DocId;

/// Bytes of all cached documents, as estimated.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// A loaded document costs a fixed part and a multiple of its operations.
const DOCUMENT_HEAD: usize = 8 * 1024;
const OP_BYTES: usize = 64;

/// Loaded documents and how many changes are in each.
pub(super) struct Cache {
    held: LruCache<DocId, Held>,
    bytes: usize,
}

struct Held {
    change_count: i64,
    document: Arc<Automerge>,
    weight: usize,
}

impl Default for Cache {
    fn default() -> Self {
        Self { held: LruCache::unbounded(), bytes: 0 }
    }
}

impl Cache {
    /// The document with exactly so many changes.
    pub(super) fn get(&mut self, doc: DocId, change_count: i64) -> Option<Arc<Automerge>> {
        let held = self.held.get(&doc)?;
        (held.change_count == change_count).then(|| Arc::clone(&held.document))
    }

    /// Keeps the document unless a later one is here.
    pub(super) fn put(&mut self, doc: DocId, change_count: i64, document: Arc<Automerge>) {
        if self.held.peek(&doc).is_some_and(|held| held.change_count >= change_count) {
            return;
        }
        let weight = DOCUMENT_HEAD + document.stats().num_ops as usize * OP_BYTES;
        self.bytes += weight;
        if let Some(before) = self.held.put(doc, Held { change_count, document, weight }) {
            self.bytes -= before.weight;
        }
        while self.bytes > BYTES_MAX
            && let Some((_, dropped)) = self.held.pop_lru()
        {
            self.bytes -= dropped.weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_found_as_it_was_kept_and_never_replaced_by_an_older_one() {
        let doc = DocId::from_bytes([1; 16]);
        let mut cache = Cache::default();
        cache.put(doc, 3, Arc::new(Automerge::new()));
        assert!(cache.get(doc, 3).is_some());
        assert!(cache.get(doc, 4).is_none());
        cache.put(doc, 2, Arc::new(Automerge::new()));
        assert!(cache.get(doc, 3).is_some());
    }

    #[test]
    fn the_least_recently_used_go_first() {
        let mut cache = Cache::default();
        let ids = |n: u16| {
            let mut bytes = [0; 16];
            bytes[..2].copy_from_slice(&n.to_be_bytes());
            DocId::from_bytes(bytes)
        };
        let many = u16::try_from(BYTES_MAX / DOCUMENT_HEAD).unwrap() + 10;
        for n in 0..many {
            cache.put(ids(n), 1, Arc::new(Automerge::new()));
            assert!(cache.get(ids(0), 1).is_some(), "used each time");
        }
        assert!(cache.get(ids(1), 1).is_none());
        assert!(cache.bytes <= BYTES_MAX);
    }
}
