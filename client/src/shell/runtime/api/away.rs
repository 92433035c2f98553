//! Who is away, who stands in, and who answers when.

use samspil_shared::api;
use samspil_shared::api::duty::{Consultants, Rota};
use samspil_shared::domain::Acting;

use super::admin::in_the_name_of;
use crate::app::follow_up::{AwayAsk, RotaAsk};
use crate::app::msg::ApiFault;
use crate::shell::http::Http;
use crate::shell::runtime::api_fault;

pub(super) async fn asked(http: &Http, acting: Acting, ask: AwayAsk) -> Result<Consultants, ApiFault> {
    let at = |path: &str| in_the_name_of(acting, path);
    let answer = match ask {
        AwayAsk::Look => http.get(&at(api::DUTY_CONSULTANTS)).await,
        AwayAsk::Ill(of) => http.post(&at(api::DUTY_ILL), &of).await,
        AwayAsk::Back(of) => http.post(&at(api::DUTY_BACK), &of).await,
        AwayAsk::StandIn(named) => http.post(&at(api::DUTY_STAND_IN), &named).await,
        AwayAsk::Week(week) => http.post(&at(api::DUTY_WEEK), &week).await,
    };
    answer.map_err(api_fault)
}

pub(super) async fn rota(http: &Http, acting: Acting, ask: RotaAsk) -> Result<Rota, ApiFault> {
    let at = |path: &str| in_the_name_of(acting, path);
    let answer = match ask {
        RotaAsk::Look => http.get(&at(api::DUTY_ROTA)).await,
        RotaAsk::Add(new) => http.post(&at(api::DUTY_SHIFTS_ADD), &new).await,
        RotaAsk::End(of) => http.post(&at(api::DUTY_SHIFTS_END), &of).await,
    };
    answer.map_err(api_fault)
}
