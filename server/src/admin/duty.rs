//! The akuttelefon's rota, and who stands in for which consultant.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use samspil_shared::domain::duty::{WorkDays, days_off, is_shift, whole_day};
use samspil_shared::domain::{PersonId, ShiftId, SpaceId, SpaceKind, Timestamp, UnitId};

use super::AdminError;
use super::work::Work;
use crate::store::duty::{Absence, Cover, NewShift, Which, Why, WorkWeek};
use crate::store::{AuditWhat, SpaceOwner, Store};

/// How far ahead partners stand in by themselves on days off. The job that makes it runs more often.
const DAYS_AHEAD: u16 = 14;
const DAY_MS: i64 = 86_400_000;
/// For how many days at once somebody can be named who stands in: a long holiday. Whoever is away for longer has others for
/// their families.
const STAND_IN_DAYS: i64 = 62;

/// Lets a unit answer the akuttelefon for the families of another (or its own).
pub async fn serve(store: &Store, unit: UnitId, serves: UnitId, now: Timestamp) -> Result<(), AdminError> {
    let mut work = Work::begin(store, None, now).await?;
    store.add_duty_agreement(&mut work.tx, unit, serves, now).await?;
    if store.space_of(SpaceKind::Duty, serves.as_bytes()).await?.is_none() {
        let space = store.edge().with_rng(SpaceId::random);
        store.add_space(&mut work.tx, space, SpaceOwner::Duty(serves), now).await?;
    }
    work.note(AuditWhat::DutyAgreed, serves.as_bytes());
    work.done().await
}

/// Puts somebody on the rota. The answer to a first press was lost, or two people plan the same week: the same shift of the
/// same person is there once.
pub async fn plan(
    store: &Store,
    unit: UnitId,
    person: PersonId,
    from: Timestamp,
    until: Timestamp,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<ShiftId, AdminError> {
    if !is_shift(from, until) {
        return Err(AdminError::Shift);
    }
    if store.served_by(unit).await?.is_empty() {
        return Err(AdminError::Missing("agreement for this unit"));
    }
    let user = store.user(person).await?.filter(|user| user.ended_at.is_none());
    user.ok_or(AdminError::Missing("person"))?;
    let there = store.rota(unit, from, until).await?;
    let same = there
        .iter()
        .find(|shift| shift.ended_at.is_none() && (shift.person, shift.from, shift.until) == (person, from, until));
    if let Some(same) = same {
        return Ok(same.id);
    }
    let id = store.edge().with_rng(ShiftId::random);
    let mut work = Work::begin(store, by, now).await?;
    store.add_shift(&mut work.tx, &NewShift { id, unit, person, from, until, after: None, by }, now).await?;
    work.note(AuditWhat::ShiftPlanned, person.as_bytes());
    work.done().await?;
    Ok(id)
}

/// Takes a shift off the rota. What was registered in it stays its officer's.
pub async fn cancel(store: &Store, id: ShiftId, by: Option<PersonId>, now: Timestamp) -> Result<(), AdminError> {
    let mut work = Work::begin(store, by, now).await?;
    if !store.end_shift(&mut work.tx, id, now, now).await? {
        return Err(AdminError::Missing("shift"));
    }
    work.note(AuditWhat::ShiftEnded, id.as_bytes());
    work.done().await
}

/// *Giv vagten videre*: its officer offers it to a colleague, who has to say yes.
pub async fn offer(
    store: &Store,
    id: ShiftId,
    by: PersonId,
    to: Option<PersonId>,
    now: Timestamp,
) -> Result<(), AdminError> {
    let shift = store.shift(id).await?.filter(|shift| shift.person == by && shift.until > now);
    shift.ok_or(AdminError::Missing("shift"))?;
    let mut work = Work::begin(store, Some(by), now).await?;
    if !store.offer_shift(&mut work.tx, id, to, now).await? {
        return Err(AdminError::Missing("shift"));
    }
    work.note(AuditWhat::ShiftOffered, id.as_bytes());
    work.done().await
}

/// The colleague takes the shift that was offered: from now on, or from its beginning, it is theirs. Who gives it away
/// keeps two hours to finish what they write.
pub async fn take(store: &Store, id: ShiftId, by: PersonId, now: Timestamp) -> Result<ShiftId, AdminError> {
    let shift = store.shift(id).await?.filter(|shift| shift.offered_to == Some(by) && shift.until > now);
    let shift = shift.ok_or(AdminError::Missing("shift"))?;
    let taken = store.edge().with_rng(ShiftId::random);
    let mut work = Work::begin(store, Some(by), now).await?;
    let begun = shift.from < now;
    let closes = if begun { now.plus_ms(samspil_shared::domain::duty::CLOSES_AFTER_MS) } else { now };
    if !store.end_shift(&mut work.tx, id, closes, now).await? {
        return Err(AdminError::Missing("shift"));
    }
    let new = NewShift {
        id: taken,
        unit: shift.unit,
        person: by,
        from: shift.from.max(now),
        until: shift.until,
        after: Some(id),
        by: Some(by),
    };
    store.add_shift(&mut work.tx, &new, now).await?;
    work.note(AuditWhat::ShiftTaken, id.as_bytes());
    work.done().await?;
    Ok(taken)
}

/// Says on which weekdays a consultant works and who stands in else; the next two weeks follow at once.
pub async fn set_week(
    store: &Store,
    person: PersonId,
    unit: UnitId,
    (days, partner): (WorkDays, Option<PersonId>),
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<(), AdminError> {
    if partner == Some(person) {
        return Err(AdminError::Missing("partner"));
    }
    for one in [Some(person), partner].into_iter().flatten() {
        store.user(one).await?.filter(|user| user.ended_at.is_none()).ok_or(AdminError::Missing("person"))?;
    }
    let week = WorkWeek { person, unit, days, partner };
    let around = Around::of(store, now).await?;
    let mut work = Work::begin(store, by, now).await?;
    store.set_work_week(&mut work.tx, &week, now).await?;
    store.end_covers(&mut work.tx, person, unit, Why::DayOff, Which::All, now).await?;
    for cover in covers_of(&week, &around, now) {
        store.add_cover(&mut work.tx, &cover, None, now).await?;
    }
    work.note(AuditWhat::WorkWeekSet, person.as_bytes());
    work.done().await
}

/// Makes the days ahead on which partners stand in. Idempotent: what is there stays. How many were new.
pub async fn plan_days_off(store: &Store, now: Timestamp) -> Result<usize, AdminError> {
    let mut made = 0;
    let mut around = Around::of(store, now).await?;
    let mut work = Work::begin(store, None, now).await?;
    for week in store.work_weeks(None).await? {
        for cover in covers_of(&week, &around, now) {
            made += usize::from(store.add_cover(&mut work.tx, &cover, None, now).await?);
            around.covers.push(cover);
        }
    }
    if made > 0 {
        work.done().await?;
    }
    Ok(made)
}

/// Who is away, where it is decided who stands in.
struct Around {
    covers: Vec<Cover>,
    absences: Vec<Absence>,
}

impl Around {
    async fn of(store: &Store, now: Timestamp) -> Result<Self, AdminError> {
        let units: BTreeSet<UnitId> = store.work_weeks(None).await?.into_iter().map(|week| week.unit).collect();
        let until = now.plus_ms((i64::from(DAYS_AHEAD) + 1) * DAY_MS);
        let (mut covers, mut absences) = (Vec::new(), Vec::new());
        for unit in units {
            covers.extend(store.covers(unit, now, until).await?);
            absences.extend(store.absences(unit, now, until).await?);
        }
        Ok(Self { covers, absences })
    }

    /// Whether the one who would stand in is away then, and nobody stands in for them but who is to be stood in for: each
    /// would have the other's calls. Where a third one does, that one has them all.
    fn lets_down(&self, new: &Cover) -> bool {
        let is_alone = |one: &Absence| {
            one.unit == new.unit && one.person == new.cover && one.from < new.until && one.until > new.from
        };
        if self.absences.iter().any(is_alone) {
            return true;
        }
        let overlaps = |cover: &&Cover| cover.from < new.until && cover.until > new.from;
        let of_same = |cover: &&Cover| cover.unit == new.unit && cover.absent == new.cover;
        let mut standing_in = self.covers.iter().filter(of_same).filter(overlaps).peekable();
        standing_in.peek().is_some() && standing_in.all(|cover| cover.cover == new.absent)
    }
}

/// The days off ahead on which the partner is there. Of two partners who are off on the same day the first one's is kept:
/// nobody would follow up if each stood in for the other.
fn covers_of(week: &WorkWeek, around: &Around, now: Timestamp) -> Vec<Cover> {
    let (Some(partner), Some(today)) = (week.partner, now.local_date()) else { return Vec::new() };
    let days = days_off(week.days, today, DAYS_AHEAD).filter_map(|day| cover(week, partner, day, Why::DayOff));
    days.filter(|cover| !around.lets_down(cover)).collect()
}

fn cover(week: &WorkWeek, cover: PersonId, day: NaiveDate, why: Why) -> Option<Cover> {
    let window = whole_day(day)?;
    Some(Cover { unit: week.unit, absent: week.person, cover, from: window.from, until: window.until?, why })
}

/// *X er syg i dag*: the partner has all of the consultant's families until midnight. Who stands in now. Nobody if the partner
/// is away: each would have the other's calls, and nobody would follow up. Then the leaders have them.
pub async fn ill_today(
    store: &Store,
    unit: UnitId,
    absent: PersonId,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<Option<PersonId>, AdminError> {
    let weeks = store.work_weeks(Some(unit)).await?;
    let week = weeks.into_iter().find(|week| week.person == absent).ok_or(AdminError::Missing("partner"))?;
    let partner = week.partner.ok_or(AdminError::Missing("partner"))?;
    let today = now.local_date().ok_or(AdminError::Window)?;
    let cover = cover(&week, partner, today, Why::Ill).ok_or(AdminError::Window)?;
    let until = now.plus_ms(1);
    let around =
        Around { covers: store.covers(unit, now, until).await?, absences: store.absences(unit, now, until).await? };
    let alone = around.lets_down(&cover);
    let mut work = Work::begin(store, by, now).await?;
    if alone {
        let absence = Absence { unit, person: absent, from: cover.from, until: cover.until };
        store.add_absence(&mut work.tx, &absence, by, now).await?;
    } else {
        store.end_absences(&mut work.tx, absent, unit, now).await?;
        store.add_cover(&mut work.tx, &cover, by, now).await?;
    }
    work.note(AuditWhat::IllToday, absent.as_bytes());
    work.done().await?;
    Ok((!alone).then_some(partner))
}

/// Somebody stands in for a consultant on named days, the last one too: from today on, for [`STAND_IN_DAYS`] at most. Not
/// somebody who is known to be ill or away on one of them. On a day off of theirs whoever stands in for them has these
/// families too.
pub async fn stand_in(
    store: &Store,
    unit: UnitId,
    absent: PersonId,
    instead: PersonId,
    days: (NaiveDate, NaiveDate),
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<(), AdminError> {
    let (first, last) = (whole_day(days.0).ok_or(AdminError::Window)?, whole_day(days.1).ok_or(AdminError::Window)?);
    let until = last.until.filter(|until| *until > first.from).ok_or(AdminError::Window)?;
    let is_past = now.local_date().is_none_or(|today| days.0 < today);
    if is_past || (days.1 - days.0).num_days() >= STAND_IN_DAYS {
        return Err(AdminError::Window);
    }
    if absent == instead {
        return Err(AdminError::Missing("stand-in"));
    }
    let away = store.covers(unit, first.from, until).await?;
    let alone = store.absences(unit, first.from, until).await?;
    let is_away = away.iter().any(|away| away.absent == instead && away.why != Why::DayOff);
    if is_away || alone.iter().any(|alone| alone.person == instead) {
        return Err(AdminError::PartnerAway);
    }
    let cover = Cover { unit, absent, cover: instead, from: first.from, until, why: Why::Days };
    let mut work = Work::begin(store, by, now).await?;
    store.add_cover(&mut work.tx, &cover, by, now).await?;
    work.note(AuditWhat::StandInSet, absent.as_bytes());
    work.done().await
}

/// The consultant is back: nobody stands in any more because of illness or named days that have begun. A holiday that lies
/// ahead stays.
pub async fn back(
    store: &Store,
    unit: UnitId,
    absent: PersonId,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<(), AdminError> {
    let mut work = Work::begin(store, by, now).await?;
    let ill = store.end_covers(&mut work.tx, absent, unit, Why::Ill, Which::Begun, now).await?;
    let away = store.end_covers(&mut work.tx, absent, unit, Why::Days, Which::Begun, now).await?;
    let alone = store.end_absences(&mut work.tx, absent, unit, now).await?;
    if ill + away + alone == 0 {
        return Err(AdminError::Missing("stand-in"));
    }
    work.note(AuditWhat::StandInEnded, absent.as_bytes());
    work.done().await
}

/// Who of a unit's consultants is not at work at a moment. On a closed day nobody is missed.
#[derive(Debug, Default)]
pub(crate) struct Away {
    /// Off or ill with nobody who was asked to stand in for them, and which of the two.
    pub(crate) alone: BTreeMap<PersonId, Why>,
    /// Those for whom somebody was asked to stand in, who may be away too.
    covered: BTreeSet<PersonId>,
}

impl Away {
    pub(crate) fn has(&self, person: PersonId) -> bool {
        self.alone.contains_key(&person) || self.covered.contains(&person)
    }
}

pub(crate) async fn away(store: &Store, unit: UnitId, now: Timestamp) -> Result<Away, AdminError> {
    let (today, until) = (now.local_date().ok_or(AdminError::Window)?, now.plus_ms(1));
    if store.calendar_of(unit).await?.open_on(today).is_empty() {
        return Ok(Away::default());
    }
    let covered: BTreeSet<PersonId> =
        store.covers(unit, now, until).await?.into_iter().map(|cover| cover.absent).collect();
    let weeks = store.work_weeks(Some(unit)).await?;
    let off = weeks.into_iter().filter(|week| days_off(week.days, today, 1).next().is_some());
    let off = off.map(|week| (week.person, Why::DayOff));
    let ill = store.absences(unit, now, until).await?.into_iter().map(|one| (one.person, Why::Ill));
    let alone = off.chain(ill).filter(|(person, _)| !covered.contains(person)).collect();
    Ok(Away { alone, covered })
}
