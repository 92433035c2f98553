//! *Kom bagefter*.

use samspil_client::app::intent::Intent;
use samspil_client::app::msg::{ApiFault, Msg};
use samspil_client::app::route::Route;
use samspil_client::app::view::{AnswerState, Piece, Readers};
use samspil_shared::api::{Quarantined, QuarantinedKind, QuarantinedText};
use samspil_shared::domain::{Acting, DocId, PersonId, Role, SpaceId};
use samspil_shared::sync::frame::Reason;

use crate::support::{Family, UNIT};

fn text(n: u8, before: Option<&str>, wanted: Option<&str>) -> QuarantinedText {
    QuarantinedText {
        doc: DocId::from_bytes([n; 16]),
        by: PersonId::from_bytes([77; 16]),
        name: "Lone Mortensen".into(),
        space: SpaceId::from_bytes([1; 16]),
        kind: QuarantinedKind::Note,
        made_at: None,
        received_at: crate::support::at(crate::support::EVENING),
        before: before.map(Into::into),
        text: wanted.map(Into::into),
    }
}

#[test]
fn a_reader_is_told_that_something_waits_and_decides() {
    let family = Family::new();
    let change = text(1, Some("Vi bagte."), Some("Vi bagte boller."));
    family.server.borrow_mut().quarantined = vec![change, text(2, None, None)];
    let mut jonas = family.phone("jonas");
    jonas.sync();
    assert_eq!(jonas.model.quarantined(), Some(2));
    assert!(jonas.model.quarantine().unwrap().items.is_empty(), "nothing is opened before the person opens it");

    jonas.goes(Route::Quarantine);
    let shown = jonas.model.quarantine().unwrap();
    assert_eq!(shown.state, AnswerState::Known);
    let [first, second] = &shown.items[..] else { panic!("{shown:?}") };
    assert!(first.pieces.iter().any(|piece| matches!(piece, Piece::Added(added) if added.contains("boller"))));
    assert!(first.can_be_taken && !second.can_be_taken);

    let (doc, by) = (first.doc, first.by);
    jonas.goes_offline();
    jonas.does(Intent::SettleQuarantined { doc, by, take: true });
    let shown = jonas.model.quarantine().unwrap();
    assert_eq!((shown.state, shown.items.len()), (AnswerState::Offline, 2), "nothing is said to have happened");
    jonas.sync();
    jonas.does(Intent::SettleQuarantined { doc, by, take: true });
    let shown = jonas.model.quarantine().unwrap();
    assert_eq!((shown.state, shown.items.len()), (AnswerState::Known, 1));
    assert_eq!(family.server.borrow().settled, [(doc, true)]);
    assert_eq!(jonas.model.quarantined(), Some(1));
}

#[test]
fn a_reader_who_was_connected_all_along_is_told_when_they_look() {
    let family = Family::new();
    let mut jonas = family.phone("jonas");
    jonas.sync();
    assert_eq!(jonas.model.quarantined(), Some(0));
    family.server.borrow_mut().quarantined = vec![text(1, None, Some("Vi bagte."))];
    jonas.goes(Route::Logbook);
    jonas.goes(Route::Today);
    assert_eq!(jonas.model.quarantined(), Some(1));
    family.server.borrow_mut().quarantined = Vec::new();
    jonas.happens(Msg::Visible(false));
    jonas.happens(Msg::Visible(true));
    assert_eq!(jonas.model.quarantined(), Some(0), "the app in front again looks too");
}

#[test]
fn its_author_still_has_the_text_and_is_told_who_is_asked() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.sync();
    let person = maria.device.vaults[0].person;
    family.server.borrow_mut().refuse = Some((person, Reason::Quarantined));
    maria.writes("Efter at hun flyttede.", Readers::Family);
    maria.sync();
    let waiting = maria.model.waiting().unwrap();
    let [parked] = &waiting.parked[..] else { panic!("{waiting:?}") };
    assert_eq!(parked.reason, Reason::Quarantined);
    maria.does(Intent::CopyParked(parked.doc));
    assert_eq!(maria.copied, ["Efter at hun flyttede."]);
}

#[test]
fn what_was_on_its_way_to_another_role_is_put_away() {
    let family = Family::new();
    {
        let mut server = family.server.borrow_mut();
        server.member(family.noah, "jonas", Role::Consultant, true);
        server.quarantined = vec![text(1, None, Some("Vi bagte boller."))];
    }
    let mut jonas = family.phone("jonas");
    jonas.sync();
    let parent = Acting { role: Role::FosterParent, unit: UNIT };
    let consultant = Acting { role: Role::Consultant, unit: UNIT };
    jonas.goes(Route::Quarantine);
    assert_eq!(jonas.model.quarantine().unwrap().items.len(), 1);
    let late = |acting| Msg::QuarantineCame {
        acting,
        texts: true,
        answer: Ok(Quarantined { count: 1, items: vec![text(1, None, Some("Vi bagte boller."))] }),
    };

    family.server.borrow_mut().quarantined.clear();
    jonas.does(Intent::Act(consultant));
    jonas.sync();
    let nothing = |jonas: &crate::support::Phone| {
        assert_eq!((jonas.model.quarantined(), jonas.model.quarantine().unwrap().items.len()), (Some(0), 0));
    };
    nothing(&jonas);
    jonas.happens(late(parent));
    nothing(&jonas);
    let denied = Msg::QuarantineCame { acting: parent, texts: true, answer: Err(ApiFault::Unexpected) };
    jonas.happens(denied);
    assert_eq!(jonas.model.quarantine().unwrap().state, AnswerState::Known, "nor is its fault this role's");
    jonas.happens(late(consultant));
    assert_eq!(jonas.model.quarantined(), Some(1), "an answer to this role counts");
    jonas.goes_offline();
    jonas.does(Intent::Act(parent));
    nothing(&jonas);
}
