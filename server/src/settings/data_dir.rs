//! The folder of what must stay out of the database and its backups: the master key and the keys that sign tickets.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rand::Rng;

/// Old signing keys are kept so that tickets issued just before a change still count.
const SIGNING_KEYS_MAX: usize = 3;
const MASTER: &str = "master.key";
const SIGNING: &str = "signing";
const PUSH: &str = "push.key";
const UNFINISHED: &str = ".new-";

/// 32 random bytes that wrap every document key and seal every name.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey(pub [u8; 32]);

/// The seed of an Ed25519 key, with the number of its file; the highest number signs.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSeed {
    pub number: u32,
    pub seed: [u8; 32],
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(not shown)")
    }
}

impl fmt::Debug for SigningSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningSeed({:04}, not shown)", self.number)
    }
}

/// An opened folder.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    pub master: MasterKey,
    /// Newest first, one to three.
    pub signing: Vec<SigningSeed>,
    /// What was made just now, in words for the person at the terminal.
    pub made: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    #[error("The data folder {path} cannot be used: {source}.")]
    Io { path: PathBuf, source: io::Error },
    #[error("{path} is not a key: it holds {len} bytes instead of 32. Put the right file back from its own backup.")]
    NotAKey { path: PathBuf, len: usize },
    #[error("{path} can be read by others (mode {mode:o}). Run: chmod 600 {path}")]
    TooOpen { path: PathBuf, mode: u32 },
    #[error(
        "{path} is missing, but {signing} is there: put the master key back, a new one could not read the database."
    )]
    MasterMissing { path: PathBuf, signing: PathBuf },
    #[error("{path} holds {count} signing keys, at most {SIGNING_KEYS_MAX} are allowed. Remove the oldest.")]
    TooManySigningKeys { path: PathBuf, count: usize },
    #[error("{path} does not belong among the signing keys; their names are 0001.key, 0002.key and so on.")]
    Stranger { path: PathBuf },
}

impl DataDir {
    /// Opens the folder; at the first start makes it and its keys.
    pub fn open(path: &Path, rng: &mut dyn Rng) -> Result<Self, DataDirError> {
        let mut made = Vec::new();
        make_private_folder(path)?;
        let master_path = path.join(MASTER);
        let signing_path = path.join(SIGNING);
        let master = match read_key(&master_path)? {
            Some(key) => key,
            None if signing_path.exists() => {
                return Err(DataDirError::MasterMissing { path: master_path, signing: signing_path });
            }
            None => {
                let key = write_key(&master_path, rng)?;
                made.push(format!(
                    "Made a master key: {}. Without it nothing in the database can be read; keep a copy in a safe place, apart from the database's backups.",
                    master_path.display()
                ));
                key
            }
        };
        make_private_folder(&signing_path)?;
        let mut signing = read_signing(&signing_path)?;
        if signing.is_empty() {
            signing.push(add_signing(&signing_path, 1, rng)?);
            made.push(format!("Made a key that signs tickets: {}.", signing_file(&signing_path, 1).display()));
        }
        Ok(Self { path: path.to_owned(), master: MasterKey(master), signing, made })
    }

    /// A new signing key beside the old ones; the oldest goes when there are more than three. Servers take it up at
    /// their next start. Returns the file.
    pub fn rotate_signing(&mut self, rng: &mut dyn Rng) -> Result<PathBuf, DataDirError> {
        let folder = self.path.join(SIGNING);
        let number = self.signing.first().map_or(1, |newest| newest.number + 1);
        let seed = add_signing(&folder, number, rng)?;
        self.signing.insert(0, seed);
        for old in self.signing.drain(SIGNING_KEYS_MAX.min(self.signing.len())..) {
            let path = signing_file(&folder, old.number);
            fs::remove_file(&path).map_err(|source| DataDirError::Io { path, source })?;
        }
        Ok(signing_file(&folder, number))
    }

    /// The seed of the key that signs pushes; made when it is first asked for. Browsers know it, so it never changes.
    pub fn push_seed(&mut self, rng: &mut dyn Rng) -> Result<[u8; 32], DataDirError> {
        let path = self.path.join(PUSH);
        if let Some(seed) = read_key(&path)? {
            return Ok(seed);
        }
        let seed = write_key(&path, rng)?;
        self.made.push(format!("Made a key that signs pushes: {}.", path.display()));
        Ok(seed)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn signing_file(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("{number:04}.key"))
}

fn add_signing(folder: &Path, number: u32, rng: &mut dyn Rng) -> Result<SigningSeed, DataDirError> {
    Ok(SigningSeed { number, seed: write_key(&signing_file(folder, number), rng)? })
}

fn read_signing(folder: &Path) -> Result<Vec<SigningSeed>, DataDirError> {
    let io = |source| DataDirError::Io { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with(UNFINISHED)) {
            continue;
        }
        let number = name
            .and_then(|name| name.strip_suffix(".key"))
            .and_then(|stem| stem.parse::<u32>().ok())
            .filter(|number| path == signing_file(folder, *number));
        let Some(number) = number else { return Err(DataDirError::Stranger { path }) };
        if let Some(seed) = read_key(&path)? {
            found.push(SigningSeed { number, seed });
        }
    }
    if found.len() > SIGNING_KEYS_MAX {
        return Err(DataDirError::TooManySigningKeys { path: folder.to_owned(), count: found.len() });
    }
    found.sort_by_key(|key| std::cmp::Reverse(key.number));
    Ok(found)
}

fn make_private_folder(path: &Path) -> Result<(), DataDirError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| DataDirError::Io { path: path.to_owned(), source })
}

/// 32 bytes of a file that nobody else may read; nothing when there is no file.
fn read_key(path: &Path) -> Result<Option<[u8; 32]>, DataDirError> {
    let io = |source| DataDirError::Io { path: path.to_owned(), source };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(error)),
    };
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().map_err(io)?.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            return Err(DataDirError::TooOpen { path: path.to_owned(), mode });
        }
    }
    let mut bytes = Vec::with_capacity(33);
    Read::by_ref(&mut file).take(33).read_to_end(&mut bytes).map_err(io)?;
    let len = bytes.len();
    let key = bytes.try_into().map_err(|_| DataDirError::NotAKey { path: path.to_owned(), len })?;
    Ok(Some(key))
}

/// A new key, on disk before it is used: written beside, synced, then given its name without ever replacing another.
fn write_key(path: &Path, rng: &mut dyn Rng) -> Result<[u8; 32], DataDirError> {
    let io = |source| DataDirError::Io { path: path.to_owned(), source };
    let mut key = [0; 32];
    rng.fill_bytes(&mut key);
    let folder = path.parent().unwrap_or(Path::new("."));
    let beside = folder.join(format!("{UNFINISHED}{:016x}", rng.next_u64()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(io)?;
    file.write_all(&key).and_then(|()| file.sync_all()).map_err(io)?;
    let named = fs::hard_link(&beside, path);
    fs::remove_file(&beside).map_err(io)?;
    match named {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // Another process made the first start at the same moment: its key counts.
            return read_key(path)?.ok_or_else(|| io(error));
        }
        named => named.map_err(io)?,
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    use super::*;

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(7)
    }

    #[test]
    fn the_first_start_makes_keys_and_the_second_finds_them() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("data");
        let first = DataDir::open(&path, &mut rng()).expect("a first start");
        assert_eq!(first.made.len(), 2);
        let again = DataDir::open(&path, &mut ChaCha20Rng::seed_from_u64(8)).expect("a second start");
        assert!(again.made.is_empty());
        assert_eq!(first.master, again.master);
        assert_eq!(first.signing, again.signing);
    }

    #[test]
    fn at_most_three_signing_keys_and_the_newest_first() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut data = DataDir::open(dir.path(), &mut rng()).expect("a first start");
        for number in 2..=5 {
            data.rotate_signing(&mut rng()).expect("a new key");
            assert_eq!(data.signing[0].number, number);
            assert!(data.signing.len() <= SIGNING_KEYS_MAX);
        }
        let again = DataDir::open(dir.path(), &mut rng()).expect("a second start");
        assert_eq!(again.signing.iter().map(|key| key.number).collect::<Vec<_>>(), [5, 4, 3]);
    }

    #[test]
    fn the_key_of_pushes_is_made_when_it_is_wanted_and_stays() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut data = DataDir::open(dir.path(), &mut rng()).expect("a first start");
        assert!(!dir.path().join(PUSH).exists());
        let seed = data.push_seed(&mut rng()).expect("a key");
        assert_eq!(data.made.len(), 3);
        let mut again = DataDir::open(dir.path(), &mut rng()).expect("a second start");
        assert_eq!(again.push_seed(&mut ChaCha20Rng::seed_from_u64(8)).expect("the key"), seed);
        assert!(again.made.is_empty());
    }

    #[test]
    fn a_lost_master_key_is_never_replaced_in_silence() {
        let dir = tempfile::tempdir().expect("a folder");
        DataDir::open(dir.path(), &mut rng()).expect("a first start");
        fs::remove_file(dir.path().join(MASTER)).expect("removed");
        let error = DataDir::open(dir.path(), &mut rng()).expect_err("must refuse");
        assert!(matches!(error, DataDirError::MasterMissing { .. }), "{error}");
    }

    #[test]
    fn a_damaged_key_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        DataDir::open(dir.path(), &mut rng()).expect("a first start");
        for bytes in [&[0; 31][..], &[0; 33], &[]] {
            fs::write(dir.path().join(MASTER), bytes).expect("written");
            let error = DataDir::open(dir.path(), &mut rng()).expect_err("must refuse");
            assert!(matches!(error, DataDirError::NotAKey { .. }), "{error}");
        }
    }

    #[test]
    fn a_stranger_among_the_signing_keys_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        DataDir::open(dir.path(), &mut rng()).expect("a first start");
        fs::write(dir.path().join(SIGNING).join("1.key"), [0; 32]).expect("written");
        let error = DataDir::open(dir.path(), &mut rng()).expect_err("must refuse");
        assert!(matches!(error, DataDirError::Stranger { .. }), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn keys_are_private_and_must_stay_so() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a folder");
        DataDir::open(dir.path(), &mut rng()).expect("a first start");
        let master = dir.path().join(MASTER);
        assert_eq!(fs::metadata(&master).expect("there").permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&master, fs::Permissions::from_mode(0o640)).expect("changed");
        let error = DataDir::open(dir.path(), &mut rng()).expect_err("must refuse");
        assert!(matches!(error, DataDirError::TooOpen { .. }), "{error}");
    }
}
