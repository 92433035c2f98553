//! *Mine enheder*.

use samspil_shared::domain::EnrolmentId;

use super::common::{AnswerState, When};

/// *Mine enheder*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Devices {
    /// How far the question is.
    pub state: AnswerState,
    /// The devices, this one first; the last answer is shown while it is asked again.
    pub devices: Vec<DeviceLine>,
}

/// A device that the person has signed in on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeviceLine {
    /// Its id.
    pub enrolment: EnrolmentId,
    /// What its browser said of itself.
    pub label: String,
    /// The first login.
    pub since: When,
    /// When it was last in touch.
    pub seen: When,
    /// It is this one.
    pub this: bool,
}
