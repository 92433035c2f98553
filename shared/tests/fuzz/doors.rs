//! The doors, what an honest caller brings to each, and what must hold of whatever is let in.

use std::collections::BTreeMap;

use rand::{Rng, RngExt};
use samspil_shared::doc::changes;
use samspil_shared::domain::Kind;
use samspil_shared::sync::frame::{ClientFrame, ServerFrame};
use samspil_shared::sync::record::Entry;
use samspil_shared::sync::scan::{peek, scan};

use super::cbor::twist;
use super::corpus::{self, Kept};
use super::forge::tamper;
use super::furnished::furnished;
use super::mutate::mutate;
use super::rooms::{Bare, Room};
use super::sealed::Sealed;
use super::wire;

/// Why something that was let in should not have been.
pub(crate) type Fault = String;

/// What a door answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Taken,
    /// The kind of error, without what differs from one to the next.
    Refused(String),
}

/// The name of an error.
pub(crate) fn label(error: &dyn std::fmt::Debug) -> String {
    let text = format!("{error:?}");
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    words.take(6).collect::<Vec<_>>().join(" ")
}

pub(crate) enum Way {
    Client,
    Server,
    Record,
    Scanner,
    Sealed(Box<Sealed>),
    Room(Box<Room>),
    Bare(Bare),
}

struct Door {
    way: Way,
    honest: Vec<Vec<u8>>,
}

pub(crate) struct Doors(BTreeMap<String, Door>);

/// `NightHelp` is the night help's.
fn name_of(kind: Kind) -> String {
    let name = format!("{kind:?}");
    let words = name.char_indices().map(|(at, c)| if at > 0 && c.is_uppercase() { format!(" {c}") } else { c.into() });
    words.collect::<String>().to_lowercase()
}

impl Doors {
    pub(crate) fn open() -> Self {
        let mut doors = BTreeMap::new();
        let mut all = Vec::new();
        let mut bare = corpus::fatal();
        for kind in Kind::ALL {
            let furnished = furnished(kind);
            all.extend(furnished.phone.changes.iter().chain(&furnished.next).cloned());
            bare.push((furnished.phone.doc, furnished.next));
            for (room, name) in
                [(Room::begun(kind), name_of(kind)), (Room::new(kind), format!("new {}", name_of(kind)))]
            {
                let kept = Kept::of(&name);
                if let Some(document) = kept.document {
                    // Kept inputs are for the document that they were made for.
                    let next =
                        kept.inputs.iter().map(|(_, input)| input.get(1..).unwrap_or_default().to_vec()).collect();
                    let room = room.with(document, next);
                    let door = Door { honest: room.honest(), way: Way::Room(Box::new(room)) };
                    doors.insert(format!("kept {name}"), door);
                }
                doors.insert(name, Door { honest: room.honest(), way: Way::Room(Box::new(room)) });
            }
        }
        let bare = Bare::new(bare);
        let few: Vec<Vec<u8>> = all.iter().step_by(7).cloned().collect();
        let sealed = |sealed: Sealed| (sealed.honest.clone(), Way::Sealed(Box::new(sealed)));
        let encoded = |entries: Vec<Entry>| entries.iter().map(Entry::encode).collect();
        let others = [
            ("client frame", (wire::client_frames(&few).iter().map(ClientFrame::encode).collect(), Way::Client)),
            ("server frame", (wire::server_frames(&few).iter().map(ServerFrame::encode).collect(), Way::Server)),
            ("record", (encoded(wire::entries(&few)), Way::Record)),
            ("scanner", (all, Way::Scanner)),
            ("any change", (bare.honest(), Way::Bare(bare))),
            ("box", sealed(Sealed::boxes(&few))),
            ("packet", sealed(Sealed::packets(&few))),
            ("slip", sealed(Sealed::slips())),
        ];
        for (name, (mut honest, way)) in others {
            honest.extend(Kept::of(name).inputs.into_iter().map(|(_, bytes)| bytes));
            doors.insert(name.to_owned(), Door { way, honest });
        }
        Self(doors)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn way(&self, name: &str) -> Option<&Way> {
        self.0.get(name).map(|door| &door.way)
    }

    /// Whether nobody is let in there.
    pub(crate) fn is_shut(&self, name: &str) -> bool {
        matches!(&self.0[name].way, Way::Room(room) if room.is_shut())
    }

    /// What honest callers bring to this door.
    pub(crate) fn honest(&self, name: &str) -> &[Vec<u8>] {
        &self.0[name].honest
    }

    /// Hostile bytes for this door; sometimes honest ones, since a door that is never opened proves nothing.
    pub(crate) fn input(&self, name: &str, rng: &mut dyn Rng) -> Vec<u8> {
        let Door { way, honest } = &self.0[name];
        let one = |rng: &mut dyn Rng| honest[rng.random_range(0..honest.len())].clone();
        if rng.random_bool(0.06) {
            return one(rng);
        }
        match way {
            Way::Room(room) => room.input(rng),
            Way::Bare(bare) => bare.input(rng),
            Way::Sealed(sealed) => sealed.input(rng),
            Way::Scanner => tamper(&one(rng), &one(rng), rng),
            Way::Client | Way::Server | Way::Record => {
                let (bytes, other) = (one(rng), one(rng));
                match rng.random_range(0..20) {
                    0 => (0..rng.random_range(0..200)).map(|_| rng.random_range(0..=255)).collect(),
                    1..8 => mutate(&bytes, &other, rng),
                    _ => twist(&bytes, &other, rng).unwrap_or_else(|| mutate(&bytes, &other, rng)),
                }
            }
        }
    }

    /// What the door answers.
    pub(crate) fn knock(&self, name: &str, bytes: &[u8]) -> Result<Said, Fault> {
        match &self.0[name].way {
            Way::Client => same_again(bytes, ClientFrame::decode, ClientFrame::encode),
            Way::Server => same_again(bytes, ServerFrame::decode, ServerFrame::encode),
            Way::Record => same_again(bytes, Entry::decode, Entry::encode),
            Way::Scanner => scanner(bytes),
            Way::Sealed(sealed) => sealed.knock(bytes),
            Way::Room(room) => room.knock(bytes),
            Way::Bare(bare) => bare.knock(bytes),
        }
    }

    /// The way into an entry without scanner and grammar: for the proof that they are needed.
    pub(crate) fn knock_believing_everything(&self, bytes: &[u8]) -> Result<bool, Fault> {
        match &self.0["log entry"].way {
            Way::Room(room) => room.knock_believing_everything(bytes),
            _ => Ok(false),
        }
    }
}

/// Every change that continues some document, and the frames about them: for what asks whether all are here.
pub(crate) fn some_changes() -> Vec<Vec<u8>> {
    changes(&furnished(Kind::LogEntry).phone.doc)
}

/// What was decoded is written and read as the same.
fn same_again<T: PartialEq + std::fmt::Debug, E: std::fmt::Debug>(
    bytes: &[u8],
    decode: impl Fn(&[u8]) -> Result<T, E>,
    encode: impl Fn(&T) -> Vec<u8>,
) -> Result<Said, Fault> {
    let value = match decode(bytes) {
        Ok(value) => value,
        Err(error) => return Ok(Said::Refused(label(&error))),
    };
    match decode(&encode(&value)) {
        Ok(again) if again == value => Ok(Said::Taken),
        _ => Err("written and read again it is another".to_owned()),
    }
}

fn scanner(bytes: &[u8]) -> Result<Said, Fault> {
    let change = match scan(bytes) {
        Ok(change) => change,
        Err(error) => return Ok(Said::Refused(label(&error))),
    };
    let peeked = peek(bytes).map_err(|error| format!("scanned and not to be peeked at: {error}"))?;
    if (peeked.hash, peeked.actor) != (change.hash, change.actor) {
        return Err("a look says otherwise than the scan".to_owned());
    }
    Ok(Said::Taken)
}
