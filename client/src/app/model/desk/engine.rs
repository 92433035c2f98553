//! What the engine is told, and what it says.

use samspil_shared::sync::engine::{Effect, Event, Notice, SaveError};
use samspil_shared::sync::state::OldRows;

use super::closing::Closing;
use super::session::Line;
use super::{Desk, Reading, boxes};
use crate::app::command::Command;
use crate::app::draft::DraftKey;
use crate::app::model::Ctx;
use crate::app::msg::StoreFault;
use crate::app::view::SaveState;

impl Desk {
    /// Tells the engine and does what it says. `drop` names drafts that a save makes of no further use.
    pub(super) fn event(&mut self, event: Event, drop: Vec<DraftKey>, ctx: &mut Ctx<'_>) {
        let mut drop = Some(drop);
        for effect in self.engine.handle(event, ctx.now, ctx.rng) {
            match effect {
                Effect::Append { ticket, records, durability } => {
                    let drop = drop.take().unwrap_or_default();
                    let (boxes, unbox) = (self.boxes(&records, ctx), boxes::answered(&records));
                    ctx.out.push(Command::Append { ticket, records, drop, boxes, unbox, durability });
                }
                Effect::Connect => self.connect(ctx),
                Effect::Disconnect => {
                    // A token that led to no lasting connection may be the reason: the next attempt draws a new one.
                    self.ticket = None;
                    self.refreshing = None;
                    self.line = Line::Down;
                    ctx.out.push(Command::CloseSocket);
                }
                Effect::Send(bytes) => ctx.out.push(Command::Send(bytes)),
                Effect::Tell(notice) => self.notice(notice, ctx),
            }
        }
        self.status = self.engine.status();
    }

    fn notice(&mut self, notice: Notice, ctx: &mut Ctx<'_>) {
        match notice {
            Notice::Saved(save) => {
                self.marks.store = None;
                if let Some((job, after)) = self.jobs.end(save) {
                    self.end_jots(&job.drafts());
                    self.after(after, ctx);
                }
            }
            Notice::NotSaved(save, error) => {
                if let Some((job, _)) = self.jobs.end(save) {
                    let state = match error {
                        SaveError::Store => SaveState::StoreFailed,
                        SaveError::Denied => SaveState::Denied,
                        SaveError::Form => SaveState::Defect,
                    };
                    self.not_done(job, state, ctx);
                }
            }
            Notice::Moved(moved) => self.docs.moved(&self.engine, moved.docs),
            Notice::StoreFailed => self.marks.store = self.marks.store.or(Some(StoreFault::Failed)),
            Notice::NeedsLogin => {
                self.marks.needs_sign_in = true;
                ctx.out.push(Command::TellSession { over: true });
            }
            Notice::Revoked => {
                self.marks.revoked = true;
                self.settings.revoked = true;
                self.close(Closing::here(true, ctx.now), ctx);
            }
            Notice::UpdateFirst => self.marks.update_needed = true,
            Notice::Unpacked(what) => Self::unpacked(what, ctx),
        }
    }

    /// Throws away what the log holds of documents that went.
    pub(super) fn sweep(&self, rows: &OldRows, ctx: &mut Ctx<'_>) {
        let spent = self.engine.state().spent(rows);
        if !spent.is_empty() {
            ctx.out.push(Command::Sweep(spent));
        }
    }

    /// Reads what other tabs wrote; once more if they write while this is being read.
    pub(super) fn read_after(&mut self, ctx: &mut Ctx<'_>) {
        self.reading = match self.reading {
            Reading::Not | Reading::Later(_) => {
                ctx.out.push(Command::ReadAfter(self.engine.state().read_upto()));
                Reading::Now
            }
            Reading::Now | Reading::AndAgain => Reading::AndAgain,
        };
    }
}
