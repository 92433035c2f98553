//! Brotli beside every compressible file, and what a first load weighs.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::{chunks, files};

/// Formats that are compressed already.
const PACKED: [&str; 4] = ["br", "woff2", "png", "webp"];
/// The goal of a first load, bytes.
const GOAL: u64 = 900_000;

/// Writes `FILE.br` beside each file of `dist` that gets smaller by it.
pub(super) fn all(dist: &Path) -> anyhow::Result<()> {
    for file in files::below(dist)? {
        if file.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| PACKED.contains(&kind)) {
            continue;
        }
        let bytes = fs::read(&file)?;
        let mut packed = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        brotli::BrotliCompress(&mut bytes.as_slice(), &mut packed, &parameters)?;
        if packed.len() < bytes.len() {
            fs::write(beside(&file), packed)?;
        }
    }
    Ok(())
}

/// Bytes per kind of file, as they are and as they travel.
pub(crate) fn table(dist: &Path) -> anyhow::Result<String> {
    let mut rows: Vec<(&str, u64, u64)> =
        ["wasm", "js", "css", "fonts", "icons", "page and manifest"].map(|kind| (kind, 0, 0)).into();
    for file in files::below(dist)?.into_iter().filter(|file| !files::is_for_home_screen(file)) {
        if chunks::is_chunk(dist, &file) {
            continue;
        }
        let kind = match file.extension().and_then(|kind| kind.to_str()) {
            Some("br") => continue,
            Some("wasm") => 0,
            Some("js") => 1,
            Some("css") => 2,
            Some("woff2") => 3,
            Some("svg" | "webp" | "ico") => 4,
            _ => 5,
        };
        let (plain, packed) = weight(&file)?;
        rows[kind].1 += plain;
        rows[kind].2 += packed;
    }
    let total = rows.iter().fold(("first load", 0, 0), |sum, row| (sum.0, sum.1 + row.1, sum.2 + row.2));
    rows.push(total);
    let mut text = format!("{:<20}{:>12}{:>12}\n", "", "bytes", "brotli");
    for (kind, plain, packed) in rows {
        writeln!(text, "{kind:<20}{plain:>12}{packed:>12}")?;
    }
    let verdict = if total.2 <= GOAL { "within" } else { "OVER" };
    write!(text, "{verdict} the goal of {GOAL} bytes\n\n{:<36}{:>12}{:>12}", "when it is opened", "bytes", "brotli")?;
    for file in chunks::all(dist)? {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let (plain, packed) = weight(&file)?;
        write!(text, "\n{name:<36}{plain:>12}{packed:>12}")?;
    }
    Ok(text)
}

/// Bytes as they are and as they travel.
fn weight(file: &Path) -> anyhow::Result<(u64, u64)> {
    let plain = fs::metadata(file)?.len();
    Ok((plain, fs::metadata(beside(file)).map_or(plain, |packed| packed.len())))
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}
