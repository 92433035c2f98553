//! What an honest device and an honest server say, and what a device keeps: every frame, every record.

use minicbor::bytes::ByteVec;
use samspil_shared::doc::SCHEMA;
use samspil_shared::domain::{
    Acting, Audience, ChangeHash, DocId, DocState, DocumentMeta, EnrolmentId, Epoch, FamilyId, Kind, PersonId, ReadId,
    Role, SpaceId, SpaceKind, UnitId, Window,
};
use samspil_shared::sync::frame::{
    Bye, ByeReason, ClientFrame, Cursor, DocumentChange, Erased, Fate, Fetch, Have, HeldDigest, Hello, Item, Items,
    Left, NewDocument, Offer, OfferedChange, Op, OpResult, Page, Progress, Push, Pushed, ReadFact, Reason, Return,
    Returned, ReturnedDocument, ServerFrame, Space, SpaceMembership, StoredChange, StoredDocument, Unavailable,
    Visible, Want, Wanted, Welcome, Withdrawn,
};
use samspil_shared::sync::record::{Answer, Entry, OpKey};

use super::support::{EVENING, JONAS, MARIA};

pub(crate) const DOC: DocId = DocId::from_bytes([4; 16]);
pub(crate) const SPACE: SpaceId = SpaceId::from_bytes([5; 16]);
pub(crate) const ENROLMENT: EnrolmentId = EnrolmentId::from_bytes([2; 12]);
pub(crate) const ACTING: Acting = Acting { role: Role::FosterParent, unit: UNIT };
const UNIT: UnitId = UnitId::from_bytes([3; 16]);
const HASH: ChangeHash = ChangeHash::from_bytes([8; 32]);
const EPOCH: Epoch = Epoch::from_bytes([1; 16]);

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

fn created(changes: &[Vec<u8>]) -> NewDocument {
    let first = changes.iter().take(2).cloned().map(ByteVec::from).collect();
    NewDocument { doc: DOC, meta: meta(Kind::LogEntry), changes: first }
}

pub(crate) fn ops(changes: &[Vec<u8>]) -> Vec<Op> {
    let mut ops: Vec<Op> = changes.iter().map(|bytes| Op::Change { doc: DOC, bytes: bytes.clone() }).collect();
    ops.push(Op::Create(created(changes)));
    ops.push(Op::Withdraw { doc: DOC });
    ops.push(Op::Read(read_fact()));
    ops
}

fn read_fact() -> ReadFact {
    ReadFact { id: ReadId::from_bytes([6; 16]), doc: DOC, version: HASH, purpose: 2, device_time: EVENING }
}

pub(crate) fn client_frames(changes: &[Vec<u8>]) -> Vec<ClientFrame> {
    let hello = Hello {
        versions: vec![1],
        app: 1,
        ticket: "ey.ticket".into(),
        enrolment: ENROLMENT,
        epoch: Some(EPOCH),
        acting: ACTING,
        cursors: vec![Cursor { space: SPACE, token: vec![1; 80] }; 3],
        device_time: EVENING,
    };
    let held = HeldDigest { doc: DOC, digest: HASH };
    let change =
        |bytes: Option<Vec<u8>>| OfferedChange { hash: HASH, bytes, by: MARIA, received_at: EVENING, late: false };
    let offer = Offer {
        doc: DOC,
        meta: meta(Kind::LogEntry),
        author: MARIA,
        created_at: EVENING,
        state: DocState::Withdrawn,
        tag: vec![3; 16],
        part: 0,
        of: 1,
        changes: changes.iter().cloned().map(Some).chain([None]).map(change).collect(),
    };
    vec![
        ClientFrame::Hello(hello),
        ClientFrame::Push(Push { batch: 3, ops: ops(changes) }),
        ClientFrame::Page(Page { space: SPACE, token: Some(vec![1; 80]), frames: 8 }),
        ClientFrame::Fetch(Fetch { docs: vec![DOC; 5] }),
        ClientFrame::Have(Have { space: SPACE, part: 0, of: 2, docs: vec![held; 4] }),
        ClientFrame::Return(Return { space: SPACE, offers: vec![offer] }),
    ]
}

pub(crate) fn space() -> Space {
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

fn stored(changes: &[Vec<u8>]) -> Item {
    let change = |bytes: &Vec<u8>| StoredChange { bytes: bytes.clone(), by: MARIA, received_at: EVENING, late: false };
    Item::New(StoredDocument {
        doc: DOC,
        meta: meta(Kind::LogEntry),
        author: MARIA,
        created_at: EVENING,
        state: DocState::Live,
        tag: vec![1; 16],
        part: 0,
        of: 1,
        changes: changes.iter().map(change).collect(),
    })
}

/// Whole documents, as a packet has them.
pub(crate) fn documents(changes: &[Vec<u8>]) -> Items {
    let progress = Some(Progress { done: 1, of: 1 });
    Items { space: SPACE, items: vec![stored(changes)], token: Some(vec![2; 90]), more: false, progress }
}

fn items(changes: &[Vec<u8>]) -> Items {
    let changed = |bytes| DocumentChange {
        doc: DOC,
        bytes,
        hash: HASH,
        by: MARIA,
        received_at: EVENING,
        tag: vec![1; 16],
        late: true,
    };
    let changed = [Some(changes[0].clone()), None].map(|bytes| Item::Changed(changed(bytes)));
    let items = [stored(changes), Item::Withdrawn(DOC), Item::Erased(DOC)].into_iter().chain(changed).collect();
    Items { space: SPACE, items, token: Some(vec![2; 90]), more: true, progress: None }
}

pub(crate) fn welcome() -> Welcome {
    Welcome { version: 1, epoch: EPOCH, now: EVENING, min_app: 1, spaces: vec![space()] }
}

pub(crate) fn visible(part: u16, of: u16) -> Visible {
    let token = (part + 1 == of).then(|| vec![2; 90]);
    Visible { space: SPACE, part, of, docs: vec![DOC; 9], token }
}

pub(crate) fn server_frames(changes: &[Vec<u8>]) -> Vec<ServerFrame> {
    let results = vec![
        OpResult::Stored { received_at: EVENING, created_at: Some(EVENING), tag: vec![3; 16] },
        OpResult::Exists,
        OpResult::Later { reason: Reason::Busy, retry_after_ms: 1_000 },
        OpResult::Never { reason: Reason::Grammar },
    ];
    let wanted = Wanted { doc: DOC, known: vec![HASH; 3] };
    let returned = [Fate::Kept, Fate::Later, Fate::Refused].map(|fate| ReturnedDocument { doc: DOC, fate });
    vec![
        ServerFrame::Welcome(welcome()),
        ServerFrame::Space(space()),
        ServerFrame::Left(Left { space: SPACE }),
        ServerFrame::Pushed(Pushed { batch: 1, results }),
        ServerFrame::Items(items(changes)),
        ServerFrame::Visible(visible(0, 1)),
        ServerFrame::Withdrawn(Withdrawn { doc: DOC }),
        ServerFrame::Erased(Erased { doc: DOC }),
        ServerFrame::Unavailable(Unavailable { doc: DOC }),
        ServerFrame::Want(Want { space: SPACE, part: 0, more: true, docs: vec![wanted; 2] }),
        ServerFrame::Bye(Bye { reason: ByeReason::Ticket, retry_after_ms: 10 }),
        ServerFrame::Returned(Returned { space: SPACE, docs: returned.to_vec() }),
    ]
}

pub(crate) fn entries(changes: &[Vec<u8>]) -> Vec<Entry> {
    let (at, acting) = (EVENING, ACTING);
    let answers = vec![
        (OpKey::Create(DOC), Answer::Stored { received_at: at, created_at: Some(at) }),
        (OpKey::Change(DOC, HASH), Answer::Exists),
        (OpKey::Withdraw(DOC), Answer::Refused { reason: Reason::Unavailable }),
        (OpKey::Read(ReadId::from_bytes([6; 16])), Answer::Stored { received_at: at, created_at: None }),
    ];
    vec![
        Entry::Created { new: created(changes), at, acting },
        Entry::Changed { doc: DOC, bytes: changes[0].clone(), at, acting },
        Entry::Withdrew { doc: DOC, at, acting },
        Entry::Read { fact: read_fact(), acting },
        Entry::Answered { answers, at },
        Entry::Received { acting, items: items(changes) },
        Entry::Welcomed { acting, epoch: EPOCH, clock_offset_ms: -5, spaces: vec![space()], at },
        Entry::Joined { acting, space: space() },
        Entry::Left { acting, space: SPACE },
        Entry::View { acting, visible: visible(0, 1) },
        Entry::Unavailable { acting, doc: DOC },
        Entry::Forgot { acting, space: SPACE },
        Entry::Unparked { doc: DOC },
        Entry::Offered { acting, space: SPACE, kept: vec![DOC], refused: vec![DOC], put_off: vec![DOC] },
    ]
}
