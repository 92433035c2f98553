//! Two tabs over one store.

use samspil_client::app::intent::{DoorIntent, EditorIntent};
use samspil_client::app::msg::Msg;
use samspil_client::app::route::Route;
use samspil_client::app::view::{Banner, Readers, SyncLine};

use crate::support::{Family, PASSWORD, Phone};

/// What lies on the device is one for both tabs.
fn share(from: &Phone, to: &mut Phone) {
    to.device = from.device.clone();
}

fn second_tab(family: &Family, first: &Phone) -> Phone {
    let mut tab = Phone::new(&family.server, 99);
    share(first, &mut tab);
    tab.online = false;
    tab.tab_has_key = true;
    // Another page, another name: the first tab's number was two.
    tab.start();
    tab.start();
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
