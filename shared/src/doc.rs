//! Automerge documents: one module a kind.
