//! What the server answers a page's own session, asked past the page: with its cookie, from its origin.

use anyhow::{Context, ensure};
use samspil_shared::api::Session;
use samspil_shared::domain::{Acting, Role};
use samspil_shared::sync::frame::{ClientFrame, Hello, SUBPROTOCOL, ServerFrame, VERSION};
use serde::Serialize;
use serde_json::Value;

use crate::browser::Browser;
use crate::wait;

impl Browser {
    /// A new session of whoever is signed in here.
    pub async fn own_session(&self) -> anyhow::Result<Session> {
        let script = "const done = arguments[arguments.length - 1];
            fetch('/api/refresh', { method: 'POST' }).then(answer => answer.json()).then(done, error => done(String(error)));";
        let answer = self.script_async(script).await?;
        serde_json::from_value(answer.clone()).with_context(|| format!("no session: {answer}"))
    }

    /// The status and the body of an answer to a request of that session.
    pub async fn asks(&self, session: &Session, path: &str, body: &impl Serialize) -> anyhow::Result<(u64, Value)> {
        let (path, token) = (Value::from(path), Value::from(format!("Bearer {}", session.access_token)));
        let body = Value::from(serde_json::to_string(body)?);
        let script = format!(
            "const done = arguments[arguments.length - 1];
            const headers = {{ authorization: {token}, 'content-type': 'application/json' }};
            fetch({path}, {{ method: 'POST', headers, body: {body} }})
                .then(async answer => [answer.status, await answer.json()])
                .then(done, error => done(String(error)));"
        );
        let answer = self.script_async(&script).await?;
        serde_json::from_value(answer.clone()).with_context(|| format!("no answer: {answer}"))
    }

    /// Says these frames on a socket of its own, in this role, and hears the server until `is_all` holds of what it said. A
    /// push and a fetch are answered in any order.
    pub async fn says(
        &self,
        session: &Session,
        role: Role,
        frames: &[ClientFrame],
        is_all: impl Fn(&[ServerFrame]) -> bool,
    ) -> anyhow::Result<Vec<ServerFrame>> {
        let choice = session.acting.iter().find(|choice| choice.role == role).context("not in this role")?;
        let hello = ClientFrame::Hello(Hello {
            versions: vec![VERSION],
            app: u32::MAX,
            ticket: session.access_token.clone(),
            enrolment: session.enrolment,
            epoch: None,
            acting: Acting { role, unit: choice.unit },
            cursors: Vec::new(),
            device_time: session.now,
        });
        let said: Vec<String> = [&hello].into_iter().chain(frames).map(|frame| hex::encode(frame.encode())).collect();
        let said = serde_json::to_string(&said)?;
        let script = format!(
            "const heard = window.samspilHeard = [];
            const socket = window.samspilSays = new WebSocket(location.origin.replace('http', 'ws') + '/sync', '{SUBPROTOCOL}');
            socket.binaryType = 'arraybuffer';
            socket.onopen = () => {said}.forEach(frame => {{
                socket.send(Uint8Array.from(frame.match(/../g), two => parseInt(two, 16)));
            }});
            socket.onmessage = ({{ data }}) => {{
                heard.push(Array.from(new Uint8Array(data), byte => byte.toString(16).padStart(2, '0')).join(''));
            }};"
        );
        self.script(&script, vec![]).await?;
        let heard = wait::until("the server to answer all of it", async || {
            let heard: Vec<String> = serde_json::from_value(self.script("return window.samspilHeard", vec![]).await?)?;
            let frame = |frame: &String| anyhow::Ok(ServerFrame::decode(&hex::decode(frame)?)?);
            let heard = heard.iter().map(frame).collect::<Result<Vec<_>, _>>()?;
            ensure!(is_all(&heard), "it said so far: {heard:?}");
            Ok(heard)
        })
        .await?;
        self.script("window.samspilSays.close()", vec![]).await?;
        Ok(heard)
    }
}
