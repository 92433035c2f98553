//! Identifiers: newtypes over random bytes, so that a document's id can never stand where a person's belongs.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};

/// The text is not the id it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id of {expected} bytes is written as {} hexadecimal digits", expected * 2)]
pub struct IdError {
    /// Bytes such an id has.
    pub expected: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] [u8; $len]);

        impl $name {
            /// Bytes of such an id.
            pub const LEN: usize = $len;

            /// The id with these bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// A new id from the given source of randomness.
            pub fn random(rng: &mut dyn rand::Rng) -> Self {
                let mut bytes = [0; $len];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }

            /// The id's bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), hex::encode(&self.0[..4]))
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let mut bytes = [0; $len];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| IdError { expected: $len })?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = IdError;
            fn try_from(bytes: &[u8]) -> Result<Self, IdError> {
                bytes.try_into().map(Self).map_err(|_| IdError { expected: $len })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(/// A person with an account.
    PersonId, 16);
id!(/// A space: the unit of sharing, of order and of scale.
    SpaceId, 16);
id!(/// A document.
    DocId, 16);
id!(/// A municipality, institution or other unit that people act for.
    UnitId, 16);
id!(/// A foster family.
    FamilyId, 16);
id!(/// One child's placement in one family.
    PlacementId, 16);
id!(/// A course or stay that narrows the team of a document.
    CourseId, 16);
id!(/// A record of the device's log.
    RecordId, 16);
id!(/// A fact in a document: what somebody did, once and for good.
    FactId, 16);
id!(/// A shift of the akuttelefon.
    ShiftId, 16);
id!(/// A shared computer of a unit on duty.
    StationId, 16);
id!(/// One opening of another person's record.
    ReadId, 16);
id!(/// The server's history: another epoch means that the server was restored.
    Epoch, 16);
id!(/// A person's device, as the server enrolled it; kept through a new login.
    EnrolmentId, 12);
id!(/// SHA-256 of an Automerge change chunk.
    ChangeHash, 32);
id!(/// Who made a change, for Automerge: an enrolment and eight random bytes.
    ActorId, 20);

impl DocId {
    /// The id of a document derived from `parent` (UUID version 5 with the parent as namespace): two devices that derive
    /// the same document derive the same id.
    pub fn derived(parent: Self, name: &str) -> Self {
        let namespace = uuid::Uuid::from_bytes(parent.0);
        Self(*uuid::Uuid::new_v5(&namespace, name.as_bytes()).as_bytes())
    }
}

impl ActorId {
    /// A fresh actor of a device.
    pub fn fresh(enrolment: EnrolmentId, rng: &mut dyn rand::Rng) -> Self {
        let mut bytes = [0; 20];
        bytes[..12].copy_from_slice(enrolment.as_bytes());
        rng.fill_bytes(&mut bytes[12..]);
        Self(bytes)
    }

    /// The device this actor belongs to.
    pub fn enrolment(&self) -> EnrolmentId {
        let mut bytes = [0; 12];
        bytes.copy_from_slice(&self.0[..12]);
        EnrolmentId(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_text_and_refuses_other_lengths() {
        let id = DocId::from_bytes([7; 16]);
        assert_eq!(id.to_string().parse::<DocId>(), Ok(id));
        assert!("07".parse::<DocId>().is_err());
        assert!(DocId::try_from(&[0u8; 15][..]).is_err());
    }

    #[test]
    fn derived_ids_depend_on_parent_and_name() {
        let (a, b) = (DocId::from_bytes([1; 16]), DocId::from_bytes([2; 16]));
        assert_eq!(DocId::derived(a, "follow-up"), DocId::derived(a, "follow-up"));
        assert_ne!(DocId::derived(a, "follow-up"), DocId::derived(b, "follow-up"));
        assert_ne!(DocId::derived(a, "follow-up"), DocId::derived(a, "receipt"));
    }

    #[test]
    fn an_actor_names_its_device() {
        let enrolment = EnrolmentId::from_bytes([9; 12]);
        let mut bytes = [0; 20];
        bytes[..12].fill(9);
        assert_eq!(ActorId::from_bytes(bytes).enrolment(), enrolment);
    }
}
