//! What the server refuses is not lost.

use samspil_client::app::export::Taken;
use samspil_client::app::intent::Intent;
use samspil_client::app::route::Route;
use samspil_client::app::view::{Banner, ItemTitle, Piece, Readers, Said, Standing, SyncLine, Today, Why, WhyWaiting};
use samspil_shared::domain::Kind;
use samspil_shared::sync::frame::Reason;

use crate::support::{Family, PASSWORD};

#[test]
fn a_refused_note_is_shown_with_its_text_and_can_be_copied_and_sent_again() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let me = family.server.borrow().person("maria").person;
    family.server.borrow_mut().refuse = Some((me, Reason::NotCreatable));
    let text = "Han fandt sin gamle bamse i dag.";
    let entry = maria.writes(text, Readers::Family);
    maria.sync();
    let said = maria.model.chrome().unwrap();
    assert!(said.parked == 1 && matches!(said.sync, SyncLine::Sent(_)), "{said:?}");
    assert!(!maria.model.chrome().unwrap().banners.contains(&Banner::DocumentSetAside(1)));
    let parked = maria.model.waiting().unwrap().parked;
    assert_eq!(parked.len(), 1);
    assert_eq!(
        (parked[0].reason, parked[0].title.clone()),
        (Reason::NotCreatable, ItemTitle::Note(Some("Noah".into())))
    );
    assert_eq!(parked[0].pieces, [Piece::Added(text.into())]);

    maria.does(Intent::CopyParked(entry));
    assert_eq!(maria.copied, [text]);
    let file = maria.takes_along(Taken::Parked(entry));
    assert!(file.name.starts_with("samspil-tekst-") && file.name.ends_with(".html"), "{}", file.name);
    assert_eq!(file.text, text);
    maria.crash_and_unlock(PASSWORD);
    assert_eq!(maria.model.waiting().unwrap().parked.len(), 1, "still there");

    assert!(maria.model.waiting().unwrap().parked[0].can_try_again);
    maria.goes(Route::Waiting);
    maria.does(Intent::ParkedAgain(entry));
    assert_eq!(maria.model.chrome().unwrap().said, Some(Said::Again));
    assert!(maria.model.waiting().unwrap().parked.is_empty());
    maria.sync();
    let cards = maria.cards();
    assert_eq!((cards.len(), cards[0].excerpt.as_str(), cards[0].standing), (1, text, Standing::Sent));
}

#[test]
fn a_refused_change_parks_and_comes_back_on_what_stands() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.sync();
    jonas.sync();
    let me = family.server.borrow().person("maria").person;
    maria.goes_offline();
    maria.changes(entry, "Han sov godt.");
    family.server.borrow_mut().refuse = Some((me, Reason::Grammar));
    maria.waits(60_000);
    maria.sync();
    assert_eq!(maria.card(entry).unwrap().excerpt, "Han sov.", "what stands is what the server has");
    assert_eq!(maria.card(entry).unwrap().standing, Standing::Parked);
    let parked = maria.model.waiting().unwrap().parked;
    assert_eq!(
        parked[0].pieces,
        [Piece::Kept("Han sov".into()), Piece::Added(" godt".into()), Piece::Kept(".".into()),]
    );

    jonas.changes(entry, "I dag: Han sov.");
    jonas.sync();
    maria.sync();
    maria.does(Intent::ParkedAgain(entry));
    maria.sync();
    jonas.sync();
    for phone in [&maria, &jonas] {
        let card = phone.card(entry).unwrap();
        assert_eq!((card.excerpt.as_str(), card.standing), ("I dag: Han sov godt.", Standing::Sent));
    }
}

#[test]
fn who_lost_the_right_keeps_the_text_and_is_not_offered_what_cannot_help() {
    let family = Family::new();
    let mut jonas = family.phone("jonas");
    jonas.goes_offline();
    let entry = jonas.writes("Mit sidste notat.", Readers::Family);
    family.server.borrow_mut().end_membership(family.noah, "jonas");
    jonas.waits(60_000);
    jonas.sync();
    let waiting = jonas.model.waiting().unwrap();
    assert_eq!(waiting.parked.len(), 1, "{waiting:?}");
    assert_eq!(waiting.parked[0].pieces, [Piece::Added("Mit sidste notat.".into())]);
    assert!(!waiting.parked[0].can_try_again && !waiting.parked[0].has_access);
    jonas.does(Intent::CopyParked(entry));
    assert_eq!(jonas.copied, ["Mit sidste notat."]);
}

#[test]
fn what_others_are_asked_about_is_not_sent_twice_and_does_not_say_that_the_right_is_gone() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let me = family.server.borrow().person("maria").person;
    family.server.borrow_mut().refuse = Some((me, Reason::Quarantined));
    maria.writes("Skrevet, mens retten var væk.", Readers::Family);
    maria.sync();
    let parked = maria.model.waiting().unwrap().parked;
    assert_eq!((parked.len(), parked[0].reason), (1, Reason::Quarantined));
    assert!(parked[0].has_access && !parked[0].can_try_again, "{parked:?}");
}

#[test]
fn a_sharing_that_was_refused_is_shared_again_as_the_note_reads_now() {
    let family = Family::new();
    let (mut maria, mut mette) = (family.phone("maria"), family.phone("mette"));
    let entry = maria.writes("Han sov uroligt.", Readers::Family);
    maria.sync();
    let me = family.server.borrow().person("maria").person;
    family.server.borrow_mut().refuse = Some((me, Reason::NotCreatable));
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    let parked = maria.model.waiting().unwrap().parked.remove(0);
    assert!(matches!(parked.title, ItemTitle::Sharing(_)) && parked.can_try_again, "{parked:?}");
    maria.changes(entry, "Han sov uroligt. I nat gik det bedre.");
    maria.goes(Route::Waiting);
    maria.does(Intent::ParkedAgain(parked.doc));
    assert_eq!(maria.model.chrome().unwrap().said, Some(Said::Again));
    assert!(maria.model.waiting().unwrap().parked.is_empty());
    maria.sync();
    mette.sync();
    let Some(Today::Staff(day)) = mette.model.today() else { panic!("a consultant's day") };
    assert_eq!((day.talk.len(), day.talk[0].excerpt.as_str()), (1, "Han sov uroligt. I nat gik det bedre."));
}

#[test]
fn who_said_yes_to_the_text_is_not_asked_again_and_is_asked_about_another() {
    for changed in [false, true] {
        let family = Family::new();
        let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
        let entry = maria.writes("Tre nætter i træk vågen.", Readers::Family);
        maria.sync();
        jonas.sync();
        jonas.changes(entry, "Tre nætter i træk vågen. Lys i gangen hjælper.");
        jonas.sync();
        maria.sync();
        maria.shares(entry, Readers::Consultant, Why::Info);
        maria.sync();
        jonas.sync();
        jonas.goes(Route::Entry(entry));
        let ask = jonas.model.entry(entry).unwrap().asks[0].id;
        jonas.goes_offline();
        jonas.does(Intent::Answer { entry, ask, yes: true });
        let him = family.server.borrow().person("jonas").person;
        family.server.borrow_mut().refuse_only = Some(Kind::Publication);
        family.server.borrow_mut().refuse = Some((him, Reason::NotCreatable));
        jonas.waits(60_000);
        jonas.sync();
        let parked = jonas.model.waiting().unwrap().parked;
        let sharing = parked.iter().find(|item| matches!(item.title, ItemTitle::Sharing(_))).unwrap();
        let doc = sharing.doc;
        assert!(sharing.can_try_again, "{parked:?}");
        if changed {
            maria.changes(entry, "Tre nætter i træk vågen. Lys i gangen hjælper. Og en bamse.");
            maria.sync();
            jonas.sync();
        }
        jonas.goes(Route::Waiting);
        jonas.does(Intent::ParkedAgain(doc));
        let said = if changed { Said::Asked } else { Said::Again };
        assert_eq!(jonas.model.chrome().unwrap().said, Some(said), "changed: {changed}");
        jonas.sync();
        jonas.goes(Route::Entry(entry));
        let shown = jonas.model.entry(entry).unwrap();
        assert_eq!(shown.sharings.len(), usize::from(!changed), "changed: {changed}");
    }
}

#[test]
fn what_was_seen_counts_no_more_and_stays_readable() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let me = family.server.borrow().person("maria").person;
    let refuses = || family.server.borrow_mut().refuse = Some((me, Reason::NotCreatable));
    refuses();
    let entry = maria.writes("Den her blev ikke modtaget.", Readers::Family);
    maria.sync();
    maria.goes(Route::Waiting);
    maria.does(Intent::ParkedSeen(entry));
    for crashed in [false, true] {
        if crashed {
            maria.crash_and_unlock(PASSWORD);
        }
        assert_eq!(maria.model.chrome().unwrap().parked, 0, "crashed: {crashed}");
        assert_eq!(maria.model.more().unwrap().parked, 0);
        let parked = maria.model.waiting().unwrap().parked;
        assert!(parked[0].seen && parked[0].can_try_again, "{parked:?}");
        assert_eq!(parked[0].pieces, [Piece::Added("Den her blev ikke modtaget.".into())]);
    }
    refuses();
    let other = maria.writes("Heller ikke den her.", Readers::Family);
    maria.sync();
    assert_eq!(maria.model.chrome().unwrap().parked, 1, "another one is told");
    let parked = maria.model.waiting().unwrap().parked;
    assert_eq!(parked.iter().map(|item| (item.doc, item.seen)).collect::<Vec<_>>(), [(other, false), (entry, true)]);
}

#[test]
fn what_waits_says_why() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    maria.writes("Uden net.", Readers::Family);
    assert_eq!(maria.model.waiting().unwrap().why, WhyWaiting::Offline);
    family.server.borrow_mut().account_mut("maria").session_over = true;
    maria.waits(60_000);
    maria.sync();
    assert_eq!(maria.model.waiting().unwrap().why, WhyWaiting::SignIn);
}

#[test]
fn what_did_not_get_through_and_what_waits_are_told_side_by_side() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let me = family.server.borrow().person("maria").person;
    family.server.borrow_mut().refuse = Some((me, Reason::NotCreatable));
    maria.writes("Den her blev ikke modtaget.", Readers::Family);
    maria.sync();
    let said = |maria: &crate::support::Phone| {
        let chrome = maria.model.chrome().unwrap();
        (chrome.parked, chrome.sync)
    };
    assert!(matches!(said(&maria), (1, SyncLine::Sent(_))), "{:?}", said(&maria));
    maria.goes_offline();
    maria.writes("Skrevet bagefter, uden net.", Readers::Family);
    assert_eq!(said(&maria), (1, SyncLine::Waiting(1)), "neither hides the other");
    maria.sync();
    assert!(matches!(said(&maria), (1, SyncLine::Sent(_))), "{:?}", said(&maria));
}
