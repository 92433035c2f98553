//! Copying text that the person asked to copy.

use super::error::ShellError;
use super::js;

/// Puts `text` on the clipboard. The browser allows it only in answer to a press.
pub async fn copy(text: &str) -> Result<(), ShellError> {
    let clipboard = js::navigator_with("clipboard")?.clipboard();
    js::settle("clipboard.writeText", clipboard.write_text(text)).await?;
    Ok(())
}
