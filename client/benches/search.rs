//! `cargo xtask bench search`: a question over every text on the device, natively; the browser runs the same code. A text is
//! about 600 characters of invented Danish, as a note is. What is counted is a keystroke: the question read, the texts found,
//! and sixty snippets with their hits marked.

#[path = "../../server/benches/support/table.rs"]
mod table;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use samspil_client::app::search::{Index, Query};
use samspil_shared::domain::DocId;

use table::{Stopwatch, median};

const WORDS: &str = include_str!("../src/app/words/da.txt");
const ENDINGS: [&str; 8] = ["", "en", "er", "erne", "s", "et", "ede", "ens"];
const CHARS: usize = 600;
const SHOWN: usize = 60;
const RUNS: usize = 51;

/// One word that is common, one that is rare, a beginning that fits many words, and several words.
const QUESTIONS: [&str; 4] = ["barnet", "xylofon", "ba", "bade banan ba"];

fn main() {
    println!("notes of {CHARS} characters, {SHOWN} snippets, medians of {RUNS}");
    println!(
        "{:>8} {:>16} {:>10} {:>10} {:>14} {:>14}",
        "notes", "question", "found", "ms", "read (ms/note)", "bytes/note"
    );
    for notes in [1_000_u32, 10_000] {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let texts: Vec<String> = (0..notes).map(|_| text(&mut rng)).collect();
        let reading = Stopwatch::start();
        let mut index = Index::default();
        for (n, text) in (0_u32..).zip(&texts) {
            index.put(doc(n), text);
        }
        let read = reading.ms() / f64::from(notes);
        let bytes = index.bytes() / index.len().max(1);
        for question in QUESTIONS {
            let mut found = 0;
            let mut times: Vec<f64> = (0..RUNS)
                .map(|_| {
                    let watch = Stopwatch::start();
                    found = ask(&index, question);
                    watch.ms()
                })
                .collect();
            let ms = median(&mut times);
            println!("{notes:>8} {question:>16} {found:>10} {ms:>10.2} {read:>14.3} {bytes:>14}");
        }
    }
}

fn ask(index: &Index, question: &str) -> usize {
    let query = Query::parse(question);
    let found = index.find(&query);
    let shown = found.iter().take(SHOWN).filter_map(|doc| index.text(*doc));
    let stretches: usize = shown.map(|text| query.snippet(text).len()).sum();
    std::hint::black_box(stretches);
    found.len()
}

/// Words come as they do in a language: the first ones often, the last ones hardly.
fn text(rng: &mut ChaCha8Rng) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = String::new();
    while text.chars().count() < CHARS {
        let far = (rng.next_u32() % 1_000) as usize * (rng.next_u32() % 1_000) as usize;
        let word = words.get(far * words.len() / 1_000_000).copied().unwrap_or("og");
        let ending = ENDINGS.get((rng.next_u32() % 8) as usize).copied().unwrap_or_default();
        text.push_str(word);
        text.push_str(ending);
        text.push(' ');
    }
    text
}

fn doc(n: u32) -> DocId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    DocId::from_bytes(bytes)
}
