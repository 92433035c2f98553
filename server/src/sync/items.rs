//! Items and the frames that carry them. An item is encoded once; frames are put together around it.

use std::convert::Infallible;

use bytes::Bytes;
use minicbor::encode::Error;
use minicbor::{Encode, Encoder};
use samspil_shared::domain::SpaceId;
use samspil_shared::sync::frame::{
    DocumentChange, FRAME_MAX, Item, Progress, ServerFrame, StoredChange, StoredDocument,
};

use super::cursor::Cursor;
use crate::store::changes::ChangeRow;
use crate::store::documents::DocumentRow;

/// Bytes of items in a frame: leaves room for the token and the rest.
const ITEMS_BYTES_MAX: usize = FRAME_MAX - 4 * 1024;
/// Bytes of changes in one part of a document: leaves room for its head.
const PART_BYTES_MAX: usize = 192 * 1024;
/// CBOR around the bytes of a change.
const CHANGE_HEAD: usize = 48;

/// The type of an `Items` frame.
const ITEMS: u8 = 68;

fn infallible(error: impl std::fmt::Display) -> ! {
    unreachable!("encoding into memory has nothing to fail at: {error}")
}

fn encode_item(item: &Item) -> Bytes {
    minicbor::to_vec(item).unwrap_or_else(|error| infallible(error)).into()
}

/// A whole document, in as many items as its size needs.
pub(super) fn whole(row: &DocumentRow, changes: &[ChangeRow], tag: [u8; 16]) -> Vec<Bytes> {
    let stored = changes.iter().map(|change| StoredChange {
        bytes: change.bytes.clone(),
        by: change.by,
        received_at: change.received_at,
        late: change.late,
    });
    whole_of(row, stored.collect(), tag)
}

/// As [`whole`], of changes that were just stored.
pub(super) fn whole_of(row: &DocumentRow, changes: Vec<StoredChange>, tag: [u8; 16]) -> Vec<Bytes> {
    let mut parts: Vec<Vec<StoredChange>> = vec![Vec::new()];
    let mut size = 0;
    for change in changes {
        let bytes = change.bytes.len() + CHANGE_HEAD;
        if size + bytes > PART_BYTES_MAX && size > 0 {
            parts.push(Vec::new());
            size = 0;
        }
        size += bytes;
        if let Some(part) = parts.last_mut() {
            part.push(change);
        }
    }
    let of = u16::try_from(parts.len()).unwrap_or(u16::MAX);
    let document = &row.document;
    let item = |(part, changes)| {
        encode_item(&Item::New(StoredDocument {
            doc: document.id,
            meta: document.meta.clone(),
            author: document.author,
            created_at: row.created_at,
            state: document.state,
            tag: tag.to_vec(),
            part,
            of,
            changes,
        }))
    };
    (0..).zip(parts).map(item).collect()
}

/// A change; the device that made it has the bytes.
pub(super) fn changed(change: &ChangeRow, own: bool) -> Bytes {
    encode_item(&Item::Changed(DocumentChange {
        doc: change.doc,
        bytes: (!own).then(|| change.bytes.clone()),
        hash: change.hash,
        by: change.by,
        received_at: change.received_at,
        tag: change.tag.to_vec(),
        late: change.late,
    }))
}

/// A document was taken back, or destroyed.
pub(super) fn state(item: &Item) -> Bytes {
    encode_item(item)
}

/// An `Items` frame around items that are encoded already.
pub(super) fn frame(
    space: SpaceId,
    items: &[Bytes],
    token: Option<&[u8]>,
    more: bool,
    progress: Option<Progress>,
) -> Bytes {
    let size: usize = items.iter().map(Bytes::len).sum();
    let mut encoder = Encoder::new(Vec::with_capacity(size + 1024));
    write(&mut encoder, space, items, token, more, progress).unwrap_or_else(|error| infallible(error));
    encoder.into_writer().into()
}

fn write(
    encoder: &mut Encoder<Vec<u8>>,
    space: SpaceId,
    items: &[Bytes],
    token: Option<&[u8]>,
    more: bool,
    progress: Option<Progress>,
) -> Result<(), Error<Infallible>> {
    let keys = 3 + u64::from(token.is_some()) + u64::from(progress.is_some());
    encoder.array(2)?.u8(ITEMS)?.map(keys)?.u8(0)?.encode(space)?;
    encoder.u8(1)?.array(items.len() as u64)?;
    for item in items {
        encoder.writer_mut().extend_from_slice(item);
    }
    if let Some(token) = token {
        encoder.u8(2)?.bytes(token)?;
    }
    encoder.u8(3)?.bool(more)?;
    if let Some(progress) = progress {
        encoder.u8(4)?;
        progress.encode(encoder, &mut ())?;
    }
    Ok(())
}

/// Any other frame.
pub(super) fn lone(frame: &ServerFrame) -> Bytes {
    frame.encode().into()
}

/// Items on their way into frames. After some of them a cursor holds; a frame that ends elsewhere carries none.
#[derive(Debug, Default)]
pub(super) struct Packer {
    full: Vec<Packed>,
    open: Packed,
    size: usize,
}

/// The items of one frame, and the cursor that holds once they are stored.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub(super) items: Vec<Bytes>,
    pub(super) cursor: Option<Cursor>,
}

impl Packer {
    pub(super) fn push(&mut self, item: Bytes) {
        if self.size + item.len() > ITEMS_BYTES_MAX && !self.open.items.is_empty() {
            self.full.push(std::mem::take(&mut self.open));
            self.size = 0;
        }
        self.size += item.len();
        self.open.cursor = None;
        self.open.items.push(item);
    }

    /// All items so far leave the device at `cursor`.
    pub(super) fn mark(&mut self, cursor: Cursor) {
        if !self.open.items.is_empty() {
            self.open.cursor = Some(cursor);
        }
    }

    /// Whether these go into the frame that was begun, or begin one: then they may need several.
    pub(super) fn has_room(&self, items: &[Bytes]) -> bool {
        let more: usize = items.iter().map(Bytes::len).sum();
        self.full.is_empty() && (self.open.items.is_empty() || self.size + more <= ITEMS_BYTES_MAX)
    }

    pub(super) fn finish(mut self) -> Vec<Packed> {
        if !self.open.items.is_empty() {
            self.full.push(self.open);
        }
        self.full
    }
}

#[cfg(test)]
mod tests {
    use samspil_shared::domain::DocId;
    use samspil_shared::sync::frame::Items;

    use super::*;

    #[test]
    fn a_frame_put_together_is_the_frame_encoded_as_one() {
        let items = vec![Item::Withdrawn(DocId::from_bytes([1; 16])), Item::Erased(DocId::from_bytes([2; 16]))];
        let space = SpaceId::from_bytes([3; 16]);
        let encoded: Vec<Bytes> = items.iter().map(encode_item).collect();
        for (token, progress) in [(None, None), (Some(vec![7; 80]), Some(Progress { done: 3, of: 900 }))] {
            let whole = Items { space, items: items.clone(), token: token.clone(), more: true, progress };
            assert_eq!(frame(space, &encoded, token.as_deref(), true, progress), ServerFrame::Items(whole).encode());
        }
    }

    #[test]
    fn frames_break_where_they_are_full_and_carry_a_cursor_only_at_its_place() {
        let cursor = |upto| Cursor { floor: 0, upto, done: upto };
        let mut packer = Packer::default();
        let half = Bytes::from(vec![0; ITEMS_BYTES_MAX / 2]);
        packer.push(half.clone());
        packer.mark(cursor(1));
        packer.push(half.clone());
        packer.push(half);
        packer.mark(cursor(2));
        let frames = packer.finish();
        let seen: Vec<_> = frames.iter().map(|f| (f.items.len(), f.cursor.map(|c| c.upto))).collect();
        assert_eq!(seen, [(2, None), (1, Some(2))]);
    }
    #[test]
    fn a_document_begins_no_frame_that_it_does_not_end_unless_it_needs_several() {
        let part = |share| vec![Bytes::from(vec![0; ITEMS_BYTES_MAX / share])];
        let large = [part(2), part(2), part(2)].concat();
        let mut packer = Packer::default();
        assert!(packer.has_room(&large), "alone it has frames of its own");
        part(2).into_iter().for_each(|item| packer.push(item));
        assert!(packer.has_room(&part(2)) && packer.has_room(&[]) && !packer.has_room(&large));
        part(4).into_iter().for_each(|item| packer.push(item));
        assert!(!packer.has_room(&part(2)) && packer.has_room(&part(4)));
        let mut packer = Packer::default();
        large.into_iter().for_each(|item| packer.push(item));
        assert!(!packer.has_room(&part(100)), "nothing else beside it");
    }
}
