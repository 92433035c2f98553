//! The app in several files: one that everybody loads, and chunks that are loaded when somebody opens what is in them.
//!
//! What lies in which is said by `#[wasm_split]` in `client/src/ui/chunk.rs`; what two chunks share and the app does not
//! lies in a file of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use sha2::{Digest, Sha256};

use super::files;

/// Where the chunks lie in `dist`.
const FOLDER: &str = "chunks";
/// How the splitter names the file of a split point. Those that several share have no such beginning.
const SPLIT: &str = "split_";
/// That a file cannot be fetched is said on the page and is no fault of the app; everything else is.
const COMPLAINS: &str = "if (!(e instanceof TypeError)) console.error(e);";

/// Cuts `wasm` up. The chunks go to `dist`, and beside them the module that loads them; answers the app's own file, which
/// wasm-bindgen has yet to see.
///
/// All files carry the name of this one build: a chunk of another has its functions and its data elsewhere, so it must
/// never be found.
pub(super) fn split(wasm: &Path, dist: &Path) -> anyhow::Result<Vec<u8>> {
    let whole = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let build = hex::encode(&Sha256::digest(&whole)[..8]);
    let folder = dist.join("chunks.new");
    let (main, loader) = (folder.join("main.wasm"), loader(&build));
    let mut options = wasm_split_cli_support::Options::new(&whole);
    let link_name = format!("./{loader}");
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = "./app.js";
    let made =
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cannot split the app: {error:#}"))?;
    let mut script = fs::read_to_string(folder.join(&loader)).context("the splitter wrote no loader")?;
    fs::create_dir_all(dist.join(FOLDER))?;
    for file in made.split_modules {
        let name = file.file_name().and_then(|name| name.to_str()).context("a chunk has no name")?;
        let chunk = format!("{FOLDER}/{}", renamed(name, &build));
        script = replaced(&script, &format!("\"./{name}\""), &format!("\"./{chunk}\""))?;
        fs::rename(&file, dist.join(chunk))?;
    }
    let script = replaced(&script, "console.error(e);", COMPLAINS)?;
    fs::write(dist.join(&loader), script)?;
    let main = fs::read(&main)?;
    fs::remove_dir_all(&folder)?;
    Ok(main)
}

/// Every chunk of `dist`.
pub(super) fn all(dist: &Path) -> anyhow::Result<Vec<PathBuf>> {
    Ok(files::below(&dist.join(FOLDER))?.into_iter().filter(|file| is_wasm(file)).collect())
}

/// Whether a file of `dist` is loaded only when somebody opens what is in it.
pub(super) fn is_chunk(dist: &Path, file: &Path) -> bool {
    file.starts_with(dist.join(FOLDER))
}

/// The page with a hint at the loader: else the browser learns of it one round trip later.
pub(super) fn hint(page: &str, dist: &Path) -> anyhow::Result<String> {
    let loader = files::below(dist)?.into_iter().filter_map(|file| Some(file.file_name()?.to_str()?.to_owned()));
    let loader = loader.into_iter().find(|name| name.starts_with("chunks-")).context("there is no loader of chunks")?;
    let script = "<script type=\"module\"";
    replaced(page, script, &format!("<link rel=\"modulepreload\" href=\"/{loader}\">\n  {script}"))
}

fn loader(build: &str) -> String {
    format!("chunks-{build}.js")
}

/// `split_duty.wasm` is `duty-BUILD.wasm`, and `chunk_3.wasm` is `shared-3-BUILD.wasm`.
fn renamed(name: &str, build: &str) -> String {
    let stem = name.strip_suffix(".wasm").unwrap_or(name);
    let plain = stem.strip_prefix(SPLIT).map_or_else(|| stem.replace("chunk_", "shared-"), str::to_owned);
    format!("{plain}-{build}.wasm")
}

fn replaced(text: &str, old: &str, new: &str) -> anyhow::Result<String> {
    if text.matches(old).count() != 1 {
        bail!("{old} stands not once where it is to be replaced");
    }
    Ok(text.replace(old, new))
}

fn is_wasm(file: &Path) -> bool {
    file.extension().is_some_and(|kind| kind == "wasm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_named_by_what_is_in_it_and_by_its_build() {
        assert_eq!(renamed("split_duty.wasm", "0123456789abcdef"), "duty-0123456789abcdef.wasm");
        assert_eq!(renamed("chunk_3.wasm", "0123456789abcdef"), "shared-3-0123456789abcdef.wasm");
    }

    #[test]
    fn what_is_not_there_once_is_not_replaced() {
        assert!(replaced("a b", "c", "d").is_err());
        assert!(replaced("c c", "c", "d").is_err());
        assert_eq!(replaced("a c", "c", "d").ok().as_deref(), Some("a d"));
    }
}
