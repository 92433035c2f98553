//! A server that tells people of something new, and a browser that may.

use samspil_client::app::language::Language;
use samspil_client::app::msg::ApiFault;
use samspil_client::app::notices::{NoticeDeed, NoticeFault, NoticesHere, PushHere};
use samspil_shared::api::{Code, Notices, Problem};

/// What both know.
#[derive(Debug)]
pub(crate) struct NoticeOffice {
    pub(crate) server: Notices,
    /// What the browser takes now.
    pub(crate) browser: PushHere,
    /// What the person answers when the browser asks.
    pub(crate) answers: PushHere,
    pub(crate) deeds: Vec<(NoticeDeed, Language)>,
}

impl Default for NoticeOffice {
    fn default() -> Self {
        let server = Notices { mail: None, push: None };
        Self { server, browser: PushHere::Asks, answers: PushHere::Granted, deeds: Vec::new() }
    }
}

impl NoticeOffice {
    pub(crate) fn answer(
        &mut self,
        deed: NoticeDeed,
        language: Language,
        online: bool,
    ) -> Result<NoticesHere, NoticeFault> {
        self.deeds.push((deed.clone(), language));
        if !online {
            return Err(NoticeFault::Api(ApiFault::Unreachable));
        }
        let is_on = match deed {
            NoticeDeed::PushOn { .. } => {
                self.browser = self.answers;
                if self.browser != PushHere::Granted {
                    return Err(NoticeFault::Denied);
                }
                Some(true)
            }
            NoticeDeed::PushOff => Some(false),
            NoticeDeed::Mail(Some(address)) if !address.contains('@') => {
                let problem = Problem { code: Code::AddressMalformed, message: String::new(), retry_after_s: None };
                return Err(NoticeFault::Api(ApiFault::Problem(problem)));
            }
            NoticeDeed::Mail(address) => {
                self.server.mail.as_mut().expect("mail is offered").address = address;
                None
            }
            NoticeDeed::Look | NoticeDeed::Speak => None,
        };
        if let (Some(push), Some(is_on)) = (&mut self.server.push, is_on) {
            push.is_on = is_on;
        }
        Ok(NoticesHere { server: self.server.clone(), browser: self.browser })
    }
}
