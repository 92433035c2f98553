//! Codes: eight letters that stand for a one-time link, to be read off one screen and typed on another.
//!
//! No vowels, so that no word comes out; no letter that is taken for another one or for a digit. 18⁸ are about 10¹⁰:
//! enough where tries are counted, and kept as a keyed hash only.

use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;

/// Letters of a code.
pub const CODE_LEN: usize = 8;
/// Milliseconds that a code works.
pub const CODE_VALID_MS: i64 = 24 * 3_600_000;
/// So many codes one link gives.
pub const CODES_MAX: u32 = 2;
/// The letters there are.
pub const CODE_LETTERS: &[u8; 18] = b"BCDFGHJKLMNPRSTVXZ";

/// The code of a one-time link, and whom the link is for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCode {
    /// The person's name as whoever invited them wrote it.
    pub name: String,
    /// [`CODE_LEN`] letters; taken in place of the link's token wherever that is.
    pub code: String,
    /// When the code stops working.
    pub expires_at: Timestamp,
    /// The link gives so many more.
    pub left: u32,
}

impl std::fmt::Debug for LinkCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkCode(not shown)")
    }
}

/// A new code.
pub fn random_code(rng: &mut dyn Rng) -> String {
    let letters = CODE_LETTERS.len();
    // Bytes above the last whole round would make some letters likelier than others.
    let fair = 256 / letters * letters;
    let mut code = String::with_capacity(CODE_LEN);
    while code.len() < CODE_LEN {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        let byte = usize::from(byte[0]);
        if byte < fair {
            code.push(char::from(CODE_LETTERS[byte % letters]));
        }
    }
    code
}

/// The code that somebody typed: case, spaces and hyphens do not count. `None` if it is none.
pub fn read_code(typed: &str) -> Option<String> {
    let skipped = |c: &char| !(c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}'));
    let mut code = String::with_capacity(CODE_LEN);
    for letter in typed.chars().filter(skipped) {
        let letter = letter.to_ascii_uppercase();
        let known = u8::try_from(letter).is_ok_and(|letter| CODE_LETTERS.contains(&letter));
        if !known || code.len() == CODE_LEN {
            return None;
        }
        code.push(letter);
    }
    (code.len() == CODE_LEN).then_some(code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["BCDFGHJK", "bcdf ghjk", " bCdF-gHjK\n", "B C D F – G H J K"] {
            assert_eq!(read_code(typed).as_deref(), Some("BCDFGHJK"), "{typed}");
        }
        for typed in ["", "BCDFGHJ", "BCDFGHJKL", "BCDFGHJA", "BCDFGHJ1", "BCDF_GHJK", "ßCDFGHJK", "BCDFGHJÆ"] {
            assert_eq!(read_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn codes_are_drawn_from_all_letters_and_read_as_they_are() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let codes: BTreeSet<String> = (0..400).map(|_| random_code(&mut rng)).collect();
        assert_eq!(codes.len(), 400);
        let letters: BTreeSet<u8> = codes.iter().flat_map(|code| code.bytes()).collect();
        assert_eq!(letters, CODE_LETTERS.iter().copied().collect());
        assert!(codes.iter().all(|code| read_code(code).as_deref() == Some(code)));
    }
}
