use samspil_shared::api::{self, Device, Devices, EndDevice};

use crate::support::{Browser, TestApp, each};

async fn devices(browser: &Browser<'_>) -> Vec<Device> {
    browser.get(api::DEVICES).await.json::<Devices>().devices
}

#[tokio::test]
async fn a_lost_phone_is_ended_from_another_and_stays_so_after_a_restart() {
    each(async |app: TestApp| {
        let phone = app.person("maria").await;
        let mut pc = app.browser();
        pc.logs_in("maria").await.expect("the password is right");
        let lost = phone.enrolment();
        phone.put(api::SLOT).await.json::<api::Slot>();

        let listed = devices(&pc).await;
        assert_eq!(
            listed.iter().filter(|device| device.this).map(|d| d.enrolment).collect::<Vec<_>>(),
            [pc.enrolment()]
        );
        assert!(listed.iter().any(|device| device.enrolment == lost && device.label == "phone"));
        let left: Devices = pc.post(api::DEVICES_END, &EndDevice { enrolment: lost }).await.json();
        assert_eq!(left.devices.iter().map(|device| device.enrolment).collect::<Vec<_>>(), [pc.enrolment()]);
        assert!(!phone.is_known().await, "its ticket");
        assert!(phone.asks_to_refresh().await.refusal().is_some(), "its cookie");
        assert!(pc.is_known().await);
        assert_eq!(app.audited("device_ended").await, 1);
        let (cookie, session) = (phone.cookie.clone(), phone.session.clone());

        let app = app.restarted().await;
        let mut phone = app.browser();
        phone.cookie = cookie;
        phone.session = session;
        assert!(!phone.is_known().await, "its old ticket after a restart");
        assert!(phone.asks_to_refresh().await.refusal().is_some(), "its cookie after a restart");
        // Whoever knows the password may sign in on it again: as another device, without the old one's share.
        phone.cookie = None;
        phone.logs_in("maria").await.expect("the password is right");
        assert_ne!(phone.enrolment(), lost);
        assert!(phone.get(api::SLOT).await.refusal().is_some());
    })
    .await;
}

#[tokio::test]
async fn nobody_ends_a_device_of_somebody_else() {
    each(async |app: TestApp| {
        let maria = app.person("maria").await;
        let sam = app.person("sam").await;
        let left: Devices = sam.post(api::DEVICES_END, &EndDevice { enrolment: maria.enrolment() }).await.json();
        assert_eq!(left.devices.len(), 1);
        assert!(maria.is_known().await);
        assert_eq!(app.audited("device_ended").await, 0);
        // One's own that asks: it is signed out.
        sam.post(api::DEVICES_END, &EndDevice { enrolment: sam.enrolment() }).await;
        assert!(!sam.is_known().await);
    })
    .await;
}
