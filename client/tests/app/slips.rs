//! *Skriv nu* on the lock screen.

use samspil_client::app::intent::{DoorIntent, EditorIntent, Intent};
use samspil_client::app::route::Route;
use samspil_client::app::view::Door;
use samspil_client::app::view::door::SlipState;

use crate::support::{Family, PASSWORD, Phone};

const NIGHT: &str = "Han vågnede kl. 2 og græd. Vi sad i køkkenet.";

fn slip(phone: &Phone) -> (String, SlipState) {
    let Some(Door::Lock(lock)) = phone.model.door() else { panic!("not at the lock") };
    let slip = lock.slip.expect("a slip is written");
    (slip.text, slip.state)
}

#[test]
fn what_is_written_without_unlocking_is_a_draft_afterwards_and_never_lies_in_clear() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.does(Intent::Lock);
    maria.start_at(Route::Today, None, true);
    maria.door(DoorIntent::WriteNow);
    assert_eq!(slip(&maria), (String::new(), SlipState::Empty));
    for end in [3, 20, NIGHT.len()] {
        maria.door(DoorIntent::Slip(NIGHT[..end].into()));
        assert_eq!(slip(&maria).1, SlipState::Kept, "at every pause");
    }
    assert_eq!(maria.device.slips.len(), 1, "one slip, written over");
    let bytes = maria.device.slips.values().next().expect("a slip");
    assert!(!bytes.windows(7).any(|seven| seven == &NIGHT.as_bytes()[..7]));

    // The battery dies; the slip stays, and this device cannot show it.
    maria.crash();
    maria.start_at(Route::Today, None, true);
    maria.door(DoorIntent::WriteNow);
    assert_eq!(slip(&maria).0, "", "write-only");
    maria.door(DoorIntent::Slip("Han sover nu.".into()));
    assert_eq!(maria.device.slips.len(), 2);
    maria.unlock(PASSWORD);
    assert!(maria.device.slips.is_empty(), "they are drafts now");
    maria.goes(Route::NewEntry);
    let editor = maria.model.editor().unwrap();
    assert!([NIGHT, "Han sover nu."].contains(&editor.text.as_str()), "{}", editor.text);
    maria.edits(EditorIntent::Save);
    maria.goes(Route::NewEntry);
    assert!(!maria.model.editor().unwrap().text.is_empty(), "the other one follows");
}

#[test]
fn a_full_disk_is_told_while_the_text_is_still_there() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.does(Intent::Lock);
    maria.start_at(Route::Today, None, true);
    maria.door(DoorIntent::WriteNow);
    maria.store_full = true;
    maria.door(DoorIntent::Slip("Han vågnede.".into()));
    assert_eq!(slip(&maria), ("Han vågnede.".into(), SlipState::Failed));
    maria.door(DoorIntent::EndSlip);
    assert_eq!(slip(&maria).0, "Han vågnede.", "it is not closed over what is not kept");
    maria.store_full = false;
    maria.door(DoorIntent::Slip("Han vågnede. ".into()));
    assert_eq!(slip(&maria).1, SlipState::Kept);
    maria.door(DoorIntent::EndSlip);
    let Some(Door::Lock(lock)) = maria.model.door() else { panic!("not at the lock") };
    assert!(lock.slip.is_none());
}
