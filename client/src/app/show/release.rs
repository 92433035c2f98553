//! Before a withheld call is shown: what the receipt says, who reads it, and why it was withheld.

use samspil_shared::domain::DocId;
use samspil_shared::domain::call::{CallerKind, MayShow};

use super::Show;
use crate::app::model::Model;
use crate::app::view::release::ReleaseAsk;

impl Model {
    /// What showing this call would do; `None` if it cannot be shown to them.
    pub fn release_ask(&self, note: DocId, to: MayShow) -> Option<ReleaseAsk> {
        self.show()?.release_ask(note, to)
    }

    /// Everybody who reads a line that is written on this receipt.
    pub fn line_readers(&self, receipt: DocId) -> Vec<String> {
        let named = self.show().and_then(|show| {
            let (_, held) = show.desk.docs.calls().receipts().find(|(doc, _)| *doc == receipt)?;
            let mut names: Vec<String> = match &held.readers[..] {
                [] => show.adults(held.space),
                people => people.iter().map(|person| show.full_name(*person)).collect(),
            };
            names.retain(|name| !name.is_empty());
            Some(names)
        });
        named.unwrap_or_default()
    }
}

impl Show<'_> {
    fn release_ask(self, note: DocId, to: MayShow) -> Option<ReleaseAsk> {
        let followed = self.desk.followed();
        let followed = followed.iter().find(|followed| followed.note == note)?;
        let face = self.call_face(followed).filter(|face| face.can_release)?;
        let caller = self.desk.docs.calls().note(note)?.value.call.caller;
        let readers = match to {
            MayShow::Caller => vec![self.full_name(caller?)],
            MayShow::Adults => self.adults(followed.held.space),
            MayShow::Nobody => return None,
        };
        Some(ReleaseAsk {
            began: face.began,
            caller: face.caller,
            agreed: face.agreed,
            due: Some(face.due).filter(|due| *due >= self.today()),
            readers,
            why_not: face.why_not,
            of_child: to == MayShow::Adults && face.caller_kind == CallerKind::Child,
        })
    }
}
