//! What the server leaves ready on a station.

use samspil_shared::domain::duty::window;
use samspil_shared::domain::{Acting, Role, SpaceKind};
use samspil_shared::sync::frame::{ClientFrame, Hello, Page, ServerFrame, SpaceMembership, VERSION};
use samspil_shared::sync::packet::{Head, seal};

use super::server::DEVICE_SECRET;
use super::{Night, PASSWORD, Phone, UNIT, at};

impl Night {
    /// The pc that Yusuf signed in on a week before; nothing of tonight is on it, and there is no network.
    pub(crate) fn pc_a_week_before(&self) -> Phone {
        let mut pc = Phone::new(&self.server, 9);
        pc.now = at("2026-03-25T12:00:00");
        let mut server = self.server.borrow_mut();
        server.now = pc.now;
        let yusuf = server.person("yusuf").person;
        let is_shift = |m: &SpaceMembership| m.person == yusuf && m.role == Role::DutyOfficer;
        let (shifts, others) = server.members.drain(..).partition(|(_, member)| is_shift(member));
        server.members = others;
        let office = server.space(SpaceKind::Municipality);
        server.member(office, "yusuf", Role::DutyOfficer, false);
        drop(server);
        pc.start();
        pc.sign_in("yusuf", PASSWORD);
        pc.sync();
        let shifts: Vec<_> = shifts;
        self.server.borrow_mut().members.extend(shifts);
        pc.goes_offline();
        pc
    }

    /// Yusuf's packet for the device that he signed in on, for a shift between these times, made now by its clock.
    pub(crate) fn packet(&self, yusuf: &Phone, from: &str, until: &str) -> Vec<u8> {
        let mut server = self.server.borrow_mut();
        let acting = Acting { role: Role::DutyOfficer, unit: UNIT };
        let vault = &yusuf.device.vaults[0];
        let hello = Hello {
            versions: vec![VERSION],
            app: 1,
            ticket: "token of yusuf".into(),
            enrolment: vault.enrolment,
            epoch: None,
            acting,
            cursors: Vec::new(),
            device_time: yusuf.now,
        };
        let reach = window(at(from), at(until));
        let before = std::mem::replace(&mut server.now, reach.from.max(yusuf.now));
        let (mut connection, welcome) = server.hello(&hello).unwrap();
        let ServerFrame::Welcome(told) = &welcome else { unreachable!("a hello is answered with a welcome") };
        let mut frames = vec![welcome.encode()];
        for space in &told.spaces {
            let page = ClientFrame::Page(Page { space: space.id, token: None, frames: 1 });
            frames.extend(server.frame(&mut connection, page).iter().map(ServerFrame::encode));
        }
        server.now = before;
        let head = Head::new(vault.person, vault.enrolment, yusuf.now, reach.from, reach.until.unwrap());
        seal(head, acting, frames, &DEVICE_SECRET, [3; 32]).unwrap()
    }
}
