//! Making good bytes bad: everywhere, and where CBOR has its heads.

use rand::{Rng, RngExt};

/// Bytes that mean something to a parser: heads that promise much, numbers at an edge, an endless list.
const TELLING: [&[u8]; 16] = [
    &[0x00],
    &[0x7f],
    &[0x80],
    &[0xff],
    &[0x9f],
    &[0xbf, 0xff],
    &[0xf6],
    &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9b, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff],
    &[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x5a, 0xff, 0xff, 0xff, 0xff],
    &[0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81],
    &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    &[0x58, 0x20],
];

/// More than any door takes.
const BYTES_MAX: usize = 300 * 1024;

/// Changes `bytes` in one to four places; `other` lends pieces.
pub(crate) fn mutate(bytes: &[u8], other: &[u8], rng: &mut dyn Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..=4) {
        let at = rng.random_range(0..=bytes.len());
        let to = (at + rng.random_range(0..=8)).min(bytes.len());
        match rng.random_range(0..9) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            2 if at < bytes.len() => bytes[at] = rng.random_range(0..=255),
            3 => drop(bytes.splice(at..at, telling(rng))),
            4 => drop(bytes.splice(at..to, telling(rng))),
            5 => drop(bytes.drain(at..to)),
            6 => {
                let piece = bytes[at..].to_vec();
                bytes.splice(at..at, piece);
            }
            7 => {
                let times = rng.random_range(1..2_000);
                bytes.splice(at..at, std::iter::repeat_n(0x81, times));
            }
            _ => {
                let from = rng.random_range(0..=other.len());
                let end = (from + rng.random_range(0..64)).min(other.len());
                bytes.splice(at..to, other[from..end].iter().copied());
            }
        }
        bytes.truncate(BYTES_MAX);
    }
    bytes
}

fn telling(rng: &mut dyn Rng) -> Vec<u8> {
    TELLING[rng.random_range(0..TELLING.len())].to_vec()
}
