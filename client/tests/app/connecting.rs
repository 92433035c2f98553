//! The way to a server that is far away: the token is drawn and the socket opened at the same time.

use samspil_client::app::msg::Msg;
use samspil_client::app::route::Route;
use samspil_client::app::view::{Banner, Readers, SyncLine};
use samspil_shared::sync::frame::ClientFrame;

use crate::support::{Family, Phone};

/// Maria's phone, with a note that waits. Nothing is known of the server yet.
fn maria(family: &Family) -> Phone {
    let mut maria = family.phone("maria");
    maria.sync();
    maria.goes_offline();
    maria.writes("Skrevet uden net.", Readers::Family);
    // Less than what locks the phone.
    maria.waits(60_000);
    maria.sent.clear();
    maria.far_away = Some(Vec::new());
    maria
}

/// The same as coverage comes back, and both questions are on their way.
fn maria_asks(family: &Family) -> Phone {
    let mut maria = maria(family);
    maria.online = true;
    maria.happens(Msg::Foreground);
    maria
}

fn token(msg: &Msg) -> bool {
    matches!(msg, Msg::Refreshed(..))
}

fn socket(msg: &Msg) -> bool {
    matches!(msg, Msg::SocketOpened | Msg::SocketLost)
}

fn waits_on_the_phone(maria: &Phone) -> bool {
    matches!(maria.model.chrome().unwrap().sync, SyncLine::Waiting(1))
}

fn is_sent(maria: &Phone) -> bool {
    matches!(maria.model.chrome().unwrap().sync, SyncLine::Sent(_))
}

fn greetings(maria: &Phone) -> usize {
    maria.sent.iter().filter(|frame| matches!(frame, ClientFrame::Hello(_))).count()
}

#[test]
fn whichever_comes_first_the_greeting_follows_the_second() {
    for order in [[token, socket], [socket, token]] {
        let family = Family::new();
        let mut maria = maria_asks(&family);
        assert_eq!(maria.far_away.as_ref().map(Vec::len), Some(2), "both are asked for at once");
        let [first, second] = order;
        maria.hears(first);
        assert_eq!(greetings(&maria), 0, "nothing is said without a token and a socket");
        assert!(waits_on_the_phone(&maria));
        maria.hears(second);
        assert_eq!(greetings(&maria), 1);
        maria.hears_news();
        assert!(is_sent(&maria));
    }
}

#[test]
fn a_socket_that_is_lost_before_the_token_comes_is_opened_again() {
    for given_up in [Msg::SocketLost, Msg::SocketFrame(vec![0])] {
        let family = Family::new();
        let mut maria = maria_asks(&family);
        maria.hears(socket);
        // Nobody was greeted: whatever the server says now, it says that it waits no longer.
        maria.happens(given_up);
        assert!(waits_on_the_phone(&maria));
        let refreshes = maria.refreshes;
        maria.hears(token);
        maria.hears(socket);
        assert_eq!((greetings(&maria), maria.refreshes), (1, refreshes), "with the token that came");
        maria.hears_news();
        assert!(is_sent(&maria));
    }
}

#[test]
fn a_session_that_is_over_says_nothing_on_the_socket_and_asks_for_a_login() {
    let family = Family::new();
    let mut maria = maria(&family);
    family.server.borrow_mut().account_mut("maria").session_over = true;
    maria.online = true;
    maria.happens(Msg::Foreground);
    maria.hears(socket);
    maria.hears(token);
    assert_eq!(greetings(&maria), 0);
    assert_eq!(maria.model.chrome().unwrap().sync, SyncLine::SignInNeeded(1));
    maria.waits(60_000);
    assert_eq!(maria.far_away.as_ref().map(Vec::len), Some(0), "nor does it try again by itself");
}

#[test]
fn without_an_answer_it_tries_again_later() {
    for order in [[token, socket], [socket, token]] {
        let family = Family::new();
        let mut maria = maria(&family);
        maria.happens(Msg::Foreground);
        assert_eq!(maria.far_away.as_ref().map(Vec::len), Some(2), "both fail");
        order.into_iter().for_each(|which| maria.hears(which));
        assert!(waits_on_the_phone(&maria));
        maria.online = true;
        maria.waits(60_000);
        order.into_iter().for_each(|which| maria.hears(which));
        maria.hears_news();
        assert!(is_sent(&maria));
    }
}

#[test]
fn a_first_sync_says_how_much_of_how_much_is_here_and_nothing_once_it_is_done() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    for n in 0..9 {
        maria.writes(&format!("Dag {n}."), Readers::Family);
    }
    maria.sync();
    family.server.borrow_mut().page_max = Some(4);
    let mut tablet = family.phone("maria");
    let fetching = |tablet: &Phone| {
        let banners = tablet.model.chrome().unwrap().banners;
        banners.into_iter().find_map(|banner| match banner {
            Banner::Fetching { documents, of, .. } => Some((documents, of)),
            _ => None,
        })
    };
    let (here, all) = fetching(&tablet).expect("it is told");
    assert!((4..all).contains(&here) && all > 9, "{here} of {all}: the notes and the card");
    assert!(!tablet.cards().is_empty(), "what came is read meanwhile");
    tablet.goes_offline();
    tablet.crash_and_unlock(crate::support::PASSWORD);
    assert_eq!(fetching(&tablet), Some((here, all)), "without a network too");

    family.server.borrow_mut().page_max = None;
    tablet.sync();
    assert_eq!(fetching(&tablet), None);
    assert_eq!(tablet.cards().len(), 9);
}

#[test]
fn a_clock_that_is_set_back_does_not_put_the_next_attempt_off_for_as_long() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    maria.now = maria.now.plus_ms(-3 * 86_400_000);
    maria.goes(Route::More);
    let (at, _) = maria.model.poll_timeout().expect("it tries again");
    assert!(at.ms_since(maria.now) < 60_000, "in {} ms", at.ms_since(maria.now));
}
