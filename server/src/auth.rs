//! Who is asking: passwords, passkeys, one-time links, refresh cookies, access tokens, and the extractors that turn them into
//! capabilities. The only code that issues or judges a credential.

mod account;
mod extract;
mod limit;
mod link;
mod office;
mod passkey;
mod password;
mod rota;
mod secret;
mod session;
mod ticket;

pub use account::{AuthError, Doors, accept, admit, login, look, make_code};
pub use extract::{Authenticated, SameOrigin, Visitor};
pub(crate) use limit::{WINDOW_MAX_MS, count_choice};
pub use link::{LINK_VALID_MS, MadeLink, make_link};
pub(crate) use office::{Clerk, household, household_of, subject};
pub use passkey::{
    Site, accept_passkey, add_passkey, begin_passkey, begin_passkey_link, begin_passkey_login, end_passkey,
    passkey_login, passkeys,
};
pub use password::{LoginName, NewPassword, PasswordError, Passwords};
pub(crate) use rota::Planner;
pub use secret::Secret;
pub use session::{Chain, Refresh, Started, end, refresh};
pub use ticket::{Principal, TICKET_VALID_MS, TicketError, Tickets};
