//! The parts of the app that are loaded when somebody opens what is in them, and who is given them ahead of that.

use samspil_shared::domain::Role;

use super::Model;
use super::route::Route;

/// A part of the app in a file of its own. What is in none is there as soon as the app is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chunk {
    /// The akuttelefon.
    Duty,
    /// Calls and what becomes of them, families as those see them who work with them.
    Calls,
    /// *Administration* and *Overblik*.
    Office,
    /// What everybody has and nobody opens every day.
    More,
}

impl Chunk {
    /// The part that this place is in. *I dag* is another page for each role, and says by itself where it is.
    pub fn of(route: Route) -> Option<Self> {
        match route {
            Route::Today
            | Route::Logbook
            | Route::NewEntry
            | Route::Entry(_)
            | Route::EditEntry(_)
            | Route::Share(_)
            | Route::Numbers
            | Route::NumbersOf(_)
            | Route::Unknown => None,
            Route::Duty(_) => Some(Self::Duty),
            Route::Calls(_) | Route::Families | Route::Family(_) => Some(Self::Calls),
            Route::Admin(_) | Route::Leader(_) => Some(Self::Office),
            Route::History(_)
            | Route::Publication(_)
            | Route::StopSharing(_)
            | Route::Waiting
            | Route::More
            | Route::SignInAgain
            | Route::Search
            | Route::PhoneCheck
            | Route::Devices
            | Route::Notices
            | Route::Pin
            | Route::Quarantine
            | Route::Passkeys => Some(Self::More),
        }
    }

    /// What people in this role open, most often first.
    fn of_role(role: Role) -> &'static [Self] {
        match role {
            Role::Oneself | Role::FosterParent => &[Self::More],
            Role::Consultant | Role::InstitutionWorker | Role::Adviser => &[Self::Calls, Self::More],
            Role::DutyOfficer => &[Self::Duty, Self::More],
            Role::Leader => &[Self::Office, Self::Calls, Self::More],
            Role::Administrator => &[Self::Office, Self::More],
        }
    }
}

impl Model {
    /// What to load before somebody asks for it, in this order; nothing while the vault is not open.
    pub fn chunks_ahead(&self) -> &'static [Chunk] {
        if self.door().is_some() {
            return &[];
        }
        self.chrome().map(|chrome| Chunk::of_role(chrome.role)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use samspil_shared::domain::DocId;

    use super::*;
    use crate::app::route::{DutyPlace, LeaderPlace};

    #[test]
    fn what_is_written_every_day_is_there_at_once() {
        let doc = DocId::from_bytes([7; 16]);
        for route in [Route::Today, Route::Logbook, Route::NewEntry, Route::EditEntry(doc), Route::Numbers] {
            assert_eq!(Chunk::of(route), None, "{route}");
        }
    }

    #[test]
    fn whose_page_it_is_has_it_ahead() {
        for (role, route) in [
            (Role::DutyOfficer, Route::Duty(DutyPlace::NewCall)),
            (Role::Consultant, Route::Families),
            (Role::Leader, Route::Leader(LeaderPlace::Overview)),
            (Role::FosterParent, Route::More),
        ] {
            assert!(Chunk::of(route).is_some_and(|chunk| Chunk::of_role(role).contains(&chunk)), "{route}");
        }
    }

    #[test]
    fn a_locked_vault_asks_for_nothing() {
        assert_eq!(Model::default().chunks_ahead(), []);
    }
}
