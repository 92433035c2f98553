//! *Inhabil*: an administrator or a leader keeps somebody out of a family's reach, and ends it.

use http::StatusCode;
use samspil_server::admin::duty;
use samspil_shared::api::admin::{Recusals, Recuse};
use samspil_shared::api::{self, Code};
use samspil_shared::domain::{FamilyId, PersonId, Role};
use serde_json::json;

use super::super::{Desk, desk, unit};
use crate::support::{Answer, TestApp, each};

impl Desk<'_> {
    async fn recusals(&self) -> Recusals {
        self.get(api::ADMIN_RECUSALS).await.json()
    }

    async fn recuses(&self, person: PersonId, family: FamilyId) -> Answer {
        self.post(api::ADMIN_RECUSALS_ADD, &Recuse { person, family }).await
    }

    async fn readmits(&self, person: PersonId, family: FamilyId) -> Answer {
        self.post(api::ADMIN_RECUSALS_END, &Recuse { person, family }).await
    }
}

fn who(recusals: &Recusals) -> Vec<(PersonId, FamilyId)> {
    recusals.recusals.iter().map(|one| (one.person, one.family)).collect()
}

#[tokio::test]
async fn administrators_and_leaders_keep_somebody_out_and_end_it() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let lis = desk(&app, "lis", Role::Leader, klitmark).await;
        let mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let house = unit(&app, "Fjordhuset").await;
        let yusuf = desk(&app, "yusuf", Role::DutyOfficer, house).await;
        duty::serve(app.store(), house, klitmark, app.now()).await.expect("an agreement");
        let family = ane.adds_family(Some(mette.browser.person())).await;
        ane.adds("Maria Holst", Role::FosterParent, Some(family)).await;

        let before = lis.recusals().await;
        assert_eq!(who(&before), []);
        let people: Vec<PersonId> = before.people.iter().map(|one| one.person).collect();
        let (mette_is, yusuf_is) = (mette.browser.person(), yusuf.browser.person());
        assert!(people.contains(&mette_is) && people.contains(&yusuf_is), "who works here or answers at night");
        assert_eq!(people.len(), 2, "and nobody who serves no families");
        assert_eq!(before.families.iter().map(|one| one.names.join(", ")).collect::<Vec<_>>(), ["Maria Holst"]);

        let since = app.now();
        let set = lis.recuses(yusuf_is, family).await.json::<Recusals>();
        assert_eq!((who(&set), set.recusals[0].since), (vec![(yusuf_is, family)], Some(since)));
        app.wait_ms(1_000);
        assert_eq!(ane.recuses(yusuf_is, family).await.json::<Recusals>(), set, "once more is no other deed");
        assert_eq!(who(&ane.recuses(mette_is, family).await.json()).len(), 2);
        assert_eq!(who(&ane.readmits(yusuf_is, family).await.json()), [(mette_is, family)]);
        assert_eq!(ane.readmits(yusuf_is, family).await.status, StatusCode::OK, "it is over already");
        let again = lis.recuses(yusuf_is, family).await.json::<Recusals>();
        let one = again.recusals.iter().find(|one| one.person == yusuf_is).expect("kept out again");
        assert_eq!(one.since, Some(app.now()));
        assert_eq!((app.audited("recused").await, app.audited("recusal_ended").await), (3, 1));
    })
    .await;
}

#[tokio::test]
async fn nobody_else_does_and_nobody_lets_themselves_in_again() {
    let app = TestApp::start().await;
    let (klitmark, rosenmark) = (unit(&app, "Klitmark").await, unit(&app, "Rosenmark").await);
    let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
    let lis = desk(&app, "lis", Role::Leader, klitmark).await;
    let mette = desk(&app, "mette", Role::Consultant, klitmark).await;
    let samira = desk(&app, "samira", Role::Leader, rosenmark).await;
    let family = ane.adds_family(Some(mette.browser.person())).await;
    let (person, own) = (mette.browser.person(), lis.browser.person());
    for stranger in [&mette, &samira] {
        assert_eq!(stranger.recuses(person, family).await.refusal(), Some(Code::NotFound));
        assert_eq!(stranger.readmits(person, family).await.refusal(), Some(Code::NotFound));
    }
    assert_eq!(mette.get(api::ADMIN_RECUSALS).await.refusal(), Some(Code::NotFound));
    assert_eq!(samira.recusals().await, Recusals::default(), "another unit has its own");
    assert_eq!(lis.recuses(samira.browser.person(), family).await.refusal(), Some(Code::NotFound), "not of the unit");
    assert_eq!(lis.recuses(own, family).await.status, StatusCode::OK, "one may say it of oneself");
    assert_eq!(lis.readmits(own, family).await.refusal(), Some(Code::NotFound), "and not that it is over");
    assert_eq!(ane.readmits(own, family).await.status, StatusCode::OK);
    let nothing = json!({"person": person, "family": FamilyId::from_bytes([9; 16])});
    assert_eq!(ane.post(api::ADMIN_RECUSALS_ADD, &nothing).await.refusal(), Some(Code::NotFound));
    assert_eq!(ane.post(api::ADMIN_RECUSALS_ADD, &json!({"person": person})).await.refusal(), Some(Code::Malformed));
}
