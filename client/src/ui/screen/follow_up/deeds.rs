//! What can be done about one call: each deed asks for what it needs in a sheet of its own.

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::doc::{Line, Note};
use samspil_shared::domain::call::{CallerKind, MayShow};
use samspil_shared::domain::{DocId, PersonId};

use super::release::Releasing;
use crate::app::admin::typed_day;
use crate::app::draft::{JotAt, JotKind};
use crate::app::follow_up::{FollowUpIntent, Saying};
use crate::app::intent::Intent;
use crate::app::route::{CallPlace, Route};
use crate::app::view::follow_up::{CallFace, StatusFace};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonLink, ButtonShape, Choice, Field, FieldKind, Glyph, Notice, Opt, Sheet, SheetEnd,
    TextArea, words,
};
use crate::ui::screen::around::use_day;
use crate::ui::use_app;

/// A deed that asks for something first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Talked,
    NotReached,
    Handed,
    Closed,
    /// On a receipt.
    LineBack,
    /// On a call.
    Withhold,
}

impl Deed {
    /// Where its words are kept while they are typed.
    fn jot(self, doc: DocId) -> Option<JotAt> {
        let what = match self {
            Self::Talked | Self::Closed => JotKind::Outcome,
            Self::LineBack => JotKind::LineBack,
            Self::Withhold => JotKind::Withhold,
            Self::NotReached | Self::Handed => return None,
        };
        Some(JotAt::on(doc, what))
    }
}

/// The deed that is asked about, and on what.
pub type Asking = RwSignal<Option<(Deed, DocId)>>;

fn say(follow_up: DocId, saying: Saying) -> Intent {
    Intent::FollowUp(FollowUpIntent::Say { follow_ups: vec![follow_up], saying })
}

/// The buttons under an open call; *Åbn igen* under a closed one.
#[component]
pub fn CallDeeds(call: CallFace, asking: Asking) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let CallFace { note, follow_up, can, heading, mine, chips, receipt, .. } = call;
    let ask = move |deed: Deed| Callback::new(move |()| asking.set(Some((deed, follow_up))));
    let journal = move || {
        view! {
            <ButtonLink glyph=Glyph::Save href=Route::Calls(CallPlace::Journal(note)).to_string()>
                {move || t_string!(i18n, follow_up.journal)}
            </ButtonLink>
        }
    };
    let line = receipt.map(|receipt| {
        let ask = Callback::new(move |()| asking.set(Some((Deed::LineBack, receipt))));
        view! {
            <Button glyph=Glyph::Send on_press=ask>
                {move || t_string!(i18n, follow_up.line)}
            </Button>
        }
    });
    if !can {
        return view! { <div class="actions">{journal()}</div> }.into_any();
    }
    if heading.is_none() {
        return view! {
            <div class="actions">
                <Button glyph=Glyph::Again on_press=app.on(move || say(follow_up, Saying::Reopened))>
                    {move || t_string!(i18n, follow_up.reopen)}
                </Button>
                {line}
                {journal()}
            </div>
        }
        .into_any();
    }
    // To take what one takes care of already, or what they talked about, would be a step back.
    let taken = match chips.status {
        StatusFace::Talked => true,
        StatusFace::Taken(_) | StatusFace::NotReached(_) => mine,
        _ => false,
    };
    let take = (!taken).then(|| {
        view! {
            <Button
                kind=ButtonKind::Primary
                shape=ButtonShape::Full
                glyph=Glyph::Check
                on_press=app.on(move || say(follow_up, Saying::Taken))
            >
                {move || t_string!(i18n, follow_up.take)}
            </Button>
        }
    });
    view! {
        {take}
        <div class="actions">
            <Button on_press=ask(Deed::Talked)>{move || t_string!(i18n, follow_up.talked)}</Button>
            <Button on_press=ask(Deed::NotReached)>{move || t_string!(i18n, follow_up.not_reached)}</Button>
            <Button on_press=ask(Deed::Handed)>{move || t_string!(i18n, follow_up.hand)}</Button>
            <Button on_press=ask(Deed::Closed)>{move || t_string!(i18n, follow_up.close)}</Button>
            {line}
            {journal()}
        </div>
    }
    .into_any()
}

/// The sheets of all deeds; one is open at a time. A text that is too long stays in the sheet, and one that could not be
/// kept is there when the sheet is opened again.
#[component]
pub fn DeedSheets(asking: Asking, #[prop(into)] colleagues: Signal<Vec<(PersonId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let text = RwSignal::new(String::new());
    let day = RwSignal::new(String::new());
    let to = RwSignal::new(None::<PersonId>);
    let error = RwSignal::new(None::<String>);
    let jot = move || asking.get().and_then(|(deed, doc)| deed.jot(doc));
    let kept = app.view(move |model| jot().and_then(|at| model.jotted(at)));
    Effect::new(move |_| {
        if asking.get().is_none() {
            return;
        }
        text.set(kept.get_untracked().unwrap_or_default());
        day.set(String::new());
        to.set(None);
        error.set(None);
    });
    let typed = move |words: String| {
        if let Some(at) = jot() {
            app.send(Intent::Jot(at, words.clone()));
        }
        text.set(words);
    };
    let open = move |deeds: &'static [Deed]| {
        Signal::derive(move || asking.with(|asking| asking.is_some_and(|(deed, _)| deeds.contains(&deed))))
    };
    let close = Callback::new(move |()| asking.set(None));
    let done = Callback::new(move |()| {
        let Some((deed, doc)) = asking.get_untracked() else { return };
        let typed = text.get_untracked();
        let needs_words = matches!(deed, Deed::LineBack | Deed::Withhold);
        if needs_words && typed.trim().is_empty() {
            return error.set(Some(t_string!(i18n, follow_up.missing).to_owned()));
        }
        let most = if deed == Deed::Withhold { Line::CHARS_MAX } else { Note::CHARS_MAX };
        if typed.trim().chars().count() > most {
            return error.set(Some(t_string!(i18n, follow_up.too_long).to_owned()));
        }
        // A day that is typed only in part is not left out.
        let Ok(again) = day.with_untracked(|day| typed_day(day)) else {
            return error.set(Some(t_string!(i18n, follow_up.need_day).to_owned()));
        };
        if deed == Deed::NotReached && again.is_some_and(|again: NaiveDate| again < today.get_untracked()) {
            return error.set(Some(t_string!(i18n, follow_up.again_past).to_owned()));
        }
        let intent = match deed {
            Deed::Talked => say(doc, Saying::Talked(typed)),
            Deed::Closed => say(doc, Saying::Closed(typed)),
            Deed::NotReached => say(doc, Saying::NotReached(again)),
            Deed::LineBack => Intent::FollowUp(FollowUpIntent::LineBack { receipt: doc, text: typed }),
            Deed::Withhold => Intent::FollowUp(FollowUpIntent::Withhold { note: doc, reason: typed }),
            Deed::Handed => match to.get_untracked() {
                Some(to) => say(doc, Saying::Handed(to)),
                None => return,
            },
        };
        asking.set(None);
        app.send(intent);
    });
    let options = Signal::derive(move || {
        colleagues.get().into_iter().map(|(person, name)| Opt::new(person, name)).collect::<Vec<_>>()
    });
    let nobody = Memo::new(move |_| colleagues.with(Vec::is_empty));
    let deed = move || asking.with(|asking| asking.map(|(deed, _)| deed));
    let title = move || match deed() {
        Some(Deed::Closed) => t_string!(i18n, follow_up.closed_ask),
        Some(Deed::LineBack) => t_string!(i18n, follow_up.line),
        Some(Deed::Withhold) => t_string!(i18n, follow_up.withhold),
        _ => t_string!(i18n, follow_up.talked),
    };
    let label = move || match deed() {
        Some(Deed::LineBack) => t_string!(i18n, follow_up.line),
        Some(Deed::Withhold) => t_string!(i18n, follow_up.withhold_why),
        _ => t_string!(i18n, follow_up.talked_ask),
    };
    let readers = app.view(move |model| match asking.get() {
        Some((Deed::LineBack, receipt)) => model.line_readers(receipt),
        _ => Vec::new(),
    });
    let hint = move || match deed() {
        Some(Deed::LineBack) => {
            t_string!(i18n, follow_up.line_hint, names = readers.with(|names| words::names(i18n, names)))
        }
        Some(Deed::Withhold) => t_string!(i18n, follow_up.withhold_hint).to_owned(),
        _ => t_string!(i18n, follow_up.outcome_hint).to_owned(),
    };
    let end = move || {
        view! {
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Check on_press=done>
                        {move || t_string!(i18n, follow_up.save)}
                    </Button>
                </div>
            </SheetEnd>
        }
    };
    let with_words = open(&[Deed::Talked, Deed::Closed, Deed::LineBack, Deed::Withhold]);
    view! {
        <Sheet id="outcome" title open=with_words on_close=close>
            <TextArea
                id="outcome-text"
                short=true
                label=label
                hint=hint
                error=error
                value=text
                on_input=typed
            />
            {end()}
        </Sheet>
        <Sheet
            id="again"
            title=move || t_string!(i18n, follow_up.again_ask)
            open=open(&[Deed::NotReached])
            on_close=close
        >
            <Field
                id="again-day"
                kind=FieldKind::Date
                strict=true
                label=move || t_string!(i18n, follow_up.again_day)
                hint=move || t_string!(i18n, follow_up.again_hint)
                error=error
                value=day
                on_input=move |typed| day.set(typed)
            />
            {end()}
        </Sheet>
        <Sheet id="hand" title=move || t_string!(i18n, follow_up.hand_ask) open=open(&[Deed::Handed]) on_close=close>
            <Show
                when=move || !nobody.get()
                fallback=move || view! { <p>{move || t_string!(i18n, follow_up.hand_none)}</p> }
            >
                <Choice<PersonId>
                    name="hand-to"
                    legend=move || t_string!(i18n, follow_up.hand_to)
                    options
                    chosen=to
                    on_choose=move |person| to.set(Some(person))
                />
                {end()}
            </Show>
            <p class="small muted">{move || t_string!(i18n, follow_up.hand_others)}</p>
            <p>
                <ButtonLink href=Route::Calls(CallPlace::Away).to_string()>
                    {move || t_string!(i18n, follow_up.away)}
                </ButtonLink>
            </p>
        </Sheet>
    }
}

/// *Ingen endnu*, or there is nobody whom it is shown: the family sees nothing of it, until somebody says otherwise.
#[component]
pub fn Withheld(call: CallFace, asking: Asking, releasing: Releasing) -> impl IntoView {
    let i18n = use_i18n();
    let CallFace { note, may_show, why_not, caller_known, caller_kind, can, can_release, .. } = call;
    let again = Callback::new(move |()| asking.set(Some((Deed::Withhold, note))));
    let show = move |to: MayShow| Callback::new(move |()| releasing.set(Some((note, to))));
    let withheld = may_show == MayShow::Nobody;
    let of_child = caller_kind == CallerKind::Child;
    let text = move || {
        if withheld { t_string!(i18n, follow_up.withheld_text) } else { t_string!(i18n, follow_up.unseen_text) }
    };
    let to_adults = move || {
        view! {
            <Button on_press=show(MayShow::Adults)>{move || t_string!(i18n, follow_up.release_adults)}</Button>
        }
    };
    (can && (withheld || can_release)).then(|| {
        let to_caller = (can_release && caller_known).then(|| {
            view! {
                <Button on_press=show(MayShow::Caller)>{move || t_string!(i18n, follow_up.release_caller)}</Button>
            }
        });
        let hold = withheld.then(|| {
            view! { <Button on_press=again>{move || t_string!(i18n, follow_up.withhold)}</Button> }
        });
        // The adults are offered nothing of what a child told alone, unless somebody looks for it.
        let of_child = (can_release && of_child).then(|| {
            view! {
                <details>
                    <summary>{move || t_string!(i18n, follow_up.release_child_ask)}</summary>
                    <div class="stack-s">
                        <p>{move || t_string!(i18n, follow_up.release_child)}</p>
                        {to_adults()}
                    </div>
                </details>
            }
            .into_any()
        });
        let any = can_release && of_child.is_none();
        view! {
            <Notice glyph=Glyph::Hide>
                <p>
                    <b>{move || t_string!(i18n, follow_up.withheld)}</b>
                </p>
                <p>{text}</p>
                {why_not.map(|why| view! { <p class="txt">{why}</p> })}
                {can_release
                    .then(|| {
                        view! { <p class="small muted">{move || t_string!(i18n, follow_up.release_text)}</p> }
                    })}
                <div class="actions">
                    {to_caller}
                    {any.then(to_adults)}
                    {hold}
                </div>
                {of_child}
            </Notice>
        }
    })
}
