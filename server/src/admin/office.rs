//! What people of a unit set up in the app, each with the permit of the domain's own function. Everything that belongs
//! together is one transaction.

mod ending;
mod recusing;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use samspil_shared::api::admin::{AddMember, AddPerson, EndMember, Place};
use samspil_shared::doc::{BirthMonth, ChildName};
use samspil_shared::domain::office::{Permit, sees_from, sees_own_time};
use samspil_shared::domain::{
    EnrolmentId, FamilyId, FamilyKind, Membership, PersonId, PlacementId, Role, SpaceId, SpaceKind, Timestamp, UnitId,
    Window,
};
use samspil_shared::sync::frame::Reason;

use super::places::mark_new;
use super::work::{Begun, Work, check_member};
use super::{AdminError, end_device};
use crate::auth::MadeLink;
use crate::store::{Once, Store, StoreError};
use crate::sync::{CardError, Hub, NewCard};

pub(crate) use self::ending::{end_family, end_placement, rename_family, rename_person};
pub(crate) use self::recusing::{end_recusal, recusals, recuse};
pub(super) use self::recusing::{end_recusal_by, recuse_by};

/// So long a placement's card may be on its way; until then nobody writes another.
const CARD_MS: i64 = 60_000;
/// Whose part in a role ended no longer ago goes on as before if it begins again: a day too few was typed, or a contract was
/// renewed.
const RENEWED_MS: i64 = 7 * 24 * 60 * 60_000;
/// How often a card is tried.
const CARD_TRIES: usize = 4;

/// Why a placement was not set up.
#[derive(Debug, thiserror::Error)]
pub enum PlacementError {
    /// It was not set up.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// A document about it was not written.
    #[error("The document was not written: {0}.")]
    Card(#[from] CardError),
}

impl From<StoreError> for PlacementError {
    fn from(error: StoreError) -> Self {
        Self::Admin(error.into())
    }
}

/// A placement and whom it is about, as its card begins.
#[derive(Clone, Debug)]
pub(crate) struct NewChild {
    pub(crate) family: FamilyId,
    pub(crate) municipality: UnitId,
    pub(crate) starts_on: NaiveDate,
    pub(crate) child: ChildName,
    pub(crate) born: BirthMonth,
}

/// A person of the unit, in a family at once if one is named, and their first link.
pub(crate) async fn add_person(
    store: &Store,
    permit: Permit,
    new: &AddPerson,
    once: Option<Once>,
    now: Timestamp,
) -> Result<(PersonId, MadeLink), AdminError> {
    let whole = store.space_of(SpaceKind::Municipality, permit.unit().as_bytes()).await?;
    let whole = whole.ok_or(AdminError::Missing("unit"))?;
    let mut spaces = match new.family {
        Some(family) => spaces_of(store, family).await?,
        None => Vec::new(),
    };
    for space in &spaces {
        let kind = store.space_kind(*space).await?.ok_or(AdminError::Missing("space"))?;
        if !super::takes_part(new.role, kind) {
            return Err(AdminError::NotInSpace { role: new.role, kind });
        }
    }
    spaces.push(whole);
    spaces.sort();
    let mut work = match Work::begin_once(store, Some(permit.by()), once, now).await? {
        Begun::First(work) => work,
        Begun::Again { subject, at } => return again(store, once, subject, at),
    };
    let person = work.person(&new.name, new.login.as_deref()).await?;
    work.makes(person.as_bytes());
    for space in spaces {
        let sees = sees_from(new.role, now, None);
        let joins = row(permit, person, space, new.role, Window { from: now, until: None }, sees);
        if let Some(joins) = work.within(joins).await? {
            work.member(&joins).await?;
        }
    }
    let link = work.done_with_link(person).await?;
    Ok((person, link))
}

/// What the first of two same requests made.
fn again(
    store: &Store,
    once: Option<Once>,
    subject: Option<[u8; 16]>,
    at: Timestamp,
) -> Result<(PersonId, MadeLink), AdminError> {
    let (Some(once), Some(person)) = (once, subject) else { return Err(AdminError::KeyUsed) };
    Ok((PersonId::from_bytes(person), MadeLink::again(store.secret_of(&once), at)))
}

/// A new one-time link. Earlier ones stop working.
pub(crate) async fn make_link_for(
    store: &Store,
    permit: Permit,
    person: PersonId,
    once: Option<Once>,
    now: Timestamp,
) -> Result<MadeLink, AdminError> {
    let user = store.user(person).await?.filter(|user| user.ended_at.is_none());
    user.ok_or(AdminError::Missing("person"))?;
    match Work::begin_once(store, Some(permit.by()), once, now).await? {
        Begun::First(mut work) => {
            work.makes(person.as_bytes());
            work.done_with_link(person).await
        }
        Begun::Again { subject, at } => again(store, once, subject, at).map(|(_, link)| link),
    }
}

/// Ends an account: sessions, links and open sockets too. What the person wrote stays.
pub(crate) async fn end_account(
    store: &Store,
    permit: Permit,
    person: PersonId,
    now: Timestamp,
) -> Result<(), AdminError> {
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    work.end_person(person).await?;
    work.done().await
}

/// Ends a device of this person, within seconds and for good.
pub(crate) async fn end_device_of(
    store: &Store,
    permit: Permit,
    person: PersonId,
    enrolment: EnrolmentId,
    now: Timestamp,
) -> Result<(), AdminError> {
    end_device(store, enrolment, Some(person), Some(permit.by()), now).await
}

/// A family with its fixed consultant, if one is named.
pub(crate) async fn add_family(
    store: &Store,
    permit: Permit,
    kind: FamilyKind,
    consultant: Option<PersonId>,
    once: Option<Once>,
    now: Timestamp,
) -> Result<FamilyId, AdminError> {
    let mut work = match Work::begin_once(store, Some(permit.by()), once, now).await? {
        Begun::First(work) => work,
        Begun::Again { subject, .. } => return subject.map(FamilyId::from_bytes).ok_or(AdminError::KeyUsed),
    };
    let (family, contact) = work.family(permit.unit(), kind).await?;
    work.makes(family.as_bytes());
    if let Some(person) = consultant {
        let window = Window { from: now, until: None };
        work.member(&row(permit, person, contact, Role::Consultant, window, None)).await?;
    }
    work.done().await?;
    Ok(family)
}

/// A placement with its card. The family's adults take part from its first day, the fixed consultants at once.
pub(crate) async fn add_placement(
    hub: &Hub,
    permit: Permit,
    new: NewChild,
    once: Option<Once>,
    now: Timestamp,
) -> Result<PlacementId, PlacementError> {
    let store = hub.store();
    let begins = Timestamp::from_local(new.starts_on.and_time(NaiveTime::MIN)).ok_or(AdminError::Window)?;
    if store.family_end(new.family).await?.is_some_and(|end| end <= begins) {
        return Err(AdminError::Window.into());
    }
    let members = household(store, permit, new.family, begins.max(now)).await?;
    let mut work = match Work::begin_once(store, Some(permit.by()), once, now).await? {
        Begun::First(work) => work,
        Begun::Again { subject, at } => {
            let placement = subject.map(PlacementId::from_bytes).ok_or(AdminError::KeyUsed)?;
            return with_card(hub, placement, new, at, now).await;
        }
    };
    let placed = work.placement(new.family, new.municipality, new.starts_on).await?;
    work.makes(placed.placement.as_bytes());
    for member in members {
        let mut joins = Membership { space: placed.space, ..member };
        if joins.role == Role::FosterParent {
            joins.window.from = joins.window.from.max(begins);
            joins.sees_from = Some(joins.window.from);
        }
        if let Some(joins) = work.within(joins).await? {
            work.member(&joins).await?;
        }
    }
    work.done().await?;
    let NewChild { family, child, born, starts_on, .. } = new;
    write_card(hub, NewCard { space: placed.space, child, born, starts_on }).await?;
    mark_new(hub, family, placed.space).await?;
    Ok(placed.placement)
}

/// A placement that was added before, with its card: the server may have stopped before it was written.
async fn with_card(
    hub: &Hub,
    placement: PlacementId,
    new: NewChild,
    at: Timestamp,
    now: Timestamp,
) -> Result<PlacementId, PlacementError> {
    let store = hub.store();
    let space = store.space_of(SpaceKind::Placement, placement.as_bytes()).await?;
    let space = space.ok_or(AdminError::Missing("placement"))?;
    let family = new.family;
    if !store.has_documents(space).await? {
        if now.ms_since(at) < CARD_MS {
            return Err(CardError::Refused(Reason::Busy).into());
        }
        let NewChild { child, born, starts_on, .. } = new;
        write_card(hub, NewCard { space, child, born, starts_on }).await?;
    }
    // Once more does no harm: the last one counts.
    mark_new(hub, family, space).await?;
    Ok(placement)
}

/// A family's adults and fixed consultants who are still there at `at`, each once. Who serves one placement for another
/// unit is that placement's alone.
async fn household(
    store: &Store,
    permit: Permit,
    family: FamilyId,
    at: Timestamp,
) -> Result<Vec<Membership>, AdminError> {
    let contact = store.space_of(SpaceKind::Contact, family.as_bytes()).await?;
    let contact = contact.ok_or(AdminError::Missing("family"))?;
    let mut found: BTreeMap<(PersonId, Role), Membership> = BTreeMap::new();
    for space in spaces_of(store, family).await? {
        for member in store.members_of(space).await? {
            let fixed = member.role == Role::Consultant
                && !member.stand_in
                && (space == contact || member.unit == permit.unit());
            let stays = member.window.until.is_none_or(|until| until > at);
            if stays && (fixed || member.role == Role::FosterParent) {
                let last = |m: &Membership| m.window.until.map_or(i64::MAX, Timestamp::as_ms);
                match found.get(&(member.person, member.role)) {
                    Some(known) if last(known) >= last(&member) => {}
                    _ => drop(found.insert((member.person, member.role), member)),
                }
            }
        }
    }
    Ok(found.into_values().collect())
}

/// Tries again what was refused because somebody else set something up in the same moment.
async fn write_card(hub: &Hub, card: NewCard) -> Result<(), CardError> {
    for _ in 1..CARD_TRIES {
        match hub.create_card(card.clone()).await {
            Err(CardError::Refused(Reason::Unavailable | Reason::Busy)) => {}
            written => return written.map(drop),
        }
    }
    hub.create_card(card).await.map(drop)
}

/// Lets a person take part: in a family means in its contact space and in every placement of it.
pub(crate) async fn add_member(
    store: &Store,
    permit: Permit,
    add: &AddMember,
    once: Option<Once>,
    now: Timestamp,
) -> Result<(), AdminError> {
    let window = Window { from: add.from, until: add.until };
    let known = |at: Timestamp| at.local_date().is_some();
    if !known(add.from) || !add.until.is_none_or(known) || !add.sees_from.is_none_or(known) {
        return Err(AdminError::Window);
    }
    let mut rows = Vec::new();
    for space in spaces_at(store, permit, add.place).await? {
        let sees = seen_by(store, space, add, now).await?;
        let mut membership = row(permit, add.person, space, add.role, window, sees);
        membership.stand_in = add.stand_in;
        check_member(store, &membership).await?;
        rows.push(membership);
    }
    let Begun::First(mut work) = Work::begin_once(store, Some(permit.by()), once, now).await? else { return Ok(()) };
    let mut any = false;
    for membership in rows {
        if let Some(joins) = work.within(membership).await? {
            work.member(&joins).await?;
            any = true;
        }
    }
    if any { work.done().await } else { Err(AdminError::Window) }
}

/// From when on somebody sees what is shared in a space that they take part in. Who was there in the same role until lately
/// goes on as before; for whom it is new, a first day in the past is none: it would show them what was written before anybody
/// let them in.
async fn seen_by(
    store: &Store,
    space: SpaceId,
    add: &AddMember,
    now: Timestamp,
) -> Result<Option<Timestamp>, AdminError> {
    if !sees_own_time(add.role) {
        return Ok(sees_from(add.role, add.from, add.sees_from));
    }
    let goes_on = |member: &Membership| {
        let ended = member.window.until.map_or(i64::MAX, |until| until.plus_ms(RENEWED_MS).as_ms());
        member.person == add.person && member.role == add.role && ended >= add.from.max(now).as_ms()
    };
    let members = store.members_of(space).await?;
    if let Some(before) = members.iter().filter(|member| goes_on(member)).map(|member| member.sees_from).min() {
        return Ok(before.max(add.sees_from));
    }
    let today = now.local_date().and_then(|day| Timestamp::from_local(day.and_time(NaiveTime::MIN)));
    Ok(sees_from(add.role, add.from.max(today.ok_or(AdminError::Window)?), add.sees_from))
}

/// Ends a person's part in a role: in a family, in its contact space and in every placement of it.
pub(crate) async fn end_member(
    store: &Store,
    permit: Permit,
    end: &EndMember,
    now: Timestamp,
) -> Result<(), AdminError> {
    let until = end.until.unwrap_or(now);
    until.local_date().ok_or(AdminError::Window)?;
    let spaces = spaces_at(store, permit, end.place).await?;
    let mut work = Work::begin(store, Some(permit.by()), now).await?;
    let mut any = false;
    for space in spaces {
        any |= work.end_member(end.person, space, end.role, until).await?;
    }
    if any { work.done().await } else { Err(AdminError::Missing("membership")) }
}

fn row(
    permit: Permit,
    person: PersonId,
    space: SpaceId,
    role: Role,
    window: Window,
    sees_from: Option<Timestamp>,
) -> Membership {
    Membership {
        person,
        space,
        role,
        unit: permit.unit(),
        stand_in: false,
        course: None,
        window,
        sees_from,
        own_only: false,
    }
}

async fn spaces_at(store: &Store, permit: Permit, place: Place) -> Result<Vec<SpaceId>, AdminError> {
    let one = async |kind, owner: &[u8; 16]| {
        let space = store.space_of(kind, owner).await?;
        Ok(vec![space.ok_or(AdminError::Missing("space"))?])
    };
    match place {
        Place::Unit => one(SpaceKind::Municipality, permit.unit().as_bytes()).await,
        Place::Family(family) => spaces_of(store, family).await,
        Place::Placement(placement) => one(SpaceKind::Placement, placement.as_bytes()).await,
    }
}

/// A family's contact space and those of its placements, in the order in which the writer holds spaces too.
async fn spaces_of(store: &Store, family: FamilyId) -> Result<Vec<SpaceId>, AdminError> {
    let contact = store.space_of(SpaceKind::Contact, family.as_bytes()).await?;
    let mut spaces = vec![contact.ok_or(AdminError::Missing("family"))?];
    spaces.extend(store.placement_spaces(family).await?);
    spaces.sort();
    Ok(spaces)
}
