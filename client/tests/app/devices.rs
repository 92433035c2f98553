//! *Mine enheder*.

use samspil_client::app::intent::{DoorIntent, Intent};
use samspil_client::app::msg::Msg;
use samspil_client::app::route::Route;
use samspil_client::app::view::{AnswerState, Readers, SyncLine};
use samspil_shared::api::Device;
use samspil_shared::domain::EnrolmentId;
use samspil_shared::sync::frame::{Bye, ByeReason, ServerFrame};

use crate::support::{Family, PASSWORD};

#[test]
fn a_lost_phone_is_ended_from_another_and_only_with_a_network() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let device = |n: u8, label: &str, this| Device {
        enrolment: EnrolmentId::from_bytes([n; 12]),
        label: label.into(),
        created_at: maria.now.plus_ms(-86_400_000),
        last_seen_at: maria.now,
        this,
    };
    maria.enrolled = vec![device(1, "Firefox, Linux", false), device(2, "Safari, iPhone", true)];
    maria.sync();
    maria.goes(Route::Devices);
    let shown = maria.model.devices().unwrap();
    assert_eq!(shown.state, AnswerState::Known);
    assert!(shown.devices[0].this, "the one in the hand comes first");
    assert_eq!(shown.devices.len(), 2);

    maria.goes_offline();
    maria.does(Intent::EndDevice(EnrolmentId::from_bytes([1; 12])));
    let shown = maria.model.devices().unwrap();
    assert_eq!((shown.state, shown.devices.len()), (AnswerState::Offline, 2), "nothing is said to have happened");
    maria.sync();
    maria.does(Intent::EndDevice(EnrolmentId::from_bytes([1; 12])));
    let shown = maria.model.devices().unwrap();
    assert_eq!((shown.state, shown.devices.len()), (AnswerState::Known, 1));
}

#[test]
fn a_device_that_gets_another_name_at_a_login_begins_anew_and_goes_on() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    let entry = maria.writes("Han sov.", Readers::Family);
    let old = maria.device.vaults[0].enrolment;
    family.server.borrow_mut().ended.insert(old);
    family.server.borrow_mut().account_mut("maria").session_over = true;
    maria.sync();
    maria.goes(Route::SignInAgain);
    maria.door(DoorIntent::Password(PASSWORD.into()));
    maria.door(DoorIntent::Submit);
    assert_eq!(maria.locked, Some(false), "under the old name the server would take nothing");
    maria.start_at(Route::Logbook, None, true);
    maria.unlock(PASSWORD);
    maria.sync();
    assert_ne!(maria.device.vaults[0].enrolment, old);
    assert!(matches!(maria.model.chrome().unwrap().sync, SyncLine::Sent(_)), "{:?}", maria.model.chrome());
    assert_eq!(maria.card(entry).unwrap().excerpt, "Han sov.");
}

#[test]
fn a_device_that_was_ended_locks_and_is_read_again_after_a_login() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.sync();
    let bye = Bye { reason: ByeReason::Revoked, retry_after_ms: 0 };
    maria.happens(Msg::SocketFrame(ServerFrame::Bye(bye).encode()));
    assert_eq!(maria.locked, Some(true), "it locks at once");
    maria.start_at(Route::Logbook, None, true);
    maria.unlock(PASSWORD);
    assert!(maria.model.lease_over(Route::Logbook).is_some(), "the password alone shows nothing");
    assert_eq!(maria.model.lease_over(Route::NewEntry), None, "writing goes on");
    maria.goes(Route::SignInAgain);
    maria.door(DoorIntent::Password(PASSWORD.into()));
    maria.door(DoorIntent::Submit);
    assert_eq!(maria.model.lease_over(Route::Logbook), None);
    assert!(maria.card(entry).is_some());
}
