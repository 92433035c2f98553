//! What a person asks for, and where a text answers.

use std::ops::Range;

use super::letters::{contracted, plain, words};
use super::stem::stem;

/// Words of a question that are looked at; more is a text that was pasted.
const TERMS_MAX: usize = 16;
/// Characters of a snippet, about.
const SNIPPET_CHARS: usize = 180;
/// Characters before the first hit in it, about.
const BEFORE_CHARS: usize = 50;

/// A question: all of its words are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<Term>);

/// One word of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) plain: String,
    pub(super) stem: String,
    /// It is still being typed: one letter is a beginning already.
    begun: bool,
}

/// A stretch of a text, and whether it is a hit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    /// The text as it was written.
    pub text: String,
    /// It was asked for.
    pub hit: bool,
}

impl Term {
    fn of(word: &str) -> Self {
        let plain = plain(word);
        let stem = stem(&contracted(&plain));
        Self { plain, stem, begun: false }
    }

    /// Whether beginnings count: a single letter is a child that must not be named (`strings.md`, *brug et bogstav*).
    pub(super) fn begins_words(&self) -> bool {
        self.begun || self.plain.chars().nth(1).is_some()
    }

    /// Whether this is such a word, or the beginning of it.
    fn fits(&self, word: &Self) -> bool {
        self.plain == word.plain
            || self.stem == word.stem
            || (self.begins_words() && word.plain.starts_with(&self.plain))
    }
}

impl Query {
    /// What is asked for in this text.
    pub fn parse(text: &str) -> Self {
        let mut terms: Vec<Term> = Vec::new();
        for term in words(text).map(|range| Term::of(&text[range])).filter(|term| !term.plain.is_empty()) {
            if terms.len() < TERMS_MAX && !terms.contains(&term) {
                terms.push(term);
            }
        }
        Self(terms)
    }

    /// The same, of a name that is being typed: the last of several words is a beginning from its first letter on.
    pub fn begun(text: &str) -> Self {
        let mut query = Self::parse(text);
        if let [_, .., last] = &mut query.0[..] {
            last.begun = !text.ends_with(char::is_whitespace);
        }
        query
    }

    /// Nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.0
    }

    /// Whether a text outside of the index has all that is asked for.
    pub fn fits(&self, text: &str) -> bool {
        let mut missing: Vec<&Term> = self.0.iter().collect();
        for range in words(text) {
            let word = Term::of(&text[range]);
            missing.retain(|term| !term.fits(&word));
            if missing.is_empty() {
                break;
            }
        }
        missing.is_empty() && !self.is_empty()
    }

    /// Where the words stand that are asked for, from `start` on and as far as `end`.
    fn hits(&self, text: &str, within: Range<usize>) -> Vec<Range<usize>> {
        let found = words(&text[within.clone()]).map(|range| range.start + within.start..range.end + within.start);
        found
            .filter(|range| {
                let word = Term::of(&text[range.clone()]);
                self.0.iter().any(|term| term.fits(&word))
            })
            .collect()
    }

    /// The part of a text with the first hit in it, every hit of that part marked. Cut between words.
    pub fn snippet(&self, text: &str) -> Vec<Stretch> {
        let text = text.trim();
        let first = words(text).find(|range| {
            let word = Term::of(&text[range.clone()]);
            self.0.iter().any(|term| term.fits(&word))
        });
        let first = first.map_or(0, |range| range.start);
        let window = window(text, first);
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut push = |text: &str, hit: bool| {
            if !text.is_empty() {
                stretches.push(Stretch { text: text.to_owned(), hit });
            }
        };
        push(if window.start > 0 { "… " } else { "" }, false);
        let mut at = window.start;
        for hit in self.hits(text, window.clone()) {
            push(&text[at..hit.start], false);
            push(&text[hit.clone()], true);
            at = hit.end;
        }
        push(text[at..window.end].trim_end(), false);
        push(if window.end < text.len() { " …" } else { "" }, false);
        stretches
    }
}

/// The part of a text around the byte `at`, which begins a word.
fn window(text: &str, at: usize) -> Range<usize> {
    let far = text[..at].char_indices().rev().nth(BEFORE_CHARS).map_or(0, |(far, _)| far);
    let start = match far {
        0 => 0,
        // The rest of the word that the window begins in is left out.
        far => text[far..at].find(char::is_whitespace).map_or(at, |blank| far + blank),
    };
    let start = at.min(start + text[start..].len() - text[start..].trim_start().len());
    let Some((far, _)) = text[start..].char_indices().nth(SNIPPET_CHARS) else { return start..text.len() };
    let far = start + far;
    let end = text[start..far].rfind(char::is_whitespace).map(|blank| start + blank).filter(|end| *end > at);
    start..end.unwrap_or(far)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(question: &str, text: &str) -> String {
        let mark = |one: Stretch| if one.hit { format!("[{}]", one.text) } else { one.text };
        Query::parse(question).snippet(text).into_iter().map(mark).collect()
    }

    #[test]
    fn every_word_is_wanted_and_the_last_may_be_half_typed() {
        let text = "Tre nætter i træk vågnede Noah kl. 2.";
        for yes in ["nat", "NOAH natten", "vågn", "vaagnede", "træ noah", "traek", "2"] {
            assert!(Query::parse(yes).fits(text), "{yes}");
        }
        for no in ["", " … ", "nat Maria", "ætter", "oah", "k l"] {
            assert!(!Query::parse(no).fits(text), "{no}");
        }
    }

    #[test]
    fn one_letter_is_a_word_of_its_own() {
        assert!(Query::parse("M").fits("Han legede med M. i dag."));
        assert!(!Query::parse("M").fits("Han legede med Malthe i dag."));
    }

    #[test]
    fn the_place_is_shown_with_its_hits_marked() {
        assert_eq!(shown("nat", "Natten var god."), "[Natten] var god.");
        assert_eq!(shown("nat god", "  Nætterne var gode. "), "[Nætterne] var [gode].");
        let long =
            format!("{} Så kom bamsen frem, og {}", "Vi ventede længe. ".repeat(30), "han sov igen. ".repeat(30));
        let snippet = shown("bamse", &long);
        assert!(snippet.starts_with("… ") && snippet.ends_with(" …"), "{snippet}");
        assert!(snippet.contains("Så kom [bamsen] frem"), "{snippet}");
        assert!(snippet.chars().count() < SNIPPET_CHARS + 10, "{snippet}");
        assert!(snippet.starts_with("… længe.") || snippet.starts_with("… Vi ventede"), "a whole word: {snippet}");
    }

    #[test]
    fn a_snippet_of_anything_is_cut_at_letters() {
        for text in ["å".repeat(1_000), format!("{}x", "😀".repeat(400)), format!("{} nat", "é".repeat(300))] {
            let said = shown("nat", &text);
            assert!(said.chars().count() <= SNIPPET_CHARS + 10, "{}", said.chars().count());
        }
        assert_eq!(shown("nat", ""), "");
    }

    #[test]
    fn what_was_pasted_is_no_endless_question() {
        assert_eq!(Query::parse(&"ord nummer 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 ".repeat(1_000)).0.len(), TERMS_MAX);
        assert_eq!(Query::parse("nat nat NAT").0.len(), 1);
    }
}
