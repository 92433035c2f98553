//! Every difference between the two databases. All other SQL is written once.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, Connection, Row};

use super::StoreError;

/// Parameters that one statement may have: SQLite takes 32,766, PostgreSQL 65,535.
pub(crate) const PARAMETERS_MAX: usize = 32_766;
/// Older ones can lose a commit that was reported (WAL reset bug, fixed in 3.51.3).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
/// How long a statement waits for another process that writes (a command beside a live server).
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a database may take to let us in.
const CONNECT_MAX: Duration = Duration::from_secs(30);
const READERS_MAX: u32 = 8;
const POSTGRES_WRITERS_MAX: u32 = 8;

/// A database we speak to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where a database is.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) dialect: Dialect,
    url: String,
}

impl fmt::Debug for Address {
    // The address of a PostgreSQL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({:?})", self.dialect)
    }
}

impl Address {
    /// The database of `sqlite:PATH` or `postgres://...`.
    pub(crate) fn parse(address: &str) -> Result<Self, StoreError> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
            return Ok(Self { dialect: Dialect::Sqlite, url: sqlite_url(&path)? });
        }
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return Ok(Self { dialect: Dialect::Postgres, url: address.to_owned() });
        }
        Err(StoreError::Unfit("a database is sqlite:PATH or postgres://USER@HOST/NAME".to_owned()))
    }

    /// The address as PostgreSQL's own driver takes it.
    pub(crate) fn postgres(&self) -> Option<&str> {
        (self.dialect == Dialect::Postgres).then_some(&*self.url)
    }

    /// A pool to write through and one to read through. SQLite has one writer at a time: its pool is one connection.
    pub(crate) async fn connect(&self) -> Result<Pools, StoreError> {
        sqlx::any::install_default_drivers();
        let options: AnyConnectOptions = self.url.parse()?;
        let before = self.try_once(&options).await?;
        let pool = AnyPoolOptions::new().acquire_timeout(CONNECT_MAX);
        match self.dialect {
            Dialect::Sqlite => {
                let pool = pool.idle_timeout(None).max_lifetime(None).test_before_acquire(false);
                let write = pool.clone().max_connections(1).after_connect(|c, _| Box::pin(prepare_sqlite(c, false)));
                let read = pool.max_connections(READERS_MAX).after_connect(|c, _| Box::pin(prepare_sqlite(c, true)));
                let write = write.connect_with(options.clone()).await.map_err(|error| why(error, before))?;
                Ok(Pools { dialect: self.dialect, write, read: read.connect_lazy_with(options) })
            }
            Dialect::Postgres => {
                let pool = pool.after_connect(|c, _| Box::pin(prepare_postgres(c)));
                let write = pool.clone().max_connections(POSTGRES_WRITERS_MAX).connect_with(options.clone()).await;
                let write = write.map_err(|error| why(error, before))?;
                let read = pool.max_connections(READERS_MAX).connect_lazy_with(options);
                Ok(Pools { dialect: self.dialect, write, read })
            }
        }
    }

    /// Connects once without a pool: a pool tries again whatever the reason is, and in the end says only that it took too
    /// long. A database that would lose commits is refused here. Any other reason may pass, as with a server that is being
    /// started; it is handed on for the case that it does not.
    async fn try_once(&self, options: &AnyConnectOptions) -> Result<Option<sqlx::Error>, StoreError> {
        let tried = async {
            let mut connection = AnyConnection::connect_with(options).await?;
            match self.dialect {
                Dialect::Sqlite => prepare_sqlite(&mut connection, false).await?,
                Dialect::Postgres => prepare_postgres(&mut connection).await?,
            }
            connection.close().await
        };
        match tokio::time::timeout(CONNECT_MAX, tried).await {
            Ok(Err(sqlx::Error::Configuration(why))) => Err(StoreError::Unfit(why.to_string())),
            Ok(tried) => Ok(tried.err()),
            Err(_) => Ok(None),
        }
    }
}

/// Why a pool took too long, if that is all it says.
fn why(error: sqlx::Error, before: Option<sqlx::Error>) -> sqlx::Error {
    match (error, before) {
        (sqlx::Error::PoolTimedOut, Some(before)) => before,
        (error, _) => error,
    }
}

/// Connections to one database.
#[derive(Clone, Debug)]
pub(crate) struct Pools {
    pub(crate) dialect: Dialect,
    pub(crate) write: AnyPool,
    pub(crate) read: AnyPool,
}

impl Pools {
    /// A transaction that may write. SQLite takes its lock at once: a reader that becomes a writer halfway can be refused
    /// however long it waits.
    pub(crate) async fn begin(&self) -> Result<super::Tx, StoreError> {
        Ok(match self.dialect {
            Dialect::Sqlite => self.write.begin_with("BEGIN IMMEDIATE").await?,
            Dialect::Postgres => self.write.begin().await?,
        })
    }

    /// What the database says of how it keeps a commit.
    pub(crate) async fn durability(&self) -> Result<Durability, StoreError> {
        let mut connection = self.write.acquire().await?;
        Ok(match self.dialect {
            Dialect::Sqlite => sqlite_durability(&mut connection).await?,
            Dialect::Postgres => postgres_durability(&mut connection).await?,
        })
    }

    /// Copies the whole database into a new file, as it is at one moment, while others read and write. `false` on
    /// PostgreSQL.
    pub(crate) async fn copy_into(&self, path: &Path) -> Result<bool, StoreError> {
        if self.dialect == Dialect::Postgres {
            return Ok(false);
        }
        let path = path.to_str().ok_or_else(|| StoreError::Unfit("the copy's path is not UTF-8".to_owned()))?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&self.write).await?;
        Ok(true)
    }

    /// Asks the database to look for damage of its own (SQLite only; PostgreSQL has checksums and tools for it).
    pub(crate) async fn damage(&self) -> Result<Vec<String>, StoreError> {
        if self.dialect == Dialect::Postgres {
            return Ok(Vec::new());
        }
        let rows = sqlx::query("PRAGMA integrity_check").fetch_all(&self.read).await?;
        let rows = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
        Ok(rows.into_iter().filter(|row| row != "ok").collect())
    }
}

/// How a database keeps a commit, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durability {
    /// `wal`.
    pub journal_mode: String,
    /// `2` is FULL on SQLite, `on` on PostgreSQL.
    pub synchronous: String,
}

impl Durability {
    fn is_full(&self) -> bool {
        self.journal_mode == "wal" && matches!(&*self.synchronous, "2" | "on")
    }
}

/// `SELECT` of a row that is written later in the same transaction: on PostgreSQL it must be locked by saying so, SQLite's
/// transaction has locked everything.
pub(crate) const fn for_update(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => " FOR UPDATE",
    }
}

fn sqlite_url(path: &Path) -> Result<String, StoreError> {
    let unfit = |why: &str| StoreError::Unfit(format!("the database file {}: {why}", path.display()));
    let path = std::path::absolute(path).map_err(|error| unfit(&error.to_string()))?;
    let text = path.to_str().ok_or_else(|| unfit("its path is not UTF-8"))?;
    let mut url = String::from("sqlite://");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url.push_str("?mode=rwc");
    Ok(url)
}

async fn prepare_sqlite(connection: &mut AnyConnection, read_only: bool) -> Result<(), sqlx::Error> {
    let busy = BUSY_TIMEOUT.as_millis();
    let pragmas = format!(
        "PRAGMA busy_timeout = {busy}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA query_only = {};",
        i32::from(read_only)
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(pragmas)).execute(&mut *connection).await?;
    let version: String = sqlx::query("SELECT sqlite_version()").fetch_one(&mut *connection).await?.try_get(0)?;
    if sqlite_version(&version).is_none_or(|version| version < SQLITE_MIN) {
        let (major, minor, patch) = SQLITE_MIN;
        return Err(unfit(format!("SQLite {version} is too old: {major}.{minor}.{patch} is the first that will do")));
    }
    let durability = sqlite_durability(connection).await?;
    if !durability.is_full() {
        return Err(unfit(format!("SQLite would not keep every commit: {durability:?}")));
    }
    Ok(())
}

fn sqlite_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

async fn sqlite_durability(connection: &mut AnyConnection) -> Result<Durability, sqlx::Error> {
    let journal_mode = sqlx::query("PRAGMA journal_mode").fetch_one(&mut *connection).await?.try_get(0)?;
    let synchronous: i64 = sqlx::query("PRAGMA synchronous").fetch_one(&mut *connection).await?.try_get(0)?;
    Ok(Durability { journal_mode, synchronous: synchronous.to_string() })
}

async fn prepare_postgres(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("SET synchronous_commit = on").execute(&mut *connection).await?;
    let durability = postgres_durability(connection).await?;
    if !durability.is_full() {
        let why = "turn on fsync and full_page_writes";
        return Err(unfit(format!("PostgreSQL would not keep every commit: {why} ({durability:?})")));
    }
    Ok(())
}

async fn postgres_durability(connection: &mut AnyConnection) -> Result<Durability, sqlx::Error> {
    let row = sqlx::query(
        "SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes')",
    );
    let row = row.fetch_one(&mut *connection).await?;
    let is_on = |column| row.try_get::<String, _>(column).map(|setting| setting == "on");
    let survives = is_on(1)? && is_on(2)?;
    let journal_mode = if survives { "wal" } else { "wal that a power cut can lose" };
    Ok(Durability { journal_mode: journal_mode.to_owned(), synchronous: row.try_get(0)? })
}

fn unfit(why: String) -> sqlx::Error {
    sqlx::Error::Configuration(why.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(sqlite_version("3.51.3").unwrap() >= SQLITE_MIN);
        assert!(sqlite_version("3.6.23").unwrap() < SQLITE_MIN);
        assert_eq!(sqlite_version("3.51"), None);
    }

    #[test]
    fn a_path_may_hold_anything_a_file_name_may() {
        assert_eq!(sqlite_url(Path::new("/a b/æ?#%.db")).unwrap(), "sqlite:///a%20b/%C3%A6%3F%23%25.db?mode=rwc");
    }
}
