//! The wire format stands still: each frame's bytes are kept as a snapshot (`docs/protocol.md` explains them). A change
//! here is a new version of the protocol, not a new snapshot.

use minicbor::bytes::ByteVec;
use samspil_shared::domain::{
    Acting, Audience, ChangeHash, DocId, DocState, DocumentMeta, EnrolmentId, Epoch, FamilyId, Kind, PersonId, ReadId,
    Role, SpaceId, SpaceKind, Timestamp, UnitId, Window,
};
use samspil_shared::sync::frame::{
    Bye, ByeReason, ClientFrame, Cursor, DocumentChange, Erased, Fate, Fetch, FrameError, Have, HeldDigest, Hello,
    Item, Items, Left, NewDocument, Offer, OfferedChange, Op, OpResult, Page, Progress, Push, Pushed, ReadFact, Reason,
    Return, Returned, ReturnedDocument, ServerFrame, Space, SpaceMembership, StoredChange, StoredDocument, Unavailable,
    Visible, Want, Wanted, Welcome, Withdrawn, held_digest,
};

const DOC: DocId = DocId::from_bytes([0xd0; 16]);
const SPACE: SpaceId = SpaceId::from_bytes([0x5a; 16]);
const PERSON: PersonId = PersonId::from_bytes([0xbe; 16]);
const UNIT: UnitId = UnitId::from_bytes([0x01; 16]);
const HASH: ChangeHash = ChangeHash::from_bytes([0xca; 32]);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(1_775_000_000_000 + seconds * 1000)
}

fn meta() -> DocumentMeta {
    DocumentMeta {
        kind: Kind::LogEntry,
        schema: 1,
        space: SPACE,
        parent: None,
        course: None,
        audience: Audience::FAMILY,
        readers: vec![],
    }
}

fn client_frames() -> Vec<(&'static str, ClientFrame)> {
    let hello = Hello {
        versions: vec![1],
        app: 7,
        ticket: "ticket".into(),
        enrolment: EnrolmentId::from_bytes([0xe1; 12]),
        epoch: Some(Epoch::from_bytes([0xee; 16])),
        acting: Acting { role: Role::FosterParent, unit: UNIT },
        cursors: vec![Cursor { space: SPACE, token: vec![1, 2, 3] }],
        device_time: at(0),
    };
    let fact = ReadFact { id: ReadId::from_bytes([9; 16]), doc: DOC, version: HASH, purpose: 1, device_time: at(1) };
    let ops = vec![
        Op::Create(NewDocument { doc: DOC, meta: meta(), changes: vec![ByteVec::from(vec![0x85, 0x6f])] }),
        Op::Change { doc: DOC, bytes: vec![0x85] },
        Op::Withdraw { doc: DOC },
        Op::Read(fact),
    ];
    let held = HeldDigest { doc: DOC, digest: held_digest(&[7; 16], DocState::Live) };
    let have = Have { space: SPACE, part: 0, of: 1, docs: vec![held] };
    let change = |bytes| OfferedChange { hash: HASH, bytes, by: PERSON, received_at: at(2), late: false };
    let offer = Offer {
        doc: DOC,
        meta: meta(),
        author: PERSON,
        created_at: at(2),
        state: DocState::Withdrawn,
        tag: vec![0x7a; 16],
        part: 0,
        of: 1,
        changes: vec![change(Some(vec![0x85])), change(None)],
    };
    vec![
        ("hello", ClientFrame::Hello(hello)),
        ("push", ClientFrame::Push(Push { batch: 3, ops })),
        ("page", ClientFrame::Page(Page { space: SPACE, token: Some(vec![1]), frames: 8 })),
        ("fetch", ClientFrame::Fetch(Fetch { docs: vec![DOC] })),
        ("have", ClientFrame::Have(have)),
        ("return", ClientFrame::Return(Return { space: SPACE, offers: vec![offer] })),
    ]
}

fn space() -> Space {
    let member = SpaceMembership {
        person: PERSON,
        name: "Maria Holst".into(),
        role: Role::FosterParent,
        unit: UNIT,
        unit_name: "Klitmark".into(),
        stand_in: false,
        course: None,
        window: Window { from: at(0), until: None },
        sees_from: Some(at(0)),
        own_only: false,
    };
    Space {
        id: SPACE,
        kind: SpaceKind::Placement,
        family: Some(FamilyId::from_bytes([0xfa; 16])),
        members: vec![member],
        unit: Some(UNIT),
    }
}

fn items() -> Items {
    let change = StoredChange { bytes: vec![0x85], by: PERSON, received_at: at(2), late: false };
    let stored = StoredDocument {
        doc: DOC,
        meta: meta(),
        author: PERSON,
        created_at: at(2),
        state: DocState::Live,
        tag: vec![0x7a; 16],
        part: 0,
        of: 1,
        changes: vec![change],
    };
    let changed = DocumentChange {
        doc: DOC,
        bytes: None,
        hash: HASH,
        by: PERSON,
        received_at: at(3),
        tag: vec![0x7a; 16],
        late: true,
    };
    Items {
        space: SPACE,
        items: vec![Item::New(stored), Item::Changed(changed), Item::Withdrawn(DOC), Item::Erased(DOC)],
        token: Some(vec![4, 5]),
        more: true,
        progress: Some(Progress { done: 1, of: 2 }),
    }
}

fn server_frames() -> Vec<(&'static str, ServerFrame)> {
    let epoch = Epoch::from_bytes([0xee; 16]);
    let results = vec![
        OpResult::Stored { received_at: at(1), created_at: Some(at(1)), tag: vec![0x7a; 16] },
        OpResult::Exists,
        OpResult::Later { reason: Reason::Busy, retry_after_ms: 500 },
        OpResult::Never { reason: Reason::Grammar },
    ];
    let wanted = Wanted { doc: DOC, known: vec![HASH] };
    let returned = ReturnedDocument { doc: DOC, fate: Fate::Kept };
    let visible = Visible { space: SPACE, part: 0, of: 1, docs: vec![DOC], token: Some(vec![6]) };
    vec![
        ("welcome", ServerFrame::Welcome(Welcome { version: 1, epoch, now: at(0), min_app: 1, spaces: vec![space()] })),
        ("space", ServerFrame::Space(space())),
        ("left", ServerFrame::Left(Left { space: SPACE })),
        ("pushed", ServerFrame::Pushed(Pushed { batch: 3, results })),
        ("items", ServerFrame::Items(items())),
        ("visible", ServerFrame::Visible(visible)),
        ("withdrawn", ServerFrame::Withdrawn(Withdrawn { doc: DOC })),
        ("erased", ServerFrame::Erased(Erased { doc: DOC })),
        ("unavailable", ServerFrame::Unavailable(Unavailable { doc: DOC })),
        ("want", ServerFrame::Want(Want { space: SPACE, part: 0, more: false, docs: vec![wanted] })),
        ("returned", ServerFrame::Returned(Returned { space: SPACE, docs: vec![returned] })),
        ("bye", ServerFrame::Bye(Bye { reason: ByeReason::Ticket, retry_after_ms: 0 })),
    ]
}

#[test]
fn the_bytes_of_each_frame_stand_still() {
    let mut lines = String::new();
    for (name, frame) in client_frames() {
        let bytes = frame.encode();
        assert_eq!(ClientFrame::decode(&bytes), Ok(frame), "{name}");
        lines += &format!("{name} {}\n", hex::encode(bytes));
    }
    for (name, frame) in server_frames() {
        let bytes = frame.encode();
        assert_eq!(ServerFrame::decode(&bytes), Ok(frame), "{name}");
        lines += &format!("{name} {}\n", hex::encode(bytes));
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn cut_short_or_gone_on_is_no_frame() {
    for (name, frame) in client_frames() {
        let mut bytes = frame.encode();
        for end in 0..bytes.len() {
            assert!(ClientFrame::decode(&bytes[..end]).is_err(), "{name} cut at {end}");
        }
        bytes.push(0);
        assert!(ClientFrame::decode(&bytes).is_err(), "{name} with a byte more");
    }
}

#[test]
fn limits_are_the_protocols() {
    let too_many = ClientFrame::Push(Push { batch: 0, ops: vec![Op::Withdraw { doc: DOC }; 257] }).encode();
    assert!(matches!(ClientFrame::decode(&too_many), Err(FrameError::TooMany { max: 256, .. })));
    assert!(matches!(ClientFrame::decode(&vec![0; 256 * 1024 + 1]), Err(FrameError::TooLarge(_))));
    for reserved in [6, 8, 76] {
        assert_eq!(ClientFrame::decode(&[0x82, 0x18, reserved, 0xa0]), Err(FrameError::UnknownType(reserved)));
    }
}

#[test]
fn an_unknown_key_is_ignored() {
    // Withdrawn {0: doc, 99: "later"}
    let mut bytes = ServerFrame::Withdrawn(Withdrawn { doc: DOC }).encode();
    let map = bytes.iter().position(|byte| *byte == 0xa1).expect("a map of one");
    bytes[map] = 0xa2;
    bytes.extend([0x18, 99, 0x65]);
    bytes.extend(b"later");
    assert_eq!(ServerFrame::decode(&bytes), Ok(ServerFrame::Withdrawn(Withdrawn { doc: DOC })));
}
