use samspil_shared::api::{self, Code, Invited};
use serde_json::json;

use crate::support::{DAY, PASSWORD, TestApp, each};

#[tokio::test]
async fn a_link_makes_an_account_once() {
    each(async |app: TestApp| {
        let (person, token) = app.invited("Maria Holst").await;
        let mut phone = app.browser();
        let invited: Invited = phone.post(api::LINK, &json!({"token": token})).await.json();
        assert_eq!((invited.name.as_str(), invited.login, invited.has_account), ("Maria Holst", None, false));
        assert_eq!(invited.expires_at, app.now().plus_ms(14 * DAY));

        phone.accepts(&token, " Maria.Holst ").await.expect("a good link");
        assert_eq!(phone.session().person.id, person);
        assert_eq!(phone.session().person.login, "maria.holst", "a login has one form");
        assert!(phone.is_known().await);

        for answer in [
            app.browser().post(api::LINK, &json!({"token": token})).await,
            app.browser().post(api::LINK_ACCEPT, &accept(&token, Some("other"))).await,
        ] {
            assert_eq!(answer.refusal(), Some(Code::LinkUsed));
        }
        app.browser().logs_in("MARIA.HOLST").await.expect("login and password count from now on");
        assert_eq!(app.audited("link_made").await, 1);
        assert_eq!(app.audited("link_used").await, 1);
    })
    .await;
}

fn accept(token: &str, login: Option<&str>) -> serde_json::Value {
    json!({"token": token, "login": login, "password": PASSWORD, "device": "phone", "enrolment": null})
}

#[tokio::test]
async fn looking_at_a_link_uses_nothing_up_and_is_counted() {
    each(async |app: TestApp| {
        let (_, token) = app.invited("Maria Holst").await;
        for _ in 0..3 {
            assert_eq!(app.browser().post(api::LINK, &json!({"token": token})).await.refusal(), None);
        }
        let opened = app.database().count("SELECT max(opened) FROM invitations WHERE $1 = $1", "").await;
        assert_eq!(opened, 3);
        app.browser().accepts(&token, "maria").await.expect("still good");
    })
    .await;
}

#[tokio::test]
async fn an_old_a_revoked_and_an_unknown_link_open_nothing() {
    each(async |app: TestApp| {
        let (person, first) = app.invited("Maria Holst").await;
        let second = app.link_for(person).await;
        assert_eq!(app.browser().accepts(&first, "maria").await, Err(Code::LinkRevoked), "a newer link was made");
        app.wait_ms(14 * DAY);
        assert_eq!(app.browser().accepts(&second, "maria").await, Err(Code::LinkExpired));
        let third = app.link_for(person).await;
        for made_up in ["", "x", &third[1..], &format!("{third}A"), &first.replace(&first[..1], "-")] {
            assert_eq!(app.browser().accepts(made_up, "maria").await, Err(Code::LinkUnknown), "{made_up}");
            let look = app.browser().post(api::LINK, &json!({"token": made_up})).await;
            assert_eq!(look.refusal(), Some(Code::LinkUnknown));
        }
        app.browser().accepts(&third, "maria").await.expect("the newest link");
    })
    .await;
}

#[tokio::test]
async fn two_who_use_one_link_at_once_make_one_account() {
    each(async |app: TestApp| {
        let (_, token) = app.invited("Maria Holst").await;
        let (mut phone, mut tablet) = (app.browser(), app.browser());
        let (one, two) = tokio::join!(phone.accepts(&token, "maria"), tablet.accepts(&token, "mariah"));
        let lost = match (one, two) {
            (Ok(()), Err(code)) | (Err(code), Ok(())) => code,
            other => panic!("{other:?}"),
        };
        assert_eq!(lost, Code::LinkUsed);
        assert_eq!(app.audited("link_used").await, 1);
    })
    .await;
}

#[tokio::test]
async fn login_and_password_are_judged_and_a_refusal_leaves_the_link_good() {
    each(async |app: TestApp| {
        app.person("jonas").await;
        let (_, token) = app.invited("Maria Holst").await;
        let asked = async |login: Option<&str>, password: &str| {
            let body = json!({"token": token, "login": login, "password": password, "device": "", "enrolment": null});
            app.browser().post(api::LINK_ACCEPT, &body).await.refusal()
        };
        assert_eq!(asked(None, PASSWORD).await, Some(Code::LoginMalformed));
        assert_eq!(asked(Some("m h"), PASSWORD).await, Some(Code::LoginMalformed));
        assert_eq!(asked(Some("maria"), "elleve tegn").await, Some(Code::PasswordTooShort));
        assert_eq!(asked(Some("maria"), &"lange ord ".repeat(200)).await, Some(Code::PasswordTooLong));
        assert_eq!(asked(Some("maria"), "mariamariamaria").await, Some(Code::PasswordTooSimple));
        assert_eq!(asked(Some("Jonas"), PASSWORD).await, Some(Code::LoginTaken));
        assert_eq!(asked(Some("maria"), PASSWORD).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_new_link_sets_a_new_password_and_ends_what_was_signed_in() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let mut tablet = app.browser();
        tablet.logs_in("maria").await.expect("a second device");
        let token = app.link_for(maria.person()).await;
        let invited: Invited = app.browser().post(api::LINK, &json!({"token": token})).await.json();
        assert_eq!((invited.login.as_deref(), invited.has_account), (Some("maria"), true));

        let other_login = maria.post(api::LINK_ACCEPT, &accept(&token, Some("other"))).await;
        assert_eq!(other_login.refusal(), Some(Code::LoginMalformed), "the login stays");
        let new = "sommer bølge fyr sand klit";
        let body =
            json!({"token": token, "login": null, "password": new, "device": "", "enrolment": maria.enrolment()});
        let mut phone = maria.clone();
        phone.keep(&phone.post(api::LINK_ACCEPT, &body).await).expect("a new password");
        assert_eq!(phone.enrolment(), maria.enrolment(), "the same device");

        assert!(!maria.is_known().await && !tablet.is_known().await);
        assert_eq!(tablet.refreshes().await, Err(Code::SessionEnded));
        assert!(phone.is_known().await);
        assert_eq!(phone.tries("maria", PASSWORD).await.refusal(), Some(Code::WrongLogin));
        assert_eq!(phone.tries("maria", new).await.refusal(), None);
    })
    .await;
}
