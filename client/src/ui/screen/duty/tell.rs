//! What is chosen about a call, in the words of the chosen language.

use chrono::NaiveDate;
use samspil_shared::domain::call::{CallerKind, MayShow, Notice, PassedTo, Urgency};

use crate::app::duty::CallField;
use crate::app::search::Stretch;
use crate::app::view::duty::{CallFault, CallStatus, ChildFace, RingFault, Turn};
use crate::ui::I18n;
use crate::ui::i18n::*;
use crate::ui::part::words;

pub(in crate::ui::screen) fn urgency(i18n: I18n, urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::First => t_string!(i18n, duty.first),
        Urgency::SameDay => t_string!(i18n, duty.same_day),
        Urgency::CanWait => t_string!(i18n, duty.can_wait),
    }
}

pub(super) fn may_show(i18n: I18n, may_show: MayShow) -> &'static str {
    match may_show {
        MayShow::Caller => t_string!(i18n, duty.show_caller),
        MayShow::Adults => t_string!(i18n, duty.show_adults),
        MayShow::Nobody => t_string!(i18n, duty.show_nobody),
    }
}

pub(super) fn notice(i18n: I18n, notice: Notice) -> &'static str {
    match notice {
        Notice::NotRelevant => t_string!(i18n, duty.not_relevant),
        Notice::Considered => t_string!(i18n, duty.considered),
        Notice::Sent => t_string!(i18n, duty.sent),
    }
}

pub(super) fn passed_to(i18n: I18n, to: PassedTo) -> &'static str {
    match to {
        PassedTo::DutyService => t_string!(i18n, duty.passed_duty),
        PassedTo::Police => t_string!(i18n, duty.passed_police),
        PassedTo::Doctor => t_string!(i18n, duty.passed_doctor),
    }
}

pub(super) fn kind(i18n: I18n, kind: CallerKind) -> &'static str {
    match kind {
        CallerKind::FosterParent => t_string!(i18n, duty.kind_foster_parent),
        CallerKind::Child => t_string!(i18n, duty.kind_child),
        CallerKind::Parent => t_string!(i18n, duty.kind_parent),
        CallerKind::Respite => t_string!(i18n, duty.kind_respite),
        CallerKind::Other => t_string!(i18n, duty.kind_other),
    }
}

pub(super) fn field(i18n: I18n, field: CallField) -> &'static str {
    match field {
        CallField::What => t_string!(i18n, duty.what),
        CallField::Name => t_string!(i18n, duty.name),
        CallField::Tel => t_string!(i18n, duty.tel),
        CallField::About => t_string!(i18n, log.who),
        CallField::Advice => t_string!(i18n, duty.advice),
        CallField::Agreed => t_string!(i18n, duty.agreed),
        CallField::BestTime => t_string!(i18n, duty.when),
        CallField::WhyNot => t_string!(i18n, duty.why_not),
        CallField::NoticeBy => t_string!(i18n, duty.notice_by),
    }
}

pub(super) fn fault(i18n: I18n, fault: CallFault) -> &'static str {
    match fault {
        CallFault::What => t_string!(i18n, duty.need_what),
        CallFault::Whose => t_string!(i18n, duty.need_whose),
        CallFault::Unit => t_string!(i18n, duty.need_unit),
        CallFault::Tel => t_string!(i18n, duty.need_tel),
        CallFault::Urgency => t_string!(i18n, duty.need_urgency),
        CallFault::WhyNot => t_string!(i18n, duty.need_why),
        CallFault::NoticeBy => t_string!(i18n, duty.need_by),
        CallFault::Times => t_string!(i18n, duty.need_times),
        CallFault::Ended => t_string!(i18n, duty.need_ended),
        CallFault::Ring(fault) => ring(i18n, fault),
        CallFault::Long(_) => t_string!(i18n, duty.need_short),
    }
}

pub(super) fn ring(i18n: I18n, fault: RingFault) -> &'static str {
    match fault {
        RingFault::Day => t_string!(i18n, duty.need_ring_day),
        RingFault::Clock => t_string!(i18n, duty.need_ring_clock),
        RingFault::Past => t_string!(i18n, duty.need_ring_later),
        RingFault::Far => t_string!(i18n, duty.need_ring_sooner),
    }
}

pub(super) fn status(i18n: I18n, status: &CallStatus) -> String {
    match status {
        CallStatus::New => t_string!(i18n, duty.status_new),
        CallStatus::Taken(name) if !name.is_empty() => {
            return t_string!(i18n, duty.status_taken, name = name.clone());
        }
        CallStatus::Taken(_) => t_string!(i18n, duty.status_taken_plain),
        CallStatus::NotReached => t_string!(i18n, duty.status_not_reached),
        CallStatus::Talked => t_string!(i18n, duty.status_talked),
        CallStatus::Handed => t_string!(i18n, duty.status_handed),
        CallStatus::Closed => t_string!(i18n, duty.status_closed),
        CallStatus::Tied => t_string!(i18n, duty.status_tied),
        CallStatus::Reopened => t_string!(i18n, duty.status_reopened),
    }
    .to_owned()
}

/// "Maria Holst, Jonas Bak"
pub(super) fn who(i18n: I18n, who: &[String]) -> String {
    if who.is_empty() { t_string!(i18n, duty.unknown).to_owned() } else { who.join(", ") }
}

/// "Noah, 7 år"
pub(super) fn child(i18n: I18n, child: &ChildFace) -> String {
    let name = child.name.clone();
    child.age.map_or_else(|| name.clone(), |age| t_string!(i18n, duty.child_age, name = name.clone(), age = age))
}

/// "Noah, 7 år · konsulent Mette Holm"
pub(super) fn about(i18n: I18n, children: &[ChildFace], consultants: &[String]) -> String {
    let children = children.iter().map(|one| child(i18n, one)).collect::<Vec<_>>().join(" · ");
    match consultants {
        [] => children,
        names => t_string!(i18n, duty.with_consultant, children = children, name = words::names(i18n, names)),
    }
}

/// "i dag kl. 23.00–7.30"
pub(in crate::ui::screen) fn span(i18n: I18n, turn: &Turn, today: NaiveDate) -> String {
    let day = words::near_date(i18n, turn.from.date, today);
    let (from, to) = (words::bare_clock(i18n, turn.from.time), words::bare_clock(i18n, turn.until.time));
    t_string!(i18n, duty.span, day = day, from = from, to = to)
}

pub(super) fn stretches(stretches: Vec<Stretch>) -> Vec<leptos::prelude::AnyView> {
    use leptos::prelude::*;
    let one = |stretch: Stretch| {
        if stretch.hit { view! { <mark>{stretch.text}</mark> }.into_any() } else { stretch.text.into_any() }
    };
    stretches.into_iter().map(one).collect()
}
