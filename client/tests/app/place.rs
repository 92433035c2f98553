//! A place that must not be told: who is reminded, until when, and what leaves the device.

use samspil_client::app::admin::{AdminIntent, Ask};
use samspil_client::app::duty::{CallIntent, DutyIntent};
use samspil_client::app::export::{ExportIntent, Taken};
use samspil_client::app::follow_up::{CardIntent, FollowUpIntent, Saying};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{AdminPlace, CallPlace, Route};
use samspil_client::app::view::Readers;
use samspil_shared::api::admin::{HideAddress, HidePlace};
use samspil_shared::domain::{FamilyId, Hiding};

use crate::support::easter::{Easter, inbox, one, page, says};
use crate::support::{Family, Night, at};

/// A text that tells where somebody lives, written where the card has room for it.
const ADDRESS: &str = "Rosenvej 3, Rosenmark";
/// The unit that an officer answers for.
const UNIT_NAME: &str = "Klitmark Kommune";

fn until(day: &str) -> Hiding {
    Hiding::Until(day.parse().unwrap())
}

#[test]
fn an_officers_card_says_it_without_a_network_and_keeps_the_number() {
    let night = Night::new();
    night.server.borrow_mut().marks(night.holst, Hiding::Always);
    let mut yusuf = night.on_duty();
    let card = yusuf.model.duty_family(night.holst).unwrap();
    assert!(card.place_hidden && yusuf.model.place_hidden(night.holst));
    assert_eq!(card.adults[0].1.as_ref().unwrap().text, "+45 00 00 00 11", "the officer still calls back");
    assert!(!yusuf.model.duty_family(night.toft).unwrap().place_hidden, "the other family");

    let doc = yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::Save);
    assert!(yusuf.model.saved_call(doc).unwrap().place_hidden, "on the print too");
    let handed = yusuf.model.handover().unwrap().tonight;
    assert!(!handed.is_empty() && handed.iter().all(|line| line.place_hidden));
    let doc = yusuf.takes_call(night.toft);
    yusuf.calls(CallIntent::Save);
    assert!(!yusuf.model.saved_call(doc).unwrap().place_hidden);
}

#[test]
fn it_ends_by_itself_when_its_day_is_over_in_denmark_without_a_network() {
    let night = Night::new();
    night.server.borrow_mut().marks(night.holst, until("2026-04-01"));
    let mut yusuf = night.on_duty();
    let hidden = |phone: &crate::support::Phone| phone.model.duty_family(night.holst).unwrap().place_hidden;
    assert!(hidden(&yusuf), "at ten past ten in the evening");
    yusuf.comes_at("2026-04-01T23:59:00");
    assert!(hidden(&yusuf), "the last day counts to its end");
    yusuf.comes_at("2026-04-02T00:01:00");
    assert!(!hidden(&yusuf), "UTC still has the day before");
}

#[test]
fn the_later_decision_counts_and_of_two_at_once_the_longer() {
    let easter = Easter::new();
    let [holst, oester, yilmaz, bech] = easter.families;
    {
        let mut server = easter.server.borrow_mut();
        server.marks_at(holst, Hiding::Always, at("2026-04-01T10:00:00"));
        server.marks_at(holst, Hiding::Open, at("2026-04-02T10:00:00"));
        server.marks_at(oester, Hiding::Open, at("2026-04-01T10:00:00"));
        server.marks_at(oester, until("2026-04-07"), at("2026-04-02T10:00:00"));
        server.marks_at(yilmaz, Hiding::Always, at("2026-04-01T10:00:00"));
        server.marks_at(yilmaz, Hiding::Open, at("2026-04-01T10:00:00"));
    }
    let mette = easter.phone("mette");
    assert_eq!([holst, oester, yilmaz, bech].map(|space| mette.model.place_hidden(space)), [false, true, true, false]);
}

/// What tells where a family lives is its card's free text and whose akuttelefon it calls. Neither is in what is filed,
/// printed, copied, listed or told to others.
#[test]
fn the_place_is_nowhere_in_what_leaves_the_card() {
    for hiding in [Hiding::Always, Hiding::Open] {
        let easter = Easter::new();
        let holst = easter.families[0];
        easter.server.borrow_mut().marks(holst, hiding);
        let notes = easter.calls();
        let mut mette = easter.phone("mette");
        mette.goes(Route::Calls(CallPlace::EditCard(holst)));
        let mut form = mette.model.card_editor(holst).unwrap().form;
        form.know = ADDRESS.into();
        mette.does(Intent::Card(CardIntent::Save { space: holst, form }));
        mette.sync();
        assert!(format!("{:?}", mette.model.card(holst)).contains(ADDRESS), "the card itself has it");
        let called = notes[0];
        let page_of = |phone: &crate::support::Phone| format!("{:?}", page(phone, holst));
        let shown = mette.model.journal(called).unwrap();
        assert_eq!(shown.call.place_hidden, hiding == Hiding::Always);
        for (what, told) in [
            ("journal", format!("{shown:?}")),
            ("follow-up", page_of(&mette)),
            ("list", format!("{:?}", inbox(&mette))),
            ("untaken", format!("{:?}", mette.model.untaken_calls())),
            ("families", format!("{:?}", mette.model.families())),
        ] {
            assert!(!told.contains(ADDRESS), "{what} tells the address");
        }
        // The unit stands there as long as it gives nothing away: so this check can fail.
        let says_unit = hiding == Hiding::Open;
        assert_eq!(format!("{shown:?}").contains(UNIT_NAME), says_unit, "{hiding:?}");
        assert_eq!(page_of(&mette).contains(UNIT_NAME), says_unit, "{hiding:?}");
        for face in page(&mette, holst).calls {
            says(&mut mette, &face, Saying::Closed("Talt om natten.".into()));
        }
        assert!(!format!("{:?}", mette.model.not_filed()).contains(ADDRESS));
        mette.does(Intent::FollowUp(FollowUpIntent::Print));
        mette.sync();

        // The family is told of its own calls, not where it lives.
        let maria = easter.phone("maria");
        assert!(!format!("{:?}", maria.model.today()).contains(ADDRESS));
        let another = one(&mette, easter.families[3]);
        assert!(!another.place_hidden && another.unit == UNIT_NAME, "a family about which nothing was decided");
    }
}

#[test]
fn the_officers_lists_and_prints_have_no_word_of_what_the_card_says() {
    let night = Night::new();
    night.server.borrow_mut().marks(night.holst, Hiding::Always);
    night.knows(ADDRESS);
    let mut yusuf = night.on_duty();
    assert!(format!("{:?}", yusuf.model.duty_family(night.holst)).contains(ADDRESS), "the card is read in the window");
    let doc = yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::Save);
    yusuf.does(Intent::Duty(DutyIntent::Find("hol".into())));
    let shift = yusuf.model.shift().unwrap();
    assert_eq!(shift.found.hits.len(), 1);
    for told in [
        format!("{shift:?}"),
        format!("{:?}", yusuf.model.handover()),
        format!("{:?}", yusuf.model.saved_call(doc)),
        format!("{:?}", yusuf.model.waiting()),
    ] {
        assert!(!told.contains(ADDRESS), "{told}");
    }
}

#[test]
fn what_a_family_takes_along_says_it_below_and_their_book_above() {
    for hiding in [until("2026-04-07"), until("2026-04-06"), Hiding::Open] {
        let family = Family::new();
        family.server.borrow_mut().marks(family.noah, hiding);
        let mut maria = family.phone("maria");
        maria.writes("Han spurgte til hunden.", Readers::Me);
        let hidden = hiding == until("2026-04-07");
        assert_eq!(maria.model.own_place_hidden(), hidden, "{hiding:?}");
        assert_eq!(maria.model.place_hidden(family.noah), hidden);
        maria.does(Intent::Export(ExportIntent::Begin(Taken::OwnNotes)));
        let password = "sytten små tegn".to_owned();
        maria.does(Intent::Export(ExportIntent::Save { password, words: Box::default() }));
        let text = &maria.locked_files.last().expect("a file").text;
        assert!(text.contains("Han spurgte til hunden."));
        assert_eq!(
            text.trim_end().ends_with("Stedet må ikke oplyses. The place must not be disclosed."),
            hidden,
            "{text}"
        );

        let mette = family.phone("mette");
        assert_eq!(mette.model.families().unwrap().families[0].place_hidden, hidden, "the consultant's list");
        assert!(!mette.model.own_place_hidden(), "it is not where the consultant lives");
    }
}

#[test]
fn who_sets_families_up_decides_it() {
    let family = Family::new();
    let mut mette = family.phone("mette");
    let own: FamilyId = mette.office.family(60, at("2026-02-01T00:00:00"));
    let placement = mette.office.places(own, 70, "2026-03-01");
    mette.goes(Route::Admin(AdminPlace::Family(own)));
    let seen = |phone: &crate::support::Phone| {
        let family = phone.model.admin_family(own).unwrap();
        (family.address_hidden, family.placements[0].hidden_until)
    };
    assert_eq!(seen(&mette), (false, None));
    mette.does(Intent::Admin(AdminIntent::HideAddress(own, true)));
    let day = "2026-04-30".parse().ok();
    mette.does(Intent::Admin(AdminIntent::HidePlace(placement, day)));
    assert_eq!(seen(&mette), (true, day), "asked for anew");
    mette.does(Intent::Admin(AdminIntent::HidePlace(placement, "2026-04-06".parse().ok())));
    assert_eq!(seen(&mette), (true, None), "what has passed is not shown");
    mette.does(Intent::Admin(AdminIntent::HideAddress(own, false)));
    let asked = |hidden| Ask::HideAddress(HideAddress { family: own, hidden });
    let [first, second, .., last] = &mette.office.deeds[..] else { panic!("four deeds") };
    assert_eq!((first, last), (&asked(true), &asked(false)));
    assert_eq!(second, &Ask::HidePlace(HidePlace { placement, until: day }));
}
