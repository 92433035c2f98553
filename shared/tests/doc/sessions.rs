//! Random sessions of three phones, with drafts at older heads and merges in any order, against a model that knows no
//! documents: a set of sentences, a set of facts.
//!
//! Whatever these people do is let in (scanner, grammar, Automerge, round trip: see [`Phone`]), reads on every phone after
//! every step, and comes to the same on all of them.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ROOT, ReadDoc};
use proptest::prelude::*;
use samspil_shared::doc::log_entry::{self, LogEntryEdit};
use samspil_shared::doc::{About, Day, SCHEMA, contributors, heads, history, materialise};
use samspil_shared::domain::{ChangeHash, FactId, Kind, PersonId};

use crate::support::{EVENING, JONAS, MARIA, Phone};

#[derive(Debug, Clone)]
enum Step {
    /// Puts a sentence at a place and saves.
    Insert {
        who: usize,
        place: usize,
    },
    /// Takes a sentence away and saves.
    Remove {
        who: usize,
        place: usize,
    },
    /// Opens the editor: what is saved next starts from here.
    Begin {
        who: usize,
    },
    Time {
        who: usize,
        minutes: i64,
    },
    About {
        who: usize,
        family: bool,
    },
    Day {
        who: usize,
        step: u8,
    },
    Hide {
        who: usize,
    },
    No {
        who: usize,
    },
    Sync {
        from: usize,
        to: usize,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0..3usize;
    let step = prop_oneof![
        4 => (who.clone(), any::<usize>()).prop_map(|(who, place)| Step::Insert { who, place }),
        3 => (who.clone(), any::<usize>()).prop_map(|(who, place)| Step::Remove { who, place }),
        2 => who.clone().prop_map(|who| Step::Begin { who }),
        1 => (who.clone(), -300..0i64).prop_map(|(who, minutes)| Step::Time { who, minutes }),
        1 => (who.clone(), any::<bool>()).prop_map(|(who, family)| Step::About { who, family }),
        1 => (who.clone(), 0..=5u8).prop_map(|(who, step)| Step::Day { who, step }),
        1 => who.clone().prop_map(|who| Step::Hide { who }),
        1 => who.clone().prop_map(|who| Step::No { who }),
        4 => (who.clone(), who).prop_map(|(from, to)| Step::Sync { from, to }),
    ];
    proptest::collection::vec(step, 1..40)
}

/// What the people did, without a document.
#[derive(Default)]
struct Model {
    author_of: BTreeMap<String, PersonId>,
    removed: BTreeSet<String>,
    facts: BTreeSet<FactId>,
}

struct Session {
    phones: [Phone; 3],
    /// The heads at which each phone's editor was opened.
    drafts: [Option<Vec<ChangeHash>>; 3],
    model: Model,
}

impl Session {
    fn new() -> Self {
        let maria = Phone::with_entry(MARIA, "");
        // Her other phone is another device of the same person.
        let phones = [maria.copy_for(JONAS), maria.copy_for(MARIA), maria];
        Self { phones, drafts: [None, None, None], model: Model::default() }
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Insert { who, place } => {
                let marker = format!("m{:04}x", self.model.author_of.len());
                self.model.author_of.insert(marker.clone(), self.phones[who].person);
                self.rewrite(who, |sentences| {
                    sentences.insert(place % (sentences.len() + 1), format!("{marker}."));
                });
            }
            Step::Remove { who, place } => {
                let mut gone = None;
                self.rewrite(who, |sentences| {
                    if !sentences.is_empty() {
                        gone = Some(sentences.remove(place % sentences.len()));
                    }
                });
                self.model.removed.extend(gone.iter().flat_map(|sentence| markers(sentence)));
            }
            Step::Begin { who } => self.drafts[who] = Some(self.phones[who].heads()),
            Step::Time { who, minutes } => {
                let event_time = Some(EVENING.plus_ms(minutes * 60_000));
                self.save(who, &LogEntryEdit { event_time, ..LogEntryEdit::default() });
            }
            Step::About { who, family } => {
                let about = Some(if family { About::Family } else { About::Child });
                self.save(who, &LogEntryEdit { about, ..LogEntryEdit::default() });
            }
            Step::Day { who, step } => {
                self.save(who, &LogEntryEdit { day_child: Some(Day::new(step)), ..LogEntryEdit::default() });
            }
            Step::Hide { who } => {
                let phone = &mut self.phones[who];
                if phone.person == MARIA {
                    let id = phone.fact_id();
                    phone.edit(|pen| log_entry::hide(pen, id));
                    self.model.facts.insert(id);
                }
            }
            Step::No { who } => {
                let phone = &mut self.phones[who];
                let (id, ask) = (phone.fact_id(), phone.fact_id());
                phone.edit(|pen| log_entry::answer_share(pen, id, ask, false));
                self.model.facts.insert(id);
            }
            Step::Sync { from, to } => {
                let other = self.phones[from].clone();
                self.phones[to].take_from(&other);
            }
        }
    }

    fn rewrite(&mut self, who: usize, edit: impl FnOnce(&mut Vec<String>)) {
        let phone = &self.phones[who];
        let base = self.drafts[who].clone().unwrap_or_else(|| phone.heads());
        let base: Vec<_> = base.iter().map(|hash| automerge::ChangeHash(*hash.as_bytes())).collect();
        let text = phone.doc.get(ROOT, "text").unwrap().unwrap().1;
        let text = phone.doc.text_at(text, &base).unwrap();
        let mut sentences: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        edit(&mut sentences);
        self.save(who, &LogEntryEdit { text: Some(sentences.join(" ")), ..LogEntryEdit::default() });
    }

    fn save(&mut self, who: usize, edit: &LogEntryEdit) {
        let phone = &mut self.phones[who];
        let base = self.drafts[who].take().unwrap_or_else(|| phone.heads());
        phone.edit_at(&base, |pen| log_entry::save(pen, edit));
    }

    fn read_all(&self) {
        for phone in &self.phones {
            let entry = phone.entry();
            let versions = history(&phone.doc, &phone.provenance).unwrap();
            assert_eq!(versions.last().map_or("", |version| &version.text), entry.text);
        }
    }

    fn meet(&mut self) {
        for (from, to) in [(0, 2), (1, 2), (2, 0), (2, 1)] {
            self.step(&Step::Sync { from, to });
        }
    }
}

/// The markers in a text: also two that lost the sign between them are two.
fn markers(text: &str) -> BTreeSet<String> {
    let starts = text.match_indices('m').map(|(at, _)| at);
    starts.filter_map(|at| text.get(at..at + 6)).filter(|marker| marker.ends_with('x')).map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_refused_nothing_is_lost_and_all_come_to_the_same(steps in steps()) {
        let mut session = Session::new();
        for step in &steps {
            session.step(step);
            session.read_all();
        }
        session.meet();
        session.read_all();

        let [jonas, .., maria] = &session.phones;
        prop_assert_eq!(jonas.entry(), maria.entry());
        let doc = materialise(Kind::LogEntry, SCHEMA, jonas.changes.iter().rev().map(Vec::as_slice)).unwrap();
        prop_assert_eq!(heads(&doc), maria.heads());

        let model = &session.model;
        let standing: BTreeSet<String> =
            model.author_of.keys().filter(|marker| !model.removed.contains(*marker)).cloned().collect();
        prop_assert_eq!(&markers(&jonas.text()), &standing);
        let authors: BTreeSet<PersonId> = standing.iter().map(|marker| model.author_of[marker]).collect();
        prop_assert_eq!(contributors(&jonas.doc, &jonas.provenance).unwrap(), authors);
        let facts: BTreeSet<FactId> = jonas.entry().facts.iter().map(|fact| fact.id).collect();
        prop_assert_eq!(&facts, &model.facts);

        // One person settles what is left of two minds; then all is one.
        let mut maria = maria.clone();
        let (time, about) = (maria.entry().event_time.value.value, maria.entry().about.value.value);
        let settled = LogEntryEdit {
            event_time: Some(time),
            about: Some(about),
            day_child: maria.entry().day_child.map(|day| day.value.value),
            ..LogEntryEdit::default()
        };
        maria.edit(|pen| log_entry::save(pen, &settled));
        prop_assert!(maria.entry().shared().is_ok());
    }
}
