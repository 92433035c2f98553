//! The lease: how long a device may be read without having been in touch with the server (05). Writing, and what is one's
//! own and unsent, is never closed; nor is whom to call. A clock that is set back puts no end off.

use chrono::NaiveDate;

use super::Show;
use crate::app::model::Model;
use crate::app::route::{DutyPlace, Route};

const DAY_MS: i64 = 86_400_000;

impl Model {
    /// Days since the server last answered, where reading this place has to wait for the next time it does.
    pub fn lease_over(&self, place: Route) -> Option<i64> {
        let stays =
            matches!(place, Route::NewEntry | Route::Waiting | Route::More | Route::SignInAgain | Route::PhoneCheck)
                || matches!(
                    place,
                    Route::Numbers | Route::NumbersOf(_) | Route::Duty(DutyPlace::NewCall | DutyPlace::Call(_))
                );
        let desk = self.desk().filter(|_| !stays)?;
        let last = desk.engine.state().last_exchange()?;
        let days = desk.engine.latest(self.now()).ms_since(last) / DAY_MS;
        (desk.settings.revoked || days >= desk.settings.acting.role.lease_days()).then_some(days)
    }
}

impl Show<'_> {
    /// The day on which reading will wait for the server, once two thirds of the time until then are over.
    pub(super) fn lease_ends(self) -> Option<NaiveDate> {
        let engine = &self.desk.engine;
        let (last, days) = (engine.state().last_exchange()?, self.desk.settings.acting.role.lease_days());
        let over = engine.latest(self.now).ms_since(last);
        let is_near = over * 3 >= days * DAY_MS * 2 && over < days * DAY_MS;
        (is_near && !self.desk.settings.revoked).then(|| last.plus_ms(days * DAY_MS).local_date()).flatten()
    }
}
