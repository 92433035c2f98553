//! What its author may no longer write: kept apart with its readers (04 "Late writes"), and read for them.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::doc::{typed, words};
use samspil_shared::domain::{DocId, DocState, Document, Kind, Membership, PersonId, Role, SpaceId, Timestamp, access};
use samspil_shared::sync::frame::{NewDocument, Op, OpResult, Reason};
use samspil_shared::sync::scan;

use super::apply::{Unit, Units};
use super::judge::refused;
use super::{Context, Validator, Who};
use crate::store::StoreError;
use crate::store::quarantine::QuarantineRow;
use crate::store::standing::Standing;

/// What one person wanted to do to one document.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) by: PersonId,
    /// The document as it is, or as it would be created.
    pub(crate) document: Document,
    /// Its operations, in order, at least one; and after them those that create what hangs on it: a call is taken in with its
    /// follow-up, or not at all.
    pub(crate) rows: Vec<QuarantineRow>,
}

/// What it says, and what stands there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) before: Option<String>,
    pub(crate) wanted: String,
}

impl Wanted {
    /// Whether somebody with these memberships is one of its readers. Its author is told by their own device.
    pub(crate) fn is_for(&self, viewer: PersonId, memberships: &[&Membership]) -> bool {
        viewer != self.by && access(viewer, memberships, &self.document).readable().is_some()
    }

    /// When its author says that it was written, the last of it.
    pub(crate) fn made_at(&self) -> Option<Timestamp> {
        let changes = self.rows.iter().flat_map(|row| changes(&row.op));
        changes.filter_map(|bytes| scan::peek(bytes).ok().map(|peeked| peeked.made_at)).max()
    }
}

/// A document as it would be created.
fn as_created(new: &NewDocument, author: PersonId, at: Timestamp) -> Document {
    let (id, meta) = (new.doc, new.meta.clone());
    Document { id, meta, author, created_at: Some(at), state: DocState::Live }
}

fn changes(op: &Op) -> Vec<&[u8]> {
    match op {
        Op::Create(new) => new.changes.iter().map(|bytes| &bytes[..]).collect(),
        Op::Change { bytes, .. } => vec![bytes],
        Op::Withdraw { .. } | Op::Read(_) => Vec::new(),
    }
}

impl Context<'_> {
    /// Memberships that the person ever had, as far as they reach beyond `at`: what came to be after one's time is no
    /// concern of one's.
    fn ever_beyond(&self, at: Option<Timestamp>) -> Vec<&Membership> {
        let mut ever = self.standing.ever(self.who.acting);
        ever.retain(|m| m.reaches_beyond(at));
        ever
    }

    /// The space that a refused operation was meant for, if its pusher once could do it and somebody else may read it. What
    /// is for its author alone stays on their device: here nobody could ever say what becomes of it.
    fn once_allowed(&self, op: &Op, waiting: &BTreeMap<DocId, SpaceId>) -> Option<SpaceId> {
        let is_own = |bytes: &[u8]| self.foreign(bytes).is_none();
        match op {
            Op::Create(new) if self.rows.contains_key(&new.doc) || new.meta.is_private() => None,
            Op::Create(new) if self.is_tied_elsewhere(new) => None,
            Op::Create(new) if new.changes.iter().all(|bytes| is_own(bytes)) => {
                let parent = new.meta.parent.and_then(|parent| self.rows.get(&parent));
                let memberships = self.ever_beyond(parent.map(|row| row.created_at));
                self.creatable(new, &memberships).ok().map(|creatable| creatable.meta().space)
            }
            Op::Change { doc, bytes } if is_own(bytes) => match self.rows.get(doc) {
                Some(row) if row.document.meta.is_private() => None,
                Some(row) => {
                    let (document, memberships) = (&row.document, self.ever_beyond(Some(row.created_at)));
                    access(self.who.person, &memberships, document).writable()?;
                    Some(row.space())
                }
                None => waiting.get(doc).copied(),
            },
            _ => None,
        }
    }
}

impl Validator {
    /// Of what was refused for lack of a right, keeps apart what the pusher could do before.
    pub(super) async fn set_aside(
        &self,
        context: &mut Context<'_>,
        ops: &[Op],
        results: &mut [Option<OpResult>],
    ) -> Result<(), StoreError> {
        let lacks_right = |result: &Option<OpResult>| {
            matches!(result, Some(OpResult::Never { reason: Reason::Unavailable | Reason::NotCreatable }))
        };
        let lacking: Vec<usize> = (0..ops.len()).filter(|n| lacks_right(&results[*n])).collect();
        let parent = |op: &Op| if let Op::Create(new) = op { new.meta.parent } else { None };
        let docs: BTreeSet<DocId> =
            lacking.iter().flat_map(|n| [Some(ops[*n].doc()), parent(&ops[*n])]).flatten().collect();
        if docs.is_empty() {
            return Ok(());
        }
        let who = context.who;
        let mut waiting = BTreeMap::new();
        for row in self.store.quarantined_creations(who.person, &docs).await? {
            if let Op::Create(new) = &row.op {
                waiting.insert(row.doc, row.space);
                context.created.entry(row.doc).or_insert_with(|| as_created(new, who.person, row.at));
            }
        }
        let mut kept = Vec::new();
        for n in lacking {
            let op = &ops[n];
            let Some(space) = context.once_allowed(op, &waiting) else { continue };
            let Some(hash) = changes(op).first().and_then(|bytes| Some(scan::peek(bytes).ok()?.hash)) else { continue };
            if let Op::Create(new) = op {
                waiting.insert(new.doc, space);
                context.created.insert(new.doc, as_created(new, who.person, context.now));
            }
            let (by, enrolment, acting, at) = (who.person, who.enrolment, who.acting, context.now);
            kept.push((n, QuarantineRow { doc: op.doc(), hash, by, space, enrolment, acting, op: op.clone(), at }));
        }
        if kept.is_empty() {
            return Ok(());
        }
        let (kept, rows): (Vec<usize>, Vec<QuarantineRow>) = kept.into_iter().unzip();
        let there = self.store.quarantine(who.person, &rows).await?;
        for (n, _) in kept.into_iter().zip(there).filter(|(_, is_there)| *is_there) {
            results[n] = Some(refused(Reason::Quarantined));
        }
        Ok(())
    }

    /// Keeps an operation apart whose author may do nothing any more, if they could do it once. Whether it is kept.
    pub(crate) async fn keep_apart(&self, who: Who, standing: &Standing, op: &Op) -> Result<bool, StoreError> {
        if !standing.enrolments.contains_key(&who.enrolment) {
            return Ok(false);
        }
        let ops = std::slice::from_ref(op);
        let mut context = self.context(who, standing, ops, &[None]).await?;
        let mut results = [Some(refused(Reason::Unavailable))];
        self.set_aside(&mut context, ops, &mut results).await?;
        Ok(results == [Some(refused(Reason::Quarantined))])
    }

    /// What waits in these spaces, by document and author.
    pub(crate) async fn wanted(&self, spaces: &BTreeSet<SpaceId>) -> Result<Vec<Wanted>, StoreError> {
        let mut groups: Vec<((DocId, PersonId), Vec<QuarantineRow>)> = Vec::new();
        for row in self.store.quarantined_in(spaces).await? {
            let key = (row.doc, row.by);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((key, vec![row])),
            }
        }
        let created = |row: &QuarantineRow| if let Op::Create(new) = &row.op { new.meta.parent } else { None };
        let parents = groups.iter().flat_map(|(_, rows)| rows).filter_map(created);
        let stored = self.store.documents(groups.iter().map(|((doc, _), _)| *doc).chain(parents)).await?;
        let wanted = groups.into_iter().filter_map(|((doc, by), rows)| {
            let created = rows.iter().find_map(|row| if let Op::Create(new) = &row.op { Some(new) } else { None });
            let document = match (stored.get(&doc), created) {
                (Some(row), _) => row.document.clone(),
                (None, Some(new)) => Document {
                    id: doc,
                    meta: new.meta.clone(),
                    author: by,
                    created_at: Some(rows.first()?.at),
                    // As it would be stored: what hangs on something that was taken back is taken back with it.
                    state: new
                        .meta
                        .parent
                        .and_then(|parent| stored.get(&parent))
                        .map_or(DocState::Live, |parent| parent.document.state),
                },
                (None, None) => return None,
            };
            Some(Wanted { by, document, rows })
        });
        let mut wanted: Vec<Wanted> = wanted.collect();
        let waiting: BTreeSet<(DocId, PersonId)> = wanted
            .iter()
            .filter(|wanted| !stored.contains_key(&wanted.document.id))
            .map(|wanted| (wanted.document.id, wanted.by))
            .collect();
        let hangs =
            |wanted: &Wanted| wanted.document.meta.parent.is_some_and(|parent| waiting.contains(&(parent, wanted.by)));
        let (hanging, mut all): (Vec<_>, Vec<_>) = wanted.drain(..).partition(hangs);
        for one in hanging {
            let parent = one.document.meta.parent;
            let root = all.iter_mut().find(|root| Some(root.document.id) == parent && root.by == one.by);
            match root {
                Some(root) => root.rows.extend(one.rows),
                None => all.push(one),
            }
        }
        Ok(all)
    }

    /// What it says; `None` if it is nothing that could be taken in.
    pub(crate) async fn words(&self, wanted: &Wanted) -> Result<Option<Words>, StoreError> {
        let doc = wanted.document.id;
        let rows: Vec<&QuarantineRow> = wanted.rows.iter().filter(|row| row.doc == doc).collect();
        let held = match self.store.documents([doc]).await?.get(&doc) {
            Some(row) => match self.load(row).await? {
                Some(held) => Some(held),
                None => return Ok(None),
            },
            None => None,
        };
        let (kind, schema) = (wanted.document.meta.kind, wanted.document.meta.schema);
        let unit = |op: &Op| Unit {
            changes: changes(op).into_iter().map(<[u8]>::to_vec).collect(),
            creating: matches!(op, Op::Create(_)),
            late: true,
        };
        let units = rows.iter().map(|row| unit(&row.op)).collect();
        let author = wanted.document.author == wanted.by;
        let before = held.as_ref().and_then(|held| words(kind, held).ok());
        let role = wanted.rows.first().map_or(Role::Oneself, |row| row.acting.role);
        let Some(applied) = self.apply(held, Units { kind, schema, author, role, units }).await else {
            return Ok(None);
        };
        let all = applied.units.iter().all(Result::is_ok);
        let Some(wanted) = words(kind, &applied.document).ok().filter(|_| all) else { return Ok(None) };
        // Of a text its readers see what it was and would be; of anything else what was typed.
        let words = match kind {
            Kind::LogEntry | Kind::Publication | Kind::Comment => Words { before, wanted },
            _ => match typed(kind, rows.iter().flat_map(|row| changes(&row.op))) {
                typed if typed.is_empty() => Words { before: None, wanted },
                typed => Words { before: None, wanted: typed.join("\n") },
            },
        };
        Ok(Some(words))
    }
}
