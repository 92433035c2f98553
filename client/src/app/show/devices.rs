//! *Mine enheder*.

use samspil_shared::api::{Code, Device};

use crate::app::model::Model;
use crate::app::model::desk::Desk;
use crate::app::msg::ApiFault;
use crate::app::view::devices::{DeviceLine, Devices};
use crate::app::view::{AnswerState, When};

impl Model {
    /// *Mine enheder*.
    pub fn devices(&self) -> Option<Devices> {
        Some(devices(self.desk()?))
    }
}

fn devices(desk: &Desk) -> Devices {
    let asked = &desk.devices;
    let state = ask_state(asked.asking, asked.fault.as_ref());
    let mut devices: Vec<DeviceLine> = asked.known.iter().map(device_line).collect();
    devices.sort_by_key(|device| !device.this);
    Devices { state, devices }
}

/// A device, as the screens show it.
pub(super) fn device_line(device: &Device) -> DeviceLine {
    DeviceLine {
        enrolment: device.enrolment,
        label: device.label.clone(),
        since: When::of(device.created_at),
        seen: When::of(device.last_seen_at),
        this: device.this,
    }
}

/// How far a question to the server is.
pub(super) fn ask_state(asking: bool, fault: Option<&ApiFault>) -> AnswerState {
    match (fault, asking) {
        (_, true) => AnswerState::Asking,
        (None, false) => AnswerState::Known,
        (Some(ApiFault::Unreachable), _) => AnswerState::Offline,
        (Some(ApiFault::Problem(problem)), _) if matches!(problem.code, Code::NotSignedIn | Code::SessionEnded) => {
            AnswerState::SignIn
        }
        (Some(ApiFault::Problem(_) | ApiFault::Unexpected), _) => AnswerState::Failed,
    }
}
