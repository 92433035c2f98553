//! A device that officers share, as its screens show it.

use super::Show;
use crate::app::model::Model;
use crate::app::view::When;
use crate::app::view::station::{Ready, ReadyFace, StationFace};

impl Model {
    /// What is said of stations to an officer or a leader.
    pub fn station_face(&self) -> Option<StationFace> {
        let show = self.show()?;
        show.desk.station_acting()?;
        Some(StationFace { here: self.is_station(), ..show.station() })
    }
}

impl Show<'_> {
    fn station(self) -> StationFace {
        let (station, me) = (&self.desk.station, self.me());
        let told = station.told.as_ref().map(|told| told.officers.as_slice()).unwrap_or_default();
        let officers = told.iter().map(|officer| ReadyFace {
            person: officer.person,
            name: officer.name.clone(),
            mine: officer.person == me,
            from: When::of(officer.from),
            ready: match officer.ready {
                false => Ready::No,
                true if officer.person == me || station.lies_for.contains(&officer.person) => Ready::Yes,
                true => Ready::Soon,
            },
        });
        StationFace { here: false, deed: station.deed, officers: officers.collect(), unreadable: station.unreadable }
    }
}
