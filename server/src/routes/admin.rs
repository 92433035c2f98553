//! What is set up in the app: people, families, who takes part. Every handler asks for its permit first.

mod families;
mod hours;
mod list;
mod people;
mod recusals;

pub(super) use families::{
    add_family, add_member, add_placement, end_family, end_member, end_placement, families, hide_address, hide_place,
    rename_family,
};
pub(super) use hours::{change_hours, hours};
pub(super) use people::{add_person, devices, end_device, end_person, make_link, people, refusals, rename_person};
pub(super) use recusals::{end_recusal, recusals, recuse};
