//! The vault and the store.

use std::rc::Rc;

use samspil_shared::domain::{EnrolmentId, PersonId};
use samspil_shared::sync::slip::SlipSecret;

use super::presence::{Presence, live};
use super::{Runtime, log, note, store_fault, vault_fault};
use crate::app::command::{Command, NewVault, Secret};
use crate::app::draft::DraftKey;
use crate::app::msg::{Msg, Opened, Reading, StoreFault, Suspects, VaultFault};
use crate::app::vault_header::VaultHeader;
use crate::shell::error::{ShellError, VaultError};
use crate::shell::store::{self, Pad, Store, slip_secret_of};
use crate::shell::tabs::Tabs;
use crate::shell::vault::{self, Vault};
use crate::shell::{clock, ended};

/// Milliseconds that another tab has to hand over the key: it is awake or it is not.
const KEY_MS: u64 = 800;

impl Runtime {
    pub(super) fn ask_device(&self, command: Command) {
        let this = self.clone();
        match command {
            Command::CreateVault(attempt, new) => self.later(async move {
                let made = this.create_vault(new).await;
                Some(Msg::VaultCreated(attempt, made.map_err(|error| vault_fault(&error))))
            }),
            Command::UnlockVault { attempt, person, secret } => self.later(async move {
                let unlocked = this.unlock(person, secret).await;
                Some(Msg::VaultUnlocked(attempt, unlocked))
            }),
            Command::RewrapVault { attempt, person, opener, new, enrolment } => self.later(async move {
                let rewrapped = this.rewrap(person, opener, new, enrolment).await;
                Some(Msg::VaultRewrapped(attempt, rewrapped))
            }),
            Command::AskTabs { attempt, person } => self.later(async move {
                let gave = this.ask_tabs(person).await.unwrap_or_else(|error| {
                    log::note("asking the tabs", &error);
                    false
                });
                Some(Msg::TabsAnswered(attempt, gave))
            }),
            Command::OpenStore { attempt, make } => self.later(async move {
                let opened = this.open_store(make).await;
                Some(Msg::StoreOpened(attempt, opened.map_err(|error| store_fault(&error))))
            }),
            command => self.ask_store(command),
        }
    }

    fn ask_store(&self, command: Command) {
        let this = self.clone();
        let store = self.0.store.borrow().clone();
        match command {
            Command::Append { ticket, records, drop, boxes, unbox, durability } => self.later(async move {
                let Some(store) = store else {
                    return Some(Msg::AppendFailed { ticket, fault: StoreFault::Unavailable });
                };
                match store.append(&records, &drop, (&boxes, &unbox), durability).await {
                    Ok(keys) => {
                        this.announce(keys.last().copied());
                        Some(Msg::Appended { ticket, keys })
                    }
                    Err(error) => Some(Msg::AppendFailed { ticket, fault: store_fault(&error) }),
                }
            }),
            Command::ReadAfter(key) => self.later(async move {
                let read = match store {
                    Some(store) => store.read_after(key).await,
                    None => return None,
                };
                Some(match read {
                    Ok(reading) => Msg::ReadOn(reading_of(reading)),
                    Err(error) => Msg::ReadFailed(store_fault(&error)),
                })
            }),
            Command::Gather => self.later(async move {
                match store?.read_after(0).await {
                    Ok(reading) => Some(Msg::Gathered(reading.records)),
                    Err(error) => {
                        log::note("gathering the log", &error);
                        None
                    }
                }
            }),
            Command::Sweep(keys) => self.later(async move {
                if let Some(store) = store {
                    note("sweeping the log", store.sweep(&keys).await);
                }
                None
            }),
            Command::PutDraft { key, version, bytes } => self.later(async move {
                let Some(store) = store else {
                    return Some(Msg::DraftFailed { key, version, fault: StoreFault::Unavailable });
                };
                Some(match store.put_draft(key, &bytes).await {
                    Ok(()) => Msg::DraftKept { key, version },
                    Err(error) => Msg::DraftFailed { key, version, fault: store_fault(&error) },
                })
            }),
            Command::DropDraft(key) => self.later(async move {
                if let Some(store) = store {
                    note("dropping a draft", store.delete_draft(key).await);
                }
                None
            }),
            Command::AskSlipKey(person) => self.later(async move {
                let key = Pad::of(person, this.0.events.clone()).key().await.unwrap_or_else(|error| {
                    log::note("looking for the key of slips", &error.into());
                    None
                });
                Some(Msg::SlipKeyCame(person, key))
            }),
            Command::PutSlip { person, id, bytes } => self.later(async move {
                let put = Pad::of(person, this.0.events.clone()).put(id, &bytes).await;
                let done = put.is_ok();
                if let Err(error) = put {
                    log::note("keeping a slip", &error.into());
                }
                Some(Msg::SlipPut(id, done))
            }),
            Command::KeepSlipSecret(secret) => self.later(async move {
                let kept = store?.keep_slip_secret(&secret).await;
                Some(Msg::SlipSecretKept(kept.unwrap_or_else(|error| {
                    log::note("keeping what opens slips", &error);
                    None
                })))
            }),
            Command::PutSlipKey(key) => self.later(async move {
                if let Some(store) = store {
                    note("leaving the key for slips", store.put_slip_key(key).await);
                }
                None
            }),
            Command::SlipToDraft { id, key, bytes } => self.later(async move {
                if let Some(store) = store {
                    note("making a draft of a slip", store.slip_to_draft(id, key, &bytes).await);
                }
                None
            }),
            Command::FindPacket => self.later(async move {
                match store?.packet().await {
                    Ok(packet) => Some(Msg::PacketCame(packet)),
                    Err(error) => {
                        log::note("looking for a packet", &error);
                        None
                    }
                }
            }),
            Command::DropPacket => self.later(async move {
                if let Some(store) = store {
                    note("dropping a packet", store.drop_packet().await);
                }
                None
            }),
            Command::Unbox(keys) => self.later(async move {
                if let Some(store) = store {
                    note("throwing boxes away", store.unbox(&keys).await);
                }
                None
            }),
            Command::FindDrafts => self.later(async move {
                let store = store?;
                match this.orphans(&store).await {
                    Ok(Orphans { drafts, .. }) => Some(Msg::DraftsFound(drafts)),
                    Err(error) => {
                        log::note("looking for drafts", &error);
                        None
                    }
                }
            }),
            _ => {}
        }
    }

    async fn create_vault(&self, new: NewVault) -> Result<(), ShellError> {
        let now = clock::now();
        let (vault, header) = Vault::create(&new, now).await?;
        // The store first: a header without its records would mean that the browser cleared them.
        let store = Store::create(vault.clone(), now, self.0.events.clone()).await?;
        self.0.vaults.add(&header).await?;
        self.0.headers.borrow_mut().retain(|known| known.person != header.person);
        self.0.headers.borrow_mut().push(header);
        self.0.vault.replace(Some(vault));
        self.0.store.replace(Some(Rc::new(store)));
        Ok(())
    }

    pub(super) async fn unlock(&self, person: PersonId, secret: Secret) -> Result<(), VaultFault> {
        let header = self.header(person).ok_or(VaultFault::Damaged)?;
        let vault = Vault::unlock(&header, &secret).await.map_err(|error| vault_fault(&error))?;
        self.0.vault.replace(Some(vault));
        Ok(())
    }

    async fn rewrap(
        &self,
        person: PersonId,
        opener: Secret,
        new: Secret,
        enrolment: EnrolmentId,
    ) -> Result<(), VaultFault> {
        let header = self.header(person).ok_or(VaultFault::Damaged)?;
        let rewrapped = vault::rewrap(&header, &opener, &new).await;
        let mut header = rewrapped.map_err(|error| vault_fault(&error))?;
        header.enrolment = enrolment;
        self.keep_header(header).await.map_err(|error| vault_fault(&error))
    }

    /// Keeps a header in place of the one it was made from.
    pub(super) async fn keep_header(&self, header: VaultHeader) -> Result<(), ShellError> {
        self.0.vaults.replace(&header).await?;
        self.0.headers.borrow_mut().retain(|known| known.person != header.person);
        self.0.headers.borrow_mut().push(header);
        Ok(())
    }

    pub(super) fn header(&self, person: PersonId) -> Option<VaultHeader> {
        self.0.headers.borrow().iter().find(|header| header.person == person).cloned()
    }

    async fn ask_tabs(&self, person: PersonId) -> Result<bool, ShellError> {
        let tabs = Rc::new(Tabs::join(person, self.0.tab, self.0.events.clone())?);
        let key = tabs.ask_key(KEY_MS).await?;
        let Some(key) = key else { return Ok(false) };
        // The person may have been quicker with the password.
        if self.0.vault.borrow().is_none() {
            self.0.vault.replace(Some(Vault::from_tab(person, key)));
            // From here on this tab hears when the others lock.
            self.0.tabs.replace(Some(tabs));
        }
        Ok(true)
    }

    async fn open_store(&self, make: bool) -> Result<Opened, ShellError> {
        let vault = self.0.vault.borrow().clone().ok_or(ShellError::Vault(VaultError::WrongSecret))?;
        let (person, events) = (vault.person(), self.0.events.clone());
        let made = self.0.store.borrow().clone().filter(|store| store.vault().person() == person);
        let store = match made {
            Some(store) => store,
            None if make => Rc::new(Store::create(vault.clone(), clock::now(), events.clone()).await?),
            None => Rc::new(Store::open(vault.clone(), events.clone()).await?),
        };
        self.0.presence.replace(Some(Presence::begin(person, self.0.tab)?));
        let joined = self.0.tabs.borrow().clone().filter(|tabs| tabs.person() == person);
        let tabs = match joined {
            Some(tabs) => tabs,
            None => Rc::new(Tabs::join(person, self.0.tab, events)?),
        };
        // Before the log is read: what another tab writes meanwhile is announced here, and read once more.
        self.0.tabs.replace(Some(Rc::clone(&tabs)));
        // Before the log: a box that is made meanwhile is not taken for one whose operation was answered.
        let boxes = store.boxes().await?;
        let log = reading_of(store.read_after(0).await?);
        let Orphans { settings, slip_secret, drafts, damaged: damaged_drafts } = self.orphans(&store).await?;
        let slips = store.slips().await?;
        let packet = store.packet().await?.is_some();
        let ended_at = ended::take(person, &live(person).await?).unwrap_or_else(|error| {
            log::note("reading how the app ended", &error);
            Vec::new()
        });
        self.0.store.replace(Some(store));
        tabs.stand(vault.key());
        note("noting the vault", self.0.vaults.touch(person, clock::now()).await);
        Ok(Opened { log, settings, drafts, boxes, slip_secret, slips, packet, damaged_drafts, ended_at })
    }

    /// The device's settings, and the drafts whose tab is gone: those of a living tab are its own.
    async fn orphans(&self, store: &Store) -> Result<Orphans, ShellError> {
        let live = live(store.vault().person()).await?;
        let (mut settings, mut slip_secret) = (None, None);
        let mut orphans = Vec::new();
        let store::Drafts { drafts, damaged } = store.drafts().await?;
        if !damaged.is_empty() {
            log::note("drafts that cannot be read", &ShellError::Missing("a readable draft"));
        }
        for (key, bytes) in drafts {
            if key == DraftKey::SETTINGS {
                settings = Some(bytes);
            } else if key == DraftKey::SLIP_SECRET {
                slip_secret = slip_secret_of(&bytes);
            } else if !live.contains(&key.editor.tab()) {
                orphans.push((key, bytes));
            }
        }
        Ok(Orphans { settings, slip_secret, drafts: orphans, damaged: damaged.len() })
    }

    /// Without local storage the app runs; only a document that ends it is not found.
    pub(super) fn note_applying(&self, batch: &Suspects) {
        if let Some(store) = self.0.store.borrow().as_ref() {
            note("noting what is read", ended::note(store.vault().person(), self.0.tab, batch));
        }
    }

    fn announce(&self, last: Option<u64>) {
        let tabs = self.0.tabs.borrow().clone();
        if let (Some(last), Some(tabs)) = (last, tabs) {
            note("telling the tabs", tabs.appended(last));
        }
    }
}

/// What lies beside the log: the settings, and drafts that no living tab has open.
struct Orphans {
    settings: Option<Vec<u8>>,
    slip_secret: Option<SlipSecret>,
    drafts: Vec<(DraftKey, Vec<u8>)>,
    damaged: usize,
}

fn reading_of(reading: store::Reading) -> Reading {
    Reading { damaged: reading.damaged.len(), records: reading.records }
}
