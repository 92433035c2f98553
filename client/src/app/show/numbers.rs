//! *Hvem ringer jeg til nu?*, by the numbers the device keeps and the time it is.

use chrono::{NaiveDate, NaiveTime};
use samspil_shared::api::UnitFacts;
use samspil_shared::domain::Timestamp;
use samspil_shared::domain::calendar::{TimeOfDay, closure_ahead};
use samspil_shared::domain::numbers::{self, Advice, EMERGENCY, Hours, NumberKind, who_to_call};

use crate::app::model::Model;
use crate::app::route::Route;
use crate::app::view::When;
use crate::app::view::numbers::{Answered, Hour, NumberLine, Numbers, Office, Tel, UnitNumbers, Worry};

/// Days ahead that a closure is told of.
const CLOSURE_DAYS: u16 = 7;

impl Model {
    /// *Hvem ringer jeg til nu?*, before unlocking too.
    pub fn numbers(&self) -> Numbers {
        let now = self.corrected();
        let consultants = |unit| self.show().map(|show| show.consultants_now(unit)).unwrap_or_default();
        let mut units: Vec<&UnitFacts> = self.facts().units.iter().collect();
        let first = if let Route::NumbersOf(unit) = self.route() { Some(unit) } else { None };
        // In the order that they are kept in, but for the one that was asked for.
        units.sort_by_key(|facts| Some(facts.unit) != first);
        let asked = units.first().is_some_and(|facts| Some(facts.unit) == first);
        let units = units.into_iter().map(|unit| of_unit(unit, consultants(unit.unit), now)).collect();
        Numbers { today: When::of(now).date, units, asked }
    }

    /// 112, to be dialled where anybody has a telephone: the demonstration, whose numbers are all invented, dials nobody.
    pub fn emergency(&self) -> Tel {
        let mut known = self.facts().units.iter().flat_map(|unit| unit.hours.numbers.list());
        let invented = known.any(|number| number.tel.is_invented());
        Tel { text: EMERGENCY.to_owned(), href: (!invented).then(|| format!("tel:{EMERGENCY}")) }
    }

    /// The numbers as a file that a telephone takes into its contacts (vCard 3.0).
    pub(in crate::app) fn contacts(&self) -> String {
        let mut cards = String::new();
        for unit in &self.facts().units {
            for number in unit.hours.numbers.list() {
                let (name, tel, note) = (escaped(&number.label), number.tel.as_str(), escaped(&number.what_for));
                let unit = escaped(&unit.name);
                cards.push_str(&format!(
                    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nN:{name};;;;\r\nORG:{unit}\r\nTEL;TYPE=WORK:{tel}\r\nNOTE:{note}\r\nEND:VCARD\r\n"
                ));
            }
        }
        cards
    }
}

/// The next instant after `now` at which somebody begins or ends to answer.
pub(in crate::app) fn changes_at(units: &[UnitFacts], now: Timestamp) -> Option<Timestamp> {
    let today = now.local_date()?;
    let changes = units.iter().flat_map(|unit| {
        let advice = who_to_call(now, &unit.hours.calendar, &unit.hours.numbers);
        moments(&advice, today)
    });
    let instants = changes.filter_map(|(day, time)| Timestamp::from_local(day.and_time(time.time()?)));
    instants.filter(|at| *at > now).min()
}

fn moments(advice: &Advice<'_>, today: NaiveDate) -> Vec<(NaiveDate, TimeOfDay)> {
    let mut moments = Vec::new();
    match advice.office {
        numbers::Office::PhoneHour { until } => moments.push((today, until)),
        numbers::Office::Open { next, .. } | numbers::Office::Closed { next, .. } => {
            moments.extend(next.map(|hour| (hour.day, hour.span.from())));
        }
    }
    for line in &advice.lines {
        match line.answered {
            numbers::Answered::Now { until } => moments.extend(until.map(|until| (today, until))),
            numbers::Answered::Later { next, .. } => moments.extend(next.map(|hour| (hour.day, hour.span.from()))),
        }
    }
    moments
}

fn of_unit(unit: &UnitFacts, consultants: Vec<String>, now: Timestamp) -> UnitNumbers {
    let hours = &unit.hours;
    let advice = who_to_call(now, &hours.calendar, &hours.numbers);
    let office = match advice.office {
        numbers::Office::PhoneHour { until } => Office::PhoneHour(clock(until)),
        numbers::Office::Open { next, .. } => Office::Open(next.map(hour)),
        numbers::Office::Closed { next, .. } => Office::Closed(next.map(hour)),
    };
    let line = |line: &numbers::Line<'_>| NumberLine {
        label: line.number.label.clone(),
        what_for: line.number.what_for.clone(),
        tel: tel(&line.number.tel),
        answered: match line.answered {
            numbers::Answered::Now { until: None } => Answered::Always,
            numbers::Answered::Now { until: Some(until) } => Answered::Until(clock(until)),
            numbers::Answered::Later { next, instead } => {
                Answered::Later { next: next.map(hour), instead: instead.map(|number| number.label.clone()) }
            }
        },
    };
    let meanwhile = match advice.office {
        numbers::Office::Open { main, .. } => main.map(|main| main.label.clone()),
        numbers::Office::PhoneHour { .. } | numbers::Office::Closed { .. } => None,
    };
    let closure = now.local_date().and_then(|today| closure_ahead(today, &hours.calendar, CLOSURE_DAYS));
    UnitNumbers {
        name: unit.name.clone(),
        office,
        meanwhile,
        lines: advice.lines.iter().map(line).collect(),
        closure: closure.map(|closure| (closure.from, closure.to)),
        acute: hours.numbers.of_kind(NumberKind::Acute).map(|number| number.hours == Hours::Always).max(),
        consultants,
        office_number: hours.numbers.office().map(|number| (number.label.clone(), tel(&number.tel))),
        worry: Worry {
            label: hours.worry.label().to_owned(),
            url: hours.worry.url().map(|url| url.as_str().to_owned()),
            tel: hours.worry.tel().map(tel),
        },
    }
}

fn clock(time: TimeOfDay) -> NaiveTime {
    time.time().unwrap_or_default()
}

fn hour(hour: numbers::Hour) -> Hour {
    Hour { day: hour.day, from: clock(hour.span.from()), to: clock(hour.span.to()) }
}

/// Danish numbers in pairs, as people read them aloud.
pub(super) fn tel(tel: &numbers::Tel) -> Tel {
    let plain = tel.as_str();
    let text = match plain.strip_prefix("+45").filter(|rest| rest.len() == 8) {
        Some(rest) => {
            let pairs: Vec<&str> = (0..4).filter_map(|pair| rest.get(pair * 2..pair * 2 + 2)).collect();
            format!("+45 {}", pairs.join(" "))
        }
        None => plain.to_owned(),
    };
    Tel { text, href: (!tel.is_invented()).then(|| format!("tel:{plain}")) }
}

/// A text as vCard wants it.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], " ")
}
