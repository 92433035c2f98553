//! Values of the command line: roles by name, days as the calendar writes them, people and units as people say them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use clap::ValueEnum;
use samspil_shared::domain::{FamilyKind, PersonId, Role, Timestamp, UnitId};

use super::{CliError, Place};
use crate::auth::LoginName;
use crate::store::UnitKind;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RoleName {
    FosterParent,
    Consultant,
    DutyOfficer,
    InstitutionWorker,
    Adviser,
    Leader,
    Administrator,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::FosterParent => Self::FosterParent,
            RoleName::Consultant => Self::Consultant,
            RoleName::DutyOfficer => Self::DutyOfficer,
            RoleName::InstitutionWorker => Self::InstitutionWorker,
            RoleName::Adviser => Self::Adviser,
            RoleName::Leader => Self::Leader,
            RoleName::Administrator => Self::Administrator,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FamilyKindName {
    /// Almen
    General,
    /// Forstærket
    Reinforced,
    /// Specialiseret
    Specialised,
    /// Netværksplejefamilie
    Network,
    /// Aflastningsfamilie
    Respite,
}

impl From<FamilyKindName> for FamilyKind {
    fn from(name: FamilyKindName) -> Self {
        match name {
            FamilyKindName::General => Self::General,
            FamilyKindName::Reinforced => Self::Reinforced,
            FamilyKindName::Specialised => Self::Specialised,
            FamilyKindName::Network => Self::Network,
            FamilyKindName::Respite => Self::Respite,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum UnitKindName {
    Municipality,
    Institution,
    FamilyCentre,
}

impl From<UnitKindName> for UnitKind {
    fn from(name: UnitKindName) -> Self {
        match name {
            UnitKindName::Municipality => Self::Municipality,
            UnitKindName::Institution => Self::Institution,
            UnitKindName::FamilyCentre => Self::FamilyCentre,
        }
    }
}

/// A day, or a minute of one, in Danish time: `2026-04-07` or `2026-04-07T15:30`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    day: NaiveDate,
    time: Option<NaiveTime>,
}

impl Moment {
    /// Its first instant.
    pub(super) fn first(self) -> Result<Timestamp, CliError> {
        at(NaiveDateTime::new(self.day, self.time.unwrap_or_default()))
    }

    /// The first instant after it: a day named as the last one counts to its end.
    pub(super) fn after(self) -> Result<Timestamp, CliError> {
        match (self.time, self.day.succ_opt()) {
            (Some(_), _) => self.first(),
            (None, Some(next)) => at(NaiveDateTime::new(next, NaiveTime::MIN)),
            (None, None) => Err(no_such_moment()),
        }
    }
}

fn at(local: NaiveDateTime) -> Result<Timestamp, CliError> {
    Timestamp::from_local(local).ok_or_else(no_such_moment)
}

fn no_such_moment() -> CliError {
    CliError::Said("There is no such moment.".to_owned())
}

/// For clap.
pub(super) fn moment(text: &str) -> Result<Moment, String> {
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let day = date(day)?;
    let time = time.map(|time| NaiveTime::parse_from_str(time, "%H:%M")).transpose();
    Ok(Moment { day, time: time.map_err(|_| "write it as 2026-04-07 or 2026-04-07T15:30")? })
}

/// For clap.
pub(super) fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "write it as 2026-04-07".to_owned())
}

/// For clap: a minute of the Danish wall clock, which may occur twice or not at all.
pub(super) fn local_time(text: &str) -> Result<NaiveDateTime, String> {
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map_err(|_| "write it as 2026-04-01T22:10")?;
    // The years for which the time zone database knows the Danish clock.
    if (1980..=2099).contains(&time.year()) { Ok(time) } else { Err("the year is 1980 to 2099".to_owned()) }
}

/// A person named by login or id.
pub(super) async fn person(place: &Place<'_>, text: &str) -> Result<PersonId, CliError> {
    if let Ok(login) = text.parse::<LoginName>()
        && let Some(user) = place.store.user_by_login(login.as_str()).await?
    {
        return Ok(user.id);
    }
    let id = text.parse().ok();
    let user = match id {
        Some(id) => place.store.user(id).await?,
        None => None,
    };
    user.map(|user| user.id).ok_or_else(|| CliError::Said(format!("There is nobody with the login or id {text}.")))
}

/// A unit named by its name or id; if none is named, the only one there is.
pub(super) async fn unit(place: &Place<'_>, text: Option<&str>) -> Result<UnitId, CliError> {
    let units = place.store.units().await?;
    match text {
        Some(text) => {
            let id: Option<UnitId> = text.parse().ok();
            let found = units.iter().find(|(unit, name)| name == text || Some(*unit) == id);
            found.map(|(unit, _)| *unit).ok_or_else(|| {
                let names: Vec<&str> = units.iter().map(|(_, name)| name.as_str()).collect();
                CliError::Said(format!("There is no unit {text}; there are: {}.", names.join(", ")))
            })
        }
        None => match &*units {
            [(only, _)] => Ok(*only),
            [] => Err(CliError::Said("Make a unit first: samspil unit add.".to_owned())),
            _ => Err(CliError::Said("Say --unit: there are several.".to_owned())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_to_its_end_and_a_minute_does_not() {
        let day = moment("2026-03-29").expect("a day");
        let hours = day.after().expect("an end").ms_since(day.first().expect("a start")) / 3_600_000;
        assert_eq!(hours, 23, "the day the clock goes forward");
        let minute = moment("2026-04-07T15:30").expect("a minute");
        assert_eq!(minute.first().expect("a start"), minute.after().expect("an end"));
        for bad in ["", "7.4.2026", "2026-02-30", "2026-04-07T25:00", "2026-04-07 15:30"] {
            assert!(moment(bad).is_err(), "{bad} was taken");
        }
    }
}
