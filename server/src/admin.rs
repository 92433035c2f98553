//! What an administrator sets up. Each function is one transaction with its line in the audit trail, and works beside a
//! live server on the same database: open sockets learn of it within seconds.

use samspil_shared::domain::{
    EnrolmentId, Epoch, FamilyId, FamilyKind, Membership, PersonId, PlacementId, Role, SpaceId, SpaceKind, Timestamp,
    UnitId, Window,
};

use chrono::NaiveDate;
use samspil_shared::api::UnitHours;

use crate::auth::{LoginName, MadeLink, PasswordError, make_link};
use crate::store::{AuditWhat, NewPlacement, SpaceOwner, Store, StoreError, Tx, UnitKind};

/// A name of a person or unit has at most so many characters.
const NAME_MAX: usize = 100;
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
    let mut tx = store.begin().await?;
    match store.add_unit(&mut tx, id, kind, name).await {
        Err(error) if error.is_unique_violation() => return Err(AdminError::UnitTaken),
        added => added?,
    }
    store.add_space(&mut tx, space, SpaceOwner::Municipality(id), now).await?;
    done(store, tx, AuditWhat::UnitAdded, id.as_bytes(), now).await?;
    Ok(id)
}

/// Puts a unit's hours and numbers, which anybody may read, in place of the ones before.
pub async fn set_hours(store: &Store, unit: UnitId, hours: &UnitHours, now: Timestamp) -> Result<(), AdminError> {
    let mut tx = store.begin().await?;
    store.set_public_facts(&mut tx, unit, hours, now).await?;
    done(store, tx, AuditWhat::HoursSet, unit.as_bytes(), now).await
}

/// A person with a space of their own, who cannot sign in yet.
pub async fn add_person(
    store: &Store,
    name: &str,
    login: Option<&str>,
    now: Timestamp,
) -> Result<PersonId, AdminError> {
    let name = checked_name(name)?;
    let login: Option<LoginName> = login.map(str::parse).transpose()?;
    let (id, space) = store.edge().with_rng(|rng| (PersonId::random(rng), SpaceId::random(rng)));
    let mut tx = store.begin().await?;
    match store.add_user(&mut tx, id, name, login.as_ref().map(LoginName::as_str), now).await {
        Err(error) if error.is_unique_violation() => return Err(AdminError::LoginTaken),
        added => added?,
    }
    store.add_space(&mut tx, space, SpaceOwner::Person(id), now).await?;
    let oneself = Membership {
        person: id,
        space,
        role: Role::Oneself,
        unit: NO_UNIT,
        stand_in: false,
        course: None,
        window: Window { from: now, until: None },
        sees_from: None,
    };
    store.add_membership(&mut tx, &oneself, now).await?;
    done(store, tx, AuditWhat::UserAdded, id.as_bytes(), now).await?;
    Ok(id)
}

/// A one-time link for a person: their first, or one for a forgotten password. Earlier links stop working.
pub async fn invite(store: &Store, person: PersonId, now: Timestamp) -> Result<MadeLink, AdminError> {
    let user = store.user(person).await?.filter(|user| user.ended_at.is_none());
    user.ok_or(AdminError::Missing("person"))?;
    let mut tx = store.begin().await?;
    let link = make_link(store, &mut tx, person, None, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(link)
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
    let mut tx = store.begin().await?;
    if !store.end_user(&mut tx, person, now).await? {
        return Err(AdminError::Missing("person"));
    }
    store.revoke_invitations(&mut tx, person, now).await?;
    store.end_passkeys_of(&mut tx, person, now).await?;
    store.end_all_sessions(&mut tx, person, "account ended", now).await?;
    done(store, tx, AuditWhat::UserEnded, person.as_bytes(), now).await
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
    let mut tx = store.begin().await?;
    let epoch = store.begin_epoch(&mut tx, now).await?;
    done(store, tx, AuditWhat::EpochBegun, epoch.as_bytes(), now).await?;
    Ok(epoch)
}

/// A family and its contact space.
pub async fn add_family(store: &Store, unit: UnitId, kind: FamilyKind, now: Timestamp) -> Result<FamilyId, AdminError> {
    let (id, space) = store.edge().with_rng(|rng| (FamilyId::random(rng), SpaceId::random(rng)));
    let mut tx = store.begin().await?;
    store.add_family(&mut tx, id, unit, kind, now).await?;
    store.add_space(&mut tx, space, SpaceOwner::Family(id), now).await?;
    done(store, tx, AuditWhat::FamilyAdded, id.as_bytes(), now).await?;
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
    let (id, space) = store.edge().with_rng(|rng| (PlacementId::random(rng), SpaceId::random(rng)));
    let mut tx = store.begin().await?;
    store.add_space(&mut tx, space, SpaceOwner::Placement(id, family), now).await?;
    store.add_placement(&mut tx, &NewPlacement { id, family, municipality, space, starts_on }, now).await?;
    done(store, tx, AuditWhat::PlacementAdded, id.as_bytes(), now).await?;
    Ok(Placed { placement: id, space })
}

/// A person in a space.
pub async fn add_member(store: &Store, membership: &Membership, now: Timestamp) -> Result<(), AdminError> {
    let user = store.user(membership.person).await?.filter(|user| user.ended_at.is_none());
    user.ok_or(AdminError::Missing("person"))?;
    let kind = store.space_kind(membership.space).await?.ok_or(AdminError::Missing("space"))?;
    if !takes_part(membership.role, kind) {
        return Err(AdminError::NotInSpace { role: membership.role, kind });
    }
    if membership.window.until.is_some_and(|until| until <= membership.window.from) {
        return Err(AdminError::Window);
    }
    let mut tx = store.begin().await?;
    store.add_membership(&mut tx, membership, now).await?;
    done(store, tx, AuditWhat::MemberAdded, membership.person.as_bytes(), now).await
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
    let mut tx = store.begin().await?;
    if store.end_memberships(&mut tx, person, space, role, until).await? == 0 {
        return Err(AdminError::Missing("membership"));
    }
    done(store, tx, AuditWhat::MemberEnded, person.as_bytes(), now).await
}

/// Keeps a family (one's own, a partner's, close kin's) out of a person's reach on duty, as consultant and as worker.
pub async fn recuse(store: &Store, person: PersonId, family: FamilyId, now: Timestamp) -> Result<(), AdminError> {
    store.family_unit(family).await?.ok_or(AdminError::Missing("family"))?;
    store.user(person).await?.ok_or(AdminError::Missing("person"))?;
    let mut tx = store.begin().await?;
    store.recuse(&mut tx, person, family).await?;
    done(store, tx, AuditWhat::Recused, person.as_bytes(), now).await
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

async fn done(
    store: &Store,
    mut tx: Tx,
    what: AuditWhat,
    subject: &[u8; 16],
    now: Timestamp,
) -> Result<(), AdminError> {
    store.audit(&mut tx, None, what, Some(subject), "", now).await?;
    store.bump_version(&mut tx).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

fn checked_name(name: &str) -> Result<&str, AdminError> {
    let name = name.trim();
    let good = (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    good.then_some(name).ok_or(AdminError::Name)
}
