//! `samspil calendar`: what the calendar says of a year or a call, for whoever sets up closed days and wants to see what
//! comes of them.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use clap::Subcommand;
use samspil_shared::domain::calendar::{self, Closed, Week, holidays, next_open_day};
use samspil_shared::domain::{Timestamp, WallTime};

use super::args::{date, local_time};
use super::{CliError, Out};

/// Opening hours, Monday to Friday.
const OPEN: &str = "08:00-16:00";

#[derive(Subcommand, Debug)]
pub(super) enum Calendar {
    /// List the holidays and closed days of a year
    Year {
        /// Such as 2027
        #[arg(value_parser = clap::value_parser!(i32).range(1900..=2099))]
        year: i32,
        /// Days on which the unit is closed besides
        #[arg(long, value_name = "DATE", num_args = 1.., value_parser = date)]
        closed: Vec<NaiveDate>,
    },
    /// Say by which day a call is followed up; the day stands alone on the last line
    ///
    /// The unit is open from 8 to 16 on weekdays. A time that occurs twice, when the clock goes back, means the first; one
    /// that does not exist, when it goes forward, means the same time an hour later.
    Due {
        /// When the call ended, in Danish time: 2026-04-01T22:10
        #[arg(value_name = "CALL-END", value_parser = local_time)]
        call_end: NaiveDateTime,
        /// Days on which the unit is closed besides
        #[arg(long, value_name = "DATE", num_args = 1.., value_parser = date)]
        closed: Vec<NaiveDate>,
    },
}

pub(super) fn calendar(command: &Calendar, out: &mut Out) -> Result<(), CliError> {
    match command {
        Calendar::Year { year, closed } => list(*year, closed, out),
        Calendar::Due { call_end, closed } => due(*call_end, closed, out),
    }
}

fn list(year: i32, closed: &[NaiveDate], out: &mut Out) -> Result<(), CliError> {
    let calendar = closed_on(closed)?;
    let holidays = holidays(year).into_iter().map(|(day, holiday)| {
        (day, format!("{day} {} {} ({})", day.format("%a"), holiday.danish(), holiday.english()))
    });
    let of_year = calendar.closed().iter().map(|closed| closed.from).filter(|day| day.year() == year);
    let closed = of_year.map(|day| (day, format!("{day} {} closed", day.format("%a"))));
    // A closed day that is a holiday is listed as both, so that nobody misses it.
    let mut lines: Vec<(NaiveDate, String)> = holidays.chain(closed).collect();
    lines.sort();
    for (_, line) in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn due(call_end: NaiveDateTime, closed: &[NaiveDate], out: &mut Out) -> Result<(), CliError> {
    let calendar = closed_on(closed)?;
    let at = settled(call_end)?;
    let meant = at.local().ok_or_else(no_such_moment)?;
    let due =
        next_open_day(at, &calendar).map_err(|error| CliError::Misused(format!("There is no due day: {error}.")))?;
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

/// A unit that is open on weekdays except on these days.
fn closed_on(days: &[NaiveDate]) -> Result<calendar::Calendar, CliError> {
    let misused = |error: &dyn std::fmt::Display| CliError::Misused(format!("--closed is not usable: {error}."));
    let hours = Week::of_weekdays(OPEN.parse().map_err(|error| misused(&error))?);
    let days: BTreeSet<NaiveDate> = days.iter().copied().collect();
    let closed = days.into_iter().map(|day| Closed { from: day, to: day, reason: "closed".to_owned() });
    calendar::Calendar::new(1, hours.clone(), hours, closed.collect()).map_err(|error| misused(&error))
}
