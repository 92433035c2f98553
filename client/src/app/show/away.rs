//! Who is away, and who stands in.

use samspil_shared::api::duty::{Away, ConsultantWeek, WhyAway};
use samspil_shared::domain::Timestamp;
use samspil_shared::domain::duty::WorkDays;
use samspil_shared::domain::rota::{RotaDeed, away_deed};

use super::Show;
use super::devices::ask_state;
use crate::app::model::Model;
use crate::app::view::away::{AwayFace, AwayPage, AwayRow};

impl Model {
    /// Who is away, for whoever may say so.
    pub fn away(&self) -> Option<AwayPage> {
        let show = self.show()?;
        show.desk.says_away().then(|| show.away())
    }
}

impl Show<'_> {
    fn away(self) -> AwayPage {
        let asked = &self.desk.calls.away;
        let all = asked.known.iter().flat_map(|known| &known.consultants);
        let rows = all.map(|one| self.away_row(one));
        AwayPage {
            state: ask_state(asked.asking, asked.fault.as_ref()),
            deed: self.desk.calls.away_deed,
            today: self.today(),
            plans: self.desk.plans_rota(),
            people: rows.collect(),
        }
    }

    /// As the server decides it.
    fn may_say_away(self, one: &ConsultantWeek) -> bool {
        let own = away_deed(self.me(), one.person, one.partner) == RotaDeed::SayAwayOfOwn;
        own || self.desk.plans_rota()
    }

    fn away_row(self, one: &ConsultantWeek) -> AwayRow {
        let at = self.at();
        let known = self.desk.calls.away.known.as_ref();
        let name = |person| {
            let named = known.and_then(|known| known.consultants.iter().find(|one| one.person == person));
            named.map_or_else(|| self.full_name(person), |one| one.name.clone())
        };
        let face = |away: &Away| AwayFace {
            instead: name(away.instead),
            first: away.from.local_date().unwrap_or_default(),
            last: last_day(away.until),
            why: away.why,
        };
        let now = one.away.iter().find(|away| away.from <= at && at < away.until);
        let is_away = |one: &ConsultantWeek| {
            one.alone.is_some() || one.away.iter().any(|away| away.from <= at && at < away.until)
        };
        let alone = one.alone.map(|why| {
            let partner =
                known.and_then(|known| known.consultants.iter().find(|week| Some(week.person) == one.partner));
            let partner = partner.filter(|partner| is_away(partner)).map(|partner| partner.name.clone());
            ([one.name.clone()].into_iter().chain(partner).collect(), why)
        });
        let mut ahead: Vec<&Away> = one.away.iter().filter(|away| at < away.from).collect();
        ahead.sort_by_key(|away| away.from);
        AwayRow {
            person: one.person,
            name: one.name.clone(),
            me: one.person == self.me(),
            partner: one.partner.map(name),
            week: (one.days.unwrap_or(WorkDays::WEEKDAYS), one.partner),
            now: now.map(face),
            ahead: ahead.into_iter().map(face).collect(),
            can_return: now.map(|away| away.why).or(one.alone).is_some_and(|why| why != WhyAway::DayOff),
            alone,
            may_say: self.may_say_away(one),
        }
    }
}

/// The last day before this instant.
fn last_day(until: Timestamp) -> chrono::NaiveDate {
    until.plus_ms(-1).local_date().unwrap_or_default()
}
