//! What a duty officer asks of the rota, and a consultant of a call that was tied meanwhile.

use samspil_shared::api;
use samspil_shared::api::duty::{OfCall, Rota, TiedCall};
use samspil_shared::domain::{Acting, DocId};

use super::admin::in_the_name_of;
use crate::app::duty::DutyAsk;
use crate::app::msg::ApiFault;
use crate::shell::http::Http;
use crate::shell::runtime::api_fault;

pub(super) async fn asked(http: &Http, acting: Acting, ask: DutyAsk) -> Result<Rota, ApiFault> {
    let at = |path: &str| in_the_name_of(acting, path);
    let answer = match ask {
        DutyAsk::Rota => http.get(&at(api::DUTY_ROTA)).await,
        DutyAsk::Offer(offer) => http.post(&at(api::DUTY_SHIFTS_OFFER), &offer).await,
        DutyAsk::Take(take) => http.post(&at(api::DUTY_SHIFTS_TAKE), &take).await,
    };
    answer.map_err(api_fault)
}

pub(super) async fn tied(http: &Http, acting: Acting, call: DocId) -> Result<TiedCall, ApiFault> {
    http.post(&in_the_name_of(acting, api::DUTY_TIED), &OfCall { call }).await.map_err(api_fault)
}
