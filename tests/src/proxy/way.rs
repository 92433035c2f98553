//! When bytes arrive, and how often somebody waited for an answer. Values alone: the clock is the caller's.

use std::collections::BTreeMap;

use rand::Rng;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Milliseconds since the network began.
pub(super) type Ms = u64;

/// Bytes of a segment.
const SEGMENT_BYTES: usize = 1_460;
/// A timeout is doubled this often at most.
const DOUBLED_MAX: u32 = 6;

/// What a network is like.
#[derive(Debug, Clone, Copy)]
pub struct Network {
    /// Milliseconds that a segment is on its way.
    pub one_way_ms: u64,
    /// Share of the segments that are lost.
    pub loss: f64,
    /// Milliseconds after which a lost one is sent again; doubled with each time that it is lost once more.
    pub timeout_ms: u64,
}

impl Network {
    /// When a connection that is asked for `now` is there: its first segments go to and fro, too.
    pub(super) fn handshake(&self, now: Ms, rng: &mut impl Rng) -> Ms {
        self.arrival(self.arrival(now, rng), rng)
    }

    fn arrival(&self, sent: Ms, rng: &mut impl Rng) -> Ms {
        let mut sent = sent;
        let mut times = 0;
        while rng.random_bool(self.loss) {
            sent += self.timeout_ms << times.min(DOUBLED_MAX);
            times += 1;
        }
        sent + self.one_way_ms
    }
}

/// One direction of one connection.
#[derive(Debug)]
pub(super) struct Way {
    network: Network,
    /// Nothing leaves before.
    established: Ms,
    /// When the last byte arrives: none overtakes another.
    last: Ms,
    rng: ChaCha8Rng,
}

impl Way {
    pub(super) fn new(network: Network, established: Ms, rng: ChaCha8Rng) -> Self {
        Self { network, established, last: 0, rng }
    }

    /// When the last of so many bytes that were handed over at `sent` arrives.
    pub(super) fn due(&mut self, sent: Ms, bytes: usize) -> Ms {
        let sent = sent.max(self.established);
        for _ in 0..bytes.div_ceil(SEGMENT_BYTES).max(1) {
            self.last = self.last.max(self.network.arrival(sent, &mut self.rng));
        }
        self.last
    }
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// What the phone says.
    Server,
    /// What it is told.
    Phone,
}

/// What went to and fro, as a log of how deep each piece lies: what the phone says lies one deeper than the deepest piece
/// that had reached it before, on any connection, and what it is told as deep as what had reached the server before on
/// the same connection. The deepest is how often somebody waited for an answer before going on.
#[derive(Debug, Clone, Default)]
pub struct RoundTrips {
    told: Vec<(Ms, u32)>,
    said: BTreeMap<u64, Vec<(Ms, u32)>>,
}

impl RoundTrips {
    /// A connection was asked for, and will be there.
    pub(super) fn established(&mut self, connection: u64, asked: Ms, at: Ms) {
        let depth = 1 + deepest(&self.told, asked);
        self.said.insert(connection, vec![(at, depth)]);
        self.told.push((at, depth));
    }

    /// A piece was sent and will arrive.
    pub(super) fn sent(&mut self, connection: u64, towards: Towards, sent: Ms, due: Ms) {
        match towards {
            Towards::Server => {
                let own = self.said.entry(connection).or_default();
                // A program may speak as soon as it has asked for a connection; the bytes wait until it is there.
                let sent = sent.max(own.first().map_or(0, |(at, _)| *at));
                let depth = 1 + deepest(&self.told, sent);
                own.push((due, depth));
            }
            Towards::Phone => {
                let depth = deepest(self.said.get(&connection).map_or(&[], Vec::as_slice), sent);
                self.told.push((due, depth));
            }
        }
    }

    /// Round trips until now.
    pub fn deepest(&self) -> u32 {
        deepest(&self.told, Ms::MAX)
    }
}

fn deepest(pieces: &[(Ms, u32)], until: Ms) -> u32 {
    pieces.iter().filter(|(at, _)| *at <= until).map(|(_, depth)| *depth).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn rng(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    #[test]
    fn without_loss_bytes_take_one_way_and_a_connection_takes_two() {
        let network = Network { one_way_ms: 200, loss: 0.0, timeout_ms: 1_000 };
        let established = network.handshake(50, &mut rng(1));
        assert_eq!(established, 450);
        let mut way = Way::new(network, established, rng(2));
        assert_eq!(way.due(50, 300), 650, "what is said before waits for the connection");
        assert_eq!(way.due(700, 100_000), 900);
    }

    #[test]
    fn a_lost_segment_holds_back_what_comes_after_it_and_the_same_seed_loses_the_same() {
        let network = Network { one_way_ms: 200, loss: 0.05, timeout_ms: 1_000 };
        let arrivals = |seed| -> Vec<Ms> {
            let mut way = Way::new(network, 0, rng(seed));
            (0..2_000).map(|n| way.due(n * 10, 100)).collect()
        };
        let dues = arrivals(7);
        assert_eq!(dues, arrivals(7));
        assert_ne!(dues, arrivals(8));
        assert!(dues.is_sorted(), "none overtakes another");
        let late = (0..).zip(&dues).filter(|(n, due)| **due > n * 10 + 200).count();
        assert!(late > 1_000, "each loss holds back the next hundred, too: {late}");
        let mut alone = rng(3);
        let lost = (0..10_000).filter(|_| network.arrival(0, &mut alone) > 200).count();
        assert!((350..650).contains(&lost), "about one in twenty is lost: {lost}");
        let mut again = rng(3);
        assert!((0..100_000).any(|_| network.arrival(0, &mut again) == 200 + 1_000 + 2_000), "some twice");
    }

    #[test]
    fn a_round_trip_is_an_answer_that_somebody_waited_for() {
        let mut log = RoundTrips::default();
        log.established(0, 0, 400);
        log.established(1, 10, 410);
        // Both speak as soon as they can, one after the other: that is one trip, not two.
        log.sent(0, Towards::Server, 0, 600);
        log.sent(1, Towards::Server, 10, 610);
        log.sent(0, Towards::Phone, 601, 801);
        log.sent(1, Towards::Phone, 611, 811);
        assert_eq!(log.deepest(), 2);
        // On one of them the phone goes on with what it was told on the other.
        log.sent(1, Towards::Server, 815, 1_015);
        log.sent(1, Towards::Phone, 1_016, 1_216);
        assert_eq!(log.deepest(), 3);
        // The server goes on speaking: nobody waited for that.
        log.sent(1, Towards::Phone, 1_100, 1_300);
        assert_eq!(log.deepest(), 3);
        // A connection that is asked for after that is a trip, and what is said on it another.
        log.established(2, 1_400, 1_800);
        log.sent(2, Towards::Server, 1_401, 2_000);
        log.sent(2, Towards::Phone, 2_001, 2_201);
        assert_eq!(log.deepest(), 5);
    }
}
