//! Which door the person is at, and how one leads to another.

use super::desk::Arrival;
use super::door::install::InstallDesk;
use super::door::{Around, InviteDesk, LockDesk, SignInDesk, Turn};
use super::{Model, Phase, answered};
use crate::app::command::{Command, Token};
use crate::app::intent::Intent;
use crate::app::msg::Msg;

impl Model {
    /// A link is used where the app is going to live.
    pub(super) fn link(&mut self, token: Token, rng: &mut dyn rand::Rng) -> Vec<Command> {
        if self.install_first { self.code_for(token, false, rng) } else { self.link_form(token, rng) }
    }

    fn code_for(&mut self, token: Token, elsewhere: bool, rng: &mut dyn rand::Rng) -> Vec<Command> {
        let mut around = Around { vaults: &self.vaults, attempts: &mut self.attempts, rng };
        let (desk, ask) = InstallDesk::begin(token, elsewhere, &mut around);
        self.phase = Phase::Install(desk);
        ask.into_iter().collect()
    }

    fn link_form(&mut self, token: Token, rng: &mut dyn rand::Rng) -> Vec<Command> {
        let mut around = Around { vaults: &self.vaults, attempts: &mut self.attempts, rng };
        let (desk, look) = InviteDesk::begin(token, &mut around);
        self.phase = Phase::Invite(desk);
        vec![look, Command::WarmUp]
    }

    pub(super) fn sign_in(&mut self) -> Vec<Command> {
        let whose = match &self.phase {
            Phase::Lock(desk) => desk.chosen(),
            _ => self.evicted,
        };
        self.phase = Phase::SignIn(SignInDesk::new(whose));
        vec![Command::WarmUp]
    }

    pub(super) fn lock_screen(&mut self, ask_tabs: bool, rng: &mut dyn rand::Rng) -> Vec<Command> {
        let mut around = Around { vaults: &self.vaults, attempts: &mut self.attempts, rng };
        let (desk, ask) = LockDesk::begin(ask_tabs, &mut around);
        self.phase = Phase::Lock(desk);
        std::iter::once(Command::WarmUp).chain(ask).collect()
    }

    pub(super) fn at_the_door(&mut self, msg: Msg, rng: &mut dyn rand::Rng) -> Vec<Command> {
        let now = self.now;
        let mut around = Around { vaults: &self.vaults, attempts: &mut self.attempts, rng };
        let turn = match (&mut self.phase, msg) {
            (Phase::Invite(desk), Msg::LinkLooked(attempt, answer)) => {
                desk.looked(attempt, answer);
                return Vec::new();
            }
            (Phase::Invite(desk), Msg::Intent(Intent::Door(intent))) => desk.intent(intent, &mut around),
            (Phase::Invite(desk), msg) => {
                let turn = answered(desk.form(), msg, &self.vaults);
                desk.settle();
                turn
            }
            (Phase::Install(desk), Msg::CodeMade(attempt, answer)) => {
                desk.made(attempt, answer);
                return Vec::new();
            }
            (Phase::Install(desk), Msg::Intent(Intent::Door(intent))) => desk.intent(&intent, &mut around),
            (Phase::SignIn(desk), Msg::Intent(Intent::Door(intent))) => desk.intent(intent, &mut around),
            (Phase::SignIn(desk), msg) => answered(desk.form(), msg, &self.vaults),
            (Phase::Lock(desk), Msg::Intent(Intent::Door(intent))) => desk.intent(intent, now, &mut around),
            (Phase::Lock(desk), Msg::SlipKeyCame(person, key)) => {
                desk.slip_key_came(person, key);
                desk.keep_slip(now, &mut around)
            }
            (Phase::Lock(desk), Msg::Visible(false)) => {
                desk.out_of_sight();
                Turn::Stay(Vec::new())
            }
            (Phase::Lock(desk), Msg::SlipPut(id, done)) => {
                desk.slip_put(id, done);
                desk.keep_slip(now, &mut around)
            }
            (Phase::Lock(desk), Msg::VaultUnlocked(attempt, answer)) => desk.unlocked(attempt, answer),
            (Phase::Lock(desk), Msg::TabsAnswered(attempt, gave)) => desk.tabs_answered(attempt, gave),
            _ => return Vec::new(),
        };
        match turn {
            Turn::Stay(commands) => commands,
            Turn::SignIn => self.sign_in(),
            Turn::Lock if self.vaults.is_empty() => self.sign_in(),
            Turn::Lock => self.lock_screen(false, rng),
            Turn::Link(token) => self.link(token, rng),
            Turn::Form(token) => self.link_form(token, rng),
            Turn::Code(token) => self.code_for(token, true, rng),
            Turn::In(session) => {
                let person = session.person.id;
                self.open(Arrival { person, enrolment: session.enrolment, session: Some(session) })
            }
            Turn::Unlocked(person) => {
                let known = self.vaults.iter().find(|vault| vault.person == person);
                match known.and_then(|vault| vault.enrolment) {
                    Some(enrolment) => self.open(Arrival { person, enrolment, session: None }),
                    None => Vec::new(),
                }
            }
        }
    }
}
