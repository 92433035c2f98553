//! The akuttelefon.

mod call;
mod danger;
mod line;

use std::cmp::Reverse;

use chrono::{Datelike, NaiveDate};
use samspil_shared::api::duty;
use samspil_shared::doc::family_card::FamilyCard;
use samspil_shared::doc::follow_up::FollowUp;
use samspil_shared::doc::{BirthMonth, What};
use samspil_shared::domain::duty::{ADD_MS, CLOSES_AFTER_MS, LOOKS_BACK_MS, OPENS_BEFORE_MS};
use samspil_shared::domain::{DocId, Role, SpaceId, SpaceKind, Timestamp};

use self::line::{adults_of, tels_of};
use super::Show;
use crate::app::card_sides;
use crate::app::model::Model;
use crate::app::model::desk::ring_again;
use crate::app::model::docs::calls::Beside;
use crate::app::search::Query;
use crate::app::view::duty::{
    CallLine, ChildFace, DutyFamily, FamilyHit, Found, Handover, NewCall, RingFault, SavedCall, Shift, Turn,
};
use crate::app::view::{AnswerState, When};

/// Families that are shown of those that are meant.
const HITS: usize = 8;
/// Digits from which on a number is looked for.
const DIGITS: usize = 3;
/// What is on tonight: so long before now and after it.
const TONIGHT_MS: i64 = 16 * 3_600_000;

/// A shift as the rota or the own window tells it.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: Timestamp,
    until: Timestamp,
}

impl Model {
    /// *Vagt*; of a duty officer alone.
    pub fn shift(&self) -> Option<Shift> {
        Some(self.on_duty()?.shift())
    }

    /// The card of a family.
    pub fn duty_family(&self, space: SpaceId) -> Option<DutyFamily> {
        self.on_duty()?.duty_family(space)
    }

    /// *Nyt opkald*, while one is open.
    pub fn new_call(&self) -> Option<NewCall> {
        self.on_duty()?.new_call()
    }

    /// A call that was saved.
    pub fn saved_call(&self, doc: DocId) -> Option<SavedCall> {
        self.on_duty()?.saved_call(doc)
    }

    /// What is wrong with when the shift is to call again, as it was typed.
    pub fn ring_fault(&self, follow_up: DocId, day: &str, clock: &str) -> Option<RingFault> {
        let began = self.on_duty()?.desk.docs.calls().follow_up(follow_up)?.value.new.began;
        ring_again(day, clock, self.corrected(), began).err()
    }

    /// *Overlevering*.
    pub fn handover(&self) -> Option<Handover> {
        Some(self.on_duty()?.handover())
    }

    fn on_duty(&self) -> Option<Show<'_>> {
        self.show().filter(|show| show.desk.is_on_duty())
    }
}

impl Show<'_> {
    /// The own shift that is now, or the next one.
    fn own_span(self) -> Option<Span> {
        let (at, me) = (self.at(), self.me());
        let rota = self.desk.rota().map(|(_, rota)| rota.shifts).unwrap_or_default();
        let own = rota.iter().filter(|shift| shift.person == me && shift.ended_at.is_none());
        let of_rota = own.map(|shift| Span { from: shift.from, until: shift.until });
        let next = of_rota.filter(|span| at < span.until.plus_ms(CLOSES_AFTER_MS)).min_by_key(|span| span.from);
        next.or_else(|| {
            self.window().map(|(from, until)| Span {
                from: from.plus_ms(OPENS_BEFORE_MS),
                until: until.plus_ms(-CLOSES_AFTER_MS),
            })
        })
    }

    /// The window in which the families' cards are here.
    fn window(self) -> Option<(Timestamp, Timestamp)> {
        let reaches = |space| {
            let view = self.desk.engine.state().space(self.desk.settings.acting, space);
            view.is_some_and(|view| matches!(view.space.kind, SpaceKind::Contact | SpaceKind::Duty))
        };
        let rows = self.desk.engine.memberships(self.now).into_iter();
        let open = rows.filter(|m| m.role == Role::DutyOfficer && !m.own_only && reaches(m.space));
        open.filter_map(|m| Some((m.window.from, m.window.until?))).max_by_key(|(_, until)| *until)
    }

    fn shift(self) -> Shift {
        let desk = self.desk;
        let (at, me) = (self.at(), self.me());
        let rota = desk.rota();
        let own_span = self.own_span();
        let turns: Vec<Turn> =
            rota.iter().flat_map(|(_, rota)| &rota.shifts).filter_map(|shift| self.turn(shift)).collect();
        let own = own_span.map(|span| {
            let of_rota = turns.iter().find(|turn| turn.mine && turn.from == When::of(span.from)).cloned();
            of_rota.unwrap_or_else(|| Turn {
                shift: None,
                name: self.full_name(me),
                mine: true,
                now: span.from <= at && at < span.until,
                from: When::of(span.from),
                until: When::of(span.until),
                offered_to: None,
            })
        });
        let shifts = || rota.iter().flat_map(|(_, rota)| &rota.shifts).filter(|shift| shift.ended_at.is_none());
        let near = |shift: &&duty::Shift| at < shift.until && shift.from < at.plus_ms(TONIGHT_MS);
        let colleagues = rota.iter().flat_map(|(_, rota)| &rota.officers).filter(|officer| officer.person != me);
        let mut own_calls = self.own_calls();
        own_calls.sort_by_key(|(began, _)| Reverse(*began));
        Shift {
            today: self.today(),
            own,
            to_give: shifts()
                .filter(|shift| shift.person == me && at < shift.until)
                .filter_map(|shift| self.turn(shift))
                .collect(),
            open_until: self.window().map(|(_, until)| When::of(until)),
            tonight: shifts().filter(near).filter_map(|shift| self.turn(shift)).collect(),
            offered: shifts()
                .filter(|shift| shift.offered_to == Some(me) && at < shift.until)
                .filter_map(|shift| self.turn(shift))
                .collect(),
            colleagues: colleagues.map(|officer| (officer.person, officer.name.clone())).collect(),
            fetched: rota.as_ref().map(|(at, _)| When::of(*at)),
            state: match &desk.duty.fault {
                _ if desk.duty.asking => AnswerState::Asking,
                None => AnswerState::Known,
                Some(crate::app::msg::ApiFault::Unreachable) => AnswerState::Offline,
                Some(_) if desk.marks.needs_sign_in => AnswerState::SignIn,
                Some(_) => AnswerState::Failed,
            },
            deed: desk.duty.deed,
            typed: desk.duty.typed.clone(),
            found: self.find(&desk.duty.typed),
            ring_backs: self.ring_backs(own_span),
            save: desk.deed,
            own_calls: own_calls.into_iter().map(|(_, line)| line).collect(),
            drafts: self.drafts(),
        }
    }

    fn turn(self, shift: &duty::Shift) -> Option<Turn> {
        let at = self.at();
        let named = |person| {
            let rota = self.desk.rota().map(|(_, rota)| rota.officers).unwrap_or_default();
            rota.into_iter().find(|officer| officer.person == person).map(|officer| officer.name)
        };
        shift.ended_at.is_none().then(|| Turn {
            shift: Some(shift.shift),
            name: shift.name.clone(),
            mine: shift.person == self.me(),
            now: shift.from <= at && at < shift.until,
            from: When::of(shift.from),
            until: When::of(shift.until),
            offered_to: shift.offered_to.and_then(named),
        })
    }

    /// Families whose adults, children, consultant or number some letters mean.
    fn find(self, typed: &str) -> Found {
        let query = Query::begun(typed);
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let calls = self.desk.docs.calls();
        let cards = calls.cards().count();
        if query.is_empty() {
            return Found { cards, ..Found::default() };
        }
        let fits = |space: SpaceId, card: &FamilyCard| {
            let adults = card_sides::numbers(card);
            let children = card_sides::children(card);
            let names = adults.iter().map(|adult| adult.name.as_str());
            let names = names.chain(children.iter().map(|child| child.name.as_str())).map(str::to_owned);
            let names: Vec<String> = names.chain(self.consultants(space)).collect();
            let number = |tel: &str| digits.len() >= DIGITS && tel.contains(&digits);
            query.fits(&names.join(" "))
                || adults.iter().filter_map(|adult| adult.tel.as_ref()).any(|tel| number(tel.as_str()))
        };
        let mut hits: Vec<(String, FamilyHit)> = calls
            .cards()
            .filter(|(_, card)| fits(card.space, &card.value))
            .map(|(_, card)| {
                let adults = adults_of(&card.value).join(" · ");
                let hit = FamilyHit {
                    space: card.space,
                    adults: query.snippet(&adults),
                    children: self.children_of(&card.value),
                    consultants: self.consultants(card.space),
                };
                (adults, hit)
            })
            .collect();
        hits.sort_by(|(a, one), (b, other)| (a, one.space).cmp(&(b, other.space)));
        let more = hits.len() > HITS;
        Found { asked: true, hits: hits.into_iter().take(HITS).map(|(_, hit)| hit).collect(), more, cards }
    }

    fn children_of(self, card: &FamilyCard) -> Vec<ChildFace> {
        let today = self.today();
        let face = |name: &str, born: Option<BirthMonth>| ChildFace {
            name: name.to_owned(),
            age: born.and_then(|born| age(born, today)),
        };
        card_sides::children(card).iter().map(|child| face(child.name.as_str(), child.born)).collect()
    }

    fn consultants(self, space: SpaceId) -> Vec<String> {
        let fixed = self.members(space).filter(|member| member.role == Role::Consultant && !member.stand_in);
        let mut names: Vec<String> = fixed.map(|member| member.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn duty_family(self, space: SpaceId) -> Option<DutyFamily> {
        let (_, card) = self.desk.docs.calls().card(space)?;
        let card = &card.value;
        Some(DutyFamily {
            space,
            adults: tels_of(card),
            children: self.children_of(card),
            consultants: self.consultants(space),
            know: card_sides::know(card),
            place_hidden: self.place_hidden(space),
            night_help: card_sides::night_help(card),
            apart: card_sides::is_apart(card),
        })
    }

    /// Own calls that nobody took up, and those that can be added to.
    fn own_calls(self) -> Vec<(Timestamp, CallLine)> {
        let (at, me) = (self.at(), self.me());
        let calls = self.desk.docs.calls();
        let mine = calls.follow_ups().filter(|(_, follow_up)| follow_up.author == me);
        let open = mine.filter(|(_, follow_up)| {
            let saved = follow_up.received_at.unwrap_or(follow_up.value.new.ended);
            !follow_up.value.progress().is_taken() || at < saved.plus_ms(ADD_MS)
        });
        let here = open.filter(|(_, one)| one.parent.is_some_and(|note| calls.note(note).is_some()));
        here.map(|(doc, one)| (one.value.new.began, self.line(doc, one))).collect()
    }

    /// Call backs that are due in the own shift, or were due: until somebody did call.
    fn ring_backs(self, span: Option<Span>) -> Vec<CallLine> {
        let until = span.map_or(self.at(), |span| span.until);
        let promised = self.desk.docs.calls().follow_ups().filter_map(|(doc, one)| {
            let (at, done) = one.value.ring_back().filter(|(at, _)| *at < until)?;
            let open = done != Some(true) && !one.withdrawn && !is_settled(&one.value);
            open.then_some((at, doc, one))
        });
        let mut promised: Vec<_> = promised.collect();
        promised.sort_by_key(|(at, doc, _)| (*at, *doc));
        promised.into_iter().map(|(_, doc, one)| self.line(doc, one)).collect()
    }

    /// The own shift that was given to somebody else while it went on, or was ended: as long as its calls can be added
    /// to, it is what there is to tell of, unless another one has begun.
    fn told_span(self) -> Option<Span> {
        let (at, me) = (self.at(), self.me());
        let next = self.own_span();
        if next.is_some_and(|span| span.from <= at) {
            return next;
        }
        let rota = self.desk.rota().map(|(_, rota)| rota.shifts).unwrap_or_default();
        let own = rota.iter().filter(|shift| shift.person == me);
        let ended = own.filter_map(|shift| Some(Span { from: shift.from, until: shift.ended_at?.min(shift.until) }));
        let ended = ended.filter(|span| span.from < span.until && at < span.until.plus_ms(CLOSES_AFTER_MS));
        ended.max_by_key(|span| span.until).or(next)
    }

    fn handover(self) -> Handover {
        let (at, me) = (self.at(), self.me());
        let span = self.told_span();
        // Before a shift there is none of one's own to tell of yet.
        let since = span.map(|span| span.from).filter(|from| *from <= at).unwrap_or(at);
        let calls: Vec<_> = self.desk.docs.calls().follow_ups().filter(|(_, one)| !one.withdrawn).collect();
        let began = |one: &Beside<FollowUp>| one.value.new.began;
        let mut tonight: Vec<_> = calls.iter().filter(|(_, one)| began(one) >= since).collect();
        let is_before = |one: &Beside<FollowUp>| began(one) < since && began(one) >= since.plus_ms(-LOOKS_BACK_MS);
        let mut before: Vec<_> = calls.iter().filter(|(_, one)| is_before(one)).collect();
        tonight.sort_by_key(|(doc, one)| (began(one), *doc));
        before.sort_by_key(|(doc, one)| (Reverse(began(one)), *doc));
        let line = |(doc, one): &(DocId, &Beside<FollowUp>)| self.line(*doc, one);
        let mut promised: Vec<_> = calls
            .iter()
            .filter(|(_, one)| one.value.ring_back().is_some_and(|(_, done)| done != Some(true)))
            .filter(|(_, one)| !is_settled(&one.value))
            .collect();
        promised.sort_by_key(|(doc, one)| (one.value.ring_back(), *doc));
        let rota = self.desk.rota();
        let after = span.map_or(at, |span| span.until);
        let others = rota.iter().flat_map(|(_, rota)| &rota.shifts);
        let others = others.filter(|shift| shift.person != me && shift.ended_at.is_none() && shift.until > after);
        Handover {
            today: self.today(),
            next: others.min_by_key(|shift| shift.from).and_then(|shift| self.turn(shift)),
            tonight: tonight.into_iter().map(line).collect(),
            before: before.into_iter().map(line).collect(),
            ring_backs: promised.into_iter().map(line).collect(),
            fetched: rota.as_ref().map(|(at, _)| When::of(*at)),
        }
    }
}

/// Whether somebody talked with them or closed it, and nobody opened it again: no shift has to call back any more.
fn is_settled(follow_up: &FollowUp) -> bool {
    follow_up.facts.iter().fold(false, |settled, fact| match fact.what {
        What::Talked { .. } | What::Closed { .. } | What::Tied { .. } => true,
        What::Reopened => false,
        _ => settled,
    })
}

fn age(born: BirthMonth, today: NaiveDate) -> Option<u16> {
    let years = today.year() - i32::from(born.year()) - i32::from(today.month() < u32::from(born.month()));
    u16::try_from(years).ok()
}
