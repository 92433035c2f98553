//! Two tabs over one store.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_client::app::election::TabId;
use samspil_client::app::intent::{DoorIntent, EditorIntent, Intent};
use samspil_client::app::msg::Msg;
use samspil_client::app::route::Route;
use samspil_client::app::view::{Banner, Readers, SyncLine};

use crate::support::{Family, PASSWORD, Phone};

/// What lies on the device is one for both tabs.
fn share(from: &Phone, to: &mut Phone) {
    to.device = from.device.clone();
}

fn second_tab(family: &Family, first: &Phone) -> Phone {
    further_tab(family, first, 2)
}

/// The tab of this number; the first one is 1.
fn further_tab(family: &Family, first: &Phone, number: u8) -> Phone {
    let mut tab = Phone::new(&family.server, 97 + u64::from(number));
    share(first, &mut tab);
    tab.online = false;
    tab.tab_has_key = true;
    // Another page, another name: the first tab's number was two.
    for _ in 0..number {
        tab.start();
    }
    assert!(tab.model.door().is_none());
    tab
}

#[test]
fn a_tab_reads_on_what_the_other_wrote() {
    let family = Family::new();
    let mut first = family.phone("maria");
    first.goes_offline();
    let mut second = second_tab(&family, &first);
    let entry = first.writes("Fra den ene fane.", Readers::Family);
    share(&first, &mut second);
    let last = second.device.log.last().unwrap().0;
    second.happens(Msg::OthersWrote(last));
    assert_eq!(second.card(entry).unwrap().excerpt, "Fra den ene fane.");
    second.happens(Msg::OthersWrote(last));
    assert_eq!(second.cards().len(), 1, "told twice, there once");
}

#[test]
fn a_tab_whose_person_left_gives_no_key() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let tab = TabId::random(&mut ChaCha8Rng::seed_from_u64(7));
    maria.happens(Msg::KeyWanted(tab));
    assert_eq!(maria.gave_key, [tab], "somebody is there");
    // Browsers slow the timers of a tab in the background: nothing woke this one at its deadline.
    maria.sleeps(5 * 60_000);
    maria.happens(Msg::KeyWanted(tab));
    assert_eq!(maria.gave_key, [tab]);
    assert_eq!(maria.locked, Some(false));
}

#[test]
fn what_cannot_be_read_at_first_is_read_again() {
    let family = Family::new();
    let mut first = family.phone("maria");
    first.goes_offline();
    let mut second = second_tab(&family, &first);
    let entry = first.writes("Fra den ene fane.", Readers::Family);
    share(&first, &mut second);
    second.read_fails = true;
    second.happens(Msg::OthersWrote(second.device.log.last().unwrap().0));
    assert!(second.card(entry).is_none());
    second.waits(1_000);
    assert_eq!(second.card(entry).unwrap().excerpt, "Fra den ene fane.");
}

#[test]
fn a_draft_that_two_tabs_go_on_with_is_saved_by_both() {
    let family = Family::new();
    let mut gone = family.phone("maria");
    gone.goes_offline();
    gone.goes(Route::NewEntry);
    gone.edits(EditorIntent::Text("En halv sætning".into()));
    gone.waits(2_000);
    let mut first = second_tab(&family, &gone);
    let mut second = further_tab(&family, &gone, 3);
    for tab in [&mut first, &mut second] {
        tab.goes(Route::NewEntry);
        assert_eq!(tab.model.editor().unwrap().text, "En halv sætning");
    }
    first.edits(EditorIntent::Save);
    share(&first, &mut second);
    second.happens(Msg::OthersWrote(second.device.log.last().unwrap().0));
    second.edits(EditorIntent::Text("En halv sætning, og resten.".into()));
    second.edits(EditorIntent::Save);
    second.sync();
    let texts: Vec<String> = second.cards().into_iter().map(|card| card.excerpt).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert_eq!(second.model.waiting().unwrap().parked, []);
}

#[test]
fn a_draft_that_another_tab_went_on_with_is_no_longer_offered() {
    let family = Family::new();
    let mut gone = family.phone("maria");
    gone.goes_offline();
    gone.goes(Route::NewEntry);
    gone.edits(EditorIntent::Text("En halv sætning".into()));
    gone.waits(2_000);
    let mut first = second_tab(&family, &gone);
    let mut second = further_tab(&family, &gone, 3);
    first.goes(Route::NewEntry);
    first.edits(EditorIntent::Save);
    share(&first, &mut second);
    second.happens(Msg::Visible(true));
    second.goes(Route::NewEntry);
    assert_eq!(second.model.editor().unwrap().text, "");
}

#[test]
fn the_first_tab_s_secret_for_slips_is_everybodys() {
    let family = Family::new();
    let mut first = family.phone("maria");
    let key = first.device.slip_key;
    assert!(key.is_some());
    let mut second = second_tab(&family, &first);
    assert_eq!(second.device.slip_key, key);
    second.does(Intent::Speak(samspil_client::app::language::Language::English));
    share(&second, &mut first);
    first.does(Intent::Lock);
    first.start();
    first.unlock(PASSWORD);
    assert_eq!(first.device.slip_key, key, "settings of another tab take nothing away");
}

#[test]
fn both_write_at_once_and_nothing_is_lost_or_doubled() {
    let family = Family::new();
    let mut first = family.phone("maria");
    let entry = first.writes("Grundtekst.", Readers::Family);
    first.sync();
    first.goes_offline();
    let mut second = second_tab(&family, &first);
    first.goes(Route::EditEntry(entry));
    first.edits(EditorIntent::Text("Grundtekst. Fra fane et.".into()));
    second.goes(Route::EditEntry(entry));
    second.edits(EditorIntent::Text("Fra fane to. Grundtekst.".into()));
    first.edits(EditorIntent::Save);
    share(&first, &mut second);
    second.edits(EditorIntent::Save);
    second.happens(Msg::OthersWrote(second.device.log.last().unwrap().0));
    share(&second, &mut first);
    first.happens(Msg::OthersWrote(first.device.log.last().unwrap().0));
    for tab in [&mut first, &mut second] {
        tab.goes(Route::Entry(entry));
        assert_eq!(tab.model.entry(entry).unwrap().text, "Fra fane to. Grundtekst. Fra fane et.");
    }
    first.sync();
    assert_eq!(family.phone("jonas").cards()[0].excerpt, "Fra fane to. Grundtekst. Fra fane et.");
}

#[test]
fn two_editors_of_one_note_keep_two_drafts() {
    let family = Family::new();
    let mut first = family.phone("maria");
    let entry = first.writes("Grundtekst.", Readers::Family);
    let mut second = second_tab(&family, &first);
    for tab in [&mut first, &mut second] {
        tab.goes(Route::EditEntry(entry));
        tab.edits(EditorIntent::Text("Grundtekst, rettet.".into()));
        tab.waits(1_000);
    }
    let names = |tab: &Phone| tab.device.drafts.keys().filter(|key| key.doc == entry).copied().collect::<Vec<_>>();
    assert_eq!((names(&first).len(), names(&second).len()), (1, 1));
    assert_ne!(names(&first), names(&second));
}

#[test]
fn what_one_tab_learns_of_the_session_all_know() {
    let family = Family::new();
    let mut first = family.phone("maria");
    let mut second = second_tab(&family, &first);
    family.server.borrow_mut().account_mut("maria").session_over = true;
    first.goes_offline();
    first.waits(60_000);
    first.sync();
    assert_eq!(first.told.last(), Some(&true));
    second.happens(Msg::SessionElsewhere { over: true });
    assert!(second.model.chrome().unwrap().banners.contains(&Banner::SignInNeeded));

    second.online = true;
    second.goes(Route::SignInAgain);
    second.door(DoorIntent::Password(PASSWORD.into()));
    second.door(DoorIntent::Submit);
    assert_eq!(second.told, [false]);
    first.happens(Msg::SessionElsewhere { over: false });
    assert!(matches!(first.model.chrome().unwrap().sync, SyncLine::Sent(_)), "the leader goes on");
    assert!(first.model.chrome().unwrap().banners.is_empty());
}
