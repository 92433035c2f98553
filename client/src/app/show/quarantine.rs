//! *Kom bagefter*.

use samspil_shared::api::{QuarantinedKind, QuarantinedText};
use samspil_shared::doc::{About, segments};

use super::Show;
use super::devices::ask_state;
use super::entry::piece;
use crate::app::model::Model;
use crate::app::view::quarantine::{Quarantine, QuarantineItem};
use crate::app::view::{ItemTitle, When};

impl Model {
    /// *Kom bagefter*.
    pub fn quarantine(&self) -> Option<Quarantine> {
        Some(self.show()?.quarantine())
    }

    /// How many texts wait there.
    pub fn quarantined(&self) -> Option<usize> {
        Some(self.desk()?.quarantine.count)
    }
}

impl Show<'_> {
    fn quarantine(self) -> Quarantine {
        let asked = &self.desk.quarantine;
        let state = ask_state(asked.asking, asked.fault.as_ref());
        Quarantine { state, items: asked.items.iter().map(|item| self.quarantined(item)).collect() }
    }

    fn quarantined(self, item: &QuarantinedText) -> QuarantineItem {
        let child = self.child(item.space, About::Child);
        let text = item.text.as_deref().unwrap_or_default();
        let pieces = segments(item.before.as_deref().unwrap_or_default(), text).iter().map(piece).collect();
        QuarantineItem {
            doc: item.doc,
            by: item.by,
            name: item.name.clone(),
            title: match item.kind {
                QuarantinedKind::Note | QuarantinedKind::Card => ItemTitle::Note(child),
                QuarantinedKind::Publication => ItemTitle::Sharing(child),
                QuarantinedKind::Comment => ItemTitle::Comment(None),
                QuarantinedKind::Call => ItemTitle::Call,
                QuarantinedKind::FamilyCard => ItemTitle::FamilyCard,
            },
            made: item.made_at.map(When::of),
            received: When::of(item.received_at),
            pieces,
            can_be_taken: item.text.is_some(),
        }
    }
}
