//! Calls, families' cards and who is away: what the person does about them, and which texts a page shows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use samspil_shared::api::duty::{Consultants, TiedCall};
use samspil_shared::doc::follow_up::FollowUp;
use samspil_shared::doc::{Fact, Line, NightWords, Note, What};
use samspil_shared::domain::call::{CallerKind, Urgency};
use samspil_shared::domain::follow_up::{Heading, Progress, addressed, heading, is_received_late, order};
use samspil_shared::domain::{
    Acting, ChangeHash, DocId, Membership, PersonId, Role, SpaceId, SpaceKind, Timestamp, call,
};

use super::Desk;
use super::admin::Asked;
use crate::app::command::Command;
use crate::app::follow_up::{AwayAsk, CardForm, CardIntent, FollowUpIntent, Saying};
use crate::app::model::Ctx;
use crate::app::model::docs::calls::Beside;
use crate::app::model::jobs::{CallJob, CardJob, Job};
use crate::app::msg::ApiFault;
use crate::app::route::{CallPlace, Route};
use crate::app::view::Said;
use crate::app::view::admin::AdminDeed;
use crate::app::view::family_card::CardFault;
use crate::app::view::follow_up::CallFault;

/// Closed calls on a family's page.
const CLOSED: usize = 20;

/// What is known about calls beside the documents.
#[derive(Debug, Default)]
pub(in crate::app) struct FollowUpDesk {
    pub(in crate::app) fault: Option<CallFault>,
    pub(in crate::app) card_fault: Option<CardFault>,
    pub(in crate::app) form: Option<CardDesk>,
    pub(in crate::app) away: Asked<Consultants>,
    pub(in crate::app) away_deed: AdminDeed,
    /// Who tied calls of the common list that the person wanted to tie too.
    pub(super) tied: BTreeMap<DocId, TiedCall>,
    doing: Option<AwayAsk>,
}

/// The form of a card, and what it began from.
#[derive(Debug)]
pub(in crate::app) struct CardDesk {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) seen: CardForm,
    pub(super) card: Option<(DocId, Vec<ChangeHash>)>,
}

/// A follow-up as a list needs it.
#[derive(Debug, Clone)]
pub(in crate::app) struct Followed<'a> {
    pub(in crate::app) doc: DocId,
    pub(in crate::app) note: DocId,
    pub(in crate::app) held: &'a Beside<FollowUp>,
    /// When the server had the call first, also where it was tied to its family later.
    pub(in crate::app) received_at: Option<Timestamp>,
    pub(in crate::app) progress: Progress,
    pub(in crate::app) loose: bool,
    /// A child called, and should be called before all others.
    pub(in crate::app) urgent_child: bool,
}

impl Followed<'_> {
    /// Where it stands; `None` once it is closed.
    pub(in crate::app) fn heading(&self, today: NaiveDate) -> Option<Heading> {
        (!self.progress.is_closed()).then(|| heading(self.held.value.new.due.day, &self.progress, today))
    }

    /// Received after the day on which it was due.
    pub(in crate::app) fn is_overtaken(&self) -> bool {
        is_received_late(self.held.value.new.due.day, self.received_at)
    }

    /// In what order they are called.
    pub(in crate::app) fn order(&self, today: NaiveDate) -> impl Ord + use<> {
        let new = &self.held.value.new;
        let heading = self.heading(today).map_or(3, |heading| heading as u8);
        (heading, !self.urgent_child, order(self.is_overtaken(), new.urgency, new.began))
    }
}

impl Desk {
    /// Every follow-up whose call was not taken off the common list.
    pub(in crate::app) fn followed(&self) -> Vec<Followed<'_>> {
        let calls = self.docs.calls();
        let followed = calls.follow_ups().filter_map(|(doc, held)| {
            let note = held.parent?;
            let gone = held.withdrawn || calls.note(note).is_some_and(|note| note.withdrawn);
            let loose = calls.is_loose(note) || self.kind_of(held.space) == Some(SpaceKind::Duty);
            // What was tied to a family came when the loose call did: its copy bears that time.
            let came = calls.note(note).filter(|note| note.value.call.copy.is_some());
            let came = came.map(|note| note.value.stamp.device_time);
            let received_at = held.received_at.map(|at| came.unwrap_or(at));
            (!gone).then(|| {
                let progress = held.value.progress_by(|fact| self.said_by(note, fact).unwrap_or(fact.stamp.by));
                let child = calls.note(note).is_some_and(|note| note.value.call.caller_kind == CallerKind::Child);
                let urgent_child = child && held.value.new.urgency == Urgency::First;
                Followed { doc, note, held, received_at, progress, loose, urgent_child }
            })
        });
        followed.collect()
    }

    /// Who said a fact about a call: its author, or, if it was said while the call was tied to no family, whoever did then.
    /// Whoever tied it only wrote it along; once the loose call is gone from the device nobody here knows whose it was.
    pub(in crate::app) fn said_by(&self, note: DocId, fact: &Fact) -> Option<PersonId> {
        let calls = self.docs.calls();
        let Some((loose, _)) = calls.note(note).and_then(|note| note.value.call.copy) else {
            return Some(fact.stamp.by);
        };
        let loose = calls.follow_up(call::follow_up_of(loose));
        let first = loose.and_then(|loose| {
            let same = |one: &&Fact| one.id == fact.id && one.at == fact.at && one.what == fact.what;
            loose.value.facts.iter().find(same)
        });
        // What was written along bears its own time, earlier than that of the change it came in.
        let own = || (fact.at >= fact.stamp.device_time).then_some(fact);
        first.or_else(own).map(|fact| fact.stamp.by)
    }

    pub(in crate::app) fn kind_of(&self, space: SpaceId) -> Option<SpaceKind> {
        self.engine.state().space(self.engine.config().acting, space).map(|view| view.space.kind)
    }

    /// The consultants of a space, as far as the person may know them.
    pub(in crate::app) fn consultants(&self, space: SpaceId) -> Vec<Membership> {
        let view = self.engine.state().space(self.engine.config().acting, space);
        let members = view.map(|view| view.space.members.as_slice()).unwrap_or_default();
        let consultants = members.iter().filter(|member| member.role == Role::Consultant);
        let row = consultants.map(|member| Membership {
            person: member.person,
            space,
            role: member.role,
            unit: member.unit,
            stand_in: member.stand_in,
            course: member.course,
            window: member.window,
            sees_from: member.sees_from,
            own_only: member.own_only,
        });
        row.collect()
    }

    /// Whether the person is among those whose follow-up it is now. What is tied to no family is every consultant's.
    pub(in crate::app) fn is_mine(&self, followed: &Followed<'_>, now: Timestamp) -> bool {
        let at = self.engine.state().corrected(now);
        let me = self.engine.config().person;
        followed.loose
            || addressed(&self.consultants(followed.held.space), followed.progress.handed_to, at).contains(&me)
    }

    /// A family's calls: open ones as they should be followed up, then the closed ones, the latest first.
    pub(in crate::app) fn calls_of(&self, space: SpaceId, now: Timestamp) -> Vec<Followed<'_>> {
        let today = self.day(now);
        let of = self.followed().into_iter().filter(|followed| followed.held.space == space);
        let (mut closed, mut open): (Vec<_>, Vec<_>) = of.partition(|followed| followed.progress.is_closed());
        open.sort_by_key(|followed| followed.order(today));
        closed.sort_by_key(|followed| std::cmp::Reverse(followed.held.value.new.began));
        closed.truncate(CLOSED);
        open.extend(closed);
        open
    }

    pub(in crate::app) fn day(&self, now: Timestamp) -> NaiveDate {
        self.engine.state().corrected(now).local_date().unwrap_or_default()
    }

    /// Calls whose texts the page shows, and the card that it shows.
    pub(super) fn calls_shown(&self, now: Timestamp) -> Vec<DocId> {
        let notes = |followed: Vec<Followed<'_>>| followed.iter().map(|followed| followed.note).collect();
        if self.settings.acting.role != Role::Consultant {
            return Vec::new();
        }
        match self.route {
            Route::Calls(CallPlace::Family(space)) => notes(self.calls_of(space, now)),
            Route::Calls(CallPlace::All) => notes(self.untaken(now)),
            Route::Calls(CallPlace::Loose(doc) | CallPlace::Journal(doc)) => vec![doc],
            Route::Calls(CallPlace::Card(space) | CallPlace::EditCard(space)) => {
                self.docs.calls().card(space).map(|(doc, _)| doc).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn enter_calls(&mut self, place: CallPlace, ctx: &mut Ctx<'_>) {
        self.calls.fault = None;
        self.calls.card_fault = None;
        self.calls.away_deed = AdminDeed::Ready;
        self.calls.doing = None;
        match place {
            CallPlace::Away => self.ask_away(AwayAsk::Look, ctx),
            CallPlace::Rota => self.enter_rota(ctx),
            CallPlace::EditCard(space) => self.open_card(space, ctx.now),
            CallPlace::Card(_) | CallPlace::OurCard(_) => self.ask_openings(ctx),
            _ => {}
        }
    }

    pub(super) fn follow_up_intent(&mut self, intent: FollowUpIntent, ctx: &mut Ctx<'_>) {
        self.calls.fault = None;
        let drop = intent.jot().map(|at| self.jot_names(at)).unwrap_or_default();
        let job = match intent {
            FollowUpIntent::Say { follow_ups, saying } => {
                let shown = self.calls_shown(ctx.now);
                let follow_ups: Vec<DocId> = follow_ups
                    .into_iter()
                    .filter(|doc| shown.iter().any(|note| call::follow_up_of(*note) == *doc))
                    .collect();
                match self.what(saying, &follow_ups, self.day(ctx.now)) {
                    _ if follow_ups.is_empty() => return,
                    Ok(what) => CallJob::Say { follow_ups, what },
                    Err(fault) => return self.calls.fault = fault,
                }
            }
            FollowUpIntent::Release { note, to } => match self.release(note, to) {
                Some(job) => job,
                None => return,
            },
            FollowUpIntent::ReleaseOfChild { note } => match self.release_of_child(note) {
                Some(job) => job,
                None => return,
            },
            FollowUpIntent::Withhold { note, reason } => match Line::new(&reason) {
                Some(reason) => {
                    CallJob::Say { follow_ups: vec![call::follow_up_of(note)], what: What::Withheld { reason } }
                }
                None => return self.calls.fault = Some(fault_of(&reason)),
            },
            FollowUpIntent::LineBack { receipt, text } => match Note::new(&text) {
                Some(text) => CallJob::LineBack { receipt, text },
                None => return self.calls.fault = Some(fault_of(&text)),
            },
            FollowUpIntent::Tie { loose, space } => CallJob::Tie { loose, space },
            FollowUpIntent::Copy(text) => return ctx.out.push(Command::Copy(text)),
            FollowUpIntent::Print => return ctx.out.push(Command::Print),
            FollowUpIntent::Away(ask) => return self.away_intent(ask, ctx),
            FollowUpIntent::Rota(ask) => return self.rota_intent(ask, ctx),
        };
        self.do_once(Job::Call { job, drop });
    }

    /// What was said as a fact; `None` for what cannot be done.
    fn what(&self, saying: Saying, follow_ups: &[DocId], today: NaiveDate) -> Result<What, Option<CallFault>> {
        let note = |text: String| match text.trim() {
            "" => Ok(None),
            words => Note::new(words).map(Some).ok_or(Some(CallFault::TooLong)),
        };
        Ok(match saying {
            Saying::Taken => What::Taken,
            Saying::NotReached(Some(day)) if day < today => return Err(Some(CallFault::Past)),
            Saying::NotReached(again_on) => What::NotReached { again_on },
            Saying::Talked(outcome) => What::Talked { outcome: note(outcome)? },
            Saying::Handed(to) => {
                let calls = self.docs.calls();
                let spaces = follow_ups.iter().filter_map(|doc| Some(calls.follow_up(*doc)?.space));
                let here = spaces.into_iter().all(|space| self.consultants(space).iter().any(|m| m.person == to));
                if !here {
                    return Err(None);
                }
                What::Handed { to }
            }
            Saying::Closed(outcome) => What::Closed { outcome: note(outcome)? },
            Saying::Reopened => What::Reopened,
            Saying::Filed(reference) => match reference.trim() {
                "" => What::Filed { reference: None },
                words => What::Filed { reference: Some(Line::new(words).ok_or(Some(CallFault::TooLong))?) },
            },
        })
    }

    /// Whether the person may say who is away in the role acted in.
    pub(in crate::app) fn says_away(&self) -> bool {
        matches!(self.settings.acting.role, Role::Consultant | Role::Leader | Role::Administrator)
    }

    /// One deed at a time, so that a second press does nothing twice.
    fn away_intent(&mut self, ask: AwayAsk, ctx: &mut Ctx<'_>) {
        if ask.is_deed() {
            if self.calls.away_deed == AdminDeed::Doing {
                return;
            }
            self.calls.away_deed = AdminDeed::Doing;
            self.calls.doing = Some(ask);
        }
        self.ask_away(ask, ctx);
    }

    pub(super) fn ask_away(&mut self, ask: AwayAsk, ctx: &mut Ctx<'_>) {
        if self.says_away() {
            self.calls.away.asking |= !ask.is_deed();
            ctx.out.push(Command::AskAway(self.settings.acting, ask));
        }
    }

    pub(super) fn away_came(
        &mut self,
        acting: Acting,
        ask: AwayAsk,
        answer: Result<Consultants, ApiFault>,
        ctx: &mut Ctx<'_>,
    ) {
        if acting != self.settings.acting {
            return;
        }
        if self.calls.doing == Some(ask) {
            self.calls.doing = None;
            self.calls.away_deed = answer.as_ref().err().map_or(AdminDeed::Ready, AdminDeed::of);
            if answer.is_ok() {
                self.say(Said::Done, ctx);
            }
        }
        // What is known stands when a deed did not succeed.
        if !ask.is_deed() || answer.is_ok() {
            self.calls.away.came(answer);
        }
    }

    /// The card was not read yet when its form was opened.
    pub(super) fn open_card_late(&mut self, now: Timestamp) {
        let Route::Calls(CallPlace::EditCard(space)) = self.route else { return };
        let lacking = self.calls.form.as_ref().is_none_or(|form| form.space != space || form.card.is_none());
        if lacking && self.docs.calls().card(space).is_some() {
            self.open_card(space, now);
        }
    }

    /// The page of the family that a call is from.
    pub(super) fn family_of_call(&self, note: DocId) -> Option<Route> {
        let space = self.docs.calls().note(note)?.space;
        (self.kind_of(space) == Some(SpaceKind::Contact)).then_some(Route::Calls(CallPlace::Family(space)))
    }

    fn open_card(&mut self, space: SpaceId, now: Timestamp) {
        let doc = self.docs.calls().card(space).map(|(doc, _)| doc);
        let heads = |doc: DocId| Some((doc, self.engine.state().document(self.engine.config().acting, doc)?.heads()));
        let card = doc.and_then(heads);
        self.calls.form = Some(CardDesk { space, seen: self.form_of(space, now), card });
    }

    pub(super) fn card_intent(&mut self, intent: CardIntent, ctx: &mut Ctx<'_>) {
        self.calls.card_fault = None;
        let drop = intent.jot().map(|at| self.jot_names(at)).unwrap_or_default();
        let doc = DocId::random(ctx.rng);
        let built = match intent {
            CardIntent::Save { space, form } => self.save_card(doc, space, &form),
            CardIntent::Settle { space, field, side } => {
                let card = self.docs.calls().card(space).map(|(doc, _)| doc);
                card.map(|doc| CardJob::Settle { doc, field, side }).ok_or(CardFault::NoCard)
            }
            CardIntent::KeepBoth { space, field } => {
                let card = self.docs.calls().card(space).map(|(doc, _)| doc);
                card.map(|doc| CardJob::KeepBoth { doc, field }).ok_or(CardFault::NoCard)
            }
            CardIntent::Propose { space, words } => {
                let words = NightWords::new(&words).ok_or(CardFault::Words);
                words.map(|words| CardJob::Propose { doc, space, words })
            }
            CardIntent::ClearNight(space) => {
                let card = self.docs.calls().card(space).map(|(doc, _)| doc);
                card.map(CardJob::ClearNight).ok_or(CardFault::NoCard)
            }
            CardIntent::AskOpenings => return self.ask_openings(ctx),
            CardIntent::TakeBack(help) => Ok(CardJob::TakeBack(help)),
            CardIntent::Answer { help, yes } => {
                let calls = self.docs.calls();
                let space = calls.helps().find(|(doc, _)| *doc == help).map(|(_, help)| help.space);
                let card = space.and_then(|space| calls.card(space)).map(|(doc, _)| doc);
                if yes && card.is_none() { Err(CardFault::NoCard) } else { Ok(CardJob::Answer { help, card, yes }) }
            }
        };
        match built {
            Ok(job) => self.do_once(Job::Card { job, drop }),
            Err(fault) => self.calls.card_fault = Some(fault),
        }
    }
}

fn fault_of(text: &str) -> CallFault {
    if text.trim().is_empty() { CallFault::Missing } else { CallFault::TooLong }
}
