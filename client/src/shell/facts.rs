//! What the browser says of the device the app lies on.

use super::error::ShellError;
use super::{js, service_worker};
use crate::app::msg::DeviceFacts;

/// Looks; what the browser does not say stays open.
pub async fn look() -> DeviceFacts {
    let persisted = service_worker::persisted().await.ok();
    let free = service_worker::room().await.ok().map(|room| (room.quota - room.used).max(0.0) as u64);
    DeviceFacts { installed: installed().ok().flatten(), persisted, free }
}

/// Whether the app was started from the home screen; `None` on what has none, such as a laptop.
fn installed() -> Result<Option<bool>, ShellError> {
    let window = js::window()?;
    let matches = |query: &str| -> Result<bool, ShellError> {
        let list = window.match_media(query).map_err(|error| ShellError::browser("matchMedia", &error))?;
        Ok(list.is_some_and(|list| list.matches()))
    };
    // Safari on a phone says it in its own way.
    let standalone = js::get(&window.navigator(), "standalone").is_some_and(|is| is.is_truthy());
    let installed = standalone || matches("(display-mode: standalone)")?;
    Ok((installed || matches("(pointer: coarse)")?).then_some(installed))
}
