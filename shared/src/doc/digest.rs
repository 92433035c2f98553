//! Digests: of what is published, and of sets of change hashes.

use std::fmt;

use automerge::ScalarValue;
use sha2::{Digest as _, Sha256};

use super::value::{About, Day, FieldValue, bytes};
use crate::domain::{ChangeHash, Timestamp};
use crate::sync::scan::Scalar;

/// SHA-256 of what is shared of an entry: the same words, times and steps have the same digest, whoever wrote them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest's bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", hex::encode(&self.0[..4]))
    }
}

impl FieldValue for Digest {
    fn decode(scalar: &Scalar) -> Option<Self> {
        bytes(scalar)?.try_into().ok().map(Self)
    }

    fn encode(&self) -> ScalarValue {
        ScalarValue::Bytes(self.0.to_vec())
    }
}

/// All of an entry that sharing hands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The text as it stands.
    pub text: String,
    /// When it happened.
    pub event_time: Timestamp,
    /// Whom it is about.
    pub about: About,
    /// How the child's day was.
    pub day_child: Option<Day>,
    /// How the family's day was.
    pub day_family: Option<Day>,
}

impl Shared {
    /// The digest: SHA-256 over a name, the fields in fixed widths (time in ms as eight bytes big-endian; about 0 child,
    /// 1 family; steps 1 to 5, 0 for none) and the text.
    pub fn digest(&self) -> Digest {
        let about = match self.about {
            About::Child => 0,
            About::Family => 1,
        };
        let step = |day: Option<Day>| day.map_or(0, Day::step);
        let mut hasher = Sha256::new();
        hasher.update(b"samspil published content 1\0");
        hasher.update(self.event_time.as_ms().to_be_bytes());
        hasher.update([about, step(self.day_child), step(self.day_family)]);
        hasher.update(self.text.as_bytes());
        Digest(hasher.finalize().into())
    }
}

/// Digest of a set of changes, genesis left out by the caller: SHA-256 of the hashes in ascending order (04a "Tag").
pub fn digest_of_hashes(hashes: impl IntoIterator<Item = ChangeHash>) -> [u8; 32] {
    let sorted: std::collections::BTreeSet<_> = hashes.into_iter().collect();
    let mut hasher = Sha256::new();
    for hash in sorted {
        hasher.update(hash.as_bytes());
    }
    hasher.finalize().into()
}
