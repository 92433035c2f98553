//! The parts of the design system `dkfds` that the client uses: rules, fonts, pictures, symbols.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::{css, files};
use crate::paths;

/// IBM Plex Sans as dkfds brings it: its name there and its CSS weight.
const WEIGHTS: [(&str, u16); 3] = [("Regular", 400), ("Medium", 500), ("SemiBold", 600)];

pub(super) fn write(dist: &Path) -> anyhow::Result<()> {
    let dkfds = paths::node_modules().join("dkfds/dist");
    let sources = sources()?;
    let mut sheet = fonts(&dkfds, dist)?;
    let theirs = fs::read_to_string(dkfds.join("css/dkfds.min.css")).context("cannot read dkfds.min.css")?;
    sheet.push_str(&css::keep_used(&theirs, &css::words(&sources).collect::<BTreeSet<_>>()));
    for address in css::addresses(&sheet) {
        if let Some(picture) = address.strip_prefix("../img/") {
            files::copy(&dkfds.join("img").join(picture), &dist.join("img").join(picture))?;
        }
    }
    fs::create_dir_all(dist.join("css"))?;
    fs::write(dist.join("css/dkfds.css"), sheet)?;
    let all = fs::read_to_string(dkfds.join("img/all-svg-icons.svg")).context("cannot read the symbols of dkfds")?;
    fs::create_dir_all(dist.join("icons"))?;
    fs::write(dist.join("icons/sprite.svg"), sprite(&all, &sources, &own_symbols()?)?)?;
    Ok(())
}

/// Everything that can name a class or a symbol.
fn sources() -> anyhow::Result<String> {
    let client = paths::client();
    let mut text = fs::read_to_string(client.join("index.html"))?;
    for folder in ["src", "static"] {
        for file in files::below(&client.join(folder))? {
            if file.extension().is_some_and(|kind| kind == "rs" || kind == "js" || kind == "html") {
                text.push_str(&fs::read_to_string(&file)?);
            }
        }
    }
    Ok(text)
}

/// The Latin-1 files hold all Danish letters in a third of the bytes.
fn fonts(dkfds: &Path, dist: &Path) -> anyhow::Result<String> {
    let mut sheet = String::new();
    for (name, weight) in WEIGHTS {
        let file = format!("IBMPlexSans-{name}-Latin1.woff2");
        let to = format!("fonts/IBMPlexSans-{name}.woff2");
        files::copy(&dkfds.join("fonts/IBMPlexSans/split/woff2").join(file), &dist.join(&to))?;
        sheet.push_str(&format!(
            "@font-face{{font-family:\"IBM Plex Sans\";font-style:normal;font-weight:{weight};font-display:swap;\
             src:url(../{to}) format(\"woff2\")}}"
        ));
    }
    Ok(sheet)
}

/// `client/icons/NAME.svg` as symbols.
fn own_symbols() -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for file in files::below(&paths::client().join("icons"))? {
        let name = file.file_stem().and_then(|name| name.to_str()).context("a symbol has no name")?;
        let svg = fs::read_to_string(&file)?;
        let symbol = symbol(name, &svg).with_context(|| format!("{} is no svg with a viewBox", file.display()))?;
        found.push((name.to_owned(), symbol));
    }
    Ok(found)
}

fn symbol(name: &str, svg: &str) -> Option<String> {
    let (head, rest) = svg[svg.find("<svg")?..].split_once('>')?;
    let view = head.split("viewBox=\"").nth(1)?.split('"').next()?;
    let inside = rest.rsplit_once("</svg>")?.0.trim();
    Some(format!("<symbol id=\"{name}\" viewBox=\"{view}\">{inside}</symbol>"))
}

/// One file of symbols: those of `all` that `sources` names in quotes, then our own.
fn sprite(all: &str, sources: &str, own: &[(String, String)]) -> anyhow::Result<String> {
    const END: &str = "</symbol>";
    let mut kept = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">");
    for part in all.split("<symbol ").skip(1) {
        let name = part.split("id=\"").nth(1).and_then(|rest| rest.split('"').next());
        let (Some(name), Some(end)) = (name, part.find(END)) else {
            bail!("the symbols of dkfds have another form than expected");
        };
        let is_ours = own.iter().any(|(own, _)| own == name);
        if !is_ours && sources.contains(&format!("\"{name}\"")) {
            kept.push_str("<symbol ");
            kept.push_str(&part[..end + END.len()]);
        }
    }
    kept.extend(own.iter().map(|(_, symbol)| symbol.as_str()));
    kept.push_str("</svg>");
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str = r#"<svg><symbol id="home" viewBox="0 0 1 1"><path d="h"/></symbol><symbol id="lock" viewBox="0 0 1 1"><path d="l"/></symbol></svg>"#;

    #[test]
    fn only_named_symbols_stay() -> anyhow::Result<()> {
        let sprite = sprite(ALL, r#"icon("lock") home"#, &[])?;
        assert!(sprite.contains(r#"<symbol id="lock" viewBox="0 0 1 1"><path d="l"/></symbol>"#));
        assert!(!sprite.contains("home"));
        Ok(())
    }

    #[test]
    fn our_own_symbols_win() -> anyhow::Result<()> {
        let svg = "<?xml version=\"1.0\"?><svg xmlns=\"x\" viewBox=\"0 0 24 24\"><path d=\"ours\"/></svg>\n";
        let own = symbol("lock", svg).context("no symbol")?;
        let sprite = sprite(ALL, r#""lock""#, &[("lock".to_owned(), own)])?;
        assert!(sprite.contains(r#"<symbol id="lock" viewBox="0 0 24 24"><path d="ours"/></symbol>"#));
        assert_eq!(sprite.matches("id=\"lock\"").count(), 1);
        Ok(())
    }
}
