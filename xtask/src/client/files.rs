//! Copying and listing files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// Every file below `folder`, sorted. Nothing, if there is no such folder.
pub(crate) fn below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

pub(crate) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

pub(crate) fn copy_all(from: &Path, to: &Path) -> anyhow::Result<()> {
    for file in below(from)? {
        copy(&file, &to.join(file.strip_prefix(from)?))?;
    }
    Ok(())
}

/// The path under which the browser asks for `file` of `dist`: `/css/dkfds.css`, and `/` for the page itself.
pub(crate) fn url(dist: &Path, file: &Path) -> anyhow::Result<String> {
    let relative = file.strip_prefix(dist)?.to_str().context("a file name is not UTF-8")?;
    Ok(if relative == "index.html" { "/".to_owned() } else { format!("/{relative}") })
}

/// Pictures that only the system fetches, when it puts the app on the home screen: no part of a first load.
pub(super) fn is_for_home_screen(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "png")
}
