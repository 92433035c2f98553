//! *Åbningstider og lukkedage*.

use chrono::{NaiveDate, NaiveTime, Weekday};
use samspil_shared::domain::calendar::{Calendar, Closed, Week, next_open_day};
use samspil_shared::domain::{Role, Timestamp};

use super::Show;
use crate::app::model::Model;
use crate::app::view::hours::{AdminHours, ClosedLine, OwnHours};

/// The hour of a call this evening.
const EVENING: Option<NaiveTime> = NaiveTime::from_hms_opt(21, 0, 0);
const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

impl Model {
    /// When the unit is open; none for whom it is not.
    pub fn admin_hours(&self) -> Option<AdminHours> {
        self.show()?.admin_hours()
    }
}

impl Show<'_> {
    fn admin_hours(self) -> Option<AdminHours> {
        let known = self.desk.admin.hours.known.as_ref().filter(|_| self.desk.sees_hours())?;
        let today = self.today();
        let own = known.own.as_ref().map(|own| OwnHours {
            version: own.version(),
            open: written(own.open()),
            phone: written(own.phone()),
            closed: ahead(own, today),
            follow_up: known.whole().filter(|_| known.follows_up).and_then(|whole| follow_up(&whole, today)),
        });
        Some(AdminHours {
            may_set: self.desk.settings.acting.role == Role::Administrator,
            own,
            shared: known.shared.as_ref().map(|shared| {
                (shared.name.clone(), shared.calendar.iter().flat_map(|calendar| ahead(calendar, today)).collect())
            }),
            units: known.units.iter().map(|unit| unit.name.clone()).collect(),
        })
    }
}

fn follow_up(calendar: &Calendar, today: NaiveDate) -> Option<NaiveDate> {
    let evening = Timestamp::from_local(today.and_time(EVENING?))?;
    next_open_day(evening, calendar).ok().map(|due| due.day)
}

fn ahead(calendar: &Calendar, today: NaiveDate) -> Vec<ClosedLine> {
    let line = |closed: &Closed| ClosedLine { from: closed.from, to: closed.to, reason: closed.reason.clone() };
    calendar.closed().iter().filter(|closed| closed.to >= today).map(line).collect()
}

fn written(week: &Week) -> [String; 7] {
    WEEK.map(|day| week.on(day).iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}
