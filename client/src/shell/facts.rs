//! What the browser says of the device the app lies on.

use super::error::ShellError;
use super::{js, service_worker};
use crate::app::here::Here;
use crate::app::home_screen::Browser;
use crate::app::msg::DeviceFacts;

/// Looks; what the browser does not say stays open.
pub async fn look() -> DeviceFacts {
    let persisted = service_worker::persisted().await.ok();
    let free = service_worker::room().await.ok().map(|room| (room.quota - room.used).max(0.0) as u64);
    DeviceFacts { installed: installed().ok().flatten(), persisted, free }
}

/// Whether the app must go to the home screen before anybody begins in it.
pub(super) fn installs_first() -> Result<bool, ShellError> {
    let navigator = js::window()?.navigator();
    let agent = navigator.user_agent().map_err(|error| ShellError::browser("navigator.userAgent", &error))?;
    let browser =
        Browser { agent: &agent, touch_points: navigator.max_touch_points(), standalone: from_home_screen()? };
    Ok(browser.installs_first())
}

fn from_home_screen() -> Result<bool, ShellError> {
    // Safari on a phone says it in its own way.
    let standalone = js::get(&js::window()?.navigator(), "standalone").is_some_and(|is| is.is_truthy());
    Ok(standalone || matches("(display-mode: standalone)")?)
}

fn matches(query: &str) -> Result<bool, ShellError> {
    let list = js::window()?.match_media(query).map_err(|error| ShellError::browser("matchMedia", &error))?;
    Ok(list.is_some_and(|list| list.matches()))
}

/// What it lies on.
pub fn here() -> Result<Here, ShellError> {
    Ok(Here::of(matches("(max-device-width: 600px)")?, matches("(pointer: coarse)")?))
}

/// Whether the app was started from the home screen; `None` on what has none, such as a laptop.
fn installed() -> Result<Option<bool>, ShellError> {
    let installed = from_home_screen()?;
    Ok((installed || matches("(pointer: coarse)")?).then_some(installed))
}
