//! Who on duty opened a family's card: whom it is told, when, and what it never tells.

use http::{Method, StatusCode, header};
use samspil_server::admin::{self, duty};
use samspil_shared::api::{self, AskOpenings, Code, Opening, Openings};
use samspil_shared::domain::{FamilyKind, Kind, PersonId, Role, SpaceId, SpaceKind};
use serde_json::json;
use sqlx::Connection;

use super::duty::{Desk, FollowUp, Office, follow_up};
use crate::support::{Answer, DAY, Database, MINUTE, TestApp, each};

const HOUR: i64 = 60 * MINUTE;
/// A note may be sent a fortnight late; a day more, and whatever an opening would tell of is there.
const TOLD_AFTER: i64 = 15 * DAY;
/// Opening it for duty, as a client says so.
const FOR_DUTY: i64 = 9;
const CARD: u8 = 7;
const CALL: u8 = 1;
const RECEIPT: u8 = 2;
/// A document's states, as they are stored.
const LIVE: i64 = 1;
const WITHDRAWN: i64 = 2;

impl Desk<'_> {
    async fn asks(&self, space: SpaceId) -> Answer {
        self.browser.post(api::OPENINGS, &AskOpenings { role: self.role, unit: self.unit, space }).await
    }

    async fn sees(&self, space: SpaceId) -> Vec<Opening> {
        self.asks(space).await.json::<Openings>().openings
    }
}

/// An adult of a family.
async fn adult<'a>(app: &'a TestApp, office: &Office<'a>, login: &str, contact: SpaceId) -> Desk<'a> {
    let browser = app.person(login).await;
    office.joins(browser.person(), contact, Role::FosterParent, office.klitmark).await;
    Desk { browser, role: Role::FosterParent, unit: office.klitmark }
}

/// An officer of Krogsbæk, in the middle of a shift.
async fn officer<'a>(app: &'a TestApp, office: &Office<'a>, login: &str) -> Desk<'a> {
    let desk = office.desk(login, Role::DutyOfficer, office.krogsbaek).await;
    let (from, until) = (app.now().plus_ms(-HOUR), app.now().plus_ms(7 * HOUR));
    let planned = duty::plan(app.store(), office.krogsbaek, desk.browser.person(), from, until, None, app.now()).await;
    planned.expect("a shift");
    desk
}

/// A document without its changes, as it stands here once it was written.
struct Document<'r> {
    n: u8,
    kind: Kind,
    parent: Option<u8>,
    readers: &'r [PersonId],
}

impl Document<'_> {
    async fn stands(&self, database: &Database, space: SpaceId, author: PersonId) {
        let mut connection = sqlx::AnyConnection::connect(&database.main).await.expect("the database");
        let sql = "INSERT INTO documents (id, space_id, kind, schema_version, author_id, parent_id, audience_bits, readers, \
             meta_digest, key_id, created_seq, created_by_enrolment, created_at, last_seq, change_count, bytes, provenance, \
             state, state_seq) VALUES ($1, $2, $3, 1, $4, $5, 0, $6, $1, $1, $7, $1, 0, $7, 1, 1, $1, $8, NULL)";
        let readers: Vec<u8> = self.readers.iter().flat_map(|reader| *reader.as_bytes()).collect();
        let row = sqlx::query(sql).bind(vec![self.n; 16]).bind(space.as_bytes().to_vec());
        let row = row.bind(i64::from(self.kind.code())).bind(author.as_bytes().to_vec());
        let row = row.bind(self.parent.map(|parent| vec![parent; 16])).bind(readers);
        row.bind(i64::from(self.n)).bind(LIVE).execute(&mut connection).await.expect("a document");
    }
}

/// Somebody on duty opens the card now.
async fn opens(app: &TestApp, desk: &Desk<'_>, n: u8) {
    let mut connection = sqlx::AnyConnection::connect(&app.database().main).await.expect("the database");
    let sql = "INSERT INTO reads (id, user_id, enrolment_id, document_id, version, purpose, device_time, received_at) \
         VALUES ($1, $2, $3, $4, $1, $5, $6, $6)";
    let row = sqlx::query(sql).bind(vec![n; 16]).bind(desk.browser.person().as_bytes().to_vec());
    let row = row.bind(desk.browser.enrolment().as_bytes().to_vec()).bind(vec![CARD; 16]);
    row.bind(FOR_DUTY).bind(app.now().as_ms()).execute(&mut connection).await.expect("a read");
}

/// Sets how the receipt stands.
async fn receipt_is(app: &TestApp, state: i64, readers: &[PersonId]) {
    let mut connection = sqlx::AnyConnection::connect(&app.database().main).await.expect("the database");
    let readers: Vec<u8> = readers.iter().flat_map(|reader| *reader.as_bytes()).collect();
    let row = sqlx::query("UPDATE documents SET state = $1, readers = $2 WHERE id = $3").bind(state).bind(readers);
    let done = row.bind(vec![RECEIPT; 16]).execute(&mut connection).await.expect("done");
    assert_eq!(done.rows_affected(), 1);
}

#[tokio::test]
async fn the_family_and_its_consultant_may_ask_and_to_everybody_else_there_is_nothing() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let (klitmark, contact) = (office.klitmark, office.contact);
        let neighbours = admin::add_family(app.store(), klitmark, FamilyKind::General, app.now()).await.unwrap();
        let theirs = app.store().space_of(SpaceKind::Contact, neighbours.as_bytes()).await.unwrap().unwrap();
        let mut jonas = adult(&app, &office, "jonas", contact).await;
        let sam = adult(&app, &office, "sam", theirs).await;
        let mette = office.desk("mette", Role::Consultant, klitmark).await;
        office.joins(mette.browser.person(), contact, Role::Consultant, klitmark).await;
        for desk in [&jonas, &mette] {
            assert_eq!(desk.asks(contact).await.status, StatusCode::OK, "{:?}", desk.role);
            assert_eq!(desk.sees(contact).await, []);
        }
        assert_eq!(sam.sees(theirs).await, []);

        let ida = officer(&app, &office, "ida").await;
        let others = [
            office.desk("lars", Role::Consultant, klitmark).await,
            office.desk("dorthe", Role::Leader, klitmark).await,
            office.desk("ane", Role::Administrator, klitmark).await,
        ];
        for desk in others.iter().chain([&sam, &ida]) {
            let answer = desk.asks(contact).await;
            assert_eq!(answer.refusal(), Some(Code::NotFound), "{:?}", desk.role);
        }
        assert_eq!(mette.asks(theirs).await.refusal(), Some(Code::NotFound), "another family's card");
        assert_eq!(jonas.asks(theirs).await.refusal(), Some(Code::NotFound));
        assert_eq!(jonas.asks(office.loose).await.refusal(), Some(Code::NotFound), "a space without a family");

        // To say so is not to be so.
        for role in [Role::FosterParent, Role::Consultant] {
            let claims = AskOpenings { role, unit: klitmark, space: contact };
            for desk in [&sam, &ida] {
                assert_eq!(desk.browser.post(api::OPENINGS, &claims).await.refusal(), Some(Code::NotFound), "{role:?}");
            }
        }
        jonas.role = Role::Consultant;
        assert_eq!(jonas.asks(contact).await.refusal(), Some(Code::NotFound));
        (jonas.role, jonas.unit) = (Role::FosterParent, office.krogsbaek);
        assert_eq!(jonas.asks(contact).await.refusal(), Some(Code::NotFound));
        jonas.unit = klitmark;

        let nobody = Desk { browser: app.browser(), role: Role::FosterParent, unit: klitmark };
        assert_eq!(nobody.asks(contact).await.refusal(), Some(Code::NotSignedIn));
        app.database().execute("UPDATE memberships SET valid_until = valid_from + 1").await;
        app.wait_ms(MINUTE);
        assert_eq!(jonas.asks(contact).await.refusal(), Some(Code::NotFound), "whoever was one of them once");
    })
    .await;
}

#[tokio::test]
async fn an_opening_is_told_after_fifteen_days_by_day_and_place_alone() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let mut jonas = adult(&app, &office, "jonas", office.contact).await;
        let ida = officer(&app, &office, "ida").await;
        let card = Document { n: CARD, kind: Kind::FamilyCard, parent: None, readers: &[] };
        card.stands(app.database(), office.contact, office.maria).await;
        let on = app.now().local_date().expect("a day");
        opens(&app, &ida, 1).await;
        app.wait_ms(MINUTE);
        opens(&app, &ida, 2).await;
        app.wait_ms(TOLD_AFTER - MINUTE - 1);
        jonas.browser.logs_in("jonas").await.expect("the password");
        assert_eq!(jonas.sees(office.contact).await, [], "not a moment sooner");
        app.wait_ms(1);
        let answer = jonas.asks(office.contact).await;
        let told = vec![Opening { on, unit: Some("Krogsbæk".into()) }];
        assert_eq!(answer.json::<Openings>().openings, told);
        // Nor does what goes over the wire say more: neither who, nor when on that day, nor how often.
        assert_eq!(answer.json::<serde_json::Value>(), json!({"openings": told}));
        app.wait_ms(MINUTE);
        assert_eq!(jonas.sees(office.contact).await, told, "of one day and place one");
    })
    .await;
}

#[tokio::test]
async fn an_opening_tells_an_adult_of_no_call_that_they_have_no_receipt_of() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let mut adults = Vec::new();
        for login in ["maria", "jonas"] {
            adults.push(adult(&app, &office, login, office.contact).await);
        }
        let mut mette = office.desk("mette", Role::Consultant, office.klitmark).await;
        office.joins(mette.browser.person(), office.contact, Role::Consultant, office.klitmark).await;
        let ida = officer(&app, &office, "ida").await;
        let (database, author, caller) = (app.database(), ida.browser.person(), adults[0].browser.person());
        let card = Document { n: CARD, kind: Kind::FamilyCard, parent: None, readers: &[] };
        card.stands(database, office.contact, author).await;
        // Maria called, and the call is for her alone; the next day the card is opened once more because of it.
        follow_up(database, &FollowUp::new(CALL, office.contact, author, app.now(), "2026-02-25")).await;
        let receipt = Document { n: RECEIPT, kind: Kind::CallReceipt, parent: Some(CALL), readers: &[caller] };
        receipt.stands(database, office.contact, author).await;
        opens(&app, &ida, 1).await;
        app.wait_ms(DAY);
        opens(&app, &ida, 2).await;
        app.wait_ms(TOLD_AFTER);
        for (desk, login) in adults.iter_mut().zip(["maria", "jonas"]) {
            desk.browser.logs_in(login).await.expect("the password");
        }
        mette.browser.logs_in("mette").await.expect("the password");
        let told = async || {
            let mut told = Vec::new();
            for desk in adults.iter().chain([&mette]) {
                told.push(desk.sees(office.contact).await.len());
            }
            told
        };
        assert_eq!(told().await, [2, 0, 2], "Maria knows, Jonas is not to learn, the consultant followed it up");
        receipt_is(&app, LIVE, &[]).await;
        assert_eq!(told().await, [2, 2, 2], "both were shown it");
        receipt_is(&app, LIVE, &[adults[1].browser.person()]).await;
        assert_eq!(told().await, [0, 2, 2], "it was for Jonas");
        receipt_is(&app, WITHDRAWN, &[]).await;
        assert_eq!(told().await, [0, 0, 2], "what was taken back was not shown");

        // An opening long after a call says nothing of it.
        app.wait_ms(20 * DAY);
        opens(&app, &ida, 3).await;
        app.wait_ms(TOLD_AFTER);
        for (desk, login) in adults.iter_mut().zip(["maria", "jonas"]) {
            desk.browser.logs_in(login).await.expect("the password");
            assert_eq!(desk.sees(office.contact).await.len(), 1, "{login}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_question_is_refused_and_harms_nothing() {
    let app = TestApp::start().await;
    let office = Office::of(&app).await;
    let jonas = adult(&app, &office, "jonas", office.contact).await;
    let good = json!({"role": jonas.role, "unit": jonas.unit, "space": office.contact});
    let with = |key: &str, value: serde_json::Value| {
        let mut asked = good.clone();
        asked[key] = value;
        asked
    };
    let long = "a".repeat(100_000);
    let injected = format!("{}' OR '1'='1", office.contact);
    for hostile in [
        json!({}),
        json!([]),
        json!(null),
        json!("openings"),
        json!({"role": jonas.role, "unit": jonas.unit}),
        with("role", json!("everybody")),
        with("role", json!(1)),
        with("role", json!(null)),
        with("unit", json!("klitmark")),
        with("unit", json!([jonas.unit])),
        with("space", json!("")),
        with("space", json!("../../etc/passwd")),
        with("space", json!(injected)),
        with("space", json!(-1)),
        with("space", json!(long)),
        with("space", json!({"$ne": null})),
    ] {
        let answer = jonas.browser.post(api::OPENINGS, &hostile).await;
        assert!(answer.status.is_client_error(), "{} for {hostile}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains(&injected), "nothing of it comes back");
    }
    let unknown = AskOpenings { role: jonas.role, unit: jonas.unit, space: SpaceId::from_bytes([9; 16]) };
    assert_eq!(jonas.browser.post(api::OPENINGS, &unknown).await.refusal(), Some(Code::NotFound));
    assert_eq!(jonas.browser.get(api::OPENINGS).await.status, StatusCode::METHOD_NOT_ALLOWED);

    let bytes = serde_json::to_vec(&good).expect("JSON");
    let request = |kind: &str| jonas.browser.request(Method::POST, api::OPENINGS).header(header::CONTENT_TYPE, kind);
    for (kind, body) in
        [("application/json", &b"{\"role\":"[..]), ("application/json", b"\xff\xfe"), ("text/plain", &bytes)]
    {
        let answer = app.send(request(kind).body(body.to_vec().into()).expect("a request")).await;
        assert!(answer.status.is_client_error(), "{kind}: {}", answer.status);
    }
    let mut elsewhere = request("application/json").body(bytes.into()).expect("a request");
    elsewhere.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().expect("a header"));
    assert!(app.send(elsewhere).await.status.is_client_error(), "another site's page asks");
    assert_eq!(jonas.asks(office.contact).await.status, StatusCode::OK);
}
