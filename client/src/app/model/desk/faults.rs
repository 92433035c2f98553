//! What the device learns when its store, or the app, let it down.

use samspil_shared::domain::DocId;
use samspil_shared::sync::engine::Event;

use super::Desk;
use crate::app::model::Ctx;
use crate::app::model::docs::applying::{SetAside, version_of};
use crate::app::msg::Suspects;
use crate::app::route::Route;

impl Desk {
    /// The app ended while it ran these documents. What ends it for sure is remembered, with its bytes left where they are.
    pub(super) fn learn_from_the_end(&mut self, ended_at: Vec<Suspects>, ctx: &mut Ctx<'_>) {
        let app = self.engine.config().app;
        let before = self.settings.aside.clone().unwrap_or_default();
        let state = self.engine.state();
        let version = |doc: DocId| state.held(doc).map(version_of);
        let is_same = |aside: &SetAside| aside.app == app && version(aside.doc) == Some(aside.version);
        let mut aside: Vec<SetAside> = before.iter().copied().filter(is_same).collect();
        self.docs.set_aside(aside.iter().map(|aside| aside.doc));
        let guilty = self.docs.ended_at(ended_at);
        aside.extend(guilty.into_iter().filter_map(|doc| Some(SetAside { doc, version: version(doc)?, app })));
        if aside != before {
            self.settings.aside = Some(aside);
            self.put_settings(ctx);
        }
    }

    /// Rows of the log that cannot be read hold things that the server may have: it is asked for everything again, once.
    pub(super) fn learn_from_damage(&mut self, ctx: &mut Ctx<'_>) {
        let damaged = u64::try_from(self.marks.damaged).unwrap_or(u64::MAX);
        if damaged > self.settings.damaged.unwrap_or_default() {
            self.settings.damaged = Some(damaged);
            self.put_settings(ctx);
            self.event(Event::Damaged, Vec::new(), ctx);
        }
    }

    /// The editor of a note that had to be read first.
    pub(super) fn open_edit_late(&mut self, ctx: &mut Ctx<'_>) {
        if let Route::EditEntry(doc) = self.route
            && self.editor.is_none()
            && self.docs.entry(doc).is_some()
        {
            self.open_edit(doc, ctx);
        }
    }
}
