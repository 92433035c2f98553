//! Calls as *Søg* finds them: by every word that was written of them, and of what became of them. And families' cards, with
//! what families would have them say.

use samspil_shared::doc::family_card::FamilyCard;
use samspil_shared::doc::night_help::Answer;
use samspil_shared::doc::{Fact, Stamp, What};
use samspil_shared::domain::{DocId, PersonId, SpaceId, Timestamp};

use super::calls::{Beside, CallRead, Calls};
use super::said_at;

/// Where words about a call stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) struct SoughtCall {
    /// The call that is meant; `None` where only what the family is shown of it is here.
    pub(in crate::app) note: Option<DocId>,
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) by: PersonId,
    pub(in crate::app) began: Timestamp,
}

/// Where words on a family's card, or for it, stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) struct SoughtCard {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) by: PersonId,
    pub(in crate::app) at: Timestamp,
    /// The family's card, where these words are only meant for it.
    pub(in crate::app) card: Option<DocId>,
}

/// The words in it; `None` for what says none.
pub(super) fn words_of(read: &Beside<CallRead>) -> Option<String> {
    if read.withdrawn {
        return None;
    }
    let words: Vec<&str> = match &read.value {
        CallRead::Note(note) | CallRead::Loose(note) => {
            let call = &note.call;
            let lines = [&call.caller_name, &call.about, &call.best_time, &call.notice_by, &call.why_not];
            let notes = [&call.advice, &call.agreed];
            std::iter::once(call.what.as_str())
                .chain(notes.into_iter().flatten().map(|note| note.as_str()))
                .chain(lines.into_iter().flatten().map(|line| line.as_str()))
                .chain(said(&note.added))
                .collect()
        }
        CallRead::FollowUp(follow_up) => said(&follow_up.facts).collect(),
        CallRead::Receipt(receipt) => {
            let agreed = receipt.new.agreed.as_ref().map(|agreed| agreed.as_str());
            agreed.into_iter().chain(said(&receipt.lines)).collect()
        }
        CallRead::Card(card) => return Some(words_on(card)),
        // What was taken back is shown nowhere, unless it stands on the card still.
        CallRead::Help(help) if help.answer() == Answer::TakenBack => return None,
        CallRead::Help(help) => vec![help.words.as_str()],
        CallRead::Mark(_) => return None,
    };
    Some(words.join("\n"))
}

/// All that is written on a card, both sides of what was set apart too.
fn words_on(card: &FamilyCard) -> String {
    let adults = card.adults.all().flat_map(|side| side.value.list()).flat_map(|adult| {
        [Some(adult.name.as_str()), adult.tel.as_ref().map(|tel| tel.as_str())].into_iter().flatten()
    });
    let children = card.children.all().flat_map(|side| side.value.list()).map(|child| child.name.as_str());
    let know = card.know.iter().flat_map(|field| field.all()).filter_map(|side| side.value.as_ref());
    let night = card.night_help.iter().flat_map(|field| field.all()).filter_map(|side| side.value.as_ref());
    let words = adults.chain(children).chain(know.map(|know| know.as_str())).chain(night.map(|night| night.as_str()));
    words.collect::<Vec<_>>().join("\n")
}

/// When something was last written on a card.
fn last_on(card: &FamilyCard) -> Timestamp {
    let at = |stamp: &Stamp| said_at(stamp.device_time, stamp.received_at);
    let adults = card.adults.all().map(|side| at(&side.stamp));
    let children = card.children.all().map(|side| at(&side.stamp));
    let know = card.know.iter().flat_map(|field| field.all()).map(|side| at(&side.stamp));
    let night = card.night_help.iter().flat_map(|field| field.all()).map(|side| at(&side.stamp));
    adults.chain(children).chain(know).chain(night).max().unwrap_or(Timestamp::from_ms(0))
}

/// What people wrote in these.
fn said(facts: &[Fact]) -> impl Iterator<Item = &str> {
    facts.iter().filter_map(|fact| match &fact.what {
        What::Added { text } | What::LineBack { text } => Some(text.as_str()),
        What::Talked { outcome } | What::Closed { outcome } => outcome.as_ref().map(|outcome| outcome.as_str()),
        What::Filed { reference } => reference.as_ref().map(|reference| reference.as_str()),
        What::Withheld { reason } => Some(reason.as_str()),
        _ => None,
    })
}

impl Calls {
    /// The card that these words stand on, or are meant for.
    pub(in crate::app) fn sought_card(&self, doc: DocId) -> Option<SoughtCard> {
        if let Some((_, held)) = self.cards().find(|(id, _)| *id == doc) {
            let at = last_on(&held.value);
            return Some(SoughtCard { space: held.space, by: held.author, at, card: None });
        }
        let (_, help) = self.helps().find(|(id, _)| *id == doc)?;
        let stamp = &help.value.stamp;
        let card = self.card(help.space).map(|(card, _)| card);
        let at = said_at(stamp.device_time, stamp.received_at);
        Some(SoughtCard { space: help.space, by: help.author, at, card })
    }

    /// When the first of all calls began.
    pub(in crate::app) fn oldest(&self) -> Option<Timestamp> {
        let notes = self.notes().map(|(_, note)| note.value.call.began);
        notes.chain(self.receipts().map(|(_, receipt)| receipt.value.new.began)).min()
    }

    /// The call that these words are about.
    pub(in crate::app) fn sought(&self, doc: DocId) -> Option<SoughtCall> {
        if let Some(receipt) = self.receipts().find_map(|(id, receipt)| (id == doc).then_some(receipt)) {
            let (space, by, began) = (receipt.space, receipt.author, receipt.value.new.began);
            return Some(SoughtCall { note: None, space, by, began });
        }
        let note = self.follow_up(doc).map_or(Some(doc), |follow_up| follow_up.parent)?;
        let held = self.note(note).filter(|held| !held.withdrawn)?;
        let (space, by, began) = (held.space, held.value.taken_by(), held.value.call.began);
        Some(SoughtCall { note: Some(note), space, by, began })
    }
}
