//! `samspil unit`, `family` and `placement`.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::Subcommand;
use samspil_shared::api::UnitHours;
use samspil_shared::doc::{BirthMonth, ChildName};
use samspil_shared::domain::{FamilyId, PlacementId};

use super::args::{FamilyKindName, UnitKindName, date, person, unit};
use super::{CliError, Place};
use crate::admin::places::{self, Decision};
use crate::admin::{self, AdminError};
use crate::sync::{Hub, NewCard};

#[derive(Subcommand, Debug)]
pub(super) enum Unit {
    /// Add a unit
    Add {
        #[arg(long)]
        name: String,
        #[arg(long, value_enum, default_value = "municipality")]
        kind: UnitKindName,
    },
    /// Say which municipality a unit belongs to, once: it is closed on the municipality's closed days too
    Belongs {
        /// By name or id; needed when there are several
        #[arg(long)]
        unit: Option<String>,
        /// By name or id
        #[arg(long)]
        municipality: String,
    },
    /// Set when a unit is open and whom its families call, from a JSON file; anybody may read it
    ///
    /// Without a file what is set is printed, as such a file: begin with that, since hours and closed days are changed in the
    /// app too.
    Hours {
        /// By name or id; needed when there are several
        #[arg(long)]
        unit: Option<String>,
        file: Option<PathBuf>,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum Family {
    /// Add a family, looked after by a unit
    Add {
        /// By name or id; needed when there are several
        #[arg(long)]
        unit: Option<String>,
        #[arg(long, value_enum)]
        kind: FamilyKindName,
    },
    /// Say that a family's address must not be told, on every device that holds its card
    HideAddress {
        #[arg(long)]
        family: FamilyId,
    },
    /// Say that it may be told again
    ShowAddress {
        #[arg(long)]
        family: FamilyId,
    },
    /// Keep a family out of a person's reach at work: their own, their partner's, close kin's; with --end no more
    Recuse {
        #[arg(long)]
        family: FamilyId,
        /// Login or id
        #[arg(long)]
        user: String,
        /// End it: from now on they see the family again, and nothing of what came to be before
        #[arg(long)]
        end: bool,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum Placement {
    /// Add a child's placement, with its space and its card
    Add {
        #[arg(long)]
        family: FamilyId,
        /// Given name or initials; never a CPR number
        #[arg(long, value_parser = child)]
        child: ChildName,
        /// Month of birth, as 2018-05
        #[arg(long, value_parser = birth_month)]
        born: BirthMonth,
        /// First day
        #[arg(long, value_parser = date)]
        starts_on: NaiveDate,
        /// The municipality that places the child, by name or id [default: the unit that looks after the family]
        #[arg(long)]
        municipality: Option<String>,
    },
    /// Say that a placement's place must not be told until a day is over; without a day, that it may be told again
    HidePlace {
        #[arg(long)]
        placement: PlacementId,
        /// The last day
        #[arg(long, value_parser = date)]
        until: Option<NaiveDate>,
    },
}

fn child(text: &str) -> Result<ChildName, String> {
    ChildName::new(text).ok_or_else(|| "a given name or initials, without digits".to_owned())
}

fn birth_month(text: &str) -> Result<BirthMonth, String> {
    text.parse().map_err(|()| "write it as 2018-05".to_owned())
}

pub(super) async fn placement(place: &mut Place<'_>, command: Placement) -> Result<(), CliError> {
    let (family, child, born, starts_on, municipality) = match command {
        Placement::Add { family, child, born, starts_on, municipality } => {
            (family, child, born, starts_on, municipality)
        }
        Placement::HidePlace { placement, until } => {
            let family = place.store.placement_family(placement).await?.ok_or(AdminError::Missing("placement"))?;
            decide(place, family, Decision::Placement(placement, until)).await?;
            match until {
                Some(until) => writeln!(place.out, "place of placement {placement} hidden until {until}")?,
                None => writeln!(place.out, "place of placement {placement} not hidden")?,
            }
            return Ok(());
        }
    };
    let store = &place.store;
    let looks_after = store.family_unit(family).await?.ok_or(AdminError::Missing("family"))?;
    let municipality = match municipality {
        Some(named) => unit(place, Some(&named)).await?,
        None => looks_after,
    };
    let placed = admin::add_placement(store, family, municipality, starts_on, store.edge().now()).await?;
    writeln!(place.out, "placement {}", placed.placement)?;
    writeln!(place.out, "space {}", placed.space)?;
    // Nobody connects to this process: its hub only writes.
    let hub = Hub::start(store.clone(), Arc::new(|_, _| None)).await?;
    let card = hub.create_card(NewCard { space: placed.space, child, born, starts_on }).await?;
    places::mark_new(&hub, family, placed.space).await?;
    hub.stop().await;
    writeln!(place.out, "card {card}")?;
    Ok(())
}

async fn decide(place: &Place<'_>, family: FamilyId, decision: Decision) -> Result<(), CliError> {
    let hub = Hub::start(place.store.clone(), Arc::new(|_, _| None)).await?;
    let done = places::decide(&hub, None, family, decision, place.store.edge().now()).await;
    hub.stop().await;
    Ok(done?)
}

pub(super) async fn unit_command(place: &mut Place<'_>, command: Unit) -> Result<(), CliError> {
    let now = place.store.edge().now();
    match command {
        Unit::Add { name, kind } => {
            let id = admin::add_unit(&place.store, kind.into(), &name, now).await?;
            writeln!(place.out, "unit {id}")?;
        }
        Unit::Belongs { unit: named, municipality } => {
            let of = unit(place, named.as_deref()).await?;
            let municipality = unit(place, Some(&municipality)).await?;
            admin::set_municipality(&place.store, of, municipality, now).await?;
            writeln!(place.out, "unit {of} belongs to {municipality}")?;
        }
        Unit::Hours { unit: named, file: None } => {
            let unit = unit(place, named.as_deref()).await?;
            let known = place.store.own_hours(unit).await?.ok_or(AdminError::Missing("hours of the unit"))?;
            let json = known.hours.map_or(Ok(known.written), |hours| serde_json::to_string_pretty(&hours));
            writeln!(place.out, "{}", json.map_err(|error| CliError::Said(error.to_string()))?)?;
        }
        Unit::Hours { unit: named, file: Some(file) } => {
            let unit = unit(place, named.as_deref()).await?;
            let shown = file.display();
            let json = std::fs::read_to_string(&file).map_err(|error| CliError::Said(format!("{shown}: {error}")))?;
            let hours: UnitHours =
                serde_json::from_str(&json).map_err(|error| CliError::Said(format!("{shown}: {error}")))?;
            admin::set_hours(&place.store, unit, &hours, now).await?;
            writeln!(place.out, "hours of unit {unit}, calendar version {}", hours.calendar.version())?;
        }
    }
    Ok(())
}

pub(super) async fn family(place: &mut Place<'_>, command: Family) -> Result<(), CliError> {
    let now = place.store.edge().now();
    match command {
        Family::Add { unit: named, kind } => {
            let unit = unit(place, named.as_deref()).await?;
            let id = admin::add_family(&place.store, unit, kind.into(), now).await?;
            writeln!(place.out, "family {id}")?;
        }
        Family::HideAddress { family } => {
            decide(place, family, Decision::Address(true)).await?;
            writeln!(place.out, "address of family {family} hidden")?;
        }
        Family::ShowAddress { family } => {
            decide(place, family, Decision::Address(false)).await?;
            writeln!(place.out, "address of family {family} not hidden")?;
        }
        Family::Recuse { family, user, end: true } => {
            let id = person(place, &user).await?;
            admin::end_recusal(&place.store, id, family, now).await?;
            writeln!(place.out, "{id} is not recused from family {family} any more")?;
        }
        Family::Recuse { family, user, end: false } => {
            let id = person(place, &user).await?;
            admin::recuse(&place.store, id, family, now).await?;
            writeln!(place.out, "recused {id} from family {family}")?;
        }
    }
    Ok(())
}
