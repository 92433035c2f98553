//! Values and rules, without documents, wire or storage.

pub mod access;
pub mod audience;
pub mod calendar;
pub mod call;
pub mod document;
pub mod duty;
pub mod family;
pub mod follow_up;
pub mod ids;
pub mod membership;
pub mod news;
pub mod numbers;
pub mod office;
pub mod place;
pub mod preset;
pub mod rota;
pub mod rule;
pub mod text;
pub mod time;
pub mod usage;

pub use access::{
    Access, Creatable, OpeningsPermit, Readable, Writable, access, may_create, may_see_openings, may_withdraw,
};
pub use audience::{Audience, Relation};
pub use calendar::{Calendar, next_open_day};
pub use document::{DocState, Document, DocumentMeta, Kind};
pub use family::{EndReason, FamilyKind, SpaceKind};
pub use ids::{
    ActorId, ChangeHash, CourseId, DocId, EnrolmentId, Epoch, FactId, FamilyId, PersonId, PlacementId, ReadId,
    RecordId, ShiftId, SpaceId, StationId, UnitId,
};
pub use membership::{Acting, Membership, Role, Window};
pub use news::is_news;
pub use numbers::{Numbers, who_to_call};
pub use place::Hiding;
pub use time::{Timestamp, WallTime};
