//! Words as they are compared: small letters without accents, and æ, ø, å as people write them without those keys.

use std::ops::Range;

/// Where each word of a text stands, in bytes.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = letters.find(|(_, letter)| is_of_word(*letter))?;
        let mut end = start + first.len_utf8();
        while let Some((at, letter)) = letters.next_if(|(_, letter)| is_of_word(*letter)) {
            end = at + letter.len_utf8();
        }
        Some(start..end)
    })
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_accent(letter)
}

/// An accent of its own, after the letter that it stands over.
const fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// A word in small letters, with `ae`, `oe` and `aa` for æ, ø and å and no accents: "Blåbær" and "blaabaer" are one.
pub(super) fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len() + 2);
    for letter in word.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => plain.push(letter),
            // Some keyboards send the ring or the dots after the letter.
            '\u{30a}' if plain.ends_with('a') => plain.push('a'),
            '\u{308}' if plain.ends_with(['a', 'o']) => plain.push('e'),
            letter if is_accent(letter) => {}
            letter => match without_accent(letter) {
                Some(letters) => plain.push_str(letters),
                None => plain.push(letter),
            },
        }
    }
    plain
}

const fn without_accent(letter: char) -> Option<&'static str> {
    Some(match letter {
        'æ' | 'ä' | 'ǽ' => "ae",
        'ø' | 'ö' | 'œ' | 'ǿ' => "oe",
        'å' | 'ǻ' => "aa",
        'à' | 'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// A plain word as the stemmer wants it: one letter for each Danish vowel, also where a name is spelled with two.
pub(super) fn contracted(plain: &str) -> String {
    let mut word = String::with_capacity(plain.len());
    for letter in plain.chars() {
        let vowel = match letter {
            'e' if word.ends_with('a') => 'æ',
            'e' if word.ends_with('o') => 'ø',
            'a' if word.ends_with('a') => 'å',
            letter => {
                word.push(letter);
                continue;
            }
        };
        word.pop();
        word.push(vowel);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        words(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn a_text_is_cut_into_its_words() {
        assert_eq!(all("Kl. 2.30: Noah sov – næsten – igen!"), ["Kl", "2", "30", "Noah", "sov", "næsten", "igen"]);
        assert_eq!(all("😀M.😀"), ["M"]);
        assert_eq!(all(" … "), [""; 0]);
        assert_eq!(all("bla\u{30a}ba\u{e6}r"), ["bla\u{30a}ba\u{e6}r"], "an accent does not end a word");
    }

    #[test]
    fn every_way_to_write_a_danish_vowel_is_one() {
        for one in ["BLÅBÆR", "blåbær", "blaabaer", "Blåbär", "bla\u{30a}bær", "bla\u{30a}ba\u{308}r"] {
            assert_eq!(plain(one), "blaabaer", "{one}");
            assert_eq!(contracted(&plain(one)), "blåbær", "{one}");
        }
        assert_eq!(plain("Sønderjylland"), plain("SOENDERJYLLAND"));
        assert_eq!(plain("René"), "rene");
        assert_eq!(plain("علي"), "علي", "what has no plain form stays");
    }
}
