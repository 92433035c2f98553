//! What others wrote who may no longer write there, as the server last said: it waits for one of its readers.

use samspil_shared::api::{AskQuarantine, QuarantinedText, SettleQuarantined};
use samspil_shared::domain::{Acting, DocId, PersonId, Role};

use super::Desk;
use super::session::Line;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::msg::ApiFault;

/// What is known of it.
#[derive(Debug, Default)]
pub(in crate::app) struct QuarantineDesk {
    /// An answer is awaited.
    pub(in crate::app) asking: bool,
    /// Why there is no newer answer.
    pub(in crate::app) fault: Option<ApiFault>,
    /// So many texts wait.
    pub(in crate::app) count: usize,
    /// The texts, if they were asked for.
    pub(in crate::app) items: Vec<QuarantinedText>,
}

impl Desk {
    /// Asks how many texts wait, or for the texts themselves: those are opened by that.
    pub(super) fn ask_quarantine(&mut self, texts: bool, ctx: &mut Ctx<'_>) {
        let acting = self.settings.acting;
        if !matches!(acting.role, Role::FosterParent | Role::Consultant | Role::InstitutionWorker) {
            self.quarantine = QuarantineDesk::default();
            return;
        }
        self.quarantine.asking = texts;
        ctx.out.push(Command::AskQuarantine(AskQuarantine { role: acting.role, unit: acting.unit, texts }));
    }

    /// Asks how many texts wait if the server is there. It says so to nobody by itself: whoever looks is told.
    pub(super) fn look_at_quarantine(&mut self, ctx: &mut Ctx<'_>) {
        if self.line == Line::Open && self.refreshing.is_none() {
            self.ask_quarantine(false, ctx);
        }
    }

    pub(super) fn settle_quarantined(&mut self, (doc, by): (DocId, PersonId), take: bool, ctx: &mut Ctx<'_>) {
        let acting = self.settings.acting;
        self.quarantine.asking = true;
        let settle = SettleQuarantined { role: acting.role, unit: acting.unit, doc, by, take };
        ctx.out.push(Command::SettleQuarantined(settle));
    }

    pub(super) fn quarantine_came(
        &mut self,
        acting: Acting,
        asked_with_texts: bool,
        answer: Result<samspil_shared::api::Quarantined, ApiFault>,
    ) {
        // What was on its way when the person became somebody else was not meant for these eyes.
        if acting != self.settings.acting {
            return;
        }
        match answer {
            Ok(waiting) => {
                self.quarantine.count = waiting.count;
                if asked_with_texts {
                    self.quarantine.items = waiting.items;
                    self.quarantine.fault = None;
                }
            }
            // Nobody asked to see it: the number is as good as it was.
            Err(_) if !asked_with_texts => return,
            Err(fault) => self.quarantine.fault = Some(fault),
        }
        self.quarantine.asking &= !asked_with_texts;
    }
}
