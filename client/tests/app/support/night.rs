//! A night at the akuttelefon: two families' cards, and who is on duty.

use std::cell::RefCell;
use std::rc::Rc;

use samspil_client::app::duty::{CallField, CallIntent};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{DutyPlace, Route};
use samspil_client::app::view::duty::CallFault;
use samspil_shared::api::duty::Served;
use samspil_shared::doc::family_card;
use samspil_shared::doc::{BirthMonth, CardAdult, CardAdults, CardChild, CardChildren, ChildName, Line, Note, SCHEMA};
use samspil_shared::domain::call::Urgency;
use samspil_shared::domain::duty::window;
use samspil_shared::domain::{
    ActorId, Audience, DocId, DocumentMeta, Kind, PersonId, Role, SpaceId, SpaceKind, Timestamp, UnitId,
};
use samspil_shared::sync::record::Entry;

use super::{PASSWORD, Phone, Server, UNIT, at};

/// The unit whose families are answered.
const SERVED: UnitId = UNIT;

/// Wednesday before Easter, a shift from seven in the evening until half past seven.
const ON: &str = "2026-04-01T19:00:00";
const OFF: &str = "2026-04-02T07:30:00";

/// The phone is prepared at home, so many milliseconds before.
const AT_HOME_MS: i64 = 3_600_000;

pub(crate) struct Night {
    pub(crate) server: Rc<RefCell<Server>>,
    pub(crate) holst: SpaceId,
    pub(crate) toft: SpaceId,
    pub(crate) loose: SpaceId,
    pub(crate) maria: PersonId,
    /// The shift.
    on: Timestamp,
    off: Timestamp,
}

impl Night {
    pub(crate) fn new() -> Self {
        Self::from_to(ON, OFF)
    }

    /// A shift of another night.
    pub(crate) fn from_to(on: &str, off: &str) -> Self {
        let (on, off) = (at(on), at(off));
        let mut server = Server::new();
        server.now = on.plus_ms(-AT_HOME_MS);
        for (name, login) in [("Yusuf Amin", "yusuf"), ("Sara Lind", "sara"), ("Mette Holm", "mette")] {
            server.account(name, login, PASSWORD);
        }
        let maria = server.account("Maria Holst", "maria", PASSWORD);
        let (holst, toft) = (server.space(SpaceKind::Contact), server.space(SpaceKind::Contact));
        let loose = server.space(SpaceKind::Duty);
        for space in [holst, toft, loose] {
            server.member_in(space, "yusuf", Role::DutyOfficer, window(on, off), false);
        }
        server.member(holst, "mette", Role::Consultant, false);
        server.member(holst, "maria", Role::FosterParent, false);
        let adult = |name: &str, person, tel: &str| CardAdult {
            person,
            name: Line::new(name).unwrap(),
            tel: Some(tel.parse().unwrap()),
        };
        let child = |name: &str| CardChild { name: ChildName::new(name).unwrap(), born: BirthMonth::new(2018, 9) };
        let holsts = vec![adult("Maria Holst", Some(maria), "+4500000011"), adult("Jonas Bak", None, "+4500000012")];
        card(&mut server, holst, holsts, vec![child("Noah")], None);
        card(&mut server, toft, vec![adult("Ida Toft", None, "+4500000099")], vec![child("Ali"), child("Ea")], None);
        Self { server: Rc::new(RefCell::new(server)), holst, toft, loose, maria, on, off }
    }

    /// What an officer has to know stands on the first family's card.
    pub(crate) fn knows(&self, know: &str) {
        let mut server = self.server.borrow_mut();
        let is_old = |meta: &DocumentMeta| meta.kind == Kind::FamilyCard && meta.space == self.holst;
        server.docs.retain(|_, held| !is_old(&held.document.meta));
        let adult = CardAdult { person: Some(self.maria), name: Line::new("Maria Holst").unwrap(), tel: None };
        let child = CardChild { name: ChildName::new("Noah").unwrap(), born: None };
        card(&mut server, self.holst, vec![adult], vec![child], Note::new(know).as_ref());
    }

    /// Yusuf's phone, prepared at home.
    pub(crate) fn phone(&self) -> Phone {
        let mut phone = Phone::new(&self.server, 7);
        phone.now = self.on.plus_ms(-AT_HOME_MS);
        let yusuf = self.server.borrow().person("yusuf").person;
        let sara = self.server.borrow().person("sara").person;
        phone.duty_office.officer(yusuf, "Yusuf Amin");
        phone.duty_office.officer(sara, "Sara Lind");
        phone.duty_office.shift(1, yusuf, self.on, self.off);
        phone.duty_office.shift(2, sara, self.off, self.off.plus_ms(450 * 60_000));
        phone.duty_office.rota.serves.push(Served { unit: SERVED, name: "Klitmark Kommune".into(), space: self.loose });
        phone.start();
        phone.sign_in("yusuf", PASSWORD);
        phone.sync();
        assert!(phone.model.shift().is_some(), "{:?}", phone.model.door());
        phone
    }

    /// The same, on duty and without a network.
    pub(crate) fn on_duty(&self) -> Phone {
        let mut phone = self.phone();
        phone.goes_offline();
        phone.comes_at("2026-04-01T22:10:00");
        phone
    }
}

fn card(server: &mut Server, space: SpaceId, adults: Vec<CardAdult>, children: Vec<CardChild>, know: Option<&Note>) {
    let meta = DocumentMeta {
        kind: Kind::FamilyCard,
        schema: SCHEMA,
        space,
        parent: None,
        course: None,
        audience: Audience::MEMBERS,
        readers: Vec::new(),
    };
    let adults = CardAdults::new(adults).unwrap();
    let children = CardChildren::new(children).unwrap();
    let actor = ActorId::from_bytes([space.as_bytes()[0]; 20]);
    let changes = family_card::create(actor, server.now, &adults, &children, know).unwrap();
    server.put(meta, changes);
}

impl Phone {
    /// Yusuf opens the app again at this time.
    pub(crate) fn comes_at(&mut self, local: &str) {
        self.now = at(local);
        self.crash_and_unlock(PASSWORD);
    }

    pub(crate) fn calls(&mut self, intent: CallIntent) {
        self.does(Intent::Call(intent));
    }

    pub(crate) fn begins_call(&mut self) -> DocId {
        self.goes(Route::Duty(DutyPlace::NewCall));
        self.model.new_call().expect("a call is open").doc
    }

    pub(crate) fn says(&mut self, field: CallField, text: &str) {
        self.calls(CallIntent::Write(field, text.into()));
    }

    pub(crate) fn faults(&self) -> Vec<CallFault> {
        self.model.new_call().expect("a call is open").faults.into_iter().collect()
    }

    /// The three things that are needed.
    pub(crate) fn takes_call(&mut self, family: SpaceId) -> DocId {
        let doc = self.begins_call();
        self.says(CallField::What, "Noah vågnede og skreg.");
        self.calls(CallIntent::Family(family));
        self.calls(CallIntent::Urgency(Urgency::First));
        doc
    }

    /// Documents that this device made, in one append each.
    pub(crate) fn made(&self) -> Vec<(DocId, DocumentMeta)> {
        let made = self.device.log.iter().filter_map(|(_, record)| match &record.entry {
            Entry::Created { new, .. } => Some((new.doc, new.meta.clone())),
            _ => None,
        });
        made.collect()
    }
}
