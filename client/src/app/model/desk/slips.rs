//! Which calls nobody took or tried in time, reckoned on the device as the server's job does it for the leaders.

use std::borrow::Cow;

use chrono::NaiveDate;
use samspil_shared::api::PublicFacts;
use samspil_shared::domain::follow_up::{Slipped, due_by, slipped, slips_at};
use samspil_shared::domain::{Calendar, Role, SpaceId, Timestamp};

use super::Desk;
use super::follow_up::Followed;
use crate::app::route::Route;

impl Desk {
    /// Whether nobody took a call or tried in time, by the calendar of the unit that looks after it: what the server's job
    /// says too (08, day c).
    pub(in crate::app) fn slipped(
        &self,
        followed: &Followed<'_>,
        facts: &PublicFacts,
        at: Timestamp,
    ) -> Option<Slipped> {
        let calendar = self.calendar_of(followed.held.space, facts);
        slipped(self.due_by(followed, &calendar), &followed.progress, &calendar, at)
    }

    /// When the list of calls says something else by itself.
    pub(in crate::app::model) fn slips_at(&self, facts: &PublicFacts, now: Timestamp) -> Option<Timestamp> {
        let shown = matches!(self.route, Route::Today | Route::Calls(_));
        if !shown || self.settings.acting.role != Role::Consultant {
            return None;
        }
        let at = self.engine.state().corrected(now);
        let open = self.followed().into_iter().filter(|followed| !followed.progress.is_closed());
        let next = open.filter_map(|followed| {
            let calendar = self.calendar_of(followed.held.space, facts);
            slips_at(self.due_by(&followed, &calendar), &followed.progress, &calendar, at)
        });
        Some(now.plus_ms(next.min()?.ms_since(at)))
    }

    /// By the calendar that the day was told from. One that was set since makes nothing late that was in time: the server
    /// keeps to the day that it reckoned when the call came.
    fn due_by(&self, followed: &Followed<'_>, calendar: &Calendar) -> NaiveDate {
        let new = &followed.held.value.new;
        let told_from_it = calendar.version() == new.due.calendar;
        if told_from_it { due_by(new.due.day, new.ended, calendar) } else { new.due.day }
    }

    fn calendar_of<'f>(&self, space: SpaceId, facts: &'f PublicFacts) -> Cow<'f, Calendar> {
        let view = self.engine.state().space(self.engine.config().acting, space);
        let unit = view.and_then(|view| view.space.unit).unwrap_or(self.settings.acting.unit);
        let known = facts.units.iter().find(|facts| facts.unit == unit);
        known.map_or_else(|| Cow::Owned(Calendar::ordinary()), |facts| Cow::Borrowed(&facts.hours.calendar))
    }
}
