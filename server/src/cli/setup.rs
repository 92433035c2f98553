//! `samspil unit` and `family`.

use clap::Subcommand;
use samspil_shared::domain::FamilyId;

use super::args::{FamilyKindName, UnitKindName, person, unit};
use super::{CliError, Place};
use crate::admin;

#[derive(Subcommand, Debug)]
pub(super) enum Unit {
    /// Add a unit
    Add {
        #[arg(long)]
        name: String,
        #[arg(long, value_enum, default_value = "municipality")]
        kind: UnitKindName,
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
    /// Keep a family out of a person's reach at work: their own, their partner's, close kin's
    Recuse {
        #[arg(long)]
        family: FamilyId,
        /// Login or id
        #[arg(long)]
        user: String,
    },
}

pub(super) async fn unit_command(place: &mut Place<'_>, command: Unit) -> Result<(), CliError> {
    let Unit::Add { name, kind } = command;
    let id = admin::add_unit(&place.store, kind.into(), &name, place.store.edge().now()).await?;
    writeln!(place.out, "unit {id}")?;
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
        Family::Recuse { family, user } => {
            let id = person(place, &user).await?;
            admin::recuse(&place.store, id, family, now).await?;
            writeln!(place.out, "recused {id} from family {family}")?;
        }
    }
    Ok(())
}
