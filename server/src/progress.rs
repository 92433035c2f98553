//! How far long work has come, for the operator who waits for it.

use std::io::Write;

use samspil_shared::domain::Timestamp;

use crate::edge::Edge;

/// Milliseconds between two lines about one step.
const PAUSE_MS: i64 = 1_000;

/// A part of long work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    CopyingRecords,
    CopyingKeys,
    /// The database's own check of its file.
    File,
    Documents,
    AuditRows,
    Epoch,
}

/// Where the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    step: Step,
    /// So many, of so many.
    count: Option<(u64, u64)>,
}

impl Reached {
    /// A step that cannot be counted has begun.
    pub const fn begun(step: Step) -> Self {
        Self { step, count: None }
    }

    /// So many of a step are done. A live server may have added some since they were counted.
    pub const fn counted(step: Step, done: u64, of: u64) -> Self {
        Self { step, count: Some((done, if done > of { done } else { of })) }
    }

    fn line(self) -> String {
        let step = match self.step {
            Step::CopyingRecords => "copying the records",
            Step::CopyingKeys => "copying the keys",
            Step::File => "looking at the database's file",
            Step::Documents => "looking at documents",
            Step::AuditRows => "looking at audit rows",
            Step::Epoch => "beginning a new history",
        };
        self.count.map_or_else(|| step.to_owned(), |(done, of)| format!("{step}: {done} of {of}"))
    }
}

/// Is told where the work is, as often as it moves.
pub type Tell<'t> = dyn FnMut(Reached) + Send + 't;

/// What of it is worth a line: each step as it begins, and at most once a second how far it is.
#[derive(Debug, Default)]
struct Pace {
    last: Option<(Step, Timestamp)>,
}

impl Pace {
    fn line(&mut self, reached: Reached, now: Timestamp) -> Option<String> {
        let is_soon = |(step, at): (Step, Timestamp)| step == reached.step && (0..PAUSE_MS).contains(&now.ms_since(at));
        if self.last.is_some_and(is_soon) {
            return None;
        }
        self.last = Some((reached.step, now));
        Some(reached.line())
    }
}

/// Says it on standard error. That nobody reads it stops no work.
pub(crate) fn on_stderr(edge: &Edge) -> impl FnMut(Reached) + Send + use<> {
    let (edge, mut pace) = (edge.clone(), Pace::default());
    move |reached| {
        if let Some(line) = pace.line(reached, edge.now()) {
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_said_as_it_begins_and_then_once_a_second() {
        let mut pace = Pace::default();
        let mut said = |step, done, at| pace.line(Reached::counted(step, done, 9), Timestamp::from_ms(at));
        assert_eq!(said(Step::Documents, 0, 5_000).as_deref(), Some("looking at documents: 0 of 9"));
        assert_eq!(said(Step::Documents, 1, 5_999), None);
        assert_eq!(said(Step::Documents, 2, 6_000).as_deref(), Some("looking at documents: 2 of 9"));
        assert_eq!(said(Step::Documents, 3, 6_500), None);
        assert_eq!(said(Step::AuditRows, 0, 6_501).as_deref(), Some("looking at audit rows: 0 of 9"), "another step");
        assert_eq!(said(Step::AuditRows, 8, 400).as_deref(), Some("looking at audit rows: 8 of 9"), "a clock set back");
        assert_eq!(said(Step::AuditRows, 12, 1_400).as_deref(), Some("looking at audit rows: 12 of 12"), "more came");
        let copying = Reached::begun(Step::CopyingRecords);
        assert_eq!(pace.line(copying, Timestamp::from_ms(1_401)).as_deref(), Some("copying the records"));
    }
}
