//! *Administration*: for whom each place is, and what is typed there as what the server is asked.

use chrono::{NaiveDate, NaiveTime};
use samspil_shared::api::admin::{AddMember, AddPlacement, ChangeHours, HoursChange, Recuse};
use samspil_shared::domain::calendar::{CalendarError, Closed, Span, Week};
use samspil_shared::domain::office::sees_own_time;
use samspil_shared::domain::{Role, Timestamp};

use super::Desk;
use crate::app::admin::{AdminIntent, Ask, NewMember, NewPlacement};
use crate::app::model::Ctx;
use crate::app::route::AdminPlace;
use crate::app::view::admin::AdminDeed;

impl Desk {
    /// Whether there is anything to set up in the role acted in.
    pub(in crate::app) fn sets_up(&self) -> bool {
        matches!(self.settings.acting.role, Role::Administrator | Role::Consultant)
    }

    /// Whether the unit's hours are shown in the role acted in.
    pub(in crate::app) fn sees_hours(&self) -> bool {
        matches!(self.settings.acting.role, Role::Administrator | Role::Leader)
    }

    /// Whether it is said in the role acted in who is kept out of whose reach.
    pub(in crate::app) fn says_recusals(&self) -> bool {
        matches!(self.settings.acting.role, Role::Administrator | Role::Leader)
    }

    /// Who is kept out of whose reach: a leader says it too, who sets nothing else up.
    pub(super) fn recusal_intent(&mut self, intent: &AdminIntent, ctx: &mut Ctx<'_>) {
        let ask = match *intent {
            AdminIntent::Recuse(Some(person), Some(family)) => Ask::Recuse(Recuse { person, family }),
            AdminIntent::EndRecusal(person, family) => Ask::EndRecusal(Recuse { person, family }),
            _ => return self.admin.deed = AdminDeed::Incomplete,
        };
        if self.says_recusals() {
            self.one_deed(ask, ctx);
        }
    }

    /// Whether this place is one for the role acted in.
    pub(in crate::app) fn has_admin(&self, place: AdminPlace) -> bool {
        match place {
            AdminPlace::Menu => self.sets_up() || self.sees_hours(),
            AdminPlace::Hours => self.sees_hours(),
            AdminPlace::Recusals => self.says_recusals(),
            _ => self.sets_up(),
        }
    }

    /// What is typed about hours and closed days.
    pub(super) fn hours_intent(&mut self, intent: AdminIntent, ctx: &mut Ctx<'_>) {
        let Some(own) = self.admin.hours.known.as_ref().and_then(|known| known.own.as_ref()) else { return };
        let change = match intent {
            AdminIntent::CloseDays { from, to, reason } => {
                let reason = reason.trim().to_owned();
                match from.filter(|_| !reason.is_empty()) {
                    Some(from) => Ok(HoursChange::Close(Closed { from, to: to.unwrap_or(from), reason })),
                    None => Err(AdminDeed::Incomplete),
                }
            }
            AdminIntent::Reopen(from) => Ok(HoursChange::Reopen(from)),
            AdminIntent::SetWeek { open, phone } => match (week(&open), week(&phone)) {
                (Some(open), Some(phone)) => Ok(HoursChange::Week { open: Box::new(open), phone: Box::new(phone) }),
                _ => Err(AdminDeed::Hours),
            },
            _ => return,
        };
        // What the server would say is said at once.
        let Some(today) = self.engine.state().corrected(ctx.now).local_date() else { return };
        let change = change.and_then(|change| match change.clone().apply(own, today) {
            Ok(_) => Ok(ChangeHours { version: own.version(), change }),
            Err(CalendarError::NeverOpen) => Err(AdminDeed::Hours),
            Err(_) => Err(AdminDeed::ClosedDays),
        });
        match change {
            Ok(change) => self.deed(Ask::ChangeHours(change), ctx),
            Err(fault) => self.admin.deed = fault,
        }
    }
}

/// Hours of a week as they are typed, Monday first; a day without any is closed.
fn week(days: &[String; 7]) -> Option<Week> {
    let mut spans: [Vec<Span>; 7] = Default::default();
    for (spans, typed) in spans.iter_mut().zip(days) {
        let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
        *spans = parts.map(span).collect::<Option<_>>()?;
    }
    Week::new(spans).ok()
}

/// "8-15.30" means 08:00-15:30.
fn span(typed: &str) -> Option<Span> {
    let (from, to) = typed.split_once(['-', '–'])?;
    let time = |text: &str| {
        let text = text.trim().replace('.', ":");
        let (hour, minute) = text.split_once(':').unwrap_or((&text, "00"));
        format!("{hour:0>2}:{minute}")
    };
    format!("{}-{}", time(from), time(to)).parse().ok()
}

pub(super) fn placement(new: NewPlacement) -> Option<Ask> {
    let NewPlacement { family, municipality, starts_on, child, born } = new;
    let complete = !child.trim().is_empty() && !born.is_empty();
    let starts_on = starts_on.filter(|_| complete)?;
    Some(Ask::AddPlacement(AddPlacement { family, municipality, starts_on, child, born }))
}

pub(super) fn member(new: NewMember) -> Option<Ask> {
    let NewMember { person, place, role, stand_in, first, last, sees_all } = new;
    let from = begin(first?)?;
    let until = match last {
        Some(day) => Some(begin(day.succ_opt()?)?),
        None => None,
    };
    // The server knows whether somebody goes on as before, or from when on they see.
    let sees_from = (!sees_own_time(role) && !sees_all).then_some(from);
    Some(Ask::AddMember(AddMember { person: person?, place, role, stand_in, from, until, sees_from }))
}

/// The first instant of a Danish day.
pub(super) fn begin(day: NaiveDate) -> Option<Timestamp> {
    Timestamp::from_local(day.and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (typed, read) in [
            ("08:00-15:30", Some("08:00-15:30")),
            (" 8 – 15.30 ", Some("08:00-15:30")),
            ("9-10", Some("09:00-10:00")),
            ("00:00-24:00", Some("00:00-24:00")),
            ("15-8", None),
            ("8", None),
            ("8-25", None),
            ("8:5-9", None),
            ("otte-ni", None),
            ("-", None),
        ] {
            assert_eq!(span(typed).map(|span| span.to_string()).as_deref(), read, "{typed}");
        }
        let typed = |monday: &str| {
            let mut days: [String; 7] = Default::default();
            monday.clone_into(&mut days[0]);
            week(&days)
        };
        assert_eq!(typed(""), Some(Week::default()), "closed all week");
        assert_eq!(typed("9-10, 13-14").unwrap().on(chrono::Weekday::Mon).len(), 2);
        assert_eq!(typed("9-10, 9.30-14"), None, "twice");
        assert_eq!(typed("9-10,"), typed("9-10"));
    }
}
