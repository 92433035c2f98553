//! Who may set up what: one pure function for the server's every door and for the device's every button.
//!
//! An administrator sets up the people, families and placements of one unit; a consultant the families they are the fixed
//! consultant of, and new ones (08 row 35); a leader sees when the unit is open, and says like an administrator who is kept
//! out of which family's reach. It hands out a [`Permit`], without which nothing is done. Denied, missing and foreign look
//! the same from outside.

use std::collections::BTreeSet;

use super::ids::{FamilyId, PersonId, SpaceId, UnitId};
use super::membership::{Acting, Membership, Role, Window};
use super::rule::{RoleList, Rule, holds, holds_for, is_one_of};
use super::time::Timestamp;

/// What a person sets up while acting in a role for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    person: PersonId,
    acting: Acting,
    /// Those that a consultant is the fixed consultant of.
    families: BTreeSet<FamilyId>,
}

/// How somebody is tied to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// As what.
    pub role: Role,
    /// For which unit.
    pub unit: UnitId,
    /// In which family, if it is in one.
    pub family: Option<FamilyId>,
    /// When.
    pub window: Window,
}

impl Tie {
    fn is_over(&self, now: Timestamp) -> bool {
        self.window.until.is_some_and(|until| until <= now)
    }
}

/// What an administrator makes of people: all but the owner of somebody else's space.
const GIVEN: [Role; 7] = [
    Role::FosterParent,
    Role::Consultant,
    Role::DutyOfficer,
    Role::InstitutionWorker,
    Role::Adviser,
    Role::Leader,
    Role::Administrator,
];

/// Somebody whom a deed is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Who.
    pub person: PersonId,
    /// They have chosen a password or a passkey: a new link would open what is theirs.
    pub signed_up: bool,
    /// All their ties, ended and future ones too, but to their own space.
    pub ties: Vec<Tie>,
}

impl Subject {
    /// Whether they are, or were, of this unit.
    pub fn is_of(&self, unit: UnitId) -> bool {
        self.ties.iter().any(|tie| tie.unit == unit)
    }

    /// Whether they are this in a unit now.
    pub fn is_now(&self, role: Role, unit: UnitId, now: Timestamp) -> bool {
        self.ties.iter().any(|tie| tie.role == role && tie.unit == unit && tie.window.contains(now))
    }

    /// Whether they are of another unit as well: their account is not this unit's alone.
    pub fn is_elsewhere(&self, unit: UnitId, now: Timestamp) -> bool {
        self.ties.iter().any(|tie| tie.unit != unit && !tie.is_over(now))
    }
}

/// A family that a deed is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Household {
    /// Which.
    pub id: FamilyId,
    /// The unit that looks after it.
    pub unit: UnitId,
}

/// What somebody takes part in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereto {
    /// The unit.
    Unit,
    /// A family: its contact space and every placement in it.
    Family(Household),
    /// One placement in a family.
    Placement(Household),
}

/// Something to be set up, or to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed<'a> {
    /// Looks at how much was refused.
    SeeRefusals,
    /// Looks at the unit's hours and closed days.
    SeeHours,
    /// Sets them.
    SetHours,
    /// Looks at who is kept out of which family's reach.
    SeeRecusals,
    /// Keeps a family out of somebody's reach at work.
    Recuse(&'a Subject, Household),
    /// Ends it.
    EndRecusal(&'a Subject, Household),
    /// Looks at somebody: name, ties, when they were last seen.
    SeePerson(&'a Subject),
    /// Adds somebody, to a family at once if one is named.
    AddPerson(Role, Option<Household>),
    /// Makes a one-time link for somebody.
    MakeLink(&'a Subject),
    /// Corrects somebody's name.
    RenamePerson(&'a Subject),
    /// Ends an account.
    EndAccount(&'a Subject),
    /// Looks at somebody's devices, or ends one.
    Devices(&'a Subject),
    /// Adds a family with this fixed consultant.
    AddFamily(Option<&'a Subject>),
    /// Looks at a family: its kind, who is in it, its placements.
    SeeFamily(Household),
    /// Gives a family a name, or takes it away.
    RenameFamily(Household),
    /// Ends a family, and every placement in it.
    EndFamily(Household),
    /// Adds a placement to a family.
    AddPlacement(Household),
    /// Ends a placement in a family.
    EndPlacement(Household),
    /// Decides whether the place of a family, or of a placement in it, may be told.
    HidePlace(Household),
    /// Lets somebody take part.
    AddMember(&'a Subject, Role, Whereto),
    /// Ends it.
    EndMember(&'a Subject, Whereto),
}

/// Whether what was shared before the first day stays unseen in this role, whoever sets it up: it is for those who served
/// the family then, and only its author opens it to somebody new (08 row 13).
pub fn sees_own_time(role: Role) -> bool {
    holds_for(Rule::OfficeFromFirstDay, role, &[Role::FosterParent, Role::InstitutionWorker])
}

/// From when on somebody sees what is shared where they take part from `first` on; all of it if `None`. `asked` is what
/// whoever sets them up wants.
pub fn sees_from(role: Role, first: Timestamp, asked: Option<Timestamp>) -> Option<Timestamp> {
    if sees_own_time(role) { Some(asked.map_or(first, |asked| asked.max(first))) } else { asked }
}

/// Proof that a deed may be done: by whom, and for which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit {
    by: PersonId,
    unit: UnitId,
}

impl Permit {
    /// Who does it.
    pub fn by(self) -> PersonId {
        self.by
    }

    /// For which unit.
    pub fn unit(self) -> UnitId {
        self.unit
    }
}

impl Office {
    /// What a person sets up in a role, through memberships that are in effect (see [`super::membership::effective`]).
    /// `family_of` names the family that a space belongs to.
    pub fn of(
        person: PersonId,
        acting: Acting,
        memberships: &[&Membership],
        family_of: impl Fn(SpaceId) -> Option<FamilyId>,
    ) -> Option<Self> {
        let rows = memberships.iter().filter(|m| m.person == person && m.role == acting.role && m.unit == acting.unit);
        let rows: Vec<&&Membership> = rows.collect();
        if !holds_for(Rule::OfficeByRole, acting.role, &[Role::Administrator, Role::Consultant, Role::Leader])
            || rows.is_empty()
        {
            return None;
        }
        let fixed = rows.iter().filter(|m| holds(Rule::OfficeOfTheFixed, !m.stand_in));
        Some(Self { person, acting, families: fixed.filter_map(|m| family_of(m.space)).collect() })
    }

    /// Who acts.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// In which role, for which unit.
    pub fn acting(&self) -> Acting {
        self.acting
    }

    /// Those that a consultant is the fixed consultant of; an administrator has none.
    pub fn families(&self) -> &BTreeSet<FamilyId> {
        &self.families
    }

    /// Whether a deed may be done now.
    pub fn may(&self, deed: Deed<'_>, now: Timestamp) -> Option<Permit> {
        let all = self.acting.role == Role::Administrator;
        let leads = self.acting.role == Role::Leader;
        let of_leader = matches!(deed, Deed::SeeHours | Deed::SeeRecusals | Deed::Recuse(..) | Deed::EndRecusal(..));
        if !holds(Rule::OfficeOfLeader, !leads || of_leader) {
            return None;
        }
        let allowed = match deed {
            Deed::SeeRefusals | Deed::SetHours => holds(Rule::OfficeForAll, all),
            Deed::SeeHours => holds(Rule::OfficeSeesHours, all || leads),
            Deed::SeeRecusals => holds(Rule::OfficeRecuses, all || leads),
            // To be kept out oneself may be said by anybody who says it of others; that it is over may not.
            Deed::Recuse(somebody, family) => self.recuses(somebody, family, all || leads),
            Deed::EndRecusal(somebody, family) => {
                self.recuses(somebody, family, all || leads) && self.is_another(somebody)
            }
            Deed::SeePerson(somebody) => {
                if all {
                    self.is_ours(somebody)
                } else {
                    self.is_parent(somebody, now)
                }
            }
            Deed::AddPerson(role, family) => {
                self.gives(role) && (all || family.is_some()) && family.is_none_or(|family| self.is_own(family))
            }
            Deed::MakeLink(somebody) => {
                let theirs = if all {
                    self.is_ours(somebody) && self.is_only_ours(somebody, now)
                } else {
                    self.is_parent(somebody, now)
                        && self.is_parent_alone(somebody, now)
                        && holds(Rule::OfficeOpensNothing, !somebody.signed_up)
                };
                theirs && self.is_another(somebody)
            }
            Deed::RenamePerson(somebody) => {
                if all {
                    self.is_ours(somebody) && self.is_only_ours(somebody, now)
                } else {
                    self.is_parent(somebody, now) && self.is_parent_alone(somebody, now)
                }
            }
            Deed::EndAccount(somebody) | Deed::Devices(somebody) => {
                holds(Rule::OfficeForAll, all)
                    && self.is_ours(somebody)
                    && self.is_only_ours(somebody, now)
                    && self.is_another(somebody)
            }
            Deed::AddFamily(consultant) => {
                let is_fit = |one: &Subject| {
                    let named = RoleList::Of(Rule::OfficeNamesConsultant);
                    let tie = |tie: &Tie| {
                        is_one_of(named, tie.role, &[Role::Consultant])
                            && tie.unit == self.acting.unit
                            && tie.window.contains(now)
                    };
                    one.ties.iter().any(tie) && (all || one.person == self.person)
                };
                holds(Rule::OfficeNamesConsultant, consultant.map_or(all, is_fit))
            }
            Deed::SeeFamily(family)
            | Deed::AddPlacement(family)
            | Deed::RenameFamily(family)
            | Deed::HidePlace(family) => self.is_own(family),
            Deed::EndFamily(family) | Deed::EndPlacement(family) => {
                holds(Rule::OfficeForAll, all) && self.is_own(family)
            }
            Deed::AddMember(somebody, role, whereto) => {
                let theirs = if all { self.is_ours(somebody) } else { self.is_parent(somebody, now) };
                self.gives(role) && theirs && self.reaches(whereto) && self.is_another(somebody)
            }
            Deed::EndMember(somebody, whereto) => {
                holds(Rule::OfficeForAll, all)
                    && self.is_ours(somebody)
                    && self.reaches(whereto)
                    && self.is_another(somebody)
            }
        };
        allowed.then_some(Permit { by: self.person, unit: self.acting.unit })
    }

    fn recuses(&self, somebody: &Subject, family: Household, may: bool) -> bool {
        let answers = || somebody.ties.iter().any(|tie| tie.role == Role::DutyOfficer);
        holds(Rule::OfficeRecuses, may)
            && holds(Rule::OfficeRecusesReach, somebody.is_of(self.acting.unit) || answers())
            && holds(Rule::OfficeFamilyOfUnit, family.unit == self.acting.unit)
    }

    /// Whether somebody is made this: by a consultant, a foster parent and nothing else.
    fn gives(&self, role: Role) -> bool {
        if self.acting.role == Role::Administrator {
            holds_for(Rule::OfficeGivesRole, role, &GIVEN)
        } else {
            holds_for(Rule::OfficeGivesParents, role, &[Role::FosterParent])
        }
    }

    /// Nobody gives themselves a way in, or ends themselves by a slip.
    fn is_another(&self, somebody: &Subject) -> bool {
        holds(Rule::OfficeNotOneself, somebody.person != self.person)
    }

    fn is_ours(&self, somebody: &Subject) -> bool {
        holds(Rule::OfficeOfUnit, somebody.is_of(self.acting.unit))
    }

    /// An account that opens another unit's work too is out of reach.
    fn is_only_ours(&self, somebody: &Subject, now: Timestamp) -> bool {
        holds(Rule::OfficeAlone, !somebody.is_elsewhere(self.acting.unit, now))
    }

    /// Whether somebody is a foster parent in one of the consultant's own families.
    fn is_parent(&self, somebody: &Subject, now: Timestamp) -> bool {
        let own = |tie: &Tie| {
            is_one_of(RoleList::Of(Rule::OfficeOwnParents), tie.role, &[Role::FosterParent])
                && tie.unit == self.acting.unit
                && !tie.is_over(now)
                && tie.family.is_some_and(|family| self.families.contains(&family))
        };
        holds(Rule::OfficeOwnParents, somebody.ties.iter().any(own))
    }

    /// Whether somebody is nothing but a foster parent of this unit.
    fn is_parent_alone(&self, somebody: &Subject, now: Timestamp) -> bool {
        let mut ties = somebody.ties.iter().filter(|tie| !tie.is_over(now));
        holds(
            Rule::OfficeParentsAlone,
            ties.all(|tie| {
                is_one_of(RoleList::Of(Rule::OfficeParentsAlone), tie.role, &[Role::FosterParent])
                    && tie.unit == self.acting.unit
                    && tie.family.is_none_or(|family| self.families.contains(&family))
            }),
        )
    }

    fn is_own(&self, family: Household) -> bool {
        let all = self.acting.role == Role::Administrator;
        holds(Rule::OfficeFamilyOfUnit, family.unit == self.acting.unit)
            && holds(Rule::OfficeOwnFamily, all || self.families.contains(&family.id))
    }

    fn reaches(&self, whereto: Whereto) -> bool {
        match whereto {
            Whereto::Unit => holds(Rule::OfficeForAll, self.acting.role == Role::Administrator),
            Whereto::Family(family) | Whereto::Placement(family) => self.is_own(family),
        }
    }
}
