//! Questions to the server.

pub(super) mod admin;
mod away;
mod duty;
mod leader;
mod notices;
mod station;

use samspil_shared::api::{self, Code, Devices, EndDevice, Link, Problem, Session};
use samspil_shared::domain::{Acting, EnrolmentId};
use serde::Serialize;

use super::{Runtime, api_fault, log};
use crate::app::command::{Attempt, Command};
use crate::app::msg::{ApiFault, Msg, SlotKey};
use crate::app::notices::NoticeFault;
use crate::app::vault_header::KEY_LEN;
use crate::shell::http::Http;
use crate::shell::js::Deferred;
use crate::shell::timer::Timer;

/// Milliseconds that logging out waits for the server: the device locks either way.
const GOODBYE_MS: u64 = 3_000;

impl Runtime {
    pub(super) fn ask_server(&self, command: Command) {
        let (http, this) = (self.0.http.clone(), self.clone());
        match command {
            Command::LookUpLink { attempt, token } => self.later(async move {
                let looked = http.post(api::LINK, &Link { token: token.0 }).await;
                Some(Msg::LinkLooked(attempt, looked.map_err(api_fault)))
            }),
            Command::MakeCode { attempt, token } => self.later(async move {
                let made = http.post(api::LINK_CODE, &Link { token: token.0 }).await;
                Some(Msg::CodeMade(attempt, made.map_err(api_fault)))
            }),
            Command::Accept(attempt, accept) => self.sign_in(attempt, api::LINK_ACCEPT, accept),
            Command::SignIn(attempt, login) => self.sign_in(attempt, api::LOGIN, login),
            Command::Refresh(attempt) => self.later(async move {
                // The cookie alone speaks: an old token would be a second opinion.
                http.set_token(None);
                let session: Result<Session, ApiFault> = http.post_bare(api::REFRESH).await.map_err(api_fault);
                if let Ok(session) = &session
                    && this.is_ours(session)
                {
                    http.set_token(Some(session.access_token.clone()));
                }
                Some(Msg::Refreshed(attempt, session))
            }),
            Command::EndSession => self.later(async move {
                if let Err(error) = http.post_bare::<()>(api::LOGOUT).await {
                    log::note("ending the session", &error);
                }
                http.set_token(None);
                None
            }),
            Command::Slot { attempt, make } => self.later(async move {
                let slot: Result<api::Slot, _> =
                    if make { http.put_bare(api::SLOT).await } else { http.get(api::SLOT).await };
                let key = slot.map_err(api_fault).and_then(|slot| slot_key(&slot.key));
                Some(Msg::SlotCame(attempt, key))
            }),
            Command::AskDevices { end } => self
                .later(async move { Some(Msg::DevicesCame(this.signed_in(async || devices(&http, end).await).await)) }),
            Command::AskNotices(deed, language) => self.later(async move {
                let subscribed = notices::prepare(&deed).await;
                let ask = async || match &subscribed {
                    Ok(subscribed) => notices::asked(&http, &deed, subscribed.as_ref(), language).await,
                    Err(_) => Err(ApiFault::Unexpected),
                };
                let answer = match &subscribed {
                    Ok(_) => this.signed_in(ask).await.map_err(NoticeFault::Api),
                    Err(fault) => Err(fault.clone()),
                };
                Some(Msg::NoticesCame(answer))
            }),
            Command::AskFacts => self.later(async move {
                let facts = http.get(api::FACTS).await.map_err(api_fault);
                Some(Msg::FactsCame(facts))
            }),
            Command::AskQuarantine(asked) => self.later(async move {
                let ask = async || http.post(api::QUARANTINE, &asked).await.map_err(api_fault);
                let acting = Acting { role: asked.role, unit: asked.unit };
                Some(Msg::QuarantineCame { acting, texts: asked.texts, answer: this.signed_in(ask).await })
            }),
            Command::SettleQuarantined(settle) => self.later(async move {
                let ask = async || http.post(api::QUARANTINE_SETTLE, &settle).await.map_err(api_fault);
                let acting = Acting { role: settle.role, unit: settle.unit };
                Some(Msg::QuarantineCame { acting, texts: true, answer: this.signed_in(ask).await })
            }),
            Command::AskOpenings(asked) => self.later(async move {
                let ask = async || http.post(api::OPENINGS, &asked).await.map_err(api_fault);
                let acting = Acting { role: asked.role, unit: asked.unit };
                Some(Msg::OpeningsCame(acting, asked.space, this.signed_in(ask).await))
            }),
            Command::AskAdmin { acting, ask, key } => self.later(async move {
                let answer = this.signed_in(async || admin::asked(&http, acting, &ask, key).await).await;
                Some(Msg::AdminCame(acting, ask, answer))
            }),
            Command::AskDuty(acting, ask) => self.later(async move {
                let answer = this.signed_in(async || duty::asked(&http, acting, ask.clone()).await).await;
                Some(Msg::DutyCame(acting, ask, answer))
            }),
            Command::AskRota(acting, ask) => self.later(async move {
                let answer = this.signed_in(async || away::rota(&http, acting, ask).await).await;
                Some(Msg::RotaCame(acting, ask, answer))
            }),
            Command::AskTied(acting, call) => self.later(async move {
                let answer = this.signed_in(async || duty::tied(&http, acting, call).await).await;
                Some(Msg::TiedCame(acting, call, answer))
            }),
            Command::AskStation(acting, ask) => self.later(async move {
                let answer = this.signed_in(async || station::asked(&http, acting, ask).await).await;
                Some(Msg::StationCame(acting, ask, answer))
            }),
            Command::AskAway(acting, ask) => self.later(async move {
                let answer = this.signed_in(async || away::asked(&http, acting, ask).await).await;
                Some(Msg::AwayCame(acting, ask, answer))
            }),
            Command::AskOverview(acting) => self.later(async move {
                let answer = this.signed_in(async || leader::overview(&http, acting).await).await;
                Some(Msg::OverviewCame(acting, answer))
            }),
            _ => {}
        }
    }

    fn sign_in(&self, attempt: Attempt, path: &'static str, body: impl Serialize + 'static) {
        let http = self.0.http.clone();
        self.later(async move {
            http.set_token(None);
            let session: Result<Session, ApiFault> = http.post(path, &body).await.map_err(api_fault);
            if let Ok(session) = &session {
                http.set_token(Some(session.access_token.clone()));
            }
            Some(Msg::SignedIn(attempt, session))
        });
    }

    /// Asks as who is in, with the next token if the one at hand is over: it lasts some minutes, the cookie gets another.
    pub(super) async fn signed_in<T>(&self, ask: impl AsyncFn() -> Result<T, ApiFault>) -> Result<T, ApiFault> {
        let answer = ask().await;
        let Err(ApiFault::Problem(Problem { code: Code::NotSignedIn, .. })) = answer else { return answer };
        let http = &self.0.http;
        http.set_token(None);
        let session: Session = http.post_bare(api::REFRESH).await.map_err(api_fault)?;
        if !self.is_ours(&session) {
            // Another person signed in on this device meanwhile: what was said stands.
            return answer;
        }
        http.set_token(Some(session.access_token));
        ask().await
    }

    /// Whether a session belongs to whose vault is open: on a shared computer the cookie may be somebody else's.
    pub(super) fn is_ours(&self, session: &Session) -> bool {
        self.0.vault.borrow().as_ref().is_none_or(|vault| vault.person() == session.person.id)
    }

    /// Ends the session on the server, if it answers soon.
    pub(super) async fn end_session_soon(&self) {
        let done = Deferred::new();
        let timeout = Timer::after(GOODBYE_MS, {
            let done = done.clone();
            move || done.resolve(&wasm_bindgen::JsValue::UNDEFINED)
        });
        let http = self.0.http.clone();
        wasm_bindgen_futures::spawn_local({
            let done = done.clone();
            async move {
                if let Err(error) = http.post_bare::<()>(api::LOGOUT).await {
                    log::note("ending the session", &error);
                }
                done.resolve(&wasm_bindgen::JsValue::UNDEFINED);
            }
        });
        done.wait().await;
        drop(timeout);
    }
}

async fn devices(http: &Http, end: Option<EnrolmentId>) -> Result<Devices, ApiFault> {
    let answer = match end {
        Some(enrolment) => http.post(api::DEVICES_END, &EndDevice { enrolment }).await,
        None => http.get(api::DEVICES).await,
    };
    answer.map_err(api_fault)
}

pub(super) fn slot_key(hex: &str) -> Result<SlotKey, ApiFault> {
    let mut key = [0; KEY_LEN];
    hex::decode_to_slice(hex, &mut key).map_err(|_| ApiFault::Unexpected)?;
    Ok(SlotKey(key))
}
