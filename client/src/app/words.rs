//! Six random Danish words as a password (05 "Identity"). The list is our own: everyday words of three to nine letters.

const LIST: &str = include_str!("words/da.txt");

/// Words in a suggestion.
const WORDS: usize = 6;

/// Six words with spaces between: at least 60 bits, drawn evenly.
pub(in crate::app) fn suggestion(rng: &mut dyn rand::Rng) -> String {
    let words: Vec<&str> = LIST.split_whitespace().collect();
    let drawn: Vec<&str> = (0..WORDS).filter_map(|_| words.get(below(words.len(), rng)).copied()).collect();
    drawn.join(" ")
}

/// A number below `end`, each as likely as the others: what lies beyond the last whole multiple is drawn again.
fn below(end: usize, rng: &mut dyn rand::Rng) -> usize {
    let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
    let whole = u64::MAX - u64::MAX % end;
    loop {
        let drawn = rng.next_u64();
        if drawn < whole {
            return usize::try_from(drawn % end).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn six_words_are_worth_sixty_bits() {
        let words: Vec<&str> = LIST.split_whitespace().collect();
        let distinct: BTreeSet<&str> = words.iter().copied().collect();
        assert_eq!(words.len(), distinct.len(), "no word twice");
        assert!(distinct.len() >= 1_024, "{} words give less than ten bits each", distinct.len());
        for word in distinct {
            assert!((3..=9).contains(&word.chars().count()) && word.chars().all(char::is_lowercase), "{word}");
        }
    }

    #[test]
    fn suggestions_differ_and_pass_as_passwords() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let drawn: BTreeSet<String> = (0..100).map(|_| suggestion(&mut rng)).collect();
        assert_eq!(drawn.len(), 100);
        for words in drawn {
            assert_eq!(words.split(' ').count(), WORDS);
            assert!(words.chars().count() >= samspil_shared::api::PASSWORD_MIN);
        }
    }
}
