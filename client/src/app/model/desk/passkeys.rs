//! The person's passkeys, as the server last said.

use samspil_shared::api::{Code, Problem};

use super::Desk;
use crate::app::command::{Command, PasskeyDeed};
use crate::app::model::Ctx;
use crate::app::msg::{ApiFault, PasskeyFault, PasskeysHere};

/// What is known of the person's passkeys.
#[derive(Debug, Default)]
pub(in crate::app) struct PasskeysDesk {
    /// An answer to this is awaited.
    pub(in crate::app) asked: Option<PasskeyDeed>,
    /// Why it was not done, or there is no newer answer.
    pub(in crate::app) fault: Option<PasskeyFault>,
    /// The last answer.
    pub(in crate::app) known: Option<PasskeysHere>,
    /// A login leads back here: one is added soon after it only.
    pub(super) wants_login: bool,
}

impl Desk {
    pub(super) fn ask_passkeys(&mut self, deed: PasskeyDeed, ctx: &mut Ctx<'_>) {
        // One question at a time: the browser shows one only.
        if self.passkeys.asked.is_none() {
            self.passkeys.asked = Some(deed.clone());
            self.passkeys.wants_login = false;
            ctx.out.push(Command::AskPasskeys(deed));
        }
    }

    pub(super) fn passkeys_came(&mut self, answer: Result<PasskeysHere, PasskeyFault>) {
        let desk = &mut self.passkeys;
        desk.asked = None;
        match answer {
            Ok(here) => {
                desk.known = Some(here);
                desk.fault = None;
            }
            Err(fault) => {
                desk.wants_login = needs_login(&fault);
                desk.fault = Some(fault);
            }
        }
    }
}

/// Whether a login helps.
pub(in crate::app) fn needs_login(fault: &PasskeyFault) -> bool {
    let PasskeyFault::Api(ApiFault::Problem(Problem { code, .. })) = fault else { return false };
    matches!(code, Code::NotSignedIn | Code::SessionEnded | Code::LoginNeeded)
}
