//! Whether anybody looks at the page, and whether anybody is there.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{PageTransitionEvent, VisibilityState};

use super::clock;
use super::error::ShellError;
use super::event::{Events, ShellEvent};
use super::js::{self, Listening};

/// Milliseconds between two reports of activity.
pub const ACTIVITY_EVERY_MS: u64 = 5_000;

/// Watches the page until it is dropped.
#[derive(Debug)]
pub struct Watching(#[expect(dead_code, reason = "held for its drop")] Vec<Listening>);

/// Whether the page is in front.
pub fn visible() -> Result<bool, ShellError> {
    let document = js::window()?.document().ok_or(ShellError::Missing("document"))?;
    Ok(document.visibility_state() == VisibilityState::Visible)
}

/// Blanks the page while nobody looks at it: the list of open apps shows a picture of each.
fn veil(on: bool) {
    let root = js::window().ok().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        // An attribute by a constant name has nothing to fail at.
        let _ = root.toggle_attribute_with_force("data-veiled", on);
    }
}

impl Watching {
    /// Reports [`ShellEvent::Visible`], [`ShellEvent::Leaving`], [`ShellEvent::Focused`], [`ShellEvent::Activity`] and
    /// [`ShellEvent::Online`].
    pub fn start(events: &Events) -> Result<Self, ShellError> {
        let window = js::window()?;
        let document = window.document().ok_or(ShellError::Missing("document"))?;
        let emit = |event: ShellEvent| {
            let events = events.clone();
            move |_| events.emit(event.clone())
        };
        let mut listening = vec![
            Listening::to(&window, "pagehide", emit(ShellEvent::Leaving))?,
            Listening::to(&document, "freeze", emit(ShellEvent::Leaving))?,
            Listening::to(&document, "resume", emit(ShellEvent::Focused))?,
            Listening::to(&window, "focus", emit(ShellEvent::Focused))?,
            Listening::to(&window, "online", emit(ShellEvent::Online))?,
        ];
        listening.push(Listening::to(&document, "visibilitychange", {
            let events = events.clone();
            move |_| {
                if let Ok(visible) = visible() {
                    veil(!visible);
                    events.emit(ShellEvent::Visible(visible));
                }
            }
        })?);
        listening.push(Listening::to(&window, "pageshow", {
            let events = events.clone();
            move |event| {
                let event = event.dyn_into::<PageTransitionEvent>();
                if event.is_ok_and(|event| event.persisted()) {
                    events.emit(ShellEvent::Focused);
                }
            }
        })?);
        let told_at = Rc::new(Cell::new(None));
        for name in ["pointerdown", "keydown", "wheel", "touchstart"] {
            listening.push(Listening::to(&window, name, {
                let (events, told_at) = (events.clone(), Rc::clone(&told_at));
                move |_| {
                    let Ok(now) = clock::monotonic_ms() else { return };
                    if told_at.get().is_none_or(|at| now >= at + ACTIVITY_EVERY_MS) {
                        told_at.set(Some(now));
                        events.emit(ShellEvent::Activity);
                    }
                }
            })?);
        }
        Ok(Self(listening))
    }
}
