//! `samspil demo`: a server with invented Danish people in it, some weeks into their work together.

mod cast;
mod diary;
mod story;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{Days, NaiveDate, NaiveTime};
use samspil_shared::domain::Timestamp;

use super::{CliError, Out, Serve};
use crate::edge::Edge;
use crate::serve;
use crate::settings::{Given, Settings, load};

/// Everybody's password in the demo.
const PASSWORD: &str = "klit måge sand bølge fyr sol";

/// The clock of the story that is told: the machine's randomness, another time.
#[derive(Clone, Debug)]
struct StoryTime {
    today: NaiveDate,
    /// When it is told.
    real: Timestamp,
    now: Arc<AtomicI64>,
}

impl StoryTime {
    fn new(now: Timestamp) -> Result<Self, CliError> {
        let today = now.local_date().ok_or_else(|| CliError::Said("The machine's clock is mad.".to_owned()))?;
        Ok(Self { today, real: now, now: Arc::new(AtomicI64::new(now.as_ms())) })
    }

    fn edge(&self) -> Edge {
        let now = Arc::clone(&self.now);
        Edge::with_clock(move || Timestamp::from_ms(now.load(Ordering::SeqCst)))
    }

    fn day(&self, days_ago: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days_ago)).unwrap_or(self.today)
    }

    /// The instant so many days before today, at this hour and minute in Denmark.
    fn at(&self, days_ago: u64, (hour, minute): (u32, u32)) -> Timestamp {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        let at = Timestamp::from_local(self.day(days_ago).and_time(time));
        at.unwrap_or(Timestamp::from_ms(self.now.load(Ordering::SeqCst)))
    }

    fn set(&self, at: Timestamp) {
        self.now.store(at.as_ms(), Ordering::SeqCst);
    }
}

/// Makes the people unless they are there, says who they are, and serves.
pub(super) async fn demo(mut given: Given, edge: Edge, out: &mut Out) -> Result<(), CliError> {
    let folder = Folder::for_demo(&mut given);
    let mut settings = load(&given, std::env::vars())?;
    // Everybody's password stands in the terminal; whoever looks around has no passkeys of theirs.
    settings.require_staff_passkey.get_or_insert(false);
    let story = StoryTime::new(edge.now())?;
    let (_, store) = serve::open(&settings, story.edge()).await?;
    if store.user_by_login(cast::PEOPLE[0].login).await?.is_none() {
        writeln!(out, "Making the people of the demo ...")?;
        story::tell(&store, &story).await?;
    }
    store.close().await;
    introduce(&settings, out)?;
    let served = super::serve(&settings, edge, &Serve::default(), out).await;
    drop(folder);
    served
}

fn introduce(settings: &Settings, out: &mut Out) -> Result<(), CliError> {
    writeln!(out, "\nEverybody here is invented. The password of all of them: {PASSWORD}\n")?;
    writeln!(out, "  {:<10} {:<20} what for", "login", "name")?;
    for person in cast::PEOPLE {
        writeln!(out, "  {:<10} {:<20} {}", person.login, person.name, person.note)?;
    }
    writeln!(
        out,
        "\nTry it: sign in as maria in one browser profile and as mette in another. Stop this server, write an"
    )?;
    writeln!(out, "entry as maria, start it again with the same --data, and share the entry: mette sees it.")?;
    if settings.listen.port() != 0 {
        writeln!(out, "\nOpen {}\n", settings.public_url_at(settings.listen).origin())?;
    }
    Ok(())
}

/// A folder that is gone when the demo ends.
struct Folder(Option<PathBuf>);

impl Folder {
    /// Names a folder for the data if none was named.
    fn for_demo(given: &mut Given) -> Self {
        if given.data.is_some() || std::env::var_os("SAMSPIL_DATA").is_some() || given.config.is_some() {
            return Self(None);
        }
        let name = format!("samspil-demo-{}", hex::encode(Edge::system().bytes::<6>()));
        let path = std::env::temp_dir().join(name);
        given.data = Some(path.display().to_string());
        Self(Some(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            remove(path);
        }
    }
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_dir_all(path) {
        tracing::warn!(%error, path = %path.display(), "the demo's folder stays");
    }
}
