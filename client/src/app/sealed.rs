//! The form in which a record lies in the browser's store: a head in clear, then a nonce and the sealed content.
//!
//! Layout, all lengths fixed but the last: version 1 · kind 1 · has a document 1 · record id 16 · document id 16 (zero
//! without one) · nonce 12 · cipher with its 16-byte tag.

use samspil_shared::domain::{DocId, PersonId, RecordId};
use samspil_shared::sync::record::{Entry, Record};
use thiserror::Error;

use super::draft::DraftKey;

/// The layout's version, the first byte.
const VERSION: u8 = 1;

/// Where the nonce starts.
pub const NONCE_AT: usize = 35;

/// Bytes of an AES-GCM nonce.
pub const NONCE_LEN: usize = 12;

/// Where the cipher starts.
pub const CIPHER_AT: usize = NONCE_AT + NONCE_LEN;

/// Bytes of AES-GCM's tag, which ends the cipher.
pub const TAG_LEN: usize = 16;

/// The kind of a draft, which is no record of the log.
const DRAFT: u8 = 255;

/// What is known of a record without its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The record, or the editor of a draft.
    pub id: RecordId,
    /// What sort of record: [`Entry::kind`], or 255 for a draft.
    pub kind: u8,
    /// The document it is about, if it is about one.
    pub doc: Option<DocId>,
}

/// A record in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct Plain {
    /// What stays readable.
    pub head: Head,
    /// What is sealed.
    pub bytes: Vec<u8>,
}

/// The bytes are no sealed record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealedError {
    /// Fewer bytes than the head, the nonce and the tag need.
    #[error("a sealed record of {0} bytes is cut off")]
    Short(usize),
    /// Written by a newer app.
    #[error("a sealed record of version {0}")]
    Version(u8),
    /// A flag that no version writes.
    #[error("the head of a sealed record is damaged")]
    Head,
}

impl std::fmt::Debug for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plain").field("head", &self.head).field("len", &self.bytes.len()).finish()
    }
}

/// What was opened is not the record that its head announces, or one of a later version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the content of a record is not understood")]
pub struct ContentError;

impl Plain {
    /// A record of the log, to be sealed.
    pub fn of(record: &Record) -> Self {
        let Record { id, entry } = record;
        Self { head: Head { id: *id, kind: entry.kind(), doc: entry.doc() }, bytes: entry.encode() }
    }

    /// The record that was sealed.
    pub fn record(&self) -> Result<Record, ContentError> {
        let entry = Entry::decode(&self.bytes).map_err(|_| ContentError)?;
        if (entry.kind(), entry.doc()) != (self.head.kind, self.head.doc) {
            return Err(ContentError);
        }
        Ok(Record { id: self.head.id, entry })
    }
}

impl Head {
    /// The head of a draft.
    pub fn of_draft(key: DraftKey) -> Self {
        let mut editor = [0; 16];
        editor.copy_from_slice(&key.to_bytes()[16..]);
        Self { id: RecordId::from_bytes(editor), kind: DRAFT, doc: Some(key.doc) }
    }

    /// Whose head it is, if it is a draft's.
    pub fn draft(self) -> Option<DraftKey> {
        let doc = self.doc.filter(|_| self.kind == DRAFT)?;
        DraftKey::try_from(&[&doc.as_bytes()[..], self.id.as_bytes()].concat()[..]).ok()
    }

    /// Head and nonce as they stand before the cipher.
    pub fn to_bytes(self, nonce: [u8; NONCE_LEN]) -> [u8; CIPHER_AT] {
        let mut bytes = [0; CIPHER_AT];
        bytes[0] = VERSION;
        bytes[1] = self.kind;
        bytes[2] = u8::from(self.doc.is_some());
        bytes[3..19].copy_from_slice(self.id.as_bytes());
        if let Some(doc) = self.doc {
            bytes[19..NONCE_AT].copy_from_slice(doc.as_bytes());
        }
        bytes[NONCE_AT..].copy_from_slice(&nonce);
        bytes
    }

    /// Reads head and nonce. `start` is the beginning of a sealed record that has `len` bytes in all.
    pub fn parse(start: &[u8], len: usize) -> Result<(Self, [u8; NONCE_LEN]), SealedError> {
        let Some(&start) = start.first_chunk::<CIPHER_AT>() else {
            return Err(SealedError::Short(len));
        };
        if start[0] != VERSION {
            return Err(SealedError::Version(start[0]));
        }
        if len < CIPHER_AT + TAG_LEN {
            return Err(SealedError::Short(len));
        }
        let (mut id, mut doc, mut nonce) = ([0; 16], [0; 16], [0; NONCE_LEN]);
        id.copy_from_slice(&start[3..19]);
        doc.copy_from_slice(&start[19..NONCE_AT]);
        nonce.copy_from_slice(&start[NONCE_AT..]);
        let doc = match start[2] {
            0 if doc == [0; 16] => None,
            1 => Some(DocId::from_bytes(doc)),
            _ => return Err(SealedError::Head),
        };
        let head = Self { id: RecordId::from_bytes(id), kind: start[1], doc };
        Ok((head, nonce))
    }

    /// What the seal binds the content to: person ‖ record id ‖ document ‖ kind (05 "The device vault"). Never a
    /// sequence, because sealing ends before the transaction that numbers.
    pub fn associated_data(self, person: PersonId) -> Vec<u8> {
        let doc = self.doc.map_or([0; 16], |doc| *doc.as_bytes());
        [
            &b"samspil record 1"[..],
            person.as_bytes(),
            self.id.as_bytes(),
            &[u8::from(self.doc.is_some())],
            &doc,
            &[self.kind],
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(doc: Option<u8>) -> Head {
        Head { id: RecordId::from_bytes([3; 16]), kind: 2, doc: doc.map(|byte| DocId::from_bytes([byte; 16])) }
    }

    #[test]
    fn a_head_is_read_back_with_and_without_a_document() {
        for head in [head(Some(7)), head(Some(0)), head(None)] {
            let bytes = head.to_bytes([9; NONCE_LEN]);
            let read = Head::parse(&bytes, CIPHER_AT + TAG_LEN);
            assert_eq!(read, Ok((head, [9; NONCE_LEN])));
        }
    }

    #[test]
    fn every_damaged_head_is_named() {
        let good = head(Some(7)).to_bytes([9; NONCE_LEN]);
        assert_eq!(Head::parse(&good[..CIPHER_AT - 1], 200), Err(SealedError::Short(200)));
        assert_eq!(Head::parse(&good, CIPHER_AT + TAG_LEN - 1), Err(SealedError::Short(CIPHER_AT + TAG_LEN - 1)));
        let mut newer = good;
        newer[0] = 2;
        assert_eq!(Head::parse(&newer, 200), Err(SealedError::Version(2)));
        let mut flag = good;
        flag[2] = 9;
        assert_eq!(Head::parse(&flag, 200), Err(SealedError::Head));
        let mut ghost = head(None).to_bytes([9; NONCE_LEN]);
        ghost[20] = 1;
        assert_eq!(Head::parse(&ghost, 200), Err(SealedError::Head));
    }

    #[test]
    fn the_seal_binds_every_field() {
        let person = PersonId::from_bytes([1; 16]);
        let base = head(Some(7));
        let others = [
            Head { id: RecordId::from_bytes([4; 16]), ..base },
            Head { kind: 3, ..base },
            head(Some(8)),
            head(Some(0)),
            head(None),
        ];
        let mut seen = vec![base.associated_data(person), base.associated_data(PersonId::from_bytes([2; 16]))];
        seen.extend(others.map(|other| other.associated_data(person)));
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn a_record_is_read_back_and_must_be_what_its_head_says() {
        let doc = DocId::from_bytes([7; 16]);
        let record = Record { id: RecordId::from_bytes([3; 16]), entry: Entry::Unparked { doc } };
        let plain = Plain::of(&record);
        assert_eq!(plain.head.doc, Some(doc));
        assert_eq!(plain.record(), Ok(record));

        let elsewhere = Plain { head: Head { doc: Some(DocId::from_bytes([8; 16])), ..plain.head }, ..plain.clone() };
        assert_eq!(elsewhere.record(), Err(ContentError));
        let other_kind = Plain { head: Head { kind: plain.head.kind + 1, ..plain.head }, ..plain.clone() };
        assert_eq!(other_kind.record(), Err(ContentError));
        let later = Plain { bytes: vec![0x82, 0x18, 0x63, 0xa0], ..plain };
        assert_eq!(later.record(), Err(ContentError));
    }

    #[test]
    fn a_draft_is_told_by_its_head() {
        let bytes: Vec<u8> = (0..32).collect();
        let key = DraftKey::try_from(&bytes[..]).unwrap();
        assert_eq!(Head::of_draft(key).draft(), Some(key));
        assert_eq!(head(Some(7)).draft(), None);
        assert_eq!(Head { doc: None, ..Head::of_draft(key) }.draft(), None);
    }

    #[test]
    fn a_record_in_clear_does_not_print_its_content() {
        let plain = Plain { head: head(None), bytes: b"Noah sov godt".to_vec() };
        let shown = format!("{plain:?}");
        assert!(!shown.contains("Noah") && !shown.contains("78, 111"), "{shown}");
        assert!(shown.contains("13"), "{shown}");
    }
}
