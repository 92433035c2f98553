//! What an administrator, or a consultant for own families, sets up. No content, no child's name comes back.
//!
//! Every request says in its query what it is done as: `?role=administrator&unit=<hex>` ([`As`]). What is denied, missing
//! or of another unit is [`super::Code::NotFound`], whatever else is wrong with it.

mod ending;
mod hiding;
mod hours;
mod list;
mod recusing;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::ending::{EndFamily, EndPlacement, PlacementEnd, RenameFamily, RenamePerson};
pub use self::hiding::{HideAddress, HidePlace};
pub use self::hours::{ChangeHours, HoursChange, HoursOfUnit, SharedDays};
pub use self::list::{FIND_MAX, FindFamilies, FindPeople, PAGE};
pub use self::recusing::{NamedFamily, NamedPerson, Recusal, Recusals, Recuse};
use super::Device;
use crate::domain::{EnrolmentId, FamilyId, FamilyKind, PersonId, PlacementId, Role, Timestamp, UnitId};
use crate::sync::frame::Reason;

/// Characters that a name of a person has at most.
pub const NAME_MAX: usize = 100;

/// The header of a request that makes something: 32 hexadecimal digits that its client drew for it. Sent again within a
/// day, with the same key, it is answered with what the first one made; with another content it is
/// [`super::Code::Malformed`].
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What one sets up as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct As {
    /// [`Role::Administrator`] or [`Role::Consultant`]; [`Role::Leader`] to look at the hours, and for recusals.
    pub role: Role,
    /// For which unit.
    pub unit: UnitId,
}

/// Whose devices are asked for, beside [`As`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// Who.
    pub person: PersonId,
}

/// The people of the unit, by name; a consultant's are the foster parents of own families.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// One each, [`PAGE`] at most.
    pub people: Vec<Someone>,
    /// There are more of them.
    pub more: bool,
}

/// A person, as whoever sets them up sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Someone {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their login, once there is one.
    pub login: Option<String>,
    /// They have chosen a password or a passkey.
    pub signed_up: bool,
    /// They have a passkey.
    pub has_passkey: bool,
    /// When a one-time link that was not used yet stops working.
    pub invited_until: Option<Timestamp>,
    /// When one of their devices was last in touch, to about a quarter of an hour.
    pub last_seen_at: Option<Timestamp>,
    /// When the account was ended.
    pub ended_at: Option<Timestamp>,
    /// They are of another unit as well: links, devices and the account's end are out of reach.
    pub elsewhere: bool,
    /// Their ties to this unit, by their beginning; ended and future ones too.
    pub ties: Vec<Tie>,
}

/// How a person takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// As what.
    pub role: Role,
    /// Standing in for the fixed one.
    pub stand_in: bool,
    /// In what.
    pub place: Place,
    /// In which family, if it is in one.
    pub family: Option<FamilyId>,
    /// What that family goes by: its own name, or those of its adults.
    pub family_name: Vec<String>,
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Option<Timestamp>,
    /// What was shared before this stays unseen.
    pub sees_from: Option<Timestamp>,
}

/// What one takes part in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The unit of the request.
    Unit,
    /// A family: its contact space and, when one is added or ended, every placement in it.
    Family(FamilyId),
    /// One placement.
    Placement(PlacementId),
}

/// Adds a person of the unit, who cannot sign in yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPerson {
    /// As others see it: 1 to [`NAME_MAX`] characters.
    pub name: String,
    /// The login; without it they choose one.
    pub login: Option<String>,
    /// As what they are of the unit.
    pub role: Role,
    /// A family they take part in from now on, as foster parent or fixed consultant.
    pub family: Option<FamilyId>,
}

/// Whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfPerson {
    /// Who.
    pub person: PersonId,
}

/// A one-time link: it is answered once and kept nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// For whom.
    pub person: PersonId,
    /// The whole address.
    pub url: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Invitation({:?}, link not shown)", self.person)
    }
}

/// A person's devices that have not been ended, the one seen last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesOf {
    /// Whose.
    pub person: PersonId,
    /// One each.
    pub devices: Vec<Device>,
}

/// Ends a device of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndDeviceOf {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub enrolment: EnrolmentId,
}

/// The families of the unit, the newest first; a consultant's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Families {
    /// One each, [`PAGE`] at most.
    pub families: Vec<Family>,
    /// There are more of them.
    pub more: bool,
    /// Every unit that may place a child, by name.
    pub units: Vec<NamedUnit>,
}

/// A unit and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedUnit {
    /// Which.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
}

/// A family, without anything about the children in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// Which.
    pub family: FamilyId,
    /// What kind of family.
    pub kind: FamilyKind,
    /// Its own name; without one it goes by its adults.
    pub name: Option<String>,
    /// Its last day, if one was set.
    pub last_day: Option<NaiveDate>,
    /// When it was added.
    pub created_at: Timestamp,
    /// Its address must not be told.
    pub address_hidden: bool,
    /// Who is in its contact space: the adults and their consultant.
    pub members: Vec<Member>,
    /// By their beginning.
    pub placements: Vec<Placement>,
}

/// A placement, without whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// Which.
    pub placement: PlacementId,
    /// The municipality that places.
    pub municipality: UnitId,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its end, if one was set.
    pub end: Option<PlacementEnd>,
    /// The last day on which its place must not be told, if one was set; it may have passed.
    pub place_hidden_until: Option<NaiveDate>,
    /// Who takes part.
    pub members: Vec<Member>,
}

/// Somebody who takes part, ended and future ones too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Standing in for the fixed one.
    pub stand_in: bool,
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Option<Timestamp>,
    /// What was shared before this stays unseen.
    pub sees_from: Option<Timestamp>,
}

/// Adds a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddFamily {
    /// What kind of family.
    pub kind: FamilyKind,
    /// Its fixed consultant; a consultant is it themselves.
    pub consultant: Option<PersonId>,
}

/// A family that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedFamily {
    /// Which.
    pub family: FamilyId,
}

/// Adds a placement with its card. The family's adults and fixed consultants take part in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPlacement {
    /// In which family.
    pub family: FamilyId,
    /// The municipality that places; the unit itself if none is named.
    pub municipality: Option<UnitId>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The child's given name or initials, for the card: it is not shown here again.
    pub child: String,
    /// The child's month of birth, as `2018-05`.
    pub born: String,
}

impl std::fmt::Debug for AddPlacement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AddPlacement({:?}, child not shown)", self.family)
    }
}

/// A placement that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedPlacement {
    /// Which.
    pub placement: PlacementId,
}

/// Lets a person take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddMember {
    /// Who.
    pub person: PersonId,
    /// In what.
    pub place: Place,
    /// As what.
    pub role: Role,
    /// Standing in for the fixed one.
    pub stand_in: bool,
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it; open if none.
    pub until: Option<Timestamp>,
    /// What was shared before this stays unseen; none sees everything.
    pub sees_from: Option<Timestamp>,
}

/// Ends a person's part in a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndMember {
    /// Who.
    pub person: PersonId,
    /// In what.
    pub place: Place,
    /// As what.
    pub role: Role,
    /// The first instant after it; now if none.
    pub until: Option<Timestamp>,
}

/// Operations that were refused for good on devices of the unit's people, without what was in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusals {
    /// The most frequent first.
    pub refusals: Vec<Refusal>,
}

/// So many of one kind, for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// What.
    pub kind: RefusedKind,
    /// How many.
    pub count: u64,
    /// The last time.
    pub last_at: Timestamp,
}

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedKind {
    /// Something new.
    Create,
    /// A change.
    Change,
    /// A sharing that was to be stopped.
    Withdraw,
    /// That something was read.
    Read,
}

impl RefusedKind {
    /// The kind with this number on the wire of operations.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Create),
            2 => Some(Self::Change),
            3 => Some(Self::Withdraw),
            4 => Some(Self::Read),
            _ => None,
        }
    }
}
