//! Who reaches what: what is denied looks like what is not there.

use chrono::NaiveTime;
use http::{Method, StatusCode};
use samspil_server::routes;
use samspil_shared::api::admin::{EndMember, Invitation, OfPerson, Place};
use samspil_shared::api::{self, Code};
use samspil_shared::domain::{FamilyId, PersonId, PlacementId, Role, Timestamp};
use serde_json::{Value, json};

use super::super::passkeys::{accepts, adds};
use super::{Desk, desk, names, token, unit, works};
use crate::authenticator::Authenticator;
use crate::support::{DAY, MINUTE, TestApp, each};

#[tokio::test]
async fn a_consultant_sets_up_own_families_and_no_others() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let strange = ane.adds_family(None).await;
        let lone = ane.adds("Lone", Role::FosterParent, Some(strange)).await;

        let own = mette.adds_family(None).await;
        let per = mette.adds("Per", Role::FosterParent, Some(own)).await;
        let placement = mette.adds_placement(own).await;
        let [family] = &mette.families().await[..] else { panic!("her own alone") };
        assert!(names(&family.members).contains(&("mette", Role::Consultant)));
        assert_eq!(family.placements[0].members.len(), 2, "both at once");
        assert_eq!(mette.people().await.iter().map(|one| one.person).collect::<Vec<_>>(), [per.person]);
        mette.post(api::ADMIN_PEOPLE_LINK, &OfPerson { person: per.person }).await.json::<Invitation>();

        let denied = async |path: &str, body: Value| {
            let answer = mette.post(path, &body).await;
            assert_eq!(answer.refusal(), Some(Code::NotFound), "{path} {body}");
            answer
        };
        let person = |name: &str, role: Role, family: Option<FamilyId>| {
            json!({"name": name, "login": null, "role": role, "family": family})
        };
        denied(api::ADMIN_PEOPLE_ADD, person("Ida", Role::FosterParent, Some(strange))).await;
        denied(api::ADMIN_PEOPLE_ADD, person("Ida", Role::FosterParent, None)).await;
        denied(api::ADMIN_PEOPLE_ADD, person("Ida", Role::Consultant, Some(own))).await;
        denied(api::ADMIN_PEOPLE_ADD, person("Ida", Role::Administrator, None)).await;
        denied(api::ADMIN_PEOPLE_LINK, json!({"person": lone.person})).await;
        denied(api::ADMIN_PEOPLE_END, json!({"person": per.person})).await;
        denied(api::ADMIN_FAMILIES_ADD, json!({"kind": "general", "consultant": ane.browser.person()})).await;
        denied(api::ADMIN_PLACEMENTS_ADD, serde_json::to_value(mette.placement(strange)).expect("JSON")).await;
        let joins = mette.member(lone.person, Place::Placement(placement), Role::FosterParent);
        denied(api::ADMIN_MEMBERS_ADD, serde_json::to_value(joins).expect("JSON")).await;
        let ends = EndMember { person: per.person, place: Place::Family(own), role: Role::FosterParent, until: None };
        denied(api::ADMIN_MEMBERS_END, serde_json::to_value(ends).expect("JSON")).await;
        assert_eq!(mette.get(api::ADMIN_REFUSALS).await.refusal(), Some(Code::NotFound));

        // Once somebody has chosen a password, a new link would open what is theirs alone.
        app.browser().accepts(token_of(&mette, per.person).await.as_str(), "per").await.expect("a good link");
        denied(api::ADMIN_PEOPLE_LINK, json!({"person": per.person})).await;
        assert!(ane.one(per.person).await.signed_up);
        // A passkey alone is theirs alone as well.
        let ida = mette.adds("Ida Toft", Role::FosterParent, Some(own)).await;
        let answer = accepts(&app.browser(), token(&ida), "ida", &mut Authenticator::new(1)).await;
        assert_eq!(answer.refusal(), None);
        denied(api::ADMIN_PEOPLE_LINK, json!({"person": ida.person})).await;
        assert!(ane.one(ida.person).await.signed_up);
    })
    .await;
}

async fn token_of(desk: &Desk<'_>, person: PersonId) -> String {
    let made: Invitation = desk.post(api::ADMIN_PEOPLE_LINK, &OfPerson { person }).await.json();
    token(&made).to_owned()
}

#[tokio::test]
async fn a_new_adult_sees_nothing_older_than_their_first_day_whoever_lets_them_in() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let family = mette.adds_family(None).await;
        let placement = mette.adds_placement(family).await;
        let maria = mette.adds("Maria", Role::FosterParent, Some(family)).await.person;
        app.wait_ms(MINUTE);
        let first = app.now();
        let (before, later) = (Some(first.plus_ms(-MINUTE)), Some(first.plus_ms(MINUTE)));
        let elsewhere = mette.adds_family(None).await;
        let joins = async |desk: &Desk<'_>, person, role, from, asked| {
            let mut joins = desk.member(person, Place::Placement(placement), role);
            (joins.from, joins.sees_from) = (from, asked);
            assert_eq!(desk.post(api::ADMIN_MEMBERS_ADD, &joins).await.status, StatusCode::NO_CONTENT);
            let families = ane.families().await;
            let family = families.iter().find(|one| one.family == family).expect("it is there");
            let there = family.placements[0].members.iter();
            let row = there.filter(|member| member.person == person && member.from == joins.from);
            row.map(|member| member.sees_from).next_back().expect("they take part")
        };
        let seen = async |desk: &Desk<'_>, role, asked| {
            let person = ane.adds("Per", Role::FosterParent, Some(elsewhere)).await.person;
            joins(desk, person, role, first.plus_ms(1), asked).await
        };
        let own = Some(first.plus_ms(1));
        for (role, asked, expected) in [
            (Role::FosterParent, None, own),
            (Role::FosterParent, before, own),
            (Role::FosterParent, later, later),
            (Role::InstitutionWorker, None, own),
            (Role::Consultant, None, None),
            (Role::Adviser, before, before),
        ] {
            assert_eq!(seen(&ane, role, asked).await, expected, "{role:?}, {asked:?}");
        }
        assert_eq!(seen(&mette, Role::FosterParent, None).await, own, "a consultant opens it no wider");
        assert_eq!(seen(&mette, Role::FosterParent, before).await, own);

        // A first day in the past shows what was written before anybody let them in no more than another does.
        let per = ane.adds("Per", Role::FosterParent, Some(elsewhere)).await.person;
        let long_ago = first.plus_ms(-400 * DAY);
        let today = first.local_date().expect("a day").and_time(NaiveTime::MIN);
        let since = joins(&mette, per, Role::FosterParent, long_ago, None).await;
        assert_eq!(since, Timestamp::from_local(today));

        // Who was there until lately goes on as before; who comes back after that begins anew.
        for (gap, goes_on) in [(0, true), (6 * DAY, true), (8 * DAY, false)] {
            let person = ane.adds("Pia", Role::FosterParent, Some(elsewhere)).await.person;
            joins(&mette, person, Role::FosterParent, long_ago, None).await;
            let role = Role::FosterParent;
            let end = EndMember { person, place: Place::Placement(placement), role, until: None };
            assert_eq!(ane.post(api::ADMIN_MEMBERS_END, &end).await.status, StatusCode::NO_CONTENT);
            let again = app.now().plus_ms(gap);
            let expected = if goes_on { since } else { Some(again) };
            assert_eq!(joins(&mette, person, Role::FosterParent, again, None).await, expected, "after {gap} ms");
        }

        let families = ane.families().await;
        let family = families.iter().find(|one| one.family == family).expect("it is there");
        let kept = family.members.iter().find(|member| member.person == maria).expect("she is there");
        assert_eq!(kept.sees_from, Some(kept.from), "who was there keeps what she saw");
    })
    .await;
}

#[tokio::test]
async fn people_of_another_unit_are_as_if_they_were_not_there() {
    each(async |app: TestApp| {
        let (klitmark, rosenmark) = (unit(&app, "Klitmark").await, unit(&app, "Rosenmark").await);
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let eva = desk(&app, "eva", Role::Administrator, rosenmark).await;
        let family = eva.adds_family(None).await;
        let sam = eva.adds("Sam", Role::FosterParent, Some(family)).await;
        let placement = eva.adds_placement(family).await;
        let device = eva.browser.enrolment();
        let own_family = ane.adds_family(None).await;

        let (nobody, no_family) = (PersonId::from_bytes([9; 16]), FamilyId::from_bytes([9; 16]));
        let asked = async |path: &str, body: Value, missing: Value| {
            let denied = ane.post(path, &body).await;
            let missing = ane.post(path, &missing).await;
            assert_eq!(denied.refusal(), Some(Code::NotFound), "{path} {body}");
            assert_eq!((denied.status, denied.body), (missing.status, missing.body), "{path}");
        };
        let of = |person: PersonId| json!({"person": person});
        asked(api::ADMIN_PEOPLE_LINK, of(sam.person), of(nobody)).await;
        asked(api::ADMIN_PEOPLE_END, of(sam.person), of(nobody)).await;
        let end = |person: PersonId| json!({"person": person, "enrolment": device});
        asked(api::ADMIN_DEVICES_END, end(eva.browser.person()), end(nobody)).await;
        let placed = |family| serde_json::to_value(ane.placement(family)).expect("JSON");
        asked(api::ADMIN_PLACEMENTS_ADD, placed(family), placed(no_family)).await;
        let joins = |person, place| serde_json::to_value(ane.member(person, place, Role::FosterParent)).expect("JSON");
        let own = Place::Family(own_family);
        asked(api::ADMIN_MEMBERS_ADD, joins(sam.person, own), joins(nobody, own)).await;
        let ours = ane.adds("Ib", Role::FosterParent, None).await.person;
        let nowhere = Place::Placement(PlacementId::from_bytes([9; 16]));
        asked(api::ADMIN_MEMBERS_ADD, joins(ours, Place::Placement(placement)), joins(ours, nowhere)).await;
        asked(api::ADMIN_MEMBERS_ADD, joins(ours, Place::Family(family)), joins(ours, Place::Family(no_family))).await;
        let path = |person: PersonId| format!("{}&person={person}", ane.path(api::ADMIN_DEVICES));
        let (denied, missing) = (ane.browser.get(&path(sam.person)).await, ane.browser.get(&path(nobody)).await);
        assert_eq!((denied.status, denied.body), (missing.status, missing.body));

        // Another unit in the query is no way in either.
        let posing = Desk { app: &app, browser: ane.browser.clone(), role: Role::Administrator, unit: rosenmark };
        for path in [api::ADMIN_PEOPLE, api::ADMIN_FAMILIES, api::ADMIN_REFUSALS] {
            assert_eq!(posing.get(path).await.refusal(), Some(Code::NotFound), "{path}");
        }
        assert!(eva.browser.is_known().await);
        assert!(ane.people().await.iter().all(|one| one.person != sam.person));
        assert_eq!(ane.families().await.len(), 1);
        app.browser().accepts(token(&sam), "sam").await.expect("the link still holds");
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_another_units_too_is_neither_opened_nor_ended() {
    let app = TestApp::start().await;
    let (klitmark, krogsbaek) = (unit(&app, "Klitmark").await, unit(&app, "Krogsbæk").await);
    let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
    let kirsten = app.person("kirsten").await;
    works(&app, kirsten.person(), Role::FosterParent, klitmark, None).await;
    works(&app, kirsten.person(), Role::DutyOfficer, krogsbaek, Some(app.now().plus_ms(DAY))).await;
    let shown = ane.one(kirsten.person()).await;
    assert!(shown.elsewhere);
    assert_eq!(shown.ties.iter().map(|tie| tie.role).collect::<Vec<_>>(), [Role::FosterParent], "the unit's own alone");
    let of = OfPerson { person: kirsten.person() };
    for path in [api::ADMIN_PEOPLE_LINK, api::ADMIN_PEOPLE_END] {
        assert_eq!(ane.post(path, &of).await.refusal(), Some(Code::NotFound), "{path}");
    }
    assert!(kirsten.is_known().await);
    // Her duty over, the account is this unit's alone.
    app.wait_ms(DAY);
    let mut later = Desk { app: &app, browser: app.browser(), role: Role::Administrator, unit: klitmark };
    later.browser.logs_in("ane").await.expect("the right password");
    assert!(!later.one(kirsten.person()).await.elsewhere);
    assert_eq!(later.post(api::ADMIN_PEOPLE_LINK, &of).await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_sets_nothing_up_finds_nothing_there() {
    let app = TestApp::start().await;
    let klitmark = unit(&app, "Klitmark").await;
    let missing = app.person("nobody").await.get("/api/admin/missing").await;
    assert_eq!(missing.refusal(), Some(Code::NotFound));
    for (n, role) in Role::ALL.into_iter().enumerate() {
        if role == Role::Oneself {
            continue;
        }
        let desk = desk(&app, &format!("person{n}"), role, klitmark).await;
        let sets_up = matches!(role, Role::Administrator | Role::Consultant);
        for route in routes::table().into_iter().filter(|route| route.path.starts_with("/api/admin")) {
            let answer = match route.method {
                Method::GET => desk.get(route.path).await,
                _ => desk.post(route.path, &json!({})).await,
            };
            let nothing = (answer.status, &answer.body) == (missing.status, &missing.body);
            let of_leader = route.path == api::ADMIN_HOURS || route.path.starts_with(api::ADMIN_RECUSALS);
            let leads = role == Role::Leader && of_leader;
            assert!(nothing || sets_up || leads, "{role:?} at {route:?}: {}", answer.status);
            assert!(answer.status.as_u16() < 500, "{role:?} at {route:?}: {}", answer.status);
            // In the name of a role that one does not have.
            let other = Desk { app: &app, browser: desk.browser.clone(), role: Role::Administrator, unit: klitmark };
            if role != Role::Administrator && route.method == Method::GET {
                assert_eq!(other.get(route.path).await.refusal(), Some(Code::NotFound), "{role:?} at {route:?}");
            }
        }
    }
}

#[tokio::test]
async fn an_office_ends_with_its_window_and_with_its_account() {
    let app = TestApp::start().await;
    let klitmark = unit(&app, "Klitmark").await;
    let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
    let ib = ane.adds("Ib", Role::Administrator, None).await;
    let mut browser = app.browser();
    browser.accepts(token(&ib), "ib").await.expect("a good link");
    let desk = Desk { app: &app, browser, role: Role::Administrator, unit: klitmark };
    assert_eq!(desk.people().await.len(), 2);
    let until = Some(app.now().plus_ms(MINUTE));
    let end = EndMember { person: ib.person, place: Place::Unit, role: Role::Administrator, until };
    assert_eq!(ane.post(api::ADMIN_MEMBERS_END, &end).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.people().await.len(), 2, "until then");
    app.wait_ms(MINUTE);
    assert_eq!(desk.get(api::ADMIN_PEOPLE).await.refusal(), Some(Code::NotFound));
    assert_eq!(ane.people().await.len(), 2, "what was stays in the list");
    let own = EndMember { person: ane.browser.person(), place: Place::Unit, role: Role::Administrator, until: None };
    assert_eq!(ane.post(api::ADMIN_MEMBERS_END, &own).await.refusal(), Some(Code::NotFound), "not by a slip");
}

#[tokio::test]
async fn who_works_here_sets_nothing_up_without_a_passkey_where_one_is_required() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let mut ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let mut mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let family = ane.adds_family(Some(mette.browser.person())).await;
        let maria = ane.adds("Maria", Role::FosterParent, Some(family)).await;
        let mut parent = app.browser();
        parent.accepts(token(&maria), "maria").await.expect("a good link");
        ane.browser.logs_in("ane").await.expect("her password");
        assert!(!ane.browser.session().passkey_needed, "nobody asked for it");

        app.state.require_staff_passkeys();
        parent.logs_in("maria").await.expect("her password");
        assert!(!parent.session().passkey_needed, "foster parents may do without");
        for staff in [&mut ane, &mut mette] {
            let login = staff.browser.session().person.login.clone();
            staff.browser.logs_in(&login).await.expect("the password still opens the account");
            assert!(staff.browser.session().passkey_needed);
            let own = staff.get(api::ADMIN_FAMILIES).await;
            assert_eq!((own.status, own.refusal()), (StatusCode::FORBIDDEN, Some(Code::PasskeyNeeded)));
        }
        let one = json!({"person": maria.person});
        assert_eq!(ane.post(api::ADMIN_PEOPLE_LINK, &one).await.refusal(), Some(Code::PasskeyNeeded));

        let mut key = Authenticator::new(1);
        assert_eq!(adds(&ane.browser, &mut key).await.status, StatusCode::OK, "the way out is open");
        ane.browser.refreshes().await.expect("the same session");
        assert!(!ane.browser.session().passkey_needed);
        let people = ane.people().await;
        let has = |person| people.iter().find(|one| one.person == person).map(|one| one.has_passkey);
        assert_eq!((has(ane.browser.person()), has(mette.browser.person())), (Some(true), Some(false)));

        // The last one is taken off: it begins again.
        let id = hex::encode(&key.id);
        ane.browser.post(api::PASSKEYS_END, &json!({"id": id})).await;
        assert_eq!(ane.get(api::ADMIN_PEOPLE).await.refusal(), Some(Code::PasskeyNeeded));
    })
    .await;
}
