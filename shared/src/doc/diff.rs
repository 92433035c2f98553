//! The difference between two texts, word by word.
//!
//! Words are the unit, not characters: where two people rewrite the same sentence, whole words survive or go, and nobody's
//! stray letters stay behind in another's sentence (who must be asked before sharing follows from what survives).

use std::hash::{Hash, Hasher};

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
    let mut segments = Vec::new();
    for Piece { removed, added, same } in pieces(old, new) {
        if !removed.is_empty() {
            segments.push(Segment::Removed(removed));
        }
        if !added.is_empty() {
            segments.push(Segment::Added(added));
        }
        if !same.is_empty() {
            segments.push(Segment::Same(same));
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
    let mut at = 0;
    let mut splices = Vec::new();
    for Piece { removed, added, same } in pieces(old, new) {
        if !(removed.is_empty() && added.is_empty()) {
            splices.push(splice(at, &removed, &added));
        }
        at += removed.chars().count() + same.chars().count();
    }
    splices
}

/// The splice that puts `added` in the place of `removed`. Of one word that becomes another, the beginning and end that they
/// share stay, if that is the greater part.
fn splice(at: usize, removed: &str, added: &str) -> Splice {
    let whole = Splice { at, delete: removed.chars().count(), insert: added.to_owned() };
    if tokens(removed).len() != 1 || tokens(added).len() != 1 {
        return whole;
    }
    let (old, new): (Vec<char>, Vec<char>) = (removed.chars().collect(), added.chars().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let kept = start + end;
    if kept < old.len().max(new.len()) - kept {
        return whole;
    }
    Splice { at: at + start, delete: old.len() - kept, insert: new[start..new.len() - end].iter().collect() }
}

/// What goes, what comes in its place, and what stands unchanged after it.
#[derive(Default)]
struct Piece {
    removed: String,
    added: String,
    same: String,
}

fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (tokens(old), tokens(new));
    let mut pieces = Pieces::default();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (before, after) = (&old[op.old_range()], &new[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            for (before, after) in before.iter().zip(after) {
                if before.space == after.space {
                    pieces.same(before.space);
                } else {
                    pieces.changed(before.space, after.space);
                }
                pieces.same(after.word);
            }
        } else {
            for token in before {
                pieces.changed(token.space, "");
                pieces.changed(token.word, "");
            }
            for token in after {
                pieces.changed("", token.space);
                pieces.changed("", token.word);
            }
        }
    }
    pieces.0
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn changed(&mut self, removed: &str, added: &str) {
        if self.0.last().is_none_or(|piece| !piece.same.is_empty()) {
            self.0.push(Piece::default());
        }
        if let Some(piece) = self.0.last_mut() {
            piece.removed.push_str(removed);
            piece.added.push_str(added);
        }
    }

    fn same(&mut self, text: &str) {
        if self.0.is_empty() {
            self.0.push(Piece::default());
        }
        if let Some(piece) = self.0.last_mut() {
            piece.same.push_str(text);
        }
    }
}

/// A word or a single sign with the space before it. Two are the same where the word is: another space is no other word.
struct Token<'a> {
    space: &'a str,
    word: &'a str,
}

impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

impl Eq for Token<'_> {}

impl Hash for Token<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.word.hash(state);
    }
}

/// The text cut into words and signs. Letters, digits and all beyond ASCII that is no space are of a word: no emoji or
/// combining mark is ever cut from what it belongs to. A line feed is a sign. Space at the end comes before nothing.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let is_space = |c: char| c.is_whitespace() && c != '\n';
    let is_word = |c: char| c.is_alphanumeric() || !(c.is_ascii() || c.is_whitespace());
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (space, after) = rest.split_at(rest.find(|c| !is_space(c)).unwrap_or(rest.len()));
        let end = match after.chars().next() {
            None => 0,
            Some(c) if is_word(c) => after.find(|c| !is_word(c)).unwrap_or(after.len()),
            Some(sign) => sign.len_utf8(),
        };
        let (word, after) = after.split_at(end);
        tokens.push(Token { space, word });
        rest = after;
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

    #[test]
    fn an_edit_touches_the_words_it_is_about() {
        let cases = [
            ("", "Vi bagte boller.", (0, 0, "Vi bagte boller.")),
            ("Han sov.", "Han sov godt.", (7, 0, " godt")),
            ("jeg er glad", "I dag: jeg er glad", (0, 0, "I dag: ")),
            ("en hund", "en hunde", (7, 0, "e")),
            ("jeg orker", "jo orker", (0, 3, "jo")),
            ("jeg orker ham ikke", "vi bager boller", (0, 18, "vi bager boller")),
            ("Noah sov.", "Noras mor ringede. Noah sov.", (0, 0, "Noras mor ringede. ")),
            ("Noras mor ringede. Noah sov.", "Noah sov.", (0, 19, "")),
            ("to linjer\nher", "to linjer\n\nher", (10, 0, "\n")),
            ("Noah  sov", "Noah sov", (5, 1, "")),
            ("👨‍👩‍👧 glad", "👨‍👩‍👧 meget glad", (5, 0, " meget")),
        ];
        for (old, new, expected) in cases {
            let spliced: Vec<_> = splices(old, new).into_iter().map(|s| (s.at, s.delete, s.insert)).collect();
            let (at, delete, insert) = expected;
            assert_eq!(spliced, [(at, delete, insert.to_owned())], "{old:?} -> {new:?}");
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
