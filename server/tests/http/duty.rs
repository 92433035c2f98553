//! The rota, who is away, and what a leader sees: who may ask, and what they are told.

use http::StatusCode;
use samspil_server::admin::{self, duty, slipping};
use samspil_server::store::UnitKind;
use samspil_shared::api;
use samspil_shared::api::duty::{AddShift, Consultants, OfConsultant, OfShift, Overview, Rota, SlipEnd, StandIn};
use samspil_shared::domain::duty::WorkDays;
use samspil_shared::domain::follow_up::Slipped;
use samspil_shared::domain::{
    FamilyId, FamilyKind, Kind, Membership, PersonId, Role, SpaceId, SpaceKind, Timestamp, UnitId, Window,
};
use sqlx::Connection;

use crate::support::{Answer, Browser, DAY, Database, MINUTE, TestApp, each};

const HOUR: i64 = 60 * MINUTE;

/// Somebody who is signed in, and what they ask as.
pub(super) struct Desk<'a> {
    pub(super) browser: Browser<'a>,
    pub(super) role: Role,
    pub(super) unit: UnitId,
}

impl Desk<'_> {
    pub(super) fn path(&self, path: &str) -> String {
        let role = serde_json::to_value(self.role).expect("JSON");
        format!("{path}?role={}&unit={}", role.as_str().expect("a word"), self.unit)
    }

    async fn get(&self, path: &str) -> Answer {
        self.browser.get(&self.path(path)).await
    }

    pub(super) async fn overview(&mut self) -> Overview {
        self.browser.refreshes().await.expect("a session that goes on");
        self.get(api::DUTY_OVERVIEW).await.json()
    }
}

/// A municipality with a family, and an institution that answers for it.
pub(super) struct Office<'a> {
    app: &'a TestApp,
    pub(super) klitmark: UnitId,
    pub(super) krogsbaek: UnitId,
    pub(super) family: FamilyId,
    pub(super) contact: SpaceId,
    pub(super) loose: SpaceId,
    pub(super) maria: PersonId,
}

impl<'a> Office<'a> {
    pub(super) async fn of(app: &'a TestApp) -> Self {
        let (store, now) = (app.store(), app.now());
        let klitmark = admin::add_unit(store, UnitKind::Municipality, "Klitmark", now).await.expect("a unit");
        let krogsbaek = admin::add_unit(store, UnitKind::Institution, "Krogsbæk", now).await.expect("a unit");
        duty::serve(store, krogsbaek, klitmark, now).await.expect("an agreement");
        let family = admin::add_family(store, klitmark, FamilyKind::General, now).await.expect("a family");
        let contact = store.space_of(SpaceKind::Contact, family.as_bytes()).await.expect("an answer").expect("a space");
        let loose = store.space_of(SpaceKind::Duty, klitmark.as_bytes()).await.expect("an answer").expect("a space");
        let maria = admin::add_person(store, "Maria Holst", None, now).await.expect("a person");
        let office = Self { app, klitmark, krogsbaek, family, contact, loose, maria };
        office.joins(maria, contact, Role::FosterParent, klitmark).await;
        office
    }

    pub(super) async fn joins(&self, person: PersonId, space: SpaceId, role: Role, unit: UnitId) {
        let membership = Membership {
            person,
            space,
            role,
            unit,
            stand_in: false,
            course: None,
            window: Window { from: self.app.now(), until: None },
            sees_from: None,
            own_only: false,
        };
        admin::add_member(self.app.store(), &membership, self.app.now()).await.expect("a membership");
    }

    /// Somebody of a unit.
    pub(super) async fn desk(&self, login: &str, role: Role, unit: UnitId) -> Desk<'a> {
        let browser = self.app.person(login).await;
        let whole = self.app.store().space_of(SpaceKind::Municipality, unit.as_bytes()).await.expect("an answer");
        self.joins(browser.person(), whole.expect("the unit's space"), role, unit).await;
        Desk { browser, role, unit }
    }
}

/// A follow-up of a call, as it stands beside the documents.
pub(super) struct FollowUp {
    n: u8,
    space: SpaceId,
    author: PersonId,
    began: Timestamp,
    due: &'static str,
    is_closed: bool,
    is_withdrawn: bool,
}

impl FollowUp {
    pub(super) fn new(n: u8, space: SpaceId, author: PersonId, began: Timestamp, due: &'static str) -> Self {
        Self { n, space, author, began, due, is_closed: false, is_withdrawn: false }
    }
}

/// Writes a follow-up as a phone's would stand here, without its changes.
pub(super) async fn follow_up(database: &Database, new: &FollowUp) {
    let mut connection = sqlx::AnyConnection::connect(&database.main).await.expect("the database");
    let (doc, at) = ([new.n; 16].to_vec(), new.began.as_ms());
    let document = "INSERT INTO documents (id, space_id, kind, schema_version, author_id, audience_bits, readers, \
         meta_digest, key_id, created_seq, created_by_enrolment, created_at, last_seq, change_count, bytes, \
         provenance, state, state_seq) VALUES ($1, $2, $3, 1, $4, 0, $1, $1, $1, $5, $1, $6, $5, 1, 1, $1, $7, NULL)";
    let row = sqlx::query(document).bind(doc.clone()).bind(new.space.as_bytes().to_vec());
    let row = row.bind(i64::from(Kind::FollowUp.code())).bind(new.author.as_bytes().to_vec());
    let row = row.bind(i64::from(new.n)).bind(at).bind(if new.is_withdrawn { 2_i64 } else { 1 });
    row.execute(&mut connection).await.expect("a document");
    let follow_up = "INSERT INTO follow_ups (document_id, note_id, space_id, author_id, unit_id, began_at, ended_at, \
         received_at, urgency, due_on, calendar, is_withheld, withheld_again, tried_at, closed_at) \
         VALUES ($1, $1, $2, $3, $1, $4, $4, $4, 2, $5, 1, 0, 0, $6, $6)";
    let row = sqlx::query(follow_up).bind(doc).bind(new.space.as_bytes().to_vec());
    let row = row.bind(new.author.as_bytes().to_vec()).bind(at).bind(new.due.to_owned());
    row.bind(new.is_closed.then_some(at)).execute(&mut connection).await.expect("a follow-up");
}

#[tokio::test]
async fn who_may_ask_is_told_and_to_everybody_else_there_is_nothing() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let (klitmark, krogsbaek) = (office.klitmark, office.krogsbaek);
        let other = admin::add_unit(app.store(), UnitKind::Municipality, "Rosenmark", app.now()).await.unwrap();
        let desks = [
            (office.desk("dorthe", Role::Leader, klitmark).await, [200, 200, 200]),
            (office.desk("ane", Role::Administrator, klitmark).await, [200, 200, 404]),
            (office.desk("mette", Role::Consultant, klitmark).await, [404, 200, 404]),
            (office.desk("ida", Role::DutyOfficer, krogsbaek).await, [200, 404, 404]),
            (office.desk("nikolaj", Role::Adviser, klitmark).await, [404, 404, 404]),
        ];
        for (desk, expected) in &desks {
            for (path, expected) in
                [api::DUTY_ROTA, api::DUTY_CONSULTANTS, api::DUTY_OVERVIEW].into_iter().zip(expected)
            {
                let answer = desk.get(path).await;
                assert_eq!(answer.status.as_u16(), *expected, "{:?} {path}", desk.role);
            }
        }
        let mut mette = office.desk("mette2", Role::Consultant, klitmark).await;
        mette.role = Role::Leader;
        assert_eq!(mette.get(api::DUTY_OVERVIEW).await.status, StatusCode::NOT_FOUND, "to say so is not to be so");
        let mut leader = office.desk("elna", Role::Leader, other).await;
        assert!(leader.overview().await.slipped.is_empty());
        leader.unit = klitmark;
        for path in [api::DUTY_ROTA, api::DUTY_CONSULTANTS, api::DUTY_OVERVIEW] {
            assert_eq!(leader.get(path).await.status, StatusCode::NOT_FOUND, "another unit's leader: {path}");
        }
        let nobody = Desk { browser: app.browser(), role: Role::Leader, unit: klitmark };
        assert_eq!(nobody.get(api::DUTY_OVERVIEW).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_leader_is_told_what_slipped_with_names_and_counts_without_a_word() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let mut dorthe = office.desk("dorthe", Role::Leader, office.klitmark).await;
        let mette = office.desk("mette", Role::Consultant, office.klitmark).await;
        let ida = office.desk("ida", Role::DutyOfficer, office.krogsbaek).await;
        office.joins(mette.browser.person(), office.contact, Role::Consultant, office.klitmark).await;
        let (from, until) = (app.now().plus_ms(-HOUR), app.now().plus_ms(7 * HOUR));
        duty::plan(app.store(), office.krogsbaek, ida.browser.person(), from, until, None, app.now()).await.unwrap();

        // It is Wednesday, 25 February, 7.13.
        let calls = [
            FollowUp::new(1, office.contact, office.maria, app.now().plus_ms(-2 * DAY), "2026-02-24"),
            FollowUp::new(2, office.loose, office.maria, app.now().plus_ms(-9 * HOUR), "2026-02-25"),
            FollowUp {
                is_closed: true,
                ..FollowUp::new(3, office.contact, office.maria, app.now().plus_ms(-40 * DAY), "2026-01-17")
            },
            // It was tied to a family: what stands there counts.
            FollowUp {
                is_withdrawn: true,
                ..FollowUp::new(4, office.loose, office.maria, app.now().plus_ms(-3 * DAY), "2026-02-23")
            },
        ];
        for call in &calls {
            follow_up(app.database(), call).await;
        }
        assert_eq!(slipping::mark_slipped(app.store(), app.now()).await.unwrap(), 1);
        let marked = app.now();
        app.wait_ms(10 * MINUTE);
        let overview = dorthe.overview().await;
        let [slip] = &overview.slipped[..] else { panic!("one slipped: {:?}", overview.slipped) };
        assert_eq!((slip.adults.as_slice(), slip.why), (&["Maria Holst".to_owned()][..], Slipped::NotTried));
        assert_eq!((slip.consultants[0].person, slip.since), (mette.browser.person(), marked));
        assert_eq!((slip.due.to_string(), slip.received_late, slip.reckoned), ("2026-02-24".into(), false, None));
        assert_eq!((overview.usage.total(), overview.not_filed), (3, 1), "a tied call counts once");
        assert_eq!(overview.on_duty[0].name, "Krogsbæk");
        assert_eq!(overview.on_duty[0].shifts[0].person, ida.browser.person());

        // At noon the other one has slipped too, whether or not the server has looked since.
        app.wait_ms(5 * HOUR);
        let slipped = dorthe.overview().await.slipped;
        assert_eq!((slipped.len(), slipped[1].why, slipped[1].family), (2, Slipped::NotTaken, None));
        assert_eq!(slipped[1].since, app.now());

        app.database().execute("UPDATE follow_ups SET tried_at = received_at WHERE due_on = '2026-02-24'").await;
        let overview = dorthe.overview().await;
        assert_eq!((overview.slipped.len(), overview.over.len()), (1, 1));
        assert_eq!((overview.over[0].end, overview.over[0].at), (SlipEnd::Tried, marked), "since it was on the list");
        assert_eq!(slipping::mark_slipped(app.store(), app.now()).await.unwrap(), 2);
        assert_eq!(dorthe.overview().await.over.len(), 1);
        app.wait_ms(14 * DAY);
        dorthe.browser.logs_in("dorthe").await.expect("the password");
        assert!(dorthe.overview().await.over.is_empty(), "for a fortnight");
    })
    .await;
}

#[tokio::test]
async fn a_leader_says_who_is_ill_and_an_officer_does_not() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let dorthe = office.desk("dorthe", Role::Leader, office.klitmark).await;
        let mette = office.desk("mette", Role::Consultant, office.klitmark).await;
        let lars = office.desk("lars", Role::Consultant, office.klitmark).await;
        let ida = office.desk("ida", Role::DutyOfficer, office.krogsbaek).await;
        let of = OfConsultant { person: mette.browser.person() };
        let ill = async |desk: &Desk<'_>| desk.browser.post(&desk.path(api::DUTY_ILL), &of).await;
        assert_ne!(ill(&dorthe).await.status, StatusCode::OK, "nobody would stand in");
        let partner = Some(lars.browser.person());
        duty::set_week(app.store(), of.person, office.klitmark, (WorkDays::WEEKDAYS, partner), None, app.now())
            .await
            .unwrap();
        assert_eq!(ill(&ida).await.status, StatusCode::NOT_FOUND);
        let told: Consultants = ill(&dorthe).await.json();
        let week = told.consultants.iter().find(|week| week.person == of.person).expect("she is one of them");
        assert!(week.away.iter().any(|away| away.instead == lars.browser.person()));
        let rota: Rota = ida.get(api::DUTY_ROTA).await.json();
        assert_eq!((rota.serves[0].name.as_str(), rota.officers[0].person), ("Klitmark", ida.browser.person()));
    })
    .await;
}

#[tokio::test]
async fn a_consultant_says_it_of_herself_and_of_whom_she_is_the_partner_and_a_leader_of_all() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let dorthe = office.desk("dorthe", Role::Leader, office.klitmark).await;
        let mette = office.desk("mette", Role::Consultant, office.klitmark).await;
        let lars = office.desk("lars", Role::Consultant, office.klitmark).await;
        let samira = office.desk("samira", Role::Consultant, office.klitmark).await;
        let person = |desk: &Desk<'_>| desk.browser.person();
        let weekdays = (WorkDays::WEEKDAYS, Some(person(&lars)));
        duty::set_week(app.store(), person(&mette), office.klitmark, weekdays, None, app.now()).await.unwrap();
        let today = app.now().local_date().unwrap();
        let stand_in = async |by: &Desk<'_>, of: &Desk<'_>, instead: &Desk<'_>, from, to| {
            let new = StandIn { person: person(of), instead: person(instead), from, to };
            by.browser.post(&by.path(api::DUTY_STAND_IN), &new).await.status.as_u16()
        };
        // Samira would let herself into all of Mette's families.
        assert_eq!(stand_in(&samira, &mette, &samira, today, today).await, 404);
        let of_mette = OfConsultant { person: person(&mette) };
        for path in [api::DUTY_ILL, api::DUTY_BACK] {
            assert_eq!(samira.browser.post(&samira.path(path), &of_mette).await.status.as_u16(), 404, "{path}");
        }
        let told: Consultants = samira.get(api::DUTY_CONSULTANTS).await.json();
        assert!(told.consultants.iter().all(|week| week.away.is_empty()), "nothing was done");
        for (desk, expected) in [(&mette, 200), (&lars, 200), (&dorthe, 200)] {
            assert_eq!(stand_in(desk, &mette, &lars, today, today).await, expected);
            assert_eq!(desk.browser.post(&desk.path(api::DUTY_BACK), &of_mette).await.status.as_u16(), expected);
        }
        assert_eq!(stand_in(&lars, &samira, &lars, today, today).await, 404, "a partner, but not hers");
        let yesterday = today.pred_opt().unwrap();
        assert_eq!(stand_in(&mette, &mette, &lars, yesterday, today).await, 422, "nobody stands in for what is over");
        assert_eq!(
            stand_in(&dorthe, &mette, &lars, today, today + chrono::Days::new(62)).await,
            422,
            "a year by a slip"
        );
    })
    .await;
}

#[tokio::test]
async fn a_shift_that_is_added_twice_is_there_once() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let chief = office.desk("karen", Role::Leader, office.krogsbaek).await;
        let ida = office.desk("ida", Role::DutyOfficer, office.krogsbaek).await;
        let from = app.now().plus_ms(DAY);
        let new = AddShift { person: ida.browser.person(), from, until: from.plus_ms(8 * HOUR) };
        let add =
            async |new: &AddShift| -> Rota { chief.browser.post(&chief.path(api::DUTY_SHIFTS_ADD), new).await.json() };
        let first = add(&new).await;
        assert_eq!(add(&new).await.shifts, first.shifts, "the answer to the first press was lost");
        assert_eq!(first.shifts.len(), 1);
        let longer = AddShift { until: from.plus_ms(9 * HOUR), ..new };
        assert_eq!(add(&longer).await.shifts.len(), 2, "another one is another");
        let of = OfShift { shift: first.shifts[0].shift };
        let answer: Rota = chief.browser.post(&chief.path(api::DUTY_SHIFTS_END), &of).await.json();
        assert_eq!(answer.shifts.iter().filter(|shift| shift.ended_at.is_none()).count(), 1);
        let live = add(&new).await.shifts.into_iter().filter(|shift| shift.ended_at.is_none()).count();
        assert_eq!(live, 2, "what was taken off the rota can be planned anew");
    })
    .await;
}
