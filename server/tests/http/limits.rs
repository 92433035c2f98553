use http::HeaderName;
use samspil_shared::api::{self, Code, Problem};
use serde_json::json;

use crate::support::{Answer, Browser, MINUTE, TestApp, each};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

async fn wrong(browser: &Browser<'_>, login: &str, times: usize) -> Vec<Option<Code>> {
    let mut said = Vec::new();
    for _ in 0..times {
        said.push(browser.tries(login, "det er ikke denne").await.refusal());
    }
    said
}

fn count(said: &[Option<Code>], code: Code) -> usize {
    said.iter().filter(|one| **one == Some(code)).count()
}

#[tokio::test]
async fn ten_tries_and_then_a_wait_that_a_restart_does_not_end() {
    each(async |app: TestApp| {
        app.person("maria").await;
        app.person("jonas").await;
        let said = wrong(&app.browser(), "maria", 12).await;
        assert_eq!((count(&said, Code::WrongLogin), count(&said, Code::TooManyTries)), (10, 2));
        app.wait_ms(5 * MINUTE);
        let app = app.restarted().await;
        let answer = app.browser().tries("Maria", crate::support::PASSWORD).await;
        assert_eq!(answer.refusal(), Some(Code::TooManyTries), "the right password waits too");
        assert_eq!(answer.header("retry-after"), "600");
        assert_eq!(answer.json::<Problem>().retry_after_s, Some(600));
        app.browser().logs_in("jonas").await.expect("nobody else waits");
        app.wait_ms(10 * MINUTE);
        app.browser().logs_in("maria").await.expect("the wait is over");
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_not_there_answers_the_same() {
    each(async |app: TestApp| {
        app.person("maria").await;
        app.invited("Jonas Bak").await;
        let known = wrong(&app.browser(), "maria", 12).await;
        let unknown = wrong(&app.browser(), "nobody", 12).await;
        assert_eq!(known, unknown);
        let headers = |answer: &Answer| {
            let mut names: Vec<String> = answer.headers.keys().map(|name| name.to_string()).collect();
            names.sort();
            names
        };
        app.wait_ms(15 * MINUTE);
        let (known, unknown) = (
            app.browser().tries("maria", "forkert kode her").await,
            app.browser().tries("nobody", "forkert kode her").await,
        );
        assert_eq!((known.status, &known.body, headers(&known)), (unknown.status, &unknown.body, headers(&unknown)));
        assert_eq!(app.audited("login_refused").await, 22, "both leave a line, so both take a commit");
    })
    .await;
}

#[tokio::test]
async fn strangers_cannot_lock_a_person_out_of_their_own_device() {
    each(async |app: TestApp| {
        let mut maria = app.person("maria").await;
        let said = wrong(&app.browser(), "maria", 11).await;
        assert_eq!(said.last(), Some(&Some(Code::TooManyTries)));
        maria.logs_in("maria").await.expect("her own phone has tries of its own");
        let said = wrong(&maria, "maria", 11).await;
        assert_eq!(count(&said, Code::WrongLogin), 10, "and they too come to an end");
    })
    .await;
}

#[tokio::test]
async fn a_right_password_clears_the_slips_before_it() {
    each(async |app: TestApp| {
        app.person("maria").await;
        for _ in 0..3 {
            assert_eq!(count(&wrong(&app.browser(), "maria", 9).await, Code::WrongLogin), 9);
            app.browser().logs_in("maria").await.expect("the right one");
        }
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_try_many_accounts() {
    let app = TestApp::start().await;
    let mut said = Vec::new();
    for n in 0..310 {
        let body = json!({"token": format!("{n}")});
        said.push(app.browser().post(api::LINK, &body).await.refusal());
    }
    assert_eq!((count(&said, Code::LinkUnknown), count(&said, Code::TooManyTries)), (300, 10));
    assert_eq!(app.browser().tries("maria", "hvad som helst").await.refusal(), Some(Code::TooManyTries));
    app.wait_ms(5 * MINUTE);
    assert_eq!(app.browser().post(api::LINK, &json!({"token": ""})).await.refusal(), Some(Code::LinkUnknown));
}

#[tokio::test]
async fn a_forwarding_header_counts_from_a_trusted_proxy_only() {
    let visitors = async |app: &TestApp, line: &str| {
        let mut said = Vec::new();
        for n in 0..320 {
            let header = line.replace('N', &n.to_string());
            let answer = app.browser().post_with(api::LINK, &json!({"token": ""}), &[(FORWARDED_FOR, &header)]).await;
            said.push(answer.refusal());
        }
        count(&said, Code::TooManyTries)
    };
    let app = TestApp::start().await;
    assert_eq!(visitors(&app, "2001:db8:N::1").await, 20, "nobody's word for it");
    let app = TestApp::behind(&["198.51.100.0/24"]).await;
    assert_eq!(visitors(&app, "2001:db8:N::1").await, 0, "each its own visitor");
    assert_eq!(visitors(&app, "2001:db8:N::1, 203.0.113.9").await, 20, "only the hop the proxy saw");
    assert_eq!(
        visitors(&app, "2001:db8:0:0:N::1").await,
        21,
        "a /64 is one customer, and 2001:db8:0:0 came once before"
    );
}

#[tokio::test]
async fn ten_thousand_guesses_get_ten_looks_at_the_password() {
    let app = TestApp::behind(&["198.51.100.0/24"]).await;
    app.person("maria").await;
    let mut looked_at = 0;
    for n in 0..10_000 {
        let address = format!("2001:db8:{n:x}::1");
        let body = app.browser().login_body("maria", &format!("gæt nummer {n}"));
        let answer = app.browser().post_with(api::LOGIN, &body, &[(FORWARDED_FOR, &address)]).await;
        match answer.refusal() {
            Some(Code::WrongLogin) => looked_at += 1,
            Some(Code::TooManyTries) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(looked_at, 10);
}
