//! Contact spaces, calls and cards on the small server, and who is away.

use samspil_client::app::follow_up::AwayAsk;
use samspil_shared::api::duty::{Away, ConsultantWeek, Consultants, Overview, WhyAway};
use samspil_shared::api::{Code, Problem};
use samspil_shared::doc::call_note::{self, Call};
use samspil_shared::doc::call_receipt::{self, NewCallReceipt};
use samspil_shared::doc::family_card;
use samspil_shared::doc::follow_up::{self, NewFollowUp};
use samspil_shared::doc::place_mark;
use samspil_shared::doc::{
    CardAdult, CardAdults, CardChild, CardChildren, ChildName, Line, Note, SCHEMA, WhatHappened,
};
use samspil_shared::domain::calendar::Due;
use samspil_shared::domain::call::{self, CallerKind, MayShow, PassedOn, Urgency};
use samspil_shared::domain::duty::whole_day;
use samspil_shared::domain::{
    ActorId, Audience, DocId, DocState, Document, DocumentMeta, FamilyId, Hiding, Kind, PersonId, Role, SpaceId,
    SpaceKind, Timestamp, Window,
};
use samspil_shared::sync::frame::StoredChange;

use super::server::{Held, Server, UNIT, problem};

/// For everybody in a space.
fn members(kind: Kind, space: SpaceId) -> DocumentMeta {
    let audience = Audience::MEMBERS;
    DocumentMeta { kind, schema: SCHEMA, space, parent: None, course: None, audience, readers: Vec::new() }
}

/// Somebody calls at this time.
pub(crate) fn call(began: Timestamp, what: &str, urgency: Urgency) -> Call {
    Call {
        began,
        ended: began.plus_ms(600_000),
        caller_kind: CallerKind::FosterParent,
        caller: None,
        caller_name: None,
        tel: None,
        about: None,
        what: WhatHappened::new(what).unwrap(),
        advice: Note::new("Lys i gangen."),
        agreed: Note::new("Konsulenten ringer efter påske."),
        urgency,
        best_time: Line::new("Efter kl. 15"),
        passed_on: PassedOn::NOBODY,
        notice: None,
        notice_by: None,
        may_show: MayShow::Caller,
        why_not: None,
        unit: UNIT,
        copy: None,
    }
}

impl Server {
    fn space_of(&mut self, kind: SpaceKind, family: Option<u8>) -> SpaceId {
        let space = SpaceId::from_bytes([self.id(); 16]);
        self.spaces.push((space, kind));
        if let Some(family) = family {
            self.families.insert(space, FamilyId::from_bytes([family; 16]));
        }
        space
    }

    /// A family's contact space.
    pub(crate) fn contact(&mut self, family: u8) -> SpaceId {
        self.space_of(SpaceKind::Contact, Some(family))
    }

    /// The family that a space belongs to.
    pub(crate) fn belongs(&mut self, space: SpaceId, family: u8) {
        self.families.insert(space, FamilyId::from_bytes([family; 16]));
    }

    /// Where loose calls lie.
    pub(crate) fn duty(&mut self) -> SpaceId {
        self.space_of(SpaceKind::Duty, None)
    }

    /// Somebody stands in on one day.
    pub(crate) fn stands_in(&mut self, space: SpaceId, login: &str, day: &str) {
        self.stands_in_for(space, login, whole_day(day.parse().unwrap()).unwrap());
    }

    /// Somebody stands in for a while.
    pub(crate) fn stands_in_for(&mut self, space: SpaceId, login: &str, window: Window) {
        self.member(space, login, Role::Consultant, true);
        self.members.last_mut().unwrap().1.window = window;
    }

    fn put_call(
        &mut self,
        doc: DocId,
        meta: DocumentMeta,
        author: PersonId,
        changes: Vec<Vec<u8>>,
        (at, late): (Timestamp, bool),
    ) {
        let document = Document { id: doc, meta, author, created_at: Some(at), state: DocState::Live };
        let stored = |bytes| StoredChange { bytes, by: author, received_at: at, late };
        self.docs.insert(doc, Held { document, changes: changes.into_iter().map(stored).collect() });
    }

    fn actor(&mut self) -> ActorId {
        let mut bytes = [0xac; 20];
        bytes[0] = self.id();
        ActorId::from_bytes(bytes)
    }

    /// An officer registers a call, and the server has it at `received`.
    pub(crate) fn registers(
        &mut self,
        by: &str,
        space: SpaceId,
        call: &Call,
        due: &str,
        (received, late): (Timestamp, bool),
    ) -> DocId {
        let author = self.person(by).person;
        let note = DocId::from_bytes([self.id(); 16]);
        let loose = self.spaces.iter().any(|(id, kind)| *id == space && *kind == SpaceKind::Duty);
        let kind = if loose { Kind::LooseCall } else { Kind::CallNote };
        let meta = |kind, parent, audience, readers| DocumentMeta {
            kind,
            schema: SCHEMA,
            space,
            parent,
            course: None,
            audience,
            readers,
        };
        let changes = call_note::create(kind, self.actor(), call.ended, call).unwrap();
        self.put_call(note, meta(kind, None, Audience::CALL, Vec::new()), author, changes, (received, late));
        let new = NewFollowUp {
            began: call.began,
            ended: call.ended,
            urgency: call.urgency,
            agreed: call.agreed.clone(),
            may_show: call.may_show,
            due: Due { day: due.parse().unwrap(), calendar: 1 },
            unit: call.unit,
            ring_back: None,
        };
        let changes = follow_up::create(self.actor(), call.ended, &new).unwrap();
        let of_call = meta(Kind::FollowUp, Some(note), Audience::FOLLOW_UP, Vec::new());
        self.put_call(call::follow_up_of(note), of_call, author, changes, (received, late));
        let readers: Vec<PersonId> = call.caller.into_iter().collect();
        if let Some(receipt) = call::receipt_of(note, call.may_show).filter(|_| !loose && !readers.is_empty()) {
            let new = NewCallReceipt {
                began: call.began,
                caller_name: call.caller_name.clone(),
                agreed: call.agreed.clone(),
                due: due.parse().unwrap(),
                answered_by: Line::new("Krogsbæk").unwrap(),
            };
            let changes = call_receipt::create(self.actor(), call.ended, &new).unwrap();
            let of_call = match call.may_show {
                MayShow::Adults => meta(Kind::CallReceipt, Some(note), Audience::RECEIPT, Vec::new()),
                _ => meta(Kind::CallReceipt, Some(note), Audience::CALL, readers),
            };
            self.put_call(receipt, of_call, author, changes, (received, late));
        }
        note
    }

    /// A family's card with its adults, their numbers and a child.
    pub(crate) fn card(
        &mut self,
        by: &str,
        space: SpaceId,
        adults: &[(&str, Option<PersonId>, &str)],
        child: &str,
    ) -> DocId {
        let author = self.person(by).person;
        let adult = |(name, person, tel): &(&str, Option<PersonId>, &str)| CardAdult {
            person: *person,
            name: Line::new(name).unwrap(),
            tel: tel.parse().ok(),
        };
        let adults = CardAdults::new(adults.iter().map(adult).collect()).unwrap();
        let child = CardChild { name: ChildName::new(child).unwrap(), born: "2018-09".parse().ok() };
        let children = CardChildren::new(vec![child]).unwrap();
        let now = self.now;
        let changes = family_card::create(self.actor(), now, &adults, &children, None).unwrap();
        let doc = DocId::from_bytes([self.id(); 16]);
        let meta = members(Kind::FamilyCard, space);
        self.put_call(doc, meta, author, changes, (now, false));
        doc
    }

    /// The municipality decides now whether a place may be told.
    pub(crate) fn marks(&mut self, space: SpaceId, hiding: Hiding) {
        self.marks_at(space, hiding, self.now);
    }

    /// The same at another time.
    pub(crate) fn marks_at(&mut self, space: SpaceId, hiding: Hiding, at: Timestamp) {
        let changes = place_mark::create(self.actor(), at, hiding).unwrap();
        self.put(members(Kind::PlaceMark, space), changes);
    }

    /// How many documents of a kind stand in a space.
    pub(crate) fn count(&self, space: SpaceId, kind: Kind) -> usize {
        let stand = |held: &&Held| held.document.state == DocState::Live;
        let here = |held: &&Held| held.document.meta.space == space && held.document.meta.kind == kind;
        self.docs.values().filter(stand).filter(here).count()
    }

    /// What a leader is told of calls.
    pub(crate) fn tells_overview(&mut self) -> Result<Box<Overview>, Problem> {
        self.overviews += 1;
        self.overview.clone().map(Box::new).ok_or_else(|| problem(Code::NotFound))
    }

    /// Who is away, after what was said of it.
    pub(crate) fn says_away(&mut self, ask: AwayAsk) -> Consultants {
        let today = whole_day(self.now.local_date().unwrap()).unwrap();
        let partner = self.person("lars").person;
        match ask {
            AwayAsk::Look => {}
            AwayAsk::Ill(of) => self.away.push((
                of.person,
                Away { instead: partner, from: self.now, until: today.until.unwrap(), why: WhyAway::Ill },
            )),
            AwayAsk::Back(of) => self.away.retain(|(person, _)| *person != of.person),
            AwayAsk::Week(week) => self.weeks.push(week),
            AwayAsk::StandIn(named) => {
                let (from, until) = (whole_day(named.from).unwrap().from, whole_day(named.to).unwrap().until.unwrap());
                self.away.push((named.person, Away { instead: named.instead, from, until, why: WhyAway::Days }));
            }
        }
        let said = |person| self.weeks.iter().rev().find(|week| week.person == person);
        let week = |login: &str| {
            let account = self.person(login);
            ConsultantWeek {
                alone: self.alone.iter().find(|(of, _)| *of == account.person).map(|(_, why)| *why),
                person: account.person,
                name: account.name.clone(),
                days: said(account.person).map(|week| week.days),
                partner: said(account.person).map_or((login == "mette").then_some(partner), |week| week.partner),
                away: self.away.iter().filter(|(of, _)| *of == account.person).map(|(_, away)| *away).collect(),
            }
        };
        Consultants { consultants: ["lars", "mette"].map(week).to_vec() }
    }
}
