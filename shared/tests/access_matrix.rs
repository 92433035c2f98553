//! Who reaches what: every role × kind × audience × relation × operation, each cell written down.
//!
//! A cell's letters: `r` reads, `w` changes, `t` takes back; `h` reads and `e` changes it after it was taken back; `-`
//! nothing, not even that it exists. A kind, role or relation without its line fails.

#[path = "access_matrix/calls.rs"]
mod calls;
#[path = "access_matrix/counting.rs"]
mod counting;
#[path = "access_matrix/office.rs"]
mod office;
#[path = "access_matrix/rota.rs"]
mod rota;
#[path = "access_matrix/turned.rs"]
mod turned;

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::domain::access::{Creatable, was_readable};
use samspil_shared::domain::{
    Access, Audience, CourseId, DocId, DocState, Document, DocumentMeta, Kind, Membership, PersonId, Relation, Role,
    SpaceId, SpaceKind, Timestamp, UnitId, Window, access, may_create, may_withdraw,
};

/// How the viewer stands to the document, beside the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stands {
    Author,
    Named,
    Neither,
}

const STANDS: [Stands; 3] = [Stands::Author, Stands::Named, Stands::Neither];

const AUDIENCES: [Audience; 7] = [
    Audience::AUTHOR,
    Audience::FAMILY,
    Audience::CONSULTANT,
    Audience::TEAM,
    Audience::of(&[Relation::Adviser]),
    Audience::of(&[Relation::Duty]),
    Audience::MEMBERS,
];

/// A table for each kind and stand: a row for each role, in the order of [`Role::ALL`]; a column for each of [`AUDIENCES`].
#[rustfmt::skip]
const TABLES: [(Kind, Stands, &str); 12] = [
    (Kind::PlacementCard, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rh         -          -          -          -          -          rh
        FosterParent      rh         rh         rh         rh         -          -          rh
        Consultant        rwhe       -          rwhe       rwhe       -          -          rwhe
        DutyOfficer       rh         -          -          -          -          rh         rh
        InstitutionWorker rh         -          -          rh         -          -          rh
        Adviser           rh         -          -          -          rh         -          rh
        Leader            rh         -          -          -          -          -          rh
        Administrator     rh         -          -          -          -          -          rh"),
    (Kind::PlacementCard, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        rw         rw         rw         rw         rw         rw         rw
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::PlacementCard, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rh         rh         rh         -          -          rh
        Consultant        -          -          rw         rw         -          -          rw
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::LogEntry, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rwhe       -          -          -          -          -          rwhe
        FosterParent      rwhe       rwhe       rwhe       rwhe       -          -          rwhe
        Consultant        rwhe       -          rwhe       rwhe       -          -          rwhe
        DutyOfficer       rwhe       -          -          -          -          rwhe       rwhe
        InstitutionWorker rwhe       -          -          rwhe       -          -          rwhe
        Adviser           rwhe       -          -          -          rwhe       -          rwhe
        Leader            rwhe       -          -          -          -          -          rwhe
        Administrator     rwhe       -          -          -          -          -          rwhe"),
    (Kind::LogEntry, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rwhe       rwhe       rwhe       rwhe       rwhe       rwhe       rwhe
        Consultant        r          r          r          r          r          r          r
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::LogEntry, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rwhe       rwhe       rwhe       -          -          rwhe
        Consultant        -          -          r          r          -          -          r
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::Publication, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rh         -          -          -          -          -          rh
        FosterParent      rth        rth        rth        rth        -          -          rth
        Consultant        rh         -          rh         rh         -          -          rh
        DutyOfficer       rh         -          -          -          -          rh         rh
        InstitutionWorker rh         -          -          rh         -          -          rh
        Adviser           rh         -          -          -          rh         -          rh
        Leader            rh         -          -          -          -          -          rh
        Administrator     rh         -          -          -          -          -          rh"),
    (Kind::Publication, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rth        rth        rth        rth        rth        rth        rth
        Consultant        r          r          r          r          r          r          r
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::Publication, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rth        rth        rth        -          -          rth
        Consultant        -          -          r          r          -          -          r
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::Comment, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rwhe       -          -          -          -          -          rwhe
        FosterParent      rwhe       rwhe       rwhe       rwhe       -          -          rwhe
        Consultant        rwhe       -          rwhe       rwhe       -          -          rwhe
        DutyOfficer       rwhe       -          -          -          -          rwhe       rwhe
        InstitutionWorker rwhe       -          -          rwhe       -          -          rwhe
        Adviser           rwhe       -          -          -          rwhe       -          rwhe
        Leader            rwhe       -          -          -          -          -          rwhe
        Administrator     rwhe       -          -          -          -          -          rwhe"),
    (Kind::Comment, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        r          r          r          r          r          r          r
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::Comment, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rh         rh         rh         -          -          rh
        Consultant        -          -          r          r          -          -          r
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
];

const VIEWER: PersonId = PersonId::from_bytes([1; 16]);
const ANOTHER: PersonId = PersonId::from_bytes([2; 16]);
const SPACE: SpaceId = SpaceId::from_bytes([3; 16]);
const ELSEWHERE: SpaceId = SpaceId::from_bytes([9; 16]);
const COURSE: CourseId = CourseId::from_bytes([4; 16]);
const DOC: DocId = DocId::from_bytes([5; 16]);

fn membership(role: Role) -> Membership {
    Membership {
        person: VIEWER,
        space: SPACE,
        role,
        unit: UnitId::from_bytes([6; 16]),
        stand_in: false,
        course: None,
        window: Window { from: Timestamp::from_ms(0), until: None },
        sees_from: None,
        own_only: false,
    }
}

fn meta(kind: Kind, audience: Audience) -> DocumentMeta {
    DocumentMeta { kind, schema: 1, space: SPACE, parent: None, course: None, audience, readers: Vec::new() }
}

fn document(kind: Kind, audience: Audience) -> Document {
    let created_at = Some(Timestamp::from_ms(1_000));
    Document { id: DOC, meta: meta(kind, audience), author: ANOTHER, created_at, state: DocState::Live }
}

fn standing(mut document: Document, stands: Stands) -> Document {
    match stands {
        Stands::Author => document.author = VIEWER,
        Stands::Named => document.meta.readers.push(VIEWER),
        Stands::Neither => {}
    }
    document
}

fn cell(kind: Kind, audience: Audience, stands: Stands, role: Role) -> String {
    let row = membership(role);
    let rows = [&row];
    let live = standing(document(kind, audience), stands);
    let withdrawn = Document { state: DocState::Withdrawn, ..live.clone() };
    let erased = Document { state: DocState::Erased, ..live.clone() };
    let takes_back = may_withdraw(VIEWER, &rows, &live);
    assert_eq!(may_withdraw(VIEWER, &rows, &withdrawn), takes_back, "taking back twice is taking back once");
    assert!(!may_withdraw(VIEWER, &rows, &erased) && access(VIEWER, &rows, &erased) == Access::None);
    let (before, after) = (access(VIEWER, &rows, &live), access(VIEWER, &rows, &withdrawn));
    for document in [&live, &withdrawn, &erased] {
        let learns = was_readable(VIEWER, &rows, document);
        assert_eq!(learns, before.readable().is_some(), "who could read it learns that it is gone");
    }
    let letters = [
        ('r', before.readable().is_some()),
        ('w', before.writable().is_some()),
        ('t', takes_back),
        ('h', after.readable().is_some()),
        ('e', after.writable().is_some()),
    ];
    let cell: String = letters.iter().filter(|(_, may)| *may).map(|(letter, _)| letter).collect();
    if cell.is_empty() { "-".to_owned() } else { cell }
}

type Cells = BTreeMap<(Kind, Stands, Role, u8), String>;

/// The cells that are written down.
fn written() -> Cells {
    let mut cells = Cells::new();
    for (kind, stands, table) in TABLES.into_iter().chain(calls::TABLES) {
        let mut rows =
            table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>()).filter(|row| !row.is_empty());
        let head = ["author", "family", "consultant", "team", "adviser", "duty", "members"];
        assert_eq!(rows.next().as_deref(), Some(&head[..]), "{kind:?} {stands:?}: the head");
        for role in Role::ALL {
            let row = rows.next().unwrap_or_default();
            let Some((name, columns)) = row.split_first() else { panic!("{kind:?} {stands:?}: no line for {role:?}") };
            assert_eq!(*name, format!("{role:?}"), "{kind:?} {stands:?}: lines in the order of the roles");
            assert_eq!(columns.len(), AUDIENCES.len(), "{kind:?} {stands:?} {role:?}: a cell for each audience");
            for (audience, letters) in AUDIENCES.iter().zip(columns) {
                let before = cells.insert((kind, stands, role, audience.bits()), (*letters).to_owned());
                assert_eq!(before, None, "{kind:?} {stands:?} is written twice");
            }
        }
        assert_eq!(rows.next(), None, "{kind:?} {stands:?}: a line for no role");
    }
    cells
}

type Key = (Kind, Stands, Role, Audience);

fn keys() -> Vec<Key> {
    let mut keys = Vec::new();
    for kind in Kind::ALL {
        for stands in STANDS {
            for role in Role::ALL {
                keys.extend(AUDIENCES.map(|audience| (kind, stands, role, audience)));
            }
        }
    }
    keys
}

#[test]
fn every_cell_is_as_written() {
    let written = written();
    let wrong: Vec<String> = keys()
        .into_iter()
        .map(|(kind, stands, role, audience)| {
            let written = written.get(&(kind, stands, role, audience.bits())).map_or("no line", String::as_str);
            (kind, stands, role, audience, written, cell(kind, audience, stands, role))
        })
        .filter(|(.., written, actual)| written != actual)
        .map(|(kind, stands, role, audience, written, actual)| {
            format!("{kind:?} {stands:?} {role:?} {audience:?}: written {written}, is {actual}")
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(written.len(), keys().len());
}

/// A table in which an input never decides could not show that a rule on it was turned around. Reading alone is the same for
/// every kind.
#[test]
fn every_letter_depends_on_every_input() {
    let (written, keys) = (written(), keys());
    let decides = |letter: char, others: fn(Key) -> Vec<Key>| {
        let has =
            |(kind, stands, role, audience): Key| written[&(kind, stands, role, audience.bits())].contains(letter);
        keys.iter().any(|key| others(*key).into_iter().any(|other| has(*key) != has(other)))
    };
    for letter in ['r', 'w', 't', 'h', 'e'] {
        let of_kind = ['w', 't', 'e'].contains(&letter);
        assert_eq!(decides(letter, |(_, s, r, a)| Kind::ALL.map(|k| (k, s, r, a)).to_vec()), of_kind, "{letter}: kind");
        assert!(decides(letter, |(k, _, r, a)| STANDS.map(|s| (k, s, r, a)).to_vec()), "{letter}: stand");
        assert!(decides(letter, |(k, s, _, a)| Role::ALL.map(|r| (k, s, r, a)).to_vec()), "{letter}: role");
        assert!(decides(letter, |(k, s, r, _)| AUDIENCES.map(|a| (k, s, r, a)).to_vec()), "{letter}: audience");
    }
}

#[test]
fn the_audiences_name_every_relation() {
    let named: BTreeSet<Relation> = AUDIENCES.iter().flat_map(|audience| audience.relations()).collect();
    assert_eq!(named, Relation::ALL.into_iter().collect());
}

/// What narrows a membership: each line is a document of the team and a role that would read it.
#[test]
fn what_narrows_a_membership() {
    type Change = fn(&mut Membership, &mut Document);
    const MADE: i64 = 1_000;
    let sees_from = |ms| Some(Timestamp::from_ms(ms));
    let cases: [(&str, Role, Option<Timestamp>, Change, bool); 22] = [
        ("the consultant", Role::Consultant, None, |_, _| {}, true),
        ("the worker", Role::InstitutionWorker, None, |_, _| {}, true),
        ("the stand-in is a consultant", Role::Consultant, None, |m, _| m.stand_in = true, true),
        ("from before it was made", Role::InstitutionWorker, sees_from(MADE - 1), |_, _| {}, true),
        ("from that moment", Role::InstitutionWorker, sees_from(MADE), |_, _| {}, true),
        ("from after it", Role::InstitutionWorker, sees_from(MADE + 1), |_, _| {}, false),
        ("an adult from after it", Role::FosterParent, sees_from(MADE + 1), |_, _| {}, false),
        ("after it, not received yet", Role::FosterParent, sees_from(MADE + 1), |_, d| d.created_at = None, true),
        ("after it, one's own", Role::FosterParent, sees_from(MADE + 1), |_, d| d.author = VIEWER, true),
        (
            "after it, the card",
            Role::InstitutionWorker,
            sees_from(MADE + 1),
            |_, d| d.meta.kind = Kind::PlacementCard,
            true,
        ),
        ("after it, named", Role::FosterParent, sees_from(MADE + 1), |_, d| d.meta.readers.push(VIEWER), true),
        ("another space", Role::Consultant, None, |m, _| m.space = ELSEWHERE, false),
        (
            "named, of another space",
            Role::Consultant,
            None,
            |m, d| {
                m.space = ELSEWHERE;
                d.meta.readers.push(VIEWER);
            },
            false,
        ),
        ("another's membership", Role::Consultant, None, |m, _| m.person = ANOTHER, false),
        (
            "another's membership, one's own",
            Role::Consultant,
            None,
            |m, d| {
                m.person = ANOTHER;
                d.author = VIEWER;
            },
            false,
        ),
        (
            "a course's worker",
            Role::InstitutionWorker,
            None,
            |m, d| {
                d.meta.course = Some(COURSE);
                m.course = Some(COURSE);
            },
            true,
        ),
        (
            "a worker of another course",
            Role::InstitutionWorker,
            None,
            |m, d| {
                d.meta.course = Some(COURSE);
                m.course = Some(CourseId::from_bytes([9; 16]));
            },
            false,
        ),
        ("a worker without a course", Role::InstitutionWorker, None, |_, d| d.meta.course = Some(COURSE), false),
        ("a course's worker, of no course", Role::InstitutionWorker, None, |m, _| m.course = Some(COURSE), true),
        ("a course is not the consultant's", Role::Consultant, None, |_, d| d.meta.course = Some(COURSE), false),
        (
            "nor if he gives it",
            Role::Consultant,
            None,
            |m, d| {
                d.meta.course = Some(COURSE);
                m.course = Some(COURSE);
            },
            false,
        ),
        ("a course is the family's", Role::FosterParent, None, |_, d| d.meta.course = Some(COURSE), true),
    ];
    for (what, role, from, change, reads) in cases {
        let mut row = Membership { sees_from: from, ..membership(role) };
        let mut document = document(Kind::Publication, Audience::TEAM);
        change(&mut row, &mut document);
        assert_eq!(access(VIEWER, &[&row], &document).readable().is_some(), reads, "{what}");
        assert_eq!(was_readable(VIEWER, &[&row], &document), reads, "{what}: learns of its end");
        let takes_back = reads && role == Role::FosterParent;
        assert_eq!(may_withdraw(VIEWER, &[&row], &document), takes_back, "{what}: takes it back");
    }
    assert_eq!(access(VIEWER, &[], &document(Kind::Publication, Audience::MEMBERS)), Access::None, "nobody");
}

#[test]
fn a_course_narrows_the_team_to_its_workers() {
    for role in Role::ALL {
        let row = Membership { course: Some(COURSE), ..membership(role) };
        let mut document = document(Kind::Publication, Audience::of(&[Relation::Team]));
        document.meta.course = Some(COURSE);
        let reads = access(VIEWER, &[&row], &document).readable().is_some();
        assert_eq!(reads, role == Role::InstitutionWorker, "{role:?}");
    }
}

#[test]
fn reading_by_one_membership_and_writing_by_another_is_one_persons() {
    let (adult, worker) = (membership(Role::FosterParent), membership(Role::InstitutionWorker));
    let mut withdrawn = document(Kind::Publication, Audience::of(&[Relation::Team]));
    withdrawn.state = DocState::Withdrawn;
    let reached = access(VIEWER, &[&adult, &worker], &withdrawn);
    assert_eq!(reached, Access::None, "what was taken back is read only by the membership that may");
}

/// All that may be created, without a parent, course or named readers. Everything else may not.
const CREATED: [(Kind, SpaceKind, Audience, Role); 5] = [
    (Kind::PlacementCard, SpaceKind::Placement, Audience::MEMBERS, Role::Consultant),
    (Kind::LogEntry, SpaceKind::Person, Audience::AUTHOR, Role::Oneself),
    (Kind::LogEntry, SpaceKind::Placement, Audience::FAMILY, Role::FosterParent),
    (Kind::Publication, SpaceKind::Placement, Audience::CONSULTANT, Role::FosterParent),
    (Kind::Publication, SpaceKind::Placement, Audience::TEAM, Role::FosterParent),
];

const SPACE_KINDS: [SpaceKind; 6] = [
    SpaceKind::Placement,
    SpaceKind::Contact,
    SpaceKind::Person,
    SpaceKind::Duty,
    SpaceKind::Group,
    SpaceKind::Municipality,
];

#[test]
fn what_may_be_created_and_nothing_else() {
    type Narrow = fn(&mut DocumentMeta);
    let narrowings: [Narrow; 3] =
        [|meta| meta.parent = Some(DOC), |meta| meta.course = Some(COURSE), |meta| meta.readers.push(ANOTHER)];
    for kind in Kind::ALL {
        for space_kind in SPACE_KINDS {
            let of_calls = [Audience::CALL, Audience::FOLLOW_UP, Audience::RECEIPT];
            let audiences = AUDIENCES.into_iter().chain(of_calls);
            for (audience, role) in audiences.flat_map(|a| Role::ALL.map(|role| (a, role))) {
                let row = membership(role);
                let may = |meta: &DocumentMeta, rows: &[&Membership]| {
                    may_create(VIEWER, rows, space_kind, meta, None).is_some()
                };
                let what = meta(kind, audience);
                let line = (kind, space_kind, audience, role);
                let expected = CREATED.contains(&line) || calls::CREATED.contains(&line);
                assert_eq!(may(&what, &[&row]), expected, "{kind:?} {space_kind:?} {audience:?} {role:?}");
                for narrow in narrowings {
                    let mut narrowed = what.clone();
                    narrow(&mut narrowed);
                    assert!(!may(&narrowed, &[&row]), "{kind:?} {space_kind:?} {audience:?} {role:?}: {narrowed:?}");
                }
                let elsewhere = Membership { space: ELSEWHERE, ..row.clone() };
                let anothers = Membership { person: ANOTHER, ..row.clone() };
                assert!(!may(&what, &[]) && !may(&what, &[&elsewhere]) && !may(&what, &[&anothers]));
            }
        }
    }
}

#[test]
fn a_comment_hangs_on_a_publication_its_author_can_read() {
    type Change = fn(&mut DocumentMeta, &mut Document);
    let cases: [(&str, Change, bool); 11] = [
        ("as the publication", |_, _| {}, true),
        ("on one that was taken back meanwhile", |_, parent| parent.state = DocState::Withdrawn, true),
        ("on one that was destroyed", |_, parent| parent.state = DocState::Erased, false),
        ("on an entry", |_, parent| parent.meta.kind = Kind::LogEntry, false),
        ("on a comment", |_, parent| parent.meta.kind = Kind::Comment, false),
        ("on another document than it says", |meta, _| meta.parent = Some(DocId::from_bytes([9; 16])), false),
        ("on nothing", |meta, _| meta.parent = None, false),
        ("on one of another space", |_, parent| parent.meta.space = ELSEWHERE, false),
        ("for others", |meta, _| meta.audience = Audience::CONSULTANT, false),
        ("for another course", |meta, _| meta.course = Some(COURSE), false),
        ("for named readers", |meta, _| meta.readers.push(ANOTHER), false),
    ];
    let writers = [Role::FosterParent, Role::Consultant, Role::InstitutionWorker];
    for (what, change, expected) in cases {
        for role in Role::ALL {
            for space_kind in SPACE_KINDS {
                let mut parent = document(Kind::Publication, Audience::TEAM);
                let mut comment = DocumentMeta { parent: Some(DOC), ..meta(Kind::Comment, Audience::TEAM) };
                change(&mut comment, &mut parent);
                // Who is in two families reads both, and mixes neither.
                let (row, elsewhere) = (membership(role), Membership { space: ELSEWHERE, ..membership(role) });
                let rows = [&row, &elsewhere];
                let may = may_create(VIEWER, &rows, space_kind, &comment, Some(&parent)).is_some();
                let expected = expected && writers.contains(&role) && space_kind == SpaceKind::Placement;
                assert_eq!(may, expected, "{what}: {role:?} {space_kind:?}");
            }
        }
    }
    // Who reads it only because they are named comments it no more than their role does.
    for role in Role::ALL {
        let mut parent = document(Kind::Publication, Audience::TEAM);
        parent.meta.readers.push(VIEWER);
        let comment = DocumentMeta { parent: Some(DOC), kind: Kind::Comment, ..parent.meta.clone() };
        let may = may_create(VIEWER, &[&membership(role)], SpaceKind::Placement, &comment, Some(&parent)).is_some();
        assert_eq!(may, writers.contains(&role), "{role:?}");
    }
    // The worker does not read what is shared with the consultant alone, so nothing can be said to it.
    let parent = document(Kind::Publication, Audience::CONSULTANT);
    let comment = DocumentMeta { parent: Some(DOC), ..meta(Kind::Comment, Audience::CONSULTANT) };
    let worker = membership(Role::InstitutionWorker);
    assert!(may_create(VIEWER, &[&worker], SpaceKind::Placement, &comment, Some(&parent)).is_none());
}

#[test]
fn a_crowd_of_named_readers_is_refused() {
    let crowd = |n: u8| (0..n).map(|id| PersonId::from_bytes([id; 16])).collect::<Vec<_>>();
    for (n, may) in [(16, true), (17, false)] {
        let mut parent = document(Kind::Publication, Audience::TEAM);
        parent.meta.readers = crowd(n);
        let comment = DocumentMeta { parent: Some(DOC), kind: Kind::Comment, ..parent.meta.clone() };
        let row = membership(Role::Consultant);
        let created = may_create(VIEWER, &[&row], SpaceKind::Placement, &comment, Some(&parent));
        assert_eq!(created.is_some(), may, "{n} named readers");
    }
}

#[test]
fn the_server_itself_makes_cards_and_marks_for_everybody_in_the_space() {
    for kind in Kind::ALL {
        for audience in AUDIENCES {
            let may = Creatable::by_service(&meta(kind, audience)).is_some();
            let is_set_up = matches!(kind, Kind::PlacementCard | Kind::FamilyCard | Kind::PlaceMark);
            assert_eq!(may, is_set_up && audience == Audience::MEMBERS, "{kind:?} {audience:?}");
        }
    }
}
