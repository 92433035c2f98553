//! Screens: each reads a view of the model and sends intents.

pub mod admin;
pub mod around;
pub mod asked;
pub mod check;
pub mod curtain;
pub mod devices;
pub mod door;
pub mod drafts;
pub mod duty;
pub mod editor;
pub mod entry;
pub mod export;
mod face;
pub mod families;
pub mod family_card;
pub mod follow_up;
pub mod history;
pub mod install;
pub mod invite;
pub mod language;
pub mod leader;
pub mod lease;
pub mod logbook;
pub mod more;
pub mod notices;
pub mod numbers;
pub mod passkeys;
pub mod publication;
pub mod quarantine;
pub mod search;
pub mod sharing;
pub mod sign_in;
pub mod station;
pub mod today;
pub mod waiting;

use leptos::prelude::*;

use self::admin::AdminPage;
use self::around::{LostPage, Said};
use self::check::CheckPage;
use self::curtain::{CurtainPage, PinPage};
use self::devices::DevicesPage;
use self::door::{BrokenPage, LeavingPage, LockPage, WaitPage};
use self::duty::DutyPage;
use self::editor::EditorPage;
use self::entry::EntryPage;
use self::families::{FamiliesPage, FamilyPage};
use self::follow_up::CallsPage;
use self::history::HistoryPage;
use self::install::InstallPage;
use self::invite::InvitePage;
use self::leader::{LeaderDay, LeaderPage};
use self::lease::LeasePage;
use self::logbook::LogbookPage;
use self::more::MorePage;
use self::notices::NoticesPage;
use self::numbers::NumbersPage;
use self::passkeys::{PasskeyFirstPage, PasskeysPage};
use self::publication::PublicationPage;
use self::quarantine::QuarantinePage;
use self::search::SearchPage;
use self::sign_in::{SignInAgainPage, SignInPage};
use self::today::{StaffDay, TodayPage};
use self::waiting::WaitingPage;
use super::chunk::{self, Chunked};
use super::use_app;
use crate::app::Model;
use crate::app::chunk::Chunk;
use crate::app::route::Route;
use crate::app::view::Door;
use crate::app::view::door::Broken;

/// Which screen is shown. Equal places keep their screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The app looks what the device holds.
    Starting,
    /// The vault opens and is read.
    Opening,
    /// A one-time link.
    Invite,
    /// A one-time link that is used elsewhere.
    Install,
    /// Login with a password.
    SignIn,
    /// A vault is here and locked.
    Lock,
    /// The vault is open, and covered.
    Curtain,
    /// The page is about to end.
    Leaving,
    /// The app cannot go on.
    Broken(Broken),
    /// Inside the vault, where everything waits for a passkey.
    PasskeyFirst,
    /// Inside the vault, where reading waits for the server.
    Lease(Route),
    /// Inside the vault. A sheet lies over a page and is no place of its own.
    Inside(Route),
}

impl Place {
    /// Where the person is.
    pub fn of(model: &Model) -> Self {
        match model.door() {
            None => match beneath(model.route()) {
                place if model.passkey_first(place) => Self::PasskeyFirst,
                place if model.lease_over(place).is_some() => Self::Lease(place),
                place => Self::Inside(place),
            },
            Some(Door::Starting) => Self::Starting,
            Some(Door::Opening) => Self::Opening,
            Some(Door::Invite(_)) => Self::Invite,
            Some(Door::Install(_)) => Self::Install,
            Some(Door::SignIn(_)) => Self::SignIn,
            Some(Door::Lock(_)) => Self::Lock,
            Some(Door::Curtain(_)) => Self::Curtain,
            Some(Door::Leaving) => Self::Leaving,
            Some(Door::Broken(broken)) => Self::Broken(broken),
        }
    }
}

/// The page that a sheet lies over.
fn beneath(route: Route) -> Route {
    match route {
        Route::Share(entry) => Route::Entry(entry),
        Route::StopSharing(publication) => Route::Publication(publication),
        page => page,
    }
}

/// The screen of the place where the person is, and what is told on all of them.
#[component]
pub fn Screens() -> impl IntoView {
    let app = use_app();
    chunk::load_ahead();
    // Another place is another tree, so that nothing typed or focused on one is met again on the next.
    let place = app.view(Place::of);
    view! {
        {move || page(place.get())}
        <Said />
    }
}

impl Place {
    /// The chunk that the page is in, if it is in one.
    fn chunk(self) -> Option<Chunk> {
        match self {
            Self::Inside(route) => Chunk::of(route),
            Self::PasskeyFirst => Some(Chunk::More),
            _ => None,
        }
    }
}

fn page(place: Place) -> AnyView {
    if let Some(chunk) = place.chunk() {
        return view! { <Chunked chunk place /> }.into_any();
    }
    match place {
        Place::Starting => view! { <WaitPage opening=false /> }.into_any(),
        Place::Opening => view! { <WaitPage opening=true /> }.into_any(),
        Place::Invite => view! { <InvitePage /> }.into_any(),
        Place::Install => view! { <InstallPage /> }.into_any(),
        Place::SignIn => view! { <SignInPage /> }.into_any(),
        Place::Lock => view! { <LockPage /> }.into_any(),
        Place::Curtain => view! { <CurtainPage /> }.into_any(),
        Place::Leaving => view! { <LeavingPage /> }.into_any(),
        Place::Broken(broken) => view! { <BrokenPage broken /> }.into_any(),
        Place::Lease(place) => view! { <LeasePage place /> }.into_any(),
        Place::Inside(Route::Today) => view! { <TodayPage /> }.into_any(),
        Place::Inside(Route::Logbook) => view! { <LogbookPage /> }.into_any(),
        Place::Inside(Route::NewEntry | Route::EditEntry(_)) => view! { <EditorPage /> }.into_any(),
        Place::Inside(Route::Entry(doc) | Route::Share(doc)) => view! { <EntryPage doc /> }.into_any(),
        Place::Inside(Route::Numbers | Route::NumbersOf(_)) => view! { <NumbersPage /> }.into_any(),
        Place::PasskeyFirst | Place::Inside(_) => view! { <LostPage /> }.into_any(),
    }
}

// What each chunk has. Called from `chunk.rs` alone: who else calls one of these has its pages in the app's own file.

pub(super) fn in_duty(place: Place) -> AnyView {
    match place {
        Place::Inside(Route::Duty(place)) => view! { <DutyPage place /> }.into_any(),
        _ => view! { <LostPage /> }.into_any(),
    }
}

pub(super) fn in_calls(place: Place) -> AnyView {
    match place {
        Place::Inside(Route::Today) => view! { <StaffDay /> }.into_any(),
        Place::Inside(Route::Families) => view! { <FamiliesPage /> }.into_any(),
        Place::Inside(Route::Family(space)) => view! { <FamilyPage space /> }.into_any(),
        Place::Inside(Route::Calls(place)) => view! { <CallsPage place /> }.into_any(),
        _ => view! { <LostPage /> }.into_any(),
    }
}

pub(super) fn in_office(place: Place) -> AnyView {
    match place {
        Place::Inside(Route::Today) => view! { <LeaderDay /> }.into_any(),
        Place::Inside(Route::Admin(place)) => view! { <AdminPage place /> }.into_any(),
        Place::Inside(Route::Leader(place)) => view! { <LeaderPage place /> }.into_any(),
        _ => view! { <LostPage /> }.into_any(),
    }
}

pub(super) fn in_more(place: Place) -> AnyView {
    let Place::Inside(route) = place else { return view! { <PasskeyFirstPage /> }.into_any() };
    match route {
        Route::History(doc) => view! { <HistoryPage doc /> }.into_any(),
        Route::Publication(doc) | Route::StopSharing(doc) => view! { <PublicationPage doc /> }.into_any(),
        Route::Waiting => view! { <WaitingPage /> }.into_any(),
        Route::More => view! { <MorePage /> }.into_any(),
        Route::SignInAgain => view! { <SignInAgainPage /> }.into_any(),
        Route::PhoneCheck => view! { <CheckPage /> }.into_any(),
        Route::Notices => view! { <NoticesPage /> }.into_any(),
        Route::Devices => view! { <DevicesPage /> }.into_any(),
        Route::Pin => view! { <PinPage /> }.into_any(),
        Route::Quarantine => view! { <QuarantinePage /> }.into_any(),
        Route::Passkeys => view! { <PasskeysPage /> }.into_any(),
        Route::Search => view! { <SearchPage /> }.into_any(),
        _ => view! { <LostPage /> }.into_any(),
    }
}
