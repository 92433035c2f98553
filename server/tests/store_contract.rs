//! What the store and the sync service promise, on SQLite and on PostgreSQL.

#[path = "support/calls.rs"]
mod calls;
#[path = "sync/catch_up.rs"]
mod catch_up;
#[path = "sync/check.rs"]
mod check;
#[path = "sync/coming_back.rs"]
mod coming_back;
#[path = "sync/damage.rs"]
mod damage;
#[path = "support/database.rs"]
mod database;
#[path = "sync/duty.rs"]
mod duty;
#[path = "../../shared/tests/scan/encode.rs"]
mod encode;
#[path = "sync/first_sync.rs"]
mod first_sync;
#[path = "../../shared/tests/scan/forge.rs"]
mod forge;
#[path = "sync/hostile.rs"]
mod hostile;
#[path = "sync/logbook.rs"]
mod logbook;
#[path = "sync/nodes.rs"]
mod nodes;
#[path = "sync/notices.rs"]
mod notices;
#[path = "store_contract/open.rs"]
mod open;
#[path = "sync/openings.rs"]
mod openings;
#[path = "sync/places.rs"]
mod places;
#[path = "support/pocket.rs"]
mod pocket;
#[path = "sync/pushed.rs"]
mod pushed;
#[path = "sync/quarantine.rs"]
mod quarantine;
#[path = "sync/recording.rs"]
mod recording;
#[path = "sync/recusals.rs"]
mod recusals;
#[path = "sync/repeats.rs"]
mod repeats;
#[path = "sync/restore.rs"]
mod restore;
#[path = "sync/rights.rs"]
mod rights;
#[path = "sync/sharing.rs"]
mod sharing;
#[path = "support/sinks.rs"]
mod sinks;
#[path = "sync/slipped.rs"]
mod slipped;
#[path = "sync/standing_in.rs"]
mod standing_in;
#[path = "sync/station.rs"]
mod station;
#[path = "sync/telling.rs"]
mod telling;
#[path = "sync/tied.rs"]
mod tied;
#[path = "support/world.rs"]
mod world;
