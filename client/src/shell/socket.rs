//! The socket to the server: binary frames under the subprotocol `samspil.1`.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::error::ShellError;
use super::event::{Events, ShellEvent};
use super::js::{self, Listening};
use super::timer::Timer;

/// The protocol that both sides must name.
const SUBPROTOCOL: &str = "samspil.1";

/// Milliseconds to wait for the connection: a dead zone would keep it waiting for minutes.
const OPEN_MS: u64 = 15_000;

/// The close code that a browser itself reports for a connection that ended without one (RFC 6455, 7.1.5).
const ABNORMAL: u16 = 1006;

/// One connection. Dropping it closes it without a report.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _opening: Rc<RefCell<Option<Timer>>>,
    _listening: [Listening; 3],
}

impl Socket {
    /// Connects to `/sync` of the page's own origin and reports [`ShellEvent::SocketOpened`],
    /// [`ShellEvent::SocketFrame`] and once [`ShellEvent::SocketLost`].
    pub fn open(events: &Events) -> Result<Self, ShellError> {
        let socket = WebSocket::new_with_str(&address()?, SUBPROTOCOL)
            .map_err(|error| ShellError::browser("WebSocket", &error))?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opening = Rc::new(RefCell::new(None));
        let listening = [
            Listening::to(&socket, "open", {
                let (events, opening) = (events.clone(), Rc::clone(&opening));
                move |_| {
                    opening.take();
                    events.emit(ShellEvent::SocketOpened);
                }
            })?,
            Listening::to(&socket, "message", {
                let events = events.clone();
                move |event| {
                    let data = event.dyn_into::<MessageEvent>().map(|event| event.data());
                    // The protocol has no text frames; one is skipped like any unknown message.
                    if let Ok(Ok(buffer)) = data.map(JsCast::dyn_into::<ArrayBuffer>) {
                        events.emit(ShellEvent::SocketFrame(Uint8Array::new(&buffer).to_vec()));
                    }
                }
            })?,
            Listening::to(&socket, "close", {
                let (events, opening) = (events.clone(), Rc::clone(&opening));
                move |event| {
                    opening.take();
                    let code = event.dyn_into::<CloseEvent>().map_or(ABNORMAL, |event| event.code());
                    events.emit(ShellEvent::SocketLost(code));
                }
            })?,
        ];
        *opening.borrow_mut() = Some(Timer::after(OPEN_MS, {
            let socket = socket.clone();
            move || {
                // Closing a connecting socket fails it, and its close event follows.
                let _ = socket.close();
            }
        })?);
        Ok(Self { socket, _opening: opening, _listening: listening })
    }

    /// Sends one frame. An error means that it was not taken; a lost connection is reported as an event.
    pub fn send(&self, frame: &[u8]) -> Result<(), ShellError> {
        if self.socket.ready_state() != WebSocket::OPEN {
            return Err(ShellError::Browser { what: "WebSocket.send", name: "not open".to_owned() });
        }
        self.socket.send_with_u8_array(frame).map_err(|error| ShellError::browser("WebSocket.send", &error))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Closing twice is allowed.
        let _ = self.socket.close();
    }
}

fn address() -> Result<String, ShellError> {
    let location = js::window()?.location();
    let read = |error| ShellError::browser("location", &error);
    let scheme = if location.protocol().map_err(read)? == "https:" { "wss" } else { "ws" };
    Ok(format!("{scheme}://{}/sync", location.host().map_err(read)?))
}
