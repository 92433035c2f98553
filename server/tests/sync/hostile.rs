use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ROOT};
use samspil_server::edge::Edge;
use samspil_shared::doc::{Pen, SCHEMA, heads, log_entry, materialise};
use samspil_shared::domain::{self, Audience, DocId, Kind, SpaceKind, Timestamp};
use samspil_shared::sync::frame::{NewDocument, Op, OpResult, Reason};
use samspil_shared::sync::scan::{reseal, scan};

use crate::world::{Phone, each};

fn never(reason: Reason) -> OpResult {
    OpResult::Never { reason }
}

/// The bytes of a change that `edit` makes on top of the phone's entry, with an actor of the phone.
fn change(phone: &Phone, entry: DocId, edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Vec<u8> {
    change_as(phone.actor(), phone, entry, edit)
}

fn change_as(
    actor: domain::ActorId,
    phone: &Phone,
    entry: DocId,
    edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>),
) -> Vec<u8> {
    let held = &phone.docs[&entry];
    let changes = held.changes.iter().map(Vec::as_slice);
    let mut document: Automerge = materialise(held.meta.kind, SCHEMA, changes).expect("a document");
    document.set_actor(ActorId::from(actor.as_bytes().as_slice()));
    let mut transaction = document.transaction();
    edit(&mut transaction);
    transaction.commit();
    document.get_last_local_change().expect("a change").raw_bytes().to_vec()
}

#[tokio::test]
async fn each_hostile_change_is_refused_and_its_neighbours_are_stored() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        maria.connects().await;
        jonas.connects().await;
        let entry = maria.writes("Han sov godt.").await;
        jonas.settles().await;

        let honest = change(&jonas, entry, |tx| tx.put(ROOT, "about", "family").unwrap());
        let forged = change_as(maria.actor(), &jonas, entry, |tx| tx.put(ROOT, "about", "family").unwrap());
        let foreign_field = change(&jonas, entry, |tx| tx.put(ROOT, "author", "Maria").unwrap());
        let wrong_value = change(&jonas, entry, |tx| tx.put(ROOT, "about", 5).unwrap());
        let mut backdated = honest.clone();
        // The sequence number stands after one dependency and the actor.
        let length = if backdated.len() < 9 + 1 + 128 { 1 } else { 2 };
        let at = 9 + length + 1 + 32 + 1 + 20;
        assert_eq!(backdated[at], scan(&honest).unwrap().seq as u8, "a change of a small document");
        backdated[at] = 9;
        let backdated = reseal(&backdated);
        let cut = honest[..honest.len() - 3].to_vec();
        let op = |bytes: &[u8]| Op::Change { doc: entry, bytes: bytes.to_vec() };
        let (beside, beside_ops) = jonas.entry("Ved siden af.", Audience::FAMILY);

        let mut ops = vec![op(&forged), op(&foreign_field), op(&wrong_value), op(&backdated), op(&cut), op(&honest)];
        ops.extend(beside_ops);
        let results = jonas.pushes(ops).await;
        assert_eq!(
            results[..5],
            [
                never(Reason::ForeignActor),
                never(Reason::Grammar),
                never(Reason::Grammar),
                never(Reason::Malformed),
                never(Reason::Malformed),
            ]
        );
        assert!(results[5..].iter().all(|result| matches!(result, OpResult::Stored { .. })), "{results:?}");
        maria.settles().await;
        assert_eq!(maria.text(beside), "Ved siden af.");
        assert_eq!(maria.log_entry(entry).about.settled().map(|about| format!("{about:?}")).as_deref(), Some("Family"));
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn out_of_reach_everything_looks_the_same() {
    each(async |world| {
        let (family, strangers) = (world.family().await, world.family().await);
        let mut maria = world.foster_parent("Maria", family).await;
        let mut per = world.foster_parent("Per", strangers).await;
        let mut mette = world.consultant("Mette", family).await;
        for phone in [&mut maria, &mut per, &mut mette] {
            phone.connects().await;
        }
        let entry = maria.writes("Han sov godt.").await;
        let missing = DocId::from_bytes(Edge::system().bytes());
        let bytes = change(&maria, entry, |tx| tx.put(ROOT, "about", "family").unwrap());
        for phone in [&mut per, &mut mette] {
            for doc in [entry, missing] {
                let ops = vec![
                    Op::Change { doc, bytes: bytes.clone() },
                    Op::Change { doc, bytes: vec![1, 2, 3] },
                    Op::Withdraw { doc },
                ];
                assert_eq!(phone.pushes(ops).await, vec![never(Reason::Unavailable); 3]);
            }
        }
        // A place that is not one's own, and one that is nobody's.
        for space in [family.space, domain::SpaceId::from_bytes([9; 16])] {
            let (_, mut ops) = per.entry("Hej.", Audience::FAMILY);
            let Some(Op::Create(new)) = ops.first_mut() else { panic!("a creation") };
            new.meta.space = space;
            assert_eq!(per.pushes(ops).await, [never(Reason::Unavailable)]);
        }
        // A comment on what one cannot see, and on what is not there.
        for parent in [entry, missing] {
            let (_, ops) = mette.comment(parent, "Hej.");
            assert_eq!(mette.pushes(ops).await, [never(Reason::Unavailable)]);
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM documents").await, 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_creates_what_is_not_theirs_to_create() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        let mut mette = world.consultant("Mette", family).await;
        maria.connects().await;
        mette.connects().await;
        let placement = mette.space(SpaceKind::Placement);
        let changes = |phone: &Phone| {
            let time = Timestamp::from_ms(0);
            let new = log_entry::NewLogEntry {
                text: "Hej.".into(),
                event_time: time,
                about: samspil_shared::doc::About::Child,
                day_child: None,
                day_family: None,
            };
            log_entry::create(phone.actor(), time, &new).unwrap()
        };
        let attempts = [
            (Kind::LogEntry, Audience::FAMILY),
            (Kind::LogEntry, Audience::MEMBERS),
            (Kind::Publication, Audience::CONSULTANT),
        ];
        for (kind, audience) in attempts {
            let (_, ops) = mette.new_document(mette.meta(kind, placement, audience, None), changes(&mette));
            assert_eq!(mette.pushes(ops).await, [never(Reason::NotCreatable)], "{kind:?}");
        }
        // A wider circle than any preset, a schema nobody knows, and nothing in it.
        let (_, ops) = maria.new_document(maria.meta(Kind::LogEntry, placement, Audience::TEAM, None), changes(&maria));
        assert_eq!(maria.pushes(ops).await, [never(Reason::NotCreatable)]);
        let meta = domain::DocumentMeta { schema: 9, ..maria.meta(Kind::LogEntry, placement, Audience::FAMILY, None) };
        let (_, ops) = maria.new_document(meta, changes(&maria));
        assert_eq!(maria.pushes(ops).await, [never(Reason::Malformed)]);
        let meta = maria.meta(Kind::LogEntry, placement, Audience::FAMILY, None);
        let empty = NewDocument { doc: DocId::from_bytes([7; 16]), meta, changes: Vec::new() };
        assert_eq!(maria.pushes(vec![Op::Create(empty)]).await, [never(Reason::Malformed)]);
        assert_eq!(world.count("SELECT COUNT(*) FROM documents").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_change_whose_past_is_not_here_may_come_again_later() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Et.").await;
        let first = maria.edit(entry, "Et to.");
        let second = maria.edit(entry, "Et to tre.");
        let results = maria.pushes(second.clone()).await;
        assert!(matches!(results[..], [OpResult::Later { reason: Reason::MissingDependency, .. }]), "{results:?}");
        maria.must_store(first).await;
        maria.must_store(second).await;
    })
    .await;
}

#[tokio::test]
async fn a_document_that_outgrows_its_limit_takes_no_more() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Et.").await;
        world.execute("UPDATE documents SET bytes = 4194300").await;
        let ops = maria.edit(entry, "Et to.");
        assert_eq!(maria.pushes(ops).await, [never(Reason::TooLarge)]);
        // It is counted for the operator, without content.
        while world.count("SELECT COUNT(*) FROM refusals WHERE reason = 20 AND count = 1").await == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn no_base_is_needed_to_write_at_older_heads() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Et.").await;
        let held = &maria.docs[&entry];
        let document = materialise(held.meta.kind, SCHEMA, held.changes.iter().map(Vec::as_slice)).unwrap();
        let base = heads(&document);
        maria.edits(entry, "Et to.").await;
        let pen = Pen { doc: &document, base: &base, actor: maria.actor(), time: Timestamp::from_ms(1) };
        let edit = log_entry::LogEntryEdit { text: Some("Nul. Et.".into()), ..log_entry::LogEntryEdit::default() };
        let bytes = log_entry::save(&pen, &edit).unwrap().remove(0);
        maria.must_store(vec![Op::Change { doc: entry, bytes }]).await;
        let mut tablet = world.phone(maria.person, maria.acting.role).await;
        tablet.connects().await;
        assert_eq!(tablet.text(entry), "Nul. Et to.");
    })
    .await;
}

#[tokio::test]
async fn what_could_not_be_read_by_those_it_is_for_is_not_stored() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Han sov godt.").await;
        let (shared, mut ops) = maria.publication(entry);
        let honest = ops.clone();
        // Other words under the same digest: each operation by itself is what the grammar knows.
        let Some(Op::Create(new)) = ops.first_mut() else { panic!("a creation") };
        let bytes = &mut new.changes[0];
        let at = bytes.windows(4).position(|window| window == b"godt").expect("the words are in the change");
        bytes[at] = b'G';
        let resealed = reseal(bytes);
        **bytes = resealed;
        assert_eq!(maria.pushes(ops).await, [never(Reason::Grammar)]);
        assert!(
            matches!(maria.pushes(honest).await[..], [OpResult::Stored { .. }]),
            "{shared} is free for honest words"
        );
    })
    .await;
}
