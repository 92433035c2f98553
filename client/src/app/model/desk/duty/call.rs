//! A call while it is being written.

use std::collections::BTreeSet;

use chrono::NaiveTime;
use samspil_shared::api::PublicFacts;
use samspil_shared::doc::{Line, Note, WhatHappened};
use samspil_shared::domain::call::{MayShow, Notice};
use samspil_shared::domain::numbers::Tel;
use samspil_shared::domain::{Acting, DocId, SpaceId, Timestamp, UnitId};

use super::TYPED_MAX;
use super::clock::{Meant, on_day, on_the_clock, ring_fault, twice};
use crate::app::card_sides;
use crate::app::command::Command;
use crate::app::draft::{Content, Draft, DraftKey};
use crate::app::duty::{CallClock, CallDraft, CallField, CallIntent, PickedFamily, Who, Whose};
use crate::app::model::Ctx;
use crate::app::model::desk::Desk;
use crate::app::model::jobs::{Job, NewCall};
use crate::app::model::keep::Keeping;
use crate::app::route::{DutyPlace, Route};
use crate::app::view::duty::{CallFault, RingFault};
use crate::app::view::{DraftState, SaveState, When};

/// Milliseconds that a time of a call may lie in the future: clocks of people differ.
const FUTURE_MS: i64 = 5 * 60_000;
/// A call that is being written.
#[derive(Debug)]
pub(in crate::app) struct CallDesk {
    pub(in crate::app::model::desk) keeping: Keeping,
    pub(in crate::app) fields: CallDraft,
    pub(in crate::app::model::desk) acting: Acting,
    pub(in crate::app) typed: String,
    pub(in crate::app) found: Option<When>,
    pub(in crate::app) save: SaveState,
    /// A time that was typed does not exist on that night and was moved on.
    pub(in crate::app) moved: Option<CallClock>,
    /// The person tried to save: what must be put right is shown.
    tried: bool,
    /// The end in its field is only assumed: somebody is to look at it before it is saved.
    asks_end: bool,
}

impl CallDesk {
    pub(in crate::app::model::desk) fn new(keeping: Keeping, fields: CallDraft, acting: Acting) -> Self {
        let (typed, save) = (String::new(), SaveState::Ready);
        Self { keeping, fields, acting, typed, found: None, save, moved: None, tried: false, asks_end: false }
    }

    pub(in crate::app) fn doc(&self) -> DocId {
        self.keeping.key.doc
    }

    pub(in crate::app) fn draft_state(&self) -> DraftState {
        self.keeping.view()
    }

    pub(in crate::app::model::desk) fn draft(&self, now: Timestamp) -> Draft {
        Draft { kept_at: now, acting: self.acting, content: Content::Call(Box::new(self.fields.clone())) }
    }

    pub(in crate::app) fn faults(&self, at: Timestamp) -> BTreeSet<CallFault> {
        let mut faults = self.check(at);
        if !self.tried {
            // A text that is too long is said while it is written, and a day that is none while it is chosen.
            let at_once = |fault: &CallFault| match fault {
                CallFault::Long(_) => true,
                CallFault::Ring(fault) => *fault != RingFault::Clock,
                _ => false,
            };
            faults.retain(at_once);
        }
        faults
    }

    /// What must be put right. Whose call it is, what happened and how soon to call: the rest has a default.
    fn check(&self, at: Timestamp) -> BTreeSet<CallFault> {
        let fields = &self.fields;
        let is_empty = |field| fields.field(field).trim().is_empty();
        let needs = [
            (CallFault::Whose, fields.whose == Whose::Open),
            (CallFault::Unit, fields.whose == Whose::NotOnList(None)),
            (CallFault::What, is_empty(CallField::What)),
            (CallFault::Urgency, fields.urgency.is_none()),
            (CallFault::WhyNot, fields.may_show == MayShow::Nobody && is_empty(CallField::WhyNot)),
            (CallFault::NoticeBy, fields.notice == Some(Notice::Sent) && is_empty(CallField::NoticeBy)),
            (CallFault::Tel, !is_empty(CallField::Tel) && tel(&fields.tel).is_none()),
            (CallFault::Times, !self.has_sound_times(at)),
            (CallFault::Ended, self.asks_end),
        ];
        let ring = ring_fault(&fields.ring_day, fields.ring_back, fields.began, fields.began).map(CallFault::Ring);
        let long = |field: &CallField| !is_empty(*field) && !fits(*field, fields.field(*field));
        let words = [
            CallField::What,
            CallField::Name,
            CallField::About,
            CallField::Advice,
            CallField::Agreed,
            CallField::BestTime,
            CallField::WhyNot,
            CallField::NoticeBy,
        ];
        let faults = needs.into_iter().filter_map(|(fault, is)| is.then_some(fault));
        faults.chain(ring).chain(words.into_iter().filter(long).map(CallFault::Long)).collect()
    }

    fn has_sound_times(&self, at: Timestamp) -> bool {
        let latest = at.plus_ms(FUTURE_MS);
        let CallDraft { began, ended, .. } = self.fields;
        began <= latest && ended.is_none_or(|ended| began <= ended && ended <= latest)
    }

    /// Takes what was typed or chosen. Saving, leaving and choosing a family are the desk's.
    fn intent(&mut self, intent: CallIntent, at: Timestamp, now: Timestamp) {
        let fields = &mut self.fields;
        match intent {
            CallIntent::Find(typed) => {
                self.typed = typed.chars().take(TYPED_MAX).collect();
                return;
            }
            CallIntent::Write(field, text) => *fields.field_mut(field) = text,
            CallIntent::OtherFamily => {
                (fields.whose, fields.who) = (Whose::Open, None);
                self.typed.clear();
            }
            CallIntent::Who(who) => fields.who = Some(who),
            CallIntent::Kind(kind) => fields.kind = kind,
            CallIntent::Urgency(urgency) => fields.urgency = Some(urgency),
            CallIntent::PassedOn(to) => fields.passed_on = fields.passed_on.toggled(to),
            CallIntent::About(child) => fields.toggle_about(child),
            CallIntent::MayShow(may_show) => fields.may_show = may_show,
            CallIntent::Notice(notice) => fields.notice = Some(notice),
            CallIntent::Clock(clock, time) => self.set_clock(clock, time, at),
            CallIntent::Second(clock, second) => self.set_second(clock, second),
            CallIntent::RingDay(day) => self.set_ring_day(&day, at),
            CallIntent::Family(_)
            | CallIntent::NotOnList
            | CallIntent::Unit(_)
            | CallIntent::Save
            | CallIntent::Drop
            | CallIntent::Another => return,
        }
        self.touched(at, now);
    }

    fn touched(&mut self, at: Timestamp, now: Timestamp) {
        self.fields.touch(at);
        self.keeping.typed(now);
        self.save = SaveState::Ready;
    }

    /// A call that lay since it was written ended when its page was last touched, as far as anybody can tell: by now it
    /// may be a day later, and with it the follow-up. Whoever saves is shown that time first.
    fn assume_end(&mut self, at: Timestamp, now: Timestamp) {
        self.asks_end = false;
        let lay_since = self.fields.lay_since(at).filter(|_| self.fields.ended.is_none());
        if let Some(touched) = lay_since {
            self.fields.ended = Some(touched.max(self.fields.began));
            self.asks_end = true;
            self.keeping.typed(now);
        }
    }

    fn set_clock(&mut self, clock: CallClock, time: Option<NaiveTime>, at: Timestamp) {
        self.moved = None;
        if clock == CallClock::Ended {
            self.asks_end = false;
        }
        let Some(time) = time else {
            match clock {
                CallClock::Began => {}
                CallClock::Ended => self.fields.ended = None,
                CallClock::RingBack => self.fields.ring_back = None,
            }
            return;
        };
        let began = self.fields.began;
        // A call was not long ago, and a call back is soon unless somebody names a day: the night has one such time.
        let instant = match clock {
            CallClock::Began => on_the_clock(time, at, Meant::LastUntil(at.plus_ms(FUTURE_MS))),
            CallClock::Ended => on_the_clock(time, began, Meant::FirstFrom(began)),
            CallClock::RingBack => match self.fields.ring_day.parse() {
                Ok(day) => on_day(day, time),
                Err(_) => on_the_clock(time, at, Meant::FirstFrom(at)),
            },
        };
        let Some((instant, moved)) = instant else { return };
        if moved {
            self.moved = Some(clock);
        }
        match clock {
            CallClock::Began => self.fields.began = instant,
            CallClock::Ended => self.fields.ended = Some(instant),
            CallClock::RingBack => self.fields.ring_back = Some(instant),
        }
    }

    /// The day of the call back, as it was typed; without one it is the next time that the clock shows it.
    fn set_ring_day(&mut self, day: &str, at: Timestamp) {
        self.fields.ring_day = day.chars().take(TYPED_MAX).collect();
        let time = self.fields.ring_back.and_then(Timestamp::local).map(|local| local.time());
        if time.is_some() {
            self.set_clock(CallClock::RingBack, time, at);
        }
    }

    fn set_second(&mut self, clock: CallClock, second: bool) {
        let Some((first, later)) = self.clock(clock).and_then(twice) else { return };
        let at = if second { later } else { first };
        match clock {
            CallClock::Began => self.fields.began = at,
            CallClock::Ended => self.fields.ended = Some(at),
            CallClock::RingBack => self.fields.ring_back = Some(at),
        }
    }

    pub(in crate::app) fn clock(&self, clock: CallClock) -> Option<Timestamp> {
        match clock {
            CallClock::Began => Some(self.fields.began),
            CallClock::Ended => self.fields.ended,
            CallClock::RingBack => self.fields.ring_back,
        }
    }
}

/// A number as people say it: eight digits are Danish.
pub(in crate::app) fn tel(typed: &str) -> Option<Tel> {
    let plain: String = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    let danish = plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit());
    if danish { format!("+45{plain}") } else { plain }.parse().ok()
}

fn fits(field: CallField, text: &str) -> bool {
    match field {
        CallField::What => WhatHappened::new(text).is_some(),
        CallField::Advice | CallField::Agreed => Note::new(text).is_some(),
        _ => Line::new(text).is_some(),
    }
}

impl Desk {
    /// The call that was begun last, or a new one.
    pub(super) fn open_call(&mut self, ctx: &mut Ctx<'_>) {
        match self.last_draft(|_, content| matches!(content, Content::Call(_))) {
            Some(key) => self.resume(key, ctx),
            None => self.open_fresh_call(ctx),
        }
    }

    fn open_fresh_call(&mut self, ctx: &mut Ctx<'_>) {
        let began = self.engine.state().corrected(ctx.now);
        let key = self.fresh_key(DocId::random(ctx.rng), ctx);
        self.duty.call = Some(CallDesk::new(Keeping::new(key), CallDraft::begun(began), self.settings.acting));
    }

    /// Closes the page of a call; what is written on it is offered again.
    pub(in crate::app::model::desk) fn leave_call(&mut self, ctx: &mut Ctx<'_>) {
        let Some(call) = self.duty.call.take() else { return };
        if call.save == SaveState::Saving {
            return;
        }
        let draft = call.draft(ctx.now);
        let touched = call.keeping.is_stored() || call.keeping.due().is_some();
        self.part_with(call.keeping, draft, touched, ctx);
    }

    pub(in crate::app::model::desk) fn call_intent(&mut self, intent: CallIntent, ctx: &mut Ctx<'_>) {
        let at = self.engine.state().corrected(ctx.now);
        let picked = match &intent {
            CallIntent::Family(space) => self.pick(*space).map(Whose::Family),
            // It has to lie on somebody's list: the most likely ones find out whose it is.
            CallIntent::NotOnList | CallIntent::Unit(None) => Some(Whose::NotOnList(self.likely_unit())),
            CallIntent::Unit(Some(space)) => {
                let served = self.served().into_iter().find(|(known, ..)| known == space);
                served.map(|(space, unit, _)| Whose::NotOnList(Some((space, unit))))
            }
            _ => None,
        };
        let Some(call) = self.duty.call.as_mut().filter(|call| call.save != SaveState::Saving) else { return };
        match intent {
            CallIntent::Save => self.save_call(at, ctx),
            CallIntent::Drop => {
                let names = call.keeping.is_stored().then(|| call.keeping.names());
                ctx.out.extend(names.into_iter().flatten().map(Command::DropDraft));
                self.duty.call = None;
                self.go(Route::Duty(DutyPlace::Shift), true, ctx);
            }
            CallIntent::Another => {
                self.leave_call(ctx);
                self.open_fresh_call(ctx);
            }
            CallIntent::Family(_) | CallIntent::NotOnList | CallIntent::Unit(_) => {
                if let Some(whose) = picked {
                    call.fields.unsure = intent == CallIntent::Unit(None);
                    // With one adult there is no doubt who called, until somebody says otherwise.
                    call.fields.who = match &whose {
                        Whose::Family(family) if family.adults.len() == 1 => {
                            family.adults.first().map(|(name, _)| Who::Adult(name.clone()))
                        }
                        _ => None,
                    };
                    call.fields.whose = whose;
                    call.fields.children = None;
                    call.touched(at, ctx.now);
                }
            }
            intent => call.intent(intent, at, ctx.now),
        }
    }

    /// Whose families somebody on no card most likely belongs to: those of the call before, else of one's own unit, else the
    /// first ones. It is shown, and whoever takes the call corrects it: at night one question less counts.
    fn likely_unit(&self) -> Option<(SpaceId, UnitId)> {
        let served = self.served();
        let me = self.engine.config().person;
        let own = self.docs.calls().follow_ups().filter(|(_, one)| one.author == me);
        let last = own.filter(|(_, one)| served.iter().any(|(space, ..)| *space == one.space));
        let last = last.max_by_key(|(_, one)| one.value.new.began).map(|(_, one)| one.space);
        let by = |is: &dyn Fn(SpaceId, UnitId) -> bool| served.iter().find(|(space, unit, _)| is(*space, *unit));
        let likely = by(&|space, _| Some(space) == last).or_else(|| by(&|_, unit| unit == self.settings.acting.unit));
        likely.or(served.first()).map(|(space, unit, _)| (*space, *unit))
    }

    fn pick(&self, space: SpaceId) -> Option<PickedFamily> {
        let (_, card) = self.docs.calls().card(space)?;
        let known = self.engine.state().space(self.settings.acting, space);
        let adults = card_sides::people(&card.value).into_iter();
        let children = card_sides::children(&card.value).into_iter();
        Some(PickedFamily {
            space,
            unit: known.and_then(|view| view.space.unit),
            adults: adults.map(|adult| (adult.name.as_str().to_owned(), adult.person)).collect(),
            children: children.map(|child| child.name.as_str().to_owned()).collect(),
        })
    }

    fn save_call(&mut self, at: Timestamp, ctx: &mut Ctx<'_>) {
        let answered_by = self.duty_unit_name(ctx.facts);
        let Some(call) = &mut self.duty.call else { return };
        call.tried = true;
        call.assume_end(at, ctx.now);
        if !call.check(at).is_empty() {
            return;
        }
        // The draft outlives a crash between here and the disk; the save itself takes it away.
        let draft = call.draft(ctx.now);
        ctx.out.extend(call.keeping.flush(|| draft));
        let new = NewCall { fields: call.fields.clone(), acting: call.acting, answered_by, calendar: None };
        let calendar = new.unit().and_then(|unit| ctx.facts.units.iter().find(|facts| facts.unit == unit));
        let calendar = calendar.map(|facts| facts.hours.calendar.clone());
        call.save = SaveState::Saving;
        let (doc, drop) = (call.doc(), call.keeping.names());
        self.jobs.add(Job::NewCall { doc, new: Box::new(NewCall { calendar, ..new }), drop });
    }

    /// The unit acted for, as the family reads it.
    fn duty_unit_name(&self, facts: &PublicFacts) -> String {
        let acting = self.settings.acting;
        let choice = self.settings.choices.iter().find(|choice| choice.acting == acting).map(|choice| &choice.unit);
        let public = facts.units.iter().find(|unit| unit.unit == acting.unit).map(|unit| &unit.name);
        choice.or(public).filter(|name| !name.trim().is_empty()).cloned().unwrap_or_else(|| "Akuttelefonen".to_owned())
    }

    /// A call that could not be saved after its page was left is offered again.
    pub(in crate::app::model::desk) fn call_not_saved(
        &mut self,
        doc: DocId,
        new: NewCall,
        drop: &[DraftKey],
        state: SaveState,
        ctx: &Ctx<'_>,
    ) {
        match self.duty.call.as_mut().filter(|call| call.doc() == doc) {
            Some(call) => call.save = state,
            None => self.give_back(drop, Content::Call(Box::new(new.fields)), new.acting, ctx),
        }
    }
}
