//! The wire, the device's log and the client engine.

pub mod deliver;
pub mod engine;
pub mod frame;
pub mod ingest;
pub mod packet;
pub mod record;
pub mod scan;
pub mod slip;
pub mod state;
