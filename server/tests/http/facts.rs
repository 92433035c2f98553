use samspil_server::admin;
use samspil_shared::api::{self, PublicFacts, UnitHours};
use samspil_shared::domain::preset::Preset;

use crate::support::{TestApp, each};

#[tokio::test]
async fn anybody_may_read_when_a_unit_is_open_and_whom_its_families_call() {
    each(async |app| {
        let facts = async |app: &TestApp| app.browser().get(api::FACTS).await.json::<PublicFacts>();
        assert_eq!(facts(&app).await, PublicFacts::default());
        let (store, now) = (app.store(), app.now());
        let unit =
            admin::add_unit(store, samspil_server::store::UnitKind::Municipality, "Klitmark", now).await.unwrap();
        for preset in [Preset::rosenmark(), Preset::klitmark()] {
            let Preset { calendar, numbers, worry, .. } = preset;
            let hours = UnitHours { calendar, numbers, worry };
            admin::set_hours(store, unit, &hours, now).await.unwrap();
            let told = facts(&app).await;
            assert_eq!(told.units.len(), 1, "the last word counts");
            assert_eq!((&*told.units[0].name, told.units[0].unit), ("Klitmark", unit));
            assert_eq!(told.units[0].hours, hours);
        }
        assert_eq!(app.audited("hours_set").await, 2);
    })
    .await;
}
