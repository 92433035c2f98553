//! Numbers for whoever runs the server, in the text form that Prometheus reads. They count; they name nobody. They are
//! served on an address of their own, which is not meant for the open network.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header;
use samspil_shared::sync::frame::{Fate, OpResult};

use crate::state::AppState;

/// What one node did since it started.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    connections: AtomicU64,
    connected: AtomicU64,
    stored: AtomicU64,
    later: AtomicU64,
    never: AtomicU64,
    returned: AtomicU64,
    groups: AtomicU64,
    grouped: AtomicU64,
    requests: [AtomicU64; 5],
}

/// Counts a connection for as long as it lives.
#[derive(Debug)]
pub(crate) struct Connected<'a>(&'a Metrics);

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        self.0.connected.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// A socket was opened.
    pub(crate) fn connect(&self) -> Connected<'_> {
        self.connections.fetch_add(1, Ordering::Relaxed);
        self.connected.fetch_add(1, Ordering::Relaxed);
        Connected(self)
    }

    /// A push was answered.
    pub(crate) fn pushed(&self, results: &[OpResult]) {
        for result in results {
            let counter = match result {
                OpResult::Stored { .. } | OpResult::Exists => &self.stored,
                OpResult::Later { .. } => &self.later,
                OpResult::Never { .. } => &self.never,
            };
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A document was brought back.
    pub(crate) fn returned(&self, fate: Fate) {
        if fate == Fate::Kept {
            self.returned.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// So many jobs were written in one transaction.
    pub(crate) fn grouped(&self, jobs: usize) {
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.grouped.fetch_add(jobs as u64, Ordering::Relaxed);
    }

    /// A request was answered with this status.
    pub(crate) fn answered(&self, status: u16) {
        if let Some(counter) = usize::from(status / 100).checked_sub(1).and_then(|class| self.requests.get(class)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, what: &str, kind: &str, values: &[(&str, &AtomicU64)]| {
            // Writing into a string has nothing to fail at.
            let _ = writeln!(text, "# HELP samspil_{name} {what}\n# TYPE samspil_{name} {kind}");
            for (label, value) in values {
                let _ = writeln!(text, "samspil_{name}{label} {}", value.load(Ordering::Relaxed));
            }
        };
        line("connected", "Sockets that are open.", "gauge", &[("", &self.connected)]);
        line("connections_total", "Sockets that were opened.", "counter", &[("", &self.connections)]);
        let operations = [
            ("{answer=\"stored\"}", &self.stored),
            ("{answer=\"later\"}", &self.later),
            ("{answer=\"never\"}", &self.never),
        ];
        line("operations_total", "Operations that devices pushed, by answer.", "counter", &operations);
        line(
            "returned_total",
            "Documents that devices brought back after a restore.",
            "counter",
            &[("", &self.returned)],
        );
        line("groups_total", "Transactions of the writer.", "counter", &[("", &self.groups)]);
        line("grouped_total", "What was written in them.", "counter", &[("", &self.grouped)]);
        let [one, two, three, four, five] = &self.requests;
        let requests = [
            ("{status=\"1xx\"}", one),
            ("{status=\"2xx\"}", two),
            ("{status=\"3xx\"}", three),
            ("{status=\"4xx\"}", four),
            ("{status=\"5xx\"}", five),
        ];
        line("requests_total", "Requests that were answered, by status.", "counter", &requests);
        text
    }
}

/// What is served on the address of its own.
pub(crate) fn router(state: AppState) -> Router {
    Router::new().route("/metrics", get(show)).with_state(state)
}

async fn show(State(state): State<AppState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.hub().metrics().text())
}
