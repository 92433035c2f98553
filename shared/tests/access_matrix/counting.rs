//! Which memberships count at all: by what their person acts as, by the clock, by whose family it is, and how long what was
//! made in them may still come in. And what nobody but its author is concerned with.

use samspil_shared::domain::call::{MayShow, follow_up_of, is_rightly_named, receipt_of};
use samspil_shared::domain::duty::NOTE_LATE_MS;
use samspil_shared::domain::membership::{LATE_MS, after_recusal, effective, ever, late, own_families};
use samspil_shared::domain::{
    Acting, Audience, DocumentMeta, FamilyId, Kind, Membership, Role, SpaceId, Timestamp, UnitId, Window,
};

use super::{ANOTHER, DOC, ELSEWHERE, SPACE, membership, meta};

const OTHER_UNIT: UnitId = UnitId::from_bytes([7; 16]);
const KIN: FamilyId = FamilyId::from_bytes([8; 16]);
const OTHERS: FamilyId = FamilyId::from_bytes([9; 16]);
const FROM: i64 = 100 * 86_400_000;
const UNTIL: i64 = 200 * 86_400_000;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn acting(role: Role) -> Acting {
    Acting { role, unit: membership(role).unit }
}

/// The family of [`SPACE`] is kin's; nobody is recused from the one of [`ELSEWHERE`].
fn family_of(space: SpaceId) -> Option<FamilyId> {
    if space == SPACE {
        Some(KIN)
    } else if space == ELSEWHERE {
        Some(OTHERS)
    } else {
        None
    }
}

fn windowed(role: Role) -> Membership {
    Membership { window: Window { from: at(FROM), until: Some(at(UNTIL)) }, ..membership(role) }
}

/// A line for each role of a membership; `+` for each role acted in, in the order of [`Role::ALL`], in which it counts.
const COUNTS: [(Role, &str); 8] = [
    (Role::Oneself, "++++++++"),
    (Role::FosterParent, "-+------"),
    (Role::Consultant, "--+-----"),
    (Role::DutyOfficer, "---+----"),
    (Role::InstitutionWorker, "----+---"),
    (Role::Adviser, "-----+--"),
    (Role::Leader, "------+-"),
    (Role::Administrator, "-------+"),
];

#[test]
pub(super) fn one_role_for_one_unit_at_a_time_and_ones_own_space_always() {
    assert_eq!(COUNTS.map(|(role, _)| role), Role::ALL, "a line for each role");
    for (role, cells) in COUNTS {
        let rows = [membership(role)];
        for (as_role, cell) in Role::ALL.into_iter().zip(cells.chars()) {
            let counts = |acting| !effective(&rows, acting, &[], family_of, at(1)).is_empty();
            assert_eq!(counts(acting(as_role)), cell == '+', "{role:?} acting as {as_role:?}");
            let elsewhere = Acting { unit: OTHER_UNIT, ..acting(as_role) };
            assert_eq!(counts(elsewhere), role == Role::Oneself, "{role:?} acting as {as_role:?} for another unit");
        }
    }
}

#[test]
pub(super) fn a_membership_counts_from_its_first_instant_until_its_end() {
    for role in Role::ALL {
        let rows = [windowed(role)];
        let counts = |now| effective(&rows, acting(role), &[], family_of, at(now)).len();
        let seen = [FROM - 1, FROM, UNTIL - 1, UNTIL].map(counts);
        assert_eq!(seen, [0, 1, 1, 0], "{role:?}");
        assert_eq!(ever(&rows, acting(role), &[], family_of).len(), 1, "{role:?}: at some time");
        let open = [Membership { window: Window { until: None, ..rows[0].window }, ..rows[0].clone() }];
        assert_eq!(effective(&open, acting(role), &[], family_of, at(i64::MAX)).len(), 1, "{role:?}: without end");
    }
}

/// Two windows of one person, and the role changes from one to the other: never both, never neither where they meet.
#[test]
pub(super) fn a_role_that_changes_changes_on_the_instant() {
    let before = Membership { window: Window { from: at(0), until: Some(at(FROM)) }, ..membership(Role::FosterParent) };
    let after = Membership { window: Window { from: at(FROM), until: None }, ..membership(Role::Consultant) };
    let rows = [before, after];
    for (now, as_parent, as_consultant) in [(FROM - 1, 1, 0), (FROM, 0, 1)] {
        let counts = |role| effective(&rows, acting(role), &[], family_of, at(now)).len();
        assert_eq!((counts(Role::FosterParent), counts(Role::Consultant)), (as_parent, as_consultant), "at {now}");
    }
}

/// Whether a role reaches the family of its own people.
const OF_KIN: [(Role, bool); 8] = [
    (Role::Oneself, true),
    (Role::FosterParent, true),
    (Role::Consultant, false),
    (Role::DutyOfficer, false),
    (Role::InstitutionWorker, false),
    (Role::Adviser, true),
    (Role::Leader, true),
    (Role::Administrator, true),
];

#[test]
pub(super) fn kins_family_is_out_of_reach_in_roles_that_serve_many() {
    assert_eq!(OF_KIN.map(|(role, _)| role), Role::ALL, "a line for each role");
    for (role, reaches) in OF_KIN {
        let rows = [membership(role)];
        let now = |recused: &[FamilyId]| effective(&rows, acting(role), recused, family_of, at(1)).len();
        let any_time = |recused: &[FamilyId]| ever(&rows, acting(role), recused, family_of).len();
        let then = |recused: &[FamilyId]| late(&rows, acting(role), recused, family_of, at(1), at(2)).len();
        for counts in [&now as &dyn Fn(&[FamilyId]) -> usize, &any_time, &then] {
            assert_eq!(counts(&[KIN, OTHERS]) == 1, reaches, "{role:?}");
            assert_eq!(counts(&[OTHERS]), 1, "{role:?}: another's family");
            assert_eq!(counts(&[]), 1, "{role:?}: recused from nobody");
        }
        let of_none = [Membership { space: SpaceId::from_bytes([1; 16]), ..membership(role) }];
        let counts = effective(&of_none, acting(role), &[KIN], family_of, at(1)).len();
        assert_eq!(counts, 1, "{role:?}: a space of no family");
    }
}

/// Ended, it shows the family from then on: what came to be before stays unseen in the roles that were kept out.
#[test]
pub(super) fn what_came_to_be_while_somebody_was_kept_out_stays_unseen() {
    for (role, reaches) in OF_KIN {
        let sees = |from: Option<i64>| {
            let row = Membership { sees_from: from.map(at), ..membership(role) };
            after_recusal(row, at(FROM)).sees_from
        };
        let (ended, before, later) = (Some(at(FROM)), Some(at(FROM - 1)), Some(at(FROM + 1)));
        let expected = if reaches { [None, before, later] } else { [ended, ended, later] };
        assert_eq!([sees(None), sees(Some(FROM - 1)), sees(Some(FROM + 1))], expected, "{role:?}");
    }
}

#[test]
pub(super) fn ones_own_family_is_where_one_is_or_was_a_foster_parent() {
    for role in Role::ALL {
        let own = |row: Membership| own_families(&[row], family_of).collect::<Vec<_>>();
        let expected = if role == Role::FosterParent { vec![KIN] } else { vec![] };
        assert_eq!(own(membership(role)), expected, "{role:?}");
        assert_eq!(own(windowed(role)), expected, "{role:?}: long ago");
        assert_eq!(
            own(Membership { space: SpaceId::from_bytes([1; 16]), ..membership(role) }),
            [],
            "{role:?}: of none"
        );
    }
}

#[test]
pub(super) fn what_was_made_in_a_window_comes_in_for_a_while_after_it() {
    for role in Role::ALL {
        let rows = [windowed(role)];
        let wait = if role == Role::DutyOfficer { NOTE_LATE_MS } else { LATE_MS };
        let comes_in = |made, now| !late(&rows, acting(role), &[], family_of, at(made), at(now)).is_empty();
        let cases = [
            ("in it", FROM, FROM, true),
            ("in it, just after it", UNTIL - 1, UNTIL, true),
            ("as long as it is waited for", FROM, UNTIL + wait, true),
            ("longer", FROM, UNTIL + wait + 1, false),
            ("before it", FROM - 1, FROM, false),
            ("at its end", UNTIL, UNTIL, false),
            ("ahead of the clock", FROM + 1, FROM, false),
        ];
        for (what, made, now, expected) in cases {
            assert_eq!(comes_in(made, now), expected, "{role:?}: {what}");
        }
        let open = [Membership { window: Window { until: None, ..rows[0].window }, ..rows[0].clone() }];
        let made_long_ago = late(&open, acting(role), &[], family_of, at(FROM), at(UNTIL + 9 * wait));
        assert_eq!(made_long_ago.len(), 1, "{role:?}: what goes on is waited for");
        let as_other = if role == Role::Leader { Role::Adviser } else { Role::Leader };
        let made_as_other = late(&rows, acting(as_other), &[], family_of, at(FROM), at(FROM));
        assert_eq!(made_as_other.len(), usize::from(role == Role::Oneself), "{role:?}: as somebody else");
    }
}

#[test]
pub(super) fn what_came_to_be_after_ones_time_is_no_concern_of_ones() {
    let row = windowed(Role::FosterParent);
    let reaches = [None, Some(at(UNTIL - 1)), Some(at(UNTIL)), Some(at(UNTIL + 1))].map(|at| row.reaches_beyond(at));
    assert_eq!(reaches, [true, true, false, false]);
    assert!(membership(Role::FosterParent).reaches_beyond(Some(at(i64::MAX))), "it goes on");
}

#[test]
pub(super) fn what_is_private_is_for_its_author_and_names_nobody() {
    let audiences = super::AUDIENCES.into_iter().chain([Audience::CALL, Audience::FOLLOW_UP, Audience::RECEIPT]);
    for audience in audiences {
        for kind in Kind::ALL {
            let alone = meta(kind, audience);
            assert_eq!(alone.is_private(), audience == Audience::AUTHOR, "{kind:?} {audience:?}");
            assert!(!DocumentMeta { readers: vec![ANOTHER], ..alone }.is_private(), "{kind:?} {audience:?}: named");
        }
    }
}

#[test]
pub(super) fn what_a_call_makes_is_named_by_the_call() {
    let receipt = |shown| receipt_of(DOC, shown).expect("a receipt");
    let names = [DOC, follow_up_of(DOC), receipt(MayShow::Caller), receipt(MayShow::Adults)];
    for kind in Kind::ALL {
        for readers in [vec![], vec![ANOTHER]] {
            let shown = if readers.is_empty() { MayShow::Adults } else { MayShow::Caller };
            let of_call = DocumentMeta { parent: Some(DOC), readers, ..meta(kind, Audience::CALL) };
            let of_nothing = DocumentMeta { parent: None, ..of_call.clone() };
            for name in names {
                let expected = match kind {
                    Kind::FollowUp => name == follow_up_of(DOC),
                    Kind::CallReceipt => name == receipt(shown),
                    _ => true,
                };
                assert_eq!(is_rightly_named(name, &of_call), expected, "{kind:?} {name}");
                let may_be_alone = !matches!(kind, Kind::FollowUp | Kind::CallReceipt);
                assert_eq!(is_rightly_named(name, &of_nothing), may_be_alone, "{kind:?} {name}: of no call");
            }
        }
    }
}
