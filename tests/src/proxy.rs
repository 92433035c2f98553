//! The mobile network between a browser and the server: far away, losing segments, and sometimes not there at all.
//!
//! What a program meets of all that is late bytes. TCP delivers in order and sends what was lost again, so a lost segment
//! holds back its connection for one timeout; a new connection carries nothing before its handshake has gone to and fro.

mod way;

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use self::way::{Ms, Way};
pub use self::way::{Network, RoundTrips, Towards};

/// Bytes that are read at a time.
const READ_BYTES: usize = 16 * 1024;

/// A network with its own port on loopback.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    network: Network,
    to: u16,
    begun: Instant,
    /// Whether there is coverage, and how often that changed: a connection lives as long as it has not changed.
    coverage: watch::Sender<(bool, u64)>,
    seed: u64,
    log: Mutex<RoundTrips>,
}

/// A piece on its way, and when it arrives.
type Piece = (Ms, Vec<u8>);

impl Proxy {
    /// Stands between browsers and the server that listens on the port `to` of loopback.
    pub async fn start(to: u16, network: Network, seed: u64) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let (coverage, _) = watch::channel((true, 0));
        let log = Mutex::new(RoundTrips::default());
        let shared = Arc::new(Shared { network, to, begun: now(), coverage, seed, log });
        let accepting = Arc::downgrade(&shared);
        tokio::spawn(async move {
            let mut connections = 0;
            while let Ok((phone, _)) = listener.accept().await {
                let Some(shared) = accepting.upgrade() else { break };
                if shared.coverage.borrow().0 {
                    tokio::spawn(carry(shared, phone, connections));
                    connections += 1;
                }
            }
        });
        Ok(Self { port, shared })
    }

    /// The address of the server as it is reached through this network.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// No coverage: every connection ends, and no new one is made.
    pub fn shut(&self) {
        self.shared.coverage.send_modify(|(open, times)| (*open, *times) = (false, *times + 1));
    }

    /// Coverage is back, and nothing was sent since.
    pub fn open(&self) {
        *self.shared.log() = RoundTrips::default();
        self.shared.coverage.send_modify(|(open, times)| (*open, *times) = (true, *times + 1));
    }

    /// What has gone to and fro since it was opened.
    pub fn round_trips(&self) -> RoundTrips {
        self.shared.log().clone()
    }
}

impl Shared {
    fn log(&self) -> std::sync::MutexGuard<'_, RoundTrips> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ms(&self) -> Ms {
        Ms::try_from(self.begun.elapsed().as_millis()).unwrap_or(Ms::MAX)
    }
}

/// Carries one connection until one of its ends or the coverage is gone.
async fn carry(shared: Arc<Shared>, phone: TcpStream, connection: u64) {
    let mut coverage = shared.coverage.subscribe();
    coverage.mark_unchanged();
    tokio::select! {
        _ = both_ways(&shared, phone, connection) => {}
        _ = coverage.changed() => {}
    }
}

async fn both_ways(shared: &Shared, phone: TcpStream, connection: u64) -> anyhow::Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(shared.seed.wrapping_add(connection));
    let asked = shared.ms();
    let established = shared.network.handshake(asked, &mut rng);
    shared.log().established(connection, asked, established);
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, shared.to)).await.context("no server")?;
    phone.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_phone, to_phone) = phone.into_split();
    let (from_server, to_server) = server.into_split();
    let up = Way::new(shared.network, established, ChaCha8Rng::from_rng(&mut rng));
    let down = Way::new(shared.network, established, ChaCha8Rng::from_rng(&mut rng));
    tokio::try_join!(
        one_way(shared, (connection, Towards::Server), from_phone, to_server, up),
        one_way(shared, (connection, Towards::Phone), from_server, to_phone, down),
    )?;
    Ok(())
}

async fn one_way(
    shared: &Shared,
    (connection, towards): (u64, Towards),
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut way: Way,
) -> anyhow::Result<()> {
    let (send, mut arrive) = mpsc::unbounded_channel::<Piece>();
    let read = async {
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let bytes = from.read(&mut buffer).await?;
            let sent = shared.ms();
            let due = way.due(sent, bytes);
            if bytes > 0 {
                shared.log().sent(connection, towards, sent, due);
            }
            // An empty piece says that nothing more comes; it stands in the same queue.
            if send.send((due, buffer[..bytes].to_vec())).is_err() || bytes == 0 {
                return anyhow::Ok(());
            }
        }
    };
    let write = async {
        while let Some((due, bytes)) = arrive.recv().await {
            tokio::time::sleep_until(shared.begun + Duration::from_millis(due)).await;
            if bytes.is_empty() {
                to.shutdown().await?;
                break;
            }
            to.write_all(&bytes).await?;
        }
        anyhow::Ok(())
    };
    tokio::try_join!(read, write)?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a network takes real time")]
fn now() -> Instant {
    std::time::Instant::now().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEAR: Network = Network { one_way_ms: 1, loss: 0.0, timeout_ms: 1 };

    async fn echo() -> anyhow::Result<u16> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (mut from, mut to) = socket.into_split();
                tokio::spawn(async move { tokio::io::copy(&mut from, &mut to).await });
            }
        });
        Ok(port)
    }

    async fn ask(socket: &mut TcpStream) -> anyhow::Result<[u8; 4]> {
        let mut answer = [0; 4];
        socket.write_all(b"hvem").await?;
        socket.read_exact(&mut answer).await?;
        Ok(answer)
    }

    #[tokio::test]
    async fn what_is_said_arrives_until_there_is_no_coverage_and_again_when_it_is_back() -> anyhow::Result<()> {
        let proxy = Proxy::start(echo().await?, NEAR, 1).await?;
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port)).await?;
        for _ in 0..3 {
            assert_eq!(&ask(&mut socket).await?, b"hvem");
        }
        assert_eq!(proxy.round_trips().deepest(), 4, "a handshake and three questions");

        proxy.shut();
        assert!(ask(&mut socket).await.is_err(), "the connection is gone");
        let refused = async { ask(&mut TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port)).await?).await };
        assert!(refused.await.is_err(), "and there is no other");

        proxy.open();
        assert_eq!(proxy.round_trips().deepest(), 0);
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port)).await?;
        assert_eq!(&ask(&mut socket).await?, b"hvem");
        drop(socket);
        Ok(())
    }
}
