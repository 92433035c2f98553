//! What a person chooses, and what this server offers them.

use samspil_shared::api::{self, MailNotices, PushNotices, SetNotices, SubscribePush};
use samspil_shared::domain::{EnrolmentId, PersonId};

use super::{Mail, Notices};
use crate::store::StoreError;
use crate::store::notices::Choice;

/// Why a choice was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    #[error("this server does not tell in this way, or not on this device")]
    NotOffered,
    #[error("no mail or push can go to this address")]
    Address,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Notices {
    /// What the person has chosen, and what there is to choose on this device.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn of(&self, person: PersonId, device: EnrolmentId) -> Result<api::Notices, StoreError> {
        let store = self.store();
        let mail = match &self.ways().mail {
            Some(mail) => {
                let address = store.notice_choice(person).await?.and_then(|choice| choice.address);
                Some(MailNotices { hour: mail.hour(), address })
            }
            None => None,
        };
        let push = match &self.ways().push {
            Some(push) if store.takes_notices(device, person).await? => {
                let is_on = store.subscription(device).await?.is_some();
                Some(PushNotices { key: push.public().to_owned(), is_on })
            }
            _ => None,
        };
        Ok(api::Notices { mail, push })
    }

    /// Keeps where the daily mail goes, or that there is none.
    ///
    /// # Errors
    /// [`ChoiceError`], and nothing was changed.
    pub async fn choose(&self, person: PersonId, chosen: SetNotices) -> Result<(), ChoiceError> {
        let SetNotices { address, language } = chosen;
        if address.is_some() && self.ways().mail.is_none() {
            return Err(ChoiceError::NotOffered);
        }
        if address.as_ref().is_some_and(|address| !Mail::takes(address)) {
            return Err(ChoiceError::Address);
        }
        let store = self.store();
        let mut tx = store.begin().await?;
        store.set_notices(&mut tx, person, &Choice { language, address }, store.edge().now()).await?;
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// From here on this device is told.
    ///
    /// # Errors
    /// [`ChoiceError`], and nothing was changed.
    pub async fn subscribe(
        &self,
        person: PersonId,
        device: EnrolmentId,
        said: &SubscribePush,
    ) -> Result<(), ChoiceError> {
        let (store, now) = (self.store(), self.store().edge().now());
        let push = self.ways().push.as_ref().ok_or(ChoiceError::NotOffered)?;
        if !store.takes_notices(device, person).await? {
            return Err(ChoiceError::NotOffered);
        }
        let subscription = push.takes(said).ok_or(ChoiceError::Address)?;
        let address = store.notice_choice(person).await?.and_then(|choice| choice.address);
        let mut tx = store.begin().await?;
        store.set_notices(&mut tx, person, &Choice { language: said.language, address }, now).await?;
        store.set_subscription(&mut tx, device, person, &subscription.to_bytes(), now).await?;
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// This device is told no more.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn unsubscribe(&self, device: EnrolmentId) -> Result<(), StoreError> {
        let mut tx = self.store().begin().await?;
        self.store().end_subscription(&mut tx, device).await?;
        Ok(tx.commit().await?)
    }
}
