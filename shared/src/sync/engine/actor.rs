//! Automerge actors of this tab.

use std::collections::BTreeMap;

use crate::domain::{ActorId, DocId, EnrolmentId, Epoch};

/// What a document's history is counted by: the server's, and how often own changes left the device's.
pub(super) type History = (Option<Epoch>, u32);

/// One actor a document since this tab opened the store, as long as edits follow one another.
#[derive(Debug, Default)]
pub(super) struct Actors(BTreeMap<DocId, (History, ActorId)>);

impl Actors {
    /// The document's actor; a fresh one at the first edit, after own changes left the history, which a server that was
    /// restored may have lost as well, and for an edit at older heads. Never a counter: a restored browser profile would
    /// repeat it.
    pub(super) fn draw(
        &mut self,
        enrolment: EnrolmentId,
        doc: DocId,
        history: History,
        at_heads: bool,
        rng: &mut dyn rand::Rng,
    ) -> ActorId {
        if at_heads
            && let Some((known, actor)) = self.0.get(&doc)
            && *known == history
        {
            return *actor;
        }
        let actor = ActorId::fresh(enrolment, rng);
        self.0.insert(doc, (history, actor));
        actor
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn an_actor_is_kept_only_while_edits_follow_one_another() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let (device, doc) = (EnrolmentId::from_bytes([3; 12]), DocId::from_bytes([1; 16]));
        let mut actors = Actors::default();
        let first = actors.draw(device, doc, (None, 0), true, &mut rng);
        assert_eq!(first.enrolment(), device);
        assert_eq!(actors.draw(device, doc, (None, 0), true, &mut rng), first);
        let older = actors.draw(device, doc, (None, 0), false, &mut rng);
        assert_ne!(older, first, "an edit at older heads");
        assert_eq!(actors.draw(device, doc, (None, 0), true, &mut rng), older);
        assert_ne!(actors.draw(device, doc, (None, 1), true, &mut rng), older, "own changes were parked");
        let known = actors.draw(device, doc, (None, 1), true, &mut rng);
        let epoch = Some(Epoch::from_bytes([5; 16]));
        assert_ne!(actors.draw(device, doc, (epoch, 1), true, &mut rng), known, "the server was restored");
    }
}
