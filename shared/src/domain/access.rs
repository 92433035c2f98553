//! Who may see and change what: one pure function for the server's every door and for the device's every button.
//!
//! Access hands out capabilities: a function that needs a [`Readable`] cannot be called without having asked here.
//! Denied, missing and foreign look the same from outside; the caller gets [`Access::None`] and no reason.

mod create;
mod openings;

use super::audience::Relation;
use super::document::{DocState, Document, Kind};
use super::duty::LOOKS_BACK_MS;
use super::ids::{PersonId, SpaceId};
use super::membership::{Membership, Role};
use super::rule::{RoleList, Rule, holds, holds_for, is_one_of};

pub use create::{Creatable, may_create};
pub use openings::{OpeningsPermit, may_see_openings};

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
        DocState::Erased => holds(Rule::ErasedForNobody, false),
        DocState::Live => here.iter().any(|m| is_reader(viewer, m, document)),
        DocState::Withdrawn => here.iter().any(|m| {
            is_reader(viewer, m, document)
                && (holds_for(Rule::WithdrawnForFamily, m.role, &[Role::FosterParent])
                    || holds(Rule::WithdrawnForAuthor, document.author == viewer))
        }),
    };
    if !reads {
        return Access::None;
    }
    let is_author = document.author == viewer;
    let is_by = |rule, roles: &[Role]| holds(rule, is_any(rule, &here, roles));
    let writes = match document.meta.kind {
        Kind::LogEntry => holds(Rule::EntryByAuthor, is_author) || is_by(Rule::EntryByFamily, &[Role::FosterParent]),
        Kind::PlacementCard => is_by(Rule::CardByConsultant, &[Role::Consultant]),
        Kind::Comment => holds(Rule::CommentByAuthor, is_author),
        Kind::Publication => holds(Rule::PublicationByNobody, false),
        Kind::PlaceMark => holds(Rule::PlaceMarkByNobody, false),
        Kind::FamilyCard => is_by(Rule::FamilyCardByConsultant, &[Role::Consultant]),
        Kind::NightHelp => {
            holds(Rule::NightHelpByAuthor, is_author) || is_by(Rule::NightHelpByConsultant, &[Role::Consultant])
        }
        Kind::CallNote | Kind::LooseCall => holds(Rule::CallByAuthor, is_author),
        Kind::FollowUp => is_by(Rule::FollowUpByRole, &[Role::Consultant, Role::DutyOfficer]),
        Kind::CallReceipt => is_by(Rule::ReceiptByConsultant, &[Role::Consultant]),
    };
    if writes { Access::Write(Writable(document)) } else { Access::Read(Readable(document)) }
}

/// What a viewer would reach if the document had not been withdrawn: whoever could read it learns that it was taken back.
pub fn was_readable(viewer: PersonId, memberships: &[&Membership], document: &Document) -> bool {
    memberships.iter().filter(|m| counts(m, viewer, document.meta.space)).any(|m| is_reader(viewer, m, document))
}

/// Whether any of these is in one of the roles that the rule names.
fn is_any(rule: Rule, memberships: &[&Membership], roles: &[Role]) -> bool {
    memberships.iter().any(|m| is_one_of(RoleList::Of(rule), m.role, roles))
}

/// Whether the membership is the viewer's own, in this space.
fn counts(membership: &Membership, viewer: PersonId, space: SpaceId) -> bool {
    holds(Rule::InItsSpace, membership.space == space) && holds(Rule::OwnMembership, membership.person == viewer)
}

/// Whether this membership, in the document's space, makes its person a reader of a live document.
fn is_reader(viewer: PersonId, membership: &Membership, document: &Document) -> bool {
    let (meta, audience) = (&document.meta, document.meta.audience);
    if !holds(Rule::OwnOnly, !membership.own_only || document.author == viewer) {
        return false;
    }
    let is_card = matches!(meta.kind, Kind::PlacementCard | Kind::FamilyCard | Kind::PlaceMark);
    let since = |from| document.created_at.is_none_or(|created_at| from <= created_at);
    if holds_for(Rule::LooksBackOnDuty, membership.role, &[Role::DutyOfficer])
        && holds(Rule::LooksBackInShift, !membership.own_only)
        && holds(Rule::LooksBackAtNoCard, !is_card)
        && !holds(Rule::DutyLooksBack, since(membership.window.from.plus_ms(-LOOKS_BACK_MS)))
    {
        return false;
    }
    if (holds(Rule::AuthorRelation, audience.has(Relation::Author)) && document.author == viewer)
        || holds(Rule::NamedReader, meta.readers.contains(&viewer))
    {
        return true;
    }
    // A card says who it is about, not what happened before one came; and nobody loses sight of what they wrote
    // themselves because they joined later than it was received.
    let in_time = holds(Rule::CardAnyTime, is_card)
        || holds(Rule::OwnAnyTime, document.author == viewer)
        || holds(Rule::SeesFrom, membership.sees_from.is_none_or(since));
    in_time
        && audience.relations().any(|relation| match relation {
            // A course narrows the team to those who give it: the consultant then reads only what is published to him.
            Relation::Team if meta.course.is_some() => {
                holds_for(Rule::CourseByWorker, membership.role, &[Role::InstitutionWorker])
                    && holds(Rule::CourseByItself, membership.course == meta.course)
            }
            relation => holds(Rule::RelationByRole, relation.is_met_by(membership.role)),
        })
}

/// Whether `viewer` may take the document back: any adult of the family, what the family published; a consultant, a loose
/// call that was tied to a family.
pub fn may_withdraw(viewer: PersonId, memberships: &[&Membership], document: &Document) -> bool {
    let mut here = memberships.to_vec();
    here.retain(|m| counts(m, viewer, document.meta.space));
    let is_by = |rule, roles: &[Role]| holds(rule, is_any(rule, &here, roles));
    let takes_back = match document.meta.kind {
        Kind::LooseCall => is_by(Rule::WithdrawLoose, &[Role::Consultant]),
        kind => {
            holds(Rule::WithdrawPublication, kind == Kind::Publication)
                && is_by(Rule::WithdrawByFamily, &[Role::FosterParent])
        }
    };
    takes_back
        && holds(Rule::WithdrawWhatIs, document.state != DocState::Erased)
        && holds(Rule::WithdrawByReader, was_readable(viewer, memberships, document))
}
