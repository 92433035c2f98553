//! The difference between two texts, word by word.
//!
//! Words are the unit, not characters: where two people rewrite the same sentence, whole words survive or go, and nobody's
//! stray letters stay behind in another's sentence (who must be asked before sharing follows from what survives).

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of text that both versions share, or that only one has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// In both.
    Same(String),
    /// Only in the new text.
    Added(String),
    /// Only in the old text.
    Removed(String),
}

/// How to get from `old` to `new`: stretches in reading order, what was removed before what replaces it.
pub fn segments(old: &str, new: &str) -> Vec<Segment> {
    let (old, new) = (tokens(old), tokens(new));
    let mut segments = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (removed, added) = (old[op.old_range()].concat(), new[op.new_range()].concat());
        if let DiffOp::Equal { .. } = op {
            segments.push(Segment::Same(added));
            continue;
        }
        if !removed.is_empty() {
            segments.push(Segment::Removed(removed));
        }
        if !added.is_empty() {
            segments.push(Segment::Added(added));
        }
    }
    segments
}

/// One place of a text that changes. Positions and lengths count Unicode code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splice {
    /// Position in the old text.
    pub at: usize,
    /// Characters that go.
    pub delete: usize,
    /// What comes in their place.
    pub insert: String,
}

/// How to get from `old` to `new`, in ascending order.
pub(super) fn splices(old: &str, new: &str) -> Vec<Splice> {
    let (old, new) = (tokens(old), tokens(new));
    let count = |tokens: &[&str]| tokens.iter().map(|token| token.chars().count()).sum::<usize>();
    let mut at = 0;
    let mut splices = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (removed, added) = (&old[op.old_range()], &new[op.new_range()]);
        if !matches!(op, DiffOp::Equal { .. }) {
            splices.push(trimmed(at, removed, added));
        }
        at += count(removed);
    }
    splices.retain(|splice| splice.delete > 0 || !splice.insert.is_empty());
    splices
}

/// The splice that puts `added` in the place of `removed`. Where one of them is the other with words before or after it,
/// only those come or go; of one word that becomes another, the beginning and end that they share stay if that is the
/// greater part.
fn trimmed(at: usize, removed: &[&str], added: &[&str]) -> Splice {
    let one_word = removed.len() == 1 && added.len() == 1;
    let (old, new): (Vec<char>, Vec<char>) = (removed.concat().chars().collect(), added.concat().chars().collect());
    let shared = shared_words(&new, &old).or_else(|| shared_words(&old, &new));
    let (start, end) = shared.or_else(|| one_word.then(|| shared_letters(&old, &new)).flatten()).unwrap_or_default();
    let insert = new[start..new.len() - end].iter().collect();
    Splice { at: at + start, delete: old.len() - start - end, insert }
}

/// How many characters `long` and `short` share at their beginning and end, if `long` is `short` and further words.
fn shared_words(long: &[char], short: &[char]) -> Option<(usize, usize)> {
    let (words, cut) = (short.len(), long.len().checked_sub(short.len())?);
    let between = |at: usize| {
        let inside = at > 0 && at < long.len();
        !(inside && class(long[at - 1]) == Class::Word && class(long[at]) == Class::Word)
    };
    if long.starts_with(short) && between(words) {
        Some((words, 0))
    } else if long.ends_with(short) && between(cut) {
        Some((0, words))
    } else {
        None
    }
}

/// How many characters two words share at their beginning and end, if that is the greater part of both.
fn shared_letters(old: &[char], new: &[char]) -> Option<(usize, usize)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let rest = old.len().max(new.len()) - start - end;
    (start + end >= rest).then_some((start, end))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Other,
}

/// Letters, digits and all beyond ASCII that is no space are of a word: no emoji or combining mark is ever split from what
/// it belongs to.
fn class(c: char) -> Class {
    if c.is_alphanumeric() || !(c.is_ascii() || c.is_whitespace()) {
        Class::Word
    } else if c.is_whitespace() && c != '\n' {
        Class::Space
    } else {
        Class::Other
    }
}

/// Words with the space before them, and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last: Option<Class> = None;
    for (at, c) in text.char_indices() {
        let class = class(c);
        let goes_on = match last {
            Some(Class::Word) => class == Class::Word,
            Some(Class::Space) => class != Class::Other,
            Some(Class::Other) => false,
            None => true,
        };
        if !goes_on {
            tokens.push(&text[start..at]);
            start = at;
        }
        last = Some(class);
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apply(old: &str, splices: &[Splice]) -> String {
        let mut text: Vec<char> = old.chars().collect();
        for splice in splices.iter().rev() {
            text.splice(splice.at..splice.at + splice.delete, splice.insert.chars());
        }
        text.into_iter().collect()
    }

    fn spliced(old: &str, new: &str) -> Vec<(usize, usize, String)> {
        splices(old, new).into_iter().map(|s| (s.at, s.delete, s.insert)).collect()
    }

    #[test]
    fn an_edit_touches_the_words_it_is_about() {
        let cases: [(&str, &str, &[(usize, usize, &str)]); 10] = [
            ("", "Vi bagte boller.", &[(0, 0, "Vi bagte boller.")]),
            ("Han sov.", "Han sov godt.", &[(7, 0, " godt")]),
            ("jeg er glad", "I dag: jeg er glad", &[(0, 0, "I dag: ")]),
            ("en hund", "en hunde", &[(7, 0, "e")]),
            ("jeg orker", "jo orker", &[(0, 3, "jo")]),
            ("jeg orker ham ikke", "vi bager boller", &[(0, 18, "vi bager boller")]),
            ("Noah sov.", "Noras mor ringede. Noah sov.", &[(0, 0, "Noras mor ringede. ")]),
            ("Noras mor ringede. Noah sov.", "Noah sov.", &[(0, 19, "")]),
            ("to linjer\nher", "to linjer\n\nher", &[(10, 0, "\n")]),
            ("👨‍👩‍👧 glad", "👨‍👩‍👧 meget glad", &[(5, 0, " meget")]),
        ];
        for (old, new, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(at, delete, insert)| (*at, *delete, (*insert).to_owned())).collect();
            assert_eq!(spliced(old, new), expected, "{old:?} -> {new:?}");
        }
    }

    #[test]
    fn segments_read_as_a_person_would_say_it() {
        assert_eq!(
            segments("Han sov dårligt i nat.", "Han sov godt i nat, tror jeg."),
            [
                Segment::Same("Han sov".into()),
                Segment::Removed(" dårligt".into()),
                Segment::Added(" godt".into()),
                Segment::Same(" i nat".into()),
                Segment::Added(", tror jeg".into()),
                Segment::Same(".".into()),
            ]
        );
        assert_eq!(segments("", ""), []);
    }

    #[test]
    fn a_whole_new_text_of_full_length_is_no_trouble() {
        let old = "Noah sov. ".repeat(10_000);
        let new = "Vi bagte boller, og han delte ud. ".repeat(2_900);
        assert_eq!(apply(&old, &splices(&old, &new)), new);
    }

    proptest! {
        #[test]
        fn splices_and_segments_lead_to_the_new_text(old in "[ab å\n.]{0,30}", new in "[ab å\n.]{0,30}") {
            prop_assert_eq!(apply(&old, &splices(&old, &new)), new.as_str());
            let (mut before, mut after) = (String::new(), String::new());
            for segment in segments(&old, &new) {
                match segment {
                    Segment::Same(text) => { before += &text; after += &text; }
                    Segment::Removed(text) => before += &text,
                    Segment::Added(text) => after += &text,
                }
            }
            prop_assert_eq!((before, after), (old, new));
        }
    }
}
