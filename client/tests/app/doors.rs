//! Links, logins and locks.

use samspil_client::app::intent::{DoorIntent, Intent};
use samspil_client::app::msg::{Msg, StoreFault};
use samspil_client::app::route::Route;
use samspil_client::app::view::door::Broken;
use samspil_client::app::view::{Banner, Door, Fault, Invite, Lock, Readers, SignIn, SyncLine};
use samspil_shared::api::Code;

use crate::support::{Family, PASSWORD, Phone};

const LINK: &str = "abcdefghijklmnopqrstuvwxyz012345";

fn invite(phone: &Phone) -> Invite {
    match phone.model.door() {
        Some(Door::Invite(invite)) => invite,
        other => panic!("not at the invitation: {other:?}"),
    }
}

fn lock(phone: &Phone) -> Lock {
    match phone.model.door() {
        Some(Door::Lock(lock)) => lock,
        other => panic!("not locked: {other:?}"),
    }
}

fn sign_in(phone: &Phone) -> SignIn {
    match phone.model.door() {
        Some(Door::SignIn(sign_in)) => sign_in,
        other => panic!("not at the login: {other:?}"),
    }
}

#[test]
fn a_link_says_whom_it_is_for_and_makes_a_vault() {
    let family = Family::new();
    family.server.borrow_mut().add_link(LINK, "maria");
    let mut phone = Phone::new(&family.server, 1);
    phone.start_at(Route::Today, Some(LINK), false);
    assert_eq!(invite(&phone).name.as_deref(), Some("Maria Holst"));

    phone.door(DoorIntent::Login("ma ria".into()));
    phone.door(DoorIntent::Password("kort".into()));
    phone.door(DoorIntent::Again("kort".into()));
    phone.door(DoorIntent::Submit);
    let shown = invite(&phone);
    assert_eq!((shown.login_fault, shown.password_fault), (Some(Fault::LoginForm), Some(Fault::PasswordShort)));

    phone.door(DoorIntent::Login("maria.holst".into()));
    phone.door(DoorIntent::Password("aaaaaaaaaaaaaaaa".into()));
    phone.door(DoorIntent::Again("aaaaaaaaaaaaaaab".into()));
    phone.door(DoorIntent::Submit);
    assert_eq!(invite(&phone).password_fault, Some(Fault::PasswordSimple));

    phone.door(DoorIntent::Password("en hund og to katte".into()));
    phone.door(DoorIntent::Submit);
    assert_eq!(invite(&phone).again_fault, Some(Fault::PasswordDiffers));

    phone.door(DoorIntent::Suggest);
    let words = invite(&phone).suggestion.unwrap();
    phone.door(DoorIntent::TakeSuggestion);
    assert_eq!((invite(&phone).password, invite(&phone).again), (words.clone(), words.clone()));
    phone.door(DoorIntent::Submit);
    assert_eq!(phone.model.door(), None);
    assert_eq!(phone.device.vaults[0].password, words);
    phone.sync();
    assert_eq!(phone.model.chrome().unwrap().name, "Maria Holst");
}

#[test]
fn a_login_that_is_taken_is_said_at_its_field_and_the_link_still_works() {
    let family = Family::new();
    family.server.borrow_mut().add_link(LINK, "maria");
    let mut phone = Phone::new(&family.server, 1);
    phone.start_at(Route::Today, Some(LINK), false);
    phone.door(DoorIntent::Login("taken".into()));
    phone.door(DoorIntent::Password(PASSWORD.into()));
    phone.door(DoorIntent::Again(PASSWORD.into()));
    phone.door(DoorIntent::Submit);
    let shown = invite(&phone);
    assert_eq!((shown.login_fault, shown.fault, shown.busy), (Some(Fault::LoginTaken), None, false));
    phone.door(DoorIntent::Login("maria".into()));
    phone.door(DoorIntent::Submit);
    assert_eq!(phone.model.door(), None);
}

#[test]
fn a_spent_link_leads_nowhere_and_an_unreached_server_can_be_asked_again() {
    let family = Family::new();
    family.server.borrow_mut().links.insert(LINK.into(), Err(Code::LinkUsed));
    let mut phone = Phone::new(&family.server, 1);
    phone.start_at(Route::Today, Some(LINK), false);
    assert_eq!((invite(&phone).dead, invite(&phone).fault), (true, Some(Fault::LinkUsed)));

    family.server.borrow_mut().add_link(LINK, "maria");
    phone.online = false;
    phone.start_at(Route::Today, Some(LINK), false);
    assert_eq!((invite(&phone).dead, invite(&phone).fault), (false, Some(Fault::NoServer)));
    phone.online = true;
    phone.door(DoorIntent::Submit);
    assert_eq!(invite(&phone).name.as_deref(), Some("Maria Holst"));
}

#[test]
fn a_pasted_link_is_taken_from_the_login() {
    let family = Family::new();
    family.server.borrow_mut().add_link(LINK, "maria");
    let mut phone = Phone::new(&family.server, 1);
    phone.start();
    phone.door(DoorIntent::Paste("hej".into()));
    assert_eq!(sign_in(&phone).fault, Some(Fault::LinkUnknown));
    phone.door(DoorIntent::Paste(format!(" https://samspil.example/#link={LINK}\n")));
    assert_eq!(invite(&phone).name.as_deref(), Some("Maria Holst"));
}

#[test]
fn a_wrong_login_is_said_plainly() {
    let family = Family::new();
    let mut phone = Phone::new(&family.server, 1);
    phone.start();
    phone.sign_in("maria", "noget andet end koden");
    assert_eq!((sign_in(&phone).fault, sign_in(&phone).busy), (Some(Fault::WrongLogin), false));
    phone.online = false;
    phone.sign_in("maria", PASSWORD);
    assert_eq!(sign_in(&phone).fault, Some(Fault::NoServer));
    assert!(phone.device.vaults.is_empty());
}

#[test]
fn the_vault_opens_without_a_server() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Han sov godt.", Readers::Family);
    maria.goes_offline();
    maria.crash();
    assert_eq!(lock(&maria).vaults.len(), 1);

    maria.unlock("noget andet end koden");
    assert_eq!((lock(&maria).fault, lock(&maria).busy), (Some(Fault::WrongPassword), false));
    maria.unlock("");
    assert_eq!(lock(&maria).fault, Some(Fault::Missing));

    maria.unlock(PASSWORD);
    assert_eq!(maria.model.door(), None);
    assert_eq!(maria.card(entry).unwrap().excerpt, "Han sov godt.");
    assert_eq!(maria.model.chrome().unwrap().name, "Maria Holst");
}

#[test]
fn a_new_tab_gets_the_key_from_an_open_one_but_not_after_the_person_locked() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.tab_has_key = true;
    maria.start();
    assert_eq!(maria.model.door(), None);
    maria.start_at(Route::Logbook, None, true);
    assert!(!lock(&maria).busy);
}

#[test]
fn an_answer_to_an_earlier_try_changes_nothing() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.crash();
    maria.happens(Msg::VaultUnlocked(9_999, Ok(())));
    maria.happens(Msg::TabsAnswered(9_999, true));
    lock(&maria);
}

#[test]
fn a_password_changed_elsewhere_costs_a_login_and_no_text() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Skrevet før koden blev skiftet.", Readers::Family);
    family.server.borrow_mut().account_mut("maria").password = "en helt ny adgangskode".into();
    maria.crash();
    maria.door(DoorIntent::SignIn);
    maria.sign_in("maria", "en helt ny adgangskode");
    assert_eq!(maria.model.door(), None);
    assert!(maria.card(entry).is_some());
    maria.goes_offline();
    maria.crash_and_unlock("en helt ny adgangskode");
    assert_eq!(maria.model.door(), None, "the new password opens the vault from now on");
}

#[test]
fn a_vault_that_nothing_opens_is_not_touched() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.device.vaults[0].password = "glemt for længe siden".into();
    family.server.borrow_mut().slots.clear();
    let before = maria.device.log.len();
    maria.crash();
    maria.door(DoorIntent::SignIn);
    maria.sign_in("maria", PASSWORD);
    assert_eq!(sign_in(&maria).fault, Some(Fault::VaultStuck));
    assert_eq!((maria.device.vaults.len(), maria.device.log.len()), (1, before));
}

#[test]
fn a_second_person_gets_a_vault_of_their_own() {
    let family = Family::new();
    let mut phone = family.phone("maria");
    phone.crash();
    phone.door(DoorIntent::SignIn);
    assert!(sign_in(&phone).has_vault);
    phone.sign_in("jonas", PASSWORD);
    assert_eq!(phone.device.vaults.len(), 2);
    assert_ne!(phone.device.vaults[0].person, phone.device.vaults[1].person);
}

#[test]
fn the_session_ends_and_writing_goes_on() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    family.server.borrow_mut().account_mut("maria").session_over = true;
    maria.goes_offline();
    maria.waits(60_000);
    let entry = maria.writes("Vi bagte boller.", Readers::Family);
    maria.sync();
    let chrome = maria.model.chrome().unwrap();
    assert_eq!(chrome.sync, SyncLine::SignInNeeded(1));
    assert!(chrome.banners.contains(&Banner::SignInNeeded));
    assert_eq!(maria.card(entry).unwrap().excerpt, "Vi bagte boller.");

    maria.goes(Route::SignInAgain);
    assert_eq!(maria.model.sign_in_again().unwrap().login, "maria");
    maria.door(DoorIntent::Password(PASSWORD.into()));
    maria.door(DoorIntent::Submit);
    maria.sync();
    assert!(matches!(maria.model.chrome().unwrap().sync, SyncLine::Sent(_)), "{:?}", maria.model.chrome());
}

#[test]
fn nobody_signs_in_to_somebody_elses_open_vault() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::SignInAgain);
    maria.sign_in("jonas", PASSWORD);
    assert_eq!(maria.model.sign_in_again().unwrap().fault, Some(Fault::OtherPerson));
    assert_eq!(maria.device.vaults.len(), 1, "no vault is made in passing");
    assert_eq!(maria.model.chrome().unwrap().name, "Maria Holst");
}

#[test]
fn a_store_that_cannot_be_used_is_named_and_never_taken_for_empty() {
    let family = Family::new();
    for (fault, broken) in [
        (StoreFault::Unavailable, Broken::NoStore),
        (StoreFault::Newer, Broken::NewerStore),
        (StoreFault::Blocked, Broken::OtherTab),
        (StoreFault::OldBrowser, Broken::OldBrowser),
    ] {
        let mut phone = Phone::new(&family.server, 1);
        phone.happens(Msg::NotStarted(fault));
        assert_eq!(phone.model.door(), Some(Door::Broken(broken)));
        phone.does(Intent::Door(DoorIntent::Submit));
        assert_eq!(phone.reloads, 1, "trying again is a reload");
    }
}
