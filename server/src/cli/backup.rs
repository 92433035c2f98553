//! `samspil backup`, `samspil restore` and `samspil epoch`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{CliError, Out, Place};
use crate::edge::Edge;
use crate::progress::{Reached, Step, on_stderr};
use crate::settings::Settings;
use crate::{admin, backup};

#[derive(Args, Debug)]
pub(super) struct Backup {
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Copy the wrapped keys too, into a file that is kept elsewhere
    #[arg(long, value_name = "FILE")]
    keys_to: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct Restore {
    /// A file that `backup` wrote
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

#[derive(Subcommand, Debug)]
pub(super) enum Epoch {
    /// Begin a new history, after an older copy was put in place by other means; servers stop, so start them again
    New,
}

pub(super) async fn backup(place: &mut Place<'_>, what: Backup) -> Result<(), CliError> {
    let mut tell = on_stderr(place.store.edge());
    tell(Reached::begun(Step::CopyingRecords));
    backup::backup(&place.store, &what.to).await?;
    writeln!(place.out, "records {}", what.to.display())?;
    if let Some(keys_to) = what.keys_to {
        tell(Reached::begun(Step::CopyingKeys));
        backup::backup_keys(&place.store, &keys_to).await?;
        writeln!(place.out, "keys {}", keys_to.display())?;
    }
    writeln!(
        place.out,
        "Without the master key in the data folder nothing in these files can be read: keep it apart."
    )?;
    Ok(())
}

pub(super) async fn restore(settings: &Settings, edge: Edge, what: Restore, out: &mut Out) -> Result<(), CliError> {
    let mut tell = on_stderr(&edge);
    let brought = backup::restore(settings, edge, &what.from, &mut tell).await?;
    if let Some(aside) = brought.aside {
        writeln!(out, "before {}", aside.display())?;
    }
    for fault in &brought.faults {
        writeln!(out, "fault {fault}")?;
    }
    writeln!(out, "Everybody signs in again, and devices bring back what the copy lacks.")?;
    if brought.faults.is_empty() { Ok(()) } else { Err(CliError::Faults(brought.faults.len())) }
}

pub(super) async fn epoch(place: &mut Place<'_>, command: Epoch) -> Result<(), CliError> {
    match command {
        Epoch::New => {
            let epoch = admin::new_epoch(&place.store, place.store.edge().now()).await?;
            writeln!(place.out, "epoch {epoch}")?;
            Ok(())
        }
    }
}
