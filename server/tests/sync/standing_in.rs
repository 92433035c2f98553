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
        let both = duty::ill_today(store, unit, mette, None, now).await;
        assert!(matches!(both, Err(admin::AdminError::PartnerAway)), "{both:?}");
        duty::back(store, unit, lars, None, now.plus_ms(1)).await.unwrap();
        world.wait_ms(2);
        assert_eq!(duty::ill_today(store, unit, mette, None, world.now()).await.unwrap(), lars);
    })
    .await;
}
