//! The signals that end a server.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Done when the process is asked to stop, by its manager or from the keyboard. Asked for before anything is opened, so
/// that no signal is missed.
pub(super) fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
