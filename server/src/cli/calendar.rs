//! `samspil calendar`: what the calendar says of a year or a call, for whoever sets up closed days and wants to see what
//! comes of them.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use clap::Subcommand;
use samspil_shared::domain::calendar::{self, Closed, Week, holidays, next_open_day};
use samspil_shared::domain::{Timestamp, WallTime};

use super::args::{date, local_time, unit};
use super::{CliError, Out, Place};

/// Opening hours, Monday to Friday.
const OPEN: &str = "08:00-16:00";

#[derive(Subcommand, Debug)]
pub(super) enum Calendar {
    /// List the holidays and closed days of a year
    Year {
        /// The unit whose hours and closed days these are, by name or id [default: a unit that is open on weekdays]
        #[arg(long)]
        unit: Option<String>,
        /// Such as 2027
        #[arg(value_parser = clap::value_parser!(i32).range(1900..=2099))]
        year: i32,
        /// Days on which the unit is closed besides
        #[arg(long, value_name = "DATE", num_args = 1.., value_parser = date)]
        closed: Vec<NaiveDate>,
    },
    /// Say by which day a call is followed up; the day stands alone on the last line
    ///
    /// Without --unit it is open from 8 to 16 on weekdays. A time that occurs twice, when the clock goes back, means the first; one
    /// that does not exist, when it goes forward, means the same time an hour later.
    Due {
        /// The unit whose hours and closed days these are, by name or id [default: a unit that is open on weekdays]
        #[arg(long)]
        unit: Option<String>,
        /// When the call ended, in Danish time: 2026-04-01T22:10
        #[arg(value_name = "CALL-END", value_parser = local_time)]
        call_end: NaiveDateTime,
        /// Days on which the unit is closed besides
        #[arg(long, value_name = "DATE", num_args = 1.., value_parser = date)]
        closed: Vec<NaiveDate>,
    },
}

impl Calendar {
    /// Whose calendar is asked for, if it is a unit's: that stands in the database.
    pub(super) fn unit(&self) -> Option<&str> {
        match self {
            Self::Year { unit, .. } | Self::Due { unit, .. } => unit.as_deref(),
        }
    }

    fn closed(&self) -> &[NaiveDate] {
        match self {
            Self::Year { closed, .. } | Self::Due { closed, .. } => closed,
        }
    }
}

/// By a unit that is open on weekdays, from 8 to 16.
pub(super) fn calendar(command: &Calendar, out: &mut Out) -> Result<(), CliError> {
    let hours = Week::of_weekdays(OPEN.parse().map_err(|error| misused(&error))?);
    let calendar = calendar::Calendar::new(1, hours.clone(), hours, Vec::new()).map_err(|error| misused(&error))?;
    told(command, &calendar, out)
}

/// By a unit's own calendar.
pub(super) async fn of_unit(place: &mut Place<'_>, command: &Calendar) -> Result<(), CliError> {
    let unit = unit(place, command.unit()).await?;
    let calendar = place.store.calendar_of(unit).await?;
    told(command, &calendar, place.out)
}

fn told(command: &Calendar, calendar: &calendar::Calendar, out: &mut Out) -> Result<(), CliError> {
    let calendar = closed_too(calendar, command.closed())?;
    match command {
        Calendar::Year { year, .. } => list(*year, &calendar, out),
        Calendar::Due { call_end, .. } => due(*call_end, &calendar, out),
    }
}

fn list(year: i32, calendar: &calendar::Calendar, out: &mut Out) -> Result<(), CliError> {
    let holidays = holidays(year).into_iter().map(|(day, holiday)| {
        (day, format!("{day} {} {} ({})", day.format("%a"), holiday.danish(), holiday.english()))
    });
    let days = calendar.closed().iter().flat_map(|closed| {
        let days = closed.from.iter_days().take_while(|day| *day <= closed.to);
        days.map(|day| (day, &closed.reason))
    });
    let of_year = days.filter(|(day, _)| day.year() == year);
    let closed = of_year.map(|(day, reason)| (day, format!("{day} {} {reason}", day.format("%a"))));
    // A closed day that is a holiday is listed as both, so that nobody misses it.
    let mut lines: Vec<(NaiveDate, String)> = holidays.chain(closed).collect();
    lines.sort();
    for (_, line) in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn due(call_end: NaiveDateTime, calendar: &calendar::Calendar, out: &mut Out) -> Result<(), CliError> {
    let at = settled(call_end)?;
    let meant = at.local().ok_or_else(no_such_moment)?;
    let due =
        next_open_day(at, calendar).map_err(|error| CliError::Misused(format!("There is no due day: {error}.")))?;
    let (ended, by) = (meant.format("%A %-d %B %Y at %H:%M"), due.day.format("%A %-d %B %Y"));
    writeln!(out, "A call that ended on {ended} is followed up by {by}.")?;
    writeln!(out, "{}", due.day)?;
    Ok(())
}

/// The instant that is meant; whoever typed a time that is not one is told which.
fn settled(local: NaiveDateTime) -> Result<Timestamp, CliError> {
    let wall = WallTime::at(local).ok_or_else(no_such_moment)?;
    let (day, time) = (local.date(), local.format("%H:%M"));
    match wall {
        WallTime::One(_) => {}
        WallTime::Twice(..) => {
            eprintln!("{time} occurs twice on {day}, when the clock goes back: the first is meant, in summer time.");
        }
        WallTime::None { shifted } => {
            let shifted = shifted.local().ok_or_else(no_such_moment)?.format("%H:%M");
            eprintln!("There is no {time} on {day}, when the clock goes forward: {shifted} is meant.");
        }
    }
    Ok(wall.settled())
}

fn no_such_moment() -> CliError {
    CliError::Misused("There is no such moment.".to_owned())
}

fn misused(error: &dyn std::fmt::Display) -> CliError {
    CliError::Misused(format!("--closed is not usable: {error}."))
}

/// The same, closed on these days too. What a unit has set as closed already keeps its reason.
fn closed_too(calendar: &calendar::Calendar, days: &[NaiveDate]) -> Result<calendar::Calendar, CliError> {
    let is_closed = |day: &NaiveDate| calendar.closed().iter().any(|closed| (closed.from..=closed.to).contains(day));
    let days: BTreeSet<NaiveDate> = days.iter().copied().filter(|day| !is_closed(day)).collect();
    let more = days.into_iter().map(|day| Closed { from: day, to: day, reason: "closed".to_owned() });
    let closed = calendar.closed().iter().cloned().chain(more).collect();
    calendar.with_closed(closed).map_err(|error| misused(&error))
}
