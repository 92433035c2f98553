//! Searching a folder, byte by byte, for sentences that must not be there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A sentence that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    pub file: PathBuf,
    /// Of the first byte, from the start of the file.
    pub offset: usize,
    pub sentence: String,
    pub encoding: &'static str,
}

/// What a search saw. Whoever asserts that there are no hits also asserts that it saw enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    pub files: usize,
    pub bytes: usize,
    pub hits: Vec<Hit>,
}

/// Looks for each of `sentences` in every file below `folder`, and in the files' names: as UTF-8, as UTF-16LE, and as
/// base64 at each of the three offsets that a longer text can put it at.
///
/// Links are not followed. An unreadable file is an error: what was not looked at was not found clean.
pub fn search(folder: &Path, sentences: &[impl AsRef<str>]) -> anyhow::Result<Search> {
    let index = Index::new(sentences)?;
    let mut search = Search::default();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, entry.path());
            index.scan(entry.file_name().as_encoded_bytes(), &path, &mut search.hits);
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                index.scan(&bytes, &path, &mut search.hits);
                search.files += 1;
                search.bytes += bytes.len();
            }
        }
    }
    search.hits.sort();
    Ok(search)
}

/// Looks for each of `sentences` in `bytes`, as [`search`] does in a file; gives each sentence found with its encoding.
pub fn search_bytes(bytes: &[u8], sentences: &[impl AsRef<str>]) -> anyhow::Result<Vec<(String, &'static str)>> {
    let mut hits = Vec::new();
    Index::new(sentences)?.scan(bytes, Path::new(""), &mut hits);
    Ok(hits.into_iter().map(|hit| (hit.sentence, hit.encoding)).collect())
}

/// All patterns by their first two bytes, so that one pass over a file finds all of them.
struct Index {
    patterns: BTreeMap<usize, Vec<Pattern>>,
    begins: Vec<bool>,
}

struct Pattern {
    bytes: Vec<u8>,
    sentence: String,
    encoding: &'static str,
}

/// Shorter patterns than this would be found by chance.
const PATTERN_BYTES_MIN: usize = 8;

impl Index {
    fn new(sentences: &[impl AsRef<str>]) -> anyhow::Result<Self> {
        ensure!(!sentences.is_empty(), "there is nothing to search for");
        let mut index = Index { patterns: BTreeMap::new(), begins: vec![false; 1 << 16] };
        for sentence in sentences.iter().map(AsRef::as_ref) {
            for (encoding, bytes) in encodings(sentence) {
                ensure!(bytes.len() >= PATTERN_BYTES_MIN, "\"{sentence}\" is too short to be searched for");
                let begin = usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
                index.begins[begin] = true;
                let pattern = Pattern { bytes, sentence: sentence.to_owned(), encoding };
                index.patterns.entry(begin).or_default().push(pattern);
            }
        }
        Ok(index)
    }

    fn scan(&self, bytes: &[u8], file: &Path, hits: &mut Vec<Hit>) {
        for (offset, pair) in bytes.windows(2).enumerate() {
            let begin = usize::from(pair[0]) << 8 | usize::from(pair[1]);
            if !self.begins[begin] {
                continue;
            }
            for pattern in self.patterns.get(&begin).into_iter().flatten() {
                if bytes[offset..].starts_with(&pattern.bytes) {
                    let (sentence, encoding) = (pattern.sentence.clone(), pattern.encoding);
                    hits.push(Hit { file: file.to_owned(), offset, sentence, encoding });
                }
            }
        }
    }
}

fn encodings(sentence: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = vec![
        ("UTF-8", sentence.as_bytes().to_vec()),
        ("UTF-16LE", sentence.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ];
    for before in 0..3 {
        let plain = base64_inside(sentence.as_bytes(), before, &STANDARD_NO_PAD);
        let url = base64_inside(sentence.as_bytes(), before, &URL_SAFE_NO_PAD);
        if url != plain {
            all.push(("base64 (URL)", url));
        }
        all.push(("base64", plain));
    }
    all
}

/// The characters of base64 that `bytes` alone decide when `before` (0 to 2) other bytes share their first group and
/// anything may follow.
fn base64_inside(bytes: &[u8], before: usize, engine: &impl Engine) -> Vec<u8> {
    let mut padded = vec![0; before];
    padded.extend(bytes);
    let text = engine.encode(&padded).into_bytes();
    // A character holds six bits; those with a bit of another byte in them are left out.
    let first = (before * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    text[first..last].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "Tre nætter i træk vågen kl. 2.";

    fn found(bytes: &[u8]) -> anyhow::Result<Vec<(usize, &'static str)>> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("inside"))?;
        fs::write(folder.path().join("inside/file"), bytes)?;
        let search = search(folder.path(), &[SENTENCE, "En helt anden sætning."])?;
        assert_eq!((search.files, search.bytes), (1, bytes.len()));
        assert!(search.hits.iter().all(|hit| hit.sentence == SENTENCE && hit.file.ends_with("inside/file")));
        Ok(search.hits.iter().map(|hit| (hit.offset, hit.encoding)).collect())
    }

    fn between(bytes: &[u8]) -> Vec<u8> {
        [b"\0\xffxyz".as_slice(), bytes, b"\0\xff"].concat()
    }

    #[test]
    fn plain_text_is_found_in_both_encodings() -> anyhow::Result<()> {
        assert_eq!(found(&between(SENTENCE.as_bytes()))?, [(5, "UTF-8")]);
        let wide: Vec<u8> = SENTENCE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(found(&between(&wide))?, [(5, "UTF-16LE")]);
        Ok(())
    }

    #[test]
    fn base64_is_found_wherever_the_sentence_stands_in_a_longer_text() -> anyhow::Result<()> {
        for before in ["", "a", "ab", "abc", "abcd", "abcde"] {
            for after in ["", "z", "zy", "zyx"] {
                let longer = format!("{before}{SENTENCE}{after}");
                for encoded in [STANDARD_NO_PAD.encode(&longer), URL_SAFE_NO_PAD.encode(&longer)] {
                    assert_eq!(found(&between(encoded.as_bytes()))?.len(), 1, "{before}…{after}");
                }
            }
        }
        Ok(())
    }

    #[test]
    fn base64_characters_that_differ_in_urls_are_found() -> anyhow::Result<()> {
        let sentence = "ÿÿÿ>>>???ÿÿÿ";
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("standard"), STANDARD_NO_PAD.encode(sentence))?;
        fs::write(folder.path().join("url"), URL_SAFE_NO_PAD.encode(sentence))?;
        let hits = search(folder.path(), &[sentence])?.hits;
        assert_eq!(hits.iter().map(|hit| hit.encoding).collect::<Vec<_>>(), ["base64", "base64 (URL)"]);
        Ok(())
    }

    #[test]
    fn a_file_name_is_searched_too() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join(SENTENCE), "")?;
        assert_eq!(search(folder.path(), &[SENTENCE])?.hits.len(), 1);
        Ok(())
    }

    #[test]
    fn what_is_not_there_is_not_found() -> anyhow::Result<()> {
        assert_eq!(found("Tre nætter i træk vågen kl. 3.".as_bytes())?, []);
        Ok(())
    }

    #[test]
    fn a_search_for_nothing_is_refused() {
        assert!(search(Path::new("/"), &[] as &[&str]).is_err());
        assert!(search(Path::new("/"), &["kort"]).is_err());
    }
}
