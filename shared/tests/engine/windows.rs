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
