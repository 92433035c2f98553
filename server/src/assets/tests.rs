use std::fs;

use axum::body::to_bytes;

use super::*;

struct Client(tempfile::TempDir);

impl Client {
    fn built() -> Self {
        let client = Self(tempfile::tempdir().expect("a folder"));
        for (name, text) in [
            ("index.html", "<!doctype html>"),
            ("app-0123456789abcdef.js", "js"),
            ("app-0123456789abcdef.js.br", "packed js"),
            ("app_bg.wasm", "wasm"),
            ("sw.js", "worker"),
            ("manifest.webmanifest", "{}"),
            ("css/app.css", "css"),
            ("fonts/plex.woff2", "font"),
        ] {
            let path = client.0.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        client
    }

    fn get(&self, path: &str, headers: &[(http::HeaderName, &str)]) -> Result<Response, ApiError> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value"))).collect();
        answer(path, &headers, |name| rust_embed::utils::read_file_from_fs(&self.0.path().join(name)).ok())
    }
}

fn header_of(response: &Response, name: http::HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("ASCII"))
}

async fn text_of(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), 1000).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn every_kind_of_file_says_what_it_is() {
    let client = Client::built();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/app-0123456789abcdef.js", "text/javascript; charset=utf-8"),
        ("/app_bg.wasm", "application/wasm"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/css/app.css", "text/css; charset=utf-8"),
        ("/fonts/plex.woff2", "font/woff2"),
    ] {
        let response = client.get(path, &[]).expect(path);
        assert_eq!(header_of(&response, header::CONTENT_TYPE), kind, "{path}");
    }
}

#[test]
fn only_a_name_of_its_content_is_kept_for_long() {
    let client = Client::built();
    for (path, kept) in [("/app-0123456789abcdef.js", true), ("/sw.js", false), ("/", false), ("/app_bg.wasm", false)] {
        let response = client.get(path, &[]).expect(path);
        let cache = header_of(&response, header::CACHE_CONTROL);
        assert_eq!(cache.contains("immutable"), kept, "{path}: {cache}");
        assert!(kept || cache == "no-cache", "{path}: {cache}");
        assert!(!header_of(&response, header::ETAG).is_empty(), "{path}");
    }
    for (name, hashed) in [
        ("app-0123456.js", false),
        ("0123456789abcdef.js", false),
        ("app.0123456789abcdef.css", true),
        ("css/app-0123456789abcdef.css", true),
        ("app-0123456789abcdeg.js", false),
        ("app-01234567", false),
    ] {
        assert_eq!(is_hashed(name), hashed, "{name}");
    }
}

#[tokio::test]
async fn a_browser_that_takes_brotli_gets_it() {
    let client = Client::built();
    let path = "/app-0123456789abcdef.js";
    let packed = client.get(path, &[(header::ACCEPT_ENCODING, "gzip, deflate, br")]).expect("a file");
    assert_eq!(header_of(&packed, header::CONTENT_ENCODING), "br");
    assert_eq!(header_of(&packed, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert_eq!(header_of(&packed, header::VARY), "accept-encoding");
    assert_eq!(text_of(packed).await, "packed js");
    for refusing in ["gzip", "br;q=0", "br; q=0.0", "brotli"] {
        let plain = client.get(path, &[(header::ACCEPT_ENCODING, refusing)]).expect("a file");
        assert_eq!(header_of(&plain, header::CONTENT_ENCODING), "", "{refusing}");
        assert_eq!(text_of(plain).await, "js");
    }
    assert!(client.get("/app-0123456789abcdef.js.br", &[]).is_err(), "the packed file has no address of its own");
}

#[test]
fn a_known_file_is_not_sent_again() {
    let client = Client::built();
    let first = client.get("/sw.js", &[]).expect("a file");
    let tag = header_of(&first, header::ETAG).to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
        let again = client.get("/sw.js", &[(header::IF_NONE_MATCH, &known)]).expect("an answer");
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
    }
    let other = client.get("/sw.js", &[(header::IF_NONE_MATCH, "\"other\"")]).expect("a file");
    assert_eq!(other.status(), StatusCode::OK);
}

#[test]
fn screens_get_the_page_and_missing_files_do_not() {
    let client = Client::built();
    for screen in ["/", "/logbog", "/logbog/0123/rediger", "/l%C3%A6ring"] {
        let response = client.get(screen, &[]).expect(screen);
        assert_eq!(header_of(&response, header::CONTENT_TYPE), "text/html; charset=utf-8", "{screen}");
    }
    for missing in
        ["/missing.js", "/css/missing.css", "/../../Cargo.toml", "/%2e%2e/Cargo.toml", "/a\\b.js", "/.git/config.x"]
    {
        assert!(client.get(missing, &[]).is_err(), "{missing}");
    }
}

#[tokio::test]
async fn without_a_client_the_server_says_how_to_build_one() {
    let response = answer("/", &HeaderMap::new(), |_| None).expect("an answer");
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(text_of(response).await.contains("cargo xtask build"));
}

#[test]
fn interfaces_are_not_screens() {
    for (path, client) in [("/api", false), ("/api/x", false), ("/sync", false), ("/healthz", false), ("/apiary", true)]
    {
        assert_eq!(is_for_client(path), client, "{path}");
    }
}

#[tokio::test]
async fn the_worker_that_goes_away_is_never_kept() {
    let response = kill();
    assert_eq!(header_of(&response, header::CACHE_CONTROL), "no-store");
    assert_eq!(header_of(&response, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    let script = text_of(response).await;
    assert!(script.contains("registration.unregister()") && !script.contains("\"fetch\""), "{script}");
}
