//! A question that must be answered before going on: rises from the lower edge of a phone, stands in the middle of a
//! laptop's screen.

use leptos::ev::Event;
use leptos::html;
use leptos::prelude::*;

use super::button::IconButton;
use super::icon::Glyph;
use crate::ui::i18n::*;

/// A modal sheet on the browser's own dialog: the page behind is inert, Esc and the back gesture close it, focus
/// returns to where it came from. Keep it mounted and switch `open`: a dialog taken out of the page while open could
/// not give focus back. `id` is unique on the page.
#[component]
pub fn Sheet(
    id: &'static str,
    #[prop(into)] title: TextProp,
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] on_close: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let dialog = NodeRef::<html::Dialog>::new();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // Refused only for a dialog that is open or not in the page, and this is neither.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    // The heading stands in the sheet only while it is open, so it appears after `show_modal` or just before it.
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    // Esc asks; whoever holds `open` decides.
    let ask = move |event: Event| {
        event.prevent_default();
        on_close.run(());
    };
    // A browser may close without asking (a second Esc): then the holder hears of it here.
    let closed = move |_: Event| {
        if open.get_untracked() {
            on_close.run(());
        }
    };
    let (heading_id, named) = (format!("{id}-title"), format!("{id}-title"));
    let children = StoredValue::new(children);
    let title = StoredValue::new(title);
    view! {
        <dialog
            class="sheet"
            id=id
            aria-labelledby=named
            node_ref=dialog
            on:cancel=ask
            on:close=closed
        >
            <Show when=move || open.get()>
                <span class="grip" aria-hidden="true"></span>
                <div class="sheet-h">
                    <h2 id=heading_id.clone() tabindex="-1" autofocus=true node_ref=heading>
                        {move || title.read_value().get()}
                    </h2>
                    <IconButton
                        glyph=Glyph::Close
                        label=move || t_string!(i18n, app.close)
                        on_press=move |()| on_close.run(())
                    />
                </div>
                {children.read_value()()}
            </Show>
        </dialog>
    }
}

/// The deed at the end of a sheet: stays in sight while a long sheet scrolls under it.
#[component]
pub fn SheetEnd(children: Children) -> impl IntoView {
    view! { <div class="sheet-end">{children()}</div> }
}
