//! What the person does while the vault is open.

use samspil_shared::domain::{Audience, DocId, FactId};
use samspil_shared::sync::engine::Event;

use super::admin::AdminDesk;
use super::closing::Closing;
use super::follow_up::FollowUpDesk;
use super::leader::LeaderDesk;
use super::openings::OpeningsDesk;
use super::quarantine::QuarantineDesk;
use super::{Desk, DutyDesk, Opening, SHOWN, ShareDesk};
use crate::app::command::{Command, PasskeyDeed};
use crate::app::intent::{EditorIntent, Intent, PinIntent, ShareIntent};
use crate::app::model::Ctx;
use crate::app::model::door::SignInDesk;
use crate::app::model::jobs::Job;
use crate::app::notices::NoticeDeed;
use crate::app::route::{CallPlace, DutyPlace, LeaderPlace, Route};
use crate::app::view::{Readers, SaveState};

impl Desk {
    pub(super) fn intent(&mut self, intent: Intent, ctx: &mut Ctx<'_>) {
        if self.is_closing() {
            // The lock may come to nothing: what is typed until then is in the text that is saved later.
            if intent.is_typing() {
                self.type_on(intent, ctx);
            }
            return;
        }
        if self.is_covered() {
            match intent {
                Intent::Pin(intent @ PinIntent::Try(_)) => self.pin_intent(intent, ctx),
                Intent::Lock => self.close(Closing::here(false, ctx.now), ctx),
                _ => {}
            }
            return;
        }
        self.active_at = ctx.now;
        match intent {
            Intent::Go(route) => self.go(route, false, ctx),
            Intent::Back => self.go(self.back().unwrap_or_default(), true, ctx),
            Intent::Older => self.shown += SHOWN,
            Intent::AllNews => self.all_news = true,
            Intent::Door(intent) => self.sign_in_intent(intent, ctx),
            Intent::Editor(intent) => self.editor_intent(intent, ctx),
            Intent::Resume(key) => self.resume_at(key, ctx),
            Intent::CopyBegun(key) => self.copy_begun(key, ctx),
            Intent::DropDraft(key) => {
                self.drop_jot(key, ctx);
                self.drop_comment(key, ctx);
                self.parting.remove(&key);
                if self.left.remove(&key).is_some() {
                    ctx.out.push(Command::DropDraft(key));
                }
            }
            Intent::Settle { entry, field, side } => self.jobs.add(Job::Settle { entry, field, side }),
            Intent::KeepBoth { entry, field, words } => self.jobs.add(Job::KeepBoth { entry, field, words }),
            Intent::Widen { entry, to } => {
                let new = DocId::random(ctx.rng);
                self.do_once(Job::Widen { entry, new, to });
            }
            Intent::Share(intent) => self.share_intent(&intent, ctx),
            Intent::Answer { entry, ask, yes } => {
                let publication = DocId::random(ctx.rng);
                self.do_once(Job::Answer { entry, ask, yes, publication });
            }
            Intent::TakeBackAsk { entry, ask } => {
                let publication = DocId::random(ctx.rng);
                self.do_once(Job::Answer { entry, ask, yes: false, publication });
            }
            Intent::StopSharing(publication) => {
                let alike = self.docs.standing_with(publication).collect();
                self.do_once(Job::Stop { publication, alike });
            }
            Intent::CommentText { publication, text } => self.comment_text(publication, text, ctx),
            Intent::CommentSend(publication) => self.send_comment(publication, ctx),
            Intent::CopyParked(doc) => {
                ctx.out.extend(self.docs.parked_text(doc).map(|text| Command::Copy(text.to_owned())));
            }
            Intent::Export(intent) => self.export_intent(intent, ctx),
            Intent::ParkedAgain(doc) => {
                let new = DocId::random(ctx.rng);
                self.do_once(Job::Again { doc, new });
            }
            Intent::ParkedSeen(doc) => self.put_away(doc, ctx),
            Intent::TryNow => self.event(Event::Foreground, Vec::new(), ctx),
            Intent::Act(acting) => self.act_as(acting, ctx),
            Intent::Lock => self.close(Closing::here(false, ctx.now), ctx),
            Intent::LogOut => self.close(Closing::here(true, ctx.now), ctx),
            Intent::Update => {
                self.flush(ctx);
                self.marks.update_wanted = true;
            }
            Intent::AskDevices => self.ask_devices(ctx),
            Intent::EndDevice(enrolment) => self.end_device(enrolment, ctx),
            Intent::AskNotices => self.ask_notices(NoticeDeed::Look, ctx),
            Intent::TakeMail(address) => self.ask_notices(NoticeDeed::Mail(address), ctx),
            Intent::TakePushes => self.take_pushes(ctx),
            Intent::EndPushes => self.ask_notices(NoticeDeed::PushOff, ctx),
            // The model's own: it is done before unlocking too.
            Intent::SaveContacts => {}
            Intent::Pin(intent) => self.pin_intent(intent, ctx),
            Intent::AskQuarantine => self.ask_quarantine(true, ctx),
            Intent::SettleQuarantined { doc, by, take } => self.settle_quarantined((doc, by), take, ctx),
            Intent::Admin(intent) => self.admin_intent(intent, ctx),
            Intent::Duty(intent) => self.duty_intent(intent, ctx),
            Intent::Station(intent) => self.station_intent(intent, ctx),
            Intent::Call(intent) => self.call_intent(intent, ctx),
            Intent::Jot(at, text) => self.jot(at, text, ctx),
            Intent::FollowUp(intent) => self.follow_up_intent(intent, ctx),
            Intent::Card(intent) => self.card_intent(intent, ctx),
            Intent::AskOverview => self.ask_overview(ctx),
            Intent::AskPasskeys => self.ask_passkeys(PasskeyDeed::Look, ctx),
            Intent::AddPasskey => self.ask_passkeys(PasskeyDeed::Add, ctx),
            Intent::EndPasskey(id) => self.ask_passkeys(PasskeyDeed::End(id), ctx),
            Intent::Persist => ctx.out.push(Command::Persist { ask: true }),
            Intent::Speak(language) => {
                self.settings.language = Some(language);
                self.put_settings(ctx);
                ctx.out.push(Command::Speak(language));
                ctx.language = language;
                self.ask_notices(NoticeDeed::Speak, ctx);
            }
            Intent::Search(typed) => self.search_for(&typed, ctx.now),
            Intent::Dismiss => {
                self.marks.update_ready = false;
                self.said = None;
            }
        }
    }

    /// Takes what is typed while the app is about to lock, and keeps it at once.
    fn type_on(&mut self, intent: Intent, ctx: &mut Ctx<'_>) {
        match intent {
            Intent::Editor(intent) => self.editor_intent(intent, ctx),
            Intent::Call(intent) => self.call_intent(intent, ctx),
            Intent::CommentText { publication, text } => self.comment_text(publication, text, ctx),
            _ => {}
        }
        self.flush(ctx);
    }

    /// Goes to another page.
    pub(super) fn go(&mut self, to: Route, replace: bool, ctx: &mut Ctx<'_>) {
        let from = self.route;
        if to == from {
            return;
        }
        self.leave(to, ctx);
        ctx.out.push(Command::Navigate { to, replace });
        self.enter(to, from, ctx);
    }

    /// What is written on this page is kept.
    pub(super) fn leave(&mut self, to: Route, ctx: &mut Ctx<'_>) {
        if to != self.route {
            self.leave_editor(ctx);
            self.leave_call(ctx);
            self.flush(ctx);
            self.leave_admin();
        }
    }

    pub(super) fn enter(&mut self, to: Route, from: Route, ctx: &mut Ctx<'_>) {
        let to = self.home(to);
        self.route = to;
        self.share = None;
        self.export = None;
        self.deed = SaveState::Ready;
        self.shown = SHOWN;
        self.docs.close();
        self.passkeys.wants_login &= to == Route::SignInAgain;
        // A call is opened to be followed up, wherever the page was reached from.
        let path = if matches!(to, Route::Calls(_)) { to } else { from };
        self.opening = Opening { purpose: path.purpose(), ..Opening::default() };
        self.enter_leader(ctx);
        match to {
            Route::NewEntry if self.editor.is_none() => self.open_new(ctx),
            Route::EditEntry(doc) if self.editor.is_none() => self.open_edit(doc, ctx),
            Route::Share(entry) => self.share = Some(ShareDesk { entry, readers: None, why: None }),
            Route::Search => self.open_search(from, ctx.now),
            Route::Today => {
                ctx.out.push(Command::LookAtDevice);
                self.look_at_quarantine(ctx);
            }
            Route::More => ctx.out.push(Command::LookAtDevice),
            Route::PhoneCheck => {
                ctx.out.push(Command::LookAtDevice);
                self.ask_notices(NoticeDeed::Look, ctx);
            }
            Route::Waiting => self.ask_tied(ctx),
            Route::Notices => self.ask_notices(NoticeDeed::Look, ctx),
            Route::Devices => self.ask_devices(ctx),
            Route::Quarantine => self.ask_quarantine(true, ctx),
            Route::Admin(place) => self.enter_admin(place, ctx),
            Route::Duty(place) => self.enter_duty(place, ctx),
            Route::Calls(place) => self.enter_calls(place, ctx),
            Route::Passkeys => self.ask_passkeys(PasskeyDeed::Look, ctx),
            Route::SignInAgain => self.sign_in = SignInDesk::again(&self.settings.login, self.engine.config().person),
            _ => {}
        }
    }

    /// Where *Tilbage* leads.
    pub(in crate::app) fn back(&self) -> Option<Route> {
        let staff = self.settings.acting.role != samspil_shared::domain::Role::FosterParent;
        let found = self.opening.purpose == Route::Search.purpose();
        match self.route {
            Route::Entry(_) | Route::Publication(_) if found => Some(Route::Search),
            Route::Search if staff => Some(Route::Families),
            Route::Search => Some(Route::Logbook),
            Route::Today | Route::Logbook | Route::Families | Route::More => None,
            Route::NewEntry => Some(Route::Logbook),
            Route::Entry(_) if staff => Some(Route::Today),
            Route::Entry(_) => Some(Route::Logbook),
            Route::EditEntry(doc) | Route::History(doc) | Route::Share(doc) => Some(Route::Entry(doc)),
            Route::Publication(doc) => self.docs.publication(doc).map_or(Some(Route::Today), |publication| {
                Some(if staff { Route::Family(publication.space) } else { Route::Entry(publication.of) })
            }),
            Route::StopSharing(doc) => {
                let of = self.docs.publication(doc).map(|publication| publication.of);
                Some(of.map_or(Route::Logbook, Route::Entry))
            }
            Route::Family(_) => Some(Route::Families),
            Route::Waiting
            | Route::SignInAgain
            | Route::PhoneCheck
            | Route::Devices
            | Route::Passkeys
            | Route::Notices
            | Route::Pin => Some(Route::More),
            Route::Quarantine | Route::Numbers | Route::NumbersOf(_) => Some(Route::Today),
            Route::Duty(place) => place.up().map(Route::Duty),
            Route::Admin(place) => Some(place.up().map_or(Route::More, Route::Admin)),
            Route::Calls(CallPlace::Journal(note)) => self.family_of_call(note).or(Some(Route::Today)),
            Route::Calls(CallPlace::Away) if self.is_leader() => Some(Route::Today),
            Route::Calls(place) => Some(place.up()),
            Route::Leader(LeaderPlace::Overview) => None,
            Route::Leader(LeaderPlace::Report) => Some(Route::Leader(LeaderPlace::Overview)),
            Route::Unknown => Some(Route::Today),
        }
    }

    fn editor_intent(&mut self, intent: EditorIntent, ctx: &mut Ctx<'_>) {
        match intent {
            EditorIntent::Save => self.save_editor(ctx),
            EditorIntent::Drop => {
                self.drop_editor(ctx);
                if self.editor.is_none() {
                    let back = self.back().unwrap_or(Route::Logbook);
                    self.go(back, true, ctx);
                }
            }
            EditorIntent::Another => {
                self.leave_editor(ctx);
                self.open_fresh(ctx);
            }
            intent => {
                if let Some(editor) = &mut self.editor {
                    editor.intent(intent, ctx.now);
                }
            }
        }
    }

    fn save_editor(&mut self, ctx: &mut Ctx<'_>) {
        let at = self.engine.state().corrected(ctx.now);
        let Some(editor) = self.editor.as_mut().filter(|editor| editor.save != SaveState::Saving) else { return };
        if !editor.try_save(at) {
            return;
        }
        // The draft outlives a crash between here and the disk; the save itself takes it away.
        let draft = editor.draft(ctx.now);
        ctx.out.extend(editor.keeping.flush(|| draft));
        editor.save = SaveState::Saving;
        let (doc, fields, acting) = (editor.doc(), editor.fields.clone(), editor.acting);
        let drop = editor.keeping.names();
        self.jobs.add(if fields.base.is_none() {
            Job::NewEntry { doc, fields, acting, drop }
        } else {
            Job::EditEntry { doc, fields, acting, drop }
        });
    }

    fn send_comment(&mut self, publication: DocId, ctx: &mut Ctx<'_>) {
        self.flush(ctx);
        let Some(desk) = self.comments.get_mut(&publication) else { return };
        if desk.save == SaveState::Saving || desk.text.trim().is_empty() {
            return;
        }
        desk.save = SaveState::Saving;
        let (comment, text, drop) = (desk.comment, desk.text.clone(), desk.keeping.names());
        self.jobs.add(if self.docs.calls().note(publication).is_some() {
            Job::AddToCall { note: publication, fact: FactId::random(ctx.rng), text, drop }
        } else {
            Job::Comment { comment, publication, text, drop }
        });
    }

    fn share_intent(&mut self, intent: &ShareIntent, ctx: &mut Ctx<'_>) {
        let Some(share) = &mut self.share else { return };
        match intent {
            ShareIntent::Readers(readers) => share.readers = Some(*readers),
            ShareIntent::Why(why) => share.why = Some(*why),
            ShareIntent::Go => {
                let (Some(readers), Some(why)) = (share.readers, share.why) else { return };
                let audience = match readers {
                    Readers::Consultant => Audience::CONSULTANT,
                    Readers::Team => Audience::TEAM,
                    Readers::Me | Readers::Family => return,
                };
                let (entry, publication) = (share.entry, DocId::random(ctx.rng));
                self.do_once(Job::Share { entry, publication, audience, why });
            }
        }
    }

    /// A deed on a note: one at a time, so that a second press does nothing twice.
    pub(super) fn do_once(&mut self, job: Job) {
        if self.deed != SaveState::Saving {
            self.deed = SaveState::Saving;
            self.jobs.add(job);
        }
    }

    fn resume_at(&mut self, key: crate::app::draft::DraftKey, ctx: &mut Ctx<'_>) {
        use crate::app::draft::Content;
        let Some(draft) = self.begun_as(key) else { return };
        let to = match &draft.content {
            Content::Entry(entry) if entry.base.is_none() => Route::NewEntry,
            Content::Entry(_) => Route::EditEntry(key.doc),
            Content::Comment { .. } if self.docs.calls().note(key.doc).is_some() => {
                Route::Duty(DutyPlace::Call(key.doc))
            }
            Content::Comment { .. } => Route::Publication(key.doc),
            Content::Call(_) => Route::Duty(DutyPlace::NewCall),
            // It is there when its sheet is opened.
            Content::Jot { .. } => return,
        };
        if to != self.route {
            self.leave(to, ctx);
            ctx.out.push(Command::Navigate { to, replace: false });
        } else {
            self.leave_editor(ctx);
            self.leave_call(ctx);
        }
        self.resume(key, ctx);
        self.enter(to, self.route, ctx);
    }

    fn act_as(&mut self, acting: samspil_shared::domain::Acting, ctx: &mut Ctx<'_>) {
        self.go(Route::Today, false, ctx);
        self.leave_editor(ctx);
        self.leave_call(ctx);
        self.flush(ctx);
        // What others wrote was shown to the role before.
        self.quarantine = QuarantineDesk::default();
        self.openings = OpeningsDesk::default();
        self.settings.acting = acting;
        self.admin = AdminDesk::default();
        self.duty = DutyDesk::default();
        self.calls = FollowUpDesk::default();
        self.leader = LeaderDesk::default();
        self.planned = super::rota::RotaDesk::default();
        self.put_settings(ctx);
        self.act(ctx);
        // Where one begins is another place in another role.
        self.enter(Route::Today, self.route, ctx);
    }
}
