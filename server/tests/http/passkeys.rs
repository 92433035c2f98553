use http::StatusCode;
use samspil_server::admin;
use samspil_shared::api::{
    self, Code, Invited, Link, PASSKEYS_MAX, Passkey, PasskeyAnswer, PasskeyLogin, PasskeyQuestion, Passkeys,
};
use serde_json::json;

use crate::authenticator::Authenticator;
use crate::support::{Answer, Browser, MINUTE, PASSWORD, TestApp, each};

async fn asks(browser: &Browser<'_>, path: &str) -> PasskeyQuestion {
    browser.post(path, &json!({})).await.json()
}

/// Adds a passkey in this browser.
pub(super) async fn adds(browser: &Browser<'_>, authenticator: &mut Authenticator) -> Answer {
    let question = asks(browser, api::PASSKEYS_BEGIN).await;
    let credential = authenticator.registers(&question.options);
    let answer = PasskeyAnswer { ceremony: question.ceremony, credential };
    browser.post(api::PASSKEYS_ADD, &json!({"answer": answer, "label": "telefon"})).await
}

/// What is sent after an authenticator answered.
fn login(browser: &Browser<'_>, question: &PasskeyQuestion, credential: String) -> PasskeyLogin {
    PasskeyLogin {
        answer: PasskeyAnswer { ceremony: question.ceremony.clone(), credential },
        device: "phone".to_owned(),
        enrolment: browser.session.as_ref().map(|session| session.enrolment),
    }
}

/// Uses a one-time link, without going in.
pub(super) async fn accepts(browser: &Browser<'_>, token: &str, login: &str, key: &mut Authenticator) -> Answer {
    let body = json!({"token": token, "login": login});
    let question: PasskeyQuestion = browser.post(api::LINK_PASSKEY_BEGIN, &body).await.json();
    let credential = key.registers(&question.options);
    let answer = PasskeyAnswer { ceremony: question.ceremony, credential };
    let body = json!({"token": token, "answer": answer, "device": "phone", "enrolment": null});
    browser.post(api::LINK_PASSKEY, &body).await
}

async fn tries(browser: &Browser<'_>, authenticator: &mut Authenticator) -> Answer {
    let question = asks(browser, api::LOGIN_PASSKEY_BEGIN).await;
    let credential = authenticator.signs(&question.options);
    browser.post(api::LOGIN_PASSKEY, &login(browser, &question, credential)).await
}

async fn has(browser: &Browser<'_>) -> Vec<Passkey> {
    browser.get(api::PASSKEYS).await.json::<Passkeys>().passkeys
}

#[tokio::test]
async fn a_person_adds_a_passkey_and_signs_in_with_it() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let mut key = Authenticator::new(1);
        let listed: Passkeys = adds(&maria, &mut key).await.json();
        let [passkey] = &listed.passkeys[..] else { panic!("{listed:?}") };
        assert_eq!((&*passkey.label, passkey.last_used_at, listed.has_password), ("telefon", None, true));
        assert_eq!(passkey.id, hex::encode(&key.id));

        app.wait_ms(MINUTE);
        let mut tablet = app.browser();
        let answer = tries(&tablet, &mut key).await;
        tablet.keep(&answer).expect("a passkey is as good as a password");
        assert_eq!(tablet.person(), maria.person());
        assert_ne!(tablet.enrolment(), maria.enrolment());
        assert_eq!(has(&tablet).await[0].last_used_at, Some(app.now()));
        // As fresh as after a password.
        tablet.put(api::SLOT).await.json::<api::Slot>();
        let enrolment = tablet.enrolment();
        let answer = tries(&tablet, &mut key).await;
        tablet.keep(&answer).expect("again");
        assert_eq!(tablet.enrolment(), enrolment, "a device stays the one it was");
        tablet.logs_in("maria").await.expect("the password works as before");
        assert_eq!((app.audited("passkey_added").await, app.audited("login").await), (1, 3));
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_added_soon_after_a_login_only() {
    let app = TestApp::start().await;
    let mut maria = app.person("maria").await;
    for _ in 0..4 {
        app.wait_ms(4 * MINUTE);
        maria.refreshes().await.expect("the session goes on");
    }
    assert_eq!(maria.post(api::PASSKEYS_BEGIN, &json!({})).await.refusal(), Some(Code::LoginNeeded));
    maria.logs_in("maria").await.expect("the password");
    for seed in 1..=PASSKEYS_MAX {
        let answer = adds(&maria, &mut Authenticator::new(u8::try_from(seed).expect("few"))).await;
        assert_eq!(answer.refusal(), None, "passkey {seed}");
    }
    assert_eq!(maria.post(api::PASSKEYS_BEGIN, &json!({})).await.refusal(), Some(Code::PasskeysFull));
}

#[tokio::test]
async fn an_invitation_is_accepted_with_a_passkey_and_no_password() {
    each(async |app: TestApp| {
        let (person, token) = app.invited("Maria").await;
        let mut maria = app.browser();
        let mut key = Authenticator::new(1);
        let answer = accepts(&maria, &token, "maria", &mut key).await;
        maria.keep(&answer).expect("a good link");
        assert_eq!((maria.person(), &*maria.session().person.login), (person, "maria"));
        assert_eq!(maria.tries("maria", PASSWORD).await.refusal(), Some(Code::WrongLogin));
        let answer = tries(&app.browser(), &mut key).await;
        assert_eq!(answer.refusal(), None);

        // Nothing else opens the account.
        let only = has(&maria).await;
        assert_eq!(only[0].label, "phone");
        let end = json!({"id": only[0].id});
        assert_eq!(maria.post(api::PASSKEYS_END, &end).await.refusal(), Some(Code::LastPasskey));
        assert_eq!(has(&maria).await, only);

        // The link is used; another one is for an account that is there, and sets a password beside the passkey.
        let question = maria.post(api::LINK_PASSKEY_BEGIN, &json!({"token": token, "login": "maria"})).await;
        assert_eq!(question.refusal(), Some(Code::LinkUsed));
        let token = app.link_for(person).await;
        let invited: Invited = maria.post(api::LINK, &Link { token: token.clone() }).await.json();
        assert!(invited.has_account);
        maria.accepts(&token, "maria").await.expect("a good link");
        assert_eq!(maria.post(api::PASSKEYS_END, &end).await.json::<Passkeys>().passkeys, []);
        assert_eq!(app.audited("passkey_ended").await, 1);

        // A passkey in place of the password: what opened the account before does not.
        let token = app.link_for(person).await;
        let answer = accepts(&maria, &token, "maria", &mut Authenticator::new(2)).await;
        maria.keep(&answer).expect("a good link");
        assert_eq!(maria.tries("maria", PASSWORD).await.refusal(), Some(Code::WrongLogin));
    })
    .await;
}

#[tokio::test]
async fn a_login_that_somebody_has_is_not_given_with_a_passkey_either() {
    let app = TestApp::start().await;
    app.person("maria").await;
    let (_, token) = app.invited("Sam").await;
    let taken = app.browser().post(api::LINK_PASSKEY_BEGIN, &json!({"token": token, "login": "maria"})).await;
    assert_eq!(taken.refusal(), Some(Code::LoginTaken));
    let unknown = json!({"token": "A".repeat(43), "login": "sam"});
    assert_eq!(app.browser().post(api::LINK_PASSKEY_BEGIN, &unknown).await.refusal(), Some(Code::LinkUnknown));
}

#[tokio::test]
async fn a_passkey_that_is_used_badly_opens_nothing() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let sam = app.person("sam").await;
        let (mut key, mut sams) = (Authenticator::new(1), Authenticator::new(2));
        assert_eq!(adds(&maria, &mut key).await.refusal(), None);
        assert_eq!(adds(&sam, &mut sams).await.refusal(), None);
        key.counter = 10;
        let bad = [
            ("another origin", Authenticator { origin: "https://evil.example".to_owned(), ..key.clone() }),
            ("plain http", Authenticator { origin: "http://samspil.example".to_owned(), ..key.clone() }),
            ("another port", Authenticator { origin: "https://samspil.example:8443".to_owned(), ..key.clone() }),
            ("a sister site", Authenticator { origin: "https://evil.samspil.example".to_owned(), ..key.clone() }),
            ("another host", Authenticator { host: "evil.example".to_owned(), ..key.clone() }),
            ("nobody verified", Authenticator { verifies: false, ..key.clone() }),
            ("nobody there", Authenticator { is_present: false, ..key.clone() }),
            ("another kind of answer", Authenticator { lies: true, ..key.clone() }),
            ("another key", key.forged_by(&sams)),
            ("another's handle", Authenticator { handle: sams.handle.clone(), ..key.clone() }),
            ("another's id", Authenticator { id: sams.id.clone(), ..key.clone() }),
            ("nobody's", Authenticator::new(3)),
        ];
        let mut said = Vec::new();
        for (n, (what, mut bad)) in bad.into_iter().enumerate() {
            if n == 6 {
                // More tries than one may have.
                app.wait_ms(16 * MINUTE);
            }
            let answer = tries(&app.browser(), &mut bad).await;
            assert_eq!((answer.status, answer.cookie()), (StatusCode::UNAUTHORIZED, None), "{what}");
            assert_eq!(answer.refusal(), Some(Code::PasskeyRefused), "{what}");
            said.push(answer.body);
        }
        said.dedup();
        assert_eq!(said.len(), 1, "what is known and what is not answers alike");
        assert_eq!(app.audited("login_refused").await, 12);
        app.wait_ms(16 * MINUTE);
        let mut browser = app.browser();
        let answer = tries(&browser, &mut key).await;
        browser.keep(&answer).expect("the right one works");
        assert_eq!(browser.person(), maria.person());
        // Without a handle: authenticators leave it out when they are asked for one passkey.
        let answer = tries(&browser, &mut Authenticator { handle: None, ..key.clone() }).await;
        assert_eq!(answer.refusal(), None);
    })
    .await;
}

#[tokio::test]
async fn an_answer_counts_once_and_for_its_own_question() {
    each(async |app: TestApp| {
        let mut maria = app.person("maria").await;
        let mut key = Authenticator::new(1);
        adds(&maria, &mut key).await;
        let browser = app.browser();
        let question = asks(&browser, api::LOGIN_PASSKEY_BEGIN).await;
        let body = login(&browser, &question, key.signs(&question.options));
        assert_eq!(browser.post(api::LOGIN_PASSKEY, &body).await.refusal(), None);
        assert_eq!(browser.post(api::LOGIN_PASSKEY, &body).await.refusal(), Some(Code::PasskeyOver), "a replay");

        let other = asks(&browser, api::LOGIN_PASSKEY_BEGIN).await;
        let mixed = login(&browser, &other, key.signs(&question.options));
        assert_eq!(browser.post(api::LOGIN_PASSKEY, &mixed).await.refusal(), Some(Code::PasskeyRefused));
        let body = login(&browser, &other, key.signs(&other.options));
        assert_eq!(browser.post(api::LOGIN_PASSKEY, &body).await.refusal(), Some(Code::PasskeyOver), "it had its try");

        let late = asks(&browser, api::LOGIN_PASSKEY_BEGIN).await;
        let body = login(&browser, &late, key.signs(&late.options));
        app.wait_ms(5 * MINUTE);
        assert_eq!(browser.post(api::LOGIN_PASSKEY, &body).await.refusal(), Some(Code::PasskeyOver), "too late");

        // A question for another purpose, and none of ours.
        maria.refreshes().await.expect("the session goes on");
        let adding = asks(&maria, api::PASSKEYS_BEGIN).await;
        let own = asks(&browser, api::LOGIN_PASSKEY_BEGIN).await;
        let credential = key.signs(&own.options);
        for ceremony in [adding.ceremony, "A".repeat(200), String::new(), "å".to_owned(), "A".repeat(15_000)] {
            let forged = PasskeyQuestion { ceremony, options: String::new() };
            let body = login(&browser, &forged, credential.clone());
            assert_eq!(browser.post(api::LOGIN_PASSKEY, &body).await.refusal(), Some(Code::PasskeyRefused));
        }
        for credential in ["", "{}", "null", r#"{"id":"","rawId":"","type":"public-key","response":{}}"#] {
            let own = asks(&browser, api::LOGIN_PASSKEY_BEGIN).await;
            let body = login(&browser, &own, credential.to_owned());
            assert_eq!(browser.post(api::LOGIN_PASSKEY, &body).await.refusal(), Some(Code::PasskeyRefused));
        }
    })
    .await;
}

#[tokio::test]
async fn a_copy_of_a_passkey_is_found_by_its_counter() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let mut key = Authenticator::new(1);
        adds(&maria, &mut key).await;
        let mut copy = key.clone();
        for _ in 0..3 {
            assert_eq!(tries(&app.browser(), &mut key).await.refusal(), None);
        }
        assert_eq!(tries(&app.browser(), &mut copy).await.refusal(), Some(Code::PasskeyRefused));
        assert_eq!(app.audited("passkey_copied").await, 1);
        assert_eq!(tries(&app.browser(), &mut key).await.refusal(), None, "its owner goes on");
        // Those that do not count are as good.
        let mut sams = Authenticator { counter: 0, counts: false, ..Authenticator::new(2) };
        adds(&app.person("sam").await, &mut sams).await;
        for _ in 0..3 {
            assert_eq!(tries(&app.browser(), &mut sams).await.refusal(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn a_passkey_made_badly_is_not_taken() {
    let app = TestApp::start().await;
    let maria = app.person("maria").await;
    let sam = app.person("sam").await;
    let mut sams = Authenticator::new(2);
    adds(&sam, &mut sams).await;
    let key = Authenticator::new(1);
    let bad = [
        ("another origin", Authenticator { origin: "https://evil.example".to_owned(), ..key.clone() }),
        ("another host", Authenticator { host: "evil.example".to_owned(), ..key.clone() }),
        ("nobody verified", Authenticator { verifies: false, ..key.clone() }),
        ("nobody there", Authenticator { is_present: false, ..key.clone() }),
        ("another kind of answer", Authenticator { lies: true, ..key.clone() }),
        ("an id that is taken", Authenticator { id: sams.id.clone(), ..key.clone() }),
        ("a short id", Authenticator { id: vec![1; 3], ..key.clone() }),
    ];
    for (what, mut bad) in bad {
        let answer = adds(&maria, &mut bad).await;
        assert_eq!(answer.refusal(), Some(Code::PasskeyRefused), "{what}");
    }
    // Somebody else's question, and an answer twice.
    let question = asks(&maria, api::PASSKEYS_BEGIN).await;
    let credential = key.clone().registers(&question.options);
    let body = json!({"answer": PasskeyAnswer { ceremony: question.ceremony, credential }, "label": ""});
    assert_eq!(sam.post(api::PASSKEYS_ADD, &body).await.refusal(), Some(Code::PasskeyRefused));
    assert_eq!(maria.post(api::PASSKEYS_ADD, &body).await.refusal(), Some(Code::PasskeyOver));
    assert_eq!((has(&maria).await.len(), has(&sam).await.len()), (0, 1));
    assert_eq!(app.audited("passkey_added").await, 1);
}

#[tokio::test]
async fn what_was_removed_or_whose_account_ended_opens_nothing() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let sam = app.person("sam").await;
        let (mut first, mut second) = (Authenticator::new(1), Authenticator::new(2));
        adds(&maria, &mut first).await;
        adds(&maria, &mut second).await;
        let end = json!({"id": hex::encode(&first.id)});
        assert_eq!(sam.post(api::PASSKEYS_END, &end).await.json::<Passkeys>().passkeys, []);
        assert_eq!(tries(&app.browser(), &mut first).await.refusal(), None, "only its owner removes it");
        let left: Passkeys = maria.post(api::PASSKEYS_END, &end).await.json();
        assert_eq!(left.passkeys.iter().map(|one| &one.id).collect::<Vec<_>>(), [&hex::encode(&second.id)]);
        assert_eq!(tries(&app.browser(), &mut first).await.refusal(), Some(Code::PasskeyRefused));
        for id in ["", "zz", "00", &"ab".repeat(2000)] {
            assert_eq!(maria.post(api::PASSKEYS_END, &json!({"id": id})).await.refusal(), None);
        }
        let (person, mut second) = (maria.person(), second);
        admin::end_person(app.store(), person, app.now()).await.expect("somebody");
        assert_eq!(tries(&app.browser(), &mut second).await.refusal(), Some(Code::PasskeyRefused));
    })
    .await;
}

#[tokio::test]
async fn a_question_holds_on_every_node_and_says_nothing() {
    let app = TestApp::start().await;
    let maria = app.person("maria").await;
    let mut key = Authenticator::new(1);
    adds(&maria, &mut key).await;
    let question = asks(&app.browser(), api::LOGIN_PASSKEY_BEGIN).await;
    for name in ["maria", &hex::encode(&key.id)] {
        assert!(!question.options.contains(name), "{}", question.options);
    }
    assert!(question.options.contains(r#""allowCredentials":[]"#), "{}", question.options);
    let credential = key.signs(&question.options);
    // Another process with the same database and master key.
    let app = app.restarted().await;
    let body = login(&app.browser(), &question, credential);
    assert_eq!(app.browser().post(api::LOGIN_PASSKEY, &body).await.refusal(), None);
    let app = app.restarted().await;
    assert_eq!(app.browser().post(api::LOGIN_PASSKEY, &body).await.refusal(), Some(Code::PasskeyOver));
}

#[tokio::test]
async fn guessing_is_counted_and_never_locks_the_owners_device_out() {
    let app = TestApp::start().await;
    let mut maria = app.person("maria").await;
    let mut key = Authenticator::new(1);
    adds(&maria, &mut key).await;
    let mut forged = key.forged_by(&Authenticator::new(9));
    for _ in 0..10 {
        assert_eq!(tries(&app.browser(), &mut forged).await.refusal(), Some(Code::PasskeyRefused));
    }
    let answer = tries(&app.browser(), &mut forged).await;
    assert_eq!(answer.refusal(), Some(Code::TooManyTries));
    assert_ne!(answer.header("retry-after"), "");
    let answer = tries(&maria, &mut key).await;
    maria.keep(&answer).expect("from her own device");
}
