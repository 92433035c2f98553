//! Who sets up what: every role × whom or what it is about × deed, each cell written down.
//!
//! A cell's letters for a person: `s` sees, `m` corrects the name, `l` makes a link, `d` sees and ends devices, `e` ends the account, `j` lets
//! them join a family as a foster parent, `c` as a consultant, `u` adds to the unit as an administrator, `f` ends their
//! part in a family, `x` their part in the unit, `k` makes them a new family's consultant, `r` keeps the own family out of
//! their reach, `q` ends that, `R` does so with another unit's family. For a family: `s` sees, `m` names,
//! `p` adds a placement, `h` says whether its place may be told, `e` ends it, `o` ends the family, `a` adds a foster parent to it, `n` a consultant. `-` nothing.

use std::collections::BTreeSet;

use samspil_shared::domain::membership::effective;
use samspil_shared::domain::office::{Deed, Household, Office, Subject, Tie, Whereto, sees_from};
use samspil_shared::domain::{Acting, FamilyId, Membership, PersonId, Role, SpaceId, Timestamp, UnitId, Window};

const UNIT: UnitId = UnitId::from_bytes([1; 16]);
const OTHER_UNIT: UnitId = UnitId::from_bytes([2; 16]);
const ME: PersonId = PersonId::from_bytes([3; 16]);
const SOMEBODY: PersonId = PersonId::from_bytes([4; 16]);
const OWN: Household = Household { id: FamilyId::from_bytes([5; 16]), unit: UNIT };
const STRANGE: Household = Household { id: FamilyId::from_bytes([6; 16]), unit: UNIT };
const FOREIGN: Household = Household { id: FamilyId::from_bytes([7; 16]), unit: OTHER_UNIT };
/// Consultant here of a family that another unit looks after.
const LENT: Household = Household { id: FamilyId::from_bytes([8; 16]), unit: OTHER_UNIT };
const NOW: Timestamp = Timestamp::from_ms(1_000);

/// Whom it is about.
#[rustfmt::skip]
const PEOPLE: [&str; 12] =
    ["self", "invited", "parent", "mixed", "strange", "colleague", "leader", "shared", "moved", "left", "officer", "foreign"];

#[rustfmt::skip]
const OF_PEOPLE: &str = "
                      self   invited  parent   mixed    strange  colleague leader   shared   moved    left     officer  foreign
    Oneself           -      -        -        -        -        -         -        -        -        -        -        -
    FosterParent      -      -        -        -        -        -         -        -        -        -        -        -
    Consultant        k      smlj     smj      sj       -        -         -        sj       -        -        -        -
    DutyOfficer       -      -        -        -        -        -         -        -        -        -        -        -
    InstitutionWorker -      -        -        -        -        -         -        -        -        -        -        -
    Adviser           -      -        -        -        -        -         -        -        -        -        -        -
    Leader            r      rq       rq       rq       rq       rq        rq       rq       rq       rq       rq       -
    Administrator     smr    smldejcufxrq smldejcufxrq smldejcufxrq smldejcufxrq smldejcufxkrq smldejcufxrq sjcufxrq sjcufxrq smldejcufxrq rq -";

#[rustfmt::skip]
const OF_FAMILIES: &str = "
                      own      strange  foreign  lent
    Oneself           -        -        -        -
    FosterParent      -        -        -        -
    Consultant        smpha    -        -        -
    DutyOfficer       -        -        -        -
    InstitutionWorker -        -        -        -
    Adviser           -        -        -        -
    Leader            -        -        -        -
    Administrator     smphaneo smphaneo -        -";

/// From when on somebody sees what is shared, by what was asked for: `a` all of it, `b` from before their first day on, `f`
/// from that day, `l` later.
#[rustfmt::skip]
const SEES: &str = "
                      all      before   first    later
    Oneself           a        b        f        l
    FosterParent      f        f        f        l
    Consultant        a        b        f        l
    DutyOfficer       a        b        f        l
    InstitutionWorker f        f        f        l
    Adviser           a        b        f        l
    Leader            a        b        f        l
    Administrator     a        b        f        l";

fn tie(role: Role, unit: UnitId, family: Option<Household>, until: Option<i64>) -> Tie {
    let window = Window { from: Timestamp::from_ms(0), until: until.map(Timestamp::from_ms) };
    Tie { role, unit, family: family.map(|family| family.id), window }
}

fn subject(name: &str, acting: Role) -> Subject {
    use Role::{Consultant, FosterParent, InstitutionWorker, Leader};
    let ties = match name {
        "self" => vec![tie(acting, UNIT, None, None)],
        "invited" | "parent" => vec![tie(FosterParent, UNIT, None, None), tie(FosterParent, UNIT, Some(OWN), None)],
        // Works in the same unit.
        "mixed" => vec![tie(FosterParent, UNIT, Some(OWN), None), tie(InstitutionWorker, UNIT, None, None)],
        "strange" => vec![tie(FosterParent, UNIT, Some(STRANGE), None)],
        "colleague" => vec![tie(Consultant, UNIT, None, None), tie(Consultant, UNIT, Some(STRANGE), None)],
        "leader" => vec![tie(Leader, UNIT, None, None), tie(Consultant, UNIT, None, Some(500))],
        "shared" => vec![tie(FosterParent, UNIT, Some(OWN), None), tie(InstitutionWorker, OTHER_UNIT, None, None)],
        "moved" => vec![tie(FosterParent, UNIT, Some(OWN), Some(900)), tie(FosterParent, OTHER_UNIT, None, None)],
        // Answers the akuttelefon for another unit.
        "officer" => vec![tie(Role::DutyOfficer, OTHER_UNIT, None, None)],
        "left" => vec![tie(FosterParent, UNIT, Some(OWN), Some(900)), tie(FosterParent, OTHER_UNIT, None, Some(900))],
        _ => vec![tie(FosterParent, OTHER_UNIT, Some(FOREIGN), None)],
    };
    let person = if name == "self" { ME } else { SOMEBODY };
    // A link for somebody who has chosen no password yet opens nothing of theirs.
    let signed_up = !matches!(name, "invited" | "mixed" | "shared" | "strange");
    Subject { person, signed_up, ties }
}

fn space(n: u8) -> SpaceId {
    SpaceId::from_bytes([n; 16])
}

fn family_of(space: SpaceId) -> Option<FamilyId> {
    let family = space.as_bytes()[0];
    (family > 0).then(|| FamilyId::from_bytes([family; 16]))
}

/// A row of mine; the space's number is its family's.
fn mine(role: Role, in_space: u8, stand_in: bool, until: Option<i64>) -> Membership {
    let window = Window { from: Timestamp::from_ms(0), until: until.map(Timestamp::from_ms) };
    Membership {
        person: ME,
        space: space(in_space),
        role,
        unit: UNIT,
        stand_in,
        course: None,
        window,
        sees_from: None,
        own_only: false,
    }
}

fn office(role: Role) -> Option<Office> {
    let rows =
        [mine(role, 0, false, None), mine(role, 5, false, None), mine(role, 8, false, None), mine(role, 6, true, None)];
    Office::of(ME, Acting { role, unit: UNIT }, &rows.iter().collect::<Vec<_>>(), family_of)
}

fn letters(office: Option<&Office>, deeds: &[(char, Deed<'_>)]) -> String {
    let may = |deed: Deed<'_>| office.and_then(|office| office.may(deed, NOW));
    let done: String = deeds.iter().filter(|(_, deed)| may(*deed).is_some()).map(|(letter, _)| *letter).collect();
    for (_, deed) in deeds {
        if let Some(permit) = may(*deed) {
            assert_eq!((permit.by(), permit.unit()), (ME, UNIT));
        }
    }
    if done.is_empty() { "-".to_owned() } else { done }
}

fn compare(table: &str, columns: &[&str], cell: impl Fn(Role, &str) -> String) {
    let mut lines =
        table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|line| !line.is_empty());
    assert_eq!(lines.next().as_deref(), Some(columns), "the heading");
    let mut named = BTreeSet::new();
    for line in lines {
        let role = Role::ALL.into_iter().find(|role| format!("{role:?}") == line[0]).expect("a role");
        assert!(named.insert(role), "{role:?} has two lines");
        assert_eq!(line.len(), columns.len() + 1, "{role:?}");
        for (column, expected) in columns.iter().zip(&line[1..]) {
            assert_eq!(cell(role, column), *expected, "{role:?}, {column}");
        }
    }
    assert_eq!(named.len(), Role::ALL.len(), "every role has a line");
}

#[test]
pub(crate) fn what_is_done_to_people_is_as_written() {
    compare(OF_PEOPLE, &PEOPLE, |role, name| {
        let somebody = subject(name, role);
        let deeds = [
            ('s', Deed::SeePerson(&somebody)),
            ('m', Deed::RenamePerson(&somebody)),
            ('l', Deed::MakeLink(&somebody)),
            ('d', Deed::Devices(&somebody)),
            ('e', Deed::EndAccount(&somebody)),
            ('j', Deed::AddMember(&somebody, Role::FosterParent, Whereto::Family(OWN))),
            ('c', Deed::AddMember(&somebody, Role::Consultant, Whereto::Placement(OWN))),
            ('u', Deed::AddMember(&somebody, Role::Administrator, Whereto::Unit)),
            ('f', Deed::EndMember(&somebody, Whereto::Family(OWN))),
            ('x', Deed::EndMember(&somebody, Whereto::Unit)),
            ('k', Deed::AddFamily(Some(&somebody))),
            ('r', Deed::Recuse(&somebody, OWN)),
            ('q', Deed::EndRecusal(&somebody, OWN)),
            ('R', Deed::Recuse(&somebody, FOREIGN)),
            ('R', Deed::EndRecusal(&somebody, FOREIGN)),
        ];
        letters(office(role).as_ref(), &deeds)
    });
    let mut leads = subject("self", Role::Leader);
    leads.ties.push(tie(Role::Consultant, UNIT, None, None));
    let deeds = [('k', Deed::AddFamily(Some(&leads)))];
    assert_eq!(letters(office(Role::Leader).as_ref(), &deeds), "-", "not in this role");
}

#[test]
pub(crate) fn what_is_done_to_families_is_as_written() {
    compare(OF_FAMILIES, &["own", "strange", "foreign", "lent"], |role, name| {
        let family = match name {
            "own" => OWN,
            "strange" => STRANGE,
            "foreign" => FOREIGN,
            _ => LENT,
        };
        let deeds = [
            ('s', Deed::SeeFamily(family)),
            ('m', Deed::RenameFamily(family)),
            ('p', Deed::AddPlacement(family)),
            ('h', Deed::HidePlace(family)),
            ('a', Deed::AddPerson(Role::FosterParent, Some(family))),
            ('n', Deed::AddPerson(Role::Consultant, Some(family))),
            ('e', Deed::EndPlacement(family)),
            ('o', Deed::EndFamily(family)),
        ];
        letters(office(role).as_ref(), &deeds)
    });
}

#[test]
pub(crate) fn who_comes_new_into_a_family_sees_nothing_older_than_their_first_day() {
    let [before, first, later] = [400, 500, 600].map(Timestamp::from_ms);
    let asked = [("all", None), ("before", Some(before)), ("first", Some(first)), ("later", Some(later))];
    compare(SEES, &asked.map(|(column, _)| column), |role, column| {
        let asked = asked.iter().find(|(name, _)| *name == column).and_then(|(_, asked)| *asked);
        let letter = match sees_from(role, first, asked) {
            None => "a",
            Some(at) if at == before => "b",
            Some(at) if at == first => "f",
            Some(at) if at == later => "l",
            Some(_) => "?",
        };
        letter.to_owned()
    });
}

#[test]
pub(crate) fn which_roles_are_given() {
    let somebody = subject("parent", Role::FosterParent);
    for role in Role::ALL {
        let deeds =
            [('p', Deed::AddPerson(role, Some(OWN))), ('j', Deed::AddMember(&somebody, role, Whereto::Family(OWN)))];
        let given = |by| letters(office(by).as_ref(), &deeds);
        let by_administrator = if role == Role::Oneself { "-" } else { "pj" };
        let by_consultant = if role == Role::FosterParent { "pj" } else { "-" };
        assert_eq!(given(Role::Administrator), by_administrator, "{role:?}");
        assert_eq!(given(Role::Consultant), by_consultant, "{role:?}");
    }
}

#[test]
pub(crate) fn which_ties_make_a_parent_or_a_consultant() {
    let of = |ties| Subject { person: SOMEBODY, signed_up: false, ties };
    for role in Role::ALL {
        let is_parent = role == Role::FosterParent;
        let tied = of(vec![tie(role, UNIT, Some(OWN), None)]);
        let deeds = [('s', Deed::SeePerson(&tied)), ('m', Deed::RenamePerson(&tied)), ('l', Deed::MakeLink(&tied))];
        let expected = if is_parent { "sml" } else { "-" };
        assert_eq!(letters(office(Role::Consultant).as_ref(), &deeds), expected, "{role:?}");
        let besides = of(vec![tie(Role::FosterParent, UNIT, Some(OWN), None), tie(role, UNIT, None, None)]);
        let deeds = [('s', Deed::SeePerson(&besides)), ('m', Deed::RenamePerson(&besides))];
        let expected = if is_parent { "sm" } else { "s" };
        assert_eq!(letters(office(Role::Consultant).as_ref(), &deeds), expected, "{role:?}: a parent besides");
        let deeds = [('k', Deed::AddFamily(Some(&tied)))];
        let expected = if role == Role::Consultant { "k" } else { "-" };
        assert_eq!(letters(office(Role::Administrator).as_ref(), &deeds), expected, "{role:?}: of a new family");
    }
}

#[test]
pub(crate) fn what_is_about_nobody_in_particular() {
    for role in Role::ALL {
        let office = office(role);
        let parent = subject("parent", role);
        let deeds = [
            ('r', Deed::SeeRefusals),
            ('s', Deed::SeeHours),
            ('S', Deed::SetHours),
            ('R', Deed::SeeRecusals),
            ('p', Deed::AddPerson(Role::FosterParent, None)),
            ('l', Deed::AddPerson(Role::Leader, None)),
            ('o', Deed::AddPerson(Role::Oneself, None)),
            ('f', Deed::AddFamily(None)),
            ('u', Deed::AddMember(&parent, Role::FosterParent, Whereto::Unit)),
            ('O', Deed::AddMember(&parent, Role::Oneself, Whereto::Unit)),
            ('g', Deed::AddMember(&parent, Role::FosterParent, Whereto::Family(STRANGE))),
            ('h', Deed::AddMember(&parent, Role::FosterParent, Whereto::Placement(FOREIGN))),
        ];
        let expected = match role {
            Role::Administrator => "rsSRplfug",
            Role::Leader => "sR",
            _ => "-",
        };
        assert_eq!(letters(office.as_ref(), &deeds), expected, "{role:?}");
    }
}

#[test]
pub(crate) fn an_office_is_held_in_its_window_and_for_its_unit() {
    let of = |rows: &[Membership], acting| {
        let rows = effective(rows, acting, &[FamilyId::from_bytes([6; 16])], family_of, NOW);
        Office::of(ME, acting, &rows, family_of)
    };
    let administrator = Acting { role: Role::Administrator, unit: UNIT };
    assert!(of(&[mine(Role::Administrator, 0, false, None)], administrator).is_some());
    assert!(of(&[mine(Role::Administrator, 0, false, Some(1_000))], administrator).is_none(), "it has ended");
    let elsewhere = Acting { unit: OTHER_UNIT, ..administrator };
    assert!(of(&[mine(Role::Administrator, 0, false, None)], elsewhere).is_none(), "another unit");
    assert!(of(&[mine(Role::Leader, 0, false, None)], administrator).is_none(), "another role");
    assert!(of(&[mine(Role::Oneself, 0, false, None)], administrator).is_none(), "one's own space is no office");
    let mut strangers = mine(Role::Administrator, 0, false, None);
    strangers.person = SOMEBODY;
    assert!(Office::of(ME, administrator, &[&strangers], family_of).is_none(), "another's row");
    let consultant = Acting { role: Role::Consultant, unit: UNIT };
    let rows = [mine(Role::Consultant, 5, false, None), mine(Role::Consultant, 6, false, None)];
    let own = of(&rows, consultant).expect("an office");
    assert_eq!(own.families().iter().copied().collect::<Vec<_>>(), [OWN.id], "kin's family is not set up either");
}
