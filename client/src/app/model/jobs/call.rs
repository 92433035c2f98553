//! Calls to the akuttelefon: the note, its follow-up and what the family is shown of it, in one save.

use samspil_shared::doc::call_note::{self, Call};
use samspil_shared::doc::call_receipt::{self, NewCallReceipt};
use samspil_shared::doc::follow_up::{self, NewFollowUp};
use samspil_shared::doc::{Line, Note, What, WhatHappened};
use samspil_shared::domain::calendar::Due;
use samspil_shared::domain::call::{CallerKind, MayShow, follow_up_of, receipt_of};
use samspil_shared::domain::{
    Acting, Audience, Calendar, DocId, DocumentMeta, FactId, Kind, PersonId, Timestamp, UnitId, next_open_day,
};

use super::entry::write;
use super::{After, Bench, Built, NotBuilt, create, meta};
use crate::app::draft::DraftKey;
use crate::app::duty::{CallDraft, PickedFamily, Who, Whose};
use crate::app::model::desk::tel;
use crate::app::model::docs::readable;

/// A call that is to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app::model) struct NewCall {
    pub(in crate::app::model) fields: CallDraft,
    pub(in crate::app::model) acting: Acting,
    /// The unit acted for, as the family reads it.
    pub(in crate::app::model) answered_by: String,
    /// That of the unit which looks after the family, as far as it is known.
    pub(in crate::app::model) calendar: Option<Calendar>,
}

/// Who called, as the note says it.
struct Caller {
    kind: CallerKind,
    person: Option<PersonId>,
    name: Option<Line>,
    /// As the receipt says it.
    shown: Option<Line>,
}

impl NewCall {
    /// The unit whose calendar says by when the call is followed up.
    pub(in crate::app::model) fn unit(&self) -> Option<UnitId> {
        match &self.fields.whose {
            Whose::Family(family) => family.unit,
            Whose::NotOnList(Some((_, unit))) => Some(*unit),
            Whose::Open | Whose::NotOnList(None) => None,
        }
    }

    /// The day by which the call is followed up.
    fn due(&self, ended: Timestamp) -> Result<Due, NotBuilt> {
        let known = self.calendar.as_ref().and_then(|calendar| next_open_day(ended, calendar).ok());
        known.or_else(|| next_open_day(ended, &Calendar::ordinary()).ok()).ok_or(NotBuilt::Defect)
    }

    fn caller(&self) -> Caller {
        let fields = &self.fields;
        let given = Line::new(&fields.name);
        match (&fields.whose, &fields.who) {
            (Whose::Family(family), Some(Who::Adult(name))) => {
                let person = person_of(family, name);
                let shown = Line::new(name);
                let name = shown.clone().filter(|_| person.is_none());
                Caller { kind: CallerKind::FosterParent, person, name, shown }
            }
            (Whose::Family(_), Some(Who::Child(name))) => {
                let name = Line::new(name);
                Caller { kind: CallerKind::Child, person: None, shown: name.clone(), name }
            }
            (Whose::Family(_), None) => {
                Caller { kind: CallerKind::FosterParent, person: None, name: None, shown: None }
            }
            _ => Caller { kind: fields.kind, person: None, shown: given.clone(), name: given },
        }
    }
}

/// Who has this name. Of two who share it neither: the receipt is for nobody but whoever called.
fn person_of(family: &PickedFamily, name: &str) -> Option<PersonId> {
    let mut namesakes = family.adults.iter().filter(|(adult, _)| adult == name);
    let (_, person) = namesakes.next()?;
    person.filter(|_| namesakes.next().is_none())
}

pub(super) fn new(bench: &mut Bench<'_>, doc: DocId, new: &NewCall, drop: &[DraftKey]) -> Result<Built, NotBuilt> {
    let fields = &new.fields;
    let (kind, space) = match &fields.whose {
        Whose::Family(family) => (Kind::CallNote, family.space),
        Whose::NotOnList(Some((space, _))) => (Kind::LooseCall, *space),
        Whose::Open | Whose::NotOnList(None) => return Err(NotBuilt::Denied),
    };
    let at = bench.at();
    // What is saved later than it ended has an end that somebody named.
    let ended = fields.ended.unwrap_or(at).max(fields.began);
    let due = new.due(ended)?;
    let caller = new.caller();
    let agreed = Note::new(&fields.agreed);
    let urgency = fields.urgency.ok_or(NotBuilt::Denied)?;
    let call = Call {
        began: fields.began,
        ended,
        caller_kind: caller.kind,
        caller: caller.person,
        caller_name: caller.name,
        tel: tel(&fields.tel),
        about: Line::new(&fields.about().chars().take(Line::CHARS_MAX).collect::<String>()),
        what: WhatHappened::new(&fields.what).ok_or(NotBuilt::Denied)?,
        advice: Note::new(&fields.advice),
        agreed: agreed.clone(),
        urgency,
        best_time: Line::new(&fields.best_time),
        passed_on: fields.passed_on,
        notice: fields.notice,
        notice_by: Line::new(&fields.notice_by).filter(|_| fields.notice.is_some()),
        may_show: fields.may_show,
        why_not: Line::new(&fields.why_not).filter(|_| fields.may_show == MayShow::Nobody),
        unit: new.acting.unit,
        copy: None,
    };
    let mut draw = |doc: DocId| bench.engine.actor_for(doc, &[], bench.rng);
    let mut ops = create(doc, meta(kind, space, Audience::CALL), call_note::create(kind, draw(doc), at, &call)?);
    let follow_up = follow_up_of(doc);
    let begins = NewFollowUp {
        began: call.began,
        ended,
        urgency,
        agreed: agreed.clone(),
        may_show: call.may_show,
        due,
        unit: call.unit,
        ring_back: fields.ring_back,
    };
    let hangs = |kind, audience| DocumentMeta { parent: Some(doc), ..meta(kind, space, audience) };
    ops.extend(create(
        follow_up,
        hangs(Kind::FollowUp, Audience::FOLLOW_UP),
        follow_up::create(draw(follow_up), at, &begins)?,
    ));
    // A receipt for the caller names them: an adult without an account, a child or a stranger has none.
    let readers = match (kind, call.may_show, call.caller) {
        (Kind::CallNote, MayShow::Caller, Some(person)) => Some((Audience::CALL, vec![person])),
        (Kind::CallNote, MayShow::Adults, _) => Some((Audience::RECEIPT, Vec::new())),
        _ => None,
    };
    if let Some((audience, readers)) = readers
        && let Some(receipt) = receipt_of(doc, call.may_show)
    {
        let says = NewCallReceipt {
            began: call.began,
            caller_name: caller.shown,
            agreed,
            due: due.day,
            answered_by: Line::new(&new.answered_by).ok_or(NotBuilt::Defect)?,
        };
        let meta = DocumentMeta { readers, ..hangs(Kind::CallReceipt, audience) };
        ops.extend(create(receipt, meta, call_receipt::create(draw(receipt), at, &says)?));
    }
    Ok(Built { ops, drop: drop.to_vec(), after: After::DutyCall(doc) })
}

/// *Tilføj*.
pub(super) fn add(
    bench: &mut Bench<'_>,
    note: DocId,
    fact: FactId,
    text: &str,
    drop: &[DraftKey],
) -> Result<Built, NotBuilt> {
    let kind = readable(bench.engine, note, bench.now).ok_or(NotBuilt::Denied)?.document.meta.kind;
    let text = Note::new(text).ok_or(NotBuilt::Denied)?;
    let ops = write(bench, note, None, |pen| call_note::add(pen, kind, fact, &text))?;
    Ok(Built { ops, drop: drop.to_vec(), after: After::Comment(note) })
}

/// *Ringet*, or *Ikke ringet*; and when they call again.
pub(super) fn rung_back(
    bench: &mut Bench<'_>,
    doc: DocId,
    fact: FactId,
    done: bool,
    next: Option<Timestamp>,
) -> Result<Built, NotBuilt> {
    let ops = write(bench, doc, None, |pen| follow_up::say(pen, fact, &What::RungBack { done, next }))?;
    Ok(Built { ops, drop: Vec::new(), after: After::Written })
}

#[cfg(test)]
mod tests {
    use samspil_shared::domain::SpaceId;

    use super::*;

    #[test]
    fn of_two_with_one_name_neither_is_named() {
        let (one, two) = (Some(PersonId::from_bytes([1; 16])), Some(PersonId::from_bytes([2; 16])));
        let family = |adults: &[(&str, Option<PersonId>)]| PickedFamily {
            space: SpaceId::from_bytes([3; 16]),
            unit: None,
            adults: adults.iter().map(|(name, person)| ((*name).to_owned(), *person)).collect(),
            children: Vec::new(),
        };
        assert_eq!(person_of(&family(&[("Maria", one), ("Jonas", two)]), "Jonas"), two);
        assert_eq!(person_of(&family(&[("Maria", one), ("Maria", two)]), "Maria"), None);
        assert_eq!(person_of(&family(&[("Maria", None)]), "Maria"), None);
        assert_eq!(person_of(&family(&[]), "Maria"), None);
    }
}
