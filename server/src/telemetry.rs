//! The log, on standard error. It holds ids, codes and durations; never names, texts, tokens or addresses of links.

use std::io;

use axum::extract::{MatchedPath, Request};
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::{DefaultOnFailure, DefaultOnRequest, DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};
use tracing_subscriber::EnvFilter;

use crate::settings::Log;

/// Starts the log; once a process.
pub fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    if log.json { subscriber.json().init() } else { subscriber.with_ansi(false).init() }
}

/// The layer that logs requests.
pub(crate) type Requests = TraceLayer<SharedClassifier<ServerErrorsAsFailures>, fn(&Request) -> Span>;

/// One line a request at level debug: its route, never its address, which may hold anything.
pub(crate) fn requests() -> Requests {
    TraceLayer::new_for_http()
        .make_span_with(span as fn(&Request) -> Span)
        .on_request(DefaultOnRequest::new().level(Level::TRACE))
        .on_response(DefaultOnResponse::new().level(Level::DEBUG))
        .on_failure(DefaultOnFailure::new().level(Level::WARN))
}

fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("a file of the client", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route)
}
