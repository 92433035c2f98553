//! What a person chooses of mail and push, and what is refused.

use http::{Method, header};
use samspil_server::notices::{Mail, Push, Ways};
use samspil_shared::api::{self, Code, Notices, SubscribePush};
use serde_json::json;

use crate::support::{Answer, Browser, MINUTE, TestApp, each};

const CONTACT: &str = "mailto:drift@klitmark.example";

fn tells(app: &TestApp) {
    let mail = Mail::new("smtp://127.0.0.1:9", "samspil@klitmark.example", 7).expect("a relay");
    let push = Push::new(&[9; 32], CONTACT.to_owned()).expect("certificates");
    app.state.tell_by(Ways { mail: Some(mail), push: Some(push) });
}

async fn puts(browser: &Browser<'_>, body: serde_json::Value) -> Answer {
    browser.put_json(api::NOTICES, &body).await
}

fn subscription(endpoint: &str) -> SubscribePush {
    SubscribePush {
        endpoint: endpoint.to_owned(),
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4".to_owned(),
        auth: "BTBZMqHH6r4Tts7J_aSIgg".to_owned(),
        language: api::NoticeLanguage::Da,
    }
}

const SERVICE: &str = "https://fcm.googleapis.com/fcm/send/abc";

#[tokio::test]
async fn a_server_that_was_not_set_up_offers_nothing() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        assert_eq!(maria.get(api::NOTICES).await.json::<Notices>(), Notices { mail: None, push: None });
        let answer = puts(&maria, json!({"address": "maria@holst.example", "language": "da"})).await;
        assert_eq!(answer.refusal(), Some(Code::NotFound));
        for path in [api::NOTICES_PUSH, api::NOTICES_PUSH_END] {
            assert_eq!(maria.post(path, &subscription(SERVICE)).await.refusal(), Some(Code::NotFound), "{path}");
        }
        assert_eq!(app.database().count("SELECT count(*) FROM notices WHERE $1 = $1", "").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_address_is_kept_sealed_until_it_is_taken_back() {
    each(async |app: TestApp| {
        tells(&app);
        let maria = app.person("maria").await;
        let offered: Notices = maria.get(api::NOTICES).await.json();
        let mail = offered.mail.expect("mail is offered");
        assert_eq!((mail.hour, mail.address), (7, None));
        let kept: Notices = puts(&maria, json!({"address": "maria@holst.example", "language": "en"})).await.json();
        assert_eq!(kept.mail.expect("mail").address.as_deref(), Some("maria@holst.example"));
        let clear = "SELECT count(*) FROM notices WHERE CAST(address AS TEXT) LIKE '%' || $1 || '%'";
        assert_eq!(app.database().count(clear, "holst").await, 0, "sealed");
        for bad in ["maria", "maria@holst.example\r\nBcc: x@y.example", ""] {
            let answer = puts(&maria, json!({"address": bad, "language": "da"})).await;
            assert_eq!(answer.refusal(), Some(Code::AddressMalformed), "{bad}");
            assert!(bad.is_empty() || !String::from_utf8_lossy(&answer.body).contains(bad), "no word of it comes back");
        }
        for malformed in
            [json!({"address": null}), json!({"address": null, "language": "de"}), json!({"language": "da", "x": 1})]
        {
            assert_eq!(puts(&maria, malformed).await.refusal(), Some(Code::Malformed));
        }
        let sam = app.person("sam").await;
        assert_eq!(sam.get(api::NOTICES).await.json::<Notices>().mail.expect("mail").address, None, "her own alone");
        let app = app.restarted().await;
        tells(&app);
        let mut maria = app.browser();
        maria.logs_in("maria").await.expect("the password is right");
        let kept: Notices = maria.get(api::NOTICES).await.json();
        assert_eq!(kept.mail.expect("mail").address.as_deref(), Some("maria@holst.example"));
        let gone: Notices = puts(&maria, json!({"address": null, "language": "da"})).await.json();
        assert_eq!(gone.mail.expect("mail").address, None);
        assert_eq!(
            app.database().count("SELECT count(*) FROM notices WHERE $1 = $1 AND address IS NOT NULL", "").await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_browser_is_told_on_its_own_device_alone() {
    each(async |app: TestApp| {
        tells(&app);
        let phone = app.person("maria").await;
        let mut pc = app.browser();
        pc.logs_in("maria").await.expect("the password is right");
        let is_on =
            async |browser: &Browser<'_>| browser.get(api::NOTICES).await.json::<Notices>().push.expect("push").is_on;
        let on: Notices = phone.post(api::NOTICES_PUSH, &subscription(SERVICE)).await.json();
        assert!(on.push.expect("push").is_on);
        assert!(is_on(&phone).await && !is_on(&pc).await);
        pc.post(api::NOTICES_PUSH_END, &json!({})).await.json::<Notices>();
        assert!(is_on(&phone).await, "another device's end is not its own");
        phone.post(api::NOTICES_PUSH_END, &json!({})).await.json::<Notices>();
        assert!(!is_on(&phone).await);
        assert_eq!(app.database().count("SELECT count(*) FROM push_subscriptions WHERE $1 = $1", "").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_push_goes_to_push_services_alone() {
    let app = TestApp::start().await;
    tells(&app);
    let maria = app.person("maria").await;
    for inside in [
        "http://fcm.googleapis.com/x",
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com:8443/x",
        "https://samspil.internal/x",
        "file:///etc/passwd",
        "",
    ] {
        let answer = maria.post(api::NOTICES_PUSH, &subscription(inside)).await;
        assert_eq!(answer.refusal(), Some(Code::AddressMalformed), "{inside}");
    }
    let long = format!("{SERVICE}{}", "a".repeat(api::ENDPOINT_MAX));
    let keys = [("", "BTBZMqHH6r4Tts7J_aSIgg"), ("AAAA", "BTBZMqHH6r4Tts7J_aSIgg")];
    assert_eq!(maria.post(api::NOTICES_PUSH, &subscription(&long)).await.refusal(), Some(Code::AddressMalformed));
    for (p256dh, auth) in keys {
        let bad = SubscribePush { p256dh: p256dh.to_owned(), auth: auth.to_owned(), ..subscription(SERVICE) };
        assert_eq!(maria.post(api::NOTICES_PUSH, &bad).await.refusal(), Some(Code::AddressMalformed));
    }
    let short = SubscribePush { auth: "AAAA".to_owned(), ..subscription(SERVICE) };
    assert_eq!(maria.post(api::NOTICES_PUSH, &short).await.refusal(), Some(Code::AddressMalformed));
}

#[tokio::test]
async fn choosing_again_and_again_has_a_bound() {
    each(async |app: TestApp| {
        tells(&app);
        let mut maria = app.person("maria").await;
        let mut waited = 0;
        for n in 0..35 {
            let answer = puts(&maria, json!({"address": format!("a{n}@holst.example"), "language": "da"})).await;
            waited += usize::from(answer.refusal() == Some(Code::TooManyTries));
        }
        assert_eq!(waited, 5);
        assert!(maria.get(api::NOTICES).await.refusal().is_none(), "looking is free");
        app.wait_ms(15 * MINUTE);
        maria.refreshes().await.expect("the cookie holds");
        assert!(puts(&maria, json!({"address": null, "language": "da"})).await.refusal().is_none());
    })
    .await;
}

#[tokio::test]
async fn whoever_is_signed_out_chooses_nothing() {
    let app = TestApp::start().await;
    tells(&app);
    let request = app.browser().request(Method::PUT, api::NOTICES).header(header::CONTENT_TYPE, "application/json");
    let answer = app.send(request.body("{}".into()).expect("a request")).await;
    assert_eq!(answer.refusal(), Some(Code::NotSignedIn));
}
