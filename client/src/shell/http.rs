//! Requests to the server's HTTP interface. The access token lives in this value's memory and nowhere else.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use samspil_shared::api::Problem;
use samspil_shared::api::admin::IDEMPOTENCY_KEY;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use wasm_bindgen::JsCast;
use web_sys::{AbortController, Headers, RequestCache, RequestCredentials, RequestInit, Response};

use super::error::ShellError;
use super::js;
use super::timer::Timer;

/// Milliseconds for a whole request: a phone at the edge of coverage needs them, a person does not wait longer.
const ANSWER_MS: u64 = 20_000;

const JSON: &str = "application/json";

/// Why there is no answer of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HttpError {
    /// No answer of our server: an ordinary state of a phone.
    #[error("the server cannot be reached: {0}")]
    Unreachable(Unreachable),
    /// Our server says no.
    #[error("the server says {:?}", .0.code)]
    Problem(Problem),
    /// Our server says something that this version does not understand, with this status.
    #[error("the server answers something new, with status {0}")]
    Unexpected(u16),
}

/// How the server was not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unreachable {
    /// No network, no name, no connection.
    #[error("no connection")]
    Network,
    /// No whole answer in time.
    #[error("no answer in time")]
    Timeout,
    /// Something on the way answers in its place: a hotel's login page, a gateway without its server.
    #[error("something else answers in its place")]
    Stranger,
}

/// The HTTP interface of the page's own origin.
#[derive(Clone, Default)]
pub struct Http {
    token: Rc<RefCell<Option<String>>>,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http {{ signed in: {} }}", self.token.borrow().is_some())
    }
}

impl Http {
    /// Sets or forgets the access token that requests carry.
    pub fn set_token(&self, token: Option<String>) {
        *self.token.borrow_mut() = token;
    }

    /// The access token, as the socket's ticket.
    pub fn token(&self) -> Option<String> {
        self.token.borrow().clone()
    }

    /// `GET path`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ShellError> {
        self.request("GET", path, None).await
    }

    /// `POST path` with a body.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ShellError> {
        self.request("POST", path, Some(json(body)?)).await
    }

    /// `POST path` with a body, and the key of what is done once.
    pub async fn post_once<T: DeserializeOwned>(
        &self,
        path: &str,
        key: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, ShellError> {
        self.keyed_request("POST", path, Some(json(body)?), key).await
    }

    /// `POST path` without a body: what the cookie says is all there is to say.
    pub async fn post_bare<T: DeserializeOwned>(&self, path: &str) -> Result<T, ShellError> {
        self.request("POST", path, None).await
    }

    /// `PUT path` with a body.
    pub async fn put<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ShellError> {
        self.request("PUT", path, Some(json(body)?)).await
    }

    /// `PUT path` without a body.
    pub async fn put_bare<T: DeserializeOwned>(&self, path: &str) -> Result<T, ShellError> {
        self.request("PUT", path, None).await
    }

    async fn request<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> Result<T, ShellError> {
        self.keyed_request(method, path, body, None).await
    }

    async fn keyed_request<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        key: Option<&str>,
    ) -> Result<T, ShellError> {
        let controller = AbortController::new().map_err(|error| ShellError::browser("AbortController", &error))?;
        let init = self.init(method, body.as_deref(), key)?;
        init.set_signal(Some(&controller.signal()));
        let signal = controller.signal();
        let _timeout = Timer::after(ANSWER_MS, move || controller.abort())?;
        let lost =
            |_| HttpError::Unreachable(if signal.aborted() { Unreachable::Timeout } else { Unreachable::Network });
        let answer = js::window()?.fetch_with_str_and_init(path, &init);
        let answer = js::settle("fetch", answer).await.map_err(lost)?;
        let answer: Response = answer.dyn_into().map_err(|error| ShellError::browser("fetch", &error))?;
        let text = answer.text().map_err(|error| ShellError::browser("Response.text", &error))?;
        let text = js::settle("Response.text", text).await.map_err(lost)?.as_string().unwrap_or_default();
        Ok(understand(&answer, &text)?)
    }

    fn init(&self, method: &str, body: Option<&str>, key: Option<&str>) -> Result<RequestInit, ShellError> {
        let failed = |error| ShellError::browser("Headers", &error);
        let headers = Headers::new().map_err(failed)?;
        headers.set("accept", JSON).map_err(failed)?;
        if let Some(token) = self.token.borrow().as_deref() {
            headers.set("authorization", &format!("Bearer {token}")).map_err(failed)?;
        }
        if let Some(key) = key {
            headers.set(IDEMPOTENCY_KEY, key).map_err(failed)?;
        }
        let init = RequestInit::new();
        if let Some(body) = body {
            headers.set("content-type", JSON).map_err(failed)?;
            init.set_body_opt_str(Some(body));
        }
        init.set_method(method);
        init.set_headers_headers(&headers);
        init.set_credentials(RequestCredentials::SameOrigin);
        init.set_cache(RequestCache::NoStore);
        // Our server never redirects its interface; whoever does is a stranger on the way.
        js::set(&init, "redirect", &"error".into())?;
        Ok(init)
    }
}

fn json(body: &impl Serialize) -> Result<String, ShellError> {
    let failed = |_| ShellError::Browser { what: "writing a request", name: "not JSON".to_owned() };
    serde_json::to_string(body).map_err(failed)
}

fn understand<T: DeserializeOwned>(answer: &Response, text: &str) -> Result<T, HttpError> {
    let status = answer.status();
    if status == 204 {
        return serde_json::from_str("null").map_err(|_| HttpError::Unexpected(status));
    }
    let form = answer.headers().get("content-type").ok().flatten().unwrap_or_default();
    if !form.starts_with(JSON) {
        return Err(HttpError::Unreachable(Unreachable::Stranger));
    }
    if answer.ok() {
        return serde_json::from_str(text).map_err(|_| HttpError::Unexpected(status));
    }
    match serde_json::from_str(text) {
        Ok(problem) => Err(HttpError::Problem(problem)),
        Err(_) => Err(HttpError::Unexpected(status)),
    }
}
