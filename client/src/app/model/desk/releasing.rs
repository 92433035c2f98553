//! Showing a withheld call to the family.

use samspil_shared::domain::DocId;
use samspil_shared::domain::call::{CallerKind, MayShow};

use super::Desk;
use crate::app::model::jobs::CallJob;

impl Desk {
    /// What is done to show a call. A child who called alone is told of to the adults by [`Self::release_of_child`] only.
    pub(super) fn release(&self, note: DocId, to: MayShow) -> Option<CallJob> {
        let told_of = to == MayShow::Adults && self.called(note)? == CallerKind::Child;
        (!told_of).then_some(CallJob::Release { note, to })
    }

    /// The adults are let know that the child called, after somebody said that they know what that means.
    pub(super) fn release_of_child(&self, note: DocId) -> Option<CallJob> {
        (self.called(note)? == CallerKind::Child).then_some(CallJob::Release { note, to: MayShow::Adults })
    }

    fn called(&self, note: DocId) -> Option<CallerKind> {
        Some(self.docs.calls().note(note)?.value.call.caller_kind)
    }
}
