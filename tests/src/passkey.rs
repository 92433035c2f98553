//! An authenticator in the browser's hand, as Chromium plays one for tests: always touched, always sure who it is.

use anyhow::Context;
use serde_json::json;

use crate::browser::Browser;

/// An authenticator. It lives as long as the tab that it was put into.
#[derive(Debug)]
pub struct Authenticator(String);

impl Browser {
    /// Puts an authenticator into this tab; `computes` says whether its passkeys have PRF.
    pub async fn put_authenticator(&self, computes: bool) -> anyhow::Result<Authenticator> {
        self.cdp("WebAuthn.enable", json!({})).await?;
        let options = json!({ "options": {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
            "hasPrf": computes,
        } });
        let put = self.cdp("WebAuthn.addVirtualAuthenticator", options).await?;
        Ok(Authenticator(put["authenticatorId"].as_str().context("no authenticator")?.to_owned()))
    }

    /// Takes all passkeys off it.
    pub async fn empty_authenticator(&self, authenticator: &Authenticator) -> anyhow::Result<()> {
        let which = json!({ "authenticatorId": authenticator.0 });
        self.cdp("WebAuthn.clearCredentials", which).await.map(drop)
    }

    /// *Mere*, *Adgangsnøgler*, *Lav en adgangsnøgle*; waits until it is in the list.
    pub async fn make_passkey(&self) -> anyhow::Result<()> {
        self.see_passkeys().await?;
        self.button("Lav en adgangsnøgle").click().await?;
        self.thing_beginning(&["button"], "Linux").is_there().await
    }

    /// *Mere*, *Adgangsnøgler*.
    pub async fn see_passkeys(&self) -> anyhow::Result<()> {
        self.go_to("Mere").await?;
        self.thing_beginning(&["link"], "Adgangsnøgler").click().await?;
        self.heading("Adgangsnøgler").is_there().await
    }
}
