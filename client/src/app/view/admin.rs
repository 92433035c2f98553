//! *Administration*: people, families and who takes part; nothing of what anybody wrote.

use chrono::NaiveDate;
use samspil_shared::api::admin::{Place, PlacementEnd, RefusedKind};
use samspil_shared::domain::{FamilyId, FamilyKind, PersonId, PlacementId, Role, UnitId};
use samspil_shared::sync::frame::Reason;

use super::common::{AnswerState, When};
use super::devices::DeviceLine;
use crate::app::msg::ApiFault;
use crate::app::qr::Qr;

/// How the last deed went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AdminDeed {
    /// Nothing is under way.
    #[default]
    Ready,
    /// The server is doing it.
    Doing,
    /// Something that is needed was not filled in.
    Incomplete,
    /// The name is none.
    Name,
    /// The child's name or month of birth is none.
    Child,
    /// The days do not fit.
    Window,
    /// Hours that are none.
    Hours,
    /// Days on which a unit cannot be closed, or is closed already.
    ClosedDays,
    /// Somebody else changed the hours meanwhile.
    HoursChanged,
    /// People of this role take no part there.
    RoleNotHere,
    /// The partner who would stand in is away as well.
    PartnerAway,
    /// It is not there, or out of reach.
    Denied,
    /// The server was not reached: nothing is said to have happened.
    Offline,
    /// The session is over: sign in again.
    SignIn,
    /// Too many at once.
    TooMany,
    /// The server said something else.
    Failed,
}

impl AdminDeed {
    /// What the server's answer says.
    pub(in crate::app) fn of(fault: &ApiFault) -> Self {
        use samspil_shared::api::Code;
        match fault {
            ApiFault::Unreachable => Self::Offline,
            ApiFault::Unexpected => Self::Failed,
            ApiFault::Problem(problem) => match problem.code {
                Code::NotFound => Self::Denied,
                Code::NameMalformed => Self::Name,
                Code::ChildMalformed => Self::Child,
                Code::WindowMalformed => Self::Window,
                Code::RoleNotHere => Self::RoleNotHere,
                Code::ClosedMalformed => Self::ClosedDays,
                Code::HoursChanged => Self::HoursChanged,
                Code::PartnerAway => Self::PartnerAway,
                Code::NotSignedIn | Code::SessionEnded => Self::SignIn,
                Code::TooManyTries | Code::Busy => Self::TooMany,
                _ => Self::Failed,
            },
        }
    }
}

/// What every page below *Administration* needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdminFrame {
    /// Everything in the unit, not only own families.
    pub all: bool,
    /// People and families are set up.
    pub sets_up: bool,
    /// The unit's hours are shown.
    pub hours: bool,
    /// It is said who is kept out of whose reach.
    pub recusals: bool,
    /// How far the questions are that this page asks.
    pub state: AnswerState,
    /// How the last deed went.
    pub deed: AdminDeed,
}

/// How far a list is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Find {
    /// What is looked for in it.
    pub q: String,
    /// There is more of it.
    pub more: bool,
}

/// *Personer*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminPeople {
    /// By name.
    pub people: Vec<PersonLine>,
    /// How far the list is.
    pub find: Find,
}

/// A person in the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonLine {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their roles now, each once.
    pub roles: Vec<Role>,
    /// How far their account is.
    pub account: Account,
    /// They work here, and sign in without a passkey.
    pub no_passkey: bool,
}

/// How far an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Account {
    /// There is no login yet, and no link that works.
    Uninvited,
    /// There is no login yet, and a link works until then.
    Invited(When),
    /// There is a login; when it was seen last, if it was.
    InUse(Option<When>),
    /// It was ended.
    Ended(When),
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminPerson {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their login.
    pub login: Option<String>,
    /// How far their account is.
    pub account: Account,
    /// They work here, and sign in without a passkey.
    pub no_passkey: bool,
    /// A link for a new password waits too, until then.
    pub link_until: Option<When>,
    /// It is the one who looks.
    pub oneself: bool,
    /// They are of another unit as well.
    pub elsewhere: bool,
    /// The name can be corrected.
    pub may_rename: bool,
    /// A link can be made.
    pub may_link: bool,
    /// Devices are listed, and the account can be ended.
    pub may_end: bool,
    /// A role in the unit can be added.
    pub may_add_role: bool,
    /// What they take part in, what is over last.
    pub ties: Vec<TieLine>,
    /// Where they are signed in.
    pub devices: Vec<DeviceLine>,
    /// A link that was just made.
    pub link: Option<LinkShown>,
}

/// A one-time link, shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkShown {
    /// The whole address.
    pub url: String,
    /// The same for a camera.
    pub qr: Option<Qr>,
    /// When it stops working.
    pub until: When,
}

impl std::fmt::Debug for LinkShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkShown(not shown)")
    }
}

/// Whether a part is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Running {
    /// It is.
    Now,
    /// Not yet.
    Later,
    /// It is over.
    Over,
}

/// A part in something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TieLine {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Standing in for the fixed one.
    pub stand_in: bool,
    /// In what.
    pub place: Place,
    /// The adults of the family, if it is in one that is known.
    pub family: Vec<String>,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: Option<NaiveDate>,
    /// Sees what was shared from this day on; all of it if none.
    pub sees_from: Option<NaiveDate>,
    /// Whether it is running.
    pub running: Running,
    /// It can be ended.
    pub may_end: bool,
}

/// *Familier*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminFamilies {
    /// The newest first.
    pub families: Vec<FamilyLine>,
    /// How far the list is.
    pub find: Find,
    /// Who can be a new family's consultant.
    pub consultants: Vec<(PersonId, String)>,
    /// How far that list is.
    pub choice: Find,
}

/// A family in the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FamilyLine {
    /// Which.
    pub family: FamilyId,
    /// What kind of family.
    pub kind: FamilyKind,
    /// Its own name.
    pub name: Option<String>,
    /// The adults in it now.
    pub adults: Vec<String>,
    /// Its fixed consultants now.
    pub consultants: Vec<String>,
    /// How many placements there are.
    pub placements: usize,
}

/// A family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminFamily {
    /// Which.
    pub family: FamilyId,
    /// What kind of family.
    pub kind: FamilyKind,
    /// Its own name.
    pub name: Option<String>,
    /// Its last day, if one was set.
    pub last_day: Option<NaiveDate>,
    /// Its address must not be told.
    pub address_hidden: bool,
    /// The family and its placements can be ended.
    pub may_end: bool,
    /// The adults in it now.
    pub adults: Vec<String>,
    /// Who is in it, what is over last.
    pub members: Vec<TieLine>,
    /// Its placements, by their beginning.
    pub placements: Vec<PlacementLine>,
    /// People who can take part.
    pub people: Vec<(PersonId, String)>,
    /// How far that list is.
    pub choice: Find,
    /// Who may place a child.
    pub units: Vec<(UnitId, String)>,
    /// The unit acted for.
    pub unit: UnitId,
}

/// A placement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlacementLine {
    /// Which.
    pub placement: PlacementId,
    /// The first day.
    pub starts_on: NaiveDate,
    /// Its end, if one was set.
    pub end: Option<PlacementEnd>,
    /// The last day on which its place must not be told, as long as it has not passed.
    pub hidden_until: Option<NaiveDate>,
    /// The name of who places; empty if it is none of those that are known.
    pub municipality: String,
    /// Who takes part, what is over last.
    pub members: Vec<TieLine>,
}

/// *Inhabil*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recused {
    /// Who is kept out, by name.
    pub lines: Vec<RecusedOf>,
    /// Who could be, by name.
    pub people: Vec<(PersonId, String)>,
    /// The families, by what they go by; nothing where nobody is in one yet.
    pub families: Vec<(FamilyId, Vec<String>)>,
}

/// Somebody who is kept out of a family's reach.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecusedOf {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Of which family.
    pub family: FamilyId,
    /// What that goes by.
    pub family_names: Vec<String>,
    /// Since which day, if that was noted.
    pub since: Option<NaiveDate>,
    /// Nobody lets themselves in again.
    pub may_end: bool,
}

/// So many operations refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusedLine {
    /// Why.
    pub reason: Reason,
    /// What.
    pub kind: RefusedKind,
    /// How many.
    pub count: u64,
    /// The last time.
    pub last: When,
}
