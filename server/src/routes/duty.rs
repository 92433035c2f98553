//! The akuttelefon's rota, who stands in for whom, and what a leader sees. Every handler asks for its permit first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use samspil_shared::api::duty::{
    AddShift, Away, Colleague, ConsultantWeek, Consultants, OfCall, OfConsultant, OfShift, OfferShift, Officer, OnDuty,
    Overview, ROTA_DAYS_AHEAD, ROTA_DAYS_BACK, Rota, SLIP_DAYS, Served, SetWeek, Shift, Slip, SlipEnd, SlipOver,
    StandIn, TiedCall, TwoDays, WEEK_DAYS, WhyAway, WithheldCall,
};
use samspil_shared::domain::follow_up::{Slipped, addressed};
use samspil_shared::domain::rota::{RotaDeed, RotaPermit, away_deed};
use samspil_shared::domain::usage::{MONTHS, Usage};
use samspil_shared::domain::{Membership, PersonId, Role, SpaceKind, Timestamp, UnitId};

use super::body::Body;
use crate::admin::duty as acts;
use crate::auth::{Planner, SameOrigin};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::duty::{ShiftRow, Why};
use crate::store::follow_ups::{ListedFollowUp, SlipMark};

const DAY_MS: i64 = 86_400_000;
/// Calls that a year's counts may need to look at: the year and the month it begins in.
const USAGE_MS: i64 = (MONTHS as i64 + 1) * 31 * DAY_MS;

pub(super) async fn rota(planner: Planner, State(state): State<AppState>) -> Result<Json<Rota>, ApiError> {
    of_rota(&state, planner.may(RotaDeed::SeeRota)?).await
}

pub(super) async fn add_shift(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(new): Body<AddShift>,
) -> Result<Json<Rota>, ApiError> {
    let permit = planner.may(RotaDeed::PlanRota)?;
    is_officer(&state, permit.unit(), new.person).await?;
    let (by, now) = (Some(permit.by()), state.now());
    acts::plan(state.store(), permit.unit(), new.person, new.from, new.until, by, now).await?;
    of_rota(&state, permit).await
}

pub(super) async fn end_shift(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfShift>,
) -> Result<Json<Rota>, ApiError> {
    let permit = planner.may(RotaDeed::PlanRota)?;
    let shift = state.store().shift(of.shift).await?.filter(|shift| shift.unit == permit.unit());
    let shift = shift.ok_or(ApiError::NotFound)?;
    acts::cancel(state.store(), shift.id, Some(permit.by()), state.now()).await?;
    of_rota(&state, permit).await
}

pub(super) async fn offer_shift(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(offer): Body<OfferShift>,
) -> Result<Json<Rota>, ApiError> {
    let permit = planner.may(RotaDeed::HandOn)?;
    if let Some(to) = offer.to {
        is_officer(&state, permit.unit(), to).await?;
    }
    acts::offer(state.store(), offer.shift, permit.by(), offer.to, state.now()).await?;
    of_rota(&state, permit).await
}

pub(super) async fn take_shift(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfShift>,
) -> Result<Json<Rota>, ApiError> {
    let permit = planner.may(RotaDeed::HandOn)?;
    acts::take(state.store(), of.shift, permit.by(), state.now()).await?;
    of_rota(&state, permit).await
}

async fn of_rota(state: &AppState, permit: RotaPermit) -> Result<Json<Rota>, ApiError> {
    let (store, unit, now) = (state.store(), permit.unit(), state.now());
    let mut serves = Vec::new();
    for (served, name) in store.served_by(unit).await? {
        let space = store.space_of(SpaceKind::Duty, served.as_bytes()).await?.ok_or(ApiError::NotFound)?;
        serves.push(Served { unit: served, name, space });
    }
    let officers = store.people_in_role(unit, Role::DutyOfficer, now).await?;
    let (from, until) = (now.plus_ms(-ROTA_DAYS_BACK * DAY_MS), now.plus_ms(ROTA_DAYS_AHEAD * DAY_MS));
    let shifts = store.rota(unit, from, until).await?;
    Ok(Json(Rota {
        unit,
        serves,
        officers: officers.into_iter().map(|(person, name)| Officer { person, name }).collect(),
        shifts: shifts.into_iter().map(shift).collect(),
    }))
}

fn shift(row: ShiftRow) -> Shift {
    Shift {
        shift: row.id,
        person: row.person,
        name: row.name,
        from: row.from,
        until: row.until,
        after: row.after,
        offered_to: row.offered_to,
        ended_at: row.ended_at,
    }
}

async fn is_officer(state: &AppState, unit: UnitId, person: PersonId) -> Result<(), ApiError> {
    is_one_of(state, unit, person, Role::DutyOfficer).await
}

/// Whether the person is of the unit in this role now; else they are as good as not there.
async fn is_one_of(state: &AppState, unit: UnitId, person: PersonId, role: Role) -> Result<(), ApiError> {
    let people = state.store().people_in_role(unit, role, state.now()).await?;
    people.iter().any(|(known, _)| *known == person).then_some(()).ok_or(ApiError::NotFound)
}

pub(super) async fn consultants(
    planner: Planner,
    State(state): State<AppState>,
) -> Result<Json<Consultants>, ApiError> {
    of_consultants(&state, planner.may(RotaDeed::SeeConsultants)?).await
}

pub(super) async fn set_week(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(week): Body<SetWeek>,
) -> Result<Json<Consultants>, ApiError> {
    let permit = planner.may(RotaDeed::PlanConsultants)?;
    for person in [Some(week.person), week.partner].into_iter().flatten() {
        is_one_of(&state, permit.unit(), person, Role::Consultant).await?;
    }
    let by = Some(permit.by());
    acts::set_week(state.store(), week.person, permit.unit(), (week.days, week.partner), by, state.now()).await?;
    of_consultants(&state, permit).await
}

pub(super) async fn ill(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfConsultant>,
) -> Result<Json<Consultants>, ApiError> {
    let permit = may_say_away(&planner, &state, of.person).await?;
    acts::ill_today(state.store(), permit.unit(), of.person, Some(permit.by()), state.now()).await?;
    of_consultants(&state, permit).await
}

pub(super) async fn stand_in(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(new): Body<StandIn>,
) -> Result<Json<Consultants>, ApiError> {
    let permit = may_say_away(&planner, &state, new.person).await?;
    is_one_of(&state, permit.unit(), new.instead, Role::Consultant).await?;
    let (by, days) = (Some(permit.by()), (new.from, new.to));
    acts::stand_in(state.store(), permit.unit(), new.person, new.instead, days, by, state.now()).await?;
    of_consultants(&state, permit).await
}

pub(super) async fn back(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfConsultant>,
) -> Result<Json<Consultants>, ApiError> {
    let permit = may_say_away(&planner, &state, of.person).await?;
    acts::back(state.store(), permit.unit(), of.person, Some(permit.by()), state.now()).await?;
    of_consultants(&state, permit).await
}

/// Whether whoever asks may say of this consultant of the unit that they are away: whoever stands in is in all of their
/// families.
async fn may_say_away(planner: &Planner, state: &AppState, of: PersonId) -> Result<RotaPermit, ApiError> {
    let sees = planner.may(RotaDeed::SeeConsultants)?;
    is_one_of(state, sees.unit(), of, Role::Consultant).await?;
    let weeks = state.store().work_weeks(Some(sees.unit())).await?;
    let partner = weeks.iter().find(|week| week.person == of).and_then(|week| week.partner);
    planner.may(away_deed(sees.by(), of, partner))
}

const fn why_away(why: Why) -> WhyAway {
    match why {
        Why::DayOff => WhyAway::DayOff,
        Why::Ill => WhyAway::Ill,
        Why::Days => WhyAway::Days,
    }
}

async fn of_consultants(state: &AppState, permit: RotaPermit) -> Result<Json<Consultants>, ApiError> {
    let (store, unit, now) = (state.store(), permit.unit(), state.now());
    let weeks = store.work_weeks(Some(unit)).await?;
    let mut away: BTreeMap<PersonId, Vec<Away>> = BTreeMap::new();
    for cover in store.covers(unit, now, now.plus_ms(ROTA_DAYS_AHEAD * DAY_MS)).await? {
        let one = Away { instead: cover.cover, from: cover.from, until: cover.until, why: why_away(cover.why) };
        away.entry(cover.absent).or_default().push(one);
    }
    let missed = acts::away(store, unit, now).await?;
    let people = store.people_in_role(unit, Role::Consultant, now).await?;
    let consultants = people.into_iter().map(|(person, name)| {
        let week = weeks.iter().find(|week| week.person == person);
        ConsultantWeek {
            person,
            name,
            days: week.map(|week| week.days),
            partner: week.and_then(|week| week.partner),
            away: away.remove(&person).unwrap_or_default(),
            alone: missed.alone.get(&person).map(|why| why_away(*why)),
        }
    });
    Ok(Json(Consultants { consultants: consultants.collect() }))
}

/// Who tied a call of the unit's common list; where it was tied is told to those who see that family.
pub(super) async fn tied(
    _: SameOrigin,
    planner: Planner,
    State(state): State<AppState>,
    Body(of): Body<OfCall>,
) -> Result<Json<TiedCall>, ApiError> {
    let permit = planner.may(RotaDeed::SeeConsultants)?;
    let (store, now) = (state.store(), state.now());
    let list = store.space_of(SpaceKind::Duty, permit.unit().as_bytes()).await?;
    let tied = state.hub().tied_call(of.call).await?.filter(|tied| Some(tied.list) == list);
    let tied = tied.ok_or(ApiError::NotFound)?;
    let adults = if planner.reaches(tied.space) {
        store.people_in_space(tied.space, Role::FosterParent, now).await?
    } else {
        Vec::new()
    };
    let by = store.user(tied.by).await?.map(|user| user.name).unwrap_or_default();
    Ok(Json(TiedCall { by, at: tied.at, family: adults.into_iter().map(|(_, name)| name).collect() }))
}

pub(super) async fn overview(planner: Planner, State(state): State<AppState>) -> Result<Json<Overview>, ApiError> {
    let permit = planner.may(RotaDeed::SeeOverview)?;
    let (store, unit, now) = (state.store(), permit.unit(), state.now());
    let calendar = store.calendar_of(unit).await?;
    let today = now.local_date().ok_or(ApiError::NotFound)?;
    let rows = store.follow_ups_of_unit(unit, now.plus_ms(-USAGE_MS)).await?;
    let usage = Usage::of(rows.iter().map(|row| row.began), &calendar, today).ok_or(ApiError::NotFound)?;
    let (on_duty, handed_on) = rota_of_leader(&state, unit, now).await?;
    let mut overview = Overview {
        slipped: Vec::new(),
        nobody: Vec::new(),
        over: Vec::new(),
        withheld: Vec::new(),
        not_filed: 0,
        on_duty,
        handed_on,
        usage,
    };
    let away = acts::away(store, unit, now).await?;
    let shown_since = now.plus_ms(-SLIP_DAYS * DAY_MS);
    for row in rows {
        overview.not_filed += u32::from(row.is_closed() && !row.is_filed);
        if row.is_withheld && !row.is_closed() {
            overview.withheld.push(WithheldCall { follow_up: row.doc, began: row.began, renewed: row.withheld_again });
        }
        let mark = row.slip_at(&calendar, now);
        let waits = !row.is_closed() && row.tried_at.is_none() && mark.is_none_or(|mark| mark.over_at.is_some());
        if waits && is_with_nobody(&state, &row, &away, now).await? {
            let since = SlipMark { since: row.received_at, why: Slipped::NotTaken, over_at: None };
            overview.nobody.push(slip(&state, &row, since, &away, now).await?);
            continue;
        }
        let Some(mark) = mark else { continue };
        match mark.over_at.map(|at| (at, ended(&row))) {
            None => overview.slipped.push(slip(&state, &row, mark, &away, now).await?),
            Some((at, Some(end))) if at > shown_since => {
                overview.over.push(SlipOver { slip: slip(&state, &row, mark, &away, now).await?, at, end });
            }
            Some(_) => {}
        }
    }
    overview.slipped.sort_by_key(|slip| (slip.due, slip.began));
    overview.nobody.sort_by_key(|slip| (slip.urgency, slip.due, slip.began));
    overview.over.sort_by_key(|over| (Reverse(over.at), over.slip.began));
    Ok(Json(overview))
}

/// How far a call has come that is not on the list any more.
fn ended(row: &ListedFollowUp) -> Option<SlipEnd> {
    if row.is_closed() {
        Some(SlipEnd::Closed)
    } else if row.tried_at.is_some() {
        Some(SlipEnd::Tried)
    } else {
        row.taken_at.map(|_| SlipEnd::Taken)
    }
}

/// Who could follow up on a call: whoever was let into the family after it was received does not see it.
async fn followers(state: &AppState, row: &ListedFollowUp, now: Timestamp) -> Result<Vec<Membership>, ApiError> {
    let mut consultants = state.store().consultants_at(row.space, now).await?;
    consultants.retain(|one| one.sees_from.is_none_or(|from| from <= row.received_at));
    Ok(consultants)
}

/// Whether nobody who is at work has an open call: all whom it is addressed to are away, or it is addressed to nobody.
async fn is_with_nobody(
    state: &AppState,
    row: &ListedFollowUp,
    away: &acts::Away,
    now: Timestamp,
) -> Result<bool, ApiError> {
    Ok(addressed(&followers(state, row, now).await?, None, now).iter().all(|person| away.has(*person)))
}

async fn slip(
    state: &AppState,
    row: &ListedFollowUp,
    mark: SlipMark,
    away: &acts::Away,
    now: Timestamp,
) -> Result<Slip, ApiError> {
    let mut names = Vec::new();
    if is_with_nobody(state, row, away, now).await? {
        for person in followers(state, row, now).await?.into_iter().map(|row| row.person) {
            names.extend(state.store().user(person).await?.map(|user| user.name).filter(|name| !names.contains(name)));
        }
    }
    let adults = state.store().people_in_space(row.space, Role::FosterParent, now).await?;
    let consultants = state.store().people_in_space(row.space, Role::Consultant, now).await?;
    Ok(Slip {
        follow_up: row.doc,
        family: row.family,
        adults: adults.into_iter().map(|(_, name)| name).collect(),
        consultants: consultants.into_iter().map(|(person, name)| Colleague { person, name }).collect(),
        began: row.began,
        due: row.due,
        reckoned: row.two_days.map(|(told, calendar)| TwoDays { told, calendar }),
        received_late: row.is_late(),
        urgency: row.urgency,
        why: mark.why,
        away: names,
        tried: row.tried_at.is_some() && !row.is_closed(),
        since: mark.since,
    })
}

/// Who answers for the unit's families in the week ahead, and the shifts that were given away or are offered.
async fn rota_of_leader(state: &AppState, unit: UnitId, now: Timestamp) -> Result<(Vec<OnDuty>, Vec<Shift>), ApiError> {
    let (mut on_duty, mut handed_on) = (Vec::new(), Vec::new());
    let (since, until) = (now.plus_ms(-ROTA_DAYS_BACK * DAY_MS), now.plus_ms(ROTA_DAYS_AHEAD * DAY_MS));
    let week = now.plus_ms(WEEK_DAYS * DAY_MS);
    for (serving, name) in state.store().units_serving(unit).await? {
        let shifts = state.store().rota(serving, since, until).await?;
        let is_ahead = |shift: &&ShiftRow| shift.ended_at.is_none() && shift.until > now && shift.from < week;
        let ahead = shifts.iter().filter(is_ahead).cloned().map(shift).collect();
        on_duty.push(OnDuty { name, shifts: ahead });
        let is_handed_on = |shift: &ShiftRow| shift.after.is_some() || shift.offered_to.is_some();
        handed_on.extend(shifts.into_iter().filter(is_handed_on).map(shift));
    }
    Ok((on_duty, handed_on))
}
