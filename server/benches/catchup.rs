//! `cargo xtask bench catchup`: a device that holds many documents comes back after 100 of them changed. Over a real
//! socket, from the first byte of the hello to the last change decoded; the device says nothing in between.

#[expect(dead_code, reason = "shared with the store's contract, which asks for more")]
#[path = "../tests/support/database.rs"]
mod database;
#[path = "support/table.rs"]
mod table;
#[path = "support/wire.rs"]
mod wire;
#[expect(dead_code, reason = "shared with the store's contract, which asks for more")]
#[path = "../tests/support/world.rs"]
mod world;

use samspil_shared::domain::Audience;
use samspil_shared::sync::frame::{ClientFrame, Item, Op, ServerFrame};

use database::Database;
use table::{Stopwatch, median};
use wire::Wire;
use world::World;

const CHANGED: usize = 100;
const RUNS: usize = 21;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    println!("catch-up of {CHANGED} changes, SQLite, loopback socket, median of {RUNS}");
    println!("{:>10} {:>10} {:>14} {:>12} {:>12}", "held", "ms", "bytes", "changes' own", "round trips");
    for held in [1_000, 10_000] {
        runtime.block_on(measure(held));
    }
}

async fn measure(held: usize) {
    let world = World::on(Database::sqlite()).await;
    let family = world.family().await;
    let (mut maria, mut jonas) =
        (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
    maria.connects().await;
    let day = "Han var glad, da han kom hjem, og vi gik en lang tur med hunden ned til åen. ".repeat(8);
    let mut entries = Vec::new();
    while entries.len() < held {
        let mut ops = Vec::new();
        while ops.len() < 128 && entries.len() < held {
            let (entry, created) = maria.entry(&format!("{} {day}", entries.len()), Audience::FAMILY);
            entries.push(entry);
            ops.extend(created);
        }
        maria.must_store(ops).await;
    }
    jonas.connects().await;
    assert_eq!(jonas.holds().len(), held, "the device holds them all");
    jonas.leaves();
    let mut own = 0;
    for entry in entries.iter().step_by(held / CHANGED).take(CHANGED) {
        let ops = maria.edit(*entry, &format!("{day} Og så sov han."));
        own += ops.iter().map(size_of).sum::<usize>();
        maria.must_store(ops).await;
    }
    let address = wire::serve(world.hub.clone()).await;
    let (mut times, mut bytes) = (Vec::new(), 0);
    for _ in 0..RUNS {
        let mut wire = Wire::connect(&address).await;
        let watch = Stopwatch::start();
        wire.send(&ClientFrame::Hello(jonas.hello())).await;
        let mut changes = 0;
        bytes = 0;
        while changes < CHANGED {
            let frame = wire.next().await;
            bytes += frame.len();
            if let ServerFrame::Items(items) = ServerFrame::decode(&frame).expect("a frame") {
                changes += items.items.iter().filter(|item| matches!(item, Item::Changed(_))).count();
            }
        }
        times.push(watch.ms());
    }
    println!("{held:>10} {:>10.1} {bytes:>14} {own:>12} {:>12}", median(&mut times), 1);
}

/// Bytes of the change in an operation.
fn size_of(op: &Op) -> usize {
    if let Op::Change { bytes, .. } = op { bytes.len() } else { 0 }
}
