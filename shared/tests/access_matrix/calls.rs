//! The akuttelefon's documents: their cells, who makes them, and what narrows an officer.

use samspil_shared::domain::{
    Access, Audience, DocId, DocState, Document, DocumentMeta, Kind, Membership, Role, SpaceKind, Timestamp, Window,
    access, may_create, may_see_openings, may_withdraw,
};

use super::{ANOTHER, DOC, ELSEWHERE, SPACE_KINDS, Stands, VIEWER, document, membership, meta};

/// Cells of the kinds that a call is made of.
#[rustfmt::skip]
pub(super) const TABLES: [(Kind, Stands, &str); 21] = [
    (Kind::FamilyCard, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rh         -          -          -          -          -          rh
        FosterParent      rh         rh         rh         rh         -          -          rh
        Consultant        rwhe       -          rwhe       rwhe       -          -          rwhe
        DutyOfficer       rh         -          -          -          -          rh         rh
        InstitutionWorker rh         -          -          rh         -          -          rh
        Adviser           rh         -          -          -          rh         -          rh
        Leader            rh         -          -          -          -          -          rh
        Administrator     rh         -          -          -          -          -          rh"),
    (Kind::FamilyCard, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        rw         rw         rw         rw         rw         rw         rw
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::FamilyCard, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rh         rh         rh         -          -          rh
        Consultant        -          -          rw         rw         -          -          rw
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::NightHelp, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rwhe       -          -          -          -          -          rwhe
        FosterParent      rwhe       rwhe       rwhe       rwhe       -          -          rwhe
        Consultant        rwhe       -          rwhe       rwhe       -          -          rwhe
        DutyOfficer       rwhe       -          -          -          -          rwhe       rwhe
        InstitutionWorker rwhe       -          -          rwhe       -          -          rwhe
        Adviser           rwhe       -          -          -          rwhe       -          rwhe
        Leader            rwhe       -          -          -          -          -          rwhe
        Administrator     rwhe       -          -          -          -          -          rwhe"),
    (Kind::NightHelp, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        rw         rw         rw         rw         rw         rw         rw
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::NightHelp, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rh         rh         rh         -          -          rh
        Consultant        -          -          rw         rw         -          -          rw
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::CallNote, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rwhe       -          -          -          -          -          rwhe
        FosterParent      rwhe       rwhe       rwhe       rwhe       -          -          rwhe
        Consultant        rwhe       -          rwhe       rwhe       -          -          rwhe
        DutyOfficer       rwhe       -          -          -          -          rwhe       rwhe
        InstitutionWorker rwhe       -          -          rwhe       -          -          rwhe
        Adviser           rwhe       -          -          -          rwhe       -          rwhe
        Leader            rwhe       -          -          -          -          -          rwhe
        Administrator     rwhe       -          -          -          -          -          rwhe"),
    (Kind::CallNote, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        r          r          r          r          r          r          r
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::CallNote, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rh         rh         rh         -          -          rh
        Consultant        -          -          r          r          -          -          r
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::LooseCall, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rwhe       -          -          -          -          -          rwhe
        FosterParent      rwhe       rwhe       rwhe       rwhe       -          -          rwhe
        Consultant        rwthe      -          rwthe      rwthe      -          -          rwthe
        DutyOfficer       rwhe       -          -          -          -          rwhe       rwhe
        InstitutionWorker rwhe       -          -          rwhe       -          -          rwhe
        Adviser           rwhe       -          -          -          rwhe       -          rwhe
        Leader            rwhe       -          -          -          -          -          rwhe
        Administrator     rwhe       -          -          -          -          -          rwhe"),
    (Kind::LooseCall, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        rt         rt         rt         rt         rt         rt         rt
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::LooseCall, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rh         rh         rh         -          -          rh
        Consultant        -          -          rt         rt         -          -          rt
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::FollowUp, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rh         -          -          -          -          -          rh
        FosterParent      rh         rh         rh         rh         -          -          rh
        Consultant        rwhe       -          rwhe       rwhe       -          -          rwhe
        DutyOfficer       rwhe       -          -          -          -          rwhe       rwhe
        InstitutionWorker rh         -          -          rh         -          -          rh
        Adviser           rh         -          -          -          rh         -          rh
        Leader            rh         -          -          -          -          -          rh
        Administrator     rh         -          -          -          -          -          rh"),
    (Kind::FollowUp, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        rw         rw         rw         rw         rw         rw         rw
        DutyOfficer       rw         rw         rw         rw         rw         rw         rw
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::FollowUp, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rh         rh         rh         -          -          rh
        Consultant        -          -          rw         rw         -          -          rw
        DutyOfficer       -          -          -          -          -          rw         rw
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::CallReceipt, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rh         -          -          -          -          -          rh
        FosterParent      rh         rh         rh         rh         -          -          rh
        Consultant        rwhe       -          rwhe       rwhe       -          -          rwhe
        DutyOfficer       rh         -          -          -          -          rh         rh
        InstitutionWorker rh         -          -          rh         -          -          rh
        Adviser           rh         -          -          -          rh         -          rh
        Leader            rh         -          -          -          -          -          rh
        Administrator     rh         -          -          -          -          -          rh"),
    (Kind::CallReceipt, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        rw         rw         rw         rw         rw         rw         rw
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::CallReceipt, Stands::Neither, "
                          author     family     consultant team       adviser    duty       members
        Oneself           -          -          -          -          -          -          r
        FosterParent      -          rh         rh         rh         -          -          rh
        Consultant        -          -          rw         rw         -          -          rw
        DutyOfficer       -          -          -          -          -          r          r
        InstitutionWorker -          -          -          r          -          -          r
        Adviser           -          -          -          -          r          -          r
        Leader            -          -          -          -          -          -          r
        Administrator     -          -          -          -          -          -          r"),
    (Kind::PlaceMark, Stands::Author, "
                          author     family     consultant team       adviser    duty       members
        Oneself           rh         -          -          -          -          -          rh
        FosterParent      rh         rh         rh         rh         -          -          rh
        Consultant        rh         -          rh         rh         -          -          rh
        DutyOfficer       rh         -          -          -          -          rh         rh
        InstitutionWorker rh         -          -          rh         -          -          rh
        Adviser           rh         -          -          -          rh         -          rh
        Leader            rh         -          -          -          -          -          rh
        Administrator     rh         -          -          -          -          -          rh"),
    (Kind::PlaceMark, Stands::Named, "
                          author     family     consultant team       adviser    duty       members
        Oneself           r          r          r          r          r          r          r
        FosterParent      rh         rh         rh         rh         rh         rh         rh
        Consultant        r          r          r          r          r          r          r
        DutyOfficer       r          r          r          r          r          r          r
        InstitutionWorker r          r          r          r          r          r          r
        Adviser           r          r          r          r          r          r          r
        Leader            r          r          r          r          r          r          r
        Administrator     r          r          r          r          r          r          r"),
    (Kind::PlaceMark, Stands::Neither, "
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

/// All that may be created of these, without a parent, course or named readers.
pub(super) const CREATED: [(Kind, SpaceKind, Audience, Role); 5] = [
    (Kind::FamilyCard, SpaceKind::Contact, Audience::MEMBERS, Role::Consultant),
    (Kind::NightHelp, SpaceKind::Contact, Audience::CONSULTANT, Role::FosterParent),
    (Kind::CallNote, SpaceKind::Contact, Audience::CALL, Role::DutyOfficer),
    (Kind::CallNote, SpaceKind::Contact, Audience::CALL, Role::Consultant),
    (Kind::LooseCall, SpaceKind::Duty, Audience::CALL, Role::DutyOfficer),
];

/// A call that the viewer registered.
fn call(kind: Kind) -> Document {
    Document { author: VIEWER, ..document(kind, Audience::CALL) }
}

fn on_call(kind: Kind, audience: Audience) -> DocumentMeta {
    DocumentMeta { parent: Some(DOC), ..meta(kind, audience) }
}

#[test]
pub(super) fn what_hangs_on_a_call() {
    type Change = fn(&mut DocumentMeta, &mut Document);
    let cases: [(&str, Change, bool, bool); 11] = [
        ("as it should", |_, _| {}, true, true),
        ("on one of another space", |_, parent| parent.meta.space = ELSEWHERE, false, false),
        ("on one that was destroyed", |_, parent| parent.state = DocState::Erased, false, false),
        ("on a note in a logbook", |_, parent| parent.meta.kind = Kind::LogEntry, false, false),
        ("on another document than it says", |meta, _| meta.parent = Some(DocId::from_bytes([9; 16])), false, false),
        ("on nothing", |meta, _| meta.parent = None, false, false),
        (
            "on another's call, that is shared with one",
            |_, parent| {
                parent.author = ANOTHER;
                parent.meta.audience = Audience::MEMBERS;
            },
            false,
            true,
        ),
        (
            "on a call that one does not see",
            |_, parent| {
                parent.author = ANOTHER;
                parent.meta.audience = Audience::AUTHOR;
            },
            false,
            false,
        ),
        ("for others", |meta, _| meta.audience = Audience::MEMBERS, false, false),
        ("for a course", |meta, _| meta.course = Some(super::COURSE), false, false),
        ("for two by name", |meta, _| meta.readers = vec![ANOTHER, VIEWER], false, false),
    ];
    let makers = [Role::DutyOfficer, Role::Consultant];
    for (what, change, follows, is_shown) in cases {
        for role in Role::ALL {
            for space_kind in SPACE_KINDS {
                let row = membership(role);
                let elsewhere = Membership { space: ELSEWHERE, ..membership(role) };
                let rows = [&row, &elsewhere];
                let may = |mut meta: DocumentMeta, kind| {
                    let mut parent = call(kind);
                    change(&mut meta, &mut parent);
                    may_create(VIEWER, &rows, space_kind, &meta, Some(&parent)).is_some()
                };
                let is_maker = makers.contains(&role);
                let in_contact = space_kind == SpaceKind::Contact;
                let in_duty = space_kind == SpaceKind::Duty;
                let follow_up = may(on_call(Kind::FollowUp, Audience::FOLLOW_UP), Kind::CallNote);
                assert_eq!(
                    follow_up,
                    follows && is_maker && (in_contact || in_duty),
                    "{what}: {role:?} {space_kind:?}"
                );
                let adults = may(on_call(Kind::CallReceipt, Audience::RECEIPT), Kind::CallNote);
                assert_eq!(adults, is_shown && is_maker && in_contact, "{what}: {role:?} {space_kind:?}");
            }
        }
    }
    let row = membership(Role::DutyOfficer);
    let of_loose = on_call(Kind::FollowUp, Audience::FOLLOW_UP);
    assert!(may_create(VIEWER, &[&row], SpaceKind::Duty, &of_loose, Some(&call(Kind::LooseCall))).is_some());
}

#[test]
pub(super) fn a_receipt_is_for_the_caller_by_name_or_for_both_adults() {
    let row = membership(Role::DutyOfficer);
    let may = |audience, readers: usize| {
        let readers = [ANOTHER, VIEWER].into_iter().take(readers).collect();
        let meta = DocumentMeta { readers, ..on_call(Kind::CallReceipt, audience) };
        may_create(VIEWER, &[&row], SpaceKind::Contact, &meta, Some(&call(Kind::CallNote))).is_some()
    };
    let shown = [(Audience::CALL, 1), (Audience::RECEIPT, 0)];
    for audience in [Audience::CALL, Audience::RECEIPT, Audience::FOLLOW_UP, Audience::FAMILY, Audience::MEMBERS] {
        for readers in 0..3 {
            assert_eq!(may(audience, readers), shown.contains(&(audience, readers)), "{audience:?} {readers}");
        }
    }
    let receipt = DocumentMeta { readers: vec![VIEWER], ..on_call(Kind::CallReceipt, Audience::CALL) };
    let receipt = Document { meta: receipt, ..document(Kind::CallReceipt, Audience::CALL) };
    let adult = membership(Role::FosterParent);
    assert!(access(VIEWER, &[&adult], &receipt).readable().is_some(), "the caller reads it");
    let other = Membership { person: ANOTHER, ..membership(Role::FosterParent) };
    assert_eq!(access(ANOTHER, &[&other], &Document { author: VIEWER, ..receipt }), Access::None, "the other adult");
}

/// After a shift its officer keeps what they wrote; in the next one they see what is not old, and every card.
#[test]
pub(super) fn what_narrows_an_officer() {
    const DAY_MS: i64 = 86_400_000;
    let shift = |own_only| Membership {
        window: Window { from: Timestamp::from_ms(20 * DAY_MS), until: None },
        own_only,
        ..membership(Role::DutyOfficer)
    };
    let sees = |own_only, document: &Document| access(VIEWER, &[&shift(own_only)], document).readable().is_some();
    let follow_up = |day: i64| Document {
        created_at: Some(Timestamp::from_ms(day * DAY_MS)),
        ..document(Kind::FollowUp, Audience::FOLLOW_UP)
    };
    assert!(sees(false, &follow_up(6)) && !sees(false, &follow_up(5)), "fourteen days back and no more");
    assert!(sees(false, &Document { created_at: None, ..follow_up(5) }), "what waits here is new");
    let card = Document { created_at: Some(Timestamp::from_ms(0)), ..document(Kind::FamilyCard, Audience::MEMBERS) };
    assert!(sees(false, &card) && !sees(true, &card), "cards go with the shift");
    let own = |day| Document { author: VIEWER, meta: meta(Kind::CallNote, Audience::CALL), ..follow_up(day) };
    assert!(sees(true, &own(19)) && sees(true, &own(1)), "one's own until it is taken up");
    assert!(!sees(true, &follow_up(19)));
    assert!(!sees(true, &Document { author: ANOTHER, ..own(19) }));
    let new = meta(Kind::CallNote, Audience::CALL);
    let makes = |own_only| may_create(VIEWER, &[&shift(own_only)], SpaceKind::Contact, &new, None).is_some();
    assert!(makes(false) && !makes(true), "no calls are taken once the shift is over");
    for role in Role::ALL {
        let row = Membership { role, ..shift(false) };
        let old = Document { meta: meta(Kind::FollowUp, Audience::MEMBERS), ..follow_up(1) };
        let sees = access(VIEWER, &[&row], &old).readable().is_some();
        assert_eq!(sees, role != Role::DutyOfficer, "{role:?}: nobody else looks back no further");
    }
}

#[test]
pub(super) fn a_loose_call_is_taken_off_the_list_by_a_consultant() {
    for role in Role::ALL {
        for (kind, by) in [(Kind::LooseCall, Role::Consultant), (Kind::Publication, Role::FosterParent)] {
            let taken = may_withdraw(VIEWER, &[&membership(role)], &document(kind, Audience::MEMBERS));
            assert_eq!(taken, role == by, "{kind:?} {role:?}");
        }
    }
}

#[test]
pub(super) fn who_sees_that_the_card_was_opened() {
    for role in Role::ALL {
        let row = membership(role);
        let permit = may_see_openings(VIEWER, &[&row], row.space);
        assert_eq!(permit.and_then(|permit| permit.family()).is_some(), role == Role::FosterParent, "{role:?}");
        let sees = |row: &Membership| may_see_openings(VIEWER, &[row], row.space).is_some();
        assert_eq!(sees(&row), matches!(role, Role::FosterParent | Role::Consultant), "{role:?}");
        let both = [&row, &membership(Role::Consultant)];
        let permit = may_see_openings(VIEWER, &both, row.space).expect("a consultant's");
        let is_told_less = permit.family().is_some();
        assert_eq!(
            is_told_less,
            role != Role::Consultant,
            "{role:?}: who is something else besides counts as the family"
        );
        assert!(may_see_openings(VIEWER, &[&row], ELSEWHERE).is_none(), "{role:?}: of another family");
        assert!(!sees(&Membership { person: ANOTHER, ..row }), "{role:?}: of another person");
    }
}
