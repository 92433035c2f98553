//! Columns: run-length coded values. Rows are counted from the runs before any is expanded, and only the coding that
//! Automerge writes is taken: maximal runs, no null column, no zero run but a first one of booleans.

use super::ScanError;
use super::reader::Reader;

/// A value of a run-length coded column.
pub(super) trait Value: Clone + PartialEq {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ScanError>;
}

impl Value for u32 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ScanError> {
        reader.u32()
    }
}

impl Value for u64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ScanError> {
        reader.u64()
    }
}

impl Value for i64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ScanError> {
        reader.i64()
    }
}

impl Value for std::sync::Arc<str> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ScanError> {
        let length = reader.count("bytes of a key", super::MAX_KEY_BYTES)?;
        let text = std::str::from_utf8(reader.take(length)?).map_err(|_| ScanError::Utf8)?;
        Ok(text.into())
    }
}

#[derive(Debug)]
struct Run<T> {
    count: usize,
    value: Option<T>,
}

/// A decoded column: as many runs as the bytes hold, read row by row.
#[derive(Debug)]
pub(super) struct Column<T> {
    runs: std::vec::IntoIter<Run<T>>,
    current: Option<Run<T>>,
    rows: usize,
}

/// What the bytes before a run were.
enum Before<T> {
    Start,
    Run(T),
    Literal(T),
    Null,
}

impl<T: Value> Column<T> {
    /// Decodes a column with at most `limit` rows. Nulls are taken if `nullable`.
    pub(super) fn read(bytes: &[u8], nullable: bool, limit: usize) -> Result<Self, ScanError> {
        let odd = Err(ScanError::Malformed("a column's run"));
        let mut reader = Reader::new(bytes);
        let mut runs = Vec::new();
        let mut rows = 0;
        let mut before = Before::Start;
        while !reader.is_empty() {
            let header = reader.i64()?;
            let literals = header < 0;
            let count = if header == 0 { reader.u64()? } else { header.unsigned_abs() };
            rows = match usize::try_from(count) {
                Ok(count) if count <= limit - rows => rows + count,
                _ => return Err(ScanError::Limit { what: "rows of a column", limit }),
            };
            let count = count as usize;
            if header == 0 {
                if !nullable || count == 0 || matches!(before, Before::Null) {
                    return odd;
                }
                runs.push(Run { count, value: None });
                before = Before::Null;
            } else if literals {
                if matches!(before, Before::Literal(_)) {
                    return odd;
                }
                for _ in 0..count {
                    let value = T::read(&mut reader)?;
                    if matches!(&before, Before::Run(last) | Before::Literal(last) if *last == value) {
                        return odd;
                    }
                    runs.push(Run { count: 1, value: Some(value.clone()) });
                    before = Before::Literal(value);
                }
            } else {
                let value = T::read(&mut reader)?;
                let joins = matches!(&before, Before::Run(last) | Before::Literal(last) if *last == value);
                if count == 1 || joins {
                    return odd;
                }
                runs.push(Run { count, value: Some(value.clone()) });
                before = Before::Run(value);
            }
        }
        // A column of nothing but nulls is left out.
        if let [Run { value: None, .. }] = runs[..] {
            return odd;
        }
        Ok(Self { runs: runs.into_iter(), current: None, rows })
    }

    /// A column that was left out.
    pub(super) fn absent(rows: usize) -> Self {
        let runs = vec![Run { count: rows, value: None }];
        Self { runs: runs.into_iter(), current: None, rows }
    }

    /// Decodes the column, or gives one of nulls if it was left out; it must have exactly `rows` rows.
    pub(super) fn read_or_absent(bytes: Option<&[u8]>, rows: usize) -> Result<Self, ScanError> {
        let column = match bytes {
            Some(bytes) => Self::read(bytes, true, rows)?,
            None => Self::absent(rows),
        };
        column.exactly(rows)
    }

    pub(super) fn exactly(self, rows: usize) -> Result<Self, ScanError> {
        if self.rows == rows { Ok(self) } else { Err(ScanError::Rows) }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// The next row: its value if it is not null.
    pub(super) fn next(&mut self) -> Option<T> {
        if self.current.is_none() {
            self.current = self.runs.next();
        }
        let run = self.current.as_mut()?;
        run.count -= 1;
        if run.count == 0 { self.current.take()?.value } else { run.value.clone() }
    }

    /// Runs as pairs of count and value, without nulls.
    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, &T)> {
        self.runs.as_slice().iter().filter_map(|run| Some((run.count, run.value.as_ref()?)))
    }
}

/// A column of counters, coded as differences.
#[derive(Debug)]
pub(super) struct DeltaColumn {
    deltas: Column<i64>,
    last: i64,
}

impl DeltaColumn {
    pub(super) fn new(deltas: Column<i64>) -> Self {
        Self { deltas, last: 0 }
    }

    pub(super) fn next(&mut self) -> Result<Option<u32>, ScanError> {
        let Some(delta) = self.deltas.next() else { return Ok(None) };
        self.last = self.last.checked_add(delta).ok_or(ScanError::Number)?;
        u32::try_from(self.last).map(Some).map_err(|_| ScanError::Number)
    }
}

/// A column of booleans: alternating counts, of false first.
#[derive(Debug)]
pub(super) struct BoolColumn {
    counts: std::vec::IntoIter<usize>,
    left: usize,
    value: bool,
}

impl BoolColumn {
    /// Decodes a column that must have exactly `rows` rows.
    pub(super) fn read(bytes: &[u8], rows: usize) -> Result<Self, ScanError> {
        let mut reader = Reader::new(bytes);
        let mut counts = Vec::new();
        let mut sum = 0;
        while !reader.is_empty() {
            let count = reader.count("rows of a column", rows - sum)?;
            if count == 0 && !counts.is_empty() {
                return Err(ScanError::Malformed("a column's run"));
            }
            sum += count;
            counts.push(count);
        }
        if sum != rows {
            return Err(ScanError::Rows);
        }
        Ok(Self { counts: counts.into_iter(), left: 0, value: true })
    }

    /// A column that was left out, as one of nothing but false may be; one that was not must then hold a true.
    pub(super) fn read_or_absent(bytes: Option<&[u8]>, rows: usize) -> Result<Self, ScanError> {
        let Some(bytes) = bytes else {
            return Ok(Self { counts: vec![rows].into_iter(), left: 0, value: true });
        };
        let column = Self::read(bytes, rows)?;
        if column.counts.len() < 2 {
            return Err(ScanError::Malformed("a column of false"));
        }
        Ok(column)
    }

    /// The next row.
    pub(super) fn next(&mut self) -> bool {
        while self.left == 0 {
            let Some(count) = self.counts.next() else { return false };
            self.left = count;
            self.value = !self.value;
        }
        self.left -= 1;
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Option<u64>>, ScanError> {
        let mut column = Column::<u64>::read(bytes, true, 100)?;
        Ok((0..column.rows()).map(|_| column.next()).collect())
    }

    #[test]
    fn runs_literals_and_nulls_are_read() {
        let runs = [2, 7, 0x7e, 8, 9, 0, 3, 0x7f, 9];
        let rows = [Some(7), Some(7), Some(8), Some(9), None, None, None, Some(9)];
        assert_eq!(read(&runs), Ok(rows.to_vec()));
    }

    #[test]
    fn other_codings_of_the_same_rows_are_refused() {
        let odd = Err(ScanError::Malformed("a column's run"));
        for (what, bytes) in [
            ("run of one", &[1, 7][..]),
            ("literals that are a run", &[0x7e, 7, 7]),
            ("two runs of one value", &[2, 7, 2, 7]),
            ("a literal that belongs to the run before", &[2, 7, 0x7f, 7]),
            ("a run that takes the literal before", &[0x7f, 7, 2, 7]),
            ("two literal runs", &[0x7f, 7, 0x7f, 8]),
            ("no nulls", &[0, 0, 0x7f, 7]),
            ("two null runs", &[0, 1, 0, 1, 0x7f, 7]),
            ("only nulls", &[0, 3]),
        ] {
            assert_eq!(read(bytes), odd, "{what}");
        }
    }

    #[test]
    fn rows_are_counted_before_they_are_expanded() {
        let limit = Err(ScanError::Limit { what: "rows of a column", limit: 100 });
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
        assert_eq!(read(&[&huge[..], &[7]].concat()), limit);
        assert_eq!(read(&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), limit);
        assert_eq!(read(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]), limit);
        assert_eq!(read(&[50, 1, 50, 2, 2, 3]), limit);
    }

    #[test]
    fn booleans_alternate_from_false() {
        let mut column = BoolColumn::read(&[0, 1, 2], 3).unwrap();
        assert_eq!([column.next(), column.next(), column.next()], [true, false, false]);
        assert_eq!(BoolColumn::read(&[1, 0, 2], 3).unwrap_err(), ScanError::Malformed("a column's run"));
        assert_eq!(BoolColumn::read(&[2], 3).unwrap_err(), ScanError::Rows);
        assert_eq!(BoolColumn::read_or_absent(Some(&[3]), 3).unwrap_err(), ScanError::Malformed("a column of false"));
    }
}
