//! What a server keeps of a unit, as far as *Administration* asks for it.

use samspil_client::app::admin::{Ask, Reply};
use samspil_shared::api::admin::{
    DevicesOf, Families, Family, HoursOfUnit, Invitation, Member, NamedUnit, PAGE, People, Place, Placement,
    PlacementEnd, Recusal, Recusals, Refusal, Refusals, Someone, Tie,
};
use samspil_shared::api::{Code, Device, Problem};
use samspil_shared::domain::{FamilyId, FamilyKind, PersonId, PlacementId, Role, Timestamp};

use super::server::{UNIT, problem};

#[derive(Debug, Clone, Default)]
pub(crate) struct Office {
    pub(crate) people: Vec<Someone>,
    pub(crate) families: Vec<Family>,
    pub(crate) devices: Vec<Device>,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) hours: HoursOfUnit,
    pub(crate) recusals: Recusals,
    /// What it was asked, deeds alone.
    pub(crate) deeds: Vec<Ask>,
    /// The keys of those that make something.
    pub(crate) keys: Vec<[u8; 16]>,
    links: usize,
}

impl Office {
    pub(crate) fn someone(&mut self, n: u8, name: &str, role: Role, from: Timestamp) -> PersonId {
        let tie = Tie {
            role,
            stand_in: false,
            place: Place::Unit,
            family: None,
            family_name: Vec::new(),
            from,
            until: None,
            sees_from: None,
        };
        self.people.push(Someone {
            person: PersonId::from_bytes([n; 16]),
            name: name.into(),
            login: None,
            signed_up: false,
            has_passkey: false,
            invited_until: None,
            last_seen_at: None,
            ended_at: None,
            elsewhere: false,
            ties: vec![tie],
        });
        PersonId::from_bytes([n; 16])
    }

    pub(crate) fn one(&mut self, person: PersonId) -> &mut Someone {
        self.people.iter_mut().find(|one| one.person == person).unwrap()
    }

    pub(crate) fn family(&mut self, n: u8, at: Timestamp) -> FamilyId {
        let family = FamilyId::from_bytes([n; 16]);
        let kind = FamilyKind::Network;
        self.families.push(Family {
            family,
            kind,
            name: None,
            last_day: None,
            created_at: at,
            address_hidden: false,
            members: Vec::new(),
            placements: Vec::new(),
        });
        family
    }

    pub(crate) fn places(&mut self, family: FamilyId, n: u8, starts_on: &str) -> PlacementId {
        let placement = PlacementId::from_bytes([n; 16]);
        let made = Placement {
            placement,
            municipality: UNIT,
            starts_on: starts_on.parse().unwrap(),
            end: None,
            place_hidden_until: None,
            members: Vec::new(),
        };
        self.families.iter_mut().find(|one| one.family == family).unwrap().placements.push(made);
        placement
    }

    pub(crate) fn joins(&mut self, family: FamilyId, person: PersonId, role: Role, from: Timestamp) {
        let name = self.one(person).name.clone();
        let member = Member { person, name, role, stand_in: false, from, until: None, sees_from: Some(from) };
        self.families.iter_mut().find(|one| one.family == family).unwrap().members.push(member);
    }

    fn link(&mut self, person: PersonId, now: Timestamp) -> Reply {
        self.links += 1;
        let url = format!("https://samspil.example/#link={}", self.links);
        Reply::Invited(Invitation { person, url, expires_at: now.plus_ms(14 * 86_400_000) })
    }

    pub(crate) fn answer(&mut self, ask: &Ask, now: Timestamp) -> Result<Reply, Problem> {
        if ask.is_deed() {
            self.deeds.push(ask.clone());
        }
        Ok(match ask {
            Ask::People(find, _) => {
                let fits = |one: &&Someone| {
                    one.name.contains(&find.q)
                        && find.person.is_none_or(|person| person == one.person)
                        && find.having.is_none_or(|role| one.ties.iter().any(|tie| tie.role == role))
                };
                let mut people: Vec<Someone> = self.people.iter().filter(fits).cloned().collect();
                people.sort_by_key(|one| one.name.clone());
                let more = people.len() > find.skip + PAGE;
                let people = people.into_iter().skip(find.skip).take(PAGE).collect();
                Reply::People(People { people, more })
            }
            Ask::Families(find) => {
                let units = vec![NamedUnit { unit: UNIT, name: "Klitmark Kommune".into() }];
                let named = |one: &&Family| one.name.as_deref().unwrap_or_default().contains(&find.q);
                let fits = self.families.iter().filter(named);
                let fits = fits.filter(|one| find.family.is_none_or(|family| family == one.family));
                let families: Vec<Family> = fits.cloned().collect();
                let more = families.len() > find.skip + PAGE;
                let families = families.into_iter().skip(find.skip).take(PAGE).collect();
                Reply::Families(Families { families, more, units })
            }
            Ask::Recusals => Reply::Recusals(self.recusals.clone()),
            Ask::Recuse(of) => {
                let named = self.recusals.people.iter().find(|one| one.person == of.person).unwrap();
                let (person, name, family) = (of.person, named.name.clone(), of.family);
                self.recusals.recusals.push(Recusal { person, name, family, since: Some(now) });
                Reply::Recusals(self.recusals.clone())
            }
            Ask::EndRecusal(of) => {
                self.recusals.recusals.retain(|one| (one.person, one.family) != (of.person, of.family));
                Reply::Recusals(self.recusals.clone())
            }
            Ask::Refusals => Reply::Refusals(Refusals { refusals: self.refusals.clone() }),
            Ask::Devices(person) => Reply::Devices(DevicesOf { person: *person, devices: self.devices.clone() }),
            Ask::AddPerson(new) if new.name.len() > 100 => return Err(problem(Code::NameMalformed)),
            Ask::AddPerson(new) => {
                let person = self.someone(200, &new.name, new.role, now);
                self.link(person, now)
            }
            Ask::MakeLink(person) => self.link(*person, now),
            Ask::EndAccount(person) => {
                self.one(*person).ended_at = Some(now);
                Reply::Done
            }
            Ask::EndDevice(end) => {
                self.devices.retain(|device| device.enrolment != end.enrolment);
                Reply::Devices(DevicesOf { person: end.person, devices: self.devices.clone() })
            }
            Ask::AddFamily(_) => Reply::AddedFamily(self.family(201, now)),
            Ask::AddPlacement(new) => {
                let placement = Placement {
                    placement: PlacementId::from_bytes([202; 16]),
                    municipality: UNIT,
                    starts_on: new.starts_on,
                    end: None,
                    place_hidden_until: None,
                    members: Vec::new(),
                };
                self.families.iter_mut().find(|one| one.family == new.family).unwrap().placements.push(placement);
                Reply::Done
            }
            Ask::RenamePerson(new) => {
                self.one(new.person).name.clone_from(&new.name);
                Reply::Done
            }
            Ask::RenameFamily(new) => {
                let family = self.families.iter_mut().find(|one| one.family == new.family).unwrap();
                family.name = Some(new.name.clone()).filter(|name| !name.is_empty());
                Reply::Done
            }
            Ask::EndPlacement(end) => {
                let mut all = self.families.iter_mut().flat_map(|family| &mut family.placements);
                let placement = all.find(|one| one.placement == end.placement).unwrap();
                placement.end = Some(PlacementEnd { last_day: end.last_day, reason: end.reason });
                Reply::Done
            }
            Ask::EndFamily(end) => {
                let family = self.families.iter_mut().find(|one| one.family == end.family).unwrap();
                family.last_day = Some(end.last_day);
                Reply::Done
            }
            Ask::HideAddress(hide) => {
                let family = self.families.iter_mut().find(|one| one.family == hide.family).unwrap();
                family.address_hidden = hide.hidden;
                Reply::Done
            }
            Ask::HidePlace(hide) => {
                let mut all = self.families.iter_mut().flat_map(|family| &mut family.placements);
                let placement = all.find(|one| one.placement == hide.placement).unwrap();
                placement.place_hidden_until = hide.until;
                Reply::Done
            }
            Ask::AddMember(_) | Ask::EndMember(_) => Reply::Done,
            Ask::Hours => Reply::Hours(Box::new(self.hours.clone())),
            Ask::ChangeHours(asked) => {
                let own = self.hours.own.as_ref().filter(|own| own.version() == asked.version);
                let own = own.ok_or(problem(Code::HoursChanged))?;
                self.hours.own = Some(
                    asked
                        .change
                        .clone()
                        .apply(own, now.local_date().unwrap())
                        .map_err(|_| problem(Code::ClosedMalformed))?,
                );
                Reply::Hours(Box::new(self.hours.clone()))
            }
        })
    }
}
