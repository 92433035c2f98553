//! The client engine, told what happened and asked what it wants: one device, its disk, and a server played by the test.

#[path = "engine/desk.rs"]
mod desk;
#[path = "engine/fetching.rs"]
mod fetching;
#[path = "engine/first_sync.rs"]
mod first_sync;
#[path = "engine/leaving.rs"]
mod leaving;
#[path = "engine/person.rs"]
mod person;
#[path = "engine/sending.rs"]
mod sending;
#[path = "engine/swept.rs"]
mod swept;
#[path = "engine/unpacking.rs"]
mod unpacking;
#[path = "engine/windows.rs"]
mod windows;

use desk::{Desk, JONAS, MARIA, PLACEMENT, sentence};
use samspil_shared::domain::{DocState, Timestamp};
use samspil_shared::sync::engine::{Effect, Event, LinkState, Notice, SaveError, Wake};
use samspil_shared::sync::frame::{
    Bye, ByeReason, Item, Items, Left, Op, OpResult, Progress, Reason, ServerFrame, Visible,
};

#[test]
fn saved_is_told_after_the_disk_and_sent_after_that() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.begins_entry("Han sov.");
    assert!(maria.notices().is_empty(), "nothing is told before the disk answered");
    assert!(maria.sent().is_empty(), "nothing is sent before the disk answered");
    maria.disk_answers();
    assert!(matches!(maria.notices()[..], [Notice::Moved(_), Notice::Saved(_)]));
    let pushed = maria.pushed();
    assert!(matches!(&pushed.ops[..], [Op::Create(new)] if new.doc == doc));
    assert_eq!(maria.engine.status().waiting, 1, "sent is not stored");
    maria.server_stores();
    assert_eq!(maria.engine.status().waiting, 0);
    assert!(maria.engine.state().held(doc).is_some_and(|held| held.document.created_at.is_some()));
}

#[test]
fn a_disk_that_says_no_leaves_nothing_behind() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.begins_entry("Han sov.");
    maria.disk_refuses();
    assert!(matches!(maria.notices()[..], [Notice::NotSaved(_, SaveError::Store)]));
    assert!(maria.engine.state().held(doc).is_none());
    assert!(maria.sent().is_empty());
}

#[test]
fn what_was_saved_offline_is_there_after_a_restart_and_arrives_once() {
    let mut maria = Desk::offline(MARIA);
    let doc = maria.writes_entry("Han sov.");
    let mut again = maria.restarted();
    assert_eq!(again.text(doc), "Han sov.");
    again.connects();
    let first = again.pushed();
    // The answer is lost with the connection; the operation goes out again, and the server answers as before.
    again.loses_socket();
    again.passes_ms(60_000);
    again.connects();
    assert_eq!(again.pushed().ops, first.ops);
    again.server_stores();
    assert_eq!(again.engine.status().waiting, 0);
    again.connects_anew();
    assert!(again.sent_pushes().is_empty(), "stored operations are not sent again");
}

#[test]
fn one_push_at_a_time_in_the_order_of_the_log() {
    let mut maria = Desk::online(MARIA);
    let first = maria.writes_entry("et");
    let second = maria.writes_entry("to");
    let push = maria.pushed();
    assert_eq!(push.ops.iter().map(Op::doc).collect::<Vec<_>>(), [first], "the second waits for the first answer");
    maria.server_answers(push.batch, vec![stored()]);
    assert_eq!(maria.pushed().ops[0].doc(), second);
}

#[test]
fn a_refused_change_parks_all_that_builds_on_it_and_nothing_else() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Et.");
    maria.server_stores();
    let other = maria.writes_entry("Noget andet.");
    maria.server_stores();
    maria.loses_socket();
    maria.edits(doc, "Et. To.");
    maria.edits(doc, "Et. To. Tre.");
    maria.edits(other, "Noget helt andet.");
    maria.passes_ms(60_000);
    maria.connects();
    let push = maria.pushed();
    assert_eq!(push.ops.len(), 3);
    let never = || OpResult::Never { reason: Reason::Unavailable };
    maria.server_answers(push.batch, vec![never(), never(), stored()]);
    assert_eq!(maria.text(doc), "Et.", "the document is what the server has");
    assert_eq!(maria.text(other), "Noget helt andet.");
    assert_eq!(maria.engine.status().parked, 1);
    let held = maria.engine.state().held(doc).expect("the document");
    assert_eq!(held.parked().count(), 2, "the text is still here");
    // A new edit builds on what stands, by a new actor.
    maria.edits(doc, "Et. Fire.");
    assert_eq!(maria.text(doc), "Et. Fire.");
    let again = maria.restarted();
    assert_eq!(again.engine.status().parked, 1, "parked survives a restart");
    assert_eq!(again.text(doc), "Et. Fire.");
}

#[test]
fn later_is_tried_again_and_the_deadline_is_visible() {
    let mut maria = Desk::online(MARIA);
    maria.writes_entry("Et.");
    let push = maria.pushed();
    maria.server_answers(push.batch, vec![OpResult::Later { reason: Reason::Busy, retry_after_ms: 5_000 }]);
    assert!(maria.sent_pushes().is_empty());
    let (at, why) = maria.engine.poll_timeout().expect("a deadline");
    assert_eq!((at.ms_since(maria.now), why), (5_000, Wake::Retry));
    maria.passes_ms(5_000);
    assert_eq!(maria.pushed().ops, push.ops);
}

#[test]
fn an_answer_that_never_comes_ends_the_connection() {
    let mut maria = Desk::online(MARIA);
    maria.writes_entry("Et.");
    maria.pushed();
    let (_, why) = maria.engine.poll_timeout().expect("a deadline");
    assert_eq!(why, Wake::AnswerOverdue);
    let (at, _) = maria.engine.poll_timeout().expect("a deadline");
    assert!((20_000..25_000).contains(&at.ms_since(maria.now)), "a small push is soon answered");
    maria.passes_ms(at.ms_since(maria.now));
    assert!(maria.effects().contains(&Effect::Disconnect));
    assert_eq!(maria.engine.status().link, LinkState::Offline);
    assert!(matches!(maria.engine.poll_timeout(), Some((_, Wake::Reconnect))));
}

#[test]
fn pauses_between_attempts_grow_and_stay_bounded() {
    let mut maria = Desk::offline(MARIA);
    maria.leads();
    let mut longest = 0;
    for _ in 0..20 {
        maria.loses_socket();
        let (at, why) = maria.engine.poll_timeout().expect("a deadline");
        assert_eq!(why, Wake::Reconnect);
        longest = longest.max(at.ms_since(maria.now));
        maria.passes_ms(at.ms_since(maria.now));
    }
    assert!((15_000..=30_000).contains(&longest), "{longest} ms");
}

#[test]
fn only_the_leading_tab_connects() {
    let mut maria = Desk::offline(MARIA);
    maria.passes_ms(3_600_000);
    assert!(!maria.effects().contains(&Effect::Connect));
    assert_eq!(maria.engine.poll_timeout(), None);
    maria.leads();
    assert!(maria.effects().contains(&Effect::Connect));
    maria.happens(Event::Lead(false));
    assert_eq!(maria.engine.status().link, LinkState::Following);
}

#[test]
fn two_tabs_fold_the_same_log_whoever_wrote() {
    let mut first = Desk::offline(MARIA);
    let a = first.writes_entry("Fra den ene.");
    let mut second = first.restarted();
    let b = second.writes_entry("Fra den anden.");
    let records = second.disk_after(first.engine.state().read_upto());
    first.happens(Event::Folded { records });
    for tab in [&first, &second] {
        assert_eq!((tab.text(a), tab.text(b)), ("Fra den ene.".into(), "Fra den anden.".into()));
        assert_eq!(tab.engine.status().waiting, 2);
    }
}

#[test]
fn what_the_other_adult_writes_comes_in_and_merges() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Et.");
    maria.server_stores();
    let theirs = maria.change_by(JONAS, doc, "Et. Jonas.");
    maria.edits(doc, "Maria. Et.");
    maria.server_stores();
    maria.server_says(&ServerFrame::Items(Items {
        space: PLACEMENT,
        items: vec![Item::Changed(theirs)],
        token: Some(vec![2]),
        more: false,
        progress: None,
    }));
    assert_eq!(maria.text(doc), "Maria. Et. Jonas.");
}

#[test]
fn a_first_sync_asks_for_page_after_page_and_goes_on_after_a_restart() {
    let mut maria = Desk::offline(MARIA);
    maria.leads();
    maria.connects();
    let asked: Vec<_> = maria.sent_pages();
    assert_eq!(asked.len(), 2, "one space each: {asked:?}");
    let progress = Some(Progress { done: 1, of: 9 });
    let page = Items { space: PLACEMENT, items: vec![], token: Some(vec![7]), more: true, progress };
    maria.server_says(&ServerFrame::Items(page));
    let expected =
        |maria: &Desk| maria.engine.state().space(maria.engine.config().acting, PLACEMENT).unwrap().expected();
    assert_eq!(expected(&maria), 9, "as many as the server told");
    let mut again = maria.restarted();
    assert_eq!(expected(&again), 9, "known without the server");
    again.leads();
    again.connects();
    assert!(again.sent_pages().iter().any(|page| page.space == PLACEMENT && page.token == Some(vec![7])));
    again.everything_came();
    assert_eq!(expected(&again), 0, "what the server counted is of no more use once all is here");
}

#[test]
fn visible_drops_the_rest_but_never_own_work() {
    let mut maria = Desk::online(MARIA);
    let gone = maria.writes_entry("Set.");
    maria.server_stores();
    let waiting = maria.writes_entry("Venter.");
    let visible = Visible { space: PLACEMENT, part: 0, of: 1, docs: vec![], token: Some(vec![9]) };
    maria.server_says(&ServerFrame::Visible(visible));
    assert_eq!(maria.shown(), [waiting]);
    assert!(maria.engine.state().held(gone).is_none());
}

#[test]
fn a_space_that_is_left_takes_its_documents_along() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Set.");
    maria.server_stores();
    maria.server_says(&ServerFrame::Left(Left { space: PLACEMENT }));
    assert!(maria.shown().is_empty());
    assert!(maria.engine.state().held(doc).is_none());
}

#[test]
fn what_the_disk_did_not_take_is_asked_for_again_and_nothing_is_stored_above_it() {
    let mut maria = Desk::online(MARIA);
    maria.disk_waits();
    let rows = |token| {
        ServerFrame::Items(Items {
            space: PLACEMENT,
            items: vec![Item::Withdrawn(sentence(9))],
            token: Some(vec![token]),
            more: false,
            progress: None,
        })
    };
    maria.server_says(&rows(2));
    maria.server_says(&rows(3));
    maria.disk_refuses();
    assert!(maria.notices().contains(&Notice::StoreFailed));
    assert_eq!(maria.engine.status().link, LinkState::Offline);
    maria.passes_ms(60_000);
    assert_eq!(maria.cursor_in_hello(PLACEMENT), Some(vec![1]));
}

#[test]
fn what_was_hidden_while_the_cursor_was_given_up_goes_once_everything_came() {
    let mut maria = Desk::online(MARIA);
    let (kept, hidden) = (maria.writes_entry("Et."), maria.writes_entry("To."));
    maria.server_stores();
    maria.server_stores();
    let whole = maria.whole(kept);
    maria.happens(Event::Damaged);
    assert_eq!(maria.shown().len(), 2, "nothing goes before the server was asked");
    maria.loses_socket();
    maria.passes_ms(60_000);
    assert_eq!(maria.cursor_in_hello(PLACEMENT), None);
    maria.connects_anew();
    maria.server_says(&ServerFrame::Items(Items {
        space: PLACEMENT,
        items: vec![Item::New(whole)],
        token: Some(vec![4]),
        more: false,
        progress: Some(Progress { done: 1, of: 1 }),
    }));
    assert_eq!(maria.shown(), [kept]);
    assert!(maria.engine.state().held(hidden).is_none());
}

#[test]
fn a_window_that_ends_takes_everything_along_without_a_connection_but_own_unsent_work() {
    let mut maria = Desk::online(MARIA);
    let stored = maria.writes_entry("Et.");
    maria.server_stores();
    maria.loses_socket();
    maria.passes_ms(60_000);
    let until = maria.now.plus_ms(8 * 3_600_000);
    maria.connects_until(until);
    maria.happens(Event::Lead(false));
    let unsent = maria.writes_entry("Skrevet til sidst.");
    let (at, why) = maria.engine.poll_timeout().expect("a deadline");
    assert_eq!((at, why), (until, Wake::WindowEnds));
    maria.passes_ms(until.ms_since(maria.now) - 1);
    assert_eq!(maria.shown().len(), 2);
    maria.passes_ms(1);
    assert!(maria.shown().is_empty(), "to the minute");
    let again = maria.restarted();
    for tab in [&maria, &again] {
        assert!(tab.engine.state().held(stored).is_none(), "it is gone from the device");
        assert_eq!(tab.text(unsent), "Skrevet til sidst.");
        assert_eq!(tab.engine.status().waiting, 1);
        assert_eq!(tab.engine.poll_timeout(), None);
    }
}

#[test]
fn a_clock_set_back_strands_no_deadline() {
    let mut maria = Desk::offline(MARIA);
    maria.leads();
    maria.loses_socket();
    maria.passes_ms(-365 * 86_400_000);
    assert!(maria.effects().contains(&Effect::Connect), "it is tried at once");
}

#[test]
fn a_session_that_is_over_stops_sync_and_nothing_else() {
    let mut maria = Desk::online(MARIA);
    maria.happens(Event::SocketLost { needs_login: true });
    assert_eq!(maria.engine.status().link, LinkState::NeedsLogin);
    assert!(maria.notices().contains(&Notice::NeedsLogin));
    let doc = maria.writes_entry("Jeg skriver videre.");
    assert_eq!(maria.text(doc), "Jeg skriver videre.");
    assert_eq!(maria.engine.poll_timeout(), None);
    maria.happens(Event::SignedIn);
    assert!(maria.effects().contains(&Effect::Connect));
}

#[test]
fn a_busy_server_is_given_the_time_it_asks_for() {
    let mut maria = Desk::online(MARIA);
    maria.server_says(&ServerFrame::Bye(Bye { reason: ByeReason::Busy, retry_after_ms: 40_000 }));
    let (at, why) = maria.engine.poll_timeout().expect("a deadline");
    assert_eq!(why, Wake::Reconnect);
    assert!((40_000..=60_000).contains(&at.ms_since(maria.now)), "never sooner than it asked");
}

#[test]
fn bytes_that_are_no_frame_end_the_connection_and_not_the_app() {
    let mut maria = Desk::online(MARIA);
    for bytes in [vec![], vec![0xff; 40], vec![0x82, 0x18, 0x44]] {
        maria.happens(Event::Frame(bytes));
        assert_eq!(maria.engine.status().link, LinkState::Offline);
        maria.passes_ms(60_000);
        maria.connects();
    }
}

#[test]
fn an_own_withdrawal_shows_at_once() {
    let mut maria = Desk::online(MARIA);
    let publication = maria.shares("Delt.");
    maria.server_stores();
    maria.withdraws(publication);
    assert_eq!(maria.engine.state().held(publication).map(|held| held.state()), Some(DocState::Withdrawn));
    assert!(matches!(maria.pushed().ops[..], [Op::Withdraw { doc }] if doc == publication));
}

fn stored() -> OpResult {
    OpResult::Stored { received_at: Timestamp::from_ms(5), created_at: Some(Timestamp::from_ms(5)), tag: vec![0; 16] }
}
