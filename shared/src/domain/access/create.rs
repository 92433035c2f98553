//! Who may make which document where.

use super::{counts, was_readable};
use crate::domain::audience::Audience;
use crate::domain::document::{DocState, Document, DocumentMeta, Kind, READERS_MAX};
use crate::domain::family::SpaceKind;
use crate::domain::ids::PersonId;
use crate::domain::membership::{Membership, Role};
use crate::domain::rule::{RoleList, Rule, holds, is_one_of};

/// Proof that a document with this meta may be created by this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Creatable<'a>(&'a DocumentMeta);

impl<'a> Creatable<'a> {
    /// The meta that was asked for.
    pub fn meta(self) -> &'a DocumentMeta {
        self.0
    }

    /// The server itself creates what is set up: cards, and what was decided about a place.
    pub fn by_service(meta: &'a DocumentMeta) -> Option<Self> {
        let is_set_up = matches!(meta.kind, Kind::PlacementCard | Kind::FamilyCard | Kind::PlaceMark);
        holds(Rule::ServiceCard, is_set_up && meta.audience == Audience::MEMBERS).then_some(Self(meta))
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
        let mine = memberships.iter().filter(|m| counts(m, viewer, meta.space));
        let mut now = mine.filter(|m| holds(Rule::CreatorOnDuty, !m.own_only));
        let creators = RoleList::Creates(meta.kind, space_kind);
        holds(Rule::CreatorRole, now.any(|m| is_one_of(creators, m.role, roles)))
    };
    let plain = holds(Rule::HangsOnNothing, meta.parent.is_none() && meta.course.is_none() && meta.readers.is_empty());
    if holds(Rule::FewReaders, meta.readers.len() > READERS_MAX) {
        return None;
    }
    let hangs_on_call = |parent: Option<&Document>| {
        parent.is_some_and(|parent| {
            holds(Rule::CallIsParent, matches!(parent.meta.kind, Kind::CallNote | Kind::LooseCall))
                && holds(Rule::CallIsNamed, Some(parent.id) == meta.parent)
                && holds(Rule::CallInSpace, parent.meta.space == meta.space)
                && holds(Rule::CallIsThere, parent.state != DocState::Erased)
                && holds(Rule::CallByReader, was_readable(viewer, memberships, parent))
        })
    };
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
                        && holds(Rule::CommentOnNamed, Some(parent.id) == meta.parent)
                        && holds(Rule::CommentInSpace, parent.meta.space == meta.space)
                        && holds(Rule::CommentOnWhatIs, parent.state != DocState::Erased)
                        && holds(Rule::CommentReaders, same_readers)
                        && holds(Rule::CommentByReader, was_readable(viewer, memberships, parent))
                })
        }
        (Kind::FamilyCard, SpaceKind::Contact) => {
            plain && holds(Rule::FamilyCardReaders, meta.audience == Audience::MEMBERS) && has_role(&[Role::Consultant])
        }
        (Kind::NightHelp, SpaceKind::Contact) => {
            plain
                && holds(Rule::NightHelpReaders, meta.audience == Audience::CONSULTANT)
                && has_role(&[Role::FosterParent])
        }
        (Kind::CallNote, SpaceKind::Contact) => {
            plain
                && holds(Rule::CallReaders, meta.audience == Audience::CALL)
                && has_role(&[Role::DutyOfficer, Role::Consultant])
        }
        (Kind::LooseCall, SpaceKind::Duty) => {
            plain && holds(Rule::CallReaders, meta.audience == Audience::CALL) && has_role(&[Role::DutyOfficer])
        }
        (Kind::FollowUp, SpaceKind::Contact | SpaceKind::Duty) => {
            has_role(&[Role::DutyOfficer, Role::Consultant])
                && hangs_on_call(parent)
                && parent.is_some_and(|parent| holds(Rule::FollowUpByCaller, parent.author == viewer))
                && holds(Rule::FollowUpReadersAlone, meta.course.is_none() && meta.readers.is_empty())
                && holds(Rule::FollowUpReaders, meta.audience == Audience::FOLLOW_UP)
        }
        (Kind::CallReceipt, SpaceKind::Contact) => {
            let is_named = meta.audience == Audience::CALL && meta.readers.len() == 1;
            let is_adults = meta.audience == Audience::RECEIPT && meta.readers.is_empty();
            has_role(&[Role::DutyOfficer, Role::Consultant])
                && hangs_on_call(parent)
                && holds(Rule::ReceiptOfNoCourse, meta.course.is_none())
                && holds(Rule::ReceiptReaders, is_named || is_adults)
        }
        _ => false,
    };
    may.then_some(Creatable(meta))
}
