//! Statements whose length varies: lists of ids and inserts of many rows, in the one text that both databases take.
//!
//! (`QueryBuilder<Any>` writes `?`, which PostgreSQL does not know.)

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{AnyExecutor, Arguments, AssertSqlSafe};

use super::dialect::PARAMETERS_MAX;
use super::{StoreError, Tx};

/// Longest statement that a connection keeps prepared, in parameters: longer ones are rarely the same twice.
const KEPT_MAX: usize = 256;

/// A value to bind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Int(i64),
    IntOpt(Option<i64>),
    Bytes(&'a [u8]),
    BytesOpt(Option<&'a [u8]>),
    Text(&'a str),
    TextOpt(Option<&'a str>),
}

/// A text with placeholders and what stands for them.
pub(crate) struct Statement {
    text: String,
    values: AnyArguments,
}

impl Statement {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: AnyArguments::default() }
    }

    /// Appends SQL of ours, never anything from outside.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Appends a placeholder for this value.
    pub(crate) fn bind(mut self, value: Value<'_>) -> Self {
        self.put(value);
        self
    }

    /// Appends `($1, $2, ...)`, one for each id. The last is repeated up to the next power of two, so that few different
    /// texts stand for all lengths.
    pub(crate) fn list<'a>(mut self, ids: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut ids: Vec<&[u8]> = ids.into_iter().collect();
        let last = ids.last().copied().unwrap_or_default();
        let padded = ids.len().next_power_of_two();
        if padded <= PARAMETERS_MAX / 2 {
            ids.resize(padded, last);
        }
        self.text.push('(');
        for (n, id) in ids.into_iter().enumerate() {
            self.text.push_str(if n == 0 { "" } else { ", " });
            self.put(Value::Bytes(id));
        }
        self.text.push(')');
        self
    }

    pub(crate) async fn all<'e>(self, executor: impl AnyExecutor<'e>) -> Result<Vec<AnyRow>, StoreError> {
        let kept = self.values.len() <= KEPT_MAX;
        Ok(sqlx::query_with(AssertSqlSafe(self.text), self.values).persistent(kept).fetch_all(executor).await?)
    }

    pub(crate) async fn execute<'e>(self, executor: impl AnyExecutor<'e>) -> Result<u64, StoreError> {
        let kept = self.values.len() <= KEPT_MAX;
        let done = sqlx::query_with(AssertSqlSafe(self.text), self.values).persistent(kept).execute(executor).await?;
        Ok(done.rows_affected())
    }

    fn put(&mut self, value: Value<'_>) {
        let added = match value {
            Value::Int(number) => self.values.add(number),
            Value::IntOpt(number) => self.values.add(number),
            Value::Bytes(bytes) => self.values.add(bytes),
            Value::Text(text) => self.values.add(text.to_owned()),
            Value::TextOpt(text) => self.values.add(text.map(str::to_owned)),
            Value::BytesOpt(bytes) => self.values.add(bytes.map(<[u8]>::to_vec)),
        };
        added.unwrap_or_else(|error| unreachable!("numbers and bytes are always encoded: {error}"));
        self.text.push_str(&format!("${}", self.values.len()));
    }
}

/// Inserts rows, many with one statement: `head` ends in `VALUES `, `tail` may say what happens on a conflict.
pub(crate) async fn insert<const COLUMNS: usize>(
    tx: &mut Tx,
    head: &str,
    rows: &[[Value<'_>; COLUMNS]],
    tail: &str,
) -> Result<u64, StoreError> {
    let mut affected = 0;
    for rows in rows.chunks(PARAMETERS_MAX / COLUMNS) {
        let mut statement = Statement::new(head);
        for (n, row) in rows.iter().enumerate() {
            statement = statement.text(if n == 0 { "(" } else { ", (" });
            for (n, value) in row.iter().enumerate() {
                statement = statement.text(if n == 0 { "" } else { ", " }).bind(*value);
            }
            statement = statement.text(")");
        }
        affected += statement.text(tail).execute(&mut **tx).await?;
    }
    Ok(affected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_through_and_lists_padded() {
        let ids: [&[u8]; 3] = [b"a", b"b", b"c"];
        let statement = Statement::new("x = ").bind(Value::Int(1)).text(" AND id IN ").list(ids);
        assert_eq!(statement.text, "x = $1 AND id IN ($2, $3, $4, $5)");
        assert_eq!(statement.values.len(), 5);
    }
}
