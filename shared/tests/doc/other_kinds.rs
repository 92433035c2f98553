//! Publications, comments, placement cards, place marks.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::placement_card::{self, NewPlacementCard, PlacementCardEdit};
use samspil_shared::doc::publication::{self, CONSENTS_MAX};
use samspil_shared::doc::value::FieldValue as _;
use samspil_shared::doc::{
    About, BirthMonth, ChildName, Day, EditError, Intent, Pen, ReadError, TEXT_BYTES_MAX, TEXT_CHARS_MAX, comment,
    digest_of_hashes, hashes, place_mark,
};
use samspil_shared::domain::{ActorId, ChangeHash, DocId, Hiding, Kind, PersonId, Timestamp};
use samspil_shared::sync::scan::Scalar;

use crate::support::{EVENING, JONAS, MARIA, METTE, Phone, nobody};

const OF: DocId = DocId::from_bytes([8; 16]);

fn published(entry: &Phone, consents: &BTreeMap<PersonId, Timestamp>) -> Phone {
    let mut phone = Phone::new(entry.person, Kind::Publication, entry.person);
    let source = entry.entry();
    phone.create(|actor, time| publication::create(actor, time, OF, &source, Intent::Talk, consents));
    phone
}

#[test]
fn a_publication_holds_the_text_as_it_stands_and_none_of_its_past() {
    const CANARY: &str = "jeg orker ham ikke";
    let mut maria = Phone::with_entry(MARIA, "Noah sov dårligt, jeg orker ham ikke.");
    let calm = LogEntryEdit {
        text: Some("Noah sov dårligt.".into()),
        day_child: Some(Day::new(2)),
        ..LogEntryEdit::default()
    };
    maria.edit(|pen| log_entry::save(pen, &calm));
    let publication = published(&maria, &BTreeMap::from([(JONAS, EVENING)]));

    let read = publication::read(&publication.doc, &publication.provenance).unwrap();
    assert_eq!((read.of, read.intent, read.stamp.by), (OF, Intent::Talk, MARIA));
    assert_eq!(read.content, maria.entry().shared().unwrap());
    assert_eq!(read.consents, BTreeMap::from([(JONAS, EVENING)]));
    assert_eq!(read.content.day_child, Day::new(2));

    let holds = |phone: &Phone, words: &str| {
        let saved = phone.doc.save_nocompress();
        phone.changes.iter().chain([&saved]).any(|bytes| bytes.windows(words.len()).any(|at| at == words.as_bytes()))
    };
    assert!(holds(&maria, CANARY), "the search finds what is there");
    assert!(holds(&publication, "Noah sov dårligt"));
    assert!(!holds(&publication, CANARY));
}

#[test]
fn changed_since_shared_is_said_of_any_change_to_what_was_shared() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov.");
    let publication = published(&maria, &nobody());
    let read = publication::read(&publication.doc, &publication.provenance).unwrap();
    assert!(!maria.entry().changed_since_shared(&read));
    let about = LogEntryEdit { about: Some(About::Family), ..LogEntryEdit::default() };
    maria.edit(|pen| log_entry::save(pen, &about));
    assert!(maria.entry().changed_since_shared(&read));
    maria.edit(|pen| log_entry::save(pen, &LogEntryEdit { about: Some(About::Child), ..LogEntryEdit::default() }));
    assert!(!maria.entry().changed_since_shared(&read), "the same again is the same");
}

#[test]
fn whatever_an_entry_may_hold_can_be_published_in_one_create() {
    let wide: String = "å".repeat(TEXT_BYTES_MAX / 2);
    let long: String = "Noah sov. ".chars().cycle().take(TEXT_CHARS_MAX).collect();
    for text in [wide, long, String::new()] {
        let maria = Phone::with_entry(MARIA, &text);
        let everybody: BTreeMap<_, _> =
            (0..CONSENTS_MAX).map(|n| (PersonId::from_bytes([n as u8; 16]), EVENING)).collect();
        let publication = published(&maria, &everybody);
        assert!((1..=3).contains(&publication.changes.len()), "{}", publication.changes.len());
        let read = publication::read(&publication.doc, &publication.provenance).unwrap();
        assert_eq!(read.content.text, text);
    }
}

#[test]
fn more_consents_than_a_family_has_adults_are_refused() {
    let maria = Phone::with_entry(MARIA, "Noah sov.");
    let many = (0..=CONSENTS_MAX).map(|n| (PersonId::from_bytes([n as u8; 16]), EVENING)).collect();
    let refused = publication::create(ActorId::from_bytes([7; 20]), EVENING, OF, &maria.entry(), Intent::Info, &many);
    assert_eq!(refused, Err(EditError::TooManyConsents));
}

#[test]
fn a_publication_whose_pieces_are_not_all_there_does_not_read() {
    let maria = Phone::with_entry(MARIA, &"Noah sov. ".repeat(9_000));
    let whole = published(&maria, &nobody());
    assert!(whole.changes.len() > 1);
    let mut part = Phone::new(MARIA, Kind::Publication, MARIA);
    part.doc = part.judge(&whole.changes[0], true).unwrap();
    let read = publication::read(&part.doc, &whole.provenance);
    assert_eq!(read, Err(ReadError::Digest));
}

#[test]
fn my_own_note_becomes_the_adults_without_its_past() {
    let mut maria = Phone::with_entry(MARIA, "Jeg blev for skrap ved tandbørstningen.");
    let kind = LogEntryEdit { text: Some("Tandbørstning er svær.".into()), ..LogEntryEdit::default() };
    maria.edit(|pen| log_entry::save(pen, &kind));
    let widened = NewLogEntry::from(maria.entry().shared().unwrap());
    let mut family = Phone::new(MARIA, Kind::LogEntry, MARIA);
    family.create(|actor, time| log_entry::create(actor, time, &widened));
    assert_eq!((family.text().as_str(), family.changes.len()), ("Tandbørstning er svær.", 1));
    let trace = family.doc.save_nocompress();
    assert!(!trace.windows(5).any(|at| at == b"skrap"));
}

#[test]
fn a_comment_is_written_corrected_and_put_away() {
    let mut mette = Phone::new(METTE, Kind::Comment, METTE);
    mette.create(|actor, time| comment::create(actor, time, "Tak for det. Vi taler om det i morgen."));
    mette.edit(|pen| comment::save(pen, "Tak for det. Vi taler om det på torsdag."));
    let id = mette.fact_id();
    let read = comment::read(&mette.doc, &mette.provenance).unwrap();
    assert_eq!((read.text.as_str(), read.is_hidden()), ("Tak for det. Vi taler om det på torsdag.", false));
    mette.edit(|pen| comment::hide(pen, id));
    assert!(comment::read(&mette.doc, &mette.provenance).unwrap().is_hidden());
    assert_eq!(comment::create(ActorId::from_bytes([7; 20]), EVENING, "\u{0}"), Err(EditError::Empty));
}

#[test]
fn a_card_is_corrected_and_two_corrections_are_both_kept() {
    let new = NewPlacementCard {
        child: ChildName::new("Noah").unwrap(),
        born: BirthMonth::new(2019, 3).unwrap(),
        starts_on: NaiveDate::from_ymd_opt(2026, 3, 28).unwrap(),
    };
    let mut mette = Phone::new(METTE, Kind::PlacementCard, METTE);
    mette.create(|actor, time| placement_card::create(actor, time, &new));
    let mut lars = mette.copy_for(JONAS);
    let born = |month| PlacementCardEdit { born: BirthMonth::new(2019, month), ..PlacementCardEdit::default() };
    mette.edit(|pen| placement_card::save(pen, &born(4)));
    lars.edit(|pen| placement_card::save(pen, &born(5)));
    mette.take_from(&lars);
    let card = placement_card::read(&mette.doc, &mette.provenance).unwrap();
    assert_eq!(card.born.all().count(), 2);
    assert_eq!((card.child.settled(), card.starts_on.settled()), (Some(&new.child), Some(&new.starts_on)));
    mette.edit(|pen| placement_card::save(pen, &born(5)));
    let card = placement_card::read(&mette.doc, &mette.provenance).unwrap();
    assert_eq!(card.born.settled().map(ToString::to_string).as_deref(), Some("2019-05"));
}

#[test]
fn a_place_mark_says_one_thing() {
    let day = NaiveDate::from_ymd_opt(2026, 4, 7).unwrap();
    for hiding in [Hiding::Open, Hiding::Until(day), Hiding::Always] {
        let mut mark = Phone::new(METTE, Kind::PlaceMark, METTE);
        mark.create(|actor, time| place_mark::create(actor, time, hiding));
        assert_eq!(place_mark::read(&mark.doc, &mark.provenance).unwrap().hiding, hiding);
    }
    for wrong in ["", "Always", "never", "2026-4-7", "2026-02-30", " 2026-04-07"] {
        assert_eq!(Hiding::decode(&Scalar::Str(wrong.into())), None, "{wrong}");
    }
    assert_eq!(Hiding::decode(&Scalar::Null), None);
}

#[test]
fn names_and_months_are_what_they_say() {
    for name in ["", "  ", "Noah 010119-1234", "N\u{0}", &"a".repeat(61)] {
        assert_eq!(ChildName::new(name), None, "{name:?}");
    }
    assert_eq!(ChildName::new(" E. ").unwrap().as_str(), "E.");
    for month in ["2019-13", "2019-3", "19-03", "2019-03-01", "+2019-03", ""] {
        assert!(month.parse::<BirthMonth>().is_err(), "{month:?}");
    }
    assert_eq!((Day::new(0), Day::new(6), Day::ALL.len()), (None, None, 5));
}

#[test]
fn one_kinds_edit_is_not_another_kinds() {
    let maria = Phone::with_entry(MARIA, "Noah sov.");
    let pen = Pen { doc: &maria.doc, base: &maria.heads(), actor: ActorId::from_bytes([7; 20]), time: EVENING };
    assert_eq!(comment::save(&pen, "Tak."), Err(EditError::Kind));
    assert_eq!(placement_card::save(&pen, &PlacementCardEdit::default()), Err(EditError::Kind));
}

#[test]
fn a_set_of_hashes_has_one_digest_in_any_order_and_without_genesis() {
    let (a, b) = (ChangeHash::from_bytes([1; 32]), ChangeHash::from_bytes([2; 32]));
    assert_eq!(digest_of_hashes([a, b]), digest_of_hashes([b, a, b]));
    assert_ne!(digest_of_hashes([a]), digest_of_hashes([a, b]));
    let maria = Phone::with_entry(MARIA, "Noah sov.");
    assert_eq!(hashes(&maria.doc).len(), maria.changes.len());
}
