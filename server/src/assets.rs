//! The client's files: inside the binary in a release, read from `client/dist` in a development build.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::ApiError;
use crate::state::AppState;

#[derive(RustEmbed)]
#[folder = "../client/dist"]
#[allow_missing = true]
struct Dist;

const WORKER: &str = "/sw.js";
/// What stands in the worker's place while it is switched off.
const KILL: &str = include_str!("../../client/sw/kill.js");
const INDEX: &str = "index.html";
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Hexadecimal digits in a name that make it one of this very content.
const HASH_DIGITS_MIN: usize = 8;
const NOT_BUILT: &str = "The server runs, but it holds no client. Build it with: cargo xtask build\n";

/// Whether the path belongs to the client rather than to an interface of the server.
pub(crate) fn is_for_client(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    !matches!(first, "api" | "sync" | "healthz" | "readyz")
}

/// How the files are served.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    /// The service worker is switched off: see [`KILL`].
    pub(crate) killed: bool,
    /// Files of another build, for the stories of an update.
    #[cfg(feature = "testing")]
    pub(crate) folder: Option<std::path::PathBuf>,
}

impl Assets {
    fn find(&self, name: &str) -> Option<EmbeddedFile> {
        #[cfg(feature = "testing")]
        if let Some(folder) = &self.folder {
            return rust_embed::utils::read_file_from_fs(&folder.join(name)).ok();
        }
        Dist::get(name)
    }
}

/// Whatever no route takes.
pub(crate) async fn serve(
    State(state): State<AppState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if !is_for_client(uri.path()) {
        return Err(ApiError::NotFound);
    }
    if method != Method::GET && method != Method::HEAD {
        return Err(ApiError::WrongMethod);
    }
    let assets = state.assets();
    if assets.killed && uri.path() == WORKER {
        return Ok(kill());
    }
    answer(uri.path(), &headers, |name| assets.find(name))
}

/// The worker that takes itself and its files away. Asked for at every start of the app, so never kept.
fn kill() -> Response {
    let mut response = Response::new(Body::from(KILL));
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, content_type(WORKER));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A route with another method.
pub(crate) async fn wrong_method() -> ApiError {
    ApiError::WrongMethod
}

/// The file at `path`, or the page: a path without an extension is one of the app's own screens.
fn answer(path: &str, headers: &HeaderMap, find: impl Fn(&str) -> Option<EmbeddedFile>) -> Result<Response, ApiError> {
    let name = path.trim_start_matches('/');
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b)) && !name.contains("..");
    let is_file = name.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let name = if is_file { name } else { INDEX };
    let found = if plain || !is_file { find(name) } else { None };
    let Some(file) = found else {
        if name == INDEX {
            return Ok((StatusCode::NOT_FOUND, NOT_BUILT).into_response());
        }
        return Err(ApiError::NotFound);
    };
    if name.ends_with(".br") {
        // Its packed form is only ever given out under the file's own name and type.
        return Err(ApiError::NotFound);
    }
    let packed = takes_brotli(headers).then(|| find(&format!("{name}.br"))).flatten();
    let is_packed = packed.is_some();
    let tag = etag(&file, is_packed);
    let mut response = if knows(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(content(packed.unwrap_or(file))))
    };
    let answer = response.headers_mut();
    answer.insert(header::ETAG, tag);
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(if is_hashed(name) { FOREVER } else { "no-cache" }));
    if response.status() == StatusCode::OK {
        let answer = response.headers_mut();
        answer.insert(header::CONTENT_TYPE, content_type(name));
        if is_packed {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
    }
    Ok(response)
}

fn content(file: EmbeddedFile) -> Bytes {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    }
}

fn content_type(name: &str) -> HeaderValue {
    let text = match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream"),
    };
    HeaderValue::from_static(text)
}

fn etag(file: &EmbeddedFile, is_packed: bool) -> HeaderValue {
    let hash = hex::encode(&file.metadata.sha256_hash()[..16]);
    let form = if is_packed { "-br" } else { "" };
    HeaderValue::try_from(format!("\"{hash}{form}\"")).unwrap_or_else(|_| unreachable!("hexadecimal is plain ASCII"))
}

fn knows(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_brotli = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let refused = parts.any(|part| {
            let weight = part.strip_prefix("q=").or(part.strip_prefix("Q="));
            weight.is_some_and(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight <= 0.0))
        });
        is_brotli && !refused
    })
}

/// `app-1f0c9a2b3d4e5f60.js` or `app.1f0c9a2b3d4e5f60.js`.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let Some((stem, _)) = file.rsplit_once('.') else { return false };
    let last = stem.rsplit(['-', '.']).next().unwrap_or_default();
    last.len() < stem.len()
        && last.len() >= HASH_DIGITS_MIN
        && last.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests;
