//! The first look around.

use std::rc::Rc;

use super::{Runtime, log, store_fault};
use crate::app::command::Token;
use crate::app::model::token_in;
use crate::app::msg::{Msg, Started, VaultOnDevice};
use crate::app::route::Route;
use crate::shell::error::ShellError;
use crate::shell::focus::FocusKeeper;
use crate::shell::location::{self, Routing};
use crate::shell::service_worker::Updates;
use crate::shell::visibility::{self, Watching};
use crate::shell::{facts, language, passkey, public};

/// Build number of the app, counted up with each release: the server says which it still takes edits from.
const BUILD: u32 = 1;

impl Runtime {
    /// Looks what the device holds and begins.
    pub fn start(&self) {
        let this = self.clone();
        self.later(async move {
            Some(match this.look().await {
                Ok(started) => Msg::Started(started),
                Err(error) => Msg::NotStarted(store_fault(&error)),
            })
        });
        let this = self.clone();
        self.later(async move {
            match Updates::register(&this.0.events).await {
                Ok(updates) => {
                    this.0.updates.replace(Some(Rc::new(updates)));
                }
                // Without it the app runs; it only does not start without the server.
                Err(error) => log::note("registering the service worker", &error),
            }
            None
        });
    }

    async fn look(&self) -> Result<Started, ShellError> {
        let route = Route::parse(&location::path()?);
        let link: Option<Token> = location::take_fragment()?.and_then(|fragment| token_in(&fragment));
        let locked = location::take_locked()?;
        let watching = Watching::start(&self.0.events)?;
        let routing = Routing::start(self.0.events.clone())?;
        self.0.edges.replace(Some((watching, routing, FocusKeeper::start()?)));
        let stored = self.0.vaults.all().await?;
        let mut vaults = Vec::new();
        for vault in stored {
            let header = vault.header.ok();
            vaults.push(VaultOnDevice {
                person: vault.person,
                enrolment: header.as_ref().map(|header| header.enrolment),
                initials: header.as_ref().map(|header| header.initials.clone()).unwrap_or_default(),
                password: header.as_ref().is_some_and(|header| header.password.is_some()),
                passkey: header.as_ref().is_some_and(|header| !header.passkeys.is_empty()),
            });
            self.0.headers.borrow_mut().extend(header);
        }
        if !visibility::visible()? {
            self.send(Msg::Visible(false));
        }
        Ok(Started {
            route,
            link,
            vaults,
            locked,
            tab: self.0.tab.to_bytes(),
            app: BUILD,
            passkeys: passkey::is_there(),
            install_first: facts::installs_first()?,
            language: language::spoken()?,
            facts: public::kept(),
            station: public::station(),
            not_ready: public::not_ready(),
        })
    }
}
