//! Which tabs of a person live: each holds a lock that bears its name, and the browser gives it up with the tab. A draft
//! whose tab lives is that tab's; one whose tab is gone is offered again.

use std::collections::BTreeSet;

use js_sys::{Array, Function, Object, Promise};
use samspil_shared::domain::PersonId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::app::draft::TAB_LEN;
use crate::app::election::TabId;
use crate::shell::error::ShellError;
use crate::shell::js::{self, Deferred};

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, callback: &Function) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn query(this: &LockManager) -> Result<Promise, JsValue>;
}

/// This tab lives until this is dropped, or the tab ends.
#[derive(Debug)]
pub(super) struct Presence(Deferred);

impl Presence {
    pub(super) fn begin(person: PersonId, tab: TabId) -> Result<Self, ShellError> {
        let held = Deferred::new();
        let granted = Closure::once_into_js({
            let held = held.promise().clone();
            // The lock is held until the promise that this returns is settled.
            move |_lock: JsValue| -> Promise { held }
        });
        let name = format!("{}{}", prefix(person), hex::encode(tab.to_bytes()));
        let asked = manager()?.request(&name, &Object::new(), granted.unchecked_ref());
        let asked = asked.map_err(|error| ShellError::browser("locks.request", &error))?;
        spawn_local(async move {
            // The promise ends with the lock; nothing is to be done about it.
            let _ = js::settle("locks.request", asked).await;
        });
        Ok(Self(held))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.resolve(&JsValue::UNDEFINED);
    }
}

/// The person's living tabs, this one too.
pub(super) async fn live(person: PersonId) -> Result<BTreeSet<[u8; TAB_LEN]>, ShellError> {
    let query = manager()?.query().map_err(|error| ShellError::browser("locks.query", &error))?;
    let state = js::settle("locks.query", query).await?;
    let prefix = prefix(person);
    let mut live = BTreeSet::new();
    for list in ["held", "pending"] {
        let locks = js::get(&state, list).map(|locks| Array::from(&locks)).unwrap_or_default();
        for lock in locks.iter() {
            let name = js::get(&lock, "name").and_then(|name| name.as_string()).unwrap_or_default();
            let mut tab = [0; TAB_LEN];
            if let Some(id) = name.strip_prefix(&prefix)
                && hex::decode_to_slice(id, &mut tab).is_ok()
            {
                live.insert(tab);
            }
        }
    }
    Ok(live)
}

fn prefix(person: PersonId) -> String {
    format!("samspil-tab-{person}-")
}

fn manager() -> Result<LockManager, ShellError> {
    let navigator = js::navigator_with("locks")?;
    let manager = js::get(&navigator, "locks").ok_or(ShellError::Missing("locks"))?;
    Ok(manager.unchecked_into())
}
