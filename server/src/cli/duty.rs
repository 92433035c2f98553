//! `samspil duty`: who answers the akuttelefon for whom, the rota, and who stands in for which consultant.

use chrono::{NaiveDate, Weekday};
use clap::Subcommand;
use samspil_shared::domain::duty::WorkDays;
use samspil_shared::domain::{ShiftId, Timestamp};

use super::args::{Moment, date, moment, person, unit};
use super::{CliError, Place};
use crate::admin::duty as acts;

/// Days that `rota` lists.
const DAY_MS: i64 = 86_400_000;

#[derive(Subcommand, Debug)]
pub(super) enum Duty {
    /// Let a unit answer for the families of another one, or of its own
    Serve {
        /// The unit that is on duty, by name or id
        #[arg(long)]
        unit: String,
        /// The unit whose families call, by name or id
        #[arg(long, value_name = "UNIT")]
        families_of: String,
    },
    /// Put somebody on the rota
    Plan {
        /// The unit that is on duty, by name or id
        #[arg(long)]
        unit: String,
        /// Login or id
        #[arg(long)]
        user: String,
        /// Beginning, in Danish time: 2026-04-07T23:00
        #[arg(long, value_parser = moment)]
        from: Moment,
        /// End, in Danish time
        #[arg(long, value_parser = moment)]
        until: Moment,
    },
    /// Take a shift off the rota
    Cancel { shift: ShiftId },
    /// List the shifts of the next days
    Rota {
        /// By name or id; needed when there are several
        #[arg(long)]
        unit: Option<String>,
        #[arg(long, default_value = "14", value_parser = clap::value_parser!(i64).range(1..=366))]
        days: i64,
    },
    /// Say on which weekdays a consultant works, and who stands in on the others
    Week {
        #[arg(long)]
        unit: Option<String>,
        /// Login or id
        #[arg(long)]
        user: String,
        /// Such as mon,tue,wed,thu
        #[arg(long, value_delimiter = ',', num_args = 1.., value_parser = weekday)]
        days: Vec<Weekday>,
        /// Login or id
        #[arg(long)]
        partner: Option<String>,
    },
    /// Somebody stands in for a consultant on named days; today, if none are named
    StandIn {
        #[arg(long)]
        unit: Option<String>,
        /// Login or id
        #[arg(long = "for", value_name = "USER")]
        absent: String,
        /// Login or id
        #[arg(long)]
        user: String,
        #[arg(long, value_parser = date)]
        from: Option<NaiveDate>,
        #[arg(long, value_parser = date)]
        to: Option<NaiveDate>,
    },
}

fn weekday(text: &str) -> Result<Weekday, String> {
    text.parse().map_err(|_| "write it as mon, tue, wed, thu, fri, sat or sun".to_owned())
}

pub(super) async fn duty(place: &mut Place<'_>, command: Duty) -> Result<(), CliError> {
    let now = place.store.edge().now();
    match command {
        Duty::Serve { unit: on_duty, families_of } => {
            let (on_duty, serves) = (unit(place, Some(&on_duty)).await?, unit(place, Some(&families_of)).await?);
            acts::serve(&place.store, on_duty, serves, now).await?;
            writeln!(place.out, "unit {on_duty} answers for the families of {serves}")?;
        }
        Duty::Plan { unit: on_duty, user, from, until } => {
            let (on_duty, user) = (unit(place, Some(&on_duty)).await?, person(place, &user).await?);
            let (from, until) = (from.first()?, until.first()?);
            let shift = acts::plan(&place.store, on_duty, user, from, until, None, now).await?;
            writeln!(place.out, "shift {shift}")?;
        }
        Duty::Cancel { shift } => {
            acts::cancel(&place.store, shift, None, now).await?;
            writeln!(place.out, "shift {shift} is off the rota")?;
        }
        Duty::Rota { unit: named, days } => {
            let on_duty = unit(place, named.as_deref()).await?;
            for shift in place.store.rota(on_duty, now, now.plus_ms(days * DAY_MS)).await? {
                let state = if shift.ended_at.is_some() { " (ended)" } else { "" };
                let (from, until) = (shown(shift.from), shown(shift.until));
                writeln!(place.out, "{} {from} {until} {}{state}", shift.id, shift.name)?;
            }
        }
        Duty::Week { unit: named, user, days, partner } => {
            let (unit, user) = (unit(place, named.as_deref()).await?, person(place, &user).await?);
            let days = WorkDays::of(days).map_err(|error| CliError::Misused(format!("--days: {error}.")))?;
            let partner = match partner {
                Some(partner) => Some(person(place, &partner).await?),
                None => None,
            };
            acts::set_week(&place.store, user, unit, (days, partner), None, now).await?;
            writeln!(place.out, "week of {user}")?;
        }
        Duty::StandIn { unit: named, absent, user, from, to } => {
            let unit = unit(place, named.as_deref()).await?;
            let (absent, user) = (person(place, &absent).await?, person(place, &user).await?);
            let today = now.local_date().ok_or_else(|| CliError::Said("There is no such day.".to_owned()))?;
            let from = from.unwrap_or(today);
            acts::stand_in(&place.store, unit, absent, user, (from, to.unwrap_or(from)), None, now).await?;
            writeln!(place.out, "{user} stands in for {absent}")?;
        }
    }
    Ok(())
}

fn shown(at: Timestamp) -> String {
    at.local().map_or_else(|| "?".to_owned(), |local| local.format("%Y-%m-%dT%H:%M").to_string())
}
