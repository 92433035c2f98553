//! Times as people type them, on nights on which the clock changes too.

use chrono::{NaiveDate, NaiveTime};
use samspil_shared::domain::duty::LOOKS_BACK_MS;
use samspil_shared::domain::{Timestamp, WallTime};

use crate::app::view::duty::RingFault;

/// Which of the instants that show a time is meant.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meant {
    LastUntil(Timestamp),
    FirstFrom(Timestamp),
}

/// The instant near `from` at which a Danish clock shows `time`, and whether the time does not exist and was moved on.
pub(super) fn on_the_clock(time: NaiveTime, from: Timestamp, meant: Meant) -> Option<(Timestamp, bool)> {
    let today = from.local_date()?;
    let days = [today.pred_opt(), Some(today), today.succ_opt()];
    let instants: Vec<(Timestamp, bool)> = days.into_iter().flatten().flat_map(|day| shown(day, time)).collect();
    match meant {
        Meant::LastUntil(end) => instants.into_iter().rfind(|(at, _)| *at <= end),
        Meant::FirstFrom(begin) => instants.into_iter().find(|(at, _)| *at >= begin),
    }
}

/// The first instant of a day at which a Danish clock shows `time`, and whether it was moved on.
pub(super) fn on_day(day: NaiveDate, time: NaiveTime) -> Option<(Timestamp, bool)> {
    shown(day, time).into_iter().next()
}

fn shown(day: NaiveDate, time: NaiveTime) -> Vec<(Timestamp, bool)> {
    match WallTime::at(day.and_time(time)) {
        Some(WallTime::One(at)) => vec![(at, false)],
        Some(WallTime::Twice(first, second)) => vec![(first, false), (second, false)],
        Some(WallTime::None { shifted }) => vec![(shifted, true)],
        None => Vec::new(),
    }
}

/// The two instants that show the same time, if this is one of them.
pub(in crate::app) fn twice(at: Timestamp) -> Option<(Timestamp, Timestamp)> {
    match WallTime::at(at.local()?)? {
        WallTime::Twice(first, second) => Some((first, second)),
        WallTime::One(_) | WallTime::None { .. } => None,
    }
}

/// What is wrong with a call back on a day as it was typed, promised at `since` for a call that began at `began`. A shift is
/// told of the calls of a fortnight: what is promised for later is seen by nobody who could keep it.
pub(super) fn ring_fault(day: &str, at: Option<Timestamp>, since: Timestamp, began: Timestamp) -> Option<RingFault> {
    let day = day.trim();
    if !day.is_empty() && day.parse::<NaiveDate>().is_err() {
        return Some(RingFault::Day);
    }
    match at {
        None => (!day.is_empty()).then_some(RingFault::Clock),
        Some(at) if at < since => Some(RingFault::Past),
        Some(at) => (at >= began.plus_ms(LOOKS_BACK_MS)).then_some(RingFault::Far),
    }
}

/// When the shift calls back again about a call that began at `began`, as it was typed at `now`.
pub(in crate::app) fn ring_again(
    day: &str,
    clock: &str,
    now: Timestamp,
    began: Timestamp,
) -> Result<Timestamp, RingFault> {
    let time = NaiveTime::parse_from_str(clock.trim(), "%H:%M").map_err(|_| RingFault::Clock)?;
    let day = day.trim();
    let at = match day.parse() {
        Ok(day) => on_day(day, time),
        Err(_) if day.is_empty() => on_the_clock(time, now, Meant::FirstFrom(now)),
        Err(_) => return Err(RingFault::Day),
    };
    let (at, _) = at.ok_or(RingFault::Day)?;
    ring_fault(day, Some(at), now, began).map_or(Ok(at), Err)
}
