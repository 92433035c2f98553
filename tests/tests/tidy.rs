//! The form of the tree: invariants that no compiler checks. Each check first makes sure that it looks at something.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use samspil_tests::licence;
use samspil_tests::tree::{self, File, has_word};
use serde_json::Value;

type Outcome = anyhow::Result<()>;

/// Fails with all of `wrong`, one on a line.
fn none(wrong: impl IntoIterator<Item = String>, rule: &str) -> Outcome {
    let wrong: Vec<String> = wrong.into_iter().collect();
    ensure!(wrong.is_empty(), "{rule}:\n{}", wrong.join("\n"));
    Ok(())
}

/// Where any of `words` is named in the code below `folder`, except in files that `may` accepts.
fn naming(folder: &str, words: &[&str], may: impl Fn(&str) -> bool) -> anyhow::Result<Vec<String>> {
    let files = tree::files(folder, &["rs"])?;
    let others = files.iter().filter(|file| !may(&file.path));
    Ok(others.flat_map(|file| words.iter().flat_map(|word| file.naming(word))).collect())
}

/// `path` is the module `module` or below it.
fn is_in(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

fn cargo(arguments: &[&str]) -> anyhow::Result<String> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program).args(arguments).current_dir(tree::root()).output()?;
    ensure!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn read(path: &str) -> anyhow::Result<String> {
    fs::read_to_string(tree::root().join(path)).with_context(|| format!("cannot read {path}"))
}

#[test]
fn shared_depends_on_no_io_web_or_ui_crate() -> Outcome {
    const BANNED: [&str; 16] = [
        "axum",
        "hyper",
        "indexed_db_futures",
        "js-sys",
        "leptos",
        "libsqlite3-sys",
        "mio",
        "reqwest",
        "socket2",
        "sqlx",
        "sqlx-core",
        "tokio",
        "tower",
        "tungstenite",
        "wasm-bindgen",
        "web-sys",
    ];
    let arguments = ["tree", "--locked", "--package", "samspil-shared", "--edges", "normal", "--prefix", "none"];
    let lines = cargo(&arguments)?;
    let crates: BTreeSet<&str> = lines.lines().filter_map(|line| line.split(' ').next()).collect();
    ensure!(crates.contains("automerge"), "cargo tree names no automerge: {crates:?}");
    none(BANNED.iter().filter(|name| crates.contains(**name)).map(|name| (*name).to_owned()), "shared needs")
}

#[test]
fn only_the_shell_names_the_browser() -> Outcome {
    let wrong = naming("client/src", &["web_sys", "js_sys"], |path| is_in(path, "client/src/shell"))?;
    none(wrong, "web_sys and js_sys belong into client/src/shell")
}

#[test]
fn the_app_knows_neither_the_browser_nor_leptos() -> Outcome {
    let words = ["leptos", "web_sys", "js_sys", "wasm_bindgen", "indexed_db_futures"];
    none(naming("client/src/app", &words, |_| false)?, "client/src/app is pure")
}

#[test]
fn only_the_store_names_sqlx() -> Outcome {
    none(naming("server/src", &["sqlx"], |path| is_in(path, "server/src/store"))?, "sqlx belongs into server/src/store")
}

#[test]
fn templates_have_no_style_attribute_and_no_raw_html() -> Outcome {
    let mut wrong = Vec::new();
    for file in tree::files("client/src", &["rs"])? {
        for word in ["inner_html", "innerHTML", "set_inner_html", "outer_html", "insert_adjacent_html"] {
            wrong.extend(file.naming(word));
        }
        let styled = file.code().filter(|(_, code)| has_style_attribute(code));
        wrong.extend(styled.map(|(number, code)| format!("{}:{number}: {}", file.path, code.trim())));
    }
    for file in tree::files("client/", &["html"])? {
        let styled = file.text.lines().any(has_style_attribute) || file.text.contains("<style");
        wrong.extend(styled.then(|| format!("{} has inline style", file.path)));
    }
    none(wrong, "the Content-Security-Policy refuses inline style, and text is never HTML (`style:name=` is fine)")
}

fn has_style_attribute(code: &str) -> bool {
    code.match_indices("style=").any(|(at, _)| code[..at].ends_with([' ', '\t', '"', '\'']) || at == 0)
}

#[test]
fn every_migration_exists_for_both_databases() -> Outcome {
    let names = |database: &str| -> anyhow::Result<BTreeSet<String>> {
        let files = tree::files(&format!("migrations/{database}/"), &["sql"])?;
        Ok(files.iter().filter_map(|file| file.path.splitn(3, '/').nth(2)).map(str::to_owned).collect())
    };
    let (sqlite, postgres) = (names("sqlite")?, names("postgres")?);
    none(sqlite.symmetric_difference(&postgres).cloned(), "only one of the databases has")
}

#[test]
fn every_locale_has_the_same_keys_and_the_same_gaps() -> Outcome {
    let mut locales = BTreeMap::new();
    for file in tree::files("client/locales/", &["json"])? {
        let mut texts = BTreeMap::new();
        flatten(&serde_json::from_str(&file.text)?, String::new(), &mut texts);
        ensure!(texts.len() > 50, "{} has only {} texts", file.path, texts.len());
        locales.insert(file.path, texts);
    }
    let danish = locales.get("client/locales/da.json").context("there is no Danish")?;
    let mut wrong = Vec::new();
    for (path, texts) in &locales {
        for key in danish.keys().chain(texts.keys()).collect::<BTreeSet<_>>() {
            match (danish.get(key), texts.get(key)) {
                (Some(one), Some(other)) if gaps(one) != gaps(other) => {
                    wrong.push(format!("{path}: {key} has other gaps"));
                }
                (Some(_), Some(_)) => {}
                _ => wrong.push(format!("{path}: {key} is in one of two only")),
            }
        }
    }
    none(wrong, "the locales differ")
}

fn flatten(value: &Value, key: String, texts: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(inside) => {
            for (name, value) in inside {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                flatten(value, key, texts);
            }
        }
        value => drop(texts.insert(key, value.as_str().map_or_else(|| value.to_string(), str::to_owned))),
    }
}

/// The names in `{{ name }}`.
fn gaps(text: &str) -> BTreeSet<&str> {
    text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).map(str::trim).collect()
}

#[test]
fn every_path_that_the_documents_name_exists() -> Outcome {
    const DOCUMENTS: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
    let decisions = tree::files("docs/decisions/", &["md"])?;
    let texts = DOCUMENTS.into_iter().map(|path| Ok(File { path: path.to_owned(), text: read(path)? }));
    let documents: Vec<File> = texts.chain(decisions.into_iter().map(Ok)).collect::<anyhow::Result<_>>()?;
    let (mut named, mut wrong) = (0, Vec::new());
    for document in &documents {
        for path in paths_in(&document.text) {
            named += 1;
            if !tree::root().join(path).exists() && !is_made(path) {
                wrong.push(format!("{} names {path}", document.path));
            }
        }
    }
    ensure!(named > 20, "the documents name only {named} paths");
    none(wrong, "no such path")
}

/// Words in code quotes that begin with a folder or file of the root, and the first word of each line of a tree (a block
/// fenced as `tree`). A part with a wildcard and all after it are left off.
fn paths_in(text: &str) -> Vec<&str> {
    const TOP: [&str; 12] = [
        ".cargo",
        ".ci",
        "client",
        "content",
        "docs",
        "migrations",
        "server",
        "shared",
        "target",
        "tests",
        "xtask",
        "Cargo",
    ];
    let mut found = Vec::new();
    for (index, block) in text.split("```").enumerate() {
        if index % 2 == 1 {
            let lines = block.strip_prefix("tree\n").map(str::lines).into_iter().flatten();
            found.extend(lines.filter_map(|line| line.split_whitespace().next()));
            continue;
        }
        let quoted = block.split('`').skip(1).step_by(2).flat_map(str::split_whitespace);
        let is_path = |word: &&str| {
            let first = word.split('/').next().unwrap_or_default();
            word.contains('/') && TOP.contains(&first) || word.ends_with(".md") || word.ends_with(".toml")
        };
        found.extend(quoted.filter(is_path));
    }
    let plain = found.into_iter().map(|path| path.split(['*', '<', '{']).next().unwrap_or_default());
    plain.map(|path| path.trim_end_matches([',', '.', ':', ';'])).filter(|path| !path.is_empty()).collect()
}

/// What only a build or an installation makes.
fn is_made(path: &str) -> bool {
    ["client/dist", "client/node_modules", "target"].iter().any(|made| path.starts_with(made))
}

#[test]
fn all_parts_of_wasm_bindgen_have_one_version() -> Outcome {
    let lock = read("Cargo.lock")?;
    let version = |name: &str| {
        let entries = lock.split("[[package]]").filter(|entry| entry.contains(&format!("name = \"{name}\"")));
        entries.filter_map(|entry| entry.split("version = \"").nth(1)?.split('"').next()).collect::<Vec<_>>()
    };
    let library = version("wasm-bindgen");
    ensure!(library.len() == 1, "Cargo.lock has {library:?} of wasm-bindgen");
    ensure!(library == version("wasm-bindgen-cli-support"), "{library:?} is not what xtask reads");
    Ok(())
}

#[test]
fn no_build_output_is_kept() -> Outcome {
    const KINDS: [&str; 8] = ["wasm", "db", "db-wal", "db-shm", "br", "gz", "log", "orig"];
    let is_output = |path: &String| {
        let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
        path.contains("node_modules/")
            || path.contains("target/")
            || path.starts_with("client/dist")
            || extension.is_some_and(|extension| KINDS.contains(&extension))
    };
    none(tree::paths()?.into_iter().filter(is_output), "build output")
}

#[test]
fn no_module_is_called_mod() -> Outcome {
    let wrong = tree::paths()?.into_iter().filter(|path| path.ends_with("/mod.rs"));
    none(wrong, "a module is `name.rs` with `name/` beside it")
}

#[test]
fn no_source_file_is_long() -> Outcome {
    const LINES_MAX: usize = 400;
    /// Longer ones, with the reason.
    const LONG: [(&str, &str); 5] = [
        ("client/src/app/model/door.rs", "the ways in, which lead into one another"),
        ("client/tests/app/support/server.rs", "a server in memory for these phones"),
        ("shared/tests/access_matrix.rs", "one table, every cell written down"),
        ("shared/tests/doc/grammar.rs", "one table of what is refused, beside what is taken"),
        ("shared/src/sync/frame/server.rs", "all frames of one direction, read side by side with docs/protocol.md"),
    ];
    let mut wrong = Vec::new();
    let mut long = BTreeSet::new();
    for file in tree::files("", &["rs", "js", "mjs", "css"])? {
        let lines = file.text.lines().count();
        if lines > LINES_MAX && !LONG.iter().any(|(path, _)| *path == file.path) {
            wrong.push(format!("{} has {lines} lines", file.path));
        } else if lines > LINES_MAX {
            long.insert(file.path);
        }
    }
    wrong.extend(
        LONG.iter().filter(|(path, _)| !long.contains(*path)).map(|(path, _)| format!("{path} is listed as long")),
    );
    none(wrong, "a file has one subject, and at most 400 lines")
}

#[test]
fn nothing_is_left_for_later() -> Outcome {
    // Put together, so that this file does not name them itself.
    let words = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X"].concat()];
    let mut wrong = Vec::new();
    for file in tree::files("", &["rs", "js", "css", "sql", "html", "toml"])? {
        let lines = file.text.lines().enumerate();
        let found = lines.filter(|(_, line)| words.iter().any(|word| has_word(line, word)));
        wrong.extend(found.map(|(index, line)| format!("{}:{}: {}", file.path, index + 1, line.trim())));
    }
    none(wrong, "what is left to do belongs into an issue")
}

#[test]
fn tests_wait_for_conditions_and_never_for_time() -> Outcome {
    let is_test = |path: &str| path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs");
    let wrong = naming("", &["sleep"], |path| !is_test(path) || path == "tests/src/wait.rs")?;
    let wrong = wrong.into_iter().filter(|line| !line.starts_with("tests/tests/tidy.rs"));
    none(wrong, "only tests/src/wait.rs knows time")
}

#[test]
fn versions_and_lints_stand_in_the_root_alone() -> Outcome {
    let mut wrong = Vec::new();
    for file in tree::files("", &["toml"])?.iter().filter(|file| file.path.ends_with("/Cargo.toml")) {
        let mut in_dependencies = false;
        for (index, line) in file.text.lines().enumerate() {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
            } else if in_dependencies
                && line.contains('=')
                && !line.contains("workspace = true")
                && !line.contains("path = ")
            {
                wrong.push(format!("{}:{}: {line}", file.path, index + 1));
            }
        }
        if !file.text.contains("[lints]\nworkspace = true") {
            wrong.push(format!("{} takes no lints from the workspace", file.path));
        }
    }
    none(wrong, "the root's Cargo.toml settles versions and lints")
}

#[test]
fn dependencies_come_from_where_deny_toml_says_and_under_its_licences() -> Outcome {
    let deny = read("deny.toml")?;
    let list = |name: &str| -> Vec<String> {
        let from = deny.find(&format!("\n{name} = [")).map_or("", |at| &deny[at..]);
        let quoted = from.split(']').next().unwrap_or_default().split('"');
        quoted.skip(1).step_by(2).map(str::to_owned).collect()
    };
    let (licences, registries) = (list("allow"), list("allow-registry"));
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--locked", "--format-version", "1"])?)?;
    let packages = metadata["packages"].as_array().context("cargo names no packages")?;
    ensure!(packages.len() > 100 && !licences.is_empty() && !registries.is_empty(), "there is nothing to compare");
    let mut wrong = Vec::new();
    for package in packages {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        if !licence::is_accepted(text("license"), &licences) {
            wrong.push(format!("{} has the licence \"{}\"", text("name"), text("license")));
        }
        let is_allowed = |source: &str| registries.iter().any(|registry| source == format!("registry+{registry}"));
        if !package["source"].is_null() && !is_allowed(text("source")) {
            wrong.push(format!("{} comes from {}", text("name"), text("source")));
        }
    }
    none(wrong, "deny.toml does not allow")
}

#[test]
fn no_path_of_somebodys_machine_is_kept() -> Outcome {
    let homes = [["/ro", "ot/"].concat(), ["/ho", "me/"].concat(), ["/wo", "rk/"].concat()];
    let mut wrong = Vec::new();
    for file in tree::files("", &["rs", "js", "mjs", "json", "toml", "md", "css", "html", "sql"])? {
        let found = file.text.lines().enumerate().filter(|(_, line)| homes.iter().any(|home| line.contains(home)));
        wrong.extend(found.map(|(index, line)| format!("{}:{}: {}", file.path, index + 1, line.trim())));
    }
    none(wrong, "a path that is on one machine only")
}
