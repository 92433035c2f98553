//! What the store promises, on SQLite and on PostgreSQL.

#[path = "support/database.rs"]
mod database;
#[path = "store_contract/open.rs"]
mod open;
