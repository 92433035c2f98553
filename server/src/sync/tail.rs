//! Recent rows of the spaces that somebody follows, in memory, encoded once and shared by all readers; and who is to be
//! woken when a space moves.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use samspil_shared::domain::{Document, EnrolmentId, SpaceId};
use tokio::sync::Notify;

/// Bytes of rows kept for all spaces together.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// Rows kept for all spaces together.
const ROWS_MAX: usize = 200_000;
/// What a row costs beside its bytes.
const ROW_HEAD: usize = 512;

/// One operation as it stands in the log: one row, or those of a creation.
#[derive(Debug)]
pub(super) struct TailRow {
    pub(super) first: i64,
    pub(super) last: i64,
    /// As it stood after the operation.
    pub(super) document: Document,
    pub(super) created_seq: i64,
    /// Who made it.
    pub(super) enrolment: EnrolmentId,
    pub(super) item: TailItem,
}

/// A row's items.
#[derive(Debug)]
pub(super) enum TailItem {
    /// The whole document, and what its maker is told of it.
    Created { whole: Vec<Bytes>, own: Vec<Bytes> },
    /// The change, and what its maker is told of it.
    Changed { item: Bytes, own: Bytes },
    /// The document was taken back.
    Withdrawn(Bytes),
}

impl TailRow {
    fn weight(&self) -> usize {
        let bytes = match &self.item {
            TailItem::Created { whole, own } => whole.iter().chain(own).map(Bytes::len).sum(),
            TailItem::Changed { item, own } => item.len() + own.len(),
            TailItem::Withdrawn(item) => item.len(),
        };
        ROW_HEAD + bytes
    }
}

/// All that is kept and everybody who follows.
#[derive(Default)]
pub(super) struct Tail(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    spaces: BTreeMap<SpaceId, SpaceTail>,
    followers: BTreeMap<u64, Followed>,
    next_follower: u64,
    /// Space and number of each row that was kept, oldest first; some may be gone already.
    order: VecDeque<(SpaceId, i64)>,
    /// Of the rows that are kept.
    bytes: usize,
}

#[derive(Default)]
struct SpaceTail {
    head: i64,
    /// Without gaps, up to the head.
    rows: VecDeque<Arc<TailRow>>,
    followers: BTreeSet<u64>,
}

struct Followed {
    wake: Arc<Notify>,
    moved: BTreeSet<SpaceId>,
}

impl Tail {
    // A blocking lock: it is held for look-ups in memory, never across an await.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the rows of a commit, ascending, and wakes who follows the space.
    pub(super) fn publish(&self, space: SpaceId, rows: Vec<TailRow>) {
        let mut inner = self.lock();
        if !inner.spaces.contains_key(&space) {
            return;
        }
        rows.into_iter().for_each(|row| inner.keep(space, row));
        inner.trim();
        inner.wake(space);
    }

    /// Notes that the space is at least as far as `head`.
    pub(super) fn advance(&self, space: SpaceId, head: i64) {
        let mut inner = self.lock();
        let Some(tail) = inner.spaces.get_mut(&space) else { return };
        if tail.head < head {
            tail.head = head;
            inner.drop_rows(space);
            inner.wake(space);
        }
    }

    /// The last number of a space that is followed.
    pub(super) fn head(&self, space: SpaceId) -> i64 {
        self.lock().spaces.get(&space).map_or(0, |tail| tail.head)
    }

    /// All rows after `upto`; `None` if they are not all here.
    pub(super) fn rows_after(&self, space: SpaceId, upto: i64) -> Option<Vec<Arc<TailRow>>> {
        let inner = self.lock();
        let tail = inner.spaces.get(&space)?;
        let reaches_back = tail.rows.front()?.first <= upto + 1;
        let reaches_head = tail.rows.back()?.last == tail.head;
        let from = tail.rows.partition_point(|row| row.last <= upto);
        let aligned = tail.rows.get(from).is_some_and(|row| row.first == upto + 1);
        (reaches_back && reaches_head && aligned).then(|| tail.rows.range(from..).cloned().collect())
    }

    /// Spaces that somebody follows.
    pub(super) fn followed(&self) -> Vec<SpaceId> {
        self.lock().spaces.keys().copied().collect()
    }
}

impl Inner {
    fn wake(&mut self, space: SpaceId) {
        let Some(tail) = self.spaces.get(&space) else { return };
        for id in &tail.followers {
            if let Some(follower) = self.followers.get_mut(id) {
                follower.moved.insert(space);
                follower.wake.notify_one();
            }
        }
    }

    fn keep(&mut self, space: SpaceId, row: TailRow) {
        let Some(tail) = self.spaces.get_mut(&space) else { return };
        if row.last <= tail.head {
            return;
        }
        if row.first != tail.head + 1 {
            // Another node wrote in between: readers take that from the database.
            self.drop_rows(space);
        }
        let Some(tail) = self.spaces.get_mut(&space) else { return };
        tail.head = row.last;
        self.bytes += row.weight();
        self.order.push_back((space, row.first));
        tail.rows.push_back(Arc::new(row));
    }

    fn drop_rows(&mut self, space: SpaceId) {
        let rows = self.spaces.get_mut(&space).map(|tail| std::mem::take(&mut tail.rows)).unwrap_or_default();
        self.bytes -= rows.iter().map(|row| row.weight()).sum::<usize>();
    }

    fn trim(&mut self) {
        while self.bytes > BYTES_MAX || self.order.len() > ROWS_MAX {
            let Some((space, first)) = self.order.pop_front() else { break };
            let Some(tail) = self.spaces.get_mut(&space) else { continue };
            if tail.rows.front().is_some_and(|row| row.first == first)
                && let Some(row) = tail.rows.pop_front()
            {
                self.bytes -= row.weight();
            }
        }
    }

    fn unfollow(&mut self, id: u64, space: SpaceId) {
        let Some(tail) = self.spaces.get_mut(&space) else { return };
        tail.followers.remove(&id);
        if tail.followers.is_empty() {
            self.drop_rows(space);
            self.spaces.remove(&space);
        }
    }
}

/// Somebody who follows spaces; dropping it ends that.
pub(super) struct Follower {
    tail: Arc<Tail>,
    id: u64,
    wake: Arc<Notify>,
}

impl Follower {
    pub(super) fn new(tail: &Arc<Tail>) -> Self {
        let wake = Arc::new(Notify::new());
        let mut inner = tail.lock();
        let id = inner.next_follower;
        inner.next_follower += 1;
        inner.followers.insert(id, Followed { wake: Arc::clone(&wake), moved: BTreeSet::new() });
        Self { tail: Arc::clone(tail), id, wake }
    }

    /// Is told when a space moved.
    pub(super) fn wake(&self) -> Arc<Notify> {
        Arc::clone(&self.wake)
    }

    /// Follows a space from now on. Its head is to be read from the database after this, and given to [`Tail::advance`].
    pub(super) fn follow(&self, space: SpaceId) {
        self.tail.lock().spaces.entry(space).or_default().followers.insert(self.id);
    }

    pub(super) fn unfollow(&self, space: SpaceId) {
        let mut inner = self.tail.lock();
        inner.unfollow(self.id, space);
        if let Some(follower) = inner.followers.get_mut(&self.id) {
            follower.moved.remove(&space);
        }
    }

    /// The spaces that moved since this was last asked.
    pub(super) fn moved(&self) -> BTreeSet<SpaceId> {
        let mut inner = self.tail.lock();
        inner.followers.get_mut(&self.id).map(|follower| std::mem::take(&mut follower.moved)).unwrap_or_default()
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut inner = self.tail.lock();
        inner.followers.remove(&self.id);
        let spaces: Vec<SpaceId> =
            inner.spaces.iter().filter(|(_, tail)| tail.followers.contains(&self.id)).map(|(id, _)| *id).collect();
        for space in spaces {
            inner.unfollow(self.id, space);
        }
    }
}

impl fmt::Debug for Follower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follower").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use samspil_shared::domain::{Audience, DocId, DocState, DocumentMeta, Kind, PersonId};

    use super::*;

    const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);

    fn row(seq: i64, bytes: usize) -> TailRow {
        let meta = DocumentMeta {
            kind: Kind::LogEntry,
            schema: 1,
            space: SPACE,
            parent: None,
            course: None,
            audience: Audience::FAMILY,
            readers: Vec::new(),
        };
        let (id, author) = (DocId::from_bytes([2; 16]), PersonId::from_bytes([3; 16]));
        let item = Bytes::from(vec![0; bytes]);
        TailRow {
            first: seq,
            last: seq,
            document: Document { id, meta, author, created_at: None, state: DocState::Live },
            created_seq: 1,
            enrolment: EnrolmentId::from_bytes([4; 12]),
            item: TailItem::Changed { item, own: Bytes::new() },
        }
    }

    fn numbers(tail: &Tail, upto: i64) -> Option<Vec<i64>> {
        Some(tail.rows_after(SPACE, upto)?.iter().map(|row| row.first).collect())
    }

    #[test]
    fn rows_are_kept_without_gaps_for_spaces_that_somebody_follows() {
        let tail = Arc::new(Tail::default());
        tail.publish(SPACE, vec![row(1, 10)]);
        assert_eq!(tail.head(SPACE), 0, "nobody follows it");
        let follower = Follower::new(&tail);
        follower.follow(SPACE);
        tail.advance(SPACE, 5);
        assert_eq!(numbers(&tail, 4), None, "only the database has it");
        tail.publish(SPACE, vec![row(6, 10), row(7, 10)]);
        assert_eq!(numbers(&tail, 5), Some(vec![6, 7]));
        assert_eq!(numbers(&tail, 6), Some(vec![7]));
        assert_eq!(numbers(&tail, 4), None);
        // Another node wrote number 8.
        tail.publish(SPACE, vec![row(9, 10)]);
        assert_eq!(numbers(&tail, 7), None);
        assert_eq!(numbers(&tail, 8), Some(vec![9]));
        tail.advance(SPACE, 10);
        assert_eq!(numbers(&tail, 8), None, "number 10 is not here");
        assert_eq!(follower.moved(), [SPACE].into());
        assert_eq!(follower.moved(), [].into());
        drop(follower);
        assert!(tail.followed().is_empty());
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_rows_go_first() {
        let tail = Arc::new(Tail::default());
        let follower = Follower::new(&tail);
        follower.follow(SPACE);
        const LARGE: usize = 1024 * 1024;
        let count = i64::try_from(BYTES_MAX / LARGE).unwrap() + 10;
        for seq in 1..=count {
            tail.publish(SPACE, vec![row(seq, LARGE)]);
            assert!(tail.lock().bytes <= BYTES_MAX);
        }
        assert_eq!(numbers(&tail, 0), None);
        assert_eq!(numbers(&tail, count - 2), Some(vec![count - 1, count]));
        follower.unfollow(SPACE);
        assert_eq!(tail.lock().bytes, 0);
    }
}
