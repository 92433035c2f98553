//! What is done with passkeys: the authenticator, the server and the vault's slots together.

use samspil_shared::api::{
    self, AcceptPasskey, AddPasskey, Code, EndPasskey, LinkPasskey, PasskeyAnswer, PasskeyLogin, PasskeyQuestion,
    Passkeys, Problem, Session,
};
use samspil_shared::domain::{EnrolmentId, PersonId};

use super::api::slot_key;
use super::{Runtime, api_fault, log};
use crate::app::command::{Command, PasskeyDeed, PasskeySecret, Secret, Token};
use crate::app::msg::{ApiFault, Msg, PasskeyFault, PasskeysHere, VaultFault};
use crate::app::vault_header::{KEY_LEN, VaultHeader};
use crate::shell::error::{PasskeyError, ShellError};
use crate::shell::http::Http;
use crate::shell::passkey::{self, Said};
use crate::shell::{entropy, vault};

/// A session, and what opens the vault if the passkey computes it.
type SignedIn = Result<(Session, Option<PasskeySecret>), PasskeyFault>;

impl Runtime {
    pub(super) fn ask_passkey(&self, command: Command) {
        let this = self.clone();
        match command {
            Command::PasskeySignIn { attempt, whose, device, enrolment } => self.later(async move {
                let session = this.passkey_sign_in(whose, device, enrolment).await;
                Some(Msg::PasskeySignedIn(attempt, session))
            }),
            Command::PasskeyAccept { attempt, token, login, device, enrolment } => self.later(async move {
                let session = this.passkey_accept(token, login, device, enrolment).await;
                Some(Msg::PasskeySignedIn(attempt, session))
            }),
            Command::PasskeyUnlock { attempt, person } => self.later(async move {
                let unlocked = this.passkey_unlock(person).await;
                Some(Msg::VaultUnlocked(attempt, unlocked))
            }),
            Command::AskPasskeys(deed) => self.later(async move {
                let done = this.passkey_deed(deed).await;
                Some(Msg::PasskeysCame(done))
            }),
            _ => {}
        }
    }

    async fn passkey_sign_in(
        &self,
        whose: Option<PersonId>,
        device: String,
        enrolment: Option<EnrolmentId>,
    ) -> SignedIn {
        let http = &self.0.http;
        http.set_token(None);
        let salt = self.salt(whose)?;
        let question: PasskeyQuestion = http.post_bare(api::LOGIN_PASSKEY_BEGIN).await?;
        let said = passkey::sign(&question.options, &salt).await?;
        let (answer, secret) = parted(question, said, salt);
        let session: Session = http.post(api::LOGIN_PASSKEY, &PasskeyLogin { answer, device, enrolment }).await?;
        http.set_token(Some(session.access_token.clone()));
        Ok((session, secret))
    }

    async fn passkey_accept(
        &self,
        Token(token): Token,
        login: Option<String>,
        device: String,
        enrolment: Option<EnrolmentId>,
    ) -> SignedIn {
        let http = &self.0.http;
        http.set_token(None);
        let salt = self.salt(None)?;
        let ask = LinkPasskey { token: token.clone(), login };
        let question: PasskeyQuestion = http.post(api::LINK_PASSKEY_BEGIN, &ask).await?;
        let said = passkey::make(&question.options, &salt).await?;
        let (answer, secret) = parted(question, said, salt);
        let accept = AcceptPasskey { token, answer, device, enrolment };
        let session: Session = http.post(api::LINK_PASSKEY, &accept).await?;
        http.set_token(Some(session.access_token.clone()));
        Ok((session, secret))
    }

    /// Opens a vault with one of its passkeys; no server is asked.
    async fn passkey_unlock(&self, person: PersonId) -> Result<(), VaultFault> {
        let header = self.header(person).ok_or(VaultFault::Damaged)?;
        let slots: Vec<_> = header.passkeys.iter().map(|slot| (slot.credential.clone(), slot.salt)).collect();
        let said = passkey::ask(&slots).await.map_err(|error| super::vault_fault(&error))?;
        let Said { id: credential, output, .. } = said;
        let asked = slots.iter().find(|(id, _)| *id == credential).map(|(_, salt)| *salt);
        let (Some(salt), Some(output)) = (asked, output) else { return Err(VaultFault::PasskeyWrong) };
        let opened = self.unlock(person, Secret::Passkey(PasskeySecret { credential, salt, output })).await;
        opened.map_err(|fault| if fault == VaultFault::WrongSecret { VaultFault::PasskeyWrong } else { fault })
    }

    async fn passkey_deed(&self, deed: PasskeyDeed) -> Result<PasskeysHere, PasskeyFault> {
        let passkeys: Passkeys = match deed {
            PasskeyDeed::Look => self.in_session(async |http| http.get(api::PASSKEYS).await).await?,
            PasskeyDeed::Add => self.add_passkey().await?,
            PasskeyDeed::End(id) => {
                self.in_session(async |http| http.post(api::PASSKEYS_END, &EndPasskey { id: id.clone() }).await).await?
            }
        };
        let person = self.0.vault.borrow().as_ref().map(vault::Vault::person);
        let header = person.and_then(|person| self.header(person));
        Ok(match header {
            Some(header) => {
                let header = self.without_ended(header, &passkeys).await;
                let opening = header.passkeys.iter().map(|slot| hex::encode(&slot.credential)).collect();
                PasskeysHere { passkeys, opening, password: header.password.is_some() }
            }
            None => PasskeysHere { passkeys, opening: Vec::new(), password: true },
        })
    }

    /// Makes a passkey, and its slot of the vault that is open.
    async fn add_passkey(&self) -> Result<Passkeys, PasskeyFault> {
        let person = self.0.vault.borrow().as_ref().map(vault::Vault::person);
        let question: PasskeyQuestion = self.in_session(async |http| http.post_bare(api::PASSKEYS_BEGIN).await).await?;
        let salt = self.salt(person)?;
        let said = passkey::make(&question.options, &salt).await?;
        let (answer, secret) = parted(question, said, salt);
        let add = AddPasskey { answer, label: String::new() };
        let passkeys = self.in_session(async |http| http.post(api::PASSKEYS_ADD, &add).await).await?;
        if let (Some(person), Some(secret)) = (person, secret)
            && let Err(error) = self.add_slot(person, secret).await
        {
            // The passkey is there all the same; the next login with it makes the slot.
            log::note("making a passkey's slot", &error);
        }
        Ok(passkeys)
    }

    /// The key in memory cannot be wrapped again: the server's slot is opened for it.
    async fn add_slot(&self, person: PersonId, secret: PasskeySecret) -> Result<(), ShellError> {
        let header = self.header(person).ok_or(ShellError::Missing("a vault"))?;
        let slot: api::Slot = self.0.http.get(api::SLOT).await?;
        let key = slot_key(&slot.key).map_err(|_| ShellError::Missing("a slot key"))?;
        let header = vault::rewrap(&header, &Secret::Server(key.0), &Secret::Passkey(secret)).await?;
        self.keep_header(header).await
    }

    /// The header without the slots of passkeys that were removed, here or elsewhere.
    async fn without_ended(&self, header: VaultHeader, passkeys: &Passkeys) -> VaultHeader {
        let mut left = header.clone();
        left.passkeys.retain(|slot| {
            let id = hex::encode(&slot.credential);
            passkeys.passkeys.iter().any(|passkey| passkey.id == id)
        });
        if left == header {
            return header;
        }
        match self.keep_header(left.clone()).await {
            Ok(()) => left,
            Err(error) => {
                log::note("dropping a passkey's slot", &error);
                header
            }
        }
    }

    /// What a passkey is asked for: the salt of the vault it may open, or a new one.
    fn salt(&self, whose: Option<PersonId>) -> Result<[u8; KEY_LEN], ShellError> {
        let headers = self.0.headers.borrow();
        let meant = headers.iter().filter(|header| whose.is_none_or(|whose| header.person == whose));
        let known = meant.flat_map(|header| &header.passkeys).map(|slot| slot.salt).next();
        known.map_or_else(entropy::bytes, Ok)
    }

    /// Asks with the token at hand, and once more with the next one: a token lasts some minutes.
    async fn in_session<T>(&self, ask: impl AsyncFn(&Http) -> Result<T, ShellError>) -> Result<T, PasskeyFault> {
        let http = &self.0.http;
        let answer = ask(http).await.map_err(api_fault);
        let Err(ApiFault::Problem(Problem { code: Code::NotSignedIn, .. })) = answer else { return Ok(answer?) };
        http.set_token(None);
        let session: Session = http.post_bare(api::REFRESH).await?;
        // Another person signed in on this device meanwhile: what was said stands.
        if !self.is_ours(&session) {
            return Ok(answer?);
        }
        http.set_token(Some(session.access_token));
        Ok(ask(http).await?)
    }
}

/// What goes to the server, and what stays.
fn parted(question: PasskeyQuestion, said: Said, salt: [u8; KEY_LEN]) -> (PasskeyAnswer, Option<PasskeySecret>) {
    let Said { id: credential, credential: written, output } = said;
    let secret = output.map(|output| PasskeySecret { credential, salt, output });
    (PasskeyAnswer { ceremony: question.ceremony, credential: written }, secret)
}

impl From<ApiFault> for PasskeyFault {
    fn from(fault: ApiFault) -> Self {
        Self::Api(fault)
    }
}

impl From<ShellError> for PasskeyFault {
    fn from(error: ShellError) -> Self {
        match error {
            ShellError::Passkey(PasskeyError::Unused) => Self::Unused,
            ShellError::Passkey(PasskeyError::There) => Self::There,
            ShellError::Passkey(PasskeyError::Missing) => Self::Missing,
            error => Self::Api(api_fault(error)),
        }
    }
}
