//! Notes and comments.

use samspil_shared::doc::log_entry::{self, LogEntry, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{About, Day, Field, Pen, comment};
use samspil_shared::domain::{
    Audience, ChangeHash, DocId, DocumentMeta, FactId, Kind, Role, SpaceId, SpaceKind, Timestamp,
};
use samspil_shared::sync::engine::LocalOp;

use super::{After, Bench, Built, NotBuilt, changes, create, living, meta};
use crate::app::draft::{DraftKey, EntryDraft};
use crate::app::model::docs::whole::Whole;
use crate::app::model::docs::{read_entry, readable};
use crate::app::view::entry::FieldKind;
use crate::app::view::{Readers, Whom};

pub(super) fn new(
    bench: &mut Bench<'_>,
    doc: DocId,
    fields: &EntryDraft,
    drop: &[DraftKey],
) -> Result<Built, NotBuilt> {
    let about = match fields.whom {
        Some(Whom::Family) => About::Family,
        Some(Whom::Child(_) | Whom::All) => About::Child,
        None => return Err(NotBuilt::Denied),
    };
    let new = NewLogEntry {
        text: fields.text.trim_end().to_owned(),
        event_time: fields.event_time,
        about,
        day_child: fields.day_child.and_then(Day::new),
        day_family: fields.day_family.and_then(Day::new),
    };
    let (audience, spaces) = match fields.readers {
        Readers::Me => (Audience::AUTHOR, spaces_as(bench, Role::Oneself)),
        _ => (Audience::FAMILY, spaces_as(bench, Role::FosterParent)),
    };
    let spaces = match fields.whom {
        Some(Whom::Child(space)) if audience == Audience::FAMILY => {
            spaces.into_iter().filter(|s| *s == space).collect()
        }
        Some(Whom::All) if audience == Audience::FAMILY => spaces,
        _ => spaces.into_iter().take(1).collect::<Vec<_>>(),
    };
    let mut ops = Vec::new();
    for (index, space) in spaces.into_iter().enumerate() {
        let doc = if index == 0 { doc } else { DocId::random(bench.rng) };
        let actor = bench.engine.actor_for(doc, &[], bench.rng);
        let chunks = log_entry::create(actor, bench.at(), &new)?;
        ops.extend(create(doc, meta(Kind::LogEntry, space, audience), chunks));
    }
    if ops.is_empty() {
        return Err(NotBuilt::Denied);
    }
    Ok(Built { ops, drop: drop.to_vec(), after: After::Entry(doc) })
}

pub(super) fn edit(
    bench: &mut Bench<'_>,
    doc: DocId,
    fields: &EntryDraft,
    drop: &[DraftKey],
) -> Result<Built, NotBuilt> {
    let after = After::Entry(doc);
    let (Some(base), Some(seen)) = (&fields.base, fields.seen) else { return Err(NotBuilt::Defect) };
    let about_family = fields.whom == Some(Whom::Family);
    let about = if about_family { About::Family } else { About::Child };
    let edit = LogEntryEdit {
        text: Some(fields.text.trim_end().to_owned()),
        event_time: (fields.event_time != seen.event_time).then_some(fields.event_time),
        about: (about_family != seen.about_family).then_some(about),
        day_child: (fields.day_child != seen.day_child).then(|| fields.day_child.and_then(Day::new)),
        day_family: (fields.day_family != seen.day_family).then(|| fields.day_family.and_then(Day::new)),
    };
    let ops = write(bench, doc, Some(base), |pen| log_entry::save(pen, &edit))?;
    if ops.is_empty() {
        return Err(NotBuilt::Same(after));
    }
    Ok(Built { ops, drop: drop.to_vec(), after })
}

pub(super) fn comment(
    bench: &mut Bench<'_>,
    doc: DocId,
    publication: DocId,
    text: &str,
    drop: &[DraftKey],
) -> Result<Built, NotBuilt> {
    let parent = readable(bench.engine, publication, bench.now).ok_or(NotBuilt::Denied)?;
    let meta = comment_meta(publication, &parent.document.meta);
    let actor = bench.engine.actor_for(doc, &[], bench.rng);
    let chunks = comment::create(actor, bench.at(), text.trim())?;
    Ok(Built { ops: create(doc, meta, chunks), drop: drop.to_vec(), after: After::Comment(publication) })
}

pub(super) fn settle(bench: &mut Bench<'_>, entry: DocId, field: FieldKind, side: usize) -> Result<Built, NotBuilt> {
    let held = readable(bench.engine, entry, bench.now).ok_or(NotBuilt::Denied)?;
    let (_, read) = read_entry(held).ok_or(NotBuilt::Denied)?;
    let edit = settled(&read, field, side).ok_or(NotBuilt::Same(After::Quiet))?;
    let ops = write(bench, entry, None, |pen| log_entry::save(pen, &edit))?;
    Ok(Built { ops, drop: Vec::new(), after: After::Quiet })
}

pub(super) fn keep_both(bench: &mut Bench<'_>, entry: DocId, field: FieldKind, words: &str) -> Result<Built, NotBuilt> {
    let held = readable(bench.engine, entry, bench.now).ok_or(NotBuilt::Denied)?;
    let (_, read) = read_entry(held).ok_or(NotBuilt::Denied)?;
    // Only an answer that may be missing can stand in the text instead.
    let is_apart = |day: &Option<Field<Option<Day>>>| day.as_ref().is_some_and(|day| !day.others.is_empty());
    let none = LogEntryEdit::default();
    let edit = match field {
        FieldKind::DayChild if is_apart(&read.day_child) => LogEntryEdit { day_child: Some(None), ..none },
        FieldKind::DayFamily if is_apart(&read.day_family) => LogEntryEdit { day_family: Some(None), ..none },
        _ => return Err(NotBuilt::Same(After::Quiet)),
    };
    let text = Some(format!("{}\n\n{}", read.text.trim_end(), words.trim()));
    let ops = write(bench, entry, None, |pen| log_entry::save(pen, &LogEntryEdit { text, ..edit }))?;
    Ok(Built { ops, drop: Vec::new(), after: After::Quiet })
}

pub(super) fn widen(bench: &mut Bench<'_>, entry: DocId, new: DocId, to: SpaceId) -> Result<Built, NotBuilt> {
    let held = readable(bench.engine, entry, bench.now).ok_or(NotBuilt::Denied)?;
    let (_, read) = read_entry(held).ok_or(NotBuilt::Denied)?;
    let actor = bench.engine.actor_for(new, &[], bench.rng);
    let chunks = log_entry::create(actor, bench.at(), &NewLogEntry::from(read.shared()?))?;
    let mut ops = create(new, meta(Kind::LogEntry, to, Audience::FAMILY), chunks);
    let fact = FactId::random(bench.rng);
    ops.extend(write(bench, entry, None, |pen| log_entry::hide(pen, fact))?);
    Ok(Built { ops, drop: Vec::new(), after: After::Widened { new } })
}

/// Writes to a document at the heads its author looked at, or at the present ones.
pub(super) fn write(
    bench: &mut Bench<'_>,
    doc: DocId,
    base: Option<&[ChangeHash]>,
    edit: impl FnOnce(&Pen<'_>) -> Result<Vec<Vec<u8>>, samspil_shared::doc::EditError>,
) -> Result<Vec<LocalOp>, NotBuilt> {
    let held = readable(bench.engine, doc, bench.now).ok_or(NotBuilt::Denied)?;
    let whole = Whole::current(held).ok_or(NotBuilt::Denied)?;
    let base = living(held, base.unwrap_or(&held.heads()));
    let actor = bench.engine.actor_for(doc, &base, bench.rng);
    let chunks = edit(&Pen { doc: &whole.doc, base: &base, actor, time: bench.at() })?;
    Ok(changes(doc, chunks).collect())
}

/// A comment's meta repeats that of what it hangs on.
pub(super) fn comment_meta(publication: DocId, parent: &DocumentMeta) -> DocumentMeta {
    DocumentMeta {
        parent: Some(publication),
        course: parent.course,
        readers: parent.readers.clone(),
        ..meta(Kind::Comment, parent.space, parent.audience)
    }
}

/// Spaces in which the person has this role now.
pub(super) fn spaces_as(bench: &Bench<'_>, role: Role) -> Vec<SpaceId> {
    let kind = if role == Role::Oneself { SpaceKind::Person } else { SpaceKind::Placement };
    bench.engine.spaces_as(role, kind, bench.now).into_iter().collect()
}

fn settled(entry: &LogEntry, field: FieldKind, side: usize) -> Option<LogEntryEdit> {
    fn pick<T: Clone>(field: &Field<T>, side: usize) -> Option<T> {
        (!field.others.is_empty()).then(|| field.all().nth(side).map(|written| written.value.clone()))?
    }
    let none = LogEntryEdit::default();
    Some(match field {
        FieldKind::When => LogEntryEdit { event_time: Some(pick::<Timestamp>(&entry.event_time, side)?), ..none },
        FieldKind::About => LogEntryEdit { about: Some(pick(&entry.about, side)?), ..none },
        FieldKind::DayChild => LogEntryEdit { day_child: Some(pick(entry.day_child.as_ref()?, side)?), ..none },
        FieldKind::DayFamily => LogEntryEdit { day_family: Some(pick(entry.day_family.as_ref()?, side)?), ..none },
    })
}
