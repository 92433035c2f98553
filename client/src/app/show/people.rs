//! Names, and who can read what.

use std::collections::BTreeMap;

use samspil_shared::domain::{Audience, PersonId, Relation, Role, SpaceId, Timestamp};
use samspil_shared::sync::frame::SpaceMembership;

use super::Show;
use crate::app::view::Reader;

impl Show<'_> {
    pub(super) fn me(&self) -> PersonId {
        self.desk.engine.config().person
    }

    /// Everybody who takes part in a space now, as far as this person may know them.
    pub(super) fn members(&self, space: SpaceId) -> impl Iterator<Item = &SpaceMembership> {
        let at = self.at();
        let view = self.desk.engine.state().space(self.desk.engine.config().acting, space);
        let members = view.map(|view| view.space.members.as_slice()).unwrap_or_default();
        members.iter().filter(move |member| member.window.contains(at))
    }

    /// The whole name.
    pub(super) fn full_name(&self, person: PersonId) -> String {
        let known = self.desk.engine.state().name_of(person);
        let own = (person == self.me()).then_some(self.desk.settings.name.as_str());
        own.filter(|name| !name.is_empty()).or(known).unwrap_or_default().to_owned()
    }

    /// As people are called here: an adult of one's own family by the first name, unless two share it.
    pub(super) fn name(&self, space: SpaceId, person: PersonId) -> String {
        let full = self.full_name(person);
        if self.desk.settings.acting.role != Role::FosterParent {
            return full;
        }
        let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
        let mine = first(&full);
        // Private notes lie in a space of their own; its adult is the person at the screen.
        let is_adult = person == self.me() || self.is_adult(space, person);
        let adults = self.members(space).filter(|member| member.role == Role::FosterParent);
        let namesake = adults.filter(|member| member.person != person).any(|member| first(&member.name) == mine);
        if is_adult && !namesake { mine } else { full }
    }

    /// Whether the person is one of the family's adults in this space.
    pub(super) fn is_adult(&self, space: SpaceId, person: PersonId) -> bool {
        let view = self.desk.engine.state().space(self.desk.engine.config().acting, space);
        let members = view.map(|view| view.space.members.as_slice()).unwrap_or_default();
        members.iter().any(|member| member.person == person && member.role == Role::FosterParent)
    }

    /// The role of somebody who wrote in a space; `None` for the family's own adults and for whom nobody knows.
    pub(super) fn role(&self, space: SpaceId, person: PersonId) -> Option<Role> {
        let view = self.desk.engine.state().space(self.desk.engine.config().acting, space)?;
        let member = view.space.members.iter().find(|member| member.person == person)?;
        (member.role != Role::FosterParent).then_some(member.role)
    }

    /// Who reads what has this audience in this space, those who stand in last.
    pub(super) fn readers(&self, space: SpaceId, audience: Audience) -> Vec<Reader> {
        self.readers_of(space, audience, None)
    }

    /// The same of what was made then: an adult who came later does not read what was there before.
    pub(super) fn readers_of(&self, space: SpaceId, audience: Audience, made: Option<Timestamp>) -> Vec<Reader> {
        let reads = |role: Role| audience.relations().any(|relation| relation.is_met_by(role));
        let mut readers: BTreeMap<PersonId, Reader> = BTreeMap::new();
        let was_there = |from: Option<Timestamp>| from.is_none_or(|from| made.is_none_or(|made| made >= from));
        let members = self.members(space).filter(|member| reads(member.role) && was_there(member.sees_from));
        for member in members {
            let reader = Reader {
                name: self.name(space, member.person),
                role: member.role,
                stand_in: member.stand_in,
                me: member.person == self.me(),
            };
            let known = readers.entry(member.person).or_insert_with(|| reader.clone());
            known.stand_in &= reader.stand_in;
        }
        if audience.has(Relation::Author) {
            readers.entry(self.me()).or_insert_with(|| Reader {
                name: self.name(space, self.me()),
                role: Role::Oneself,
                stand_in: false,
                me: true,
            });
        }
        in_order(readers.into_values().collect())
    }

    /// The same without the family's own adults: whom something is shared with that the server had first then, or that it
    /// has not had yet.
    pub(super) fn shared_with(&self, space: SpaceId, audience: Audience, made: Option<Timestamp>) -> Vec<Reader> {
        let mut readers = self.readers_of(space, audience, made);
        readers.retain(|reader| reader.role != Role::FosterParent);
        readers
    }

    /// Everybody who takes part.
    pub(super) fn everybody(&self, space: SpaceId) -> Vec<Reader> {
        self.readers(space, Audience::MEMBERS)
    }

    /// The names of the family's adults.
    pub(super) fn adults(&self, space: SpaceId) -> Vec<String> {
        let adults = self.members(space).filter(|member| member.role == Role::FosterParent);
        let mut names: Vec<String> = adults.map(|member| self.name(space, member.person)).collect();
        names.sort();
        names.dedup();
        names
    }
}

fn in_order(mut readers: Vec<Reader>) -> Vec<Reader> {
    readers.sort_by(|a, b| (a.stand_in, a.role, &a.name).cmp(&(b.stand_in, b.role, &b.name)));
    readers
}
