//! What is still to be told: decided once on all nodes, kept until it was.

use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};

use super::day;
use crate::store::row::Columns;
use crate::store::{Store, StoreError, Tx};

/// Stands for mail in the outbox, which belongs to no device.
const NO_DEVICE: EnrolmentId = EnrolmentId::from_bytes([0; 12]);
/// A way to tell somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    Mail,
    Push(EnrolmentId),
}

impl Way {
    const fn code(self) -> i64 {
        match self {
            Self::Mail => 1,
            Self::Push(_) => 2,
        }
    }

    const fn device(self) -> EnrolmentId {
        match self {
            Self::Mail => NO_DEVICE,
            Self::Push(device) => device,
        }
    }
}

/// Something to be told, taken by this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) person: PersonId,
    pub(crate) way: Way,
    pub(crate) made_at: Timestamp,
    pub(crate) tries: i64,
}

impl Store {
    pub(super) async fn unqueue(&self, tx: &mut Tx, person: PersonId, way: Option<Way>) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM notice_outbox WHERE user_id = $1 AND ($2 = 0 OR (way = $2 AND enrolment_id = $3))")
            .bind(&person.as_bytes()[..])
            .bind(way.map_or(0, Way::code))
            .bind(&way.map_or(NO_DEVICE, Way::device).as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Decides a person's mail of the day, once on all nodes: if there is news it goes into the outbox.
    pub(crate) async fn decide_mail(&self, person: PersonId, has_news: bool, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "UPDATE notices SET digest_on = $1, mailed_at = CASE WHEN $2 = 1 THEN $3 ELSE mailed_at END \
             WHERE user_id = $4 AND address IS NOT NULL AND (digest_on IS NULL OR digest_on < $1)",
        )
        .bind(day(now))
        .bind(i64::from(has_news))
        .bind(now.as_ms())
        .bind(&person.as_bytes()[..])
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 1 && has_news {
            self.queue(&mut tx, person, Way::Mail, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Puts a push to each device of the person on which they are signed in into the outbox, once on all nodes.
    pub(crate) async fn decide_push(
        &self,
        person: PersonId,
        pushed_before: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "UPDATE notices SET pushed_at = $1 WHERE user_id = $2 AND (pushed_at IS NULL OR pushed_at <= $3)",
        )
        .bind(now.as_ms())
        .bind(&person.as_bytes()[..])
        .bind(pushed_before.as_ms())
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 1 {
            let rows = sqlx::query(
                "SELECT p.enrolment_id FROM push_subscriptions p JOIN enrolments e ON e.id = p.enrolment_id \
                 WHERE p.user_id = $1 AND e.user_id = $1 AND e.revoked_at IS NULL AND EXISTS (SELECT 1 FROM sessions s \
                 WHERE s.enrolment_id = e.id AND s.revoked_at IS NULL AND s.expires_at > $2)",
            )
            .bind(&person.as_bytes()[..])
            .bind(now.as_ms())
            .fetch_all(&mut *tx)
            .await?;
            for row in &rows {
                let device = Columns::new("push_subscriptions", row).id(0)?;
                self.queue(&mut tx, person, Way::Push(device), now).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    async fn queue(&self, tx: &mut Tx, person: PersonId, way: Way, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO notice_outbox (user_id, way, enrolment_id, made_at, try_at, tries) VALUES ($1, $2, $3, $4, $4, 0) \
             ON CONFLICT (user_id, way, enrolment_id) DO UPDATE SET made_at = excluded.made_at",
        )
        .bind(&person.as_bytes()[..])
        .bind(way.code())
        .bind(&way.device().as_bytes()[..])
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Takes up to `limit` of what is to be told now. Nobody else takes them before `until`; a node that dies meanwhile
    /// leaves them to be taken again.
    pub(crate) async fn take_outgoing(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let found = sqlx::query(
            "SELECT user_id, way, enrolment_id, made_at, tries, try_at FROM notice_outbox WHERE try_at <= $1 \
             ORDER BY try_at, user_id LIMIT $2",
        )
        .bind(now.as_ms())
        .bind(limit)
        .fetch_all(self.read())
        .await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.begin().await?;
        let mut taken = Vec::new();
        for row in &found {
            let columns = Columns::new("notice_outbox", row);
            let way = if columns.int(1)? == Way::Mail.code() { Way::Mail } else { Way::Push(columns.id(2)?) };
            let person: PersonId = columns.id(0)?;
            let done = sqlx::query(
                "UPDATE notice_outbox SET try_at = $1, tries = tries + 1 \
                 WHERE user_id = $2 AND way = $3 AND enrolment_id = $4 AND try_at = $5",
            )
            .bind(until.as_ms())
            .bind(&person.as_bytes()[..])
            .bind(way.code())
            .bind(&way.device().as_bytes()[..])
            .bind(columns.int(5)?)
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() == 1 {
                taken.push(Outgoing { person, way, made_at: columns.time(3)?, tries: columns.int(4)? + 1 });
            }
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// It was told, or is not to be told any more.
    pub(crate) async fn is_told(&self, outgoing: &Outgoing) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.unqueue(&mut tx, outgoing.person, Some(outgoing.way)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// It could not be told: it is tried again then.
    pub(crate) async fn tell_again(&self, outgoing: &Outgoing, at: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE notice_outbox SET try_at = $1 WHERE user_id = $2 AND way = $3 AND enrolment_id = $4")
            .bind(at.as_ms())
            .bind(&outgoing.person.as_bytes()[..])
            .bind(outgoing.way.code())
            .bind(&outgoing.way.device().as_bytes()[..])
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
