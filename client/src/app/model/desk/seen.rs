//! *Jeg har set det*: what did not get through is put away. It counts no more, and stays readable.

use samspil_shared::domain::{DocId, Timestamp};
use samspil_shared::sync::state::HeldDocument;

use super::Desk;
use crate::app::model::Ctx;
use crate::app::model::jobs::parked;
use crate::app::settings::PutAway;

/// When the last of what was refused was written.
fn last(held: &HeldDocument) -> Option<Timestamp> {
    let changes = held.parked().map(|change| change.made_at);
    changes.chain(held.not_withdrawn().map(|(_, at)| at)).max()
}

impl Desk {
    /// The person has seen it.
    pub(super) fn put_away(&mut self, doc: DocId, ctx: &mut Ctx<'_>) {
        let Some(upto) = parked(&self.engine, doc).and_then(last) else { return };
        let engine = &self.engine;
        // What was sent again or taken in meanwhile need not be remembered.
        self.settings.put_away.retain(|other| other.doc != doc && parked(engine, other.doc).is_some());
        self.settings.put_away.push(PutAway { doc, upto });
        self.put_settings(ctx);
    }

    /// Whether the person has put it away as it is.
    pub(in crate::app) fn is_put_away(&self, doc: DocId) -> bool {
        let upto = self.settings.put_away.iter().find(|seen| seen.doc == doc).map(|seen| seen.upto);
        upto.is_some_and(|upto| parked(&self.engine, doc).and_then(last).is_none_or(|last| last <= upto))
    }

    /// How many things did not get through that the person has not put away.
    pub(in crate::app) fn parked_count(&self) -> usize {
        if self.status.parked == 0 || self.settings.put_away.is_empty() {
            return self.status.parked;
        }
        self.engine.state().parked().iter().filter(|parked| !self.is_put_away(parked.doc)).count()
    }
}
