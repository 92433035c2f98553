//! One line of text that an administrator wrote.

/// Why a text is not such a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a text has 1 to {max} characters on one line")]
pub struct LineError {
    /// The most characters it may have.
    pub max: usize,
}

/// The text without spaces around it, if it is one line of 1 to `max` characters.
pub(super) fn line(text: &str, max: usize) -> Result<String, LineError> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(LineError { max }) }
}
