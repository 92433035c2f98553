//! What a person's devices were ever told: the frames that a server of a test build records, decoded and searched.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use automerge::{AutoSerde, Automerge};
use samspil_shared::doc::{DocError, materialise};
use samspil_shared::domain::{DocId, DocumentMeta, SpaceId};
use samspil_shared::sync::frame::{Item, ServerFrame};

use crate::canary;

/// All frames that one person was sent, over all connections, in their order.
#[derive(Debug)]
pub struct Sent {
    frames: Vec<(Vec<u8>, ServerFrame)>,
}

/// A document as far as the frames tell it.
#[derive(Debug, Default)]
pub struct SentDocument {
    /// `None` if only single changes of it were sent.
    pub meta: Option<DocumentMeta>,
    /// Change chunks, in the order they came; those that the device made itself are not sent back to it.
    pub changes: Vec<Vec<u8>>,
}

impl Sent {
    /// Reads the recording in `folder` of the person with the id `person`.
    ///
    /// A recording is, per frame, its length (4 bytes, big-endian) and its bytes. One that is cut short is an error, and so
    /// is one without a frame.
    pub fn to(person: &str, folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join(person);
        let bytes = fs::read(&file).with_context(|| format!("nothing was recorded: {}", file.display()))?;
        let mut rest = bytes.as_slice();
        let mut frames = Vec::new();
        while let Some((length, after)) = rest.split_first_chunk() {
            let length = usize::try_from(u32::from_be_bytes(*length))?;
            let (frame, after) = after.split_at_checked(length).context("the last frame is cut short")?;
            frames.push((frame.to_vec(), ServerFrame::decode(frame)?));
            rest = after;
        }
        ensure!(rest.is_empty() && !frames.is_empty(), "{} is no recording", file.display());
        Ok(Sent { frames })
    }

    /// Only what was sent after `before`, an earlier look at the same person, was taken.
    pub fn since(mut self, before: &Self) -> Self {
        self.frames.drain(..before.frames.len().min(self.frames.len()));
        self
    }

    pub fn frames(&self) -> impl Iterator<Item = &ServerFrame> {
        self.frames.iter().map(|(_, frame)| frame)
    }

    /// Every document of which anything was sent.
    pub fn documents(&self) -> BTreeMap<DocId, SentDocument> {
        let mut documents: BTreeMap<DocId, SentDocument> = BTreeMap::new();
        let items =
            self.frames().filter_map(|frame| if let ServerFrame::Items(items) = frame { Some(items) } else { None });
        for item in items.flat_map(|items| &items.items) {
            match item {
                Item::New(new) => {
                    let document = documents.entry(new.doc).or_default();
                    document.meta = Some(new.meta.clone());
                    document.changes.extend(new.changes.iter().map(|change| change.bytes.clone()));
                }
                Item::Changed(change) => {
                    documents.entry(change.doc).or_default().changes.extend(change.bytes.clone());
                }
                Item::Withdrawn(_) | Item::Erased(_) => {}
            }
        }
        documents
    }

    /// The ids of all documents that any frame names, in whatever way.
    pub fn named_documents(&self) -> BTreeSet<DocId> {
        let mut named: BTreeSet<DocId> = self.documents().into_keys().collect();
        for frame in self.frames() {
            match frame {
                ServerFrame::Items(items) => named.extend(items.items.iter().filter_map(|item| match item {
                    Item::Withdrawn(doc) | Item::Erased(doc) => Some(*doc),
                    Item::New(_) | Item::Changed(_) => None,
                })),
                ServerFrame::Visible(visible) => named.extend(&visible.docs),
                ServerFrame::Withdrawn(withdrawn) => named.extend([withdrawn.doc]),
                ServerFrame::Erased(erased) => named.extend([erased.doc]),
                _ => {}
            }
        }
        named
    }

    /// The ids of all spaces that any frame is about.
    pub fn spaces(&self) -> BTreeSet<SpaceId> {
        let mut spaces = BTreeSet::new();
        for frame in self.frames() {
            match frame {
                ServerFrame::Welcome(welcome) => spaces.extend(welcome.spaces.iter().map(|space| space.id)),
                ServerFrame::Space(space) => spaces.extend([space.id]),
                ServerFrame::Items(items) => spaces.extend([items.space]),
                ServerFrame::Visible(visible) => spaces.extend([visible.space]),
                ServerFrame::Left(left) => spaces.extend([left.space]),
                _ => {}
            }
        }
        spaces
    }

    /// Where `sentence` stands: in the bytes of a frame, or in any state that a document ever had, however its text was
    /// put together from single letters. One line for each place.
    pub fn search(&self, sentence: &str) -> anyhow::Result<Vec<String>> {
        let mut places = Vec::new();
        for (number, (bytes, _)) in self.frames.iter().enumerate() {
            let hits = canary::search_bytes(bytes, &[sentence])?;
            places.extend(hits.into_iter().map(|(_, encoding)| format!("frame {number}, as {encoding}")));
        }
        for (id, document) in self.documents() {
            for (state, text) in document.states().with_context(|| format!("document {id}"))? {
                if text.contains(&as_json(sentence)?) {
                    places.push(format!("document {id}, {state}"));
                }
            }
        }
        Ok(places)
    }
}

impl SentDocument {
    /// Every state that the document was ever in, as JSON: after each change with all that it builds on, and now.
    ///
    /// Where changes are missing that the device made itself, there are no states; their bytes are in no frame either.
    fn states(&self) -> anyhow::Result<Vec<(String, String)>> {
        let Some(meta) = &self.meta else { return Ok(Vec::new()) };
        let document = match materialise(meta.kind, meta.schema, self.changes.iter().map(Vec::as_slice)) {
            Ok(document) => document,
            Err(DocError::Incomplete { .. }) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut states = vec![("now".to_owned(), json(&document)?)];
        for change in document.get_changes(&[]) {
            let then = document.fork_at(&[change.hash()])?;
            states.push((format!("after change {}", change.hash()), json(&then)?));
        }
        Ok(states)
    }
}

fn json(document: &Automerge) -> anyhow::Result<String> {
    Ok(serde_json::to_string(&AutoSerde::from(document))?)
}

/// As a part of a longer text in JSON.
fn as_json(sentence: &str) -> anyhow::Result<String> {
    let quoted = serde_json::to_string(sentence)?;
    Ok(quoted[1..quoted.len() - 1].to_owned())
}

#[cfg(test)]
mod tests {
    use automerge::transaction::Transactable;
    use automerge::{ROOT, ReadDoc};
    use samspil_shared::doc::changes;
    use samspil_shared::domain::{Audience, DocState, Kind, PersonId, Relation, Timestamp};
    use samspil_shared::sync::frame::{Items, StoredChange, StoredDocument};

    use super::*;

    const DELETED: &str = "Det her står jeg ikke ved i morgen.";
    const KEPT: &str = "Tre nætter i træk vågen kl. 2.";
    const PERSON: PersonId = PersonId::from_bytes([7; 16]);

    /// A note whose first sentence is saved letter by letter in two halves, then deleted.
    fn note() -> anyhow::Result<Vec<Vec<u8>>> {
        let mut document = materialise(Kind::LogEntry, 1, [])?;
        document.set_actor(automerge::ActorId::from([9; 20]));
        let (_, text) = document.get(ROOT, "text")?.context("a note has a text")?;
        let half = DELETED.chars().count() / 2;
        for (at, part) in
            [DELETED.chars().take(half).collect::<String>(), DELETED.chars().skip(half).collect()].iter().enumerate()
        {
            document
                .transact::<_, _, automerge::AutomergeError>(|tx| tx.splice_text(&text, at * half, 0, part))
                .map_err(|failed| failed.error)?;
        }
        let all = isize::try_from(DELETED.chars().count())?;
        document
            .transact::<_, _, automerge::AutomergeError>(|tx| tx.splice_text(&text, 0, all, KEPT))
            .map_err(|failed| failed.error)?;
        Ok(changes(&document))
    }

    fn frame(changes: Vec<Vec<u8>>) -> Vec<u8> {
        let at = Timestamp::from_ms(0);
        let stored = |bytes| StoredChange { bytes, by: PERSON, received_at: at, late: false };
        let document = StoredDocument {
            doc: DocId::from_bytes([1; 16]),
            meta: DocumentMeta {
                kind: Kind::LogEntry,
                schema: 1,
                space: SpaceId::from_bytes([2; 16]),
                parent: None,
                course: None,
                audience: Audience::of(&[Relation::Family]),
                readers: Vec::new(),
            },
            author: PERSON,
            created_at: at,
            state: DocState::Live,
            tag: vec![0; 16],
            part: 0,
            of: 1,
            changes: changes.into_iter().map(stored).collect(),
        };
        let items = vec![Item::New(document)];
        ServerFrame::Items(Items {
            space: SpaceId::from_bytes([2; 16]),
            items,
            token: None,
            more: false,
            progress: None,
        })
        .encode()
    }

    fn recorded(frames: &[Vec<u8>]) -> anyhow::Result<Sent> {
        let folder = tempfile::tempdir()?;
        let bytes = frames
            .iter()
            .flat_map(|frame| [&u32::try_from(frame.len()).unwrap().to_be_bytes(), frame.as_slice()].concat());
        fs::write(folder.path().join(PERSON.to_string()), bytes.collect::<Vec<u8>>())?;
        Sent::to(&PERSON.to_string(), folder.path())
    }

    #[test]
    fn what_was_saved_and_deleted_is_found_in_the_history() -> anyhow::Result<()> {
        let sent = recorded(&[frame(note()?)])?;
        let places = sent.search(DELETED)?;
        assert_eq!(places.len(), 1, "{places:?}");
        assert!(places[0].contains("after change"), "{places:?}");
        assert!(sent.search(KEPT)?.iter().any(|place| place.ends_with("now")));
        assert_eq!(sent.search("Noget helt andet.")?, [""; 0]);
        assert_eq!(sent.named_documents(), BTreeSet::from([DocId::from_bytes([1; 16])]));
        assert_eq!(sent.spaces(), BTreeSet::from([SpaceId::from_bytes([2; 16])]));
        Ok(())
    }

    #[test]
    fn a_sentence_in_the_bytes_of_a_frame_is_found_without_its_document() -> anyhow::Result<()> {
        let mut changes = note()?;
        changes.remove(0);
        let places = recorded(&[frame(changes)])?.search(KEPT)?;
        assert_eq!(places, ["frame 0, as UTF-8"]);
        Ok(())
    }

    #[test]
    fn of_two_looks_the_later_one_can_leave_out_the_earlier() -> anyhow::Result<()> {
        let (first, second) = (frame(note()?), frame(Vec::new()));
        let before = recorded(std::slice::from_ref(&first))?;
        let later = recorded(&[first, second])?.since(&before);
        assert_eq!(later.frames().count(), 1);
        assert!(later.search(KEPT)?.is_empty() && !before.search(KEPT)?.is_empty());
        Ok(())
    }

    #[test]
    fn a_recording_that_is_cut_short_or_empty_is_refused() -> anyhow::Result<()> {
        let mut whole = frame(note()?);
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("person");
        for bytes in [Vec::new(), {
            whole.insert(0, 9);
            whole
        }] {
            fs::write(&file, bytes)?;
            assert!(Sent::to("person", folder.path()).is_err());
        }
        assert!(Sent::to("nobody", folder.path()).is_err());
        Ok(())
    }
}
