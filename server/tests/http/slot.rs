use samspil_shared::api::{self, Code, Slot};

use crate::support::{MINUTE, TestApp, each};

#[tokio::test]
async fn a_device_has_one_slot_key_and_only_after_a_login() {
    each(async |app: TestApp| {
        let mut maria = app.person("maria").await;
        assert_eq!(maria.get(api::SLOT).await.refusal(), Some(Code::NoSlot));
        let made: Slot = maria.put(api::SLOT).await.json();
        assert_eq!(made.key.len(), 64);
        assert_eq!(maria.put(api::SLOT).await.json::<Slot>(), made, "two tabs wrap with the same key");
        assert_eq!(maria.get(api::SLOT).await.json::<Slot>(), made);

        // The cookie alone, copied together with the vault, must not open it.
        for _ in 0..5 {
            app.wait_ms(4 * MINUTE);
            maria.refreshes().await.expect("the session goes on");
        }
        assert_eq!(maria.get(api::SLOT).await.refusal(), Some(Code::LoginNeeded));
        assert_eq!(maria.put(api::SLOT).await.refusal(), Some(Code::LoginNeeded));
        maria.logs_in("maria").await.expect("the password");
        assert_eq!(maria.get(api::SLOT).await.json::<Slot>(), made, "kept through logins");

        let mut tablet = app.browser();
        tablet.logs_in("maria").await.expect("a second device");
        assert_eq!(tablet.get(api::SLOT).await.refusal(), Some(Code::NoSlot), "each device its own");
        assert_ne!(tablet.put(api::SLOT).await.json::<Slot>(), made);
        assert_eq!(app.browser().get(api::SLOT).await.refusal(), Some(Code::NotSignedIn));
        assert_eq!(app.audited("slot_made").await, 2);
        assert_eq!(app.audited("slot_released").await, 3);
    })
    .await;
}

#[tokio::test]
async fn slot_key_and_names_are_sealed_in_the_database() {
    let app = TestApp::start().await;
    let (_, token) = app.invited("Kanariefuglens Navn").await;
    let mut maria = app.browser();
    maria.accepts(&token, "kanarie-login").await.expect("a good link");
    let made: Slot = maria.put(api::SLOT).await.json();
    let key = hex::decode(&made.key).expect("hexadecimal");
    let found = |needle: &[u8], bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(app.database().folder()).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).expect("a file"));
        }
    }
    assert!(found(b"kanarie-login", &bytes), "the login is there, so the search works");
    assert!(!found(b"Kanariefuglens", &bytes));
    assert!(!found(&key, &bytes) && !found(made.key.as_bytes(), &bytes));
    assert!(!found(token.as_bytes(), &bytes));
    assert!(!found(maria.cookie.expect("a cookie").as_bytes(), &bytes), "only hashes of tokens are kept");
}
