//! *Beskeder*.

use samspil_shared::api::{Code, Problem};

use super::Show;
use super::devices::ask_state;
use crate::app::model::Model;
use crate::app::model::desk::Desk;
use crate::app::msg::ApiFault;
use crate::app::notices::{NoticeFault, PushHere};
use crate::app::view::check::{CheckItem, CheckState, Checked};
use crate::app::view::notices::{MailFace, Notices, PushFace};

impl Model {
    /// *Beskeder*.
    pub fn notices(&self) -> Option<Notices> {
        let desk = self.desk().filter(|_| !self.is_station())?;
        let fault = desk.notices.fault.as_ref();
        let address_wrong =
            matches!(fault, Some(NoticeFault::Api(ApiFault::Problem(Problem { code: Code::AddressMalformed, .. }))));
        let api = match fault {
            Some(NoticeFault::Api(fault)) if !address_wrong => Some(fault),
            _ => None,
        };
        let mail = desk.notices.known.as_ref().and_then(|known| known.server.mail.as_ref());
        Some(Notices {
            state: ask_state(desk.notices.asked.is_some(), api),
            mail: mail.map(|mail| MailFace { hour: mail.hour, address: mail.address.clone() }),
            push: push_face(desk),
            address_wrong,
            push_failed: fault == Some(&NoticeFault::Browser),
        })
    }
}

impl Show<'_> {
    /// Whether the device is told of something new. That it is not is the person's choice, and nothing to be put right.
    pub(super) fn checked_notices(self) -> Option<CheckItem> {
        let face = push_face(self.desk);
        let state = match face {
            PushFace::NotOffered | PushFace::Missing => return None,
            PushFace::Denied => CheckState::Wrong,
            PushFace::Off => CheckState::Unknown,
            PushFace::On => CheckState::Good,
        };
        Some(CheckItem { what: Checked::Notices, state })
    }
}

fn push_face(desk: &Desk) -> PushFace {
    let Some(known) = &desk.notices.known else { return PushFace::NotOffered };
    match (&known.server.push, known.browser) {
        (None, _) => PushFace::NotOffered,
        (Some(_), PushHere::Missing) => PushFace::Missing,
        (Some(_), PushHere::Denied) => PushFace::Denied,
        (Some(push), PushHere::Granted) if push.is_on => PushFace::On,
        (Some(_), PushHere::Granted | PushHere::Asks) => PushFace::Off,
    }
}
