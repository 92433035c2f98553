//! *Stedet må ikke oplyses*: read off the marks that are on the device, by the Danish day it is here.

use samspil_shared::domain::{DocId, Role, SpaceId};

use super::Show;
use crate::app::model::Model;

impl Model {
    /// Whether the place of this family (by its contact space) or placement must not be told today.
    pub fn place_hidden(&self, space: SpaceId) -> bool {
        self.show().is_some_and(|show| show.place_hidden(space))
    }

    /// Whether a text that did not get through is about such a place.
    pub fn place_hidden_of(&self, doc: DocId) -> bool {
        self.show().is_some_and(|show| {
            let held = show.desk.engine.state().document(show.desk.engine.config().acting, doc);
            held.is_some_and(|held| show.place_hidden(held.document.meta.space))
        })
    }

    /// Whether the place where the person lives with a child in care must not be told today.
    pub fn own_place_hidden(&self) -> bool {
        let own = |show: &Show<'_>| show.desk.settings.acting.role == Role::FosterParent;
        self.show().filter(own).is_some_and(Show::any_place_hidden)
    }
}

impl Show<'_> {
    pub(super) fn place_hidden(self, space: SpaceId) -> bool {
        self.desk.docs.calls().hiding(space).hides(self.today())
    }

    fn any_place_hidden(self) -> bool {
        self.desk.docs.calls().marked().any(|space| self.place_hidden(space))
    }
}
