//! Who may see and change what: one pure function for the server's every door and for the device's every button.
//!
//! Access hands out capabilities: a function that needs a [`Readable`] cannot be called without having asked here.
//! Denied, missing and foreign look the same from outside; the caller gets [`Access::None`] and no reason.

use super::audience::{Audience, Relation};
use super::document::{DocState, Document, DocumentMeta, Kind, READERS_MAX};
use super::family::SpaceKind;
use super::ids::{PersonId, SpaceId};
use super::membership::{Membership, Role};
use super::rule::{Rule, holds};

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
        memberships.iter().copied().filter(|m| counts(m, viewer, document.meta.space)).collect();
    let reads = match document.state {
        DocState::Erased => false,
        DocState::Live => here.iter().any(|m| is_reader(viewer, m, document)),
        DocState::Withdrawn => here.iter().any(|m| {
            is_reader(viewer, m, document)
                && (holds(Rule::WithdrawnForFamily, m.role == Role::FosterParent)
                    || holds(Rule::WithdrawnForAuthor, document.author == viewer))
        }),
    };
    if !reads {
        return Access::None;
    }
    let writes = match document.meta.kind {
        Kind::LogEntry => {
            holds(Rule::EntryByAuthor, document.author == viewer)
                || holds(Rule::EntryByFamily, here.iter().any(|m| m.role == Role::FosterParent))
        }
        Kind::PlacementCard => holds(Rule::CardByConsultant, here.iter().any(|m| m.role == Role::Consultant)),
        Kind::Comment => holds(Rule::CommentByAuthor, document.author == viewer),
        Kind::Publication => holds(Rule::PublicationByNobody, false),
    };
    if writes { Access::Write(Writable(document)) } else { Access::Read(Readable(document)) }
}

/// What a viewer would reach if the document had not been withdrawn: whoever could read it learns that it was taken back.
pub fn was_readable(viewer: PersonId, memberships: &[&Membership], document: &Document) -> bool {
    memberships.iter().filter(|m| counts(m, viewer, document.meta.space)).any(|m| is_reader(viewer, m, document))
}

/// Whether the membership is the viewer's own, in this space.
fn counts(membership: &Membership, viewer: PersonId, space: SpaceId) -> bool {
    holds(Rule::InItsSpace, membership.space == space) && holds(Rule::OwnMembership, membership.person == viewer)
}

/// Whether this membership, in the document's space, makes its person a reader of a live document.
fn is_reader(viewer: PersonId, membership: &Membership, document: &Document) -> bool {
    let (meta, audience) = (&document.meta, document.meta.audience);
    if (holds(Rule::AuthorRelation, audience.has(Relation::Author)) && document.author == viewer)
        || holds(Rule::NamedReader, meta.readers.contains(&viewer))
    {
        return true;
    }
    // A card says who it is about, not what happened before one came; and nobody loses sight of what they wrote
    // themselves because they joined later than it was received.
    let since = |from| document.created_at.is_none_or(|created_at| from <= created_at);
    let in_time = holds(Rule::CardAnyTime, meta.kind == Kind::PlacementCard)
        || holds(Rule::OwnAnyTime, document.author == viewer)
        || holds(Rule::SeesFrom, membership.sees_from.is_none_or(since));
    in_time
        && audience.relations().any(|relation| match relation {
            // A course narrows the team to those who give it: the consultant then reads only what is published to him.
            Relation::Team if meta.course.is_some() => {
                holds(Rule::CourseByWorker, membership.role == Role::InstitutionWorker)
                    && holds(Rule::CourseByItself, membership.course == meta.course)
            }
            relation => holds(Rule::RelationByRole, relation.is_met_by(membership.role)),
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
        let is_card = meta.kind == Kind::PlacementCard && meta.audience == Audience::MEMBERS;
        holds(Rule::ServiceCard, is_card).then_some(Self(meta))
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
        let has = memberships.iter().any(|m| counts(m, viewer, meta.space) && roles.contains(&m.role));
        holds(Rule::CreatorRole, has)
    };
    let plain = holds(Rule::HangsOnNothing, meta.parent.is_none() && meta.course.is_none() && meta.readers.is_empty());
    if holds(Rule::FewReaders, meta.readers.len() > READERS_MAX) {
        return None;
    }
    let may = match (meta.kind, space_kind) {
        (Kind::LogEntry, SpaceKind::Person) => {
            plain && holds(Rule::PrivateNote, meta.audience == Audience::AUTHOR) && has_role(&[Role::Oneself])
        }
        (Kind::LogEntry, SpaceKind::Placement) => {
            plain && holds(Rule::FamilyNote, meta.audience == Audience::FAMILY) && has_role(&[Role::FosterParent])
        }
        (Kind::Publication, SpaceKind::Placement) => {
            let readers = [Audience::CONSULTANT, Audience::TEAM].contains(&meta.audience);
            plain && holds(Rule::PublicationReaders, readers) && has_role(&[Role::FosterParent])
        }
        (Kind::PlacementCard, SpaceKind::Placement) => {
            plain && holds(Rule::CardReaders, meta.audience == Audience::MEMBERS) && has_role(&[Role::Consultant])
        }
        (Kind::Comment, SpaceKind::Placement) => {
            has_role(&[Role::FosterParent, Role::Consultant, Role::InstitutionWorker])
                && parent.is_some_and(|parent| {
                    let same_readers = parent.meta.audience == meta.audience
                        && parent.meta.course == meta.course
                        && parent.meta.readers == meta.readers;
                    holds(Rule::CommentOnPublication, parent.meta.kind == Kind::Publication)
                        && Some(parent.id) == meta.parent
                        && holds(Rule::CommentInSpace, parent.meta.space == meta.space)
                        && holds(Rule::CommentOnWhatIs, parent.state != DocState::Erased)
                        && holds(Rule::CommentReaders, same_readers)
                        && holds(Rule::CommentByReader, was_readable(viewer, memberships, parent))
                })
        }
        _ => false,
    };
    may.then_some(Creatable(meta))
}

/// Whether `viewer` may take the document back: any adult of the family, what the family published.
pub fn may_withdraw(viewer: PersonId, memberships: &[&Membership], document: &Document) -> bool {
    let of_family = memberships.iter().any(|m| counts(m, viewer, document.meta.space) && m.role == Role::FosterParent);
    holds(Rule::WithdrawPublication, document.meta.kind == Kind::Publication)
        && holds(Rule::WithdrawWhatIs, document.state != DocState::Erased)
        && holds(Rule::WithdrawByFamily, of_family)
        && holds(Rule::WithdrawByReader, was_readable(viewer, memberships, document))
}
