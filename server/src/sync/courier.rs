//! Operations that were brought in a box: stored as if their author had sent them.

use std::collections::BTreeSet;
use std::sync::Arc;

use samspil_shared::api::Fate;
use samspil_shared::domain::{DocId, PersonId};
use samspil_shared::sync::deliver::Parcel;
use samspil_shared::sync::frame::{Op, OpResult, Push, Reason};

use super::Hub;
use super::push::Pusher;
use crate::store::StoreError;
use crate::validate::Who;

impl Hub {
    /// Stores the operations of boxes, in their order. What somebody wrote whose device or account was ended meanwhile
    /// waits in quarantine for those whom it was meant for.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer; what was stored stays stored, and comes again unharmed.
    pub async fn deliver(&self, parcels: Vec<Option<Parcel>>) -> Result<Vec<Fate>, StoreError> {
        let mut fates = Vec::with_capacity(parcels.len());
        // What has to be brought again. What stands on it in later boxes is refused as if there were no such thing, and has
        // to be brought again too: who brings boxes does not bring those that were refused.
        let mut waiting: BTreeSet<(PersonId, DocId)> = BTreeSet::new();
        for parcel in parcels {
            let fate = match parcel {
                Some(parcel) => {
                    let (person, doc) = (parcel.person, parcel.op.doc());
                    let stands_on_it = stands_on(&parcel.op).any(|doc| waiting.contains(&(person, doc)));
                    let fate = match self.deliver_one(parcel).await? {
                        Fate::Refused if stands_on_it => Fate::Later,
                        fate => fate,
                    };
                    if fate == Fate::Later {
                        waiting.insert((person, doc));
                    }
                    fate
                }
                None => Fate::Refused,
            };
            fates.push(fate);
        }
        Ok(fates)
    }

    async fn deliver_one(&self, parcel: Parcel) -> Result<Fate, StoreError> {
        let Parcel { person, enrolment, acting, op } = parcel;
        let Some(standing) = self.store().standing(person).await? else { return Ok(Fate::Refused) };
        let who = Who { person, enrolment, acting };
        if !standing.in_force || standing.enrolments.get(&enrolment) != Some(&true) {
            let kept = self.0.validator.keep_apart(who, &standing, &op).await?;
            return Ok(if kept { Fate::Stored } else { Fate::Refused });
        }
        let pushed = Pusher::new(self.clone(), who, Arc::new(standing)).push(Push { batch: 0, ops: vec![op] }).await;
        Ok(match pushed.results.first() {
            Some(OpResult::Stored { .. } | OpResult::Exists | OpResult::Never { reason: Reason::Quarantined }) => {
                Fate::Stored
            }
            Some(OpResult::Later { .. }) | None => Fate::Later,
            Some(OpResult::Never { .. }) => Fate::Refused,
        })
    }
}

/// The documents without which an operation makes no sense.
fn stands_on(op: &Op) -> impl Iterator<Item = DocId> {
    let parent = if let Op::Create(new) = op { new.meta.parent } else { None };
    std::iter::once(op.doc()).chain(parent)
}
