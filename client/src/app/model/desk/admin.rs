//! *Administration*: what the server last said, and what it is asked to do. A one-time link is held until the page is left.

use samspil_shared::api::admin::{
    AddFamily, AddPerson, DevicesOf, EndDeviceOf, EndFamily, EndMember, EndPlacement, Families, FindFamilies,
    FindPeople, HideAddress, HidePlace, HoursOfUnit, Invitation, People, Place, Recusals, Refusals, RenameFamily,
    RenamePerson,
};
use samspil_shared::domain::{Acting, FamilyId, PersonId, Role};

use super::Desk;
use super::admin_typed::{begin, member, placement};
use crate::app::admin::{AdminIntent, Ask, DeedKey, For, LastDay, Reply};
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::msg::ApiFault;
use crate::app::route::{AdminPlace, Route};
use crate::app::view::Said;
use crate::app::view::admin::AdminDeed;

/// Something that the server was asked for.
#[derive(Debug)]
pub(in crate::app) struct Asked<T> {
    /// An answer is awaited.
    pub(in crate::app) asking: bool,
    /// Why there is no newer answer.
    pub(in crate::app) fault: Option<ApiFault>,
    /// The last answer.
    pub(in crate::app) known: Option<T>,
}

impl<T> Default for Asked<T> {
    fn default() -> Self {
        Self { asking: false, fault: None, known: None }
    }
}

impl<T> Asked<T> {
    pub(super) fn came(&mut self, answer: Result<T, ApiFault>) {
        self.asking = false;
        match answer {
            Ok(known) => (self.known, self.fault) = (Some(known), None),
            Err(fault) => self.fault = Some(fault),
        }
    }
}

/// A list that comes in parts.
#[derive(Debug)]
pub(in crate::app) struct Listed<Id> {
    /// What is looked for.
    pub(in crate::app) q: String,
    /// In their order, as far as they came.
    pub(in crate::app) ids: Vec<Id>,
    /// There are more.
    pub(in crate::app) more: bool,
}

impl<Id> Default for Listed<Id> {
    fn default() -> Self {
        Self { q: String::new(), ids: Vec::new(), more: false }
    }
}

impl<Id> Listed<Id> {
    /// Takes a part that is still wanted and goes on where the last one ended.
    fn came(&mut self, (q, skip): (&str, usize), ids: impl Iterator<Item = Id>, more: bool) {
        if q != self.q || (skip != 0 && skip != self.ids.len()) {
            return;
        }
        self.ids.truncate(skip);
        self.ids.extend(ids);
        self.more = more;
    }
}

/// What is known under *Administration*.
#[derive(Debug, Default)]
pub(in crate::app) struct AdminDesk {
    /// All that came, by whatever question.
    pub(in crate::app) people: Asked<People>,
    pub(in crate::app) families: Asked<Families>,
    pub(in crate::app) people_list: Listed<PersonId>,
    pub(in crate::app) family_list: Listed<FamilyId>,
    /// Those to choose from.
    pub(in crate::app) choice: Listed<PersonId>,
    pub(in crate::app) refusals: Asked<Refusals>,
    pub(in crate::app) recusals: Asked<Recusals>,
    pub(in crate::app) devices: Asked<DevicesOf>,
    pub(in crate::app) hours: Asked<HoursOfUnit>,
    /// A link that was just made: it is shown once.
    pub(in crate::app) link: Option<Invitation>,
    pub(in crate::app) deed: AdminDeed,
    /// What is being done, while somebody waits for it.
    doing: Option<Ask>,
    /// The key of the last deed that the server has not answered: asked once more, it is the same deed.
    unanswered: Option<(Ask, DeedKey)>,
}

impl Desk {
    pub(super) fn enter_admin(&mut self, place: AdminPlace, ctx: &mut Ctx<'_>) {
        if !self.has_admin(place) {
            return;
        }
        let all = self.settings.acting.role == Role::Administrator;
        match place {
            AdminPlace::Menu | AdminPlace::NewPerson => {}
            AdminPlace::Hours => self.ask_admin(Ask::Hours, ctx),
            AdminPlace::Refused if all => self.ask_admin(Ask::Refusals, ctx),
            AdminPlace::Refused => {}
            AdminPlace::Recusals => self.ask_admin(Ask::Recusals, ctx),
            AdminPlace::Person(person) => {
                if self.admin.devices.known.as_ref().is_some_and(|devices| devices.person != person) {
                    self.admin.devices = Asked::default();
                }
                self.ask_person(person, ctx);
                if all && person != self.engine.config().person {
                    self.ask_admin(Ask::Devices(person), ctx);
                }
            }
            AdminPlace::NewRole(person) => self.ask_person(person, ctx),
            AdminPlace::People | AdminPlace::Families => self.ask_list(0, ctx),
            AdminPlace::NewFamily => {
                self.admin.choice = Listed::default();
                self.ask_list(0, ctx);
            }
            AdminPlace::Family(family) | AdminPlace::NewParent(family) | AdminPlace::NewPlacement(family) => {
                self.ask_family(family, ctx);
                if all && matches!(place, AdminPlace::Family(_)) {
                    self.ask_admin(Ask::Recusals, ctx);
                }
            }
            AdminPlace::NewMember(family) => {
                self.admin.choice = Listed::default();
                self.ask_family(family, ctx);
                self.ask_list(0, ctx);
            }
        }
    }

    /// What was told once is not told again.
    pub(super) fn leave_admin(&mut self) {
        self.admin.link = None;
        self.admin.deed = AdminDeed::Ready;
        self.admin.doing = None;
    }

    pub(super) fn admin_intent(&mut self, intent: AdminIntent, ctx: &mut Ctx<'_>) {
        match intent {
            AdminIntent::Again => {
                if let Route::Admin(place) = self.route {
                    self.enter_admin(place, ctx);
                }
            }
            AdminIntent::Find(q) => {
                let listed = match self.route {
                    Route::Admin(AdminPlace::People) => &mut self.admin.people_list.q,
                    Route::Admin(AdminPlace::Families) => &mut self.admin.family_list.q,
                    _ => &mut self.admin.choice.q,
                };
                q.trim().clone_into(listed);
                self.ask_list(0, ctx);
            }
            AdminIntent::More => {
                let known = match self.route {
                    Route::Admin(AdminPlace::People) => self.admin.people_list.ids.len(),
                    Route::Admin(AdminPlace::Families) => self.admin.family_list.ids.len(),
                    _ => self.admin.choice.ids.len(),
                };
                self.ask_list(known, ctx);
            }
            AdminIntent::CopyLink => {
                ctx.out.extend(self.admin.link.as_ref().map(|link| Command::Copy(link.url.clone())));
            }
            AdminIntent::HideLink => self.admin.link = None,
            AdminIntent::AddPerson { name, .. } if name.trim().is_empty() => self.admin.deed = AdminDeed::Incomplete,
            AdminIntent::AddPerson { name, role, family } => {
                self.deed(Ask::AddPerson(AddPerson { name, login: None, role, family }), ctx);
            }
            AdminIntent::RenamePerson(_, name) if name.trim().is_empty() => self.admin.deed = AdminDeed::Incomplete,
            AdminIntent::RenamePerson(person, name) => {
                self.deed(Ask::RenamePerson(RenamePerson { person, name }), ctx);
            }
            AdminIntent::RenameFamily(family, name) => {
                self.deed(Ask::RenameFamily(RenameFamily { family, name }), ctx);
            }
            AdminIntent::EndFamily(family, LastDay { day: Some(last_day), reason: Some(reason) }) => {
                self.deed(Ask::EndFamily(EndFamily { family, last_day, reason }), ctx);
            }
            AdminIntent::EndPlacement(placement, LastDay { day: Some(last_day), reason: Some(reason) }) => {
                self.deed(Ask::EndPlacement(EndPlacement { placement, last_day, reason }), ctx);
            }
            AdminIntent::HideAddress(family, hidden) => {
                self.deed(Ask::HideAddress(HideAddress { family, hidden }), ctx);
            }
            AdminIntent::HidePlace(placement, until) => {
                self.deed(Ask::HidePlace(HidePlace { placement, until }), ctx);
            }
            AdminIntent::EndFamily(..) | AdminIntent::EndPlacement(..) => self.admin.deed = AdminDeed::Incomplete,
            AdminIntent::CloseDays { .. } | AdminIntent::Reopen(_) | AdminIntent::SetWeek { .. } => {
                self.hours_intent(intent, ctx);
            }
            AdminIntent::Recuse(..) | AdminIntent::EndRecusal(..) => self.recusal_intent(&intent, ctx),
            AdminIntent::MakeLink(person) => self.deed(Ask::MakeLink(person), ctx),
            AdminIntent::EndAccount(person) => self.deed(Ask::EndAccount(person), ctx),
            AdminIntent::EndDevice(person, enrolment) => {
                self.deed(Ask::EndDevice(EndDeviceOf { person, enrolment }), ctx);
            }
            AdminIntent::AddFamily(kind, consultant) => {
                self.deed(Ask::AddFamily(AddFamily { kind, consultant }), ctx);
            }
            AdminIntent::AddPlacement(new) => match placement(new) {
                Some(ask) => self.deed(ask, ctx),
                None => self.admin.deed = AdminDeed::Incomplete,
            },
            AdminIntent::AddMember(new) => match member(new) {
                Some(ask) => self.deed(ask, ctx),
                None => self.admin.deed = AdminDeed::Incomplete,
            },
            AdminIntent::EndMember { person, place, role, last } => {
                let until = last.and_then(|day| day.succ_opt()).and_then(begin);
                self.deed(Ask::EndMember(EndMember { person, place, role, until }), ctx);
            }
        }
    }

    pub(super) fn deed(&mut self, ask: Ask, ctx: &mut Ctx<'_>) {
        if self.sets_up() {
            self.one_deed(ask, ctx);
        }
    }

    /// One at a time, so that a second press does nothing twice.
    pub(super) fn one_deed(&mut self, ask: Ask, ctx: &mut Ctx<'_>) {
        if self.admin.deed != AdminDeed::Doing {
            self.admin.deed = AdminDeed::Doing;
            self.admin.link = None;
            self.admin.doing = Some(ask.clone());
            self.ask_admin(ask, ctx);
        }
    }

    /// The list of the page, or those to choose from, after so many.
    fn ask_list(&mut self, skip: usize, ctx: &mut Ctx<'_>) {
        let people = |q: &str, having| FindPeople { q: q.to_owned(), skip, person: None, having };
        let Route::Admin(place) = self.route else { return };
        let ask = match place {
            AdminPlace::People => Ask::People(people(&self.admin.people_list.q, None), For::Reading),
            AdminPlace::Families => {
                Ask::Families(FindFamilies { q: self.admin.family_list.q.clone(), skip, family: None })
            }
            AdminPlace::NewFamily if self.settings.acting.role != Role::Administrator => return,
            AdminPlace::NewFamily => Ask::People(people(&self.admin.choice.q, Some(Role::Consultant)), For::Choosing),
            AdminPlace::NewMember(_) => Ask::People(people(&self.admin.choice.q, None), For::Choosing),
            _ => return,
        };
        self.ask_admin(ask, ctx);
    }

    fn ask_person(&mut self, person: PersonId, ctx: &mut Ctx<'_>) {
        let find = FindPeople { person: Some(person), ..FindPeople::default() };
        self.ask_admin(Ask::People(find, For::Reading), ctx);
    }

    fn ask_family(&mut self, family: FamilyId, ctx: &mut Ctx<'_>) {
        self.ask_admin(Ask::Families(FindFamilies { family: Some(family), ..FindFamilies::default() }), ctx);
    }

    fn people_came(&mut self, find: &FindPeople, what: For, came: People) {
        let part = (find.q.as_str(), find.skip);
        let ids = came.people.iter().map(|one| one.person);
        match (find.person, what) {
            (Some(_), _) => {}
            (None, For::Reading) => self.admin.people_list.came(part, ids, came.more),
            (None, For::Choosing) => self.admin.choice.came(part, ids, came.more),
        }
        let mut known = self.admin.people.known.take().map(|known| known.people).unwrap_or_default();
        let is_newer = |id: PersonId| find.person == Some(id) || came.people.iter().any(|one| one.person == id);
        known.retain(|one| !is_newer(one.person));
        known.extend(came.people);
        self.admin.people.came(Ok(People { people: known, more: false }));
    }

    fn families_came(&mut self, find: &FindFamilies, came: Families) {
        if find.family.is_none() {
            let ids = came.families.iter().map(|one| one.family);
            self.admin.family_list.came((find.q.as_str(), find.skip), ids, came.more);
        }
        let mut known = self.admin.families.known.take().map(|known| known.families).unwrap_or_default();
        let is_newer = |id: FamilyId| find.family == Some(id) || came.families.iter().any(|one| one.family == id);
        known.retain(|one| !is_newer(one.family));
        known.extend(came.families);
        self.admin.families.came(Ok(Families { families: known, more: false, units: came.units }));
    }

    pub(super) fn ask_admin(&mut self, ask: Ask, ctx: &mut Ctx<'_>) {
        match &ask {
            Ask::People(..) => self.admin.people.asking = true,
            Ask::Families(_) => self.admin.families.asking = true,
            Ask::Refusals => self.admin.refusals.asking = true,
            Ask::Recusals => self.admin.recusals.asking = true,
            Ask::Devices(_) => self.admin.devices.asking = true,
            Ask::Hours => self.admin.hours.asking = true,
            _ => {}
        }
        let key = self.key_of(&ask, ctx);
        ctx.out.push(Command::AskAdmin { acting: self.settings.acting, ask: Box::new(ask), key });
    }

    /// What is asked again after an answer that got lost is the same deed; everything else is another one.
    fn key_of(&mut self, ask: &Ask, ctx: &mut Ctx<'_>) -> Option<DeedKey> {
        if !ask.makes() {
            return None;
        }
        if let Some((unanswered, key)) = &self.admin.unanswered
            && unanswered == ask
        {
            return Some(*key);
        }
        let mut key = DeedKey::default();
        ctx.rng.fill_bytes(&mut key);
        self.admin.unanswered = Some((ask.clone(), key));
        Some(key)
    }

    pub(super) fn admin_came(&mut self, acting: Acting, ask: &Ask, answer: Result<Reply, ApiFault>, ctx: &mut Ctx<'_>) {
        if acting != self.settings.acting {
            return;
        }
        // Who has gone elsewhere meanwhile is not called back, and no link follows them.
        let answered = matches!(answer, Ok(_) | Err(ApiFault::Problem(_)));
        if answered && self.admin.unanswered.as_ref().is_some_and(|(unanswered, _)| unanswered == ask) {
            self.admin.unanswered = None;
        }
        let waits = self.admin.doing.as_ref() == Some(ask);
        if waits {
            self.admin.doing = None;
            self.admin.deed = answer.as_ref().err().map_or(AdminDeed::Ready, AdminDeed::of);
        }
        if self.admin.deed == AdminDeed::HoursChanged && waits {
            self.ask_admin(Ask::Hours, ctx);
        }
        match (ask, answer) {
            (ask, Ok(reply)) if ask.is_deed() => self.deed_done(ask, reply, waits, ctx),
            (Ask::People(find, what), Ok(Reply::People(people))) => self.people_came(find, *what, people),
            (Ask::Families(find), Ok(Reply::Families(families))) => self.families_came(find, families),
            (_, Ok(Reply::Refusals(refusals))) => self.admin.refusals.came(Ok(refusals)),
            (_, Ok(Reply::Recusals(recusals))) => self.admin.recusals.came(Ok(recusals)),
            (_, Ok(Reply::Devices(devices))) => self.admin.devices.came(Ok(devices)),
            (_, Ok(Reply::Hours(hours))) => self.admin.hours.came(Ok(*hours)),
            (Ask::People(..), Err(fault)) => self.admin.people.came(Err(fault)),
            (Ask::Families(_), Err(fault)) => self.admin.families.came(Err(fault)),
            (Ask::Recusals, Err(fault)) => self.admin.recusals.came(Err(fault)),
            (Ask::Refusals, Err(fault)) => self.admin.refusals.came(Err(fault)),
            (Ask::Devices(_), Err(fault)) => self.admin.devices.came(Err(fault)),
            (Ask::Hours, Err(fault)) => self.admin.hours.came(Err(fault)),
            _ => {}
        }
    }

    fn deed_done(&mut self, ask: &Ask, reply: Reply, waits: bool, ctx: &mut Ctx<'_>) {
        let at = self.route;
        let to = match (ask, &reply) {
            (Ask::AddPerson(_), Reply::Invited(made)) => Some(AdminPlace::Person(made.person)),
            (Ask::AddFamily(_), Reply::AddedFamily(family)) => Some(AdminPlace::Family(*family)),
            (Ask::EndFamily(_), _) => Some(AdminPlace::Families),
            (Ask::AddPlacement(new), _) => Some(AdminPlace::Family(new.family)),
            (Ask::AddMember(add), _) => match add.place {
                Place::Unit => Some(AdminPlace::Person(add.person)),
                Place::Family(_) | Place::Placement(_) => match at {
                    Route::Admin(AdminPlace::NewMember(family)) => Some(AdminPlace::Family(family)),
                    _ => None,
                },
            },
            _ => None,
        };
        match to.map(Route::Admin) {
            Some(to) if waits && to != at => self.go(to, true, ctx),
            _ => {
                if let Route::Admin(place) = at {
                    self.enter_admin(place, ctx);
                }
            }
        }
        match reply {
            Reply::Invited(made) if waits => self.admin.link = Some(made),
            Reply::Devices(devices) => self.admin.devices.came(Ok(devices)),
            Reply::Recusals(recusals) => self.admin.recusals.came(Ok(recusals)),
            Reply::Hours(hours) => self.admin.hours.came(Ok(*hours)),
            _ => {}
        }
        if waits {
            self.say(Said::Done, ctx);
        }
    }
}
