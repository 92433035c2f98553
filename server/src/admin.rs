//! What an administrator sets up. Each function is one transaction with its line in the audit trail, and works beside a
//! live server on the same database: open sockets learn of it within seconds.

pub mod duty;
pub(crate) mod hours;
pub(crate) mod office;
pub mod places;
pub mod slipping;
pub(crate) mod station;
mod work;

use chrono::NaiveDate;
use samspil_shared::api::UnitHours;
use samspil_shared::api::admin::NAME_MAX;
use samspil_shared::domain::calendar::CalendarError;
use samspil_shared::domain::{
    EnrolmentId, Epoch, FamilyId, FamilyKind, Membership, PersonId, PlacementId, Role, SpaceId, SpaceKind, Timestamp,
    UnitId,
};

use self::work::{Work, check_member};
use crate::auth::{MadeLink, PasswordError};
use crate::store::{AuditWhat, SpaceOwner, Store, StoreError, UnitKind};

/// Rows of oneself belong to no unit.
pub const NO_UNIT: UnitId = UnitId::from_bytes([0; 16]);

/// Why it was not set up.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    #[error("A name has 1 to {NAME_MAX} characters and no control characters.")]
    Name,
    #[error("A login has 2 to 64 letters, digits or . _ - @")]
    Login(#[from] PasswordError),
    #[error("Somebody else has this login.")]
    LoginTaken,
    #[error("There is a unit of this name already.")]
    UnitTaken,
    #[error("There is no such {0}.")]
    Missing(&'static str),
    #[error("A {role:?} takes no part in a {kind:?} space.")]
    NotInSpace { role: Role, kind: SpaceKind },
    #[error("The membership ends before it begins.")]
    Window,
    #[error("That day has passed already.")]
    DayPassed,
    #[error("A shift ends after it begins, and within 26 hours.")]
    Shift,
    #[error("The partner is away as well: name somebody else.")]
    PartnerAway,
    #[error(
        "Version {given} of the calendar was used for other days: what was reckoned by it must stay explained. \
         Give this one version {} or more.", .kept.saturating_add(1)
    )]
    CalendarVersion { given: u32, kept: u32 },
    #[error("These are no days on which a unit can be closed: {0}.")]
    Closed(#[from] CalendarError),
    #[error("The hours were changed meanwhile.")]
    HoursChanged,
    #[error("A unit that is no municipality itself belongs to one municipality, and to no other later on.")]
    Municipality,
    #[error("Something else was asked under this key.")]
    KeyUsed,
    #[error("The database: {0}")]
    Store(#[from] StoreError),
}

/// A placement that was set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub placement: PlacementId,
    pub space: SpaceId,
}

/// A unit and the space of what everybody in it may read.
pub async fn add_unit(store: &Store, kind: UnitKind, name: &str, now: Timestamp) -> Result<UnitId, AdminError> {
    let name = checked_name(name)?;
    let (id, space) = store.edge().with_rng(|rng| (UnitId::random(rng), SpaceId::random(rng)));
    let mut work = Work::begin(store, None, now).await?;
    match store.add_unit(&mut work.tx, id, kind, name).await {
        Err(error) if error.is_unique_violation() => return Err(AdminError::UnitTaken),
        added => added?,
    }
    store.add_space(&mut work.tx, space, SpaceOwner::Municipality(id), now).await?;
    work.note(AuditWhat::UnitAdded, id.as_bytes());
    work.done().await?;
    Ok(id)
}

/// Puts a unit's hours and numbers, which anybody may read, in place of the ones before. A calendar that says something else
/// has a version that none before it had. What cannot be read is replaced by whatever comes.
pub async fn set_hours(store: &Store, unit: UnitId, hours: &UnitHours, now: Timestamp) -> Result<(), AdminError> {
    let before = store.own_hours(unit).await?;
    if let Some(kept) = before.as_ref().and_then(|before| Some(&before.hours.as_ref()?.calendar))
        && *kept != hours.calendar
        && hours.calendar.version() <= kept.version()
    {
        return Err(AdminError::CalendarVersion { given: hours.calendar.version(), kept: kept.version() });
    }
    let mut work = Work::begin(store, None, now).await?;
    let is_set = match &before {
        // Somebody may be setting them in the app meanwhile.
        Some(before) => store.change_hours(&mut work.tx, unit, &before.written, hours, now).await?,
        None => store.set_first_hours(&mut work.tx, unit, hours, now).await?,
    };
    if !is_set {
        return Err(AdminError::HoursChanged);
    }
    work.note(AuditWhat::HoursSet, unit.as_bytes());
    work.done().await
}

/// Says that a unit, whose hours are set, belongs to a municipality: it is closed on the municipality's closed days too.
pub async fn set_municipality(
    store: &Store,
    unit: UnitId,
    municipality: UnitId,
    now: Timestamp,
) -> Result<(), AdminError> {
    // Without hours of its own there is nothing that those days would be left out of.
    store.own_hours(unit).await?.ok_or(AdminError::Missing("hours of the unit: set them first"))?;
    let mut work = Work::begin(store, None, now).await?;
    if !store.set_municipality(&mut work.tx, unit, municipality).await? {
        return Err(AdminError::Municipality);
    }
    work.note(AuditWhat::MunicipalitySet, unit.as_bytes());
    work.done().await
}

/// A person with a space of their own, who cannot sign in yet.
pub async fn add_person(
    store: &Store,
    name: &str,
    login: Option<&str>,
    now: Timestamp,
) -> Result<PersonId, AdminError> {
    let mut work = Work::begin(store, None, now).await?;
    let id = work.person(name, login).await?;
    work.done().await?;
    Ok(id)
}

/// A one-time link for a person: their first, or one for a forgotten password. Earlier links stop working.
pub async fn invite(store: &Store, person: PersonId, now: Timestamp) -> Result<MadeLink, AdminError> {
    let user = store.user(person).await?.filter(|user| user.ended_at.is_none());
    user.ok_or(AdminError::Missing("person"))?;
    Work::begin(store, None, now).await?.done_with_link(person).await
}

/// A device of a person, as a login on it enrols it.
pub async fn enrol(store: &Store, person: PersonId, label: &str, now: Timestamp) -> Result<EnrolmentId, AdminError> {
    let enrolment = store.edge().with_rng(EnrolmentId::random);
    let mut tx = store.begin().await?;
    store.add_enrolment(&mut tx, enrolment, person, label, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(enrolment)
}

/// Ends an account: sessions, links, passkeys and open sockets too. What the person wrote stays.
pub async fn end_person(store: &Store, person: PersonId, now: Timestamp) -> Result<(), AdminError> {
    let mut work = Work::begin(store, None, now).await?;
    work.end_person(person).await?;
    work.done().await
}

/// Ends a device: its sessions, tickets and open sockets within seconds, on every node and for good. `of` bounds whose
/// device it may be, `by` is who did it. What lies on it stays sealed there.
pub async fn end_device(
    store: &Store,
    enrolment: EnrolmentId,
    of: Option<PersonId>,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<(), AdminError> {
    let mut tx = store.begin().await?;
    let owner = store.revoke_enrolment(&mut tx, enrolment, now).await?.ok_or(AdminError::Missing("device"))?;
    if of.is_some_and(|of| of != owner) {
        return Err(AdminError::Missing("device"));
    }
    store.end_sessions_of(&mut tx, enrolment, "device ended", now).await?;
    store.audit(&mut tx, by, AuditWhat::DeviceEnded, Some(enrolment.as_bytes()), "", now).await?;
    store.bump_version(&mut tx).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// Begins a new history, after an older copy of the records was put in place: devices bring back what it lacks, and
/// everybody signs in again. Running servers stop within seconds, since what they have in memory is of the old one.
pub async fn new_epoch(store: &Store, now: Timestamp) -> Result<Epoch, AdminError> {
    let mut work = Work::begin(store, None, now).await?;
    let epoch = store.begin_epoch(&mut work.tx, now).await?;
    work.note(AuditWhat::EpochBegun, epoch.as_bytes());
    work.done().await?;
    Ok(epoch)
}

/// A family and its contact space.
pub async fn add_family(store: &Store, unit: UnitId, kind: FamilyKind, now: Timestamp) -> Result<FamilyId, AdminError> {
    let mut work = Work::begin(store, None, now).await?;
    let (id, _) = work.family(unit, kind).await?;
    work.done().await?;
    Ok(id)
}

/// A placement and its space, without its card yet.
pub async fn add_placement(
    store: &Store,
    family: FamilyId,
    municipality: UnitId,
    starts_on: NaiveDate,
    now: Timestamp,
) -> Result<Placed, AdminError> {
    store.family_unit(family).await?.ok_or(AdminError::Missing("family"))?;
    let mut work = Work::begin(store, None, now).await?;
    let placed = work.placement(family, municipality, starts_on).await?;
    work.done().await?;
    Ok(placed)
}

/// A person in a space.
pub async fn add_member(store: &Store, membership: &Membership, now: Timestamp) -> Result<(), AdminError> {
    check_member(store, membership).await?;
    let mut work = Work::begin(store, None, now).await?;
    work.member(membership).await?;
    work.done().await
}

/// Ends a person's memberships of this role in a space.
pub async fn end_member(
    store: &Store,
    person: PersonId,
    space: SpaceId,
    role: Role,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), AdminError> {
    let mut work = Work::begin(store, None, now).await?;
    if !work.end_member(person, space, role, until).await? {
        return Err(AdminError::Missing("membership"));
    }
    work.done().await
}

/// Keeps a family (one's own, a partner's, close kin's) out of a person's reach on duty, as consultant and as worker.
pub async fn recuse(store: &Store, person: PersonId, family: FamilyId, now: Timestamp) -> Result<(), AdminError> {
    store.family_unit(family).await?.ok_or(AdminError::Missing("family"))?;
    store.user(person).await?.ok_or(AdminError::Missing("person"))?;
    office::recuse_by(store, None, person, family, now).await
}

/// Ends it: they see the family again, as it is from now on.
pub async fn end_recusal(store: &Store, person: PersonId, family: FamilyId, now: Timestamp) -> Result<(), AdminError> {
    office::end_recusal_by(store, None, person, family, now).await
}

/// Who can be in which kind of space (01 "Spaces, audiences, scopes").
fn takes_part(role: Role, kind: SpaceKind) -> bool {
    match kind {
        SpaceKind::Placement => {
            matches!(role, Role::FosterParent | Role::Consultant | Role::InstitutionWorker | Role::Adviser)
        }
        SpaceKind::Contact => matches!(role, Role::FosterParent | Role::Consultant | Role::DutyOfficer),
        SpaceKind::Duty => matches!(role, Role::DutyOfficer | Role::Leader),
        SpaceKind::Group => matches!(role, Role::FosterParent | Role::Consultant | Role::InstitutionWorker),
        SpaceKind::Municipality => role != Role::Oneself,
        // One's own space has one member, made with the account.
        SpaceKind::Person => false,
    }
}

fn checked_name(name: &str) -> Result<&str, AdminError> {
    let name = name.trim();
    let good = (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    good.then_some(name).ok_or(AdminError::Name)
}
