//! Who says that a place must not be told.

use samspil_shared::api::admin::{HideAddress, HidePlace};
use samspil_shared::api::{self, Code};
use samspil_shared::domain::{FamilyId, PlacementId, Role};
use serde_json::json;

use super::super::{Desk, desk, unit};
use crate::support::{TestApp, each};

impl Desk<'_> {
    async fn hides_address(&self, family: FamilyId, hidden: bool) -> Option<Code> {
        self.post(api::ADMIN_FAMILIES_HIDE, &HideAddress { family, hidden }).await.refusal()
    }

    /// Until so many days from now; `None` tells it again.
    async fn hides_place(&self, placement: PlacementId, days: Option<i64>) -> Option<Code> {
        let today = self.app.now().plus_ms(days.unwrap_or_default() * crate::support::DAY).local_date();
        let hide = HidePlace { placement, until: days.and(today) };
        self.post(api::ADMIN_PLACEMENTS_HIDE, &hide).await.refusal()
    }

    /// What the lists say: of the family, and of its first placement.
    async fn hidden(&self, family: FamilyId) -> (bool, bool) {
        let families = self.families().await;
        let listed = families.iter().find(|one| one.family == family).expect("it is listed");
        (listed.address_hidden, listed.placements.iter().any(|one| one.place_hidden_until.is_some()))
    }
}

async fn marks(app: &TestApp, spaces: &str) -> usize {
    let sql = "SELECT COUNT(*) FROM documents d JOIN spaces s ON s.id = d.space_id WHERE d.kind = 11 AND $1 = 'all' \
               OR d.kind = 11 AND $1 = 'placement' AND s.kind = 1";
    app.database().count(sql, spaces).await
}

#[tokio::test]
async fn administrators_and_the_familys_own_consultant_decide_and_nobody_else() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let lars = desk(&app, "lars", Role::Consultant, klitmark).await;
        let dorthe = desk(&app, "dorthe", Role::Leader, klitmark).await;
        let elsewhere = unit(&app, "Rosenmark").await;
        let samira = desk(&app, "samira", Role::Administrator, elsewhere).await;
        let family = ane.adds_family(Some(mette.browser.person())).await;
        let placement = ane.adds_placement(family).await;
        for stranger in [&lars, &dorthe, &samira] {
            assert_eq!(stranger.hides_address(family, true).await, Some(Code::NotFound));
            assert_eq!(stranger.hides_place(placement, Some(9)).await, Some(Code::NotFound));
        }
        assert_eq!((ane.hidden(family).await, marks(&app, "all").await), ((false, false), 0));

        assert_eq!(mette.hides_place(placement, Some(0)).await, None, "today is the first last day");
        assert_eq!(mette.hides_place(placement, Some(-1)).await, Some(Code::WindowMalformed), "it has passed");
        let mad = json!({"placement": placement, "until": "9999-12-31"});
        assert_eq!(ane.post(api::ADMIN_PLACEMENTS_HIDE, &mad).await.refusal(), Some(Code::WindowMalformed));
        let no_day = json!({"placement": placement, "until": "soon"});
        assert_eq!(ane.post(api::ADMIN_PLACEMENTS_HIDE, &no_day).await.refusal(), Some(Code::Malformed));
        assert_eq!((mette.hidden(family).await, marks(&app, "all").await), ((false, true), 2), "family and placement");
        assert_eq!(ane.hides_address(family, true).await, None);
        assert_eq!(ane.hides_place(placement, None).await, None);
        assert_eq!(ane.hidden(family).await, (true, false));
        let audited = [app.audited("place_hidden").await, app.audited("address_hidden").await];
        assert_eq!((audited, app.audited("place_shown").await), ([1, 1], 1));
        assert_eq!(mette.hides_address(family, false).await, None);
        assert_eq!((mette.hidden(family).await, app.audited("address_shown").await), ((false, false), 1));
    })
    .await;
}

#[tokio::test]
async fn a_child_who_comes_to_a_hidden_family_is_hidden_from_the_first_day() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let family = ane.adds_family(None).await;
        ane.adds_placement(family).await;
        assert_eq!(marks(&app, "placement").await, 0);
        assert_eq!(ane.hides_address(family, true).await, None);
        assert_eq!(marks(&app, "placement").await, 1);
        ane.adds_placement(family).await;
        assert_eq!(marks(&app, "placement").await, 2, "the new one as well");
        assert_eq!(ane.hidden(family).await, (true, false));
        // A family about which nothing was decided needs no mark.
        let other = ane.adds_family(None).await;
        ane.adds_placement(other).await;
        assert_eq!(marks(&app, "placement").await, 2);
    })
    .await;
}
