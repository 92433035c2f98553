//! *Er min telefon klar?*

use samspil_shared::domain::Timestamp;

use super::Show;
use crate::app::model::Model;
use crate::app::msg::{DeviceFacts, StoreFault};
use crate::app::view::When;
use crate::app::view::check::{CheckItem, CheckState, Checked, PhoneCheck};

/// Bytes that should be left: years of text, or some hundred photos.
const ROOM: u64 = 100 * 1_000_000;
/// Milliseconds that a clock may be off: nobody notices a minute.
const CLOCK_MS: i64 = 2 * 60_000;
/// Milliseconds since the last contact: a week is a holiday without a network.
const CONTACT_MS: i64 = 7 * 24 * 60 * 60_000;

impl Model {
    /// *Er min telefon klar?*
    pub fn phone_check(&self) -> Option<PhoneCheck> {
        let show = self.show()?;
        Some(PhoneCheck { items: show.check(self.device()).collect() })
    }

    /// What *I dag* should mention: the first thing that is to be put right. What waits has its own line on every page.
    pub fn not_ready(&self) -> Option<CheckItem> {
        let mut items = self.show()?.check(self.device());
        items.find(|item| item.state == CheckState::Wrong && !matches!(item.what, Checked::Waiting { .. }))
    }
}

impl Show<'_> {
    fn check(self, device: DeviceFacts) -> impl Iterator<Item = CheckItem> {
        let state = self.desk.engine.state();
        let (status, parked) = (self.desk.status, self.desk.parked_count());
        let item = |what, good: Option<bool>| CheckItem {
            what,
            state: match good {
                Some(true) => CheckState::Good,
                Some(false) => CheckState::Wrong,
                None => CheckState::Unknown,
            },
        };
        // Some browsers say that there is room until there is none.
        let full = self.desk.marks.store == Some(StoreFault::Full);
        let free = if full { Some(0) } else { device.free };
        let now: Timestamp = self.now;
        let last = status.last_exchange;
        let off = state.corrected(now).ms_since(now);
        // It was later here already, and nobody has said since that it was not.
        let behind = self.desk.engine.latest(now).ms_since(state.corrected(now)) >= CLOCK_MS;
        let near = |last: Timestamp| state.corrected(now).ms_since(last) < CONTACT_MS;
        [
            // A computer has no home screen.
            device.installed.map(|installed| item(Checked::Installed, Some(installed))),
            Some(item(Checked::Kept, device.persisted)),
            Some(item(Checked::Room(free.unwrap_or_default() / 1_000_000), free.map(|free| free >= ROOM))),
            Some(match behind {
                true => item(Checked::ClockBehind, Some(false)),
                false => item(Checked::Clock, last.map(|_| off.abs() < CLOCK_MS)),
            }),
            Some(item(Checked::Exchanged(last.map(When::of)), Some(last.is_some_and(near)))),
            Some(item(Checked::Waiting { waiting: status.waiting, parked }, Some(status.waiting == 0 && parked == 0))),
            self.checked_notices(),
        ]
        .into_iter()
        .flatten()
    }
}
