//! The command line: every command works beside a live server on the same database.

mod args;
mod backup;
mod calendar;
mod check;
#[cfg(feature = "testing")]
mod clock;
mod demo;
mod duty;
#[cfg(feature = "testing")]
mod fill;
mod people;
mod setup;
mod signal;

use std::io::{self, Write};

use clap::{Args, Parser, Subcommand};

use crate::admin::AdminError;
use crate::assets::Assets;
use crate::backup::BackupError;
use crate::edge::Edge;
use crate::notices::{Push, Ways};
use crate::serve::{self, ServeError};
use crate::settings::{BadSettings, DataDir, DataDirError, Given, MailSettings, PublicUrl, Settings, load};
use crate::state::AppState;
use crate::store::{Store, StoreError};
use crate::sync::CardError;
use crate::telemetry;

/// Where answers go.
pub type Out = dyn Write + Send;

/// Samspil: foster families, institutions and consultants on one page, with or without a connection.
#[derive(Parser, Debug)]
#[command(name = "samspil", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    given: Given,
    /// A file with the milliseconds by which this program's clock is ahead of the machine's
    #[cfg(feature = "testing")]
    #[arg(long, global = true, value_name = "FILE")]
    clock: Option<std::path::PathBuf>,
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    #[cfg(feature = "testing")]
    fn edge(&self) -> Edge {
        self.clock.clone().map_or_else(Edge::system, clock::told_by)
    }

    #[cfg(not(feature = "testing"))]
    fn edge(&self) -> Edge {
        Edge::system()
    }
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Run the server
    Serve(Serve),
    /// Run a server with invented people to try it with
    Demo,
    /// People: add, give a new link, end
    #[command(subcommand)]
    User(people::User),
    /// Devices: list a person's, end one
    #[command(subcommand)]
    Device(people::Device),
    /// Municipalities, institutions, family centres
    #[command(subcommand)]
    Unit(setup::Unit),
    /// Foster families
    #[command(subcommand)]
    Family(setup::Family),
    /// A child's placement in a family
    #[command(subcommand)]
    Placement(setup::Placement),
    /// Who takes part in what
    #[command(subcommand)]
    Member(people::Member),
    /// The akuttelefon's rota, and who stands in for which consultant
    #[command(subcommand)]
    Duty(duty::Duty),
    /// Keys in the data folder
    #[command(subcommand)]
    Keys(Keys),
    /// Holidays and due days
    #[command(subcommand)]
    Calendar(calendar::Calendar),
    /// Verify hashes, chains and counts
    Check,
    /// Copy the records into a file, also while the server runs
    Backup(backup::Backup),
    /// Put a copy in the place of the records; the server must not run
    Restore(backup::Restore),
    /// The server's history
    #[command(subcommand)]
    Epoch(backup::Epoch),
    /// Write many entries into somebody's logbook, for measurements
    #[cfg(feature = "testing")]
    Fill(fill::Fill),
    /// Register calls of the last months that nobody has taken, for stories
    #[cfg(feature = "testing")]
    FillCalls(fill::calls::FillCalls),
}

#[derive(Args, Debug, Default)]
struct Serve {
    /// Record every frame that is sent to somebody, in a file of this folder named after them
    #[cfg(feature = "testing")]
    #[arg(long, value_name = "DIR")]
    tap: Option<std::path::PathBuf>,
    /// Serve the client from this folder
    #[cfg(feature = "testing")]
    #[arg(long, value_name = "DIR")]
    client: Option<std::path::PathBuf>,
}

impl Serve {
    #[cfg(feature = "testing")]
    fn prepare(&self, hub: &crate::sync::Hub) {
        if let Some(folder) = &self.tap {
            hub.tap_to(folder);
        }
    }

    #[cfg(not(feature = "testing"))]
    fn prepare(&self, _: &crate::sync::Hub) {}

    fn assets(&self, settings: &Settings) -> Assets {
        Assets {
            killed: settings.kill_service_worker,
            #[cfg(feature = "testing")]
            folder: self.client.clone(),
        }
    }
}

#[derive(Subcommand, Debug)]
enum Keys {
    /// A new key that signs tickets; servers take it up at their next start
    Rotate,
}

/// Why a command was not done, as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Settings(#[from] BadSettings),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    Admin(#[from] AdminError),
    #[error("The database: {0}.")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error("{0}")]
    Said(String),
    #[error("{0}")]
    Misused(String),
    #[error("The document was not written: {0}.")]
    Card(#[from] CardError),
    #[error(transparent)]
    Placement(#[from] crate::admin::office::PlacementError),
    #[error("Check found {0} faults.")]
    Faults(usize),
    #[error("Push cannot be sent: {0}.")]
    Push(io::Error),
    #[error("The answer could not be written: {0}.")]
    Output(#[from] io::Error),
}

impl CliError {
    /// What the program ends with: 2 for what was written wrongly, as for an option that does not exist, 1 for the rest.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Misused(_) => 2,
            _ => 1,
        }
    }
}

/// Where a command works.
struct Place<'a> {
    settings: &'a Settings,
    store: Store,
    out: &'a mut Out,
}

impl Place<'_> {
    /// The address that goes into a printed link.
    fn public_url(&self) -> Result<PublicUrl, CliError> {
        let at = self.settings.listen;
        if self.settings.public_url.is_none() && at.port() == 0 {
            return Err(CliError::Said("Say --public-url, so that the link names the right address.".to_owned()));
        }
        Ok(self.settings.public_url_at(at))
    }
}

/// Does what was asked. Answers go to `out`, one fact a line; the log goes to standard error.
pub async fn run(cli: Cli, out: &mut Out) -> Result<(), CliError> {
    // Without a unit it needs neither settings nor a database.
    if let Command::Calendar(command) = &cli.command
        && command.unit().is_none()
    {
        return calendar::calendar(command, out);
    }
    let settings = load(&cli.given, std::env::vars())?;
    telemetry::start(&settings.log);
    let edge = cli.edge();
    match cli.command {
        Command::Calendar(command) => {
            at(&settings, edge, out, async |place| calendar::of_unit(place, &command).await).await
        }
        Command::Serve(how) => serve(&settings, edge, &how, out).await,
        Command::Demo => demo::demo(cli.given, edge, out).await,
        Command::Keys(Keys::Rotate) => rotate(&settings, &edge, out),
        Command::User(command) => at(&settings, edge, out, async |place| people::user(place, command).await).await,
        Command::Device(command) => at(&settings, edge, out, async |place| people::device(place, command).await).await,
        Command::Member(command) => at(&settings, edge, out, async |place| people::member(place, command).await).await,
        Command::Duty(command) => at(&settings, edge, out, async |place| duty::duty(place, command).await).await,
        Command::Unit(command) => {
            at(&settings, edge, out, async |place| setup::unit_command(place, command).await).await
        }
        Command::Family(command) => at(&settings, edge, out, async |place| setup::family(place, command).await).await,
        Command::Placement(command) => {
            at(&settings, edge, out, async |place| setup::placement(place, command).await).await
        }
        #[cfg(feature = "testing")]
        Command::Fill(what) => {
            let clock = fill::Clock::default();
            at(&settings, clock.edge(), out, async |place| fill::fill(place, &clock, what).await).await
        }
        #[cfg(feature = "testing")]
        Command::FillCalls(what) => {
            let clock = fill::Clock::default();
            at(&settings, clock.edge(), out, async |place| fill::calls::fill_calls(place, &clock, what).await).await
        }
        Command::Backup(what) => at(&settings, edge, out, async |place| backup::backup(place, what).await).await,
        Command::Restore(what) => backup::restore(&settings, edge, what, out).await,
        Command::Epoch(command) => at(&settings, edge, out, async |place| backup::epoch(place, command).await).await,
        Command::Check => at(&settings, edge, out, async |place| check::check(place).await).await,
    }
}

/// Does something on the database, and lets go of it whatever came of it.
async fn at(
    settings: &Settings,
    edge: Edge,
    out: &mut Out,
    work: impl AsyncFnOnce(&mut Place<'_>) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let (data, store) = serve::open(settings, edge).await?;
    tell_made(&data);
    let done = work(&mut Place { settings, store: store.clone(), out }).await;
    store.close().await;
    done
}

fn rotate(settings: &Settings, edge: &Edge, out: &mut Out) -> Result<(), CliError> {
    let mut data = edge.with_rng(|rng| DataDir::open(&settings.data, rng))?;
    let path = edge.with_rng(|rng| data.rotate_signing(rng))?;
    writeln!(out, "key {}", path.display())?;
    Ok(())
}

async fn serve(settings: &Settings, edge: Edge, how: &Serve, out: &mut Out) -> Result<(), CliError> {
    let shutdown = signal::stop()?;
    let listener = serve::listen(settings).await?;
    let metrics = serve::listen_for_metrics(settings).await?;
    let bound = listener.local_addr()?;
    let (mut data, store) = serve::open(settings, edge).await?;
    let ways = ways(settings, &mut data, store.edge())?;
    tell_made(&data);
    let (url, proxies) = (settings.public_url_at(bound), settings.trusted_proxies.clone());
    let state = AppState::start(store, &data, url, proxies).await?;
    if settings.require_staff_passkey.unwrap_or(true) {
        state.require_staff_passkeys();
    }
    state.tell_by(ways);
    how.prepare(state.hub());
    state.serve_assets(how.assets(settings));
    tracing::info!(public_url = state.public_url().origin(), "serving");
    if let Some(metrics) = &metrics {
        writeln!(out, "metrics on http://{}/metrics", metrics.local_addr()?)?;
    }
    writeln!(out, "listening on http://{bound}")?;
    out.flush()?;
    serve::serve_with(state, listener, metrics, shutdown).await?;
    Ok(())
}

/// How people are told of something new: as far as it was set up.
fn ways(settings: &Settings, data: &mut DataDir, edge: &Edge) -> Result<Ways, CliError> {
    let mail = settings.mail.as_ref().map(MailSettings::mail).transpose();
    let mail = mail.map_err(|error| CliError::Said(format!("The setting smtp is not usable: {error}.")))?;
    let push = match &settings.push_contact {
        Some(contact) => {
            let seed = edge.with_rng(|rng| data.push_seed(rng))?;
            Some(Push::new(&seed, contact.as_str().to_owned()).map_err(CliError::Push)?)
        }
        None => None,
    };
    Ok(Ways { mail, push })
}

fn tell_made(data: &DataDir) {
    for line in &data.made {
        eprintln!("{line}");
    }
}
