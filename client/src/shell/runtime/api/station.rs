//! What is asked of a station.

use samspil_shared::api;
use samspil_shared::api::station::{OfStation, Station};
use samspil_shared::domain::Acting;

use super::admin::in_the_name_of;
use crate::app::msg::ApiFault;
use crate::app::station::StationAsk;
use crate::shell::http::Http;
use crate::shell::runtime::api_fault;

pub(super) async fn asked(http: &Http, acting: Acting, ask: StationAsk) -> Result<Station, ApiFault> {
    let path = match ask {
        StationAsk::Make(_) => api::STATION_MAKE,
        StationAsk::See(_) => api::STATION,
        StationAsk::End(_) => api::STATION_END,
    };
    http.post(&in_the_name_of(acting, path), &OfStation { station: ask.station() }).await.map_err(api_fault)
}
