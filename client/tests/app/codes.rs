//! A link on a phone that must have the app on its home screen first, and the code that is typed there.

use samspil_client::app::intent::DoorIntent;
use samspil_client::app::route::Route;
use samspil_client::app::view::{Door, Fault, Install, Invite, SignIn};
use samspil_shared::api::Code;

use crate::support::{Family, PASSWORD, Phone};

const LINK: &str = "abcdefghijklmnopqrstuvwxyz012345";

fn install(phone: &Phone) -> Install {
    match phone.model.door() {
        Some(Door::Install(install)) => install,
        other => panic!("not at the way onto the home screen: {other:?}"),
    }
}

fn invite(phone: &Phone) -> Invite {
    match phone.model.door() {
        Some(Door::Invite(invite)) => invite,
        other => panic!("not at the invitation: {other:?}"),
    }
}

fn sign_in(phone: &Phone) -> SignIn {
    match phone.model.door() {
        Some(Door::SignIn(sign_in)) => sign_in,
        other => panic!("not at the login: {other:?}"),
    }
}

fn invited() -> (Family, Phone) {
    let family = Family::new();
    family.server.borrow_mut().add_link(LINK, "maria");
    let mut safari = Phone::new(&family.server, 1);
    safari.install_first = true;
    (family, safari)
}

#[test]
fn the_browser_shows_a_code_and_the_app_on_the_home_screen_takes_it() {
    let (family, mut safari) = invited();
    safari.start_at(Route::Today, Some(LINK), false);
    let shown = install(&safari);
    assert_eq!((shown.name.as_deref(), shown.code.as_deref()), (Some("Maria Holst"), Some("BCDFGHJK")));
    assert_eq!((shown.last, shown.elsewhere, shown.busy), (false, false, false));
    for nothing in [DoorIntent::Submit, DoorIntent::Passkey, DoorIntent::Unlock, DoorIntent::ShowCode] {
        safari.door(nothing);
        assert_eq!(install(&safari), shown, "there is no form here");
    }

    let mut app = Phone::new(&family.server, 2);
    app.start();
    for typed in ["", "BCDF", "BCDF GHJA", "BCDF GHJK L"] {
        app.door(DoorIntent::UseCode(typed.into()));
        assert_eq!(sign_in(&app).fault, Some(Fault::CodeForm), "{typed}");
    }
    app.door(DoorIntent::UseCode(" bcdf-ghjk".into()));
    assert_eq!((invite(&app).name.as_deref(), invite(&app).elsewhere), (Some("Maria Holst"), false));
    app.door(DoorIntent::Login("maria.holst".into()));
    app.door(DoorIntent::Password(PASSWORD.into()));
    app.door(DoorIntent::Again(PASSWORD.into()));
    app.door(DoorIntent::Submit);
    assert_eq!(app.model.door(), None);

    safari.start_at(Route::Today, Some(LINK), false);
    assert_eq!((install(&safari).code, install(&safari).fault), (None, Some(Fault::LinkUsed)));
}

#[test]
fn a_wrong_code_is_said_as_one_and_another_can_be_typed() {
    let (family, _) = invited();
    let mut app = Phone::new(&family.server, 2);
    app.start();
    app.door(DoorIntent::UseCode("ZZZZ ZZZZ".into()));
    assert_eq!((invite(&app).dead, invite(&app).fault), (true, Some(Fault::CodeUnknown)));
    let code = family.server.borrow_mut().make_code(LINK).unwrap().code;
    app.door(DoorIntent::UseCode(code.clone()));
    assert_eq!(invite(&app).name.as_deref(), Some("Maria Holst"));

    // Used elsewhere while the form was filled in.
    family.server.borrow_mut().codes.clear();
    app.door(DoorIntent::Login("maria.holst".into()));
    app.door(DoorIntent::Password(PASSWORD.into()));
    app.door(DoorIntent::Again(PASSWORD.into()));
    app.door(DoorIntent::Submit);
    assert_eq!((invite(&app).dead, invite(&app).fault), (true, Some(Fault::CodeUnknown)));

    app.start();
    app.online = false;
    app.door(DoorIntent::UseCode(code));
    assert_eq!((invite(&app).dead, invite(&app).fault), (false, Some(Fault::NoServer)), "it may still be one");
}

#[test]
fn the_second_code_is_the_last_and_no_server_can_be_asked_again() {
    let (family, mut safari) = invited();
    safari.online = false;
    safari.start_at(Route::Today, Some(LINK), false);
    assert_eq!((install(&safari).code, install(&safari).fault), (None, Some(Fault::NoServer)));
    safari.online = true;
    safari.door(DoorIntent::Submit);
    assert_eq!((install(&safari).code.as_deref(), install(&safari).fault), (Some("BCDFGHJK"), None));
    safari.door(DoorIntent::Submit);
    assert_eq!(family.server.borrow().codes.len(), 1, "what is shown is not asked for again");
    safari.start_at(Route::Today, Some(LINK), false);
    assert_eq!((install(&safari).code.as_deref(), install(&safari).last), (Some("ZXVTSRPN"), true));
    safari.start_at(Route::Today, Some(LINK), false);
    assert_eq!((install(&safari).code, install(&safari).fault), (None, Some(Fault::LinkCodesGiven)));
    family.server.borrow_mut().links.insert(LINK.into(), Err(Code::LinkRevoked));
    safari.start_at(Route::Today, Some(LINK), false);
    assert_eq!(install(&safari).fault, Some(Fault::LinkExpired));
    safari.door(DoorIntent::SignIn);
    sign_in(&safari);
}

#[test]
fn a_code_typed_before_the_app_is_on_the_home_screen_is_kept_for_there() {
    let (family, mut safari) = invited();
    let code = family.server.borrow_mut().make_code(LINK).unwrap().code;
    safari.start();
    safari.door(DoorIntent::UseCode(code.to_lowercase()));
    assert_eq!((install(&safari).code, install(&safari).name), (Some(code), None));
    assert_eq!(family.server.borrow().codes.len(), 1);
    safari.start();
    safari.door(DoorIntent::Paste(format!("https://samspil.example/#link={LINK}")));
    assert_eq!(install(&safari).name.as_deref(), Some("Maria Holst"), "a pasted link is a link");
}

#[test]
fn a_laptop_shows_the_code_of_a_link_that_is_meant_for_a_phone() {
    let (family, _) = invited();
    let mut laptop = Phone::new(&family.server, 3);
    laptop.start_at(Route::Today, Some(LINK), false);
    assert!(invite(&laptop).elsewhere);
    laptop.door(DoorIntent::ShowCode);
    assert_eq!((install(&laptop).code.as_deref(), install(&laptop).elsewhere), (Some("BCDFGHJK"), true));
    laptop.door(DoorIntent::Unlock);
    assert_eq!(invite(&laptop).name.as_deref(), Some("Maria Holst"), "and back to the form");

    let mut phone = Phone::new(&family.server, 4);
    phone.start();
    phone.door(DoorIntent::Paste("BCDF GHJK".into()));
    assert_eq!(invite(&phone).name.as_deref(), Some("Maria Holst"));
}
