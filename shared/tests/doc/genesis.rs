//! Genesis bytes stand still: they are built anew here and compared with the constants.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, ObjType, ROOT, ReadDoc, TextEncoding};
use samspil_shared::doc::genesis::{name, objects};
use samspil_shared::doc::grammar::check_grammar;
use samspil_shared::doc::{
    GENESIS_ACTOR, GrammarError, SCHEMA, Writer, comment, extend, genesis, genesis_hash, materialise,
};
use samspil_shared::domain::{Kind, Role, Timestamp};
use samspil_shared::sync::scan::{ObjKind, scan};

fn built(kind: Kind) -> Vec<u8> {
    let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    doc.set_actor(GENESIS_ACTOR.as_bytes().as_slice().into());
    let mut tx = doc.transaction();
    tx.put(ROOT, "kind", name(kind)).unwrap();
    tx.put(ROOT, "schema", u64::from(SCHEMA)).unwrap();
    for (key, object) in objects(kind) {
        let object = match object {
            ObjKind::Text => ObjType::Text,
            ObjKind::Map => ObjType::Map,
            ObjKind::List => panic!("no genesis makes one"),
        };
        tx.put_object(ROOT, *key, object).unwrap();
    }
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(0));
    doc.get_change_by_hash(&hash.unwrap()).unwrap().raw_bytes().to_vec()
}

#[test]
fn the_constants_are_what_automerge_writes() {
    let wrong: String = Kind::ALL
        .into_iter()
        .map(|kind| (kind, built(kind)))
        .filter(|(kind, built)| genesis(*kind, SCHEMA) != Some(built))
        .map(|(kind, built)| format!("{kind:?}: {}\n", rows(&built)))
        .collect();
    assert!(wrong.is_empty(), "{wrong}");
    for kind in Kind::ALL {
        let scanned = scan(&built(kind)).unwrap();
        assert_eq!(genesis_hash(kind, SCHEMA), Some(scanned.hash));
        assert_eq!((scanned.actor, scanned.time_ms, scanned.deps.len()), (GENESIS_ACTOR, 0, 0));
    }
}

#[test]
fn nobody_writes_as_the_genesis() {
    let changes = comment::create(GENESIS_ACTOR, Timestamp::from_ms(0), "Hej.").unwrap();
    let change = scan(&changes[0]).unwrap();
    let blank = materialise(Kind::Comment, SCHEMA, []).unwrap();
    let with_it = extend(&blank, changes.iter().map(Vec::as_slice)).unwrap();
    assert_eq!(samspil_shared::doc::changes(&with_it), [[0_u8; 0]; 0], "it would not be kept");
    for creating in [true, false] {
        let writer = Writer { creating, author: true, role: Role::Consultant };
        let said = check_grammar(Kind::Comment, SCHEMA, writer, &change);
        assert_eq!(said, Err(GrammarError::Genesis));
    }
}

#[test]
fn a_later_schema_is_unknown() {
    assert!(Kind::ALL.into_iter().all(|kind| genesis(kind, SCHEMA + 1).is_none()));
}

/// The bytes as they stand in the source.
fn rows(bytes: &[u8]) -> String {
    let rows = bytes.chunks(18).map(|row| row.iter().map(|byte| format!("0x{byte:02x}, ")).collect::<String>());
    rows.map(|row| format!("\n    {}", row.trim_end())).collect()
}
