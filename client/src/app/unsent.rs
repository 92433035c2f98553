//! What lies unsent on the device, of people who are not in, as far as the lock screen may say it (08 rule 6): how many
//! calls and how many other things. Not whose, and not what. That a box is a call's stands beside it in clear, since it is
//! said before anybody unlocks; it is on no box but that of a call which an officer registered.

use std::ops::AddAssign;

use samspil_shared::domain::{Acting, Kind, Role, Timestamp};
use samspil_shared::sync::frame::Op;

/// What the lock screen calls an operation that waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Waits {
    /// A thing.
    #[default]
    Thing,
    /// A call to the akuttelefon.
    Call,
    /// What was saved together with a call: no second thing beside it.
    OfCall,
    /// That something was opened: nothing that a person wrote, and so nothing that the lock screen counts.
    Opening,
}

/// Bytes of what stands before a sealed box.
pub const HEAD_LEN: usize = 8;

impl Waits {
    /// What this operation is called.
    pub fn of(acting: Acting, op: &Op) -> Self {
        match op {
            Op::Create(new) if acting.role == Role::DutyOfficer => match new.meta.kind {
                Kind::CallNote | Kind::LooseCall => Self::Call,
                Kind::FollowUp | Kind::CallReceipt => Self::OfCall,
                _ => Self::Thing,
            },
            Op::Read(_) => Self::Opening,
            _ => Self::Thing,
        }
    }

    /// What stands before a box that was made then. The time leaves the first byte free; where it is 0 nothing was said.
    pub fn head(self, made_at: Timestamp) -> [u8; HEAD_LEN] {
        let mut head = made_at.as_ms().max(0).to_be_bytes();
        head[0] = match self {
            Self::Thing => 0,
            Self::Call => 1,
            Self::OfCall => 2,
            Self::Opening => 3,
        };
        head
    }

    /// What stands before a box, read.
    pub fn read(mut head: [u8; HEAD_LEN]) -> (Self, Timestamp) {
        let waits = match std::mem::take(&mut head[0]) {
            1 => Self::Call,
            2 => Self::OfCall,
            3 => Self::Opening,
            _ => Self::Thing,
        };
        (waits, Timestamp::from_ms(i64::from_be_bytes(head)))
    }
}

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Calls.
    pub calls: usize,
    /// Other things.
    pub things: usize,
    /// That something was opened. Brought like the rest, and not spoken of.
    pub openings: usize,
}

impl Unsent {
    /// What these boxes of one person come to.
    pub fn of(boxes: impl Iterator<Item = Waits>) -> Self {
        let (mut unsent, mut of_calls) = (Self::default(), 0);
        for waits in boxes {
            match waits {
                Waits::Thing => unsent.things += 1,
                Waits::Call => unsent.calls += 1,
                Waits::OfCall => of_calls += 1,
                Waits::Opening => unsent.openings += 1,
            }
        }
        // The calls themselves arrived, and something of them did not.
        if unsent.calls == 0 {
            unsent.things += of_calls;
        }
        unsent
    }

    /// Nothing waits.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

impl AddAssign for Unsent {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.things += other.things;
        self.openings += other.openings;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsent(boxes: &[Waits]) -> (usize, usize) {
        let unsent = Unsent::of(boxes.iter().copied());
        (unsent.calls, unsent.things)
    }

    #[test]
    fn a_call_with_what_was_saved_with_it_is_one_call() {
        use Waits::{Call, OfCall, Opening, Thing};
        assert_eq!(unsent(&[]), (0, 0));
        assert_eq!(unsent(&[Call, OfCall, OfCall]), (1, 0));
        assert_eq!(unsent(&[Call, OfCall, Thing, Call, OfCall]), (2, 1));
        assert_eq!(unsent(&[OfCall, OfCall]), (0, 2), "the call arrived, and they did not");
        assert_eq!(unsent(&[Opening, Thing]), (0, 1), "nobody wrote an opening");
        assert!(!Unsent::of([Opening].into_iter()).is_none(), "and it is brought all the same");
        let mut both = Unsent { calls: 1, things: 0, openings: 1 };
        both += Unsent { calls: 1, things: 2, openings: 1 };
        assert_eq!(both, Unsent { calls: 2, things: 2, openings: 2 });
    }

    #[test]
    fn the_head_is_read_as_it_was_written() {
        let at = Timestamp::from_ms(1_775_080_000_123);
        for waits in [Waits::Thing, Waits::Call, Waits::OfCall, Waits::Opening] {
            assert_eq!(Waits::read(waits.head(at)), (waits, at));
        }
        // As boxes had it before anything was said of them, and by a clock that was never set.
        assert_eq!(Waits::read(at.as_ms().to_be_bytes()), (Waits::Thing, at));
        assert_eq!(Waits::read(Waits::Call.head(Timestamp::from_ms(-5))), (Waits::Call, Timestamp::from_ms(0)));
        assert_eq!(Waits::read([9; HEAD_LEN]).0, Waits::Thing, "what another version says is a thing");
    }
}
