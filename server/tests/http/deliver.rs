use samspil_shared::api::{self, BOXES_MAX, Code, Deliver, Delivered, Fate};
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{About, Pen, SCHEMA, heads, materialise};
use samspil_shared::domain::{
    Acting, ActorId, Audience, ChangeHash, DocId, DocumentMeta, EnrolmentId, Kind, PersonId, ReadId, Role, SpaceId,
    SpaceKind, UnitId,
};
use samspil_shared::sync::deliver::{DeliverKeys, Parcel, seal};
use samspil_shared::sync::frame::{NewDocument, Op, ReadFact};
use serde_json::json;

use crate::support::{Browser, TestApp, each};

struct Device {
    person: PersonId,
    enrolment: EnrolmentId,
    space: SpaceId,
    keys: DeliverKeys,
}

impl Device {
    async fn of(app: &TestApp, browser: &Browser<'_>) -> Self {
        let session = browser.session.as_ref().expect("a session");
        let person = session.person.id;
        let space = app.state.store().space_of(SpaceKind::Person, person.as_bytes()).await.expect("a database");
        let key = |written: &str| hex::decode(written).expect("hexadecimal").try_into().expect("32 bytes");
        Self {
            person,
            enrolment: session.enrolment,
            space: space.expect("an own space"),
            keys: DeliverKeys { public: key(&session.deliver.public), secret: key(&session.deliver.secret) },
        }
    }

    /// A note for oneself, as it lies unsent on the device.
    fn writes(&self, app: &TestApp, doc: u8) -> Parcel {
        let now = app.state.now();
        let text = "Jeg blev for skrap ved tandbørstningen.".to_owned();
        let new = NewLogEntry { text, event_time: now, about: About::Family, day_child: None, day_family: None };
        let actor = app.state.store().edge().with_rng(|rng| ActorId::fresh(self.enrolment, rng));
        let changes = log_entry::create(actor, now, &new).expect("a note");
        let meta = DocumentMeta {
            kind: Kind::LogEntry,
            schema: SCHEMA,
            space: self.space,
            parent: None,
            course: None,
            audience: Audience::AUTHOR,
            readers: Vec::new(),
        };
        let changes = changes.into_iter().map(Into::into).collect();
        Parcel {
            person: self.person,
            enrolment: self.enrolment,
            acting: Acting { role: Role::Oneself, unit: UnitId::from_bytes([0; 16]) },
            op: Op::Create(NewDocument { doc: DocId::from_bytes([doc; 16]), meta, changes }),
        }
    }

    /// What was written is put differently, before any of it was sent.
    fn edits(&self, app: &TestApp, written: &Parcel) -> Parcel {
        let Op::Create(new) = &written.op else { unreachable!("it is a creation") };
        let doc = materialise(new.meta.kind, SCHEMA, new.changes.iter().map(|change| &change[..])).expect("a note");
        let base = heads(&doc);
        let actor = app.state.store().edge().with_rng(|rng| ActorId::fresh(self.enrolment, rng));
        let pen = Pen { doc: &doc, base: &base, actor, time: app.state.now() };
        let edit = LogEntryEdit { text: Some("Jeg var træt.".to_owned()), ..LogEntryEdit::default() };
        let bytes = log_entry::save(&pen, &edit).expect("an edit").pop().expect("one change");
        Parcel { op: Op::Change { doc: new.doc, bytes }, ..written.clone() }
    }

    fn seals(&self, parcel: Parcel) -> String {
        hex::encode(seal(parcel, &self.keys, [9; 32]).expect("a box"))
    }
}

async fn bring(browser: &Browser<'_>, boxes: Vec<String>) -> Vec<Fate> {
    browser.post(api::DELIVER, &Deliver { boxes }).await.json::<Delivered>().fates
}

#[tokio::test]
async fn a_stranger_at_the_device_brings_what_its_author_wrote() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let device = Device::of(&app, &maria).await;
        let sealed = device.seals(device.writes(&app, 1));
        // No session, no cookie: whoever is there.
        let stranger = app.browser();
        assert_eq!(bring(&stranger, vec![sealed.clone()]).await, [Fate::Stored]);
        assert_eq!(bring(&stranger, vec![sealed.clone(), sealed]).await, [Fate::Stored; 2], "and again, unharmed");
        let check = app.state.store().check().await.expect("a database");
        assert_eq!((check.documents, check.faults.len()), (1, 0), "it is there once");
    })
    .await;
}

#[tokio::test]
async fn that_something_was_opened_is_brought_too_and_noted_once() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let device = Device::of(&app, &maria).await;
        let written = device.writes(&app, 1);
        let Op::Create(new) = &written.op else { unreachable!("it is a creation") };
        let fact = ReadFact {
            id: ReadId::from_bytes([5; 16]),
            doc: new.doc,
            version: ChangeHash::from_bytes([6; 32]),
            purpose: 3,
            device_time: app.state.now(),
        };
        let strange = ReadFact { id: ReadId::from_bytes([7; 16]), doc: DocId::from_bytes([99; 16]), ..fact.clone() };
        let [opened, strange] =
            [fact, strange].map(|fact| device.seals(Parcel { op: Op::Read(fact), ..written.clone() }));
        let stranger = app.browser();
        assert_eq!(bring(&stranger, vec![device.seals(written)]).await, [Fate::Stored]);
        assert_eq!(
            bring(&stranger, vec![opened.clone(), opened, strange]).await,
            [Fate::Stored, Fate::Stored, Fate::Refused]
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_no_box_of_that_device_is_refused_and_its_neighbours_are_stored() {
    let app = TestApp::start().await;
    let (maria, jonas) = (app.person("maria").await, app.person("jonas").await);
    let (hers, his) = (Device::of(&app, &maria).await, Device::of(&app, &jonas).await);
    assert_ne!(hers.keys.secret, his.keys.secret, "each device has a secret of its own");
    let mut forged = hers.writes(&app, 2);
    forged.person = his.person;
    let boxes = vec![
        String::new(),
        "zz".to_owned(),
        "00".repeat(300),
        // In another's name, with one's own secret.
        his.seals(hers.writes(&app, 3)),
        // In another's name, from one's own device.
        hers.seals(forged),
        // Into another's space.
        his.seals(Parcel { person: his.person, enrolment: his.enrolment, ..hers.writes(&app, 4) }),
        hers.seals(hers.writes(&app, 5)),
    ];
    let fates = bring(&app.browser(), boxes).await;
    assert_eq!(fates[..6], [Fate::Refused; 6]);
    assert_eq!(fates[6], Fate::Stored);
    assert_eq!(app.state.store().check().await.expect("a database").documents, 1);
}

#[tokio::test]
async fn what_stands_on_something_that_has_to_wait_waits_with_it() {
    let app = TestApp::start().await;
    let (maria, jonas) = (app.person("maria").await, app.person("jonas").await);
    let (hers, his) = (Device::of(&app, &maria).await, Device::of(&app, &jonas).await);
    let written = hers.writes(&app, 1);
    let other = hers.writes(&app, 2);
    let meddling = Parcel { person: his.person, enrolment: his.enrolment, ..hers.edits(&app, &written) };
    let boxes = [
        hers.seals(written.clone()),
        hers.seals(hers.edits(&app, &written)),
        // Of a note that was never brought, and into one that waits, by somebody who has no part in it.
        hers.seals(hers.edits(&app, &other)),
        his.seals(meddling),
    ];
    // The database takes nothing new for a while.
    app.database()
        .execute("CREATE TRIGGER full BEFORE INSERT ON documents BEGIN INSERT INTO nowhere VALUES (1); END")
        .await;
    let stranger = app.browser();
    let busy = [Fate::Later, Fate::Later, Fate::Refused, Fate::Refused];
    assert_eq!(bring(&stranger, boxes.to_vec()).await, busy);
    assert_eq!(bring(&stranger, boxes.to_vec()).await, busy, "however often");
    app.database().execute("DROP TRIGGER full").await;
    let done = [Fate::Stored, Fate::Stored, Fate::Refused, Fate::Refused];
    assert_eq!(bring(&stranger, boxes.to_vec()).await, done);
    let check = app.state.store().check().await.expect("a database");
    assert_eq!((check.documents, check.changes > 1, check.faults.len()), (1, true, 0));
}

#[tokio::test]
async fn too_much_at_once_and_what_is_not_asked_for_get_a_clear_answer() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let many = browser.post(api::DELIVER, &Deliver { boxes: vec![String::new(); BOXES_MAX + 1] }).await;
    assert_eq!(many.refusal(), Some(Code::TooLarge));
    let large = browser.post(api::DELIVER, &Deliver { boxes: vec!["0".repeat(1 << 20)] }).await;
    assert_eq!(large.refusal(), Some(Code::TooLarge));
    let other = browser.post(api::DELIVER, &json!({ "box": [] })).await;
    assert_eq!(other.refusal(), Some(Code::Malformed));
    assert_eq!(bring(&browser, Vec::new()).await, []);
}

#[tokio::test]
async fn an_ended_account_brings_nothing_of_its_own_any_more() {
    let app = TestApp::start().await;
    let maria = app.person("maria").await;
    let device = Device::of(&app, &maria).await;
    let sealed = device.seals(device.writes(&app, 1));
    samspil_server::admin::end_person(app.state.store(), device.person, app.state.now()).await.expect("ended");
    assert_eq!(bring(&app.browser(), vec![sealed]).await, [Fate::Refused]);
}
