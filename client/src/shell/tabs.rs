//! The tabs of one person: who leads, what was appended, and the vault key for a new tab.
//!
//! The rules are in [`crate::app::election`]; this is its lock, its channel and its clock.

mod lock;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Object, Uint8Array};
use samspil_shared::domain::PersonId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, CryptoKey, MessageEvent};

use self::lock::{Lock, News};
use super::clock;
use super::error::ShellError;
use super::event::{Events, ShellEvent};
use super::js::{self, Deferred, Listening};
use super::log;
use super::timer::Timer;
use super::vault::VaultKey;
use super::visibility;
use crate::app::election::{Election, Input, Step, TabId, TabMessage};

/// The message's bytes, and the key beside them.
const MESSAGE: &str = "m";
const KEY: &str = "k";

/// This tab among the person's tabs. Dropping it leaves them.
#[derive(Debug)]
pub struct Tabs {
    inner: Rc<Inner>,
    _listening: [Listening; 4],
}

#[derive(Debug)]
struct Inner {
    person: PersonId,
    me: TabId,
    channel: BroadcastChannel,
    lock: Lock,
    events: Events,
    election: RefCell<Election>,
    timer: RefCell<Option<Timer>>,
    pong: RefCell<Option<Timer>>,
    key: RefCell<Option<VaultKey>>,
    asking: RefCell<Option<Deferred>>,
}

impl Tabs {
    /// Joins the tabs of `person` as `me`, drawn once a page. Reports [`ShellEvent::Appended`], [`ShellEvent::KeyWanted`],
    /// [`ShellEvent::LockedElsewhere`] and [`ShellEvent::LoggedOutElsewhere`], and after [`Tabs::stand`] also [`ShellEvent::Lead`].
    pub fn join(person: PersonId, me: TabId, events: Events) -> Result<Self, ShellError> {
        let channel = BroadcastChannel::new(&format!("samspil-{person}"))
            .map_err(|error| ShellError::browser("BroadcastChannel", &error))?;
        let inner = Rc::new(Inner {
            person,
            me,
            channel,
            lock: Lock::new(format!("samspil-lead-{person}"))?,
            events,
            election: RefCell::new(Election::new(visibility::visible()?)),
            timer: RefCell::new(None),
            pong: RefCell::new(None),
            key: RefCell::new(None),
            asking: RefCell::new(None),
        });
        let document = js::window()?.document().ok_or(ShellError::Missing("document"))?;
        let lifecycle = |name, input: fn() -> Input| {
            let inner = Rc::downgrade(&inner);
            Listening::to(&document, name, move |_| {
                if let Some(inner) = inner.upgrade() {
                    inner.elect(input());
                }
            })
        };
        let listening = [
            lifecycle("freeze", || Input::Freeze)?,
            lifecycle("resume", || Input::Thaw)?,
            Listening::to(&inner.channel, "message", {
                let inner = Rc::downgrade(&inner);
                move |event| {
                    if let (Some(inner), Ok(event)) = (inner.upgrade(), event.dyn_into::<MessageEvent>()) {
                        inner.hear(&event.data());
                    }
                }
            })?,
            Listening::to(&document, "visibilitychange", {
                let inner = Rc::downgrade(&inner);
                move |_| {
                    if let (Some(inner), Ok(visible)) = (inner.upgrade(), visibility::visible()) {
                        inner.elect(Input::Visible(visible));
                    }
                }
            })?,
        ];
        Ok(Self { inner, _listening: listening })
    }

    /// Asks an unlocked tab for the vault key and waits `wait_ms` for it.
    pub async fn ask_key(&self, wait_ms: u64) -> Result<Option<VaultKey>, ShellError> {
        let asking = Deferred::new();
        self.inner.asking.replace(Some(asking.clone()));
        self.inner.send(&TabMessage::KeyWanted { from: self.inner.me }, None)?;
        let _timeout = Timer::after(wait_ms, {
            let asking = asking.clone();
            move || asking.resolve(&JsValue::NULL)
        })?;
        let key = asking.wait().await;
        self.inner.asking.take();
        Ok(key.dyn_into::<CryptoKey>().ok().map(VaultKey::from_tab))
    }

    /// Gives another tab the key, if this one still has it.
    pub fn give_key(&self, to: TabId) -> Result<(), ShellError> {
        let key = self.inner.key.borrow().clone();
        key.map_or(Ok(()), |key| self.inner.send(&TabMessage::KeyHere { to }, Some(&key)))
    }

    /// Whose tabs these are.
    pub fn person(&self) -> PersonId {
        self.inner.person
    }

    /// This tab is unlocked: it answers new tabs and stands for election.
    pub fn stand(&self, key: VaultKey) {
        self.inner.key.replace(Some(key));
        self.inner.elect(Input::Start);
    }

    /// Records up to `last` are durable, written by this tab.
    pub fn appended(&self, last: u64) -> Result<(), ShellError> {
        self.inner.send(&TabMessage::Appended { last }, None)?;
        self.inner.elect(Input::Wrote);
        Ok(())
    }

    /// The session is over, or there is one again.
    pub fn session(&self, over: bool) -> Result<(), ShellError> {
        self.inner.send(&TabMessage::Session { over }, None)
    }

    /// The person locks: this tab gives no key from here on, and the others lock too.
    pub fn lock(&self) -> Result<(), ShellError> {
        self.inner.key.take();
        self.inner.elect(Input::Stop);
        self.inner.send(&TabMessage::Locked, None)
    }

    /// The person logs out, in all tabs.
    pub fn log_out(&self) -> Result<(), ShellError> {
        self.inner.key.take();
        self.inner.elect(Input::Stop);
        self.inner.send(&TabMessage::LoggedOut, None)
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.inner.timer.take();
        self.inner.pong.take();
        self.inner.lock.release();
        self.inner.channel.close();
    }
}

impl Inner {
    fn hear(self: &Rc<Self>, data: &JsValue) {
        let bytes = js::get(data, MESSAGE).and_then(|bytes| bytes.dyn_into::<Uint8Array>().ok());
        let message = bytes.map(|bytes| TabMessage::from_bytes(&bytes.to_vec()));
        // A tab of another version may say more than this one understands.
        let Some(Ok(message)) = message else { return };
        match message {
            TabMessage::Appended { last } => self.events.emit(ShellEvent::Appended(last)),
            TabMessage::Ping | TabMessage::Pong => self.elect(Input::Heard(message)),
            TabMessage::Session { over } => self.events.emit(ShellEvent::SessionElsewhere(over)),
            TabMessage::Locked => {
                self.key.take();
                self.events.emit(ShellEvent::LockedElsewhere);
            }
            TabMessage::LoggedOut => {
                self.key.take();
                self.events.emit(ShellEvent::LoggedOutElsewhere);
            }
            TabMessage::KeyWanted { from } => self.events.emit(ShellEvent::KeyWanted(from)),
            TabMessage::KeyHere { to } => {
                if to == self.me
                    && let (Some(asking), Some(key)) = (self.asking.borrow().as_ref(), js::get(data, KEY))
                {
                    asking.resolve(&key);
                }
            }
        }
    }

    fn elect(self: &Rc<Self>, input: Input) {
        let Ok(now) = clock::monotonic_ms() else { return };
        let steps = self.election.borrow_mut().handle(input, now);
        for step in steps {
            if let Err(error) = self.perform(step) {
                log::note("electing a tab", &error);
            }
        }
        if let Err(error) = self.set_timer(now) {
            log::note("electing a tab", &error);
        }
    }

    fn perform(self: &Rc<Self>, step: Step) -> Result<(), ShellError> {
        let news = |inner: Weak<Self>| {
            move |news| {
                if let Some(inner) = inner.upgrade() {
                    inner.elect(match news {
                        News::Granted => Input::Granted,
                        News::Lost => Input::Lost,
                    });
                }
            }
        };
        match step {
            Step::Queue => self.lock.queue(news(Rc::downgrade(self))),
            Step::Steal => self.lock.steal(news(Rc::downgrade(self))),
            Step::Release => {
                self.lock.release();
                Ok(())
            }
            Step::Send(TabMessage::Pong) => {
                let inner = Rc::downgrade(self);
                let pong = Timer::after(0, move || {
                    let leader = inner.upgrade().filter(|inner| inner.election.borrow().leads());
                    if let Some(Err(error)) = leader.map(|leader| leader.send(&TabMessage::Pong, None)) {
                        log::note("answering a tab", &error);
                    }
                })?;
                self.pong.replace(Some(pong));
                Ok(())
            }
            Step::Send(message) => self.send(&message, None),
            Step::Lead(leads) => {
                self.events.emit(ShellEvent::Lead(leads));
                Ok(())
            }
        }
    }

    fn set_timer(self: &Rc<Self>, now: u64) -> Result<(), ShellError> {
        let due = self.election.borrow().poll_timeout();
        let timer = match due {
            None => None,
            Some(at) => {
                let inner = Rc::downgrade(self);
                Some(Timer::after(at.saturating_sub(now), move || {
                    if let Some(inner) = inner.upgrade() {
                        inner.elect(Input::Timer);
                    }
                })?)
            }
        };
        self.timer.replace(timer);
        Ok(())
    }

    fn send(&self, message: &TabMessage, key: Option<&VaultKey>) -> Result<(), ShellError> {
        let data = Object::new();
        js::set(&data, MESSAGE, &Uint8Array::from(&message.to_bytes()[..]))?;
        if let Some(key) = key {
            js::set(&data, KEY, key.as_js())?;
        }
        let sent = self.channel.post_message(&data);
        sent.map_err(|error| ShellError::browser("BroadcastChannel.postMessage", &error))
    }
}
