//! Windows that open and end while nobody is connected: the app is woken then, and what ended goes.

use samspil_shared::domain::{DocId, Timestamp, Window};
use samspil_shared::sync::engine::{Event, Wake};

use super::desk::{Desk, MARIA};

const HOUR: i64 = 3_600_000;

fn window(from: Timestamp, until: Timestamp) -> Window {
    Window { from, until: Some(until) }
}

/// A device without a connection that holds an entry and was last welcomed in these windows, counted from then.
fn welcomed_in(windows: &[(i64, i64)]) -> (Desk, DocId, Timestamp) {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Et.");
    maria.server_stores();
    maria.loses_socket();
    maria.passes_ms(60_000);
    let at = maria.now;
    maria.connects_in(windows.iter().map(|(from, until)| window(at.plus_ms(*from), at.plus_ms(*until))).collect());
    maria.happens(Event::Lead(false));
    assert_eq!(maria.shown(), [doc]);
    (maria, doc, at)
}

/// When the app is to be woken next.
fn woken_at(maria: &Desk) -> Option<Timestamp> {
    let (at, why) = maria.engine.poll_timeout()?;
    assert_eq!(why, Wake::WindowEnds);
    Some(at)
}

fn passes_until(maria: &mut Desk, at: Timestamp) {
    maria.passes_ms(at.ms_since(maria.now));
}

#[test]
fn a_window_that_opens_by_this_clock_a_little_later_ends_all_the_same() {
    let (maria, doc, at) = welcomed_in(&[(5_000, 8 * HOUR)]);
    let (opens, ends) = (at.plus_ms(5_000), at.plus_ms(8 * HOUR));
    // The app may be opened anew before.
    for mut tab in [maria.restarted(), maria] {
        assert_eq!(woken_at(&tab), Some(opens), "its end is not known before");
        passes_until(&mut tab, opens);
        assert_eq!(woken_at(&tab), Some(ends));
        passes_until(&mut tab, ends.plus_ms(-1));
        assert_eq!(tab.shown(), [doc]);
        passes_until(&mut tab, ends);
        assert!(tab.shown().is_empty() && tab.engine.state().held(doc).is_none());
        assert_eq!(woken_at(&tab), None);
    }
}

#[test]
fn a_window_that_opens_as_another_ends_keeps_what_is_seen_in_both() {
    let (mut maria, doc, at) = welcomed_in(&[(-HOUR, 2 * HOUR), (2 * HOUR, 6 * HOUR)]);
    let (turns, ends) = (at.plus_ms(2 * HOUR), at.plus_ms(6 * HOUR));
    assert_eq!(woken_at(&maria), Some(turns));
    passes_until(&mut maria, turns);
    assert_eq!(maria.shown(), [doc]);
    assert_eq!(woken_at(&maria), Some(ends));
    passes_until(&mut maria, ends);
    assert!(maria.shown().is_empty() && maria.engine.state().held(doc).is_none());
}

#[test]
fn between_two_windows_nothing_is_kept_for_the_next() {
    let (mut maria, doc, at) = welcomed_in(&[(-HOUR, 2 * HOUR), (3 * HOUR, 6 * HOUR)]);
    let ends = at.plus_ms(2 * HOUR);
    assert_eq!(woken_at(&maria), Some(ends));
    passes_until(&mut maria, ends);
    assert!(maria.shown().is_empty() && maria.engine.state().held(doc).is_none());
    assert_eq!(woken_at(&maria), None, "the next one is brought by the server");
}

#[test]
fn a_clock_that_is_set_back_opens_no_window_again() {
    let (mut maria, _, at) = welcomed_in(&[(-HOUR, 2 * HOUR)]);
    let rights = |maria: &Desk| maria.engine.memberships(maria.now).len();
    let open = rights(&maria);
    passes_until(&mut maria, at.plus_ms(2 * HOUR - 1));
    assert_eq!(rights(&maria), open);
    let seen = maria.engine.seen().unwrap();
    assert_eq!(seen, at.plus_ms(2 * HOUR - 1));
    // The store takes nothing as the window ends, and the app is closed.
    let mut closed = maria.restarted();
    closed.engine.remember(at.plus_ms(3 * HOUR));
    closed.now = at.plus_ms(-5 * HOUR);
    assert!(rights(&closed) < open, "it was over, whatever the clock says now");
    closed.happens(Event::Timer);
    assert!(closed.shown().is_empty(), "and what was seen in it goes");
    assert_eq!(closed.engine.latest(closed.now), at.plus_ms(3 * HOUR));
}

#[test]
fn a_clock_that_was_ahead_for_a_while_is_forgotten_once_the_server_tells_the_time() {
    const YEAR: i64 = 365 * 24 * HOUR;
    let (mut maria, doc, at) = welcomed_in(&[(-HOUR, 40 * 24 * HOUR)]);
    let rights = |maria: &Desk| maria.engine.memberships(maria.now).len();
    let open = rights(&maria);
    maria.now = at.plus_ms(YEAR);
    maria.happens(Event::Timer);
    assert!(maria.shown().is_empty());
    maria.now = at.plus_ms(HOUR);
    maria.happens(Event::Timer);
    assert!(rights(&maria) < open, "nobody has said yet that it is not that late");

    let mut again = maria.restarted();
    again.engine.remember(maria.engine.seen().unwrap());
    again.connects_in(vec![window(at.plus_ms(-HOUR), at.plus_ms(40 * 24 * HOUR))]);
    assert_eq!(rights(&again), open);
    assert!(again.engine.seen().unwrap().ms_since(again.now).abs() < 60_000, "{:?}", again.engine.seen());
    assert!(again.engine.state().held(doc).is_none(), "it comes again from the server");
}
