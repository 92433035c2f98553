//! Calls and what becomes of them, families' cards, and who is away.

pub mod away;
pub mod call;
pub mod deeds;
pub mod inbox;
pub mod journal;
pub mod page;
pub mod receipt;
pub mod release;
pub mod rota;
pub mod say;
pub mod stand_in;
pub mod week;

use leptos::prelude::*;

use super::family_card::{CardPage, EditCardPage};
use crate::app::route::CallPlace;
use crate::app::view::follow_up::CallFault;
use crate::ui::i18n::*;
use crate::ui::part::{Notice, NoticeTone};

/// A place about calls.
#[component]
pub fn CallsPage(place: CallPlace) -> impl IntoView {
    match place {
        CallPlace::All => view! { <page::AllCallsPage /> }.into_any(),
        CallPlace::Family(space) => view! { <page::FamilyCallsPage space /> }.into_any(),
        CallPlace::Loose(note) => view! { <page::LooseCallPage note /> }.into_any(),
        CallPlace::Journal(note) => view! { <journal::JournalOfCall note /> }.into_any(),
        CallPlace::NotFiled => view! { <journal::NotFiledPage /> }.into_any(),
        CallPlace::Card(space) => view! { <CardPage space ours=false /> }.into_any(),
        CallPlace::OurCard(space) => view! { <CardPage space ours=true /> }.into_any(),
        CallPlace::EditCard(space) => view! { <EditCardPage space /> }.into_any(),
        CallPlace::Away => view! { <away::AwayPage /> }.into_any(),
        CallPlace::Rota => view! { <rota::RotaPage /> }.into_any(),
    }
}

/// What was wrong with what was typed.
#[component]
fn CallFaultNotice(#[prop(into)] fault: Signal<Option<CallFault>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        fault.get().map(|fault| {
            let words = match fault {
                CallFault::TooLong => t_string!(i18n, follow_up.too_long),
                CallFault::Missing => t_string!(i18n, follow_up.missing),
                CallFault::Past => t_string!(i18n, follow_up.again_past),
            };
            view! {
                <Notice tone=NoticeTone::Error>
                    <p>{words}</p>
                </Notice>
            }
        })
    }
}
