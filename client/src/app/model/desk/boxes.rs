//! The second seal of what waits to be sent: to the server, beside the one of the vault.

use std::collections::BTreeSet;

use samspil_shared::domain::Acting;
use samspil_shared::sync::deliver::{BoxKey, KEY_LEN, Parcel, seal};
use samspil_shared::sync::frame::Op;
use samspil_shared::sync::record::{Entry, OpKey, Record};
use samspil_shared::sync::scan;

use super::Desk;
use crate::app::command::{Command, SealedBox};
use crate::app::model::Ctx;
use crate::app::unsent::Waits;

impl Desk {
    /// The boxes of the operations among these records; none while the server has not told its key.
    pub(super) fn boxes(&self, records: &[Record], ctx: &mut Ctx<'_>) -> Vec<SealedBox> {
        let Some(keys) = &self.settings.deliver else { return Vec::new() };
        let config = self.engine.config();
        let (person, enrolment) = (config.person, config.enrolment);
        let mut boxes = Vec::new();
        for (order, record) in records.iter().enumerate() {
            let Some((key, acting, op)) = operation(&record.entry) else { continue };
            let mut seed = [0; KEY_LEN];
            ctx.rng.fill_bytes(&mut seed);
            // A server's key that is none is no reason not to save: the vault has it all the same.
            let waits = Waits::of(acting, &op);
            if let Ok(bytes) = seal(Parcel { person, enrolment, acting, op }, keys, seed) {
                boxes.push(SealedBox { key: BoxKey::of(key), made_at: ctx.now.plus_ms(order as i64), waits, bytes });
            }
        }
        boxes
    }

    /// Throws away the boxes that were there before the log was read and hold nothing that waits: another way brought it.
    pub(super) fn unbox(&self, there: Vec<BoxKey>, ctx: &mut Ctx<'_>) {
        let waiting: BTreeSet<BoxKey> = self.engine.state().waiting().map(|unsent| BoxKey::of(unsent.key)).collect();
        let useless: Vec<BoxKey> = there.into_iter().filter(|key| !waiting.contains(key)).collect();
        if !useless.is_empty() {
            ctx.out.push(Command::Unbox(useless));
        }
    }
}

/// The operation that a record holds, if it holds one that somebody else may bring.
fn operation(entry: &Entry) -> Option<(OpKey, Acting, Op)> {
    match entry {
        Entry::Created { new, acting, .. } => Some((OpKey::Create(new.doc), *acting, Op::Create(new.clone()))),
        Entry::Changed { doc, bytes, acting, .. } => {
            let hash = scan::peek(bytes).ok()?.hash;
            Some((OpKey::Change(*doc, hash), *acting, Op::Change { doc: *doc, bytes: bytes.clone() }))
        }
        Entry::Withdrew { doc, acting, .. } => Some((OpKey::Withdraw(*doc), *acting, Op::Withdraw { doc: *doc })),
        // Whose card was opened at night is told its family, also where the officer does not come back to this device.
        Entry::Read { fact, acting } => Some((OpKey::Read(fact.id), *acting, Op::Read(fact.clone()))),
        _ => None,
    }
}

/// The boxes that are of no further use once these records are kept: what the server has answered for good.
pub(super) fn answered(records: &[Record]) -> Vec<BoxKey> {
    let answers = records.iter().filter_map(|record| match &record.entry {
        Entry::Answered { answers, .. } => Some(answers),
        _ => None,
    });
    answers.flatten().map(|(key, _)| BoxKey::of(*key)).collect()
}
