//! A call of the common list that a colleague tied to a family first: the own copy did not get through, and whoever made it
//! is told who was first.

use samspil_shared::api::duty::TiedCall;
use samspil_shared::doc::call_note;
use samspil_shared::domain::{Acting, DocId, Kind, Role};
use samspil_shared::sync::frame::Reason;
use samspil_shared::sync::state::Standing;

use super::Desk;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::model::jobs::parked;
use crate::app::msg::ApiFault;

impl Desk {
    /// The loose call of which this document is a copy that came too late.
    pub(in crate::app) fn tied_too_late(&self, doc: DocId) -> Option<DocId> {
        let held = parked(&self.engine, doc).filter(|held| held.document.meta.kind == Kind::CallNote)?;
        let late = |standing| standing == Standing::Parked(Reason::NotCreatable);
        let refused = held.parked().filter(|change| late(change.standing));
        call_note::copy_of(refused.map(|change| &change.bytes[..]))
    }

    /// Who tied it, as far as the server was asked.
    pub(in crate::app) fn tied(&self, loose: DocId) -> Option<&TiedCall> {
        self.calls.tied.get(&loose)
    }

    pub(super) fn ask_tied(&self, ctx: &mut Ctx<'_>) {
        if self.settings.acting.role != Role::Consultant {
            return;
        }
        let parked = self.engine.state().parked().into_iter();
        for loose in parked.filter_map(|one| self.tied_too_late(one.doc)) {
            if !self.calls.tied.contains_key(&loose) {
                ctx.out.push(Command::AskTied(self.settings.acting, loose));
            }
        }
    }

    /// Without an answer the page says that it was a colleague.
    pub(super) fn tied_came(&mut self, acting: Acting, loose: DocId, answer: Result<TiedCall, ApiFault>) {
        if let Ok(tied) = answer
            && acting == self.settings.acting
        {
            self.calls.tied.insert(loose, tied);
        }
    }
}
