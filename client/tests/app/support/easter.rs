//! Mette's families over Easter: who calls, who answers, and what phones show of it.

use std::cell::RefCell;
use std::rc::Rc;

use samspil_client::app::follow_up::{FollowUpIntent, Saying};
use samspil_client::app::intent::Intent;
use samspil_client::app::view::Today;
use samspil_client::app::view::follow_up::{CallFace, FollowUpPage, Inbox, ReceiptFace};
use samspil_shared::doc::Line;
use samspil_shared::doc::call_note::Call;
use samspil_shared::domain::call::{MayShow, Urgency};
use samspil_shared::domain::{DocId, PersonId, Role, SpaceId};

use super::{PASSWORD, Phone, Server, at, call};

/// Tuesday after Easter, 11.18: five days were closed.
const TUESDAY: &str = "2026-04-07T11:18:00";

/// Mette's families over Easter, and Ida and Yusuf who answered.
pub(crate) struct Easter {
    pub(crate) server: Rc<RefCell<Server>>,
    /// Holst Bak, Østergaard, Yilmaz Krogh, Bech.
    pub(crate) families: [SpaceId; 4],
    pub(crate) duty: SpaceId,
}

impl Easter {
    pub(crate) fn new() -> Self {
        let mut server = Server::new();
        server.now = at("2026-03-31T12:00:00");
        for (name, login) in [
            ("Mette Holm", "mette"),
            ("Lars Quist", "lars"),
            ("Ida Toft", "ida"),
            ("Yusuf Amin", "yusuf"),
            ("Maria Holst", "maria"),
            ("Jonas Bak", "jonas"),
        ] {
            server.account(name, login, PASSWORD);
        }
        let families = [1, 2, 3, 4].map(|family| server.contact(family));
        for family in families {
            server.member(family, "mette", Role::Consultant, false);
            for officer in ["ida", "yusuf"] {
                server.member(family, officer, Role::DutyOfficer, false);
            }
        }
        for adult in ["maria", "jonas"] {
            server.member(families[0], adult, Role::FosterParent, false);
        }
        let (maria, jonas) = (server.person("maria").person, server.person("jonas").person);
        let cards: [(&[_], &str); 4] = [
            (&[("Maria Holst", Some(maria), "+4501000071"), ("Jonas Bak", Some(jonas), "+4501000072")], "Noah"),
            (&[("Kirsten Østergaard", None, "+4501000073")], "Elias"),
            (&[("Leyla Yilmaz", None, "+4520304050")], "Ali"),
            (&[("Nanna Bech", None, "")], "Oskar"),
        ];
        for (family, (adults, child)) in families.into_iter().zip(cards) {
            server.card("mette", family, adults, child);
        }
        let duty = server.duty();
        for (login, role) in [("mette", Role::Consultant), ("lars", Role::Consultant), ("ida", Role::DutyOfficer)] {
            server.member(duty, login, role, false);
        }
        let server = Rc::new(RefCell::new(server));
        Self { server, families, duty }
    }

    /// The six calls of the fixture: all due on Tuesday, the last one received there at eleven.
    pub(crate) fn calls(&self) -> Vec<DocId> {
        let [holst, oester, yilmaz, bech] = self.families;
        let calls = [
            (holst, "2026-04-01T22:10:00", Urgency::SameDay),
            (oester, "2026-04-02T14:00:00", Urgency::CanWait),
            (yilmaz, "2026-04-03T03:20:00", Urgency::SameDay),
            (bech, "2026-04-04T16:10:00", Urgency::First),
            (yilmaz, "2026-04-05T19:45:00", Urgency::SameDay),
            (holst, "2026-04-06T23:30:00", Urgency::First),
        ];
        let mut notes = Vec::new();
        for (index, (family, began, urgency)) in calls.into_iter().enumerate() {
            let began = at(began);
            let received = if index == 5 { (at("2026-04-07T11:00:00"), true) } else { (began.plus_ms(900_000), false) };
            let text = format!("Opkald {index}\nNoget mere.");
            let made = Call { caller: self.caller(family), ..call(began, &text, urgency) };
            notes.push(self.server.borrow_mut().registers("yusuf", family, &made, "2026-04-07", received));
        }
        notes
    }

    pub(crate) fn caller(&self, family: SpaceId) -> Option<PersonId> {
        (family == self.families[0]).then(|| self.server.borrow().person("maria").person)
    }

    /// Maria called on Monday night, and this may be shown.
    pub(crate) fn night(&self, may_show: MayShow) -> DocId {
        let why_not = (may_show == MayShow::Nobody).then(|| Line::new("Hun vil tale om det alene").unwrap());
        let began = at("2026-04-07T02:10:00");
        let caller = self.caller(self.families[0]);
        let made = Call { caller, may_show, why_not, ..call(began, "Noah skreg om natten.", Urgency::SameDay) };
        let received = (began.plus_ms(900_000), false);
        self.server.borrow_mut().registers("yusuf", self.families[0], &made, "2026-04-07", received)
    }

    pub(crate) fn phone(&self, login: &str) -> Phone {
        let seed = login.bytes().fold(11, |seed, byte| seed * 31 + u64::from(byte));
        let mut phone = Phone::new(&self.server, seed);
        phone.now = at(TUESDAY);
        self.server.borrow_mut().now = phone.now;
        phone.start();
        phone.sign_in(login, PASSWORD);
        phone.sync();
        assert!(phone.model.door().is_none(), "{login} is in: {:?}", phone.model.door());
        phone
    }
}

pub(crate) fn inbox(phone: &Phone) -> Inbox {
    match phone.model.today() {
        Some(Today::Staff(today)) => today.inbox.expect("a consultant has an inbox"),
        other => panic!("not a consultant's day: {other:?}"),
    }
}

pub(crate) fn page(phone: &Phone, space: SpaceId) -> FollowUpPage {
    phone.model.follow_up(space).expect("the family's page is there")
}

pub(crate) fn one(phone: &Phone, space: SpaceId) -> CallFace {
    let mut calls = page(phone, space).calls;
    assert_eq!(calls.len(), 1, "one follow-up");
    calls.remove(0)
}

pub(crate) fn says(phone: &mut Phone, call: &CallFace, saying: Saying) {
    phone.does(Intent::FollowUp(FollowUpIntent::Say { follow_ups: vec![call.follow_up], saying }));
    phone.waits(1_000);
}

pub(crate) fn receipts(phone: &Phone) -> Vec<ReceiptFace> {
    match phone.model.today() {
        Some(Today::Family(today)) => today.calls,
        other => panic!("not a family's day: {other:?}"),
    }
}
