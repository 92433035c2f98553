//! What this tab runs through Automerge in its next turn, noted where it outlives the app: a panic leaves it standing. In
//! local storage, because only that is written before the call returns. It holds ids and nothing else.

use std::collections::BTreeSet;

use samspil_shared::domain::{DocId, PersonId};
use web_sys::Storage;

use super::error::ShellError;
use super::js;
use crate::app::draft::TAB_LEN;
use crate::app::election::TabId;
use crate::app::msg::Suspects;

const PREFIX: &str = "samspil-applying";
/// Notes and documents that are read; more was not written by this app.
const NOTES_MAX: u32 = 100;
const DOCS_MAX: usize = 64;

/// Notes what is run next; nothing any more if it is empty.
pub fn note(person: PersonId, tab: TabId, batch: &Suspects) -> Result<(), ShellError> {
    let storage = storage()?;
    let key = format!("{}{}", prefix(person), hex::encode(tab.to_bytes()));
    if batch.docs.is_empty() {
        return storage.remove_item(&key).map_err(|error| ShellError::browser("removeItem", &error));
    }
    let docs: Vec<String> = batch.docs.iter().map(DocId::to_string).collect();
    let value = format!("{} {}", batch.tries, docs.join(" "));
    storage.set_item(&key, &value).map_err(|error| ShellError::browser("setItem", &error))
}

/// What this person's tabs were running when they ended, and forgets it. Tabs that live still are left alone.
pub fn take(person: PersonId, living: &BTreeSet<[u8; TAB_LEN]>) -> Result<Vec<Suspects>, ShellError> {
    let storage = storage()?;
    let count = storage.length().map_err(|error| ShellError::browser("length", &error))?;
    let keys = (0..count.min(NOTES_MAX)).filter_map(|n| storage.key(n).ok().flatten());
    let prefix = prefix(person);
    let ended: Vec<String> = keys
        .filter(|key| {
            let mut tab = [0; TAB_LEN];
            let id = key.strip_prefix(&prefix);
            id.is_some_and(|id| hex::decode_to_slice(id, &mut tab).is_err() || !living.contains(&tab))
        })
        .collect();
    let mut batches = Vec::new();
    for key in ended {
        batches.extend(storage.get_item(&key).ok().flatten().and_then(|value| read(&value)));
        storage.remove_item(&key).map_err(|error| ShellError::browser("removeItem", &error))?;
    }
    Ok(batches)
}

fn read(value: &str) -> Option<Suspects> {
    let mut parts = value.split(' ');
    let tries = parts.next()?.parse().ok()?;
    let docs: Option<Vec<DocId>> = parts.take(DOCS_MAX).map(|id| id.parse().ok()).collect();
    docs.map(|docs| Suspects { docs, tries })
}

fn prefix(person: PersonId) -> String {
    format!("{PREFIX}-{person}-")
}

fn storage() -> Result<Storage, ShellError> {
    let storage = js::window()?.local_storage().map_err(|error| ShellError::browser("localStorage", &error))?;
    storage.ok_or(ShellError::Missing("localStorage"))
}
