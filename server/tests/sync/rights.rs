use samspil_server::admin;
use samspil_shared::domain::{Acting, Audience, FamilyKind, Membership, Role, SpaceKind, UnitId};
use samspil_shared::sync::frame::{ByeReason, Item, OpResult, Reason, ServerFrame};

use crate::world::{HOUR, Phone, each};

#[tokio::test]
async fn a_window_that_closes_takes_the_space_away_on_the_minute() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Et.").await;
        let shared = maria.shares(entry).await;
        let stand_in = world.person("Lars").await;
        world.joins_for(stand_in, family, Role::Consultant, Some(8 * HOUR)).await;
        let mut lars = world.phone(stand_in, Role::Consultant).await;
        lars.connects().await;
        assert_eq!(lars.holds(), [shared].into());

        let boundary = lars.session().boundary().expect("a window that will close");
        assert_eq!(boundary, world.now().plus_ms(8 * HOUR));
        world.wait_ms(8 * HOUR - 1);
        lars.rechecks().await.unwrap();
        assert_eq!(lars.holds(), [shared].into());
        world.wait_ms(1);
        lars.rechecks().await.unwrap();
        assert!(lars.holds().is_empty());
        assert!(matches!(lars.heard.last(), Some(ServerFrame::Left(_))));

        let comment = maria.comments(shared, "Hvem har set det?").await;
        lars.settles().await;
        assert!(!lars.ever_heard(comment.as_bytes()));
    })
    .await;
}

#[tokio::test]
async fn what_was_made_inside_a_window_is_taken_late_and_what_was_made_after_it_is_not() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        let person = world.person("Jonas").await;
        world.joins_for(person, family, Role::FosterParent, Some(8 * HOUR)).await;
        let mut jonas = world.phone(person, Role::FosterParent).await;
        jonas.connects().await;
        maria.connects().await;
        let entry = maria.writes("Et.").await;
        jonas.settles().await;
        jonas.leaves();

        // Offline, an hour before the end and an hour after it.
        world.wait_ms(7 * HOUR);
        let (edit, (inside, new)) = (jonas.edit(entry, "Et, rettet."), jonas.entry("Inde.", Audience::FAMILY));
        let (_, forgotten) = jonas.entry("Meget sent.", Audience::FAMILY);
        world.wait_ms(2 * HOUR);
        let (outside, too_late) = jonas.entry("Efter.", Audience::FAMILY);
        world.wait_ms(9 * HOUR);
        jonas.tries_to_connect().await.expect("somebody who once took part may bring what they have");
        let ops = [edit, new, too_late].concat();
        let results = jonas.pushes(ops).await;
        assert!(matches!(results[0], OpResult::Stored { .. }), "{results:?}");
        assert!(matches!(results[1], OpResult::Stored { .. }), "{results:?}");
        assert!(matches!(results.last(), Some(OpResult::Never { reason: Reason::Quarantined })), "{results:?}");
        maria.settles().await;
        assert_eq!(maria.text(entry), "Et, rettet.");
        assert_eq!(maria.text(inside), "Inde.");
        assert!(!maria.holds().contains(&outside));
        let late = maria.heard.iter().filter_map(|frame| match frame {
            ServerFrame::Items(items) => Some(&items.items),
            _ => None,
        });
        let marked = late.flatten().any(|item| match item {
            Item::Changed(change) => change.late && change.by == person,
            _ => false,
        });
        assert!(marked, "it is said that it came late");

        // For a month; then nobody waits for it any more, whatever the device says of the time.
        world.wait_ms(31 * 24 * HOUR);
        let results = jonas.pushes(forgotten).await;
        assert!(matches!(results[..], [OpResult::Never { .. }]), "{results:?}");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_family_that_comes_to_a_consultant_comes_to_an_open_connection() {
    each(async |world| {
        let (one, two) = (world.family().await, world.family().await);
        let mut mette = world.consultant("Mette", one).await;
        let mut sam = world.foster_parent("Sam", two).await;
        mette.connects().await;
        sam.connects().await;
        let entry = sam.writes("Et.").await;
        let shared = sam.shares(entry).await;
        assert!(!mette.spaces.contains_key(&two.space));

        world.joins(mette.person, two, Role::Consultant).await;
        world.hub.poll().await.unwrap();
        mette.session().rights_moved().await;
        mette.rechecks().await.unwrap();
        assert_eq!(mette.text(shared), "Et.");

        let now = world.now();
        admin::end_member(world.store(), mette.person, two.space, Role::Consultant, now, now).await.unwrap();
        world.hub.poll().await.unwrap();
        mette.session().rights_moved().await;
        mette.rechecks().await.unwrap();
        assert!(mette.holds().is_empty());
        assert!(!mette.spaces.contains_key(&two.space));
    })
    .await;
}

#[tokio::test]
async fn another_view_names_what_may_be_seen_and_forgets_nothing_that_changed() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let old = maria.writes("Før.").await;
        world.wait_ms(HOUR);

        // Moved in later: sees the family's entries from the first day on.
        let jonas = world.person("Jonas").await;
        let later = Membership {
            sees_from: Some(world.now()),
            ..world.membership(jonas, family.space, Role::FosterParent, Some(HOUR))
        };
        admin::add_member(world.store(), &later, world.now()).await.unwrap();
        let mut jonas = world.phone(jonas, Role::FosterParent).await;
        jonas.connects().await;
        let seen = maria.writes("Nu.").await;
        jonas.settles().await;
        assert_eq!(jonas.holds(), [seen].into());
        jonas.leaves();

        // While he is away both change, and he is given the whole view.
        maria.edits(old, "Før, rettet.").await;
        maria.edits(seen, "Nu, rettet.").await;
        let whole = Membership { sees_from: None, window: later.window, ..later.clone() };
        admin::add_member(world.store(), &whole, world.now()).await.unwrap();
        jonas.connects().await;
        assert_eq!(jonas.text(old), "Før, rettet.");
        assert_eq!(jonas.text(seen), "Nu, rettet.");
        assert!(jonas.heard.iter().any(|frame| matches!(frame, ServerFrame::Visible(_))));

        // The other way round on an open connection: the row of the whole view ends.
        world
            .execute(
                "UPDATE memberships SET valid_until = valid_from WHERE sees_from IS NULL AND valid_until IS NOT NULL",
            )
            .await;
        world.execute("UPDATE server_state SET version = version + 1").await;
        jonas.rechecks().await.unwrap();
        assert_eq!(jonas.holds(), [seen].into());
        let newest = maria.writes("Senere.").await;
        jonas.settles().await;
        assert_eq!(jonas.holds(), [seen, newest].into());
    })
    .await;
}

#[tokio::test]
async fn a_revoked_device_is_sent_away_and_what_it_brings_stays_with_it() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Et.").await;
        world.revoke(&maria).await;
        world.hub.poll().await.unwrap();
        maria.session().rights_moved().await;
        let ops = maria.edit(entry, "Et to.");
        let results = maria.pushes(ops).await;
        assert!(matches!(results[..], [samspil_shared::sync::frame::OpResult::Later { .. }]), "{results:?}");
        assert_eq!(maria.rechecks().await.unwrap_err().reason, ByeReason::Revoked);
        assert_eq!(maria.tries_to_connect().await.unwrap_err().reason, ByeReason::Revoked);
        assert_eq!(world.count("SELECT COUNT(*) FROM changes").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_hello_must_fit() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        let acting = maria.acting;
        maria.acting = Acting { role: Role::Consultant, ..acting };
        assert_eq!(maria.tries_to_connect().await.unwrap_err().reason, ByeReason::Acting);
        maria.acting = Acting { unit: UnitId::from_bytes([9; 16]), ..acting };
        assert_eq!(maria.tries_to_connect().await.unwrap_err().reason, ByeReason::Acting);
        maria.acting = acting;
        maria.connects().await;

        let hello = samspil_shared::sync::frame::Hello { versions: vec![7], ..maria.hello() };
        let bye = samspil_server::sync::Session::open(&world.hub, hello).await.unwrap_err();
        assert_eq!(bye.reason, ByeReason::Version);
        for ticket in
            ["", "x y", &crate::world::ticket(maria.person, samspil_shared::domain::EnrolmentId::from_bytes([1; 12]))]
        {
            let hello = samspil_shared::sync::frame::Hello { ticket: ticket.into(), ..maria.hello() };
            let bye = samspil_server::sync::Session::open(&world.hub, hello).await.unwrap_err();
            assert_eq!(bye.reason, ByeReason::Ticket, "{ticket}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_phone_of_a_family_never_holds_a_name_of_another() {
    each(async |world| {
        let (holst, yilmaz) = (world.family().await, world.family().await);
        let mut maria = world.foster_parent("Maria Holst", holst).await;
        let _leyla = world.foster_parent("Leyla Yilmaz", yilmaz).await;
        let mut mette = world.consultant("Mette Holm", holst).await;
        world.joins(mette.person, yilmaz, Role::Consultant).await;
        // A space where families meet who are strangers to each other.
        let municipality = world.space_of(SpaceKind::Municipality).await;
        for person in [maria.person, _leyla.person] {
            let membership = world.membership(person, municipality, Role::FosterParent, None);
            admin::add_member(world.store(), &membership, world.now()).await.unwrap();
        }
        maria.connects().await;
        mette.connects().await;
        assert!(maria.spaces.contains_key(&municipality));
        assert!(maria.ever_heard("Maria Holst".as_bytes()) && maria.ever_heard("Mette Holm".as_bytes()));
        assert!(!maria.ever_heard("Yilmaz".as_bytes()) && !maria.ever_heard(_leyla.person.as_bytes()));
        assert!(mette.ever_heard("Leyla Yilmaz".as_bytes()), "her consultant knows her");
    })
    .await;
}

#[tokio::test]
async fn own_kin_is_out_of_reach_at_work() {
    each(async |world| {
        let own = world.family().await;
        let unit = world.unit;
        let other = admin::add_family(world.store(), unit, FamilyKind::Network, world.now()).await.unwrap();
        let kirsten = world.person("Kirsten").await;
        world.joins(kirsten, own, Role::FosterParent).await;
        world.joins(kirsten, own, Role::InstitutionWorker).await;
        admin::recuse(world.store(), kirsten, own.id, world.now()).await.unwrap();
        assert_ne!(other, own.id);
        let mut at_work = world.phone(kirsten, Role::InstitutionWorker).await;
        let mut at_home = world.phone(kirsten, Role::FosterParent).await;
        at_work.connects().await;
        at_home.connects().await;
        assert!(!at_work.spaces.contains_key(&own.space));
        assert!(at_home.spaces.contains_key(&own.space));
    })
    .await;
}

/// When it is over the family is there again, as it is from then on: what was shared in between stays unseen.
#[tokio::test]
async fn who_was_kept_out_sees_what_comes_to_be_from_then_on() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        let mut mette = world.consultant("Mette", family).await;
        maria.connects().await;
        let before = maria.writes("Før.").await;
        let before = maria.shares(before).await;
        mette.connects().await;
        assert_eq!(mette.holds(), [before].into());
        let mette_is = mette.person;

        admin::recuse(world.store(), mette.person, family.id, world.now()).await.unwrap();
        mette.rechecks().await.unwrap();
        assert!(mette.holds().is_empty());
        maria.rechecks().await.unwrap();
        let told = |maria: &Phone| {
            let members = maria.spaces[&family.space].members.iter();
            let mut rows = members.filter(|member| member.person == mette_is);
            rows.next().expect("who wrote here once keeps the name").clone()
        };
        assert_eq!(told(&maria).window.until, Some(world.now()), "she takes no part any more");
        world.wait_ms(HOUR);
        let between = maria.writes("Imens.").await;
        let between = maria.shares(between).await;
        assert_eq!(mette.holds(), [].into());
        world.wait_ms(HOUR);
        admin::end_recusal(world.store(), mette.person, family.id, world.now()).await.unwrap();
        maria.rechecks().await.unwrap();
        assert_eq!((told(&maria).window.until, told(&maria).sees_from), (None, Some(world.now())));
        mette.rechecks().await.unwrap();
        mette.settles().await;
        let after = maria.writes("Efter.").await;
        let after = maria.shares(after).await;
        mette.settles().await;
        assert_eq!(mette.holds(), [after].into(), "neither {before} nor {between}");
        let row = &mette.spaces[&family.space].members;
        let own = row.iter().find(|member| member.person == mette.person).expect("her own row");
        assert!(own.sees_from.is_some(), "her device knows why");
        mette.leaves();
        mette.connects().await;
        assert_eq!(mette.holds(), [after].into());
        world.is_sound().await;

        // Kept out once more and let in again, it counts from the last time.
        admin::recuse(world.store(), mette.person, family.id, world.now()).await.unwrap();
        world.wait_ms(HOUR);
        admin::end_recusal(world.store(), mette.person, family.id, world.now()).await.unwrap();
        mette.rechecks().await.unwrap();
        mette.settles().await;
        assert!(mette.holds().is_empty());
    })
    .await;
}
