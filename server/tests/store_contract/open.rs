use samspil_server::edge::Edge;
use samspil_server::store::StoreError;
use sqlx::Connection;

use crate::database::{Database, on_each};

#[tokio::test]
async fn a_store_keeps_its_epoch_and_what_was_sealed() {
    on_each(async |database| {
        let store = database.open().await;
        let epoch = store.epoch();
        let sealed = store.seal("users.name", b"1", "Mæria".as_bytes());
        store.close().await;

        let store = database.open().await;
        assert_eq!(store.epoch(), epoch);
        let open = |row: &[u8]| store.open_sealed("users.name", row, sealed.key_id, &sealed.bytes);
        assert_eq!(open(b"1").unwrap(), "Mæria".as_bytes());
        assert!(matches!(open(b"2"), Err(StoreError::Sealed("users.name"))));
    })
    .await;
}

#[tokio::test]
async fn nodes_that_start_at_once_agree_on_one_key() {
    on_each(async |database| {
        let (a, b, c) = tokio::join!(database.open(), database.open(), database.open());
        let sealed = a.seal("users.name", b"1", b"Maria");
        for node in [&b, &c] {
            assert_eq!(node.open_sealed("users.name", b"1", sealed.key_id, &sealed.bytes).unwrap(), b"Maria");
            assert_eq!(node.seal("users.name", b"1", b"Maria").key_id, sealed.key_id);
        }
    })
    .await;
}

#[tokio::test]
async fn every_commit_is_kept() {
    on_each(async |database| {
        let durability = database.open().await.durability().await.unwrap();
        assert_eq!(durability.journal_mode, "wal");
        assert!(["2", "on"].contains(&&*durability.synchronous), "{durability:?}");
    })
    .await;
}

#[tokio::test]
async fn another_master_key_is_refused_at_the_door() {
    on_each(async |database| {
        database.open().await.close().await;
        let error = database.open_with([8; 32], Edge::system()).await.unwrap_err();
        assert!(error.to_string().contains("master key"), "{error}");
    })
    .await;
}

/// A function of the test's own answers for one of the server's settings, in this database alone: the server itself is
/// shared with other tests.
#[tokio::test]
async fn a_postgres_that_could_lose_a_commit_is_refused_and_says_why() {
    for setting in ["fsync", "full_page_writes"] {
        let Some(database) = Database::postgres().await else { return };
        let (_, name) = database.main.rsplit_once('/').expect("an address that ends in its name");
        let says_off = format!(
            "CREATE SCHEMA says; CREATE FUNCTION says.current_setting(text) RETURNS text LANGUAGE sql AS \
             $$ SELECT CASE WHEN $1 = '{setting}' THEN 'off' ELSE pg_catalog.current_setting($1) END $$; \
             ALTER DATABASE {name} SET search_path = says, pg_catalog, public"
        );
        let mut admin = sqlx::PgConnection::connect(&database.main).await.expect("the database");
        sqlx::raw_sql(sqlx::AssertSqlSafe(says_off)).execute(&mut admin).await.expect("a server that says so");
        let error = database.open_with([7; 32], Edge::system()).await.unwrap_err();
        assert!(matches!(error, StoreError::Unfit(_)), "{setting}: {error:?}");
        let says = error.to_string();
        assert!(says.contains("would not keep every commit") && says.contains(setting), "{setting}: {says}");
        let tables = "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'public'";
        let made: i64 = sqlx::query_scalar(tables).fetch_one(&mut admin).await.expect("an answer");
        assert_eq!(made, 0, "{setting}: nothing is written to it");
    }
}
