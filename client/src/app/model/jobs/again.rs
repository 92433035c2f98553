//! What was refused, once more: as a new change on what stands, or as a new document where nothing of it stands. A note is
//! shared again as it reads now.

use samspil_shared::doc::log_entry::{self, LogEntry, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::publication::{self, Publication};
use samspil_shared::doc::{Field, comment};
use samspil_shared::domain::Timestamp;
use samspil_shared::domain::{DocId, Kind, may_create, may_withdraw};
use samspil_shared::sync::engine::{Engine, LocalOp};
use samspil_shared::sync::frame::Reason;
use samspil_shared::sync::state::{HeldDocument, Standing};

use super::entry::write;
use super::{After, Bench, Built, NotBuilt, create, share};
use crate::app::model::docs::whole::Whole;
use crate::app::model::docs::{read_entry, readable};

pub(super) fn again(bench: &mut Bench<'_>, doc: DocId, new: DocId) -> Result<Built, NotBuilt> {
    let held = parked(bench.engine, doc).ok_or(NotBuilt::Denied)?;
    if !can_again(bench.engine, held, bench.now) {
        return Err(NotBuilt::Denied);
    }
    if held.parked().next().is_none() {
        // What was refused is the taking back.
        return Ok(Built { ops: vec![LocalOp::Withdraw(doc)], drop: Vec::new(), after: After::Again });
    }
    let whole = Whole::with_parked(held).ok_or(NotBuilt::Defect)?;
    let meta = held.document.meta.clone();
    if meta.kind == Kind::Publication {
        let wanted = publication::read(&whole.doc, &whole.provenance).map_err(|_| NotBuilt::Defect)?;
        let mut built = share::again(bench, &wanted, meta.audience, new)?;
        built.ops.push(LocalOp::Unpark(doc));
        return Ok(built);
    }
    let mut ops = match (meta.kind, read_entry(held)) {
        (Kind::LogEntry, Some((_, stands))) => {
            let wanted = log_entry::read(&whole.doc, &whole.provenance).map_err(|_| NotBuilt::Defect)?;
            let edit = difference(&stands, &wanted);
            write(bench, doc, None, |pen| log_entry::save(pen, &edit))?
        }
        (Kind::LogEntry, None) => {
            let wanted = log_entry::read(&whole.doc, &whole.provenance).map_err(|_| NotBuilt::Defect)?;
            let actor = bench.engine.actor_for(new, &[], bench.rng);
            create(new, meta, log_entry::create(actor, bench.at(), &as_new(&wanted))?)
        }
        (Kind::Comment, _) => {
            let wanted = comment::read(&whole.doc, &whole.provenance).map_err(|_| NotBuilt::Defect)?;
            let actor = bench.engine.actor_for(new, &[], bench.rng);
            create(new, meta, comment::create(actor, bench.at(), &wanted.text)?)
        }
        _ => return Err(NotBuilt::Denied),
    };
    ops.push(LocalOp::Unpark(doc));
    Ok(Built { ops, drop: Vec::new(), after: After::Again })
}

/// A document with something refused, wherever its space went.
pub(in crate::app) fn parked(engine: &Engine, doc: DocId) -> Option<&HeldDocument> {
    engine.state().held(doc).filter(|held| held.parked().next().is_some() || held.not_withdrawn().is_some())
}

/// Whether it would be taken now, as far as the device can tell.
pub(in crate::app) fn can_again(engine: &Engine, held: &HeldDocument, now: Timestamp) -> bool {
    let meta = &held.document.meta;
    let stands = held.current().next().is_some();
    // It waits for its readers: sent once more it would be there twice when they take it in.
    if held.parked().any(|change| change.standing == Standing::Parked(Reason::Quarantined)) {
        return false;
    }
    if held.parked().next().is_none() {
        let memberships = engine.memberships(now);
        let rows: Vec<_> = memberships.iter().collect();
        return may_withdraw(engine.config().person, &rows, &held.document);
    }
    match meta.kind {
        Kind::LogEntry if stands => engine.access(held.document.id, now).writable().is_some(),
        Kind::Publication if !stands && !has_note(engine, held, now) => false,
        Kind::LogEntry | Kind::Comment | Kind::Publication if !stands => {
            let acting = engine.config().acting;
            let Some(space) = engine.state().space(acting, meta.space) else { return false };
            let memberships = engine.memberships(now);
            let rows: Vec<_> = memberships.iter().collect();
            let parent = meta.parent.and_then(|parent| engine.state().document(acting, parent));
            let parent = parent.map(|held| &held.document);
            may_create(engine.config().person, &rows, space.space.kind, meta, parent).is_some()
        }
        _ => false,
    }
}

/// Whether the note that was to be shared is here.
fn has_note(engine: &Engine, held: &HeldDocument, now: Timestamp) -> bool {
    let read = |whole: Whole| publication::read(&whole.doc, &whole.provenance).ok();
    let wanted: Option<Publication> = Whole::with_parked(held).and_then(read);
    wanted.is_some_and(|wanted| readable(engine, wanted.of, now).is_some())
}

/// What `wanted` says otherwise than what stands.
fn difference(stands: &LogEntry, wanted: &LogEntry) -> LogEntryEdit {
    fn other<T: Clone + PartialEq>(stands: &Field<T>, wanted: &Field<T>) -> Option<T> {
        let (stands, wanted) = (&stands.value.value, &wanted.value.value);
        (stands != wanted).then(|| wanted.clone())
    }
    let day = |stands: &Option<Field<_>>, wanted: &Option<Field<_>>| match (stands, wanted) {
        (Some(stands), Some(wanted)) => other(stands, wanted),
        (None, Some(wanted)) => Some(wanted.value.value),
        (_, None) => None,
    };
    LogEntryEdit {
        text: (stands.text != wanted.text).then(|| wanted.text.clone()),
        event_time: other(&stands.event_time, &wanted.event_time),
        about: other(&stands.about, &wanted.about),
        day_child: day(&stands.day_child, &wanted.day_child),
        day_family: day(&stands.day_family, &wanted.day_family),
    }
}

fn as_new(entry: &LogEntry) -> NewLogEntry {
    let day = |field: &Option<Field<_>>| field.as_ref().and_then(|field| field.value.value);
    NewLogEntry {
        text: entry.text.clone(),
        event_time: entry.event_time.value.value,
        about: entry.about.value.value,
        day_child: day(&entry.day_child),
        day_family: day(&entry.day_family),
    }
}
