//! Own work on what the device lets go of, and on what was refused: it is kept, and its words can be read.

use samspil_shared::doc::typed;
use samspil_shared::domain::Kind;
use samspil_shared::sync::frame::{Left, OpResult, Reason, ServerFrame};
use samspil_shared::sync::state::Standing;

use crate::desk::{Desk, MARIA, PLACEMENT};

fn words(desk: &Desk, doc: samspil_shared::domain::DocId) -> Vec<String> {
    let held = desk.engine.state().held(doc).expect("own work is held");
    typed(Kind::LogEntry, held.changes.iter().map(|change| &change.bytes[..]))
}

#[test]
fn what_is_saved_while_leaving_is_being_noted_waits_and_can_be_read() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Vi spiste.");
    maria.server_stores();
    maria.disk_waits();
    maria.server_says(&ServerFrame::Left(Left { space: PLACEMENT }));
    maria.edits(doc, "Vi spiste. Han fortalte om skolen.");
    maria.disk_answers();
    assert!(maria.shown().is_empty());
    for desk in [&maria, &maria.restarted()] {
        assert_eq!(desk.engine.status().waiting, 1, "it is sent as if it had been written before");
        let held = desk.engine.state().held(doc).expect("own work is held");
        let unsent: Vec<Standing> = held.changes.iter().map(|change| change.standing).collect();
        assert_eq!(unsent, [Standing::Unsent], "and nothing else of the note");
        assert_eq!(words(desk, doc), [" Han fortalte om skolen."]);
    }
}

#[test]
fn a_refused_edit_of_a_note_that_is_gone_keeps_its_words() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Vi spiste.");
    maria.server_stores();
    maria.edits(doc, "Vi spiste. Han sov godt.");
    let push = maria.pushed();
    maria.server_answers(push.batch, vec![OpResult::Never { reason: Reason::Unavailable }]);
    maria.server_says(&ServerFrame::Left(Left { space: PLACEMENT }));
    for desk in [&maria, &maria.restarted()] {
        assert_eq!(desk.engine.status().parked, 1);
        assert_eq!(words(desk, doc), [" Han sov godt."]);
    }
}

#[test]
fn what_builds_on_an_edit_that_is_kept_apart_is_sent_and_kept_with_it() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Vi spiste.");
    maria.server_stores();
    maria.edits(doc, "Vi spiste. Han sov godt.");
    let push = maria.pushed();
    maria.edits(doc, "Vi spiste. Han sov godt. Og længe.");
    let apart = || vec![OpResult::Never { reason: Reason::Quarantined }];
    maria.server_answers(push.batch, apart());
    let standings = |desk: &Desk| -> Vec<Standing> {
        let held = desk.engine.state().held(doc).expect("it is held");
        held.changes.iter().map(|change| change.standing).collect()
    };
    let kept = Standing::Parked(Reason::Quarantined);
    for desk in [&maria, &maria.restarted()] {
        assert_eq!(standings(desk), [Standing::Stored, kept, Standing::Unsent]);
        let held = desk.engine.state().held(doc).expect("it is held");
        assert_eq!(held.current().count(), 1, "what stands is what the server has");
        assert!(held.materialise().is_ok());
    }
    let push = maria.pushed();
    assert_eq!(push.ops.len(), 1, "it was never sent before");
    maria.server_answers(push.batch, apart());
    for desk in [&maria, &maria.restarted()] {
        assert_eq!(standings(desk), [Standing::Stored, kept, kept]);
        assert_eq!((desk.engine.status().waiting, desk.engine.status().parked), (0, 1));
    }
}

#[test]
fn what_hangs_on_something_that_is_kept_apart_is_sent_too() {
    let mut maria = Desk::online(MARIA);
    let apart = maria.shares("Delt.");
    let push = maria.pushed();
    maria.server_answers(push.batch, vec![OpResult::Never { reason: Reason::Quarantined }]);
    maria.comments(apart, "Husk det.");
    for desk in [&maria, &maria.restarted()] {
        assert_eq!((desk.engine.status().waiting, desk.engine.status().parked), (1, 1));
    }
    assert_eq!(maria.pushed().ops.len(), 1);
}

#[test]
fn what_hangs_on_a_refused_document_is_parked_with_it_also_when_it_is_made_later() {
    let mut maria = Desk::online(MARIA);
    let refused = maria.shares("Delt.");
    let push = maria.pushed();
    maria.server_answers(push.batch, vec![OpResult::Never { reason: Reason::NotCreatable }]);
    let comment = maria.comments(refused, "Husk det.");
    for desk in [&maria, &maria.restarted()] {
        assert_eq!(desk.engine.status().waiting, 0, "the server would refuse it for another reason");
        let held = desk.engine.state().held(comment).expect("it is kept");
        assert!(held.parked().all(|change| change.standing == Standing::Parked(Reason::NotCreatable)));
        assert_eq!(typed(Kind::Comment, held.parked().map(|change| &change.bytes[..])), ["Husk det."]);
    }
}

#[test]
fn what_arrives_after_its_space_was_left_is_let_go_of() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Vi spiste.");
    maria.server_stores();
    maria.edits(doc, "Vi spiste. Han sov godt.");
    maria.pushed();
    maria.server_says(&ServerFrame::Left(Left { space: PLACEMENT }));
    assert_eq!(maria.engine.status().waiting, 1);
    maria.server_stores();
    for desk in [&maria, &maria.restarted()] {
        assert_eq!(desk.engine.status().waiting, 0);
        assert!(desk.engine.state().held(doc).is_none(), "it is on the server, and may no longer be seen");
    }
}
