//! One call with what became of it, for whoever follows up and for the family.

use std::collections::BTreeMap;

use samspil_shared::doc::What;
use samspil_shared::doc::call_note::CallNote;
use samspil_shared::doc::call_receipt::Settled;
use samspil_shared::doc::follow_up::FollowUp;
use samspil_shared::domain::call::{MayShow, receipt_of};
use samspil_shared::domain::{DocId, PersonId, Timestamp, UnitId};

use super::Show;
use super::numbers::tel;
use crate::app::model::desk::Followed;
use crate::app::model::docs::calls::Beside;
use crate::app::model::docs::said_at;
use crate::app::model::jobs::unit_name;
use crate::app::view::When;
use crate::app::view::follow_up::{CallFace, LineFace, ReceiptFace, StepFace, StepWhat};

/// Milliseconds that a call stands on a family's *I dag*, after it or after the last line about it.
const TOLD_MS: i64 = 14 * 24 * 60 * 60_000;

impl<'a> Show<'a> {
    pub(super) fn call_face(self, followed: &Followed<'a>) -> Option<CallFace> {
        let desk = self.desk;
        let held = desk.docs.calls().note(followed.note)?;
        let (note, new) = (&held.value, &followed.held.value.new);
        let call = &note.call;
        let text = |text: Option<&str>| text.map(str::to_owned);
        let facts = &followed.held.value.facts;
        let added = note.added.iter().filter_map(|fact| match &fact.what {
            What::Added { text } => Some((When::of(fact.at), text.as_str().to_owned())),
            _ => None,
        });
        let (receipt, lines) = self.receipt_of(followed, call.caller.is_some());
        let place_hidden = self.place_hidden(held.space);
        let may_show = followed.held.value.may_show();
        let can = desk.engine.access(followed.doc, self.now).writable().is_some();
        Some(CallFace {
            note: followed.note,
            follow_up: followed.doc,
            family: if followed.loose { Vec::new() } else { self.family_names(held.space) },
            heading: followed.heading(self.today()),
            began: When::of(call.began),
            ended: When::of(call.ended),
            received: followed.received_at.map(When::of),
            due: new.due.day,
            chips: self.chips(followed),
            caller_kind: call.caller_kind,
            caller: call.caller_name.as_ref().map(|name| name.as_str().to_owned()).or_else(|| {
                let name = call.caller.map(|person| self.full_name(person));
                name.filter(|name| !name.is_empty())
            }),
            tel: call.tel.as_ref().map(tel),
            about: text(call.about.as_ref().map(|about| about.as_str())),
            what: call.what.as_str().to_owned(),
            advice: text(call.advice.as_ref().map(|advice| advice.as_str())),
            agreed: text(call.agreed.as_ref().map(|agreed| agreed.as_str())),
            passed_on: call.passed_on,
            notice: call.notice,
            notice_by: text(call.notice_by.as_ref().map(|by| by.as_str())),
            may_show,
            why_not: why_not(note, &followed.held.value),
            caller_known: call.caller.is_some(),
            unseen: receipt.is_none() && may_show != MayShow::Nobody,
            // What is tied to no family has nobody it could be shown to.
            can_release: can && receipt.is_none() && !followed.loose,
            taken_by: self.full_name(note.taken_by()),
            // Whose akuttelefon a family calls tells in which corner of the country it lives.
            unit: if place_hidden { String::new() } else { self.unit_named(call.unit) },
            place_hidden,
            ring_back: followed.held.value.ring_back().map(|(at, done)| (When::of(at), done)),
            added: added.collect(),
            steps: facts
                .iter()
                .filter_map(|fact| self.step(desk.said_by(followed.note, fact), fact.at, &fact.what))
                .collect(),
            receipt,
            lines,
            filed: self.is_filed(followed),
            can,
            mine: followed.progress.takers.contains(&self.me()),
            standing: followed.held.standing.max(held.standing),
        })
    }

    /// Whether all of it is in the municipality's own system: also what was added to the note since, and what was written to
    /// the family.
    pub(super) fn is_filed(self, followed: &Followed<'a>) -> bool {
        let Some(filed_at) = followed.progress.filed_at else { return false };
        let calls = self.desk.docs.calls();
        let added = calls.note(followed.note).into_iter().flat_map(|note| &note.value.added).map(|fact| fact.at);
        let of_call = calls.receipts().filter(|(_, receipt)| receipt.parent == Some(followed.note));
        let lines = of_call.flat_map(|(_, receipt)| &receipt.value.lines);
        let lines = lines.filter(|fact| matches!(fact.what, What::LineBack { .. })).map(|fact| fact.at);
        added.chain(lines).all(|at| at <= filed_at)
    }

    fn unit_named(self, unit: UnitId) -> String {
        unit_name(&self.desk.engine, unit).map(|name| name.as_str().to_owned()).unwrap_or_default()
    }

    /// What the family is shown of a call by now, and all lines that were written to them.
    fn receipt_of(self, followed: &Followed<'a>, caller_known: bool) -> (Option<DocId>, Vec<LineFace>) {
        let calls = self.desk.docs.calls();
        let shown = followed.held.value.may_show();
        let of_call = |doc: DocId| calls.receipts().find(|(receipt, _)| *receipt == doc);
        let both = [MayShow::Adults, MayShow::Caller].into_iter().filter_map(|to| receipt_of(followed.note, to));
        let receipts: Vec<_> = both.filter_map(of_call).collect();
        let mut lines: Vec<(Timestamp, LineFace)> =
            receipts.iter().flat_map(|(_, receipt)| self.lines(receipt)).collect();
        lines.sort_by_key(|(at, _)| *at);
        let wanted = receipt_of(followed.note, shown).filter(|_| shown != MayShow::Caller || caller_known);
        let here = wanted.filter(|doc| of_call(*doc).is_some());
        (here, lines.into_iter().map(|(_, line)| line).collect())
    }

    fn lines(
        self,
        receipt: &Beside<samspil_shared::doc::call_receipt::CallReceipt>,
    ) -> impl Iterator<Item = (Timestamp, LineFace)> + use<'_, 'a> {
        receipt.value.lines.iter().filter_map(move |fact| match &fact.what {
            What::LineBack { text } => {
                let at = said_at(fact.at, fact.stamp.received_at);
                let who = self.full_name(fact.stamp.by);
                Some((at, LineFace { who, when: When::of(at), text: text.as_str().to_owned() }))
            }
            _ => None,
        })
    }

    fn step(self, by: Option<PersonId>, at: Timestamp, what: &What) -> Option<StepFace> {
        let note = |note: &Option<samspil_shared::doc::Note>| note.as_ref().map(|note| note.as_str().to_owned());
        let what = match what {
            What::Taken => StepWhat::Taken,
            What::NotReached { again_on } => StepWhat::NotReached(*again_on),
            What::Talked { outcome } => StepWhat::Talked(note(outcome)),
            What::Handed { to } => StepWhat::Handed(self.full_name(*to)),
            What::Closed { outcome } => StepWhat::Closed(note(outcome)),
            What::Reopened => StepWhat::Reopened,
            What::Filed { reference } => {
                StepWhat::Filed(reference.as_ref().map(|reference| reference.as_str().to_owned()))
            }
            What::Released { to } => StepWhat::Released(*to),
            What::Withheld { reason } => StepWhat::Withheld(reason.as_str().to_owned()),
            What::Tied { .. } => StepWhat::Tied,
            What::RungBack { done, next } => StepWhat::RungBack(*done, next.map(When::of)),
            _ => return None,
        };
        Some(StepFace { who: by.map(|by| self.full_name(by)), when: When::of(at), what })
    }

    /// The calls that the family is shown, the latest first.
    pub(super) fn receipts(self) -> Vec<ReceiptFace> {
        let since = self.at().plus_ms(-TOLD_MS);
        let mut calls: BTreeMap<DocId, Vec<(DocId, &Beside<_>)>> = BTreeMap::new();
        for (doc, receipt) in self.desk.docs.calls().receipts() {
            if let Some(note) = receipt.parent.filter(|_| !receipt.withdrawn) {
                calls.entry(note).or_default().push((doc, receipt));
            }
        }
        let mut faces: Vec<(Timestamp, ReceiptFace)> = Vec::new();
        for receipts in calls.into_values() {
            let mine = |receipt: &Beside<_>| receipt.readers.contains(&self.me());
            let Some((doc, first)) = receipts.iter().max_by_key(|(_, receipt)| mine(receipt)) else { continue };
            let mut lines: Vec<_> = receipts.iter().flat_map(|(_, receipt)| self.lines(receipt)).collect();
            lines.sort_by_key(|(at, _)| *at);
            let new = &first.value.new;
            let last = lines.last().map_or(new.began, |(at, _)| new.began.max(*at));
            if last < since {
                continue;
            }
            let caller = new.caller_name.as_ref().map(|name| name.as_str().to_owned());
            let said = receipts.iter().filter_map(|(_, receipt)| receipt.value.settled());
            let settled = said
                .map(|(how, fact)| (how, said_at(fact.at, fact.stamp.received_at)))
                .min_by_key(|(how, at)| (*how == Settled::Closed, *at));
            let face = ReceiptFace {
                doc: *doc,
                began: When::of(new.began),
                by_me: mine(first) || caller.as_ref().is_some_and(|name| *name == self.full_name(self.me())),
                caller,
                agreed: new.agreed.as_ref().map(|agreed| agreed.as_str().to_owned()),
                due: Some(new.due).filter(|due| settled.is_none() && *due >= self.today()),
                settled: settled.map(|(how, at)| (how, When::of(at))),
                lines: lines.into_iter().map(|(_, line)| line).collect(),
            };
            faces.push((new.began, face));
        }
        faces.sort_by_key(|(began, face)| (std::cmp::Reverse(*began), face.doc));
        faces.into_iter().map(|(_, face)| face).collect()
    }
}

/// Why a call is shown to nobody: as a consultant said last, else as whoever took it did.
pub(super) fn why_not(note: &CallNote, follow_up: &FollowUp) -> Option<String> {
    let says = |fact: &samspil_shared::doc::Fact| match &fact.what {
        What::Withheld { reason } => Some(reason.as_str().to_owned()),
        _ => None,
    };
    let said = follow_up.facts.iter().rev().find_map(says);
    said.or_else(|| note.call.why_not.as_ref().map(|why| why.as_str().to_owned()))
}
