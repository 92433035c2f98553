//! What the page calls once the module is loaded. The worker that stretches passwords loads the same module and calls
//! `derive_key` alone.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use crate::app::Model;
use crate::app::msg::Msg;
use crate::shell::runtime::Runtime;
use crate::shell::{facts, log};
use crate::ui::App;
use crate::ui::root::Root;

/// Starts the app in the page's body.
///
/// # Errors
/// The browser lacks what the app cannot do without.
#[wasm_bindgen]
pub fn boot() -> Result<(), JsError> {
    log::install_panic_hook();
    let model = Rc::new(RefCell::new(Model::default()));
    // The runtime tells the app of changes, the app sends intents to the runtime: one of them is filled in later.
    let app: Rc<RefCell<Option<App>>> = Rc::default();
    let changed = {
        let app = Rc::clone(&app);
        move || {
            if let Some(app) = *app.borrow() {
                app.changed();
            }
        }
    };
    let runtime = Runtime::new(Rc::clone(&model), changed).map_err(|error| JsError::new(&error.to_string()))?;
    let here = facts::here().unwrap_or_default();
    leptos::mount::mount_to_body({
        let (app, runtime) = (Rc::clone(&app), runtime.clone());
        move || {
            let handle = App::new(model, move |intent| runtime.send(Msg::Intent(intent)));
            app.replace(Some(handle));
            view! { <Root app=handle here /> }
        }
    });
    runtime.start();
    Ok(())
}
