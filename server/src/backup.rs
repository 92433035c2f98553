//! Copies of the records, and the way back from one. A copy holds no keys: without the key database and the master key
//! nothing in it can be read.

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use crate::progress::{Reached, Step, Tell};
use crate::serve::{self, ServeError};
use crate::settings::{Database, Settings};
use crate::store::{Store, StoreError};
use crate::{admin, edge::Edge};

/// Why there is no copy, or no way back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{path}: {source}.")]
    File { path: PathBuf, source: io::Error },
    #[error("{0} is there already; nothing is overwritten.")]
    Exists(PathBuf),
    #[error("{0}")]
    Postgres(&'static str),
    #[error("Something listens on {0}: stop the server first.")]
    Running(std::net::SocketAddr),
    #[error("{path} is damaged: {what}.")]
    Damaged { path: PathBuf, what: String },
    #[error("The database: {0}.")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Open(#[from] ServeError),
    #[error(transparent)]
    Admin(#[from] admin::AdminError),
}

const DUMP: &str = "PostgreSQL is copied with pg_dump and brought back with pg_restore, records and keys apart; run \
                    `samspil epoch new` before the servers start again.";

/// What was brought back.
#[derive(Debug)]
pub struct Brought {
    /// Where the records lie that stood there before.
    pub aside: Option<PathBuf>,
    /// Faults that `check` finds in the copy.
    pub faults: Vec<String>,
}

/// Copies the records of a server, also while it runs, as they are at one moment.
///
/// # Errors
/// [`BackupError`]; then there is no file.
pub async fn backup(store: &Store, to: &Path) -> Result<(), BackupError> {
    copy_to(to, async |unfinished| Ok(store.copy_into(unfinished).await?)).await
}

/// Copies the wrapped keys: to be kept apart from the records, and for a shorter time.
///
/// # Errors
/// [`BackupError`]; then there is no file.
pub async fn backup_keys(store: &Store, to: &Path) -> Result<(), BackupError> {
    copy_to(to, async |unfinished| Ok(store.copy_keys_into(unfinished).await?)).await
}

async fn copy_to(to: &Path, copy: impl AsyncFnOnce(&Path) -> Result<bool, BackupError>) -> Result<(), BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    // A copy that was broken off never looks like a whole one.
    let unfinished = with_suffix(to, ".unfinished");
    remove_if_there(&unfinished)?;
    if !copy(&unfinished).await? {
        return Err(BackupError::Postgres(DUMP));
    }
    let file = std::fs::File::open(&unfinished).map_err(at(&unfinished))?;
    file.sync_all().map_err(at(&unfinished))?;
    std::fs::rename(&unfinished, to).map_err(at(to))
}

/// Puts a copy in the place of the records and begins a new history: devices bring back what it lacks, everybody signs
/// in again. What stood there before is moved aside, not deleted.
///
/// # Errors
/// [`BackupError`]; if the copy cannot be opened, what stood there before is put back.
pub async fn restore(
    settings: &Settings,
    edge: Edge,
    from: &Path,
    tell: &mut Tell<'_>,
) -> Result<Brought, BackupError> {
    let Database::Sqlite(records) = &settings.db else { return Err(BackupError::Postgres(DUMP)) };
    if TcpListener::bind(settings.listen).is_err() {
        return Err(BackupError::Running(settings.listen));
    }
    let copy = with_suffix(records, ".restoring");
    remove_if_there(&copy)?;
    tell(Reached::begun(Step::CopyingRecords));
    std::fs::copy(from, &copy).map_err(at(from))?;
    let aside = move_aside(records, edge.now().as_ms())?;
    std::fs::rename(&copy, records).map_err(at(records))?;
    match begin_anew(settings, edge, from, tell).await {
        Ok(faults) => Ok(Brought { aside, faults }),
        Err(error) => {
            put_back(records, aside.as_deref())?;
            Err(error)
        }
    }
}

async fn begin_anew(
    settings: &Settings,
    edge: Edge,
    from: &Path,
    tell: &mut Tell<'_>,
) -> Result<Vec<String>, BackupError> {
    let (_, store) = serve::open(settings, edge).await?;
    let begun = async {
        let checked = store.check_telling(tell).await?;
        if checked.documents == 0 && checked.rows == 0 && store.units().await?.is_empty() {
            return Err(BackupError::Damaged { path: from.to_owned(), what: "it holds nothing".to_owned() });
        }
        tell(Reached::begun(Step::Epoch));
        admin::new_epoch(&store, store.edge().now()).await?;
        Ok(checked.faults)
    };
    let begun = begun.await;
    store.close().await;
    begun
}

/// The database file and what SQLite keeps beside it.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

fn move_aside(records: &Path, now_ms: i64) -> Result<Option<PathBuf>, BackupError> {
    if !records.exists() {
        return Ok(None);
    }
    let aside = with_suffix(records, &format!(".before-restore-{now_ms}"));
    for beside in BESIDE {
        rename_if_there(&with_suffix(records, beside), &with_suffix(&aside, beside))?;
    }
    Ok(Some(aside))
}

fn put_back(records: &Path, aside: Option<&Path>) -> Result<(), BackupError> {
    for beside in BESIDE {
        remove_if_there(&with_suffix(records, beside))?;
        if let Some(aside) = aside {
            rename_if_there(&with_suffix(aside, beside), &with_suffix(records, beside))?;
        }
    }
    Ok(())
}

fn rename_if_there(from: &Path, to: &Path) -> Result<(), BackupError> {
    if from.exists() { std::fs::rename(from, to).map_err(at(from)) } else { Ok(()) }
}

fn remove_if_there(path: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(at(path)(source)),
        _ => Ok(()),
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::File { path, source }
}
