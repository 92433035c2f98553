//! Migrations, embedded.

use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, SqlSafeStr};

use super::{Dialect, StoreError};

macro_rules! pair {
    ($set:literal, $name:literal) => {
        (
            include_str!(concat!("../../../migrations/sqlite/", $set, "/", $name, ".sql")),
            include_str!(concat!("../../../migrations/postgres/", $set, "/", $name, ".sql")),
        )
    };
}

/// How often a set of migrations is begun again, and after which pause.
const TRIES_MAX: u32 = 5;
const PAUSE: Duration = Duration::from_millis(100);

/// The records.
const MAIN: &[(i64, &str, (&str, &str))] = &[
    (1, "first", pair!("main", "0001_first")),
    (2, "passkeys", pair!("main", "0002_passkeys")),
    (3, "quarantine", pair!("main", "0003_quarantine")),
    (4, "public facts", pair!("main", "0004_public_facts")),
    (5, "link codes", pair!("main", "0005_link_codes")),
    (6, "endings", pair!("main", "0006_endings")),
    (7, "duty", pair!("main", "0007_duty")),
    (8, "notices", pair!("main", "0008_notices")),
    (9, "slipped", pair!("main", "0009_slipped")),
    (10, "station", pair!("main", "0010_station")),
    (11, "hidden place", pair!("main", "0011_hidden_place")),
    (12, "reach", pair!("main", "0012_reach")),
    (13, "standing in twice", pair!("main", "0013_standing_in_twice")),
    (14, "next try", pair!("main", "0014_next_try")),
    (15, "municipality", pair!("main", "0015_municipality")),
    (16, "recusals end", pair!("main", "0016_recusals_end")),
    (17, "absences", pair!("main", "0017_absences")),
];
/// The wrapped keys.
const KEYS: &[(i64, &str, (&str, &str))] = &[
    (1, "first", pair!("keys", "0001_first")),
    (2, "one server key", pair!("keys", "0002_one_server_key")),
    (3, "decisions", pair!("keys", "0003_decisions")),
];

/// The newest migration of the records that this binary knows.
pub(super) const MAIN_VERSION: i64 = MAIN[MAIN.len() - 1].0;

pub(super) async fn main(dialect: Dialect, pool: &AnyPool) -> Result<(), StoreError> {
    run(MAIN, "migrations", dialect, pool).await
}

pub(super) async fn keys(dialect: Dialect, pool: &AnyPool) -> Result<(), StoreError> {
    run(KEYS, "key_migrations", dialect, pool).await
}

/// The table differs for the two sets: somebody may keep both in one PostgreSQL database.
async fn run(
    set: &'static [(i64, &'static str, (&'static str, &'static str))],
    table: &'static str,
    dialect: Dialect,
    pool: &AnyPool,
) -> Result<(), StoreError> {
    let migrations = set.iter().map(|(version, name, (sqlite, postgres))| {
        let sql = match dialect {
            Dialect::Sqlite => *sqlite,
            Dialect::Postgres => *postgres,
        };
        Migration::new(*version, (*name).into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.dangerous_set_table_name(table);
    let mut tries = 0;
    loop {
        match migrator.run(pool).await {
            Ok(()) => return Ok(()),
            // SQLite knows no lock that a migrator could hold: of two processes that start at once, one comes too late
            // for a step, leaves it, and finds it done when it looks again.
            Err(_) if dialect == Dialect::Sqlite && tries < TRIES_MAX => {
                tries += 1;
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}
