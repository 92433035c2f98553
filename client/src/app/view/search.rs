//! *Søg*.

use chrono::NaiveDate;

use super::common::When;
use super::waiting::ItemTitle;
use crate::app::draft::DraftKey;
use crate::app::route::Route;
use crate::app::search::Stretch;

/// *Søg*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// What is typed.
    pub typed: String,
    /// Something is asked for.
    pub asked: bool,
    /// How many places have it.
    pub found: usize,
    /// The newest of them.
    pub hits: Vec<Hit>,
    /// The device still reads its own store, or the server still sends: there may be more.
    pub incomplete: bool,
    /// Texts that were looked through.
    pub texts: usize,
    /// The oldest day that the device holds something of.
    pub covers_from: Option<NaiveDate>,
}

/// A place that has what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hit {
    /// Where it leads.
    pub to: HitTo,
    /// What it is.
    pub title: ItemTitle,
    /// Who wrote it.
    pub by: String,
    /// When it happened, or was written.
    pub when: When,
    /// The text around the words, with them marked.
    pub pieces: Vec<Stretch>,
    /// What it is besides.
    pub mark: Option<HitMark>,
}

/// Where a hit leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HitTo {
    /// To a place.
    Page(Route),
    /// On with a text that was begun.
    Draft(DraftKey),
}

/// What a hit is besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HitMark {
    /// Begun and not saved.
    Draft,
    /// Saved and on its way.
    Waiting,
    /// It did not get through.
    Parked,
}
