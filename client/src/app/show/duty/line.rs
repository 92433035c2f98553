//! A call in an officer's lists: whom it is from, whom to call back, and that nobody of the family may hear of it.

use samspil_shared::doc::call_note::Call;
use samspil_shared::doc::family_card::FamilyCard;
use samspil_shared::doc::follow_up::FollowUp;
use samspil_shared::domain::call::MayShow;
use samspil_shared::domain::follow_up::Status;
use samspil_shared::domain::{DocId, SpaceId};

use crate::app::card_sides;
use crate::app::model::docs::calls::Beside;
use crate::app::show::Show;
use crate::app::show::numbers::tel;
use crate::app::view::When;
use crate::app::view::duty::{CallLine, CallStatus};
use crate::app::view::numbers::Tel;

impl Show<'_> {
    /// Whom a call is about: the adults of its family, or the name that the caller gave.
    pub(super) fn who(self, space: SpaceId, note: Option<DocId>) -> Vec<String> {
        let calls = self.desk.docs.calls();
        if let Some((_, card)) = calls.card(space) {
            return adults_of(&card.value);
        }
        let call = note.and_then(|note| calls.note(note)).map(|note| &note.value.call);
        call.and_then(|call| self.caller_of(call)).into_iter().collect()
    }

    /// The name of whoever called.
    fn caller_of(self, call: &Call) -> Option<String> {
        let given = call.caller_name.as_ref().map(|name| name.as_str().to_owned());
        let known = call.caller.map(|person| self.full_name(person));
        given.or(known).filter(|name| !name.is_empty())
    }

    pub(super) fn line(self, doc: DocId, follow_up: &Beside<FollowUp>) -> CallLine {
        let calls = self.desk.docs.calls();
        let note = follow_up.parent.filter(|_| follow_up.author == self.me());
        let own = note.and_then(|note| calls.note(note));
        let call = own.map(|own| &own.value.call);
        let new = &follow_up.value.new;
        let family = self.who(follow_up.space, note);
        let caller = call.and_then(|call| self.caller_of(call));
        let of_family = caller.as_ref().is_none_or(|caller| family.contains(caller));
        let (tels, tels_unsure) = self.tels(follow_up.space, call);
        CallLine {
            follow_up: doc,
            note: note.filter(|_| own.is_some()),
            who: caller.map_or_else(|| family.clone(), |caller| vec![caller]),
            family: if of_family { Vec::new() } else { family },
            withheld: follow_up.value.may_show() == MayShow::Nobody,
            began: When::of(new.began),
            urgency: new.urgency,
            agreed: new.agreed.as_ref().map(|agreed| agreed.as_str().to_owned()),
            due: new.due.day,
            status: self.call_status(&follow_up.value),
            ring_back: follow_up.value.ring_back().map(|(at, _)| When::of(at)),
            rung_back: follow_up.value.rung_back(),
            tels,
            tels_unsure,
            place_hidden: self.place_hidden(follow_up.space),
            standing: own.map_or(follow_up.standing, |own| own.standing.max(follow_up.standing)),
        }
    }

    /// The number of whoever called, if that is known; else all on the family's card, which may be others'.
    fn tels(self, space: SpaceId, call: Option<&Call>) -> (Vec<(String, Tel)>, bool) {
        let card = self.desk.docs.calls().card(space).map(|(_, card)| card_sides::numbers(&card.value));
        let card = card.unwrap_or_default();
        let given = call.and_then(|call| call.tel.as_ref()).map(|number| (String::new(), tel(number)));
        let called = |call: &Call| {
            let is = |adult: &&samspil_shared::doc::CardAdult| match (call.caller, &call.caller_name) {
                (Some(person), _) => adult.person == Some(person),
                (None, Some(name)) => adult.name == *name,
                (None, None) => false,
            };
            card.iter().find(is).and_then(|adult| Some((adult.name.as_str().to_owned(), tel(adult.tel.as_ref()?))))
        };
        let own: Vec<(String, Tel)> = call.and_then(called).into_iter().chain(given).collect();
        if !own.is_empty() {
            return (own, false);
        }
        let all = card.iter().filter_map(|adult| Some((adult.name.as_str().to_owned(), tel(adult.tel.as_ref()?))));
        let all: Vec<(String, Tel)> = all.collect();
        let unsure = !all.is_empty();
        (all, unsure)
    }

    pub(super) fn call_status(self, follow_up: &FollowUp) -> CallStatus {
        let progress = follow_up.progress();
        match progress.status {
            Status::New => CallStatus::New,
            Status::Taken => CallStatus::Taken(progress.last.map(|(by, _)| self.full_name(by)).unwrap_or_default()),
            Status::NotReached => CallStatus::NotReached,
            Status::Talked => CallStatus::Talked,
            Status::Handed(_) => CallStatus::Handed,
            Status::Closed if follow_up.tied_to().is_some() => CallStatus::Tied,
            Status::Closed => CallStatus::Closed,
            Status::Reopened => CallStatus::Reopened,
        }
    }
}

pub(super) fn adults_of(card: &FamilyCard) -> Vec<String> {
    card_sides::people(card).iter().map(|adult| adult.name.as_str().to_owned()).collect()
}

pub(super) fn tels_of(card: &FamilyCard) -> Vec<(String, Option<Tel>)> {
    let adults = card_sides::numbers(card);
    adults.iter().map(|adult| (adult.name.as_str().to_owned(), adult.tel.as_ref().map(tel))).collect()
}
