//! Who may see and change what: one pure function for the server's every door and for the device's every button.
//!
//! Access hands out capabilities: a function that needs a [`Readable`] cannot be called without having asked here.
//! Denied, missing and foreign look the same from outside; the caller gets [`Access::None`] and no reason.

use super::audience::{Audience, Relation};
use super::document::{DocState, Document, DocumentMeta, Kind, READERS_MAX};
use super::family::SpaceKind;
use super::ids::{PersonId, SpaceId};
use super::membership::{Membership, Role};

/// Proof that the document may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readable<'a>(&'a Document);

impl<'a> Readable<'a> {
    /// The document.
    pub fn document(self) -> &'a Document {
        self.0
    }
}

/// Proof that the document may be changed, within the field grammar of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writable<'a>(&'a Document);

impl<'a> Writable<'a> {
    /// What may be written may be read.
    pub fn readable(self) -> Readable<'a> {
        Readable(self.0)
    }
}

/// What a viewer reaches of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access<'a> {
    /// Nothing, not even that it exists.
    None,
    /// Reading.
    Read(Readable<'a>),
    /// Reading and changing.
    Write(Writable<'a>),
}

impl<'a> Access<'a> {
    /// The capability to read, if there is one.
    pub fn readable(self) -> Option<Readable<'a>> {
        match self {
            Self::None => None,
            Self::Read(readable) => Some(readable),
            Self::Write(writable) => Some(writable.readable()),
        }
    }

    /// The capability to change, if there is one.
    pub fn writable(self) -> Option<Writable<'a>> {
        if let Self::Write(writable) = self { Some(writable) } else { None }
    }
}

/// What `viewer` reaches of `document` through memberships that are in effect (see [`super::membership::effective`]).
pub fn access<'a>(viewer: PersonId, memberships: &[&Membership], document: &'a Document) -> Access<'a> {
    let here: Vec<&Membership> =
        memberships.iter().copied().filter(|m| m.space == document.meta.space && m.person == viewer).collect();
    let reads = match document.state {
        DocState::Erased => false,
        DocState::Live => here.iter().any(|m| is_reader(viewer, m, document)),
        DocState::Withdrawn => here
            .iter()
            .any(|m| is_reader(viewer, m, document) && (m.role == Role::FosterParent || document.author == viewer)),
    };
    if !reads {
        return Access::None;
    }
    let writes = match document.meta.kind {
        Kind::LogEntry => document.author == viewer || here.iter().any(|m| m.role == Role::FosterParent),
        Kind::PlacementCard => here.iter().any(|m| m.role == Role::Consultant),
        Kind::Comment => document.author == viewer,
        Kind::Publication => false,
    };
    if writes { Access::Write(Writable(document)) } else { Access::Read(Readable(document)) }
}

/// What a viewer would reach if the document had not been withdrawn: whoever could read it learns that it was taken back.
pub fn was_readable(viewer: PersonId, memberships: &[&Membership], document: &Document) -> bool {
    memberships
        .iter()
        .filter(|m| m.space == document.meta.space && m.person == viewer)
        .any(|m| is_reader(viewer, m, document))
}

/// Whether this membership, in the document's space, makes its person a reader of a live document.
fn is_reader(viewer: PersonId, membership: &Membership, document: &Document) -> bool {
    let (meta, audience) = (&document.meta, document.meta.audience);
    if (audience.has(Relation::Author) && document.author == viewer) || meta.readers.contains(&viewer) {
        return true;
    }
    // A card says who it is about, not what happened before one came; and nobody loses sight of what they wrote
    // themselves because they joined later than it was received.
    let in_time = meta.kind == Kind::PlacementCard
        || document.author == viewer
        || membership.sees_from.is_none_or(|from| document.created_at.is_none_or(|created_at| from <= created_at));
    in_time
        && audience.relations().any(|relation| match relation {
            // A course narrows the team to those who give it: the consultant then reads only what is published to him.
            Relation::Team if meta.course.is_some() => {
                membership.role == Role::InstitutionWorker && membership.course == meta.course
            }
            relation => relation.is_met_by(membership.role),
        })
}

/// Proof that a document with this meta may be created by this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Creatable<'a>(&'a DocumentMeta);

impl<'a> Creatable<'a> {
    /// The meta that was asked for.
    pub fn meta(self) -> &'a DocumentMeta {
        self.0
    }

    /// The server itself creates what is set up on the command line.
    pub fn by_service(meta: &'a DocumentMeta) -> Option<Self> {
        (meta.kind == Kind::PlacementCard && meta.audience == Audience::MEMBERS).then_some(Self(meta))
    }
}

/// Whether `viewer` may create a document with this meta in a space of this kind. `parent` is the document that
/// `meta.parent` names, as far as it exists.
pub fn may_create<'a>(
    viewer: PersonId,
    memberships: &[&Membership],
    space_kind: SpaceKind,
    meta: &'a DocumentMeta,
    parent: Option<&Document>,
) -> Option<Creatable<'a>> {
    let has_role = |roles: &[Role]| {
        memberships.iter().any(|m| m.space == meta.space && m.person == viewer && roles.contains(&m.role))
    };
    let plain = meta.parent.is_none() && meta.course.is_none() && meta.readers.is_empty();
    if meta.readers.len() > READERS_MAX {
        return None;
    }
    let may = match (meta.kind, space_kind) {
        (Kind::LogEntry, SpaceKind::Person) => plain && meta.audience == Audience::AUTHOR && has_role(&[Role::Oneself]),
        (Kind::LogEntry, SpaceKind::Placement) => {
            plain && meta.audience == Audience::FAMILY && has_role(&[Role::FosterParent])
        }
        (Kind::Publication, SpaceKind::Placement) => {
            plain && [Audience::CONSULTANT, Audience::TEAM].contains(&meta.audience) && has_role(&[Role::FosterParent])
        }
        (Kind::PlacementCard, SpaceKind::Placement) => {
            plain && meta.audience == Audience::MEMBERS && has_role(&[Role::Consultant])
        }
        (Kind::Comment, SpaceKind::Placement) => {
            has_role(&[Role::FosterParent, Role::Consultant, Role::InstitutionWorker])
                && parent.is_some_and(|parent| {
                    parent.meta.kind == Kind::Publication
                        && Some(parent.id) == meta.parent
                        && parent.meta.space == meta.space
                        && parent.state != DocState::Erased
                        && parent.meta.audience == meta.audience
                        && parent.meta.course == meta.course
                        && parent.meta.readers == meta.readers
                        && was_readable(viewer, memberships, parent)
                })
        }
        _ => false,
    };
    may.then_some(Creatable(meta))
}

/// Whether `viewer` may take the document back: any adult of the family, what the family published.
pub fn may_withdraw(viewer: PersonId, memberships: &[&Membership], document: &Document) -> bool {
    document.meta.kind == Kind::Publication
        && document.state != DocState::Erased
        && is_member_as(viewer, memberships, document.meta.space, Role::FosterParent)
        && was_readable(viewer, memberships, document)
}

fn is_member_as(viewer: PersonId, memberships: &[&Membership], space: SpaceId, role: Role) -> bool {
    memberships.iter().any(|m| m.person == viewer && m.space == space && m.role == role)
}
