//! A device that knew this server before it was restored: it says what it has, and brings what is missing.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use samspil_shared::domain::DocId;
use samspil_shared::sync::frame::{
    Fate, Have, HeldDigest, Offer, Return, Returned, ReturnedDocument, ServerFrame, Want, Wanted, held_digest,
};

use super::Session;
use crate::store::StoreError;
use crate::store::documents::DocumentRow;
use crate::sync::items::lone;
use crate::sync::writer::Outcome;
use crate::validate::Verdict;

/// Frames that may wait: a device sends one `Return` at a time, and its `Have` in few parts.
const WAITING_MAX: usize = 8;
/// Hashes in one `Want`: leaves room for the ids of documents.
const HASHES_MAX: usize = 4096;
const DOCS_MAX: usize = 2048;
/// Documents whose hashes are read at once.
const READ_MAX: usize = 256;
/// Bytes of one document on its way back.
const OFFER_BYTES_MAX: usize = 6 * 1024 * 1024;
/// How often a document is judged again because it moved meanwhile.
const ROUNDS_MAX: usize = 8;

/// What waits to be answered.
#[derive(Debug, Default)]
pub(super) struct Returns {
    asked: VecDeque<Have>,
    brought: VecDeque<Return>,
    /// Parts of a document whose last part has not come.
    begun: Option<Offer>,
}

impl Returns {
    pub(super) fn asked(&mut self, have: Have) {
        self.asked.push_back(have);
    }

    pub(super) fn brought(&mut self, back: Return) {
        self.brought.push_back(back);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.brought.is_empty()
    }

    /// Whether the device may send more.
    pub(super) fn takes_more(&self) -> bool {
        self.asked.len() + self.brought.len() < WAITING_MAX
    }

    /// The whole document once its last part is here. Parts that do not follow each other are no document.
    fn join(&mut self, part: Offer) -> Option<Result<Offer, Offer>> {
        if part.part == 0 {
            self.begun = Some(Offer { changes: Vec::new(), ..part.clone() });
        }
        let last = part.part + 1 >= part.of;
        let fits = |begun: &Offer| {
            let bytes: usize = begun.changes.iter().filter_map(|change| change.bytes.as_ref()).map(Vec::len).sum();
            let heads = (&begun.meta, begun.author, begun.created_at, &begun.tag, begun.of);
            begun.doc == part.doc
                && heads == (&part.meta, part.author, part.created_at, &part.tag, part.of)
                && (part.part == 0 || part.part == begun.part + 1)
                && bytes <= OFFER_BYTES_MAX
        };
        match self.begun.take_if(|begun| fits(begun)) {
            Some(mut begun) => {
                begun.part = part.part;
                begun.changes.extend(part.changes);
                if last {
                    return Some(Ok(begun));
                }
                self.begun = Some(begun);
                None
            }
            None => {
                self.begun = None;
                last.then_some(Err(part))
            }
        }
    }
}

impl Session {
    /// The answer to what came first.
    pub(super) async fn answer_returns(&mut self) -> Result<Vec<Bytes>, StoreError> {
        if let Some(have) = self.returns.asked.pop_front() {
            return self.want(&have).await;
        }
        match self.returns.brought.pop_front() {
            Some(back) => Ok(vec![lone(&ServerFrame::Returned(self.take_back(back).await?))]),
            None => Ok(Vec::new()),
        }
    }

    /// What is missing here of what the device has. Of a space that it is not in nothing is wanted.
    async fn want(&self, have: &Have) -> Result<Vec<Bytes>, StoreError> {
        let mut wants: Vec<Vec<Wanted>> = vec![Vec::new()];
        let mut hashes_in = 0;
        if self.spaces.contains_key(&have.space) {
            for some in have.docs.chunks(READ_MAX) {
                let rows = self.hub.0.store.documents(some.iter().map(|held| held.doc)).await?;
                // What the person does not see is asked for like what is not here: nobody learns which it is.
                let seen = |row: &&DocumentRow| row.space() == have.space && self.sees(&row.document);
                let rows: BTreeMap<DocId, &DocumentRow> =
                    rows.values().filter(seen).map(|row| (row.document.id, row)).collect();
                let is_here = |held: &&HeldDigest| {
                    let tag = |row: &DocumentRow| held_digest(&self.hub.0.store.tag_of(row), row.document.state);
                    rows.get(&held.doc).is_some_and(|row| tag(row) == held.digest)
                };
                let missing: Vec<&HeldDigest> = some.iter().filter(|held| !is_here(held)).collect();
                let mut hashes = self.hub.0.store.hashes(missing.iter().map(|held| held.doc)).await?;
                hashes.retain(|doc, _| rows.contains_key(doc));
                for held in missing {
                    let known = hashes.remove(&held.doc).unwrap_or_default();
                    let full =
                        wants.last().is_some_and(|want| want.len() >= DOCS_MAX || hashes_in + known.len() > HASHES_MAX);
                    if full {
                        wants.push(Vec::new());
                        hashes_in = 0;
                    }
                    hashes_in += known.len();
                    if let Some(want) = wants.last_mut() {
                        // More than a frame holds: then all of it travels.
                        let known = if known.len() > HASHES_MAX { Vec::new() } else { known };
                        want.push(Wanted { doc: held.doc, known });
                    }
                }
            }
        }
        let last = wants.len() - 1;
        let frame =
            |(n, docs)| lone(&ServerFrame::Want(Want { space: have.space, part: have.part, more: n < last, docs }));
        Ok(wants.into_iter().enumerate().map(frame).collect())
    }

    async fn take_back(&mut self, back: Return) -> Result<Returned, StoreError> {
        let mut docs = Vec::new();
        for part in back.offers {
            match self.returns.join(part) {
                None => {}
                Some(Err(stray)) => docs.push(ReturnedDocument { doc: stray.doc, fate: Fate::Refused }),
                Some(Ok(offer)) => {
                    let fate = if offer.meta.space == back.space && self.spaces.contains_key(&back.space) {
                        self.store_returned(&offer).await?
                    } else {
                        Fate::Refused
                    };
                    self.hub.metrics().returned(fate);
                    docs.push(ReturnedDocument { doc: offer.doc, fate });
                }
            }
        }
        Ok(Returned { space: back.space, docs })
    }

    async fn store_returned(&self, offer: &Offer) -> Result<Fate, StoreError> {
        let hub = &self.hub.0;
        let _turn = hub.turns.take([offer.doc].into()).await;
        let mut standing = std::sync::Arc::clone(&self.standing);
        for _ in 0..ROUNDS_MAX {
            let judged = match hub.validator.judge_returned(self.who, &standing, offer).await? {
                Verdict::Said(fate) => return Ok(fate),
                Verdict::Write(judged) => judged,
            };
            match hub.writer.write(vec![judged.job.clone()], Vec::new()).await.pop() {
                Some(Outcome::Stored(stored)) => {
                    hub.validator.keep(*judged, &stored);
                    return Ok(Fate::Kept);
                }
                Some(Outcome::Refused(_)) => return Ok(Fate::Refused),
                Some(Outcome::Busy) | None => return Ok(Fate::Later),
                Some(Outcome::Again) => {}
            }
            match hub.store.standing(self.who.person).await? {
                Some(moved) => standing = std::sync::Arc::new(moved),
                None => return Ok(Fate::Later),
            }
        }
        Ok(Fate::Later)
    }
}
