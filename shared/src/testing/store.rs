//! A device's store in memory: it takes its time, fails, is emptied by the browser, and survives a crash with what had
//! reached it.

use std::collections::VecDeque;

use rand::RngExt;

use crate::domain::Timestamp;
use crate::sync::engine::Ticket;
use crate::sync::record::{Entry, Record};

/// An append that the store could not take; it holds none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the store is full")]
pub struct Full;

/// What survives a crash: the log of one device.
#[derive(Debug, Default)]
pub struct Disk {
    records: Vec<(u64, Record)>,
    last_key: u64,
    /// One append in so many fails; 0 is none.
    fails: u32,
}

impl Disk {
    /// From now on one append in `one_in` fails, 0 is none: a disk that is nearly full takes what is small.
    pub fn set_failing(&mut self, one_in: u32) {
        self.fails = one_in;
    }

    /// Whether appends may fail.
    pub fn is_failing(&self) -> bool {
        self.fails > 0
    }

    /// Appends all of them or none; their keys.
    ///
    /// # Errors
    /// [`Full`], for a while.
    pub fn append(&mut self, records: &[Record], rng: &mut impl rand::Rng) -> Result<Vec<u64>, Full> {
        if self.fails > 0 && rng.random_ratio(1, self.fails) {
            return Err(Full);
        }
        let mut keys = Vec::new();
        for record in records {
            // Through bytes and back, as every store must.
            let entry = Entry::decode(&record.entry.encode())
                .unwrap_or_else(|error| unreachable!("a record survives its own encoding: {error}"));
            self.last_key += 1;
            self.records.push((self.last_key, Record { id: record.id, entry }));
            keys.push(self.last_key);
        }
        Ok(keys)
    }

    /// The records after `key`, ascending.
    pub fn read_after(&self, key: u64) -> Vec<(u64, Record)> {
        self.records.iter().filter(|(k, _)| *k > key).cloned().collect()
    }

    /// The browser takes everything away, and the device begins anew.
    pub fn evict(&mut self) {
        *self = Self { fails: self.fails, ..Self::default() };
    }

    /// Loses the newest records, though it had said that it holds them: no store does that, so a test plants it.
    pub fn lose_newest(&mut self, count: usize) {
        self.records.truncate(self.records.len().saturating_sub(count));
    }
}

/// An append on its way to the disk.
#[derive(Debug)]
struct Pending {
    number: u64,
    ticket: Ticket,
    records: Vec<Record>,
    at: Timestamp,
}

/// What came of an append.
#[derive(Debug, PartialEq, Eq)]
pub struct Finished {
    /// Which append of the engine it was.
    pub ticket: Ticket,
    /// What it was to append.
    pub records: Vec<Record>,
    /// The keys, or why there are none.
    pub outcome: Result<Vec<u64>, Full>,
}

/// The appends of one tab, finished in the order they were begun.
#[derive(Debug, Default)]
pub struct Appends {
    pending: VecDeque<Pending>,
    begun: u64,
}

impl Appends {
    /// Begins an append that would be done at `at` if it were alone. Its number, and when it is done.
    pub fn begin(&mut self, ticket: Ticket, records: Vec<Record>, at: Timestamp) -> (u64, Timestamp) {
        let at = self.pending.back().map_or(at, |last| last.at.plus_ms(1).max(at));
        self.begun += 1;
        self.pending.push_back(Pending { number: self.begun, ticket, records, at });
        (self.begun, at)
    }

    /// The append with this number reaches the disk. `None` if a crash came first.
    pub fn finish(&mut self, number: u64, disk: &mut Disk, rng: &mut impl rand::Rng) -> Option<Finished> {
        let at = self.pending.iter().position(|pending| pending.number == number)?;
        let Pending { ticket, records, .. } = self.pending.remove(at)?;
        let outcome = disk.append(&records, rng);
        Some(Finished { ticket, records, outcome })
    }

    /// The tab is gone at once. Of what was on its way, the oldest so many appends reach the disk although nobody was
    /// told; their records.
    pub fn crash(&mut self, disk: &mut Disk, rng: &mut impl rand::Rng) -> Vec<Vec<Record>> {
        let reach = rng.random_range(0..=self.pending.len());
        let reached = std::mem::take(&mut self.pending).into_iter().take(reach);
        reached.map(|pending| pending.records).filter(|records| disk.append(records, rng).is_ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::domain::{DocId, RecordId};

    fn record(n: u8) -> Record {
        Record { id: RecordId::from_bytes([n; 16]), entry: Entry::Unparked { doc: DocId::from_bytes([n; 16]) } }
    }

    fn ids(disk: &Disk) -> Vec<u8> {
        disk.read_after(0).iter().map(|(_, record)| record.id.as_bytes()[0]).collect()
    }

    const NOON: Timestamp = Timestamp::from_ms(1_000_000);

    #[test]
    fn appends_are_done_in_their_order_and_keys_go_up() {
        let (mut disk, mut appends, mut rng) = (Disk::default(), Appends::default(), ChaCha8Rng::seed_from_u64(1));
        let (first, at) = appends.begin(7, vec![record(1), record(2)], NOON.plus_ms(20));
        let (second, later) = appends.begin(8, vec![record(3)], NOON.plus_ms(3));
        assert!(at < later, "the second waits for the first");
        let done = appends.finish(first, &mut disk, &mut rng).expect("it was on its way");
        assert_eq!((done.ticket, done.outcome), (7, Ok(vec![1, 2])));
        assert_eq!(appends.finish(first, &mut disk, &mut rng), None);
        assert_eq!(appends.finish(second, &mut disk, &mut rng).map(|done| done.outcome), Some(Ok(vec![3])));
        assert_eq!(disk.read_after(1).iter().map(|(key, _)| *key).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn a_failing_disk_takes_all_of_an_append_or_nothing() {
        let (mut disk, mut rng) = (Disk::default(), ChaCha8Rng::seed_from_u64(1));
        disk.set_failing(2);
        let outcomes: Vec<_> = (0..40).map(|_| disk.append(&[record(1), record(2)], &mut rng)).collect();
        let taken = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert!((1..40).contains(&taken));
        assert_eq!(ids(&disk).len(), 2 * taken);
        disk.evict();
        assert!(ids(&disk).is_empty());
        disk.set_failing(0);
        assert_eq!(disk.append(&[record(1)], &mut rng), Ok(vec![1]));
    }

    #[test]
    fn a_crash_keeps_the_oldest_appends_and_loses_the_rest() {
        let mut kept = [0; 4];
        for seed in 0..40 {
            let (mut disk, mut appends, mut rng) =
                (Disk::default(), Appends::default(), ChaCha8Rng::seed_from_u64(seed));
            let numbers: Vec<u64> = (0..3).map(|n| appends.begin(0, vec![record(n)], NOON).0).collect();
            let reached = appends.crash(&mut disk, &mut rng).len();
            assert_eq!(ids(&disk), (0..3).take(reached).collect::<Vec<u8>>());
            assert!(numbers.iter().all(|number| appends.finish(*number, &mut disk, &mut rng).is_none()));
            kept[reached] += 1;
        }
        assert!(kept.iter().all(|count| *count > 0), "any number may be kept: {kept:?}");
    }
}
