//! Phones and a server in memory.

mod authenticator;
mod calls;
mod duty_office;
pub(crate) mod easter;
mod night;
mod notices;
mod office;
mod phone;
mod server;
mod station;

use std::cell::RefCell;
use std::rc::Rc;

use samspil_shared::domain::{Role, SpaceId, Timestamp};

pub(crate) use self::calls::call;
pub(crate) use self::night::Night;
pub(crate) use self::phone::Phone;
pub(crate) use self::server::{Server, UNIT};

pub(crate) const PASSWORD: &str = "syv små grise hopper";

/// Tuesday 7 April 2026, 21.00 by Danish clocks.
pub(crate) const EVENING: &str = "2026-04-07T21:00:00";

pub(crate) fn at(local: &str) -> Timestamp {
    Timestamp::from_local(local.parse().unwrap()).unwrap()
}

/// The demo's family and its consultant.
pub(crate) struct Family {
    pub(crate) server: Rc<RefCell<Server>>,
    pub(crate) noah: SpaceId,
}

impl Family {
    pub(crate) fn new() -> Self {
        let mut server = Server::new();
        for (name, login) in [
            ("Maria Holst", "maria"),
            ("Jonas Bak", "jonas"),
            ("Mette Holm", "mette"),
            ("Lars Quist", "lars"),
            ("Ida Toft", "ida"),
        ] {
            server.account(name, login, PASSWORD);
        }
        let noah = server.placement("Noah", "2026-03-28");
        for login in ["maria", "jonas"] {
            server.member(noah, login, Role::FosterParent, false);
        }
        server.member(noah, "mette", Role::Consultant, false);
        server.member(noah, "lars", Role::Consultant, true);
        Self { server: Rc::new(RefCell::new(server)), noah }
    }

    /// A phone on which this person has signed in, with everything fetched.
    pub(crate) fn phone(&self, login: &str) -> Phone {
        let mut phone = Phone::new(&self.server, seed(login));
        phone.start();
        phone.sign_in(login, PASSWORD);
        phone.sync();
        assert!(phone.model.door().is_none(), "{login} is in: {:?}", phone.model.door());
        phone
    }
}

fn seed(login: &str) -> u64 {
    login.bytes().fold(7, |seed, byte| seed * 31 + u64::from(byte))
}
