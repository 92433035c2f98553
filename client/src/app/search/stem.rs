//! Word forms: *nattens* and *nat* are one word to whoever searches.
//!
//! The suffix rules are Snowball's Danish algorithm (<https://snowballstem.org/algorithms/danish/stemmer.html>); what Danish
//! bends in the middle of a word, and it bends what families write about most, stands in a table beside it.

/// The vowels of the algorithm.
const VOWELS: &str = "aeiouyæåø";
/// Consonants that may be doubled.
const CONSONANTS: &str = "bcdfghjklmnpqrstvwxz";
/// Letters after which a lone `s` is an ending.
const BEFORE_S: &str = "abcdfghjklmnoprtvyzå";

/// Step 1.
const ENDINGS: [&str; 31] = [
    "hed", "ethed", "ered", "e", "erede", "ende", "erende", "ene", "erne", "ere", "en", "heden", "eren", "er", "heder",
    "erer", "heds", "es", "endes", "erendes", "enes", "ernes", "eres", "ens", "hedens", "erens", "ers", "ets", "erets",
    "et", "eret",
];

/// The stem of a word in small letters with æ, ø and å.
pub(super) fn stem(word: &str) -> String {
    let stem = snowball(word);
    match BENT.iter().find(|(_, forms)| forms.contains(&&*stem) || forms.contains(&word)) {
        Some((base, _)) => (*base).to_owned(),
        None => stem,
    }
}

/// What the first column says stands for the others: stems, or whole words where only one form of them is bent. A form that
/// is a common word of its own besides (*så*, *brød*, *tænder*) is left out.
const BENT: [(&str, &[&str]); 40] = [
    ("barn", &["børn"]),
    ("bog", &["bøg"]),
    ("bror", &["brødr", "broder", "broderen"]),
    ("dat", &["døtr"]),
    ("far", &["fædr", "fader", "faderen"]),
    ("fod", &["fødder", "fødderne"]),
    ("hånd", &["hænd"]),
    ("ko", &["køer"]),
    ("mand", &["mænd"]),
    ("mor", &["mødr", "moder", "moderen"]),
    ("nat", &["næt"]),
    ("søst", &["søstr"]),
    ("and", &["ænd"]),
    ("bid", &["bidt"]),
    ("bliv", &["blev"]),
    ("bær", &["båret"]),
    ("drik", &["drak", "druk"]),
    ("find", &["fandt", "fand", "fund"]),
    ("få", &["får", "fik", "fået"]),
    ("giv", &["gav"]),
    ("glem", &["glemt"]),
    ("gå", &["går", "gik", "gået"]),
    ("gør", &["gjord", "gjort"]),
    ("hjælp", &["hjalp", "hjulp"]),
    ("kør", &["kørt"]),
    ("le", &["ler", "lo", "leet"]),
    ("lig", &["lå"]),
    ("lyv", &["løj"]),
    ("læs", &["læst"]),
    ("rejs", &["rejst"]),
    ("råb", &["råbt"]),
    ("sid", &["sad"]),
    ("sig", &["sagde", "sagt"]),
    ("skrig", &["skreg"]),
    ("skriv", &["skrev"]),
    ("slå", &["slår", "slog", "slået"]),
    ("spis", &["spist"]),
    ("spring", &["sprang", "sprung"]),
    ("stå", &["står", "stod", "stået"]),
    ("syng", &["sang", "sung"]),
];

fn snowball(word: &str) -> String {
    let mut word: Vec<char> = word.chars().collect();
    let region = region(&word);
    main_ending(&mut word, region);
    consonant_pair(&mut word, region);
    other_ending(&mut word, region);
    undouble(&mut word, region);
    word.into_iter().collect()
}

fn is_vowel(letter: char) -> bool {
    VOWELS.contains(letter)
}

/// R1: what follows the first consonant after a vowel, at least three letters in. Only there are endings taken away.
fn region(word: &[char]) -> usize {
    if word.len() < 3 {
        return word.len();
    }
    let vowel = word.iter().position(|letter| is_vowel(*letter));
    let after = vowel.and_then(|vowel| word[vowel..].iter().position(|letter| !is_vowel(*letter)).map(|at| vowel + at));
    after.map_or(word.len(), |consonant| (consonant + 1).max(3))
}

/// Whether `word` ends so, inside the region.
fn ends(word: &[char], region: usize, ending: &str) -> bool {
    let length = ending.chars().count();
    word.len() >= region + length && word[word.len() - length..].iter().copied().eq(ending.chars())
}

fn cut(word: &mut Vec<char>, letters: usize) {
    word.truncate(word.len() - letters);
}

/// The longest of `endings` that the word has inside the region, in letters.
fn longest(word: &[char], region: usize, endings: &[&str]) -> Option<usize> {
    endings.iter().filter(|ending| ends(word, region, ending)).map(|ending| ending.chars().count()).max()
}

fn main_ending(word: &mut Vec<char>, region: usize) {
    if let Some(letters) = longest(word, region, &ENDINGS) {
        cut(word, letters);
    } else if ends(word, region, "s") && word.iter().rev().nth(1).is_some_and(|letter| BEFORE_S.contains(*letter)) {
        cut(word, 1);
    }
}

fn consonant_pair(word: &mut Vec<char>, region: usize) {
    if longest(word, region, &["gd", "dt", "gt", "kt"]).is_some() {
        cut(word, 1);
    }
}

fn other_ending(word: &mut Vec<char>, region: usize) {
    if word.ends_with(&['i', 'g', 's', 't']) {
        cut(word, 2);
    }
    if ends(word, region, "løst") {
        cut(word, 1);
    } else if let Some(letters) = longest(word, region, &["ig", "lig", "elig", "els"]) {
        cut(word, letters);
        consonant_pair(word, region);
    }
}

fn undouble(word: &mut Vec<char>, region: usize) {
    if let [.., before, last] = word[..]
        && before == last
        && word.len() > region
        && CONSONANTS.contains(last)
    {
        cut(word, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of the algorithm's published vocabulary.
    #[test]
    fn endings_are_taken_away_as_snowball_takes_them() {
        for (word, stem) in [
            ("indtage", "indtag"),
            ("indtagelse", "indtag"),
            ("indtager", "indtag"),
            ("indtil", "indtil"),
            ("underste", "underst"),
            ("undersåtter", "undersåt"),
            ("undersåtters", "undersåt"),
            ("undersøgelse", "undersøg"),
            ("undertrykt", "undertryk"),
            ("sengetøjet", "sengetøj"),
            ("friskt", "frisk"),
            ("arbejdsløst", "arbejdsløs"),
            ("venligst", "ven"),
            ("kærlighed", "kær"),
            ("at", "at"),
            ("", ""),
        ] {
            assert_eq!(snowball(word), stem, "{word}");
        }
    }

    #[test]
    fn the_forms_of_a_word_are_one() {
        for forms in [
            "nat natten nattens nætter nætterne",
            "barn barnet barnets børn børnene",
            "hånd hånden hænder hænderne",
            "mor moren mors mødre mødrene",
            "datter datteren døtre",
            "fod foden fødder fødderne",
            "sove sover sov sovet sovende",
            "sige siger sagde sagt",
            "gå går gik gået",
            "skrive skriver skrev skrevet",
            "spise spiser spiste spist",
            "drikke drikker drak drukket",
            "skole skolen skoler skolens",
            "ven vennen venner vennerne",
            "besøg besøge besøgte besøget",
            "rolig rolige roligt",
        ] {
            let mut words = forms.split(' ');
            let first = words.next().map(stem);
            for word in words {
                assert_eq!(Some(stem(word)), first, "{word} of {forms}");
            }
        }
    }

    #[test]
    fn words_that_only_look_alike_stay_apart() {
        for (one, other) in
            [("vente", "ven"), ("fest", "fes"), ("hest", "hes"), ("nat", "net"), ("mad", "mand"), ("sag", "sige")]
        {
            assert_ne!(stem(one), stem(other));
        }
    }

    #[test]
    fn the_table_of_bent_words_is_one_of_stems() {
        let mut seen = std::collections::BTreeSet::new();
        for (base, forms) in BENT {
            assert!(seen.insert(base), "{base} stands twice");
            for form in forms {
                assert!(seen.insert(form), "{form} stands twice");
            }
        }
    }
}
