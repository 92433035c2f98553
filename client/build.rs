//! Turns `locales/*.json` into the module of typed keys that `ui` includes.
//!
//! The macro `load_locales!` makes the same code, but not with texts as `String`s, which labels and live regions need;
//! and `leptos_i18n_build`, which can, brings half a web client along for dates and plurals that nobody asks for here.
//! So this calls the two crates below it, which the macro has compiled anyway.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use leptos_i18n_codegen::gen_code;
use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    if env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32" {
        // What `cargo xtask client` cuts the app into files by: who calls whom.
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
    }
    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new("da")?.add_locale("en")?.parse_options(options);
    let parsed = parse_locales(None, config)?;
    for warning in parsed.diag.warnings().iter() {
        println!("cargo::warning={warning}");
    }
    for error in parsed.diag.errors().iter() {
        println!("cargo::error={error}");
    }
    let code = gen_code(&parsed, None, false, None, true)?;
    let path = PathBuf::from(env::var("OUT_DIR")?).join("i18n.rs");
    fs::write(path, code.to_string())?;
    Ok(())
}
