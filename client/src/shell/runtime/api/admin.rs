//! What is asked under *Administration*.

use samspil_shared::api;
use samspil_shared::api::admin::{AddedFamily, AddedPlacement, OfPerson};
use samspil_shared::domain::Acting;

use crate::app::admin::{Ask, Reply};
use crate::app::msg::ApiFault;
use crate::shell::http::Http;
use crate::shell::runtime::api_fault;

pub(super) async fn asked(http: &Http, acting: Acting, ask: &Ask) -> Result<Reply, ApiFault> {
    let at = |path: &str| in_the_name_of(acting, path);
    let answer = match ask {
        Ask::People => http.get(&at(api::ADMIN_PEOPLE)).await.map(Reply::People),
        Ask::Families => http.get(&at(api::ADMIN_FAMILIES)).await.map(Reply::Families),
        Ask::Refusals => http.get(&at(api::ADMIN_REFUSALS)).await.map(Reply::Refusals),
        Ask::Devices(person) => {
            http.get(&format!("{}&person={person}", at(api::ADMIN_DEVICES))).await.map(Reply::Devices)
        }
        Ask::AddPerson(new) => http.post(&at(api::ADMIN_PEOPLE_ADD), new).await.map(Reply::Invited),
        Ask::MakeLink(person) => {
            http.post(&at(api::ADMIN_PEOPLE_LINK), &OfPerson { person: *person }).await.map(Reply::Invited)
        }
        Ask::EndAccount(person) => {
            http.post(&at(api::ADMIN_PEOPLE_END), &OfPerson { person: *person }).await.map(|()| Reply::Done)
        }
        Ask::EndDevice(end) => http.post(&at(api::ADMIN_DEVICES_END), end).await.map(Reply::Devices),
        Ask::AddFamily(new) => {
            let added = http.post(&at(api::ADMIN_FAMILIES_ADD), new).await;
            added.map(|AddedFamily { family }| Reply::AddedFamily(family))
        }
        Ask::AddPlacement(new) => {
            http.post(&at(api::ADMIN_PLACEMENTS_ADD), new).await.map(|_: AddedPlacement| Reply::Done)
        }
        Ask::AddMember(add) => http.post(&at(api::ADMIN_MEMBERS_ADD), add).await.map(|()| Reply::Done),
        Ask::EndMember(end) => http.post(&at(api::ADMIN_MEMBERS_END), end).await.map(|()| Reply::Done),
    };
    answer.map_err(api_fault)
}

/// The path with what it is done as.
pub(super) fn in_the_name_of(acting: Acting, path: &str) -> String {
    let role = serde_json::to_value(acting.role).ok();
    let role = role.as_ref().and_then(|role| role.as_str()).unwrap_or_default();
    format!("{path}?role={role}&unit={}", acting.unit)
}
