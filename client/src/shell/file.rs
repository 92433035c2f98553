//! Saving a file that the person asked for, in answer to a press.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::error::ShellError;
use super::js;

/// Gives the browser a page that opens itself to whoever knows its password.
pub(super) fn save_locked(name: &str, page: &str) -> Result<(), ShellError> {
    give(name, "text/html;charset=utf-8", page)
}

/// Gives the browser numbers that a telephone takes into its contacts.
pub fn save_contacts(cards: &str) -> Result<(), ShellError> {
    give("samspil.vcf", "text/vcard;charset=utf-8", cards)
}

fn give(name: &str, mime: &str, text: &str) -> Result<(), ShellError> {
    let failed = |what: &'static str| move |error: JsValue| ShellError::browser(what, &error);
    let parts = Array::of1(&JsValue::from_str(text));
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).map_err(failed("Blob"))?;
    let url = Url::create_object_url_with_blob(&blob).map_err(failed("URL.createObjectURL"))?;
    let document = js::window()?.document().ok_or(ShellError::Missing("document"))?;
    let link = document.create_element("a").map_err(failed("createElement"))?.unchecked_into::<HtmlAnchorElement>();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the bytes over by the time the click returns.
    Url::revoke_object_url(&url).map_err(failed("URL.revokeObjectURL"))
}
