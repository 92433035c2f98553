//! Hostile pushes, the whole way in: what honest phones of every role bring, changed in every part, through the validator and
//! the writer into a real store. Whatever is stored was its pusher's to bring, and can be read by whom it is for.
//!
//! `SAMSPIL_FUZZ_PUSHES` says how many.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use samspil_shared::doc::{NightWords, What, check_readable, night_help, place_mark};
use samspil_shared::domain::call::{follow_up_of, receipt_of};
use samspil_shared::domain::{
    ActorId, Audience, ChangeHash, DocId, Hiding, Kind, PersonId, ReadId, Role, SpaceId, SpaceKind, Timestamp,
};
use samspil_shared::sync::frame::{ClientFrame, Op, OpResult, Push, ReadFact, Reason};
use samspil_shared::sync::scan::{Action, Key, Scalar, ScannedChange, scan};

use crate::calls::call;
use crate::encode::encode;
use crate::forge::{Loot, forge, tamper};
use crate::world::{HOUR, Phone, World, each};

/// Pushes between two looks at everything that is stored.
const LOOK: u64 = 200;

fn pushes() -> u64 {
    std::env::var("SAMSPIL_FUZZ_PUSHES").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

/// Phones of every role, and what each of them would bring next.
struct Cast {
    phones: Vec<Phone>,
    honest: Vec<(usize, Op)>,
    docs: Vec<DocId>,
    spaces: Vec<SpaceId>,
    loot: Loot,
}

const MARIA: usize = 0;
const JONAS: usize = 1;
const METTE: usize = 2;
const YUSUF: usize = 3;

impl Cast {
    async fn of(world: &World) -> Self {
        let (family, strangers) = (world.family().await, world.family().await);
        let contact = world.contact(family).await;
        let krogsbaek = world.institution().await;
        let mut maria = world.foster_parent("Maria Holst", family).await;
        let mut jonas = world.foster_parent("Jonas Bak", family).await;
        let mut mette = world.consultant("Mette Holm", family).await;
        for (person, role) in [(maria.person, Role::FosterParent), (jonas.person, Role::FosterParent)] {
            world.joins_contact(person, family, role).await;
        }
        world.joins_contact(mette.person, family, Role::Consultant).await;
        let yusuf = world.person("Yusuf Amin").await;
        world.shift(krogsbaek, yusuf, -HOUR).await;
        let mut yusuf = world.officer(yusuf, krogsbaek).await;
        let mut leyla = world.foster_parent("Leyla Yilmaz", strangers).await;
        for phone in [&mut maria, &mut jonas, &mut mette, &mut yusuf, &mut leyla] {
            phone.connects().await;
        }
        let entry = maria.writes("Han sov godt.").await;
        let shared = maria.shares(entry).await;
        let card = mette.writes_card(contact, "Maria Holst", "Noah").await;
        mette.settles().await;
        let remark = mette.comments(shared, "Godt.").await;
        let said = |what| call(world.now(), krogsbaek, what);
        let (note, ops) = yusuf.registers(contact, &said("Noah vågnede."), Some(maria.person));
        yusuf.must_store(ops).await;
        for phone in [&mut maria, &mut jonas, &mut mette, &mut yusuf] {
            phone.settles().await;
        }

        let mut honest: Vec<(usize, Op)> = Vec::new();
        let mut brings = |who: usize, ops: Vec<Op>| honest.extend(ops.into_iter().map(|op| (who, op)));
        brings(MARIA, maria.edit(entry, "Han sov. Lys i gangen."));
        brings(JONAS, jonas.edit(entry, "Han sov meget godt."));
        brings(MARIA, maria.entry("Ny.", Audience::FAMILY).1);
        brings(MARIA, maria.entry("Kun mig.", Audience::AUTHOR).1);
        brings(MARIA, maria.publication(entry).1);
        brings(JONAS, jonas.comment(shared, "Tak.").1);
        brings(METTE, mette.comment(shared, "Ja.").1);
        brings(METTE, vec![mette.says(follow_up_of(note), &What::Taken)]);
        brings(YUSUF, vec![yusuf.says(follow_up_of(note), &What::RungBack { done: true, next: None })]);
        brings(YUSUF, yusuf.registers(contact, &said("Igen."), Some(maria.person)).1);
        brings(YUSUF, yusuf.registers(yusuf.space(SpaceKind::Duty), &said("Ukendt."), None).1);
        let time = world.now();
        let words = NightWords::new("Sid ved ham.").expect("words");
        let help = night_help::create(maria.actor(), time, &words).expect("a creation");
        let meta = maria.meta(Kind::NightHelp, contact, Audience::CONSULTANT, None);
        brings(MARIA, maria.new_document(meta, help).1);
        let mark = place_mark::create(mette.actor(), time, Hiding::Open).expect("a creation");
        let meta = mette.meta(Kind::PlaceMark, contact, Audience::MEMBERS, None);
        brings(METTE, mette.new_document(meta, mark).1);
        let docs = vec![entry, shared, card, remark, note, follow_up_of(note)];
        for who in [MARIA, METTE, YUSUF] {
            brings(who, docs.iter().map(|doc| Op::Withdraw { doc: *doc }).collect());
            brings(who, docs.iter().map(|doc| opened(*doc, time)).collect());
        }
        let spaces = vec![family.space, contact, strangers.space, yusuf.space(SpaceKind::Duty)];
        let phones = vec![maria, jonas, mette, yusuf, leyla];
        let loot = loot(&phones, &honest);
        Self { phones, honest, docs, spaces, loot }
    }

    /// What one of them brings, sometimes as it should be.
    fn op(&self, rng: &mut ChaCha8Rng) -> (usize, Op) {
        let (who, op) = self.honest[rng.random_range(0..self.honest.len())].clone();
        let who = if rng.random_bool(0.8) { who } else { rng.random_range(0..self.phones.len()) };
        (who, if rng.random_bool(0.1) { op } else { self.twisted(op, rng) })
    }

    fn twisted(&self, mut op: Op, rng: &mut ChaCha8Rng) -> Op {
        match &mut op {
            Op::Create(new) => {
                let is_named = matches!(new.meta.kind, Kind::FollowUp | Kind::CallReceipt);
                if !is_named || rng.random_bool(0.2) {
                    new.doc = DocId::random(rng);
                }
                for _ in 0..rng.random_range(0..3) {
                    self.other_meta(&mut new.meta, rng);
                }
                if rng.random_bool(0.2)
                    && let Some(parent) = new.meta.parent
                {
                    let receipt = receipt_of(parent, samspil_shared::domain::call::MayShow::Caller);
                    new.doc = receipt.filter(|_| rng.random_bool(0.5)).unwrap_or_else(|| follow_up_of(parent));
                }
                match rng.random_range(0..6) {
                    0 => new.changes.clear(),
                    1 => new.changes.extend(new.changes.clone()),
                    2 => {
                        if let Op::Create(other) = &self.honest[rng.random_range(0..self.honest.len())].1 {
                            new.changes.clone_from(&other.changes);
                        }
                    }
                    3 => {
                        for bytes in &mut new.changes {
                            *bytes = self.hostile(bytes, rng).into();
                        }
                    }
                    _ => {}
                }
            }
            Op::Change { doc, bytes } => {
                *bytes = self.hostile(bytes, rng);
                if rng.random_bool(0.2) {
                    *doc = self.any_doc(rng);
                }
            }
            Op::Withdraw { doc } => *doc = self.any_doc(rng),
            Op::Read(fact) => {
                fact.id = ReadId::random(rng);
                fact.doc = self.any_doc(rng);
            }
        }
        op
    }

    fn hostile(&self, bytes: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
        match scan(bytes) {
            Ok(change) if rng.random_bool(0.7) => encode(&forge(&change, &self.loot, rng)),
            _ => tamper(bytes, bytes, rng),
        }
    }

    fn any_doc(&self, rng: &mut ChaCha8Rng) -> DocId {
        match self.docs.get(rng.random_range(0..=self.docs.len())) {
            Some(doc) => *doc,
            None => DocId::random(rng),
        }
    }

    fn other_meta(&self, meta: &mut samspil_shared::domain::DocumentMeta, rng: &mut ChaCha8Rng) {
        const AUDIENCES: [Audience; 8] = [
            Audience::AUTHOR,
            Audience::FAMILY,
            Audience::CONSULTANT,
            Audience::TEAM,
            Audience::CALL,
            Audience::FOLLOW_UP,
            Audience::RECEIPT,
            Audience::MEMBERS,
        ];
        match rng.random_range(0..6) {
            0 => meta.kind = Kind::ALL[rng.random_range(0..Kind::ALL.len())],
            1 => meta.audience = AUDIENCES[rng.random_range(0..AUDIENCES.len())],
            2 => meta.space = self.spaces[rng.random_range(0..self.spaces.len())],
            3 => meta.parent = Some(self.any_doc(rng)).filter(|_| rng.random_bool(0.8)),
            4 => meta.readers.push(self.phones[rng.random_range(0..self.phones.len())].person),
            _ => meta.schema = rng.random_range(0..3),
        }
    }
}

fn opened(doc: DocId, device_time: Timestamp) -> Op {
    let version = ChangeHash::from_bytes([8; 32]);
    Op::Read(ReadFact { id: ReadId::from_bytes([6; 16]), doc, version, purpose: 2, device_time })
}

fn loot(phones: &[Phone], honest: &[(usize, Op)]) -> Loot {
    let held = phones.iter().flat_map(|phone| phone.docs.values()).flat_map(|held| held.changes.clone());
    let brought = honest.iter().flat_map(|(_, op)| match op {
        Op::Create(new) => new.changes.iter().map(|bytes| bytes.to_vec()).collect(),
        Op::Change { bytes, .. } => vec![bytes.clone()],
        Op::Withdraw { .. } | Op::Read(_) => Vec::new(),
    });
    let known: Vec<ScannedChange> = held.chain(brought).filter_map(|bytes| scan(&bytes).ok()).collect();
    let ops = || known.iter().flat_map(|change| &change.ops);
    let key = |key: &Key| if let Key::Map(key) = key { Some(key.to_string()) } else { None };
    let value = |action: &Action| if let Action::Set(value) = action { Some(value.clone()) } else { None };
    let long = |value: &Scalar| matches!(value, Scalar::Str(text) if text.chars().count() > 1);
    let letters = |value: &Scalar| matches!(value, Scalar::Str(_)) && !long(value);
    Loot {
        ids: ops().map(|op| op.id).collect(),
        actors: known.iter().map(|change| change.actor).chain([ActorId::from_bytes([0; 20])]).collect(),
        hashes: known.iter().map(|change| change.hash).collect(),
        keys: ops().filter_map(|op| key(&op.key)).collect(),
        values: ops().filter_map(|op| value(&op.action)).filter(|value| !letters(value)).collect(),
    }
}

/// Whoever makes a document of a kind is one who may, whatever was pushed.
const MADE_BY: [(Kind, &str); 11] = [
    (Kind::PlacementCard, CONSULTANTS),
    (Kind::LogEntry, PARENTS),
    (Kind::Publication, PARENTS),
    (Kind::Comment, "SELECT user_id FROM memberships WHERE role IN (2, 3)"),
    (Kind::FamilyCard, CONSULTANTS),
    (Kind::NightHelp, PARENTS),
    (Kind::CallNote, TAKE_CALLS),
    (Kind::LooseCall, "SELECT user_id FROM shifts"),
    (Kind::FollowUp, TAKE_CALLS),
    (Kind::CallReceipt, TAKE_CALLS),
    (Kind::PlaceMark, "SELECT user_id FROM memberships WHERE role = 0"),
];
const PARENTS: &str = "SELECT user_id FROM memberships WHERE role = 2";
const CONSULTANTS: &str = "SELECT user_id FROM memberships WHERE role = 3";
const TAKE_CALLS: &str = "SELECT user_id FROM memberships WHERE role = 3 UNION SELECT user_id FROM shifts";

async fn is_theirs(world: &World) {
    for (kind, who) in MADE_BY {
        let code = kind.code();
        let sql = format!("SELECT COUNT(*) FROM documents WHERE kind = {code} AND author_id NOT IN ({who})");
        assert_eq!(world.count_text(sql).await, 0, "{kind:?} by somebody who may not");
    }
    let foreign = "SELECT COUNT(*) FROM changes c WHERE NOT EXISTS (SELECT 1 FROM enrolments e \
         WHERE e.user_id = c.by_user AND e.id = substr(c.actor, 1, 12))";
    assert_eq!(world.count(foreign).await, 0, "a change by another's device");
    world.is_sound().await;
}

/// A new phone of each of them takes all that there is, and reads it.
async fn all_is_read(world: &World, people: &[(PersonId, samspil_shared::domain::Acting)]) -> Vec<usize> {
    let mut held = Vec::new();
    for (person, acting) in people {
        let mut phone = world.phone(*person, acting.role).await;
        phone.acting = *acting;
        phone.connects().await;
        for doc in phone.holds() {
            let kind = phone.docs[&doc].meta.kind;
            let (document, _) = phone.loaded(doc);
            assert_eq!(check_readable(kind, &document), Ok(()), "{kind:?} {doc}");
        }
        held.push(phone.holds().len());
    }
    held
}

#[tokio::test]
async fn whatever_is_pushed_what_is_stored_was_theirs_to_bring_and_is_read() {
    each(async |world| {
        let mut cast = Cast::of(&world).await;
        let (mut stored, mut refused) = (0, 0);
        for n in 0..pushes() {
            let mut rng = ChaCha8Rng::seed_from_u64(n);
            let (who, op) = cast.op(&mut rng);
            let more = (0..rng.random_range(0..4)).map(|_| cast.op(&mut rng).1);
            let ops: Vec<Op> = [op].into_iter().chain(more).collect();
            let frame = || hex::encode(ClientFrame::Push(Push { batch: 0, ops: ops.clone() }).encode());
            let results = cast.phones[who].pushes(ops.clone()).await;
            assert_eq!(results.len(), ops.len(), "push {n}: {}", frame());
            for result in results {
                match result {
                    OpResult::Stored { .. } | OpResult::Exists => stored += 1,
                    OpResult::Never { .. } | OpResult::Later { reason: Reason::MissingDependency, .. } => refused += 1,
                    // What hangs on what was put off.
                    OpResult::Later { reason: Reason::Busy, .. } => refused += 1,
                    OpResult::Later { reason, .. } => panic!("push {n}: later, for {reason:?}: {}", frame()),
                }
            }
            if n % LOOK == LOOK - 1 {
                is_theirs(&world).await;
            }
        }
        assert!(stored > pushes() / 20 && refused > pushes() / 2, "{stored} stored, {refused} refused");
        is_theirs(&world).await;
        let people: Vec<_> = cast.phones.iter().map(|phone| (phone.person, phone.acting)).collect();
        let held = all_is_read(&world, &people).await;
        assert!(held[..4].iter().all(|held| *held > 0), "{held:?}");
        assert_eq!(held[4], 0, "nothing of it came to strangers");
    })
    .await;
}
