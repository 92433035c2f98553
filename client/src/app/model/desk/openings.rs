//! Who on duty opened a family's card, as the server last said: the card's page says it.

use samspil_shared::api::{AskOpenings, Openings};
use samspil_shared::domain::{Acting, Role, SpaceId};

use super::Desk;
use super::admin::Asked;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::msg::ApiFault;
use crate::app::route::{CallPlace, Route};

/// What is known of the card that was looked at last.
#[derive(Debug, Default)]
pub(in crate::app) struct OpeningsDesk {
    pub(in crate::app) of: Option<SpaceId>,
    pub(in crate::app) asked: Asked<Openings>,
}

impl Desk {
    /// Asks for those of the card on the page.
    pub(super) fn ask_openings(&mut self, ctx: &mut Ctx<'_>) {
        let Route::Calls(CallPlace::Card(space) | CallPlace::OurCard(space)) = self.route else { return };
        let acting = self.settings.acting;
        if !matches!(acting.role, Role::FosterParent | Role::Consultant) {
            return;
        }
        if self.openings.of != Some(space) {
            self.openings = OpeningsDesk { of: Some(space), asked: Asked::default() };
        }
        self.openings.asked.asking = true;
        ctx.out.push(Command::AskOpenings(AskOpenings { role: acting.role, unit: acting.unit, space }));
    }

    pub(super) fn openings_came(&mut self, acting: Acting, space: SpaceId, answer: Result<Openings, ApiFault>) {
        // What was on its way when the person became somebody else was not meant for these eyes.
        if acting == self.settings.acting && self.openings.of == Some(space) {
            self.openings.asked.came(answer);
        }
    }
}
