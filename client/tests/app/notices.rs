//! Hearing of something new: what is chosen, what the browser allows, and the number on the icon.

use samspil_client::app::intent::Intent;
use samspil_client::app::language::Language;
use samspil_client::app::msg::Msg;
use samspil_client::app::notices::{NoticeDeed, PushHere};
use samspil_client::app::route::Route;
use samspil_client::app::view::check::{CheckState, Checked};
use samspil_client::app::view::notices::{MailFace, Notices, PushFace};
use samspil_client::app::view::{AnswerState, Readers};
use samspil_shared::api::{MailNotices, NoticeLanguage, PushNotices};

use crate::support::{Family, PASSWORD, Phone};

const HOUR: u8 = 7;

/// A server that sends mail and push, and a browser that would ask.
fn offered(phone: &mut Phone) {
    phone.notices.server.mail = Some(MailNotices { hour: HOUR, address: None });
    phone.notices.server.push = Some(PushNotices { key: "BKey".into(), is_on: false });
    phone.notices.browser = PushHere::Asks;
    phone.notices.answers = PushHere::Granted;
}

fn shown(phone: &Phone) -> Notices {
    phone.model.notices().expect("the vault is open")
}

fn checked(phone: &Phone) -> Option<CheckState> {
    let items = phone.model.phone_check().expect("the vault is open").items;
    items.iter().find(|item| item.what == Checked::Notices).map(|item| item.state)
}

#[test]
fn a_server_that_tells_nobody_says_so_and_nothing_is_to_be_put_right() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::Notices);
    let page = shown(&maria);
    assert_eq!((page.state, page.mail, page.push), (AnswerState::Known, None, PushFace::NotOffered));
    maria.goes(Route::PhoneCheck);
    assert_eq!(checked(&maria), None);
    assert_eq!(maria.model.not_ready(), None);
}

#[test]
fn push_is_off_until_it_is_turned_on_and_goes_off_again() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    offered(&mut maria);
    maria.goes(Route::PhoneCheck);
    assert_eq!(checked(&maria), Some(CheckState::Unknown), "off is a choice");
    assert_eq!(maria.model.not_ready(), None, "so nobody is told to put it right");
    maria.goes(Route::Notices);
    assert_eq!(shown(&maria).push, PushFace::Off);
    maria.does(Intent::TakePushes);
    assert_eq!(shown(&maria).push, PushFace::On);
    assert!(maria.notices.deeds.contains(&(NoticeDeed::PushOn { key: "BKey".into() }, Language::Danish)));
    maria.goes(Route::PhoneCheck);
    assert_eq!(checked(&maria), Some(CheckState::Good));
    maria.goes(Route::Notices);
    maria.does(Intent::EndPushes);
    assert_eq!(shown(&maria).push, PushFace::Off);
}

#[test]
fn a_no_to_the_browser_is_said_and_how_it_is_taken_back() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    offered(&mut maria);
    maria.notices.answers = PushHere::Denied;
    maria.goes(Route::Notices);
    maria.does(Intent::TakePushes);
    let page = shown(&maria);
    assert_eq!((page.push, page.push_failed, page.state), (PushFace::Denied, false, AnswerState::Known));
    maria.notices.browser = PushHere::Denied;
    maria.goes(Route::PhoneCheck);
    assert_eq!(checked(&maria), Some(CheckState::Wrong));
    maria.notices.browser = PushHere::Missing;
    maria.goes(Route::Notices);
    assert_eq!(shown(&maria).push, PushFace::Missing, "an iPhone outside of its home screen");
}

#[test]
fn mail_goes_to_an_address_of_ones_own_and_only_a_network_changes_it() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    offered(&mut maria);
    maria.goes(Route::Notices);
    assert_eq!(shown(&maria).mail, Some(MailFace { hour: HOUR, address: None }));
    maria.does(Intent::TakeMail(Some("maria".into())));
    let page = shown(&maria);
    assert!(page.address_wrong && page.state == AnswerState::Known, "beside the field, and nowhere else");
    maria.does(Intent::TakeMail(Some("maria@holst.example".into())));
    let page = shown(&maria);
    assert_eq!(
        (page.mail.and_then(|mail| mail.address), page.address_wrong),
        (Some("maria@holst.example".into()), false)
    );
    maria.goes_offline();
    maria.does(Intent::TakeMail(None));
    let page = shown(&maria);
    assert_eq!(page.state, AnswerState::Offline);
    assert!(page.mail.is_some_and(|mail| mail.address.is_some()), "nothing is said to have happened");
    maria.sync();
    maria.does(Intent::AskNotices);
    maria.does(Intent::TakeMail(None));
    assert_eq!(shown(&maria).mail, Some(MailFace { hour: HOUR, address: None }));
}

#[test]
fn what_is_sent_follows_the_language_of_the_app() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    offered(&mut maria);
    maria.does(Intent::Speak(Language::English));
    assert_eq!(maria.notices.deeds.last(), Some(&(NoticeDeed::Speak, Language::English)));
}

#[test]
fn the_icon_counts_what_came_while_nobody_looked_and_forgets_it_at_a_look() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    jonas.writes("Skrevet før.", Readers::Family);
    jonas.sync();
    maria.sync();
    assert_eq!(maria.badge, Some(0));
    maria.happens(Msg::Visible(false));
    assert_eq!(maria.badge, Some(0), "what was there is no news");
    jonas.writes("Han sov hele natten.", Readers::Family);
    jonas.sync();
    maria.sync();
    assert_eq!(maria.badge, Some(1));
    maria.writes("Mit eget.", Readers::Family);
    assert_eq!(maria.badge, Some(1), "one's own is no news");
    maria.happens(Msg::Visible(true));
    assert_eq!(maria.badge, Some(0));

    maria.happens(Msg::Visible(false));
    jonas.writes("Og i dag.", Readers::Family);
    jonas.sync();
    maria.sync();
    assert_eq!(maria.badge, Some(1));
    maria.does(Intent::Lock);
    assert_eq!(maria.badge, Some(0), "whoever holds a locked phone may be somebody else");
    maria.start_at(Route::Today, None, true);
    maria.unlock(PASSWORD);
    assert_eq!(maria.badge, Some(0));
}

#[test]
fn the_worker_says_what_the_server_says() {
    let worker = include_str!("../../sw/sw.js");
    for language in [NoticeLanguage::Da, NoticeLanguage::En] {
        assert!(worker.contains(&format!("{}: \"{}\"", language.code(), language.text())), "{language:?}");
    }
    let locales = [include_str!("../../locales/da.json"), include_str!("../../locales/en.json")];
    for (language, locale) in [NoticeLanguage::Da, NoticeLanguage::En].into_iter().zip(locales) {
        assert!(locale.contains(&format!("\"text\": \"{}\"", language.text())), "{language:?}");
    }
}
