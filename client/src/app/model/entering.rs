//! From a session to an open vault: the password or the passkey opens it, or makes it, or gets a slot of its own.
//!
//! ```text
//! no vault here            → the server's slot → a new vault
//! what was given opens it  → done (a device that was enrolled anew gets a new server slot first)
//! it does not              → the server's slot opens it → a slot for what was given
//! a passkey without PRF    → the server's slot opens it
//! ```

use samspil_shared::api::{Code, Session};

use crate::app::command::{Attempt, Command, NewVault, Secret};
use crate::app::msg::{ApiFault, SlotKey, VaultFault, VaultOnDevice};
use crate::app::vault_header::initials;
use crate::app::view::Fault;

/// A person on the way in.
#[derive(Debug)]
pub(super) struct Entering {
    attempt: Attempt,
    session: Session,
    /// What was given, if it can open a vault.
    opener: Option<Secret>,
    known: Option<VaultOnDevice>,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    SlotForNew,
    Creating,
    TryingOpener,
    SlotForEnrolment,
    SlotForVault,
    TryingServer(SlotKey),
    Rewrapping,
}

/// What comes of an answer.
#[derive(Debug)]
pub(super) enum Way {
    /// Do this and wait.
    On(Command),
    /// The vault is open.
    In,
    /// It does not go on.
    Stop(Fault),
}

impl Entering {
    /// Begins with a fresh session. `vaults` are those on the device.
    pub(super) fn begin(
        attempt: Attempt,
        session: Session,
        opener: Option<Secret>,
        vaults: &[VaultOnDevice],
    ) -> (Self, Command) {
        let person = session.person.id;
        let known = vaults.iter().find(|vault| vault.person == person).cloned();
        // A header that cannot be read wraps a key that nobody has any more: what it sealed stays, a new vault is made.
        let known = known.filter(|vault| vault.enrolment.is_some());
        let (step, command) = match known {
            Some(_) => match &opener {
                Some(secret) => (Step::TryingOpener, Command::UnlockVault { attempt, person, secret: secret.clone() }),
                None => (Step::SlotForVault, Command::Slot { attempt, make: false }),
            },
            None => (Step::SlotForNew, Command::Slot { attempt, make: true }),
        };
        (Self { attempt, session, opener, known, step }, command)
    }

    /// The session that came with the login.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Whether `attempt` is the one under way.
    pub(super) fn is(&self, attempt: Attempt) -> bool {
        self.attempt == attempt
    }

    pub(super) fn slot_came(&mut self, answer: Result<SlotKey, ApiFault>) -> Way {
        let attempt = self.attempt;
        match (self.step, answer) {
            (Step::SlotForNew, Ok(key)) => {
                self.step = Step::Creating;
                Way::On(Command::CreateVault(attempt, self.new_vault(key)))
            }
            (Step::SlotForEnrolment, Ok(key)) => match self.opener.clone() {
                Some(opener) => self.rewrap(opener, Secret::Server(key.0)),
                None => Way::In,
            },
            (Step::SlotForVault, Ok(key)) => {
                self.step = Step::TryingServer(key);
                let secret = Secret::Server(key.0);
                Way::On(Command::UnlockVault { attempt, person: self.session.person.id, secret })
            }
            (Step::SlotForVault, Err(ApiFault::Problem(problem))) if problem.code == Code::NoSlot => {
                Way::Stop(Fault::VaultStuck)
            }
            (_, Err(fault)) => Way::Stop(super::door::fault_of(&fault)),
            (_, Ok(_)) => Way::Stop(Fault::Server),
        }
    }

    pub(super) fn vault_created(&self, answer: Result<(), VaultFault>) -> Way {
        match answer {
            Ok(()) => Way::In,
            Err(_) => Way::Stop(Fault::NotKept),
        }
    }

    pub(super) fn vault_unlocked(&mut self, answer: Result<(), VaultFault>) -> Way {
        let enrolled_anew = self.known.as_ref().is_some_and(|known| known.enrolment != Some(self.session.enrolment));
        match (self.step, answer) {
            (Step::TryingOpener, Ok(())) if enrolled_anew => {
                self.step = Step::SlotForEnrolment;
                Way::On(Command::Slot { attempt: self.attempt, make: true })
            }
            (Step::TryingOpener, Ok(())) => Way::In,
            (Step::TryingOpener, Err(VaultFault::WrongSecret)) => {
                self.step = Step::SlotForVault;
                Way::On(Command::Slot { attempt: self.attempt, make: false })
            }
            (Step::TryingServer(key), Ok(())) => match self.opener.clone() {
                Some(opener) => self.rewrap(Secret::Server(key.0), opener),
                None => Way::In,
            },
            (_, Err(VaultFault::WrongSecret | VaultFault::Damaged)) => Way::Stop(Fault::VaultStuck),
            (_, _) => Way::Stop(Fault::NotKept),
        }
    }

    /// The vault is open either way; a slot that could not be made anew is made at the next login.
    pub(super) fn vault_rewrapped(&self) -> Way {
        Way::In
    }

    fn rewrap(&mut self, opener: Secret, new: Secret) -> Way {
        self.step = Step::Rewrapping;
        let (person, enrolment) = (self.session.person.id, self.session.enrolment);
        Way::On(Command::RewrapVault { attempt: self.attempt, person, opener, new, enrolment })
    }

    fn new_vault(&self, key: SlotKey) -> NewVault {
        NewVault {
            person: self.session.person.id,
            enrolment: self.session.enrolment,
            initials: initials(&self.session.person.name),
            opener: self.opener.clone(),
            server_key: key.0,
        }
    }
}
