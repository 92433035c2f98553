//! The HTTP interface: paths, what is sent, what is answered. Kept apart from the domain's types.
//!
//! Everything is JSON under `/api`, ids are lower-case hexadecimal, instants are milliseconds since 1970 UTC. Every
//! answer other than 2xx is a [`Problem`]. A request that changes anything must carry the server's own `Origin`; all
//! but those of links and logins, refresh, logout and deliver need `Authorization: Bearer <access token>`.
//!
//! | path | takes | answers |
//! | --- | --- | --- |
//! | `POST` [`LINK`] | [`Link`] | [`Invited`] |
//! | `POST` [`LINK_CODE`] | [`Link`] | [`LinkCode`], [`CODES_MAX`] times a link |
//! | `POST` [`LINK_ACCEPT`] | [`Accept`] | [`Session`], cookie |
//! | `POST` [`LOGIN`] | [`Login`] | [`Session`], cookie |
//! | `POST` [`REFRESH`] | cookie | [`Session`], next cookie |
//! | `POST` [`LOGOUT`] | cookie | 204, cookie removed |
//! | `GET` [`ME`] | | [`Me`] |
//! | `GET` [`SLOT`] | | [`Slot`], or [`Code::NoSlot`] |
//! | `PUT` [`SLOT`] | | [`Slot`], made if there was none |
//! | `GET` [`DEVICES`] | | [`Devices`] |
//! | `POST` [`DEVICES_END`] | [`EndDevice`] | [`Devices`] that are left |
//! | `GET` [`FACTS`] | | [`PublicFacts`], for anybody |
//! | `POST` [`QUARANTINE`] | [`AskQuarantine`] | [`Quarantined`] |
//! | `POST` [`QUARANTINE_SETTLE`] | [`SettleQuarantined`] | [`Quarantined`] that is left |
//! | `POST` [`OPENINGS`] | [`AskOpenings`] | [`Openings`] |
//! | `POST` [`LINK_PASSKEY_BEGIN`] | [`LinkPasskey`] | [`PasskeyQuestion`] |
//! | `POST` [`LINK_PASSKEY`] | [`AcceptPasskey`] | [`Session`], cookie |
//! | `POST` [`LOGIN_PASSKEY_BEGIN`] | | [`PasskeyQuestion`] |
//! | `POST` [`LOGIN_PASSKEY`] | [`PasskeyLogin`] | [`Session`], cookie |
//! | `GET` [`PASSKEYS`] | | [`Passkeys`] |
//! | `POST` [`PASSKEYS_BEGIN`] | | [`PasskeyQuestion`], soon after a login |
//! | `POST` [`PASSKEYS_ADD`] | [`AddPasskey`] | [`Passkeys`] |
//! | `POST` [`PASSKEYS_END`] | [`EndPasskey`] | [`Passkeys`] that are left |
//! | `GET` [`NOTICES`] | | [`Notices`] |
//! | `PUT` [`NOTICES`] | [`SetNotices`] | [`Notices`] |
//! | `POST` [`NOTICES_PUSH`] | [`SubscribePush`] | [`Notices`] |
//! | `POST` [`NOTICES_PUSH_END`] | | [`Notices`] |
//! | `POST` [`DELIVER`] | [`Deliver`] | [`Delivered`] |
//!
//! A link's `token` may also be the code that [`LINK_CODE`] gave; whatever is wrong with a code is answered with
//! [`Code::LinkUnknown`].
//!
//! What is set up ([`admin`]), each with [`admin::As`] in its query:
//!
//! | path | takes | answers |
//! | --- | --- | --- |
//! | `GET` [`ADMIN_PEOPLE`] | [`admin::FindPeople`] in the query | [`admin::People`] |
//! | `POST` [`ADMIN_PEOPLE_ADD`] | [`admin::AddPerson`] | [`admin::Invitation`] |
//! | `POST` [`ADMIN_PEOPLE_LINK`] | [`admin::OfPerson`] | [`admin::Invitation`]; earlier links die |
//! | `POST` [`ADMIN_PEOPLE_RENAME`] | [`admin::RenamePerson`] | 204 |
//! | `POST` [`ADMIN_PEOPLE_END`] | [`admin::OfPerson`] | 204 |
//! | `GET` [`ADMIN_DEVICES`] | `&person=<hex>` | [`admin::DevicesOf`] |
//! | `POST` [`ADMIN_DEVICES_END`] | [`admin::EndDeviceOf`] | [`admin::DevicesOf`] that are left |
//! | `GET` [`ADMIN_FAMILIES`] | [`admin::FindFamilies`] in the query | [`admin::Families`] |
//! | `POST` [`ADMIN_FAMILIES_ADD`] | [`admin::AddFamily`] | [`admin::AddedFamily`] |
//! | `POST` [`ADMIN_FAMILIES_RENAME`] | [`admin::RenameFamily`] | 204 |
//! | `POST` [`ADMIN_FAMILIES_HIDE`] | [`admin::HideAddress`] | 204 |
//! | `POST` [`ADMIN_FAMILIES_END`] | [`admin::EndFamily`] | 204 |
//! | `POST` [`ADMIN_PLACEMENTS_ADD`] | [`admin::AddPlacement`] | [`admin::AddedPlacement`] |
//! | `POST` [`ADMIN_PLACEMENTS_HIDE`] | [`admin::HidePlace`] | 204 |
//! | `POST` [`ADMIN_PLACEMENTS_END`] | [`admin::EndPlacement`] | 204 |
//! | `POST` [`ADMIN_MEMBERS_ADD`] | [`admin::AddMember`] | 204 |
//! | `POST` [`ADMIN_MEMBERS_END`] | [`admin::EndMember`] | 204 |
//! | `GET` [`ADMIN_HOURS`] | | [`admin::HoursOfUnit`] |
//! | `POST` [`ADMIN_HOURS_CHANGE`] | [`admin::ChangeHours`] | [`admin::HoursOfUnit`] |
//! | `GET` [`ADMIN_RECUSALS`] | | [`admin::Recusals`] |
//! | `POST` [`ADMIN_RECUSALS_ADD`] | [`admin::Recuse`] | [`admin::Recusals`] |
//! | `POST` [`ADMIN_RECUSALS_END`] | [`admin::Recuse`] | [`admin::Recusals`] |
//! | `GET` [`ADMIN_REFUSALS`] | | [`admin::Refusals`] |
//!
//! The akuttelefon's rota and who stands in ([`duty`]), with the same query:
//!
//! | path | takes | answers |
//! | --- | --- | --- |
//! | `GET` [`DUTY_ROTA`] | | [`duty::Rota`] |
//! | `POST` [`DUTY_SHIFTS_ADD`] | [`duty::AddShift`] | [`duty::Rota`] |
//! | `POST` [`DUTY_SHIFTS_END`] | [`duty::OfShift`] | [`duty::Rota`] |
//! | `POST` [`DUTY_SHIFTS_OFFER`] | [`duty::OfferShift`] | [`duty::Rota`] |
//! | `POST` [`DUTY_SHIFTS_TAKE`] | [`duty::OfShift`] | [`duty::Rota`] |
//! | `GET` [`DUTY_CONSULTANTS`] | | [`duty::Consultants`] |
//! | `POST` [`DUTY_WEEK`] | [`duty::SetWeek`] | [`duty::Consultants`] |
//! | `POST` [`DUTY_ILL`] | [`duty::OfConsultant`] | [`duty::Consultants`] |
//! | `POST` [`DUTY_STAND_IN`] | [`duty::StandIn`] | [`duty::Consultants`] |
//! | `POST` [`DUTY_BACK`] | [`duty::OfConsultant`] | [`duty::Consultants`] |
//! | `POST` [`DUTY_TIED`] | [`duty::OfCall`] | [`duty::TiedCall`] |
//! | `GET` [`DUTY_OVERVIEW`] | | [`duty::Overview`] |
//!
//! A computer that officers share ([`station`]), with the same query:
//!
//! | path | takes | answers |
//! | --- | --- | --- |
//! | `POST` [`STATION_MAKE`] | [`station::OfStation`], drawn by the client | [`station::Station`] |
//! | `POST` [`STATION`] | [`station::OfStation`] | [`station::Station`]; an officer's device joins it |
//! | `POST` [`STATION_PACKET`] | [`station::OfOfficer`] | [`station::SealedPacket`] |
//! | `POST` [`STATION_END`] | [`station::OfStation`] | [`station::Station`] |
//!
//! What adds something, or makes a link, may carry a key of its own: [`admin::IDEMPOTENCY_KEY`].

mod account;
pub mod admin;
mod code;
mod deliver;
pub mod duty;
mod facts;
mod notices;
mod openings;
mod passkey;
mod problem;
mod quarantine;
mod session;
pub mod station;

pub use account::{Accept, Invited, LOGIN_MAX, LOGIN_MIN, Link, Login, PASSWORD_BYTES_MAX, PASSWORD_MIN};
pub use code::{CODE_LEN, CODE_LETTERS, CODE_VALID_MS, CODES_MAX, LinkCode, random_code, read_code};
pub use deliver::{BOXES_BYTES_MAX, BOXES_MAX, Deliver, DeliverKeys, Delivered, Fate};
pub use facts::{PublicFacts, UnitFacts, UnitHours};
pub use notices::{
    ADDRESS_MAX, ENDPOINT_MAX, MailNotices, NoticeLanguage, Notices, PushNotices, SetNotices, SubscribePush,
};
pub use openings::{AskOpenings, OPENINGS_AFTER_MS, OPENINGS_MAX, Opening, Openings};
pub use passkey::{
    AcceptPasskey, AddPasskey, EndPasskey, LinkPasskey, PASSKEY_LABEL_MAX, PASSKEYS_MAX, Passkey, PasskeyAnswer,
    PasskeyLogin, PasskeyQuestion, Passkeys,
};
pub use problem::{Code, Problem};
pub use quarantine::{AskQuarantine, Quarantined, QuarantinedKind, QuarantinedText, SettleQuarantined};
pub use session::{ActingChoice, Device, Devices, EndDevice, Me, Person, Session, Slot};

/// Who a one-time link is for.
pub const LINK: &str = "/api/link";
/// A code in place of a one-time link, to be typed elsewhere.
pub const LINK_CODE: &str = "/api/link/code";
/// Uses a one-time link.
pub const LINK_ACCEPT: &str = "/api/link/accept";
/// Login with a password.
pub const LOGIN: &str = "/api/login";
/// Begins the use of a one-time link with a passkey.
pub const LINK_PASSKEY_BEGIN: &str = "/api/link/passkey/begin";
/// Uses a one-time link with a passkey.
pub const LINK_PASSKEY: &str = "/api/link/passkey";
/// Begins a login with a passkey.
pub const LOGIN_PASSKEY_BEGIN: &str = "/api/login/passkey/begin";
/// Login with a passkey.
pub const LOGIN_PASSKEY: &str = "/api/login/passkey";
/// The person's own passkeys.
pub const PASSKEYS: &str = "/api/passkeys";
/// Begins another one.
pub const PASSKEYS_BEGIN: &str = "/api/passkeys/begin";
/// Takes it.
pub const PASSKEYS_ADD: &str = "/api/passkeys/add";
/// Removes one.
pub const PASSKEYS_END: &str = "/api/passkeys/end";
/// The next access token, by cookie.
pub const REFRESH: &str = "/api/refresh";
/// Ends the session of the cookie.
pub const LOGOUT: &str = "/api/logout";
/// Who is signed in.
pub const ME: &str = "/api/me";
/// The server's share of the vault on this device.
pub const SLOT: &str = "/api/enrolment/slot";
/// The person's own devices.
pub const DEVICES: &str = "/api/devices";
/// Ends one of them.
pub const DEVICES_END: &str = "/api/devices/end";
/// How the person wants to hear of something new.
pub const NOTICES: &str = "/api/notices";
/// Lets this device be told.
pub const NOTICES_PUSH: &str = "/api/notices/push";
/// This device is told no more.
pub const NOTICES_PUSH_END: &str = "/api/notices/push/end";
/// What is public of the units.
pub const FACTS: &str = "/api/facts";
/// What waits for a reader, of authors who may no longer write there.
pub const QUARANTINE: &str = "/api/quarantine";
/// Says what becomes of one of it.
pub const QUARANTINE_SETTLE: &str = "/api/quarantine/settle";
/// Who on duty opened a family's card.
pub const OPENINGS: &str = "/api/card/openings";
/// The people whom one sets up.
pub const ADMIN_PEOPLE: &str = "/api/admin/people";
/// Adds one.
pub const ADMIN_PEOPLE_ADD: &str = "/api/admin/people/add";
/// A new one-time link for one.
pub const ADMIN_PEOPLE_LINK: &str = "/api/admin/people/link";
/// Corrects the name of one.
pub const ADMIN_PEOPLE_RENAME: &str = "/api/admin/people/rename";
/// Ends the account of one.
pub const ADMIN_PEOPLE_END: &str = "/api/admin/people/end";
/// The devices of one.
pub const ADMIN_DEVICES: &str = "/api/admin/devices";
/// Ends one of them.
pub const ADMIN_DEVICES_END: &str = "/api/admin/devices/end";
/// The families that one sets up.
pub const ADMIN_FAMILIES: &str = "/api/admin/families";
/// Adds one.
pub const ADMIN_FAMILIES_ADD: &str = "/api/admin/families/add";
/// Names one.
pub const ADMIN_FAMILIES_RENAME: &str = "/api/admin/families/rename";
/// Says whether its address may be told.
pub const ADMIN_FAMILIES_HIDE: &str = "/api/admin/families/hide";
/// Ends one.
pub const ADMIN_FAMILIES_END: &str = "/api/admin/families/end";
/// Adds a placement to one.
pub const ADMIN_PLACEMENTS_ADD: &str = "/api/admin/placements/add";
/// Says until when the place of a placement may not be told.
pub const ADMIN_PLACEMENTS_HIDE: &str = "/api/admin/placements/hide";
/// Ends a placement.
pub const ADMIN_PLACEMENTS_END: &str = "/api/admin/placements/end";
/// Lets a person take part.
pub const ADMIN_MEMBERS_ADD: &str = "/api/admin/members/add";
/// Ends it.
pub const ADMIN_MEMBERS_END: &str = "/api/admin/members/end";
/// When the unit is open.
pub const ADMIN_HOURS: &str = "/api/admin/hours";
/// It is open otherwise.
pub const ADMIN_HOURS_CHANGE: &str = "/api/admin/hours/change";
/// Who is kept out of whose reach at work.
pub const ADMIN_RECUSALS: &str = "/api/admin/recusals";
/// Keeps somebody out.
pub const ADMIN_RECUSALS_ADD: &str = "/api/admin/recusals/add";
/// Ends it.
pub const ADMIN_RECUSALS_END: &str = "/api/admin/recusals/end";
/// How much was refused, without what was in it.
pub const ADMIN_REFUSALS: &str = "/api/admin/refusals";
/// The rota of the unit asked for.
pub const DUTY_ROTA: &str = "/api/duty/rota";
/// Puts somebody on it.
pub const DUTY_SHIFTS_ADD: &str = "/api/duty/shifts/add";
/// Takes a shift off it.
pub const DUTY_SHIFTS_END: &str = "/api/duty/shifts/end";
/// Offers one's own shift to a colleague.
pub const DUTY_SHIFTS_OFFER: &str = "/api/duty/shifts/offer";
/// Takes a shift that is offered.
pub const DUTY_SHIFTS_TAKE: &str = "/api/duty/shifts/take";
/// The consultants of the unit asked for, and who stands in for them.
pub const DUTY_CONSULTANTS: &str = "/api/duty/consultants";
/// Says when a consultant works and who stands in else.
pub const DUTY_WEEK: &str = "/api/duty/consultants/week";
/// *X er syg i dag*.
pub const DUTY_ILL: &str = "/api/duty/consultants/ill";
/// Somebody stands in on named days.
pub const DUTY_STAND_IN: &str = "/api/duty/consultants/stand-in";
/// The consultant is back.
pub const DUTY_BACK: &str = "/api/duty/consultants/back";
/// To which family a call of the common list was tied, and by whom.
pub const DUTY_TIED: &str = "/api/duty/calls/tied";
/// What a leader sees of calls.
pub const DUTY_OVERVIEW: &str = "/api/duty/overview";
/// Makes this device a station of the unit.
pub const STATION_MAKE: &str = "/api/duty/station/make";
/// Who of the next shifts is ready on a station.
pub const STATION: &str = "/api/duty/station";
/// What lies ready there for one of them.
pub const STATION_PACKET: &str = "/api/duty/station/packet";
/// It is a station no longer.
pub const STATION_END: &str = "/api/duty/station/end";
/// Brings operations whose author is locked out.
pub const DELIVER: &str = "/api/deliver";
/// The socket of `samspil.1`.
pub const SYNC: &str = "/sync";
