//! The service worker (which keeps the app itself on the device) and what the browser grants of its storage.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
    ServiceWorkerUpdateViaCache, StorageEstimate, StorageManager,
};

use super::error::ShellError;
use super::event::{Events, ShellEvent};
use super::js::{self, Listening};

const SCRIPT: &str = "/sw.js";

/// What `sw.js` understands: take over now.
const ACTIVATE: &str = "activate";

/// The registered service worker. Dropping this ends the reports and nothing else.
#[derive(Debug)]
pub struct Updates {
    registration: ServiceWorkerRegistration,
    _listening: [Listening; 2],
    _installing: Rc<RefCell<Option<Listening>>>,
}

impl Updates {
    /// Registers `/sw.js` and reports [`ShellEvent::UpdateReady`] and [`ShellEvent::UpdateActive`].
    pub async fn register(events: &Events) -> Result<Self, ShellError> {
        let container = container()?;
        let options = RegistrationOptions::new();
        options.set_scope("/");
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registration = container.register_with_options(SCRIPT, &options);
        let registration = js::settle("serviceWorker.register", registration).await?;
        let registration: ServiceWorkerRegistration =
            registration.dyn_into().map_err(|error| ShellError::browser("serviceWorker.register", &error))?;
        // The first worker that takes over a page is no update of it.
        let controlled = Rc::new(Cell::new(container.controller().is_some()));
        let installing = Rc::new(RefCell::new(None));
        let listening = [
            Listening::to(&registration, "updatefound", {
                let (events, installing, controlled) = (events.clone(), Rc::clone(&installing), Rc::clone(&controlled));
                let registration = registration.clone();
                move |_| {
                    if let Some(worker) = registration.installing().filter(|_| controlled.get()) {
                        installing.replace(await_installed(&worker, &events));
                    }
                }
            })?,
            Listening::to(&container, "controllerchange", {
                let (events, controlled) = (events.clone(), Rc::clone(&controlled));
                move |_| {
                    if controlled.replace(true) {
                        events.emit(ShellEvent::UpdateActive);
                    }
                }
            })?,
        ];
        if controlled.get() && registration.waiting().is_some() {
            events.emit(ShellEvent::UpdateReady);
        }
        Ok(Self { registration, _listening: listening, _installing: installing })
    }

    /// Asks the server for a newer version. Unreachable is no news.
    pub async fn check(&self) -> Result<(), ShellError> {
        let update = self.registration.update().map_err(|error| ShellError::browser("update", &error))?;
        js::settle("serviceWorker.update", update).await?;
        Ok(())
    }

    /// Lets the version that waits take over; [`ShellEvent::UpdateActive`] follows. Says whether one waits.
    pub fn activate(&self) -> Result<bool, ShellError> {
        let Some(waiting) = self.registration.waiting() else {
            return Ok(false);
        };
        let told = waiting.post_message(&JsValue::from_str(ACTIVATE));
        told.map_err(|error| ShellError::browser("ServiceWorker.postMessage", &error))?;
        Ok(true)
    }
}

/// The worker that is at work, once there is one.
pub(super) async fn registration() -> Result<ServiceWorkerRegistration, ShellError> {
    let ready = container()?.ready().map_err(|error| ShellError::browser("serviceWorker.ready", &error))?;
    let registration = js::settle("serviceWorker.ready", ready).await?;
    registration.dyn_into().map_err(|error| ShellError::browser("serviceWorker.ready", &error))
}

/// Resolves when the app is on the device and starts without the server.
pub async fn kept_on_device() -> Result<(), ShellError> {
    registration().await.map(drop)
}

/// What the browser says of its storage, in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// In use by this app.
    pub used: f64,
    /// At most for this app.
    pub quota: f64,
}

/// How much room there is.
pub async fn room() -> Result<Room, ShellError> {
    let estimate = storage()?.estimate().map_err(|error| ShellError::browser("storage.estimate", &error))?;
    let estimate: StorageEstimate = js::settle("storage.estimate", estimate).await?.unchecked_into();
    let number = |number: Option<f64>| number.ok_or(ShellError::Missing("storage.estimate"));
    Ok(Room { used: number(estimate.get_usage())?, quota: number(estimate.get_quota())? })
}

/// Asks the browser never to clear the store by itself; `false` if it will not promise.
pub async fn persist() -> Result<bool, ShellError> {
    let persist = storage()?.persist().map_err(|error| ShellError::browser("storage.persist", &error))?;
    Ok(js::settle("storage.persist", persist).await?.is_truthy())
}

/// Whether the browser has promised.
pub async fn persisted() -> Result<bool, ShellError> {
    let persisted = storage()?.persisted().map_err(|error| ShellError::browser("storage.persisted", &error))?;
    Ok(js::settle("storage.persisted", persisted).await?.is_truthy())
}

fn await_installed(worker: &ServiceWorker, events: &Events) -> Option<Listening> {
    let (watched, events) = (worker.clone(), events.clone());
    let listening = Listening::to(worker, "statechange", move |_| {
        if watched.state() == ServiceWorkerState::Installed {
            events.emit(ShellEvent::UpdateReady);
        }
    });
    listening.ok()
}

fn container() -> Result<ServiceWorkerContainer, ShellError> {
    Ok(js::navigator_with("serviceWorker")?.service_worker())
}

fn storage() -> Result<StorageManager, ShellError> {
    Ok(js::navigator_with("storage")?.storage())
}
