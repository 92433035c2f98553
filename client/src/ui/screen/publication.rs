//! What was shared, on its own page, and taking it back.

use leptos::prelude::*;
use samspil_shared::domain::DocId;

use super::around::{Missing, SaveFault, SubPage, part_of};
use super::drafts::Drafts;
use super::face;
use super::sharing::SharingCard;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::{SaveState, Sharing};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonLink, EntryCard, EntryFace, Glyph, Notice, NoticeTone, PageLayout, Sheet, SheetEnd, say,
    words,
};
use crate::ui::{I18n, use_app};

/// Something shared.
#[component]
pub fn PublicationPage(doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let sharing = use_app().view(move |model| model.publication(doc));
    let begun = use_app().view(move |model| model.begun_on(doc));
    let here = Memo::new(move |_| sharing.with(Option::is_some));
    let text = Memo::new(move |_| sharing.with(|sharing| sharing.as_ref().map(|sharing| text_face(i18n, sharing))));
    let note = part_of(sharing, |sharing| sharing.of.map(Route::Entry));
    let to_note = move || {
        note.get().map(|page| {
            view! {
                <p>
                    <ButtonLink glyph=Glyph::Logbook href=page.to_string()>
                        {move || t_string!(i18n, log.one)}
                    </ButtonLink>
                </p>
            }
        })
    };
    view! {
        <SubPage layout=PageLayout::Two title=move || title(i18n, note.get().is_some())>
            <Show when=move || here.get() fallback=|| view! { <Missing /> }>
                <div class="stack">
                    {move || text.get().map(|face| view! { <EntryCard face /> })}
                    {to_note}
                </div>
                <SharingCard sharing answers=Signal::stored(true) whole=true />
            </Show>
            <Drafts drafts=begun />
            <StopSheet doc />
        </SubPage>
    }
}

/// The family's own note, or what a family shows to somebody else.
fn title(i18n: I18n, own: bool) -> &'static str {
    if own { t_string!(i18n, log.one) } else { t_string!(i18n, families.shared_with_you) }
}

fn text_face(i18n: I18n, sharing: &Sharing) -> EntryFace {
    EntryFace {
        href: None,
        readers: sharing.readers,
        time: words::moment(i18n, sharing.when, sharing.today),
        text: sharing.text.clone(),
        author: words::names(i18n, &sharing.by),
        child: sharing.child.clone(),
        who: None,
        notes: say::day_answers(i18n, sharing.child.as_deref(), sharing.day_child, sharing.day_family),
        marks: Vec::new(),
        standing: sharing.standing,
        comments: Vec::new(),
    }
}

/// *Stop deling*: asked once, with what it cannot do.
#[component]
fn StopSheet(doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(move |model| model.stop_sheet(doc));
    let open = app.view(move |model| model.route() == Route::StopSharing(doc));
    let told = part_of(view, move |view| {
        let when = words::moment(i18n, view.shared_at, view.today);
        t_string!(i18n, share.shared, names = face::names(i18n, &view.names), when = when)
    });
    let busy = part_of(view, |view| view.save == SaveState::Saving);
    view! {
        <Sheet id="stop" title=move || t_string!(i18n, share.stop_ask) open on_close=app.on(|| Intent::Back)>
            <div class="stack">
                <p>{move || told.get()}</p>
                <Notice tone=NoticeTone::Warm>
                    <p>{move || t_string!(i18n, share.stop_text)}</p>
                </Notice>
                <SaveFault save=part_of(view, |view| view.save) />
            </div>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=app.on(|| Intent::Back)>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button
                        kind=ButtonKind::Primary
                        disabled=busy
                        on_press=app.on(move || Intent::StopSharing(doc))
                    >
                        {move || t_string!(i18n, share.stop_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
