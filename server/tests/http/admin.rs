//! Setting up in the app: what administrators and consultants do.

#[path = "admin/bounds.rs"]
mod bounds;
#[path = "admin/ends.rs"]
mod ends;
#[path = "admin/hours.rs"]
mod hours;
#[path = "admin/lists.rs"]
mod lists;

use chrono::NaiveDate;
use http::StatusCode;
use samspil_server::admin;
use samspil_server::store::UnitKind;
use samspil_shared::api::admin::{
    AddFamily, AddMember, AddPerson, AddPlacement, AddedFamily, AddedPlacement, DevicesOf, EndDeviceOf, EndMember,
    Families, Family, Invitation, Member, OfPerson, People, Place, Refusals, Someone,
};
use samspil_shared::api::{self, Code};
use samspil_shared::domain::{
    EnrolmentId, FamilyId, FamilyKind, Membership, PersonId, PlacementId, Role, SpaceKind, Timestamp, UnitId, Window,
};
use serde::Serialize;
use serde_json::json;

use self::lists::names;
use crate::support::{Answer, Browser, DAY, TestApp, each};

/// A unit, and somebody in it who is signed in.
struct Desk<'a> {
    app: &'a TestApp,
    browser: Browser<'a>,
    role: Role,
    unit: UnitId,
}

impl Desk<'_> {
    fn path(&self, path: &str) -> String {
        let role = serde_json::to_value(self.role).expect("JSON");
        format!("{path}?role={}&unit={}", role.as_str().expect("a word"), self.unit)
    }

    async fn get(&self, path: &str) -> Answer {
        self.browser.get(&self.path(path)).await
    }

    async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.browser.post(&self.path(path), body).await
    }

    async fn people(&self) -> Vec<Someone> {
        self.get(api::ADMIN_PEOPLE).await.json::<People>().people
    }

    async fn one(&self, person: PersonId) -> Someone {
        self.people().await.into_iter().find(|one| one.person == person).expect("they are listed")
    }

    async fn families(&self) -> Vec<Family> {
        self.get(api::ADMIN_FAMILIES).await.json::<Families>().families
    }

    async fn adds(&self, name: &str, role: Role, family: Option<FamilyId>) -> Invitation {
        let new = AddPerson { name: name.to_owned(), login: None, role, family };
        self.post(api::ADMIN_PEOPLE_ADD, &new).await.json()
    }

    async fn adds_family(&self, consultant: Option<PersonId>) -> FamilyId {
        let new = AddFamily { kind: FamilyKind::General, consultant };
        self.post(api::ADMIN_FAMILIES_ADD, &new).await.json::<AddedFamily>().family
    }

    async fn adds_placement(&self, family: FamilyId) -> PlacementId {
        let answer = self.post(api::ADMIN_PLACEMENTS_ADD, &self.placement(family)).await;
        answer.json::<AddedPlacement>().placement
    }

    fn placement(&self, family: FamilyId) -> AddPlacement {
        let starts_on = self.app.now().local_date().expect("a day");
        AddPlacement { family, municipality: None, starts_on, child: "Noah".to_owned(), born: "2018-05".to_owned() }
    }

    fn member(&self, person: PersonId, place: Place, role: Role) -> AddMember {
        AddMember { person, place, role, stand_in: false, from: self.app.now(), until: None, sees_from: None }
    }
}

fn token(invitation: &Invitation) -> &str {
    invitation.url.split_once("#link=").expect("a link").1
}

async fn unit(app: &TestApp, name: &str) -> UnitId {
    admin::add_unit(app.store(), UnitKind::Municipality, name, app.now()).await.expect("a unit")
}

/// Somebody of the unit, signed in.
async fn desk<'a>(app: &'a TestApp, login: &str, role: Role, unit: UnitId) -> Desk<'a> {
    let browser = app.person(login).await;
    works(app, browser.person(), role, unit, None).await;
    Desk { app, browser, role, unit }
}

pub(super) async fn works(app: &TestApp, person: PersonId, role: Role, unit: UnitId, until: Option<Timestamp>) {
    let space = app.store().space_of(SpaceKind::Municipality, unit.as_bytes()).await.expect("an answer");
    let membership = Membership {
        person,
        space: space.expect("the unit's space"),
        role,
        unit,
        stand_in: false,
        course: None,
        window: Window { from: app.now(), until },
        sees_from: None,
        own_only: false,
    };
    admin::add_member(app.store(), &membership, app.now()).await.expect("a membership");
}

#[tokio::test]
async fn a_family_is_set_up_from_nothing_to_its_first_login() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let mette = ane.adds("Mette Holm", Role::Consultant, None).await;
        let family = ane.adds_family(Some(mette.person)).await;
        let maria = ane.adds("Maria Holst", Role::FosterParent, Some(family)).await;
        let placement = ane.adds_placement(family).await;
        assert!(maria.url.starts_with("https://samspil.example/#link="));
        let shown = ane.one(maria.person).await;
        assert_eq!((shown.login, shown.signed_up, shown.last_seen_at), (None, false, None));
        assert_eq!(shown.invited_until, Some(maria.expires_at));

        let [listed] = &ane.families().await[..] else { panic!("one family") };
        let both = [("Mette Holm", Role::Consultant), ("Maria Holst", Role::FosterParent)];
        let sorted = |members: &[Member]| {
            let mut found: Vec<_> = names(members).into_iter().map(|(name, role)| (name.to_owned(), role)).collect();
            found.sort_by_key(|(_, role)| std::cmp::Reverse(*role));
            found
        };
        let both: Vec<_> = both.map(|(name, role)| (name.to_owned(), role)).into();
        assert_eq!((listed.family, sorted(&listed.members)), (family, both.clone()));
        assert_eq!(listed.placements.iter().map(|one| one.placement).collect::<Vec<_>>(), [placement]);
        assert_eq!(sorted(&listed.placements[0].members), both);
        assert_eq!(listed.placements[0].municipality, klitmark);

        let mut phone = app.browser();
        phone.accepts(token(&maria), "maria").await.expect("a good link");
        assert_eq!(phone.session().acting.iter().map(|one| one.role).collect::<Vec<_>>(), [Role::FosterParent]);
        let shown = ane.one(maria.person).await;
        assert_eq!((shown.login.as_deref(), shown.signed_up, shown.invited_until), (Some("maria"), true, None));
        assert_eq!(shown.last_seen_at, Some(app.now()));
        for (what, times) in [
            ("user_added", 3),
            ("family_added", 1),
            ("placement_added", 1),
            // Ane in the unit; Mette in unit, family, placement; Maria in the same.
            ("member_added", 7),
        ] {
            assert_eq!(app.audited(what).await, times, "{what}");
        }
        let by_ane = "SELECT count(*) FROM audit WHERE actor IS NOT NULL AND what = $1";
        assert_eq!(app.database().count(by_ane, "member_added").await, 6, "who did it stands there");
        assert_eq!(app.database().count(by_ane, "link_made").await, 2);
    })
    .await;
}

#[tokio::test]
async fn no_word_of_a_child_comes_back() {
    let app = TestApp::start().await;
    let klitmark = unit(&app, "Klitmark").await;
    let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
    let family = ane.adds_family(None).await;
    let mut said = Vec::new();
    let mut new = ane.placement(family);
    new.child = "Xerxes".to_owned();
    said.push(ane.post(api::ADMIN_PLACEMENTS_ADD, &new).await);
    for path in [api::ADMIN_FAMILIES, api::ADMIN_PEOPLE, api::ADMIN_REFUSALS] {
        said.push(ane.get(path).await);
    }
    for answer in said {
        assert_eq!(answer.status, StatusCode::OK);
        let text = String::from_utf8_lossy(&answer.body);
        assert!(!text.contains("Xerxes") && !text.contains("2018-05"), "{text}");
    }
}

#[tokio::test]
async fn a_new_link_ends_the_one_before_and_an_ended_account_has_none() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let first = ane.adds("Maria", Role::FosterParent, None).await;
        let of = OfPerson { person: first.person };
        let second: Invitation = ane.post(api::ADMIN_PEOPLE_LINK, &of).await.json();
        assert_eq!(app.browser().accepts(token(&first), "maria").await, Err(Code::LinkRevoked));
        let mut maria = app.browser();
        maria.accepts(token(&second), "maria").await.expect("the last one holds");
        let third: Invitation = ane.post(api::ADMIN_PEOPLE_LINK, &of).await.json();

        assert_eq!(ane.post(api::ADMIN_PEOPLE_END, &of).await.status, StatusCode::NO_CONTENT);
        assert!(!maria.is_known().await, "her ticket");
        assert!(maria.asks_to_refresh().await.refusal().is_some(), "her cookie");
        assert!(app.browser().accepts(token(&third), "maria").await.is_err(), "her link");
        assert!(app.browser().logs_in("maria").await.is_err(), "her password");
        assert_eq!(ane.post(api::ADMIN_PEOPLE_END, &of).await.refusal(), Some(Code::NotFound), "once");
        assert_eq!(ane.post(api::ADMIN_PEOPLE_LINK, &of).await.refusal(), Some(Code::NotFound));
        assert!(ane.one(first.person).await.ended_at.is_some());
        assert_eq!((app.audited("user_ended").await, app.audited("link_made").await), (1, 4));
    })
    .await;
}

#[tokio::test]
async fn a_lost_phone_is_ended_for_its_owner() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let maria = app.person("maria").await;
        works(&app, maria.person(), Role::FosterParent, klitmark, None).await;
        let path = format!("{}&person={}", ane.path(api::ADMIN_DEVICES), maria.person());
        let shown: DevicesOf = ane.browser.get(&path).await.json();
        assert_eq!(shown.devices.iter().map(|one| one.enrolment).collect::<Vec<_>>(), [maria.enrolment()]);
        // A device that is not hers is not ended in her name.
        let wrong = EndDeviceOf { person: maria.person(), enrolment: ane.browser.enrolment() };
        assert_eq!(ane.post(api::ADMIN_DEVICES_END, &wrong).await.json::<DevicesOf>().devices.len(), 1);
        assert!(ane.browser.is_known().await);
        let end = EndDeviceOf { person: maria.person(), enrolment: maria.enrolment() };
        assert_eq!(ane.post(api::ADMIN_DEVICES_END, &end).await.json::<DevicesOf>().devices.len(), 0);
        assert!(!maria.is_known().await);
        assert!(maria.asks_to_refresh().await.refusal().is_some());
        assert_eq!(app.audited("device_ended").await, 1);
    })
    .await;
}

#[tokio::test]
async fn memberships_begin_and_end_by_their_windows() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let family = ane.adds_family(None).await;
        let placement = ane.adds_placement(family).await;
        let lars = ane.adds("Lars Quist", Role::Consultant, None).await.person;
        let mut stands_in = ane.member(lars, Place::Placement(placement), Role::Consultant);
        stands_in.stand_in = true;
        stands_in.until = Some(app.now().plus_ms(7 * DAY));
        stands_in.sees_from = Some(app.now());
        assert_eq!(ane.post(api::ADMIN_MEMBERS_ADD, &stands_in).await.status, StatusCode::NO_CONTENT);
        let [shown] = &ane.families().await[0].placements[0].members[..] else { panic!("one member") };
        assert_eq!((shown.person, shown.stand_in, shown.until), (lars, true, stands_in.until));
        assert_eq!(shown.sees_from, stands_in.sees_from);

        // Into the family means into its placement too, and out of both.
        let per = ane.adds("Per", Role::FosterParent, None).await.person;
        ane.post(api::ADMIN_MEMBERS_ADD, &ane.member(per, Place::Family(family), Role::FosterParent)).await;
        assert_eq!(ane.one(per).await.ties.len(), 3, "unit, family, placement");
        let until = Some(app.now().plus_ms(DAY));
        let end = EndMember { person: per, place: Place::Family(family), role: Role::FosterParent, until };
        assert_eq!(ane.post(api::ADMIN_MEMBERS_END, &end).await.status, StatusCode::NO_CONTENT);
        let ties = ane.one(per).await.ties;
        assert_eq!(ties.iter().filter(|tie| tie.until == until).count(), 2);
        let open = EndMember { until: None, ..end };
        assert_eq!(ane.post(api::ADMIN_MEMBERS_END, &open).await.status, StatusCode::NO_CONTENT, "sooner");
        assert_eq!(ane.post(api::ADMIN_MEMBERS_END, &open).await.refusal(), Some(Code::NotFound), "there is none left");

        // Nobody gives themselves a way in.
        let mut own = ane.member(ane.browser.person(), Place::Placement(placement), Role::Consultant);
        assert_eq!(ane.post(api::ADMIN_MEMBERS_ADD, &own).await.refusal(), Some(Code::NotFound));
        own.person = lars;
        for (change, code) in [
            (json!({"role": "duty_officer"}), Code::RoleNotHere),
            (json!({"role": "oneself"}), Code::NotFound),
            (json!({"until": app.now()}), Code::WindowMalformed),
            (json!({"from": i64::MAX}), Code::WindowMalformed),
            (json!({"from": i64::MIN}), Code::WindowMalformed),
            (json!({"from": 1.5}), Code::Malformed),
            (json!({"role": "king"}), Code::Malformed),
            (json!({"place": "everywhere"}), Code::Malformed),
            (json!({"place": {"placement": "12"}}), Code::Malformed),
        ] {
            let mut body = serde_json::to_value(own).expect("JSON");
            for (name, value) in change.as_object().expect("fields") {
                body[name] = value.clone();
            }
            assert_eq!(ane.post(api::ADMIN_MEMBERS_ADD, &body).await.refusal(), Some(code), "{body}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_in_one_placement_of_a_family_is_in_the_next() {
    let app = TestApp::start().await;
    let klitmark = unit(&app, "Klitmark").await;
    let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
    let family = ane.adds_family(None).await;
    let first = ane.adds_placement(family).await;
    let mut people = Vec::new();
    for (name, role) in [("Per", Role::FosterParent), ("Mette", Role::Consultant), ("Lars", Role::Consultant)] {
        let person = ane.adds(name, role, None).await.person;
        let mut joins = ane.member(person, Place::Placement(first), role);
        joins.stand_in = name == "Lars";
        ane.post(api::ADMIN_MEMBERS_ADD, &joins).await;
        people.push(person);
    }
    let second = ane.adds_placement(family).await;
    let families = ane.families().await;
    let second = families[0].placements.iter().find(|one| one.placement == second).expect("it is listed");
    let mut found: Vec<PersonId> = second.members.iter().map(|member| member.person).collect();
    found.sort_unstable();
    people.truncate(2);
    people.sort_unstable();
    assert_eq!(found, people, "the adult and the fixed consultant, and not who stands in for one child");
}

#[tokio::test]
async fn each_slip_of_a_form_has_its_code() {
    let app = TestApp::start().await;
    let klitmark = unit(&app, "Klitmark").await;
    let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
    let family = ane.adds_family(None).await;
    let person = |name: &str, login: Option<&str>, role: Role, family: Option<FamilyId>| AddPerson {
        name: name.to_owned(),
        login: login.map(str::to_owned),
        role,
        family,
    };
    for (new, code) in [
        (person(" ", None, Role::Leader, None), Code::NameMalformed),
        (person(&"x".repeat(101), None, Role::Leader, None), Code::NameMalformed),
        (person("Ib\u{7}", None, Role::Leader, None), Code::NameMalformed),
        (person("Ib", Some("<ib>"), Role::Leader, None), Code::LoginMalformed),
        (person("Ib", Some("Ane"), Role::Leader, None), Code::LoginTaken),
        (person("Ib", None, Role::Leader, Some(family)), Code::RoleNotHere),
        (person("Ib", None, Role::Oneself, None), Code::NotFound),
    ] {
        let answer = ane.post(api::ADMIN_PEOPLE_ADD, &new).await;
        assert_eq!(answer.refusal(), Some(code), "{new:?}");
    }
    assert_eq!(ane.people().await.len(), 1, "nobody was half added");
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    for (change, code) in [
        (AddPlacement { child: "0101181234".to_owned(), ..ane.placement(family) }, Code::ChildMalformed),
        (AddPlacement { born: "i fjor".to_owned(), ..ane.placement(family) }, Code::ChildMalformed),
        (AddPlacement { starts_on: day("1899-01-01"), ..ane.placement(family) }, Code::WindowMalformed),
        (AddPlacement { starts_on: day("2500-01-01"), ..ane.placement(family) }, Code::WindowMalformed),
        (AddPlacement { municipality: Some(UnitId::from_bytes([8; 16])), ..ane.placement(family) }, Code::NotFound),
    ] {
        assert_eq!(ane.post(api::ADMIN_PLACEMENTS_ADD, &change).await.refusal(), Some(code));
    }
    assert_eq!(ane.families().await[0].placements.len(), 0);
    let bare = ane.browser.get(api::ADMIN_PEOPLE).await;
    assert_eq!(bare.refusal(), Some(Code::Malformed), "it says as what");
    let no_person = ane.get(api::ADMIN_DEVICES).await;
    assert_eq!(no_person.refusal(), Some(Code::Malformed), "it says whose");
}

#[tokio::test]
async fn refused_operations_are_counted_for_the_unit_and_without_content() {
    each(async |app: TestApp| {
        let (klitmark, rosenmark) = (unit(&app, "Klitmark").await, unit(&app, "Rosenmark").await);
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let eva = desk(&app, "eva", Role::Administrator, rosenmark).await;
        refuse(&app, ane.browser.enrolment(), [(19, 2, 3, 5), (19, 2, 4, 9), (16, 1, 1, 7)]).await;
        let shown: Refusals = ane.get(api::ADMIN_REFUSALS).await.json();
        let shown = serde_json::to_value(shown).expect("JSON");
        let expected = json!({"refusals": [
            {"reason": "grammar", "kind": "change", "count": 7, "last_at": 9},
            {"reason": "unavailable", "kind": "create", "count": 1, "last_at": 7},
        ]});
        assert_eq!(shown, expected);
        assert_eq!(eva.get(api::ADMIN_REFUSALS).await.json::<Refusals>().refusals, []);
    })
    .await;
}

async fn refuse(app: &TestApp, device: EnrolmentId, rows: [(i64, i64, i64, i64); 3]) {
    for (n, (reason, op, count, at)) in rows.into_iter().enumerate() {
        let id = [u8::try_from(n).expect("few"); 16];
        app.database().refuse(id, device, [reason, op, count, at]).await;
    }
}

#[tokio::test]
async fn a_flood_of_deeds_waits() {
    let app = TestApp::start().await;
    let klitmark = unit(&app, "Klitmark").await;
    let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
    let nobody = OfPerson { person: PersonId::from_bytes([9; 16]) };
    for _ in 0..300 {
        assert_eq!(ane.post(api::ADMIN_PEOPLE_LINK, &nobody).await.refusal(), Some(Code::NotFound));
    }
    let answer = ane.post(api::ADMIN_PEOPLE_LINK, &nobody).await;
    assert_eq!(answer.refusal(), Some(Code::TooManyTries));
    assert_eq!(answer.header("retry-after"), "300");
    assert_eq!(ane.people().await.len(), 1, "looking goes on");
}
