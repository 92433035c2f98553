//! The session: what the socket needs, and signing in again while the vault is open.

use samspil_shared::api::{Code, Session};
use samspil_shared::domain::Timestamp;
use samspil_shared::sync::engine::{Event, Wake};

use super::Desk;
use super::closing::Closing;
use crate::app::command::{Attempt, Command};
use crate::app::draft::DraftKey;
use crate::app::duty::DutyAsk;
use crate::app::intent::DoorIntent;
use crate::app::model::door::{Answered, Around, SignInDesk, Turn};
use crate::app::model::{Ctx, answered};
use crate::app::msg::{ApiFault, Msg};
use crate::app::route::Route;
use crate::app::view::{Fault, SignIn};

/// Milliseconds that an access token must still hold to be used: the way to the server takes time.
const MARGIN_MS: i64 = 20_000;
/// Milliseconds to the engine's next deadline at most, but for the end of a window.
const DEADLINE_MS: i64 = 15 * 60_000;
/// Milliseconds that the latest time may be ahead of what is kept of it.
const TIME_KEPT_MS: i64 = 10 * 60_000;

/// An access token, the socket's ticket.
pub(super) struct Ticket {
    token: String,
    /// When it stops working, by the device's own clock.
    until: Timestamp,
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ticket(until {:?}, not shown)", self.until)
    }
}

/// The socket, before the engine is told of it. It is opened while a token is still being drawn: each takes two ways to the
/// server and back, and far away neither waits for the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Line {
    /// There is none.
    #[default]
    Down,
    /// It is being opened.
    Opening,
    /// It is open, and nothing was said on it.
    Open,
}

impl Desk {
    /// The engine wants a connection: with the token at hand, or with a new one.
    pub(super) fn connect(&mut self, ctx: &mut Ctx<'_>) {
        if self.settings.signed_out {
            return self.socket_lost(true, ctx);
        }
        if self.ticket.as_ref().is_none_or(|ticket| ticket.until <= ctx.now) {
            let attempt = ctx.next_attempt();
            self.refreshing = Some(attempt);
            ctx.out.push(Command::Refresh(attempt));
        }
        self.open_line(ctx);
    }

    fn open_line(&mut self, ctx: &mut Ctx<'_>) {
        self.line = Line::Opening;
        ctx.out.push(Command::OpenSocket);
    }

    pub(super) fn refreshed(&mut self, attempt: Attempt, answer: Result<Session, ApiFault>, ctx: &mut Ctx<'_>) {
        if self.refreshing != Some(attempt) {
            return;
        }
        self.refreshing = None;
        match answer {
            Ok(session) if session.person.id == self.engine.config().person => {
                if !self.is_this_device(&session, false, ctx) {
                    return;
                }
                self.take_session(&session, ctx);
                // Another role than before begins anew, with a token of its own.
                if self.refreshing.is_none() {
                    match self.line {
                        Line::Down => self.open_line(ctx),
                        Line::Opening => {}
                        Line::Open => self.greet(ctx),
                    }
                }
            }
            // The cookie is another person's, who signed in on this device: their session is not ours to use.
            Ok(_) => self.hang_up(true, ctx),
            Err(ApiFault::Problem(problem)) if is_over(problem.code) => self.hang_up(true, ctx),
            Err(_) => self.hang_up(false, ctx),
        }
    }

    pub(super) fn socket_opened(&mut self, ctx: &mut Ctx<'_>) {
        self.line = Line::Open;
        if self.refreshing.is_none() {
            self.greet(ctx);
        }
    }

    /// A frame came. Before the greeting the server has only one thing to say: that it waits no longer.
    pub(super) fn socket_frame(&mut self, bytes: Vec<u8>, ctx: &mut Ctx<'_>) {
        if self.refreshing.is_some() {
            self.line = Line::Down;
            return ctx.out.push(Command::CloseSocket);
        }
        self.event(Event::Frame(bytes), Vec::new(), ctx);
    }

    /// The socket is gone. While a token is being drawn that answer is waited for: it says what there is to be done.
    pub(super) fn socket_gone(&mut self, ctx: &mut Ctx<'_>) {
        self.line = Line::Down;
        if self.refreshing.is_none() {
            self.socket_lost(false, ctx);
        }
    }

    fn hang_up(&mut self, needs_login: bool, ctx: &mut Ctx<'_>) {
        ctx.out.push(Command::CloseSocket);
        self.line = Line::Down;
        self.socket_lost(needs_login, ctx);
    }

    fn greet(&mut self, ctx: &mut Ctx<'_>) {
        let token = self.ticket.as_ref().map(|ticket| ticket.token.clone()).unwrap_or_default();
        self.event(Event::SocketOpened { ticket: token }, Vec::new(), ctx);
        self.ask_quarantine(false, ctx);
        self.ask_duty(DutyAsk::Rota, ctx);
        self.look_at_station(ctx);
        self.ask_overview(ctx);
    }

    pub(super) fn socket_lost(&mut self, needs_login: bool, ctx: &mut Ctx<'_>) {
        self.ticket = None;
        self.event(Event::SocketLost { needs_login }, Vec::new(), ctx);
    }

    /// Whether the session is one of this device under the name that it is open with.
    ///
    /// A device that was ended, or that a restored server does not know, is another one after a login. What is open here
    /// bears the old name, and the server would take nothing under it: everything is kept, and the app begins anew. At a
    /// login the vault has learnt the new name; a session that came by itself is ended.
    fn is_this_device(&mut self, session: &Session, by_login: bool, ctx: &mut Ctx<'_>) -> bool {
        let is_this = session.enrolment == self.engine.config().enrolment;
        if !is_this {
            self.close(Closing::here(!by_login, ctx.now), ctx);
        }
        is_this
    }

    /// A session is there. Its choices of roles are remembered for the next start without a server.
    pub(super) fn take_session(&mut self, session: &Session, ctx: &mut Ctx<'_>) {
        let holds_ms = session.expires_at.ms_since(session.now) - MARGIN_MS;
        self.ticket = Some(Ticket { token: session.access_token.clone(), until: ctx.now.plus_ms(holds_ms) });
        self.marks.needs_sign_in = false;
        let before = self.settings.clone();
        self.settings.name.clone_from(&session.person.name);
        self.settings.login.clone_from(&session.person.login);
        self.settings.signed_out = false;
        self.settings.revoked = false;
        self.settings.take_choices(&session.acting, ctx.station.is_some());
        self.settings.take_deliver(&session.deliver);
        if self.settings != before {
            self.put_settings(ctx);
        }
        self.look_at_passkeys(session.passkey_needed, ctx);
        self.act(ctx);
    }

    /// Acts as the settings say.
    pub(super) fn act(&mut self, ctx: &mut Ctx<'_>) {
        if self.engine.config().acting != self.settings.acting {
            self.event(Event::Act(self.settings.acting), Vec::new(), ctx);
            self.docs.restart(&self.engine);
        }
    }

    /// Another tab learnt something of the session; the cookie is everybody's.
    pub(super) fn session_elsewhere(&mut self, over: bool, ctx: &mut Ctx<'_>) {
        self.marks.needs_sign_in = over;
        if !over {
            self.settings.signed_out = false;
            self.event(Event::SignedIn, Vec::new(), ctx);
        }
    }

    /// A clock that was set back leaves deadlines behind that nobody would wait for: the engine is shown the time.
    pub(super) fn mind_clock(&mut self, ctx: &mut Ctx<'_>) {
        let far = |(at, why): (Timestamp, Wake)| why != Wake::WindowEnds && at.ms_since(ctx.now) > DEADLINE_MS;
        if self.engine.poll_timeout().is_some_and(far) {
            self.event(Event::Timer, Vec::new(), ctx);
        }
    }

    /// Keeps the latest time that was seen, now and then; at once where the server said that it is earlier.
    pub(super) fn keep_time(&mut self, ctx: &mut Ctx<'_>) {
        let Some(seen) = self.engine.seen() else { return };
        let is_near = |kept: Timestamp| seen.ms_since(kept).abs() < TIME_KEPT_MS;
        if !self.settings.seen.is_some_and(is_near) {
            self.settings.seen = Some(seen);
            self.put_settings(ctx);
        }
    }

    pub(super) fn put_settings(&mut self, ctx: &mut Ctx<'_>) {
        self.settings_version += 1;
        ctx.out.push(Command::PutDraft {
            key: DraftKey::SETTINGS,
            version: self.settings_version,
            bytes: self.settings.encode(),
        });
    }

    /// Signing in again, as its page shows it.
    pub(in crate::app) fn sign_in_view(&self, passkeys: bool) -> SignIn {
        self.sign_in.view(true, passkeys)
    }

    pub(super) fn sign_in_intent(&mut self, intent: DoorIntent, ctx: &mut Ctx<'_>) {
        let mut around = Around { vaults: ctx.vaults, attempts: ctx.attempts, rng: ctx.rng };
        if let Turn::Stay(commands) = self.sign_in.intent(intent, &mut around) {
            ctx.out.extend(commands);
        }
    }

    pub(super) fn sign_in_answered(&mut self, msg: Msg, ctx: &mut Ctx<'_>) {
        if let Msg::SignedIn(_, Ok(session)) | Msg::PasskeySignedIn(_, Ok((session, _))) = &msg
            && session.person.id != self.engine.config().person
        {
            // One person's vault is open: another's session is given back before anything is done with it.
            self.sign_in.form().refuse(Fault::OtherPerson);
            ctx.out.push(Command::EndSession);
            return;
        }
        match answered(self.sign_in.form(), msg, ctx.vaults) {
            Turn::Stay(commands) => ctx.out.extend(commands),
            Turn::In(session) => self.signed_in(&session, ctx),
            Turn::SignIn | Turn::Lock | Turn::Link(_) | Turn::Form(_) | Turn::Code(_) | Turn::Unlocked(_) => {}
        }
    }

    fn signed_in(&mut self, session: &Session, ctx: &mut Ctx<'_>) {
        if !self.is_this_device(session, true, ctx) {
            return;
        }
        self.take_session(session, ctx);
        self.sign_in = SignInDesk::again(&self.settings.login, session.person.id);
        ctx.out.push(Command::TellSession { over: false });
        self.event(Event::SignedIn, Vec::new(), ctx);
        if self.route == Route::SignInAgain {
            let to = if std::mem::take(&mut self.passkeys.wants_login) { Route::Passkeys } else { Route::Today };
            self.go(to, true, ctx);
        }
    }
}

fn is_over(code: Code) -> bool {
    matches!(code, Code::SessionEnded | Code::NotSignedIn | Code::LoginNeeded)
}
