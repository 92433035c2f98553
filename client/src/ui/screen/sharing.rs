//! What was shared: with whom, what they see, what they wrote back, and where one answers.

use leptos::prelude::*;

use super::around::{SaveFault, part_of, use_day};
use super::face;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::{Composer, DraftState as Draft, Readers, SaveState, Sharing, Standing};
use crate::ui::i18n::*;
use crate::ui::part::{
    AudienceBadge, Badge, Button, ButtonKind, ButtonLink, Comment, DraftState, Form, Glyph, Link, Notice, PlaceHidden,
    StandingStrip, TextArea, say, words,
};
use crate::ui::{I18n, use_app};

/// Something shared, beside the note it was made from; on its own page (`whole`) its text stands above it.
#[component]
pub fn SharingCard(
    sharing: Memo<Option<Sharing>>,
    /// Whether it has room to answer in: one on a page has.
    answers: Signal<bool>,
    whole: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let stopped = part_of(sharing, |sharing| sharing.stopped);
    // They stay with the family when the sharing is stopped.
    let answered = part_of(sharing, |sharing| !sharing.comments.is_empty());
    let stop = part_of(sharing, |sharing| sharing.can_stop.then_some(Route::StopSharing(sharing.doc)));
    let composes = part_of(sharing, |sharing| sharing.composer.is_some());
    let own_page = part_of(sharing, |sharing| Some(Route::Publication(sharing.doc)));
    let elsewhere = move || own_page.get().filter(|_| composes.get() && !answers.get());
    view! {
        <section class="card pad stack">
            <SharingHead sharing whole />
            <Show when=move || !stopped.get() || answered.get()>
                <Comments sharing />
            </Show>
            <Show when=move || answers.get() && composes.get()>
                <Answer composer=part_of(sharing, |sharing| sharing.composer.clone()) />
            </Show>
            <div class="line-up wrap">
                {move || {
                    elsewhere()
                        .map(|page| {
                            view! {
                                <ButtonLink glyph=Glyph::Talk href=page.to_string()>
                                    {move || t_string!(i18n, comment.write)}
                                </ButtonLink>
                            }
                        })
                }}
                {move || {
                    stop.get()
                        .map(|page| {
                            view! {
                                <ButtonLink kind=ButtonKind::Tertiary href=page.to_string()>
                                    {move || t_string!(i18n, share.stop)}
                                </ButtonLink>
                            }
                        })
                }}
            </div>
        </section>
    }
}

/// What of a sharing does not change while somebody types an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    readers: Readers,
    told: String,
    why: &'static str,
    who_reads: String,
    /// The text as it stood, where the page does not show it already.
    text: Option<String>,
    again: Option<Route>,
    newer: Option<Route>,
    earlier: Option<Route>,
    stopped: bool,
    standing: Standing,
}

fn head(i18n: I18n, sharing: &Sharing, whole: bool) -> Head {
    let names = face::names(i18n, &sharing.names);
    let when = words::moment(i18n, sharing.shared_at, sharing.today);
    let told = t_string!(i18n, share.shared, names = names, when = when);
    Head {
        readers: sharing.readers,
        told: t_string!(i18n, log.by, name = words::names(i18n, &sharing.by), when = told),
        why: say::why(i18n, sharing.why),
        who_reads: say::who_reads(i18n, &sharing.names),
        text: (!whole && sharing.changed_since).then(|| sharing.text.clone()),
        again: sharing.of.filter(|_| sharing.changed_since && sharing.can_stop).map(Route::Share),
        newer: sharing.newer.map(Route::Publication),
        // Beside the note all of them stand.
        earlier: sharing.earlier.filter(|_| whole).map(Route::Publication),
        stopped: sharing.stopped,
        standing: sharing.standing,
    }
}

#[component]
fn SharingHead(sharing: Memo<Option<Sharing>>, whole: bool) -> impl IntoView {
    let i18n = use_i18n();
    let head = Memo::new(move |_| sharing.with(|sharing| sharing.as_ref().map(|sharing| head(i18n, sharing, whole))));
    let stopped = move || view! { <Badge glyph=Glyph::Info>{move || t_string!(i18n, share.stopped)}</Badge> };
    let again = move |page: Route| {
        view! {
            <Notice glyph=Glyph::Edit>
                <p>{move || t_string!(i18n, share.changed)}</p>
                <p>
                    <ButtonLink href=page.to_string()>{move || t_string!(i18n, share.again)}</ButtonLink>
                </p>
            </Notice>
        }
    };
    let other = move |page: Route, newer: bool| {
        let words = move || if newer { t_string!(i18n, share.newer) } else { t_string!(i18n, share.earlier) };
        view! {
            <p>
                <Link href=page.to_string()>{words}</Link>
            </p>
        }
    };
    move || {
        head.get().map(|head| {
            let Head {
                readers,
                told,
                why,
                who_reads,
                text,
                again: page,
                newer,
                earlier,
                stopped: is_stopped,
                standing,
            } = head;
            view! {
                <p class="line-up wrap">
                    <AudienceBadge readers />
                    <Badge>{why}</Badge>
                    {is_stopped.then(stopped)}
                </p>
                <p class="small muted">{told}</p>
                {(!is_stopped).then(|| view! { <p class="small muted">{who_reads}</p> })}
                {text.map(|text| view! { <p class="txt">{text}</p> })}
                {page.filter(|_| !is_stopped).map(again)}
                {newer.map(|page| other(page, true))}
                {earlier.map(|page| other(page, false))}
                {(!whole).then(|| view! { <StandingStrip standing inside=true /> })}
            }
        })
    }
}

#[component]
fn Comments(sharing: Memo<Option<Sharing>>) -> impl IntoView {
    let i18n = use_i18n();
    let comments = part_of(sharing, move |sharing| {
        sharing.comments.iter().map(|said| face::comment(i18n, said, sharing.today)).collect::<Vec<_>>()
    });
    let none = Memo::new(move |_| comments.with(Vec::is_empty));
    view! {
        <h2>{move || t_string!(i18n, comment.title)}</h2>
        <Show when=move || none.get()>
            <p class="muted">{move || t_string!(i18n, comment.none)}</p>
        </Show>
        <For each=move || comments.get() key=Clone::clone let:face>
            <Comment face />
        </For>
    }
}

/// Where a comment is written.
#[component]
fn Answer(composer: Memo<Option<Composer>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let names = part_of(composer, move |composer| face::names(i18n, &composer.names));
    let save = part_of(composer, |composer| composer.save);
    let unready = Signal::derive(move || {
        composer.with(|composer| {
            composer
                .as_ref()
                .is_none_or(|composer| composer.text.trim().is_empty() || composer.save == SaveState::Saving)
        })
    });
    let publication = move || composer.with_untracked(|composer| composer.as_ref().map(|one| one.publication));
    let hidden = app.view(move |model| publication().is_some_and(|doc| model.place_hidden_of(doc)));
    let typed = move |text: String| {
        if let Some(publication) = publication() {
            app.send(Intent::CommentText { publication, text });
        }
    };
    let send = move |()| {
        if let Some(publication) = publication() {
            app.send(Intent::CommentSend(publication));
        }
    };
    view! {
        <Form on_submit=send>
            <PlaceHidden hidden more=move || t_string!(i18n, place.write) />
            <SaveFault save />
            <TextArea
                id="comment"
                short=true
                label=move || t_string!(i18n, comment.write)
                hint=move || t_string!(i18n, comment.hint, names = names.get())
                value=part_of(composer, |composer| composer.text.clone())
                on_input=typed
                described="comment-draft"
            >
                <DraftState
                    id="comment-draft"
                    draft=Signal::derive(move || {
                        composer.with(|composer| composer.as_ref().map_or(Draft::Untouched, |one| one.draft))
                    })
                    today=use_day()
                />
            </TextArea>
            <Button kind=ButtonKind::Primary glyph=Glyph::Send submit=true disabled=unready>
                {move || t_string!(i18n, comment.send)}
            </Button>
        </Form>
    }
}
