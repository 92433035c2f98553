//! The audit trail: append-only rows, each hashing the one before, one chain a node (05 "Audit, erasure, keeping").

use std::collections::BTreeMap;

use samspil_shared::domain::{PersonId, Timestamp};
use sha2::{Digest, Sha256};

use super::row::Columns;
use super::{KeyId, Store, StoreError, Tx};
use crate::progress::{Reached, Step, Tell};

const DETAIL: &str = "audit.detail";
const ROWS_AT_ONCE: i64 = 1000;

/// What happened. Texts are in every database and never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditWhat {
    Login,
    LoginRefused,
    Logout,
    RefreshReused,
    LinkMade,
    LinkUsed,
    LinkCodeMade,
    PasskeyAdded,
    PasskeyEnded,
    PasskeyCopied,
    SlotMade,
    SlotReleased,
    UserAdded,
    UserRenamed,
    UserEnded,
    DeviceEnded,
    EpochBegun,
    UnitAdded,
    FamilyAdded,
    FamilyRenamed,
    FamilyEnded,
    PlacementAdded,
    PlacementEnded,
    AddressHidden,
    AddressShown,
    PlaceHidden,
    PlaceShown,
    MemberAdded,
    MemberEnded,
    Recused,
    RecusalEnded,
    HoursSet,
    MunicipalitySet,
    DutyAgreed,
    ShiftPlanned,
    ShiftEnded,
    ShiftOffered,
    ShiftTaken,
    WorkWeekSet,
    IllToday,
    StandInSet,
    StandInEnded,
    StationMade,
    StationEnded,
    QuarantineShown,
    QuarantineTaken,
    QuarantineLeft,
}

impl AuditWhat {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::LoginRefused => "login_refused",
            Self::Logout => "logout",
            Self::RefreshReused => "refresh_reused",
            Self::LinkMade => "link_made",
            Self::LinkUsed => "link_used",
            Self::LinkCodeMade => "link_code_made",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyEnded => "passkey_ended",
            Self::PasskeyCopied => "passkey_copied",
            Self::SlotMade => "slot_made",
            Self::SlotReleased => "slot_released",
            Self::UserAdded => "user_added",
            Self::UserRenamed => "user_renamed",
            Self::UserEnded => "user_ended",
            Self::DeviceEnded => "device_ended",
            Self::EpochBegun => "epoch_begun",
            Self::UnitAdded => "unit_added",
            Self::FamilyAdded => "family_added",
            Self::FamilyRenamed => "family_renamed",
            Self::FamilyEnded => "family_ended",
            Self::PlacementAdded => "placement_added",
            Self::PlacementEnded => "placement_ended",
            Self::AddressHidden => "address_hidden",
            Self::AddressShown => "address_shown",
            Self::PlaceHidden => "place_hidden",
            Self::PlaceShown => "place_shown",
            Self::MemberAdded => "member_added",
            Self::MemberEnded => "member_ended",
            Self::Recused => "recused",
            Self::RecusalEnded => "recusal_ended",
            Self::HoursSet => "hours_set",
            Self::MunicipalitySet => "municipality_set",
            Self::DutyAgreed => "duty_agreed",
            Self::ShiftPlanned => "shift_planned",
            Self::ShiftEnded => "shift_ended",
            Self::ShiftOffered => "shift_offered",
            Self::ShiftTaken => "shift_taken",
            Self::WorkWeekSet => "work_week_set",
            Self::IllToday => "ill_today",
            Self::StandInSet => "stand_in_set",
            Self::StandInEnded => "stand_in_ended",
            Self::StationMade => "station_made",
            Self::StationEnded => "station_ended",
            Self::QuarantineShown => "quarantine_shown",
            Self::QuarantineTaken => "quarantine_taken",
            Self::QuarantineLeft => "quarantine_left",
        }
    }
}

/// A row, before its hash.
struct Entry<'a> {
    node: &'a str,
    n: i64,
    at: Timestamp,
    actor: Option<&'a [u8]>,
    what: &'a str,
    subject: Option<&'a [u8]>,
    detail: &'a [u8],
    key_id: &'a [u8],
    previous_hash: &'a [u8],
}

impl Entry<'_> {
    /// SHA-256 over every column, each with its length before it, so that no two rows hash alike.
    fn hash(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        let mut column = |bytes: Option<&[u8]>| {
            let len = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
            digest.update(len.to_be_bytes());
            digest.update(bytes.unwrap_or_default());
        };
        column(Some(b"samspil audit 1"));
        column(Some(self.node.as_bytes()));
        column(Some(&self.n.to_be_bytes()));
        column(Some(&self.at.as_ms().to_be_bytes()));
        column(self.actor);
        column(Some(self.what.as_bytes()));
        column(self.subject);
        column(Some(self.detail));
        column(Some(self.key_id));
        column(Some(self.previous_hash));
        digest.finalize().into()
    }

    fn place(&self) -> Vec<u8> {
        place(self.node, self.n)
    }
}

fn place(node: &str, n: i64) -> Vec<u8> {
    [&n.to_be_bytes()[..], node.as_bytes()].concat()
}

impl Store {
    /// Appends a row in the caller's transaction. `actor` is the person who did it, none for the command line;
    /// `subject` the id of whom or what it was done to; `detail` a few words, sealed. It is the last thing a
    /// transaction does but for its commit: the chain is held from here on.
    pub(crate) async fn audit(
        &self,
        tx: &mut Tx,
        actor: Option<PersonId>,
        what: AuditWhat,
        subject: Option<&[u8]>,
        detail: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.lock_server(tx).await?;
        let node = self.node();
        let last = sqlx::query("SELECT n, hash FROM audit WHERE node = $1 ORDER BY n DESC LIMIT 1")
            .bind(node)
            .fetch_optional(&mut **tx)
            .await?;
        let (n, previous_hash) = match &last {
            Some(row) => {
                let columns = Columns::new("audit", row);
                (columns.int(0)? + 1, columns.id(1)?)
            }
            None => (1, [0; 32]),
        };
        let sealed = self.seal(DETAIL, &place(node, n), detail.as_bytes());
        let entry = Entry {
            node,
            n,
            at: now,
            actor: actor.as_ref().map(|actor| &actor.as_bytes()[..]),
            what: what.as_str(),
            subject,
            detail: &sealed.bytes,
            key_id: sealed.key_id.as_bytes(),
            previous_hash: &previous_hash,
        };
        sqlx::query(
            "INSERT INTO audit (node, n, at, actor, what, subject, detail, key_id, previous_hash, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(node)
        .bind(n)
        .bind(now.as_ms())
        .bind(entry.actor)
        .bind(entry.what)
        .bind(subject)
        .bind(entry.detail)
        .bind(entry.key_id)
        .bind(entry.previous_hash)
        .bind(&entry.hash()[..])
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Follows every chain from its first row. Returns the number of rows and one sentence for each fault.
    pub async fn check_audit(&self) -> Result<(u64, Vec<String>), StoreError> {
        self.check_audit_telling(&mut |_| {}).await
    }

    /// The same, telling how far it is.
    pub async fn check_audit_telling(&self, tell: &mut Tell<'_>) -> Result<(u64, Vec<String>), StoreError> {
        let count = sqlx::query("SELECT COUNT(*) FROM audit").fetch_one(self.read()).await?;
        let of = Columns::new("audit", &count).int(0)?.unsigned_abs();
        let mut faults = Vec::new();
        let mut heads: BTreeMap<String, (i64, [u8; 32])> = BTreeMap::new();
        let mut rows_seen = 0;
        let (mut after_node, mut after_n) = (String::new(), 0_i64);
        loop {
            tell(Reached::counted(Step::AuditRows, rows_seen, of));
            let rows = sqlx::query(
                "SELECT node, n, at, actor, what, subject, detail, key_id, previous_hash, hash FROM audit
                 WHERE node > $1 OR (node = $1 AND n > $2) ORDER BY node, n LIMIT $3",
            )
            .bind(&after_node)
            .bind(after_n)
            .bind(ROWS_AT_ONCE)
            .fetch_all(self.read())
            .await?;
            let Some(last) = rows.last() else { break };
            for row in &rows {
                let columns = Columns::new("audit", row);
                let node = columns.text(0)?;
                let what = columns.text(4)?;
                let entry = Entry {
                    node: &node,
                    n: columns.int(1)?,
                    at: columns.time(2)?,
                    actor: columns.bytes_opt(3)?,
                    what: &what,
                    subject: columns.bytes_opt(5)?,
                    detail: columns.bytes(6)?,
                    key_id: columns.bytes(7)?,
                    previous_hash: columns.bytes(8)?,
                };
                rows_seen += 1;
                let (last_n, last_hash) = heads.get(&node).copied().unwrap_or((0, [0; 32]));
                let mut fault = |what: &str| faults.push(format!("audit row {} of node {node}: {what}", entry.n));
                if entry.n != last_n + 1 {
                    fault("a row before it is missing");
                } else if entry.previous_hash != last_hash {
                    fault("it does not follow the row before it");
                }
                if columns.bytes(9)? != entry.hash() {
                    fault("it was changed");
                }
                let opened = KeyId::try_from(entry.key_id)
                    .is_ok_and(|key| self.open_sealed(DETAIL, &entry.place(), key, entry.detail).is_ok());
                if !opened {
                    fault("its detail does not open");
                }
                let head = (entry.n, columns.id(9)?);
                heads.insert(node, head);
            }
            let columns = Columns::new("audit", last);
            (after_node, after_n) = (columns.text(0)?, columns.int(1)?);
        }
        Ok((rows_seen, faults))
    }
}
