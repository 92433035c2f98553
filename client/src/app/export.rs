//! Taking a text along in a file that a password opens. On a computer that officers share there are no files: what is
//! taken along is printed.

use std::fmt;

use samspil_shared::domain::DocId;

use super::locked_file::FileWords;

/// What is taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The text of something that did not get through.
    Parked(DocId),
    /// All notes that only this person can read.
    OwnNotes,
}

/// What a person does about it.
#[derive(Clone, PartialEq, Eq)]
pub enum ExportIntent {
    /// *Gem som låst fil*.
    Begin(Taken),
    /// *Foreslå en anden*.
    Suggest,
    /// Copies the password.
    Copy(String),
    /// Locks the file with this password and saves it.
    Save {
        /// As it was typed.
        password: String,
        /// What the file says to whoever opens it.
        words: Box<FileWords>,
    },
    /// Thinks better of it.
    Close,
}

impl fmt::Debug for ExportIntent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExportIntent(not shown)")
    }
}

/// Why the file is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFault {
    /// The password is too short.
    TooShort,
    /// The browser could not lock or save it.
    Failed,
}
