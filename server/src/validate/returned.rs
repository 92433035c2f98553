//! What a device brings back after the server was restored from an older copy, judged by the receipt that the server gave
//! for it before: whoever brings it, it is taken under its first authors and times.

use std::collections::BTreeSet;
use std::sync::Arc;

use samspil_shared::domain::{ChangeHash, DocState, Document, PersonId, may_withdraw};
use samspil_shared::sync::frame::{Fate, Offer, OfferedChange};
use samspil_shared::sync::scan;
use subtle::ConstantTimeEq;

use super::apply::{Restored, Returning};
use super::{DOCUMENT_BYTES_MAX, Judged, Validator, Who};
use crate::store::StoreError;
use crate::store::documents::{DocumentRow, meta_digest, provenance};
use crate::store::projection::follow_up_row;
use crate::store::standing::Standing;
use crate::sync::writer::{Base, DocBatch, FirstStored, Job};

/// What is to be done with a document that was brought back.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It is to be written.
    Write(Box<Judged>),
    /// Nothing is to be written.
    Said(Fate),
}

impl Validator {
    /// Judges a whole document.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub(crate) async fn judge_returned(
        &self,
        who: Who,
        standing: &Standing,
        offer: &Offer,
    ) -> Result<Verdict, StoreError> {
        let doc = offer.doc;
        if !self.is_receipted(offer) {
            return Ok(Verdict::Said(Fate::Refused));
        }
        if !self.store.are_people(people_of(offer)).await? {
            return Ok(Verdict::Said(Fate::Later));
        }
        let mut rows = self.store.documents(std::iter::once(doc).chain(offer.meta.parent)).await?;
        if offer.meta.parent.is_some_and(|parent| !rows.contains_key(&parent)) {
            return Ok(Verdict::Said(Fate::Later));
        }
        let row = rows.remove(&doc);
        if row.as_ref().is_some_and(|row| !is_the_same(row, offer)) {
            return Ok(Verdict::Said(Fate::Refused));
        }
        let known: BTreeSet<ChangeHash> =
            self.store.hashes([doc]).await?.remove(&doc).unwrap_or_default().into_iter().collect();
        let Some(missing) = missing(offer, &known) else { return Ok(Verdict::Said(Fate::Refused)) };
        let memberships = standing.effective(who.acting, self.now());
        let document = Document {
            id: doc,
            meta: offer.meta.clone(),
            author: offer.author,
            created_at: Some(offer.created_at),
            state: DocState::Live,
        };
        let is_live = row.as_ref().is_none_or(|row| row.document.state == DocState::Live);
        let withdraw =
            offer.state == DocState::Withdrawn && is_live && may_withdraw(who.person, &memberships, &document);
        if missing.is_empty() && !withdraw {
            return Ok(Verdict::Said(Fate::Kept));
        }
        self.bring_in(who, standing.version, offer, row, missing, withdraw).await
    }

    async fn bring_in(
        &self,
        who: Who,
        version: i64,
        offer: &Offer,
        row: Option<DocumentRow>,
        missing: Vec<Returning>,
        withdraw: bool,
    ) -> Result<Verdict, StoreError> {
        let (kind, schema) = (offer.meta.kind, offer.meta.schema);
        let held = match &row {
            Some(row) => match self.load(row).await? {
                Some(held) => Some(held),
                None => return Ok(Verdict::Said(Fate::Later)),
            },
            None => None,
        };
        let count = missing.len();
        let Some(restored) = self.on_processor(move || Restored::apply(held, kind, schema, missing)).await else {
            return Ok(Verdict::Said(Fate::Refused));
        };
        let stored = FirstStored { by: offer.author, at: offer.created_at };
        let base = match &row {
            Some(row) => Base::Held { last_seq: row.last_seq },
            None => Base::New { meta: offer.meta.clone(), first: count, stored: Some(stored) },
        };
        let batch = DocBatch {
            doc: offer.doc,
            space: offer.meta.space,
            by: who.person,
            enrolment: who.enrolment,
            version,
            members_version: None,
            base,
            changes: restored.changes,
            withdraw,
            follow_up: None,
        };
        let stands = Document {
            id: offer.doc,
            meta: offer.meta.clone(),
            author: offer.author,
            created_at: Some(offer.created_at),
            state: DocState::Live,
        };
        let follow_up = follow_up_row(&stands, &restored.document).map(Box::new);
        let batch = DocBatch { follow_up, ..batch };
        let document = Some(Arc::new(restored.document));
        Ok(Verdict::Write(Box::new(Judged { job: Job::Document(batch), answers: Vec::new(), document })))
    }

    /// Whether this server, or the one it was restored from, gave the tag for exactly this.
    fn is_receipted(&self, offer: &Offer) -> bool {
        let chain = offer
            .changes
            .iter()
            .fold([0; 32], |chain, change| provenance(&chain, change.hash.as_bytes(), change.by, change.received_at));
        let digest = meta_digest(&offer.meta, offer.author);
        let tag = self.store.tag(offer.meta.space, offer.doc, &digest, offer.created_at, &chain);
        !offer.changes.is_empty() && bool::from(tag[..].ct_eq(&offer.tag))
    }
}

fn people_of(offer: &Offer) -> BTreeSet<PersonId> {
    offer.changes.iter().map(|change| change.by).chain([offer.author]).collect()
}

/// A document that was destroyed stays so; and an id is one document for good.
fn is_the_same(row: &DocumentRow, offer: &Offer) -> bool {
    row.document.state != DocState::Erased && row.document.meta == offer.meta && row.document.author == offer.author
}

/// Changes that are not here, with their bytes; `None` if those are not what they are said to be, or are too many.
fn missing(offer: &Offer, known: &BTreeSet<ChangeHash>) -> Option<Vec<Returning>> {
    let take = |change: &OfferedChange| {
        let bytes = change.bytes.clone()?;
        let first = FirstStored { by: change.by, at: change.received_at };
        (scan::peek(&bytes).ok()?.hash == change.hash).then_some(Returning { bytes, first, late: change.late })
    };
    let missing: Vec<_> =
        offer.changes.iter().filter(|change| !known.contains(&change.hash)).map(take).collect::<Option<_>>()?;
    let bytes: usize = missing.iter().map(|change| change.bytes.len()).sum();
    (i64::try_from(bytes).ok()? <= DOCUMENT_BYTES_MAX).then_some(missing)
}
