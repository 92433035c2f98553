//! A network with a seed: it decides when a message arrives, whether it does, and whether it does twice. The messages
//! themselves stay with the test.
//!
//! A connection keeps the order of its messages, as a WebSocket does. Two connections do not: what was sent over one
//! that its client has given up may reach the server after what was sent over the next.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rand::RngExt;

use crate::domain::Timestamp;

/// A connection, numbered in the order they are made.
pub type ConnId = u64;

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From a device.
    ToServer,
    /// To a device.
    ToClient,
}

/// How bad the network is. A chance is one in so many; 0 is never.
#[derive(Debug, Clone)]
pub struct Conditions {
    /// Milliseconds that a message takes.
    pub delay_ms: Range<i64>,
    /// Chance that a message takes much longer, and all behind it.
    pub stalls: u32,
    /// Milliseconds that it takes then.
    pub stall_ms: Range<i64>,
    /// Chance that a connection goes dead with a message, and neither end is told.
    pub dies: u32,
    /// Chance that a message which may be repeated arrives twice.
    pub repeats: u32,
    /// Milliseconds after which a server gives up a connection whose client is gone without a word.
    pub given_up_ms: i64,
}

impl Conditions {
    /// Messages take their time, and all arrive once.
    pub const FAIR: Self =
        Self { delay_ms: 5..400, stalls: 0, stall_ms: 0..1, dies: 0, repeats: 0, given_up_ms: 60_000 };

    /// Everything that can happen to a message happens now and then.
    pub const ROUGH: Self = Self { stalls: 60, stall_ms: 5_000..60_000, dies: 250, repeats: 25, ..Self::FAIR };
}

#[derive(Debug)]
struct Conn<P> {
    host: usize,
    peer: P,
    /// When the last message in each direction arrives.
    to_server: Timestamp,
    to_client: Timestamp,
    has_client: bool,
    is_dead: bool,
}

/// All connections between devices (a host each) and one server. `P` is who holds a connection on the host.
#[derive(Debug)]
pub struct Network<P> {
    conditions: Conditions,
    conns: BTreeMap<ConnId, Conn<P>>,
    made: ConnId,
    cut: BTreeSet<usize>,
}

impl<P: Copy + PartialEq> Network<P> {
    /// A network without connections.
    pub fn new(conditions: Conditions) -> Self {
        Self { conditions, conns: BTreeMap::new(), made: 0, cut: BTreeSet::new() }
    }

    /// From now on it is like this.
    pub fn set_conditions(&mut self, conditions: Conditions) {
        self.conditions = conditions;
    }

    /// A connection, unless the host is cut off.
    pub fn connect(&mut self, host: usize, peer: P, now: Timestamp) -> Option<ConnId> {
        if self.is_cut(host) {
            return None;
        }
        self.made += 1;
        let conn = Conn { host, peer, to_server: now, to_client: now, has_client: true, is_dead: false };
        self.conns.insert(self.made, conn);
        Some(self.made)
    }

    /// Sends a message; when it arrives. Never if its sender has no connection any more or a dead one; twice if it may be
    /// `repeatable` and the network will have it so. Whether the other end is still there then says [`Self::arrives`].
    pub fn send(
        &mut self,
        id: ConnId,
        way: Way,
        repeatable: bool,
        now: Timestamp,
        rng: &mut impl rand::Rng,
    ) -> Vec<Timestamp> {
        let Some(conn) = self.conns.get_mut(&id).filter(|conn| conn.has_client) else { return Vec::new() };
        conn.is_dead |= happens(self.conditions.dies, rng);
        if conn.is_dead {
            return Vec::new();
        }
        let stalls = happens(self.conditions.stalls, rng);
        let takes = if stalls { &self.conditions.stall_ms } else { &self.conditions.delay_ms };
        let ms = rng.random_range(takes.clone());
        let last = match way {
            Way::ToServer => &mut conn.to_server,
            Way::ToClient => &mut conn.to_client,
        };
        let first = last.plus_ms(1).max(now.plus_ms(ms));
        let again = (repeatable && happens(self.conditions.repeats, rng)).then(|| first.plus_ms(1));
        *last = again.unwrap_or(first);
        [Some(first), again].into_iter().flatten().collect()
    }

    /// Whether a message whose time has come finds the other end.
    pub fn arrives(&self, id: ConnId, way: Way) -> bool {
        self.conns.get(&id).is_some_and(|conn| !conn.is_dead && (way == Way::ToServer || conn.has_client))
    }

    /// The client's end is gone. What it had sent is still on its way; the server hears of it after that, at the instant
    /// returned, and is then to [`Self::close`]. `None` if there is no such connection.
    pub fn hang_up(&mut self, id: ConnId, now: Timestamp) -> Option<Timestamp> {
        let conn = self.conns.get_mut(&id).filter(|conn| conn.has_client)?;
        conn.has_client = false;
        Some(if conn.is_dead { now.plus_ms(self.conditions.given_up_ms) } else { conn.to_server.max(now).plus_ms(1) })
    }

    /// Nothing of the connection is left, on either side.
    pub fn close(&mut self, id: ConnId) {
        self.conns.remove(&id);
    }

    /// No message passes over it from now on, and nobody is told.
    pub fn kill(&mut self, id: ConnId) {
        if let Some(conn) = self.conns.get_mut(&id) {
            conn.is_dead = true;
        }
    }

    /// The host is cut off; its connections, which are dead, for whoever may notice.
    pub fn cut(&mut self, host: usize) -> Vec<ConnId> {
        self.cut.insert(host);
        let ids = self.held().filter(|(_, conn)| conn.host == host).map(|(id, _)| id).collect::<Vec<_>>();
        ids.iter().for_each(|id| self.kill(*id));
        ids
    }

    /// The host is connected again; connections that died stay dead.
    pub fn heal(&mut self, host: usize) {
        self.cut.remove(&host);
    }

    /// Whether the host is cut off.
    pub fn is_cut(&self, host: usize) -> bool {
        self.cut.contains(&host)
    }

    /// Who holds the connection, if its client's end is still there.
    pub fn peer(&self, id: ConnId) -> Option<P> {
        self.conns.get(&id).filter(|conn| conn.has_client).map(|conn| conn.peer)
    }

    /// The newest connection that this peer holds.
    pub fn conn_of(&self, peer: P) -> Option<ConnId> {
        self.held().filter(|(_, conn)| conn.peer == peer).map(|(id, _)| id).last()
    }

    /// Every connection that its client holds, oldest first.
    pub fn all(&self) -> Vec<ConnId> {
        self.held().map(|(id, _)| id).collect()
    }

    fn held(&self) -> impl Iterator<Item = (ConnId, &Conn<P>)> {
        self.conns.iter().filter(|(_, conn)| conn.has_client).map(|(id, conn)| (*id, conn))
    }
}

fn happens(one_in: u32, rng: &mut impl rand::Rng) -> bool {
    one_in > 0 && rng.random_ratio(1, one_in)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    const NOON: Timestamp = Timestamp::from_ms(1_000_000);

    fn rng() -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(3)
    }

    #[test]
    fn a_connection_keeps_its_order_and_only_repeats_what_may_be_repeated() {
        let mut rng = rng();
        let conditions = Conditions { dies: 0, ..Conditions::ROUGH };
        let mut network = Network::new(conditions);
        let id = network.connect(0, 'a', NOON).expect("a connection");
        let once: Vec<_> = (0..500).flat_map(|_| network.send(id, Way::ToServer, false, NOON, &mut rng)).collect();
        assert_eq!(once.len(), 500);
        assert!(once.is_sorted_by(|a, b| a < b), "nothing overtakes");
        let more: Vec<_> = (0..500).flat_map(|_| network.send(id, Way::ToClient, true, NOON, &mut rng)).collect();
        assert!(more.len() > 505 && more.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn what_a_given_up_connection_carries_arrives_after_what_the_next_one_carries() {
        let mut rng = rng();
        let slow = Conditions { stalls: 1, stall_ms: 50_000..50_001, ..Conditions::FAIR };
        let mut network = Network::new(slow);
        let old = network.connect(0, 'a', NOON).expect("a connection");
        let late = network.send(old, Way::ToServer, false, NOON, &mut rng)[0];
        let noticed = network.hang_up(old, NOON.plus_ms(5)).expect("it was open");
        network.set_conditions(Conditions::FAIR);
        let new = network.connect(0, 'a', NOON.plus_ms(6)).expect("a connection");
        let soon = network.send(new, Way::ToServer, false, NOON.plus_ms(6), &mut rng)[0];
        assert!(soon < late && late < noticed);
        assert!(network.arrives(old, Way::ToServer) && !network.arrives(old, Way::ToClient));
        assert!(network.send(old, Way::ToClient, false, NOON, &mut rng).is_empty(), "nobody is there to hear it");
        assert_eq!((network.conn_of('a'), network.peer(old), network.all()), (Some(new), None, vec![new]));
        network.close(old);
        assert!(!network.arrives(old, Way::ToServer));
        assert_eq!(network.hang_up(old, NOON), None);
    }

    #[test]
    fn a_dead_connection_carries_nothing_and_tells_nobody() {
        let mut rng = rng();
        let mut network = Network::new(Conditions { dies: 20, ..Conditions::FAIR });
        let id = network.connect(0, 'a', NOON).expect("a connection");
        let arrived =
            (0..500).take_while(|_| !network.send(id, Way::ToClient, false, NOON, &mut rng).is_empty()).count();
        assert!((1..499).contains(&arrived), "{arrived}");
        assert!(!network.arrives(id, Way::ToClient) && !network.arrives(id, Way::ToServer));
        assert_eq!(network.conn_of('a'), Some(id), "its client still believes in it");
        assert_eq!(network.hang_up(id, NOON), Some(NOON.plus_ms(60_000)));
    }

    #[test]
    fn a_host_that_is_cut_off_gets_no_connection_until_it_is_healed() {
        let mut network = Network::new(Conditions::FAIR);
        let (here, there) = (network.connect(0, 'a', NOON), network.connect(1, 'b', NOON));
        assert_eq!(Some(network.cut(0)), here.map(|id| vec![id]));
        assert!(network.is_cut(0) && network.connect(0, 'a', NOON).is_none());
        assert!(!network.arrives(here.unwrap(), Way::ToServer) && network.arrives(there.unwrap(), Way::ToServer));
        network.heal(0);
        assert!(!network.arrives(here.unwrap(), Way::ToServer), "what died stays dead");
        assert!(network.connect(0, 'a', NOON).is_some());
    }
}
