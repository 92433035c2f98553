use super::super::frame::{Left, VERSION as WIRE, Welcome};
use super::*;
use crate::domain::{DocId, Role, SpaceKind, UnitId};

const SECRET: [u8; KEY_LEN] = [5; KEY_LEN];
const ACTING: Acting = Acting { role: Role::DutyOfficer, unit: UnitId::from_bytes([3; 16]) };
const SPACE: SpaceId = SpaceId::from_bytes([4; 16]);
const HOUR: i64 = 3_600_000;

fn head() -> Head {
    let at = Timestamp::from_ms;
    let (person, enrolment) = (PersonId::from_bytes([1; 16]), EnrolmentId::from_bytes([2; 12]));
    Head::new(person, enrolment, at(100 * HOUR), at(101 * HOUR), at(123 * HOUR))
}

fn welcome() -> ServerFrame {
    let space = Space { id: SPACE, kind: SpaceKind::Contact, family: None, members: Vec::new(), unit: None };
    let epoch = Epoch::from_bytes([6; 16]);
    ServerFrame::Welcome(Welcome { version: WIRE, epoch, now: head().made, min_app: 1, spaces: vec![space] })
}

fn part(part: u16, of: u16, doc: u8) -> ServerFrame {
    let token = (part + 1 == of).then(|| vec![7; 40]);
    ServerFrame::Visible(Visible { space: SPACE, part, of, docs: vec![DocId::from_bytes([doc; 16])], token })
}

fn items(space: SpaceId) -> ServerFrame {
    ServerFrame::Items(Items { space, items: Vec::new(), token: Some(vec![8; 40]), more: false, progress: None })
}

fn sealed(frames: &[ServerFrame]) -> Vec<u8> {
    let frames = frames.iter().map(ServerFrame::encode).collect();
    seal(head(), ACTING, frames, &SECRET, [9; KEY_LEN]).expect("a packet")
}

#[test]
fn a_packet_comes_out_as_it_went_in_and_says_in_clear_when_it_is_over() {
    let bytes = sealed(&[welcome(), part(0, 2, 1), part(1, 2, 2), items(SPACE)]);
    assert_eq!(Head::of(&bytes), Some(head()));
    let packet = open(&bytes, &SECRET).expect("whole");
    assert_eq!((packet.head, packet.acting, packet.spaces.len()), (head(), ACTING, 1));
    let docs = vec![DocId::from_bytes([1; 16]), DocId::from_bytes([2; 16])];
    let visible = Visible { space: SPACE, part: 0, of: 1, docs, token: Some(vec![7; 40]) };
    assert_eq!(packet.steps[0], Step::Visible(visible), "its parts are one again");
    assert!(matches!(&packet.steps[1..], [Step::Items(_)]));
}

#[test]
fn any_changed_byte_another_device_and_another_size_are_refused() {
    let whole = sealed(&[welcome()]);
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert!(open(&changed, &SECRET).is_err(), "byte {at}");
        assert!(open(&whole[..at], &SECRET).is_err(), "cut at {at}");
    }
    assert_eq!(open(&whole, &[6; KEY_LEN]), Err(PacketError::Sealed));
    assert_eq!(open(&vec![0; PACKET_MAX + 1], &SECRET), Err(PacketError::Form));
    assert_eq!(Head::of(&[&whole[..], &[0]].concat()), None, "nothing follows");
    let large = vec![vec![0; PACKET_MAX]];
    assert_eq!(seal(head(), ACTING, large, &SECRET, [9; KEY_LEN]), None);
}

#[test]
fn a_packet_says_what_a_sync_says_and_nothing_else() {
    let left = ServerFrame::Left(Left { space: SPACE });
    let other = SpaceId::from_bytes([9; 16]);
    for wrong in [
        vec![],
        vec![items(SPACE)],
        vec![welcome(), welcome()],
        vec![welcome(), left],
        vec![welcome(), items(other)],
        vec![welcome(), part(0, 2, 1)],
        vec![welcome(), part(1, 2, 1)],
        vec![welcome(), part(0, 2, 1), part(0, 2, 1)],
        vec![welcome(), part(0, 2, 1), part(1, 3, 1)],
    ] {
        assert_eq!(open(&sealed(&wrong), &SECRET), Err(PacketError::Content), "{wrong:?}");
    }
    let garbage = seal(head(), ACTING, vec![vec![0xff; 9]], &SECRET, [9; KEY_LEN]).expect("sealed");
    assert_eq!(open(&garbage, &SECRET), Err(PacketError::Content));
}

#[test]
fn a_window_is_one_shift_long_at_most() {
    let ms = |from: i64, until: i64| {
        let head = Head { from: Timestamp::from_ms(from), until: Timestamp::from_ms(until), ..head() };
        Head::of(&seal(head, ACTING, Vec::new(), &SECRET, [9; KEY_LEN]).expect("sealed")).is_some()
    };
    assert!(ms(0, 40 * HOUR) && ms(0, 1));
    assert!(!ms(0, 40 * HOUR + 1) && !ms(5, 5) && !ms(6, 5) && !ms(i64::MIN, i64::MAX));
}
