//! Locking: by the person, by another tab, or because nobody is there. What is typed is kept first; the reload that clears
//! the memory comes after.

use samspil_shared::domain::Timestamp;

use super::Desk;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::msg::StoreFault;

/// Milliseconds without a sign of the person (05 "The device vault").
pub(super) const IDLE_MS: i64 = 5 * 60_000;
/// The same while a call is taken: who listens touches nothing, and the telephone's own page lies over this one (08, b).
const CALL_MS: i64 = 20 * 60_000;
/// Milliseconds out of sight.
const HIDDEN_MS: i64 = 2 * 60_000;
/// Milliseconds that locking waits for the store.
const PATIENCE_MS: i64 = 10_000;

/// The app is about to lock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Closing {
    log_out: bool,
    tell: bool,
    since: Timestamp,
}

impl Closing {
    /// The person locks.
    pub(super) fn here(log_out: bool, since: Timestamp) -> Self {
        Self { log_out, tell: true, since }
    }

    /// Nobody is at this tab. Another one may be in use: it has a deadline of its own.
    pub(super) fn alone(since: Timestamp) -> Self {
        Self { log_out: false, tell: false, since }
    }

    /// Another tab locks.
    pub(super) fn told(log_out: bool, since: Timestamp) -> Self {
        Self { log_out, tell: false, since }
    }

    pub(super) fn give_up_at(&self) -> Timestamp {
        self.since.plus_ms(PATIENCE_MS)
    }
}

impl Desk {
    /// When the app locks by itself.
    pub(super) fn lock_due(&self) -> Option<Timestamp> {
        if self.closing.is_some() {
            return None;
        }
        if let Some(curtain) = &self.curtain {
            return Some(curtain.lock_at());
        }
        let (idle_ms, hidden_ms) = if self.is_on_a_call() { (CALL_MS, CALL_MS) } else { (IDLE_MS, HIDDEN_MS) };
        let idle = self.active_at.plus_ms(idle_ms);
        Some(self.hidden_at.map_or(idle, |hidden| idle.min(hidden.plus_ms(hidden_ms))))
    }

    /// Asked before anything that happened is looked at: a page that slept past its deadline wakes locked.
    pub(super) fn lock_if_idle(&mut self, ctx: &mut Ctx<'_>) {
        if let Some(due) = self.lock_due().filter(|due| *due <= ctx.now) {
            self.cover_or_lock(due, ctx);
        }
    }

    pub(super) fn close(&mut self, closing: Closing, ctx: &mut Ctx<'_>) {
        if closing.log_out && closing.tell {
            self.settings.signed_out = true;
            self.put_settings(ctx);
        }
        self.flush(ctx);
        self.closing = Some(closing);
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.is_some()
    }

    /// Whether nothing is to be seen any more: the page is about to end, and may take its time. It is seen again if the
    /// store takes a text not even now.
    pub(in crate::app) fn is_leaving(&self) -> bool {
        self.is_closing() || self.gone
    }

    /// Whether everything that was typed or saved is on the disk.
    pub(super) fn is_settled(&self) -> bool {
        let kept = self.settings_kept == self.settings_version;
        kept && self.jobs.is_empty() && self.keepings().all(|keeping| keeping.is_settled())
    }

    pub(super) fn finish_closing(&mut self, ctx: &mut Ctx<'_>) {
        let Some(closing) = self.closing else { return };
        if self.is_settled() {
            self.closing = None;
            // Until the page ends nothing may lock a second time.
            self.active_at = ctx.now;
            self.hidden_at = None;
            self.stays_covered(ctx.now);
            self.gone = true;
            ctx.out.push(Command::Lock { log_out: closing.log_out, tell: closing.tell });
        } else if closing.give_up_at() <= ctx.now {
            // A text that the store does not take is worth more than the lock; the deadline begins anew. With a code nothing
            // is to be seen meanwhile.
            self.closing = None;
            self.active_at = ctx.now;
            self.hidden_at = self.hidden_at.map(|_| ctx.now);
            self.stays_covered(ctx.now);
            self.covers(ctx.now);
            self.marks.store = self.marks.store.or(Some(StoreFault::Failed));
        }
    }

    pub(super) fn visible(&mut self, visible: bool, ctx: &mut Ctx<'_>) {
        if visible {
            self.hidden_at = None;
            self.active_at = ctx.now;
            ctx.out.push(Command::FindDrafts);
            self.look_at_quarantine(ctx);
            self.event(samspil_shared::sync::engine::Event::Foreground, Vec::new(), ctx);
        } else {
            self.hidden_at = Some(ctx.now);
            self.look_away(ctx.now);
            self.flush(ctx);
        }
    }
}
