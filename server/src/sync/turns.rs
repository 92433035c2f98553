//! One push at a time for each document: two that were judged side by side would both stand on what the other moves, and
//! only one of them could be written. (Another node's push is found out by the writer.)

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use samspil_shared::domain::DocId;
use tokio::sync::OwnedMutexGuard;

type Turn = Arc<tokio::sync::Mutex<()>>;

/// Whose turn it is, for each document that is being pushed to.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<BTreeMap<DocId, Turn>>);

impl Turns {
    // A blocking lock: held for a look-up, never across an await.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<DocId, Turn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for all of these documents, ascending, so that nobody waits in a circle.
    pub(super) async fn take(&self, docs: BTreeSet<DocId>) -> Taken<'_> {
        let mut taken = Taken { turns: self, held: Vec::with_capacity(docs.len()) };
        for doc in docs {
            let turn = Arc::clone(self.lock().entry(doc).or_default());
            taken.held.push((doc, Some(turn.lock_owned().await)));
        }
        taken
    }
}

/// Held until it is dropped.
pub(super) struct Taken<'a> {
    turns: &'a Turns,
    held: Vec<(DocId, Option<OwnedMutexGuard<()>>)>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        for (doc, guard) in &mut self.held {
            drop(guard.take());
            let mut turns = self.turns.lock();
            // Nobody waits: the map holds the only one.
            if turns.get(doc).is_some_and(|turn| Arc::strong_count(turn) == 1) {
                turns.remove(doc);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_are_taken_one_after_the_other_and_nothing_is_left_behind() {
        let turns = Arc::new(Turns::default());
        let docs: Vec<DocId> = (0..5).map(|n| DocId::from_bytes([n; 16])).collect();
        let inside = Arc::new(Mutex::new(0));
        let tasks = (0..50).map(|n| {
            let (turns, inside) = (Arc::clone(&turns), Arc::clone(&inside));
            let docs: BTreeSet<DocId> = [docs[n % 5], docs[2], docs[(n * 3) % 5]].into();
            tokio::spawn(async move {
                let _taken = turns.take(docs).await;
                let before = { std::mem::replace(&mut *inside.lock().unwrap(), 1) };
                assert_eq!(before, 0, "all take document 2");
                tokio::task::yield_now().await;
                *inside.lock().unwrap() = 0;
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert!(turns.lock().is_empty());
    }
}
