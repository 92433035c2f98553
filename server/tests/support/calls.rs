//! Calls as phones register them, and the rota.

use chrono::NaiveDate;
use minicbor::bytes::ByteVec;
use samspil_server::admin::{self, duty};
use samspil_server::store::UnitKind;
use samspil_shared::doc::call_note::{self, Call};
use samspil_shared::doc::call_receipt::{self, NewCallReceipt};
use samspil_shared::doc::family_card::{self, FamilyCardEdit};
use samspil_shared::doc::follow_up::{self, NewFollowUp};
use samspil_shared::doc::{
    CardAdult, CardAdults, CardChild, CardChildren, ChildName, EditError, Fact, Line, Note, Pen, What, WhatHappened,
    heads,
};
use samspil_shared::domain::calendar::next_open_day;
use samspil_shared::domain::call::{self, CallerKind, MayShow, PassedOn, Urgency};
use samspil_shared::domain::{
    Audience, DocId, DocumentMeta, FactId, Kind, PersonId, Role, ShiftId, SpaceId, SpaceKind, Timestamp, UnitId,
};
use samspil_shared::sync::frame::{NewDocument, Op};

use crate::world::phone::hash;
use crate::world::{Family, Phone, World};

/// A call that began now, about nothing in particular.
pub(crate) fn call(began: Timestamp, unit: UnitId, what: &str) -> Call {
    Call {
        began,
        ended: began.plus_ms(600_000),
        caller_kind: CallerKind::FosterParent,
        caller: None,
        caller_name: Line::new("Maria Holst"),
        tel: None,
        about: None,
        what: WhatHappened::new(what).expect("words"),
        advice: None,
        agreed: Note::new("Konsulenten ringer."),
        urgency: Urgency::SameDay,
        best_time: None,
        passed_on: PassedOn::NOBODY,
        notice: None,
        notice_by: None,
        may_show: MayShow::Caller,
        why_not: None,
        unit,
        copy: None,
    }
}

impl World {
    /// The family's contact space.
    pub(crate) async fn contact(&self, family: Family) -> SpaceId {
        self.store().space_of(SpaceKind::Contact, family.id.as_bytes()).await.expect("the database").expect("a space")
    }

    /// Somebody takes part in the family's contact space too.
    pub(crate) async fn joins_contact(&self, person: PersonId, family: Family, role: Role) {
        let membership = self.membership(person, self.contact(family).await, role, None);
        admin::add_member(self.store(), &membership, self.now()).await.expect("a membership");
    }

    /// An institution that answers for the families of the world's unit.
    pub(crate) async fn institution(&self) -> UnitId {
        let unit = admin::add_unit(self.store(), UnitKind::Institution, "Krogsbæk", self.now()).await.expect("a unit");
        duty::serve(self.store(), unit, self.unit, self.now()).await.expect("an agreement");
        unit
    }

    /// A shift that begins in so many milliseconds and lasts eight hours.
    pub(crate) async fn shift(&self, unit: UnitId, person: PersonId, in_ms: i64) -> ShiftId {
        let from = self.now().plus_ms(in_ms);
        let until = from.plus_ms(8 * crate::world::HOUR);
        duty::plan(self.store(), unit, person, from, until, None, self.now()).await.expect("a shift")
    }

    /// An officer's phone.
    pub(crate) async fn officer(&self, person: PersonId, unit: UnitId) -> Phone {
        let mut phone = self.phone(person, Role::DutyOfficer).await;
        phone.acting.unit = unit;
        phone
    }
}

impl Phone {
    fn creates(&mut self, doc: DocId, meta: DocumentMeta, changes: Vec<Vec<u8>>) -> Op {
        let (_, ops) = self.new_document(meta.clone(), changes.clone());
        let held = match &ops[0] {
            Op::Create(new) => self.docs.remove(&new.doc).expect("just made"),
            _ => unreachable!("a creation comes first"),
        };
        self.docs.insert(doc, held);
        Op::Create(NewDocument { doc, meta, changes: changes.into_iter().map(ByteVec::from).collect() })
    }

    /// Writes the family's card.
    pub(crate) async fn writes_card(&mut self, space: SpaceId, adult: &str, child: &str) -> DocId {
        let adults = vec![CardAdult { person: None, name: Line::new(adult).expect("a name"), tel: None }];
        let children = vec![CardChild { name: ChildName::new(child).expect("a name"), born: None }];
        let (adults, children) = (CardAdults::new(adults).expect("one"), CardChildren::new(children).expect("one"));
        let changes = family_card::create(self.actor(), self.time(), &adults, &children, None).expect("a card");
        let (doc, ops) = self.new_document(self.meta(Kind::FamilyCard, space, Audience::MEMBERS, None), changes);
        self.must_store(ops).await;
        doc
    }

    /// Writes on a card what an officer has to know.
    pub(crate) async fn adds_to_card(&mut self, card: DocId, know: &str) {
        let (document, _) = self.loaded(card);
        let base = heads(&document);
        let pen = Pen { doc: &document, base: &base, actor: self.actor(), time: self.time() };
        let edit = FamilyCardEdit { know: Some(Note::new(know)), ..FamilyCardEdit::default() };
        let changes = family_card::save(&pen, &edit).expect("an edit");
        let held = self.docs.get_mut(&card).expect("a held card");
        for bytes in &changes {
            held.by.insert(hash(bytes), self.person);
            held.changes.push(bytes.clone());
        }
        self.must_store(changes.into_iter().map(|bytes| Op::Change { doc: card, bytes }).collect()).await;
    }

    /// The operations that register a call: the note, its follow-up, and its receipt for this caller.
    pub(crate) fn registers(&mut self, space: SpaceId, call: &Call, caller: Option<PersonId>) -> (DocId, Vec<Op>) {
        let kind = if self.spaces.get(&space).is_some_and(|space| space.kind == SpaceKind::Duty) {
            Kind::LooseCall
        } else {
            Kind::CallNote
        };
        let note = DocId::from_bytes(samspil_server::edge::Edge::system().bytes());
        (note, self.registers_as(note, kind, space, call, caller))
    }

    pub(crate) fn registers_as(
        &mut self,
        note: DocId,
        kind: Kind,
        space: SpaceId,
        call: &Call,
        caller: Option<PersonId>,
    ) -> Vec<Op> {
        let time = self.time();
        let due = next_open_day(call.ended, &self.calendar).expect("a due day");
        let made = call_note::create(kind, self.actor(), time, call).expect("a note");
        let new = NewFollowUp {
            began: call.began,
            ended: call.ended,
            urgency: call.urgency,
            agreed: call.agreed.clone(),
            may_show: call.may_show,
            due,
            unit: call.unit,
            ring_back: None,
        };
        let follow_up = follow_up::create(self.actor(), time, &new).expect("a follow-up");
        let mut ops = vec![
            self.creates(note, self.meta(kind, space, Audience::CALL, None), made),
            self.creates(
                call::follow_up_of(note),
                self.meta(Kind::FollowUp, space, Audience::FOLLOW_UP, Some(note)),
                follow_up,
            ),
        ];
        if let Some(caller) = caller {
            ops.push(self.receipt(space, note, call, due.day, caller));
        }
        ops
    }

    /// The receipt for the caller alone.
    pub(crate) fn receipt(&mut self, space: SpaceId, note: DocId, call: &Call, due: NaiveDate, to: PersonId) -> Op {
        let new = NewCallReceipt {
            began: call.began,
            caller_name: call.caller_name.clone(),
            agreed: call.agreed.clone(),
            due,
            answered_by: Line::new("Krogsbæk").expect("a name"),
        };
        let changes = call_receipt::create(self.actor(), self.time(), &new).expect("a receipt");
        let doc = call::receipt_of(note, MayShow::Caller).expect("one for the caller");
        let meta =
            DocumentMeta { readers: vec![to], ..self.meta(Kind::CallReceipt, space, Audience::CALL, Some(note)) };
        self.creates(doc, meta, changes)
    }

    /// Says what was done about a call.
    pub(crate) fn says(&mut self, follow_up: DocId, what: &What) -> Op {
        self.writes_fact(follow_up, |pen, id| follow_up::say(pen, id, what))
    }

    /// *Tilføj*.
    pub(crate) fn adds(&mut self, note: DocId, kind: Kind, text: &str) -> Op {
        let text = Note::new(text).expect("words");
        self.writes_fact(note, |pen, id| call_note::add(pen, kind, id, &text))
    }

    fn writes_fact(
        &mut self,
        doc: DocId,
        write: impl FnOnce(&Pen<'_>, FactId) -> Result<Vec<Vec<u8>>, EditError>,
    ) -> Op {
        let (document, _) = self.loaded(doc);
        let base = heads(&document);
        let pen = Pen { doc: &document, base: &base, actor: self.actor(), time: self.time() };
        let changes = write(&pen, FactId::from_bytes(samspil_server::edge::Edge::system().bytes())).expect("a fact");
        let held = self.docs.get_mut(&doc).expect("a held document");
        let bytes = changes.into_iter().next().expect("one change");
        held.by.insert(hash(&bytes), self.person);
        held.changes.push(bytes.clone());
        Op::Change { doc, bytes }
    }

    /// What was added to a call, as this phone holds it.
    pub(crate) fn added(&self, note: DocId) -> Vec<String> {
        let (document, provenance) = self.loaded(note);
        let added = call_note::read(&document, &provenance).expect("a note").added;
        let text = |fact: &Fact| match &fact.what {
            What::Added { text } => text.as_str().to_owned(),
            other => panic!("nothing that was added: {other:?}"),
        };
        added.iter().map(text).collect()
    }
}
