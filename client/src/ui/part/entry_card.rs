//! An entry in the timeline and on its own page.

use leptos::prelude::*;

use super::badge::{AudienceBadge, Badge, Tone, readers_class};
use super::comment::{Comment, CommentFace};
use super::icon::{Glyph, Icon, IconSize};
use super::link::Link;
use super::say;
use crate::app::route::Route;
use crate::app::view::{Readers, Standing};
use crate::ui::i18n::*;

/// Everything a card shows, as text ready to read. Equal faces look alike, so a list may use the face as its key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EntryFace {
    /// The entry's page; none on that page itself.
    pub href: Option<String>,
    pub readers: Readers,
    /// When it happened: "kl. 21.04".
    pub time: String,
    pub text: String,
    pub author: String,
    /// Whom it is about, where that needs saying.
    pub child: Option<String>,
    /// Who can read it, where it is shared: "Kan læses af …".
    pub who: Option<String>,
    /// Lines under the text: why it was shared, how the day went.
    pub notes: Vec<String>,
    /// What asks for attention: "Ændret, siden I delte".
    pub marks: Vec<MarkFace>,
    pub standing: Standing,
    pub comments: Vec<CommentFace>,
}

/// A mark on an entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MarkFace {
    pub tone: Tone,
    pub glyph: Glyph,
    pub words: String,
}

/// One entry. In a list (`face.href` set) the whole card opens it and long text is cut short.
#[component]
pub fn EntryCard(face: EntryFace) -> impl IntoView {
    let i18n = use_i18n();
    let EntryFace { href, readers, time, text, author, child, who, notes, marks, standing, comments } = face;
    let in_list = href.is_some();
    let time_view = match href {
        Some(href) => {
            let label = time.clone();
            let label = move || t_string!(i18n, log.open, when = label.clone());
            view! {
                <Link href class="open" attr:aria-label=label>
                    <time>{time}</time>
                </Link>
            }
            .into_any()
        }
        None => view! { <time>{time}</time> }.into_any(),
    };
    view! {
        <article class=format!("card entry {}", readers_class(readers))>
            <div class="body">
                <div class="top">
                    <AudienceBadge readers />
                    <span class="meta">{time_view}</span>
                </div>
                <p class="txt" class=("clamp", in_list)>{text}</p>
                <p class="meta">
                    <b>{author}</b>
                    {child.map(|child| view! { <span>{child}</span> })}
                    {notes.into_iter().map(|note| view! { <span>{note}</span> }).collect_view()}
                </p>
                {who.map(|who| view! { <p class="meta">{who}</p> })}
                {(!marks.is_empty()).then(|| view! { <Marks marks /> })}
                {comments.into_iter().map(|face| view! { <Comment face /> }).collect_view()}
            </div>
            <StandingStrip standing />
        </article>
    }
}

#[component]
fn Marks(marks: Vec<MarkFace>) -> impl IntoView {
    let mark = |mark: MarkFace| view! { <Badge tone=mark.tone glyph=mark.glyph>{mark.words}</Badge> };
    view! { <p class="line-up wrap">{marks.into_iter().map(mark).collect_view()}</p> }
}

/// What has not reached the server says so: at the foot of a card, or inside a comment.
#[component]
pub fn StandingStrip(standing: Standing, #[prop(optional)] inside: bool) -> impl IntoView {
    let i18n = use_i18n();
    let class = if inside { "waiting inline" } else { "waiting" };
    match standing {
        Standing::Sent => None,
        Standing::Waiting => Some(
            view! {
                <p class=class>
                    <Icon glyph=Glyph::Hourglass size=IconSize::Small />
                    {move || t_string!(i18n, sync.saved_waiting, here = say::here(i18n))}
                </p>
            }
            .into_any(),
        ),
        Standing::Parked => Some(
            view! {
                <Link href=Route::Waiting.to_string() class=class>
                    <Icon glyph=Glyph::Info size=IconSize::Small />
                    {move || t_string!(i18n, refused.title)}
                </Link>
            }
            .into_any(),
        ),
    }
}

/// A day of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DayFace {
    /// Unique on the page and fit for an element's id: "2026-04-07".
    pub key: String,
    /// "I dag, tirsdag 7. april"
    pub heading: String,
    pub entries: Vec<EntryFace>,
}

/// Days with their entries. A day or an entry that did not change keeps its place, its focus and its element.
#[component]
pub fn Timeline(#[prop(into)] days: Signal<Vec<DayFace>>) -> impl IntoView {
    let keys =
        move || days.with(|days| days.iter().map(|day| (day.key.clone(), day.heading.clone())).collect::<Vec<_>>());
    let day = move |(key, heading): (String, String)| {
        let (id, named) = (format!("day-{key}"), format!("day-{key}"));
        let entries = Memo::new(move |_| {
            days.with(|days| days.iter().find(|day| day.key == key).map(|day| day.entries.clone()).unwrap_or_default())
        });
        view! {
            <section class="day" aria-labelledby=named>
                <h2 id=id>{heading}</h2>
                <ul>
                    <For each=move || entries.get() key=Clone::clone let:face>
                        <li>
                            <EntryCard face />
                        </li>
                    </For>
                </ul>
            </section>
        }
    };
    view! { <For each=keys key=Clone::clone children=day /> }
}
