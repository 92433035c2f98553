//! The files of this repository, for checks of their form.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

/// A file of the repository that is text.
#[derive(Debug, Clone)]
pub struct File {
    /// From the root, with `/` between folders.
    pub path: String,
    pub text: String,
}

impl File {
    /// The lines of Rust or JavaScript without their comments, each with its number.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, without_comment(line)))
    }

    /// `path:line: text` of each line of code that holds `word` as a whole word.
    pub fn naming(&self, word: &str) -> Vec<String> {
        let found = self.code().filter(|(_, code)| has_word(code, word));
        found.map(|(number, code)| format!("{}:{number}: {}", self.path, code.trim())).collect()
    }
}

/// Every path that git keeps or would add, sorted.
pub fn paths() -> anyhow::Result<Vec<String>> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(arguments).current_dir(root()).output().context("cannot run git")?;
    ensure!(output.status.success(), "git: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout)?;
    let mut paths: Vec<String> = names.split_terminator('\0').map(str::to_owned).collect();
    paths.retain(|path| root().join(path).is_file());
    paths.sort();
    paths.dedup();
    ensure!(paths.len() > 10, "git lists only {} files", paths.len());
    Ok(paths)
}

/// The text files below `folder` (all, if it is empty) with one of `extensions`. There must be some: a check that looks
/// at nothing finds nothing.
pub fn files(folder: &str, extensions: &[&str]) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for path in paths()? {
        let extension = Path::new(&path).extension().and_then(|extension| extension.to_str());
        if path.starts_with(folder) && extension.is_some_and(|extension| extensions.contains(&extension)) {
            let text = fs::read_to_string(root().join(&path)).with_context(|| format!("cannot read {path}"))?;
            files.push(File { path, text });
        }
    }
    ensure!(!files.is_empty(), "there is no {} file below /{folder}", extensions.join(" or "));
    Ok(files)
}

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Whether `word` stands in `text` with no letter, digit or underscore on either side.
pub fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(is_part)
            && !text[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

/// Two slashes begin a comment where a line begins or after a blank; in an address they follow a colon.
fn without_comment(line: &str) -> &str {
    let comment =
        line.match_indices("//").find(|(at, _)| line[..*at].chars().next_back().is_none_or(char::is_whitespace));
    comment.map_or(line, |(at, _)| &line[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        assert!(has_word("use web_sys::Window;", "web_sys"));
        assert!(!has_word("use my_web_sys::Window;", "web_sys"));
        assert!(!has_word("web_system", "web_sys"));
    }

    #[test]
    fn comments_are_no_code() {
        let text = "//! web_sys\nlet a = \"http://web_sys\"; // web_sys\n/// web_sys\n".to_owned();
        let file = File { path: "a.rs".to_owned(), text };
        assert_eq!(file.naming("web_sys"), ["a.rs:2: let a = \"http://web_sys\";"]);
    }

    #[test]
    fn an_empty_look_is_an_error() {
        assert!(files("no/such/folder", &["rs"]).is_err());
    }
}
