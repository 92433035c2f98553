//! *Gem som låst fil*.

use std::fmt;

use crate::app::export::ExportFault;

/// The sheet on which a password is chosen.
#[derive(Clone, PartialEq, Eq)]
pub struct ExportSheet {
    /// Six words to take as the password.
    pub suggestion: String,
    /// Why there is no file yet.
    pub fault: Option<ExportFault>,
    /// It is being locked.
    pub saving: bool,
    /// Notes that cannot be opened and are not in it.
    pub missing: usize,
    /// Whether the password was copied, if that was asked.
    pub copied: Option<bool>,
}

impl fmt::Debug for ExportSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExportSheet(not shown)")
    }
}
