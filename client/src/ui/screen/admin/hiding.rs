//! Whether the place of a family, or of a placement in it, may be told.

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::domain::{FamilyId, PlacementId};

use super::{day_fault, day_of};
use crate::app::admin::AdminIntent;
use crate::app::intent::Intent;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Field, FieldKind, Glyph, Sheet, SheetEnd, words};
use crate::ui::screen::around::use_day;
use crate::ui::use_app;

/// The family's address. Hiding it asks nothing; telling it again does.
#[component]
pub fn AddressPart(family: FamilyId, #[prop(into)] hidden: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    let shows = Callback::new(move |()| {
        app.send(Intent::Admin(AdminIntent::HideAddress(family, false)));
        open.set(false);
    });
    let hide = app.on(move || Intent::Admin(AdminIntent::HideAddress(family, true)));
    let ask = move |()| open.set(true);
    let whether = move || match hidden.get() {
        true => view! {
            <p class="place-hidden">
                <b>{move || t_string!(i18n, admin.address_hidden)}</b>
            </p>
            <p>
                <Button glyph=Glyph::Show on_press=ask>
                    {move || t_string!(i18n, admin.show_address)}
                </Button>
            </p>
        }
        .into_any(),
        false => view! {
            <p>
                <Button glyph=Glyph::Lock on_press=hide>
                    {move || t_string!(i18n, admin.hide_address)}
                </Button>
            </p>
            <p class="small muted">{move || t_string!(i18n, admin.hide_address_hint)}</p>
        }
        .into_any(),
    };
    view! {
        {whether}
        <Sheet id="show-address" title=move || t_string!(i18n, admin.show_address_ask) open on_close=close>
            <p>{move || t_string!(i18n, admin.show_address_text)}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary on_press=shows>
                        {move || t_string!(i18n, admin.show_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}

/// Until when the place of a placement is kept.
#[component]
pub fn PlaceNote(until: NaiveDate) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    view! {
        <p class="place-hidden">
            <b>{move || t_string!(i18n, admin.place_hidden, day = words::date(i18n, until, today.get()))}</b>
        </p>
    }
}

/// The question until when the place of the placement that was pressed is kept, or whether it may be told again.
#[component]
pub fn PlaceSheet(asking: RwSignal<Option<(PlacementId, Option<NaiveDate>)>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let open = RwSignal::new(false);
    let last = RwSignal::new(String::new());
    Effect::new(move |_| {
        let begins = asking.get();
        if let Some((_, until)) = begins {
            last.set(until.map(|day| day.to_string()).unwrap_or_default());
        }
        open.set(begins.is_some());
    });
    let close = Callback::new(move |()| asking.set(None));
    let says = move |until: Option<NaiveDate>| {
        if let Some((placement, _)) = asking.get_untracked() {
            app.send(Intent::Admin(AdminIntent::HidePlace(placement, until)));
        }
        asking.set(None);
    };
    let hides = Callback::new(move |()| says(day_of(&last.get_untracked())));
    let shows = Callback::new(move |()| says(None));
    let is_hidden = Memo::new(move |_| asking.with(|asking| matches!(asking, Some((_, Some(_))))));
    let incomplete = Signal::derive(move || day_of(&last.get()).is_none_or(|day| day < today.get()));
    view! {
        <Sheet id="hide-place" title=move || t_string!(i18n, admin.hide_place_title) open on_close=close>
            <p>{move || t_string!(i18n, admin.hide_place_text)}</p>
            <Field
                id="hide-until"
                kind=FieldKind::Date
                strict=true
                label=move || t_string!(i18n, admin.tie_end_day)
                error=day_fault(i18n, last)
                value=last
                on_input=move |text| last.set(text)
            />
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Show when=move || is_hidden.get()>
                        <Button on_press=shows>{move || t_string!(i18n, admin.show_place)}</Button>
                    </Show>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Lock disabled=incomplete on_press=hides>
                        {move || t_string!(i18n, admin.hide_place_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
