//! Stations: who makes one, who is ready there, and whose packets come out.

use samspil_server::admin::{self, duty};
use samspil_server::store::UnitKind;
use samspil_shared::api::station::{OfOfficer, OfStation, SealedPacket, Station};
use samspil_shared::api::{self, Code};
use samspil_shared::domain::{FamilyKind, Membership, PersonId, Role, SpaceKind, StationId, Timestamp, UnitId, Window};
use samspil_shared::sync::packet::{self, PacketError};
use serde::Serialize;

use crate::support::{Answer, Browser, DAY, MINUTE, TestApp, each};

const HOUR: i64 = 60 * MINUTE;
const STATION: StationId = StationId::from_bytes([7; 16]);

async fn works(app: &TestApp, person: PersonId, role: Role, unit: UnitId) {
    let space = app.store().space_of(SpaceKind::Municipality, unit.as_bytes()).await.expect("an answer");
    let membership = Membership {
        person,
        space: space.expect("the unit's space"),
        role,
        unit,
        stand_in: false,
        course: None,
        window: Window { from: app.now(), until: None },
        sees_from: None,
        own_only: false,
    };
    admin::add_member(app.store(), &membership, app.now()).await.expect("a membership");
}

/// The institution that is on duty for one family.
async fn krogsbaek(app: &TestApp) -> UnitId {
    let now = app.now();
    let klitmark = admin::add_unit(app.store(), UnitKind::Municipality, "Klitmark", now).await.expect("a unit");
    admin::add_family(app.store(), klitmark, FamilyKind::General, now).await.expect("a family");
    let unit = admin::add_unit(app.store(), UnitKind::Institution, "Krogsbæk", now).await.expect("a unit");
    duty::serve(app.store(), unit, klitmark, now).await.expect("an agreement");
    unit
}

async fn shift(app: &TestApp, unit: UnitId, person: PersonId, from: Timestamp) {
    let until = from.plus_ms(8 * HOUR);
    duty::plan(app.store(), unit, person, from, until, None, app.now()).await.expect("a shift");
}

async fn officer<'a>(app: &'a TestApp, login: &str, unit: UnitId) -> Browser<'a> {
    let browser = app.person(login).await;
    works(app, browser.person(), Role::DutyOfficer, unit).await;
    browser
}

async fn asks(who: &Browser<'_>, unit: UnitId, role: &str, path: &str, body: &impl Serialize) -> Answer {
    who.post(&format!("{path}?role={role}&unit={unit}"), body).await
}

async fn on_duty(who: &Browser<'_>, unit: UnitId, path: &str, body: &impl Serialize) -> Answer {
    asks(who, unit, "duty_officer", path, body).await
}

async fn sees(who: &Browser<'_>, unit: UnitId) -> Vec<(PersonId, bool)> {
    let station: Station = on_duty(who, unit, api::STATION, &OfStation { station: STATION }).await.json();
    station.officers.into_iter().map(|officer| (officer.person, officer.ready)).collect()
}

#[tokio::test]
async fn who_comes_next_and_has_not_signed_in_on_the_station_is_named() {
    each(async |app: TestApp| {
        let unit = krogsbaek(&app).await;
        let (anna, yusuf) = (officer(&app, "anna", unit).await, officer(&app, "yusuf", unit).await);
        let of = OfStation { station: STATION };
        assert_eq!(on_duty(&anna, unit, api::STATION, &of).await.refusal(), Some(Code::NotFound));
        shift(&app, unit, yusuf.person(), app.now().plus_ms(20 * HOUR)).await;
        shift(&app, unit, anna.person(), app.now().plus_ms(-HOUR)).await;
        shift(&app, unit, anna.person(), app.now().plus_ms(30 * HOUR)).await;
        let made: Station = on_duty(&anna, unit, api::STATION_MAKE, &of).await.json();
        assert!(!made.ended);
        let again: Station = on_duty(&anna, unit, api::STATION_MAKE, &of).await.json();
        assert_eq!(again, made, "made once");
        assert_eq!(app.audited("station_made").await, 1);
        assert_eq!(sees(&anna, unit).await, [(anna.person(), true), (yusuf.person(), false)]);
        assert_eq!(sees(&yusuf, unit).await, [(anna.person(), true), (yusuf.person(), true)], "signed in there once");

        // Later than tomorrow is not shown; a device that was ended is ready no more.
        let bo = officer(&app, "bo", unit).await;
        shift(&app, unit, bo.person(), app.now().plus_ms(2 * DAY)).await;
        yusuf.post(api::DEVICES_END, &api::EndDevice { enrolment: yusuf.enrolment() }).await;
        assert_eq!(sees(&anna, unit).await, [(anna.person(), true), (yusuf.person(), false)]);
    })
    .await;
}

#[tokio::test]
async fn a_packet_comes_out_for_who_is_on_the_rota_and_ready_and_is_theirs_alone() {
    each(async |app: TestApp| {
        let unit = krogsbaek(&app).await;
        let (anna, yusuf) = (officer(&app, "anna", unit).await, officer(&app, "yusuf", unit).await);
        on_duty(&anna, unit, api::STATION_MAKE, &OfStation { station: STATION }).await.json::<Station>();
        let of = OfOfficer { station: STATION, person: yusuf.person() };
        let asked = async || on_duty(&anna, unit, api::STATION_PACKET, &of).await;
        assert_eq!(asked().await.refusal(), Some(Code::NotFound), "not on the rota");
        shift(&app, unit, yusuf.person(), app.now().plus_ms(20 * HOUR)).await;
        assert_eq!(asked().await.refusal(), Some(Code::NotFound), "not ready");
        sees(&yusuf, unit).await;
        let sealed = hex::decode(asked().await.json::<SealedPacket>().packet).expect("hexadecimal");

        let secret = |who: &Browser<'_>| {
            let told = &who.session().deliver.secret;
            hex::decode(told).expect("hexadecimal").try_into().expect("a secret")
        };
        let opened = packet::open(&sealed, &secret(&yusuf)).expect("a packet");
        assert_eq!((opened.head.person, opened.head.enrolment), (yusuf.person(), yusuf.enrolment()));
        assert_eq!((opened.head.made, opened.head.from), (app.now(), app.now().plus_ms(8 * HOUR)));
        assert_eq!(packet::open(&sealed, &secret(&anna)), Err(PacketError::Sealed), "who carries it reads nothing");

        // Whoever is not at the station asks in vain.
        let bo = officer(&app, "bo", unit).await;
        assert_eq!(on_duty(&bo, unit, api::STATION_PACKET, &of).await.refusal(), Some(Code::NotFound));
        app.wait_ms(31 * HOUR);
        let mut anna = anna.clone();
        anna.refreshes().await.expect("a session");
        assert_eq!(on_duty(&anna, unit, api::STATION_PACKET, &of).await.refusal(), Some(Code::NotFound), "it is over");
    })
    .await;
}

#[tokio::test]
async fn a_station_is_made_and_ended_by_officers_and_leaders_of_its_unit() {
    each(async |app: TestApp| {
        let unit = krogsbaek(&app).await;
        let other = admin::add_unit(app.store(), UnitKind::Institution, "Lindely", app.now()).await.expect("a unit");
        let (anna, bo) = (officer(&app, "anna", unit).await, officer(&app, "bo", other).await);
        let lars = app.person("lars").await;
        works(&app, lars.person(), Role::Leader, unit).await;
        let mette = app.person("mette").await;
        works(&app, mette.person(), Role::Administrator, unit).await;
        let of = OfStation { station: STATION };
        let refused = asks(&mette, unit, "administrator", api::STATION_MAKE, &of).await;
        assert_eq!(refused.refusal(), Some(Code::NotFound));
        let made: Station = asks(&lars, unit, "leader", api::STATION_MAKE, &of).await.json();
        assert!(made.officers.is_empty() && !made.ended);
        let packet = OfOfficer { station: STATION, person: anna.person() };
        assert_eq!(asks(&lars, unit, "leader", api::STATION_PACKET, &packet).await.refusal(), Some(Code::NotFound));
        // The id is taken: for another unit there is nothing under it.
        for path in [api::STATION, api::STATION_MAKE, api::STATION_END] {
            assert_eq!(on_duty(&bo, other, path, &of).await.refusal(), Some(Code::NotFound), "{path}");
        }
        sees(&anna, unit).await;
        let ended: Station = on_duty(&anna, unit, api::STATION_END, &of).await.json();
        assert!(ended.ended);
        let again: Station = asks(&lars, unit, "leader", api::STATION_END, &of).await.json();
        assert!(again.ended);
        assert_eq!(app.audited("station_ended").await, 1);
        shift(&app, unit, anna.person(), app.now()).await;
        assert_eq!(on_duty(&anna, unit, api::STATION_PACKET, &packet).await.refusal(), Some(Code::NotFound));
    })
    .await;
}
