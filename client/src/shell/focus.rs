//! Where the focus goes when what had it is taken out of the page. The browser lets it fall to the body, and whoever works
//! by keyboard or hears the page starts from its top again; here it goes to the nearest part around it that still stands.

use std::cell::RefCell;
use std::fmt;
use std::iter::successors;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement};

use super::error::ShellError;
use super::js::{self, Listening};

/// Parts of a page that are worth starting from. The page itself and its headings say by themselves that they take focus.
const PARTS: [&str; 6] = ["SECTION", "ARTICLE", "FORM", "FIELDSET", "LI", "UL"];

/// Keeps the focus in the page until it is dropped.
pub struct FocusKeeper {
    _listening: Listening,
    observer: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl fmt::Debug for FocusKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FocusKeeper")
    }
}

impl FocusKeeper {
    /// Watches what has the focus, and what is taken out of the page.
    pub fn start() -> Result<Self, ShellError> {
        let window = js::window()?;
        let document = window.document().ok_or(ShellError::Missing("document"))?;
        // What had the focus last, and everything around it, from the inside out.
        let around: Rc<RefCell<Vec<Element>>> = Rc::default();
        let listening = Listening::to(&document, "focusin", {
            let around = Rc::clone(&around);
            move |event| {
                let had = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                around.replace(successors(had, |element| element.parent_element()).collect());
            }
        })?;
        let callback = Closure::<dyn FnMut()>::new({
            let document = document.clone();
            // Giving focus is heard above: nothing is borrowed meanwhile.
            move || mend(&document, &around.borrow().clone())
        });
        let what = "MutationObserver";
        let class = js::get(&window, what).and_then(|class| class.dyn_into::<Function>().ok());
        let class = class.ok_or(ShellError::Missing(what))?;
        let observer = Reflect::construct(&class, &Array::of1(callback.as_ref()))
            .map_err(|error| ShellError::browser(what, &error))?;
        let options = Object::new();
        js::set(&options, "childList", &JsValue::TRUE)?;
        js::set(&options, "subtree", &JsValue::TRUE)?;
        // A sheet that closes leaves what is in it in the page.
        js::set(&options, "attributeFilter", &Array::of2(&"open".into(), &"hidden".into()))?;
        let observe = js::get(&observer, "observe").and_then(|observe| observe.dyn_into::<Function>().ok());
        let observe = observe.ok_or(ShellError::Missing(what))?;
        observe.call2(&observer, &document, &options).map_err(|error| ShellError::browser(what, &error))?;
        Ok(Self { _listening: listening, observer, _callback: callback })
    }
}

impl Drop for FocusKeeper {
    fn drop(&mut self) {
        if let Some(disconnect) = js::get(&self.observer, "disconnect")
            && let Some(disconnect) = disconnect.dyn_ref::<Function>()
        {
            // It has nothing to fail at.
            let _ = disconnect.call0(&self.observer);
        }
    }
}

/// Gives the focus to the nearest part of the page around what had it, if that is gone and nothing else has it.
fn mend(document: &Document, around: &[Element]) {
    let Some((had, outer)) = around.split_first() else { return };
    let body = document.body();
    let is_body = |element: &Element| body.as_ref().is_some_and(|body| body.is_same_node(Some(element)));
    if document.active_element().is_some_and(|active| !is_body(&active)) || is_shown(had) {
        return;
    }
    let standing = outer.iter().take_while(|element| !is_body(element)).filter(|element| element.is_connected());
    for element in standing {
        if PARTS.contains(&element.tag_name().as_str()) && !element.has_attribute("tabindex") {
            // An attribute by a constant name has nothing to fail at.
            let _ = element.set_attribute("tabindex", "-1");
        }
        focus_on(element);
        if document.active_element().is_some_and(|active| active.is_same_node(Some(element))) {
            return;
        }
    }
}

/// Whether it is in the page and takes up room there.
fn is_shown(element: &Element) -> bool {
    if !element.is_connected() {
        return false;
    }
    let place = element.get_bounding_client_rect();
    place.width() > 0.0 || place.height() > 0.0
}

/// Tries to give it the focus without moving the page under whoever looks at it.
fn focus_on(element: &Element) {
    let options = Object::new();
    let focus = js::get(element, "focus").and_then(|focus| focus.dyn_into::<Function>().ok());
    if js::set(&options, "preventScroll", &JsValue::TRUE).is_ok()
        && element.is_instance_of::<HtmlElement>()
        && let Some(focus) = focus
    {
        // What cannot take it is passed over by whoever asks.
        let _ = focus.call1(element, &options);
    }
}
