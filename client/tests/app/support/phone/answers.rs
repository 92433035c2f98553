//! What a shell would do for each command, in memory, and its answer.

use std::rc::Rc;

use samspil_client::app::command::{Command, SealedBox, Secret};
use samspil_client::app::draft::DraftKey;
use samspil_client::app::msg::{ApiFault, Msg, Opened, Reading, SlotKey, StoreFault, VaultFault};
use samspil_client::app::station::StationAsk;
use samspil_client::app::unsent::Unsent;
use samspil_shared::api::station::Station;
use samspil_shared::api::{Code, Devices, Openings, Quarantined};
use samspil_shared::domain::{Acting, EnrolmentId, PersonId};
use samspil_shared::sync::frame::ClientFrame;

use super::Phone;
use super::device::StoredVault;
use crate::support::server::{Server, problem};

impl Phone {
    pub(super) fn perform(&mut self, command: Command) -> Option<Msg> {
        let store = matches!(command, Command::Append { .. } | Command::PutDraft { .. } | Command::DropDraft(_));
        if let Command::Append { ticket, .. } = &command {
            self.last_ticket = Some(*ticket);
        }
        if store && self.store_asleep {
            self.asleep.push(command);
            return None;
        }
        match command {
            Command::LookUpLink { attempt, token } => {
                let looked = self.asks(|server| server.look(&token.0));
                Some(Msg::LinkLooked(attempt, looked))
            }
            Command::MakeCode { attempt, token } => {
                let made = self.asks(|server| server.make_code(&token.0));
                Some(Msg::CodeMade(attempt, made))
            }
            Command::Accept(attempt, accept) => {
                let session = self.asks(|server| {
                    let token = server.link_of(&accept.token);
                    let person = match server.links.get(&token) {
                        Some(Ok(person)) => *person,
                        _ => return Err(problem(Code::LinkUnknown)),
                    };
                    if accept.login.as_deref() == Some("taken") {
                        return Err(problem(Code::LoginTaken));
                    }
                    server.links.insert(token, Err(Code::LinkUsed));
                    let account = server.accounts.iter_mut().find(|account| account.person == person).unwrap();
                    account.password.clone_from(&accept.password);
                    account.login.clone_from(accept.login.as_ref().unwrap());
                    Ok(server.session(person, accept.enrolment))
                });
                Some(Msg::SignedIn(attempt, session))
            }
            Command::SignIn(attempt, login) => {
                let session = self.asks(|server| server.sign_in(&login.login, &login.password, login.enrolment));
                self.tried = session.as_ref().ok().map(|session| session.person.id);
                Some(Msg::SignedIn(attempt, session))
            }
            Command::PasskeySignIn { .. }
            | Command::PasskeyAccept { .. }
            | Command::PasskeyUnlock { .. }
            | Command::AskPasskeys(_) => Some(self.asks_passkey(command)),
            Command::Refresh(attempt) => {
                self.refreshes += 1;
                let me = self.device.vaults.first().map(|vault| (vault.person, vault.enrolment));
                let session = self.asks(|server| {
                    let (person, enrolment) = me.ok_or_else(|| problem(Code::SessionEnded))?;
                    let account = server.accounts.iter().find(|account| account.person == person).unwrap();
                    if account.session_over {
                        return Err(problem(Code::SessionEnded));
                    }
                    Ok(server.session(person, Some(enrolment)))
                });
                Some(Msg::Refreshed(attempt, session))
            }
            Command::EndSession => None,
            Command::Slot { attempt, make } => {
                let known = self.device.vaults.iter().find(|vault| Some(vault.person) == self.tried);
                let enrolment = known.map_or(EnrolmentId::from_bytes([9; 12]), |vault| vault.enrolment);
                let slot = self.asks(|server| {
                    if make {
                        server.slots.entry(enrolment).or_insert([4; 32]);
                    }
                    server.slots.get(&enrolment).copied().ok_or_else(|| problem(Code::NoSlot))
                });
                Some(Msg::SlotCame(attempt, slot.map(SlotKey)))
            }
            Command::CreateVault(attempt, new) => {
                self.server.borrow_mut().slots.insert(new.enrolment, new.server_key);
                let (person, enrolment, server_key) = (new.person, new.enrolment, new.server_key);
                let mut vault =
                    StoredVault { person, enrolment, password: String::new(), server_key, passkeys: Vec::new() };
                if let Some(opener) = new.opener {
                    vault.put(opener);
                }
                self.device.vaults.push(vault);
                Some(Msg::VaultCreated(attempt, Ok(())))
            }
            Command::UnlockVault { attempt, person, secret } => {
                let opened = self.opens(person, &secret);
                Some(Msg::VaultUnlocked(attempt, opened))
            }
            Command::RewrapVault { attempt, person, opener, new, enrolment } => {
                let opened = self.opens(person, &opener);
                if opened.is_ok() {
                    let vault = self.device.vaults.iter_mut().find(|vault| vault.person == person).unwrap();
                    vault.enrolment = enrolment;
                    vault.put(new);
                }
                Some(Msg::VaultRewrapped(attempt, opened))
            }
            Command::AskTabs { attempt, .. } => Some(Msg::TabsAnswered(attempt, self.tab_has_key)),
            Command::OpenStore { attempt, .. } => {
                let mut drafts: Vec<_> = self.device.drafts.clone().into_iter().collect();
                let settings = self.device.drafts.get(&DraftKey::SETTINGS).cloned();
                drafts.retain(|(key, _)| *key != DraftKey::SETTINGS && key.editor.tab() != [self.tab; 8]);
                let log = Reading { records: self.device.log.clone(), damaged: self.damaged };
                let boxes = self.device.boxes.iter().map(|one| one.key).collect();
                let ended_at = self.device.applying.take().into_iter().collect();
                let damaged_drafts = self.damaged_drafts;
                let slips = self.device.slips.clone().into_iter().collect();
                let slip_secret = self.device.slip_secret.clone();
                let packet = self.device.packet.is_some();
                Some(Msg::StoreOpened(
                    attempt,
                    Ok(Opened { log, settings, drafts, boxes, slip_secret, slips, packet, damaged_drafts, ended_at }),
                ))
            }
            Command::Append { ticket, .. } if self.store_full => {
                Some(Msg::AppendFailed { ticket, fault: StoreFault::Full })
            }
            Command::Append { ticket, records, drop, boxes, unbox, .. } => {
                self.device.boxes.retain(|one| !unbox.contains(&one.key));
                self.device.boxes.extend(boxes);
                let first = self.device.log.last().map_or(0, |(key, _)| *key) + 1;
                let keys: Vec<u64> = (first..).take(records.len()).collect();
                self.device.log.extend(keys.iter().copied().zip(records));
                drop.iter().for_each(|key| {
                    self.device.drafts.remove(key);
                });
                Some(Msg::Appended { ticket, keys })
            }
            Command::Unbox(keys) => {
                self.device.boxes.retain(|one| !keys.contains(&one.key));
                None
            }
            Command::Bring { besides } => Some(Msg::Brought(self.brings(besides))),
            Command::ReadAfter(_) if std::mem::take(&mut self.read_fails) => Some(Msg::ReadFailed(StoreFault::Failed)),
            Command::ReadAfter(after) => {
                let records = self.device.log.iter().filter(|(key, _)| *key > after).cloned().collect();
                Some(Msg::ReadOn(Reading { records, damaged: 0 }))
            }
            Command::FindPacket => Some(Msg::PacketCame(self.device.packet.clone())),
            Command::Gather => Some(Msg::Gathered(self.device.log.clone())),
            Command::Sweep(keys) => {
                self.device.log.retain(|(key, _)| !keys.contains(key));
                None
            }
            Command::PutDraft { key, version, .. } if self.store_full => {
                Some(Msg::DraftFailed { key, version, fault: StoreFault::Full })
            }
            Command::PutDraft { key, version, bytes } => {
                self.device.drafts.insert(key, bytes);
                Some(Msg::DraftKept { key, version })
            }
            Command::DropDraft(key) => {
                self.device.drafts.remove(&key);
                None
            }
            Command::FindDrafts => {
                let orphans = self.device.drafts.iter().filter(|(key, _)| key.editor.tab() != [self.tab; 8]);
                Some(Msg::DraftsFound(orphans.map(|(key, bytes)| (*key, bytes.clone())).collect()))
            }
            Command::OpenSocket => Some(if self.online { Msg::SocketOpened } else { Msg::SocketLost }),
            Command::CloseSocket => {
                self.connection = None;
                None
            }
            Command::Send(bytes) => self.sends(&bytes),
            Command::Lock { log_out, .. } => {
                self.locked = Some(log_out);
                None
            }
            Command::Reload => {
                self.reloads += 1;
                None
            }
            Command::Copy(text) => {
                self.copied.push(text);
                Some(Msg::Copied(true))
            }
            Command::AskSlipKey(person) => Some(Msg::SlipKeyCame(person, self.device.slip_key)),
            Command::PutSlip { id, bytes, .. } => {
                if !self.store_full {
                    self.device.slips.insert(id, bytes);
                }
                Some(Msg::SlipPut(id, !self.store_full))
            }
            Command::KeepSlipSecret(secret) => {
                let kept = self.device.slip_secret.get_or_insert(secret).clone();
                Some(Msg::SlipSecretKept(Some(kept)))
            }
            Command::GiveKey(tab) => {
                self.gave_key.push(tab);
                None
            }
            Command::PutSlipKey(key) => {
                self.device.slip_key = Some(key);
                None
            }
            Command::SlipToDraft { id, key, bytes } => {
                self.device.slips.remove(&id);
                self.device.drafts.insert(key, bytes);
                None
            }
            Command::AskFacts => Some(Msg::FactsCame(self.asks(|server| Ok(server.facts.clone())))),
            Command::KeepFacts(facts) => {
                self.device.facts = Some(facts);
                None
            }
            Command::SaveContacts(cards) => {
                self.files.push(("samspil.vcf".into(), cards));
                None
            }
            Command::AskQuarantine(asked) => {
                let waiting = self.asks(|server| Ok(server.quarantined.clone()));
                let items = |items| if asked.texts { items } else { Vec::new() };
                let answer = waiting.map(|waiting| Quarantined { count: waiting.len(), items: items(waiting) });
                let acting = Acting { role: asked.role, unit: asked.unit };
                Some(Msg::QuarantineCame { acting, texts: asked.texts, answer })
            }
            Command::SettleQuarantined(settle) => {
                let left = self.asks(|server| {
                    server.quarantined.retain(|text| text.doc != settle.doc || text.by != settle.by);
                    server.settled.push((settle.doc, settle.take));
                    Ok(server.quarantined.clone())
                });
                let answer = left.map(|items| Quarantined { count: items.len(), items });
                let acting = Acting { role: settle.role, unit: settle.unit };
                Some(Msg::QuarantineCame { acting, texts: true, answer })
            }
            Command::AskAdmin { acting, ask, key } => {
                self.office.keys.extend(key);
                let answer = self.office.answer(&ask, self.now).map_err(ApiFault::Problem);
                Some(Msg::AdminCame(acting, ask, if self.online { answer } else { Err(ApiFault::Unreachable) }))
            }
            Command::AskOpenings(asked) => {
                let answer = self.asks(|server| Ok(Openings { openings: server.openings.clone() }));
                let acting = Acting { role: asked.role, unit: asked.unit };
                Some(Msg::OpeningsCame(acting, asked.space, answer))
            }
            Command::AskDuty(acting, ask) => {
                let answer = self.duty_office.answer(&ask, self.online);
                Some(Msg::DutyCame(acting, ask, answer))
            }
            Command::AskRota(acting, ask) => {
                let answer = self.duty_office.plans(&ask, self.online);
                Some(Msg::RotaCame(acting, ask, answer))
            }
            Command::AskTied(acting, call) => {
                let answer = self.asks(|server| server.tied.clone().ok_or(problem(Code::NotFound)));
                Some(Msg::TiedCame(acting, call, answer))
            }
            Command::AskStation(acting, ask) => {
                let ended = matches!(ask, StationAsk::End(_));
                let officers = if ended { Vec::new() } else { self.next.clone() };
                let station = Station { station: ask.station(), ended, officers };
                let answer = if self.online { Ok(station) } else { Err(ApiFault::Unreachable) };
                Some(Msg::StationCame(acting, ask, answer))
            }
            Command::FillStation { officers, besides, .. } => {
                let ready = officers.iter().filter(|officer| officer.ready && officer.person != besides);
                let ready: Vec<PersonId> = ready.map(|officer| officer.person).collect();
                self.filled.push(ready.clone());
                Some(Msg::StationFilled(ready))
            }
            Command::KeepStation(station) => {
                self.device.station = station;
                None
            }
            Command::KeepNotReady(kept) => {
                self.device.not_ready = Some(kept);
                None
            }
            Command::DropPacket => {
                self.device.packet = None;
                None
            }
            Command::Print => {
                self.printed += 1;
                None
            }
            Command::AskOverview(acting) => {
                let answer = self.asks(Server::tells_overview);
                Some(Msg::OverviewCame(acting, answer))
            }
            Command::AskAway(acting, ask) => {
                let answer = self.asks(|server| Ok(server.says_away(ask)));
                Some(Msg::AwayCame(acting, ask, answer))
            }
            Command::AskDevices { end } => Some(Msg::DevicesCame(match self.online {
                true => {
                    self.enrolled.retain(|device| Some(device.enrolment) != end);
                    Ok(Devices { devices: self.enrolled.clone() })
                }
                false => Err(ApiFault::Unreachable),
            })),
            Command::AskNotices(deed, language) => {
                Some(Msg::NoticesCame(self.notices.answer(deed, language, self.online)))
            }
            Command::Badge(count) => {
                self.badge = Some(count);
                None
            }
            Command::SaveLocked(attempt, file) => {
                self.locked_files.push(*file);
                Some(Msg::FileSaved(attempt, !self.files_fail))
            }
            Command::Persist { .. } => Some(Msg::Persisted(true)),
            Command::Applying(batch) => {
                self.ended = self.poison.is_some_and(|poison| batch.docs.contains(&poison));
                self.device.applying = Some(batch).filter(|batch| !batch.docs.is_empty());
                None
            }
            Command::LookAtDevice => Some(Msg::DeviceLooked(self.facts)),
            Command::Speak(language) => {
                self.language = language;
                None
            }
            Command::TellSession { over } => {
                self.told.push(over);
                None
            }
            Command::Navigate { .. } | Command::TakeUpdate | Command::WarmUp => None,
        }
    }

    pub(in crate::support) fn asks<T>(
        &self,
        ask: impl FnOnce(&mut Server) -> Result<T, samspil_shared::api::Problem>,
    ) -> Result<T, ApiFault> {
        if !self.online {
            return Err(ApiFault::Unreachable);
        }
        ask(&mut self.server.borrow_mut()).map_err(ApiFault::Problem)
    }

    pub(in crate::support) fn opens(&self, person: PersonId, secret: &Secret) -> Result<(), VaultFault> {
        let vault = self.device.vaults.iter().find(|vault| vault.person == person).ok_or(VaultFault::Damaged)?;
        let fits = match secret {
            Secret::Password(password) => !vault.password.is_empty() && *password == vault.password,
            Secret::Passkey(secret) => vault.passkeys.contains(secret),
            Secret::Server(key) => *key == vault.server_key,
        };
        if fits { Ok(()) } else { Err(VaultFault::WrongSecret) }
    }

    /// The phone holds one person's boxes: they are brought while that person is not in.
    fn brings(&mut self, besides: Option<PersonId>) -> Unsent {
        let unsent = |boxes: &[SealedBox]| Unsent::of(boxes.iter().map(|one| one.waits));
        if besides.is_some() || !self.online {
            return if besides.is_some() { Unsent::default() } else { unsent(&self.device.boxes) };
        }
        let boxes = std::mem::take(&mut self.device.boxes);
        let left = boxes.into_iter().filter(|one| !self.server.borrow_mut().deliver(&one.bytes));
        self.device.boxes = left.collect();
        unsent(&self.device.boxes)
    }

    fn sends(&mut self, bytes: &[u8]) -> Option<Msg> {
        if !self.online {
            return None;
        }
        let frame = ClientFrame::decode(bytes).expect("an honest client sends frames");
        self.sent.push(frame.clone());
        let server = Rc::clone(&self.server);
        let later = server.borrow().now.max(self.now);
        server.borrow_mut().now = later;
        if let ClientFrame::Hello(hello) = &frame {
            let (connection, welcome) = server.borrow().hello(hello)?;
            self.connection = Some(connection);
            return Some(Msg::SocketFrame(welcome.encode()));
        }
        let mut connection = self.connection.take()?;
        let mut answers = server.borrow_mut().frame(&mut connection, frame);
        self.connection = Some(connection);
        assert!(answers.len() <= 1, "one answer a frame");
        answers.pop().map(|frame| Msg::SocketFrame(frame.encode()))
    }
}
