//! What is said about calls.

use samspil_shared::doc::call_note::{self, Call, CallNote};
use samspil_shared::doc::call_receipt::{self, NewCallReceipt, Settled};
use samspil_shared::doc::follow_up::{self, FollowUp};
use samspil_shared::doc::{EditError, Line, Note, Pen, SCHEMA, What, extend, heads, materialise};
use samspil_shared::domain::call::{self, MayShow};
use samspil_shared::domain::follow_up::Status;
use samspil_shared::domain::{ActorId, Audience, DocId, DocumentMeta, FactId, Kind, PersonId, SpaceId, UnitId};
use samspil_shared::sync::engine::{Engine, LocalOp};

use super::entry::write;
use super::{After, Bench, Built, NotBuilt, create, meta};
use crate::app::model::docs::readable;
use crate::app::model::docs::whole::Whole;

/// Where a call was answered, if the device never heard the unit's name.
const SOMEWHERE: &str = "Akuttelefonen";

/// Something said about calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app::model) enum CallJob {
    /// What was done, about each of these follow-ups.
    Say { follow_ups: Vec<DocId>, what: What },
    /// The family is let see a call that was withheld.
    Release { note: DocId, to: MayShow },
    /// A line to the family.
    LineBack { receipt: DocId, text: Note },
    /// A loose call becomes a family's.
    Tie { loose: DocId, space: SpaceId },
}

impl CallJob {
    pub(super) fn docs(&self) -> Vec<DocId> {
        match self {
            Self::Say { follow_ups, .. } => follow_ups.clone(),
            Self::Release { note, to } => {
                std::iter::once(call::follow_up_of(*note)).chain(call::receipt_of(*note, *to)).collect()
            }
            Self::LineBack { receipt, .. } => vec![*receipt],
            Self::Tie { loose, .. } => vec![*loose, call::follow_up_of(*loose)],
        }
    }

    pub(super) fn build(&self, bench: &mut Bench<'_>) -> Result<Built, NotBuilt> {
        let (ops, to) = match self {
            Self::Say { follow_ups, what } => (say(bench, follow_ups, what)?, None),
            Self::Release { note, to } => (release(bench, *note, *to)?, None),
            Self::LineBack { receipt, text } => {
                let fact = FactId::random(bench.rng);
                (write(bench, *receipt, None, |pen| call_receipt::line_back(pen, fact, text))?, None)
            }
            Self::Tie { loose, space } => (tie(bench, *loose, *space)?, Some(*space)),
        };
        Ok(Built { ops, drop: Vec::new(), after: After::Call(to) })
    }
}

fn say(bench: &mut Bench<'_>, follow_ups: &[DocId], what: &What) -> Result<Vec<LocalOp>, NotBuilt> {
    let me = bench.engine.config().person;
    let mut ops = Vec::new();
    for doc in follow_ups {
        let progress = follow_up(bench, *doc)?.progress();
        let is_mine = progress.status == Status::Taken && progress.takers.contains(&me);
        let again = is_mine || matches!(progress.status, Status::Talked | Status::Closed);
        if *what != What::Taken || !again {
            let fact = FactId::random(bench.rng);
            ops.extend(write(bench, *doc, None, |pen| follow_up::say(pen, fact, what))?);
            ops.extend(settle_receipts(bench, *doc, what)?);
        }
    }
    if ops.is_empty() { Err(NotBuilt::Same(After::Call(None))) } else { Ok(ops) }
}

/// What the family is shown promises no call any more once they talked or it is closed, and says no more that it did once it
/// is opened again.
fn settle_receipts(bench: &mut Bench<'_>, follow_up: DocId, what: &What) -> Result<Vec<LocalOp>, NotBuilt> {
    let how = match what {
        What::Talked { .. } => Some(Settled::Talked),
        What::Closed { .. } => Some(Settled::Closed),
        What::Reopened => None,
        _ => return Ok(Vec::new()),
    };
    let note = bench.engine.state().held(follow_up).and_then(|held| held.document.meta.parent);
    let receipts = [MayShow::Caller, MayShow::Adults].into_iter().filter_map(|to| call::receipt_of(note?, to));
    let mut ops = Vec::new();
    for doc in receipts {
        let Some(whole) = readable(bench.engine, doc, bench.now).and_then(Whole::current) else { continue };
        let Ok(receipt) = call_receipt::read(&whole.doc, &whole.provenance) else { continue };
        let said = receipt.settled().map(|(said, _)| said);
        let fact = FactId::random(bench.rng);
        match how {
            Some(how) if said != Some(Settled::Talked) && said != Some(how) => {
                ops.extend(write(bench, doc, None, |pen| call_receipt::settle(pen, fact, how))?);
            }
            None if said.is_some() => ops.extend(write(bench, doc, None, |pen| call_receipt::unsettle(pen, fact))?),
            _ => {}
        }
    }
    Ok(ops)
}

fn release(bench: &mut Bench<'_>, note: DocId, to: MayShow) -> Result<Vec<LocalOp>, NotBuilt> {
    let receipt = call::receipt_of(note, to).ok_or(NotBuilt::Denied)?;
    let (space, read) = note_at(bench, note)?;
    let was = follow_up(bench, call::follow_up_of(note))?;
    let fact = FactId::random(bench.rng);
    let says = What::Released { to };
    let mut ops = write(bench, call::follow_up_of(note), None, |pen| follow_up::say(pen, fact, &says))?;
    if bench.engine.state().held(receipt).is_none() {
        ops.extend(shown(bench, space, note, &read.call, to, &was)?);
    }
    Ok(ops)
}

/// How the promise of a call back was kept since it was last opened again, as a receipt that was there would have been told.
fn kept(follow_up: &FollowUp) -> Option<Settled> {
    let since = follow_up.facts.iter().rev().take_while(|fact| fact.what != What::Reopened);
    let said = since.filter_map(|fact| match fact.what {
        What::Talked { .. } => Some(Settled::Talked),
        What::Closed { .. } => Some(Settled::Closed),
        _ => None,
    });
    said.min_by_key(|how| *how == Settled::Closed)
}

/// What the family is shown of a call, as whoever took it would have made it; it promises no call that was made since.
fn shown(
    bench: &mut Bench<'_>,
    space: SpaceId,
    note: DocId,
    call: &Call,
    to: MayShow,
    follow_up: &FollowUp,
) -> Result<Vec<LocalOp>, NotBuilt> {
    let doc = call::receipt_of(note, to).ok_or(NotBuilt::Denied)?;
    let (audience, readers) = match to {
        MayShow::Caller => (Audience::CALL, vec![call.caller.ok_or(NotBuilt::Denied)?]),
        _ => (Audience::RECEIPT, Vec::new()),
    };
    let name = |person: PersonId| bench.engine.state().name_of(person).and_then(Line::new);
    let new = NewCallReceipt {
        began: call.began,
        caller_name: call.caller_name.clone().or_else(|| call.caller.and_then(name)),
        agreed: call.agreed.clone(),
        due: follow_up.new.due.day,
        answered_by: unit_name(bench.engine, call.unit).or_else(|| Line::new(SOMEWHERE)).ok_or(NotBuilt::Defect)?,
    };
    let meta = DocumentMeta { parent: Some(note), readers, ..meta(Kind::CallReceipt, space, audience) };
    let actor = bench.engine.actor_for(doc, &[], bench.rng);
    let mut chunks = call_receipt::create(actor, bench.at(), &new)?;
    if let Some(how) = kept(follow_up) {
        let fact = FactId::random(bench.rng);
        chunks = append(bench, Kind::CallReceipt, actor, chunks, |pen| call_receipt::settle(pen, fact, how))?;
    }
    Ok(create(doc, meta, chunks))
}

/// One more change on top of those of a new document.
fn append(
    bench: &Bench<'_>,
    kind: Kind,
    actor: ActorId,
    mut chunks: Vec<Vec<u8>>,
    edit: impl FnOnce(&Pen<'_>) -> Result<Vec<Vec<u8>>, EditError>,
) -> Result<Vec<Vec<u8>>, NotBuilt> {
    let made = materialise(kind, SCHEMA, chunks.iter().map(Vec::as_slice)).map_err(|_| NotBuilt::Defect)?;
    chunks.extend(edit(&Pen { doc: &made, base: &heads(&made), actor, time: bench.at() })?);
    Ok(chunks)
}

fn tie(bench: &mut Bench<'_>, loose: DocId, space: SpaceId) -> Result<Vec<LocalOp>, NotBuilt> {
    let acting = bench.engine.config().acting;
    let family = bench.engine.state().space(acting, space).and_then(|view| view.space.family);
    let doc = call::tied_to(loose, family.ok_or(NotBuilt::Denied)?);
    let (_, note) = note_at(bench, loose)?;
    let loose_follow_up = call::follow_up_of(loose);
    let was = follow_up(bench, loose_follow_up)?;
    // Whoever called is on no card: nobody is the caller who could be shown it.
    let call = Call { copy: Some((loose, note.taken_by())), ..note.call.clone() };
    let actor = bench.engine.actor_for(doc, &[], bench.rng);
    // The loose call is gone from here soon, and with it when the server had it: the copy bears that time.
    let came = bench.engine.state().held(loose).and_then(|held| held.current().next()?.received_at);
    let came = came.unwrap_or_else(|| bench.at());
    let mut chunks = call_note::create(Kind::CallNote, actor, came, &call)?;
    let mut copy =
        materialise(Kind::CallNote, SCHEMA, chunks.iter().map(Vec::as_slice)).map_err(|_| NotBuilt::Defect)?;
    for fact in &note.added {
        let What::Added { text } = &fact.what else { continue };
        // The same facts: what the server brings along later is not there twice.
        let base = heads(&copy);
        let pen = Pen { doc: &copy, base: &base, actor, time: fact.at };
        let added = call_note::add(&pen, Kind::CallNote, fact.id, text)?;
        copy = extend(&copy, added.iter().map(Vec::as_slice)).map_err(|_| NotBuilt::Defect)?;
        chunks.extend(added);
    }
    let mut ops = create(doc, meta(Kind::CallNote, space, Audience::CALL), chunks);
    let its = call::follow_up_of(doc);
    let its_meta = DocumentMeta { parent: Some(doc), ..meta(Kind::FollowUp, space, Audience::FOLLOW_UP) };
    let actor = bench.engine.actor_for(its, &[], bench.rng);
    let mut chunks = follow_up::create(actor, bench.at(), &was.new)?;
    let said = was.to_carry();
    if !said.is_empty() {
        chunks = append(bench, Kind::FollowUp, actor, chunks, |pen| follow_up::carry(pen, &said))?;
    }
    ops.extend(create(its, its_meta, chunks));
    if was.may_show() == MayShow::Adults {
        ops.extend(shown(bench, space, doc, &call, MayShow::Adults, &was)?);
    }
    let fact = FactId::random(bench.rng);
    let says = What::Tied { to: doc };
    ops.extend(write(bench, loose_follow_up, None, |pen| follow_up::say(pen, fact, &says))?);
    ops.push(LocalOp::Withdraw(loose));
    Ok(ops)
}

fn note_at(bench: &Bench<'_>, doc: DocId) -> Result<(SpaceId, CallNote), NotBuilt> {
    let held = readable(bench.engine, doc, bench.now).ok_or(NotBuilt::Denied)?;
    let whole = Whole::current(held).ok_or(NotBuilt::Denied)?;
    let note = call_note::read(&whole.doc, &whole.provenance).map_err(|_| NotBuilt::Denied)?;
    Ok((held.document.meta.space, note))
}

fn follow_up(bench: &Bench<'_>, doc: DocId) -> Result<FollowUp, NotBuilt> {
    let held = readable(bench.engine, doc, bench.now).ok_or(NotBuilt::Denied)?;
    let whole = Whole::current(held).ok_or(NotBuilt::Denied)?;
    follow_up::read(&whole.doc, &whole.provenance).map_err(|_| NotBuilt::Denied)
}

/// The unit's name, as far as anybody of it takes part in something.
pub(in crate::app) fn unit_name(engine: &Engine, unit: UnitId) -> Option<Line> {
    let view = engine.state().view(engine.config().acting)?;
    let mut members = view.spaces().flat_map(|space| &space.space.members);
    members.find(|member| member.unit == unit).and_then(|member| Line::new(&member.unit_name))
}
