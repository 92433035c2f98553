//! What a leader sees: calls that nobody took or tried in time, the rota, and counts.

use chrono::NaiveDate;
use samspil_shared::api::duty::{OfConsultant, SlipEnd, TwoDays};
use samspil_shared::domain::call::Urgency;

use super::admin::AdminDeed;
use super::common::{AnswerState, When};
use super::duty::Turn;

/// A leader's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaderToday {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// How far the question is.
    pub state: AnswerState,
    /// When the server told what is shown; `None` if it told nothing yet.
    pub told: Option<When>,
    /// How saying that somebody is ill went.
    pub deed: AdminDeed,
    /// Nobody at work has them: the leader does, at once.
    pub nobody: Vec<SlipRow>,
    /// Received when the due day was over.
    pub late: Vec<SlipRow>,
    /// Nobody took them by noon.
    pub not_taken: Vec<SlipRow>,
    /// Nobody tried by the end of the day.
    pub not_tried: Vec<SlipRow>,
    /// Followed up by now, but too late.
    pub over: Vec<SlipRow>,
    /// Closed calls that nobody filed.
    pub not_filed: u32,
    /// Open calls that their families do not see yet.
    pub withheld: u32,
    /// How many of these were withheld once more.
    pub withheld_again: u32,
    /// Who answers in the week ahead, by unit.
    pub rota: Vec<RotaFace>,
    /// Shifts that were given away or are offered.
    pub handed_on: Vec<Turn>,
}

/// A call that slipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipRow {
    /// The family's adults; nobody for a call that is tied to no family.
    pub adults: Vec<String>,
    /// It is tied to no family.
    pub loose: bool,
    /// The family's consultants.
    pub consultants: Vec<ConsultantFace>,
    /// When the call began.
    pub began: When,
    /// The day it was due.
    pub due: NaiveDate,
    /// The two days, where the device and the calendar do not agree.
    pub two: Option<TwoDays>,
    /// How soon they were to be called.
    pub urgency: Urgency,
    /// Since when it is on the list.
    pub since: When,
    /// They were called once, and not again.
    pub tried: bool,
    /// Who would follow up and is not at work; nobody as long as somebody is.
    pub away: Vec<String>,
    /// What was done about it, and when it came off the list.
    pub end: Option<(SlipEnd, When)>,
}

/// A consultant of a family whose call slipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultantFace {
    /// Who.
    pub of: OfConsultant,
    /// Their name.
    pub name: String,
    /// Who stands in at this moment.
    pub instead: Option<String>,
    /// It can be said that they are ill: somebody would stand in.
    pub can_be_ill: bool,
}

/// Who answers for the families, of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotaFace {
    /// The unit's name.
    pub unit: String,
    /// Its shifts by their beginning.
    pub turns: Vec<Turn>,
}

/// *Overblik*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsagePage {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// How far the question is.
    pub state: AnswerState,
    /// When the server told what is shown; `None` if it told nothing yet.
    pub told: Option<When>,
    /// Months, the oldest first.
    pub months: Vec<UsageRow>,
    /// Of each group, and of all.
    pub totals: [u32; 4],
}

/// Calls of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageRow {
    /// Its first day.
    pub month: NaiveDate,
    /// In the evening or night of a weekday, at a weekend, on a holiday or closed day.
    pub counts: [u32; 3],
}

impl UsageRow {
    /// All calls of it.
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The pieces of its bar, side by side, where the longest bar stands for `most` calls. What did not happen has none.
    pub fn pieces(&self, most: u32) -> Vec<Piece> {
        let share = |count: u32| f64::from(count) / f64::from(most.max(1));
        let mut before = 0;
        let mut pieces = Vec::new();
        for (group, count) in self.counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            pieces.push(Piece { group, from: share(before), share: share(count) });
            before += count;
        }
        pieces
    }
}

/// A piece of a bar, in shares of the longest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Which of the three groups.
    pub group: usize,
    /// Where it begins.
    pub from: f64,
    /// How long it is.
    pub share: f64,
}

/// *Rapport til andre*: what may leave the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPage {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// How far the question is.
    pub state: AnswerState,
    /// When the server told what is shown; `None` if it told nothing yet.
    pub told: Option<When>,
    /// The unit's name.
    pub unit: String,
    /// A row for each month, and one without a month for the total; a column for each group and one for the total.
    pub rows: Vec<ReportRow>,
    /// Something is hidden.
    pub hides: bool,
}

/// A row of the report. `None` is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportRow {
    /// The month's first day; `None` for the total.
    pub month: Option<NaiveDate>,
    /// Three groups and all.
    pub cells: [Option<u32>; 4],
}

impl ReportPage {
    /// The report for a spreadsheet: semicolons, as Danish ones take it. `head` is the first line, `month` names a row,
    /// `hidden` stands where a number does not.
    pub fn csv(&self, head: &[String; 5], month: impl Fn(Option<NaiveDate>) -> String, hidden: &str) -> String {
        let line = |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";");
        let rows = self.rows.iter().map(|row| {
            let shown = |cell: &Option<u32>| cell.map_or_else(|| hidden.to_owned(), |count| count.to_string());
            line(std::iter::once(month(row.month)).chain(row.cells.iter().map(shown)).collect())
        });
        let lines: Vec<String> = std::iter::once(line(head.to_vec())).chain(rows).collect();
        format!("{}\r\n", lines.join("\r\n"))
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([';', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
