//! *Adgangsnøgler*.

use samspil_shared::api::{Code, Passkey, Problem};

use crate::app::command::PasskeyDeed;
use crate::app::model::Model;
use crate::app::model::desk::passkeys::{PasskeysDesk, needs_login};
use crate::app::msg::{ApiFault, PasskeyFault};
use crate::app::route::Route;
use crate::app::view::When;
use crate::app::view::passkeys::{PasskeyLine, Passkeys, PasskeysState};

impl Model {
    /// *Adgangsnøgler*.
    pub fn passkeys(&self) -> Option<Passkeys> {
        Some(passkeys(&self.desk()?.passkeys, self.can_passkey()))
    }

    /// Whether this place waits until the person, who works here, has made a passkey. Nobody is interrupted in a text,
    /// and numbers to call are always there.
    pub fn passkey_first(&self, place: Route) -> bool {
        let stays = matches!(place, Route::SignInAgain | Route::Passkeys | Route::Numbers | Route::NumbersOf(_));
        self.desk().is_some_and(|desk| !stays && desk.editor.is_none() && desk.passkeys.is_first())
    }
}

fn passkeys(desk: &PasskeysDesk, can_passkey: bool) -> Passkeys {
    let state = match (&desk.asked, &desk.fault) {
        (Some(PasskeyDeed::Add), _) => PasskeysState::Adding,
        (Some(_), _) => PasskeysState::Asking,
        (None, None) if !can_passkey => PasskeysState::Missing,
        (None, None) => PasskeysState::Known,
        (None, Some(fault)) => state_of(fault),
    };
    let opening = desk.known.as_ref().map(|known| &known.opening[..]).unwrap_or_default();
    let line = |passkey: &Passkey| PasskeyLine {
        id: passkey.id.clone(),
        label: passkey.label.clone(),
        since: When::of(passkey.created_at),
        used: passkey.last_used_at.map(When::of),
        opens_here: opening.contains(&passkey.id),
    };
    let listed = desk.known.iter().flat_map(|known| &known.passkeys.passkeys);
    Passkeys {
        state,
        passkeys: listed.map(line).collect(),
        only_online: desk.known.as_ref().is_some_and(|known| !known.password && known.opening.is_empty()),
        can_add: can_passkey && desk.known.is_some() && desk.asked.is_none(),
    }
}

fn state_of(fault: &PasskeyFault) -> PasskeysState {
    match fault {
        fault if needs_login(fault) => PasskeysState::SignIn,
        PasskeyFault::Unused => PasskeysState::Unused,
        PasskeyFault::There => PasskeysState::There,
        PasskeyFault::Missing => PasskeysState::Missing,
        PasskeyFault::Api(ApiFault::Unreachable) => PasskeysState::Offline,
        PasskeyFault::Api(ApiFault::Problem(Problem { code, .. })) => match code {
            Code::PasskeyRefused | Code::PasskeyOver => PasskeysState::Unused,
            Code::NoPasskeys => PasskeysState::Missing,
            Code::LastPasskey => PasskeysState::Last,
            Code::PasskeysFull => PasskeysState::Full,
            _ => PasskeysState::Failed,
        },
        PasskeyFault::Api(ApiFault::Unexpected) => PasskeysState::Failed,
    }
}
