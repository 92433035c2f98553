//! Drafts: what is typed and not saved. They live on this device alone, beside the log, and are overwritten at every
//! pause. A draft belongs to one editor, so two tabs never share one.

use std::fmt;

use minicbor::{Decode, Encode};
use samspil_shared::domain::{Acting, ChangeHash, DocId, SpaceId, Timestamp};
use samspil_shared::sync::slip::SlipId;

use super::duty::CallDraft;
use super::view::{Readers, Whom};

/// Bytes that name a tab in the editors it opens.
pub const TAB_LEN: usize = 8;

/// One opening of an editor: the tab's bytes, then random ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct EditorId(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

impl EditorId {
    /// An editor opened in this tab.
    pub fn fresh(tab: [u8; TAB_LEN], rng: &mut dyn rand::Rng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        bytes[..TAB_LEN].copy_from_slice(&tab);
        Self(bytes)
    }

    /// The editor that goes on with a slip: the same whenever the slip is found.
    pub fn of_slip(id: SlipId) -> Self {
        Self(*id.as_bytes())
    }

    /// The tab it was opened in.
    pub fn tab(self) -> [u8; TAB_LEN] {
        let mut tab = [0; TAB_LEN];
        tab.copy_from_slice(&self.0[..TAB_LEN]);
        tab
    }
}

impl fmt::Debug for EditorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EditorId({})", hex::encode(&self.0[..4]))
    }
}

/// Names a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftKey {
    /// The note, or the publication that is commented on.
    pub doc: DocId,
    /// The editor it belongs to.
    pub editor: EditorId,
}

/// Bytes that are no draft's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a draft is named by {} bytes", DraftKey::LEN)]
pub struct DraftKeyError;

impl DraftKey {
    /// Bytes of a name.
    pub const LEN: usize = 32;

    /// Where the device's settings lie: sealed like a draft, in the place of no document.
    pub const SETTINGS: Self = Self { doc: DocId::from_bytes([0; 16]), editor: EditorId([0; 16]) };

    /// Where the secret lies that opens slips: sealed like a draft, written once.
    pub const SLIP_SECRET: Self = Self { doc: DocId::from_bytes([0; 16]), editor: EditorId([1; 16]) };

    /// The name as the store takes it: the document's bytes, then the editor's.
    pub fn to_bytes(self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..16].copy_from_slice(self.doc.as_bytes());
        bytes[16..].copy_from_slice(&self.editor.0);
        bytes
    }
}

impl TryFrom<&[u8]> for DraftKey {
    type Error = DraftKeyError;
    fn try_from(bytes: &[u8]) -> Result<Self, DraftKeyError> {
        let bytes: [u8; Self::LEN] = bytes.try_into().map_err(|_| DraftKeyError)?;
        let (mut doc, mut editor) = ([0; 16], [0; 16]);
        doc.copy_from_slice(&bytes[..16]);
        editor.copy_from_slice(&bytes[16..]);
        Ok(Self { doc: DocId::from_bytes(doc), editor: EditorId(editor) })
    }
}

/// A draft's content.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Draft {
    /// When it was kept, by the device's own clock.
    #[n(0)]
    pub kept_at: Timestamp,
    /// As what the person acted.
    #[n(1)]
    pub acting: Acting,
    /// What is being written.
    #[n(2)]
    pub content: Content,
}

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Content {
    /// A note.
    #[n(1)]
    Entry(#[n(0)] EntryDraft),
    /// A comment on the publication that the draft's name holds.
    #[n(2)]
    #[cbor(map)]
    Comment {
        /// The comment's own id.
        #[n(0)]
        comment: DocId,
        /// What is typed.
        #[n(1)]
        text: String,
    },
    /// A call to the akuttelefon.
    #[n(3)]
    Call(#[n(0)] Box<CallDraft>),
    /// What is typed in a sheet or a field about the document that the draft's name holds.
    #[n(4)]
    #[cbor(map)]
    Jot {
        /// In which.
        #[n(0)]
        what: JotKind,
        /// What is typed.
        #[n(1)]
        text: String,
    },
}

/// A sheet or a field whose text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum JotKind {
    /// What came of a call.
    #[n(0)]
    Outcome,
    /// A line to the family, on a receipt.
    #[n(1)]
    LineBack,
    /// Why a call goes on being withheld.
    #[n(2)]
    Withhold,
    /// *Det hjælper om natten*, of a contact space.
    #[n(3)]
    Night,
    /// *Godt at vide* on the card of a contact space.
    #[n(4)]
    Know,
    /// Where in the journal a call is.
    #[n(5)]
    Filed,
}

/// Where something is jotted down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct JotAt {
    /// About this.
    pub doc: DocId,
    /// In this sheet or field.
    pub what: JotKind,
}

impl JotAt {
    /// In a sheet about a document.
    pub const fn on(doc: DocId, what: JotKind) -> Self {
        Self { doc, what }
    }

    /// In a field about a whole space: it goes by the space's bytes, which no document has.
    pub fn of(space: SpaceId, what: JotKind) -> Self {
        Self { doc: DocId::from_bytes(*space.as_bytes()), what }
    }
}

/// The fields of a note's editor.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EntryDraft {
    /// The heads its author looked at; `None` while the note does not exist.
    #[n(0)]
    pub base: Option<Vec<ChangeHash>>,
    /// Whom it is about, once chosen.
    #[n(1)]
    pub whom: Option<Whom>,
    /// When it happened.
    #[n(2)]
    pub event_time: Timestamp,
    /// What is typed.
    #[n(3)]
    pub text: String,
    /// From 1 to 5.
    #[n(4)]
    pub day_child: Option<u8>,
    /// From 1 to 5.
    #[n(5)]
    pub day_family: Option<u8>,
    /// *Kun mig* or *Os voksne*.
    #[n(6)]
    pub readers: Readers,
    /// The single fields as its author saw them; what still equals them was not touched.
    #[n(7)]
    pub seen: Option<Seen>,
}

/// Single fields of a note that stands, as an editor showed them when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Seen {
    /// When it happened.
    #[n(0)]
    pub event_time: Timestamp,
    /// Whether it is about the family.
    #[n(1)]
    pub about_family: bool,
    /// From 1 to 5.
    #[n(2)]
    pub day_child: Option<u8>,
    /// From 1 to 5.
    #[n(3)]
    pub day_family: Option<u8>,
}

impl fmt::Debug for EntryDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryDraft({} bytes of text)", self.text.len())
    }
}

impl Draft {
    /// The draft's bytes, to be sealed.
    pub fn encode(&self) -> Vec<u8> {
        minicbor::to_vec(self)
            .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"))
    }

    /// The draft in these opened bytes; `None` if a later version wrote it or they were damaged.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }

    /// Whether something is written that would be missed.
    pub fn has_words(&self) -> bool {
        match &self.content {
            Content::Entry(entry) => entry.base.is_some() || !entry.text.trim().is_empty(),
            Content::Comment { text, .. } => !text.trim().is_empty(),
            Content::Call(call) => call.has_words(),
            Content::Jot { text, .. } => !text.trim().is_empty(),
        }
    }
}

impl<C> Encode<C> for Whom {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Child(space) => space.encode(e, ctx),
            Self::Family => e.u8(1)?.ok(),
            Self::All => e.u8(2)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Whom {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.datatype()? == minicbor::data::Type::Bytes {
            return SpaceId::decode(d, ctx).map(Self::Child);
        }
        match d.u8()? {
            1 => Ok(Self::Family),
            2 => Ok(Self::All),
            _ => Err(minicbor::decode::Error::message("nobody a note can be about")),
        }
    }
}

impl<C> Encode<C> for Readers {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let code = match self {
            Self::Me => 1,
            Self::Family => 2,
            Self::Consultant => 3,
            Self::Team => 4,
        };
        e.u8(code)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Readers {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        match d.u8()? {
            1 => Ok(Self::Me),
            2 => Ok(Self::Family),
            3 => Ok(Self::Consultant),
            4 => Ok(Self::Team),
            _ => Err(minicbor::decode::Error::message("no preset of readers")),
        }
    }
}

#[cfg(test)]
mod tests {
    use samspil_shared::domain::{Role, UnitId};

    use super::*;

    fn draft(content: Content) -> Draft {
        Draft {
            kept_at: Timestamp::from_ms(1),
            acting: Acting { role: Role::FosterParent, unit: UnitId::from_bytes([1; 16]) },
            content,
        }
    }

    fn entry(whom: Option<Whom>, readers: Readers, text: &str) -> EntryDraft {
        EntryDraft {
            base: Some(vec![ChangeHash::from_bytes([2; 32])]),
            whom,
            event_time: Timestamp::from_ms(2),
            text: text.into(),
            day_child: Some(3),
            day_family: None,
            readers,
            seen: Some(Seen {
                event_time: Timestamp::from_ms(1),
                about_family: true,
                day_child: None,
                day_family: Some(5),
            }),
        }
    }

    #[test]
    fn every_field_survives_a_crash() {
        let whoms = [None, Some(Whom::Family), Some(Whom::All), Some(Whom::Child(SpaceId::from_bytes([1; 16])))];
        for whom in whoms {
            for readers in [Readers::Me, Readers::Family, Readers::Consultant, Readers::Team] {
                let draft = draft(Content::Entry(entry(whom, readers, "Han sov godt 😴")));
                assert_eq!(Draft::decode(&draft.encode()), Some(draft));
            }
        }
        let comment = draft(Content::Comment { comment: DocId::from_bytes([6; 16]), text: "Tak".into() });
        assert_eq!(Draft::decode(&comment.encode()), Some(comment));
        use JotKind::{Filed, Know, LineBack, Night, Outcome, Withhold};
        for what in [Outcome, LineBack, Withhold, Night, Know, Filed] {
            let jot = draft(Content::Jot { what, text: "De talte sammen".into() });
            assert_eq!(Draft::decode(&jot.encode()), Some(jot));
        }
    }

    #[test]
    fn damaged_bytes_are_no_draft() {
        let bytes = draft(Content::Entry(entry(None, Readers::Me, "x"))).encode();
        for end in 0..bytes.len() {
            assert_eq!(Draft::decode(&bytes[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn a_name_tells_its_tab() {
        use rand::SeedableRng;
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let editor = EditorId::fresh([9; TAB_LEN], &mut rng);
        assert_eq!(editor.tab(), [9; TAB_LEN]);
        assert_ne!(editor, EditorId::fresh([9; TAB_LEN], &mut rng), "two editors of one tab are two");
        let key = DraftKey { doc: DocId::from_bytes([3; 16]), editor };
        assert_eq!(DraftKey::try_from(&key.to_bytes()[..]), Ok(key));
        assert_eq!(DraftKey::try_from(&[0u8; 31][..]), Err(DraftKeyError));
    }

    #[test]
    fn text_is_not_printed() {
        let shown = format!("{:?}", entry(None, Readers::Me, "Noah"));
        assert!(!shown.contains("Noah") && shown.contains('4'), "{shown}");
    }
}
