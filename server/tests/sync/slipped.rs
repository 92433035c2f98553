//! Calls that nobody took or tried in time are on the leader's list, whoever looks and however often.

use samspil_server::admin::{self, slipping};
use samspil_server::store::UnitKind;
use samspil_shared::api::UnitHours;
use samspil_shared::doc::What;
use samspil_shared::doc::call_note::Call;
use samspil_shared::domain::calendar::{Calendar, Closed};
use samspil_shared::domain::call::follow_up_of;
use samspil_shared::domain::follow_up::{Done, Progress, Slipped, Step, slipped};
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{DocId, PersonId, Role, SpaceId, Timestamp, UnitId};
use samspil_shared::sync::frame::OpResult;

use crate::calls::call;
use crate::world::{HOUR, Phone, World, each};

const MINUTE: i64 = 60_000;

/// A family, its consultant, and somebody on duty since an hour.
struct Night {
    contact: SpaceId,
    krogsbaek: UnitId,
    maria: PersonId,
    mette: Phone,
    yusuf: Phone,
}

impl Night {
    /// In the evening of Wednesday, 25 February.
    async fn of(world: &World) -> Self {
        world.wait_ms(13 * HOUR);
        let family = world.family().await;
        let contact = world.contact(family).await;
        let krogsbaek = world.institution().await;
        let maria = world.person("Maria Holst").await;
        world.joins_contact(maria, family, Role::FosterParent).await;
        let mut mette = world.consultant("Mette Holm", family).await;
        world.joins_contact(mette.person, family, Role::Consultant).await;
        mette.connects().await;
        mette.writes_card(contact, "Maria Holst", "Noah").await;
        let yusuf = world.person("Yusuf Amin").await;
        world.shift(krogsbaek, yusuf, -HOUR).await;
        let mut yusuf = world.officer(yusuf, krogsbaek).await;
        yusuf.connects().await;
        Self { contact, krogsbaek, maria, mette, yusuf }
    }

    /// Maria calls; the call is sent at once.
    async fn rings(&mut self, world: &World, began: Timestamp) -> DocId {
        let call = Call {
            caller: Some(self.maria),
            ended: began.plus_ms(10 * MINUTE),
            ..call(began, self.krogsbaek, "Noah vågnede og skreg.")
        };
        let (note, ops) = self.yusuf.registers(self.contact, &call, Some(self.maria));
        let results = self.yusuf.pushes(ops).await;
        assert!(results.iter().all(|result| matches!(result, OpResult::Stored { .. })), "{results:?}");
        assert!(began <= world.now());
        follow_up_of(note)
    }

    async fn says(&mut self, follow_up: DocId, what: &What) {
        self.mette.connects().await;
        let op = self.mette.says(follow_up, what);
        let results = self.mette.pushes(vec![op]).await;
        assert!(matches!(results[..], [OpResult::Stored { .. }]), "{results:?}");
    }
}

async fn marks(world: &World) -> usize {
    let marked = slipping::mark_slipped(world.store(), world.now()).await.expect("it works");
    let again = slipping::mark_slipped(world.store(), world.now()).await.expect("it works");
    assert_eq!(again, 0, "done twice it is done once");
    let node = world.other_node().await;
    assert_eq!(slipping::mark_slipped(node.store(), world.now()).await.expect("it works"), 0, "and by another node");
    marked
}

/// Lets time pass until the clock in Denmark shows this, on this day or a later one.
fn wait_until(world: &World, local: &str) {
    let local = chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M").expect("it works");
    let then = Timestamp::from_local(local).expect("it works");
    assert!(then > world.now(), "time goes forward");
    world.wait_ms(then.ms_since(world.now()));
}

/// The unit's hours as of the next edition of its calendar.
async fn hours(world: &World, version: u32, calendar: Calendar) {
    hours_of(world, world.unit, version, calendar).await;
}

async fn hours_of(world: &World, unit: UnitId, version: u32, calendar: Calendar) {
    let mut written = serde_json::to_value(&calendar).expect("it works");
    written["version"] = version.into();
    let calendar = serde_json::from_value(written).expect("a calendar");
    let Preset { numbers, worry, .. } = Preset::klitmark();
    let hours = UnitHours { calendar, numbers, worry };
    admin::set_hours(world.store(), unit, &hours, world.now()).await.expect("it works");
}

#[tokio::test]
async fn what_nobody_takes_by_noon_or_tries_by_the_days_end_is_marked_once() {
    each(async |world| {
        let mut night = Night::of(&world).await;
        // Due on Thursday.
        let call = night.rings(&world, world.now()).await;
        wait_until(&world, "2026-02-26T11:59");
        assert_eq!(marks(&world).await, 0, "a minute to noon");
        wait_until(&world, "2026-02-26T12:00");
        assert_eq!(marks(&world).await, 1);
        let noon = world.now().as_ms();
        assert_eq!(world.count("SELECT slipped_at FROM follow_ups").await, noon);
        assert_eq!(world.count("SELECT slipped_why FROM follow_ups").await, 1, "nobody took it");

        wait_until(&world, "2026-02-26T16:00");
        assert_eq!(marks(&world).await, 1);
        assert_eq!(world.count("SELECT slipped_why FROM follow_ups").await, 2, "nobody tried");
        assert_eq!(world.count("SELECT slipped_at FROM follow_ups").await, noon, "since noon all the same");
        world.is_sound().await;

        wait_until(&world, "2026-02-26T16:20");
        night.says(call, &What::Taken).await;
        assert_eq!(marks(&world).await, 0, "to be taken is not to be called");
        wait_until(&world, "2026-02-26T16:30");
        night.says(call, &What::Talked { outcome: None }).await;
        let talked = world.now().as_ms();
        wait_until(&world, "2026-02-26T17:00");
        assert_eq!(marks(&world).await, 1);
        assert_eq!(world.count("SELECT slip_over_at FROM follow_ups").await, talked, "since they talked");
        wait_until(&world, "2026-02-27T17:00");
        assert_eq!(marks(&world).await, 0, "it stays as it was");

        night.says(call, &What::Closed { outcome: None }).await;
        assert_eq!(marks(&world).await, 0);
        night.says(call, &What::Reopened).await;
        assert_eq!(marks(&world).await, 1, "opened again it slips again");
        assert_eq!(world.count("SELECT slipped_at FROM follow_ups").await, world.now().as_ms());
        assert_eq!(world.count("SELECT COUNT(*) FROM follow_ups WHERE slip_over_at IS NULL").await, 1);
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_and_tried_in_time_is_never_marked() {
    each(async |world| {
        let mut night = Night::of(&world).await;
        let call = night.rings(&world, world.now()).await;
        wait_until(&world, "2026-02-26T11:00");
        night.says(call, &What::Taken).await;
        wait_until(&world, "2026-02-26T13:00");
        assert_eq!(marks(&world).await, 0);
        night.says(call, &What::NotReached { again_on: None }).await;
        wait_until(&world, "2026-02-27T13:00");
        assert_eq!(marks(&world).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_came_when_its_day_was_over_is_marked_even_if_it_was_tried_at_once() {
    each(async |world| {
        let mut night = Night::of(&world).await;
        let began = world.now();
        wait_until(&world, "2026-02-27T09:00");
        night.yusuf.connects().await;
        let call = night.rings(&world, began).await;
        let received = world.now().as_ms();
        night.says(call, &What::Talked { outcome: None }).await;
        wait_until(&world, "2026-02-27T09:30");
        assert_eq!(marks(&world).await, 1);
        assert_eq!(world.count("SELECT slipped_at FROM follow_ups").await, received);
        assert_eq!(world.count("SELECT slip_over_at FROM follow_ups").await, received, "tried in the same minute");
    })
    .await;
}

#[tokio::test]
async fn where_a_device_and_the_calendar_differ_the_earlier_day_counts_and_both_are_kept() {
    each(async |world| {
        let mut night = Night::of(&world).await;
        let ordinary = Calendar::ordinary();

        // The unit is closed on Thursday; the device did not know.
        let thursday = "2026-02-26".parse().unwrap();
        let closed = Closed { from: thursday, to: thursday, reason: "Fælles dag".to_owned() };
        hours(&world, 1, with(&ordinary, vec![closed], false)).await;
        night.rings(&world, world.now()).await;
        assert_eq!(due(&world, "2026-02-26", Some(("2026-02-26", "2026-02-27"))).await, 1);

        // The unit opens on Saturdays; the device said Monday.
        hours(&world, 2, with(&ordinary, Vec::new(), true)).await;
        wait_until(&world, "2026-02-27T20:00");
        world.shift(night.krogsbaek, night.yusuf.person, -HOUR).await;
        night.yusuf.connects().await;
        let call = night.rings(&world, world.now()).await;
        assert_eq!(due(&world, "2026-02-28", Some(("2026-03-02", "2026-02-28"))).await, 1);
        wait_until(&world, "2026-02-28T12:00");
        assert_eq!(marks(&world).await, 2, "by its own calendar it slips on Saturday");

        // What was received stays as it was, whatever is set or said later.
        hours(&world, 3, ordinary).await;
        night.says(call, &What::Taken).await;
        assert_eq!(due(&world, "2026-02-28", Some(("2026-03-02", "2026-02-28"))).await, 1);
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_day_that_the_municipality_closes_is_no_day_of_its_units_calls() {
    each(async |mut world| {
        let (municipality, ordinary) = (world.unit, Calendar::ordinary());
        let centre = admin::add_unit(world.store(), UnitKind::FamilyCentre, "Fjordhuset", world.now()).await;
        world.unit = centre.expect("a unit");
        let mut night = Night::of(&world).await;
        let closed = ["2026-02-26", "2026-03-02"].map(|day| {
            let day = day.parse().expect("a day");
            Closed { from: day, to: day, reason: "Fælles dag".to_owned() }
        });
        let shared = with(&ordinary, closed.into(), false);
        hours_of(&world, municipality, 2, shared.clone()).await;

        // A unit that has set nothing belongs to none yet: phone and server say Thursday.
        let first = night.rings(&world, world.now()).await;
        assert_eq!(due(&world, "2026-02-26", None).await, 1);
        night.says(first, &What::Closed { outcome: None }).await;
        hours(&world, 1, ordinary.clone()).await;
        admin::set_municipality(world.store(), world.unit, municipality, world.now()).await.expect("it belongs");
        // A phone that has not heard of it yet says Thursday, and that is kept.
        let second = night.rings(&world, world.now()).await;
        assert_eq!(due(&world, "2026-02-26", Some(("2026-02-26", "2026-02-27"))).await, 1);
        night.says(second, &What::Closed { outcome: None }).await;

        let whole = ordinary.and_closed(&shared);
        *night.yusuf.calendar = whole.clone();
        let call = night.rings(&world, world.now()).await;
        assert_eq!(due(&world, "2026-02-27", None).await, 1, "phone and server say Friday");
        let on_device = |told: &str, steps: &[Done]| {
            let progress = Progress::of(steps.iter().copied());
            slipped(told.parse().expect("a day"), &progress, &whole, world.now())
        };
        wait_until(&world, "2026-02-26T17:00");
        assert_eq!((marks(&world).await, on_device("2026-02-27", &[])), (0, None), "on the closed day");
        wait_until(&world, "2026-02-27T12:00");
        assert_eq!((marks(&world).await, on_device("2026-02-27", &[])), (1, Some(Slipped::NotTaken)));

        wait_until(&world, "2026-02-27T16:30");
        night.says(call, &What::NotReached { again_on: None }).await;
        let tried = [Done { at: world.now(), by: night.mette.person, step: Step::NotReached(None) }];
        assert_eq!((marks(&world).await, on_device("2026-02-27", &tried)), (1, None), "off the list");
        wait_until(&world, "2026-03-02T17:00");
        assert_eq!((marks(&world).await, on_device("2026-02-27", &tried)), (0, None), "Monday is closed too");
        wait_until(&world, "2026-03-03T17:00");
        assert_eq!((marks(&world).await, on_device("2026-02-27", &tried)), (1, Some(Slipped::NotTried)));
        world.is_sound().await;
    })
    .await;
}

/// The ordinary calendar with closed days, or with Saturdays.
fn with(ordinary: &Calendar, closed: Vec<Closed>, saturdays: bool) -> Calendar {
    let mut json = serde_json::to_value(ordinary).expect("a calendar");
    if saturdays {
        json["open"]["sat"] = json["open"]["fri"].clone();
    }
    json["version"] = 2.into();
    json["closed"] = serde_json::to_value(closed).expect("a calendar");
    serde_json::from_value(json).expect("a calendar")
}

/// How many follow-ups are due on this day, told and by the calendar as named.
async fn due(world: &World, on: &str, two: Option<(&str, &str)>) -> i64 {
    let two = match two {
        Some((told, calendar)) => format!("told_on = '{told}' AND calendar_on = '{calendar}'"),
        None => "told_on IS NULL AND calendar_on IS NULL".to_owned(),
    };
    world.count_text(format!("SELECT COUNT(*) FROM follow_ups WHERE due_on = '{on}' AND {two}")).await
}

#[tokio::test]
async fn a_check_finds_what_a_row_says_that_its_document_does_not() {
    each(async |world| {
        let mut night = Night::of(&world).await;
        let call = night.rings(&world, world.now()).await;
        night.says(call, &What::Taken).await;
        assert_eq!(due(&world, "2026-02-26", None).await, 1);
        world.is_sound().await;
        let tamperings = [
            ("UPDATE follow_ups SET urgency = urgency + 1", "UPDATE follow_ups SET urgency = urgency - 1"),
            ("UPDATE follow_ups SET due_on = '2026-03-26'", "UPDATE follow_ups SET due_on = '2026-02-26'"),
            (
                "UPDATE follow_ups SET told_on = '2026-02-26', calendar_on = '2026-02-25'",
                "UPDATE follow_ups SET told_on = NULL, calendar_on = NULL",
            ),
            ("UPDATE follow_ups SET taken_at = NULL", "UPDATE follow_ups SET taken_at = received_at"),
            ("UPDATE follow_ups SET tried_at = received_at", "UPDATE follow_ups SET tried_at = NULL"),
            ("UPDATE follow_ups SET closed_at = received_at", "UPDATE follow_ups SET closed_at = NULL"),
            ("UPDATE follow_ups SET filed_at = received_at", "UPDATE follow_ups SET filed_at = NULL"),
            ("UPDATE follow_ups SET is_withheld = 1", "UPDATE follow_ups SET is_withheld = 0"),
            ("UPDATE follow_ups SET began_at = began_at - 1", "UPDATE follow_ups SET began_at = began_at + 1"),
            ("UPDATE follow_ups SET author_id = (SELECT user_id FROM memberships WHERE role = 3 LIMIT 1)", ""),
        ];
        for (tamper, mend) in tamperings {
            assert!(world.execute(tamper).await > 0, "{tamper}");
            let checked = world.store().check().await.unwrap();
            assert_eq!(checked.faults.len(), 1, "{tamper}: {:?}", checked.faults);
            if !mend.is_empty() {
                assert!(world.execute(mend).await > 0, "{mend}");
                world.is_sound().await;
            }
        }
        world.execute("DELETE FROM follow_ups").await;
        let checked = world.store().check().await.unwrap();
        assert!(checked.faults.iter().any(|fault| fault.contains("no row")), "{:?}", checked.faults);
    })
    .await;
}

#[tokio::test]
async fn who_was_not_reached_and_never_tried_again_comes_to_the_leader() {
    each(async |world| {
        let mut night = Night::of(&world).await;
        // Due on Thursday; tried then, and not reached.
        let call = night.rings(&world, world.now()).await;
        wait_until(&world, "2026-02-26T10:00");
        night.says(call, &What::NotReached { again_on: None }).await;
        wait_until(&world, "2026-02-26T22:00");
        assert_eq!(marks(&world).await, 0, "it was tried");
        wait_until(&world, "2026-02-27T17:00");
        assert_eq!(marks(&world).await, 1, "nobody named a day: the next one on which the unit is open");
        let after = world.now().as_ms();
        assert_eq!(world.count("SELECT slipped_at FROM follow_ups").await, after);
        world.is_sound().await;

        night.says(call, &What::NotReached { again_on: "2026-03-03".parse().ok() }).await;
        assert_eq!(marks(&world).await, 1, "off the list until then");
        night.says(call, &What::Taken).await;
        wait_until(&world, "2026-03-03T12:30");
        assert_eq!(marks(&world).await, 0);
        wait_until(&world, "2026-03-03T17:00");
        assert_eq!(marks(&world).await, 1, "taken is not tried");
        night.says(call, &What::Talked { outcome: None }).await;
        assert_eq!(marks(&world).await, 1);
        wait_until(&world, "2026-04-30T17:00");
        assert_eq!(marks(&world).await, 0, "they talked");
        assert_eq!(world.count("SELECT COUNT(*) FROM follow_ups WHERE slip_over_at IS NULL").await, 0);
        world.is_sound().await;
    })
    .await;
}
