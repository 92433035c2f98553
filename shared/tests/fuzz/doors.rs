//! The doors, what an honest caller brings to each, and what must hold of whatever is let in.

use std::collections::BTreeMap;

use automerge::{Automerge, Change};
use minicbor::bytes::ByteVec;
use rand::{Rng, RngExt};
use samspil_shared::doc::log_entry::{self, LogEntryEdit};
use samspil_shared::doc::placement_card::{self, NewPlacementCard};
use samspil_shared::doc::{
    BirthMonth, ChildName, Day, Grammar, Intent, Origin, Provenance, SCHEMA, Writer, changes, check_readable, comment,
    hashes, heads, history, materialise, publication,
};
use samspil_shared::domain::{
    Acting, ActorId, Audience, ChangeHash, DocId, DocState, DocumentMeta, EnrolmentId, Epoch, FamilyId, Kind, PersonId,
    ReadId, RecordId, Role, SpaceId, SpaceKind, UnitId, Window,
};
use samspil_shared::sync::deliver::{DeliverKeys, Opener, Parcel, seal};
use samspil_shared::sync::frame::{
    ClientFrame, Cursor, Fetch, Hello, Item, Items, NewDocument, Op, OpResult, Page, Push, Pushed, ReadFact, Reason,
    ServerFrame, Space, SpaceMembership, StoredChange, StoredDocument, Visible, Welcome,
};
use samspil_shared::sync::ingest::{ingest, round_trips};
use samspil_shared::sync::record::{Answer, Entry, OpKey, Record};
use samspil_shared::sync::scan::{peek, scan};

use super::encode::encode;
use super::forge::{Loot, forge, tamper};
use super::mutate::mutate;
use super::support::{EVENING, JONAS, MARIA, Phone, nobody};

const DOC: DocId = DocId::from_bytes([4; 16]);
const SPACE: SpaceId = SpaceId::from_bytes([5; 16]);
const UNIT: UnitId = UnitId::from_bytes([3; 16]);
const ENROLMENT: EnrolmentId = EnrolmentId::from_bytes([2; 12]);
const ACTING: Acting = Acting { role: Role::FosterParent, unit: UNIT };
const SECRET: [u8; 32] = [5; 32];

/// Why something that was let in should not have been.
type Fault = String;

/// A document of one kind, and honest changes that continue it.
struct Room {
    kind: Kind,
    doc: Automerge,
    next: Vec<Vec<u8>>,
    loot: Loot,
}

pub(crate) struct Doors {
    honest: BTreeMap<&'static str, Vec<Vec<u8>>>,
    rooms: BTreeMap<&'static str, Room>,
    opener: Opener,
}

impl Doors {
    pub(crate) fn open() -> Self {
        let opener = Opener::derive(&[7; 32]);
        let keys = DeliverKeys { public: opener.public(), secret: SECRET };
        let rooms = rooms();
        let all: Vec<Vec<u8>> =
            rooms.values().flat_map(|room| [changes(&room.doc), room.next.clone()].concat()).collect();
        let ops = ops(&all);
        let sealed = ops.iter().cloned().map(|op| Parcel { person: MARIA, enrolment: ENROLMENT, acting: ACTING, op });
        let honest = BTreeMap::from([
            ("client frame", client_frames(&ops).iter().map(ClientFrame::encode).collect()),
            ("server frame", server_frames(&all).iter().map(ServerFrame::encode).collect()),
            ("record", records(&all).iter().map(|record| record.entry.encode()).collect()),
            ("box", sealed.map(|parcel| seal(parcel, &keys, [9; 32]).unwrap()).collect()),
            ("scanner", all),
        ]);
        Self { honest, rooms, opener }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.honest.keys().chain(self.rooms.keys()).copied()
    }

    /// Hostile bytes for this door; sometimes honest ones, since a door that is never opened proves nothing.
    pub(crate) fn input(&self, name: &str, rng: &mut dyn Rng) -> Vec<u8> {
        if let Some(room) = self.rooms.get(name) {
            return room.input(rng);
        }
        let honest = &self.honest[name];
        let one = |rng: &mut dyn Rng| honest[rng.random_range(0..honest.len())].clone();
        let (bytes, other) = (one(rng), one(rng));
        match rng.random_range(0..50) {
            0 => bytes,
            1 => (0..rng.random_range(0..200)).map(|_| rng.random_range(0..=255)).collect(),
            _ if name == "scanner" => tamper(&bytes, &other, rng),
            _ => mutate(&bytes, &other, rng),
        }
    }

    /// Whether the bytes are let in.
    pub(crate) fn knock(&self, name: &str, bytes: &[u8]) -> Result<bool, Fault> {
        match name {
            "client frame" => same_again(bytes, ClientFrame::decode, ClientFrame::encode),
            "server frame" => same_again(bytes, ServerFrame::decode, ServerFrame::encode),
            "record" => same_again(bytes, Entry::decode, Entry::encode),
            "box" => Ok(self.opener.open(bytes, |_| SECRET).is_ok()),
            "scanner" => scanner(bytes),
            name => self.rooms[name].knock(bytes),
        }
    }

    /// The way into an entry without scanner and grammar: for the proof that they are needed.
    pub(crate) fn knock_believing_everything(&self, bytes: &[u8]) -> Result<bool, Fault> {
        let room = &self.rooms["entry"];
        let Ok(change) = Change::try_from(bytes) else { return Ok(false) };
        let mut doc = room.doc.clone();
        if doc.apply_changes([change]).is_err() {
            return Ok(false);
        }
        room.keeps(&doc).map(|()| true)
    }
}

/// What was decoded is written and read as the same.
fn same_again<T: PartialEq + std::fmt::Debug, E>(
    bytes: &[u8],
    decode: impl Fn(&[u8]) -> Result<T, E>,
    encode: impl Fn(&T) -> Vec<u8>,
) -> Result<bool, Fault> {
    let Ok(value) = decode(bytes) else { return Ok(false) };
    match decode(&encode(&value)) {
        Ok(again) if again == value => Ok(true),
        _ => Err("written and read again it is another".to_owned()),
    }
}

fn scanner(bytes: &[u8]) -> Result<bool, Fault> {
    let Ok(change) = scan(bytes) else { return Ok(false) };
    let peeked = peek(bytes).map_err(|error| format!("scanned and not to be peeked at: {error}"))?;
    if (peeked.hash, peeked.actor) != (change.hash, change.actor) {
        return Err("a look says otherwise than the scan".to_owned());
    }
    Ok(true)
}

impl Room {
    fn input(&self, rng: &mut dyn Rng) -> Vec<u8> {
        let honest = &self.next[rng.random_range(0..self.next.len())];
        let other = &self.next[rng.random_range(0..self.next.len())];
        match rng.random_range(0..20) {
            0 => honest.clone(),
            // Well-formed, and saying what nobody may say.
            1..12 => match scan(honest) {
                Ok(change) => encode(&forge(&change, &self.loot, rng)),
                Err(_) => honest.clone(),
            },
            _ => tamper(honest, other, rng),
        }
    }

    fn knock(&self, bytes: &[u8]) -> Result<bool, Fault> {
        let creating = self.kind == Kind::Publication;
        let grammar =
            Grammar::new(self.kind, SCHEMA, Writer { creating, author: true, role: Role::FosterParent }).unwrap();
        let taken = ingest(&self.doc, bytes, |change| {
            grammar.check(change)?;
            grammar.check_past(change, &self.doc)
        });
        let Ok(accepted) = taken else { return Ok(false) };
        // As the server: what cannot be read or does not round-trip is not stored.
        if check_readable(self.kind, &accepted.doc).is_err() || !round_trips(&accepted.doc) {
            return Ok(false);
        }
        self.keeps(&accepted.doc).map(|()| true)
    }

    /// What is in the document can be loaded from its changes, and read.
    fn keeps(&self, doc: &Automerge) -> Result<(), Fault> {
        let kept = changes(doc);
        let again = materialise(self.kind, SCHEMA, kept.iter().map(Vec::as_slice));
        let again = again.map_err(|error| format!("let in and not to be loaded: {error}"))?;
        if heads(&again) != heads(doc) {
            return Err("loaded it is another document".to_owned());
        }
        check_readable(self.kind, doc).map_err(|error| format!("let in and not to be read: {error}"))?;
        if self.kind != Kind::LogEntry {
            return Ok(());
        }
        let origin = Origin { by: MARIA, received_at: Some(EVENING) };
        let provenance: Provenance = hashes(doc).into_iter().map(|hash| (hash, origin)).collect();
        let read = history(doc, &provenance).map(drop);
        read.map_err(|error| format!("its history is not to be read: {error}"))
    }
}

fn rooms() -> BTreeMap<&'static str, Room> {
    let mut entry = Phone::with_entry(MARIA, "Tre nætter i træk vågen kl. 2.");
    for text in ["Tre nætter i træk. Lys i gangen hjælper.", "Lys i gangen hjælper lidt."] {
        entry.edit(|pen| log_entry::save(pen, &LogEntryEdit { text: Some(text.into()), ..LogEntryEdit::default() }));
    }
    let mut note = Phone::new(JONAS, Kind::Comment, JONAS);
    note.create(|actor, time| comment::create(actor, time, "Jeg ringer i morgen."));
    let mut card = Phone::new(MARIA, Kind::PlacementCard, MARIA);
    let new = NewPlacementCard {
        child: ChildName::new("Noah").unwrap(),
        born: BirthMonth::new(2019, 5).unwrap(),
        starts_on: chrono::NaiveDate::from_ymd_opt(2026, 8, 31).unwrap(),
    };
    card.create(|actor, time| placement_card::create(actor, time, &new));
    BTreeMap::from([
        ("entry", room(Kind::LogEntry, &entry, edits_of_entry(&entry))),
        (
            "comment",
            room(
                Kind::Comment,
                &note,
                next_of(&note, |phone| {
                    phone.edit(|pen| comment::save(pen, "Jeg ringer i overmorgen."));
                }),
            ),
        ),
        ("publication", {
            let empty = Phone::new(MARIA, Kind::Publication, MARIA);
            let read = entry.entry();
            let next = next_of(&empty, |phone| {
                phone.create(|actor, time| publication::create(actor, time, DOC, &read, Intent::Talk, &nobody()));
            });
            room(Kind::Publication, &empty, next)
        }),
        (
            "card",
            room(
                Kind::PlacementCard,
                &card,
                next_of(&card, |phone| {
                    let edit = placement_card::PlacementCardEdit {
                        child: ChildName::new("N."),
                        ..placement_card::PlacementCardEdit::default()
                    };
                    phone.edit(|pen| placement_card::save(pen, &edit));
                }),
            ),
        ),
    ])
}

fn edits_of_entry(entry: &Phone) -> Vec<Vec<u8>> {
    let edits: [fn(&mut Phone); 4] = [
        |phone| {
            let text = Some("Lys i gangen hjælper meget. 🌙".to_owned());
            phone.edit(|pen| log_entry::save(pen, &LogEntryEdit { text, ..LogEntryEdit::default() }));
        },
        |phone| {
            let day = Some(Day::new(4));
            phone.edit(|pen| log_entry::save(pen, &LogEntryEdit { day_child: day, ..LogEntryEdit::default() }));
        },
        |phone| {
            let id = phone.fact_id();
            phone.edit(|pen| log_entry::hide(pen, id));
        },
        |phone| {
            let (id, digest) = (phone.fact_id(), phone.entry().shared().unwrap().digest());
            phone.edit(|pen| log_entry::ask_share(pen, id, digest, Audience::CONSULTANT, Intent::Info));
        },
    ];
    edits.into_iter().flat_map(|edit| next_of(entry, edit)).collect()
}

/// What this would add to the document.
fn next_of(phone: &Phone, edit: impl FnOnce(&mut Phone)) -> Vec<Vec<u8>> {
    let mut copy = phone.clone();
    edit(&mut copy);
    copy.changes[phone.changes.len()..].to_vec()
}

fn room(kind: Kind, phone: &Phone, next: Vec<Vec<u8>>) -> Room {
    assert!(!next.is_empty(), "{kind:?} has nothing to begin with");
    let known: Vec<_> = phone.changes.iter().chain(&next).map(|bytes| scan(bytes).unwrap()).collect();
    let ids = known.iter().flat_map(|change| change.ops.iter().map(|op| op.id)).collect();
    let mut actors: Vec<ActorId> = known.iter().map(|change| change.actor).collect();
    actors.push(ActorId::from_bytes([9; 20]));
    let hashes = known.iter().map(|change| change.hash).collect();
    Room { kind, doc: phone.doc.clone(), next, loot: Loot { ids, actors, hashes } }
}

fn meta(kind: Kind) -> DocumentMeta {
    DocumentMeta {
        kind,
        schema: SCHEMA,
        space: SPACE,
        parent: Some(DOC),
        course: None,
        audience: Audience::FAMILY,
        readers: vec![JONAS],
    }
}

fn ops(changes: &[Vec<u8>]) -> Vec<Op> {
    let mut ops: Vec<Op> = changes.iter().map(|bytes| Op::Change { doc: DOC, bytes: bytes.clone() }).collect();
    let first = changes.iter().take(2).cloned().map(ByteVec::from).collect();
    ops.push(Op::Create(NewDocument { doc: DOC, meta: meta(Kind::LogEntry), changes: first }));
    ops.push(Op::Withdraw { doc: DOC });
    ops.push(Op::Read(read_fact()));
    ops
}

fn read_fact() -> ReadFact {
    let version = ChangeHash::from_bytes([8; 32]);
    ReadFact { id: ReadId::from_bytes([6; 16]), doc: DOC, version, purpose: 2, device_time: EVENING }
}

fn client_frames(ops: &[Op]) -> Vec<ClientFrame> {
    let hello = Hello {
        versions: vec![1],
        app: 1,
        ticket: "ey.ticket".into(),
        enrolment: ENROLMENT,
        epoch: Some(Epoch::from_bytes([1; 16])),
        acting: ACTING,
        cursors: vec![Cursor { space: SPACE, token: vec![1; 80] }; 3],
        device_time: EVENING,
    };
    vec![
        ClientFrame::Hello(hello),
        ClientFrame::Push(Push { batch: 3, ops: ops.to_vec() }),
        ClientFrame::Page(Page { space: SPACE, token: Some(vec![1; 80]), frames: 8 }),
        ClientFrame::Fetch(Fetch { docs: vec![DOC; 5] }),
    ]
}

fn space() -> Space {
    let member = |person: PersonId| SpaceMembership {
        person,
        name: "Maria Holst".into(),
        role: Role::FosterParent,
        unit: UNIT,
        unit_name: "Klitmark Kommune".into(),
        stand_in: false,
        course: None,
        window: Window { from: EVENING, until: Some(EVENING.plus_ms(1)) },
        sees_from: Some(EVENING),
        own_only: false,
    };
    let family = Some(FamilyId::from_bytes([1; 16]));
    Space { id: SPACE, kind: SpaceKind::Placement, family, members: vec![member(MARIA), member(JONAS)], unit: None }
}

fn items(changes: &[Vec<u8>]) -> Items {
    let stored = |bytes: &Vec<u8>| StoredChange { bytes: bytes.clone(), by: MARIA, received_at: EVENING, late: false };
    let document = StoredDocument {
        doc: DOC,
        meta: meta(Kind::LogEntry),
        author: MARIA,
        created_at: EVENING,
        state: DocState::Live,
        tag: vec![1; 16],
        part: 0,
        of: 1,
        changes: changes.iter().map(stored).collect(),
    };
    let items = vec![Item::New(document), Item::Withdrawn(DOC), Item::Erased(DOC)];
    Items { space: SPACE, items, token: Some(vec![2; 90]), more: true, progress: None }
}

fn server_frames(changes: &[Vec<u8>]) -> Vec<ServerFrame> {
    let epoch = Epoch::from_bytes([1; 16]);
    let stored = OpResult::Stored { received_at: EVENING, created_at: Some(EVENING), tag: vec![3; 16] };
    let results = vec![stored, OpResult::Exists, OpResult::Never { reason: Reason::Grammar }];
    vec![
        ServerFrame::Welcome(Welcome { version: 1, epoch, now: EVENING, min_app: 1, spaces: vec![space(); 2] }),
        ServerFrame::Space(space()),
        ServerFrame::Items(items(changes)),
        ServerFrame::Pushed(Pushed { batch: 1, results }),
        ServerFrame::Visible(Visible { space: SPACE, part: 0, of: 1, docs: vec![DOC; 9], token: Some(vec![2; 90]) }),
    ]
}

fn records(changes: &[Vec<u8>]) -> Vec<Record> {
    let (at, acting) = (EVENING, ACTING);
    let first = changes.iter().take(2).cloned().map(ByteVec::from).collect();
    let new = NewDocument { doc: DOC, meta: meta(Kind::LogEntry), changes: first };
    let answers = vec![
        (OpKey::Create(DOC), Answer::Stored { received_at: at, created_at: Some(at) }),
        (OpKey::Withdraw(DOC), Answer::Refused { reason: Reason::Unavailable }),
    ];
    let entries = vec![
        Entry::Created { new, at, acting },
        Entry::Changed { doc: DOC, bytes: changes[0].clone(), at, acting },
        Entry::Withdrew { doc: DOC, at, acting },
        Entry::Read { fact: read_fact(), acting },
        Entry::Answered { answers, at },
        Entry::Received { acting, items: items(changes) },
        Entry::Joined { acting, space: space() },
        Entry::Unparked { doc: DOC },
    ];
    entries.into_iter().map(|entry| Record { id: RecordId::from_bytes([1; 16]), entry }).collect()
}
