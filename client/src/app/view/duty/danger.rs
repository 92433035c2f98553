//! The red line above every page of a duty officer.

use samspil_shared::domain::UnitId;

use crate::app::view::numbers::Tel;

/// The red line above every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DangerBar {
    /// 112.
    pub emergency: Tel,
    /// Den sociale døgnvagt of the family at hand, else of the shift; `None` while it is not known.
    pub watch: Option<Watch>,
    /// Which døgnvagt it is depends on whose family calls, and the page of numbers has them by unit.
    pub several: bool,
    /// Whose part of the numbers says how a statutory notice is sent; `None` while that is not known.
    pub unit: Option<UnitId>,
}

/// A døgnvagt to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// By the name that the unit gives it.
    pub label: String,
    /// Its number.
    pub tel: Tel,
    /// Whose it is, where another unit that is answered for has another one.
    pub of: Option<String>,
}
