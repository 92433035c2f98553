//! The person's devices, as the server last said.

use samspil_shared::api::{Device, Devices};
use samspil_shared::domain::EnrolmentId;

use super::Desk;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::msg::ApiFault;

/// What is known of the person's devices.
#[derive(Debug, Default)]
pub(in crate::app) struct DevicesDesk {
    /// An answer is awaited.
    pub(in crate::app) asking: bool,
    /// Why there is no newer answer.
    pub(in crate::app) fault: Option<ApiFault>,
    /// The last answer.
    pub(in crate::app) known: Vec<Device>,
}

impl Desk {
    pub(super) fn ask_devices(&mut self, ctx: &mut Ctx<'_>) {
        self.devices.asking = true;
        ctx.out.push(Command::AskDevices { end: None });
    }

    pub(super) fn end_device(&mut self, enrolment: EnrolmentId, ctx: &mut Ctx<'_>) {
        self.devices.asking = true;
        ctx.out.push(Command::AskDevices { end: Some(enrolment) });
    }

    pub(super) fn devices_came(&mut self, answer: Result<Devices, ApiFault>) {
        self.devices.asking = false;
        match answer {
            Ok(Devices { devices }) => {
                self.devices.known = devices;
                self.devices.fault = None;
            }
            Err(fault) => self.devices.fault = Some(fault),
        }
    }
}
