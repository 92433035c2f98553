//! How people want to hear of something new, whether there is any, and what is still to be told.

mod outbox;

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::api::NoticeLanguage;
use samspil_shared::domain::{Acting, DocId, EnrolmentId, PersonId, SpaceId, Timestamp, is_news};

use super::row::Columns;
use super::statement::Statement;
use super::users::NOBODY;
use super::{Store, StoreError, Tx};

pub(crate) use outbox::{Outgoing, Way};

const ADDRESS: &str = "notices.address";
const SUBSCRIPTION: &str = "push_subscriptions.subscription";
/// People looked at in one go.
const DUE_MAX: i64 = 500;

/// What a person has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) language: NoticeLanguage,
    pub(crate) address: Option<String>,
}

/// Who is to be looked at, and since when something would be new for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) person: PersonId,
    pub(crate) since: Timestamp,
}

impl Store {
    /// What a person has chosen, if anything.
    pub(crate) async fn notice_choice(&self, person: PersonId) -> Result<Option<Choice>, StoreError> {
        let row = sqlx::query("SELECT language, address, key_id FROM notices WHERE user_id = $1")
            .bind(&person.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let columns = Columns::new("notices", &row);
        let language = NoticeLanguage::from_code(&columns.text(0)?);
        let language = language.ok_or_else(|| columns.damaged(0, "no language of ours"))?;
        let address = match (columns.bytes_opt(1)?, columns.id_opt(2)?) {
            (Some(sealed), Some(key)) => Some(self.open_text(ADDRESS, person.as_bytes(), key, sealed)?),
            _ => None,
        };
        Ok(Some(Choice { language, address }))
    }

    /// Keeps what a person chose. What came in before is not new, and the next mail is tomorrow's.
    pub(crate) async fn set_notices(
        &self,
        tx: &mut Tx,
        person: PersonId,
        choice: &Choice,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = choice.address.as_ref().map(|address| self.seal(ADDRESS, person.as_bytes(), address.as_bytes()));
        let (address, key) = sealed.map(|sealed| (sealed.bytes, sealed.key_id.as_bytes().to_vec())).unzip();
        sqlx::query(
            "INSERT INTO notices (user_id, language, address, key_id, synced_at, digest_on) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (user_id) DO UPDATE SET language = excluded.language, synced_at = excluded.synced_at, address = excluded.address, \
             key_id = excluded.key_id, digest_on = CASE WHEN notices.address IS NULL THEN excluded.digest_on \
             ELSE notices.digest_on END",
        )
        .bind(&person.as_bytes()[..])
        .bind(choice.language.code())
        .bind(address)
        .bind(key)
        .bind(now.as_ms())
        .bind(day(now))
        .execute(&mut **tx)
        .await?;
        if choice.address.is_none() {
            self.unqueue(tx, person, Some(Way::Mail)).await?;
        }
        Ok(())
    }

    /// Whether a device may be told of something new: it is in force, and no station, which several people share.
    pub(crate) async fn takes_notices(&self, device: EnrolmentId, person: PersonId) -> Result<bool, StoreError> {
        Ok(self.enrolment_holds(device, person).await? && !self.is_on_station(device).await?)
    }

    /// Where a device takes pushes, as [`Store::set_subscription`] was given it.
    pub(crate) async fn subscription(&self, device: EnrolmentId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT subscription, key_id FROM push_subscriptions WHERE enrolment_id = $1")
            .bind(&device.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let columns = Columns::new("push_subscriptions", &row);
        self.open_sealed(SUBSCRIPTION, device.as_bytes(), columns.id(1)?, columns.bytes(0)?).map(Some)
    }

    pub(crate) async fn set_subscription(
        &self,
        tx: &mut Tx,
        device: EnrolmentId,
        person: PersonId,
        subscription: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(SUBSCRIPTION, device.as_bytes(), subscription);
        sqlx::query(
            "INSERT INTO push_subscriptions (enrolment_id, user_id, subscription, key_id, created_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (enrolment_id) DO UPDATE SET \
             subscription = excluded.subscription, key_id = excluded.key_id, created_at = excluded.created_at",
        )
        .bind(&device.as_bytes()[..])
        .bind(&person.as_bytes()[..])
        .bind(&sealed.bytes[..])
        .bind(&sealed.key_id.as_bytes()[..])
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// A device is told no more.
    pub(crate) async fn end_subscription(&self, tx: &mut Tx, device: EnrolmentId) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM push_subscriptions WHERE enrolment_id = $1",
            "DELETE FROM notice_outbox WHERE way = 2 AND enrolment_id = $1",
        ] {
            sqlx::query(sql).bind(&device.as_bytes()[..]).execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// A person is told no more, and no address of theirs is kept.
    pub(crate) async fn end_notices(&self, tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
        self.unqueue(tx, person, None).await?;
        for sql in ["DELETE FROM push_subscriptions WHERE user_id = $1", "DELETE FROM notices WHERE user_id = $1"] {
            sqlx::query(sql).bind(&person.as_bytes()[..]).execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// Devices of these people were connected at these times: what came in before they have.
    pub(crate) async fn note_synced(&self, seen: &BTreeMap<PersonId, Timestamp>) -> Result<(), StoreError> {
        if seen.is_empty() {
            return Ok(());
        }
        let statement = Statement::new("SELECT user_id, synced_at FROM notices WHERE user_id IN ");
        let rows = statement.list(seen.keys().map(|person| &person.as_bytes()[..])).all(self.read()).await?;
        let mut later = Vec::new();
        for row in &rows {
            let columns = Columns::new("notices", row);
            let (person, synced_at): (PersonId, _) = (columns.id(0)?, columns.time(1)?);
            later.extend(seen.get(&person).filter(|at| **at > synced_at).map(|at| (person, *at)));
        }
        if later.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        for (person, at) in later {
            sqlx::query("UPDATE notices SET synced_at = $1 WHERE user_id = $2 AND synced_at < $1")
                .bind(at.as_ms())
                .bind(&person.as_bytes()[..])
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Who wants mail and has none decided for the day of `now` yet.
    pub(crate) async fn due_for_mail(&self, now: Timestamp) -> Result<Vec<Due>, StoreError> {
        let rows = sqlx::query(
            "SELECT n.user_id, n.synced_at, n.mailed_at FROM notices n JOIN users u ON u.id = n.user_id \
             WHERE u.ended_at IS NULL AND n.address IS NOT NULL AND (n.digest_on IS NULL OR n.digest_on < $1) \
             ORDER BY n.user_id LIMIT $2",
        )
        .bind(day(now))
        .bind(DUE_MAX)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(due_of).collect()
    }

    /// Who takes pushes and was sent none since `pushed_before`, after this person.
    pub(crate) async fn due_for_push(
        &self,
        pushed_before: Timestamp,
        after: Option<PersonId>,
    ) -> Result<Vec<Due>, StoreError> {
        let rows = sqlx::query(
            "SELECT n.user_id, n.synced_at, n.pushed_at FROM notices n JOIN users u ON u.id = n.user_id \
             WHERE u.ended_at IS NULL AND (n.pushed_at IS NULL OR n.pushed_at <= $1) AND n.user_id > $2 \
             AND EXISTS (SELECT 1 FROM push_subscriptions p WHERE p.user_id = n.user_id) ORDER BY n.user_id LIMIT $3",
        )
        .bind(pushed_before.as_ms())
        .bind(&after.unwrap_or(NOBODY).as_bytes()[..])
        .bind(DUE_MAX)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(due_of).collect()
    }

    /// Whether anything came in since then that is news for the person, in whatever role they have now.
    pub(crate) async fn has_news(
        &self,
        person: PersonId,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let moved = self.moved_spaces(person, since).await?;
        if moved.is_empty() {
            return Ok(false);
        }
        let Some(standing) = self.standing(person).await?.filter(|standing| standing.in_force) else {
            return Ok(false);
        };
        let roles: BTreeSet<_> = standing.memberships.iter().map(|m| (m.role, m.unit)).collect();
        for space in moved {
            let docs = self.written_by_others(space, person, since).await?;
            let documents = self.documents(docs).await?;
            for (role, unit) in &roles {
                let effective = standing.effective(Acting { role: *role, unit: *unit }, now);
                if documents.values().any(|row| is_news(person, &effective, &row.document)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The spaces that the person ever reaches whose last row is younger.
    async fn moved_spaces(&self, person: PersonId, since: Timestamp) -> Result<Vec<SpaceId>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT s.id FROM reach r JOIN spaces s ON s.id = r.space_id \
             JOIN log l ON l.space_id = s.id AND l.seq = s.head WHERE r.user_id = $1 AND l.at > $2",
        )
        .bind(&person.as_bytes()[..])
        .bind(since.as_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| Columns::new("spaces", row).id(0)).collect()
    }

    /// Documents of a space in which somebody else wrote since. Rows are read from the end of the log, so that old ones
    /// cost nothing.
    async fn written_by_others(
        &self,
        space: SpaceId,
        person: PersonId,
        since: Timestamp,
    ) -> Result<Vec<DocId>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT document_id FROM log WHERE space_id = $1 AND seq > COALESCE((SELECT seq FROM log \
             WHERE space_id = $1 AND at <= $2 ORDER BY seq DESC LIMIT 1), 0) AND by_user <> $3 AND by_user <> $4 \
             AND what IN (1, 2)",
        )
        .bind(&space.as_bytes()[..])
        .bind(since.as_ms())
        .bind(&person.as_bytes()[..])
        .bind(&NOBODY.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| Columns::new("log", row).id(0)).collect()
    }

    /// When a device of the person was last connected, if they want to hear of anything.
    pub(crate) async fn synced_at(&self, person: PersonId) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query("SELECT synced_at FROM notices WHERE user_id = $1")
            .bind(&person.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        row.map(|row| Columns::new("notices", &row).time(0)).transpose()
    }
}

fn due_of(row: &sqlx::any::AnyRow) -> Result<Due, StoreError> {
    let columns = Columns::new("notices", row);
    let (synced_at, told_at) = (columns.time(1)?, columns.time_opt(2)?);
    Ok(Due { person: columns.id(0)?, since: told_at.map_or(synced_at, |told_at| told_at.max(synced_at)) })
}

/// The Danish day, as it sorts.
fn day(now: Timestamp) -> String {
    now.local_date().map(|day| day.to_string()).unwrap_or_default()
}
