//! What was brought by somebody who may no longer write there: kept with its readers, and theirs to settle.

use samspil_server::admin;
use samspil_server::sync::{Quarantined, Settled};
use samspil_shared::api::Fate;
use samspil_shared::domain::call::follow_up_of;
use samspil_shared::domain::{Acting, Audience, DocId, PersonId, Role};
use samspil_shared::sync::deliver::Parcel;
use samspil_shared::sync::frame::{OPS_MAX, Op, OpResult, Reason};

use crate::database::Database;
use crate::duty::Town;
use crate::world::{Family, HOUR, Phone, World, each};

const AFTERWARDS: &str = "Han bad mig om at sige godnat.";

fn acting(world: &World, role: Role) -> Acting {
    Acting { role, unit: world.unit }
}

async fn waiting(world: &World, person: PersonId, role: Role) -> Vec<Quarantined> {
    world.hub.quarantined(person, acting(world, role)).await.expect("the database answers")
}

async fn settles(world: &World, (person, role): (PersonId, Role), doc: DocId, by: PersonId, take: bool) -> Settled {
    let settled = world.hub.settle_quarantined((person, acting(world, role)), (doc, by), take).await;
    settled.expect("the database answers")
}

fn is_kept_apart(results: &[OpResult]) -> bool {
    results.iter().all(|result| matches!(result, OpResult::Never { reason: Reason::Quarantined }))
}

/// Somebody whose time in the family is over.
async fn who_left(world: &World, family: Family) -> Phone {
    let lone = world.person("Lone").await;
    world.joins_for(lone, family, Role::FosterParent, Some(HOUR)).await;
    let mut lone = world.phone(lone, Role::FosterParent).await;
    lone.connects().await;
    lone
}

fn time_passes(world: &World, lone: &mut Phone) {
    lone.leaves();
    world.wait_ms(2 * HOUR);
}

async fn comes_back(lone: &mut Phone) {
    lone.tries_to_connect().await.expect("somebody who once took part may bring what they have");
}

#[tokio::test]
async fn a_note_written_afterwards_waits_for_the_family_alone_and_comes_in_under_its_authors_name() {
    each(async |world| {
        let family = world.family().await;
        let mut per = world.foster_parent("Per", family).await;
        let mut samira = world.consultant("Samira", family).await;
        let stranger = world.foster_parent("Tove", world.family().await).await;
        let mut lone = who_left(&world, family).await;
        per.connects().await;
        samira.connects().await;
        time_passes(&world, &mut lone);
        let (note, ops) = lone.entry(AFTERWARDS, Audience::FAMILY);
        comes_back(&mut lone).await;
        assert!(is_kept_apart(&lone.pushes(ops.clone()).await));
        assert!(is_kept_apart(&lone.pushes(ops).await), "told twice, there once");
        per.settles().await;
        assert!(!per.holds().contains(&note));

        let seen = waiting(&world, per.person, Role::FosterParent).await;
        let [one] = &seen[..] else { panic!("{seen:?}") };
        assert_eq!((one.doc, one.by, one.text.as_deref()), (note, lone.person, Some(AFTERWARDS)));
        for (person, role) in [(samira.person, Role::Consultant), (stranger.person, Role::FosterParent)] {
            assert_eq!(waiting(&world, person, role).await, [], "not meant for them");
            assert_eq!(settles(&world, (person, role), note, lone.person, true).await, Settled::Missing);
        }
        assert_eq!(waiting(&world, lone.person, Role::FosterParent).await, [], "its author may not read there");

        let by_per = (per.person, Role::FosterParent);
        assert_eq!(settles(&world, by_per, note, lone.person, true).await, Settled::Done);
        assert_eq!(settles(&world, by_per, note, lone.person, false).await, Settled::Missing, "settled once");
        per.settles().await;
        samira.settles().await;
        assert_eq!(per.text(note), AFTERWARDS);
        let entry = per.log_entry(note);
        assert_eq!(entry.event_time.value.stamp.by, lone.person);
        assert!(!samira.holds().contains(&note));
        assert_eq!(waiting(&world, per.person, Role::FosterParent).await, []);
        let audited = world.count("SELECT COUNT(*) FROM audit WHERE what LIKE 'quarantine_%'").await;
        assert_eq!(audited, 2, "shown once, taken once");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_change_shows_what_stands_there_and_one_left_out_stays_out_and_is_kept() {
    each(async |world| {
        let family = world.family().await;
        let mut per = world.foster_parent("Per", family).await;
        let mut lone = who_left(&world, family).await;
        per.connects().await;
        let note = per.writes("Vi bagte boller.").await;
        lone.settles().await;
        time_passes(&world, &mut lone);
        let ops = [lone.edit(note, "Vi bagte boller. Jeg savner jer."), lone.entry("Og mere.", Audience::FAMILY).1];
        comes_back(&mut lone).await;
        assert!(is_kept_apart(&lone.pushes(ops.concat()).await));
        let seen = waiting(&world, per.person, Role::FosterParent).await;
        let mut texts: Vec<_> = seen.iter().map(|one| (one.before.as_deref(), one.text.as_deref())).collect();
        texts.sort_unstable();
        let change = (Some("Vi bagte boller."), Some("Vi bagte boller. Jeg savner jer."));
        assert_eq!(texts, [(None, Some("Og mere.")), change]);

        let by_per = (per.person, Role::FosterParent);
        assert_eq!(settles(&world, by_per, note, lone.person, false).await, Settled::Done);
        per.edits(note, "Vi bagte boller i dag.").await;
        per.settles().await;
        assert_eq!(per.text(note), "Vi bagte boller i dag.");
        let kept = world.count("SELECT COUNT(*) FROM quarantine WHERE taken = 0 AND settled_at IS NOT NULL").await;
        assert_eq!(kept, 1);
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_was_never_there_and_whatever_came_after_ones_time_is_refused_as_before() {
    each(async |world| {
        let family = world.family().await;
        let mut per = world.foster_parent("Per", family).await;
        per.connects().await;
        let mut tove = world.foster_parent("Tove", world.family().await).await;
        tove.connects().await;
        let mut lone = who_left(&world, family).await;
        time_passes(&world, &mut lone);
        let after = per.writes("Efter hendes tid.").await;
        let shared = per.shares(after).await;
        for guessing in [&mut tove, &mut lone] {
            guessing.guesses(&per, &[after, shared]);
        }
        let (_, mut elsewhere) = tove.entry("Et sted, hvor hun aldrig var.", Audience::FAMILY);
        if let Some(Op::Create(new)) = elsewhere.first_mut() {
            new.meta.space = family.space;
        }
        let foreign = tove.edit(after, "Fremmed.");
        let (edit, comment) = (lone.edit(after, "Ikke hendes."), lone.comment(shared, "Heller ikke.").1);
        comes_back(&mut lone).await;
        let refused = [
            tove.pushes(foreign).await,
            tove.pushes(elsewhere).await,
            lone.pushes(edit).await,
            lone.pushes(comment).await,
        ];
        for results in refused {
            assert!(results.iter().all(|result| matches!(result, OpResult::Never { .. })), "{results:?}");
            assert!(!is_kept_apart(&results), "{results:?}");
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM quarantine").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_waited_on_the_device_of_an_ended_account_is_for_its_readers_and_a_private_note_for_nobody() {
    each(async |world| {
        let family = world.family().await;
        let mut per = world.foster_parent("Per", family).await;
        per.connects().await;
        let mut lone = world.foster_parent("Lone", family).await;
        lone.connects().await;
        let (note, shared) = lone.entry(AFTERWARDS, Audience::FAMILY);
        let (_, private) = lone.entry("Kun til mig selv.", Audience::AUTHOR);
        lone.leaves();
        admin::end_person(world.store(), lone.person, world.now()).await.unwrap();
        let (person, enrolment) = (lone.person, lone.enrolment);
        let parcels = [(shared, Role::FosterParent), (private, Role::Oneself)].into_iter().map(|(mut ops, role)| {
            let unit = if role == Role::Oneself { admin::NO_UNIT } else { world.unit };
            ops.pop().map(|op| Parcel { person, enrolment, acting: Acting { role, unit }, op })
        });
        let fates = world.hub.deliver(parcels.collect()).await.unwrap();
        assert_eq!(fates, [Fate::Stored, Fate::Refused]);
        let seen = waiting(&world, per.person, Role::FosterParent).await;
        let [one] = &seen[..] else { panic!("{seen:?}") };
        assert_eq!((one.doc, one.text.as_deref()), (note, Some(AFTERWARDS)));
        assert_eq!(settles(&world, (per.person, Role::FosterParent), note, person, true).await, Settled::Done);
        per.settles().await;
        assert_eq!(per.text(note), AFTERWARDS);
    })
    .await;
}

#[tokio::test]
async fn nobody_fills_the_quarantine() {
    each(async |world| {
        let family = world.family().await;
        let mut lone = who_left(&world, family).await;
        time_passes(&world, &mut lone);
        let many = |lone: &mut Phone| (0..25).flat_map(|n| lone.entry(&format!("{n}."), Audience::FAMILY).1).collect();
        let pushes: Vec<Vec<Op>> = (0..9).map(|_| many(&mut lone)).collect();
        comes_back(&mut lone).await;
        let mut refused = 0;
        for ops in pushes {
            refused += usize::from(!is_kept_apart(&lone.pushes(ops).await));
        }
        assert_eq!(refused, 1, "200 wait, the rest stays where it was written");
        assert_eq!(world.count("SELECT COUNT(*) FROM quarantine").await, 200);
    })
    .await;
}

#[tokio::test]
async fn of_one_push_as_much_is_kept_as_may_wait_and_a_repeat_counts_nothing_twice() {
    each(async |world| {
        let family = world.family().await;
        let per = world.foster_parent("Per", family).await;
        let mut lone = who_left(&world, family).await;
        time_passes(&world, &mut lone);
        let ops: Vec<Op> =
            (0..OPS_MAX).flat_map(|n| lone.entry(&format!("{n}."), Audience::FAMILY).1).take(OPS_MAX).collect();
        comes_back(&mut lone).await;
        let rows = async || world.count("SELECT COUNT(*) FROM quarantine").await;
        for again in ["the first time", "told twice"] {
            let results = lone.pushes(ops.clone()).await;
            let kept = results.iter().filter(|result| is_kept_apart(std::slice::from_ref(result))).count();
            assert_eq!((kept, rows().await), (200, 200), "{again}");
            assert!(is_kept_apart(&results[..200]), "{again}: in the order of its writing");
        }
        // What is settled makes room, and what was left out finds it.
        let by_per = (per.person, Role::FosterParent);
        for one in waiting(&world, per.person, Role::FosterParent).await.iter().take(10) {
            assert_eq!(settles(&world, by_per, one.doc, lone.person, false).await, Settled::Done);
        }
        let results = lone.pushes(ops).await;
        assert!(is_kept_apart(&results[..210]), "ten more");
        assert_eq!(rows().await, 210);
    })
    .await;
}

#[tokio::test]
async fn what_belongs_together_waits_together_or_not_at_all() {
    each(async |world| {
        let family = world.family().await;
        let mut lone = who_left(&world, family).await;
        time_passes(&world, &mut lone);
        let many: Vec<Op> = (0..199).flat_map(|n| lone.entry(&format!("{n}."), Audience::FAMILY).1).take(199).collect();
        let (entry, mut whole) = lone.entry("Først.", Audience::FAMILY);
        whole.extend(lone.edit(entry, "Og så."));
        assert!(whole.len() > 1, "a note and a later change of it");
        let (_, last) = lone.entry("Sidst.", Audience::FAMILY);
        comes_back(&mut lone).await;
        assert!(is_kept_apart(&lone.pushes(many).await));
        let results = lone.pushes([whole.clone(), last].concat()).await;
        let kept: Vec<bool> = results.iter().map(|result| is_kept_apart(std::slice::from_ref(result))).collect();
        let expected: Vec<bool> = whole.iter().map(|_| false).chain([true]).collect();
        assert_eq!(kept, expected, "room for one: the note would be read without its end");
        assert_eq!(world.count("SELECT COUNT(*) FROM quarantine").await, 200);
    })
    .await;
}

#[tokio::test]
async fn what_was_decided_counts_when_an_older_copy_is_put_in_place() {
    let world = World::on(Database::sqlite()).await;
    let family = world.family().await;
    let per = world.foster_parent("Per", family).await;
    let mut lone = who_left(&world, family).await;
    time_passes(&world, &mut lone);
    let (taken, first) = lone.entry(AFTERWARDS, Audience::FAMILY);
    let (left, second) = lone.entry("Og mere.", Audience::FAMILY);
    comes_back(&mut lone).await;
    assert!(is_kept_apart(&lone.pushes([first, second].concat()).await));
    let copy = world.copied("copy.db").await;
    let by_per = (per.person, Role::FosterParent);
    assert_eq!(settles(&world, by_per, taken, lone.person, true).await, Settled::Done);
    assert_eq!(settles(&world, by_per, left, lone.person, false).await, Settled::Done);

    let world = world.restored_from(&copy).await;
    assert_eq!(
        world.count("SELECT COUNT(*) FROM quarantine WHERE settled_at IS NULL").await,
        2,
        "the copy waits for both"
    );
    assert_eq!(waiting(&world, per.person, Role::FosterParent).await, [], "nobody is asked twice");
    assert_eq!(settles(&world, by_per, taken, lone.person, false).await, Settled::Missing);
    assert_eq!(settles(&world, by_per, left, lone.person, true).await, Settled::Missing);
    let mut per = world.phone(per.person, Role::FosterParent).await;
    per.connects().await;
    per.settles().await;
    assert_eq!(per.text(taken), AFTERWARDS);
    assert!(!per.holds().contains(&left));
    world.is_sound().await;
}

#[tokio::test]
async fn what_its_author_stored_after_all_is_not_asked_about() {
    each(async |world| {
        let family = world.family().await;
        let per = world.foster_parent("Per", family).await;
        let mut lone = who_left(&world, family).await;
        time_passes(&world, &mut lone);
        let (note, ops) = lone.entry(AFTERWARDS, Audience::FAMILY);
        comes_back(&mut lone).await;
        assert!(is_kept_apart(&lone.pushes(ops.clone()).await));
        assert_eq!(waiting(&world, per.person, Role::FosterParent).await.len(), 1);
        lone.leaves();
        world.joins(lone.person, family, Role::FosterParent).await;
        comes_back(&mut lone).await;
        assert!(lone.pushes(ops).await.iter().all(|result| matches!(result, OpResult::Stored { .. })));
        assert_eq!(waiting(&world, per.person, Role::FosterParent).await, []);
        let per = (per.person, Role::FosterParent);
        assert_eq!(settles(&world, per, note, lone.person, false).await, Settled::Missing, "it is in the logbook");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_call_comes_in_with_its_follow_up_or_not_at_all() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        for take in [true, false] {
            let mut yusuf = town.on_duty(&world).await;
            let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
            let (person, enrolment) = (yusuf.person, yusuf.enrolment);
            let acting = Acting { role: Role::DutyOfficer, unit: town.krogsbaek };
            yusuf.leaves();
            world.revoke(&yusuf).await;
            let parcels = ops.into_iter().map(|op| Some(Parcel { person, enrolment, acting, op }));
            let fates = world.hub.deliver(parcels.collect()).await.unwrap();
            assert!(fates.iter().all(|fate| *fate == Fate::Stored), "{fates:?}");

            let mette = (town.mette.person, Role::Consultant);
            let seen = waiting(&world, mette.0, mette.1).await;
            let [one] = &seen[..] else { panic!("{seen:?}") };
            assert_eq!(one.doc, note, "one thing to decide");
            assert!(one.text.as_deref().is_some_and(|text| text.contains("Noah vågnede")), "{one:?}");
            assert_eq!(settles(&world, mette, note, person, take).await, Settled::Done);
            assert_eq!(waiting(&world, mette.0, mette.1).await, []);
            town.mette.connects().await;
            let holds = town.mette.holds();
            for doc in [note, follow_up_of(note)] {
                assert_eq!(holds.contains(&doc), take);
            }
            assert_eq!(world.count("SELECT COUNT(*) FROM follow_ups").await, 1);
            world.is_sound().await;
        }
    })
    .await;
}
