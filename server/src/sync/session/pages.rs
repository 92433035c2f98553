//! What a session reads for its device: rows since its cursor, pages of a first sync, documents it asked for, and the
//! names of all it may see. Bounded each time by about a frame.

use std::collections::BTreeMap;

use bytes::Bytes;
use samspil_shared::domain::access::was_readable;
use samspil_shared::domain::{DocId, DocState, Document, Membership, SpaceId, access};
use samspil_shared::sync::frame::{FRAME_MAX, Item, Progress, ServerFrame, Unavailable, Visible};

use super::{Followed, Session};

use crate::store::StoreError;
use crate::store::changes::ChangeRow;
use crate::store::documents::{DocumentRow, Slice};
use crate::sync::cursor::Cursor;
use crate::sync::items::{self, Packed, Packer, lone};
use crate::sync::tail::{TailItem, TailRow};

/// Rows of documents read at a time.
const ROWS_MAX: usize = 256;
/// Rows of the tail sent at a time.
const TAIL_MAX: usize = 512;
/// Bytes of documents read into memory at a time, but for one document that has more.
const READ_BYTES_MAX: i64 = 512 * 1024;
/// Ids in one part of a `Visible`: 17 bytes each.
const VISIBLE_MAX: usize = (FRAME_MAX - 1024) / 17;

impl Session {
    /// The next frames of a space; none if the device has everything that it asked for.
    pub(super) async fn serve(&mut self, space: SpaceId) -> Result<Vec<Bytes>, StoreError> {
        let Some(followed) = self.spaces.get(&space) else { return Ok(Vec::new()) };
        if followed.rename {
            return self.rename(space).await;
        }
        while let Some(cursor) = self.behind(space) {
            let frames = self.catch_up(space, cursor).await?;
            if !frames.is_empty() {
                return Ok(frames);
            }
            if self.behind(space) == Some(cursor) {
                break;
            }
        }
        self.page(space).await
    }

    /// Where the device is, if rows have come since.
    fn behind(&self, space: SpaceId) -> Option<Cursor> {
        let cursor = self.spaces.get(&space)?.cursor?;
        (cursor.upto < self.hub.0.tail.head(space)).then_some(cursor)
    }

    /// Names all that may be seen. The device drops the rest and fetches what it lacks; rows since its cursor follow.
    async fn rename(&mut self, space: SpaceId) -> Result<Vec<Bytes>, StoreError> {
        let visible: Vec<DocId> = self.visible(space).await?.into_iter().map(|(doc, _)| doc).collect();
        let Some(followed) = self.spaces.get_mut(&space) else { return Ok(Vec::new()) };
        followed.rename = false;
        followed.pages = 0;
        followed.cursor = followed.cursor.map(|cursor| Cursor { floor: 0, ..cursor });
        let (view, cursor) = (followed.view, followed.cursor);
        let token = cursor.map(|cursor| self.seal(space, cursor, view));
        let mut parts: Vec<Vec<DocId>> = visible.chunks(VISIBLE_MAX).map(<[DocId]>::to_vec).collect();
        if parts.is_empty() {
            parts.push(Vec::new());
        }
        let of = u16::try_from(parts.len()).unwrap_or(u16::MAX);
        let frame = |(part, docs)| {
            let token = token.clone().filter(|_| part + 1 == of);
            lone(&ServerFrame::Visible(Visible { space, part, of, docs, token }))
        };
        Ok((0..).zip(parts).map(frame).collect())
    }

    /// Every document that may be seen, by id, with the number it was created at.
    async fn visible(&self, space: SpaceId) -> Result<Vec<(DocId, i64)>, StoreError> {
        let mut visible = Vec::new();
        let mut before = i64::MAX;
        loop {
            let rows = self.hub.0.store.documents_of(space, Slice::CreatedBefore(before), ROWS_MAX).await?;
            let Some(last) = rows.last() else { break };
            before = last.created_seq;
            visible.extend(
                rows.iter().filter(|row| self.sees(&row.document)).map(|row| (row.document.id, row.created_seq)),
            );
        }
        visible.sort_unstable();
        Ok(visible)
    }

    /// Rows since the cursor: from memory if they are there, else from the database.
    async fn catch_up(&mut self, space: SpaceId, cursor: Cursor) -> Result<Vec<Bytes>, StoreError> {
        let packed = match self.read_tail(space, cursor) {
            Some(packed) => packed,
            None => self.read_database(space, cursor).await?,
        };
        Ok(self.frames(space, packed))
    }

    /// `None` if the rows are not all in memory, or one of them calls for a document that is not.
    fn read_tail(&mut self, space: SpaceId, cursor: Cursor) -> Option<Vec<Packed>> {
        if cursor.done != cursor.upto {
            return None;
        }
        let rows = self.hub.0.tail.rows_after(space, cursor.upto)?;
        // Seen as it is now: what was taken back meanwhile is not told to those it was taken back from.
        let now: BTreeMap<DocId, DocState> = rows.iter().map(|row| (row.document.id, row.document.state)).collect();
        let mut packer = Packer::default();
        let mut reached = cursor;
        for row in rows.iter().take(TAIL_MAX) {
            let document = Document { state: now[&row.document.id], ..row.document.clone() };
            for item in self.items_of(row, &document, cursor)? {
                packer.push(item);
            }
            reached = cursor.caught_up(row.last);
            packer.mark(reached);
        }
        self.spaces.get_mut(&space)?.cursor = Some(reached);
        Some(packer.finish())
    }

    /// A row's items for this device; `None` if they are not in memory.
    fn items_of(&self, row: &TailRow, document: &Document, cursor: Cursor) -> Option<Vec<Bytes>> {
        let own = row.enrolment == self.who.enrolment;
        let sees = self.sees(document);
        Some(match &row.item {
            TailItem::Withdrawn(item) if self.told(document, row.created_seq, cursor) => vec![item.clone()],
            _ if !sees => Vec::new(),
            TailItem::Created { own: items, .. } if own => items.clone(),
            TailItem::Created { whole, .. } => whole.clone(),
            TailItem::Changed { .. } if row.created_seq < cursor.floor => return None,
            TailItem::Changed { own: item, .. } if own => vec![item.clone()],
            TailItem::Changed { item, .. } => vec![item.clone()],
            TailItem::Withdrawn(_) => Vec::new(),
        })
    }

    /// Documents that changed since, in the order of their last rows, so that hidden rows between are never read.
    async fn read_database(&mut self, space: SpaceId, cursor: Cursor) -> Result<Vec<Packed>, StoreError> {
        let mut reached = cursor;
        loop {
            // Read before the documents: every row up to it is in what they say.
            let head = self.hub.0.tail.head(space);
            let rows = self.hub.0.store.documents_of(space, Slice::ChangedAfter(reached.done), ROWS_MAX).await?;
            let (batch, last) = (self.affordable(&rows), rows.len() < ROWS_MAX);
            let last = last && batch.len() == rows.len();
            let mut packer = Packer::default();
            self.pack_changed(&batch, cursor, &mut packer).await?;
            if let Some(row) = batch.last() {
                reached.done = row.last_seq;
            }
            if last {
                reached = cursor.caught_up(head.max(cursor.upto));
                packer.mark(reached);
            }
            if let Some(followed) = self.spaces.get_mut(&space) {
                followed.cursor = Some(reached);
            }
            let packed = packer.finish();
            if last || !packed.is_empty() {
                return Ok(packed);
            }
        }
    }

    async fn pack_changed(&self, rows: &[&DocumentRow], cursor: Cursor, packer: &mut Packer) -> Result<(), StoreError> {
        let held = |row: &DocumentRow| cursor.floor <= row.created_seq && row.created_seq <= cursor.upto;
        let made_here = |row: &DocumentRow| row.creator == self.who.enrolment && row.created_seq >= cursor.floor;
        let (parts, whole): (Vec<&DocumentRow>, Vec<&DocumentRow>) =
            rows.iter().copied().filter(|row| self.sees(&row.document)).partition(|row| held(row) || made_here(row));
        let mut changes = self.changes(&whole, 0).await?;
        changes.append(&mut self.changes(&parts, cursor.upto).await?);
        for row in rows {
            let doc = row.document.id;
            let changes = match changes.remove(&doc) {
                Some(None) => {
                    packer.mark(Cursor { done: row.last_seq, ..cursor });
                    continue;
                }
                Some(Some(changes)) => changes,
                None => Vec::new(),
            };
            if whole.iter().any(|whole| whole.document.id == doc) {
                self.whole(row, &changes).into_iter().for_each(|item| packer.push(item));
            } else {
                for change in &changes {
                    packer.push(items::changed(change, change.enrolment == self.who.enrolment));
                }
                if row.state_seq.is_some_and(|seq| seq > cursor.upto)
                    && self.told(&row.document, row.created_seq, cursor)
                {
                    packer.push(items::state(&match row.document.state {
                        DocState::Erased => Item::Erased(doc),
                        DocState::Withdrawn | DocState::Live => Item::Withdrawn(doc),
                    }));
                }
            }
            packer.mark(Cursor { done: row.last_seq, ..cursor });
        }
        Ok(())
    }

    /// The next page of a first sync, newest creation first: one frame, but for a document that needs several.
    async fn page(&mut self, space: SpaceId) -> Result<Vec<Bytes>, StoreError> {
        let Some(Followed { cursor: Some(cursor), pages, progress, .. }) = self.spaces.get(&space) else {
            return Ok(Vec::new());
        };
        let (mut cursor, pages) = (*cursor, *pages);
        if pages == 0 {
            return Ok(Vec::new());
        }
        let mut progress = match progress {
            Some(progress) => *progress,
            None => {
                let visible = self.visible(space).await?;
                let done = visible.iter().filter(|(_, created)| *created >= cursor.floor).count();
                Progress { done: count(done), of: count(visible.len()) }
            }
        };
        let (mut packer, mut is_full) = (Packer::default(), false);
        while cursor.floor > 0 && !is_full {
            let rows = self.hub.0.store.documents_of(space, Slice::CreatedBefore(cursor.floor), ROWS_MAX).await?;
            let batch = self.affordable(&rows);
            let visible: Vec<&DocumentRow> = batch.iter().copied().filter(|row| self.sees(&row.document)).collect();
            let mut changes = self.changes(&visible, 0).await?;
            for row in &batch {
                if let Some(changes) = changes.remove(&row.document.id)
                    && self.sees(&row.document)
                {
                    let items = changes.map(|changes| self.whole(row, &changes)).unwrap_or_default();
                    // The frame ends before what does not fit: a connection that is lost after any frame loses none of it.
                    is_full = !packer.has_room(&items);
                    if is_full {
                        break;
                    }
                    items.into_iter().for_each(|item| packer.push(item));
                    progress.done = progress.done.saturating_add(1);
                }
                cursor.floor = row.created_seq;
            }
            if rows.is_empty() {
                cursor.floor = 0;
            }
        }
        packer.mark(cursor);
        let more = cursor.floor > 0;
        let Some(followed) = self.spaces.get_mut(&space) else { return Ok(Vec::new()) };
        followed.cursor = Some(cursor);
        followed.progress = Some(progress);
        followed.pages = if more { pages - 1 } else { 0 };
        let view = followed.view;
        let token = self.seal(space, cursor, view);
        let mut packed = packer.finish();
        if packed.is_empty() {
            packed.push(Packed::default());
        }
        let last = packed.len() - 1;
        let frame = |(n, packed): (usize, Packed)| {
            // Only the last frame ends where the cursor holds; those before it carry the parts of a large document.
            let token = (n == last).then_some(&token[..]);
            items::frame(space, &packed.items, token, more, token.map(|_| progress))
        };
        Ok(packed.into_iter().enumerate().map(frame).collect())
    }

    /// The next documents that were asked for, or that they are not to be had.
    pub(super) async fn fetched(&mut self) -> Result<Vec<Bytes>, StoreError> {
        let asked: Vec<DocId> = self.fetches.iter().take(ROWS_MAX).copied().collect();
        let rows = self.hub.0.store.documents(asked.iter().copied()).await?;
        let asked_rows: Vec<DocumentRow> = asked.iter().filter_map(|doc| rows.get(doc).cloned()).collect();
        let batch = self.affordable(&asked_rows);
        let readable: Vec<&DocumentRow> = batch.iter().copied().filter(|row| self.sees(&row.document)).collect();
        let changes = self.changes(&readable, 0).await?;
        let mut packers: BTreeMap<SpaceId, Packer> = BTreeMap::new();
        let mut frames = Vec::new();
        for doc in &asked {
            let row = rows.get(doc);
            if row.is_some_and(|_| !batch.iter().any(|read| read.document.id == *doc)) {
                break;
            }
            self.fetches.pop_front();
            match row.and_then(|row| Some((row, changes.get(doc)?))) {
                Some((row, Some(changes))) => {
                    let packer = packers.entry(row.space()).or_default();
                    self.whole(row, changes).into_iter().for_each(|item| packer.push(item));
                }
                // Damaged here: the device keeps what it has of it, which may be the last whole copy.
                Some((_, None)) => {}
                None => frames.push(lone(&ServerFrame::Unavailable(Unavailable { doc: *doc }))),
            }
        }
        for (space, packer) in packers {
            frames.extend(packer.finish().iter().map(|packed| items::frame(space, &packed.items, None, false, None)));
        }
        Ok(frames)
    }

    /// Changes by document; `None` for one that is damaged. It is left out, the log of the server says so, and the
    /// others are sent.
    async fn changes(&self, rows: &[&DocumentRow], after: i64) -> Result<Readable, StoreError> {
        let changes = self.hub.0.store.changes(rows, after).await?;
        let or_none = |(doc, changes): (DocId, Result<Vec<ChangeRow>, StoreError>)| {
            if let Err(error) = &changes {
                tracing::error!(document = %doc, error = error as &dyn std::error::Error, "a document cannot be sent");
            }
            (doc, changes.ok())
        };
        Ok(changes.into_iter().map(or_none).collect())
    }

    fn frames(&self, space: SpaceId, packed: Vec<Packed>) -> Vec<Bytes> {
        let Some(followed) = self.spaces.get(&space) else { return Vec::new() };
        let frame = |packed: Packed| {
            let token = packed.cursor.map(|cursor| self.seal(space, cursor, followed.view));
            items::frame(space, &packed.items, token.as_deref(), false, None)
        };
        packed.into_iter().map(frame).collect()
    }

    fn whole(&self, row: &DocumentRow, changes: &[ChangeRow]) -> Vec<Bytes> {
        let empty = || self.hub.0.store.tag_of(row);
        items::whole(row, changes, changes.last().map_or_else(empty, |last| last.tag))
    }

    /// As many rows as may be read into memory together.
    fn affordable<'r>(&self, rows: &'r [DocumentRow]) -> Vec<&'r DocumentRow> {
        let mut bytes = 0;
        let mut taken = Vec::new();
        for row in rows {
            if self.sees(&row.document) {
                bytes += row.bytes;
            }
            if bytes > READ_BYTES_MAX && !taken.is_empty() {
                break;
            }
            taken.push(row);
        }
        taken
    }

    fn memberships(&self, space: SpaceId) -> Vec<&Membership> {
        self.spaces.get(&space).map(|followed| followed.memberships.iter().collect()).unwrap_or_default()
    }

    pub(super) fn sees(&self, document: &Document) -> bool {
        let memberships = self.memberships(document.meta.space);
        access(self.who.person, &memberships, document).readable().is_some()
    }

    /// Whether the device is told that a document was taken back or destroyed: if it still sees it, or may hold it.
    fn told(&self, document: &Document, created_seq: i64, cursor: Cursor) -> bool {
        let memberships = self.memberships(document.meta.space);
        let held = created_seq <= cursor.done && was_readable(self.who.person, &memberships, document);
        held || self.sees(document)
    }
}

/// Changes by document, as far as they can be read.
type Readable = BTreeMap<DocId, Option<Vec<ChangeRow>>>;

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
