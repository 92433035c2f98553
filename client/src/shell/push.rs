//! Push as the browser has it, and the number on the app's icon.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use super::error::ShellError;
use super::{js, service_worker};
use crate::app::notices::PushHere;

#[wasm_bindgen]
extern "C" {
    type PushManager;

    #[wasm_bindgen(method, catch)]
    fn subscribe(this: &PushManager, options: &js_sys::Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getSubscription)]
    fn get_subscription(this: &PushManager) -> Result<Promise, JsValue>;

    type Subscription;

    #[wasm_bindgen(method, catch)]
    fn unsubscribe(this: &Subscription) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = toJSON)]
    fn to_json(this: &Subscription) -> Result<JsValue, JsValue>;
}

/// Where this browser takes pushes, and with which keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscribed {
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
}

impl std::fmt::Debug for Subscribed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subscribed(not shown)")
    }
}

/// What the browser takes.
pub fn here() -> PushHere {
    let permission = notification().and_then(|notification| js::get(&notification, "permission")?.as_string());
    if !has("PushManager") {
        return PushHere::Missing;
    }
    match permission.as_deref() {
        Some("granted") => PushHere::Granted,
        Some("denied") => PushHere::Denied,
        Some(_) => PushHere::Asks,
        None => PushHere::Missing,
    }
}

/// Has the browser ask the person, in answer to a press.
pub async fn ask() -> Result<PushHere, ShellError> {
    let notification = notification().ok_or(ShellError::Missing("Notification"))?;
    let request = js::get(&notification, "requestPermission").and_then(|request| request.dyn_into::<Function>().ok());
    let request = request.ok_or(ShellError::Missing("Notification.requestPermission"))?;
    let asked = request.call0(&notification).map_err(|error| ShellError::browser("requestPermission", &error))?;
    js::settle("requestPermission", Promise::resolve(&asked)).await?;
    Ok(here())
}

/// Takes pushes of the server with this key. One that an earlier key was given to is let go first.
pub async fn subscribe(key: &str) -> Result<Subscribed, ShellError> {
    let manager = manager().await?;
    let options = js_sys::Object::new();
    js::set(&options, "userVisibleOnly", &JsValue::TRUE)?;
    js::set(&options, "applicationServerKey", &JsValue::from_str(key))?;
    let begin = || manager.subscribe(&options).map_err(|error| ShellError::browser("push.subscribe", &error));
    let subscription = match js::settle("push.subscribe", begin()?).await {
        Err(ShellError::Browser { name, .. }) if name == "InvalidStateError" => {
            let_go(&manager).await?;
            js::settle("push.subscribe", begin()?).await?
        }
        other => other?,
    };
    let json = subscription.unchecked_into::<Subscription>().to_json();
    let json = json.map_err(|error| ShellError::browser("push.toJSON", &error))?;
    let text = |from: &JsValue, name: &'static str| {
        js::get(from, name).and_then(|value| value.as_string()).ok_or(ShellError::Missing(name))
    };
    let keys = js::get(&json, "keys").ok_or(ShellError::Missing("push.keys"))?;
    Ok(Subscribed { endpoint: text(&json, "endpoint")?, p256dh: text(&keys, "p256dh")?, auth: text(&keys, "auth")? })
}

/// Puts a number on the app's icon, where the system has such numbers; 0 takes it away.
pub fn badge(count: usize) {
    let Ok(window) = js::window() else { return };
    let navigator = window.navigator();
    let name = if count == 0 { "clearAppBadge" } else { "setAppBadge" };
    let Some(set) = js::get(&navigator, name).and_then(|set| set.dyn_into::<Function>().ok()) else { return };
    let count = JsValue::from_f64(u32::try_from(count).unwrap_or(u32::MAX).into());
    let done = if name == "setAppBadge" { set.call1(&navigator, &count) } else { set.call0(&navigator) };
    if let Ok(done) = done {
        wasm_bindgen_futures::spawn_local(async move {
            // A browser in which the app is not installed may refuse: there is no icon then.
            let _ = js::settle("setAppBadge", Promise::resolve(&done)).await;
        });
    }
}

async fn let_go(manager: &PushManager) -> Result<(), ShellError> {
    let found = manager.get_subscription().map_err(|error| ShellError::browser("push.getSubscription", &error))?;
    let found = js::settle("push.getSubscription", found).await?;
    if found.is_null() || found.is_undefined() {
        return Ok(());
    }
    let gone = found.unchecked_into::<Subscription>().unsubscribe();
    js::settle("push.unsubscribe", gone.map_err(|error| ShellError::browser("push.unsubscribe", &error))?).await?;
    Ok(())
}

async fn manager() -> Result<PushManager, ShellError> {
    let registration = service_worker::registration().await?;
    let manager = js::get(&registration, "pushManager").filter(JsValue::is_object);
    Ok(manager.ok_or(ShellError::Missing("pushManager"))?.unchecked_into())
}

fn notification() -> Option<JsValue> {
    js::get(js::window().ok()?.as_ref(), "Notification").filter(JsValue::is_function)
}

fn has(name: &str) -> bool {
    js::window().is_ok_and(|window| js::get(&window, name).is_some_and(|member| member.is_function()))
}
