//! From settings to a running server, and down again without a broken answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::{ListenerExt, TapIo};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::edge::Edge;
use crate::settings::{DataDir, DataDirError, Settings};
use crate::state::AppState;
use crate::store::{Store, StoreError, StoreSettings};
use crate::sync::Poller;
use crate::{jobs, metrics, routes};

/// How long open requests may take after the signal to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Why the server did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error("The database cannot be used: {0}.")]
    Store(#[from] StoreError),
    #[error("The address {address} cannot be listened on: {source}.")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("The server stopped: {0}.")]
    Stopped(std::io::Error),
}

/// Opens the data folder and both databases. What was made for the first time stands in `DataDir::made`.
pub async fn open(settings: &Settings, edge: Edge) -> Result<(DataDir, Store), ServeError> {
    let data = edge.with_rng(|rng| DataDir::open(&settings.data, rng))?;
    let store = Store::open(StoreSettings {
        main: settings.db.url(),
        keys: settings.keys_db.url(),
        master: data.master.0,
        node: settings.node.as_str().to_owned(),
        edge,
    })
    .await?;
    Ok((data, store))
}

/// Binds the address of the settings.
pub async fn listen(settings: &Settings) -> Result<TcpListener, ServeError> {
    bind(settings.listen).await
}

/// Binds the address of the settings for the numbers, if there is one.
pub(crate) async fn listen_for_metrics(settings: &Settings) -> Result<Option<TcpListener>, ServeError> {
    match settings.metrics_listen {
        Some(address) => bind(address).await.map(Some),
        None => Ok(None),
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// Connections that answer at once: frames are small, and the kernel is not to hold one back for the next.
pub fn prompt(listener: TcpListener) -> TapIo<TcpListener, fn(&mut TcpStream)> {
    listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection answers more slowly");
        }
    })
}

/// Serves until `shutdown` is done, then says good-bye to sockets and lets open requests finish.
pub async fn serve(
    state: AppState,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_with(state, listener, None, shutdown).await
}

/// As [`serve`], with the numbers for whoever runs the server on an address of their own.
pub(crate) async fn serve_with(
    state: AppState,
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let poller = Poller::start(state.hub().clone());
    let jobs = tokio::spawn(jobs::run(state.hub().clone()));
    let notices = state.notices().cloned().map(|notices| tokio::spawn(notices.run()));
    let metrics = metrics_listener.map(|listener| {
        let app = metrics::router(state.clone());
        tokio::spawn(async move { axum::serve(listener, app).await })
    });
    let app = routes::router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = Arc::new(Notify::new());
    let signal = {
        let (stopping, hub) = (Arc::clone(&stopping), state.hub().clone());
        async move {
            tokio::select! {
                () = shutdown => {}
                () = hub.stopping() => {}
            }
            stopping.notify_one();
        }
    };
    let last_answers = async {
        stopping.notified().await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    let served = tokio::select! {
        served = axum::serve(prompt(listener), app).with_graceful_shutdown(signal) => served.map_err(ServeError::Stopped),
        () = last_answers => Ok(()),
    };
    // Whoever is slow to hear it is cut off.
    let _ = tokio::time::timeout(LAST_ANSWERS, state.hub().stop()).await;
    jobs.abort();
    if let Some(notices) = notices {
        notices.abort();
    }
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    drop(poller);
    state.store().close().await;
    served
}
