//! What a leader sees of calls.

use samspil_shared::api;
use samspil_shared::api::duty::Overview;
use samspil_shared::domain::Acting;

use super::admin::in_the_name_of;
use crate::app::msg::ApiFault;
use crate::shell::http::Http;
use crate::shell::runtime::api_fault;

pub(super) async fn overview(http: &Http, acting: Acting) -> Result<Box<Overview>, ApiFault> {
    http.get(&in_the_name_of(acting, api::DUTY_OVERVIEW)).await.map(Box::new).map_err(api_fault)
}
