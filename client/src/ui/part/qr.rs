//! A picture that a phone's camera reads.

use leptos::prelude::*;

use crate::app::qr::Qr;

/// The squares on white, dark theme or not, since cameras want it so. `label` says what the picture is.
#[component]
pub fn QrPicture(qr: Qr, #[prop(into)] label: TextProp) -> impl IntoView {
    let Qr { side, path } = qr;
    view! {
        <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=move || label.get()>
            <rect class="qr-light" width=side.to_string() height=side.to_string()></rect>
            <path class="qr-dark" d=path></path>
        </svg>
    }
}
