//! Where screens meet the model: one signal that counts its versions, views read by memo, intents sent back.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use leptos::prelude::*;

use super::part::Go;
use crate::app::Model;
use crate::app::intent::Intent;
use crate::app::route::Route;

/// The app as screens see it.
#[derive(Clone, Copy)]
pub struct App {
    version: RwSignal<u64>,
    core: StoredValue<Core, LocalStorage>,
}

#[derive(Clone)]
struct Core {
    model: Rc<RefCell<Model>>,
    send: Rc<dyn Fn(Intent)>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("App")
    }
}

impl App {
    /// `send` takes a person's intents; [`App::changed`] is called when the model has taken something in.
    pub fn new(model: Rc<RefCell<Model>>, send: impl Fn(Intent) + 'static) -> Self {
        Self { version: RwSignal::new(0), core: StoredValue::new_local(Core { model, send: Rc::new(send) }) }
    }

    /// The model has taken something in: views are read again.
    pub fn changed(self) {
        // After the page was taken down nobody reads any more.
        let _ = self.version.try_update(|version| *version = version.wrapping_add(1));
    }

    /// Something the model shows; changes only when it differs.
    pub fn view<T>(self, read: impl Fn(&Model) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        self.view_by(Box::new(read))
    }

    /// Boxed, so that a memo is compiled for each type that is shown and not for each place that shows one.
    fn view_by<T>(self, read: Box<dyn Fn(&Model) -> T + Send + Sync>) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            self.version.track();
            self.core.with_value(|core| read(&core.model.borrow()))
        })
    }

    /// A person did something.
    pub fn send(self, intent: Intent) {
        // Not under the borrow of the stored value: what is sent may change what screens store.
        let send = self.core.with_value(|core| Rc::clone(&core.send));
        send(intent);
    }

    /// What sends one intent: for a button.
    pub fn on(self, intent: impl Fn() -> Intent + Send + Sync + 'static) -> Callback<()> {
        Callback::new(move |()| self.send(intent()))
    }

    /// What makes an intent of a value: for a field.
    pub fn with<T: 'static>(self, intent: impl Fn(T) -> Intent + Send + Sync + 'static) -> Callback<T> {
        Callback::new(move |value| self.send(intent(value)))
    }

    /// Gives the app, and links that stay inside it, to everything below.
    pub(super) fn provide(self) {
        provide_context(self);
        provide_context(Go(Callback::new(move |path: String| self.send(Intent::Go(Route::parse(&path))))));
    }
}

/// The app around this component.
pub fn use_app() -> App {
    expect_context::<App>()
}
