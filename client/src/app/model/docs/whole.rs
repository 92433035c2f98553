//! A document out of the changes that the device holds.

use std::fmt;

use automerge::Automerge;
use samspil_shared::doc::{Origin, Provenance, materialise};
use samspil_shared::sync::state::{HeldChange, HeldDocument};

/// A document with who wrote what.
pub(in crate::app) struct Whole {
    pub(in crate::app) doc: Automerge,
    pub(in crate::app) provenance: Provenance,
}

impl fmt::Debug for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}

impl Whole {
    /// As it stands: what is stored and what waits.
    pub(in crate::app) fn current(held: &HeldDocument) -> Option<Self> {
        Self::of(held, &held.current().collect::<Vec<_>>())
    }

    /// With what was refused.
    pub(in crate::app) fn with_parked(held: &HeldDocument) -> Option<Self> {
        Self::of(held, &held.changes.iter().collect::<Vec<_>>())
    }

    fn of(held: &HeldDocument, changes: &[&HeldChange]) -> Option<Self> {
        let meta = &held.document.meta;
        let doc = materialise(meta.kind, meta.schema, changes.iter().map(|change| &change.bytes[..])).ok()?;
        let origin = |change: &&HeldChange| (change.hash, Origin { by: change.by, received_at: change.received_at });
        Some(Self { doc, provenance: changes.iter().map(origin).collect() })
    }
}
