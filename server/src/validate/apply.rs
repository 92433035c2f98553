//! Bringing changes into a copy of their document. Pure, and run off the connections' threads.

use std::sync::Arc;

use automerge::Automerge;
use samspil_shared::doc::{Grammar, GrammarError, Writer, check_readable, materialise};
use samspil_shared::domain::{Kind, Role};
use samspil_shared::sync::frame::Reason;
use samspil_shared::sync::ingest::{Refusal, ingest, round_trips};
use samspil_shared::sync::scan::{ScanError, ScannedChange};

use crate::store::changes::ChangeRow;
use crate::sync::writer::{FirstStored, NewChange};

/// Changes that are taken together or not at all: those of a creation, or one alone.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) changes: Vec<Vec<u8>>,
    pub(super) creating: bool,
    /// The pusher's window has closed since.
    pub(super) late: bool,
}

/// What is to be brought into a document.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) kind: Kind,
    pub(super) schema: u8,
    /// Whether the pusher created the document.
    pub(super) author: bool,
    /// What the pusher acts as.
    pub(super) role: Role,
    pub(super) units: Vec<Unit>,
}

/// The document with what was taken, and what became of each unit.
#[derive(Debug)]
pub(super) struct Applied {
    pub(super) document: Automerge,
    pub(super) units: Vec<Result<Vec<NewChange>, Reason>>,
}

/// The document that these stored changes make; `None` if they make none.
pub(super) fn load(kind: Kind, schema: u8, changes: &[ChangeRow]) -> Option<Automerge> {
    materialise(kind, schema, changes.iter().map(|change| &change.bytes[..])).ok()
}

/// A document with what a device brought back.
#[derive(Debug)]
pub(super) struct Restored {
    pub(super) document: Automerge,
    pub(super) changes: Vec<NewChange>,
}

impl Restored {
    /// Brings changes into a copy of `base`, or of the genesis. Who might write what was judged when they were stored the
    /// first time; whether they are well-formed is asked again. `None` if they are not.
    pub(super) fn apply(base: Option<Arc<Automerge>>, kind: Kind, schema: u8, changes: Vec<Returning>) -> Option<Self> {
        let mut document = match base {
            Some(base) => (*base).clone(),
            None => materialise(kind, schema, []).ok()?,
        };
        let mut taken = Vec::new();
        for Returning { bytes, first, late } in changes {
            let accepted = ingest(&document, &bytes, |_| Ok::<(), GrammarError>(())).ok()?;
            taken.push(NewChange { first: Some(first), ..new_change(&accepted.change, bytes, late) });
            document = accepted.doc;
        }
        check_readable(kind, &document).ok()?;
        round_trips(&document).then_some(Self { document, changes: taken })
    }
}

/// A change as it was stored the first time.
#[derive(Debug)]
pub(super) struct Returning {
    pub(super) bytes: Vec<u8>,
    pub(super) first: FirstStored,
    pub(super) late: bool,
}

fn new_change(change: &ScannedChange, bytes: Vec<u8>, late: bool) -> NewChange {
    NewChange {
        hash: change.hash,
        bytes,
        actor: change.actor,
        actor_seq: change.seq,
        start_op: change.start_op,
        max_op: change.max_op,
        late,
        first: None,
    }
}

/// Brings the units into a copy of `base`, or of the genesis. `None` if no such kind is known.
pub(super) fn apply(base: Option<Arc<Automerge>>, units: &Units) -> Option<Applied> {
    let base = match base {
        Some(base) => base,
        None => Arc::new(materialise(units.kind, units.schema, []).ok()?),
    };
    let applied = apply_first(&base, units, units.units.len());
    if applied.taken() == 0 || round_trips(&applied.document) {
        return Some(applied);
    }
    Some(without_offender(&base, units))
}

impl Applied {
    fn taken(&self) -> usize {
        self.units.iter().filter(|unit| unit.is_ok()).count()
    }
}

/// Each unit on its own result, the first `count` of them.
fn apply_first(base: &Automerge, units: &Units, count: usize) -> Applied {
    let mut applied = Applied { document: base.clone(), units: Vec::new() };
    for unit in units.units.iter().take(count) {
        let result = apply_unit(&applied.document, units, unit);
        applied.units.push(result.map(|(document, changes)| {
            applied.document = document;
            changes
        }));
    }
    applied
}

fn apply_unit(document: &Automerge, units: &Units, unit: &Unit) -> Result<(Automerge, Vec<NewChange>), Reason> {
    let writer = Writer { creating: unit.creating, author: units.author, role: units.role };
    let grammar = Grammar::new(units.kind, units.schema, writer).map_err(|_| Reason::Malformed)?;
    let mut document = document.clone();
    let mut changes = Vec::new();
    for bytes in &unit.changes {
        let accepted = ingest(&document, bytes, |change| {
            grammar.check(change)?;
            grammar.check_past(change, &document)
        });
        let accepted = accepted.map_err(|refusal| reason(&refusal))?;
        changes.push(new_change(&accepted.change, bytes.clone(), unit.late));
        document = accepted.doc;
    }
    check_readable(units.kind, &document).map_err(|_| Reason::Grammar)?;
    Ok((document, changes))
}

/// Some unit makes a document that cannot be saved and loaded. It is found by halving; those before it are taken, it is
/// refused, and those after it are for another day, so that no push costs more than a few of these.
fn without_offender(base: &Automerge, units: &Units) -> Applied {
    let (mut good, mut bad) = (0, units.units.len());
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if round_trips(&apply_first(base, units, middle).document) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    let mut applied = apply_first(base, units, good);
    applied.units.push(Err(Reason::Malformed));
    applied.units.resize_with(units.units.len(), || Err(Reason::Busy));
    applied
}

fn reason(refusal: &Refusal<GrammarError>) -> Reason {
    match refusal {
        Refusal::Scan(ScanError::UnknownDependency(_)) => Reason::MissingDependency,
        Refusal::Grammar(_) => Reason::Grammar,
        Refusal::Scan(_) | Refusal::Past | Refusal::Object | Refusal::Depth | Refusal::Library => Reason::Malformed,
    }
}
