//! What happens by itself at the edge.

use std::fmt;
use std::rc::Rc;

use crate::app::election::TabId;

/// Something happened at the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShellEvent {
    /// The socket is open.
    SocketOpened,
    /// A binary frame came.
    SocketFrame(Vec<u8>),
    /// The socket is gone, or never came to be. The code is the WebSocket's close code.
    SocketLost(u16),
    /// This tab leads from here on, or no longer: taken by another tab, or given up.
    Lead(bool),
    /// Another tab made records durable, up to this key of the log.
    Appended(u64),
    /// A new tab asks for the vault key.
    KeyWanted(TabId),
    /// Another tab was locked by the person: lock too.
    LockedElsewhere,
    /// Another tab logged the person out: lock too, and forget the session.
    LoggedOutElsewhere,
    /// Another tab learnt that the session is over (`true`), or signed in (`false`).
    SessionElsewhere(bool),
    /// The browser closed the store or another tab needs it newer; the next use opens it again or says why not.
    StoreClosed,
    /// The tab came to the front (`true`) or left it.
    Visible(bool),
    /// The page may end without further notice: flush.
    Leaving,
    /// The window got the focus, or the page woke from the back-forward cache or a freeze.
    Focused,
    /// The person did something; told at most once every [`super::visibility::ACTIVITY_EVERY_MS`].
    Activity,
    /// The browser believes that there is a network again. A hint to try, never a fact.
    Online,
    /// The person went back or forward to this path.
    Navigated(String),
    /// A new version of the app is on the device and waits for [`super::service_worker::Updates::activate`].
    UpdateReady,
    /// A new version of the app has taken over: reload when no editor is open.
    UpdateActive,
}

/// Where an edge reports to. Called outside of any borrow of the edge, so the receiver may call back into it.
#[derive(Clone)]
pub struct Events(Rc<dyn Fn(ShellEvent)>);

impl Events {
    /// Reports go to `receive`.
    pub fn new(receive: impl Fn(ShellEvent) + 'static) -> Self {
        Self(Rc::new(receive))
    }

    pub(super) fn emit(&self, event: ShellEvent) {
        (self.0)(event);
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}
