//! What people do.

use std::collections::BTreeMap;

use minicbor::bytes::ByteVec;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{About, Day, Intent, Pen, SCHEMA, comment, publication};
use samspil_shared::domain::{
    ActorId, Audience, ChangeHash, DocId, DocState, DocumentMeta, Kind, Role, SpaceId, Timestamp,
};
use samspil_shared::sync::engine::LocalOp;
use samspil_shared::sync::frame::NewDocument;
use samspil_shared::sync::state::HeldDocument;

use crate::device::{Device, TabId};
use crate::model::{Claim, Model, ModelDoc, in_words, sentences_in};
use crate::people::Cast;

/// Characters of a long text, of four bytes each: a page of a first sync has room for a few such texts.
const LONG: usize = 12_500;
/// What makes a text long.
const FILLING: &str = "\u{1d11e}";

/// What somebody does.
pub(crate) struct Deed {
    pub(crate) what: &'static str,
    pub(crate) ops: Vec<LocalOp>,
    pub(crate) claims: Vec<Claim>,
}

/// An edit that somebody has begun at the heads of that moment.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    doc: DocId,
    base: Vec<ChangeHash>,
    text: String,
    put: String,
    taken: Vec<String>,
}

/// Who acts, where and when.
pub(crate) struct Hand<'a> {
    pub(crate) cast: &'a Cast,
    pub(crate) device: &'a mut Device,
    pub(crate) tab: TabId,
    pub(crate) model: &'a mut Model,
    /// Whether those who are at home write at length.
    pub(crate) at_length: bool,
    /// By the device's clock.
    pub(crate) now: Timestamp,
    pub(crate) rng: &'a mut ChaCha8Rng,
}

impl Hand<'_> {
    /// A person at a device does one thing, if there is one to do.
    pub(crate) fn act(mut self) -> Option<Deed> {
        let writes = self.device.acting.role == Role::FosterParent;
        let held = self.visible();
        let entries: Vec<&HeldDocument> = held.iter().filter(|doc| doc.document.meta.kind == Kind::LogEntry).collect();
        let shared: Vec<&HeldDocument> = held
            .iter()
            .filter(|doc| doc.document.meta.kind == Kind::Publication && doc.state() == DocState::Live)
            .collect();
        match self.rng.random_range(0..12) {
            0..=2 if writes => self.write_entry(),
            3..=5 if writes && !entries.is_empty() => {
                let entry = self.any(&entries)?;
                let draft = self.begin_draft(entry)?;
                self.save_draft(&draft)
            }
            6 | 7 if writes => {
                let family: Vec<_> =
                    entries.into_iter().filter(|entry| entry.document.meta.audience == Audience::FAMILY).collect();
                let entry = self.any(&family)?;
                self.share(entry)
            }
            8 if writes && !shared.is_empty() => {
                let doc = self.any(&shared)?.document.id;
                let (ops, claims) = (vec![LocalOp::Withdraw(doc)], vec![Claim::Withdrew { doc }]);
                Some(Deed { what: "takes back", ops, claims })
            }
            9 if writes && !entries.is_empty() => {
                // Begun now, saved some other time, whatever has come by then.
                let entry = self.any(&entries)?;
                let draft = self.begin_draft(entry)?;
                self.device.drafts.push(draft);
                None
            }
            10 if writes && !self.device.drafts.is_empty() => {
                let draft = self.rng.random_range(0..self.device.drafts.len());
                let draft = self.device.drafts.swap_remove(draft);
                self.save_draft(&draft)
            }
            _ => {
                let publication = self.any(&shared)?;
                self.comment_on(publication)
            }
        }
    }

    fn any<'d>(&mut self, docs: &[&'d HeldDocument]) -> Option<&'d HeldDocument> {
        if docs.is_empty() { None } else { Some(docs[self.rng.random_range(0..docs.len())]) }
    }

    /// Writes on in a document, as far as it is there to be written in.
    pub(crate) fn edit(mut self, doc: DocId) -> Option<Deed> {
        let held = self.visible().into_iter().find(|held| held.document.id == doc)?;
        let draft = self.begin_draft(&held)?;
        self.save_draft(&draft)
    }

    fn visible(&self) -> Vec<HeldDocument> {
        let Some(engine) = self.device.engine(self.tab) else { return Vec::new() };
        engine.state().documents(self.device.acting).cloned().collect()
    }

    fn create(&mut self, what: &'static str, meta: DocumentMeta, changes: &[Vec<u8>], put: Vec<String>) -> Deed {
        let doc = DocId::random(self.rng);
        let (kind, space, audience, parent) = (meta.kind, meta.space, meta.audience, meta.parent);
        let begun = ModelDoc { id: doc, kind, space, by: self.device.person, audience, parent };
        self.model.begun(begun.clone());
        let (first, rest) = changes.split_at(changes.len().min(3));
        let first = first.iter().cloned().map(ByteVec::from).collect();
        let mut ops = vec![LocalOp::Create(NewDocument { doc, meta, changes: first })];
        ops.extend(rest.iter().map(|bytes| LocalOp::Change { doc, bytes: bytes.clone() }));
        Deed { what, ops, claims: vec![Claim::Created(begun), Claim::Wrote { doc, put, taken: vec![] }] }
    }

    fn fresh_actor(&mut self) -> ActorId {
        ActorId::fresh(self.device.enrolment, self.rng)
    }

    fn write_entry(&mut self) -> Option<Deed> {
        let alone = self.rng.random_ratio(1, 3);
        let own = self.cast.own[&self.device.person];
        let view = self.device.engine(self.tab)?.state().view(self.device.acting)?;
        let spaces: Vec<SpaceId> =
            view.spaces().map(|space| space.space.id).filter(|space| (*space == own) == alone).collect();
        if spaces.is_empty() {
            return None;
        }
        let space = spaces[self.rng.random_range(0..spaces.len())];
        let audience = if alone { Audience::AUTHOR } else { Audience::FAMILY };
        let put = vec![self.model.new_sentence()];
        // Only those who cannot lose the right half-way: what is long is sent as several operations.
        let is_long = self.at_length && !self.cast.is_guest(self.device.person) && self.rng.random_ratio(2, 3);
        let new = NewLogEntry {
            text: if is_long { format!("{} {}", put.concat(), FILLING.repeat(LONG)) } else { put.concat() },
            event_time: self.now,
            about: About::Child,
            day_child: Some(Day::ALL[self.rng.random_range(0..5)]),
            day_family: None,
        };
        let changes = log_entry::create(self.fresh_actor(), self.now, &new).ok()?;
        Some(self.create("writes", meta(Kind::LogEntry, space, None, audience), &changes, put))
    }

    /// Puts a sentence somewhere and takes one out.
    fn begin_draft(&mut self, held: &HeldDocument) -> Option<Draft> {
        let entry = log_entry::read(&held.materialise().ok()?, &held.provenance()).ok()?;
        let mut words = in_words(&entry.text);
        let alone: Vec<usize> = (0..words.len()).filter(|at| words[*at].trim().chars().count() == 1).collect();
        let taken = if alone.len() > 2 && self.rng.random_ratio(1, 2) {
            let gone = words.remove(alone[self.rng.random_range(0..alone.len())]);
            vec![format!(" {}", gone.trim())]
        } else {
            vec![]
        };
        let put = self.model.new_sentence();
        let at = self.rng.random_range(0..=words.len());
        let is_joined = words.get(at).is_some_and(|next| !next.starts_with(char::is_whitespace));
        words.insert(at, if is_joined { format!("{put} ") } else { put.clone() });
        Some(Draft { doc: held.document.id, base: held.heads(), text: words.concat(), put, taken })
    }

    /// Saves at the heads that the draft was begun at.
    fn save_draft(&mut self, draft: &Draft) -> Option<Deed> {
        let doc = draft.doc;
        let held = self.device.engine(self.tab)?.state().document(self.device.acting, doc)?;
        let automerge = held.materialise().ok()?;
        let what = if held.heads() == draft.base { "edits" } else { "edits what it was" };
        let actor = self.device.engine_mut(self.tab)?.actor_for(doc, &draft.base, self.rng);
        let edit = LogEntryEdit {
            text: Some(draft.text.clone()),
            day_child: self.rng.random_ratio(1, 4).then(|| Some(Day::ALL[self.rng.random_range(0..5)])),
            ..LogEntryEdit::default()
        };
        let pen = Pen { doc: &automerge, base: &draft.base, actor, time: self.now };
        // Heads that were refused meanwhile are no longer there to write on.
        let changes = log_entry::save(&pen, &edit).ok()?;
        let ops = changes.into_iter().map(|bytes| LocalOp::Change { doc, bytes }).collect();
        let claim = Claim::Wrote { doc, put: vec![draft.put.clone()], taken: draft.taken.clone() };
        Some(Deed { what, ops, claims: vec![claim] })
    }

    fn share(&mut self, held: &HeldDocument) -> Option<Deed> {
        let entry = log_entry::read(&held.materialise().ok()?, &held.provenance()).ok()?;
        if entry.text.len() >= LONG && self.cast.is_guest(self.device.person) {
            return None;
        }
        let audience = if self.rng.random_ratio(1, 2) { Audience::CONSULTANT } else { Audience::TEAM };
        let put = sentences_in(&entry.text).into_iter().collect();
        let (actor, id) = (self.fresh_actor(), held.document.id);
        // Two values of a field that nobody has settled cannot be shared.
        let changes = publication::create(actor, self.now, id, &entry, Intent::Info, &BTreeMap::new()).ok()?;
        let meta = meta(Kind::Publication, held.document.meta.space, None, audience);
        Some(self.create("shares", meta, &changes, put))
    }

    fn comment_on(&mut self, held: &HeldDocument) -> Option<Deed> {
        let text = self.model.new_sentence();
        let changes = comment::create(self.fresh_actor(), self.now, &text).ok()?;
        let (space, audience) = (held.document.meta.space, held.document.meta.audience);
        let meta = meta(Kind::Comment, space, Some(held.document.id), audience);
        Some(self.create("comments", meta, &changes, vec![text]))
    }
}

fn meta(kind: Kind, space: SpaceId, parent: Option<DocId>, audience: Audience) -> DocumentMeta {
    DocumentMeta { kind, schema: SCHEMA, space, parent, course: None, audience, readers: vec![] }
}
