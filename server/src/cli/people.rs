//! `samspil user` and `samspil member`.

use clap::{Args, Subcommand};
use samspil_shared::domain::{
    CourseId, EnrolmentId, FamilyId, Membership, PersonId, PlacementId, Role, SpaceId, SpaceKind, Timestamp, Window,
    office,
};

use super::args::{Moment, RoleName, moment, person, unit};
use super::{CliError, Place};
use crate::admin;

#[derive(Subcommand, Debug)]
pub(super) enum User {
    /// Add a person and print a one-time link for them
    Add {
        /// The name that others see
        #[arg(long)]
        name: String,
        /// The login name; without it the person chooses one
        #[arg(long)]
        login: Option<String>,
        /// Make them an administrator of the unit
        #[arg(long)]
        administrator: bool,
        /// The unit, by name or id; needed when there are several
        #[arg(long)]
        unit: Option<String>,
    },
    /// Print a new one-time link: for a forgotten password, or a link that got lost
    Link {
        /// Login or id
        #[arg(long)]
        user: String,
    },
    /// End an account: its sessions, links and sockets too; what the person wrote stays
    End {
        /// Login or id
        #[arg(long)]
        user: String,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum Device {
    /// Print the devices that a person has signed in on
    List {
        /// Login or id
        #[arg(long)]
        user: String,
    },
    /// End a device: lost, stolen or given away. Its sessions and sockets end within seconds
    End {
        /// As `list` prints it
        device: EnrolmentId,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum Member {
    /// Let a person take part
    Add(MemberAdd),
    /// End it
    End {
        /// Login or id
        #[arg(long)]
        user: String,
        #[command(flatten)]
        whereto: Whereto,
        #[arg(long, value_enum)]
        role: RoleName,
        /// The last day, or the minute it ends [default: now]
        #[arg(long, value_parser = moment)]
        until: Option<Moment>,
    },
}

#[derive(Args, Debug)]
pub(super) struct MemberAdd {
    /// Login or id
    #[arg(long)]
    user: String,
    #[command(flatten)]
    whereto: Whereto,
    #[arg(long, value_enum)]
    role: RoleName,
    /// The unit acted for, by name or id; needed when there are several
    #[arg(long)]
    unit: Option<String>,
    /// Standing in for the fixed one
    #[arg(long)]
    stand_in: bool,
    /// The course that makes an institution worker part of the team
    #[arg(long)]
    course: Option<CourseId>,
    /// The first day, or the minute it begins [default: now]
    #[arg(long, value_parser = moment)]
    from: Option<Moment>,
    /// The last day, or the minute it ends [default: open]
    #[arg(long, value_parser = moment)]
    until: Option<Moment>,
    /// What was written before this stays unseen; for foster parents and institution workers it is their first day at least
    #[arg(long, value_parser = moment)]
    sees_from: Option<Moment>,
    /// See everything, also what was written before the first day, as is so by itself for whom it can be
    #[arg(long, conflicts_with = "sees_from")]
    sees_all: bool,
}

/// What one takes part in.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct Whereto {
    /// A space by its id
    #[arg(long)]
    space: Option<SpaceId>,
    /// A placement's space
    #[arg(long)]
    placement: Option<PlacementId>,
    /// A family's contact space
    #[arg(long)]
    family: Option<FamilyId>,
    /// A unit's own space, by the unit's name or id: for its leaders, administrators and consultants
    #[arg(long, value_name = "UNIT")]
    works_at: Option<String>,
}

pub(super) async fn user(place: &mut Place<'_>, command: User) -> Result<(), CliError> {
    let now = place.store.edge().now();
    match command {
        User::Add { name, login, administrator, unit: named } => {
            // Everything that can be wrong is found out before anything is made.
            place.public_url()?;
            let unit = if administrator || named.is_some() { Some(unit(place, named.as_deref()).await?) } else { None };
            let id = admin::add_person(&place.store, &name, login.as_deref(), now).await?;
            if let Some(unit) = unit.filter(|_| administrator) {
                let space = place.store.space_of(SpaceKind::Municipality, unit.as_bytes()).await?;
                let space = space.ok_or(admin::AdminError::Missing("space of the unit"))?;
                let window = Window { from: now, until: None };
                let membership = Membership {
                    person: id,
                    space,
                    role: Role::Administrator,
                    unit,
                    stand_in: false,
                    course: None,
                    window,
                    sees_from: None,
                    own_only: false,
                };
                admin::add_member(&place.store, &membership, now).await?;
            }
            writeln!(place.out, "person {id}")?;
            print_link(place, id).await
        }
        User::Link { user } => {
            let id = person(place, &user).await?;
            print_link(place, id).await
        }
        User::End { user } => {
            let id = person(place, &user).await?;
            admin::end_person(&place.store, id, now).await?;
            writeln!(place.out, "ended {id}")?;
            Ok(())
        }
    }
}

pub(super) async fn device(place: &mut Place<'_>, command: Device) -> Result<(), CliError> {
    let now = place.store.edge().now();
    match command {
        Device::List { user } => {
            let id = person(place, &user).await?;
            for device in place.store.devices(id).await? {
                let day = |at: Timestamp| at.local_date().map_or_else(String::new, |day| day.to_string());
                let ended = device.revoked_at.map(|at| format!(", ended {}", day(at))).unwrap_or_default();
                let (from, seen) = (day(device.created_at), day(device.last_seen_at));
                writeln!(place.out, "device {} since {from}, seen {seen}{ended}: {}", device.enrolment, device.label)?;
            }
        }
        Device::End { device } => {
            admin::end_device(&place.store, device, None, None, now).await?;
            writeln!(place.out, "ended {device}")?;
        }
    }
    Ok(())
}

async fn print_link(place: &mut Place<'_>, id: PersonId) -> Result<(), CliError> {
    let url = place.public_url()?;
    let link = admin::invite(&place.store, id, place.store.edge().now()).await?;
    writeln!(place.out, "link {}", url.link(&link.token.reveal()))?;
    if let Some(day) = link.expires_at.local_date() {
        writeln!(
            place.out,
            "The link works once, until {day}. Whoever opens it chooses the password: hand it over in person."
        )?;
    }
    Ok(())
}

pub(super) async fn member(place: &mut Place<'_>, command: Member) -> Result<(), CliError> {
    let now = place.store.edge().now();
    match command {
        Member::Add(add) => {
            let role = Role::from(add.role);
            let from = add.from.map_or(Ok(now), Moment::first)?;
            let until = add.until.map(Moment::after).transpose()?;
            if add.sees_all && office::sees_own_time(role) {
                return Err(CliError::Misused(
                    "In this role nobody sees what was shared before their first day: leave out --sees-all.".to_owned(),
                ));
            }
            let asked = add.sees_from.map(Moment::first).transpose()?;
            let sees_from = office::sees_from(role, from, asked);
            let membership = Membership {
                person: person(place, &add.user).await?,
                space: add.whereto.space(place).await?,
                role,
                unit: unit(place, add.unit.as_deref()).await?,
                stand_in: add.stand_in,
                course: add.course,
                window: Window { from, until },
                sees_from,
                own_only: false,
            };
            admin::add_member(&place.store, &membership, now).await?;
            writeln!(place.out, "member {} of space {}", membership.person, membership.space)?;
        }
        Member::End { user, whereto, role, until } => {
            let id = person(place, &user).await?;
            let space = whereto.space(place).await?;
            let until = until.map_or(Ok(now), Moment::after)?;
            admin::end_member(&place.store, id, space, role.into(), until, now).await?;
            writeln!(place.out, "ended {id} in space {space}")?;
        }
    }
    Ok(())
}

impl Whereto {
    async fn space(&self, place: &Place<'_>) -> Result<SpaceId, CliError> {
        let found = match (self.space, self.placement, self.family) {
            (Some(space), _, _) => Some(space),
            (_, Some(placement), _) => place.store.space_of(SpaceKind::Placement, placement.as_bytes()).await?,
            (_, _, Some(family)) => place.store.space_of(SpaceKind::Contact, family.as_bytes()).await?,
            (None, None, None) => match &self.works_at {
                Some(named) => {
                    let unit = unit(place, Some(named)).await?;
                    place.store.space_of(SpaceKind::Municipality, unit.as_bytes()).await?
                }
                None => None,
            },
        };
        found.ok_or_else(|| CliError::Said("There is no such placement, family or unit.".to_owned()))
    }
}
