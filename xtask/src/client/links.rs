//! What the page, the manifest and the style sheets name must be there.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::bail;

use super::{css, files};

/// Fails when a file of `dist` names a file of our own that `dist` does not have.
pub(super) fn check(dist: &Path) -> anyhow::Result<()> {
    let mut missing = Vec::new();
    for file in files::below(dist)? {
        let text = || fs::read_to_string(&file);
        let named: Vec<String> = match file.extension().and_then(|kind| kind.to_str()) {
            Some("html") => quoted(&text()?, &["href=\"", "src=\""]),
            Some("webmanifest") => quoted(&text()?.replace("\": \"", "\":\""), &["\"src\":\""]),
            Some("css") => css::addresses(&text()?).into_iter().map(str::to_owned).collect(),
            _ => continue,
        };
        for name in named {
            if let Some(path) = resolve(dist, &file, &name)
                && !path.is_file()
            {
                missing.push(format!("{} names {name}", files::url(dist, &file)?));
            }
        }
    }
    if !missing.is_empty() {
        bail!("missing in client/dist:\n{}", missing.join("\n"));
    }
    Ok(())
}

fn quoted(text: &str, starts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for start in starts {
        found.extend(text.split(start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    found
}

/// Nothing for an address that is not a file: another host, a scheme, a fragment.
fn resolve(dist: &Path, file: &Path, name: &str) -> Option<PathBuf> {
    let name = name.split(['#', '?']).next().filter(|name| !name.is_empty() && !name.contains(':'))?;
    if name == "/" {
        return Some(dist.join("index.html"));
    }
    let mut path = match name.strip_prefix('/') {
        Some(absolute) => return Some(dist.join(absolute)),
        None => file.parent()?.to_owned(),
    };
    for part in Path::new(name).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_files() {
        let (dist, sheet) = (Path::new("/d"), Path::new("/d/css/a.css"));
        assert_eq!(resolve(dist, sheet, "../img/x.svg#y"), Some("/d/img/x.svg".into()));
        assert_eq!(resolve(dist, sheet, "/app.js"), Some("/d/app.js".into()));
        assert_eq!(resolve(dist, sheet, "/"), Some("/d/index.html".into()));
        assert_eq!(resolve(dist, sheet, "#main"), None);
        assert_eq!(resolve(dist, sheet, "tel:112"), None);
    }

    #[test]
    fn quotes_are_read() {
        let html = r##"<link rel="icon" href="/icon.svg"><script src="/boot.js"></script>"##;
        assert_eq!(quoted(html, &["href=\"", "src=\""]), ["/icon.svg", "/boot.js"]);
    }
}
