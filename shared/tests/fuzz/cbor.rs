//! CBOR taken apart and put together again otherwise: what is well-formed and says what nobody would say.

use rand::{Rng, RngExt};

/// More than any door takes.
const BYTES_MAX: usize = 300 * 1024;
/// Nesting that an honest sender never comes near.
const DEPTHS: [usize; 4] = [1, 8, 200, 20_000];
/// Numbers at an edge.
const EDGES: [u64; 10] = [0, 1, 23, 24, 255, 256, 65_536, u32::MAX as u64, i64::MAX as u64, u64::MAX];

#[derive(Clone)]
enum Node {
    /// The major type, 0 or 1, and the number.
    Number(u8, u64),
    Bytes(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Node>),
    Map(Vec<(Node, Node)>),
    /// As it stands.
    Raw(Vec<u8>),
}

/// Changes the values in `bytes` in one to three places; `other` lends some. `None` if the bytes are no CBOR.
pub(crate) fn twist(bytes: &[u8], other: &[u8], rng: &mut dyn Rng) -> Option<Vec<u8>> {
    let mut root = parse(bytes)?;
    let lender = parse(other).unwrap_or_else(|| root.clone());
    for _ in 0..rng.random_range(1..=3) {
        let own = pick(&mut root.clone(), rng).clone();
        let lent = pick(&mut lender.clone(), rng).clone();
        let place = pick(&mut root, rng);
        match rng.random_range(0..12) {
            0..3 => *place = lent,
            3 | 4 => *place = own,
            5 => *place = Node::Number(rng.random_range(0..2), EDGES[rng.random_range(0..EDGES.len())]),
            6 => {
                let mut nested = vec![0x81; DEPTHS[rng.random_range(0..DEPTHS.len())]];
                place.write(&mut nested);
                *place = Node::Raw(nested);
            }
            7 => *place = Node::Raw(vec![0xf6]),
            8 => place.retype(),
            9 => place.lengthen(rng),
            10 => place.repeat(rng),
            _ => place.shorten(rng),
        }
    }
    let mut written = Vec::new();
    root.write(&mut written);
    written.truncate(BYTES_MAX);
    Some(written)
}

/// Any of the nodes.
fn pick<'a>(root: &'a mut Node, rng: &mut dyn Rng) -> &'a mut Node {
    let count = root.count();
    let mut n = rng.random_range(0..count);
    root.nth(&mut n).unwrap_or_else(|| unreachable!("it was counted"))
}

impl Node {
    fn count(&self) -> usize {
        1 + match self {
            Self::Array(items) => items.iter().map(Self::count).sum(),
            Self::Map(pairs) => pairs.iter().map(|(key, value)| key.count() + value.count()).sum::<usize>(),
            _ => 0,
        }
    }

    fn nth(&mut self, n: &mut usize) -> Option<&mut Self> {
        if *n == 0 {
            return Some(self);
        }
        *n -= 1;
        match self {
            Self::Array(items) => items.iter_mut().find_map(|item| item.nth(n)),
            Self::Map(pairs) => pairs.iter_mut().find_map(|(key, value)| match key.nth(n) {
                Some(found) => Some(found),
                None => value.nth(n),
            }),
            _ => None,
        }
    }

    /// The same content as another type.
    fn retype(&mut self) {
        *self = match std::mem::replace(self, Self::Raw(Vec::new())) {
            Self::Number(major, n) => Self::Number(1 - major, n),
            Self::Bytes(bytes) => Self::Text(bytes),
            Self::Text(bytes) => Self::Bytes(bytes),
            Self::Array(items) => {
                let mut items = items.into_iter();
                let mut pairs = Vec::new();
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    pairs.push((key, value));
                }
                Self::Map(pairs)
            }
            Self::Map(pairs) => Self::Array(pairs.into_iter().flat_map(|(key, value)| [key, value]).collect()),
            // An endless list around it.
            Self::Raw(raw) => Self::Raw([&[0x9f], &raw[..], &[0xff]].concat()),
        };
    }

    /// More bytes than there were, also more than are allowed; a head that promises more than there is.
    fn lengthen(&mut self, rng: &mut dyn Rng) {
        let times = [2, 17, 70_000][rng.random_range(0..3)];
        match self {
            Self::Bytes(bytes) | Self::Text(bytes) => {
                let wanted = (bytes.len().max(1) * times).min(70_000);
                let filled: Vec<u8> = bytes.iter().copied().chain([b'a']).cycle().take(wanted).collect();
                *bytes = filled;
            }
            Self::Number(_, n) => *n = n.wrapping_add(times as u64),
            Self::Array(_) => *self = Self::Raw(vec![0x9b, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff]),
            Self::Map(_) => *self = Self::Raw(vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            Self::Raw(raw) => raw.push(0),
        }
    }

    fn repeat(&mut self, rng: &mut dyn Rng) {
        let times = [1, 2, 300, 5_000][rng.random_range(0..4)];
        match self {
            Self::Array(items) if !items.is_empty() => {
                let at = rng.random_range(0..items.len());
                let copy = items[at].clone();
                items.splice(at..at, std::iter::repeat_n(copy, times));
            }
            Self::Map(pairs) if !pairs.is_empty() => {
                let at = rng.random_range(0..pairs.len());
                let copy = pairs[at].clone();
                pairs.splice(at..at, std::iter::repeat_n(copy, times.min(300)));
            }
            other => *other = Self::Array(vec![other.clone(), other.clone()]),
        }
    }

    fn shorten(&mut self, rng: &mut dyn Rng) {
        match self {
            Self::Array(items) if !items.is_empty() => drop(items.remove(rng.random_range(0..items.len()))),
            Self::Map(pairs) if !pairs.is_empty() => drop(pairs.remove(rng.random_range(0..pairs.len()))),
            Self::Bytes(bytes) | Self::Text(bytes) => bytes.truncate(bytes.len() / 2),
            Self::Number(_, n) => *n /= 2,
            other => *other = Self::Raw(Vec::new()),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        if out.len() > BYTES_MAX {
            return;
        }
        match self {
            Self::Number(major, n) => head(out, *major, *n),
            Self::Bytes(bytes) => {
                head(out, 2, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
            Self::Text(bytes) => {
                head(out, 3, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
            Self::Array(items) => {
                head(out, 4, items.len() as u64);
                items.iter().for_each(|item| item.write(out));
            }
            Self::Map(pairs) => {
                head(out, 5, pairs.len() as u64);
                for (key, value) in pairs {
                    key.write(out);
                    value.write(out);
                }
            }
            Self::Raw(raw) => out.extend_from_slice(raw),
        }
    }
}

fn head(out: &mut Vec<u8>, major: u8, n: u64) {
    let major = major << 5;
    match n {
        0..24 => out.push(major | n as u8),
        24..256 => out.extend([major | 24, n as u8]),
        256..65_536 => {
            out.push(major | 25);
            out.extend((n as u16).to_be_bytes());
        }
        65_536..4_294_967_296 => {
            out.push(major | 26);
            out.extend((n as u32).to_be_bytes());
        }
        _ => {
            out.push(major | 27);
            out.extend(n.to_be_bytes());
        }
    }
}

/// The one value in these bytes, as honest senders write it.
fn parse(bytes: &[u8]) -> Option<Node> {
    let mut rest = bytes;
    let node = node(&mut rest, 0)?;
    rest.is_empty().then_some(node)
}

fn node(rest: &mut &[u8], depth: usize) -> Option<Node> {
    let first = *rest.first()?;
    if depth > 64 {
        return None;
    }
    if first >> 5 == 7 {
        let (raw, after) = rest.split_at_checked(1)?;
        *rest = after;
        return (first & 31 < 24).then(|| Node::Raw(raw.to_vec()));
    }
    let n = number(rest)?;
    let length = usize::try_from(n).ok();
    let mut taken = || {
        let (taken, after) = rest.split_at_checked(length?)?;
        *rest = after;
        Some(taken.to_vec())
    };
    match first >> 5 {
        major @ (0 | 1) => Some(Node::Number(major, n)),
        2 => taken().map(Node::Bytes),
        3 => taken().map(Node::Text),
        4 => (0..n).map(|_| node(rest, depth + 1)).collect::<Option<_>>().map(Node::Array),
        5 => {
            (0..n).map(|_| Some((node(rest, depth + 1)?, node(rest, depth + 1)?))).collect::<Option<_>>().map(Node::Map)
        }
        _ => None,
    }
}

/// The number in a head.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let (first, after) = rest.split_first()?;
    let length = match first & 31 {
        n @ 0..24 => {
            *rest = after;
            return Some(n.into());
        }
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (bytes, left) = after.split_at_checked(length)?;
    *rest = left;
    Some(bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)))
}
