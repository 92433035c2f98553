//! `samspil check`: nothing in the database was changed behind our back, and nothing is missing.

use super::{CliError, Place};

pub(super) async fn check(place: &mut Place<'_>) -> Result<(), CliError> {
    let (rows, faults) = place.store.check_audit().await?;
    writeln!(place.out, "audit rows {rows}")?;
    for fault in &faults {
        writeln!(place.out, "fault {fault}")?;
    }
    if faults.is_empty() { Ok(()) } else { Err(CliError::Faults(faults.len())) }
}
