//! Where something was jotted down or commented on, and whether that can be opened still.

use samspil_shared::domain::call::{MayShow, follow_up_of};
use samspil_shared::domain::{DocId, DocState, SpaceId};

use super::Show;
use crate::app::draft::{JotAt, JotKind};
use crate::app::model::docs::readable;
use crate::app::route::{CallPlace, Route};
use crate::app::view::follow_up::CallFace;

impl Show<'_> {
    /// Whether a page offers the sheet or the field in which this was typed. What was typed about a call that is gone, or
    /// that a colleague closed, would else lie unseen.
    pub(super) fn opens(self, at: JotAt) -> bool {
        // While something is read nobody knows what is gone.
        if self.incomplete() {
            return true;
        }
        let space = SpaceId::from_bytes(*at.doc.as_bytes());
        match at.what {
            JotKind::Night => self.card_page(space).is_some_and(|card| card.can_propose),
            JotKind::Know => self.card_page(space).is_some_and(|card| card.can_edit),
            JotKind::Outcome => self.offers(at.doc, |call| call.follow_up == at.doc && call.heading.is_some()),
            JotKind::Filed => self.offers(at.doc, |call| call.follow_up == at.doc),
            JotKind::LineBack => self.offers(at.doc, |call| call.receipt == Some(at.doc)),
            JotKind::Withhold => {
                self.offers(follow_up_of(at.doc), |call| call.note == at.doc && call.may_show == MayShow::Nobody)
            }
        }
    }

    /// The page on which this was typed.
    pub(super) fn jot_page(self, at: JotAt) -> Route {
        let calls = self.desk.docs.calls();
        let space = SpaceId::from_bytes(*at.doc.as_bytes());
        let note = match at.what {
            JotKind::Night => return Route::Calls(CallPlace::OurCard(space)),
            JotKind::Know => return Route::Calls(CallPlace::EditCard(space)),
            JotKind::Withhold => Some(at.doc),
            JotKind::Outcome | JotKind::Filed => calls.follow_up(at.doc).and_then(|follow_up| follow_up.parent),
            JotKind::LineBack => {
                calls.receipts().find(|(doc, _)| *doc == at.doc).and_then(|(_, receipt)| receipt.parent)
            }
        };
        let Some((note, held)) = note.and_then(|note| Some((note, calls.note(note)?))) else { return Route::Today };
        Route::Calls(match at.what {
            JotKind::Filed => CallPlace::Journal(note),
            _ if calls.is_loose(note) => CallPlace::Loose(note),
            _ => CallPlace::Family(held.space),
        })
    }

    /// Whether a page shows this, with a field in which a comment on it is gone on with.
    pub(super) fn takes_comments(self, doc: DocId) -> bool {
        let desk = self.desk;
        if self.incomplete() {
            return true;
        }
        if desk.docs.calls().note(doc).is_some() {
            return self.saved_call(doc).is_some_and(|call| call.add_until.is_some());
        }
        let held = readable(&desk.engine, doc, self.now).filter(|held| held.state() == DocState::Live);
        // One of the past that no page needed yet is read when it is opened.
        held.is_some() && !desk.docs.is_aside(doc)
    }

    /// Whether a page of calls shows one that is meant, with what can be done about it.
    fn offers(self, doc: DocId, is_meant: impl Fn(&CallFace) -> bool) -> bool {
        let desk = self.desk;
        if !desk.docs.calls().has(doc) && desk.engine.access(doc, self.now).writable().is_some() {
            return true;
        }
        desk.followed().iter().any(|followed| {
            let shown = || desk.calls_of(followed.held.space, self.now).iter().any(|one| one.doc == followed.doc);
            let face = self.call_face(followed).filter(|call| call.can && is_meant(call));
            face.is_some() && (followed.loose || shown())
        })
    }
}
