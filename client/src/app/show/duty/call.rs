//! A new call, and one that was saved.

use samspil_shared::doc::What;
use samspil_shared::domain::call::{MayShow, follow_up_of};
use samspil_shared::domain::duty::{ADD_MS, window};
use samspil_shared::domain::{DocId, Role, SpaceId, Timestamp};

use crate::app::duty::{CallClock, CallField, Whose};
use crate::app::model::desk::{CallDesk, twice};
use crate::app::show::Show;
use crate::app::show::call::why_not;
use crate::app::view::duty::{ClockFace, Found, NewCall, SavedCall, WhoseFace};
use crate::app::view::{DraftState, SaveState, When};

impl Show<'_> {
    pub(super) fn new_call(self) -> Option<NewCall> {
        let call = self.desk.duty.call.as_ref()?;
        let fields = &call.fields;
        let words = |field: CallField| (field, fields.field(field).to_owned());
        Some(NewCall {
            doc: call.doc(),
            today: self.today(),
            began: clock(call, CallClock::Began)?,
            ended: clock(call, CallClock::Ended),
            ring_back: clock(call, CallClock::RingBack),
            ring_day: fields.ring_day.clone(),
            minutes: self.at().ms_since(fields.began).max(0) / 60_000,
            whose: self.whose(&fields.whose, fields.unsure),
            by: (self.full_name(self.me()), self.unit_name(self.desk.settings.acting)),
            typed: call.typed.clone(),
            found: if fields.whose == Whose::Open { self.find(&call.typed) } else { Found::default() },
            who: fields.who.clone(),
            asks_who: matches!(fields.whose, Whose::Family(_))
                && fields.who.is_none()
                && fields.may_show == MayShow::Caller,
            kind: fields.kind,
            words: [
                words(CallField::What),
                words(CallField::Name),
                words(CallField::Tel),
                words(CallField::About),
                words(CallField::Advice),
                words(CallField::Agreed),
                words(CallField::BestTime),
                words(CallField::WhyNot),
                words(CallField::NoticeBy),
            ],
            about: fields.about_children(),
            urgency: fields.urgency,
            passed_on: fields.passed_on,
            may_show: fields.may_show,
            notice: fields.notice,
            draft: call.draft_state(),
            save: call.save,
            faults: call.faults(self.at()),
            off_duty: !self.was_on_duty(fields.began),
            veiled: self.desk.is_call_veiled(self.now),
            found_at: call.found,
        })
    }

    /// Whether a window of the person's own, as far as it is known here, was open at that time.
    fn was_on_duty(self, at: Timestamp) -> bool {
        let mut rows = self.desk.engine.state().memberships(self.desk.settings.acting).into_iter();
        let rota = self.desk.rota().map(|(_, rota)| rota.shifts).unwrap_or_default();
        let mut own = rota.iter().filter(|shift| shift.person == self.me());
        rows.any(|m| m.role == Role::DutyOfficer && !m.own_only && m.window.contains(at))
            || own.any(|shift| window(shift.from, shift.until).contains(at))
    }

    fn whose(self, whose: &Whose, unsure: bool) -> WhoseFace {
        match whose {
            Whose::Open => WhoseFace::Open,
            Whose::Family(family) => WhoseFace::Family {
                adults: family.adults.iter().map(|(name, _)| name.clone()).collect(),
                children: family.children.clone(),
                card: self.duty_family(family.space).map(Box::new),
            },
            Whose::NotOnList(unit) => {
                let units = self.desk.served().into_iter().map(|(space, _, name)| (space, name)).collect();
                WhoseFace::NotOnList { units, unit: unit.map(|(space, _)| space), unsure }
            }
        }
    }

    /// Whose consultants have a call on their common list, where one answers for several.
    fn loose_unit(self, doc: DocId, space: SpaceId) -> Option<String> {
        let served = self.desk.served();
        let several = served.len() > 1 && self.desk.docs.calls().is_loose(doc);
        let named = served.into_iter().find(|(of, ..)| several && *of == space);
        named.map(|(.., name)| name).filter(|name| !name.is_empty())
    }

    pub(in crate::app::show) fn saved_call(self, doc: DocId) -> Option<SavedCall> {
        let calls = self.desk.docs.calls();
        let note = calls.note(doc).filter(|note| note.author == self.me())?;
        let follow_up = calls.follow_up(follow_up_of(doc))?;
        let call = &note.value.call;
        let text = |words: &str| Some(words.to_owned());
        let comment = self.desk.comments.get(&doc);
        // The server counts from when it had the note.
        let until = note.received_at.unwrap_or_else(|| self.at()).plus_ms(ADD_MS);
        let who = self.who(note.space, Some(doc));
        let may_show = follow_up.value.may_show();
        // Only an adult with an account can be the caller whom it is shown, and only a family's call has a receipt.
        let unseen = calls.is_loose(doc)
            || match may_show {
                MayShow::Caller => call.caller.is_none(),
                MayShow::Adults => false,
                MayShow::Nobody => true,
            };
        let person = call.caller.map(|person| self.full_name(person)).filter(|name| !name.is_empty());
        let given = call.caller_name.as_ref().map(|name| name.as_str().to_owned());
        Some(SavedCall {
            doc,
            today: self.today(),
            due: follow_up.value.new.due.day,
            who,
            place_hidden: self.place_hidden(note.space),
            caller: given.or(person).unwrap_or_default(),
            kind: call.caller_kind,
            about: call.about.as_ref().and_then(|about| text(about.as_str())),
            unit: self.loose_unit(doc, note.space),
            began: When::of(call.began),
            ended: When::of(call.ended),
            urgency: call.urgency,
            may_show,
            why_not: why_not(&note.value, &follow_up.value).filter(|_| may_show == MayShow::Nobody),
            unseen,
            notice: call.notice,
            notice_by: call.notice_by.as_ref().and_then(|by| text(by.as_str())),
            passed_on: call.passed_on,
            texts: [
                (CallField::What, text(call.what.as_str())),
                (CallField::Advice, call.advice.as_ref().and_then(|advice| text(advice.as_str()))),
                (CallField::Agreed, call.agreed.as_ref().and_then(|agreed| text(agreed.as_str()))),
                (CallField::BestTime, call.best_time.as_ref().and_then(|time| text(time.as_str()))),
            ],
            ring_back: follow_up.value.ring_back().map(|(at, _)| When::of(at)),
            added: note
                .value
                .added
                .iter()
                .filter_map(|fact| match &fact.what {
                    What::Added { text } => Some((When::of(fact.at), text.as_str().to_owned())),
                    _ => None,
                })
                .collect(),
            standing: note.standing.max(follow_up.standing),
            status: self.call_status(&follow_up.value),
            add_until: (self.at() < until).then(|| When::of(until)),
            adding: comment.map(|comment| comment.text.clone()).unwrap_or_default(),
            draft: comment.map_or(DraftState::Untouched, |comment| comment.draft_state()),
            save: comment.map_or(SaveState::Ready, |comment| comment.save),
        })
    }
}

fn clock(call: &CallDesk, clock: CallClock) -> Option<ClockFace> {
    let at = call.clock(clock)?;
    let second = twice(at).map(|(_, second)| at == second);
    Some(ClockFace { at: When::of(at), second, moved: call.moved == Some(clock) })
}
