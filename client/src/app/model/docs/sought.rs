//! Calls as *Søg* finds them: by every word that was written of them, and of what became of them.

use samspil_shared::doc::{Fact, What};
use samspil_shared::domain::{DocId, PersonId, SpaceId, Timestamp};

use super::calls::{Beside, CallRead, Calls};

/// Where words about a call stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) struct SoughtCall {
    /// The call that is meant; `None` where only what the family is shown of it is here.
    pub(in crate::app) note: Option<DocId>,
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) by: PersonId,
    pub(in crate::app) began: Timestamp,
}

/// The words in it; `None` for what has a search of its own.
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
        CallRead::Card(_) | CallRead::Help(_) | CallRead::Mark(_) => return None,
    };
    Some(words.join("\n"))
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
