//! A database of its own for every test: a temporary file, and one on PostgreSQL if `SAMSPIL_TEST_POSTGRES` names a server
//! (`postgres://user@localhost:port/postgres`, somebody who may create databases).

use samspil_server::edge::Edge;
use samspil_server::store::{Store, StoreSettings};
use sqlx::Connection;

/// Where a test keeps its records, and what must outlive it.
pub(crate) struct Database {
    /// The address, as `--db` takes it.
    pub(crate) main: String,
    /// The wrapped keys.
    pub(crate) keys: String,
    folder: tempfile::TempDir,
}

impl Database {
    /// An empty file.
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        Self { main: path("samspil.db"), keys: path("keys.db"), folder }
    }

    /// An empty database on the PostgreSQL server that the environment names, if it names one.
    pub(crate) async fn postgres() -> Option<Self> {
        let server = std::env::var("SAMSPIL_TEST_POSTGRES").ok()?;
        let name = format!("samspil_test_{}", hex::encode(Edge::system().bytes::<8>()));
        let mut admin =
            sqlx::PgConnection::connect(&server).await.expect("the PostgreSQL that SAMSPIL_TEST_POSTGRES names");
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut admin)
            .await
            .expect("a new database");
        let (base, _) = server.rsplit_once('/').expect("an address that ends in /postgres");
        // Both in one database: their tables have different names.
        let address = format!("{base}/{name}");
        Some(Self { main: address.clone(), keys: address, ..Self::sqlite() })
    }

    /// The same with other records: a copy of them in its folder.
    pub(crate) fn with_copy(self, copy: &std::path::Path) -> Self {
        let path = self.folder.path().join(format!("restored-{}.db", hex::encode(Edge::system().bytes::<4>())));
        std::fs::copy(copy, &path).expect("a copy of the copy");
        Self { main: format!("sqlite:{}", path.display()), ..self }
    }

    /// A folder that lives as long as the database.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Opens it with the test's master key and the machine's clock.
    pub(crate) async fn open(&self) -> Store {
        self.open_with([7; 32], Edge::system()).await.expect("a store that opens")
    }

    /// Opens it.
    pub(crate) async fn open_with(
        &self,
        master: [u8; 32],
        edge: Edge,
    ) -> Result<Store, samspil_server::store::StoreError> {
        Store::open(StoreSettings {
            main: self.main.clone(),
            keys: self.keys.clone(),
            master,
            node: "main".to_owned(),
            edge,
        })
        .await
    }
}

/// Runs the test on every database there is, each time on an empty one.
pub(crate) async fn on_each<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    test(Database::sqlite()).await;
    if let Some(database) = Database::postgres().await {
        test(database).await;
    }
}
