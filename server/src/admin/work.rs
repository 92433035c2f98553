//! One transaction of somebody who sets something up.

use chrono::NaiveDate;
use samspil_shared::domain::{
    FamilyId, FamilyKind, Membership, PersonId, PlacementId, Role, SpaceId, Timestamp, UnitId, Window,
};

use super::{AdminError, NO_UNIT, Placed, checked_name, takes_part};
use crate::auth::{LoginName, MadeLink, make_link};
use crate::store::{AuditWhat, Claim, NewPlacement, Once, SpaceOwner, Store, StoreError, Tx};

/// What is set up together. Its lines in the audit trail are written last, since they hold the trail.
pub(super) struct Work<'a> {
    pub(super) store: &'a Store,
    pub(super) tx: Tx,
    /// Nobody for the command line.
    by: Option<PersonId>,
    pub(super) now: Timestamp,
    lines: Vec<(AuditWhat, [u8; 16])>,
    /// The key that its client drew for it, and what comes of it.
    once: Option<(Once, Option<[u8; 16]>)>,
}

/// Something to be done once.
pub(super) enum Begun<'a> {
    /// It was not done yet.
    First(Work<'a>),
    /// It was done then, and this came of it.
    Again { subject: Option<[u8; 16]>, at: Timestamp },
}

impl<'a> Work<'a> {
    pub(super) async fn begin(store: &'a Store, by: Option<PersonId>, now: Timestamp) -> Result<Self, AdminError> {
        Ok(Self { store, tx: store.begin().await?, by, now, lines: Vec::new(), once: None })
    }

    /// The same for a request that may come twice.
    pub(super) async fn begin_once(
        store: &'a Store,
        by: Option<PersonId>,
        once: Option<Once>,
        now: Timestamp,
    ) -> Result<Begun<'a>, AdminError> {
        let mut work = Self::begin(store, by, now).await?;
        let Some(once) = once else { return Ok(Begun::First(work)) };
        match store.claim(&mut work.tx, &once, now).await? {
            Claim::First => {
                work.once = Some((once, None));
                Ok(Begun::First(work))
            }
            Claim::Again { subject, at } => Ok(Begun::Again { subject, at }),
            Claim::Other => Err(AdminError::KeyUsed),
        }
    }

    /// What a repetition is answered with.
    pub(super) fn makes(&mut self, subject: &[u8; 16]) {
        if let Some((_, made)) = &mut self.once {
            *made = Some(*subject);
        }
    }

    /// A line of the audit trail, about this.
    pub(super) fn note(&mut self, what: AuditWhat, subject: &[u8; 16]) {
        self.lines.push((what, *subject));
    }

    pub(super) async fn done(mut self) -> Result<(), AdminError> {
        if let Some((once, Some(subject))) = &self.once {
            self.store.note_deed(&mut self.tx, once, subject).await?;
        }
        for (what, subject) in &self.lines {
            self.store.audit(&mut self.tx, self.by, *what, Some(subject), "", self.now).await?;
        }
        self.store.bump_version(&mut self.tx).await?;
        self.tx.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// The same, with a one-time link for a person. Earlier links stop working.
    pub(super) async fn done_with_link(mut self, person: PersonId) -> Result<MadeLink, AdminError> {
        let token = self.once.map(|(once, _)| self.store.secret_of(&once));
        let link = make_link(self.store, &mut self.tx, person, self.by, token, self.now).await?;
        self.done().await?;
        Ok(link)
    }

    pub(super) async fn person(&mut self, name: &str, login: Option<&str>) -> Result<PersonId, AdminError> {
        let name = checked_name(name)?;
        let login: Option<LoginName> = login.map(str::parse).transpose()?;
        let (id, space) = self.store.edge().with_rng(|rng| (PersonId::random(rng), SpaceId::random(rng)));
        let login = login.as_ref().map(LoginName::as_str);
        match self.store.add_user(&mut self.tx, id, name, login, self.now).await {
            Err(error) if error.is_unique_violation() => return Err(AdminError::LoginTaken),
            added => added?,
        }
        self.store.add_space(&mut self.tx, space, SpaceOwner::Person(id), self.now).await?;
        let oneself = Membership {
            person: id,
            space,
            role: Role::Oneself,
            unit: NO_UNIT,
            stand_in: false,
            course: None,
            window: Window { from: self.now, until: None },
            sees_from: None,
            own_only: false,
        };
        self.store.add_membership(&mut self.tx, &oneself, self.now).await?;
        self.note(AuditWhat::UserAdded, id.as_bytes());
        Ok(id)
    }

    /// A family and its contact space.
    pub(super) async fn family(&mut self, unit: UnitId, kind: FamilyKind) -> Result<(FamilyId, SpaceId), AdminError> {
        let (id, space) = self.store.edge().with_rng(|rng| (FamilyId::random(rng), SpaceId::random(rng)));
        self.store.add_family(&mut self.tx, id, unit, kind, self.now).await?;
        self.store.add_space(&mut self.tx, space, SpaceOwner::Family(id), self.now).await?;
        self.note(AuditWhat::FamilyAdded, id.as_bytes());
        Ok((id, space))
    }

    pub(super) async fn placement(
        &mut self,
        family: FamilyId,
        municipality: UnitId,
        starts_on: NaiveDate,
    ) -> Result<Placed, AdminError> {
        let (id, space) = self.store.edge().with_rng(|rng| (PlacementId::random(rng), SpaceId::random(rng)));
        self.store.add_space(&mut self.tx, space, SpaceOwner::Placement(id, family), self.now).await?;
        let new = NewPlacement { id, family, municipality, space, starts_on };
        self.store.add_placement(&mut self.tx, &new, self.now).await?;
        self.note(AuditWhat::PlacementAdded, id.as_bytes());
        Ok(Placed { placement: id, space })
    }

    pub(super) async fn member(&mut self, membership: &Membership) -> Result<(), AdminError> {
        self.store.add_membership(&mut self.tx, membership, self.now).await?;
        // Its space is held: an end that was set in this moment is seen, or waits.
        let end = self.store.space_end(&mut self.tx, membership.space).await?;
        if end.is_some_and(|end| membership.window.until.is_none_or(|until| until > end)) {
            return Err(AdminError::Window);
        }
        self.note(AuditWhat::MemberAdded, membership.person.as_bytes());
        Ok(())
    }

    /// A row as far as it lies before the end of what its space is for; none of it if it begins later.
    pub(super) async fn within(&mut self, mut membership: Membership) -> Result<Option<Membership>, AdminError> {
        let Some(end) = self.store.space_end(&mut self.tx, membership.space).await? else {
            return Ok(Some(membership));
        };
        membership.window.until = Some(membership.window.until.map_or(end, |until| until.min(end)));
        Ok((membership.window.from < end).then_some(membership))
    }

    /// Ends a person's rows of this role in a space. Whether there were any.
    pub(super) async fn end_member(
        &mut self,
        person: PersonId,
        space: SpaceId,
        role: Role,
        until: Timestamp,
    ) -> Result<bool, AdminError> {
        let ended = self.store.end_memberships(&mut self.tx, person, space, role, until).await? > 0;
        if ended {
            self.note(AuditWhat::MemberEnded, person.as_bytes());
        }
        Ok(ended)
    }

    pub(super) async fn end_person(&mut self, person: PersonId) -> Result<(), AdminError> {
        if !self.store.end_user(&mut self.tx, person, self.now).await? {
            return Err(AdminError::Missing("person"));
        }
        self.store.revoke_invitations(&mut self.tx, person, self.now).await?;
        self.store.end_passkeys_of(&mut self.tx, person, self.now).await?;
        self.store.end_all_sessions(&mut self.tx, person, "account ended", self.now).await?;
        self.store.end_notices(&mut self.tx, person).await?;
        self.note(AuditWhat::UserEnded, person.as_bytes());
        Ok(())
    }
}

/// That a person can take part in this as that, and that the window is one.
pub(super) async fn check_member(store: &Store, membership: &Membership) -> Result<(), AdminError> {
    let user = store.user(membership.person).await?.filter(|user| user.ended_at.is_none());
    user.ok_or(AdminError::Missing("person"))?;
    let kind = store.space_kind(membership.space).await?.ok_or(AdminError::Missing("space"))?;
    if !takes_part(membership.role, kind) {
        return Err(AdminError::NotInSpace { role: membership.role, kind });
    }
    if membership.window.until.is_some_and(|until| until <= membership.window.from) {
        return Err(AdminError::Window);
    }
    Ok(())
}
