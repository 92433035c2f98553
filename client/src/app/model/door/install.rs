//! A one-time link where the app must go to the home screen first: how, and the code to type there.

use samspil_shared::api::{LinkCode, read_code};

use super::{Around, Turn, fault_of};
use crate::app::command::{Attempt, Command, Token};
use crate::app::intent::DoorIntent;
use crate::app::msg::ApiFault;
use crate::app::view::{Fault, Install};

/// The page of such a link.
#[derive(Debug)]
pub(in crate::app::model) struct InstallDesk {
    /// The link's, or a code that was typed too early.
    token: Token,
    code: Option<LinkCode>,
    attempt: Attempt,
    busy: bool,
    fault: Option<Fault>,
    /// The link is good, and this is the wrong place for it after all: it is used somewhere else.
    back: bool,
}

impl InstallDesk {
    /// Asks for a code. `back` leads to the form of the link, where there is one.
    pub(in crate::app::model) fn begin(token: Token, back: bool, around: &mut Around<'_>) -> (Self, Option<Command>) {
        let typed = read_code(&token.0).is_some();
        let attempt = around.next();
        let ask = (!typed).then(|| Command::MakeCode { attempt, token: token.clone() });
        let desk = Self { token, code: None, attempt, busy: ask.is_some(), fault: None, back };
        (desk, ask)
    }

    pub(in crate::app::model) fn made(&mut self, attempt: Attempt, answer: Result<LinkCode, ApiFault>) {
        if attempt != self.attempt {
            return;
        }
        self.busy = false;
        match answer {
            Ok(code) => self.code = Some(code),
            Err(fault) => self.fault = Some(fault_of(&fault)),
        }
    }

    pub(in crate::app::model) fn intent(&mut self, intent: &DoorIntent, around: &mut Around<'_>) -> Turn {
        match intent {
            DoorIntent::SignIn => Turn::SignIn,
            DoorIntent::Unlock if self.back => Turn::Form(self.token.clone()),
            // The server could not be reached: once more.
            DoorIntent::Submit if !self.busy && self.fault.is_some_and(Fault::may_pass) => {
                let (begun, ask) = Self::begin(self.token.clone(), self.back, around);
                *self = begun;
                Turn::Stay(ask.into_iter().collect())
            }
            _ => Turn::stay(),
        }
    }

    pub(in crate::app::model) fn view(&self) -> Install {
        let typed = read_code(&self.token.0);
        Install {
            name: self.code.as_ref().map(|code| code.name.clone()),
            code: self.code.as_ref().map(|code| code.code.clone()).or(typed),
            last: self.code.as_ref().is_some_and(|code| code.left == 0),
            fault: self.fault,
            busy: self.busy,
            elsewhere: self.back,
        }
    }
}
