//! What a leader sees of calls.

use samspil_shared::api::duty::{OfConsultant, Overview, Shift, Slip, SlipEnd};
use samspil_shared::domain::Timestamp;
use samspil_shared::domain::follow_up::Slipped;

use super::Show;
use super::devices::ask_state;
use crate::app::model::Model;
use crate::app::view::duty::Turn;
use crate::app::view::leader::{
    ConsultantFace, LeaderToday, ReportPage, ReportRow, RotaFace, SlipRow, UsagePage, UsageRow,
};
use crate::app::view::{AnswerState, When};

impl Model {
    /// *Overblik*, for a leader.
    pub fn usage(&self) -> Option<UsagePage> {
        let show = self.show()?;
        show.desk.is_leader().then(|| show.usage())
    }

    /// *Rapport til andre*, for a leader.
    pub fn report(&self) -> Option<ReportPage> {
        let show = self.show()?;
        show.desk.is_leader().then(|| show.report())
    }
}

impl<'a> Show<'a> {
    fn overview(self) -> Option<&'a Overview> {
        self.desk.leader.overview.known.as_ref()
    }

    fn overview_state(self) -> AnswerState {
        let asked = &self.desk.leader.overview;
        ask_state(asked.asking, asked.fault.as_ref())
    }

    fn told(self) -> Option<When> {
        self.desk.leader.told_at.map(When::of)
    }

    pub(super) fn leader_today(self) -> LeaderToday {
        let overview = self.overview();
        let slipped = |why: Option<Slipped>| {
            let all = overview.into_iter().flat_map(|overview| &overview.slipped);
            // What was received too late stands alone, whatever else is missing.
            let of = all.filter(|slip| if slip.received_late { why.is_none() } else { why == Some(slip.why) });
            of.map(|slip| self.slip_row(slip, None)).collect()
        };
        let over = overview.into_iter().flat_map(|overview| &overview.over);
        let withheld = || overview.into_iter().flat_map(|overview| &overview.withheld);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        LeaderToday {
            today: self.today(),
            state: self.overview_state(),
            told: self.told(),
            deed: self.desk.calls.away_deed,
            nobody: overview
                .into_iter()
                .flat_map(|overview| &overview.nobody)
                .map(|slip| self.slip_row(slip, None))
                .collect(),
            late: slipped(None),
            not_taken: slipped(Some(Slipped::NotTaken)),
            not_tried: slipped(Some(Slipped::NotTried)),
            over: over.map(|over| self.slip_row(&over.slip, Some((over.end, over.at)))).collect(),
            not_filed: overview.map_or(0, |overview| overview.not_filed),
            withheld: count(withheld().count()),
            withheld_again: count(withheld().filter(|call| call.renewed > 0).count()),
            rota: self.leader_rota(),
            handed_on: overview
                .into_iter()
                .flat_map(|overview| &overview.handed_on)
                .map(|shift| self.leader_turn(shift))
                .collect(),
        }
    }

    fn slip_row(self, slip: &Slip, end: Option<(SlipEnd, Timestamp)>) -> SlipRow {
        let consultants =
            slip.consultants.iter().map(|one| self.consultant(OfConsultant { person: one.person }, &one.name));
        SlipRow {
            adults: slip.adults.clone(),
            loose: slip.family.is_none(),
            consultants: consultants.collect(),
            began: When::of(slip.began),
            due: slip.due,
            two: slip.reckoned,
            urgency: slip.urgency,
            since: When::of(slip.since),
            tried: slip.tried && end.is_none(),
            away: slip.away.clone(),
            end: end.map(|(end, at)| (end, When::of(at))),
        }
    }

    /// A consultant, with what is known of who stands in.
    fn consultant(self, of: OfConsultant, name: &str) -> ConsultantFace {
        let at = self.at();
        let known = self.desk.calls.away.known.as_ref();
        let week = known.and_then(|known| known.consultants.iter().find(|week| week.person == of.person));
        let instead = week.and_then(|week| week.away.iter().find(|away| away.from <= at && at < away.until));
        let named = |person| {
            let colleague = known.and_then(|known| known.consultants.iter().find(|week| week.person == person));
            colleague.map(|colleague| colleague.name.clone())
        };
        ConsultantFace {
            of,
            name: name.to_owned(),
            instead: instead.and_then(|away| named(away.instead)),
            can_be_ill: instead.is_none()
                && week.is_some_and(|week| week.alone.is_none())
                && week.is_some_and(|week| week.partner.is_some()),
        }
    }

    fn leader_rota(self) -> Vec<RotaFace> {
        let units = self.overview().into_iter().flat_map(|overview| &overview.on_duty);
        let at = self.at();
        let face = |unit: &samspil_shared::api::duty::OnDuty| RotaFace {
            unit: unit.name.clone(),
            turns: unit.shifts.iter().filter(|shift| at < shift.until).map(|shift| self.leader_turn(shift)).collect(),
        };
        units.map(face).collect()
    }

    fn leader_turn(self, shift: &Shift) -> Turn {
        let at = self.at();
        let named = |person| {
            let overview = self.overview()?;
            let shifts = overview.on_duty.iter().flat_map(|unit| &unit.shifts).chain(&overview.handed_on);
            shifts.into_iter().find(|shift| shift.person == person).map(|shift| shift.name.clone())
        };
        Turn {
            shift: Some(shift.shift),
            name: shift.name.clone(),
            mine: false,
            now: shift.ended_at.is_none() && shift.from <= at && at < shift.until,
            from: When::of(shift.from),
            until: When::of(shift.until),
            offered_to: shift.offered_to.and_then(named),
        }
    }

    fn usage(self) -> UsagePage {
        let usage = self.overview().map(|overview| &overview.usage);
        let months: Vec<UsageRow> = usage
            .into_iter()
            .flat_map(|usage| {
                let counts = usage.months.iter().enumerate();
                counts.filter_map(|(index, counts)| Some(UsageRow { month: usage.month(index)?, counts: *counts }))
            })
            .collect();
        let of = |group: usize| months.iter().map(|row| row.counts[group]).sum();
        let all = usage.map_or(0, samspil_shared::domain::usage::Usage::total);
        UsagePage {
            today: self.today(),
            state: self.overview_state(),
            told: self.told(),
            totals: [of(0), of(1), of(2), all],
            months,
        }
    }

    fn report(self) -> ReportPage {
        let usage = self.overview().map(|overview| &overview.usage);
        let rows: Vec<ReportRow> = usage
            .into_iter()
            .flat_map(|usage| {
                let report = usage.report();
                let row = |(index, cells)| ReportRow {
                    month: usage.month(index).filter(|_| index < usage.months.len()),
                    cells,
                };
                report.cells.into_iter().enumerate().map(row).collect::<Vec<_>>()
            })
            .collect();
        ReportPage {
            today: self.today(),
            state: self.overview_state(),
            told: self.told(),
            unit: self.unit_name(self.desk.settings.acting),
            hides: rows.iter().flat_map(|row| row.cells).any(|cell| cell.is_none()),
            rows,
        }
    }
}
