//! Pictures from the one sprite. They are always beside a word or inside a labelled control, so they are hidden from
//! screen readers.

use leptos::prelude::*;

/// Every picture the app can draw. The build cuts the sprite to the names in quotes below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    Home,
    Logbook,
    Persons,
    More,
    Back,
    Forward,
    Close,
    Check,
    Done,
    Hourglass,
    Info,
    Warning,
    Lock,
    Share,
    Team,
    Person,
    Edit,
    Copy,
    Save,
    Again,
    Send,
    Show,
    Hide,
    Clock,
    Talk,
    Plus,
    Fetching,
    Phone,
    Headset,
    Handover,
    Print,
    Chart,
    AppleShare,
    Exit,
    Delete,
    Search,
    Rain,
    Cloud,
    Mixed,
    SunLow,
    Sun,
}

impl Glyph {
    /// The symbol's id in the sprite.
    const fn id(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Logbook => "logbook",
            Self::Persons => "persons",
            Self::More => "more-horiz",
            Self::Back => "arrow-back",
            Self::Forward => "chevron-right",
            Self::Close => "close",
            Self::Check => "check",
            Self::Done => "success",
            Self::Hourglass => "hourglass",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Lock => "lock",
            Self::Share => "share",
            Self::Team => "groups",
            Self::Person => "person",
            Self::Edit => "edit",
            Self::Copy => "copy",
            Self::Save => "save",
            Self::Again => "refresh",
            Self::Send => "send",
            Self::Show => "visibility",
            Self::Hide => "visibility-off",
            Self::Clock => "time",
            Self::Talk => "chat",
            Self::Plus => "plus",
            Self::Fetching => "sync",
            Self::Phone => "phone",
            Self::Headset => "headset",
            Self::Handover => "handover",
            Self::Print => "print",
            Self::Chart => "chart",
            Self::AppleShare => "apple-share",
            Self::Exit => "exit",
            Self::Delete => "delete",
            Self::Search => "search",
            Self::Rain => "weather-rain",
            Self::Cloud => "weather-cloud",
            Self::Mixed => "weather-mixed",
            Self::SunLow => "weather-sun-low",
            Self::Sun => "weather-sun",
        }
    }

    /// Drawn as lines; the others are filled.
    const fn is_line(self) -> bool {
        matches!(
            self,
            Self::AppleShare | Self::Exit | Self::Rain | Self::Cloud | Self::Mixed | Self::SunLow | Self::Sun
        )
    }
}

/// One picture, 24 px unless `size` says otherwise.
#[component]
pub fn Icon(#[prop(into)] glyph: Signal<Glyph>, #[prop(optional)] size: IconSize) -> impl IntoView {
    view! {
        <svg
            class="i"
            class=("i-s", size == IconSize::Small)
            class=("i-l", size == IconSize::Large)
            class=("i-line", move || glyph.get().is_line())
            aria-hidden="true"
            focusable="false"
        >
            <use href=move || format!("/icons/sprite.svg#{}", glyph.get().id())></use>
        </svg>
    }
}

/// How large a picture stands: 18, 24 or 32 px.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IconSize {
    Small,
    #[default]
    Medium,
    Large,
}
