//! `cargo xtask bench herd`: a server starts again, and everybody comes back at once. From the first byte of the hello
//! to the last row that was missed, over real sockets; then again with one change missed in every family.

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
use samspil_shared::sync::frame::{ClientFrame, Hello, Item, ServerFrame};

use database::Database;
use table::{Stopwatch, median};
use wire::Wire;
use world::{Phone, World};

const FAMILIES: usize = 250;
const ADULTS: usize = 4;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    println!("{} devices of {FAMILIES} families come back at once, SQLite, loopback sockets", FAMILIES * ADULTS);
    println!("{:>16} {:>14} {:>14} {:>14}", "missed", "p50 (ms)", "p99 (ms)", "all (ms)");
    runtime.block_on(measure());
}

async fn measure() {
    let world = World::on(Database::sqlite()).await;
    let (mut phones, mut entries): (Vec<Phone>, Vec<_>) = (Vec::new(), Vec::new());
    for family in 0..FAMILIES {
        let home = world.family().await;
        for adult in 0..ADULTS {
            let person = world.person(&format!("Maria {family} {adult}")).await;
            world.joins(person, home, Role::FosterParent).await;
            phones.push(world.phone(person, Role::FosterParent).await);
        }
        let first = &mut phones[family * ADULTS];
        first.connects().await;
        entries.push(first.writes("Et godt øjeblik: vi bagte boller.").await);
        first.leaves();
        for adult in 1..ADULTS {
            let phone = &mut phones[family * ADULTS + adult];
            phone.connects().await;
            phone.leaves();
        }
    }
    let address = wire::serve(world.hub.clone()).await;
    come_back("nothing", &address, &phones, |_| 0).await;
    for (family, entry) in entries.iter().enumerate() {
        let first = &mut phones[family * ADULTS];
        first.connects().await;
        first.edits(*entry, "Et godt øjeblik: vi bagte boller, og han spiste tre.").await;
        first.leaves();
    }
    come_back("a change each", &address, &phones, |n| usize::from(n % ADULTS != 0)).await;
}

async fn come_back(missed: &str, address: &str, phones: &[Phone], changes: fn(usize) -> usize) {
    let watch = Stopwatch::start();
    let mut coming = Vec::new();
    for (n, phone) in phones.iter().enumerate() {
        let (hello, address) = (phone.hello(), address.to_owned());
        coming.push(tokio::spawn(async move { comes_back(hello, &address, changes(n)).await }));
    }
    let (mut times, mut wires) = (Vec::new(), Vec::new());
    for one in coming {
        let (ms, wire) = one.await.expect("it comes back");
        times.push(ms);
        wires.push(wire);
    }
    let all = watch.ms();
    let middle = median(&mut times);
    println!("{missed:>16} {middle:>14.1} {:>14.1} {all:>14.1}", times[times.len() * 99 / 100]);
    drop(wires);
}

/// Milliseconds until the device has what it missed; the connection stays open.
async fn comes_back(hello: Hello, address: &str, missed: usize) -> (f64, Wire) {
    let watch = Stopwatch::start();
    let mut wire = Wire::connect(address).await;
    wire.send(&ClientFrame::Hello(hello)).await;
    let (mut welcomed, mut changes) = (false, 0);
    while !welcomed || changes < missed {
        match ServerFrame::decode(&wire.next().await).expect("a frame") {
            ServerFrame::Welcome(_) => welcomed = true,
            ServerFrame::Items(items) => {
                changes += items.items.iter().filter(|item| matches!(item, Item::Changed(_) | Item::New(_))).count();
            }
            other => panic!("not expected: {other:?}"),
        }
    }
    (watch.ms(), wire)
}
