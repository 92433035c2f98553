//! Reading columns as our own values.

use samspil_shared::domain::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::StoreError;

/// Columns by their place in the `SELECT`; a value we never wrote is an error that names the table.
pub(crate) struct Columns<'a> {
    table: &'static str,
    row: &'a AnyRow,
}

impl<'a> Columns<'a> {
    pub(crate) fn new(table: &'static str, row: &'a AnyRow) -> Self {
        Self { table, row }
    }

    pub(crate) fn int(&self, at: usize) -> Result<i64, StoreError> {
        Ok(self.row.try_get(at)?)
    }

    pub(crate) fn int_opt(&self, at: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.row.try_get(at)?)
    }

    pub(crate) fn bool(&self, at: usize) -> Result<bool, StoreError> {
        Ok(self.int(at)? != 0)
    }

    pub(crate) fn time(&self, at: usize) -> Result<Timestamp, StoreError> {
        self.int(at).map(Timestamp::from_ms)
    }

    pub(crate) fn time_opt(&self, at: usize) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.int_opt(at)?.map(Timestamp::from_ms))
    }

    pub(crate) fn text(&self, at: usize) -> Result<String, StoreError> {
        Ok(self.row.try_get(at)?)
    }

    pub(crate) fn text_opt(&self, at: usize) -> Result<Option<String>, StoreError> {
        Ok(self.row.try_get(at)?)
    }

    pub(crate) fn bytes(&self, at: usize) -> Result<&'a [u8], StoreError> {
        Ok(self.row.try_get(at)?)
    }

    pub(crate) fn bytes_opt(&self, at: usize) -> Result<Option<&'a [u8]>, StoreError> {
        Ok(self.row.try_get(at)?)
    }

    /// An id or another value of fixed length.
    pub(crate) fn id<T: TryFrom<&'a [u8]>>(&self, at: usize) -> Result<T, StoreError> {
        self.parse(self.bytes(at)?, at)
    }

    pub(crate) fn id_opt<T: TryFrom<&'a [u8]>>(&self, at: usize) -> Result<Option<T>, StoreError> {
        self.bytes_opt(at)?.map(|bytes| self.parse(bytes, at)).transpose()
    }

    /// A small number with a meaning.
    pub(crate) fn code<T>(&self, at: usize, known: impl FnOnce(u8) -> Option<T>) -> Result<T, StoreError> {
        let number = self.int(at)?;
        u8::try_from(number).ok().and_then(known).ok_or_else(|| self.damaged(at, format!("unknown number {number}")))
    }

    pub(crate) fn damaged(&self, at: usize, what: impl std::fmt::Display) -> StoreError {
        StoreError::damaged(self.table, format!("column {at}: {what}"))
    }

    fn parse<T: TryFrom<&'a [u8]>>(&self, bytes: &'a [u8], at: usize) -> Result<T, StoreError> {
        T::try_from(bytes).map_err(|_| self.damaged(at, format!("{} bytes", bytes.len())))
    }
}
