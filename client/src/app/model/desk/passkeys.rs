//! The person's passkeys, as the server last said.

use samspil_shared::api::{Code, Problem};

use super::Desk;
use crate::app::command::{Command, PasskeyDeed};
use crate::app::model::Ctx;
use crate::app::msg::{ApiFault, PasskeyFault, PasskeysHere};
use crate::app::route::Route;

/// What is known of the person's passkeys.
#[derive(Debug, Default)]
pub(in crate::app) struct PasskeysDesk {
    /// An answer to this is awaited.
    pub(in crate::app) asked: Option<PasskeyDeed>,
    /// Why it was not done, or there is no newer answer.
    pub(in crate::app) fault: Option<PasskeyFault>,
    /// The last answer.
    pub(in crate::app) known: Option<PasskeysHere>,
    /// They were looked at since the vault was opened.
    looked: bool,
    /// The server says that one must be made before anything else.
    needed: bool,
    /// A login leads back here: one is added soon after it only.
    pub(super) wants_login: bool,
}

impl PasskeysDesk {
    /// Whether one must be made now.
    pub(in crate::app) fn is_first(&self) -> bool {
        self.needed && self.known.as_ref().is_none_or(|known| known.passkeys.passkeys.is_empty())
    }
}

impl Desk {
    pub(super) fn ask_passkeys(&mut self, deed: PasskeyDeed, ctx: &mut Ctx<'_>) {
        // One question at a time: the browser shows one only.
        if self.passkeys.asked.is_none() {
            self.passkeys.asked = Some(deed.clone());
            self.passkeys.looked = true;
            self.passkeys.wants_login = false;
            ctx.out.push(Command::AskPasskeys(deed));
        }
    }

    /// With the first session after unlocking: a passkey that was removed elsewhere must not go on opening this vault, and
    /// who needs one is told how.
    pub(super) fn look_at_passkeys(&mut self, needed: bool, ctx: &mut Ctx<'_>) {
        self.passkeys.needed = needed;
        let person = self.engine.config().person;
        let opens = ctx.vaults.iter().any(|vault| vault.person == person && vault.passkey);
        if (opens || needed) && !std::mem::replace(&mut self.passkeys.looked, true) {
            self.ask_passkeys(PasskeyDeed::Look, ctx);
        }
    }

    pub(super) fn passkeys_came(&mut self, answer: Result<PasskeysHere, PasskeyFault>) {
        let is_seen = self.route == Route::Passkeys || self.passkeys.is_first();
        let desk = &mut self.passkeys;
        desk.asked = None;
        match answer {
            Ok(here) => {
                desk.known = Some(here);
                desk.fault = None;
            }
            Err(fault) => {
                desk.wants_login = is_seen && needs_login(&fault);
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
