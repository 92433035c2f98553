//! `samspil check`: nothing in the database was changed behind our back, and nothing is missing.

use super::{CliError, Place};
use crate::progress::on_stderr;

pub(super) async fn check(place: &mut Place<'_>) -> Result<(), CliError> {
    let mut tell = on_stderr(place.store.edge());
    let checked = place.store.check_telling(&mut tell).await?;
    let (audit_rows, audit_faults) = place.store.check_audit_telling(&mut tell).await?;
    writeln!(place.out, "log rows {}", checked.rows)?;
    writeln!(place.out, "documents {}", checked.documents)?;
    writeln!(place.out, "changes {}", checked.changes)?;
    writeln!(place.out, "audit rows {audit_rows}")?;
    let faults: Vec<String> = checked.faults.into_iter().chain(audit_faults).collect();
    for fault in &faults {
        writeln!(place.out, "fault {fault}")?;
    }
    if faults.is_empty() { Ok(()) } else { Err(CliError::Faults(faults.len())) }
}
