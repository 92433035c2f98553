//! Knocking at the socket's door with everything but a good handshake, and bodies that lie about themselves at every other
//! one, byte for byte as it comes over the network.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use samspil_shared::api;
use samspil_shared::domain::Role;
use samspil_shared::sync::frame::SUBPROTOCOL;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use samspil_server::store::UnitKind;
use samspil_server::{admin, routes};

use super::admin::works;
use crate::support::{ORIGIN, TestApp};

const KNOCKS: usize = 10_000;
/// Bytes of an answer that are read: a refusal is shorter, and what follows an open door is frames.
const ANSWER_MAX: u64 = 64 * 1024;

#[tokio::test]
async fn no_malformed_handshake_makes_the_server_fail() {
    let app = TestApp::start().await;
    let server = app.listens().await;
    let mut rng = ChaCha20Rng::seed_from_u64(30);
    let mut met = std::collections::BTreeMap::new();
    for n in 0..KNOCKS {
        let knock = broken(&mut rng);
        let status = knocks(server.address(), &knock).await;
        assert!(
            status.is_none_or(|status| status < 500),
            "knock {n}: {status:?} to {}",
            String::from_utf8_lossy(&knock)
        );
        *met.entry(status).or_insert(0) += 1;
    }
    for status in [Some(101), Some(400), Some(403)] {
        assert!(met.get(&status).is_some_and(|times| *times > 20), "{status:?} was hardly met: {met:?}");
    }
    let good = handshake().concat();
    assert_eq!(knocks(server.address(), good.as_bytes()).await, Some(101), "the door still opens");
    server.stops().await;
}

const BODIES: usize = 4_000;

#[tokio::test]
async fn no_body_however_it_is_framed_makes_the_server_fail() {
    let app = TestApp::start().await;
    let server = app.listens().await;
    let mut rng = ChaCha20Rng::seed_from_u64(31);
    // Half of them come from somebody who may do most: past the door bodies are read.
    let unit = admin::add_unit(app.store(), UnitKind::Municipality, "Klitmark", app.now()).await.expect("a unit");
    let ane = app.person("ane").await;
    works(&app, ane.person(), Role::Administrator, unit, None).await;
    let token = ane.session().access_token.clone();
    let acting = format!("?role=administrator&unit={unit}");
    let ends = [api::LOGOUT, api::DEVICES_END];
    let paths: Vec<(String, String)> =
        routes::table().iter().map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    assert!(paths.len() > 20);
    let within: Vec<(String, String)> = paths
        .iter()
        .filter(|(_, path)| !ends.contains(&path.as_str()))
        .map(|(method, path)| (method.clone(), format!("{path}{acting}")))
        .collect();
    let mut met = std::collections::BTreeMap::new();
    for n in 0..BODIES {
        let said = if n % 2 == 0 { bodies(&mut rng, &paths, None) } else { bodies(&mut rng, &within, Some(&token)) };
        for status in statuses(server.address(), &said).await {
            assert!(status < 500, "{n}: {status} to {}", String::from_utf8_lossy(&said));
            *met.entry(status).or_insert(0) += 1;
        }
    }
    for status in [200, 400, 401, 403, 415] {
        assert!(met.get(&status).is_some_and(|times| *times > 20), "{status} was hardly met: {met:?}");
    }
    assert!(ane.get(&format!("{}{acting}", api::ADMIN_HOURS)).await.status.is_success(), "she is still in");
    let good = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assert_eq!(statuses(server.address(), good).await, [200], "it is still up");
    server.stops().await;
}

/// One to three requests on one connection, with bodies whose length is a lie, or in parts, or cut off.
fn bodies(rng: &mut ChaCha20Rng, paths: &[(String, String)], token: Option<&str>) -> Vec<u8> {
    let mut said = Vec::new();
    for _ in 0..rng.random_range(1..=3) {
        let (method, path) = &paths[rng.random_range(0..paths.len())];
        let method = if rng.random_bool(0.6) { method } else { "POST" };
        let body = body(rng);
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: samspil.example\r\n");
        if rng.random_bool(0.8) {
            head.push_str(&format!("Origin: {ORIGIN}\r\n"));
        }
        if let Some(token) = token {
            head.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        if rng.random_bool(0.8) {
            head.push_str("Content-Type: application/json\r\n");
        }
        let chunked = rng.random_bool(0.4);
        if chunked {
            head.push_str("Transfer-Encoding: chunked\r\n");
        }
        if !chunked || rng.random_bool(0.2) {
            let length = match rng.random_range(0..6) {
                0 => (body.len() + 1).to_string(),
                1 => body.len().saturating_sub(1).to_string(),
                2 => ["-1", "+3", "0x10", "18446744073709551616", "3, 4", ""][rng.random_range(0..6)].to_owned(),
                3 => format!("{}\r\nContent-Length: 3", body.len()),
                _ => body.len().to_string(),
            };
            head.push_str(&format!("Content-Length: {length}\r\n"));
        }
        said.extend(head.into_bytes());
        said.extend(b"\r\n");
        if chunked { said.extend(chunks(rng, &body)) } else { said.extend(body) }
    }
    if rng.random_bool(0.2) { flipped(rng, said) } else { said }
}

fn body(rng: &mut ChaCha20Rng) -> Vec<u8> {
    match rng.random_range(0..7) {
        0 => Vec::new(),
        1 => br#"{"login":"maria","password":"x","device":"pc","enrolment":null}"#.to_vec(),
        2 => b"[".repeat(rng.random_range(1..5_000)),
        3 => vec![b'a'; rng.random_range(1..40_000)],
        4 => br#"{"version":4294967296,"change":{"week":{"open":{},"phone":{}}}}"#.to_vec(),
        5 => b"\xff\xfe{}".to_vec(),
        _ => {
            let mut noise = vec![0; rng.random_range(1..300)];
            rng.fill_bytes(&mut noise);
            noise
        }
    }
}

/// A body in parts, of which one may say another length than it has.
fn chunks(rng: &mut ChaCha20Rng, body: &[u8]) -> Vec<u8> {
    let mut said = Vec::new();
    for part in body.chunks(rng.random_range(1..=4_000)) {
        let length = match rng.random_range(0..12) {
            0 => format!("{:x}", part.len() + 1),
            1 => "ffffffffffffffff".to_owned(),
            2 => "zz".to_owned(),
            3 => format!("{:x};ext=\"a", part.len()),
            _ => format!("{:x}", part.len()),
        };
        said.extend(format!("{length}\r\n").into_bytes());
        said.extend(part);
        said.extend(if rng.random_bool(0.95) { &b"\r\n"[..] } else { b"\n" });
    }
    let end: [&[u8]; 4] = [b"0\r\n\r\n", b"0\r\nTrailer: x\r\n\r\n", b"0\r\n", b""];
    said.extend(end[rng.random_range(0..4)]);
    said
}

/// Says this and no more; the statuses of all answers.
async fn statuses(address: &str, said: &[u8]) -> Vec<u16> {
    let mut stream = TcpStream::connect(address).await.expect("a listening server");
    let _ = stream.write_all(said).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.take(ANSWER_MAX).read_to_end(&mut answer).await;
    let lines = answer.split(|byte| *byte == b'\n').filter_map(|line| line.strip_prefix(b"HTTP/1."));
    lines.filter_map(|line| std::str::from_utf8(line.get(2..5)?).ok()?.parse().ok()).collect()
}

/// Says this and no more; the status of the answer, if it is one.
async fn knocks(address: &str, knock: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(address).await.expect("a listening server");
    // It may hang up before all is said.
    let _ = stream.write_all(knock).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.take(ANSWER_MAX).read_to_end(&mut answer).await;
    let line = answer.strip_prefix(b"HTTP/1.")?;
    std::str::from_utf8(line.get(2..5)?).ok()?.parse().ok()
}

/// A good handshake, line by line.
fn handshake() -> Vec<String> {
    [
        "GET /sync HTTP/1.1".to_owned(),
        "Host: samspil.example".to_owned(),
        "Connection: Upgrade".to_owned(),
        "Upgrade: websocket".to_owned(),
        format!("Origin: {ORIGIN}"),
        "Sec-WebSocket-Version: 13".to_owned(),
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==".to_owned(),
        format!("Sec-WebSocket-Protocol: {SUBPROTOCOL}"),
        String::new(),
    ]
    .into_iter()
    .map(|line| line + "\r\n")
    .collect()
}

/// A handshake with one or more things wrong, or a good one with noise behind it.
fn broken(rng: &mut ChaCha20Rng) -> Vec<u8> {
    let mut lines = handshake();
    let mut behind = Vec::new();
    let mut bytes: Option<Vec<u8>> = None;
    for _ in 0..rng.random_range(1..=3) {
        let at = rng.random_range(0..lines.len());
        match rng.random_range(0..10) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            2 => lines[at] = lines[at].replacen(' ', odd(rng), 1),
            3 => lines[at] = lines[at].to_uppercase(),
            4 => lines[at] = lines[at].replace("\r\n", ["\n", "\r", "\r\n ", "\0\r\n"][rng.random_range(0..4)]),
            5 => lines.insert(1, format!("X-Long: {}\r\n", "a".repeat(rng.random_range(1..40_000)))),
            6 => lines.insert(1, format!("Sec-WebSocket-Extensions: {}\r\n", odd(rng))),
            7 => lines[0] = format!("{} {} HTTP/{}\r\n", method(rng), path(rng), version(rng)),
            8 => behind = frame(rng),
            _ => bytes = Some(lines.concat().into_bytes()),
        }
        if lines.is_empty() {
            break;
        }
    }
    let mut bytes = bytes.map_or_else(|| lines.concat().into_bytes(), |bytes| flipped(rng, bytes));
    bytes.extend(behind);
    bytes
}

fn odd(rng: &mut ChaCha20Rng) -> &'static str {
    [
        " ",
        "",
        "  ",
        "\t",
        " websocket, ",
        " 14 ",
        " null ",
        " é ",
        " permessage-deflate; a=\"b",
        " https://evil.example ",
        ",",
    ][rng.random_range(0..11)]
}

fn method(rng: &mut ChaCha20Rng) -> &'static str {
    ["GET", "POST", "CONNECT", "get", "G\u{0}T", "OPTIONS"][rng.random_range(0..6)]
}

fn path(rng: &mut ChaCha20Rng) -> &'static str {
    ["/sync", "/sync/", "//sync", "/sync?a=b", "*", "http://evil.example/sync", "/%73ync", ""][rng.random_range(0..8)]
}

fn version(rng: &mut ChaCha20Rng) -> &'static str {
    ["1.1", "1.0", "2.0", "9", "1.1 "][rng.random_range(0..5)]
}

/// Something that looks like the beginning of a frame.
fn frame(rng: &mut ChaCha20Rng) -> Vec<u8> {
    let mut bytes = vec![0; rng.random_range(1..300)];
    rng.fill_bytes(&mut bytes);
    if rng.random_bool(0.7) {
        // Final or not, of any kind, masked, of a length that may be a lie.
        bytes[0] = [0x82, 0x81, 0x88, 0x89, 0x02, 0xf2, 0x83][rng.random_range(0..7)];
        if let Some(second) = bytes.get_mut(1) {
            *second |= 0x80;
        }
    }
    bytes
}

fn flipped(rng: &mut ChaCha20Rng, mut bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.is_empty() {
        let at = rng.random_range(0..bytes.len());
        bytes[at] ^= 1 << rng.random_range(0..8);
    }
    bytes
}
