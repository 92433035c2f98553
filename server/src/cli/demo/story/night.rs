//! The akuttelefon of the demo: who answers for whom, the rota around today, families' cards, and the calls of the last
//! days in their states. All invented.

use chrono::Weekday;
use samspil_shared::doc::call_note::{self, Call};
use samspil_shared::doc::call_receipt::{self, NewCallReceipt, Settled};
use samspil_shared::doc::follow_up::{self, NewFollowUp};
use samspil_shared::doc::{
    CardAdult, CardAdults, CardChild, CardChildren, ChildName, Line, Note, Pen, What, WhatHappened, family_card, heads,
    materialise,
};
use samspil_shared::domain::calendar::next_open_day;
use samspil_shared::domain::call::{CallerKind, MayShow, PassedOn, Urgency, follow_up_of, receipt_of};
use samspil_shared::domain::duty::WorkDays;
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{Audience, DocId, DocumentMeta, FactId, Kind, SpaceId, SpaceKind, Timestamp};
use samspil_shared::sync::frame::{NewDocument, Op};

use super::super::cast::{Child, FAMILIES, FamilyRow, KLITMARK, KROGSBAEK, PEOPLE, ROSENMARK};
use super::{Author, Lost, SCHEMA, Stage, meta};
use crate::admin::{self, AdminError, duty, slipping};
use crate::cli::CliError;

const DAY_MS: i64 = 86_400_000;
/// From the beginning of a call until its note is saved.
const SAVED_AFTER_MS: i64 = 600_000;

/// A call that was registered.
struct NightCall {
    days_ago: u64,
    at: (u32, u32),
    by: &'static str,
    /// Login of the caller; `None` if nobody knows them.
    caller: Option<&'static str>,
    caller_name: &'static str,
    about: Option<&'static str>,
    what: &'static str,
    advice: Option<&'static str>,
    agreed: &'static str,
    urgency: Urgency,
    why_not: Option<&'static str>,
    /// Who said what about it, so many days later at this time.
    steps: &'static [(&'static str, u64, (u32, u32), Done)],
}

enum Done {
    Taken,
    Talked(&'static str),
    Closed(&'static str),
    LineBack(&'static str),
    /// What the family is shown promises no call any more.
    Settled(Settled),
}

const CALLS: &[NightCall] = &[
    NightCall {
        days_ago: 9,
        at: (20, 15),
        by: "ida",
        caller: Some("leyla"),
        caller_name: "Leyla Yilmaz",
        about: Some("Ali"),
        what: "Ali er meget urolig før samværet i morgen. Han vil ikke i seng og spørger hele tiden, hvem der kommer.",
        advice: Some("Tegn dagen i morgen sammen: hvem, hvor, og hvornår I kører hjem."),
        agreed: "Mette ringer, når samværet er overstået.",
        urgency: Urgency::SameDay,
        why_not: None,
        steps: &[
            ("mette", 8, (9, 5), Done::Taken),
            ("mette", 8, (14, 30), Done::Talked("Det gik godt. Tegningen hjalp.")),
            ("mette", 8, (14, 31), Done::Settled(Settled::Talked)),
            ("mette", 8, (14, 40), Done::LineBack("Godt, at du ringede. Vi tager tegningen med næste gang også.")),
            ("mette", 8, (14, 45), Done::Closed("Aftalt: samme forberedelse før næste samvær.")),
        ],
    },
    NightCall {
        days_ago: 8,
        at: (21, 40),
        by: "ida",
        caller: Some("sam"),
        caller_name: "Sam Lund",
        about: Some("Freja"),
        what: "Freja kom hjem to timer for sent og ville ikke tale om det. Hun er på sit værelse nu.",
        advice: Some("Lad hende sove. Tag snakken i morgen, når I begge er rolige."),
        agreed: "Konsulenten ringer en af de næste dage.",
        urgency: Urgency::CanWait,
        why_not: None,
        steps: &[],
    },
    NightCall {
        days_ago: 6,
        at: (23, 30),
        by: "yusuf",
        caller: Some("lone"),
        caller_name: "Lone Mortensen",
        about: None,
        what: "Lone flytter fra Per og vil tale med nogen om, hvad det betyder for E., før hun siger det til ham.",
        advice: Some("Sig det ikke i aften. Tal med Samira først."),
        agreed: "Samira ringer på hendes egen telefon.",
        urgency: Urgency::First,
        why_not: Some("Hun har ikke sagt det til Per endnu"),
        steps: &[("samira", 5, (8, 20), Done::Taken)],
    },
    NightCall {
        days_ago: 2,
        at: (19, 5),
        by: "ida",
        caller: None,
        caller_name: "Lis",
        about: None,
        what: "En kvinde, der kalder sig Lis, passer et barn i weekenden. Barnet vil hjem. Hun ville ikke sige, hvor hun bor.",
        advice: Some("Ring til barnets plejefamilie sammen med barnet."),
        agreed: "Hun ringer igen, hvis det ikke hjælper.",
        urgency: Urgency::SameDay,
        why_not: None,
        steps: &[],
    },
    NightCall {
        days_ago: 0,
        at: (2, 10),
        by: "yusuf",
        caller: Some("maria"),
        caller_name: "Maria Holst",
        about: Some("Noah"),
        what: "Noah vågnede og skreg. Kunne ikke kende Maria i ti minutter. Falder nu til ro på sofaen.",
        advice: Some("Lys i gangen, sid ved ham uden at tale meget."),
        agreed: "Konsulenten – eller en kollega – ringer. Maria skriver to linjer om natten.",
        urgency: Urgency::SameDay,
        why_not: None,
        steps: &[],
    },
];

/// A shift: so many days after today, from when until the clock shows that next, of which unit, by whom.
type Watch = (i64, (u32, u32), (u32, u32), &'static str, &'static str);

/// Shifts around today.
const ROTA: &[Watch] = &[
    (-9, (15, 30), (23, 0), KROGSBAEK, "ida"),
    (-8, (15, 30), (23, 0), KROGSBAEK, "ida"),
    (-6, (23, 0), (7, 30), KROGSBAEK, "yusuf"),
    (-2, (15, 30), (23, 0), KROGSBAEK, "ida"),
    // Of the call that comes in at night, where the demonstration is begun before that hour.
    (-2, (23, 0), (7, 30), KROGSBAEK, "yusuf"),
    (-1, (23, 0), (7, 30), KROGSBAEK, "yusuf"),
    (0, (15, 30), (23, 0), KROGSBAEK, "ida"),
    (0, (23, 0), (7, 30), KROGSBAEK, "yusuf"),
    (1, (15, 30), (23, 0), KROGSBAEK, "kirsten"),
    (1, (23, 0), (7, 30), KLITMARK, "henrik"),
];

/// Numbers that no subscriber can have, by login.
const NUMBERS: &[(&str, &str)] = &[
    ("maria", "+4501000071"),
    ("jonas", "+4501000072"),
    ("kirsten", "+4501000073"),
    ("bent", "+4501000074"),
    ("leyla", "+4501000075"),
    ("anders", "+4501000076"),
    ("sam", "+4501000077"),
    ("tove", "+4501000078"),
    ("rikke", "+4501000079"),
    ("per", "+4501000080"),
    ("lone", "+4501000081"),
];

impl Stage<'_> {
    /// Who answers, when, and what came in.
    pub(super) async fn nights(&self) -> Result<(), CliError> {
        let now = self.time.at(30, (9, 0));
        self.time.set(now);
        for (unit, serves) in [(KROGSBAEK, KLITMARK), (KROGSBAEK, ROSENMARK), (KLITMARK, KLITMARK)] {
            duty::serve(self.store, self.units[unit], self.units[serves], now).await?;
        }
        let (mette, lars) = (self.authors["mette"].person, self.authors["lars"].person);
        let no_fridays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu];
        let no_fridays = WorkDays::of(no_fridays).map_err(|error| Lost::Other(error.to_string()))?;
        for (person, days, partner) in [(mette, WorkDays::WEEKDAYS, lars), (lars, no_fridays, mette)] {
            duty::set_week(self.store, person, self.units[KLITMARK], (days, Some(partner)), None, now).await?;
        }
        for (day, from, until, unit, login) in ROTA {
            let from = self.time.at(0, *from).plus_ms(day * DAY_MS);
            let mut until = self.time.at(0, *until).plus_ms(day * DAY_MS);
            if until <= from {
                until = until.plus_ms(DAY_MS);
            }
            let person = self.authors[login].person;
            let shift = duty::plan(self.store, self.units[unit], person, from, until, None, now).await?;
            if *login == "kirsten" {
                let (to, real) = (self.authors["ida"].person, self.time.real);
                duty::offer(self.store, shift, person, Some(to), real).await?;
                duty::take(self.store, shift, to, real).await?;
            }
        }
        for family in FAMILIES {
            self.family_card(family).await?;
        }
        for call in CALLS {
            self.call(call).await?;
        }
        self.time.set(self.time.real);
        duty::plan_days_off(self.store, self.time.real).await?;
        slipping::mark_slipped(self.store, self.time.real).await?;
        Ok(())
    }

    /// What they wrote with is no device that anybody holds: nobody was seen yet.
    pub(super) async fn nobody_was_here(&self) -> Result<(), CliError> {
        let now = self.store.edge().now();
        for author in self.authors.values() {
            admin::end_device(self.store, author.enrolment, None, None, now).await?;
            self.store.never_seen(author.enrolment).await?;
        }
        Ok(())
    }

    async fn family_card(&self, row: &FamilyRow) -> Result<(), CliError> {
        let Some((_, contact)) = self.contact_of(row.adults[0].0) else { return Ok(()) };
        let adult = |login: &str| {
            let name = PEOPLE.iter().find(|person| person.login == login)?.name;
            let tel = NUMBERS.iter().find(|(known, _)| *known == login).and_then(|(_, tel)| tel.parse().ok());
            Some(CardAdult { person: Some(self.authors.get(login)?.person), name: Line::new(name)?, tel })
        };
        let here = row.adults.iter().filter(|(_, left)| left.is_none());
        let adults = here.filter_map(|(login, _)| adult(login)).collect();
        let child = |one: &Child| Some(CardChild { name: ChildName::new(one.name)?, born: self.born(one) });
        let children = row.children.iter().filter_map(child).collect();
        let (Some(adults), Some(children)) = (CardAdults::new(adults), CardChildren::new(children)) else {
            return Err(Lost::Other("a card without anybody".to_owned()).into());
        };
        let consultant = self.authors[row.consultant];
        let at = self.time.at(9, (9, 30));
        self.time.set(at);
        let know = (row.adults[0].0 == "maria").then(|| Note::new("Noah sover med lys. Hund i huset.")).flatten();
        let changes = family_card::create(self.actor(consultant), at, &adults, &children, know.as_ref());
        let meta = meta(Kind::FamilyCard, contact, Audience::MEMBERS, None);
        self.creates(consultant, meta, &changes.map_err(Lost::from)?).await?;
        Ok(())
    }

    /// The unit and the contact space of the family that an adult is or was in.
    fn contact_of(&self, login: &str) -> Option<(&'static str, SpaceId)> {
        let row = FAMILIES.iter().find(|row| row.adults.iter().any(|(adult, _)| *adult == login))?;
        Some((row.unit, *self.contacts.get(row.adults[0].0)?))
    }

    async fn call(&self, call: &NightCall) -> Result<(), CliError> {
        let officer = self.authors[call.by];
        // A demonstration that is begun before that hour of the night has it from the night before.
        let today = self.time.at(call.days_ago, call.at);
        let is_over = today.plus_ms(SAVED_AFTER_MS) <= self.time.real;
        let began = if is_over { today } else { today.plus_ms(-DAY_MS) };
        self.time.set(began.plus_ms(SAVED_AFTER_MS));
        let (unit, space, kind) = match call.caller.and_then(|login| self.contact_of(login)) {
            Some((unit, space)) => (unit, space, Kind::CallNote),
            None => {
                let list = self.store.space_of(SpaceKind::Duty, self.units[KLITMARK].as_bytes()).await?;
                (KLITMARK, list.ok_or(AdminError::Missing("duty space"))?, Kind::LooseCall)
            }
        };
        let registered = self.registered(call, officer, began);
        let calendar = Preset::all().into_iter().find(|preset| preset.unit == unit).map(|preset| preset.calendar);
        let calendar = calendar.unwrap_or_else(samspil_shared::domain::Calendar::ordinary);
        let due = next_open_day(registered.ended, &calendar).map_err(|error| Lost::Other(error.to_string()))?;
        let (note, now) = (self.store.edge().with_rng(DocId::random), self.store.edge().now());
        let made = call_note::create(kind, self.actor(officer), now, &registered).map_err(Lost::from)?;
        let new = NewFollowUp {
            began,
            ended: registered.ended,
            urgency: call.urgency,
            agreed: registered.agreed.clone(),
            may_show: registered.may_show,
            due,
            unit: officer.acting.unit,
            ring_back: None,
        };
        let mut follow_up = follow_up::create(self.actor(officer), now, &new).map_err(Lost::from)?;
        let mut ops = vec![
            create(note, meta(kind, space, Audience::CALL, None), made),
            create(follow_up_of(note), meta(Kind::FollowUp, space, Audience::FOLLOW_UP, Some(note)), follow_up.clone()),
        ];
        let receipt = receipt_of(note, registered.may_show).zip(registered.caller);
        let mut shown = Vec::new();
        if let (Some((doc, reader)), Some(answered_by)) = (receipt, Line::new("Krogsbæk døgninstitution")) {
            let (caller_name, agreed) = (registered.caller_name.clone(), registered.agreed.clone());
            let new = NewCallReceipt { began, caller_name, agreed, due: due.day, answered_by };
            shown = call_receipt::create(self.actor(officer), now, &new).map_err(Lost::from)?;
            let meta =
                DocumentMeta { readers: vec![reader], ..meta(Kind::CallReceipt, space, Audience::CALL, Some(note)) };
            ops.push(create(doc, meta, shown.clone()));
        }
        self.push(officer, ops).await?;
        for (by, days_ago, at, done) in call.steps {
            let at = self.time.at(*days_ago, *at);
            self.time.set(at);
            let consultant = self.authors[by];
            let (doc, kind, held) = match done {
                Done::LineBack(_) | Done::Settled(_) => {
                    let doc = receipt.map(|(doc, _)| doc).ok_or_else(|| Lost::Other("a line to nobody".to_owned()))?;
                    (doc, Kind::CallReceipt, &mut shown)
                }
                _ => (follow_up_of(note), Kind::FollowUp, &mut follow_up),
            };
            let changes = self.done(done, kind, held, consultant, at)?;
            held.extend(changes.iter().cloned());
            self.push(consultant, changes.into_iter().map(|bytes| Op::Change { doc, bytes }).collect()).await?;
        }
        Ok(())
    }

    fn registered(&self, call: &NightCall, officer: Author, began: Timestamp) -> Call {
        let words = WhatHappened::new(call.what);
        Call {
            began,
            ended: began.plus_ms(480_000),
            caller_kind: if call.caller.is_some() { CallerKind::FosterParent } else { CallerKind::Respite },
            caller: call.caller.map(|login| self.authors[login].person),
            caller_name: Line::new(call.caller_name),
            tel: None,
            about: call.about.and_then(Line::new),
            what: words.unwrap_or_else(|| unreachable!("the demo's calls have words")),
            advice: call.advice.and_then(Note::new),
            agreed: Note::new(call.agreed),
            urgency: call.urgency,
            best_time: None,
            passed_on: PassedOn::NOBODY,
            notice: None,
            notice_by: None,
            may_show: if call.why_not.is_some() { MayShow::Nobody } else { MayShow::Caller },
            why_not: call.why_not.and_then(Line::new),
            unit: officer.acting.unit,
            copy: None,
        }
    }

    fn done(
        &self,
        done: &Done,
        kind: Kind,
        held: &[Vec<u8>],
        by: Author,
        at: Timestamp,
    ) -> Result<Vec<Vec<u8>>, CliError> {
        let doc = materialise(kind, SCHEMA, held.iter().map(Vec::as_slice)).map_err(Lost::from)?;
        let base = heads(&doc);
        let pen = Pen { doc: &doc, base: &base, actor: self.actor(by), time: at };
        let id = self.store.edge().with_rng(FactId::random);
        let made = match done {
            Done::Taken => follow_up::say(&pen, id, &What::Taken),
            Done::Talked(outcome) => follow_up::say(&pen, id, &What::Talked { outcome: Note::new(outcome) }),
            Done::Closed(outcome) => follow_up::say(&pen, id, &What::Closed { outcome: Note::new(outcome) }),
            Done::Settled(how) => call_receipt::settle(&pen, id, *how),
            Done::LineBack(text) => {
                let text = Note::new(text).ok_or_else(|| Lost::Other("an empty line".to_owned()))?;
                call_receipt::line_back(&pen, id, &text)
            }
        };
        Ok(made.map_err(Lost::from)?)
    }
}

fn create(doc: DocId, meta: DocumentMeta, changes: Vec<Vec<u8>>) -> Op {
    Op::Create(NewDocument { doc, meta, changes: changes.into_iter().map(Into::into).collect() })
}
