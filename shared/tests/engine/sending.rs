//! What is sent when the uplink is slow, the server puts something off, or says no.

use samspil_shared::domain::{Acting, Role};
use samspil_shared::sync::engine::{Effect, Event, LinkState, Wake};
use samspil_shared::sync::frame::{Bye, ByeReason, ClientFrame, Op, OpResult, Reason, ServerFrame, Unavailable};
use samspil_shared::sync::state::Parked;

use crate::desk::{Desk, MARIA, sentence};

#[test]
fn a_slow_uplink_is_given_time_and_sent_less_at_once() {
    let mut maria = Desk::online(MARIA);
    maria.loses_socket();
    for _ in 0..16 {
        maria.writes_entry(&"Han sov. ".repeat(1_500));
    }
    maria.passes_ms(60_000);
    maria.connects();
    let mut sizes = Vec::new();
    for _ in 0..4 {
        let push = maria.pushed();
        sizes.push(push.ops.len());
        let bytes = i64::try_from(ClientFrame::Push(push).encode().len()).expect("few");
        let (at, why) = maria.engine.poll_timeout().expect("a deadline");
        assert_eq!(why, Wake::AnswerOverdue);
        assert!(at.ms_since(maria.now) >= 20_000 + bytes / 2, "time for what was sent");
        maria.passes_ms(at.ms_since(maria.now));
        maria.passes_ms(60_000);
        maria.connects();
    }
    assert!(sizes.is_sorted_by(|a, b| a > b), "less each time: {sizes:?}");
    // A server that is heard meanwhile is there.
    maria.passes_ms(19_000);
    maria.server_says(&ServerFrame::Unavailable(Unavailable { doc: sentence(9) }));
    let (at, _) = maria.engine.poll_timeout().expect("a deadline");
    assert!(at.ms_since(maria.now) >= 20_000);
}

#[test]
fn what_is_put_off_waits_longer_each_time_and_holds_up_nothing_else() {
    let mut maria = Desk::online(MARIA);
    let shared = maria.shares("Han sov.");
    let later = || OpResult::Later { reason: Reason::Busy, retry_after_ms: 1_000 };
    let mut pauses = Vec::new();
    for turn in 0..5 {
        let push = maria.pushed();
        assert_eq!(push.ops[0].doc(), shared);
        maria.server_answers(push.batch, vec![later(); push.ops.len()]);
        let (at, why) = maria.engine.poll_timeout().expect("a deadline");
        assert_eq!(why, Wake::Retry);
        assert!(at > maria.now);
        if turn == 0 {
            maria.comments(shared, "Et svar.");
            assert!(maria.sent_pushes().is_empty(), "what hangs on it waits with it");
        }
        let other = maria.writes_entry("Noget andet.");
        let push = maria.pushed();
        assert_eq!(push.ops.iter().map(Op::doc).collect::<Vec<_>>(), [other], "something else goes its way");
        maria.server_stores();
        let before = maria.now;
        maria.waits_for_a_push();
        pauses.push(maria.now.ms_since(before));
    }
    assert!(pauses.is_sorted() && pauses[4] >= 16_000, "{pauses:?}");
}

#[test]
fn what_was_written_in_another_role_goes_on_an_errand_of_its_own() {
    let mut maria = Desk::online(MARIA);
    maria.loses_socket();
    let as_parent = maria.writes_entry("Skrevet hjemme.");
    let parent = maria.engine.config().acting;
    let duty = Acting { role: Role::DutyOfficer, ..parent };
    maria.happens(Event::Act(duty));
    maria.passes_ms(60_000);
    maria.connects_as(duty);
    maria.everything_came();
    maria.passes_ms(0);
    assert!(maria.effects().ends_with(&[Effect::Disconnect, Effect::Connect]), "nothing else is to do");
    maria.connects_as(parent);
    assert_eq!(maria.engine.config().acting, duty, "what is seen stays as it is");
    let push = maria.pushed();
    assert_eq!(push.ops[0].doc(), as_parent);
    maria.server_stores();
    assert_eq!(maria.engine.status().waiting, 0);
    maria.passes_ms(0);
    maria.connects_as(duty);
    assert!(maria.sent_pushes().is_empty());

    // Where the server does not let one act so it is not tried again and again.
    maria.happens(Event::Act(parent));
    maria.passes_ms(0);
    maria.connects_as(parent);
    maria.everything_came();
    maria.loses_socket();
    maria.writes_entry("Skrevet igen.");
    maria.happens(Event::Act(duty));
    maria.passes_ms(60_000);
    maria.connects_as(duty);
    maria.everything_came();
    maria.passes_ms(0);
    maria.happens(Event::SocketOpened { ticket: "ticket".into() });
    maria.server_says(&ServerFrame::Bye(Bye { reason: ByeReason::Acting, retry_after_ms: 0 }));
    maria.passes_ms(60_000);
    maria.connects_as(duty);
    maria.everything_came();
    assert_eq!(maria.engine.status().link, LinkState::Online);
    assert_eq!(maria.engine.status().waiting, 1, "it waits until one acts so again, or comes back to the app");
}

#[test]
fn a_sharing_that_could_not_be_stopped_is_told_and_can_be_tried_again() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.shares("Han sov.");
    maria.server_stores();
    maria.withdraws(doc);
    let push = maria.pushed();
    maria.server_answers(push.batch, vec![OpResult::Never { reason: Reason::Unavailable }]);
    let again = maria.restarted();
    let parked = again.engine.state().parked();
    assert!(matches!(parked[..], [Parked { doc: of, stops: true, .. }] if of == doc), "{parked:?}");
    maria.withdraws(doc);
    assert!(maria.engine.state().parked().is_empty());
    assert!(matches!(maria.pushed().ops[..], [Op::Withdraw { doc: of }] if of == doc), "it is sent again");
}

#[test]
fn a_full_disk_is_not_asked_again_and_again_to_leave_what_has_ended() {
    let mut maria = Desk::offline(MARIA);
    maria.leads();
    maria.passes_ms(60_000);
    let until = maria.now.plus_ms(3_600_000);
    maria.connects_until(until);
    maria.happens(Event::Lead(false));
    maria.disk_waits();
    maria.passes_ms(3_600_000);
    maria.disk_refuses();
    let (at, why) = maria.engine.poll_timeout().expect("a deadline");
    assert_eq!((at.ms_since(maria.now), why), (30_000, Wake::WindowEnds));
    maria.passes_ms(30_000);
    assert_eq!(maria.engine.poll_timeout(), None, "left now");
}

#[test]
fn a_full_disk_calls_less_and_less_often() {
    let mut maria = Desk::offline(MARIA);
    maria.leads();
    let mut pauses = Vec::new();
    for _ in 0..6 {
        maria.passes_ms(60_000);
        maria.disk_waits();
        maria.connects();
        maria.disk_refuses();
        let (at, why) = maria.engine.poll_timeout().expect("a deadline");
        assert_eq!(why, Wake::Reconnect);
        pauses.push(at.ms_since(maria.now));
    }
    assert!(pauses[5] > 4 * pauses[1], "{pauses:?}");
}
