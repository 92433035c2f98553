//! Passkeys: opening, signing in, and what they cost when they are gone.

use samspil_client::app::intent::{DoorIntent, Intent};
use samspil_client::app::route::Route;
use samspil_client::app::view::passkeys::{Passkeys, PasskeysState};
use samspil_client::app::view::{Door, Fault, Lock, Readers, SignIn};

use crate::support::{Family, PASSWORD, Phone};

const LINK: &str = "abcdefghijklmnopqrstuvwxyz012345";

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

fn page(phone: &Phone) -> Passkeys {
    phone.model.passkeys().expect("the vault is open")
}

/// Maria's phone, with a passkey made on its page.
fn with_passkey(family: &Family) -> Phone {
    let mut maria = family.phone("maria");
    maria.goes(Route::Passkeys);
    maria.does(Intent::AddPasskey);
    assert_eq!((page(&maria).state, page(&maria).passkeys.len()), (PasskeysState::Known, 1));
    maria
}

#[test]
fn a_passkey_opens_the_vault_with_the_server_gone() {
    let family = Family::new();
    let mut maria = with_passkey(&family);
    assert!(page(&maria).passkeys[0].opens_here);
    let entry = maria.writes("Han sov godt.", Readers::Family);
    maria.goes_offline();
    maria.crash();
    assert!(lock(&maria).by_passkey && lock(&maria).by_password);
    maria.door(DoorIntent::Passkey);
    assert_eq!(maria.model.door(), None);
    assert_eq!(maria.card(entry).unwrap().excerpt, "Han sov godt.");
}

#[test]
fn one_that_computes_nothing_signs_in_and_the_server_opens_the_vault() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.authenticator.computes_nothing = true;
    maria.goes(Route::Passkeys);
    maria.does(Intent::AddPasskey);
    assert!(!page(&maria).passkeys[0].opens_here);
    let entry = maria.writes("Han sov godt.", Readers::Family);
    maria.crash();
    assert!(!lock(&maria).by_passkey, "it cannot open by itself");
    maria.door(DoorIntent::SignIn);
    assert!(sign_in(&maria).passkeys);
    maria.door(DoorIntent::Passkey);
    assert_eq!(maria.model.door(), None);
    assert!(maria.card(entry).is_some());
    assert_eq!(maria.device.vaults[0].password, PASSWORD, "the password's slot is untouched");
}

#[test]
fn a_passkey_that_is_gone_costs_the_password_and_one_that_is_put_away_nothing() {
    let family = Family::new();
    let mut maria = with_passkey(&family);
    let entry = maria.writes("Han sov godt.", Readers::Family);
    maria.crash();
    maria.authenticator.is_put_away = true;
    maria.door(DoorIntent::Passkey);
    assert_eq!((lock(&maria).passkey_fault, lock(&maria).busy), (Some(Fault::PasskeyUnused), false));
    maria.authenticator.is_put_away = false;
    maria.authenticator.passkeys.clear();
    maria.door(DoorIntent::Passkey);
    assert_eq!((lock(&maria).passkey_fault, lock(&maria).fault), (Some(Fault::PasskeyUnused), None));
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.door(), None);
    assert!(maria.card(entry).is_some());
}

#[test]
fn a_password_that_was_changed_or_forgotten_costs_a_login_with_the_passkey_and_no_text() {
    let family = Family::new();
    let mut maria = with_passkey(&family);
    maria.goes_offline();
    let entry = maria.writes("Skrevet uden net.", Readers::Family);
    family.server.borrow_mut().account_mut("maria").password = "en helt ny adgangskode".into();
    maria.crash();
    maria.door(DoorIntent::Passkey);
    assert!(maria.card(entry).is_some(), "without a network it opens as before");

    // The passkey's slot was lost with an older header: a login with it is enough, and makes it again.
    maria.device.vaults[0].passkeys.clear();
    maria.crash();
    maria.online = true;
    maria.door(DoorIntent::SignIn);
    maria.door(DoorIntent::Passkey);
    assert_eq!(maria.model.door(), None);
    assert!(maria.card(entry).is_some());
    maria.goes_offline();
    maria.crash();
    maria.door(DoorIntent::Passkey);
    assert_eq!(maria.model.door(), None);
}

#[test]
fn a_new_phone_is_let_in_by_a_passkey_alone() {
    let family = Family::new();
    let mut first = with_passkey(&family);
    let entry = first.writes("Han sov godt.", Readers::Family);
    first.sync();
    let mut second = Phone::new(&family.server, 9);
    second.authenticator = first.authenticator.clone();
    second.start();
    second.door(DoorIntent::Passkey);
    second.sync();
    assert!(second.card(entry).is_some());
    assert!(second.device.vaults[0].password.is_empty());
    second.goes_offline();
    second.crash();
    let shown = lock(&second);
    assert_eq!((shown.by_password, shown.by_passkey), (false, true));
    second.door(DoorIntent::Passkey);
    assert!(second.card(entry).is_some());
}

#[test]
fn an_invitation_is_accepted_with_a_passkey() {
    let family = Family::new();
    family.server.borrow_mut().add_link(LINK, "maria");
    for computes in [true, false] {
        family.server.borrow_mut().add_link(LINK, "maria");
        let mut phone = Phone::new(&family.server, 1);
        phone.authenticator.computes_nothing = !computes;
        phone.start_at(Route::Today, Some(LINK), false);
        phone.door(DoorIntent::Passkey);
        let Some(Door::Invite(shown)) = phone.model.door() else { panic!("it is still the invitation") };
        assert_eq!((shown.login_fault, shown.password_fault), (Some(Fault::Missing), None));
        phone.door(DoorIntent::Login("maria".into()));
        phone.authenticator.is_put_away = true;
        phone.door(DoorIntent::Passkey);
        let Some(Door::Invite(shown)) = phone.model.door() else { panic!("it is still the invitation") };
        assert_eq!((shown.fault, shown.dead, shown.busy), (Some(Fault::PasskeyUnused), false, false));
        phone.authenticator.is_put_away = false;
        phone.door(DoorIntent::Passkey);
        assert_eq!(phone.model.door(), None);
        phone.goes(Route::Passkeys);
        assert_eq!(page(&phone).only_online, !computes, "what opens without a network is said");
        phone.crash();
        assert_eq!((lock(&phone).by_password, lock(&phone).by_passkey), (false, computes));
    }
}

#[test]
fn what_is_removed_opens_nothing_and_the_last_way_in_stays() {
    let family = Family::new();
    let mut maria = with_passkey(&family);
    let id = page(&maria).passkeys[0].id.clone();
    family.server.borrow_mut().account_mut("maria").password.clear();
    maria.does(Intent::EndPasskey(id.clone()));
    assert_eq!((page(&maria).state, page(&maria).passkeys.len()), (PasskeysState::Last, 1));
    family.server.borrow_mut().account_mut("maria").password = PASSWORD.into();
    maria.does(Intent::EndPasskey(id));
    assert_eq!((page(&maria).state, page(&maria).passkeys.len()), (PasskeysState::Known, 0));
    maria.crash();
    assert!(!lock(&maria).by_passkey);
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.door(), None);
}

#[test]
fn what_was_removed_elsewhere_loses_its_slot_here_once_that_is_known() {
    let family = Family::new();
    let mut maria = with_passkey(&family);
    family.server.borrow_mut().account_mut("maria").passkeys.clear();
    maria.goes(Route::More);
    maria.goes(Route::Passkeys);
    assert!(page(&maria).passkeys.is_empty());
    assert!(maria.device.vaults[0].passkeys.is_empty());

    // Whoever never looks at the page: the first contact after unlocking is enough.
    let mut maria = with_passkey(&family);
    family.server.borrow_mut().account_mut("maria").passkeys.clear();
    maria.goes_offline();
    maria.crash();
    maria.door(DoorIntent::Passkey);
    assert_eq!(maria.device.vaults[0].passkeys.len(), 1, "nobody could know");
    maria.sync();
    assert!(maria.device.vaults[0].passkeys.is_empty());
}

#[test]
fn making_one_takes_a_login_first_and_leads_back() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    family.server.borrow_mut().account_mut("maria").login_is_old = true;
    maria.goes(Route::Passkeys);
    assert_eq!(page(&maria).state, PasskeysState::Known);
    maria.does(Intent::AddPasskey);
    assert_eq!(page(&maria).state, PasskeysState::SignIn);
    maria.goes(Route::SignInAgain);
    maria.door(DoorIntent::Password(PASSWORD.into()));
    maria.door(DoorIntent::Submit);
    assert_eq!(page(&maria).state, PasskeysState::Known);
    maria.does(Intent::AddPasskey);
    assert_eq!(page(&maria).passkeys.len(), 1, "and one is there");
    maria.does(Intent::AddPasskey);
    assert_eq!(page(&maria).state, PasskeysState::There);
}

#[test]
fn the_page_says_what_stands_in_the_way() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.authenticator.is_put_away = true;
    maria.goes(Route::Passkeys);
    maria.does(Intent::AddPasskey);
    assert_eq!(page(&maria).state, PasskeysState::Unused);
    maria.goes_offline();
    maria.does(Intent::AskPasskeys);
    assert_eq!(page(&maria).state, PasskeysState::Offline);
}

#[test]
fn a_passkey_of_somebody_else_leads_to_nobody_elses_vault() {
    let family = Family::new();
    let jonas = {
        let mut jonas = family.phone("jonas");
        jonas.goes(Route::Passkeys);
        jonas.does(Intent::AddPasskey);
        jonas
    };
    let mut maria = family.phone("maria");
    maria.authenticator = jonas.authenticator;
    maria.goes(Route::SignInAgain);
    maria.door(DoorIntent::Passkey);
    assert_eq!(maria.model.sign_in_again().unwrap().fault, Some(Fault::OtherPerson));
    assert_eq!(maria.model.chrome().unwrap().name, "Maria Holst");
    // On the lock screen it leads to a vault of its own person's.
    maria.crash();
    maria.door(DoorIntent::SignIn);
    maria.door(DoorIntent::Passkey);
    assert_eq!(maria.device.vaults.len(), 2);
    maria.authenticator.passkeys = vec![99];
    maria.crash();
    maria.door(DoorIntent::SignIn);
    maria.door(DoorIntent::Passkey);
    assert_eq!(sign_in(&maria).fault, Some(Fault::PasskeyUnknown));
}

#[test]
fn who_works_here_makes_a_passkey_before_anything_else() {
    let family = Family::new();
    family.server.borrow_mut().staff_need_passkey = true;
    let maria = family.phone("maria");
    assert!(!maria.model.passkey_first(Route::Today), "foster parents may do without");

    let mut mette = family.phone("mette");
    for place in [Route::Today, Route::Families, Route::More] {
        assert!(mette.model.passkey_first(place), "{place:?}");
    }
    for place in [Route::Numbers, Route::SignInAgain, Route::Passkeys] {
        assert!(!mette.model.passkey_first(place), "{place:?}");
    }
    assert!(page(&mette).can_add, "the way out is open");
    mette.authenticator.is_put_away = true;
    mette.does(Intent::AddPasskey);
    assert_eq!((page(&mette).state, mette.model.passkey_first(Route::Today)), (PasskeysState::Unused, true));
    mette.authenticator.is_put_away = false;
    mette.does(Intent::AddPasskey);
    assert!(!mette.model.passkey_first(Route::Today));

    // A login with it, or with the password, asks no more.
    mette.crash_and_unlock(PASSWORD);
    mette.sync();
    assert!(!mette.model.passkey_first(Route::Today));
}

#[test]
fn the_wish_for_a_passkey_takes_nothing_out_of_anybodys_hands() {
    let family = Family::new();
    let mut mette = family.phone("mette");
    family.server.borrow_mut().staff_need_passkey = true;
    mette.crash_and_unlock(PASSWORD);
    assert!(!mette.model.passkey_first(Route::Today), "the server has not spoken yet");
    mette.goes(Route::NewEntry);
    mette.edits(samspil_client::app::intent::EditorIntent::Text("Midt i en sætning".into()));
    mette.sync();
    assert!(!mette.model.passkey_first(Route::NewEntry), "a text is written to its end");
    mette.goes(Route::Today);
    assert!(mette.model.passkey_first(Route::Today));
    mette.goes_offline();
    mette.crash_and_unlock(PASSWORD);
    assert!(!mette.model.passkey_first(Route::Today), "without a server nobody is kept from the work");

    // The login is too old to make one: a new one leads back.
    family.server.borrow_mut().account_mut("mette").login_is_old = true;
    mette.sync();
    mette.does(Intent::AddPasskey);
    assert_eq!((page(&mette).state, mette.model.passkey_first(Route::Today)), (PasskeysState::SignIn, true));
    mette.goes(Route::SignInAgain);
    mette.sign_in("mette", PASSWORD);
    mette.does(Intent::AddPasskey);
    assert!(!mette.model.passkey_first(Route::Today));
}
