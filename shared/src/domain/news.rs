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
        Kind::PlacementCard | Kind::FamilyCard | Kind::LogEntry | Kind::CallNote | Kind::LooseCall => false,
    }
}
