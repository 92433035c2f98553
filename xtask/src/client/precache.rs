//! The service worker learns the name of every file, and a version that changes with any byte of them.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use super::files;

/// Stands in `sw.js` where the array of paths goes, with its quotes.
const ASSETS: &str = "\"__ASSETS__\"";
/// Stands in `sw.js` where the version goes.
const VERSION: &str = "__VERSION__";

/// Writes `sw.js` into `dist`, after everything else is there.
pub(super) fn write(source: &Path, dist: &Path) -> anyhow::Result<()> {
    let worker = fs::read_to_string(source).with_context(|| format!("cannot read {}", source.display()))?;
    let mut assets = Vec::new();
    for file in files::below(dist)?.into_iter().filter(|file| !files::is_for_home_screen(file)) {
        assets.push((files::url(dist, &file)?, fs::read(&file)?));
    }
    fs::write(dist.join("sw.js"), fill(&worker, &assets)?)?;
    Ok(())
}

fn fill(worker: &str, assets: &[(String, Vec<u8>)]) -> anyhow::Result<String> {
    for placeholder in [ASSETS, VERSION] {
        if !worker.contains(placeholder) {
            bail!("the service worker has no {placeholder}: it would cache nothing, or never anew");
        }
    }
    let mut hash = Sha256::new();
    hash.update(worker);
    for (url, bytes) in assets {
        hash.update(Sha256::digest(url));
        hash.update(Sha256::digest(bytes));
    }
    let version = hex::encode(&hash.finalize()[..8]);
    let urls: Vec<&str> = assets.iter().map(|(url, _)| url.as_str()).collect();
    Ok(worker.replace(ASSETS, &serde_json::to_string(&urls)?).replace(VERSION, &version))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKER: &str = "const version = \"__VERSION__\", assets = \"__ASSETS__\";";

    fn assets(page: &str) -> [(String, Vec<u8>); 2] {
        [("/".to_owned(), page.into()), ("/app.js".to_owned(), "a".into())]
    }

    #[test]
    fn every_file_is_named_and_any_change_is_a_new_version() -> anyhow::Result<()> {
        let one = fill(WORKER, &assets("one"))?;
        assert!(one.contains(r#"assets = ["/","/app.js"]"#), "{one}");
        assert!(!one.contains("__"), "{one}");
        assert_eq!(one, fill(WORKER, &assets("one"))?);
        assert_ne!(one, fill(WORKER, &assets("two"))?);
        Ok(())
    }

    #[test]
    fn a_worker_without_a_placeholder_is_refused() {
        assert!(fill("const version = \"__VERSION__\";", &assets("")).is_err());
        assert!(fill("const assets = \"__ASSETS__\";", &assets("")).is_err());
    }
}
