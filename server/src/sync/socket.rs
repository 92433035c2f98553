//! The WebSocket around a session: one task a connection.

use std::pin::Pin;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use bytes::Bytes;
use samspil_shared::domain::Kind;
use samspil_shared::sync::frame::{
    Bye, ByeReason, ClientFrame, FRAME_MAX, FrameError, Hello, Op, Pushed, SUBPROTOCOL, ServerFrame,
};

use super::{Hub, Session};

/// The first frame must be here within this.
const HELLO_DUE: Duration = Duration::from_secs(10);
/// A frame must be taken within this.
const SEND_DUE: Duration = Duration::from_secs(60);
/// The last word must be taken within this: whoever was revoked is gone within 5 s.
const BYE_DUE: Duration = Duration::from_secs(2);
/// Between two pings; a connection that answers none of two is gone.
const PING_PERIOD: Duration = Duration::from_secs(30);
const UNANSWERED_MAX: u32 = 2;
/// Most frames are small, and connections are many (the default is 128 KiB each).
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// How long a device waits that said what cannot be understood.
const MALFORMED_MS: u32 = 30_000;
/// How long it waits when the server stops.
const STOPPING_MS: u32 = 1_000;

/// Answers the upgrade of a request whose `Origin` was checked; `None` if it does not offer the subprotocol.
pub fn serve_socket(hub: Hub, upgrade: WebSocketUpgrade) -> Option<Response> {
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(2 * FRAME_MAX)
        .max_message_size(FRAME_MAX)
        .max_frame_size(FRAME_MAX);
    upgrade.selected_protocol()?;
    Some(upgrade.on_upgrade(|socket| run(hub, socket)))
}

/// Why a connection ended: with a word to the device, or because it is gone.
enum End {
    Bye(Bye),
    Gone,
}

impl From<Bye> for End {
    fn from(bye: Bye) -> Self {
        Self::Bye(bye)
    }
}

async fn run(hub: Hub, socket: WebSocket) {
    let _connected = hub.metrics().connect();
    let mut wire = Wire {
        socket,
        #[cfg(feature = "testing")]
        tap: None,
    };
    let end = tokio::select! {
        end = connection(&hub, &mut wire) => end,
        () = hub.stopping() => End::Bye(Bye { reason: ByeReason::Busy, retry_after_ms: STOPPING_MS }),
    };
    if let End::Bye(bye) = end
        && let Ok(Ok(())) = tokio::time::timeout(BYE_DUE, wire.send([ServerFrame::Bye(bye).encode().into()])).await
    {
        // The device closes; until then what is on its way is not cut off.
        let _ = tokio::time::timeout(BYE_DUE, wire.socket.send(Message::Close(None))).await;
    }
}

type Pushing = Pin<Box<dyn Future<Output = Pushed> + Send>>;

async fn connection(hub: &Hub, wire: &mut Wire) -> End {
    match converse(hub, wire).await {
        Ok(never) => never,
        Err(end) => end,
    }
}

async fn converse(hub: &Hub, wire: &mut Wire) -> Result<End, End> {
    let hello = tokio::time::timeout(HELLO_DUE, wire.hello()).await.map_err(|_| protocol())??;
    let mut session = Session::open(hub, hello).await?;
    #[cfg(feature = "testing")]
    wire.tap_to(hub, &session);
    let wake = session.wake();
    let mut pings = tokio::time::interval(PING_PERIOD);
    pings.reset();
    let mut unanswered = 0;
    let mut pushing: Option<Pushing> = None;
    let mut registers = false;
    let mut has_more = true;
    loop {
        let boundary = session.boundary().map(|at| at.ms_since(hub.now()));
        let takes_more = session.takes_more();
        tokio::select! {
            biased;
            pushed = finished(&mut pushing) => {
                // Whoever registered a call reaches it after the shift, too: that is said before the call counts as sent.
                if std::mem::take(&mut registers) {
                    session.recheck().await?;
                    let frames = session.next().await?;
                    deliver(&mut session, wire, frames).await?;
                }
                wire.send([ServerFrame::Pushed(pushed).encode().into()]).await?;
                has_more = true;
            }
            () = until(boundary) => session.recheck().await?,
            () = session.rights_moved() => session.recheck().await?,
            _ = pings.tick() => {
                if unanswered == UNANSWERED_MAX {
                    return Err(End::Gone);
                }
                unanswered += 1;
                wire.ping().await?;
            }
            message = wire.socket.recv(), if takes_more => {
                unanswered = 0;
                match frame_of(message)? {
                    Some(ClientFrame::Push(push)) if pushing.is_none() => {
                        registers = push.ops.iter().any(makes_follow_up);
                        pushing = Some(Box::pin(session.pusher().push(push)));
                    }
                    Some(frame) => session.frame(frame)?,
                    None => {}
                }
                has_more = true;
            }
            () = std::future::ready(()), if has_more => {
                let frames = session.next().await?;
                has_more = !frames.is_empty();
                deliver(&mut session, wire, frames).await?;
            }
            () = wake.notified() => has_more = true,
        }
    }
}

/// Sends what the session gave. A device that is slow to take it does not keep its rights for as long.
async fn deliver(session: &mut Session, wire: &mut Wire, frames: Vec<Bytes>) -> Result<(), End> {
    let mut moved = false;
    {
        let mut sending = std::pin::pin!(wire.send(frames));
        loop {
            tokio::select! {
                sent = &mut sending => break sent?,
                () = session.rights_moved() => {
                    session.check().await?;
                    moved = true;
                }
            }
        }
    }
    if moved {
        session.recheck().await?;
    }
    Ok(())
}

/// The push in flight; forever if there is none.
async fn finished(pushing: &mut Option<Pushing>) -> Pushed {
    match pushing {
        Some(future) => {
            let pushed = future.await;
            *pushing = None;
            pushed
        }
        None => std::future::pending().await,
    }
}

fn makes_follow_up(op: &Op) -> bool {
    matches!(op, Op::Create(new) if new.meta.kind == Kind::FollowUp)
}

async fn until(ms: Option<i64>) {
    match ms {
        Some(ms) => tokio::time::sleep(Duration::from_millis(u64::try_from(ms).unwrap_or(0))).await,
        None => std::future::pending().await,
    }
}

fn protocol() -> End {
    End::Bye(Bye { reason: ByeReason::Protocol, retry_after_ms: MALFORMED_MS })
}

/// The frame in a message; `None` for what belongs to the transport.
fn frame_of(message: Option<Result<Message, axum::Error>>) -> Result<Option<ClientFrame>, End> {
    let malformed = || End::Bye(Bye { reason: ByeReason::Malformed, retry_after_ms: MALFORMED_MS });
    match message {
        Some(Ok(Message::Binary(bytes))) => match ClientFrame::decode(&bytes) {
            Ok(frame) => Ok(Some(frame)),
            Err(
                FrameError::TooLarge(_)
                | FrameError::Malformed(_)
                | FrameError::UnknownType(_)
                | FrameError::TooMany { .. },
            ) => Err(malformed()),
        },
        Some(Ok(Message::Text(_))) => Err(malformed()),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
    }
}

struct Wire {
    socket: WebSocket,
    #[cfg(feature = "testing")]
    tap: Option<super::tap::Tap>,
}

impl Wire {
    async fn hello(&mut self) -> Result<Hello, End> {
        loop {
            let message = self.socket.recv().await;
            match frame_of(message)? {
                Some(ClientFrame::Hello(hello)) => return Ok(hello),
                Some(_) => return Err(protocol()),
                None => {}
            }
        }
    }

    async fn send(&mut self, frames: impl IntoIterator<Item = Bytes>) -> Result<(), End> {
        for frame in frames {
            #[cfg(feature = "testing")]
            if let Some(tap) = &mut self.tap {
                tap.record(&frame);
            }
            self.put(Message::Binary(frame)).await?;
        }
        Ok(())
    }

    async fn ping(&mut self) -> Result<(), End> {
        self.put(Message::Ping(Bytes::new())).await
    }

    async fn put(&mut self, message: Message) -> Result<(), End> {
        let sent = tokio::time::timeout(SEND_DUE, self.socket.send(message)).await;
        if matches!(sent, Ok(Ok(()))) { Ok(()) } else { Err(End::Gone) }
    }

    #[cfg(feature = "testing")]
    fn tap_to(&mut self, hub: &Hub, session: &Session) {
        self.tap = hub.tap(session.person());
    }
}
