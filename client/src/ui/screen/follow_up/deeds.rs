//! What can be done about one call: each deed asks for what it needs in a sheet of its own.

use leptos::prelude::*;
use samspil_shared::domain::call::MayShow;
use samspil_shared::domain::{DocId, PersonId};

use crate::app::follow_up::{FollowUpIntent, Saying};
use crate::app::intent::Intent;
use crate::app::route::{CallPlace, Route};
use crate::app::view::follow_up::{CallFace, StatusFace};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonLink, ButtonShape, Choice, Field, FieldKind, Form, Glyph, Notice, Opt, Sheet, SheetEnd,
    TextArea,
};
use crate::ui::use_app;

/// A deed that asks for something first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Talked,
    NotReached,
    Handed,
    Closed,
}

/// The deed that is asked about, and on which follow-up.
pub type Asking = RwSignal<Option<(Deed, DocId)>>;

fn say(follow_up: DocId, saying: Saying) -> Intent {
    Intent::FollowUp(FollowUpIntent::Say { follow_ups: vec![follow_up], saying })
}

/// The buttons under an open call; *Åbn igen* under a closed one.
#[component]
pub fn CallDeeds(call: CallFace, asking: Asking) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let CallFace { note, follow_up, can, heading, mine, chips, .. } = call;
    let ask = move |deed: Deed| Callback::new(move |()| asking.set(Some((deed, follow_up))));
    let journal = move || {
        view! {
            <ButtonLink glyph=Glyph::Save href=Route::Calls(CallPlace::Journal(note)).to_string()>
                {move || t_string!(i18n, follow_up.journal)}
            </ButtonLink>
        }
    };
    if !can {
        return view! { <div class="actions">{journal()}</div> }.into_any();
    }
    if heading.is_none() {
        return view! {
            <div class="actions">
                <Button glyph=Glyph::Again on_press=app.on(move || say(follow_up, Saying::Reopened))>
                    {move || t_string!(i18n, follow_up.reopen)}
                </Button>
                {journal()}
            </div>
        }
        .into_any();
    }
    let taken = mine && matches!(chips.status, StatusFace::Taken(_));
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
            {journal()}
        </div>
    }
    .into_any()
}

/// The sheets of all deeds; one is open at a time. What is typed stays while it is too long.
#[component]
pub fn DeedSheets(asking: Asking, #[prop(into)] colleagues: Signal<Vec<(PersonId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let text = RwSignal::new(String::new());
    let day = RwSignal::new(String::new());
    let to = RwSignal::new(None::<PersonId>);
    Effect::new(move |_| {
        if asking.with(Option::is_some) {
            text.set(String::new());
            day.set(String::new());
            to.set(None);
        }
    });
    let open = move |deeds: &'static [Deed]| {
        Signal::derive(move || asking.with(|asking| asking.is_some_and(|(deed, _)| deeds.contains(&deed))))
    };
    let close = Callback::new(move |()| asking.set(None));
    let done = Callback::new(move |()| {
        let Some((deed, follow_up)) = asking.get_untracked() else { return };
        let saying = match deed {
            Deed::Talked => Saying::Talked(text.get_untracked()),
            Deed::Closed => Saying::Closed(text.get_untracked()),
            Deed::NotReached => Saying::NotReached(day.get_untracked().parse().ok()),
            Deed::Handed => match to.get_untracked() {
                Some(to) => Saying::Handed(to),
                None => return,
            },
        };
        asking.set(None);
        app.send(say(follow_up, saying));
    });
    let options = Signal::derive(move || {
        colleagues.get().into_iter().map(|(person, name)| Opt::new(person, name)).collect::<Vec<_>>()
    });
    let nobody = Memo::new(move |_| colleagues.with(Vec::is_empty));
    let outcome = move || {
        if asking.with(|asking| matches!(asking, Some((Deed::Closed, _)))) {
            t_string!(i18n, follow_up.closed_ask)
        } else {
            t_string!(i18n, follow_up.talked)
        }
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
    view! {
        <Sheet id="outcome" title=outcome open=open(&[Deed::Talked, Deed::Closed]) on_close=close>
            <TextArea
                id="outcome-text"
                short=true
                label=move || t_string!(i18n, follow_up.talked_ask)
                hint=move || t_string!(i18n, follow_up.outcome_hint)
                value=text
                on_input=move |typed| text.set(typed)
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
                label=move || t_string!(i18n, follow_up.again_day)
                hint=move || t_string!(i18n, follow_up.again_hint)
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
        </Sheet>
    }
}

/// *Ingen endnu*: the family sees nothing of it, until somebody says otherwise.
#[component]
pub fn Withheld(call: CallFace) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let CallFace { note, may_show, why_not, caller_known, can, .. } = call;
    let reason = RwSignal::new(String::new());
    let again = Callback::new(move |()| {
        app.send(Intent::FollowUp(FollowUpIntent::Withhold { note, reason: reason.get_untracked() }));
    });
    let show = move |to: MayShow| app.on(move || Intent::FollowUp(FollowUpIntent::Release { note, to }));
    (may_show == MayShow::Nobody && can).then(|| {
        let id = "withhold-why";
        view! {
            <Notice glyph=Glyph::Hide>
                <p>
                    <b>{move || t_string!(i18n, follow_up.withheld)}</b>
                </p>
                <p>{move || t_string!(i18n, follow_up.withheld_text)}</p>
                {why_not.map(|why| view! { <p class="txt">{why}</p> })}
                <p class="small muted">{move || t_string!(i18n, follow_up.release_text)}</p>
                <div class="actions">
                    {caller_known
                        .then(|| {
                            view! {
                                <Button on_press=show(MayShow::Caller)>
                                    {move || t_string!(i18n, follow_up.release_caller)}
                                </Button>
                            }
                        })}
                    <Button on_press=show(MayShow::Adults)>
                        {move || t_string!(i18n, follow_up.release_adults)}
                    </Button>
                </div>
                <Form on_submit=again>
                    <Field
                        id=id
                        label=move || t_string!(i18n, follow_up.withhold_why)
                        hint=move || t_string!(i18n, follow_up.withhold_hint)
                        value=reason
                        max=200
                        on_input=move |typed| reason.set(typed)
                    />
                    <Button submit=true>{move || t_string!(i18n, follow_up.withhold)}</Button>
                </Form>
            </Notice>
        }
    })
}

/// *Skriv en linje til familien*, where there is something to write it on.
#[component]
pub fn LineBack(receipt: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let text = RwSignal::new(String::new());
    let send = Callback::new(move |()| {
        app.send(Intent::FollowUp(FollowUpIntent::LineBack { receipt, text: text.get_untracked() }));
    });
    view! {
        <Form on_submit=send>
            <TextArea
                id="line-back"
                short=true
                label=move || t_string!(i18n, follow_up.line)
                hint=move || t_string!(i18n, follow_up.line_hint)
                value=text
                on_input=move |typed| text.set(typed)
            />
            <Button submit=true glyph=Glyph::Send>
                {move || t_string!(i18n, follow_up.line_send)}
            </Button>
        </Form>
    }
}
