//! The curtain: with a code, an app that nobody is at is covered before it is locked. What is typed is kept as for a
//! lock; behind the curtain the app goes on sending and receiving.

use samspil_shared::domain::Timestamp;

use super::Desk;
use super::closing::Closing;
use crate::app::intent::PinIntent;
use crate::app::model::Ctx;
use crate::app::pin::{Pin, PinFault};
use crate::app::view::Said;
use crate::app::view::door::Curtain as CurtainView;

/// Wrong codes until the app locks.
const TRIES: u8 = 5;
/// Milliseconds that the key stays in memory behind the curtain.
const CURTAIN_MS: i64 = 15 * 60_000;

/// The app is covered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curtain {
    since: Timestamp,
    wrong: u8,
}

impl Curtain {
    pub(super) fn lock_at(&self) -> Timestamp {
        self.since.plus_ms(CURTAIN_MS)
    }
}

/// How choosing a code went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::app) struct PinDesk {
    pub(in crate::app) fault: Option<PinFault>,
}

impl Desk {
    /// Nobody has been here since before `due`: covers the app if there is a code, else locks it.
    pub(super) fn cover_or_lock(&mut self, due: Timestamp, ctx: &mut Ctx<'_>) {
        let curtain = Curtain { since: due, wrong: 0 };
        if self.curtain.is_some() || self.settings.pin.is_none() || curtain.lock_at() <= ctx.now {
            return self.close(Closing::alone(ctx.now), ctx);
        }
        self.flush(ctx);
        self.curtain = Some(curtain);
    }

    /// Covers the app, if there is a code.
    pub(super) fn covers(&mut self, now: Timestamp) {
        if self.settings.pin.is_some() {
            self.curtain.get_or_insert(Curtain { since: now, wrong: 0 });
        }
    }

    pub(in crate::app) fn is_covered(&self) -> bool {
        self.curtain.is_some()
    }

    pub(in crate::app) fn curtain_view(&self) -> Option<CurtainView> {
        let curtain = self.curtain?;
        Some(CurtainView { left: TRIES.saturating_sub(curtain.wrong), tried: curtain.wrong > 0 })
    }

    pub(super) fn pin_intent(&mut self, intent: PinIntent, ctx: &mut Ctx<'_>) {
        match intent {
            PinIntent::Try(digits) => self.try_pin(&digits, ctx),
            PinIntent::Choose(digits) => match Pin::new(&digits, ctx.rng) {
                Ok(pin) => {
                    self.pin.fault = None;
                    self.settings.pin = Some(pin);
                    self.put_settings(ctx);
                    self.say(Said::Saved, ctx);
                }
                Err(fault) => self.pin.fault = Some(fault),
            },
            PinIntent::Remove => {
                self.pin.fault = None;
                self.settings.pin = None;
                self.put_settings(ctx);
            }
        }
    }

    /// Its deadline begins anew, as the others do.
    pub(super) fn stays_covered(&mut self, now: Timestamp) {
        if let Some(curtain) = &mut self.curtain {
            curtain.since = now;
        }
    }

    fn try_pin(&mut self, digits: &str, ctx: &mut Ctx<'_>) {
        let Some(curtain) = &mut self.curtain else { return };
        // Locking came to nothing, the store took a text not even now: only locking helps, and no code.
        if curtain.wrong >= TRIES {
            return self.close(Closing::alone(ctx.now), ctx);
        }
        if self.settings.pin.as_ref().is_some_and(|pin| pin.fits(digits)) {
            self.curtain = None;
            self.active_at = ctx.now;
            self.hidden_at = None;
            return;
        }
        curtain.wrong += 1;
        if curtain.wrong >= TRIES {
            self.close(Closing::alone(ctx.now), ctx);
        }
    }
}
