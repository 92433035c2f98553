//! Two adults and a logbook entry.

use std::collections::BTreeSet;

use samspil_shared::doc::log_entry::{self, LogEntryEdit};
use samspil_shared::doc::{
    About, Day, EditError, Intent, Pen, Segment, TEXT_BYTES_MAX, TEXT_CHARS_MAX, contributors, history,
};
use samspil_shared::domain::{ActorId, Audience, Timestamp};

use crate::support::{EVENING, JONAS, MARIA, Phone, new_entry};

fn text(text: &str) -> LogEntryEdit {
    LogEntryEdit { text: Some(text.into()), ..LogEntryEdit::default() }
}

fn event_time(minutes: i64) -> LogEntryEdit {
    LogEntryEdit { event_time: Some(EVENING.plus_ms(minutes * 60_000)), ..LogEntryEdit::default() }
}

#[test]
fn what_was_written_is_read() {
    let mut maria = Phone::with_entry(MARIA, "Han spurgte, om hunden også skal flytte igen. 😀");
    let entry = maria.entry();
    assert_eq!(entry.text, "Han spurgte, om hunden også skal flytte igen. 😀");
    assert_eq!(entry.event_time.settled(), Some(&EVENING));
    assert_eq!((entry.about.value.value, entry.about.value.stamp.by), (About::Child, MARIA));
    assert_eq!((entry.day_child, entry.facts.len()), (None, 0));

    let good = Day::new(4);
    maria.edit(|pen| log_entry::save(pen, &LogEntryEdit { day_child: Some(good), ..LogEntryEdit::default() }));
    assert_eq!(maria.entry().day_child.unwrap().settled(), Some(&good));
    maria.edit(|pen| log_entry::save(pen, &LogEntryEdit { day_child: Some(None), ..LogEntryEdit::default() }));
    assert_eq!(maria.entry().day_child.unwrap().settled(), Some(&None));
}

#[test]
fn both_adults_write_offline_and_both_texts_stay() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov dårligt.");
    let mut jonas = maria.copy_for(JONAS);
    maria.edit(|pen| log_entry::save(pen, &text("Noah sov dårligt. Lys i gangen hjælper lidt.")));
    jonas.edit(|pen| log_entry::save(pen, &text("Tirsdag: Noah sov dårligt.")));
    maria.take_from(&jonas);
    jonas.take_from(&maria);
    assert_eq!(maria.text(), "Tirsdag: Noah sov dårligt. Lys i gangen hjælper lidt.");
    assert_eq!(maria.text(), jonas.text());
}

#[test]
fn a_draft_keeps_the_heads_it_began_from() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov.");
    let mut jonas = maria.copy_for(JONAS);
    let began = maria.heads();
    jonas.edit(|pen| log_entry::save(pen, &text("Noah sov. Han spiste godt.")));
    maria.take_from(&jonas);
    // She never saw his sentence, so her text without it does not delete it.
    maria.edit_at(&began, |pen| log_entry::save(pen, &text("Noah sov til klokken seks.")));
    assert_eq!(maria.text(), "Noah sov til klokken seks. Han spiste godt.");
}

#[test]
fn an_actor_that_wrote_after_the_draft_began_is_not_used_for_it() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov.");
    let began = maria.heads();
    let actor = ActorId::from_bytes([7; 20]);
    maria.edit(|pen| log_entry::save(&Pen { actor, ..*pen }, &text("Noah sov. Længe.")));
    let pen = Pen { doc: &maria.doc, base: &began, actor, time: EVENING };
    assert_eq!(log_entry::save(&pen, &text("Noah sov nu.")), Err(EditError::StaleActor));
    assert_eq!(log_entry::save(&Pen { base: &[], ..pen }, &text("x")), Err(EditError::UnknownBase));
    maria.edit_at(&began, |pen| log_entry::save(pen, &text("Noah sov nu.")));
    assert_eq!(maria.text(), "Noah sov nu. Længe.");
}

#[test]
fn saving_what_stands_makes_no_change() {
    let maria = Phone::with_entry(MARIA, "Noah sov.");
    let same = LogEntryEdit { event_time: Some(EVENING), about: Some(About::Child), ..text("Noah sov.") };
    let pen = Pen { doc: &maria.doc, base: &maria.heads(), actor: ActorId::from_bytes([7; 20]), time: EVENING };
    assert_eq!(log_entry::save(&pen, &same), Ok(Vec::new()));
}

#[test]
fn two_times_set_apart_are_both_shown_until_somebody_settles_it() {
    let mut maria = Phone::with_entry(MARIA, "Sengetid.");
    let mut jonas = maria.copy_for(JONAS);
    maria.edit(|pen| log_entry::save(pen, &event_time(-120)));
    jonas.edit(|pen| log_entry::save(pen, &event_time(-90)));
    maria.take_from(&jonas);
    let field = maria.entry().event_time;
    let mut both: Vec<_> = field.all().map(|written| (written.stamp.by, written.value)).collect();
    both.sort_unstable();
    assert_eq!(both, [(MARIA, EVENING.plus_ms(-7_200_000)), (JONAS, EVENING.plus_ms(-5_400_000))]);
    assert_eq!(field.settled(), None);
    assert_eq!(maria.entry().shared().err(), Some(EditError::Unsettled("event_time")));

    // Choosing the one that stands first is a change too.
    let chosen = field.value.value;
    maria.edit(|pen| log_entry::save(pen, &LogEntryEdit { event_time: Some(chosen), ..LogEntryEdit::default() }));
    jonas.take_from(&maria);
    assert_eq!(jonas.entry().event_time.settled(), Some(&chosen));
    assert_eq!(jonas.entry().event_time.value.stamp.by, MARIA);
}

#[test]
fn two_persons_who_settle_it_apart_are_of_two_minds_again() {
    let mut maria = Phone::with_entry(MARIA, "Sengetid.");
    let mut jonas = maria.copy_for(JONAS);
    maria.edit(|pen| log_entry::save(pen, &event_time(-120)));
    jonas.edit(|pen| log_entry::save(pen, &event_time(-90)));
    maria.take_from(&jonas);
    jonas.take_from(&maria);
    maria.edit(|pen| log_entry::save(pen, &event_time(-120)));
    jonas.edit(|pen| log_entry::save(pen, &event_time(-90)));
    assert!(maria.entry().event_time.settled().is_some() && jonas.entry().event_time.settled().is_some());
    maria.take_from(&jonas);
    assert_eq!(maria.entry().event_time.all().count(), 2, "neither choice is lost");
}

#[test]
fn the_same_value_set_apart_is_no_conflict() {
    let mut maria = Phone::with_entry(MARIA, "Sengetid.");
    let mut jonas = maria.copy_for(JONAS);
    maria.edit(|pen| log_entry::save(pen, &event_time(-90)));
    jonas.edit(|pen| log_entry::save(pen, &event_time(-90)));
    maria.take_from(&jonas);
    assert_eq!(maria.entry().event_time.settled(), Some(&EVENING.plus_ms(-5_400_000)));
}

#[test]
fn a_day_taken_back_on_one_phone_and_set_on_the_other_is_a_conflict() {
    let mut maria = Phone::with_entry(MARIA, "Dagen.");
    let mut jonas = maria.copy_for(JONAS);
    maria.edit(|pen| log_entry::save(pen, &LogEntryEdit { day_child: Some(None), ..LogEntryEdit::default() }));
    jonas.edit(|pen| log_entry::save(pen, &LogEntryEdit { day_child: Some(Day::new(2)), ..LogEntryEdit::default() }));
    maria.take_from(&jonas);
    assert_eq!(maria.entry().day_child.unwrap().all().count(), 2);
}

#[test]
fn a_text_of_full_length_is_split_and_arrives_whole() {
    let long: String =
        "Vi bagte boller, og Noah delte ud til alle på vejen. ".chars().cycle().take(TEXT_CHARS_MAX).collect();
    let maria = Phone::with_entry(MARIA, &long);
    assert_eq!(maria.text(), long);
    assert!(maria.changes.len() > 3);
    assert_eq!(history(&maria.doc, &maria.provenance).unwrap().len(), 1, "one save is one version");
}

#[test]
fn two_rewrites_from_end_to_end_meet() {
    let page = |words: &str| words.chars().cycle().take(12_000).collect::<String>();
    let mut maria = Phone::with_entry(MARIA, &page("Vi bagte boller, og Noah delte ud. "));
    let mut jonas = maria.copy_for(JONAS);
    let began = maria.heads();
    jonas.edit(|pen| log_entry::save(pen, &text("Kort.")));
    maria.take_from(&jonas);
    maria.edit_at(&began, |pen| log_entry::save(pen, &text(&page("Noah sov, og det gjorde vi også. "))));
    jonas.take_from(&maria);
    assert_eq!(jonas.text(), maria.text());
    assert!(jonas.text().contains("Kort") && jonas.text().contains("Noah sov, og det gjorde vi"));
}

#[test]
fn the_most_scattered_deletion_stays_below_the_limits() {
    let mut maria = Phone::with_entry(MARIA, &"a b ".repeat(10_000));
    maria.edit(|pen| log_entry::save(pen, &text(&"a ".repeat(10_000))));
    assert_eq!(maria.text(), "a ".repeat(10_000));
    let largest = maria.changes.iter().map(Vec::len).max().unwrap();
    assert!(largest < 64 * 1024 / 2, "{largest} bytes leave room for many authors' characters");
}

#[test]
fn a_text_that_is_too_long_is_refused_before_anything_is_made() {
    let pen = (ActorId::from_bytes([7; 20]), EVENING);
    let too_many = "a".repeat(TEXT_CHARS_MAX + 1);
    let too_wide = "😀".repeat(TEXT_BYTES_MAX / 4 + 1);
    for text in [too_many, too_wide] {
        let refused = log_entry::create(pen.0, pen.1, &new_entry(&text));
        assert!(matches!(refused, Err(EditError::TextTooLong { .. })));
    }
}

#[test]
fn a_paste_keeps_its_lines_and_loses_control_characters() {
    let maria = Phone::with_entry(MARIA, "en\r\nto\rtre\u{0}\u{7f}\tfire");
    assert_eq!(maria.text(), "en\nto\ntre\tfire");
}

#[test]
fn only_whose_words_still_stand_must_be_asked() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov dårligt.");
    let mut jonas = maria.copy_for(JONAS);
    jonas.edit(|pen| log_entry::save(pen, &text("Noah sov dårligt. Jeg var træt.")));
    maria.take_from(&jonas);
    let people = |phone: &Phone| contributors(&phone.doc, &phone.provenance).unwrap();
    assert_eq!(people(&maria), BTreeSet::from([MARIA, JONAS]));
    maria.edit(|pen| log_entry::save(pen, &text("Noah sov dårligt. Vi sov for lidt.")));
    assert_eq!(people(&maria), BTreeSet::from([MARIA]), "his full stop alone is no word");
    jonas.take_from(&maria);
    jonas.edit(|pen| log_entry::save(pen, &text("Noah sov meget dårligt. Vi sov for lidt.")));
    assert_eq!(people(&jonas), BTreeSet::from([MARIA, JONAS]));
}

#[test]
fn the_other_adult_is_asked_and_says_yes() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov dårligt.");
    let mut jonas = maria.copy_for(JONAS);
    jonas.edit(|pen| log_entry::save(pen, &text("Noah sov dårligt. Jeg var træt.")));
    maria.take_from(&jonas);

    let (question, digest) = (maria.fact_id(), maria.entry().shared().unwrap().digest());
    maria.edit(|pen| log_entry::ask_share(pen, question, digest, Audience::CONSULTANT, Intent::Talk));
    jonas.take_from(&maria);
    let needed = BTreeSet::from([JONAS]);
    let entry = jonas.entry();
    let [asked] = &entry.asked()[..] else { panic!("one question") };
    assert_eq!((asked.by, asked.intent, asked.audience), (MARIA, Intent::Talk, Audience::CONSULTANT));
    assert_eq!(entry.yes_lacking(asked, &needed), Some(needed.clone()));

    let (no, yes) = (jonas.fact_id(), jonas.fact_id());
    jonas.edit(|pen| log_entry::answer_share(pen, no, question, false));
    let entry = jonas.entry();
    assert_eq!(entry.yes_lacking(&entry.asked()[0], &needed), Some(needed.clone()));
    jonas.edit(|pen| log_entry::answer_share(pen, yes, question, true));
    let entry = jonas.entry();
    assert_eq!(entry.yes_lacking(&entry.asked()[0], &needed), Some(BTreeSet::new()), "the last answer counts");

    jonas.edit(|pen| log_entry::save(pen, &text("Noah sov dårligt. Jeg var meget træt.")));
    let entry = jonas.entry();
    assert_eq!(entry.yes_lacking(&entry.asked()[0], &needed), None, "a yes is to the text that was shown");
}

#[test]
fn a_question_whose_id_is_used_twice_is_nobodys() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov.");
    let mut jonas = maria.copy_for(JONAS);
    let (id, digest) = (maria.fact_id(), maria.entry().shared().unwrap().digest());
    maria.edit(|pen| log_entry::ask_share(pen, id, digest, Audience::CONSULTANT, Intent::Info));
    jonas.edit(|pen| log_entry::ask_share(pen, id, digest, Audience::TEAM, Intent::Info));
    maria.take_from(&jonas);
    assert_eq!(maria.entry().facts.len(), 2, "two facts under one key are two facts");
    assert_eq!(maria.entry().asked(), []);
    let pen = Pen { doc: &maria.doc, base: &maria.heads(), actor: ActorId::from_bytes([7; 20]), time: EVENING };
    assert_eq!(log_entry::hide(&pen, id), Err(EditError::FactExists(id)));
}

#[test]
fn an_own_entry_is_put_out_of_sight_and_everything_in_it_is_kept() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov.");
    let id = maria.fact_id();
    maria.edit(|pen| log_entry::hide(pen, id));
    assert!(maria.entry().is_hidden());
    assert_eq!(maria.text(), "Noah sov.");
}

#[test]
fn history_says_who_wrote_what_and_in_which_order_it_came() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov.");
    maria.stored_at(EVENING.plus_ms(1_000));
    let mut jonas = maria.copy_for(JONAS);
    maria.edit(|pen| log_entry::save(pen, &text("Noah sov. Længe.")));
    jonas.edit(|pen| log_entry::save(pen, &text("I nat: Noah sov.")));
    jonas.edit(|pen| log_entry::save(pen, &event_time(-500)));
    // His came first, though his clock is behind.
    jonas.stored_at(EVENING.plus_ms(2_000));
    maria.take_from(&jonas);
    let versions = history(&maria.doc, &maria.provenance).unwrap();
    let said: Vec<_> = versions.iter().map(|version| (version.stamp.by, version.text.as_str())).collect();
    assert_eq!(
        said,
        [(MARIA, "Noah sov."), (JONAS, "I nat: Noah sov."), (MARIA, "I nat: Noah sov. Længe.")],
        "a changed time is no version of the text"
    );
    assert_eq!(versions[2].segments.last(), Some(&Segment::Added(" Længe.".into())));
    assert_eq!((versions[1].stamp.received_at, versions[2].stamp.received_at), (Some(EVENING.plus_ms(2_000)), None));
}

#[test]
fn a_mad_clock_is_shown_and_harms_nobody() {
    // The ends of what a browser's clock can say.
    for time in [-8_640_000_000_000_000, -1, 8_640_000_000_000_000].map(Timestamp::from_ms) {
        let mut maria = Phone::with_entry(MARIA, "Noah sov.");
        let id = maria.fact_id();
        maria.edit(|pen| log_entry::save(&Pen { time, ..*pen }, &text("Noah sov. Længe.")));
        maria.edit(|pen| log_entry::hide(&Pen { time, ..*pen }, id));
        let versions = history(&maria.doc, &maria.provenance).unwrap();
        assert_eq!((versions[1].stamp.device_time, versions.len()), (time, 2));
        assert!(maria.entry().is_hidden());
        let mut jonas = maria.copy_for(JONAS);
        jonas.edit(|pen| log_entry::save(pen, &text("Noah sov.")));
        assert_eq!(jonas.text(), "Noah sov.");
    }
}
