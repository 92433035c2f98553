use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use samspil_server::routes::{self, Needs};
use samspil_shared::api::Code;

use crate::support::{ORIGIN, TestApp};

/// What other sites, and clumsy forgeries, send as `Origin`.
const FOREIGN: [&[&str]; 14] = [
    &[],
    &["null"],
    &[""],
    &["https://evil.example"],
    &["http://samspil.example"],
    &["https://samspil.example:8443"],
    &["https://samspil.example."],
    &["https://samspil.example/"],
    &["https://samspil.example.evil.example"],
    &["https://evil.samspil.example"],
    &["https://SAMSPIL.example"],
    &["https://samspil.example https://evil.example"],
    &["https://samspil.example", "https://evil.example"],
    &["https://evil.example", "https://samspil.example"],
];

#[tokio::test]
async fn another_site_changes_nothing_on_any_route() {
    let app = TestApp::start().await;
    let maria = app.person("maria").await;
    let changing: Vec<_> = routes::table().into_iter().filter(|route| route.method != Method::GET).collect();
    assert!(changing.len() >= 6, "the table has lost its rows");
    for route in &changing {
        assert!(matches!(route.needs, Needs::Origin | Needs::SessionAndOrigin), "{route:?} changes something");
    }
    let guarded =
        routes::table().into_iter().filter(|route| matches!(route.needs, Needs::Origin | Needs::SessionAndOrigin));
    for route in guarded {
        let ask = async |origins: &[&str], fetch_site: Option<&str>| {
            let mut request = maria.request(route.method.clone(), route.path);
            if let Some(headers) = request.headers_mut() {
                headers.remove(header::ORIGIN);
            }
            for origin in origins {
                request = request.header(header::ORIGIN, *origin);
            }
            if let Some(site) = fetch_site {
                request = request.header("sec-fetch-site", site);
            }
            let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}"));
            app.send(request.expect("a request")).await
        };
        for origins in FOREIGN {
            assert_eq!(ask(origins, None).await.refusal(), Some(Code::ForeignOrigin), "{route:?} from {origins:?}");
        }
        for site in ["cross-site", "same-site", "none"] {
            let answer = ask(&[ORIGIN], Some(site)).await;
            assert_eq!(answer.refusal(), Some(Code::ForeignOrigin), "{route:?}, sec-fetch-site {site}");
        }
        for site in [None, Some("same-origin")] {
            let answer = ask(&[ORIGIN], site).await;
            let refused = !answer.status.is_success() && answer.refusal() == Some(Code::ForeignOrigin);
            assert!(!refused, "{route:?} from our own pages");
        }
    }
}

#[tokio::test]
async fn no_other_site_may_read_either() {
    let app = TestApp::start().await;
    for route in routes::table() {
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri(route.path)
            .header(header::ORIGIN, "https://evil.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, route.method.as_str());
        let answer = app.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{route:?}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{route:?}");
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_gets_no_further() {
    let app = TestApp::start().await;
    let rows =
        routes::table().into_iter().filter(|route| matches!(route.needs, Needs::Session | Needs::SessionAndOrigin));
    let mut asked = 0;
    for route in rows {
        let request = app.browser().request(route.method.clone(), route.path).body(Body::empty());
        let answer = app.send(request.expect("a request")).await;
        assert_eq!(answer.refusal(), Some(Code::NotSignedIn), "{route:?}");
        asked += 1;
    }
    assert!(asked >= 3, "the table has lost its rows");
}
