//! The page's language. `boot.js` has set it before anything is shown, by what was last chosen here or what the browser
//! prefers.

use super::error::ShellError;
use super::js;
use crate::app::language::Language;

/// What was last chosen on this device, whoever chose it; `boot.js` reads it.
const CHOSEN: &str = "samspil-language";

/// The page's language.
pub fn spoken() -> Result<Language, ShellError> {
    let document = js::window()?.document().ok_or(ShellError::Missing("document"))?;
    let root = document.document_element().ok_or(ShellError::Missing("documentElement"))?;
    Ok(Language::of_tag(&root.get_attribute("lang").unwrap_or_default()))
}

/// Gives the page its language, and keeps it for the next start.
pub fn speak(language: Language) -> Result<(), ShellError> {
    let window = js::window()?;
    let document = window.document().ok_or(ShellError::Missing("document"))?;
    let root = document.document_element().ok_or(ShellError::Missing("documentElement"))?;
    let set = root.set_attribute("lang", language.tag());
    set.map_err(|error| ShellError::browser("setAttribute", &error))?;
    // Without local storage the next start asks the browser again.
    if let Ok(Some(storage)) = window.local_storage() {
        let _ = storage.set_item(CHOSEN, language.tag());
    }
    Ok(())
}
