//! Telling people that there is something new, without a word of what: one mail a day, one push an hour.
//!
//! Each way is off until it is set up. What is new is decided from what stands beside documents and from the rights of
//! this moment (`shared::domain::news`); what is to be told lies in the database until it was, on whichever node.

mod choice;
mod mail;
mod push;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use samspil_shared::domain::{PersonId, Timestamp};

use crate::store::notices::{Outgoing, Way};
use crate::store::{Store, StoreError};
use crate::sync::Hub;

pub use choice::ChoiceError;
pub use mail::{BadMail, Mail};
pub use push::{Push, Subscription};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(60);
/// Between two pushes to one person.
const PUSH_PAUSE_MS: i64 = 3_600_000;
/// So long a node keeps what it has taken to tell; it is longer than telling takes.
const LEASE_MS: i64 = 10 * 60_000;
/// A mail that could not be sent for so long is left out: the next day has its own.
const MAIL_OLD_MS: i64 = 20 * 3_600_000;
/// The same for a push.
const PUSH_OLD_MS: i64 = 2 * 3_600_000;
/// Pause after the first failure; it doubles with each, six times.
const BACKOFF_MS: i64 = 60_000;
/// Told in one go.
const BATCH: i64 = 10;
/// Pushes on their way at once.
const AT_ONCE: usize = 8;

/// How people can be told.
#[derive(Debug, Default)]
pub struct Ways {
    pub mail: Option<Mail>,
    pub push: Option<Push>,
}

/// What came of telling somebody.
enum Told {
    Yes,
    /// The device takes no pushes any more.
    Gone,
    /// Trying again would not help.
    Never,
    /// It is tried again, at the earliest after so many milliseconds.
    Later(i64),
}

/// Tells people, on one node. Cloning shares it.
#[derive(Clone)]
pub struct Notices(Arc<Inner>);

struct Inner {
    hub: Hub,
    ways: Ways,
    /// The app's root.
    link: String,
}

impl Notices {
    /// `link` is where the app is.
    pub fn new(hub: Hub, ways: Ways, link: String) -> Self {
        Self(Arc::new(Inner { hub, ways, link }))
    }

    /// How people can be told here.
    pub fn ways(&self) -> &Ways {
        &self.0.ways
    }

    /// Runs until it is dropped.
    pub(crate) async fn run(self) {
        let mut minutes = tokio::time::interval(EVERY);
        minutes.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            minutes.tick().await;
            if let Err(error) = self.tick().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "could not look for what is new");
            }
        }
    }

    /// Looks once for whom there is something new, and tells what is to be told.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer; nothing is lost.
    pub async fn tick(&self) -> Result<(), StoreError> {
        let (store, now) = (self.store(), self.0.hub.now());
        store.note_synced(&self.0.hub.presence().seen(now)).await?;
        if let Some(mail) = &self.0.ways.mail
            && mail.is_time(now)
        {
            self.decide_mails(now).await?;
        }
        if self.0.ways.push.is_some() {
            self.decide_pushes(now).await?;
        }
        self.tell(now).await
    }

    fn store(&self) -> &Store {
        self.0.hub.store()
    }

    /// What is damaged of one person's must not keep everybody else from being told.
    async fn has_news(&self, person: PersonId, since: Timestamp, now: Timestamp) -> bool {
        self.store().has_news(person, since, now).await.unwrap_or_else(|error| {
            tracing::warn!(%person, error = &error as &dyn std::error::Error, "could not look for what is new to somebody");
            false
        })
    }

    async fn decide_mails(&self, now: Timestamp) -> Result<(), StoreError> {
        let store = self.store();
        loop {
            let due = store.due_for_mail(now).await?;
            if due.is_empty() {
                return Ok(());
            }
            for one in due {
                let has_news = self.has_news(one.person, one.since, now).await;
                store.decide_mail(one.person, has_news, now).await?;
            }
        }
    }

    async fn decide_pushes(&self, now: Timestamp) -> Result<(), StoreError> {
        let (store, before) = (self.store(), now.plus_ms(-PUSH_PAUSE_MS));
        let mut after: Option<PersonId> = None;
        loop {
            let due = store.due_for_push(before, after).await?;
            let Some(last) = due.last() else { return Ok(()) };
            after = Some(last.person);
            for one in due {
                if self.has_news(one.person, one.since, now).await {
                    store.decide_push(one.person, before, now).await?;
                }
            }
        }
    }

    async fn tell(&self, now: Timestamp) -> Result<(), StoreError> {
        loop {
            let now = now.max(self.0.hub.now());
            let taken = self.store().take_outgoing(now, now.plus_ms(LEASE_MS), BATCH).await?;
            if taken.is_empty() {
                return Ok(());
            }
            let (mails, pushes): (Vec<_>, Vec<_>) = taken.into_iter().partition(|one| one.way == Way::Mail);
            // One after the other: a relay that is down is asked once a look, not once a person.
            let mut is_down = false;
            for mail in &mails {
                let told = if is_down { Told::Later(0) } else { self.tell_one(mail, now).await? };
                is_down |= matches!(told, Told::Later(_));
                self.note(mail, told, now).await?;
            }
            let telling = futures_util::stream::iter(pushes.into_iter().map(|push| self.clone().tell_alone(push, now)));
            telling.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        }
    }

    async fn tell_alone(self, one: Outgoing, now: Timestamp) -> Result<(), StoreError> {
        let told = self.tell_one(&one, now).await?;
        self.note(&one, told, now).await
    }

    /// What is damaged of one person's is left out: trying again would not mend it, and everybody else is still to be told.
    async fn tell_one(&self, one: &Outgoing, now: Timestamp) -> Result<Told, StoreError> {
        match self.tries_to_tell(one, now).await {
            Err(error) if error.is_damage() => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(person = %one.person, error, "could not read how somebody wants to be told");
                Ok(Told::Never)
            }
            told => told,
        }
    }

    async fn tries_to_tell(&self, one: &Outgoing, now: Timestamp) -> Result<Told, StoreError> {
        let store = self.store();
        let too_old = if one.way == Way::Mail { MAIL_OLD_MS } else { PUSH_OLD_MS };
        let Some(choice) = store.notice_choice(one.person).await? else { return Ok(Told::Never) };
        // Whoever has been here since has it.
        let has_it = store.synced_at(one.person).await?.is_some_and(|at| at > one.made_at);
        if has_it || now.ms_since(one.made_at) > too_old {
            return Ok(Told::Never);
        }
        Ok(match (one.way, &self.0.ways) {
            (Way::Mail, Ways { mail: Some(mail), .. }) => match &choice.address {
                Some(address) => mail.send(address, choice.language, &self.0.link, store.edge()).await,
                None => Told::Never,
            },
            (Way::Push(device), Ways { push: Some(push), .. }) => match store.subscription(device).await? {
                Some(stored) => push.send(&stored, choice.language, store.edge()).await,
                None => Told::Never,
            },
            // Another node has the way that this one lacks, or it was taken out of the settings.
            _ => Told::Later(0),
        })
    }

    async fn note(&self, one: &Outgoing, told: Told, now: Timestamp) -> Result<(), StoreError> {
        let store = self.store();
        match (told, one.way) {
            (Told::Later(at_least), _) => {
                let doublings = u32::try_from(one.tries.clamp(1, 7) - 1).unwrap_or(0);
                store.tell_again(one, now.plus_ms(at_least.max(BACKOFF_MS << doublings))).await
            }
            (Told::Gone, Way::Push(device)) => {
                let mut tx = store.begin().await?;
                store.end_subscription(&mut tx, device).await?;
                Ok(tx.commit().await?)
            }
            (Told::Yes | Told::Never | Told::Gone, _) => store.is_told(one).await,
        }
    }
}

impl fmt::Debug for Notices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notices").field("ways", &self.0.ways).finish_non_exhaustive()
    }
}
