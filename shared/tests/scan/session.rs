//! Several devices that write one document through Automerge, some of it at the same time: the honest changes.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use proptest::collection::vec;
use proptest::prelude::*;
use samspil_shared::sync::ingest::TEXT_ENCODING;

pub(crate) const DEVICES: usize = 3;

/// One thing that a person does.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// Replaces part of the text.
    Text {
        at: usize,
        delete: usize,
        insert: String,
    },
    /// Saves a draft that was begun at an older state.
    Draft {
        back: usize,
        at: usize,
        delete: usize,
        insert: String,
    },
    /// Adds a fact to the map of facts.
    Fact {
        key: String,
        what: ScalarValue,
    },
    /// Sets single fields.
    Fields(Vec<(u8, ScalarValue)>),
    Clear(u8),
    Listed {
        at: usize,
        value: ScalarValue,
        insert: bool,
    },
    Unlisted {
        at: usize,
    },
    Count(i64),
    Mark {
        from: usize,
        length: usize,
        value: ScalarValue,
        expand: bool,
    },
    Nested(Vec<ObjType>),
    /// Takes in what another device has.
    Merge {
        from: usize,
    },
    /// Opens the document again, which draws a new actor.
    Reopen,
}

/// What happens on which device.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    device: usize,
    edit: Edit,
}

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("æøå"),
        Just("ÆØÅ "),
        Just("a"),
        Just("hej "),
        Just("👩‍👩‍👦"),
        Just("🙂"),
        Just("e\u{301}"),
        Just("\n"),
        Just("aaaa"),
        Just("\0"),
        Just("\u{fffc}"),
        Just("\u{10ffff}")
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn plain_scalar() -> impl Strategy<Value = ScalarValue> {
    prop_oneof![
        Just(ScalarValue::Null),
        any::<bool>().prop_map(ScalarValue::Boolean),
        any::<u64>().prop_map(ScalarValue::Uint),
        any::<i64>().prop_map(ScalarValue::Int),
        any::<i8>().prop_map(|n| ScalarValue::Int(n.into())),
        any::<f64>().prop_map(ScalarValue::F64),
        words().prop_map(|text| ScalarValue::Str(text.into())),
        vec(any::<u8>(), 0..20).prop_map(ScalarValue::Bytes),
        any::<i64>().prop_map(ScalarValue::Timestamp),
    ]
}

fn scalar() -> impl Strategy<Value = ScalarValue> {
    prop_oneof![
        9 => plain_scalar(),
        1 => any::<i64>().prop_map(ScalarValue::counter),
        1 => (10u8..16, vec(any::<u8>(), 0..5))
            .prop_map(|(type_code, bytes)| ScalarValue::Unknown { type_code, bytes }),
    ]
}

fn edit(scalar: impl Strategy<Value = ScalarValue> + Clone + 'static) -> impl Strategy<Value = Edit> {
    let kind = prop_oneof![Just(ObjType::Map), Just(ObjType::List), Just(ObjType::Text)];
    prop_oneof![
        4 => (0..60usize, 0..8usize, words()).prop_map(|(at, delete, insert)| Edit::Text { at, delete, insert }),
        2 => (0..9usize, 0..60usize, 0..8usize, words())
            .prop_map(|(back, at, delete, insert)| Edit::Draft { back, at, delete, insert }),
        2 => ("[0-9a-f]{8}", scalar.clone()).prop_map(|(key, what)| Edit::Fact { key, what }),
        2 => vec((0..3u8, scalar.clone()), 1..5).prop_map(Edit::Fields),
        1 => (0..3u8).prop_map(Edit::Clear),
        2 => (0..6usize, scalar, any::<bool>()).prop_map(|(at, value, insert)| Edit::Listed { at, value, insert }),
        1 => (0..6usize).prop_map(|at| Edit::Unlisted { at }),
        1 => vec(kind, 1..5).prop_map(Edit::Nested),
        3 => (0..DEVICES).prop_map(|from| Edit::Merge { from }),
        1 => Just(Edit::Reopen),
    ]
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        18 => edit(scalar().boxed()),
        1 => any::<i32>().prop_map(|by| Edit::Count(by.into())),
        1 => (0..60usize, 1..9usize, scalar(), any::<bool>())
            .prop_map(|(from, length, value, expand)| Edit::Mark { from, length, value, expand }),
    ]
}

fn steps_of(edit: impl Strategy<Value = Edit>, count: usize) -> impl Strategy<Value = Vec<Step>> {
    vec((0..DEVICES, edit).prop_map(|(device, edit)| Step { device, edit }), 1..count)
}

/// Fewer than `count` steps, with all that Automerge knows.
pub(crate) fn any_steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    steps_of(any_edit(), count)
}

/// Fewer than `count` steps, with what our documents may hold.
pub(crate) fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    steps_of(edit(plain_scalar().boxed()), count)
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Session {
    /// The document before the first change.
    pub(crate) genesis: Automerge,
    /// All changes in the order in which they were made.
    pub(crate) changes: Vec<automerge::Change>,
    /// The devices' documents.
    pub(crate) devices: Vec<Automerge>,
    actors_drawn: u64,
}

impl Session {
    pub(crate) fn of(steps: &[Step]) -> Self {
        let mut genesis = Automerge::new_with_encoding(TEXT_ENCODING).with_actor(actor(u64::MAX));
        let mut tx = genesis.transaction();
        for (key, kind) in [("text", ObjType::Text), ("facts", ObjType::Map), ("list", ObjType::List)] {
            tx.put_object(ROOT, key, kind).unwrap();
        }
        tx.commit_with(CommitOptions::default().with_time(0));
        let devices = vec![genesis.clone(); DEVICES];
        let mut session = Self { genesis, changes: Vec::new(), devices, actors_drawn: 0 };
        for device in 0..DEVICES {
            session.reopen(device);
        }
        for (at, step) in steps.iter().enumerate() {
            session.step(at, step);
        }
        session
    }

    fn reopen(&mut self, device: usize) {
        self.actors_drawn += 1;
        // Drawn numbers are spread, so that actors are not ordered by age.
        self.devices[device].set_actor(actor(self.actors_drawn.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    }

    fn step(&mut self, at: usize, step: &Step) {
        let time = (at as i64 - 3) * 1000;
        match &step.edit {
            Edit::Merge { from } => {
                let mut other = self.devices[*from].clone();
                self.devices[step.device].merge(&mut other).unwrap();
                return;
            }
            Edit::Reopen => return self.reopen(step.device),
            Edit::Draft { .. } => self.reopen(step.device),
            _ => {}
        }
        let doc = &mut self.devices[step.device];
        let id = |key: &str| doc.get(ROOT, key).unwrap().unwrap().1;
        let (text, facts, list) = (id("text"), id("facts"), id("list"));
        // A draft is saved where it was begun, and merged: so its operations are numbered from there, and it can come to
        // others without what was written meanwhile.
        let mut fork = match &step.edit {
            Edit::Draft { back, .. } => {
                let changes = doc.get_changes_meta(&[]);
                let base = changes[changes.len().saturating_sub(1 + back)].hash;
                Some(doc.fork_at(&[base]).unwrap().with_actor(doc.get_actor().clone()))
            }
            _ => None,
        };
        let mut tx = fork.as_mut().unwrap_or(doc).transaction();
        edit_in(&mut tx, &step.edit, &text, &facts, &list);
        let (hash, _) = tx.commit_with(CommitOptions::default().with_time(time));
        if let Some(mut fork) = fork {
            self.devices[step.device].merge(&mut fork).unwrap();
        }
        if let Some(hash) = hash {
            self.changes.push(self.devices[step.device].get_change_by_hash(&hash).unwrap());
        }
    }

    /// The document with the first `count` changes.
    pub(crate) fn after(&self, count: usize) -> Automerge {
        let mut doc = self.genesis.clone();
        doc.apply_changes(self.changes[..count].to_vec()).unwrap();
        doc
    }

    /// Hashes of all changes, the genesis included.
    pub(crate) fn hashes(&self) -> Vec<ChangeHash> {
        self.genesis.get_heads().into_iter().chain(self.changes.iter().map(automerge::Change::hash)).collect()
    }
}

fn edit_in(tx: &mut impl Transactable, edit: &Edit, text: &ObjId, facts: &ObjId, list: &ObjId) {
    match edit {
        Edit::Text { at, delete, insert } | Edit::Draft { at, delete, insert, .. } => {
            let length = tx.length(text);
            let at = at % (length + 1);
            tx.splice_text(text, at, (*delete).min(length - at) as isize, insert).unwrap();
        }
        Edit::Fact { key, what } => {
            let fact = tx.put_object(facts, key.as_str(), ObjType::Map).unwrap();
            tx.put(&fact, "at", ScalarValue::Timestamp(1_700_000_000_000)).unwrap();
            tx.put(&fact, "what", what.clone()).unwrap();
        }
        Edit::Fields(fields) => {
            for (key, value) in fields {
                tx.put(ROOT, format!("field{key}"), value.clone()).unwrap();
            }
        }
        Edit::Clear(key) => {
            // Only one that is there: Automerge writes no change for another.
            let key = format!("field{key}");
            if tx.get(ROOT, key.as_str()).unwrap().is_some() {
                tx.delete(ROOT, key).unwrap();
            }
        }
        Edit::Listed { at, value, insert } => {
            let length = tx.length(list);
            if *insert || length == 0 {
                tx.insert(list, at % (length + 1), value.clone()).unwrap();
            } else {
                tx.put(list, at % length, value.clone()).unwrap();
            }
        }
        Edit::Unlisted { at } => {
            let length = tx.length(list);
            if length > 0 {
                tx.delete(list, at % length).unwrap();
            }
        }
        Edit::Count(by) => {
            if tx.get(ROOT, "count").unwrap().is_none() {
                tx.put(ROOT, "count", ScalarValue::counter(0)).unwrap();
            }
            tx.increment(ROOT, "count", *by).unwrap();
        }
        Edit::Mark { from, length, value, expand } => {
            let end = tx.length(text);
            if end > 0 {
                let from = from % end;
                let expand = automerge::marks::ExpandMark::from(*expand, !*expand);
                let mark = automerge::marks::Mark::new("bold".into(), value.clone(), from, (from + length).min(end));
                tx.mark(text, mark, expand).unwrap();
            }
        }
        Edit::Nested(kinds) => {
            let mut at = (ROOT, ObjType::Map);
            for kind in kinds {
                let object = match at.1 {
                    ObjType::Map => tx.put_object(&at.0, "nested", *kind),
                    ObjType::List => tx.insert_object(&at.0, 0, *kind),
                    ObjType::Text | ObjType::Table => return,
                };
                at = (object.unwrap(), *kind);
            }
        }
        Edit::Merge { .. } | Edit::Reopen => {}
    }
}

fn actor(drawn: u64) -> ActorId {
    let mut bytes = [b'e'; 20];
    bytes[12..].copy_from_slice(&drawn.to_be_bytes());
    ActorId::from(bytes.as_slice())
}
