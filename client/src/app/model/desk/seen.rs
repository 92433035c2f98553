//! *Jeg har set det*: what did not get through is put away. It counts no more, and stays readable. And what others changed
//! in a note is no news any more to whoever looked at it.

use samspil_shared::domain::{DocId, Timestamp};
use samspil_shared::sync::state::HeldDocument;

use super::Desk;
use crate::app::model::Ctx;
use crate::app::model::docs::EntrySum;
use crate::app::model::docs::edits::{Edit, NEWS_MS};
use crate::app::model::jobs::parked;
use crate::app::route::Route;
use crate::app::settings::{PutAway, SeenEdits};

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

    /// What others changed lately in a note, and the person has not seen.
    pub(in crate::app) fn unseen_edits<'a>(
        &'a self,
        doc: DocId,
        entry: &'a EntrySum,
        now: Timestamp,
    ) -> impl Iterator<Item = &'a Edit> {
        let since = self.engine.state().corrected(now).plus_ms(-NEWS_MS);
        let seen = self.settings.seen_edits.iter().find(|seen| seen.doc == doc).map(|seen| seen.upto);
        let me = self.engine.config().person;
        entry.edits.iter().filter(move |edit| edit.by != me && edit.came > since && Some(edit.came) > seen)
    }

    /// A note is on screen as it stands: what others changed in it is seen.
    pub(super) fn see_edits(&mut self, ctx: &mut Ctx<'_>) {
        let (Route::Entry(doc) | Route::History(doc)) = self.route else { return };
        if self.hidden_at.is_some() || self.is_covered() {
            return;
        }
        let Some(entry) = self.docs.entry(doc).filter(|_| self.docs.is_tried(doc)) else { return };
        let Some(upto) = self.unseen_edits(doc, entry, ctx.now).map(|edit| edit.came).max() else { return };
        let since = self.engine.state().corrected(ctx.now).plus_ms(-NEWS_MS);
        // What is no news by its age need not be remembered.
        self.settings.seen_edits.retain(|seen| seen.doc != doc && seen.upto > since);
        self.settings.seen_edits.push(SeenEdits { doc, upto });
        self.put_settings(ctx);
    }
}
