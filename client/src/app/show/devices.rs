//! *Mine enheder*.

use samspil_shared::api::{Code, Device};

use crate::app::model::Model;
use crate::app::model::desk::Desk;
use crate::app::msg::ApiFault;
use crate::app::view::When;
use crate::app::view::devices::{DeviceLine, Devices, DevicesState};

impl Model {
    /// *Mine enheder*.
    pub fn devices(&self) -> Option<Devices> {
        Some(devices(self.desk()?))
    }
}

fn devices(desk: &Desk) -> Devices {
    let asked = &desk.devices;
    let state = match (&asked.fault, asked.asking) {
        (_, true) => DevicesState::Asking,
        (None, false) => DevicesState::Known,
        (Some(ApiFault::Unreachable), _) => DevicesState::Offline,
        (Some(ApiFault::Problem(problem)), _) if matches!(problem.code, Code::NotSignedIn | Code::SessionEnded) => {
            DevicesState::SignIn
        }
        (Some(ApiFault::Problem(_) | ApiFault::Unexpected), _) => DevicesState::Failed,
    };
    let line = |device: &Device| DeviceLine {
        enrolment: device.enrolment,
        label: device.label.clone(),
        since: When::of(device.created_at),
        seen: When::of(device.last_seen_at),
        this: device.this,
    };
    let mut devices: Vec<DeviceLine> = asked.known.iter().map(line).collect();
    devices.sort_by_key(|device| !device.this);
    Devices { state, devices }
}
