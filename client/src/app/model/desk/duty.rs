//! The akuttelefon: the rota as the server last told it, and what is done with it.

mod call;
mod clock;

use samspil_shared::api::duty::{OfShift, OfferShift, Rota};
use samspil_shared::domain::{Acting, DocId, FactId, Role, SpaceId, SpaceKind, Timestamp, UnitId};

pub(in crate::app) use self::call::{CallDesk, tel};
pub(in crate::app) use self::clock::{ring_again, twice};
use super::Desk;
use super::closing::IDLE_MS;
use crate::app::command::Command;
use crate::app::duty::{DutyAsk, DutyIntent, KeptRota, Whose};
use crate::app::model::Ctx;
use crate::app::model::jobs::Job;
use crate::app::msg::ApiFault;
use crate::app::route::{DutyPlace, Route};
use crate::app::view::Said;
use crate::app::view::admin::AdminDeed;

const MINUTE_MS: i64 = 60_000;
/// Characters of what is looked for; more was pasted.
const TYPED_MAX: usize = 100;

/// What is known and done while acting as a duty officer.
#[derive(Debug, Default)]
pub(in crate::app) struct DutyDesk {
    /// The rota is being asked for.
    pub(in crate::app) asking: bool,
    /// Why there is no newer one.
    pub(in crate::app) fault: Option<ApiFault>,
    /// How giving the shift on, or taking one, went.
    pub(in crate::app) deed: AdminDeed,
    doing: Option<DutyAsk>,
    /// What is typed to find a family.
    pub(in crate::app) typed: String,
    /// The call that is being written.
    pub(in crate::app) call: Option<CallDesk>,
}

impl Desk {
    pub(in crate::app) fn is_on_duty(&self) -> bool {
        self.settings.acting.role == Role::DutyOfficer
    }

    /// Where a duty officer begins: their *I dag* is *Vagt*.
    pub(super) fn home(&self, to: Route) -> Route {
        if to == Route::Today && self.is_on_duty() { Route::Duty(DutyPlace::Shift) } else { to }
    }

    /// Whether somebody is on the telephone: nothing locks while they listen.
    pub(super) fn is_on_a_call(&self) -> bool {
        self.route == Route::Duty(DutyPlace::NewCall) && self.duty.call.is_some()
    }

    /// Whether nobody has touched the page of a call for so long that it would have locked elsewhere: its length alone shows.
    pub(in crate::app) fn is_call_veiled(&self, now: Timestamp) -> bool {
        self.is_on_a_call() && now.ms_since(self.active_at) >= IDLE_MS
    }

    /// When the next minute of the call at hand is over, so that its length is shown.
    pub(super) fn next_minute(&self, now: Timestamp) -> Option<Timestamp> {
        let call = self.duty.call.as_ref().filter(|_| self.is_on_a_call())?;
        let since = self.engine.state().corrected(now).ms_since(call.fields.began);
        Some(now.plus_ms(MINUTE_MS - since.rem_euclid(MINUTE_MS)))
    }

    /// The rota as it was last told to the role acted in.
    pub(in crate::app) fn rota(&self) -> Option<(Timestamp, Rota)> {
        let kept = self.settings.rota.as_ref().filter(|kept| kept.acting == self.settings.acting)?;
        Some((kept.at, kept.rota()?))
    }

    /// The units whose callers without a card are taken in, with where their calls lie.
    pub(in crate::app) fn served(&self) -> Vec<(SpaceId, UnitId, String)> {
        let rota = self.rota().map(|(_, rota)| rota.serves).unwrap_or_default();
        let mut served: Vec<_> = rota.into_iter().map(|one| (one.space, one.unit, one.name)).collect();
        let view = self.engine.state().view(self.settings.acting);
        for space in view.into_iter().flat_map(|view| view.spaces()).filter(|s| s.space.kind == SpaceKind::Duty) {
            if let Some(unit) = space.space.unit
                && !served.iter().any(|(known, ..)| *known == space.space.id)
            {
                served.push((space.space.id, unit, String::new()));
            }
        }
        served
    }

    /// Units that look after the families that are reached: their hours and numbers are needed.
    pub(in crate::app) fn served_units(&self) -> Vec<UnitId> {
        if !self.is_on_duty() {
            return Vec::new();
        }
        self.served().into_iter().map(|(_, unit, _)| unit).collect()
    }

    /// The unit that looks after the family which this page is about; `None` where it is about none, or nobody said yet.
    pub(in crate::app) fn unit_at_hand(&self) -> Option<UnitId> {
        let call = &self.duty.call;
        let of_space = |space| self.engine.state().space(self.settings.acting, space)?.space.unit;
        match self.route {
            Route::Duty(DutyPlace::Family(space)) => of_space(space),
            // A call that is tied to no family lies with a unit that may only be a guess.
            Route::Duty(DutyPlace::Call(note)) => {
                let space = self.docs.calls().note(note)?.space;
                if self.kind_of(space) == Some(SpaceKind::Duty) { None } else { of_space(space) }
            }
            Route::Duty(DutyPlace::NewCall) => match &call.as_ref()?.fields.whose {
                Whose::Family(family) => family.unit,
                // Where nobody knows it is, it is of no unit before another.
                Whose::NotOnList(unit) => {
                    unit.filter(|_| !call.as_ref().is_some_and(|call| call.fields.unsure)).map(|(_, unit)| unit)
                }
                Whose::Open => None,
            },
            _ => None,
        }
    }

    /// The card on this page, which is another's record.
    pub(super) fn card_on(&self, place: DutyPlace) -> Option<DocId> {
        let space = match place {
            _ if !self.is_on_duty() => return None,
            DutyPlace::Family(space) => space,
            DutyPlace::NewCall => match &self.duty.call.as_ref()?.fields.whose {
                Whose::Family(family) => family.space,
                Whose::Open | Whose::NotOnList(_) => return None,
            },
            DutyPlace::Shift | DutyPlace::Call(_) | DutyPlace::Handover => return None,
        };
        self.docs.calls().card(space).map(|(doc, _)| doc)
    }

    pub(super) fn enter_duty(&mut self, place: DutyPlace, ctx: &mut Ctx<'_>) {
        if !self.is_on_duty() {
            return;
        }
        self.duty.deed = AdminDeed::Ready;
        match place {
            DutyPlace::NewCall if self.duty.call.is_none() => self.open_call(ctx),
            // Without a connection there is nothing to ask with; once there is one, the rota is asked for.
            DutyPlace::Shift | DutyPlace::Handover if self.ticket.is_none() => {
                self.duty.fault = Some(ApiFault::Unreachable);
            }
            DutyPlace::Shift | DutyPlace::Handover => {
                self.ask_duty(DutyAsk::Rota, ctx);
                self.look_at_station(ctx);
            }
            _ => {}
        }
    }

    pub(super) fn duty_intent(&mut self, intent: DutyIntent, ctx: &mut Ctx<'_>) {
        if !self.is_on_duty() {
            return;
        }
        match intent {
            DutyIntent::Find(typed) => self.duty.typed = typed.chars().take(TYPED_MAX).collect(),
            DutyIntent::AskRota => self.ask_duty(DutyAsk::Rota, ctx),
            DutyIntent::Offer(shift, to) => self.duty_deed(DutyAsk::Offer(OfferShift { shift, to }), ctx),
            DutyIntent::Take(shift) => self.duty_deed(DutyAsk::Take(OfShift { shift }), ctx),
            DutyIntent::RungBack { follow_up, done } => {
                let fact = FactId::random(ctx.rng);
                self.do_once(Job::RungBack { follow_up, fact, done, next: None });
            }
            DutyIntent::RingsAgain { follow_up, day, clock } => {
                let now = self.engine.state().corrected(ctx.now);
                let Some(began) = self.docs.calls().follow_up(follow_up).map(|one| one.value.new.began) else { return };
                if let Ok(next) = ring_again(&day, &clock, now, began) {
                    let fact = FactId::random(ctx.rng);
                    self.do_once(Job::RungBack { follow_up, fact, done: true, next: Some(next) });
                }
            }
            DutyIntent::Print => ctx.out.push(Command::Print),
        }
    }

    /// One at a time, so that a second press does nothing twice.
    fn duty_deed(&mut self, ask: DutyAsk, ctx: &mut Ctx<'_>) {
        if self.duty.deed != AdminDeed::Doing {
            self.duty.deed = AdminDeed::Doing;
            self.duty.doing = Some(ask.clone());
            self.ask_duty(ask, ctx);
        }
    }

    pub(super) fn ask_duty(&mut self, ask: DutyAsk, ctx: &mut Ctx<'_>) {
        if self.is_on_duty() {
            self.duty.asking |= ask == DutyAsk::Rota;
            ctx.out.push(Command::AskDuty(self.settings.acting, ask));
        }
    }

    pub(super) fn duty_came(
        &mut self,
        acting: Acting,
        ask: &DutyAsk,
        answer: Result<Rota, ApiFault>,
        ctx: &mut Ctx<'_>,
    ) {
        if acting != self.settings.acting {
            return;
        }
        if self.duty.doing.as_ref() == Some(ask) {
            self.duty.doing = None;
            self.duty.deed = answer.as_ref().err().map_or(AdminDeed::Ready, AdminDeed::of);
            if answer.is_ok() {
                self.say(Said::Done, ctx);
            }
        }
        if *ask == DutyAsk::Rota {
            self.duty.asking = false;
            self.duty.fault = answer.as_ref().err().cloned();
        } else if matches!(&answer, Err(ApiFault::Problem(_))) {
            // Somebody was faster: what stands now is what the server says.
            self.ask_duty(DutyAsk::Rota, ctx);
        }
        let at = self.engine.state().corrected(ctx.now);
        if let Ok(rota) = answer
            && let Some(kept) = KeptRota::new(at, acting, &rota)
        {
            self.settings.rota = Some(kept);
            self.put_settings(ctx);
        }
    }
}
