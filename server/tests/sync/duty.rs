//! Shifts reach families and no longer, calls come in late and once, and whoever stands in has them all.

use std::collections::BTreeSet;

use samspil_server::admin::{self, duty};
use samspil_shared::doc::call_note::Call;
use samspil_shared::doc::{Line, What};
use samspil_shared::domain::call::{MayShow, follow_up_of, receipt_of, tied_to};
use samspil_shared::domain::duty::ADD_MS;
use samspil_shared::domain::{DocId, Kind, PersonId, Role, SpaceId, SpaceKind, UnitId};
use samspil_shared::sync::frame::{Op, OpResult, Reason};

use crate::calls::call;
use crate::world::{Family, HOUR, Phone, World, each};

const DAY: i64 = 24 * HOUR;

/// A family with Maria and Jonas, their consultant Mette, and an institution that answers at night.
pub(crate) struct Town {
    pub(crate) family: Family,
    pub(crate) contact: SpaceId,
    pub(crate) krogsbaek: UnitId,
    pub(crate) maria: PersonId,
    jonas: PersonId,
    pub(crate) mette: Phone,
    pub(crate) yusuf: PersonId,
}

impl Town {
    pub(crate) async fn of(world: &World) -> Self {
        let family = world.family().await;
        let contact = world.contact(family).await;
        let krogsbaek = world.institution().await;
        let (maria, jonas) = (world.person("Maria Holst").await, world.person("Jonas Bak").await);
        for adult in [maria, jonas] {
            world.joins_contact(adult, family, Role::FosterParent).await;
        }
        let mut mette = world.consultant("Mette Holm", family).await;
        world.joins_contact(mette.person, family, Role::Consultant).await;
        mette.connects().await;
        mette.writes_card(contact, "Maria Holst", "Noah").await;
        let yusuf = world.person("Yusuf Amin").await;
        Self { family, contact, krogsbaek, maria, jonas, mette, yusuf }
    }

    /// Yusuf on duty since an hour, with everything that he sees.
    pub(crate) async fn on_duty(&self, world: &World) -> Phone {
        world.shift(self.krogsbaek, self.yusuf, -HOUR).await;
        let mut yusuf = world.officer(self.yusuf, self.krogsbaek).await;
        yusuf.connects().await;
        yusuf
    }

    pub(crate) fn call(&self, world: &World) -> Call {
        Call { caller: Some(self.maria), ..call(world.now(), self.krogsbaek, "Noah vågnede og skreg.") }
    }
}

pub(crate) fn kinds(phone: &Phone) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = phone.docs.values().map(|held| held.meta.kind).collect();
    kinds.sort_unstable();
    kinds
}

pub(crate) fn is_stored(results: &[OpResult]) -> bool {
    results.iter().all(|result| matches!(result, OpResult::Stored { .. }))
}

#[tokio::test]
async fn a_shift_reaches_the_families_from_twelve_hours_before_until_two_hours_after() {
    each(async |world| {
        let town = Town::of(&world).await;
        world.shift(town.krogsbaek, town.yusuf, 13 * HOUR).await;
        let mut yusuf = world.officer(town.yusuf, town.krogsbaek).await;
        yusuf.connects().await;
        assert!(kinds(&yusuf).is_empty() && !yusuf.spaces.contains_key(&town.contact), "an hour too early");

        world.wait_ms(HOUR);
        yusuf.rechecks().await.unwrap();
        assert_eq!(kinds(&yusuf), [Kind::FamilyCard], "prepared at home");
        let contact = &yusuf.spaces[&town.contact];
        assert_eq!(contact.unit, Some(world.unit), "whose calendar counts");
        let names: BTreeSet<&str> = contact.members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["Maria Holst", "Jonas Bak", "Mette Holm", "Yusuf Amin"].into());

        world.wait_ms(12 * HOUR + 8 * HOUR + 2 * HOUR - 1);
        yusuf.rechecks().await.unwrap();
        assert_eq!(kinds(&yusuf), [Kind::FamilyCard], "until two hours after");
        world.wait_ms(1);
        yusuf.rechecks().await.unwrap();
        assert!(kinds(&yusuf).is_empty() && !yusuf.spaces.contains_key(&town.contact));
        yusuf.connects().await;
        assert!(kinds(&yusuf).is_empty(), "the server answers as if there were nothing");

        world.shift(town.krogsbaek, town.yusuf, HOUR).await;
        yusuf.connects().await;
        assert_eq!(kinds(&yusuf), [Kind::FamilyCard], "the second shift sees an untouched card again");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_family_is_never_told_who_answers_at_night_and_the_consultant_is_told_who_did() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        let names = |phone: &Phone, space| -> Vec<String> {
            phone.spaces[space].members.iter().map(|member| member.name.clone()).collect()
        };
        let (_, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        assert!(is_stored(&yusuf.pushes(ops).await));
        let mut maria = world.phone(town.maria, Role::FosterParent).await;
        maria.connects().await;
        assert!(!names(&maria, &town.contact).contains(&"Yusuf Amin".to_owned()));
        town.mette.connects().await;
        let told = names(&town.mette, &town.contact);
        assert_eq!(told.iter().filter(|name| *name == "Yusuf Amin").count(), 1, "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn the_next_officer_sees_what_was_agreed_and_not_what_was_said() {
    each(async |world| {
        let town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        assert!(is_stored(&yusuf.pushes(ops).await));
        let ida = world.person("Ida Toft").await;
        world.shift(town.krogsbaek, ida, 2 * HOUR).await;
        let mut next = world.officer(ida, town.krogsbaek).await;
        next.connects().await;
        assert_eq!(kinds(&next), [Kind::FamilyCard, Kind::FollowUp]);
        assert!(!next.ever_heard("skreg".as_bytes()));
        assert!(next.holds().contains(&follow_up_of(note)));

        world.wait_ms(15 * DAY);
        world.shift(town.krogsbaek, ida, HOUR).await;
        next.connects().await;
        assert_eq!(kinds(&next), [Kind::FamilyCard], "after a fortnight it is nobody's at night");
    })
    .await;
}

#[tokio::test]
async fn after_the_window_an_officer_keeps_the_own_note_until_it_is_taken_up_and_three_days_at_least() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        assert!(is_stored(&yusuf.pushes(ops).await));
        world.wait_ms(10 * HOUR);
        yusuf.connects().await;
        assert_eq!(kinds(&yusuf), [Kind::CallNote, Kind::FollowUp, Kind::CallReceipt], "no card, the own note");

        town.mette.connects().await;
        let taken = town.mette.says(follow_up_of(note), &What::Taken);
        assert!(is_stored(&town.mette.pushes(vec![taken]).await));
        yusuf.connects().await;
        assert!(yusuf.holds().contains(&note), "for three days more can be added");
        world.wait_ms(ADD_MS);
        yusuf.connects().await;
        assert!(yusuf.holds().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_call_of_the_window_comes_in_for_two_weeks_and_is_marked_late() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        yusuf.leaves();
        world.wait_ms(9 * HOUR + 8 * HOUR);
        yusuf.connects().await;
        let results = yusuf.pushes(ops.clone()).await;
        assert!(is_stored(&results), "{results:?}");
        assert_eq!(world.count("SELECT COUNT(*) FROM changes WHERE late = 1").await, 3);
        assert_eq!(yusuf.pushes(ops).await, results, "sent twice it is one");
        assert_eq!(world.count("SELECT COUNT(*) FROM follow_ups").await, 1);
        town.mette.connects().await;
        assert!(town.mette.holds().contains(&note));

        // Begun in the window, saved when it had closed: the call counts by its beginning.
        let began = world.now().plus_ms(-17 * HOUR);
        let (_, ops) = yusuf.registers(town.contact, &Call { began, ended: began, ..town.call(&world) }, None);
        let results = yusuf.pushes(ops).await;
        assert!(is_stored(&results), "{results:?}");

        // A call that began when nobody was on duty is not taken by its word.
        let after = Call { began: world.now(), ended: world.now(), ..town.call(&world) };
        let (_, ops) = yusuf.registers(town.contact, &after, None);
        let results = yusuf.pushes(ops).await;
        assert!(!is_stored(&results), "{results:?}");

        world.wait_ms(15 * DAY);
        let (_, ops) = yusuf.registers(town.contact, &Call { began, ended: began, ..town.call(&world) }, None);
        let results = yusuf.pushes(ops).await;
        assert!(results.iter().all(|result| matches!(result, OpResult::Never { .. })), "{results:?}");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_foster_parent_on_duty_meets_the_own_family_nowhere_without_anybody_setting_it_up() {
    each(async |world| {
        let town = Town::of(&world).await;
        world.joins_contact(town.yusuf, town.family, Role::FosterParent).await;
        let mut yusuf = town.on_duty(&world).await;
        assert!(!yusuf.spaces.contains_key(&town.contact));
        assert!(kinds(&yusuf).is_empty());
        let (_, ops) = yusuf.registers(town.contact, &town.call(&world), None);
        let results = yusuf.pushes(ops).await;
        assert!(results.iter().all(|result| matches!(result, OpResult::Never { .. })), "{results:?}");
        let mut at_home = world.phone(town.yusuf, Role::FosterParent).await;
        at_home.connects().await;
        assert!(at_home.spaces.contains_key(&town.contact), "at home it is the own family");
    })
    .await;
}

#[tokio::test]
async fn a_call_that_nobody_may_see_yet_leaves_no_trace_and_is_released_to_one() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        let hidden =
            Call { may_show: MayShow::Nobody, why_not: Line::new("Hun er ved at flytte"), ..town.call(&world) };
        let (note, ops) = yusuf.registers(town.contact, &hidden, None);
        assert!(is_stored(&yusuf.pushes(ops).await));
        let (mut maria, mut jonas) =
            (world.phone(town.maria, Role::FosterParent).await, world.phone(town.jonas, Role::FosterParent).await);
        for adult in [&mut maria, &mut jonas] {
            adult.connects().await;
            assert_eq!(kinds(adult), [Kind::FamilyCard]);
            for trace in [note, follow_up_of(note)] {
                assert!(!adult.ever_heard(trace.as_bytes()), "not even that there is something");
            }
        }
        town.mette.connects().await;
        let released = town.mette.says(follow_up_of(note), &What::Released { to: MayShow::Caller });
        let due = "2026-02-26".parse().unwrap();
        let receipt = town.mette.receipt(town.contact, note, &hidden, due, town.maria);
        assert!(is_stored(&town.mette.pushes(vec![released, receipt]).await));
        maria.settles().await;
        jonas.settles().await;
        assert_eq!(kinds(&maria), [Kind::FamilyCard, Kind::CallReceipt]);
        assert_eq!(kinds(&jonas), [Kind::FamilyCard]);
        assert_eq!(world.count("SELECT COUNT(*) FROM follow_ups WHERE is_withheld = 1").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_caller_on_no_card_is_tied_to_a_family_once() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let whole = world.store().space_of(SpaceKind::Municipality, world.unit.as_bytes()).await.unwrap().unwrap();
        let lars = world.person("Lars Quist").await;
        for consultant in [town.mette.person, lars] {
            let of_unit = world.membership(consultant, whole, Role::Consultant, None);
            admin::add_member(world.store(), &of_unit, world.now()).await.unwrap();
        }
        world.joins_contact(lars, town.family, Role::Consultant).await;
        let mut yusuf = town.on_duty(&world).await;
        let list = yusuf.space(SpaceKind::Duty);
        let (loose, ops) = yusuf.registers(list, &town.call(&world), None);
        assert!(is_stored(&yusuf.pushes(ops).await));
        let mut lars = world.phone(lars, Role::Consultant).await;
        for consultant in [&mut town.mette, &mut lars] {
            consultant.connects().await;
            assert!(consultant.holds().contains(&loose), "it lies on everybody's list");
        }

        let note = tied_to(loose, town.family.id);
        let copy = Call { copy: Some((loose, town.yusuf)), ..town.call(&world) };
        let ties = |phone: &mut Phone| {
            let tied = phone.says(follow_up_of(loose), &What::Tied { to: note });
            let mut ops = phone.registers_as(note, Kind::CallNote, town.contact, &copy, Some(town.maria));
            ops.extend([tied, Op::Withdraw { doc: loose }]);
            ops
        };
        let (first, second) = (ties(&mut town.mette), ties(&mut lars));
        world.wait_ms(HOUR);
        assert!(is_stored(&town.mette.pushes(first).await));
        let received = world.count("SELECT COUNT(DISTINCT received_at) FROM follow_ups").await;
        assert_eq!(received, 1, "the family's call was received when it was registered");
        let choices = world.store().acting_choices(town.mette.person, world.now()).await.unwrap();
        assert!(choices.iter().all(|choice| choice.role == Role::Consultant), "tying it was no shift: {choices:?}");
        let results = lars.pushes(second).await;
        assert!(results[..3].iter().all(|result| *result == OpResult::Exists), "{results:?}");
        assert_eq!(world.count("SELECT COUNT(*) FROM follow_ups WHERE closed_at IS NULL").await, 1, "one follow-up");
        lars.connects().await;
        assert!(!lars.holds().contains(&loose), "off the list");
        yusuf.connects().await;
        assert!(yusuf.holds().contains(&loose), "who took the call keeps it");
    })
    .await;
}

#[tokio::test]
async fn a_follow_up_has_the_id_of_its_call_and_is_made_by_who_took_it() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        let (note, mut ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        let mut hanging = ops.split_off(1);
        for (n, op) in (8..).zip(&mut hanging) {
            if let Op::Create(new) = op {
                new.doc = DocId::from_bytes([n; 16]);
            }
        }
        assert!(is_stored(&yusuf.pushes(ops).await));
        let not_creatable = OpResult::Never { reason: Reason::NotCreatable };
        assert_eq!(yusuf.pushes(hanging).await, [not_creatable.clone(), not_creatable]);
        town.mette.connects().await;
        let ops = town.mette.registers_as(note, Kind::CallNote, town.contact, &town.call(&world), None);
        let results = town.mette.pushes(ops).await;
        assert_eq!(results[0], OpResult::Exists, "it is there, and she sees it");
        assert!(matches!(results[1], OpResult::Never { .. }), "{results:?}");
        assert!(receipt_of(note, MayShow::Nobody).is_none());
    })
    .await;
}

#[tokio::test]
async fn a_family_that_has_ended_is_on_no_card() {
    each(async |world| {
        let town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        assert_eq!(kinds(&yusuf), [Kind::FamilyCard]);
        world.execute("UPDATE families SET ended_at = (SELECT MAX(starts_at) FROM shifts)").await;
        world.execute("UPDATE server_state SET version = version + 1").await;
        yusuf.rechecks().await.unwrap();
        assert!(kinds(&yusuf).is_empty(), "gone the same day");
    })
    .await;
}

#[tokio::test]
async fn a_shift_is_given_on_with_two_yeses() {
    each(async |world| {
        let town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        let ida = world.person("Ida Toft").await;
        let rota = |world: &World| world.now();
        let shift = world.shift(town.krogsbaek, town.yusuf, -2 * HOUR).await;
        let refused = duty::take(world.store(), shift, ida, rota(&world)).await;
        assert!(refused.is_err(), "nobody takes what was not offered");
        duty::offer(world.store(), shift, town.yusuf, Some(ida), world.now()).await.unwrap();
        assert!(duty::offer(world.store(), shift, ida, None, world.now()).await.is_err(), "it is his to offer");
        duty::take(world.store(), shift, ida, world.now()).await.unwrap();
        let mut ida = world.officer(ida, town.krogsbaek).await;
        ida.connects().await;
        assert_eq!(kinds(&ida), [Kind::FamilyCard]);
        world.wait_ms(2 * HOUR);
        yusuf.connects().await;
        assert_eq!(kinds(&yusuf), [Kind::FamilyCard], "his other shift goes on");
    })
    .await;
}
