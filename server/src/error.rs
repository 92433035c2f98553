//! Everything the HTTP interface can answer instead of success, and the one place that makes it a response.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use samspil_shared::api::{Code, Problem};

use crate::admin::AdminError;
use crate::admin::office::PlacementError;
use crate::auth::{AuthError, PasswordError};
use crate::notices::ChoiceError;
use crate::store::StoreError;

/// What to say when hashing is crowded.
const CROWDED_RETRY_S: u32 = 10;

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("{0}")]
    Malformed(String),
    #[error("The body is larger than this path takes.")]
    TooLarge,
    #[error("Send JSON, with content-type application/json.")]
    NotJson,
    #[error("There is nothing here.")]
    NotFound,
    #[error("This path does not take this method.")]
    WrongMethod,
    #[error("The Origin header must name this server.")]
    ForeignOrigin,
    #[error("An access token that holds is needed.")]
    NotSignedIn,
    #[error("There is no session behind the cookie.")]
    SessionEnded,
    #[error("This needs a login within the last quarter of an hour.")]
    LoginNeeded,
    #[error("Login and password do not belong together.")]
    WrongLogin,
    #[error("Passkeys do not work with this server's address.")]
    NoPasskeys,
    #[error("No account takes this passkey, or it was not used as it must be.")]
    PasskeyRefused,
    #[error("The question was answered already, or is too old.")]
    PasskeyOver,
    #[error("There are as many passkeys as there may be.")]
    PasskeysFull,
    #[error("Who works here makes a passkey first.")]
    PasskeyNeeded,
    #[error("Nothing else opens the account.")]
    LastPasskey,
    #[error("Too many tries.")]
    TooManyTries { retry_after_s: u32 },
    #[error("The server has more to do than it can.")]
    Busy { retry_after_s: u32 },
    #[error("There is no such link.")]
    LinkUnknown,
    #[error("The link was used.")]
    LinkUsed,
    #[error("The link is too old.")]
    LinkExpired,
    #[error("The link was taken back.")]
    LinkRevoked,
    #[error("The link gives no more codes.")]
    LinkCodesGiven,
    #[error("A login has 2 to 64 letters, digits or . _ - @")]
    LoginMalformed,
    #[error("Somebody else has this login.")]
    LoginTaken,
    #[error("A password has at least 12 characters.")]
    PasswordTooShort,
    #[error("A password has at most 1024 bytes.")]
    PasswordTooLong,
    #[error("The password is the login, or a few characters over and over.")]
    PasswordTooSimple,
    #[error("This device has no server slot yet.")]
    NoSlot,
    #[error("The text is of no form that could be taken in.")]
    NotTakenIn,
    #[error("A name has 1 to 100 characters and no control characters.")]
    NameMalformed,
    #[error("A child's given name or initials without digits, and its month of birth as 2018-05.")]
    ChildMalformed,
    #[error("No day that this can begin or end at, or an end before the beginning.")]
    WindowMalformed,
    #[error("People of this role take no part in this.")]
    RoleNotHere,
    #[error("The partner who would stand in is away as well.")]
    PartnerAway,
    #[error("These are no days on which a unit can be closed.")]
    ClosedMalformed,
    #[error("The hours were changed meanwhile.")]
    HoursChanged,
    #[error("No mail or push can go to this address.")]
    AddressMalformed,
    #[error("The server failed.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ApiError {
    fn parts(&self) -> (StatusCode, Code) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, Code::Malformed),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge),
            Self::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::NotJson),
            Self::NotFound => (StatusCode::NOT_FOUND, Code::NotFound),
            Self::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, Code::WrongMethod),
            Self::ForeignOrigin => (StatusCode::FORBIDDEN, Code::ForeignOrigin),
            Self::NotSignedIn => (StatusCode::UNAUTHORIZED, Code::NotSignedIn),
            Self::SessionEnded => (StatusCode::UNAUTHORIZED, Code::SessionEnded),
            Self::LoginNeeded => (StatusCode::FORBIDDEN, Code::LoginNeeded),
            Self::WrongLogin => (StatusCode::UNAUTHORIZED, Code::WrongLogin),
            Self::NoPasskeys => (StatusCode::NOT_FOUND, Code::NoPasskeys),
            Self::PasskeyRefused => (StatusCode::UNAUTHORIZED, Code::PasskeyRefused),
            Self::PasskeyOver => (StatusCode::GONE, Code::PasskeyOver),
            Self::PasskeysFull => (StatusCode::CONFLICT, Code::PasskeysFull),
            Self::PasskeyNeeded => (StatusCode::FORBIDDEN, Code::PasskeyNeeded),
            Self::LastPasskey => (StatusCode::CONFLICT, Code::LastPasskey),
            Self::TooManyTries { .. } => (StatusCode::TOO_MANY_REQUESTS, Code::TooManyTries),
            Self::Busy { .. } => (StatusCode::TOO_MANY_REQUESTS, Code::Busy),
            Self::LinkUnknown => (StatusCode::NOT_FOUND, Code::LinkUnknown),
            Self::LinkUsed => (StatusCode::GONE, Code::LinkUsed),
            Self::LinkExpired => (StatusCode::GONE, Code::LinkExpired),
            Self::LinkRevoked => (StatusCode::GONE, Code::LinkRevoked),
            Self::LinkCodesGiven => (StatusCode::GONE, Code::LinkCodesGiven),
            Self::LoginMalformed => (StatusCode::UNPROCESSABLE_ENTITY, Code::LoginMalformed),
            Self::LoginTaken => (StatusCode::CONFLICT, Code::LoginTaken),
            Self::PasswordTooShort => (StatusCode::UNPROCESSABLE_ENTITY, Code::PasswordTooShort),
            Self::PasswordTooLong => (StatusCode::UNPROCESSABLE_ENTITY, Code::PasswordTooLong),
            Self::PasswordTooSimple => (StatusCode::UNPROCESSABLE_ENTITY, Code::PasswordTooSimple),
            Self::NoSlot => (StatusCode::NOT_FOUND, Code::NoSlot),
            Self::NotTakenIn => (StatusCode::UNPROCESSABLE_ENTITY, Code::NotTakenIn),
            Self::NameMalformed => (StatusCode::UNPROCESSABLE_ENTITY, Code::NameMalformed),
            Self::ChildMalformed => (StatusCode::UNPROCESSABLE_ENTITY, Code::ChildMalformed),
            Self::WindowMalformed => (StatusCode::UNPROCESSABLE_ENTITY, Code::WindowMalformed),
            Self::RoleNotHere => (StatusCode::UNPROCESSABLE_ENTITY, Code::RoleNotHere),
            Self::PartnerAway => (StatusCode::CONFLICT, Code::PartnerAway),
            Self::ClosedMalformed => (StatusCode::UNPROCESSABLE_ENTITY, Code::ClosedMalformed),
            Self::HoursChanged => (StatusCode::CONFLICT, Code::HoursChanged),
            Self::AddressMalformed => (StatusCode::UNPROCESSABLE_ENTITY, Code::AddressMalformed),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, Code::Internal),
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooManyTries { retry_after_s } | Self::Busy { retry_after_s } => Some(*retry_after_s),
            _ => None,
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::LoginMalformed => Self::LoginMalformed,
            PasswordError::TooShort => Self::PasswordTooShort,
            PasswordError::TooLong => Self::PasswordTooLong,
            PasswordError::TooSimple => Self::PasswordTooSimple,
        }
    }
}

impl From<AdminError> for ApiError {
    fn from(error: AdminError) -> Self {
        match error {
            AdminError::Missing(_) => Self::NotFound,
            AdminError::Name => Self::NameMalformed,
            AdminError::Login(error) => error.into(),
            AdminError::LoginTaken => Self::LoginTaken,
            AdminError::NotInSpace { .. } => Self::RoleNotHere,
            AdminError::PartnerAway => Self::PartnerAway,
            AdminError::Shift | AdminError::Window | AdminError::DayPassed => Self::WindowMalformed,
            AdminError::KeyUsed => Self::Malformed("The idempotency key was used for something else.".to_owned()),
            AdminError::Store(error) => error.into(),
            AdminError::Closed(_) => Self::ClosedMalformed,
            AdminError::HoursChanged => Self::HoursChanged,
            // Set on the command line alone.
            AdminError::UnitTaken | AdminError::Municipality | AdminError::CalendarVersion { .. } => {
                Self::Internal(Box::new(error))
            }
        }
    }
}

impl From<ChoiceError> for ApiError {
    fn from(error: ChoiceError) -> Self {
        match error {
            ChoiceError::NotOffered => Self::NotFound,
            ChoiceError::Address => Self::AddressMalformed,
            ChoiceError::Store(error) => error.into(),
        }
    }
}

impl From<PlacementError> for ApiError {
    fn from(error: PlacementError) -> Self {
        match error {
            PlacementError::Admin(error) => error.into(),
            PlacementError::Card(error) => Self::Internal(Box::new(error)),
        }
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::LinkUnknown => Self::LinkUnknown,
            AuthError::LinkUsed => Self::LinkUsed,
            AuthError::LinkExpired => Self::LinkExpired,
            AuthError::LinkRevoked => Self::LinkRevoked,
            AuthError::LinkCodesGiven => Self::LinkCodesGiven,
            AuthError::LoginTaken => Self::LoginTaken,
            AuthError::WrongLogin => Self::WrongLogin,
            AuthError::NoPasskeys => Self::NoPasskeys,
            AuthError::PasskeyRefused => Self::PasskeyRefused,
            AuthError::PasskeyOver => Self::PasskeyOver,
            AuthError::PasskeysFull => Self::PasskeysFull,
            AuthError::LastPasskey => Self::LastPasskey,
            AuthError::TooManyTries { retry_after_s } => Self::TooManyTries { retry_after_s },
            AuthError::Password(error) => error.into(),
            AuthError::Crowded(_) => Self::Busy { retry_after_s: CROWDED_RETRY_S },
            AuthError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Internal(source) = &self {
            tracing::error!(error = source.as_ref() as &dyn std::error::Error, "a request failed");
        }
        let (status, code) = self.parts();
        let retry_after_s = self.retry_after_s();
        let mut response = (status, Json(Problem { code, message: self.to_string(), retry_after_s })).into_response();
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
