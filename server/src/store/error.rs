//! What can go wrong between us and the database.

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no, or nothing.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database's schema: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database cannot be used with these settings.
    #[error("{0}")]
    Unfit(String),
    /// A row holds what we never wrote.
    #[error("a row of {table} is damaged: {what}")]
    Damaged {
        /// The row's table.
        table: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// Sealed bytes that do not open: damaged, moved to another row, or their key was destroyed.
    #[error("sealed bytes of {0} do not open")]
    Sealed(&'static str),
}

impl StoreError {
    /// A row that holds what we never wrote.
    pub(crate) fn damaged(table: &'static str, what: impl Into<String>) -> Self {
        Self::Damaged { table, what: what.into() }
    }

    /// Whether one row is at fault, and not the database: others can be read.
    pub(crate) fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Sealed(_))
    }

    /// Whether a uniqueness rule of the database refused the row.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether a rule of the schema refused the row: trying again will not help.
    pub(crate) fn is_constraint_violation(&self) -> bool {
        use sqlx::error::ErrorKind;
        matches!(self, Self::Database(sqlx::Error::Database(error)) if !matches!(error.kind(), ErrorKind::Other))
    }
}
