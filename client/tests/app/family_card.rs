//! A family's card for the akuttelefon, and what the family would have it say.

use samspil_client::app::duty::DutyIntent;
use samspil_client::app::follow_up::{AdultForm, CardField, CardForm, CardIntent, ChildForm};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::family_card::{CardFault, CardOpenings, CardPage, HelpState};
use samspil_client::app::view::{AnswerState, Today};
use samspil_shared::api::Opening;
use samspil_shared::domain::{Role, SpaceId};

use crate::support::{Family, Phone};

/// The demo's family with its contact space.
fn family() -> (Family, SpaceId) {
    let family = Family::new();
    let space = {
        let mut server = family.server.borrow_mut();
        let space = server.contact(1);
        let noah = family.noah;
        server.belongs(noah, 1);
        for (login, role) in [("maria", Role::FosterParent), ("jonas", Role::FosterParent), ("mette", Role::Consultant)]
        {
            server.member(space, login, role, false);
        }
        server.member(space, "lars", Role::Consultant, true);
        space
    };
    (family, space)
}

fn card(phone: &Phone, space: SpaceId) -> CardPage {
    phone.model.card(space).expect("the card's page is there")
}

/// Opens the form and saves what `change` makes of it.
fn edits(phone: &mut Phone, space: SpaceId, change: impl FnOnce(&mut CardForm)) {
    phone.waits(1_000);
    phone.goes(Route::Calls(CallPlace::EditCard(space)));
    let mut form = phone.model.card_editor(space).expect("the form is there").form;
    change(&mut form);
    phone.does(Intent::Card(CardIntent::Save { space, form }));
}

fn writes(phone: &mut Phone, space: SpaceId) {
    edits(phone, space, |form| {
        form.adults[1].tel = "01 00 00 71".into();
        form.children.push(ChildForm { name: "Noah".into(), born: "2018-09".into() });
        form.know = "Sover med lys.".into();
    });
}

#[test]
fn the_consultant_writes_the_card_and_the_family_reads_it_as_strangers_do() {
    let (family, space) = family();
    let mut mette = family.phone("mette");
    assert!(card(&mette, space).card.is_none() && card(&mette, space).can_edit);
    mette.goes(Route::Calls(CallPlace::EditCard(space)));
    let form = mette.model.card_editor(space).unwrap().form;
    let names: Vec<_> = form.adults.iter().map(|adult| adult.name.as_str()).collect();
    assert_eq!(names, ["Jonas Bak", "Maria Holst"], "it begins with who takes part");
    writes(&mut mette, space);
    assert_eq!(mette.model.route(), Route::Calls(CallPlace::Card(space)));
    mette.sync();

    let mut maria = family.phone("maria");
    assert_eq!(maria.model.our_card(), Some(space));
    maria.goes(Route::Calls(CallPlace::OurCard(space)));
    let page = card(&maria, space);
    assert!(!page.can_edit && page.can_propose);
    let shown = page.card.unwrap();
    assert_eq!(shown.adults[1].name, "Maria Holst");
    assert_eq!(shown.adults[1].tel.as_ref().unwrap().text, "+45 01 00 00 71");
    assert_eq!((shown.know.as_deref(), shown.changed_by.as_str()), (Some("Sover med lys."), "Mette Holm"));
    assert_eq!(shown.children[0].name, "Noah");
    assert!(maria.model.card_editor(space).is_none(), "the family does not write on it");
    let Some(Today::Family(today)) = maria.model.today() else { panic!() };
    let news = today.card.expect("the family is told");
    assert_eq!((news.by.as_str(), news.space), ("Mette Holm", space));
    maria.waits(8 * 86_400_000);
    maria.crash_and_unlock(crate::support::PASSWORD);
    let Some(Today::Family(today)) = maria.model.today() else { panic!() };
    assert_eq!(today.card, None, "for a week");
}

#[test]
fn what_is_wrong_in_the_form_is_told_and_nothing_is_saved() {
    let (family, space) = family();
    let mut mette = family.phone("mette");
    edits(&mut mette, space, |form| form.adults[0].tel = "ring bare".into());
    assert_eq!(mette.model.card_editor(space).unwrap().fault, Some(CardFault::Tel(0)));
    edits(&mut mette, space, |form| {
        form.adults = vec![AdultForm::default()];
    });
    assert_eq!(mette.model.card_editor(space).unwrap().fault, Some(CardFault::NoAdult));
    assert!(card(&mette, space).card.is_none());
}

#[test]
fn two_who_write_apart_are_shown_side_by_side_and_what_nobody_touched_is_left_alone() {
    let (family, space) = family();
    let mut mette = family.phone("mette");
    writes(&mut mette, space);
    mette.sync();
    let mut lars = family.phone("lars");
    mette.goes_offline();
    lars.goes_offline();
    edits(&mut mette, space, |form| form.know = "Sover med lys i gangen.".into());
    lars.waits(5_000);
    edits(&mut lars, space, |form| {
        form.know = "Hunden hjælper.".into();
        form.adults[0].tel = "01 00 00 72".into();
    });
    mette.sync();
    lars.sync();
    mette.sync();
    let page = card(&mette, space);
    let [conflict] = &page.conflicts[..] else { panic!("only what both wrote: {:?}", page.conflicts) };
    assert_eq!(conflict.field, CardField::Know);
    let mut sides: Vec<_> = conflict.sides.iter().map(|side| (side.by.as_str(), side.lines[0].as_str())).collect();
    sides.sort_unstable();
    assert_eq!(sides, [("Lars Quist", "Hunden hjælper."), ("Mette Holm", "Sover med lys i gangen.")]);
    let adults = page.card.unwrap().adults;
    assert!(adults.iter().all(|adult| adult.tel.is_some()), "Lars' number stands beside it");

    let side = conflict.sides.iter().position(|side| side.by == "Lars Quist").unwrap();
    mette.does(Intent::Card(CardIntent::Settle { space, field: CardField::Know, side }));
    mette.sync();
    lars.sync();
    for phone in [&mette, &lars] {
        let page = card(phone, space);
        assert!(page.conflicts.is_empty());
        assert_eq!(page.card.unwrap().know.as_deref(), Some("Hunden hjælper."));
    }
}

#[test]
fn both_may_stay_with_who_wrote_which_where_there_is_room_for_it() {
    let (family, space) = family();
    let mut mette = family.phone("mette");
    writes(&mut mette, space);
    mette.sync();
    let mut lars = family.phone("lars");
    let apart = |mette: &mut Phone, lars: &mut Phone, words: [&str; 2]| {
        for (phone, know) in [(&mut *mette, words[0]), (&mut *lars, words[1])] {
            phone.goes_offline();
            edits(phone, space, |form| form.know = know.into());
        }
        mette.sync();
        lars.sync();
        mette.sync();
    };
    let keep = Intent::Card(CardIntent::KeepBoth { space, field: CardField::Know });
    apart(&mut mette, &mut lars, ["Sover med lys i gangen.", "Hunden hjælper."]);
    assert!(card(&mette, space).conflicts[0].can_keep_both);
    mette.does(keep.clone());
    mette.sync();
    lars.sync();
    let know = |phone: &Phone| card(phone, space).card.unwrap().know.unwrap();
    let mut lines: Vec<_> = know(&mette).lines().map(str::to_owned).collect();
    lines.sort_unstable();
    assert_eq!(lines, ["Lars Quist: Hunden hjælper.", "Mette Holm: Sover med lys i gangen."]);
    assert_eq!(know(&mette), know(&lars), "the phones agree");
    assert!(card(&mette, space).conflicts.is_empty() && card(&lars, space).conflicts.is_empty());

    let (long, short) = ("Hunden. ".repeat(245), "Kort.");
    apart(&mut mette, &mut lars, [&long, &"Katten. ".repeat(245)]);
    assert!(!card(&mette, space).conflicts[0].can_keep_both, "a page of words is no field");
    mette.does(keep);
    assert_eq!(card(&mette, space).conflicts.len(), 1);
    mette.does(Intent::Card(CardIntent::Settle { space, field: CardField::Know, side: 0 }));
    mette.sync();
    lars.sync();
    apart(&mut mette, &mut lars, [short, ""]);
    assert!(!card(&mette, space).conflicts[0].can_keep_both, "one wrote, the other took it away: there is one text");
}

#[test]
fn numbers_that_were_written_apart_are_all_read_at_night_and_by_the_family() {
    let (family, space) = family();
    family.server.borrow_mut().member(space, "ida", Role::DutyOfficer, false);
    let mut mette = family.phone("mette");
    writes(&mut mette, space);
    mette.sync();
    let mut lars = family.phone("lars");
    for (phone, tel) in [(&mut mette, "01 00 00 81"), (&mut lars, "01 00 00 82")] {
        phone.goes_offline();
        edits(phone, space, |form| form.adults[1].tel = tel.into());
    }
    mette.sync();
    lars.sync();
    let numbers = ["+45 01 00 00 81", "+45 01 00 00 82"];
    let mut ida = family.phone("ida");
    let card_here = ida.model.duty_family(space).unwrap();
    let mut shown: Vec<_> = card_here.adults.iter().filter_map(|(_, tel)| Some(tel.as_ref()?.text.clone())).collect();
    shown.sort_unstable();
    assert_eq!(shown, numbers);
    assert!(card_here.apart, "and it is said that they are two");
    for (typed, adults) in [("0081", "Jonas Bak · Maria Holst"), ("0082", "Jonas Bak · Maria Holst")] {
        ida.does(Intent::Duty(DutyIntent::Find(typed.into())));
        let hits = ida.model.shift().unwrap().found.hits;
        let names: String = hits[0].adults.iter().map(|stretch| stretch.text.as_str()).collect();
        assert_eq!((hits.len(), names.as_str()), (1, adults), "each number finds them, and nobody is named twice");
    }
    let maria = family.phone("maria");
    let face = card(&maria, space).card.unwrap();
    let mut shown: Vec<_> = face.adults.iter().filter_map(|adult| Some(adult.tel.as_ref()?.text.clone())).collect();
    shown.sort_unstable();
    assert_eq!((shown, face.apart), (numbers.map(str::to_owned).to_vec(), true));
}

#[test]
fn the_familys_words_stand_on_the_card_once_the_consultant_approves_them() {
    let (family, space) = family();
    let mut maria = family.phone("maria");
    maria.goes(Route::Calls(CallPlace::OurCard(space)));
    for words in [String::new(), "x".repeat(301)] {
        maria.does(Intent::Card(CardIntent::Propose { space, words }));
        assert_eq!(card(&maria, space).fault, Some(CardFault::Words));
    }
    let words = "Sid ved døren. Tal ikke for meget.";
    maria.does(Intent::Card(CardIntent::Propose { space, words: words.into() }));
    assert_eq!(card(&maria, space).helps[0].state, HelpState::Waits);
    maria.sync();

    let mut mette = family.phone("mette");
    mette.goes(Route::Calls(CallPlace::Card(space)));
    let help = card(&mette, space).helps[0].clone();
    assert_eq!((help.words.as_str(), help.by.as_str(), help.own), (words, "Maria Holst", false));
    mette.does(Intent::Card(CardIntent::Answer { help: help.doc, yes: true }));
    assert_eq!(card(&mette, space).fault, Some(CardFault::NoCard), "there is no card yet to write it on");
    writes(&mut mette, space);
    mette.does(Intent::Card(CardIntent::Answer { help: help.doc, yes: true }));
    mette.sync();
    maria.sync();
    for phone in [&mette, &maria] {
        let page = card(phone, space);
        assert_eq!((page.helps[0].state, page.card.unwrap().night_help.as_deref()), (HelpState::Approved, Some(words)));
    }
}

#[test]
fn what_stands_on_the_card_is_replaced_taken_back_and_taken_off() {
    let (family, space) = family();
    let mut mette = family.phone("mette");
    writes(&mut mette, space);
    mette.sync();
    let mut maria = family.phone("maria");
    maria.goes(Route::Calls(CallPlace::OurCard(space)));
    mette.goes(Route::Calls(CallPlace::Card(space)));
    assert!(!card(&mette, space).can_clear, "nothing stands there");
    let approves = |maria: &mut Phone, mette: &mut Phone, words: &str| {
        maria.waits(1_000);
        maria.does(Intent::Card(CardIntent::Propose { space, words: words.into() }));
        maria.sync();
        mette.sync();
        let help = card(mette, space).helps[0].doc;
        mette.waits(2_000);
        mette.does(Intent::Card(CardIntent::Answer { help, yes: true }));
        mette.sync();
        maria.sync();
        help
    };
    let states = |phone: &Phone| card(phone, space).helps.iter().map(|help| help.state).collect::<Vec<_>>();
    let said = |phone: &Phone| card(phone, space).card.unwrap().night_help;
    approves(&mut maria, &mut mette, "Syng.");
    let second = approves(&mut maria, &mut mette, "Sid ved døren.");
    for phone in [&maria, &mette] {
        assert_eq!(said(phone).as_deref(), Some("Sid ved døren."), "the new words in place of the old ones");
        assert_eq!(states(phone), [HelpState::Approved, HelpState::Former]);
    }
    maria.does(Intent::Card(CardIntent::TakeBack(second)));
    maria.sync();
    mette.sync();
    for phone in [&maria, &mette] {
        assert_eq!(
            states(phone),
            [HelpState::Leaving, HelpState::Former],
            "asked for, not hidden: strangers read it still"
        );
    }
    assert!(!card(&maria, space).can_clear, "the card is the consultant's");
    maria.does(Intent::Card(CardIntent::ClearNight(space)));
    assert!(said(&maria).is_some());
    mette.does(Intent::Card(CardIntent::ClearNight(space)));
    mette.sync();
    maria.sync();
    for phone in [&maria, &mette] {
        assert_eq!((said(phone), states(phone)), (None, vec![HelpState::Former]));
    }
    assert!(!card(&mette, space).can_clear);
}

#[test]
fn words_that_are_declined_are_never_on_the_card_and_own_ones_can_be_taken_back() {
    let (family, space) = family();
    let mut mette = family.phone("mette");
    writes(&mut mette, space);
    mette.sync();
    let mut maria = family.phone("maria");
    maria.goes(Route::Calls(CallPlace::OurCard(space)));
    for words in ["Ring til mormor.", "Han har en diagnose."] {
        maria.waits(1_000);
        maria.does(Intent::Card(CardIntent::Propose { space, words: words.into() }));
    }
    let helps = card(&maria, space).helps;
    assert_eq!(helps.iter().map(|help| help.words.as_str()).collect::<Vec<_>>(), {
        ["Han har en diagnose.", "Ring til mormor."]
    });
    assert!(helps.iter().all(|help| help.own));
    maria.does(Intent::Card(CardIntent::TakeBack(helps[1].doc)));
    maria.sync();
    mette.sync();
    mette.goes(Route::Calls(CallPlace::Card(space)));
    let [help] = &card(&mette, space).helps[..] else { panic!("what was taken back is gone") };
    mette.does(Intent::Card(CardIntent::Answer { help: help.doc, yes: false }));
    mette.sync();
    maria.sync();
    let page = card(&maria, space);
    assert_eq!((page.helps[0].state, page.card.unwrap().night_help), (HelpState::Declined, None));
}

#[test]
fn the_family_sees_which_nights_its_card_was_opened_and_never_by_whom() {
    let (family, space) = family();
    let on = chrono::NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
    family.server.borrow_mut().openings = vec![Opening { on, unit: Some("Krogsbæk".into()) }];
    let mut maria = family.phone("maria");
    assert_eq!(card(&maria, space).openings, None, "nobody asked");
    maria.goes(Route::Calls(CallPlace::OurCard(space)));
    let known = CardOpenings { state: AnswerState::Known, list: vec![(on, Some("Krogsbæk".into()))] };
    assert_eq!(card(&maria, space).openings, Some(known.clone()));
    maria.goes_offline();
    maria.does(Intent::Card(CardIntent::AskOpenings));
    assert_eq!(card(&maria, space).openings, Some(CardOpenings { state: AnswerState::Offline, ..known }));
}
