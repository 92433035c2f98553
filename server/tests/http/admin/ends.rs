//! Names that are corrected, last days, and requests that come twice.

#[path = "hiding.rs"]
mod hiding;
#[path = "recusals.rs"]
mod recusals;

use chrono::{Days, NaiveDate};
use http::{HeaderName, StatusCode};
use samspil_shared::api::admin::{
    AddPerson, EndFamily, EndPlacement, Invitation, Place, PlacementEnd, RenameFamily, RenamePerson,
};
use samspil_shared::api::{self, Code};
use samspil_shared::domain::{EndReason, FamilyId, PersonId, PlacementId, Role, SpaceKind, Timestamp};
use serde::Serialize;
use serde_json::json;

use super::{Desk, desk, token, unit};
use crate::support::{Answer, DAY, TestApp, each};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

impl Desk<'_> {
    async fn once(&self, path: &str, key: &str, body: &impl Serialize) -> Answer {
        self.browser.post_with(&self.path(path), body, &[(KEY, key)]).await
    }

    async fn ends(&self, placement: PlacementId, last_day: NaiveDate, reason: EndReason) -> Option<Code> {
        self.post(api::ADMIN_PLACEMENTS_END, &EndPlacement { placement, last_day, reason }).await.refusal()
    }

    fn today(&self) -> NaiveDate {
        self.app.now().local_date().expect("a day")
    }

    /// Until when each row in a placement lasts.
    async fn untils(&self, family: FamilyId, placement: PlacementId) -> Vec<Option<Timestamp>> {
        let family = self.families().await.into_iter().find(|one| one.family == family).expect("it is listed");
        let placement = family.placements.into_iter().find(|one| one.placement == placement).expect("it is listed");
        placement.members.iter().map(|member| member.until).collect()
    }
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).expect("a day")
}

fn after(day: NaiveDate) -> Timestamp {
    Timestamp::from_local(later(day, 1).and_time(chrono::NaiveTime::MIN)).expect("an instant")
}

#[tokio::test]
async fn a_placement_ends_with_its_last_day_and_so_does_everybody_in_it() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let mut ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let family = ane.adds_family(Some(mette.browser.person())).await;
        let maria = ane.adds("Maria", Role::FosterParent, Some(family)).await;
        let (first, second) = (ane.adds_placement(family).await, ane.adds_placement(family).await);
        let last = later(ane.today(), 10);

        assert_eq!(
            mette.ends(first, last, EndReason::GrownUp).await,
            Some(Code::NotFound),
            "the administrator's alone"
        );
        let yesterday = ane.today().pred_opt().expect("a day");
        assert_eq!(
            ane.ends(first, yesterday, EndReason::GrownUp).await,
            Some(Code::WindowMalformed),
            "before its first"
        );
        let mad = json!({"placement": first, "last_day": "9999-12-31", "reason": "grown_up"});
        assert_eq!(ane.post(api::ADMIN_PLACEMENTS_END, &mad).await.refusal(), Some(Code::WindowMalformed));
        let no_reason = json!({"placement": first, "last_day": last, "reason": "because"});
        assert_eq!(ane.post(api::ADMIN_PLACEMENTS_END, &no_reason).await.refusal(), Some(Code::Malformed));

        assert_eq!(ane.ends(first, last, EndReason::ChildsWish).await, None);
        assert_eq!(ane.ends(first, last, EndReason::ChildsWish).await, None, "said twice is said once");
        assert_eq!(app.audited("placement_ended").await, 1);
        assert_eq!(ane.untils(family, first).await, [Some(after(last)); 2]);
        assert_eq!(ane.untils(family, second).await, [None; 2], "the other child stays");
        let [listed] = &ane.families().await[..] else { panic!("one family") };
        let end = listed.placements.iter().find(|one| one.placement == first).and_then(|one| one.end);
        assert_eq!(end, Some(PlacementEnd { last_day: last, reason: EndReason::ChildsWish }));

        assert_eq!(
            ane.ends(first, later(last, 1), EndReason::ChildsWish).await,
            Some(Code::WindowMalformed),
            "not later"
        );
        let sooner = later(ane.today(), 5);
        assert_eq!(ane.ends(first, sooner, EndReason::Decision).await, None, "but earlier, and why");
        assert_eq!(ane.untils(family, first).await, [Some(after(sooner)); 2]);

        // Whoever comes now is there until then; whoever comes after it is not in it at all.
        let jonas = ane.adds("Jonas", Role::FosterParent, Some(family)).await;
        assert_eq!(ane.untils(family, first).await, [Some(after(sooner)); 3]);
        assert_eq!(ane.untils(family, second).await.len(), 3);
        app.wait_ms(6 * DAY);
        ane.browser.refreshes().await.expect("the session holds");
        ane.adds("Ida", Role::FosterParent, Some(family)).await;
        assert_eq!((ane.untils(family, first).await.len(), ane.untils(family, second).await.len()), (3, 4));
        let again = ane.member(jonas.person, Place::Placement(first), Role::FosterParent);
        assert_eq!(ane.post(api::ADMIN_MEMBERS_ADD, &again).await.refusal(), Some(Code::WindowMalformed));
        let standing = app.store().space_of(SpaceKind::Placement, first.as_bytes()).await.expect("an answer");
        assert!(standing.is_some(), "what was written stays");
        assert_eq!(ane.one(maria.person).await.ended_at, None, "and so does the account");
    })
    .await;
}

#[tokio::test]
async fn a_family_ends_with_the_placements_that_are_left_in_it() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let mut ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let mut mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let family = ane.adds_family(Some(mette.browser.person())).await;
        ane.adds("Maria", Role::FosterParent, Some(family)).await;
        let (over, runs) = (ane.adds_placement(family).await, ane.adds_placement(family).await);
        let (early, last) = (later(ane.today(), 1), later(ane.today(), 3));
        assert_eq!(ane.ends(over, early, EndReason::AgreedMove).await, None);
        let end = EndFamily { family, last_day: last, reason: EndReason::Decision };
        assert_eq!(mette.post(api::ADMIN_FAMILIES_END, &end).await.refusal(), Some(Code::NotFound));
        assert_eq!(ane.post(api::ADMIN_FAMILIES_END, &end).await.status, StatusCode::NO_CONTENT);

        let [listed] = &ane.families().await[..] else { panic!("one family") };
        assert_eq!(listed.last_day, Some(last));
        assert!(listed.members.iter().all(|member| member.until == Some(after(last))));
        let ends = |placement| listed.placements.iter().find(|one| one.placement == placement).and_then(|one| one.end);
        assert_eq!(ends(over), Some(PlacementEnd { last_day: early, reason: EndReason::AgreedMove }), "as it was");
        assert_eq!(ends(runs), Some(PlacementEnd { last_day: last, reason: EndReason::Decision }));
        let longer = EndFamily { last_day: later(last, 1), ..end };
        assert_eq!(ane.post(api::ADMIN_FAMILIES_END, &longer).await.refusal(), Some(Code::WindowMalformed));
        let mut late = ane.placement(family);
        late.starts_on = later(last, 1);
        assert_eq!(ane.post(api::ADMIN_PLACEMENTS_ADD, &late).await.refusal(), Some(Code::WindowMalformed));

        assert_eq!(mette.families().await.len(), 1);
        app.wait_ms(5 * DAY);
        ane.browser.refreshes().await.expect("the session holds");
        mette.browser.refreshes().await.expect("the session holds");
        assert!(ane.families().await.is_empty());
        assert!(mette.families().await.is_empty());
        let joins = AddPerson { name: "Ida".to_owned(), login: None, role: Role::FosterParent, family: Some(family) };
        let ida: Invitation = ane.post(api::ADMIN_PEOPLE_ADD, &joins).await.json();
        assert!(ane.one(ida.person).await.ties.iter().all(|tie| tie.family.is_none()), "of the unit, and no more");
        assert_eq!(app.audited("family_ended").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_name_is_corrected_for_everybody() {
    each(async |app: TestApp| {
        let (klitmark, byfjord) = (unit(&app, "Klitmark").await, unit(&app, "Byfjord").await);
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let eva = desk(&app, "eva", Role::Administrator, byfjord).await;
        let mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let family = ane.adds_family(Some(mette.browser.person())).await;
        let maria = ane.adds("Mraia Holst", Role::FosterParent, Some(family)).await;
        let name = |person: PersonId, name: &str| RenamePerson { person, name: name.to_owned() };
        let right = name(maria.person, " Maria Holst ");
        assert_eq!(eva.post(api::ADMIN_PEOPLE_RENAME, &right).await.refusal(), Some(Code::NotFound));
        assert_eq!(mette.post(api::ADMIN_PEOPLE_RENAME, &right).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ane.one(maria.person).await.name, "Maria Holst");
        assert_eq!(mette.families().await[0].members.iter().filter(|member| member.name == "Maria Holst").count(), 1);
        let mut phone = app.browser();
        phone.accepts(token(&maria), "maria").await.expect("a good link");
        assert_eq!(phone.session().person.name, "Maria Holst");
        let own = name(mette.browser.person(), "Mette H.");
        assert_eq!(mette.post(api::ADMIN_PEOPLE_RENAME, &own).await.refusal(), Some(Code::NotFound));
        for bad in ["", "  ", "a\u{7}b", &"a".repeat(101)] {
            let answer = ane.post(api::ADMIN_PEOPLE_RENAME, &name(maria.person, bad)).await;
            assert_eq!(answer.refusal(), Some(Code::NameMalformed), "{bad:?}");
        }
        assert_eq!(app.audited("user_renamed").await, 1);

        let named = |name: &str| RenameFamily { family, name: name.to_owned() };
        assert_eq!(eva.post(api::ADMIN_FAMILIES_RENAME, &named("Holst")).await.refusal(), Some(Code::NotFound));
        assert_eq!(mette.post(api::ADMIN_FAMILIES_RENAME, &named("Klitgården")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ane.families().await[0].name.as_deref(), Some("Klitgården"));
        let long = ane.post(api::ADMIN_FAMILIES_RENAME, &named(&"a".repeat(101))).await;
        assert_eq!(long.refusal(), Some(Code::NameMalformed));
        assert_eq!(ane.post(api::ADMIN_FAMILIES_RENAME, &named(" ")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ane.families().await[0].name, None);
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_twice_under_one_key_is_done_once() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let bo = desk(&app, "bo", Role::Administrator, klitmark).await;
        let key = |n: u8| hex::encode([n; 16]);
        let maria = AddPerson { name: "Maria".to_owned(), login: None, role: Role::FosterParent, family: None };
        // At once: the answer to the first got lost, and the app did not wait.
        let (one, two) = (key(1), key(1));
        let (one, two) =
            tokio::join!(ane.once(api::ADMIN_PEOPLE_ADD, &one, &maria), ane.once(api::ADMIN_PEOPLE_ADD, &two, &maria));
        let (one, two): (Invitation, Invitation) = (one.json(), two.json());
        assert_eq!((one.person, &one.url, one.expires_at), (two.person, &two.url, two.expires_at), "the first result");
        assert_eq!(ane.people().await.iter().filter(|one| one.name == "Maria").count(), 1);
        app.browser().accepts(token(&two), "maria").await.expect("the link works");

        let other = AddPerson { name: "Jonas".to_owned(), ..maria.clone() };
        assert_eq!(ane.once(api::ADMIN_PEOPLE_ADD, &key(1), &other).await.refusal(), Some(Code::Malformed));
        let bos: Invitation = bo.once(api::ADMIN_PEOPLE_ADD, &key(1), &maria).await.json();
        assert_ne!(bos.person, one.person, "another's key is another key");
        assert_ne!(bos.url, one.url);
        for bad in ["", "xyz", &key(1)[1..]] {
            assert_eq!(ane.once(api::ADMIN_PEOPLE_ADD, bad, &maria).await.refusal(), Some(Code::Malformed), "{bad}");
        }

        let family = json!({"kind": "general", "consultant": null});
        let made = ane.once(api::ADMIN_FAMILIES_ADD, &key(2), &family).await;
        let klitmark = ane.unit;
        drop((ane, bo));
        let app = app.restarted().await;
        let mut browser = app.browser();
        browser.logs_in("ane").await.expect("the password holds");
        let ane = Desk { app: &app, browser, role: Role::Administrator, unit: klitmark };
        assert_eq!(
            ane.once(api::ADMIN_FAMILIES_ADD, &key(2), &family).await.body,
            made.body,
            "a restart forgets nothing"
        );
        assert_eq!(ane.families().await.len(), 1);
        let id = ane.families().await[0].family;

        let placement = ane.placement(id);
        let made = ane.once(api::ADMIN_PLACEMENTS_ADD, &key(3), &placement).await;
        assert_eq!(ane.once(api::ADMIN_PLACEMENTS_ADD, &key(3), &placement).await.body, made.body);
        assert_eq!(ane.families().await[0].placements.len(), 1);
        let cards = app.database().count("SELECT count(*) FROM documents WHERE $1 = $1", "").await;
        assert_eq!(cards, 1, "one card");

        let joins = ane.member(one.person, Place::Family(id), Role::FosterParent);
        for _ in 0..2 {
            assert_eq!(ane.once(api::ADMIN_MEMBERS_ADD, &key(4), &joins).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(ane.families().await[0].members.len(), 1);

        let of = json!({"person": bos.person});
        let first: Invitation = ane.once(api::ADMIN_PEOPLE_LINK, &key(5), &of).await.json();
        let second: Invitation = ane.once(api::ADMIN_PEOPLE_LINK, &key(5), &of).await.json();
        assert_eq!(first, second);
        let third: Invitation = ane.once(api::ADMIN_PEOPLE_LINK, &key(6), &of).await.json();
        assert_ne!(third.url, first.url);

        // What was refused claims no key.
        let nameless = AddPerson { name: String::new(), ..maria.clone() };
        assert_eq!(ane.once(api::ADMIN_PEOPLE_ADD, &key(7), &nameless).await.refusal(), Some(Code::NameMalformed));
        assert_eq!(ane.once(api::ADMIN_PEOPLE_ADD, &key(7), &other).await.refusal(), None);
    })
    .await;
}
