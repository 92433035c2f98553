//! What it means to show a withheld call to the family: asked before it is done, because what was read cannot be unread.

use chrono::NaiveDate;

use super::common::When;

/// The question, with all that whoever answers it has to weigh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseAsk {
    /// When the call began.
    pub began: When,
    /// Who called, as the receipt says it.
    pub caller: Option<String>,
    /// *Aftalt*.
    pub agreed: Option<String>,
    /// The day by which somebody calls; `None` once it is past.
    pub due: Option<NaiveDate>,
    /// Everybody who reads the receipt.
    pub readers: Vec<String>,
    /// Why it was shown to nobody.
    pub why_not: Option<String>,
    /// A child called, and adults would read of it.
    pub of_child: bool,
}
