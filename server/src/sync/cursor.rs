//! How far a device is in a space, and the sealed token that carries it.

use minicbor::{Decode, Encode};
use samspil_shared::domain::{Acting, EnrolmentId, Epoch, Membership, PersonId, Role, SpaceId, Timestamp};
use sha2::{Digest, Sha256};

use crate::store::Store;

/// How far a device is in a space. All numbers are of the space's sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) struct Cursor {
    /// The device holds every visible document created at or after this one; 0 once it holds them all.
    #[n(0)]
    pub(super) floor: i64,
    /// What it holds is complete up to here.
    #[n(1)]
    pub(super) upto: i64,
    /// Documents whose last row is at or before this one are complete: a catch-up reads changed documents in the order of
    /// their last rows, and can be broken off between two. Equal to `upto` once it is through.
    #[n(2)]
    pub(super) done: i64,
}

impl Cursor {
    /// Holding nothing yet, at a space whose last row is `head`.
    pub(super) fn start(head: i64) -> Self {
        Self { floor: head + 1, upto: head, done: head }
    }

    /// Complete up to `head`.
    pub(super) fn caught_up(self, head: i64) -> Self {
        Self { upto: head, done: head, ..self }
    }
}

/// Digest of all that decides visibility besides the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub(super) struct View(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

impl View {
    /// The view of a person whose memberships in effect in the space are these.
    pub(super) fn of(person: PersonId, memberships: &[&Membership]) -> Self {
        let mut rows: Vec<_> =
            memberships.iter().map(|m| (m.role, m.course, m.sees_from, m.own_only, looks_back(m))).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut digest = Sha256::new().chain_update(b"view 1").chain_update(person.as_bytes());
        for (role, course, sees_from, own_only, looks_back) in rows {
            let course = course.map_or([0; 16], |course| *course.as_bytes());
            let sees_from = sees_from.map_or(i64::MIN, |from| from.as_ms()).to_be_bytes();
            let back = looks_back.map_or(i64::MIN, |from| from.as_ms()).to_be_bytes();
            digest = digest.chain_update([role.code(), own_only.into()]).chain_update(course);
            digest = digest.chain_update(sees_from).chain_update(back);
        }
        let mut view = [0; 16];
        view.copy_from_slice(&digest.finalize()[..16]);
        Self(view)
    }
}

/// From when a duty officer sees what came before the shift.
fn looks_back(membership: &Membership) -> Option<Timestamp> {
    (membership.role == Role::DutyOfficer).then_some(membership.window.from)
}

/// Whose cursor it is, and in what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) struct Bearer {
    #[n(0)]
    pub(super) epoch: Epoch,
    #[n(1)]
    pub(super) enrolment: EnrolmentId,
    #[n(2)]
    pub(super) acting: Acting,
    #[n(3)]
    pub(super) space: SpaceId,
}

#[derive(Encode, Decode)]
struct Token {
    #[n(0)]
    version: u8,
    #[n(1)]
    bearer: Bearer,
    #[n(2)]
    cursor: Cursor,
    #[n(3)]
    view: View,
}

const VERSION: u8 = 1;

/// Seals a cursor.
pub(super) fn seal(store: &Store, bearer: Bearer, cursor: Cursor, view: View) -> Vec<u8> {
    let token = Token { version: VERSION, bearer, cursor, view };
    let plain = minicbor::to_vec(token)
        .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"));
    store.seal_token(&plain)
}

/// Opens a cursor of this very bearer; anything else is none.
pub(super) fn open(store: &Store, bearer: Bearer, sealed: &[u8]) -> Option<(Cursor, View)> {
    let plain = store.open_token(sealed)?;
    let token: Token = minicbor::decode(&plain).ok()?;
    (token.version == VERSION && token.bearer == bearer).then_some((token.cursor, token.view))
}

#[cfg(test)]
mod tests {
    use samspil_shared::domain::{CourseId, UnitId, Window};

    use super::*;

    #[test]
    fn a_view_changes_with_what_decides_visibility_and_with_nothing_else() {
        let me = PersonId::from_bytes([1; 16]);
        let base = Membership {
            person: me,
            space: SpaceId::from_bytes([2; 16]),
            role: Role::Consultant,
            unit: UnitId::from_bytes([3; 16]),
            stand_in: false,
            course: None,
            window: Window { from: Timestamp::from_ms(0), until: None },
            sees_from: None,
            own_only: false,
        };
        let view = |m: &Membership| View::of(me, &[m]);
        let with = |change: fn(&mut Membership)| {
            let mut other = base.clone();
            change(&mut other);
            other
        };
        let same = with(|m| m.window.from = Timestamp::from_ms(5));
        assert_eq!(view(&base), view(&same));
        assert_eq!(view(&base), View::of(me, &[&base, &same]), "two rows that say the same");
        for other in [
            with(|m| m.role = Role::InstitutionWorker),
            with(|m| m.course = Some(CourseId::from_bytes([4; 16]))),
            with(|m| m.sees_from = Some(Timestamp::from_ms(0))),
            with(|m| m.own_only = true),
            with(|m| m.role = Role::DutyOfficer),
        ] {
            assert_ne!(view(&base), view(&other));
        }
        assert_ne!(view(&base), View::of(me, &[]));
    }
}
