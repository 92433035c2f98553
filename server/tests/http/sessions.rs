use samspil_shared::api::{self, Code};
use samspil_shared::domain::PersonId;

use crate::support::{DAY, MINUTE, TestApp, each};
use samspil_server::admin;

#[tokio::test]
async fn a_session_goes_on_with_a_new_cookie_each_time() {
    each(async |app: TestApp| {
        let mut maria = app.person("maria").await;
        let mut cookies = vec![maria.cookie.clone()];
        for _ in 0..5 {
            app.wait_ms(4 * MINUTE);
            assert!(maria.is_known().await);
            maria.refreshes().await.expect("the session goes on");
            assert!(!cookies.contains(&maria.cookie), "a cookie came twice");
            cookies.push(maria.cookie.clone());
        }
        app.wait_ms(6 * MINUTE);
        assert!(!maria.is_known().await, "an access token lasts five minutes");
        maria.refreshes().await.expect("the session goes on");
        assert!(maria.is_known().await);
        let session = maria.session();
        assert_eq!((session.now, session.expires_at), (app.now(), app.now().plus_ms(5 * MINUTE)));
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_locks_nobody_out() {
    each(async |app: TestApp| {
        let mut maria = app.person("maria").await;
        for _ in 0..3 {
            for _ in 0..40 {
                assert_eq!(
                    maria.asks_to_refresh().await.refusal(),
                    None,
                    "the answer was lost, the old cookie comes again"
                );
            }
            maria.refreshes().await.expect("the session goes on");
        }
        assert!(maria.is_known().await);
    })
    .await;
}

#[tokio::test]
async fn four_tabs_at_once_each_get_in_and_any_of_their_cookies_goes_on() {
    each(async |app: TestApp| {
        for winner in 0..4 {
            let mut maria = app.person(&format!("maria{winner}")).await;
            for _ in 0..3 {
                let (a, b, c, d) = tokio::join!(
                    maria.asks_to_refresh(),
                    maria.asks_to_refresh(),
                    maria.asks_to_refresh(),
                    maria.asks_to_refresh()
                );
                let answers = [a, b, c, d];
                assert!(answers.iter().all(|answer| answer.refusal().is_none()), "{answers:?}");
                // The browser keeps whichever arrived last.
                maria.keep(&answers[winner]).expect("a session");
            }
            maria.refreshes().await.expect("the session goes on");
            assert!(maria.is_known().await);
        }
    })
    .await;
}

#[tokio::test]
async fn an_old_cookie_that_comes_again_ends_the_session_for_everybody() {
    each(async |app: TestApp| {
        const ROUNDS: usize = 5;
        let mut checked = 0;
        for stolen in 0..ROUNDS {
            let login = format!("maria{stolen}");
            let mut maria = app.person(&login).await;
            let mut cookies = vec![maria.cookie.clone().expect("a cookie")];
            for _ in 0..ROUNDS {
                maria.refreshes().await.expect("the session goes on");
                cookies.push(maria.cookie.clone().expect("a cookie"));
            }
            let thief = maria.with_cookie(&cookies[stolen]);
            let answer = thief.asks_to_refresh().await;
            if stolen + 1 == ROUNDS {
                // Its successor was never used: this is what a lost answer looks like.
                assert_eq!(answer.refusal(), None);
                continue;
            }
            checked += 1;
            assert_eq!(answer.refusal(), Some(Code::SessionEnded));
            assert_eq!(maria.refreshes().await, Err(Code::SessionEnded), "nobody knows who the thief is");
            assert!(!maria.is_known().await, "the access token ends too");
            assert_eq!(app.audited("refresh_reused").await, checked);
            maria.logs_in(&login).await.expect("a login helps");
        }
        assert_eq!(checked, 4);
    })
    .await;
}

#[tokio::test]
async fn a_thief_who_keeps_pace_is_found_out() {
    each(async |app: TestApp| {
        let mut maria = app.person("maria").await;
        let mut thief = maria.clone();
        // Both hold the same cookie; each use gives each of them one of their own.
        thief.refreshes().await.expect("nobody can tell yet");
        maria.refreshes().await.expect("nobody can tell yet");
        thief.refreshes().await.expect("the first to use a successor wins");
        assert_eq!(maria.refreshes().await, Err(Code::SessionEnded));
        assert_eq!(thief.refreshes().await, Err(Code::SessionEnded));
        assert_eq!(app.audited("refresh_reused").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_made_up_cookie_is_worth_nothing() {
    let app = TestApp::start().await;
    let maria = app.person("maria").await;
    let cookie = maria.cookie.clone().expect("a cookie");
    for made_up in ["", "x", &"A".repeat(64), &cookie[1..], &format!("{cookie}A"), &cookie.to_lowercase()] {
        let answer = app.browser().with_cookie(made_up).asks_to_refresh().await;
        assert_eq!(answer.refusal(), Some(Code::SessionEnded), "{made_up}");
    }
    assert_eq!(app.browser().asks_to_refresh().await.refusal(), Some(Code::SessionEnded));
    assert!(maria.is_known().await, "made-up cookies end nobody's session");
}

#[tokio::test]
async fn logging_out_ends_this_device_and_no_other() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let mut tablet = app.browser();
        tablet.logs_in("maria").await.expect("a second device");
        assert_ne!(tablet.enrolment(), maria.enrolment());
        let answer = maria.logs_out().await;
        assert_eq!(answer.status, 204);
        assert!(answer.header("set-cookie").starts_with("__Host-samspil=; "), "{}", answer.header("set-cookie"));
        assert!(answer.header("set-cookie").contains("Max-Age=0"));
        assert!(!maria.is_known().await);
        assert_eq!(maria.asks_to_refresh().await.refusal(), Some(Code::SessionEnded));
        assert!(tablet.is_known().await);
        tablet.refreshes().await.expect("the tablet goes on");
        assert_eq!(app.browser().logs_out().await.status, 204, "nothing to end is as good");
        assert_eq!(app.audited("logout").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_device_stays_the_same_through_logins_and_is_nobody_elses() {
    each(async |app: TestApp| {
        let mut maria = app.person("maria").await;
        let before = maria.clone();
        maria.logs_in("maria").await.expect("a login");
        assert_eq!(maria.enrolment(), before.enrolment());
        assert!(!before.is_known().await, "one session a device");
        assert_eq!(before.asks_to_refresh().await.refusal(), Some(Code::SessionEnded));

        let jonas = app.person("jonas").await;
        let mut shared_pc = maria.clone();
        shared_pc.logs_in("jonas").await.expect("a login on Maria's device");
        assert_ne!(shared_pc.enrolment(), maria.enrolment());
        assert_ne!(shared_pc.enrolment(), jonas.enrolment());
        assert_eq!(shared_pc.person(), jonas.person());
        assert!(maria.is_known().await, "her session is her own");
    })
    .await;
}

#[tokio::test]
async fn a_session_lasts_while_it_is_used_and_45_days_longer() {
    each(async |app: TestApp| {
        let mut maria = app.person("maria").await;
        for _ in 0..4 {
            app.wait_ms(40 * DAY);
            maria.refreshes().await.expect("used within 45 days");
        }
        app.wait_ms(46 * DAY);
        assert_eq!(maria.refreshes().await, Err(Code::SessionEnded));
        assert_eq!(app.audited("refresh_reused").await, 0, "too late is no theft");
    })
    .await;
}

#[tokio::test]
async fn ending_an_account_reaches_every_credential() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let mut tablet = app.browser();
        tablet.logs_in("maria").await.expect("a second device");
        let link = app.link_for(maria.person()).await;
        admin::end_person(app.store(), maria.person(), app.now()).await.expect("ended");
        for browser in [&maria, &tablet] {
            assert!(!browser.is_known().await);
            assert_eq!(browser.asks_to_refresh().await.refusal(), Some(Code::SessionEnded));
        }
        assert_eq!(app.browser().logs_in("maria").await, Err(Code::WrongLogin));
        assert_eq!(app.browser().accepts(&link, "maria").await, Err(Code::LinkRevoked));
        let app = app.restarted().await;
        assert_eq!(app.browser().logs_in("maria").await, Err(Code::WrongLogin), "a restart forgives nothing");
    })
    .await;
}

#[tokio::test]
async fn a_restart_ends_no_session() {
    each(async |app: TestApp| {
        let (cookie, session) = {
            let maria = app.person("maria").await;
            (maria.cookie, maria.session)
        };
        let app = app.restarted().await;
        let mut maria = app.browser();
        (maria.cookie, maria.session) = (cookie, session);
        assert!(maria.is_known().await);
        maria.refreshes().await.expect("the session goes on");
    })
    .await;
}

#[tokio::test]
async fn only_the_header_of_an_access_token_signs_in() {
    let app = TestApp::start().await;
    let maria = app.person("maria").await;
    let token = maria.session().access_token.clone();
    let cookie = maria.cookie.clone().expect("a cookie");
    let ask = async |values: &[String], path: &str| {
        let mut request = http::Request::builder().uri(path);
        for value in values {
            request = request.header("authorization", value);
        }
        app.send(request.body(axum::body::Body::empty()).expect("a request")).await.refusal()
    };
    assert_eq!(ask(&[format!("Bearer {token}")], api::ME).await, None);
    assert_eq!(ask(&[format!("bearer {token}")], api::ME).await, None);
    let no = Some(Code::NotSignedIn);
    assert_eq!(ask(&[], api::ME).await, no);
    assert_eq!(ask(&[], &format!("{}?access_token={token}", api::ME)).await, no, "no token in an address");
    assert_eq!(ask(std::slice::from_ref(&token), api::ME).await, no);
    assert_eq!(ask(&[format!("Basic {token}")], api::ME).await, no);
    assert_eq!(ask(&[format!("Bearer  {token}")], api::ME).await, no);
    assert_eq!(ask(&[format!("Bearer {cookie}")], api::ME).await, no);
    assert_eq!(ask(&[format!("Bearer {token}"), format!("Bearer {token}")], api::ME).await, no);
}

#[tokio::test]
async fn me_names_the_person_and_what_they_may_act_as() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let me: api::Me = maria.get(api::ME).await.json();
        assert_eq!((me.person.name.as_str(), me.person.login.as_str()), ("maria", "maria"));
        assert_eq!(me.enrolment, maria.enrolment());
        assert!(me.acting.is_empty(), "nobody has made her a foster parent yet");
        let (unit, other) = roles(&app, maria.person()).await;
        let me: api::Me = maria.get(api::ME).await.json();
        let acting: Vec<_> =
            me.acting.iter().map(|acting| (acting.role, acting.unit, acting.unit_name.as_str())).collect();
        assert_eq!(
            acting,
            [(samspil_shared::domain::Role::FosterParent, unit, "Klitmark Kommune")],
            "each once, and no closed window"
        );
        assert_ne!(unit, other);
    })
    .await;
}

/// Foster parent twice, and consultant in a window that has closed.
async fn roles(app: &TestApp, person: PersonId) -> (samspil_shared::domain::UnitId, samspil_shared::domain::UnitId) {
    use samspil_server::store::UnitKind;
    use samspil_shared::domain::{FamilyKind, Membership, Role, Window};
    let (store, now) = (app.store(), app.now());
    let unit = admin::add_unit(store, UnitKind::Municipality, "Klitmark Kommune", now).await.expect("a unit");
    let other = admin::add_unit(store, UnitKind::FamilyCentre, "Øresholm", now).await.expect("a unit");
    let family = admin::add_family(store, unit, FamilyKind::General, now).await.expect("a family");
    let day = now.local_date().expect("a day");
    let mut memberships = Vec::new();
    for _ in 0..2 {
        let placed = admin::add_placement(store, family, unit, day, now).await.expect("a placement");
        let window = Window { from: now, until: None };
        memberships.push(Membership {
            person,
            space: placed.space,
            role: Role::FosterParent,
            unit,
            stand_in: false,
            course: None,
            window,
            sees_from: None,
            own_only: false,
        });
    }
    let closed = Window { from: now.plus_ms(-2 * DAY), until: Some(now.plus_ms(-DAY)) };
    memberships.push(Membership { role: Role::Consultant, unit: other, window: closed, ..memberships[0].clone() });
    for membership in &memberships {
        admin::add_member(store, membership, now).await.expect("a membership");
    }
    (unit, other)
}
