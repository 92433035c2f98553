//! Who is kept out of which family's reach at work.

use std::collections::BTreeMap;

use samspil_shared::api::admin::{NamedFamily, NamedPerson, Recusals, Recuse};
use samspil_shared::domain::membership::RECUSABLE;
use samspil_shared::domain::office::Permit;
use samspil_shared::domain::{FamilyId, PersonId, Role, Timestamp};

use super::super::AdminError;
use super::super::work::Work;
use crate::store::{AuditWhat, Store};

/// Who is kept out of the unit's families, and who could be. `names` are those that the families go by.
pub(crate) async fn recusals(
    store: &Store,
    permit: Permit,
    names: BTreeMap<FamilyId, Vec<String>>,
    now: Timestamp,
) -> Result<Recusals, AdminError> {
    let unit = permit.unit();
    let mut people: BTreeMap<PersonId, String> = BTreeMap::new();
    for role in RECUSABLE {
        people.extend(store.people_in_role(unit, role, now).await?);
    }
    for (serving, _) in store.units_serving(unit).await? {
        people.extend(store.people_in_role(serving, Role::DutyOfficer, now).await?);
    }
    let mut people: Vec<NamedPerson> = people.into_iter().map(|(person, name)| NamedPerson { person, name }).collect();
    people.sort_by(|a, b| (&a.name, a.person).cmp(&(&b.name, b.person)));
    let families = store.families_of_unit(unit, now).await?.into_iter().map(|row| row.family);
    let named = |family| NamedFamily { family, names: names.get(&family).cloned().unwrap_or_default() };
    Ok(Recusals { recusals: store.recusals_of_unit(unit).await?, people, families: families.map(named).collect() })
}

/// Keeps a family out of somebody's reach; once more is no other deed.
pub(crate) async fn recuse(store: &Store, permit: Permit, of: Recuse, now: Timestamp) -> Result<(), AdminError> {
    recuse_by(store, Some(permit.by()), of.person, of.family, now).await
}

/// Ends it.
pub(crate) async fn end_recusal(store: &Store, permit: Permit, of: Recuse, now: Timestamp) -> Result<(), AdminError> {
    end_recusal_by(store, Some(permit.by()), of.person, of.family, now).await
}

pub(in crate::admin) async fn recuse_by(
    store: &Store,
    by: Option<PersonId>,
    person: PersonId,
    family: FamilyId,
    now: Timestamp,
) -> Result<(), AdminError> {
    let mut work = Work::begin(store, by, now).await?;
    if store.recuse(&mut work.tx, person, family, now).await? {
        work.note(AuditWhat::Recused, person.as_bytes());
    }
    work.done().await
}

pub(in crate::admin) async fn end_recusal_by(
    store: &Store,
    by: Option<PersonId>,
    person: PersonId,
    family: FamilyId,
    now: Timestamp,
) -> Result<(), AdminError> {
    let mut work = Work::begin(store, by, now).await?;
    if !store.end_recusal(&mut work.tx, person, family, now).await? {
        return Err(AdminError::Missing("recusal"));
    }
    work.note(AuditWhat::RecusalEnded, person.as_bytes());
    work.done().await
}
