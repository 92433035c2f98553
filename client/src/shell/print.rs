//! Printing the page at hand.

use super::error::ShellError;
use super::js;

/// Opens the browser's own dialog for printing.
pub fn page() -> Result<(), ShellError> {
    js::window()?.print().map_err(|error| ShellError::browser("window.print", &error))
}
