//! Somebody's part in a space changes, ends and begins again while documents are on their device: the view follows, nothing
//! that may no longer be seen stays, and no word of their own is lost.

use samspil_server::admin::{self, duty};
use samspil_shared::doc::{Note, What, follow_up, typed};
use samspil_shared::domain::call::follow_up_of;
use samspil_shared::domain::{Acting, Audience, DocId, Role};
use samspil_shared::sync::frame::Op;
use samspil_shared::sync::state::{HeldChange, Standing};

use crate::duty::{Town, is_stored};
use crate::pocket::Pocket;
use crate::world::{Family, HOUR, Phone, World, each};

/// The app of this phone's person, in the role that the phone was made for.
fn app(phone: &Phone, world: &World) -> Pocket {
    Pocket::acting(phone.person, phone.enrolment, phone.acting, world.now())
}

/// Ends one's part in a family's placement, and begins another one on the same instant.
async fn role_changes(world: &World, family: Family, pocket: &Pocket, from: Role, to: Role) {
    let (store, now) = (world.store(), world.now());
    admin::end_member(store, pocket.person, family.space, from, now, now).await.expect("a part that ends");
    world.joins(pocket.person, family, to).await;
}

/// Shares an entry with the whole team.
async fn shares_with_team(phone: &mut Phone, entry: DocId) -> DocId {
    let (doc, mut ops) = phone.publication(entry);
    let Some(Op::Create(new)) = ops.first_mut() else { panic!("a creation") };
    new.meta.audience = Audience::TEAM;
    phone.must_store(ops).await;
    doc
}

/// Nothing of the document is left that anybody else wrote: what one sent oneself after it had gone is one's own.
fn is_gone(pocket: &Pocket, doc: DocId) -> bool {
    let is_own = |change: &HeldChange| change.by == pocket.person;
    pocket.engine.state().held(doc).is_none_or(|held| !held.is_whole() && held.changes.iter().all(is_own))
}

fn words(pocket: &Pocket, doc: DocId) -> Vec<String> {
    typed(pocket.held(doc).document.meta.kind, pocket.held(doc).changes.iter().map(|change| &change.bytes[..]))
}

fn is_parked(pocket: &Pocket, doc: DocId) -> bool {
    pocket.held(doc).changes.iter().all(|change| matches!(change.standing, Standing::Parked(_)))
}

fn sorted(docs: impl IntoIterator<Item = DocId>) -> Vec<DocId> {
    let mut docs: Vec<DocId> = docs.into_iter().collect();
    docs.sort_unstable();
    docs
}

#[tokio::test]
async fn a_role_that_changes_inside_a_space_changes_what_is_seen_and_loses_no_word() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let (entry, later) = (maria.writes("Han sov.").await, maria.writes("Han spiste.").await);
        let (of_team, of_consultant) = (shares_with_team(&mut maria, entry).await, maria.shares(later).await);
        let phone = world.consultant("Lars", family).await;
        let mut lars = app(&phone, &world);
        lars.syncs(&world.hub).await;
        assert_eq!(sorted(lars.shown()), sorted([of_team, of_consultant]));

        // Without a connection: an hour before his role changes, and an hour after it.
        lars.leaves(&world.hub).await;
        world.wait_ms(HOUR);
        lars.now = world.now();
        let in_time = lars.comments(of_team, "Hørt.", &world.hub).await;
        world.wait_ms(HOUR);
        role_changes(&world, family, &lars, Role::Consultant, Role::InstitutionWorker).await;
        world.wait_ms(HOUR);
        lars.now = world.now();
        let after = lars.comments(of_consultant, "Skrevet bagefter.", &world.hub).await;
        assert_eq!(lars.engine.status().waiting, 2);

        // In his old role nothing is seen any more: what was written in time is on the server, the other one is still here.
        lars.syncs(&world.hub).await;
        assert_eq!(lars.shown(), []);
        assert_eq!((lars.engine.status().waiting, lars.engine.status().parked), (0, 1));
        assert!([of_team, of_consultant].iter().all(|gone| is_gone(&lars, *gone)));
        assert!(is_parked(&lars, after));
        maria.settles().await;
        assert_eq!(maria.text(in_time), "Hørt.");

        // In his new one: what is the team's, and nothing else that he saw before.
        lars.acts_as(Acting { role: Role::InstitutionWorker, ..phone.acting }, &world.hub).await;
        assert_eq!(sorted(lars.shown()), sorted([of_team, in_time]));
        assert!(is_gone(&lars, of_consultant));
        assert_eq!(words(&lars, after), ["Skrevet bagefter."]);

        // And back again: everything, with what was said meanwhile.
        let meanwhile = maria.comments(of_consultant, "Imens.").await;
        world.wait_ms(HOUR);
        role_changes(&world, family, &lars, Role::InstitutionWorker, Role::Consultant).await;
        lars.now = world.now();
        lars.syncs(&world.hub).await;
        assert_eq!(lars.shown(), [], "he is no worker there any more");
        assert!([of_team, of_consultant, in_time].iter().all(|gone| is_gone(&lars, *gone)));
        lars.acts_as(phone.acting, &world.hub).await;
        let shown = sorted(lars.shown().into_iter().filter(|doc| *doc != after));
        assert_eq!(shown, sorted([of_team, of_consultant, in_time, meanwhile]));
        assert!(is_parked(&lars, after), "what nobody has said anything about is still his");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_foster_parent_who_becomes_another_and_one_again_loses_no_word() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let (entry, later) = (maria.writes("Han sov.").await, maria.writes("Han spiste.").await);
        let (of_team, of_consultant) = (shares_with_team(&mut maria, entry).await, maria.shares(later).await);
        let phone = world.foster_parent("Jonas", family).await;
        let mut jonas = app(&phone, &world);
        jonas.syncs(&world.hub).await;
        let all = sorted([entry, later, of_team, of_consultant]);
        assert_eq!(sorted(jonas.shown()), all);

        // Without a connection: an hour before his role changes, and an hour after it.
        jonas.leaves(&world.hub).await;
        world.wait_ms(HOUR);
        jonas.now = world.now();
        jonas.edits(entry, "Han sov. Jeg sang.", &world.hub).await;
        world.wait_ms(HOUR);
        role_changes(&world, family, &jonas, Role::FosterParent, Role::InstitutionWorker).await;
        world.wait_ms(HOUR);
        jonas.now = world.now();
        let after = jonas.writes(family.space, "Skrevet bagefter.", &world.hub).await;
        assert_eq!(jonas.engine.status().waiting, 2);

        // In his old role: nothing is seen any more; what was written in time is on the server, the other one is still here.
        jonas.syncs(&world.hub).await;
        assert_eq!(jonas.shown(), []);
        let status = jonas.engine.status();
        assert_eq!((status.waiting, status.parked), (0, 1));
        assert!(all.iter().all(|gone| is_gone(&jonas, *gone)), "it may no longer be seen");
        assert_eq!(words(&jonas, after), ["Skrevet bagefter."]);
        assert!(is_parked(&jonas, after));
        maria.settles().await;
        assert_eq!(maria.text(entry), "Han sov. Jeg sang.");

        // In his new one: nobody works for the family that is their own, whatever is shared with the team.
        let acting = |role| Acting { role, unit: world.unit };
        jonas.acts_as(acting(Role::InstitutionWorker), &world.hub).await;
        assert_eq!(jonas.shown(), []);
        assert!(all.iter().all(|gone| is_gone(&jonas, *gone)));
        assert_eq!(words(&jonas, after), ["Skrevet bagefter."]);

        // And back again: everything, with what was written meanwhile and what he wrote last.
        let meanwhile = maria.writes("Imens.").await;
        maria.edits(later, "Han spiste op.").await;
        world.wait_ms(HOUR);
        role_changes(&world, family, &jonas, Role::InstitutionWorker, Role::FosterParent).await;
        jonas.now = world.now();
        jonas.acts_as(acting(Role::FosterParent), &world.hub).await;
        let shown = sorted(jonas.shown().into_iter().filter(|doc| *doc != after));
        assert_eq!(shown, sorted(all.into_iter().chain([meanwhile])));
        assert_eq!(jonas.text(entry), "Han sov. Jeg sang.");
        assert_eq!(jonas.text(later), "Han spiste op.");
        assert!(is_parked(&jonas, after), "what nobody has said anything about is still his");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_role_that_changes_in_one_space_leaves_the_others_alone() {
    each(async |world| {
        let (holst, yilmaz) = (world.family().await, world.family().await);
        let mut shared = Vec::new();
        for (name, family) in [("Maria", holst), ("Leyla", yilmaz)] {
            let mut parent = world.foster_parent(name, family).await;
            parent.connects().await;
            let entry = parent.writes("Han sov.").await;
            shared.push(parent.shares(entry).await);
        }
        let mut phone = world.consultant("Mette", holst).await;
        world.joins(phone.person, yilmaz, Role::Consultant).await;
        let mut mette = app(&phone, &world);
        mette.syncs(&world.hub).await;
        assert_eq!(mette.shown().len(), 2);

        // The connection stands: the phone beside the app looks at its rights as a socket does.
        phone.connects().await;
        world.wait_ms(HOUR);
        role_changes(&world, holst, &mette, Role::Consultant, Role::InstitutionWorker).await;
        phone.rechecks().await.unwrap();
        assert_eq!(phone.holds(), [shared[1]].into());
        mette.now = world.now();
        mette.syncs(&world.hub).await;
        assert_eq!(mette.shown(), [shared[1]]);
        assert!(mette.engine.state().held(shared[0]).is_none());
        let acting = Acting { role: Role::InstitutionWorker, unit: world.unit };
        mette.acts_as(acting, &world.hub).await;
        assert_eq!(mette.shown(), [], "it was shared with the consultant alone");
        assert!(mette.engine.state().held(shared[1]).is_some(), "what her other role sees stays for it");
    })
    .await;
}

fn steps(pocket: &Pocket, doc: DocId) -> Vec<What> {
    let held = pocket.held(doc);
    let read = follow_up::read(&held.materialise().expect("a document"), &held.provenance()).expect("a follow-up");
    read.facts.into_iter().map(|fact| fact.what).collect()
}

fn talked(text: &str) -> What {
    What::Talked { outcome: Note::new(text) }
}

#[tokio::test]
async fn whoever_stands_in_twice_sees_it_all_twice_and_keeps_nothing_in_between() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let (store, unit, mette) = (world.store(), world.unit, town.mette.person);
        let person = world.person("Lars Quist").await;
        let mut yusuf = town.on_duty(&world).await;
        let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        assert!(is_stored(&yusuf.pushes(ops).await));
        let follow_up = follow_up_of(note);
        let phone = world.phone(person, Role::Consultant).await;
        let mut lars = app(&phone, &world);

        let today = world.now().local_date().unwrap();
        duty::stand_in(store, unit, mette, person, (today, today), None, world.now()).await.unwrap();
        lars.syncs(&world.hub).await;
        let seen = lars.shown();
        assert!(seen.contains(&note) && seen.contains(&follow_up), "the first time");
        world.wait_ms(HOUR);
        lars.now = world.now();
        lars.says(follow_up, &What::Taken, &world.hub).await;
        assert_eq!(lars.engine.status().waiting, 0);

        // The other one is back while he has no connection and something unsent.
        lars.leaves(&world.hub).await;
        lars.now = lars.now.plus_ms(1_000);
        lars.says(follow_up, &talked("De er ved godt mod."), &world.hub).await;
        world.wait_ms(HOUR);
        duty::back(store, unit, mette, None, world.now()).await.unwrap();
        lars.now = world.now();
        lars.syncs(&world.hub).await;
        assert_eq!(lars.shown(), [], "and it goes");
        assert_eq!((lars.engine.status().waiting, lars.engine.status().parked), (0, 0), "with his word on the server");
        assert_eq!(lars.engine.state().space(phone.acting, town.contact).map(|view| view.space.id), None);
        assert!(seen.iter().all(|gone| is_gone(&lars, *gone)), "nothing old is left over");

        // Without him: more is said, and another call comes.
        town.mette.connects().await;
        let said = town.mette.says(follow_up, &talked("Aftalt besøg."));
        assert!(is_stored(&town.mette.pushes(vec![said]).await));
        yusuf.settles().await;
        let (second, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        assert!(is_stored(&yusuf.pushes(ops).await));
        lars.now = lars.now.plus_ms(60_000);
        lars.syncs(&world.hub).await;
        assert_eq!(lars.shown(), []);

        world.wait_ms(25 * HOUR);
        let again = world.now().local_date().unwrap();
        assert_ne!(again, today);
        duty::stand_in(store, unit, mette, person, (again, again), None, world.now()).await.unwrap();
        lars.now = world.now();
        lars.syncs(&world.hub).await;
        let shown = lars.shown();
        for doc in [note, follow_up, second, follow_up_of(second)] {
            assert!(shown.contains(&doc), "the second time");
        }
        let expected = [What::Taken, talked("De er ved godt mod."), talked("Aftalt besøg.")];
        assert_eq!(steps(&lars, follow_up), expected, "each step once, his own too");
        lars.says(follow_up, &What::Closed { outcome: None }, &world.hub).await;
        assert_eq!(lars.engine.status().waiting, 0);

        // This time the day ends on a device without a connection: it goes by itself.
        lars.leaves(&world.hub).await;
        lars.waits(24 * HOUR, &world.hub).await;
        assert_eq!(lars.shown(), []);
        assert!(shown.iter().all(|gone| is_gone(&lars, *gone)), "nothing old is left over");
        world.wait_ms(24 * HOUR);
        lars.now = world.now();
        lars.syncs(&world.hub).await;
        assert_eq!(lars.shown(), []);
        town.mette.connects().await;
        let held = town.mette.docs[&follow_up].changes.len();
        assert_eq!(held, 1 + 4, "the creation and four steps: nothing lost, nothing twice");
        world.is_sound().await;
    })
    .await;
}
