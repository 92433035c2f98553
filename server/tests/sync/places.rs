//! A place that must not be told: the decision reaches everybody who holds a card, on a shared computer too, and nobody else
//! makes one.

use chrono::{Days, NaiveDate};
use samspil_server::admin::places::{Decision, PlacementError, decide};
use samspil_server::admin::{self, AdminError};
use samspil_shared::doc::place_mark::{self, PlaceMark};
use samspil_shared::domain::duty::window;
use samspil_shared::domain::{Acting, Audience, DocId, Hiding, Kind, PlacementId, Role, SpaceId};
use samspil_shared::sync::engine::Unpacked;
use samspil_shared::sync::frame::{OpResult, Reason};
use samspil_shared::sync::packet;

use crate::pocket::Pocket;
use crate::world::{Family, HOUR, Phone, World, each};

const DAY: i64 = 24 * HOUR;

/// What this phone was told of the place of a space, the last decision last.
fn told(phone: &Phone, space: SpaceId) -> Vec<Hiding> {
    let here = |doc: &DocId| {
        phone.docs.get(doc).is_some_and(|held| (held.meta.kind, held.meta.space) == (Kind::PlaceMark, space))
    };
    let docs: Vec<_> = phone.holds().into_iter().filter(here).collect();
    let read = |doc| {
        let (document, provenance) = phone.loaded(doc);
        place_mark::read(&document, &provenance).expect("a mark")
    };
    let mut marks: Vec<PlaceMark> = docs.into_iter().map(read).collect();
    marks.sort_by_key(PlaceMark::rank);
    marks.into_iter().map(|mark| mark.hiding).collect()
}

async fn decides(world: &World, family: Family, decision: Decision) -> Result<(), PlacementError> {
    decide(&world.hub, None, family.id, decision, world.now()).await
}

fn in_days(world: &World, days: u64) -> NaiveDate {
    world.now().local_date().expect("a day").checked_add_days(Days::new(days)).expect("a day")
}

async fn written(world: &World) -> i64 {
    world.count("SELECT COUNT(*) FROM documents WHERE kind = 11").await
}

#[tokio::test]
async fn everybody_who_holds_a_card_is_told_and_the_last_decision_counts() {
    each(async |world| {
        let family = world.family().await;
        let contact = world.contact(family).await;
        let krogsbaek = world.institution().await;
        let mut maria = world.foster_parent("Maria Holst", family).await;
        world.joins_contact(maria.person, family, Role::FosterParent).await;
        let mut mette = world.consultant("Mette Holm", family).await;
        world.joins_contact(mette.person, family, Role::Consultant).await;
        let yusuf = world.person("Yusuf Amin").await;
        world.shift(krogsbaek, yusuf, -HOUR).await;
        let mut yusuf = world.officer(yusuf, krogsbaek).await;
        for phone in [&mut maria, &mut mette, &mut yusuf] {
            phone.connects().await;
        }
        assert_eq!(written(&world).await, 0, "nothing was decided, nothing is told");

        decides(&world, family, Decision::Address(true)).await.expect("it is decided");
        for phone in [&mut maria, &mut mette, &mut yusuf] {
            phone.takes_what_comes().await;
        }
        for (phone, placed) in [(&maria, true), (&mette, true), (&yusuf, false)] {
            assert_eq!(told(phone, contact), [Hiding::Always]);
            assert_eq!(told(phone, family.space), if placed { vec![Hiding::Always] } else { Vec::new() });
        }
        world.wait_ms(1_000);
        decides(&world, family, Decision::Address(false)).await.expect("it is decided");
        for phone in [&mut maria, &mut yusuf] {
            phone.takes_what_comes().await;
            assert_eq!(told(phone, contact), [Hiding::Always, Hiding::Open]);
        }

        // Who comes on duty later is told what was decided long before.
        world.wait_ms(20 * DAY);
        let ida = world.person("Ida Toft").await;
        world.shift(krogsbaek, ida, -HOUR).await;
        let mut ida = world.officer(ida, krogsbaek).await;
        ida.connects().await;
        assert_eq!(told(&ida, contact), [Hiding::Always, Hiding::Open]);
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_placements_day_is_told_to_its_own_space_and_to_the_family_and_has_not_passed() {
    each(async |world| {
        let family = world.family().await;
        let contact = world.contact(family).await;
        let placed = admin::add_placement(world.store(), family.id, world.unit, in_days(&world, 0), world.now()).await;
        let admin::Placed { placement, space } = placed.expect("another child");
        let maria = world.foster_parent("Maria Holst", family).await.person;
        let second = Family { space, ..family };
        world.joins(maria, second, Role::FosterParent).await;
        world.joins_contact(maria, family, Role::FosterParent).await;
        let mut maria = world.phone(maria, Role::FosterParent).await;
        let yesterday = in_days(&world, 0).pred_opt();
        let past = decides(&world, family, Decision::Placement(placement, yesterday)).await;
        assert!(matches!(past, Err(PlacementError::Admin(AdminError::DayPassed))), "{past:?}");
        let none = PlacementId::from_bytes([9; 16]);
        let foreign = decides(&world, family, Decision::Placement(none, Some(in_days(&world, 1)))).await;
        assert!(matches!(foreign, Err(PlacementError::Admin(AdminError::Missing(_)))), "{foreign:?}");
        assert_eq!(written(&world).await, 0, "a refused decision is told to nobody");

        let until = in_days(&world, 0);
        decides(&world, family, Decision::Placement(placement, Some(until))).await.expect("today is the first day");
        maria.connects().await;
        assert_eq!(told(&maria, contact), [Hiding::Until(until)]);
        assert_eq!(told(&maria, space), [Hiding::Until(until)]);
        assert_eq!(told(&maria, family.space), [], "the other child's place is not kept");

        // The family's own decision goes before it, and leaves it standing when it is taken back.
        world.wait_ms(1_000);
        decides(&world, family, Decision::Address(true)).await.expect("it is decided");
        world.wait_ms(1_000);
        decides(&world, family, Decision::Address(false)).await.expect("it is decided");
        maria.takes_what_comes().await;
        let all = [Hiding::Until(until), Hiding::Always, Hiding::Until(until)];
        assert_eq!((told(&maria, contact), told(&maria, space)), (all.to_vec(), all.to_vec()));
        assert_eq!(told(&maria, family.space), [Hiding::Always, Hiding::Open]);
        world.wait_ms(1_000);
        decides(&world, family, Decision::Placement(placement, None)).await.expect("it is decided");
        maria.takes_what_comes().await;
        assert_eq!(told(&maria, space).last(), Some(&Hiding::Open));
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_mark_lies_in_the_packet_of_a_station() {
    each(async |world| {
        let family = world.family().await;
        let krogsbaek = world.institution().await;
        let yusuf = world.person("Yusuf Amin").await;
        let phone = world.officer(yusuf, krogsbaek).await;
        let mut mette = world.consultant("Mette Holm", family).await;
        world.joins_contact(mette.person, family, Role::Consultant).await;
        mette.connects().await;
        let card = mette.writes_card(world.contact(family).await, "Maria Holst", "Noah").await;
        decides(&world, family, Decision::Address(true)).await.expect("it is decided");
        world.shift(krogsbaek, yusuf, HOUR).await;
        let acting = Acting { role: Role::DutyOfficer, unit: krogsbaek };
        let from = world.now().plus_ms(HOUR);
        let reach = window(from, from.plus_ms(8 * HOUR));
        let to = samspil_server::sync::Addressee {
            person: yusuf,
            enrolment: phone.enrolment,
            acting,
            from: reach.from,
            until: reach.until.expect("a shift ends"),
        };
        let bytes = world.hub.packet(to).await.expect("the database").expect("a packet");
        let packet = packet::open(&bytes, &world.store().deliver_keys(phone.enrolment).secret).expect("a packet");
        let mut pc = Pocket::acting(yusuf, phone.enrolment, acting, world.now());
        assert_eq!(pc.finds(packet, &world.hub).await, Some(Unpacked::Taken));
        let shown = pc.shown();
        assert_eq!(shown.len(), 2, "the card and what was decided");
        let marks = shown.iter().filter(|doc| pc.held(**doc).document.meta.kind == Kind::PlaceMark);
        assert_eq!((marks.count(), shown.contains(&card)), (1, true));
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_server_decides() {
    each(async |world| {
        let family = world.family().await;
        let mut mette = world.consultant("Mette Holm", family).await;
        world.joins_contact(mette.person, family, Role::Consultant).await;
        let mut maria = world.foster_parent("Maria Holst", family).await;
        world.joins_contact(maria.person, family, Role::FosterParent).await;
        for phone in [&mut mette, &mut maria] {
            phone.connects().await;
            for space in [family.space, world.contact(family).await] {
                let changes = place_mark::create(phone.actor(), phone.time(), Hiding::Open).expect("a change");
                let meta = phone.meta(Kind::PlaceMark, space, Audience::MEMBERS, None);
                let (_, ops) = phone.new_document(meta, changes);
                let answers = phone.pushes(ops).await;
                assert!(matches!(answers[..], [OpResult::Never { reason: Reason::NotCreatable }]), "{answers:?}");
            }
        }
        assert_eq!(written(&world).await, 0);
    })
    .await;
}
