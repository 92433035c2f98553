//! A call to the akuttelefon: what phone, server and document agree on.
//!
//! A call is registered in a `CallNote` (or, from a caller without a card, a `LooseCall`), and the same save makes its
//! follow-up and, if it may be shown, its receipt. Their ids are derived from the note's, so that however often and on how
//! many devices they are made, there is one of each.

use serde::{Deserialize, Serialize};

use super::document::{DocumentMeta, Kind};
use super::ids::{DocId, FamilyId};
use super::rule::{Rule, holds};

/// Who called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallerKind {
    /// An adult of the family.
    FosterParent,
    /// The child or young person.
    Child,
    /// A parent of the child.
    Parent,
    /// A respite family.
    Respite,
    /// Somebody else.
    Other,
}

impl CallerKind {
    /// Every kind, in the order in which it is asked.
    pub const ALL: [Self; 5] = [Self::FosterParent, Self::Child, Self::Parent, Self::Respite, Self::Other];
}

/// How soon the family should be called, as who took the call judges. The most urgent one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// *Ring som det første*.
    First,
    /// *Ring på dagen*.
    SameDay,
    /// *Kan vente lidt*.
    CanWait,
}

impl Urgency {
    /// Every degree, the mildest first, as it is asked.
    pub const ALL: [Self; 3] = [Self::CanWait, Self::SameDay, Self::First];

    /// The number in the database.
    pub const fn code(self) -> u8 {
        match self {
            Self::First => 1,
            Self::SameDay => 2,
            Self::CanWait => 3,
        }
    }

    /// The degree with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.code() == code)
    }
}

/// *Må vises for*: to whom of the family the call may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayShow {
    /// Who called.
    Caller,
    /// Both adults.
    Adults,
    /// Nobody yet: no receipt, no line in what the family reads, until a consultant releases it.
    Nobody,
}

impl MayShow {
    /// Every answer, in the order in which it is asked.
    pub const ALL: [Self; 3] = [Self::Caller, Self::Adults, Self::Nobody];
}

/// *Underretning*: what was done about the statutory notice. Samspil sends none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// *Ikke relevant*.
    NotRelevant,
    /// *Overvejet*.
    Considered,
    /// *Sendt*.
    Sent,
}

impl Notice {
    /// Every answer, in the order in which it is asked; none is chosen beforehand.
    pub const ALL: [Self; 3] = [Self::NotRelevant, Self::Considered, Self::Sent];
}

/// Somebody else who can be brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassedTo {
    /// Den sociale døgnvagt.
    DutyService,
    /// The police.
    Police,
    /// A doctor.
    Doctor,
}

impl PassedTo {
    /// Everybody, in the order in which it is asked.
    pub const ALL: [Self; 3] = [Self::DutyService, Self::Police, Self::Doctor];

    const fn word(self) -> &'static str {
        match self {
            Self::DutyService => "duty_service",
            Self::Police => "police",
            Self::Doctor => "doctor",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// *Givet videre til*: nobody, or everybody else who was brought in; a night may need the police and a doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PassedOn(u8);

/// Not how it is written who was brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nobody, or duty_service, police and doctor in this order")]
pub struct PassedOnError;

impl PassedOn {
    /// Nobody.
    pub const NOBODY: Self = Self(0);

    /// Whether it was this one.
    pub const fn has(self, to: PassedTo) -> bool {
        self.0 & to.bit() != 0
    }

    /// The same with this one, or without if they were among them.
    #[must_use]
    pub const fn toggled(self, to: PassedTo) -> Self {
        Self(self.0 ^ to.bit())
    }

    /// Everybody who was brought in.
    pub fn iter(self) -> impl Iterator<Item = PassedTo> {
        PassedTo::ALL.into_iter().filter(move |to| self.has(*to))
    }
}

impl std::fmt::Display for PassedOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::NOBODY {
            return f.write_str("nobody");
        }
        let words: Vec<&str> = self.iter().map(PassedTo::word).collect();
        f.write_str(&words.join(" "))
    }
}

impl std::str::FromStr for PassedOn {
    type Err = PassedOnError;

    /// Each set has one way to be written.
    fn from_str(written: &str) -> Result<Self, PassedOnError> {
        (0..1 << PassedTo::ALL.len()).map(Self).find(|set| set.to_string() == written).ok_or(PassedOnError)
    }
}

impl TryFrom<String> for PassedOn {
    type Error = PassedOnError;
    fn try_from(written: String) -> Result<Self, PassedOnError> {
        written.parse()
    }
}

impl From<PassedOn> for String {
    fn from(set: PassedOn) -> Self {
        set.to_string()
    }
}

/// The follow-up of a call.
pub fn follow_up_of(note: DocId) -> DocId {
    DocId::derived(note, "follow-up")
}

/// What the family is shown of a call. Shown to the caller first and to both adults later there are two: a document never
/// gets new readers.
pub fn receipt_of(note: DocId, shown: MayShow) -> Option<DocId> {
    match shown {
        MayShow::Caller => Some(DocId::derived(note, "receipt-caller")),
        MayShow::Adults => Some(DocId::derived(note, "receipt-adults")),
        MayShow::Nobody => None,
    }
}

/// Whether a document that hangs on a call has the id that follows from it; every other kind may have any.
pub fn is_rightly_named(doc: DocId, meta: &DocumentMeta) -> bool {
    let shown = if meta.readers.is_empty() { MayShow::Adults } else { MayShow::Caller };
    match (meta.kind, meta.parent) {
        (Kind::FollowUp, Some(note)) => holds(Rule::FollowUpIsNamed, doc == follow_up_of(note)),
        (Kind::CallReceipt, Some(note)) => holds(Rule::ReceiptIsNamed, Some(doc) == receipt_of(note, shown)),
        (Kind::FollowUp | Kind::CallReceipt, None) => holds(Rule::NamedByCall, false),
        _ => true,
    }
}

/// The note in a family's space that a loose call becomes when somebody ties it to the family.
pub fn tied_to(loose: DocId, family: FamilyId) -> DocId {
    DocId::derived(loose, &format!("tied-{family}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_makes_has_one_id_each() {
        let note = DocId::from_bytes([1; 16]);
        let family = |n| FamilyId::from_bytes([n; 16]);
        let mut ids = vec![
            follow_up_of(note),
            receipt_of(note, MayShow::Caller).unwrap(),
            receipt_of(note, MayShow::Adults).unwrap(),
            tied_to(note, family(1)),
            tied_to(note, family(2)),
        ];
        assert_eq!(receipt_of(note, MayShow::Nobody), None, "nobody is shown nothing");
        assert_eq!(follow_up_of(note), ids[0], "made twice it is one");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 5);
    }

    #[test]
    fn who_was_brought_in_is_written_in_one_way() {
        let both = PassedOn::NOBODY.toggled(PassedTo::Doctor).toggled(PassedTo::Police);
        assert_eq!(both.to_string(), "police doctor");
        assert_eq!(both.iter().collect::<Vec<_>>(), [PassedTo::Police, PassedTo::Doctor]);
        for (written, set) in [
            ("nobody", Some(PassedOn::NOBODY)),
            ("duty_service", Some(PassedOn::NOBODY.toggled(PassedTo::DutyService))),
            ("police doctor", Some(both)),
            ("doctor police", None),
            ("police police", None),
            ("nobody police", None),
            ("", None),
            ("politi", None),
        ] {
            assert_eq!(written.parse().ok(), set, "{written}");
        }
        assert_eq!(both.toggled(PassedTo::Police).toggled(PassedTo::Doctor), PassedOn::NOBODY);
        assert_eq!(serde_json::to_string(&both).unwrap(), "\"police doctor\"");
    }

    #[test]
    fn the_most_urgent_comes_first() {
        let mut all = Urgency::ALL.to_vec();
        all.sort_unstable();
        assert_eq!(all, [Urgency::First, Urgency::SameDay, Urgency::CanWait]);
        assert!(Urgency::ALL.iter().all(|urgency| Urgency::from_code(urgency.code()) == Some(*urgency)));
        assert_eq!(Urgency::from_code(0), None);
    }
}
