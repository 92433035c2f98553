//! The screens outside the vault.

pub(super) mod install;

use samspil_shared::api::{
    Accept, Code, Invited, LOGIN_MAX, LOGIN_MIN, Login, PASSWORD_BYTES_MAX, PASSWORD_MIN, Session, read_code,
};
use samspil_shared::domain::{PersonId, Timestamp};
use samspil_shared::sync::slip::{SlipId, SlipKey};

use super::entering::{Entering, Way};
use super::slip::SlipDesk;
use crate::app::command::{Attempt, Command, PasskeySecret, Secret, Token};
use crate::app::intent::DoorIntent;
use crate::app::msg::{ApiFault, PasskeyFault, SlotKey, VaultFault, VaultOnDevice};
use crate::app::view::{Fault, Invite, Lock, SignIn, VaultFace};
use crate::app::words;

/// Different characters a password has at least; the server asks the same.
const DIFFERENT_MIN: usize = 5;

/// Minutes a person is asked to wait when the server does not say.
const WAIT_MINUTES: u32 = 15;

/// A one-time link, or the code that stands for one.
#[derive(Debug)]
pub(super) struct InviteDesk {
    token: Token,
    invited: Option<Invited>,
    form: Form,
    suggestion: Option<String>,
    dead: bool,
}

/// Login with a password.
#[derive(Debug)]
pub(super) struct SignInDesk {
    form: Form,
    /// Whose vault is open, or was chosen on the lock screen: its device is named to the server.
    whose: Option<PersonId>,
    /// The vault is open and only the session is over.
    again: bool,
}

/// A locked vault.
#[derive(Debug)]
pub(super) struct LockDesk {
    chosen: Option<PersonId>,
    form: Form,
    slip: Option<SlipDesk>,
}

/// What is typed at a door, and how far sending it is.
#[derive(Default)]
struct Form {
    login: String,
    password: String,
    again: String,
    device: String,
    faults: Faults,
    attempt: Attempt,
    busy: bool,
    entering: Option<Entering>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Faults {
    login: Option<Fault>,
    password: Option<Fault>,
    again: Option<Fault>,
    form: Option<Fault>,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form(attempt {}, busy {}, not shown)", self.attempt, self.busy)
    }
}

/// What a door needs to know of the rest.
pub(super) struct Around<'a> {
    /// Vaults on this device.
    pub(super) vaults: &'a [VaultOnDevice],
    /// Number of the last attempt, counted up with each.
    pub(super) attempts: &'a mut Attempt,
    /// Randomness.
    pub(super) rng: &'a mut dyn rand::Rng,
}

impl Around<'_> {
    pub(super) fn next(&mut self) -> Attempt {
        *self.attempts += 1;
        *self.attempts
    }
}

/// What comes of something at a door.
#[derive(Debug)]
pub(super) enum Turn {
    /// Stay here.
    Stay(Vec<Command>),
    /// Login instead.
    SignIn,
    /// The lock screen instead.
    Lock,
    /// Another link, or a code.
    Link(Token),
    /// The form of this link.
    Form(Token),
    /// A code for this link, to use it on another device.
    Code(Token),
    /// The vault of this session is open: its store is next.
    In(Box<Session>),
    /// The vault of this person is open, without a session.
    Unlocked(PersonId),
}

impl Turn {
    fn stay() -> Self {
        Self::Stay(Vec::new())
    }

    fn on(command: Command) -> Self {
        Self::Stay(vec![command])
    }
}

impl InviteDesk {
    pub(super) fn begin(token: Token, around: &mut Around<'_>) -> (Self, Command) {
        let attempt = around.next();
        let form = Form { attempt, busy: true, ..Form::default() };
        let look = Command::LookUpLink { attempt, token: token.clone() };
        (Self { token, invited: None, form, suggestion: None, dead: false }, look)
    }

    pub(super) fn looked(&mut self, attempt: Attempt, answer: Result<Invited, ApiFault>) {
        if attempt != self.form.attempt {
            return;
        }
        self.form.busy = false;
        match answer {
            Ok(invited) => self.invited = Some(invited),
            Err(fault) => {
                self.form.faults.form = Some(fault_of(&fault));
                self.settle();
            }
        }
    }

    pub(super) fn intent(&mut self, intent: DoorIntent, around: &mut Around<'_>) -> Turn {
        match intent {
            DoorIntent::Suggest => {
                self.suggestion = Some(words::suggestion(around.rng));
                Turn::stay()
            }
            DoorIntent::TakeSuggestion => {
                if let Some(words) = self.suggestion.take() {
                    self.form.password.clone_from(&words);
                    self.form.again = words;
                    self.form.faults = Faults::default();
                }
                Turn::stay()
            }
            DoorIntent::Submit if self.form.busy || self.dead => Turn::stay(),
            DoorIntent::Submit if self.invited.is_none() => {
                // The server could not be reached when the link was opened: look again.
                let (begun, look) = Self::begin(self.token.clone(), around);
                *self = begun;
                Turn::on(look)
            }
            DoorIntent::Submit => self.submit(around),
            DoorIntent::ShowCode if self.form.busy || self.dead || self.by_code() => Turn::stay(),
            DoorIntent::ShowCode => Turn::Code(self.token.clone()),
            DoorIntent::Passkey if self.form.busy || self.dead || self.invited.is_none() => Turn::stay(),
            DoorIntent::Passkey => self.use_passkey(around),
            other => self.form.intent(other),
        }
    }

    fn by_code(&self) -> bool {
        read_code(&self.token.0).is_some()
    }

    fn submit(&mut self, around: &mut Around<'_>) -> Turn {
        let given = self.invited.as_ref().and_then(|invited| invited.login.clone());
        self.form.faults = self.faults(given.as_deref());
        let Faults { login, password, again, form } = self.form.faults;
        if [login, password, again, form].iter().any(Option::is_some) {
            return Turn::stay();
        }
        let accept = Accept {
            token: self.token.0.clone(),
            login: given.is_none().then(|| self.form.login.trim().to_owned()),
            password: self.form.password.clone(),
            device: self.form.device.trim().to_owned(),
            enrolment: enrolment_hint(around.vaults, None),
        };
        let attempt = self.form.send(around);
        Turn::on(Command::Accept(attempt, accept))
    }

    fn use_passkey(&mut self, around: &mut Around<'_>) -> Turn {
        let given = self.invited.as_ref().and_then(|invited| invited.login.clone());
        let login = if given.is_none() { login_fault(&self.form.login) } else { None };
        self.form.faults = Faults { login, ..Faults::default() };
        if login.is_some() {
            return Turn::stay();
        }
        let attempt = self.form.send(around);
        Turn::on(Command::PasskeyAccept {
            attempt,
            token: self.token.clone(),
            login: given.is_none().then(|| self.form.login.trim().to_owned()),
            device: self.form.device.trim().to_owned(),
            enrolment: enrolment_hint(around.vaults, None),
        })
    }

    fn faults(&self, given: Option<&str>) -> Faults {
        let form = &self.form;
        let login = if given.is_none() { login_fault(&form.login) } else { None };
        let password = password_fault(&form.password, given.unwrap_or(&form.login));
        let again = match () {
            () if form.again.is_empty() => Some(Fault::Missing),
            () if form.again != form.password => Some(Fault::PasswordDiffers),
            () => None,
        };
        Faults { login, password, again: again.filter(|_| password.is_none()), form: None }
    }

    pub(super) fn form(&mut self) -> &mut impl Answered {
        &mut self.form
    }

    /// Takes a refusal of the server to the field that it is about.
    pub(super) fn settle(&mut self) {
        let by_code = self.by_code();
        let faults = &mut self.form.faults;
        match faults.form {
            Some(fault @ (Fault::LoginTaken | Fault::LoginForm)) => {
                *faults = Faults { login: Some(fault), ..Faults::default() }
            }
            Some(fault @ (Fault::PasswordShort | Fault::PasswordLong | Fault::PasswordSimple)) => {
                *faults = Faults { password: Some(fault), ..Faults::default() };
            }
            Some(Fault::LinkUnknown) if by_code => {
                self.dead = true;
                faults.form = Some(Fault::CodeUnknown);
            }
            Some(fault) if is_dead(fault) => self.dead = true,
            _ => {}
        }
    }

    pub(super) fn view(&self, passkeys: bool) -> Invite {
        let Form { login, password, again, device, faults, busy, .. } = &self.form;
        Invite {
            name: self.invited.as_ref().map(|invited| invited.name.clone()),
            login_given: self.invited.as_ref().and_then(|invited| invited.login.clone()),
            has_account: self.invited.as_ref().is_some_and(|invited| invited.has_account),
            login: login.clone(),
            password: password.clone(),
            again: again.clone(),
            device: device.clone(),
            suggestion: self.suggestion.clone(),
            login_fault: faults.login,
            password_fault: faults.password,
            again_fault: faults.again,
            fault: faults.form,
            dead: self.dead,
            busy: *busy,
            passkeys,
            elsewhere: !self.by_code(),
        }
    }
}

impl SignInDesk {
    /// In front of the vault, if there is one.
    pub(super) fn new(whose: Option<PersonId>) -> Self {
        Self { form: Form::default(), whose, again: false }
    }

    /// Inside an open vault.
    pub(super) fn again(login: &str, whose: PersonId) -> Self {
        let form = Form { login: login.to_owned(), ..Form::default() };
        Self { form, whose: Some(whose), again: true }
    }

    pub(super) fn intent(&mut self, intent: DoorIntent, around: &mut Around<'_>) -> Turn {
        match intent {
            DoorIntent::Submit if self.form.busy => Turn::stay(),
            DoorIntent::Submit => {
                let missing = self.form.login.trim().is_empty() || self.form.password.is_empty();
                self.form.faults = Faults { form: missing.then_some(Fault::Missing), ..Faults::default() };
                if missing {
                    return Turn::stay();
                }
                let login = Login {
                    login: self.form.login.trim().to_owned(),
                    password: self.form.password.clone(),
                    device: self.form.device.trim().to_owned(),
                    enrolment: enrolment_hint(around.vaults, self.whose),
                };
                let attempt = self.form.send(around);
                Turn::on(Command::SignIn(attempt, login))
            }
            DoorIntent::Passkey if self.form.busy => Turn::stay(),
            DoorIntent::Passkey => {
                self.form.faults = Faults::default();
                let (device, whose) = (self.form.device.trim().to_owned(), self.whose);
                let enrolment = enrolment_hint(around.vaults, whose);
                let attempt = self.form.send(around);
                Turn::on(Command::PasskeySignIn { attempt, whose, device, enrolment })
            }
            other => self.form.intent(other),
        }
    }

    pub(super) fn form(&mut self) -> &mut impl Answered {
        &mut self.form
    }

    pub(super) fn view(&self, has_vault: bool, passkeys: bool) -> SignIn {
        SignIn {
            login: self.form.login.clone(),
            password: self.form.password.clone(),
            fault: self.form.faults.form,
            busy: self.form.busy,
            has_vault,
            again: self.again,
            passkeys,
        }
    }
}

impl LockDesk {
    /// The vault used last is chosen. Unless the person locked here, an unlocked tab is asked for the key.
    pub(super) fn begin(ask_tabs: bool, around: &mut Around<'_>) -> (Self, Option<Command>) {
        let attempt = around.next();
        let chosen = around.vaults.first().map(|vault| vault.person);
        let ask = chosen.filter(|_| ask_tabs).map(|person| Command::AskTabs { attempt, person });
        (Self { chosen, form: Form { attempt, ..Form::default() }, slip: None }, ask)
    }

    pub(super) fn chosen(&self) -> Option<PersonId> {
        self.chosen
    }

    pub(super) fn intent(&mut self, intent: DoorIntent, now: Timestamp, around: &mut Around<'_>) -> Turn {
        match intent {
            DoorIntent::WriteNow => {
                self.slip.get_or_insert_default();
                self.chosen.map_or_else(Turn::stay, |person| Turn::on(Command::AskSlipKey(person)))
            }
            DoorIntent::Slip(text) => {
                if let Some(slip) = &mut self.slip {
                    slip.types(text);
                }
                self.keep_slip(now, around)
            }
            DoorIntent::EndSlip => {
                self.slip = self.slip.take().filter(|slip| !slip.is_safe());
                self.keep_slip(now, around)
            }
            // What is written is its writer's.
            DoorIntent::Choose(_) if self.slip.as_ref().is_some_and(|slip| !slip.is_safe()) => Turn::stay(),
            DoorIntent::Choose(person) if !self.form.busy => {
                self.slip = None;
                self.chosen = Some(person);
                self.form.faults = Faults::default();
                self.form.password.clear();
                Turn::stay()
            }
            DoorIntent::Submit if self.form.busy => Turn::stay(),
            DoorIntent::Submit => {
                let missing = self.form.password.is_empty();
                self.form.faults = Faults { password: missing.then_some(Fault::Missing), ..Faults::default() };
                let (false, Some(person)) = (missing, self.chosen) else { return Turn::stay() };
                let secret = Secret::Password(self.form.password.clone());
                let attempt = self.form.send(around);
                Turn::on(Command::UnlockVault { attempt, person, secret })
            }
            DoorIntent::Passkey if self.form.busy => Turn::stay(),
            DoorIntent::Passkey => {
                self.form.faults = Faults::default();
                let Some(person) = self.chosen else { return Turn::stay() };
                let attempt = self.form.send(around);
                Turn::on(Command::PasskeyUnlock { attempt, person })
            }
            other => self.form.intent(other),
        }
    }

    pub(super) fn slip_key_came(&mut self, person: PersonId, key: Option<SlipKey>) {
        if let Some(slip) = self.slip.as_mut().filter(|_| self.chosen == Some(person)) {
            slip.key_came(key);
        }
    }

    pub(super) fn slip_put(&mut self, id: SlipId, done: bool) {
        if let Some(slip) = &mut self.slip {
            slip.put(id, done);
        }
    }

    /// Nobody looks any more: what is kept need not stand there.
    pub(super) fn out_of_sight(&mut self) {
        self.slip = self.slip.take().filter(|slip| !slip.is_safe());
    }

    /// Keeps what is written, as far as the device is ready to.
    pub(super) fn keep_slip(&mut self, now: Timestamp, around: &mut Around<'_>) -> Turn {
        let (Some(person), Some(slip)) = (self.chosen, &mut self.slip) else { return Turn::stay() };
        slip.keep(person, now, around).map_or_else(Turn::stay, Turn::on)
    }

    pub(super) fn unlocked(&mut self, attempt: Attempt, answer: Result<(), VaultFault>) -> Turn {
        let (true, Some(person)) = (attempt == self.form.attempt && self.form.busy, self.chosen) else {
            return Turn::stay();
        };
        self.form.busy = false;
        let faults = &mut self.form.faults;
        match answer {
            Ok(()) => return Turn::Unlocked(person),
            Err(VaultFault::WrongSecret) => faults.password = Some(Fault::WrongPassword),
            Err(VaultFault::PasskeyUnused) => faults.form = Some(Fault::PasskeyUnused),
            Err(VaultFault::PasskeyWrong) => faults.form = Some(Fault::PasskeyWrong),
            Err(VaultFault::Damaged | VaultFault::Store(_) | VaultFault::Browser) => {
                faults.password = Some(Fault::VaultStuck);
            }
        }
        Turn::stay()
    }

    /// An unlocked tab gave the key, unless the person was quicker.
    pub(super) fn tabs_answered(&self, attempt: Attempt, gave: bool) -> Turn {
        match self.chosen {
            Some(person) if gave && attempt == self.form.attempt && !self.form.busy => Turn::Unlocked(person),
            _ => Turn::stay(),
        }
    }

    pub(super) fn view(&self, vaults: &[VaultOnDevice], passkeys: bool) -> Lock {
        let chosen = vaults.iter().find(|vault| Some(vault.person) == self.chosen);
        Lock {
            vaults: vaults
                .iter()
                .map(|vault| VaultFace { person: vault.person, initials: vault.initials.clone() })
                .collect(),
            chosen: self.chosen,
            password: self.form.password.clone(),
            fault: self.form.faults.password,
            passkey_fault: self.form.faults.form,
            by_password: chosen.is_none_or(|vault| vault.password || vault.enrolment.is_none()),
            by_passkey: passkeys && chosen.is_some_and(|vault| vault.passkey),
            busy: self.form.busy,
            slip: self.slip.as_ref().map(SlipDesk::view),
        }
    }
}

/// A form that sends and waits for answers.
pub(super) trait Answered {
    fn signed_in(&mut self, attempt: Attempt, answer: Result<Session, ApiFault>, vaults: &[VaultOnDevice]) -> Turn;
    fn passkey_signed_in(
        &mut self,
        attempt: Attempt,
        answer: Result<(Session, Option<PasskeySecret>), PasskeyFault>,
        vaults: &[VaultOnDevice],
    ) -> Turn;
    fn slot_came(&mut self, attempt: Attempt, answer: Result<SlotKey, ApiFault>) -> Turn;
    fn vault_created(&mut self, attempt: Attempt, answer: Result<(), VaultFault>) -> Turn;
    fn vault_unlocked(&mut self, attempt: Attempt, answer: Result<(), VaultFault>) -> Turn;
    fn vault_rewrapped(&mut self, attempt: Attempt) -> Turn;
    fn refuse(&mut self, fault: Fault);
}

impl Answered for Form {
    fn signed_in(&mut self, attempt: Attempt, answer: Result<Session, ApiFault>, vaults: &[VaultOnDevice]) -> Turn {
        let opener = Some(Secret::Password(self.password.clone()));
        self.begin(attempt, answer.map(|session| (session, opener)).map_err(|fault| fault_of(&fault)), vaults)
    }

    fn passkey_signed_in(
        &mut self,
        attempt: Attempt,
        answer: Result<(Session, Option<PasskeySecret>), PasskeyFault>,
        vaults: &[VaultOnDevice],
    ) -> Turn {
        let answer = answer.map(|(session, secret)| (session, secret.map(Secret::Passkey)));
        self.begin(attempt, answer.map_err(|fault| passkey_fault_of(&fault)), vaults)
    }

    fn slot_came(&mut self, attempt: Attempt, answer: Result<SlotKey, ApiFault>) -> Turn {
        self.enter(attempt, |entering| entering.slot_came(answer))
    }

    fn vault_created(&mut self, attempt: Attempt, answer: Result<(), VaultFault>) -> Turn {
        self.enter(attempt, |entering| entering.vault_created(answer))
    }

    fn vault_unlocked(&mut self, attempt: Attempt, answer: Result<(), VaultFault>) -> Turn {
        self.enter(attempt, |entering| entering.vault_unlocked(answer))
    }

    fn vault_rewrapped(&mut self, attempt: Attempt) -> Turn {
        self.enter(attempt, |entering| entering.vault_rewrapped())
    }

    fn refuse(&mut self, fault: Fault) {
        self.busy = false;
        self.entering = None;
        self.faults = Faults { form: Some(fault), ..Faults::default() };
    }
}

impl Form {
    fn intent(&mut self, intent: DoorIntent) -> Turn {
        match intent {
            DoorIntent::SignIn if !self.busy => return Turn::SignIn,
            DoorIntent::Unlock if !self.busy => return Turn::Lock,
            DoorIntent::Paste(text) if !self.busy => {
                if let Some(token) = token_in(&text).or_else(|| read_code(&text).map(Token)) {
                    return Turn::Link(token);
                }
                self.faults.form = Some(Fault::LinkUnknown);
            }
            DoorIntent::UseCode(text) if !self.busy => match read_code(&text) {
                Some(code) => return Turn::Link(Token(code)),
                None => self.faults.form = Some(Fault::CodeForm),
            },
            // What is on its way is not changed under the person's hands.
            _ if self.busy => {}
            DoorIntent::Login(text) => {
                self.login = text;
                self.faults.login = None;
            }
            DoorIntent::Password(text) => {
                self.password = text;
                self.faults.password = None;
            }
            DoorIntent::Again(text) => {
                self.again = text;
                self.faults.again = None;
            }
            DoorIntent::Device(text) => self.device = text,
            _ => {}
        }
        Turn::stay()
    }

    /// The way in begins with a session and what may open the vault.
    fn begin(
        &mut self,
        attempt: Attempt,
        answer: Result<(Session, Option<Secret>), Fault>,
        vaults: &[VaultOnDevice],
    ) -> Turn {
        if attempt != self.attempt || !self.busy || self.entering.is_some() {
            return Turn::stay();
        }
        match answer {
            Ok((session, opener)) => {
                let (entering, command) = Entering::begin(attempt, session, opener, vaults);
                self.entering = Some(entering);
                Turn::on(command)
            }
            Err(fault) => {
                self.refuse(fault);
                Turn::stay()
            }
        }
    }

    fn send(&mut self, around: &mut Around<'_>) -> Attempt {
        self.attempt = around.next();
        self.busy = true;
        self.entering = None;
        self.attempt
    }

    fn enter(&mut self, attempt: Attempt, answer: impl FnOnce(&mut Entering) -> Way) -> Turn {
        let Some(entering) = self.entering.as_mut().filter(|entering| entering.is(attempt)) else {
            return Turn::stay();
        };
        match answer(entering) {
            Way::On(command) => Turn::on(command),
            Way::Stop(fault) => {
                self.refuse(fault);
                Turn::stay()
            }
            Way::In => {
                let session = entering.session().clone();
                self.busy = false;
                self.entering = None;
                self.password.clear();
                self.again.clear();
                Turn::In(Box::new(session))
            }
        }
    }
}

/// The device's enrolment to name: the server takes it only from its own person.
fn enrolment_hint(vaults: &[VaultOnDevice], whose: Option<PersonId>) -> Option<samspil_shared::domain::EnrolmentId> {
    let chosen = whose.and_then(|person| vaults.iter().find(|vault| vault.person == person));
    chosen.or(vaults.first()).and_then(|vault| vault.enrolment)
}

fn login_fault(login: &str) -> Option<Fault> {
    let login = login.trim().to_lowercase();
    let good = |c: char| c.is_ascii_alphanumeric() || "._-@æøåäöü".contains(c);
    if login.is_empty() {
        Some(Fault::Missing)
    } else {
        let fits = (LOGIN_MIN..=LOGIN_MAX).contains(&login.chars().count()) && login.chars().all(good);
        (!fits).then_some(Fault::LoginForm)
    }
}

fn password_fault(password: &str, login: &str) -> Option<Fault> {
    let mut different: Vec<char> = password.chars().collect();
    let chars = different.len();
    different.sort_unstable();
    different.dedup();
    if chars < PASSWORD_MIN {
        Some(if chars == 0 { Fault::Missing } else { Fault::PasswordShort })
    } else if password.len() > PASSWORD_BYTES_MAX {
        Some(Fault::PasswordLong)
    } else if different.len() < DIFFERENT_MIN || password.to_lowercase() == login.trim().to_lowercase() {
        Some(Fault::PasswordSimple)
    } else {
        None
    }
}

/// The token of a link, out of the whole link or what stands after its `#`.
pub fn token_in(text: &str) -> Option<Token> {
    let text = text.trim();
    let token = text.rsplit_once("link=").map_or(text, |(_, token)| token);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let fits = (16..=128).contains(&token.len()) && token.chars().all(plain);
    fits.then(|| Token(token.to_owned()))
}

fn is_dead(fault: Fault) -> bool {
    matches!(fault, Fault::LinkUnknown | Fault::LinkUsed | Fault::LinkExpired | Fault::CodeUnknown)
}

/// What a person is told of a passkey that did not do it.
fn passkey_fault_of(fault: &PasskeyFault) -> Fault {
    match fault {
        PasskeyFault::Unused => Fault::PasskeyUnused,
        PasskeyFault::There => Fault::PasskeyThere,
        PasskeyFault::Missing => Fault::PasskeyMissing,
        PasskeyFault::Api(fault) => fault_of(fault),
    }
}

/// What a person is told of a fault.
pub(super) fn fault_of(fault: &ApiFault) -> Fault {
    let problem = match fault {
        ApiFault::Unreachable => return Fault::NoServer,
        ApiFault::Unexpected => return Fault::Server,
        ApiFault::Problem(problem) => problem,
    };
    match problem.code {
        Code::WrongLogin => Fault::WrongLogin,
        Code::PasskeyRefused => Fault::PasskeyUnknown,
        // It took longer than the question holds.
        Code::PasskeyOver => Fault::PasskeyUnused,
        Code::NoPasskeys => Fault::PasskeyMissing,
        Code::TooManyTries => {
            let minutes = problem.retry_after_s.map_or(WAIT_MINUTES, |seconds| seconds.div_ceil(60));
            Fault::TooMany { minutes: minutes.max(1) }
        }
        Code::LinkUnknown => Fault::LinkUnknown,
        Code::LinkUsed => Fault::LinkUsed,
        Code::LinkExpired | Code::LinkRevoked => Fault::LinkExpired,
        Code::LinkCodesGiven => Fault::LinkCodesGiven,
        Code::LoginMalformed => Fault::LoginForm,
        Code::LoginTaken => Fault::LoginTaken,
        Code::PasswordTooShort => Fault::PasswordShort,
        Code::PasswordTooLong => Fault::PasswordLong,
        Code::PasswordTooSimple => Fault::PasswordSimple,
        Code::Busy => Fault::NoServer,
        _ => Fault::Server,
    }
}
