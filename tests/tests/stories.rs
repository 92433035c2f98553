//! The main job, as people do it: real phones, a real laptop, the real server, which is killed whenever it hurts most.

#[path = "stories/accessible.rs"]
mod accessible;
#[path = "stories/administration.rs"]
mod administration;
#[path = "stories/afterwards.rs"]
mod afterwards;
#[path = "stories/canaries.rs"]
mod canaries;
#[path = "stories/chunks.rs"]
mod chunks;
#[path = "stories/cold_start.rs"]
mod cold_start;
#[path = "stories/devices.rs"]
mod devices;
#[path = "stories/drafts.rs"]
mod drafts;
#[path = "stories/duty.rs"]
mod duty;
#[path = "stories/english.rs"]
mod english;
#[path = "stories/exporting.rs"]
mod exporting;
#[path = "stories/filed.rs"]
mod filed;
#[path = "stories/first_sync.rs"]
mod first_sync;
#[path = "stories/focus.rs"]
mod focus;
#[path = "stories/follow_up.rs"]
mod follow_up;
#[path = "stories/home_screen.rs"]
mod home_screen;
#[path = "stories/hours.rs"]
mod hours;
#[path = "stories/leader.rs"]
mod leader;
#[path = "stories/leaving.rs"]
mod leaving;
#[path = "stories/locking.rs"]
mod locking;
#[path = "stories/new_password.rs"]
mod new_password;
#[path = "stories/night.rs"]
mod night;
#[path = "stories/notices.rs"]
mod notices;
#[path = "stories/numbers.rs"]
mod numbers;
#[path = "stories/parked.rs"]
mod parked;
#[path = "stories/passkeys.rs"]
mod passkeys;
#[path = "stories/place.rs"]
mod place;
#[path = "stories/ready.rs"]
mod ready;
#[path = "stories/recusals.rs"]
mod recusals;
#[path = "stories/restoring.rs"]
mod restoring;
#[path = "stories/searching.rs"]
mod searching;
#[path = "stories/sharing.rs"]
mod sharing;
#[path = "stories/station.rs"]
mod station;
#[path = "stories/storage.rs"]
mod storage;
#[path = "stories/tabs.rs"]
mod tabs;
#[path = "stories/together.rs"]
mod together;
#[path = "stories/update.rs"]
mod update;
