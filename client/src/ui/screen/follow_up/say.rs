//! What is known about a call, in the words of the chosen language.

use chrono::NaiveDate;
use samspil_shared::domain::call::{CallerKind, MayShow, Notice, PassedOn, PassedTo, Urgency};
use samspil_shared::domain::follow_up::{Heading, Slipped};

use crate::app::view::follow_up::{CallFace, ChildFace, Chips, StatusFace, StepFace, StepWhat};
use crate::ui::I18n;
use crate::ui::i18n::*;
use crate::ui::part::{Glyph, MarkFace, Tone, words};

/// "Over fristen"
pub(super) fn heading(i18n: I18n, heading: Heading) -> &'static str {
    match heading {
        Heading::Overdue => t_string!(i18n, follow_up.overdue),
        Heading::Today => t_string!(i18n, follow_up.today),
        Heading::Later => t_string!(i18n, follow_up.later),
    }
}

/// "Noah, 7 år"
pub(in crate::ui::screen) fn child(i18n: I18n, child: &ChildFace) -> String {
    let name = child.name.clone();
    match child.months {
        None => name,
        Some(months @ 0..24) => t_string!(i18n, follow_up.months, name = name, n = months),
        Some(months) => t_string!(i18n, follow_up.years, name = name, n = months / 12),
    }
}

pub(in crate::ui::screen) fn children(i18n: I18n, children: &[ChildFace]) -> String {
    let named: Vec<String> = children.iter().map(|one| child(i18n, one)).collect();
    words::names(i18n, &named)
}

/// "Ring som det første"
pub(super) fn urgency(i18n: I18n, urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::First => t_string!(i18n, follow_up.first),
        Urgency::SameDay => t_string!(i18n, follow_up.same_day),
        Urgency::CanWait => t_string!(i18n, follow_up.can_wait),
    }
}

/// "Mette Holm og Lars Quist følger op"
pub(super) fn status(i18n: I18n, status: &StatusFace, today: NaiveDate) -> String {
    match status {
        StatusFace::New => t_string!(i18n, follow_up.state_new).to_owned(),
        StatusFace::Taken(names) => t_string!(i18n, follow_up.state_taken, name = words::names(i18n, names)),
        StatusFace::Away(names) => t_string!(i18n, follow_up.state_away, name = words::names(i18n, names)),
        StatusFace::NotReached(None) => t_string!(i18n, follow_up.state_not_reached).to_owned(),
        StatusFace::NotReached(Some(day)) => {
            t_string!(i18n, follow_up.state_again, day = words::near_date(i18n, *day, today))
        }
        StatusFace::Talked => t_string!(i18n, follow_up.state_talked).to_owned(),
        StatusFace::Handed(name) => t_string!(i18n, follow_up.state_handed, name = name.clone()),
        StatusFace::Closed => t_string!(i18n, follow_up.state_closed).to_owned(),
        StatusFace::Reopened => t_string!(i18n, follow_up.state_reopened).to_owned(),
    }
}

/// Chips as the list and the page show them.
pub(super) fn chips(i18n: I18n, chips: &Chips, today: NaiveDate) -> Vec<MarkFace> {
    let mark = |tone, glyph, words: String| MarkFace { tone, glyph, words };
    let overdue = || mark(Tone::Warm, Glyph::Warning, t_string!(i18n, follow_up.overdue).to_owned());
    let again = chips.not_again;
    let slipped = |why| {
        let why = match why {
            Slipped::NotTaken => t_string!(i18n, leader.not_taken),
            Slipped::NotTried if again => t_string!(i18n, leader.not_again),
            Slipped::NotTried => t_string!(i18n, leader.not_tried),
        };
        mark(Tone::Warm, Glyph::Clock, why.to_owned())
    };
    let urgent = match chips.urgency {
        Urgency::First => (Tone::Info, Glyph::Send),
        Urgency::SameDay => (Tone::Plain, Glyph::Clock),
        Urgency::CanWait => (Tone::Plain, Glyph::Hourglass),
    };
    let late = || mark(Tone::Warm, Glyph::Done, t_string!(i18n, follow_up.late).to_owned());
    let state = match chips.status {
        StatusFace::New => (Tone::Plain, Glyph::Info),
        StatusFace::Taken(_) | StatusFace::Talked | StatusFace::Closed => (Tone::Leaf, Glyph::Check),
        StatusFace::Away(_) => (Tone::Warm, Glyph::Person),
        StatusFace::NotReached(_) | StatusFace::Reopened => (Tone::Warm, Glyph::Again),
        StatusFace::Handed(_) => (Tone::Plain, Glyph::Person),
    };
    let best = |when: &String| mark(Tone::Plain, Glyph::Clock, t_string!(i18n, follow_up.best, when = when.clone()));
    [
        chips.overdue.then(overdue),
        chips.slipped.map(slipped),
        Some(mark(urgent.0, urgent.1, urgency(i18n, chips.urgency).to_owned())),
        chips.late.then(late),
        Some(mark(state.0, state.1, status(i18n, &chips.status, today))),
        chips.best_time.as_ref().map(best),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// "plejeforælder"
pub(super) fn kind(i18n: I18n, kind: CallerKind) -> &'static str {
    match kind {
        CallerKind::FosterParent => t_string!(i18n, follow_up.kind_foster_parent),
        CallerKind::Child => t_string!(i18n, follow_up.kind_child),
        CallerKind::Parent => t_string!(i18n, follow_up.kind_parent),
        CallerKind::Respite => t_string!(i18n, follow_up.kind_respite),
        CallerKind::Other => t_string!(i18n, follow_up.kind_other),
    }
}

/// "Ringede: Maria Holst · plejeforælder"
pub(super) fn caller(i18n: I18n, call: &CallFace) -> String {
    let name = call.caller.clone().unwrap_or_else(|| t_string!(i18n, follow_up.nameless).to_owned());
    let caller = t_string!(i18n, follow_up.caller, name = name);
    t_string!(i18n, list.dot, first = caller, last = kind(i18n, call.caller_kind).to_owned())
}

/// "Må vises for den, der ringede"
pub(super) fn may_show(i18n: I18n, call: &CallFace) -> String {
    match call.may_show {
        MayShow::Caller | MayShow::Adults if call.unseen => t_string!(i18n, follow_up.show_unseen).to_owned(),
        MayShow::Caller => t_string!(i18n, follow_up.show_caller).to_owned(),
        MayShow::Adults => t_string!(i18n, follow_up.show_adults).to_owned(),
        MayShow::Nobody => t_string!(i18n, follow_up.show_nobody, why = call.why_not.clone().unwrap_or_default()),
    }
}

/// "Underretning: Sendt · Ida Toft kl. 3"
pub(super) fn notice(i18n: I18n, call: &CallFace) -> String {
    let notice = match call.notice {
        None => t_string!(i18n, follow_up.notice_none),
        Some(Notice::NotRelevant) => t_string!(i18n, follow_up.notice_not_relevant),
        Some(Notice::Considered) => t_string!(i18n, follow_up.notice_considered),
        Some(Notice::Sent) => t_string!(i18n, follow_up.notice_sent),
    };
    match &call.notice_by {
        Some(by) => t_string!(i18n, follow_up.notice_by, notice = notice.to_owned(), by = by.clone()),
        None => notice.to_owned(),
    }
}

/// "Politiet blev kontaktet"
pub(super) fn passed_on(i18n: I18n, passed: PassedOn) -> String {
    let to: Vec<String> = passed.iter().map(|to| passed_to(i18n, to).to_owned()).collect();
    if to.is_empty() { t_string!(i18n, follow_up.passed_nobody).to_owned() } else { to.join(" ") }
}

fn passed_to(i18n: I18n, to: PassedTo) -> &'static str {
    match to {
        PassedTo::DutyService => t_string!(i18n, follow_up.passed_duty),
        PassedTo::Police => t_string!(i18n, follow_up.passed_police),
        PassedTo::Doctor => t_string!(i18n, follow_up.passed_doctor),
    }
}

/// "Yusuf Amin, akuttelefonvagt · Krogsbæk"
pub(super) fn taken_by(i18n: I18n, call: &CallFace) -> String {
    match (call.taken_by.as_str(), call.unit.as_str()) {
        ("", "") => t_string!(i18n, follow_up.officer).to_owned(),
        ("", unit) => {
            let officer = t_string!(i18n, follow_up.officer).to_owned();
            t_string!(i18n, list.dot, first = officer, last = unit.to_owned())
        }
        (name, "") => t_string!(i18n, follow_up.taken_by, name = name.to_owned()),
        (name, unit) => t_string!(i18n, follow_up.taken_at, name = name.to_owned(), unit = unit.to_owned()),
    }
}

/// "mandag 6. april kl. 23.30 til 23.40"
pub(super) fn when(i18n: I18n, call: &CallFace, today: NaiveDate) -> String {
    let began = words::moment(i18n, call.began, today);
    t_string!(i18n, follow_up.until, when = began, t = words::bare_clock(i18n, call.ended.time))
}

/// "Talte sammen: Hun sov bedre."
pub(super) fn step(i18n: I18n, step: &StepFace, today: NaiveDate) -> String {
    let with = |step: &str, text: &Option<String>| match text {
        Some(text) => t_string!(i18n, follow_up.step_with, step = step.to_owned(), text = text.clone()),
        None => step.to_owned(),
    };
    match &step.what {
        StepWhat::Taken => t_string!(i18n, follow_up.step_taken).to_owned(),
        StepWhat::NotReached(None) => t_string!(i18n, follow_up.step_not_reached).to_owned(),
        StepWhat::NotReached(Some(day)) => {
            t_string!(i18n, follow_up.step_again, day = words::near_date(i18n, *day, today))
        }
        StepWhat::Talked(outcome) => with(t_string!(i18n, follow_up.step_talked), outcome),
        StepWhat::Handed(name) => t_string!(i18n, follow_up.step_handed, name = name.clone()),
        StepWhat::Closed(outcome) => with(t_string!(i18n, follow_up.step_closed), outcome),
        StepWhat::Reopened => t_string!(i18n, follow_up.step_reopened).to_owned(),
        StepWhat::Filed(None) => t_string!(i18n, follow_up.step_filed).to_owned(),
        StepWhat::Filed(Some(at)) => t_string!(i18n, follow_up.step_filed_at, at = at.clone()),
        StepWhat::Released(MayShow::Caller) => t_string!(i18n, follow_up.step_released_caller).to_owned(),
        StepWhat::Released(_) => t_string!(i18n, follow_up.step_released_adults).to_owned(),
        StepWhat::Withheld(why) => t_string!(i18n, follow_up.step_withheld, why = why.clone()),
        StepWhat::Tied => t_string!(i18n, follow_up.step_tied).to_owned(),
        StepWhat::RungBack(done, next) => {
            let step =
                if *done { t_string!(i18n, follow_up.step_rung) } else { t_string!(i18n, follow_up.step_not_rung) };
            match next {
                Some(at) => {
                    let when = words::moment(i18n, *at, today);
                    t_string!(i18n, follow_up.step_rings_again, step = step.to_owned(), when = when)
                }
                None => step.to_owned(),
            }
        }
    }
}

/// "Mette Holm · kl. 11.20"
pub(super) fn by(i18n: I18n, step: &StepFace, today: NaiveDate) -> String {
    let who = step.who.clone().unwrap_or_else(|| t_string!(i18n, follow_up.colleague).to_owned());
    t_string!(i18n, follow_up.by, who = who, when = words::moment(i18n, step.when, today))
}

/// What is known beside the texts, a line each.
pub(super) fn facts(i18n: I18n, call: &CallFace, today: NaiveDate) -> Vec<String> {
    let ring_back = call.ring_back.map(|(at, done)| match done {
        None => t_string!(i18n, follow_up.ring_back, when = words::moment(i18n, at, today)),
        Some(true) => t_string!(i18n, follow_up.rang_back).to_owned(),
        Some(false) => t_string!(i18n, follow_up.not_rung_back).to_owned(),
    });
    [
        Some(caller(i18n, call)),
        call.about.as_ref().map(|name| t_string!(i18n, follow_up.about, name = name.clone())),
        Some(may_show(i18n, call)),
        Some(notice(i18n, call)),
        Some(passed_on(i18n, call.passed_on)),
        ring_back,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// *Til journal* as plain text.
pub(super) fn journal(i18n: I18n, call: &CallFace, today: NaiveDate) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut put = |label: &str, text: String| {
        if !text.is_empty() {
            lines.push(format!("{label}\n{text}\n"));
        }
    };
    put(t_string!(i18n, follow_up.j_family), words::names(i18n, &call.family));
    put(t_string!(i18n, follow_up.j_call), when(i18n, call, today));
    put(t_string!(i18n, follow_up.j_taken), taken_by(i18n, call));
    put(t_string!(i18n, follow_up.what), call.what.clone());
    put(t_string!(i18n, follow_up.advice), call.advice.clone().unwrap_or_default());
    put(t_string!(i18n, follow_up.agreed), call.agreed.clone().unwrap_or_default());
    for (at, text) in &call.added {
        put(&t_string!(i18n, follow_up.added, when = words::moment(i18n, *at, today)), text.clone());
    }
    lines.push(format!("{}\n", facts(i18n, call, today).join("\n")));
    let mut put = |label: &str, text: String| lines.push(format!("{label}\n{text}\n"));
    put(t_string!(i18n, follow_up.j_due), words::long_date(i18n, call.due, today));
    let steps = call
        .steps
        .iter()
        .map(|one| t_string!(i18n, list.dot, first = by(i18n, one, today), last = step(i18n, one, today)));
    let steps: Vec<String> = steps.collect();
    if !steps.is_empty() {
        put(t_string!(i18n, follow_up.steps), steps.join("\n"));
    }
    let told: Vec<String> = call.lines.iter().map(|line| line.text.clone()).collect();
    if !told.is_empty() {
        put(t_string!(i18n, follow_up.lines), told.join("\n"));
    }
    if call.place_hidden {
        lines.push(format!("{}\n", t_string!(i18n, place.hidden)));
    }
    lines.join("\n")
}
