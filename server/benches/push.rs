//! `cargo xtask bench push`: durable writes from 100 connections at once, each answered before it sends the next. What is
//! counted is acknowledged, and what is acknowledged is on disk (SQLite: WAL, synchronous FULL).

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

use samspil_shared::domain::Role;
use samspil_shared::sync::frame::{ClientFrame, Op, OpResult, Push, ServerFrame};

use database::Database;
use table::{Stopwatch, median};
use wire::Wire;
use world::{Phone, World};

const CONNECTIONS: usize = 100;
const PUSHES: usize = 20;
const RUNS: usize = 5;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    println!("{CONNECTIONS} connections, {PUSHES} saves of an entry each, one at a time, medians of {RUNS}");
    println!("{:>16} {:>18} {:>18}", "stored / s", "answer p50 (ms)", "answer p99 (ms)");
    let (mut rates, mut middles, mut slowest) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (rate, mut answers) = runtime.block_on(measure());
        rates.push(rate);
        middles.push(median(&mut answers));
        slowest.push(answers[answers.len() * 99 / 100]);
    }
    println!("{:>16.0} {:>18.1} {:>18.1}", median(&mut rates), median(&mut middles), median(&mut slowest));
}

/// Stored operations a second, and the milliseconds of each answer.
async fn measure() -> (f64, Vec<f64>) {
    let world = World::on(Database::sqlite()).await;
    let mut ready = Vec::new();
    for n in 0..CONNECTIONS {
        let family = world.family().await;
        let person = world.person(&format!("Maria {n}")).await;
        world.joins(person, family, Role::FosterParent).await;
        let mut phone = world.phone(person, Role::FosterParent).await;
        phone.connects().await;
        let entry = phone.writes("Et godt øjeblik: vi bagte boller.").await;
        let saves: Vec<Op> =
            (0..PUSHES).flat_map(|n| phone.edit(entry, &format!("Dag {n}: vi bagte boller."))).collect();
        phone.leaves();
        ready.push((phone, saves));
    }
    let address = wire::serve(world.hub.clone()).await;
    let mut connected = Vec::new();
    for (phone, saves) in ready {
        let mut wire = Wire::connect(&address).await;
        wire.send(&ClientFrame::Hello(phone.hello())).await;
        wire.next().await;
        connected.push((wire, phone, saves));
    }
    let watch = Stopwatch::start();
    let tasks: Vec<_> =
        connected.into_iter().map(|(wire, phone, saves)| tokio::spawn(save(wire, phone, saves))).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.extend(task.await.expect("a connection that stays"));
    }
    let rate = answers.len() as f64 / (watch.ms() / 1_000.0);
    (rate, answers)
}

async fn save(mut wire: Wire, _phone: Phone, saves: Vec<Op>) -> Vec<f64> {
    let mut answers = Vec::new();
    for (batch, op) in (1..).zip(saves) {
        let watch = Stopwatch::start();
        wire.send(&ClientFrame::Push(Push { batch, ops: vec![op] })).await;
        loop {
            if let ServerFrame::Pushed(pushed) = ServerFrame::decode(&wire.next().await).expect("a frame") {
                assert!(matches!(pushed.results[..], [OpResult::Stored { .. }]), "{:?}", pushed.results);
                break;
            }
        }
        answers.push(watch.ms());
    }
    answers
}
