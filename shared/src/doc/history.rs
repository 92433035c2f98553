//! *Hvem skrev hvad*: a text's versions, one a save.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ReadDoc};

use super::diff::{Segment, segments};
use super::genesis::GENESIS_ACTOR;
use super::materialise::{domain, library};
use super::read::{Provenance, ReadError, Reader, Stamp};
use crate::domain::{ActorId, ChangeHash, Timestamp};

/// The text after a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Who saved and when; where the save made several changes, the last of them.
    pub stamp: Stamp,
    /// The text after it, with all that comes before it in the list.
    pub text: String,
    /// What it did to the version before.
    pub segments: Vec<Segment>,
}

/// One change in the document's graph.
struct Node {
    actor: Option<ActorId>,
    seq: u64,
    time: Timestamp,
    deps: Vec<ChangeHash>,
}

/// Every version of the text, oldest first. What two people saved apart stands one after the other: as received, and what
/// was not yet received last. Saves that left the text as it was are not versions.
///
/// # Errors
/// [`ReadError`] if the document has no text, or a change in it has no author in `provenance`.
pub fn history(doc: &Automerge, provenance: &Provenance) -> Result<Vec<Version>, ReadError> {
    let reader = Reader::new(doc, provenance);
    let text_object = reader.object("text")?;
    let nodes = nodes(doc);
    let order = in_order(&nodes, &reader)?;
    let mut versions: Vec<Version> = Vec::new();
    let mut heads: BTreeSet<ChangeHash> = BTreeSet::new();
    for (index, hash) in order.iter().enumerate() {
        if let Some(node) = nodes.get(hash) {
            node.deps.iter().for_each(|dep| {
                heads.remove(dep);
            });
        }
        heads.insert(*hash);
        if order.get(index + 1).is_some_and(|next| is_one_save(&nodes, *hash, *next)) {
            continue;
        }
        let at: Vec<_> = heads.iter().copied().map(library).collect();
        let text = doc.text_at(&text_object, &at).map_err(|_| ReadError::Shape("text"))?;
        let before = versions.last().map_or("", |version| &version.text);
        if text != before {
            let segments = segments(before, &text);
            versions.push(Version { stamp: reader.stamp_of(*hash)?, text, segments });
        }
    }
    Ok(versions)
}

fn nodes(doc: &Automerge) -> BTreeMap<ChangeHash, Node> {
    doc.get_changes_meta(&[])
        .into_iter()
        .map(|meta| {
            let node = Node {
                actor: ActorId::try_from(meta.actor.to_bytes()).ok(),
                seq: meta.seq,
                time: Timestamp::from_ms(meta.timestamp),
                deps: meta.deps.iter().copied().map(domain).collect(),
            };
            (domain(meta.hash), node)
        })
        .filter(|(_, node)| node.actor != Some(GENESIS_ACTOR))
        .collect()
}

/// Each change after those it builds on; among those that could come next, the one received first.
fn in_order(nodes: &BTreeMap<ChangeHash, Node>, reader: &Reader<'_>) -> Result<Vec<ChangeHash>, ReadError> {
    let mut waiting: BTreeMap<ChangeHash, usize> = BTreeMap::new();
    let mut followers: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
    let mut ready = BTreeSet::new();
    let place = |hash: ChangeHash| -> Result<_, ReadError> {
        let stamp = reader.stamp_of(hash)?;
        let seq = nodes.get(&hash).map(|node| (node.actor, node.seq));
        Ok((stamp.received_at.is_none(), stamp.received_at, stamp.device_time, seq, hash))
    };
    for (hash, node) in nodes {
        let deps: Vec<_> = node.deps.iter().filter(|dep| nodes.contains_key(dep)).collect();
        if deps.is_empty() {
            ready.insert(place(*hash)?);
        } else {
            waiting.insert(*hash, deps.len());
        }
        for dep in deps {
            followers.entry(*dep).or_default().push(*hash);
        }
    }
    let mut order = Vec::with_capacity(nodes.len());
    while let Some((.., hash)) = ready.pop_first() {
        order.push(hash);
        for follower in followers.remove(&hash).unwrap_or_default() {
            let Some(left) = waiting.get_mut(&follower) else { continue };
            *left -= 1;
            if *left == 0 {
                ready.insert(place(follower)?);
            }
        }
    }
    Ok(order)
}

/// Whether `next` goes on with the save that `hash` is part of: a long text makes several changes at one time.
fn is_one_save(nodes: &BTreeMap<ChangeHash, Node>, hash: ChangeHash, next: ChangeHash) -> bool {
    let (Some(this), Some(that)) = (nodes.get(&hash), nodes.get(&next)) else { return false };
    this.actor == that.actor && this.seq + 1 == that.seq && this.time == that.time && that.deps == [hash]
}
