//! The app's places and their paths. A path holds ids and never a word that a person wrote.

mod admin;
mod calls;
mod duty;
mod leader;

use std::fmt;

use samspil_shared::domain::{DocId, SpaceId, UnitId};

pub use self::admin::AdminPlace;
pub use self::calls::CallPlace;
pub use self::duty::DutyPlace;
pub use self::leader::LeaderPlace;

/// A place in the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Route {
    /// *I dag*.
    #[default]
    Today,
    /// *Logbog*.
    Logbook,
    /// The editor with a new note.
    NewEntry,
    /// A note.
    Entry(DocId),
    /// The editor with a note that stands.
    EditEntry(DocId),
    /// Who wrote what in a note.
    History(DocId),
    /// Sharing a note.
    Share(DocId),
    /// What was shared, with its comments.
    Publication(DocId),
    /// Taking back what was shared.
    StopSharing(DocId),
    /// *Familier*.
    Families,
    /// What one family shares about one child.
    Family(SpaceId),
    /// What waits and what did not get through.
    Waiting,
    /// *Mere*.
    More,
    /// Signing in again while the vault is open.
    SignInAgain,
    /// *Søg*.
    Search,
    /// *Er min telefon klar?*
    PhoneCheck,
    /// *Mine enheder*.
    Devices,
    /// *Beskeder*.
    Notices,
    /// *Hvem ringer jeg til nu?*
    Numbers,
    /// The same, with this unit's part first.
    NumbersOf(UnitId),
    /// *Kort kode*.
    Pin,
    /// *Kom bagefter*.
    Quarantine,
    /// *Administration*, and what lies below it.
    Admin(AdminPlace),
    /// *Adgangsnøgler*.
    Passkeys,
    /// The akuttelefon, and what lies below it.
    Duty(DutyPlace),
    /// Calls, families' cards and who is away.
    Calls(CallPlace),
    /// *Overblik*, for a leader.
    Leader(LeaderPlace),
    /// No place has this path.
    Unknown,
}

impl Route {
    /// The place with this path.
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let doc = |id: &str, place: fn(DocId) -> Self| id.parse().map_or(Self::Unknown, place);
        match parts[..] {
            [] => Self::Today,
            ["logbog"] => Self::Logbook,
            ["logbog", "ny"] => Self::NewEntry,
            ["notat", id] => doc(id, Self::Entry),
            ["notat", id, "ret"] => doc(id, Self::EditEntry),
            ["notat", id, "hvem"] => doc(id, Self::History),
            ["notat", id, "del"] => doc(id, Self::Share),
            ["delt", id] => doc(id, Self::Publication),
            ["delt", id, "stop"] => doc(id, Self::StopSharing),
            ["familier"] => Self::Families,
            ["familier", id] => id.parse().map_or(Self::Unknown, Self::Family),
            ["venter"] => Self::Waiting,
            ["mere"] => Self::More,
            ["mere", "log-ind"] => Self::SignInAgain,
            ["soeg"] => Self::Search,
            ["mere", "klar"] => Self::PhoneCheck,
            ["mere", "enheder"] => Self::Devices,
            ["mere", "beskeder"] => Self::Notices,
            ["ring"] => Self::Numbers,
            ["ring", unit] => unit.parse().map_or(Self::Unknown, Self::NumbersOf),
            ["mere", "kode"] => Self::Pin,
            ["mere", "kom-bagefter"] => Self::Quarantine,
            ["mere", "administration", ref below @ ..] => AdminPlace::parse(below).map_or(Self::Unknown, Self::Admin),
            ["mere", "adgangsnoegler"] => Self::Passkeys,
            ["vagt", ref below @ ..] => DutyPlace::parse(below).map_or(Self::Unknown, Self::Duty),
            ["overblik", ref below @ ..] => LeaderPlace::parse(below).map_or(Self::Unknown, Self::Leader),
            ["opfoelgning", ref below @ ..] => CallPlace::parse(below).map_or(Self::Unknown, Self::Calls),
            _ => Self::Unknown,
        }
    }

    /// The entry of the main menu that this place lies under.
    pub fn tab(self) -> Tab {
        match self {
            Self::Today | Self::Unknown => Tab::Today,
            Self::Logbook
            | Self::NewEntry
            | Self::Entry(_)
            | Self::EditEntry(_)
            | Self::History(_)
            | Self::Share(_)
            | Self::StopSharing(_)
            | Self::Search => Tab::Logbook,
            Self::Families | Self::Family(_) | Self::Publication(_) => Tab::Families,
            Self::Waiting
            | Self::More
            | Self::SignInAgain
            | Self::PhoneCheck
            | Self::Devices
            | Self::Passkeys
            | Self::Notices
            | Self::Numbers
            | Self::NumbersOf(_)
            | Self::Pin
            | Self::Quarantine
            | Self::Admin(_) => Tab::More,
            Self::Duty(place) => place.tab(),
            Self::Calls(place) => place.tab(),
            Self::Leader(_) => Tab::Overview,
        }
    }
}

impl Route {
    /// What a record was opened for that was reached from this place: the device's statement in the read log (05), from a
    /// closed list of numbers that are never given another meaning.
    pub fn purpose(self) -> u8 {
        match self {
            // By a link, a reload or the browser's own buttons.
            Self::Unknown => 1,
            Self::Today => 2,
            Self::Logbook | Self::NewEntry | Self::Entry(_) | Self::EditEntry(_) | Self::History(_) => 3,
            Self::Share(_) | Self::Publication(_) | Self::StopSharing(_) => 4,
            Self::Families | Self::Family(_) => 5,
            Self::Waiting
            | Self::More
            | Self::SignInAgain
            | Self::PhoneCheck
            | Self::Devices
            | Self::Passkeys
            | Self::Notices
            | Self::Numbers
            | Self::NumbersOf(_)
            | Self::Pin
            | Self::Quarantine
            | Self::Leader(_)
            | Self::Admin(_) => 6,
            Self::Search => 7,
            Self::Duty(_) => 9,
            Self::Calls(place) => place.purpose(),
        }
    }
}

/// An entry of the main menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tab {
    /// *I dag*.
    Today,
    /// *Logbog*, for a family.
    Logbook,
    /// *Familier*, for a consultant or an institution worker.
    Families,
    /// *Mere*.
    More,
    /// *Vagt*, for a duty officer.
    Duty,
    /// *Nyt opkald*.
    NewCall,
    /// *Overlevering*.
    Handover,
    /// *Overblik*, for a leader.
    Overview,
    /// *Frister*: a leader's *I dag*.
    Deadlines,
}

impl Tab {
    /// Where it leads.
    pub fn route(self) -> Route {
        match self {
            Self::Today | Self::Deadlines => Route::Today,
            Self::Overview => Route::Leader(LeaderPlace::Overview),
            Self::Logbook => Route::Logbook,
            Self::Families => Route::Families,
            Self::More => Route::More,
            Self::Duty => Route::Duty(DutyPlace::Shift),
            Self::NewCall => Route::Duty(DutyPlace::NewCall),
            Self::Handover => Route::Duty(DutyPlace::Handover),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today | Self::Unknown => f.write_str("/"),
            Self::Logbook => f.write_str("/logbog"),
            Self::NewEntry => f.write_str("/logbog/ny"),
            Self::Entry(doc) => write!(f, "/notat/{doc}"),
            Self::EditEntry(doc) => write!(f, "/notat/{doc}/ret"),
            Self::History(doc) => write!(f, "/notat/{doc}/hvem"),
            Self::Share(doc) => write!(f, "/notat/{doc}/del"),
            Self::Publication(doc) => write!(f, "/delt/{doc}"),
            Self::StopSharing(doc) => write!(f, "/delt/{doc}/stop"),
            Self::Families => f.write_str("/familier"),
            Self::Family(space) => write!(f, "/familier/{space}"),
            Self::Waiting => f.write_str("/venter"),
            Self::More => f.write_str("/mere"),
            Self::SignInAgain => f.write_str("/mere/log-ind"),
            Self::Search => f.write_str("/soeg"),
            Self::PhoneCheck => f.write_str("/mere/klar"),
            Self::Devices => f.write_str("/mere/enheder"),
            Self::Notices => f.write_str("/mere/beskeder"),
            Self::Numbers => f.write_str("/ring"),
            Self::NumbersOf(unit) => write!(f, "/ring/{unit}"),
            Self::Pin => f.write_str("/mere/kode"),
            Self::Quarantine => f.write_str("/mere/kom-bagefter"),
            Self::Admin(place) => write!(f, "/mere/administration{place}"),
            Self::Passkeys => f.write_str("/mere/adgangsnoegler"),
            Self::Duty(place) => write!(f, "/vagt{place}"),
            Self::Calls(place) => write!(f, "/opfoelgning{place}"),
            Self::Leader(place) => write!(f, "/overblik{place}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_by_its_own_path() {
        let (doc, space) = (DocId::from_bytes([7; 16]), SpaceId::from_bytes([9; 16]));
        let places = [
            Route::Today,
            Route::Logbook,
            Route::NewEntry,
            Route::Entry(doc),
            Route::EditEntry(doc),
            Route::History(doc),
            Route::Share(doc),
            Route::Publication(doc),
            Route::StopSharing(doc),
            Route::Families,
            Route::Family(space),
            Route::Waiting,
            Route::More,
            Route::SignInAgain,
            Route::Search,
            Route::PhoneCheck,
            Route::Devices,
            Route::Notices,
            Route::Numbers,
            Route::NumbersOf(UnitId::from_bytes([11; 16])),
            Route::Pin,
            Route::Quarantine,
            Route::Passkeys,
        ];
        for place in places {
            assert_eq!(Route::parse(&place.to_string()), place);
            assert_eq!(Route::parse(&format!("{place}/")), place, "with a slash at its end");
        }
    }

    #[test]
    fn a_path_that_is_none_is_said_and_never_guessed() {
        for path in ["/notat", "/notat/12", "/notat/../mere", "/familier/x", "/logbog/ny/noget", "/admin"] {
            assert_eq!(Route::parse(path), Route::Unknown, "{path}");
        }
    }

    #[test]
    fn an_entry_of_the_menu_leads_to_a_place_under_itself() {
        for tab in [Tab::Today, Tab::Logbook, Tab::Families, Tab::More] {
            assert_eq!(tab.route().tab(), tab);
        }
    }
}
