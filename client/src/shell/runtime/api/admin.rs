//! What is asked under *Administration*.

use samspil_shared::api;
use samspil_shared::api::admin::{AddedFamily, AddedPlacement, FindFamilies, FindPeople, OfPerson};
use samspil_shared::domain::{Acting, Role};

use crate::app::admin::{Ask, DeedKey, Reply};
use crate::app::msg::ApiFault;
use crate::shell::http::Http;
use crate::shell::runtime::api_fault;

pub(super) async fn asked(http: &Http, acting: Acting, ask: &Ask, key: Option<DeedKey>) -> Result<Reply, ApiFault> {
    let at = |path: &str| in_the_name_of(acting, path);
    let key = key.map(hex::encode);
    let key = key.as_deref();
    let answer = match ask {
        Ask::People(find, _) => http.get(&people(at(api::ADMIN_PEOPLE), find)).await.map(Reply::People),
        Ask::Families(find) => http.get(&families(at(api::ADMIN_FAMILIES), find)).await.map(Reply::Families),
        Ask::Hours => http.get(&at(api::ADMIN_HOURS)).await.map(|hours| Reply::Hours(Box::new(hours))),
        Ask::ChangeHours(change) => {
            http.post(&at(api::ADMIN_HOURS_CHANGE), change).await.map(|hours| Reply::Hours(Box::new(hours)))
        }
        Ask::Recusals => http.get(&at(api::ADMIN_RECUSALS)).await.map(Reply::Recusals),
        Ask::Recuse(of) => http.post(&at(api::ADMIN_RECUSALS_ADD), of).await.map(Reply::Recusals),
        Ask::EndRecusal(of) => http.post(&at(api::ADMIN_RECUSALS_END), of).await.map(Reply::Recusals),
        Ask::Refusals => http.get(&at(api::ADMIN_REFUSALS)).await.map(Reply::Refusals),
        Ask::Devices(person) => {
            http.get(&format!("{}&person={person}", at(api::ADMIN_DEVICES))).await.map(Reply::Devices)
        }
        Ask::AddPerson(new) => http.post_once(&at(api::ADMIN_PEOPLE_ADD), key, new).await.map(Reply::Invited),
        Ask::MakeLink(person) => {
            http.post_once(&at(api::ADMIN_PEOPLE_LINK), key, &OfPerson { person: *person }).await.map(Reply::Invited)
        }
        Ask::EndAccount(person) => {
            http.post(&at(api::ADMIN_PEOPLE_END), &OfPerson { person: *person }).await.map(|()| Reply::Done)
        }
        Ask::EndDevice(end) => http.post(&at(api::ADMIN_DEVICES_END), end).await.map(Reply::Devices),
        Ask::AddFamily(new) => {
            let added = http.post_once(&at(api::ADMIN_FAMILIES_ADD), key, new).await;
            added.map(|AddedFamily { family }| Reply::AddedFamily(family))
        }
        Ask::AddPlacement(new) => {
            http.post_once(&at(api::ADMIN_PLACEMENTS_ADD), key, new).await.map(|_: AddedPlacement| Reply::Done)
        }
        Ask::AddMember(add) => http.post_once(&at(api::ADMIN_MEMBERS_ADD), key, add).await.map(|()| Reply::Done),
        Ask::RenamePerson(new) => http.post(&at(api::ADMIN_PEOPLE_RENAME), new).await.map(|()| Reply::Done),
        Ask::RenameFamily(new) => http.post(&at(api::ADMIN_FAMILIES_RENAME), new).await.map(|()| Reply::Done),
        Ask::EndFamily(end) => http.post(&at(api::ADMIN_FAMILIES_END), end).await.map(|()| Reply::Done),
        Ask::EndPlacement(end) => http.post(&at(api::ADMIN_PLACEMENTS_END), end).await.map(|()| Reply::Done),
        Ask::HideAddress(hide) => http.post(&at(api::ADMIN_FAMILIES_HIDE), hide).await.map(|()| Reply::Done),
        Ask::HidePlace(hide) => http.post(&at(api::ADMIN_PLACEMENTS_HIDE), hide).await.map(|()| Reply::Done),
        Ask::EndMember(end) => http.post(&at(api::ADMIN_MEMBERS_END), end).await.map(|()| Reply::Done),
    };
    answer.map_err(api_fault)
}

fn people(path: String, find: &FindPeople) -> String {
    let mut path = listed(path, &find.q, find.skip);
    if let Some(person) = find.person {
        path += &format!("&person={person}");
    }
    if let Some(role) = find.having {
        path += &format!("&having={}", word(role));
    }
    path
}

fn families(path: String, find: &FindFamilies) -> String {
    let path = listed(path, &find.q, find.skip);
    find.family.map_or_else(|| path.clone(), |family| format!("{path}&family={family}"))
}

fn listed(mut path: String, q: &str, skip: usize) -> String {
    if !q.is_empty() {
        path += &format!("&q={}", js_sys::encode_uri_component(q));
    }
    if skip > 0 {
        path += &format!("&skip={skip}");
    }
    path
}

fn word(role: Role) -> String {
    let role = serde_json::to_value(role).ok();
    role.as_ref().and_then(|role| role.as_str()).unwrap_or_default().to_owned()
}

/// The path with what it is done as.
pub(in crate::shell::runtime) fn in_the_name_of(acting: Acting, path: &str) -> String {
    format!("{path}?role={}&unit={}", word(acting.role), acting.unit)
}
