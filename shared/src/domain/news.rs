//! What is new for somebody: decided by what a document is and whom it is for, never by what it says.

use super::access::access;
use super::document::{DocState, Document, Kind};
use super::ids::PersonId;
use super::membership::{Membership, Role};

/// Whether something that another wrote in `document` is news for `viewer`, reached through memberships that are in
/// effect. What may not be read is never news, so a call that is kept from the family gives them no hint.
pub fn is_news(viewer: PersonId, memberships: &[&Membership], document: &Document) -> bool {
    if document.state != DocState::Live || access(viewer, memberships, document).readable().is_none() {
        return false;
    }
    let is = |role: Role| memberships.iter().any(|m| m.space == document.meta.space && m.role == role);
    match document.meta.kind {
        Kind::Publication | Kind::Comment | Kind::NightHelp => true,
        // Consultants see in the follow-up that there was a call.
        Kind::CallReceipt => is(Role::FosterParent),
        // The next officer reads it at the start of the shift.
        Kind::FollowUp => is(Role::Consultant),
        // Cards are set up, a note in the family's own book is theirs to find, and a call's note comes with its follow-up.
        Kind::PlacementCard
        | Kind::FamilyCard
        | Kind::PlaceMark
        | Kind::LogEntry
        | Kind::CallNote
        | Kind::LooseCall => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Audience, DocId, DocumentMeta, SpaceId, Timestamp, UnitId, Window};
    use super::*;

    const ME: PersonId = PersonId::from_bytes([1; 16]);
    const SPACE: SpaceId = SpaceId::from_bytes([2; 16]);

    fn as_role(role: Role) -> Membership {
        Membership {
            person: ME,
            space: SPACE,
            role,
            unit: UnitId::from_bytes([3; 16]),
            stand_in: false,
            course: None,
            window: Window { from: Timestamp::from_ms(0), until: None },
            sees_from: None,
            own_only: false,
        }
    }

    fn document(kind: Kind, audience: Audience) -> Document {
        let meta =
            DocumentMeta { kind, schema: 1, space: SPACE, parent: None, course: None, audience, readers: Vec::new() };
        let (id, author) = (DocId::from_bytes([4; 16]), PersonId::from_bytes([5; 16]));
        Document { id, meta, author, created_at: Some(Timestamp::from_ms(1)), state: DocState::Live }
    }

    fn told(document: &Document) -> Vec<Role> {
        let roles = [Role::FosterParent, Role::Consultant, Role::DutyOfficer, Role::Adviser];
        roles.into_iter().filter(|role| is_news(ME, &[&as_role(*role)], document)).collect()
    }

    #[test]
    fn each_kind_is_news_for_those_whom_it_concerns_and_who_may_read_it() {
        use Role::{Consultant, FosterParent};
        for (kind, audience, roles) in [
            (Kind::Publication, Audience::CONSULTANT, vec![FosterParent, Consultant]),
            (Kind::Comment, Audience::FAMILY, vec![FosterParent]),
            (Kind::NightHelp, Audience::CONSULTANT, vec![FosterParent, Consultant]),
            (Kind::CallReceipt, Audience::RECEIPT, vec![FosterParent]),
            (Kind::FollowUp, Audience::FOLLOW_UP, vec![Consultant]),
            (Kind::CallNote, Audience::CALL, vec![]),
            (Kind::LooseCall, Audience::CALL, vec![]),
            (Kind::LogEntry, Audience::FAMILY, vec![]),
            (Kind::FamilyCard, Audience::MEMBERS, vec![]),
            (Kind::PlacementCard, Audience::MEMBERS, vec![]),
            (Kind::PlaceMark, Audience::MEMBERS, vec![]),
        ] {
            assert_eq!(told(&document(kind, audience)), roles, "{kind:?}");
        }
    }

    #[test]
    fn a_receipt_for_one_adult_is_news_for_that_one_and_what_was_taken_back_for_nobody() {
        let mut receipt = document(Kind::CallReceipt, Audience::CALL);
        assert_eq!(told(&receipt), []);
        receipt.meta.readers = vec![ME];
        assert_eq!(told(&receipt), [Role::FosterParent]);
        for state in [DocState::Withdrawn, DocState::Erased] {
            let gone = Document { state, ..document(Kind::Publication, Audience::CONSULTANT) };
            assert_eq!(told(&gone), [], "{state:?}");
        }
        let elsewhere = Membership { space: SpaceId::from_bytes([9; 16]), ..as_role(Role::Consultant) };
        assert!(!is_news(ME, &[&elsewhere], &document(Kind::Publication, Audience::CONSULTANT)));
    }
}
