//! What is asked of the server under *Administration*, and what people do there. None of it is kept on the device.

use chrono::NaiveDate;
use samspil_shared::api::admin::{
    AddFamily, AddMember, AddPerson, AddPlacement, ChangeHours, DevicesOf, EndDeviceOf, EndFamily, EndMember,
    EndPlacement, Families, FindFamilies, FindPeople, HideAddress, HidePlace, HoursOfUnit, Invitation, People, Place,
    Recusals, Recuse, Refusals, RenameFamily, RenamePerson,
};
use samspil_shared::domain::{EndReason, EnrolmentId, FamilyId, FamilyKind, PersonId, PlacementId, Role, UnitId};

/// Names a deed that makes something, so that the server does it once however often it is asked.
pub type DeedKey = [u8; 16];

/// Something asked of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Who there is: for the list, for a page of one, or to choose from.
    People(FindPeople, For),
    /// Which families there are: for the list, or for a page of one.
    Families(FindFamilies),
    /// How much was refused.
    Refusals,
    /// Who is kept out of whose reach.
    Recusals,
    /// Keeps somebody out.
    Recuse(Recuse),
    /// Ends it.
    EndRecusal(Recuse),
    /// Somebody's devices.
    Devices(PersonId),
    /// Adds somebody.
    AddPerson(AddPerson),
    /// Corrects a name.
    RenamePerson(RenamePerson),
    /// Makes a one-time link.
    MakeLink(PersonId),
    /// Ends an account.
    EndAccount(PersonId),
    /// Ends a device.
    EndDevice(EndDeviceOf),
    /// Adds a family.
    AddFamily(AddFamily),
    /// Names a family.
    RenameFamily(RenameFamily),
    /// Ends a family.
    EndFamily(EndFamily),
    /// Adds a placement.
    AddPlacement(AddPlacement),
    /// Ends a placement.
    EndPlacement(EndPlacement),
    /// Says whether a family's address may be told.
    HideAddress(HideAddress),
    /// Says until when the place of a placement may not be told.
    HidePlace(HidePlace),
    /// Lets somebody take part.
    AddMember(AddMember),
    /// Ends it.
    EndMember(EndMember),
    /// When the unit is open.
    Hours,
    /// Opens it otherwise.
    ChangeHours(ChangeHours),
}

impl Ask {
    /// Whether it makes something that is there twice if it is done twice.
    pub fn makes(&self) -> bool {
        matches!(
            self,
            Self::AddPerson(_) | Self::MakeLink(_) | Self::AddFamily(_) | Self::AddPlacement(_) | Self::AddMember(_)
        )
    }

    /// Whether it changes anything.
    pub fn is_deed(&self) -> bool {
        !matches!(
            self,
            Self::People(..) | Self::Families(_) | Self::Refusals | Self::Recusals | Self::Devices(_) | Self::Hours
        )
    }
}

/// What people are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The list, or the page of one.
    Reading,
    /// To choose one of them.
    Choosing,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Who there is.
    People(People),
    /// Which families there are.
    Families(Families),
    /// How much was refused.
    Refusals(Refusals),
    /// Who is kept out of whose reach.
    Recusals(Recusals),
    /// Somebody's devices.
    Devices(DevicesOf),
    /// When the unit is open.
    Hours(Box<HoursOfUnit>),
    /// A one-time link.
    Invited(Invitation),
    /// The family that was added.
    AddedFamily(FamilyId),
    /// It is done.
    Done,
}

/// What a person does under *Administration*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminIntent {
    /// Asks once more for what the page shows.
    Again,
    /// Looks for this in the list of the page, or among those to choose from.
    Find(String),
    /// *Vis flere*.
    More,
    /// Adds somebody.
    AddPerson {
        /// Their name.
        name: String,
        /// As what.
        role: Role,
        /// In which family, if in one.
        family: Option<FamilyId>,
    },
    /// Corrects a name.
    RenamePerson(PersonId, String),
    /// Makes a one-time link.
    MakeLink(PersonId),
    /// Copies the link that is shown.
    CopyLink,
    /// Puts the link away.
    HideLink,
    /// Ends an account.
    EndAccount(PersonId),
    /// Ends a device.
    EndDevice(PersonId, EnrolmentId),
    /// Adds a family.
    AddFamily(FamilyKind, Option<PersonId>),
    /// Names a family.
    RenameFamily(FamilyId, String),
    /// Ends a family.
    EndFamily(FamilyId, LastDay),
    /// Adds a placement.
    AddPlacement(NewPlacement),
    /// Ends a placement.
    EndPlacement(PlacementId, LastDay),
    /// Says whether a family's address must not be told.
    HideAddress(FamilyId, bool),
    /// Says until when the place of a placement must not be told.
    HidePlace(PlacementId, Option<NaiveDate>),
    /// Closes the unit on these days; on the first alone without a last one.
    CloseDays {
        /// The first day.
        from: Option<NaiveDate>,
        /// The last day.
        to: Option<NaiveDate>,
        /// Why.
        reason: String,
    },
    /// Takes back that it is closed on the days that begin with this one.
    Reopen(NaiveDate),
    /// Sets the hours of the week, Monday first, as they are typed.
    SetWeek {
        /// Opening hours.
        open: Box<[String; 7]>,
        /// Phone hours.
        phone: Box<[String; 7]>,
    },
    /// *Sæt inhabil*, once both are chosen.
    Recuse(Option<PersonId>, Option<FamilyId>),
    /// *Ophæv*.
    EndRecusal(PersonId, FamilyId),
    /// Lets somebody take part.
    AddMember(NewMember),
    /// Ends it: after this day, or now.
    EndMember {
        /// Who.
        person: PersonId,
        /// In what.
        place: Place,
        /// As what.
        role: Role,
        /// The last day.
        last: Option<NaiveDate>,
    },
}

/// An end as it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDay {
    /// The last day.
    pub day: Option<NaiveDate>,
    /// Why.
    pub reason: Option<EndReason>,
}

/// A day may be left out; this is none, and nothing was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDay;

/// The text of a field whose day may be left out. What is no day must not do what leaving it out does.
pub fn typed_day(text: &str) -> Result<Option<NaiveDate>, NoDay> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| NoDay),
    }
}

/// A placement as it is typed.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPlacement {
    /// In which family.
    pub family: FamilyId,
    /// Who places; the unit itself if none.
    pub municipality: Option<UnitId>,
    /// The first day.
    pub starts_on: Option<NaiveDate>,
    /// The child's given name or initials.
    pub child: String,
    /// The month of birth, as `2018-05`.
    pub born: String,
}

impl std::fmt::Debug for NewPlacement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewPlacement({:?}, child not shown)", self.family)
    }
}

/// A part in something, as it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewMember {
    /// Who.
    pub person: Option<PersonId>,
    /// In what.
    pub place: Place,
    /// As what.
    pub role: Role,
    /// Standing in for the fixed one.
    pub stand_in: bool,
    /// The first day.
    pub first: Option<NaiveDate>,
    /// The last day.
    pub last: Option<NaiveDate>,
    /// Sees what was shared before the first day too.
    pub sees_all: bool,
}
