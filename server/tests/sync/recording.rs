//! A packet that is recorded while somebody writes: it holds whole documents, or it is none.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use rand::{Rng, SeedableRng, TryRng};
use rand_chacha::ChaCha20Rng;
use samspil_server::edge::Edge;
use samspil_server::sync::{Addressee, Hub};
use samspil_shared::domain::DocId;
use samspil_shared::sync::frame::Item;
use samspil_shared::sync::packet::{Packet, Step};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::station::{Town, opened};
use crate::world::{HOUR, Phone, World, each};

/// How often a packet is recorded before it is given up.
const TRIES: usize = 5;

/// Whoever draws waits until this is dropped.
type Stop = mpsc::Sender<()>;

/// Randomness at which a test may stop whoever draws it. Each page that is recorded draws once, after it was read, and so
/// does the seal of a packet.
#[derive(Clone, Default)]
struct Watch {
    draws: Arc<AtomicUsize>,
    stops: Arc<Mutex<Option<UnboundedSender<Stop>>>>,
}

struct Watched(ChaCha20Rng, Watch);

impl Watch {
    fn rng(&self) -> Watched {
        Watched(ChaCha20Rng::from_seed(Edge::system().bytes()), self.clone())
    }

    fn draws(&self) -> usize {
        self.draws.load(Ordering::SeqCst)
    }

    /// From now on each draw stops, until what is returned is dropped.
    fn stops(&self) -> UnboundedReceiver<Stop> {
        let (reached, stops) = unbounded_channel();
        *self.stops.lock().unwrap_or_else(PoisonError::into_inner) = Some(reached);
        stops
    }

    fn draw(&self) {
        self.draws.fetch_add(1, Ordering::SeqCst);
        let reached = self.stops.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (stop, passes) = mpsc::channel();
        if reached.is_some_and(|reached| reached.send(stop).is_ok()) {
            // Nothing is ever sent: it ends when the test lets go of it.
            tokio::task::block_in_place(|| passes.recv().unwrap_or_default());
        }
    }
}

impl TryRng for Watched {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.1.draw();
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.1.draw();
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.1.draw();
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

/// A node that records Yusuf's packets and can be stopped at each page.
struct Recorder {
    town: Town,
    phone: Phone,
    node: Hub,
    watch: Watch,
    to: Addressee,
    /// Draws of a packet while nobody writes.
    draws: usize,
    /// Of these, the one at the end of the page with the family's card.
    at: usize,
}

impl Recorder {
    async fn of(world: &World) -> Self {
        let town = Town::of(world).await;
        world.shift(town.krogsbaek, town.yusuf, HOUR).await;
        let phone = world.officer(town.yusuf, town.krogsbaek).await;
        let watch = Watch::default();
        let node = world.node_with(watch.rng()).await;
        let to = town.addressee(world, &phone, HOUR);
        let before = watch.draws();
        let bytes = node.packet(to).await.expect("the database").expect("a packet");
        let draws = watch.draws() - before;
        let mut spaces: Vec<_> = opened(world, &phone, &bytes).spaces.iter().map(|space| space.id).collect();
        spaces.sort_unstable();
        assert_eq!(draws, spaces.len() + 1, "a page each, and the seal");
        let at = spaces.iter().position(|space| *space == town.holst).expect("the family's space");
        Self { town, phone, node, watch, to, draws, at }
    }

    fn records(&self) -> tokio::task::JoinHandle<Option<Vec<u8>>> {
        let (node, to) = (self.node.clone(), self.to);
        tokio::spawn(async move { node.packet(to).await.expect("the database") })
    }

    /// Mette writes on the card, and the node hears of it.
    async fn is_written_to(&mut self, know: &str) {
        self.town.mette.adds_to_card(self.town.cards[0], know).await;
        self.node.poll().await.expect("the database");
    }
}

/// Changes of a document in a packet.
fn changes(packet: &Packet, doc: DocId) -> usize {
    let items = packet.steps.iter().filter_map(|step| match step {
        Step::Items(items) => Some(&items.items),
        Step::Visible(_) => None,
    });
    let of_doc = |item: &Item| match item {
        Item::New(new) if new.doc == doc => new.changes.len(),
        _ => 0,
    };
    items.flatten().map(of_doc).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packet_in_which_somebody_wrote_is_recorded_again_and_whole() {
    each(async |world| {
        let mut recorder = Recorder::of(&world).await;
        let mut stops = recorder.watch.stops();
        let recording = recorder.records();
        for _ in 0..recorder.at {
            stops.recv().await.expect("a page");
        }
        let stop = stops.recv().await.expect("the page with the card");
        recorder.is_written_to("Noah sover dårligt.").await;
        drop((stop, stops));
        let bytes = recording.await.expect("no panic").expect("a packet");
        let packet = opened(&world, &recorder.phone, &bytes);
        assert_eq!(changes(&packet, recorder.town.cards[0]), 2, "the new change is in it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_somebody_writes_again_and_again_there_is_no_packet_instead_of_half_a_one() {
    each(async |world| {
        let mut recorder = Recorder::of(&world).await;
        let mut stops = recorder.watch.stops();
        let mut recording = recorder.records();
        // The change that came in between is a frame of its own.
        let draws_of_a_try = recorder.draws + 1;
        let (mut stopped, mut written) = (0, 0);
        let made = loop {
            tokio::select! {
                made = &mut recording => break made.expect("no panic"),
                Some(stop) = stops.recv() => {
                    if stopped % draws_of_a_try == recorder.at {
                        written += 1;
                        recorder.is_written_to(&format!("Nummer {written}.")).await;
                    }
                    stopped += 1;
                    drop(stop);
                }
            }
        };
        assert_eq!((made, written), (None, TRIES));
        drop(stops);
        let bytes = recorder.records().await.expect("no panic").expect("a packet");
        let packet = opened(&world, &recorder.phone, &bytes);
        assert_eq!(changes(&packet, recorder.town.cards[0]), 1 + TRIES, "the next one is whole");
    })
    .await;
}
