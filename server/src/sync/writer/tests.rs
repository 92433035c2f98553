use samspil_shared::domain::{Audience, Kind};

use super::*;
use crate::edge::Edge;
use crate::store::{SpaceOwner, StoreSettings};

async fn open(folder: &std::path::Path) -> Store {
    let path = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let settings = StoreSettings {
        main: path("samspil.db"),
        keys: path("keys.db"),
        master: [7; 32],
        node: "main".to_owned(),
        edge: Edge::system(),
    };
    Store::open(settings).await.unwrap()
}

async fn space(store: &Store, owner: u8) -> SpaceId {
    let space = SpaceId::from_bytes(store.edge().bytes());
    let mut tx = store.begin().await.unwrap();
    let owner = SpaceOwner::Person(PersonId::from_bytes([owner; 16]));
    store.add_space(&mut tx, space, owner, store.edge().now()).await.unwrap();
    tx.commit().await.unwrap();
    space
}

/// A new entry with changes of these hashes; the writer does not look into them.
fn batch(space: SpaceId, doc: u8, hashes: &[u8]) -> Job {
    let meta = samspil_shared::domain::DocumentMeta {
        kind: Kind::LogEntry,
        schema: 1,
        space,
        parent: None,
        course: None,
        audience: Audience::AUTHOR,
        readers: Vec::new(),
    };
    let change = |(n, hash): (u64, &u8)| NewChange {
        hash: ChangeHash::from_bytes([*hash; 32]),
        bytes: vec![*hash; 100],
        actor: ActorId::from_bytes([1; 20]),
        actor_seq: n,
        start_op: 1,
        max_op: 2,
        late: false,
        first: None,
    };
    Job::Document(DocBatch {
        doc: DocId::from_bytes([doc; 16]),
        space,
        by: PersonId::from_bytes([5; 16]),
        enrolment: EnrolmentId::from_bytes([6; 12]),
        version: 1,
        members_version: None,
        base: Base::New { meta, first: 1, stored: None },
        changes: (1..).zip(hashes).map(change).collect(),
        withdraw: false,
        follow_up: None,
    })
}

#[tokio::test]
async fn one_poison_row_harms_itself_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let (one, two) = (space(&store, 1).await, space(&store, 2).await);
    let writer = Writer::start(store.clone(), Arc::default(), Arc::default());
    // The same hash twice in one document: no validator lets it through, and no database takes it.
    let jobs = vec![batch(one, 1, &[1, 2]), batch(one, 2, &[3, 3]), batch(two, 3, &[4]), batch(one, 4, &[5])];
    let outcomes = writer.write(jobs, Vec::new()).await;
    assert!(
        matches!(
            outcomes[..],
            [Outcome::Stored(_), Outcome::Refused(Reason::Malformed), Outcome::Stored(_), Outcome::Stored(_)]
        ),
        "{outcomes:?}"
    );
    let heads = store.heads([one, two]).await.unwrap();
    assert_eq!((heads[&one], heads[&two]), (5, 2), "and no number is missing");
    let stored = store.documents([1, 2, 3, 4].map(|doc| DocId::from_bytes([doc; 16]))).await.unwrap();
    assert_eq!(stored.len(), 3);
}

#[tokio::test]
async fn what_was_judged_by_an_older_state_is_judged_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let space = space(&store, 1).await;
    let writer = Writer::start(store.clone(), Arc::default(), Arc::default());
    let twice = vec![batch(space, 1, &[1]), batch(space, 1, &[2])];
    let outcomes = writer.write(twice, Vec::new()).await;
    assert!(matches!(outcomes[..], [Outcome::Stored(_), Outcome::Again]), "{outcomes:?}");

    let mut tx = store.begin().await.unwrap();
    store.bump_version(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(writer.write(vec![batch(space, 2, &[3])], Vec::new()).await, [Outcome::Again], "rights moved");

    let nowhere = SpaceId::from_bytes([9; 16]);
    assert_eq!(writer.write(vec![batch(nowhere, 3, &[4])], Vec::new()).await, [Outcome::Again]);
}
