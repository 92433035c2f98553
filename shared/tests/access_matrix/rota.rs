//! Who does what with the rota, each cell written down.

use samspil_shared::domain::rota::{RotaDeed, away_deed, may_rota};
use samspil_shared::domain::{Acting, Membership, Role, UnitId};

use super::{ANOTHER, VIEWER, membership};

/// A row for each deed, in the order of [`RotaDeed::ALL`]; `+` for each role that may, in the order of [`Role::ALL`].
const TABLE: [(RotaDeed, &str); 11] = [
    (RotaDeed::SeeRota, "---+--++"),
    (RotaDeed::PlanRota, "------++"),
    (RotaDeed::HandOn, "---+----"),
    (RotaDeed::SeeConsultants, "--+---++"),
    (RotaDeed::SayAway, "------++"),
    (RotaDeed::SayAwayOfOwn, "--+---++"),
    (RotaDeed::PlanConsultants, "------++"),
    (RotaDeed::SeeOverview, "------+-"),
    (RotaDeed::MarkStation, "---+--+-"),
    (RotaDeed::SeeStation, "---+--+-"),
    (RotaDeed::FillStation, "---+----"),
];

#[test]
pub(super) fn what_is_done_with_the_rota_is_as_written() {
    assert_eq!(TABLE.map(|(deed, _)| deed), RotaDeed::ALL, "a line for each deed");
    for (deed, cells) in TABLE {
        for (role, cell) in Role::ALL.into_iter().zip(cells.chars()) {
            let row = membership(role);
            let acting = Acting { role, unit: row.unit };
            let may = |row: &Membership| may_rota(VIEWER, acting, &[row], deed).is_some();
            assert_eq!(may(&row), cell == '+', "{deed:?} {role:?}");
            let others = [
                Membership { unit: UnitId::from_bytes([9; 16]), ..row.clone() },
                Membership { person: ANOTHER, ..row.clone() },
                Membership { stand_in: true, ..row.clone() },
                Membership { own_only: true, ..row.clone() },
                Membership { role: Role::Oneself, ..row.clone() },
            ];
            assert!(others.iter().all(|other| !may(other)), "{deed:?} {role:?}: of another");
            assert!(may_rota(VIEWER, acting, &[], deed).is_none());
        }
    }
    for (of, partner, own) in [
        (VIEWER, None, true),
        (VIEWER, Some(ANOTHER), true),
        (ANOTHER, Some(VIEWER), true),
        (ANOTHER, None, false),
        (ANOTHER, Some(ANOTHER), false),
    ] {
        let deed = if own { RotaDeed::SayAwayOfOwn } else { RotaDeed::SayAway };
        assert_eq!(away_deed(VIEWER, of, partner), deed, "who lets somebody into another's families");
    }
}
