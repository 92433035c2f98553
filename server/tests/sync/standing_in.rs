//! Who follows up while a consultant is away.

use samspil_server::admin::{self, duty};
use samspil_shared::doc::What;
use samspil_shared::domain::call::follow_up_of;
use samspil_shared::domain::duty::WorkDays;
use samspil_shared::domain::{Role, SpaceKind};

use crate::duty::{Town, is_stored};
use crate::world::{HOUR, each};

#[tokio::test]
async fn ill_at_twenty_to_eight_her_partner_has_all_of_todays_calls() {
    each(async |world| {
        let town = Town::of(&world).await;
        let lars = world.person("Lars Quist").await;
        let mut yusuf = town.on_duty(&world).await;
        let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        assert!(is_stored(&yusuf.pushes(ops).await));
        let (unit, now) = (world.unit, world.now());
        duty::set_week(world.store(), town.mette.person, unit, (WorkDays::WEEKDAYS, Some(lars)), None, now)
            .await
            .unwrap();
        let whole = world.store().space_of(SpaceKind::Municipality, unit.as_bytes()).await.unwrap().unwrap();
        let of_unit = world.membership(lars, whole, Role::Consultant, None);
        admin::add_member(world.store(), &of_unit, now).await.unwrap();
        let mut lars = world.phone(lars, Role::Consultant).await;
        lars.connects().await;
        assert!(!lars.holds().contains(&note));

        duty::ill_today(world.store(), unit, town.mette.person, None, world.now()).await.unwrap();
        lars.rechecks().await.unwrap();
        assert!(lars.holds().contains(&note) && lars.holds().contains(&follow_up_of(note)));
        let taken = lars.says(follow_up_of(note), &What::Taken);
        assert!(is_stored(&lars.pushes(vec![taken]).await));
        let mut maria = world.phone(town.maria, Role::FosterParent).await;
        maria.connects().await;
        let told = &maria.spaces[&town.contact].members;
        assert!(told.iter().any(|member| member.name == "Lars Quist" && member.stand_in), "the family is told who");

        world.wait_ms(25 * HOUR);
        lars.connects().await;
        assert!(!lars.holds().contains(&note), "tomorrow they are hers again");
        duty::plan_days_off(world.store(), world.now()).await.unwrap();
        assert_eq!(duty::plan_days_off(world.store(), world.now()).await.unwrap(), 0, "made once");
    })
    .await;
}

#[tokio::test]
async fn what_a_stand_in_did_comes_in_after_the_other_one_is_back() {
    each(async |world| {
        let town = Town::of(&world).await;
        let lars = world.person("Lars Quist").await;
        let mut yusuf = town.on_duty(&world).await;
        let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        assert!(is_stored(&yusuf.pushes(ops).await));
        let (store, unit) = (world.store(), world.unit);
        let today = world.now().local_date().unwrap();
        duty::stand_in(store, unit, town.mette.person, lars, (today, today), None, world.now()).await.unwrap();
        let mut lars = world.phone(lars, Role::Consultant).await;
        lars.connects().await;
        assert!(lars.holds().contains(&note));
        lars.leaves();
        world.wait_ms(HOUR);
        let talked = lars.says(follow_up_of(note), &What::Talked { outcome: None });
        world.wait_ms(HOUR);
        duty::back(store, unit, town.mette.person, None, world.now()).await.unwrap();
        world.wait_ms(HOUR);
        lars.tries_to_connect().await.expect("he was there");
        assert!(is_stored(&lars.pushes(vec![talked]).await), "what was done in time counts");
        assert!(!lars.spaces.contains_key(&town.contact), "and he is not there any more");
    })
    .await;
}

#[tokio::test]
async fn nobody_stands_in_who_is_away_as_well() {
    each(async |world| {
        let town = Town::of(&world).await;
        let (lars, mette) = (world.person("Lars Quist").await, town.mette.person);
        let (store, unit, now) = (world.store(), world.unit, world.now());
        duty::set_week(store, mette, unit, (WorkDays::WEEKDAYS, Some(lars)), None, now).await.unwrap();
        duty::set_week(store, lars, unit, (WorkDays::WEEKDAYS, Some(mette)), None, now).await.unwrap();
        duty::ill_today(store, unit, lars, None, now).await.unwrap();
        let both = duty::ill_today(store, unit, mette, None, now).await.unwrap();
        assert_eq!(both, None, "nobody stands in, and nobody is let down by a refusal");
        duty::back(store, unit, lars, None, now.plus_ms(1)).await.unwrap();
        world.wait_ms(2);
        assert_eq!(duty::ill_today(store, unit, mette, None, world.now()).await.unwrap(), Some(lars));
    })
    .await;
}

#[tokio::test]
async fn who_stands_in_for_the_one_who_stands_in_has_their_families_too() {
    each(async |world| {
        let town = Town::of(&world).await;
        let (store, unit, mette) = (world.store(), world.unit, town.mette.person);
        let (lars, samira) = (world.person("Lars Quist").await, world.person("Samira Aydin").await);
        let mut yusuf = town.on_duty(&world).await;
        let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        assert!(is_stored(&yusuf.pushes(ops).await));
        let today = world.now().local_date().unwrap();
        let days = (today, today + chrono::Days::new(9));
        duty::stand_in(store, unit, mette, lars, days, None, world.now()).await.unwrap();
        duty::stand_in(store, unit, lars, samira, (today, today), None, world.now()).await.unwrap();
        let mut samira = world.phone(samira, Role::Consultant).await;
        samira.connects().await;
        assert!(samira.holds().contains(&note) && samira.holds().contains(&follow_up_of(note)), "Mette is on holiday");
        let taken = samira.says(follow_up_of(note), &What::Taken);
        assert!(is_stored(&samira.pushes(vec![taken]).await));

        world.wait_ms(HOUR);
        duty::back(store, unit, lars, None, world.now()).await.unwrap();
        samira.connects().await;
        assert!(!samira.spaces.contains_key(&town.contact), "Lars is there again");
        let mut lars = world.phone(lars, Role::Consultant).await;
        lars.connects().await;
        assert!(lars.holds().contains(&note), "and goes on");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn each_standing_in_for_the_other_lets_nobody_in() {
    each(async |world| {
        let town = Town::of(&world).await;
        let (store, unit, mette) = (world.store(), world.unit, town.mette.person);
        let lars = world.person("Lars Quist").await;
        let fridays_off = WorkDays::try_from(0b000_1111_u8).unwrap();
        for (one, other) in [(mette, lars), (lars, mette)] {
            duty::set_week(store, one, unit, (fridays_off, Some(other)), None, world.now()).await.unwrap();
        }
        duty::plan_days_off(store, world.now()).await.unwrap();
        assert_ne!(world.count("SELECT COUNT(*) FROM covers WHERE ended_at IS NULL").await, 0);
        let both = "SELECT COUNT(*) FROM covers c JOIN covers o ON o.absent_id = c.cover_id AND o.cover_id = c.absent_id \
             AND o.from_at = c.from_at WHERE c.ended_at IS NULL AND o.ended_at IS NULL";
        assert_eq!(world.count(both).await, 0, "on a day on which both are off");
    })
    .await;
}

#[tokio::test]
async fn named_days_are_bounded_and_what_lies_ahead_outlives_who_is_back() {
    each(async |world| {
        let town = Town::of(&world).await;
        let (store, unit, mette) = (world.store(), world.unit, town.mette.person);
        let (lars, samira) = (world.person("Lars Quist").await, world.person("Samira Aydin").await);
        let today = world.now().local_date().unwrap();
        let day = |n: i64| today + chrono::TimeDelta::days(n);
        for wrong in [(day(-1), day(1)), (day(3), day(2)), (day(0), day(62))] {
            let answer = duty::stand_in(store, unit, mette, lars, wrong, None, world.now()).await;
            assert!(matches!(answer, Err(admin::AdminError::Window)), "{wrong:?}: {answer:?}");
        }
        duty::stand_in(store, unit, mette, lars, (day(40), day(101)), None, world.now()).await.unwrap();
        let away = duty::stand_in(store, unit, samira, mette, (day(39), day(40)), None, world.now()).await;
        assert!(matches!(away, Err(admin::AdminError::PartnerAway)), "Mette is on holiday herself: {away:?}");
        duty::stand_in(store, unit, samira, mette, (day(38), day(39)), None, world.now()).await.unwrap();

        duty::stand_in(store, unit, mette, lars, (day(0), day(0)), None, world.now()).await.unwrap();
        world.wait_ms(HOUR);
        duty::back(store, unit, mette, None, world.now()).await.unwrap();
        let left = world.count("SELECT COUNT(*) FROM covers WHERE ended_at IS NULL").await;
        assert_eq!(left, 2, "her holiday and Samira's stand");
        let again = duty::back(store, unit, mette, None, world.now()).await;
        assert!(matches!(again, Err(admin::AdminError::Missing(_))), "she is there: {again:?}");
    })
    .await;
}
