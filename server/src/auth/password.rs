//! Passwords (Argon2id) and login names.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use samspil_shared::api::{LOGIN_MAX, LOGIN_MIN, PASSWORD_BYTES_MAX, PASSWORD_MIN};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// 05 "Identity": m = 64 MiB, t = 3, p = 1.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// Hashes at once: 64 MiB and one core each.
const HASHES_AT_ONCE: usize = 2;
/// Longer than this nobody waits for a login; better to say so.
const QUEUE_PATIENCE: Duration = Duration::from_secs(10);
const DIFFERENT_CHARACTERS_MIN: usize = 5;

/// A login name in its one form: lower case, 2-64 letters (æøå too), digits, `.`, `_`, `-`, `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginName(String);

impl LoginName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LoginName {
    type Err = PasswordError;

    fn from_str(text: &str) -> Result<Self, PasswordError> {
        if text.len() > 4 * LOGIN_MAX {
            return Err(PasswordError::LoginMalformed);
        }
        let name = text.trim().to_lowercase();
        let good = |c: char| c.is_ascii_alphanumeric() || "._-@æøåäöü".contains(c);
        if (LOGIN_MIN..=LOGIN_MAX).contains(&name.chars().count()) && name.chars().all(good) {
            Ok(Self(name))
        } else {
            Err(PasswordError::LoginMalformed)
        }
    }
}

/// Why a login name or password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("a login has 2 to 64 letters, digits or . _ - @")]
    LoginMalformed,
    #[error("a password has at least 12 characters")]
    TooShort,
    #[error("a password has at most 1024 bytes")]
    TooLong,
    #[error("the password is the login, or a few characters over and over")]
    TooSimple,
}

/// A password that may become somebody's.
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// Checks length and the two slips that length does not catch.
    pub fn new(text: String, login: &LoginName) -> Result<Self, PasswordError> {
        if text.len() > PASSWORD_BYTES_MAX {
            return Err(PasswordError::TooLong);
        }
        if text.chars().count() < PASSWORD_MIN {
            return Err(PasswordError::TooShort);
        }
        let lower = text.to_lowercase();
        let mut different: Vec<char> = lower.chars().collect();
        different.sort_unstable();
        different.dedup();
        let without_login = lower.replace(login.as_str(), "").chars().count();
        if different.len() < DIFFERENT_CHARACTERS_MIN || without_login < PASSWORD_MIN / 2 {
            return Err(PasswordError::TooSimple);
        }
        Ok(Self(text))
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(not shown)")
    }
}

/// Hashing took too long to get its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more logins at once than this machine can hash")]
pub struct Crowded;

/// Hashes and checks passwords off the async threads, a few at a time.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// Checked against when there is no such account, so that the answer takes as long.
    nobody: Arc<OnceLock<String>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)), nobody: Arc::default() }
    }
}

impl Passwords {
    /// The hash to store (PHC string), with this salt.
    pub async fn hash(&self, password: NewPassword, salt: [u8; 16]) -> Result<String, Crowded> {
        let turn = self.turn().await?;
        Ok(blocking(turn, move || hash(&password.0, &salt)).await)
    }

    /// Whether `password` is the one behind `hash`; with no hash the answer is no, after the same time.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Crowded> {
        let turn = self.turn().await?;
        let nobody = Arc::clone(&self.nobody);
        Ok(blocking(turn, move || match hash {
            Some(hash) => verify(&password, &hash),
            None => {
                let nobody = nobody.get_or_init(|| self::hash("nobody has this password", &[0; 16]));
                std::hint::black_box(verify(&password, nobody));
                false
            }
        })
        .await)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Crowded> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        tokio::time::timeout(QUEUE_PATIENCE, turn).await.ok().and_then(Result::ok).ok_or(Crowded)
    }
}

/// The turn ends with the hash, also when nobody waits for its answer any longer.
async fn blocking<T: Send + 'static>(turn: OwnedSemaphorePermit, work: impl FnOnce() -> T + Send + 'static) -> T {
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    match done.await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .unwrap_or_else(|error| unreachable!("the parameters are constants: {error}"));
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &str, salt: &[u8; 16]) -> String {
    argon2()
        .hash_password_with_salt(password.as_bytes(), salt)
        .unwrap_or_else(|error| panic!("a password of checked length is hashed if there is memory: {error}"))
        .to_string()
}

/// The parameters are the stored hash's own. A hash that cannot be read opens for nobody.
fn verify(password: &str, hash: &str) -> bool {
    password.len() <= PASSWORD_BYTES_MAX
        && PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(text: &str) -> LoginName {
        text.parse().expect("a good login")
    }

    #[test]
    fn a_login_has_one_form() {
        assert_eq!(login(" Maria.Holst@Samspil.example ").as_str(), "maria.holst@samspil.example");
        assert_eq!(login("SØREN").as_str(), "søren");
        let long = "a".repeat(65);
        let huge = "a".repeat(1_000_000);
        for bad in ["", "a", "maria holst", "maria\0", "<maria>", "мария", &long, &huge] {
            assert!(bad.parse::<LoginName>().is_err(), "{bad:.20} was taken");
        }
    }

    #[test]
    fn length_counts_and_so_do_two_slips() {
        let login = login("maria");
        let table = [
            ("elleve tegn", Err(PasswordError::TooShort)),
            ("æøå æøå æøå", Err(PasswordError::TooShort)),
            ("tolv tegn ok", Ok(())),
            ("sommer høns cykel gade plan regn", Ok(())),
            ("aaaaaaaaaaaa", Err(PasswordError::TooSimple)),
            ("121212121212", Err(PasswordError::TooSimple)),
            ("Maria1maria2", Err(PasswordError::TooSimple)),
            ("maria og hunden", Ok(())),
        ];
        for (text, expected) in table {
            assert_eq!(NewPassword::new(text.to_owned(), &login).map(|_| ()), expected, "{text}");
        }
        let long = NewPassword::new("lang ord ".repeat(200), &login);
        assert_eq!(long.map(|_| ()), Err(PasswordError::TooLong));
    }

    #[tokio::test]
    async fn the_right_password_opens_and_no_other() {
        let passwords = Passwords::default();
        let password = NewPassword::new("sommer høns cykel".to_owned(), &login("maria")).expect("good");
        let hash = passwords.hash(password, [7; 16]).await.expect("a turn");
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");
        let check = |password: &str, hash: Option<String>| passwords.verify(password.to_owned(), hash);
        assert_eq!(check("sommer høns cykel", Some(hash.clone())).await, Ok(true));
        assert_eq!(check("sommer høns Cykel", Some(hash)).await, Ok(false));
        assert_eq!(check("nobody has this password", None).await, Ok(false));
        assert_eq!(check("sommer høns cykel", Some("damaged".to_owned())).await, Ok(false));
    }
}
