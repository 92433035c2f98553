use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Request, header};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use samspil_server::admin;
use samspil_server::routes;
use samspil_server::store::UnitKind;
use samspil_shared::api::{self, Code, Problem};
use samspil_shared::domain::{Membership, Role, SpaceKind, UnitId, Window};
use serde_json::{Value, json};

use crate::support::{ORIGIN, PASSWORD, TestApp};

const SWEEPS: usize = 10_000;
/// An access token lasts five minutes.
const REFRESHED_EACH: usize = 20;

/// Well-formed requests, to be broken: those whose bodies say most, and every other route.
fn seeds() -> Vec<(&'static str, Value)> {
    let mut seeds = spoken();
    let ids =
        json!({"role": "administrator", "unit": "00".repeat(16), "person": "00".repeat(16), "id": "00".repeat(16)});
    for route in routes::table() {
        if seeds.iter().all(|(path, _)| *path != route.path) {
            seeds.push((route.path, ids.clone()));
        }
    }
    seeds
}

fn spoken() -> Vec<(&'static str, Value)> {
    vec![
        (api::LINK, json!({"token": "A".repeat(43)})),
        (api::LINK_CODE, json!({"token": "A".repeat(43)})),
        (
            api::LINK_ACCEPT,
            json!({"token": "A".repeat(43), "login": "maria", "password": PASSWORD, "device": "phone", "enrolment": "00".repeat(12)}),
        ),
        (api::LOGIN, json!({"login": "maria", "password": "forkert kode her", "device": "phone", "enrolment": null})),
        (api::REFRESH, json!({})),
        (api::LOGOUT, json!({})),
        (api::SLOT, json!({})),
        (api::ME, json!({})),
        (api::FACTS, json!({})),
        (api::DEVICES, json!({})),
        (api::DEVICES_END, json!({"enrolment": "00".repeat(12)})),
        (api::QUARANTINE, json!({"role": "foster_parent", "unit": "00".repeat(16), "texts": true})),
        (
            api::QUARANTINE_SETTLE,
            json!({"role": "consultant", "unit": "00".repeat(16), "doc": "00".repeat(16), "by": "00".repeat(16), "take": true}),
        ),
        (api::DELIVER, json!({"boxes": ["00".repeat(200)]})),
        (api::ADMIN_PEOPLE, json!({})),
        (api::ADMIN_PEOPLE_ADD, json!({"name": "Ib", "login": null, "role": "leader", "family": null})),
        (api::ADMIN_PEOPLE_LINK, json!({"person": "00".repeat(16)})),
        (
            api::ADMIN_MEMBERS_ADD,
            json!({"person": "00".repeat(16), "place": "unit", "role": "leader", "stand_in": false, "from": 0, "until": null, "sees_from": null}),
        ),
        (api::SYNC, json!({})),
        ("/healthz", json!({})),
        ("/readyz", json!({})),
        ("/api/missing", json!({})),
        ("/logbog", json!({})),
    ]
}

#[tokio::test]
async fn no_malformed_request_makes_the_server_fail() {
    let app = TestApp::start().await;
    let mut maria = app.person("maria").await;
    // Whoever is in as much as one can be gets past the door of every handler.
    let unit = admin::add_unit(app.store(), UnitKind::Municipality, "Klitmark", app.now()).await.expect("a unit");
    let space =
        app.store().space_of(SpaceKind::Municipality, unit.as_bytes()).await.expect("the store").expect("a space");
    for role in [Role::Administrator, Role::Leader, Role::Consultant] {
        let membership = Membership {
            person: maria.person(),
            space,
            role,
            unit,
            stand_in: false,
            course: None,
            window: Window { from: app.now(), until: None },
            sees_from: None,
            own_only: false,
        };
        admin::add_member(app.store(), &membership, app.now()).await.expect("a membership");
    }
    let mut rng = ChaCha20Rng::seed_from_u64(20);
    let mut said = std::collections::BTreeMap::new();
    let mut let_in = 0;
    for n in 0..SWEEPS {
        if n % REFRESHED_EACH == 0 {
            maria.refreshes().await.expect("the session goes on");
        }
        let signed_in = n % 2 == 0;
        let mut request = broken(&mut rng, unit);
        if signed_in {
            let token = format!("Bearer {}", maria.session().access_token);
            request.headers_mut().insert(header::AUTHORIZATION, token.parse().expect("a header"));
        }
        let (shown, of_api) = (format!("{request:?}"), request.uri().path().starts_with("/api"));
        let answer = app.send(request).await;
        assert!(answer.status.as_u16() < 500, "sweep {n}: {} to {shown}", answer.status);
        if of_api && !answer.status.is_success() {
            let problem: Problem = answer.json();
            assert!(!problem.message.is_empty());
            *said.entry(problem.code).or_insert(0) += 1;
        }
        let_in += usize::from(signed_in && answer.status.is_success());
        // The limits of an address are another story.
        app.wait_ms(10_000);
    }
    assert!(let_in > SWEEPS / 20, "handlers were hardly entered: {let_in}");
    for code in [Code::Malformed, Code::NotJson, Code::TooLarge, Code::WrongMethod, Code::ForeignOrigin, Code::NotFound]
    {
        assert!(said.get(&code).is_some_and(|times| *times > 5), "{code:?} was hardly met: {said:?}");
    }
    assert!(!said.contains_key(&Code::Internal), "{said:?}");
}

/// A well-formed request with one or more things wrong.
fn broken(rng: &mut ChaCha20Rng, unit: UnitId) -> Request<Body> {
    let seeds = seeds();
    let (path, body) = &seeds[rng.random_range(0..seeds.len())];
    let mut method =
        routes::table().into_iter().find(|route| route.path == *path).map_or(Method::POST, |route| route.method);
    let mut path = (*path).to_owned();
    if rng.random_ratio(1, 2) {
        let role = ["administrator", "leader", "consultant", "foster_parent", "x"][rng.random_range(0..5)];
        path.push_str(&format!("?role={role}&unit={unit}"));
    }
    let mut bytes = serde_json::to_vec(body).expect("JSON");
    let mut headers: Vec<(HeaderName, HeaderValue)> = vec![
        (header::ORIGIN, HeaderValue::from_static(ORIGIN)),
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
    ];
    for _ in 0..rng.random_range(1..=3) {
        match rng.random_range(0..12) {
            0 => {
                method = Method::from_bytes(
                    [b"GET".as_slice(), b"POST", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"X"][rng.random_range(0..7)],
                )
                .expect("a method");
            }
            1 => path.push_str(
                ["/", "//", "/..", "?a=b", "%00", "%ff", "/%2e%2e/", ";x", "?token=%"][rng.random_range(0..9)],
            ),
            2 => bytes.truncate(rng.random_range(0..=bytes.len())),
            3 => bytes = noise(rng, 200),
            4 => flip(rng, &mut bytes),
            5 => bytes = vec![b'['; rng.random_range(1..17_000)],
            6 => bytes = vec![b' '; rng.random_range(16_000..40_000)],
            7 => bytes = odd_json(rng, body),
            8 => headers.retain(|(name, _)| name != header::CONTENT_TYPE),
            9 => headers.retain(|(name, _)| name != header::ORIGIN),
            10 => headers.push((odd_header(rng), odd_value(rng))),
            _ => headers.push((header::CONTENT_TYPE, HeaderValue::from_static("text/plain"))),
        }
    }
    let uri: http::Uri = path.parse().unwrap_or_else(|_| "/".parse().expect("a path"));
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.body(Body::from(bytes)).expect("a request")
}

fn noise(rng: &mut ChaCha20Rng, most: usize) -> Vec<u8> {
    let mut bytes = vec![0; rng.random_range(0..most)];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn flip(rng: &mut ChaCha20Rng, bytes: &mut [u8]) {
    if !bytes.is_empty() {
        let at = rng.random_range(0..bytes.len());
        bytes[at] ^= 1 << rng.random_range(0..8);
    }
}

/// The body with one field missing, doubled, of another type, or far too long.
fn odd_json(rng: &mut ChaCha20Rng, body: &Value) -> Vec<u8> {
    let Value::Object(fields) = body else { return b"null".to_vec() };
    let names: Vec<&String> = fields.keys().collect();
    let mut fields = fields.clone();
    let odd = [
        json!(null),
        json!(f64::MAX),
        json!([]),
        json!({"a": {}}),
        json!(true),
        json!("\u{0}\u{202e}"),
        json!("x".repeat(9000)),
        json!("æ".repeat(65)),
    ];
    let odd = odd[rng.random_range(0..odd.len())].clone();
    match names.get(rng.random_range(0..=names.len())) {
        Some(name) if rng.random_bool(0.3) => drop(fields.remove(*name)),
        Some(name) => drop(fields.insert((*name).clone(), odd)),
        None => drop(fields.insert("more".to_owned(), odd)),
    }
    serde_json::to_vec(&fields).expect("JSON")
}

fn odd_header(rng: &mut ChaCha20Rng) -> HeaderName {
    let names = [
        header::AUTHORIZATION,
        header::COOKIE,
        header::ORIGIN,
        header::CONTENT_LENGTH,
        header::CONTENT_ENCODING,
        header::ACCEPT_ENCODING,
        header::IF_NONE_MATCH,
        header::HOST,
        header::UPGRADE,
        header::EXPECT,
        HeaderName::from_static("x-forwarded-for"),
        HeaderName::from_static("sec-fetch-site"),
    ];
    names[rng.random_range(0..names.len())].clone()
}

fn odd_value(rng: &mut ChaCha20Rng) -> HeaderValue {
    let texts = [
        "",
        "null",
        "*",
        "Bearer",
        "Bearer a.b.c",
        "__Host-samspil=",
        "__Host-samspil=;;;=",
        "-1",
        "99999999999999999999",
        "gzip, br;q=x",
        "websocket",
        "\u{e6}\u{f8}",
    ];
    if rng.random_bool(0.5) {
        return HeaderValue::from_bytes(texts[rng.random_range(0..texts.len())].as_bytes()).expect("a value");
    }
    let bytes: Vec<u8> = noise(rng, 300).into_iter().map(|b| if b == 127 || b < 32 { b' ' } else { b }).collect();
    HeaderValue::from_bytes(&bytes).expect("a value")
}

#[tokio::test]
async fn each_slip_has_its_code() {
    let app = TestApp::start().await;
    let ask = async |body: &str, content_type: &str| {
        let request = app.browser().request(Method::POST, api::LOGIN).header(header::CONTENT_TYPE, content_type);
        app.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    };
    let good = app.browser().login_body("maria", "forkert kode her").to_string();
    assert_eq!(ask(&good, "application/json; charset=utf-8").await.refusal(), Some(Code::WrongLogin));
    for content_type in
        ["", "text/plain", "application/x-www-form-urlencoded", "application/json-seq", "multipart/form-data"]
    {
        assert_eq!(ask(&good, content_type).await.refusal(), Some(Code::NotJson), "{content_type}");
    }
    for (body, words) in [
        ("", "ends too early"),
        ("{\"login\":", "ends too early"),
        ("{login:1}", "is not JSON"),
        ("[]", "other fields"),
        ("{}", "other fields"),
        ("{\"login\":\"a\",\"login\":\"b\"}", "other fields"),
    ] {
        let answer = ask(body, "application/json").await;
        assert_eq!(answer.refusal(), Some(Code::Malformed), "{body}");
        assert!(answer.json::<Problem>().message.contains(words), "{body}: {:?}", answer.json::<Problem>());
    }
    let secret = ask("{\"password\":\"hemmelig\",\"hemmelig\":1}", "application/json").await;
    assert!(!String::from_utf8_lossy(&secret.body).contains("hemmelig"), "a refusal quotes nothing");
    assert_eq!(ask(&" ".repeat(20_000), "application/json").await.refusal(), Some(Code::TooLarge));
    let wrong_login = app.browser().login_body("<maria>", "forkert kode her");
    assert_eq!(app.browser().post(api::LOGIN, &wrong_login).await.refusal(), Some(Code::LoginMalformed));
}

#[tokio::test]
async fn bodies_without_an_end_are_cut_off() {
    let app = TestApp::start().await;
    let endless = futures_util::stream::repeat_with(|| {
        Ok::<_, std::convert::Infallible>(axum::body::Bytes::from_static(&[b' '; 1024]))
    });
    let request = app.browser().request(Method::POST, api::LOGIN).header(header::CONTENT_TYPE, "application/json");
    let answer = app.send(request.body(Body::from_stream(endless)).expect("a request")).await;
    assert_eq!(answer.refusal(), Some(Code::TooLarge));
}

#[tokio::test]
async fn an_edit_of_the_audit_trail_is_found() {
    for (sql, fault) in [
        ("UPDATE audit SET at = at + 1 WHERE n = 2", "audit row 2 of node test: it was changed"),
        ("UPDATE audit SET what = 'login' WHERE n = 1", "audit row 1 of node test: it was changed"),
        ("UPDATE audit SET actor = NULL WHERE n = 3", "audit row 3 of node test: it was changed"),
        ("DELETE FROM audit WHERE n = 2", "audit row 3 of node test: a row before it is missing"),
        (
            "UPDATE audit SET hash = previous_hash WHERE n = 2",
            "audit row 3 of node test: it does not follow the row before it",
        ),
        ("UPDATE audit SET n = n + 100", "audit row 101 of node test: a row before it is missing"),
    ] {
        let app = TestApp::start().await;
        app.person("maria").await;
        let (rows, faults) = app.store().check_audit().await.expect("a readable trail");
        assert_eq!((rows, faults), (3, Vec::new()), "added, invited, link used");
        assert!(app.database().execute(sql).await > 0, "{sql}");
        let (_, faults) = app.store().check_audit().await.expect("a readable trail");
        assert!(faults.iter().any(|found| found == fault), "{sql}: {faults:?}");
    }
}
