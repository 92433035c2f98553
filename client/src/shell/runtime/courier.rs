//! Brings the boxes on this device to the server, whoever is in and whether anybody is.

use std::collections::BTreeSet;

use samspil_shared::api::{self, BOXES_BYTES_MAX, BOXES_MAX, Deliver, Delivered, Fate};
use samspil_shared::domain::PersonId;
use samspil_shared::sync::deliver::BoxKey;

use super::{Runtime, log};
use crate::app::command::SealedBox;
use crate::app::msg::Msg;
use crate::app::unsent::Unsent;
use crate::shell::error::ShellError;
use crate::shell::store::Mailbag;

impl Runtime {
    pub(super) fn bring(&self, besides: Option<PersonId>) {
        let this = self.clone();
        self.later(async move {
            this.sweep().await;
            let whose: Vec<PersonId> = this.0.headers.borrow().iter().map(|header| header.person).collect();
            let mut left = Unsent::default();
            for person in whose.into_iter().filter(|person| Some(*person) != besides) {
                left += this.bring_of(person).await.unwrap_or_else(|error| {
                    log::note("bringing what others left", &error);
                    Unsent::default()
                });
            }
            Some(Msg::Brought(left))
        });
    }

    /// Brings the boxes of one person; what is left.
    async fn bring_of(&self, person: PersonId) -> Result<Unsent, ShellError> {
        let mailbag = Mailbag::of(person, self.0.events.clone());
        let boxes = mailbag.boxes().await?;
        let is_refused = |key: BoxKey| self.0.refused.borrow().contains(&(person, key));
        let bringable: Vec<SealedBox> = boxes.iter().filter(|one| !is_refused(one.key)).cloned().collect();
        let mut gone: BTreeSet<BoxKey> = BTreeSet::new();
        for part in parts(&bringable) {
            let written = part.iter().map(|one| hex::encode(&one.bytes)).collect();
            let answer = self.0.http.post::<Delivered>(api::DELIVER, &Deliver { boxes: written }).await;
            // Not reached, or too busy: all of it stays, to be brought another time.
            let Ok(Delivered { fates }) = answer else { break };
            let never = part.iter().zip(&fates).filter(|(_, fate)| **fate == Fate::Refused);
            self.0.refused.borrow_mut().extend(never.map(|(one, _)| (person, one.key)));
            let stored = part.iter().zip(fates).filter(|(_, fate)| *fate == Fate::Stored);
            let arrived: Vec<BoxKey> = stored.map(|(one, _)| one.key).collect();
            if !arrived.is_empty() {
                mailbag.arrived(&arrived).await?;
                gone.extend(arrived);
            }
        }
        Ok(Unsent::of(boxes.iter().filter(|one| !gone.contains(&one.key)).map(|one| one.waits)))
    }
}

/// As many boxes at a time as a request takes.
fn parts(boxes: &[SealedBox]) -> Vec<&[SealedBox]> {
    let mut parts = Vec::new();
    let mut rest = boxes;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(BOXES_MAX).take_while(|one| {
            bytes += one.bytes.len();
            bytes <= BOXES_BYTES_MAX
        });
        let (part, after) = rest.split_at(fits.count().max(1));
        parts.push(part);
        rest = after;
    }
    parts
}
