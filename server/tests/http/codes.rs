//! Codes in place of links: read off one screen, typed on another.

use http::HeaderName;
use samspil_shared::api::{self, CODE_LETTERS, Code, Invited, LinkCode, read_code};
use serde_json::json;

use crate::support::{Answer, Browser, DAY, MINUTE, PASSWORD, TestApp, each};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

async fn code_for(browser: &Browser<'_>, token: &str) -> LinkCode {
    browser.post(api::LINK_CODE, &json!({"token": token})).await.json()
}

async fn look(browser: &Browser<'_>, token: &str) -> Answer {
    browser.post(api::LINK, &json!({"token": token})).await
}

/// A code of the right form that nobody was given.
fn made_up(n: usize) -> String {
    let base = CODE_LETTERS.len();
    let digits = (0..8_u32).map(|place| n / base.pow(place) % base);
    digits.map(|digit| char::from(CODE_LETTERS[digit])).collect()
}

#[tokio::test]
async fn a_code_opens_what_its_link_opens_and_both_are_spent_when_the_account_is_made() {
    each(async |app: TestApp| {
        let (person, token) = app.invited("Maria Holst").await;
        let safari = app.browser();
        let shown = code_for(&safari, &token).await;
        assert_eq!((shown.name.as_str(), shown.left), ("Maria Holst", 1));
        assert_eq!(shown.expires_at, app.now().plus_ms(DAY));
        assert_eq!(read_code(&shown.code).as_deref(), Some(shown.code.as_str()));

        let mut installed = app.browser();
        let typed = format!(" {}-{} ", shown.code[..4].to_lowercase(), &shown.code[4..]);
        for _ in 0..2 {
            let invited: Invited = look(&installed, &typed).await.json();
            assert_eq!((invited.name.as_str(), invited.has_account), ("Maria Holst", false));
        }
        assert_eq!(look(&safari, &token).await.refusal(), None, "opening spends nothing");
        installed.accepts(&typed, "maria").await.expect("a good code");
        assert_eq!(installed.person(), person);
        assert_eq!(look(&safari, &token).await.refusal(), Some(Code::LinkUsed));
        assert_eq!(safari.post(api::LINK_CODE, &json!({"token": token})).await.refusal(), Some(Code::LinkUsed));
        assert_eq!(look(&safari, &shown.code).await.refusal(), Some(Code::LinkUnknown));
        assert_eq!(app.browser().accepts(&shown.code, "other").await, Err(Code::LinkUnknown));
        assert_eq!((app.audited("link_code_made").await, app.audited("link_used").await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn the_link_itself_spends_its_codes() {
    each(async |app: TestApp| {
        let (_, token) = app.invited("Maria Holst").await;
        let shown = code_for(&app.browser(), &token).await;
        app.browser().accepts(&token, "maria").await.expect("the link");
        assert_eq!(look(&app.browser(), &shown.code).await.refusal(), Some(Code::LinkUnknown));
    })
    .await;
}

#[tokio::test]
async fn a_link_gives_two_codes_for_a_day_and_no_third() {
    each(async |app: TestApp| {
        let (_, token) = app.invited("Maria Holst").await;
        let asked = json!({"token": token});
        let (here, there) = (app.browser(), app.browser());
        // At once: of any number, two get one.
        let three = tokio::join!(
            here.post(api::LINK_CODE, &asked),
            there.post(api::LINK_CODE, &asked),
            here.post(api::LINK_CODE, &asked)
        );
        let mut codes = Vec::new();
        let mut refused = Vec::new();
        for answer in [three.0, three.1, three.2] {
            match answer.refusal() {
                None => codes.push(answer.json::<LinkCode>().code),
                Some(code) => refused.push(code),
            }
        }
        assert_eq!((codes.len(), refused.as_slice()), (2, &[Code::LinkCodesGiven][..]));
        assert_ne!(codes[0], codes[1]);
        app.wait_ms(DAY - 1);
        for code in &codes {
            assert_eq!(look(&app.browser(), code).await.refusal(), None);
        }
        app.wait_ms(1);
        for code in &codes {
            assert_eq!(look(&app.browser(), code).await.refusal(), Some(Code::LinkUnknown), "a day is over");
            assert_eq!(app.browser().accepts(code, "maria").await, Err(Code::LinkUnknown));
        }
        let app = app.restarted().await;
        let again = app.browser().post(api::LINK_CODE, &asked).await;
        assert_eq!(again.refusal(), Some(Code::LinkCodesGiven), "old codes are not given again");
        app.browser().accepts(&token, "maria").await.expect("the link is still good");
    })
    .await;
}

#[tokio::test]
async fn a_code_lives_no_longer_than_its_link() {
    each(async |app: TestApp| {
        let (person, token) = app.invited("Maria Holst").await;
        app.wait_ms(14 * DAY - 60 * MINUTE);
        let shown = code_for(&app.browser(), &token).await;
        assert_eq!(shown.expires_at, app.now().plus_ms(60 * MINUTE));
        let newer = app.link_for(person).await;
        assert_eq!(look(&app.browser(), &shown.code).await.refusal(), Some(Code::LinkUnknown), "its link was revoked");
        let shown = code_for(&app.browser(), &newer).await;
        let of_code = app.browser().post(api::LINK_CODE, &json!({"token": shown.code})).await;
        assert_eq!(of_code.refusal(), Some(Code::LinkUnknown), "a code gives no codes");
        app.browser().accepts(&shown.code, "maria").await.expect("a good code");
    })
    .await;
}

#[tokio::test]
async fn nobody_learns_from_the_answer_that_a_code_ever_was_one() {
    each(async |app: TestApp| {
        let (_, token) = app.invited("Maria Holst").await;
        let spent = code_for(&app.browser(), &token).await.code;
        app.browser().accepts(&spent, "maria").await.expect("a good code");
        let (_, token) = app.invited("Jonas Bak").await;
        let old = code_for(&app.browser(), &token).await.code;
        app.wait_ms(DAY);
        let (person, token) = app.invited("Leyla Yilmaz").await;
        let revoked = code_for(&app.browser(), &token).await.code;
        app.link_for(person).await;
        let wrong_link = look(&app.browser(), "x").await;
        for code in [&spent, &old, &revoked, &made_up(0)] {
            for path in [api::LINK, api::LINK_CODE] {
                let answer = app.browser().post(path, &json!({"token": code})).await;
                assert_eq!((answer.status, &answer.body), (wrong_link.status, &wrong_link.body), "{path}");
            }
            let body = json!({"token": code, "login": "ib", "password": PASSWORD, "device": "", "enrolment": null});
            let answer = app.browser().post(api::LINK_ACCEPT, &body).await;
            assert_eq!((answer.status, &answer.body), (wrong_link.status, &wrong_link.body));
            let body = json!({"token": code, "login": "ib"});
            let answer = app.browser().post(api::LINK_PASSKEY_BEGIN, &body).await;
            assert_eq!((answer.status, &answer.body), (wrong_link.status, &wrong_link.body));
        }
    })
    .await;
}

#[tokio::test]
async fn guesses_come_to_an_end_that_a_restart_and_a_right_code_do_not_move() {
    each(async |app: TestApp| {
        let (_, token) = app.invited("Maria Holst").await;
        let right = code_for(&app.browser(), &token).await.code;
        let mut said = Vec::new();
        for n in 0..25 {
            said.push(look(&app.browser(), &made_up(n)).await.refusal());
        }
        for _ in 0..5 {
            said.push(look(&app.browser(), &right).await.refusal());
        }
        assert_eq!(said, [[Some(Code::LinkUnknown); 25].as_slice(), &[None; 5]].concat());
        assert_eq!(look(&app.browser(), &right).await.refusal(), Some(Code::TooManyTries), "the right one waits too");
        app.wait_ms(5 * MINUTE);
        let app = app.restarted().await;
        let answer = look(&app.browser(), &right).await;
        assert_eq!((answer.refusal(), answer.header("retry-after")), (Some(Code::TooManyTries), "600"));
        assert_eq!(look(&app.browser(), &token).await.refusal(), None, "the link does not wait");
        app.wait_ms(10 * MINUTE);
        app.browser().accepts(&right, "maria").await.expect("the wait is over");
    })
    .await;
}

#[tokio::test]
async fn ten_thousand_guesses_from_as_many_addresses_get_a_thousand_looks() {
    let app = TestApp::behind(&["198.51.100.0/24"]).await;
    let mut looked_at = 0;
    for n in 0..10_000 {
        let address = format!("2001:db8:{n:x}::1");
        let body = json!({"token": made_up(n)});
        let answer = app.browser().post_with(api::LINK, &body, &[(FORWARDED_FOR, &address)]).await;
        match answer.refusal() {
            Some(Code::LinkUnknown) => looked_at += 1,
            Some(Code::TooManyTries) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(looked_at, 1_000);
}
