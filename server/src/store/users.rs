//! People with an account.

use std::collections::BTreeSet;

use samspil_shared::api::{ActingChoice, Person};
use samspil_shared::domain::{PersonId, Role, Timestamp};
use sqlx::any::AnyRow;

use super::row::Columns;
use super::statement::Statement;
use super::{Store, StoreError, Tx};

/// Who is nobody: the author of what the server writes.
pub(crate) const NOBODY: PersonId = PersonId::from_bytes([0; 16]);

pub(super) const NAME: &str = "users.name";
const BY_ID: &str = "SELECT id, name, key_id, login, password_hash, ended_at FROM users WHERE id = $1";
const BY_LOGIN: &str = "SELECT id, name, key_id, login, password_hash, ended_at FROM users WHERE login = $1";

/// A person with an account, or on the way to one.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    pub id: PersonId,
    pub name: String,
    pub login: Option<String>,
    pub password_hash: Option<String>,
    pub ended_at: Option<Timestamp>,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "User({:?})", self.id)
    }
}

impl User {
    /// As the person sees themselves.
    pub fn person(&self) -> Person {
        Person { id: self.id, name: self.name.clone(), login: self.login.clone().unwrap_or_default() }
    }
}

impl Store {
    /// A person by id, ended ones too.
    pub async fn user(&self, id: PersonId) -> Result<Option<User>, StoreError> {
        let row = sqlx::query(BY_ID).bind(&id.as_bytes()[..]).fetch_optional(self.read()).await?;
        row.map(|row| self.user_of(&row)).transpose()
    }

    /// A person by login name, ended ones too.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<User>, StoreError> {
        let row = sqlx::query(BY_LOGIN).bind(login).fetch_optional(self.read()).await?;
        row.map(|row| self.user_of(&row)).transpose()
    }

    fn user_of(&self, row: &AnyRow) -> Result<User, StoreError> {
        let columns = Columns::new("users", row);
        let id: PersonId = columns.id(0)?;
        let name = self.open_text(NAME, id.as_bytes(), columns.id(2)?, columns.bytes(1)?)?;
        Ok(User {
            id,
            name,
            login: columns.text_opt(3)?,
            password_hash: columns.text_opt(4)?,
            ended_at: columns.time_opt(5)?,
        })
    }

    /// A new person, without a password yet.
    pub(crate) async fn add_user(
        &self,
        tx: &mut Tx,
        id: PersonId,
        name: &str,
        login: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(NAME, id.as_bytes(), name.as_bytes());
        sqlx::query(
            "INSERT INTO users (id, name, key_id, login, locale, created_at) VALUES ($1, $2, $3, $4, 'da', $5)",
        )
        .bind(&id.as_bytes()[..])
        .bind(&sealed.bytes[..])
        .bind(&sealed.key_id.as_bytes()[..])
        .bind(login)
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Gives a person in force a login, and a password or none. Whether there was such a person.
    pub(crate) async fn set_credentials(
        &self,
        tx: &mut Tx,
        id: PersonId,
        login: &str,
        password_hash: Option<&str>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE users SET login = $1, password_hash = $2 WHERE id = $3 AND ended_at IS NULL")
            .bind(login)
            .bind(password_hash)
            .bind(&id.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends an account. Whether it was in force.
    pub(crate) async fn end_user(&self, tx: &mut Tx, id: PersonId, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE users SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL")
            .bind(now.as_ms())
            .bind(&id.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Whether all of these have, or had, an account. The server's own hand counts as one.
    pub(crate) async fn are_people(&self, people: impl IntoIterator<Item = PersonId>) -> Result<bool, StoreError> {
        let people: Vec<PersonId> = people.into_iter().filter(|person| *person != NOBODY).collect();
        if people.is_empty() {
            return Ok(true);
        }
        let statement = Statement::new("SELECT id FROM users WHERE id IN ");
        let rows = statement.list(people.iter().map(|person| &person.as_bytes()[..])).all(self.read()).await?;
        let known: BTreeSet<PersonId> =
            rows.iter().map(|row| Columns::new("users", row).id(0)).collect::<Result<_, _>>()?;
        Ok(people.iter().all(|person| known.contains(person)))
    }

    /// Roles whose window is open at `now`, ascending by role and unit, each once.
    pub async fn acting_choices(&self, id: PersonId, now: Timestamp) -> Result<Vec<ActingChoice>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT m.role, n.id, n.name FROM reach m JOIN units n ON n.id = m.unit_id
             WHERE m.user_id = $1 AND m.role <> $2 AND m.valid_from <= $3 AND (m.valid_until IS NULL OR m.valid_until > $3)
             ORDER BY m.role, n.id",
        )
        .bind(&id.as_bytes()[..])
        .bind(i64::from(Role::Oneself.code()))
        .bind(now.as_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("memberships", row);
                Ok(ActingChoice {
                    role: columns.code(0, Role::from_code)?,
                    unit: columns.id(1)?,
                    unit_name: columns.text(2)?,
                })
            })
            .collect()
    }
}
