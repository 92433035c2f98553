//! *Administration*.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use samspil_shared::api::admin::{Family, Member, Place, Someone, Tie};
use samspil_shared::domain::{FamilyId, PersonId, Role, Timestamp};

use super::Show;
use super::devices::{ask_state, device_line};
use crate::app::model::Model;
use crate::app::model::desk::{Asked, Listed};
use crate::app::qr::Qr;
use crate::app::route::{AdminPlace, Route};
use crate::app::view::admin::{
    Account, AdminFamilies, AdminFamily, AdminFrame, AdminPeople, AdminPerson, FamilyLine, Find, LinkShown, PersonLine,
    PlacementLine, RefusedLine, Running, TieLine,
};
use crate::app::view::{AnswerState, When};

impl Model {
    /// What every page below *Administration* needs; none for whom it is not.
    pub fn admin(&self) -> Option<AdminFrame> {
        self.show()?.admin()
    }

    /// *Personer*.
    pub fn admin_people(&self) -> Option<AdminPeople> {
        self.show()?.admin_people()
    }

    /// A person.
    pub fn admin_person(&self, person: PersonId) -> Option<AdminPerson> {
        self.show()?.admin_person(person)
    }

    /// *Familier*, and who can be a new one's consultant.
    pub fn admin_families(&self) -> Option<AdminFamilies> {
        self.show()?.admin_families()
    }

    /// A family.
    pub fn admin_family(&self, family: FamilyId) -> Option<AdminFamily> {
        self.show()?.admin_family(family)
    }

    /// How much was refused, the most frequent first.
    pub fn admin_refused(&self) -> Option<Vec<RefusedLine>> {
        let known = self.show()?.desk.admin.refusals.known.as_ref()?;
        let line = |one: &samspil_shared::api::admin::Refusal| RefusedLine {
            reason: one.reason,
            kind: one.kind,
            count: one.count,
            last: When::of(one.last_at),
        };
        Some(known.refusals.iter().map(line).collect())
    }
}

/// The worst of several questions.
fn worst(states: impl IntoIterator<Item = AnswerState>) -> AnswerState {
    let rank = |state: &AnswerState| match state {
        AnswerState::Known => 0,
        AnswerState::Asking => 1,
        AnswerState::Failed => 2,
        AnswerState::Offline => 3,
        AnswerState::SignIn => 4,
    };
    states.into_iter().max_by_key(rank).unwrap_or(AnswerState::Known)
}

fn state<T>(asked: &Asked<T>) -> AnswerState {
    ask_state(asked.asking, asked.fault.as_ref())
}

impl Show<'_> {
    fn all(self) -> bool {
        self.desk.settings.acting.role == Role::Administrator
    }

    fn admin(self) -> Option<AdminFrame> {
        let admin = &self.desk.admin;
        let state = match self.desk.route {
            Route::Admin(AdminPlace::Menu) => AnswerState::Known,
            Route::Admin(AdminPlace::Hours) => state(&admin.hours),
            Route::Admin(AdminPlace::Refused) => state(&admin.refusals),
            Route::Admin(AdminPlace::Recusals) => state(&admin.recusals),
            Route::Admin(AdminPlace::Person(_)) => worst([state(&admin.people), state(&admin.devices)]),
            Route::Admin(AdminPlace::People | AdminPlace::NewRole(_) | AdminPlace::NewFamily) => state(&admin.people),
            Route::Admin(AdminPlace::NewPerson) => AnswerState::Known,
            Route::Admin(AdminPlace::NewMember(_)) => worst([state(&admin.people), state(&admin.families)]),
            _ => state(&admin.families),
        };
        let place = if let Route::Admin(place) = self.desk.route { place } else { AdminPlace::Menu };
        self.desk.has_admin(place).then_some(AdminFrame {
            all: self.all(),
            sets_up: self.desk.sets_up(),
            hours: self.desk.sees_hours(),
            recusals: self.desk.says_recusals(),
            state,
            deed: admin.deed,
        })
    }

    fn someones(&self) -> Option<&[Someone]> {
        Some(&self.desk.admin.people.known.as_ref()?.people)
    }

    fn households(&self) -> &[Family] {
        self.desk.admin.families.known.as_ref().map_or(&[], |known| &known.families)
    }

    fn admin_people(self) -> Option<AdminPeople> {
        let line = |one: &Someone| PersonLine {
            person: one.person,
            name: one.name.clone(),
            roles: self.roles(one),
            account: account(one),
            no_passkey: self.no_passkey(one),
        };
        let known = self.someones()?;
        let list = &self.desk.admin.people_list;
        let listed = list.ids.iter().filter_map(|id| known.iter().find(|one| one.person == *id));
        Some(AdminPeople { people: listed.map(line).collect(), find: find(list) })
    }

    fn roles(self, one: &Someone) -> Vec<Role> {
        let running = one.ties.iter().filter(|tie| self.running(tie.from, tie.until) == Running::Now);
        let mut roles: Vec<Role> = running.map(|tie| tie.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    fn no_passkey(self, one: &Someone) -> bool {
        let in_use = one.signed_up && one.ended_at.is_none();
        in_use && !one.has_passkey && self.roles(one).into_iter().any(Role::is_staff)
    }

    fn running(self, from: Timestamp, until: Option<Timestamp>) -> Running {
        let now = self.at();
        match until {
            Some(until) if until <= now => Running::Over,
            _ if from > now => Running::Later,
            _ => Running::Now,
        }
    }

    fn admin_person(self, person: PersonId) -> Option<AdminPerson> {
        let one = self.someones()?.iter().find(|one| one.person == person)?;
        let oneself = person == self.desk.engine.config().person;
        let (all, in_force) = (self.all(), one.ended_at.is_none());
        let tie = |tie: &Tie| {
            let member = Member {
                person,
                name: one.name.clone(),
                role: tie.role,
                stand_in: tie.stand_in,
                from: tie.from,
                until: tie.until,
                sees_from: tie.sees_from,
            };
            self.tie(&member, tie.place, tie.family_name.clone())
        };
        let devices = self.desk.admin.devices.known.as_ref().filter(|devices| devices.person == person);
        Some(AdminPerson {
            person,
            name: one.name.clone(),
            login: one.login.clone(),
            account: account(one),
            no_passkey: self.no_passkey(one),
            link_until: one.invited_until.filter(|_| one.signed_up).map(When::of),
            oneself,
            elsewhere: one.elsewhere,
            may_rename: in_force && if all { !one.elsewhere } else { !oneself },
            may_link: in_force && !oneself && if all { !one.elsewhere } else { !one.signed_up },
            may_end: in_force && !oneself && all && !one.elsewhere,
            may_add_role: in_force && !oneself && all,
            ties: in_order(one.ties.iter().map(tie)),
            devices: devices.map(|devices| devices.devices.iter().map(device_line).collect()).unwrap_or_default(),
            link: self.link_for(person),
        })
    }

    fn link_for(self, person: PersonId) -> Option<LinkShown> {
        let link = self.desk.admin.link.as_ref().filter(|link| link.person == person)?;
        Some(LinkShown { url: link.url.clone(), qr: Qr::of(&link.url), until: When::of(link.expires_at) })
    }

    fn tie(self, member: &Member, place: Place, family: Vec<String>) -> TieLine {
        let running = self.running(member.from, member.until);
        let another = member.person != self.desk.engine.config().person;
        TieLine {
            person: member.person,
            name: member.name.clone(),
            role: member.role,
            stand_in: member.stand_in,
            place,
            family,
            first: day(member.from),
            // The last instant of a day is one before the first of the next.
            last: member.until.map(|until| day(until.plus_ms(-1))),
            sees_from: member.sees_from.map(day),
            running,
            may_end: self.all() && another && running != Running::Over,
        }
    }

    /// Who is in a family now in this role, or in one of its placements, stand-ins left out.
    fn fixed(self, family: &Family, role: Role) -> Vec<String> {
        let now = |member: &&Member| {
            member.role == role && !member.stand_in && self.running(member.from, member.until) == Running::Now
        };
        let placed = family.placements.iter().flat_map(|placement| &placement.members);
        let mut met = BTreeSet::new();
        let members = family.members.iter().chain(placed).filter(now).filter(|member| met.insert(member.person));
        members.map(|member| member.name.clone()).collect()
    }

    fn adults_of(self, family: &Family) -> Vec<String> {
        self.fixed(family, Role::FosterParent)
    }

    /// Those to choose from whose account is in force.
    fn choice(self) -> Vec<(PersonId, String)> {
        let known = self.someones().unwrap_or_default();
        let listed = self.desk.admin.choice.ids.iter().filter_map(|id| known.iter().find(|one| one.person == *id));
        let in_force = listed.filter(|one| one.ended_at.is_none());
        in_force.map(|one| (one.person, one.name.clone())).collect()
    }

    fn admin_families(self) -> Option<AdminFamilies> {
        let line = |family: &Family| FamilyLine {
            family: family.family,
            kind: family.kind,
            name: family.name.clone(),
            adults: self.adults_of(family),
            consultants: self.fixed(family, Role::Consultant),
            placements: family.placements.len(),
        };
        let list = &self.desk.admin.family_list;
        let listed = list.ids.iter().filter_map(|id| self.households().iter().find(|one| one.family == *id));
        Some(AdminFamilies {
            families: listed.map(line).collect(),
            find: find(list),
            consultants: self.choice(),
            choice: find(&self.desk.admin.choice),
        })
    }

    fn admin_family(self, id: FamilyId) -> Option<AdminFamily> {
        let family = self.households().iter().find(|family| family.family == id)?;
        let units = &self.desk.admin.families.known.as_ref()?.units;
        let named = |unit| units.iter().find(|one| one.unit == unit).map(|one| one.name.clone()).unwrap_or_default();
        let lines = |members: &[Member], place: Place| {
            in_order(members.iter().map(|member| self.tie(member, place, Vec::new())))
        };
        let me = self.desk.engine.config().person;
        let people = self.choice().into_iter().filter(|(person, _)| *person != me);
        Some(AdminFamily {
            family: id,
            kind: family.kind,
            name: family.name.clone(),
            last_day: family.last_day,
            address_hidden: family.address_hidden,
            may_end: self.all(),
            adults: self.adults_of(family),
            members: lines(&family.members, Place::Family(id)),
            placements: family
                .placements
                .iter()
                .map(|one| PlacementLine {
                    placement: one.placement,
                    starts_on: one.starts_on,
                    end: one.end,
                    hidden_until: one.place_hidden_until.filter(|until| *until >= self.today()),
                    municipality: named(one.municipality),
                    members: lines(&one.members, Place::Placement(one.placement)),
                })
                .collect(),
            people: people.collect(),
            choice: find(&self.desk.admin.choice),
            units: units.iter().map(|one| (one.unit, one.name.clone())).collect(),
            unit: self.desk.settings.acting.unit,
        })
    }
}

fn find<Id>(list: &Listed<Id>) -> Find {
    Find { q: list.q.clone(), more: list.more }
}

fn account(one: &Someone) -> Account {
    match (one.ended_at, one.signed_up, one.invited_until) {
        (Some(ended), _, _) => Account::Ended(When::of(ended)),
        (None, true, _) => Account::InUse(one.last_seen_at.map(When::of)),
        (None, false, Some(until)) => Account::Invited(When::of(until)),
        (None, false, None) => Account::Uninvited,
    }
}

/// What runs first, what is over last.
fn in_order(lines: impl Iterator<Item = TieLine>) -> Vec<TieLine> {
    let mut lines: Vec<TieLine> = lines.collect();
    lines.sort_by_key(|line| line.running);
    lines
}

fn day(at: Timestamp) -> NaiveDate {
    When::of(at).date
}
