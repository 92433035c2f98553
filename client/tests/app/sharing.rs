//! Sharing with the consultant, asking first where both wrote, taking back.

use samspil_client::app::intent::Intent;
use samspil_client::app::route::Route;
use samspil_client::app::view::{AskState, Readers, Said, SaveState, Today, Why};
use samspil_shared::domain::{DocId, Kind, Role};

use crate::support::{Family, PASSWORD, Phone};

fn names(readers: &[samspil_client::app::view::Reader]) -> Vec<(&str, bool)> {
    readers.iter().map(|reader| (reader.name.as_str(), reader.stand_in)).collect()
}

fn both_wrote(maria: &mut Phone, jonas: &mut Phone) -> DocId {
    let entry = maria.writes("Tre nætter i træk vågen.", Readers::Family);
    maria.sync();
    jonas.sync();
    jonas.changes(entry, "Tre nætter i træk vågen. Lys i gangen hjælper.");
    jonas.sync();
    maria.sync();
    entry
}

#[test]
fn one_who_wrote_alone_shares_at_once_and_sees_first_what_the_consultant_will_see() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Lys i gangen hjælper lidt.", Readers::Family);
    maria.goes(Route::Share(entry));
    let sheet = maria.model.share_sheet().unwrap();
    assert_eq!(sheet.options[0].readers, Readers::Consultant);
    assert_eq!(names(&sheet.options[0].names), [("Mette Holm", false), ("Lars Quist", true)]);
    assert_eq!((sheet.authors.join(", ").as_str(), sheet.text.as_str()), ("Maria Holst", "Lys i gangen hjælper lidt."));
    assert_eq!((sheet.chosen, sheet.why, sheet.ready), (None, None, false), "nothing is chosen beforehand");
    assert!(sheet.must_agree.is_empty());

    assert_eq!(maria.card(entry).unwrap().names, [], "who has it need not be told before it is shared");
    maria.shares(entry, Readers::Consultant, Why::Talk);
    assert_eq!(maria.model.chrome().unwrap().said, Some(Said::Shared));
    let card = maria.card(entry).unwrap();
    assert_eq!((card.readers, card.why), (Readers::Consultant, Some(Why::Talk)));
    let read_by = [("Jonas", false), ("Maria", false), ("Mette Holm", false), ("Lars Quist", true)];
    assert_eq!(names(&card.names), read_by, "the list says who reads it");
    maria.goes(Route::Entry(entry));
    let shown = maria.model.entry(entry).unwrap();
    assert_eq!(shown.readers, Readers::Family, "the note itself stays the family's");
    assert_eq!(shown.sharings.len(), 1);
    assert!(!shown.sharings[0].changed_since);

    maria.changes(entry, "Lys i gangen hjælper meget.");
    assert!(maria.card(entry).unwrap().changed_since_shared);
    assert!(maria.model.entry(entry).unwrap().sharings[0].changed_since);
    assert_eq!(maria.model.entry(entry).unwrap().sharings[0].text, "Lys i gangen hjælper lidt.");
    maria.shares(entry, Readers::Consultant, Why::Info);
    assert!(!maria.card(entry).unwrap().changed_since_shared);
}

#[test]
fn what_was_deleted_before_sharing_is_in_nothing_that_the_consultant_gets() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Jeg orker ham ikke.", Readers::Family);
    maria.changes(entry, "Vi havde en svær aften.");
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    let mette = family.phone("mette");
    let holds = |phone: &Phone, words: &str| {
        let log: Vec<u8> = phone.device.log.iter().flat_map(|(_, record)| record.entry.encode()).collect();
        log.windows(words.len()).any(|window| window == words.as_bytes())
    };
    assert!(holds(&mette, "Vi havde en svær aften."), "the search finds what is there");
    assert!(!holds(&mette, "orker"));
    let shared: Vec<u8> = family.server.borrow().bytes_of(Kind::Publication).concat();
    assert!(!shared.windows(5).any(|window| window == b"orker"));
}

#[test]
fn where_both_wrote_the_other_says_yes_first_and_the_yes_shares() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = both_wrote(&mut maria, &mut jonas);
    maria.goes(Route::Share(entry));
    let sheet = maria.model.share_sheet().unwrap();
    assert_eq!(sheet.must_agree, ["Jonas"]);
    assert_eq!(sheet.authors, ["Maria Holst", "Jonas Bak"]);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    assert_eq!(maria.model.chrome().unwrap().said, Some(Said::Asked));
    assert_eq!(maria.card(entry).unwrap().readers, Readers::Family, "nothing is shared yet");
    let asked = maria.model.entry(entry).unwrap().asks;
    assert_eq!(asked[0].state, AskState::Waiting(vec!["Jonas".into()]));

    maria.sync();
    jonas.sync();
    assert!(jonas.card(entry).unwrap().asks_me);
    jonas.goes(Route::Entry(entry));
    let ask = jonas.model.entry(entry).unwrap().asks.remove(0);
    assert_eq!((ask.state, ask.by.as_str(), ask.why), (AskState::ForMe, "Maria", Why::Talk));
    assert_eq!(names(&ask.names), [("Mette Holm", false), ("Lars Quist", true)]);
    jonas.does(Intent::Answer { entry, ask: ask.id, yes: true });
    jonas.sync();
    maria.sync();
    for phone in [&mut maria, &mut jonas] {
        phone.goes(Route::Entry(entry));
        let shown = phone.model.entry(entry).unwrap();
        assert!(shown.asks.is_empty(), "settled: {:?}", shown.asks);
        assert_eq!(shown.sharings.len(), 1, "one yes, one publication");
    }
    let mut mette = family.phone("mette");
    mette.sync();
    assert_eq!(mette.model.families().unwrap().families[0].new, 1);
    let Some(Today::Staff(day)) = mette.model.today() else { panic!("a consultant's day") };
    assert_eq!(day.talk[0].authors, ["Jonas Bak", "Maria Holst"], "whose yes shared it, and whose words are in it");
}

#[test]
fn shared_again_the_newest_counts_and_stopping_stops_all_of_it() {
    let family = Family::new();
    let (mut maria, mut mette) = (family.phone("maria"), family.phone("mette"));
    let entry = maria.writes("Han sov uroligt.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    mette.sync();
    let first = mette.model.families().unwrap().families[0].space;
    mette.goes(Route::Family(first));
    let day = |phone: &Phone| match phone.model.today() {
        Some(Today::Staff(day)) => day,
        other => panic!("{other:?}"),
    };
    let old = day(&mette).talk[0].doc;
    mette.goes(Route::Publication(old));
    mette.does(Intent::CommentText { publication: old, text: "Tak. Jeg ringer mandag.".into() });
    mette.does(Intent::CommentSend(old));
    mette.sync();
    maria.waits(1_000);
    maria.sync();
    maria.changes(entry, "Han sov uroligt. I nat gik det bedre.");
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    mette.sync();
    let talk = day(&mette).talk;
    assert_eq!(talk.len(), 1, "one note, one line: {talk:?}");
    let new = talk[0].doc;
    mette.goes(Route::Publication(new));
    assert_eq!(mette.model.publication(new).unwrap().earlier, Some(old), "where the answer stands");
    mette.goes(Route::Publication(old));
    assert_eq!(mette.model.publication(old).unwrap().newer, Some(new));
    maria.goes(Route::Entry(entry));
    let shown = maria.model.entry(entry).unwrap().sharings;
    assert!(shown.iter().all(|sharing| !sharing.changed_since), "the newest says what the note says");

    maria.does(Intent::StopSharing(new));
    maria.sync();
    mette.sync();
    assert!(day(&mette).talk.is_empty() && day(&mette).shared.is_empty(), "no earlier text is left with her");
    maria.goes(Route::Entry(entry));
    let shown = maria.model.entry(entry).unwrap().sharings;
    assert!(shown.iter().all(|sharing| sharing.stopped));
    let old = shown.iter().find(|sharing| sharing.doc == old).unwrap();
    assert_eq!(old.comments[0].text, "Tak. Jeg ringer mandag.", "the answer stays with the family");
}

#[test]
fn who_came_later_is_no_reader_of_what_was_there_before() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let before = maria.writes("Før.", Readers::Family);
    maria.sync();
    maria.waits(60_000);
    {
        let mut server = family.server.borrow_mut();
        server.account("Klara Bak", "klara", PASSWORD);
        server.member(family.noah, "klara", Role::FosterParent, false);
        server.sees_from("klara", maria.now);
    }
    maria.waits(60_000);
    maria.sync();
    let after = maria.writes("Efter.", Readers::Family);
    let readers = |maria: &mut Phone, doc| {
        maria.goes(Route::Entry(doc));
        let names = maria.model.entry(doc).unwrap().names;
        names.into_iter().map(|reader| reader.name).collect::<Vec<_>>()
    };
    assert!(!readers(&mut maria, before).iter().any(|name| name.starts_with("Klara")));
    assert!(readers(&mut maria, after).iter().any(|name| name.starts_with("Klara")));
}

#[test]
fn a_consultant_who_came_later_is_no_reader_of_what_was_shared_before() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Lys i gangen.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    maria.waits(60_000);
    {
        let mut server = family.server.borrow_mut();
        server.account("Karen Lund", "karen", PASSWORD);
        server.member(family.noah, "karen", Role::Consultant, false);
        server.sees_from("karen", maria.now);
    }
    maria.waits(60_000);
    maria.sync();
    maria.goes(Route::Entry(entry));
    let sharing = maria.model.entry(entry).unwrap().sharings.remove(0);
    let stop = maria.model.stop_sheet(sharing.doc).unwrap();
    let with = [("Mette Holm", false), ("Lars Quist", true)];
    assert_eq!((names(&sharing.names), names(&stop.names)), (with.to_vec(), with.to_vec()));
    assert_eq!(names(&maria.card(entry).unwrap().names)[2..], with);
    maria.goes(Route::Share(entry));
    let karen = ("Karen Lund", false);
    assert!(names(&maria.model.share_sheet().unwrap().options[0].names).contains(&karen), "she reads what comes now");
    maria.shares(entry, Readers::Consultant, Why::Info);
    assert!(names(&maria.card(entry).unwrap().names).contains(&karen));
}

#[test]
fn a_no_shares_nothing_and_is_told_to_who_asked() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = both_wrote(&mut maria, &mut jonas);
    maria.shares(entry, Readers::Consultant, Why::Info);
    maria.sync();
    jonas.sync();
    jonas.goes(Route::Entry(entry));
    let ask = jonas.model.entry(entry).unwrap().asks[0].id;
    jonas.does(Intent::Answer { entry, ask, yes: false });
    jonas.sync();
    maria.sync();
    maria.goes(Route::Entry(entry));
    let asks = maria.model.entry(entry).unwrap().asks;
    assert_eq!(asks[0].state, AskState::SaidNo(vec!["Jonas".into()]));
    assert!(maria.model.entry(entry).unwrap().sharings.is_empty());
    maria.does(Intent::TakeBackAsk { entry, ask });
    assert!(maria.model.entry(entry).unwrap().asks.is_empty());
}

#[test]
fn a_text_that_changed_must_be_asked_about_anew() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = both_wrote(&mut maria, &mut jonas);
    maria.shares(entry, Readers::Consultant, Why::Info);
    maria.sync();
    jonas.sync();
    jonas.goes(Route::Entry(entry));
    let ask = jonas.model.entry(entry).unwrap().asks[0].id;
    jonas.changes(entry, "Tre nætter i træk vågen. Lys i gangen hjælper. Og en bamse.");
    jonas.goes(Route::Entry(entry));
    assert!(jonas.model.entry(entry).unwrap().asks.is_empty(), "nothing to say yes to");
    jonas.does(Intent::Answer { entry, ask, yes: true });
    assert_eq!(jonas.model.entry(entry).unwrap().deed, SaveState::Denied);
    jonas.sync();
    maria.sync();
    maria.goes(Route::Entry(entry));
    assert_eq!(maria.model.entry(entry).unwrap().asks[0].state, AskState::TextChanged);
    assert!(maria.model.entry(entry).unwrap().sharings.is_empty());
}

#[test]
fn any_adult_takes_back_and_the_consultant_sees_it_no_more() {
    let family = Family::new();
    let (mut maria, mut jonas, mut mette) = (family.phone("maria"), family.phone("jonas"), family.phone("mette"));
    let entry = maria.writes("Lys i gangen hjælper lidt.", Readers::Family);
    maria.shares(entry, Readers::Team, Why::Info);
    maria.sync();
    mette.sync();
    assert!(mette.model.families().unwrap().families[0].last_shared.is_some());
    jonas.sync();
    jonas.goes(Route::Entry(entry));
    let publication = jonas.model.entry(entry).unwrap().sharings[0].doc;
    jonas.goes(Route::StopSharing(publication));
    assert_eq!(jonas.model.stop_sheet(publication).unwrap().readers, Readers::Team);
    jonas.does(Intent::StopSharing(publication));
    assert_eq!(jonas.model.chrome().unwrap().said, Some(Said::Stopped));
    assert_eq!(jonas.model.route(), Route::Entry(entry));
    assert_eq!(jonas.card(entry).unwrap().readers, Readers::Family);
    jonas.sync();
    mette.sync();
    assert_eq!(mette.model.families().unwrap().families[0].last_shared, None);
    maria.sync();
    maria.goes(Route::Entry(entry));
    let sharing = maria.model.entry(entry).unwrap().sharings.remove(0);
    assert!(sharing.stopped && !sharing.can_stop && sharing.composer.is_none());
}

#[test]
fn a_comment_that_was_begun_stays_readable_where_nothing_is_shared_any_more() {
    let family = Family::new();
    let (mut maria, mut mette) = (family.phone("maria"), family.phone("mette"));
    let entry = maria.writes("Han sov uroligt.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    mette.sync();
    let drafts = |phone: &Phone| match phone.model.today() {
        Some(Today::Staff(day)) => day.drafts,
        other => panic!("{other:?}"),
    };
    let publication = match mette.model.today() {
        Some(Today::Staff(day)) => day.talk[0].doc,
        other => panic!("{other:?}"),
    };
    let text = "Tak, fordi du skrev. ".repeat(30).trim().to_owned();
    mette.goes(Route::Publication(publication));
    mette.does(Intent::CommentText { publication, text: text.clone() });
    mette.goes(Route::Today);
    let [draft] = &drafts(&mette)[..] else { panic!("listed while it is open: {:?}", drafts(&mette)) };
    assert!(mette.model.begun_on(publication).is_empty(), "its field is there");
    assert!(!draft.gone && text.starts_with(&draft.excerpt) && draft.excerpt != text, "{draft:?}");
    let key = draft.key;
    mette.does(Intent::Resume(key));
    assert_eq!(mette.model.route(), Route::Publication(publication));
    assert_eq!(mette.model.publication(publication).unwrap().composer.unwrap().text, text);
    mette.goes(Route::Today);

    maria.goes(Route::Entry(entry));
    maria.does(Intent::StopSharing(publication));
    maria.sync();
    mette.sync();
    for crashed in [false, true] {
        if crashed {
            mette.waits(1_000);
            mette.crash_and_unlock(PASSWORD);
            mette.sync();
        }
        let [draft] = &drafts(&mette)[..] else { panic!("crashed: {crashed}, {:?}", drafts(&mette)) };
        assert_eq!((draft.gone, draft.excerpt.as_str()), (true, text.as_str()), "crashed: {crashed}");
        assert_eq!(mette.model.begun_on(publication), std::slice::from_ref(draft), "where it was being written, too");
        mette.does(Intent::CopyBegun(draft.key));
        assert_eq!(mette.copied.pop().as_deref(), Some(text.as_str()));
    }
    mette.does(Intent::DropDraft(drafts(&mette)[0].key));
    assert_eq!(drafts(&mette), []);
    mette.crash_and_unlock(PASSWORD);
    assert_eq!(drafts(&mette), [], "it is off the disk too");
}

#[test]
fn a_comment_that_is_open_can_be_thrown_away_from_the_list() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Han sov uroligt.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    maria.goes(Route::Entry(entry));
    let publication = maria.model.entry(entry).unwrap().sharings[0].doc;
    maria.does(Intent::CommentText { publication, text: "I nat igen.".into() });
    maria.goes(Route::Logbook);
    let key = maria.model.logbook().unwrap().drafts[0].key;
    maria.does(Intent::DropDraft(key));
    assert!(maria.model.logbook().unwrap().drafts.is_empty());
    maria.goes(Route::Entry(entry));
    assert_eq!(maria.model.entry(entry).unwrap().sharings[0].composer.as_ref().unwrap().text, "");
    maria.crash_and_unlock(PASSWORD);
    assert!(maria.model.logbook().unwrap().drafts.is_empty(), "it is off the disk too");
}

#[test]
fn the_team_is_offered_only_where_it_is_somebody_more() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.goes(Route::Share(entry));
    let offered = |maria: &Phone| -> Vec<Readers> {
        maria.model.share_sheet().unwrap().options.iter().map(|option| option.readers).collect()
    };
    assert_eq!(offered(&maria), [Readers::Consultant]);
    family.server.borrow_mut().member(family.noah, "ida", Role::InstitutionWorker, false);
    maria.sync();
    assert_eq!(offered(&maria), [Readers::Consultant, Readers::Team]);
}

#[test]
fn who_else_wrote_is_somebody_else_on_each_phone() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = both_wrote(&mut maria, &mut jonas);
    for (phone, other) in [(&mut maria, "Jonas"), (&mut jonas, "Maria")] {
        phone.goes(Route::Entry(entry));
        assert_eq!(phone.model.entry(entry).unwrap().others, [other]);
    }
    let alone = maria.writes("Alene.", Readers::Family);
    maria.goes(Route::Entry(alone));
    assert_eq!(maria.model.entry(alone).unwrap().others, [""; 0]);
}

#[test]
fn one_press_shares_once() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Vilja falder til ro, når vi synger.", Readers::Family);
    maria.store_asleep = true;
    maria.shares(entry, Readers::Consultant, Why::Info);
    maria.does(Intent::Share(samspil_client::app::intent::ShareIntent::Go));
    maria.store_wakes();
    assert_eq!(maria.model.entry(entry).unwrap().sharings.len(), 1);
}
