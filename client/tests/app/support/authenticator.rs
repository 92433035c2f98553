//! What a phone's authenticator holds, and what comes of it with a server and a vault.

use samspil_client::app::command::{Attempt, Command, PasskeyDeed, PasskeySecret, Secret, Token};
use samspil_client::app::msg::{Msg, PasskeyFault, PasskeysHere, VaultFault};
use samspil_shared::api::{Code, Passkey, Passkeys, Session};
use samspil_shared::domain::{EnrolmentId, PersonId};

use super::phone::Phone;
use super::server::{Account, problem};

/// The salt of a vault that has none yet.
const SALT: [u8; 32] = [7; 32];

/// Passkeys are named by one byte.
#[derive(Debug, Clone, Default)]
pub(crate) struct Authenticator {
    pub(crate) passkeys: Vec<u8>,
    /// It computes nothing for a vault, like some there are.
    pub(crate) computes_nothing: bool,
    /// The person puts every question away.
    pub(crate) is_put_away: bool,
}

impl Authenticator {
    /// One of these is used, or any if there are none.
    fn uses(&self, allowed: &[u8]) -> Result<u8, PasskeyFault> {
        let fits = |id: &&u8| allowed.is_empty() || allowed.contains(*id);
        self.passkeys.iter().find(fits).copied().filter(|_| !self.is_put_away).ok_or(PasskeyFault::Unused)
    }

    fn makes(&mut self, has: &[u8]) -> Result<u8, PasskeyFault> {
        if self.passkeys.iter().any(|id| has.contains(id)) {
            return Err(PasskeyFault::There);
        }
        if self.is_put_away {
            return Err(PasskeyFault::Unused);
        }
        let id = self.passkeys.iter().max().map_or(1, |last| last + 1);
        self.passkeys.push(id);
        Ok(id)
    }

    fn computes(&self, id: u8, salt: [u8; 32]) -> Option<PasskeySecret> {
        let output = salt.map(|byte| byte ^ id);
        (!self.computes_nothing).then(|| PasskeySecret { credential: vec![id], salt, output })
    }
}

impl Phone {
    pub(super) fn asks_passkey(&mut self, command: Command) -> Msg {
        match command {
            Command::PasskeySignIn { attempt, whose, enrolment, .. } => {
                let session = self.passkey_signs_in(whose, enrolment);
                self.came(attempt, session)
            }
            Command::PasskeyAccept { attempt, token, login, enrolment, .. } => {
                let session = self.passkey_accepts(&token, login, enrolment);
                self.came(attempt, session)
            }
            Command::PasskeyUnlock { attempt, person } => Msg::VaultUnlocked(attempt, self.passkey_unlocks(person)),
            Command::AskPasskeys(deed) => Msg::PasskeysCame(self.does_with_passkeys(&deed)),
            other => panic!("nothing for an authenticator: {other:?}"),
        }
    }

    fn came(&mut self, attempt: Attempt, session: Result<(Session, Option<PasskeySecret>), PasskeyFault>) -> Msg {
        self.tried = session.as_ref().ok().map(|(session, _)| session.person.id);
        Msg::PasskeySignedIn(attempt, session)
    }

    fn salt(&self, whose: Option<PersonId>) -> [u8; 32] {
        let vault = self.device.vaults.iter().find(|vault| whose.is_none_or(|whose| vault.person == whose));
        vault.and_then(|vault| vault.passkeys.first()).map_or(SALT, |slot| slot.salt)
    }

    fn passkey_signs_in(
        &self,
        whose: Option<PersonId>,
        enrolment: Option<EnrolmentId>,
    ) -> Result<(Session, Option<PasskeySecret>), PasskeyFault> {
        self.asks(|_| Ok(())).map_err(PasskeyFault::Api)?;
        let id = self.authenticator.uses(&[])?;
        let session = self.asks(|server| {
            let account = server.accounts.iter_mut().find(|account| account.passkeys.contains(&id));
            let account: &mut Account = account.ok_or_else(|| problem(Code::PasskeyRefused))?;
            (account.session_over, account.login_is_old) = (false, false);
            let person = account.person;
            Ok(server.session(person, enrolment))
        });
        let secret = self.authenticator.computes(id, self.salt(whose));
        Ok((session.map_err(PasskeyFault::Api)?, secret))
    }

    fn passkey_accepts(
        &mut self,
        token: &Token,
        login: Option<String>,
        enrolment: Option<EnrolmentId>,
    ) -> Result<(Session, Option<PasskeySecret>), PasskeyFault> {
        self.asks(|_| Ok(())).map_err(PasskeyFault::Api)?;
        let id = self.authenticator.makes(&[])?;
        let session = self.asks(|server| {
            let Some(Ok(person)) = server.links.get(&token.0).cloned() else {
                return Err(problem(Code::LinkUnknown));
            };
            let account = server.accounts.iter_mut().find(|account| account.person == person).unwrap();
            account.password.clear();
            account.login = login.unwrap();
            account.passkeys.push(id);
            Ok(server.session(person, enrolment))
        });
        Ok((session.map_err(PasskeyFault::Api)?, self.authenticator.computes(id, SALT)))
    }

    fn passkey_unlocks(&self, person: PersonId) -> Result<(), VaultFault> {
        let vault = self.device.vaults.iter().find(|vault| vault.person == person).ok_or(VaultFault::Damaged)?;
        let allowed: Vec<u8> = vault.passkeys.iter().map(|slot| slot.credential[0]).collect();
        let id = self.authenticator.uses(&allowed).map_err(|_| VaultFault::PasskeyUnused)?;
        let secret = self.authenticator.computes(id, self.salt(Some(person))).ok_or(VaultFault::PasskeyWrong)?;
        self.opens(person, &Secret::Passkey(secret)).map_err(|_| VaultFault::PasskeyWrong)
    }

    fn does_with_passkeys(&mut self, deed: &PasskeyDeed) -> Result<PasskeysHere, PasskeyFault> {
        let person = self.device.vaults[0].person;
        let has = self.asks(|server| {
            let account = server.accounts.iter_mut().find(|account| account.person == person).unwrap();
            match deed {
                PasskeyDeed::Add if account.login_is_old => return Err(problem(Code::LoginNeeded)),
                PasskeyDeed::End(id) if account.password.is_empty() && account.passkeys == [byte(id)] => {
                    return Err(problem(Code::LastPasskey));
                }
                PasskeyDeed::End(id) => account.passkeys.retain(|one| *one != byte(id)),
                PasskeyDeed::Add | PasskeyDeed::Look => {}
            }
            Ok(account.passkeys.clone())
        });
        let mut has = has.map_err(PasskeyFault::Api)?;
        if *deed == PasskeyDeed::Add {
            let id = self.authenticator.makes(&has)?;
            has.insert(0, id);
            let mut server = self.server.borrow_mut();
            let account = server.accounts.iter_mut().find(|account| account.person == person).unwrap();
            account.passkeys.clone_from(&has);
            if let Some(secret) = self.authenticator.computes(id, self.salt(Some(person))) {
                self.device.vaults[0].put(Secret::Passkey(secret));
            }
        }
        let now = self.now;
        let vault = &mut self.device.vaults[0];
        vault.passkeys.retain(|slot| has.contains(&slot.credential[0]));
        let server = self.server.borrow();
        let has_password = server.accounts.iter().any(|a| a.person == person && !a.password.is_empty());
        let passkey =
            |id: &u8| Passkey { id: hex::encode([*id]), label: "telefon".into(), created_at: now, last_used_at: None };
        Ok(PasskeysHere {
            passkeys: Passkeys { passkeys: has.iter().map(passkey).collect(), has_password },
            opening: vault.passkeys.iter().map(|slot| hex::encode(&slot.credential)).collect(),
            password: !vault.password.is_empty(),
        })
    }
}

fn byte(id: &str) -> u8 {
    hex::decode(id).unwrap()[0]
}
