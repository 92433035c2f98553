//! Which texts have which words.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Bound;

use samspil_shared::domain::DocId;

use super::letters::{contracted, plain, words};
use super::query::{Query, Term};
use super::stem::stem;

/// Texts that went may leave this many empty places before the index is made anew.
const EMPTY_MAX: usize = 500;

/// The texts that were read, and where each word stands in them.
#[derive(Debug, Default)]
pub struct Index {
    /// Plain words, each with its number.
    words: BTreeMap<Box<str>, u32>,
    /// Stems, each with the numbers of its words.
    stems: BTreeMap<Box<str>, Vec<u32>>,
    /// For the word of each number the places of the texts that have it, ascending.
    places: Vec<Vec<u32>>,
    texts: Vec<Option<(DocId, Box<str>)>>,
    of: BTreeMap<DocId, u32>,
    version: u64,
}

impl Index {
    /// The text of a document, in place of the one before.
    pub fn put(&mut self, doc: DocId, text: &str) {
        if self.text(doc) == Some(text) {
            return;
        }
        self.drop(doc);
        self.add(doc, text.into());
    }

    /// A document that is not to be found any more.
    pub fn drop(&mut self, doc: DocId) {
        let Some(place) = self.of.remove(&doc) else { return };
        self.version += 1;
        if let Some(text) = self.texts.get_mut(place as usize) {
            *text = None;
        }
        let empty = self.texts.len() - self.of.len();
        if empty > EMPTY_MAX && empty > self.of.len() {
            let version = self.version;
            let kept = std::mem::take(&mut self.texts);
            *self = Self { version, ..Self::default() };
            for (doc, text) in kept.into_iter().flatten() {
                self.add(doc, text);
            }
        }
    }

    fn add(&mut self, doc: DocId, text: Box<str>) {
        let Ok(place) = u32::try_from(self.texts.len()) else { return };
        self.version += 1;
        for range in words(&text) {
            let number = self.number(plain(&text[range]));
            let Some(places) = self.places.get_mut(number as usize) else { continue };
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        self.texts.push(Some((doc, text)));
        self.of.insert(doc, place);
    }

    fn number(&mut self, plain: String) -> u32 {
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        match self.words.entry(plain.into_boxed_str()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let stem = stem(&contracted(new.key()));
                self.stems.entry(stem.into_boxed_str()).or_default().push(next);
                self.places.push(Vec::new());
                *new.insert(next)
            }
        }
    }

    /// The documents that have every word that is asked for, in no order.
    pub fn find(&self, query: &Query) -> Vec<DocId> {
        let mut fitting: Option<Vec<u64>> = None;
        for term in query.terms() {
            let with = self.with(term);
            fitting = Some(match fitting {
                None => with,
                Some(before) => before.iter().zip(with).map(|(before, with)| before & with).collect(),
            });
        }
        let fitting = fitting.unwrap_or_default();
        let texts = self.texts.iter().enumerate();
        let found =
            texts.filter(|(place, _)| fitting.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1));
        found.filter_map(|(_, text)| text.as_ref().map(|(doc, _)| *doc)).collect()
    }

    /// One bit for each text: whether it has the word.
    fn with(&self, term: &Term) -> Vec<u64> {
        let mut bits = vec![0_u64; self.texts.len().div_ceil(64)];
        let mut take = |number: u32| {
            for place in self.places.get(number as usize).into_iter().flatten() {
                if let Some(bits) = bits.get_mut(*place as usize / 64) {
                    *bits |= 1 << (place % 64);
                }
            }
        };
        self.stems.get(&*term.stem).into_iter().flatten().copied().for_each(&mut take);
        if term.begins_words() {
            let from = self.words.range::<str, _>((Bound::Included(&*term.plain), Bound::Unbounded));
            let begun = from.take_while(|(word, _)| word.starts_with(&term.plain));
            begun.for_each(|(_, number)| take(*number));
        } else {
            self.words.get(&*term.plain).copied().into_iter().for_each(take);
        }
        bits
    }

    /// A document's text, as far as it can be found.
    pub fn text(&self, doc: DocId) -> Option<&str> {
        let place = self.of.get(&doc)?;
        self.texts.get(*place as usize)?.as_ref().map(|(_, text)| &**text)
    }

    /// How many texts can be found.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Moves with every change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// About how many bytes of memory the index takes, the texts included.
    pub fn bytes(&self) -> usize {
        const NODE: usize = 8;
        let words: usize = self.words.keys().map(|word| word.len() + size_of::<(Box<str>, u32)>() + NODE).sum();
        let stems = self.stems.iter().map(|(stem, numbers)| {
            stem.len() + size_of::<(Box<str>, Vec<u32>)>() + NODE + numbers.capacity() * size_of::<u32>()
        });
        let places = self.places.iter().map(|of| size_of::<Vec<u32>>() + of.capacity() * size_of::<u32>());
        let texts = self
            .texts
            .iter()
            .map(|text| size_of::<Option<(DocId, Box<str>)>>() + text.as_ref().map_or(0, |(_, text)| text.len()));
        let of = self.of.len() * (size_of::<(DocId, u32)>() + NODE);
        words + stems.sum::<usize>() + places.sum::<usize>() + texts.sum::<usize>() + of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(n: u8) -> DocId {
        DocId::from_bytes([n; 16])
    }

    fn index() -> Index {
        let mut index = Index::default();
        for (n, text) in [
            (1, "Tre nætter i træk vågnede Noah."),
            (2, "Om natten sov Noah godt. Israel ringede."),
            (3, "Maria bagte blåbærboller med M."),
        ] {
            index.put(doc(n), text);
        }
        index
    }

    fn found(index: &Index, question: &str) -> Vec<DocId> {
        let mut found = index.find(&Query::parse(question));
        found.sort_unstable();
        found
    }

    #[test]
    fn all_words_in_any_form_and_the_beginning_of_one() {
        let index = index();
        for (question, docs) in [
            ("nat", vec![doc(1), doc(2)]),
            ("Noah natten", vec![doc(1), doc(2)]),
            ("noah sove", vec![doc(2)]),
            ("noah maria", vec![]),
            ("blaabaer", vec![doc(3)]),
            ("BLÅB", vec![doc(3)]),
            ("isra", vec![doc(2)]),
            ("israe", vec![doc(2)]),
            ("m", vec![doc(3)]),
            ("ma", vec![doc(3)]),
            ("boller", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(&index, question), docs, "{question}");
        }
    }

    #[test]
    fn what_changed_is_found_by_what_it_says_and_what_went_by_nothing() {
        let mut index = index();
        let version = index.version();
        index.put(doc(1), "Tre nætter i træk vågnede Noah.");
        assert_eq!(index.version(), version, "the same text moves nothing");
        index.put(doc(1), "Han faldt i søvn ved ottetiden.");
        assert_ne!(index.version(), version);
        assert_eq!(found(&index, "nat"), [doc(2)]);
        assert_eq!(found(&index, "søvnen"), [doc(1)]);
        index.drop(doc(1));
        index.drop(doc(9));
        assert_eq!(found(&index, "søvn"), []);
        assert_eq!(index.text(doc(1)), None);
        assert_eq!(index.len(), 2);
    }

    #[test]
    fn an_index_that_is_written_over_and_over_stays_small() {
        let mut index = index();
        for n in 0..2_000 {
            index.put(doc(1), &format!("Udgave {n} af det samme notat, med ord{n}."));
        }
        assert!(index.texts.len() <= EMPTY_MAX + 10 && index.words.len() < 2_000, "{}", index.texts.len());
        assert_eq!(found(&index, "udgave 1999"), [doc(1)]);
        assert_eq!(found(&index, "ord1998"), []);
        assert_eq!(found(&index, "natten"), [doc(2)], "the others are there still");
    }

    /// What `find` says and what `Query::fits` says of each text is the same.
    #[test]
    fn the_index_and_the_eye_agree() {
        let index = index();
        for question in ["nat", "n", "no", "sov", "godt ring", "træk", "i", "med m", "bager", "vågne noah", "x"] {
            let query = Query::parse(question);
            let seen: Vec<DocId> =
                (1..=3).map(doc).filter(|doc| index.text(*doc).is_some_and(|text| query.fits(text))).collect();
            assert_eq!(found(&index, question), seen, "{question}");
        }
    }
}
