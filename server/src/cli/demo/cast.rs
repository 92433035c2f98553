//! Who there is in the demo. All invented.

use samspil_shared::domain::{FamilyKind, Role};

use crate::store::UnitKind;

pub(super) const KLITMARK: &str = "Klitmark Kommune";
pub(super) const ROSENMARK: &str = "Rosenmark Kommune";
pub(super) const OERESHOLM: &str = "Øresholm Familiepleje";
pub(super) const KROGSBAEK: &str = "Krogsbæk døgninstitution (demo)";

pub(super) const UNITS: [(&str, UnitKind); 4] = [
    (KLITMARK, UnitKind::Municipality),
    (ROSENMARK, UnitKind::Municipality),
    (OERESHOLM, UnitKind::FamilyCentre),
    (KROGSBAEK, UnitKind::Institution),
];

pub(super) struct PersonRow {
    pub(super) login: &'static str,
    pub(super) name: &'static str,
    pub(super) note: &'static str,
    /// The role at work; foster parents have theirs by their placements.
    pub(super) work: Option<(Role, &'static str)>,
}

const fn parent(login: &'static str, name: &'static str, note: &'static str) -> PersonRow {
    PersonRow { login, name, note, work: None }
}

const fn staff(
    login: &'static str,
    name: &'static str,
    role: Role,
    unit: &'static str,
    note: &'static str,
) -> PersonRow {
    PersonRow { login, name, note, work: Some((role, unit)) }
}

pub(super) const PEOPLE: &[PersonRow] = &[
    parent("maria", "Maria Holst", "foster parent of Noah, with Jonas"),
    parent("jonas", "Jonas Bak", "foster parent of Noah, with Maria"),
    staff("mette", "Mette Holm", Role::Consultant, KLITMARK, "consultant of Noah, Amira, Elias and Ali"),
    staff("lars", "Lars Quist", Role::Consultant, KLITMARK, "consultant, stands in for Mette with Ali"),
    staff("samira", "Samira Nouri", Role::Consultant, ROSENMARK, "consultant of Freja and E."),
    staff("bo", "Bo Friis", Role::Consultant, OERESHOLM, "consultant of Vilja"),
    staff(
        "kirsten",
        "Kirsten Østergaard",
        Role::DutyOfficer,
        KROGSBAEK,
        "foster parent of Amira and Elias, and on duty at Krogsbæk",
    ),
    parent("bent", "Bent Østergaard", "foster parent of Amira and Elias, with Kirsten"),
    parent("leyla", "Leyla Yilmaz", "foster parent of Ali, with Anders"),
    parent("anders", "Anders Krogh", "foster parent of Ali, with Leyla"),
    parent("sam", "Sam Lund", "foster parent of Freja, alone"),
    parent("tove", "Tove Dahl", "foster parent of Vilja, with Rikke"),
    parent("rikke", "Rikke Dahl", "foster parent of Vilja, with Tove"),
    parent("per", "Per Mortensen", "foster parent of E.; the place must not be told"),
    parent("lone", "Lone Mortensen", "was foster parent of E. until three days ago"),
    staff("ida", "Ida Toft", Role::DutyOfficer, KROGSBAEK, "on duty at Krogsbæk"),
    staff("yusuf", "Yusuf Amin", Role::DutyOfficer, KROGSBAEK, "on duty at Krogsbæk"),
    staff("grete", "Grete Juhl", Role::Leader, KROGSBAEK, "leader at Krogsbæk, plans who answers the phone"),
    staff("henrik", "Henrik Sø", Role::DutyOfficer, KLITMARK, "social night duty"),
    staff("dorthe", "Dorthe Vang", Role::Leader, KLITMARK, "leader"),
    staff("nikolaj", "Nikolaj Berg", Role::Adviser, KLITMARK, "authority adviser of Noah"),
    staff("ane", "Ane Krag", Role::Administrator, KLITMARK, "administrator"),
];

pub(super) struct Child {
    pub(super) name: &'static str,
    /// Full months of age today.
    pub(super) months_old: u32,
    pub(super) placed_days_ago: u64,
}

pub(super) struct FamilyRow {
    pub(super) unit: &'static str,
    /// Who places the children.
    pub(super) municipality: &'static str,
    pub(super) kind: FamilyKind,
    /// Logins, with the day before today on which the adult left.
    pub(super) adults: &'static [(&'static str, Option<u64>)],
    pub(super) consultant: &'static str,
    pub(super) children: &'static [Child],
    /// Days from today until which the place must not be told.
    pub(super) place_hidden_days: Option<u64>,
}

/// The longest placed first, so that the story goes forward.
pub(super) const FAMILIES: &[FamilyRow] = &[
    FamilyRow {
        unit: KLITMARK,
        municipality: KLITMARK,
        kind: FamilyKind::Reinforced,
        adults: &[("kirsten", None), ("bent", None)],
        consultant: "mette",
        children: &[
            Child { name: "Amira", months_old: 12 * 12 + 4, placed_days_ago: 5 * 365 },
            Child { name: "Elias", months_old: 5 * 12 + 7, placed_days_ago: 7 * 30 },
        ],
        place_hidden_days: None,
    },
    FamilyRow {
        unit: ROSENMARK,
        municipality: ROSENMARK,
        kind: FamilyKind::General,
        adults: &[("per", None), ("lone", Some(3))],
        consultant: "samira",
        children: &[Child { name: "E.", months_old: 9 * 12 + 2, placed_days_ago: 14 * 30 }],
        place_hidden_days: Some(180),
    },
    FamilyRow {
        unit: ROSENMARK,
        municipality: ROSENMARK,
        kind: FamilyKind::Specialised,
        adults: &[("sam", None)],
        consultant: "samira",
        children: &[Child { name: "Freja", months_old: 15 * 12 + 9, placed_days_ago: 8 * 30 }],
        place_hidden_days: None,
    },
    FamilyRow {
        unit: KLITMARK,
        municipality: KLITMARK,
        kind: FamilyKind::Network,
        adults: &[("leyla", None), ("anders", None)],
        consultant: "mette",
        children: &[Child { name: "Ali", months_old: 10 * 12 + 5, placed_days_ago: 12 * 7 }],
        place_hidden_days: None,
    },
    FamilyRow {
        unit: OERESHOLM,
        municipality: ROSENMARK,
        kind: FamilyKind::General,
        adults: &[("tove", None), ("rikke", None)],
        consultant: "bo",
        children: &[Child { name: "Vilja", months_old: 4, placed_days_ago: 6 * 7 }],
        place_hidden_days: None,
    },
    FamilyRow {
        unit: KLITMARK,
        municipality: KLITMARK,
        kind: FamilyKind::General,
        adults: &[("maria", None), ("jonas", None)],
        consultant: "mette",
        children: &[Child { name: "Noah", months_old: 7 * 12 + 3, placed_days_ago: 10 }],
        place_hidden_days: None,
    },
];

/// Others who take part in a child's placement.
pub(super) struct Other {
    pub(super) login: &'static str,
    pub(super) role: Role,
    pub(super) unit: &'static str,
    pub(super) child: &'static str,
    pub(super) stand_in: bool,
}

pub(super) const OTHERS: &[Other] = &[
    Other { login: "lars", role: Role::Consultant, unit: KLITMARK, child: "Ali", stand_in: true },
    Other { login: "nikolaj", role: Role::Adviser, unit: KLITMARK, child: "Noah", stand_in: false },
];
