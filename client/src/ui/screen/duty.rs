//! The akuttelefon: large type on dark ground, for one hand and tired eyes.

pub mod bar;
pub mod call;
pub mod card;
pub mod family;
pub mod handover;
pub mod lines;
pub mod rota;
pub mod saved;
pub mod shift;
pub mod tell;

use leptos::prelude::*;

use self::call::CallPage;
use self::card::CardPage;
use self::handover::HandoverPage;
use self::saved::SavedPage;
use self::shift::ShiftPage;
use super::around::LostPage;
use crate::app::route::DutyPlace;
use crate::ui::use_app;

/// A place of the akuttelefon; for whom it is not, there is no such page.
#[component]
pub fn DutyPage(place: DutyPlace) -> impl IntoView {
    let mine = use_app().view(|model| model.danger_bar().is_some());
    move || {
        if !mine.get() {
            return view! { <LostPage /> }.into_any();
        }
        match place {
            DutyPlace::Shift => view! { <ShiftPage /> }.into_any(),
            DutyPlace::Family(space) => view! { <CardPage space /> }.into_any(),
            DutyPlace::NewCall => view! { <CallPage /> }.into_any(),
            DutyPlace::Call(doc) => view! { <SavedPage doc /> }.into_any(),
            DutyPlace::Handover => view! { <HandoverPage /> }.into_any(),
        }
    }
}
