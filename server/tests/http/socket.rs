use futures_util::{SinkExt, StreamExt};
use http::{HeaderValue, header};
use samspil_server::admin;
use samspil_shared::domain::{Acting, Role};
use samspil_shared::sync::frame::{ByeReason, ClientFrame, Hello, SUBPROTOCOL, ServerFrame, VERSION};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::support::{Browser, DAY, MINUTE, ORIGIN, TestApp, each};

/// So long the test waits for what must come; it says nothing of how fast that is.
const FOUND_OUT: std::time::Duration = std::time::Duration::from_secs(120);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Knocks with these headers; the status of a refusal.
async fn knock(address: &str, origin: Option<&str>, protocol: Option<&str>) -> Result<Socket, u16> {
    let mut request = format!("ws://{address}/sync").into_client_request().expect("an address");
    for (name, value) in [(header::ORIGIN, origin), (header::SEC_WEBSOCKET_PROTOCOL, protocol)] {
        if let Some(value) = value {
            request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header"));
        }
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

async fn says_hello(address: &str, browser: &Browser<'_>) -> Socket {
    let mut socket = knock(address, Some(ORIGIN), Some(SUBPROTOCOL)).await.expect("an open door");
    let session = browser.session();
    let hello = Hello {
        versions: vec![VERSION],
        app: 1,
        ticket: session.access_token.clone(),
        enrolment: session.enrolment,
        epoch: None,
        acting: Acting { role: Role::Oneself, unit: admin::NO_UNIT },
        cursors: Vec::new(),
        device_time: session.now,
    };
    socket.send(Message::Binary(ClientFrame::Hello(hello).encode().into())).await.expect("sent");
    socket
}

/// The next frame of which something can be said; none when the server has closed.
async fn hears<T>(socket: &mut Socket, what: impl Fn(ServerFrame) -> Option<T>) -> Option<T> {
    while let Some(Ok(message)) = socket.next().await {
        let Message::Binary(bytes) = message else { continue };
        if let Some(found) = what(ServerFrame::decode(&bytes).expect("a frame")) {
            return Some(found);
        }
    }
    None
}

async fn is_welcome(socket: &mut Socket) -> bool {
    let heard = hears(socket, |frame| match frame {
        ServerFrame::Welcome(_) => Some(true),
        ServerFrame::Bye(_) => Some(false),
        _ => None,
    });
    heard.await == Some(true)
}

async fn last_word(socket: &mut Socket) -> Option<ByeReason> {
    hears(socket, |frame| if let ServerFrame::Bye(bye) = frame { Some(bye.reason) } else { None }).await
}

#[tokio::test]
async fn only_our_own_page_with_our_own_protocol_gets_a_socket() {
    let app = TestApp::start().await;
    let server = app.listens().await;
    for origin in [None, Some("null"), Some("https://evil.example"), Some("http://samspil.example")] {
        assert_eq!(knock(server.address(), origin, Some(SUBPROTOCOL)).await.err(), Some(403), "{origin:?}");
    }
    for protocol in [None, Some("samspil.2"), Some("chat")] {
        assert_eq!(knock(server.address(), Some(ORIGIN), protocol).await.err(), Some(400), "{protocol:?}");
    }
    assert!(knock(server.address(), Some(ORIGIN), Some("chat, samspil.1")).await.is_ok());
}

#[tokio::test]
async fn a_ticket_that_does_not_hold_is_sent_for_another() {
    let app = TestApp::start().await;
    let maria = app.person("maria").await;
    let mut jonas = app.person("jonas").await;
    let server = app.listens().await;
    assert!(is_welcome(&mut says_hello(server.address(), &maria).await).await);

    let mut foreign_device = maria.clone();
    foreign_device.session =
        foreign_device.session.map(|session| samspil_shared::api::Session { enrolment: jonas.enrolment(), ..session });
    assert_eq!(last_word(&mut says_hello(server.address(), &foreign_device).await).await, Some(ByeReason::Ticket));

    jonas.logs_out().await;
    assert_eq!(last_word(&mut says_hello(server.address(), &jonas).await).await, Some(ByeReason::Ticket));
    jonas.logs_in("jonas").await.expect("a login");
    app.wait_ms(6 * MINUTE);
    assert_eq!(last_word(&mut says_hello(server.address(), &jonas).await).await, Some(ByeReason::Ticket), "too old");
    jonas.refreshes().await.expect("the session goes on");
    assert!(is_welcome(&mut says_hello(server.address(), &jonas).await).await);
}

#[tokio::test]
async fn a_device_that_is_ended_on_another_node_loses_its_socket_its_cookie_and_its_ticket() {
    each(async |app: TestApp| {
        let server = app.listens().await;
        let phone = app.person("maria").await;
        let mut tablet = app.browser();
        tablet.logs_in("maria").await.expect("a second device");
        let mut on_phone = says_hello(server.address(), &phone).await;
        let mut on_tablet = says_hello(server.address(), &tablet).await;
        assert!(is_welcome(&mut on_phone).await && is_welcome(&mut on_tablet).await);

        let other = app.other_node().await;
        admin::end_device(other.store(), phone.enrolment(), None, None, app.now()).await.expect("it is ended");
        // Nobody tells this node: its poller has to find out.
        let word = tokio::time::timeout(FOUND_OUT, last_word(&mut on_phone)).await.expect("it is never told");
        assert_eq!(word, Some(ByeReason::Revoked));
        assert!(!phone.is_known().await, "its ticket");
        assert!(phone.asks_to_refresh().await.refusal().is_some(), "its cookie");
        let again = last_word(&mut says_hello(server.address(), &phone).await).await;
        assert!(matches!(again, Some(ByeReason::Revoked | ByeReason::Ticket)), "{again:?}");
        assert!(tablet.is_known().await, "the other device stays");
        assert!(is_welcome(&mut says_hello(server.address(), &tablet).await).await);
        other.store().close().await;
        server.stops().await;
    })
    .await;
}

#[tokio::test]
async fn whatever_ends_a_session_ends_its_open_socket() {
    each(async |app: TestApp| {
        let server = app.listens().await;
        let maria = app.person("maria").await;
        let mut tablet = app.browser();
        tablet.logs_in("maria").await.expect("a second device");
        let mut on_phone = says_hello(server.address(), &maria).await;
        let mut on_tablet = says_hello(server.address(), &tablet).await;
        assert!(is_welcome(&mut on_phone).await && is_welcome(&mut on_tablet).await);

        // A socket outlives its ticket.
        app.wait_ms(DAY);
        maria.logs_out().await;
        assert_eq!(last_word(&mut on_phone).await, Some(ByeReason::Ticket), "logged out");

        let mut thief = tablet.clone();
        tablet.refreshes().await.expect("the session goes on");
        tablet.refreshes().await.expect("the session goes on");
        assert!(thief.refreshes().await.is_err());
        assert_eq!(last_word(&mut on_tablet).await, Some(ByeReason::Ticket), "the cookie was copied");

        tablet.logs_in("maria").await.expect("a login");
        let mut on_tablet = says_hello(server.address(), &tablet).await;
        assert!(is_welcome(&mut on_tablet).await);
        admin::end_person(app.store(), tablet.person(), app.now()).await.expect("ended");
        assert_eq!(last_word(&mut on_tablet).await, Some(ByeReason::Revoked), "the account was ended");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_stops_says_so_and_does_not_wait_for_sockets() {
    let app = TestApp::start().await;
    let maria = app.person("maria").await;
    let server = app.listens().await;
    let mut socket = says_hello(server.address(), &maria).await;
    assert!(is_welcome(&mut socket).await);
    let ((), word) = tokio::join!(server.stops(), last_word(&mut socket));
    assert_eq!(word, Some(ByeReason::Busy));
}

#[cfg(feature = "testing")]
#[tokio::test]
async fn a_tap_records_what_a_person_is_told() {
    let app = TestApp::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    app.state.hub().tap_to(folder.path());
    let maria = app.person("maria").await;
    let server = app.listens().await;
    assert!(is_welcome(&mut says_hello(server.address(), &maria).await).await);
    let tape = std::fs::read(folder.path().join(maria.person().to_string())).expect("her tape");
    let (length, frames) = tape.split_first_chunk::<4>().expect("a length");
    let length = usize::try_from(u32::from_be_bytes(*length)).expect("a length");
    assert!(matches!(ServerFrame::decode(&frames[..length]), Ok(ServerFrame::Welcome(_))));
}
