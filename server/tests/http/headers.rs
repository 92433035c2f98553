use axum::body::Body;
use http::{Method, Request};
use samspil_server::routes;

use crate::support::TestApp;

/// 05 "Web", word for word.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::start().await;
    let mut paths: Vec<(Method, String)> =
        routes::table().into_iter().map(|route| (route.method, route.path.to_owned())).collect();
    for path in ["/", "/logbog", "/missing.js", "/api", "/api/missing", "/api/me/more", "/sync/more"] {
        paths.push((Method::GET, path.to_owned()));
    }
    paths.push((Method::DELETE, "/api/me".to_owned()));
    paths.push((Method::POST, "/".to_owned()));
    for (method, path) in paths {
        let request = Request::builder().method(&method).uri(&path).body(Body::empty()).expect("a request");
        let answer = app.send(request).await;
        for (name, value) in [
            ("content-security-policy", POLICY),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), value, "{method} {path}");
        }
        assert!(answer.header("permissions-policy").contains("microphone=()"), "{method} {path}");
        let of_server = ["/api", "/sync", "/healthz", "/readyz"].iter().any(|prefix| path.starts_with(prefix));
        if of_server {
            assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_server_says_that_it_is_up_and_ready() {
    let app = TestApp::start().await;
    for (path, word) in [("/healthz", "up\n"), ("/readyz", "ready\n")] {
        let answer = app.browser().get(path).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (200, word.as_bytes()), "{path}");
    }
    app.store().close().await;
    assert_eq!(app.browser().get("/healthz").await.status, 200);
    assert_eq!(app.browser().get("/readyz").await.status, 503, "without a database it is not");
}
