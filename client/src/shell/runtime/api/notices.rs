//! Mail and push: the server and the browser together.

use samspil_shared::api::{self, NoticeLanguage, Notices, SetNotices, SubscribePush};

use crate::app::language::Language;
use crate::app::msg::ApiFault;
use crate::app::notices::{NoticeDeed, NoticeFault, NoticesHere, PushHere};
use crate::shell::error::ShellError;
use crate::shell::http::Http;
use crate::shell::push::{self, Subscribed};
use crate::shell::runtime::{api_fault, log};

/// The browser's part, which the person may refuse. It comes first: a press is soon forgotten by the browser.
pub(super) async fn prepare(deed: &NoticeDeed) -> Result<Option<Subscribed>, NoticeFault> {
    let NoticeDeed::PushOn { key } = deed else { return Ok(None) };
    match push::ask().await.map_err(|error| browser(&error))? {
        PushHere::Granted => push::subscribe(key).await.map(Some).map_err(|error| browser(&error)),
        PushHere::Denied | PushHere::Asks => Err(NoticeFault::Denied),
        PushHere::Missing => Err(NoticeFault::Browser),
    }
}

/// The server's part.
pub(super) async fn asked(
    http: &Http,
    deed: &NoticeDeed,
    subscribed: Option<&Subscribed>,
    language: Language,
) -> Result<NoticesHere, ApiFault> {
    let language = match language {
        Language::Danish => NoticeLanguage::Da,
        Language::English => NoticeLanguage::En,
    };
    let server = match (deed, subscribed) {
        (NoticeDeed::Mail(address), _) => {
            http.put(api::NOTICES, &SetNotices { address: address.clone(), language }).await
        }
        (NoticeDeed::PushOn { .. }, Some(subscribed)) => {
            let Subscribed { endpoint, p256dh, auth } = subscribed.clone();
            http.post(api::NOTICES_PUSH, &SubscribePush { endpoint, p256dh, auth, language }).await
        }
        (NoticeDeed::PushOff, _) => http.post_bare(api::NOTICES_PUSH_END).await,
        (NoticeDeed::Speak, _) => speak(http, language).await,
        (NoticeDeed::Look | NoticeDeed::PushOn { .. }, _) => http.get(api::NOTICES).await,
    };
    Ok(NoticesHere { server: server.map_err(api_fault)?, browser: push::here() })
}

/// Whoever chose nothing is not written down for their language.
async fn speak(http: &Http, language: NoticeLanguage) -> Result<Notices, ShellError> {
    let known: Notices = http.get(api::NOTICES).await?;
    let address = known.mail.as_ref().and_then(|mail| mail.address.clone());
    if address.is_none() && !known.push.as_ref().is_some_and(|push| push.is_on) {
        return Ok(known);
    }
    http.put(api::NOTICES, &SetNotices { address, language }).await
}

fn browser(error: &ShellError) -> NoticeFault {
    log::note("taking pushes", error);
    NoticeFault::Browser
}
