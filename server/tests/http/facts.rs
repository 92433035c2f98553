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
        for (version, preset) in (1..).zip([Preset::rosenmark(), Preset::klitmark()]) {
            let Preset { calendar, numbers, worry, .. } = preset;
            let mut written = serde_json::to_value(&calendar).unwrap();
            written["version"] = version.into();
            let hours = UnitHours { calendar: serde_json::from_value(written).unwrap(), numbers, worry };
            admin::set_hours(store, unit, &hours, now).await.unwrap();
            let told = facts(&app).await;
            assert_eq!(told.units.len(), 1, "the last word counts");
            assert_eq!((&*told.units[0].name, told.units[0].unit), ("Klitmark", unit));
            assert_eq!(told.units[0].hours, hours);
        }
        // What was reckoned by an edition of a calendar stays explained: other days are another edition.
        let Preset { calendar, numbers, worry, .. } = Preset::oresholm();
        let refused = admin::set_hours(store, unit, &UnitHours { calendar, numbers, worry }, now).await;
        let Err(error) = refused else { panic!("a version is used once") };
        assert!(error.to_string().contains("version 3 or more"), "{error}");
        assert_eq!(facts(&app).await.units[0].hours.calendar.version(), 2);
        let numbers = Preset::rosenmark().numbers;
        let UnitHours { calendar, worry, .. } = facts(&app).await.units.remove(0).hours;
        admin::set_hours(store, unit, &UnitHours { calendar, numbers, worry }, now).await.expect("the same days");
        assert_eq!(app.audited("hours_set").await, 3);
    })
    .await;
}
