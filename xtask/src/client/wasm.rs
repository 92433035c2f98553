//! The crate `samspil-client` as `app.js`, `app_bg.wasm` and the chunks that are loaded when they are needed.

use std::fs;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use super::{Profile, chunks};
use crate::command::{self, WEB};
use crate::paths;

/// What rustc itself switches on for wasm32-unknown-unknown, by name. `--all-features` makes a smaller file that no
/// browser loads.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Leptos keeps its views behind one type each: 7 % less to load, and nothing that a person could notice while they show.
const ERASE: &str = "--cfg erase_components";

pub(super) fn build(profile: Profile, dist: &Path) -> anyhow::Result<()> {
    let (arguments, folder): (&[&str], _) = match profile {
        Profile::Dev => (&[], "debug"),
        Profile::Release => (&["--profile", "web"], "web"),
    };
    let mut build = command::cargo();
    build.args(["build", "--quiet"]).args(WEB).args(arguments);
    if profile == Profile::Release {
        build.env("RUSTFLAGS", ERASE);
    }
    command::show(&mut build)?;
    let wasm = paths::target()?.join("wasm32-unknown-unknown").join(folder).join("samspil_client.wasm");
    let main = chunks::split(&wasm, dist)?;
    Bindgen::new()
        .input_bytes("app", main)
        .out_name("app")
        .web(true)?
        // The table and the memory, which the chunks take from the app.
        .keep_lld_exports(true)
        .typescript(false)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true)
        .generate(dist)?;
    if profile == Profile::Release {
        for file in chunks::all(dist)?.into_iter().chain([dist.join("app_bg.wasm")]) {
            optimise(&file)?;
        }
    }
    Ok(())
}

fn optimise(wasm: &Path) -> anyhow::Result<()> {
    let optimised = wasm.with_extension("wasm.optimised");
    let tool = paths::node_modules().join("binaryen/bin/wasm-opt");
    command::hush(command::new("node").arg(tool).arg("-Oz").args(FEATURES).arg(wasm).arg("-o").arg(&optimised))?;
    let load = "WebAssembly.compile(require('fs').readFileSync(process.argv[1])).catch(e => { console.error(e.message); process.exit(1) })";
    command::hush(command::new("node").args(["-e", load]).arg(&optimised))?;
    fs::rename(optimised, wasm)?;
    Ok(())
}
