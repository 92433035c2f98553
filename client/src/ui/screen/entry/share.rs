//! *Del*: with whom, why, and exactly what they will see.

use leptos::prelude::*;
use samspil_shared::domain::DocId;

use crate::app::intent::{Intent, ShareIntent};
use crate::app::route::Route;
use crate::app::view::{Readers, ShareSheet as View, Why};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonShape, Choice, Glyph, Notice, NoticeTone, Opt, PlaceHidden, Segmented, SharePreview,
    Sheet, SheetEnd, say, words,
};
use crate::ui::screen::around::{SaveFault, part_of};
use crate::ui::screen::face;
use crate::ui::{I18n, use_app};

/// The sheet over the note's page.
#[component]
pub fn ShareSheet(doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::share_sheet);
    let open = app.view(move |model| model.route() == Route::Share(doc));
    view! {
        <Sheet id="share" title=move || t_string!(i18n, share.title) open on_close=app.on(|| Intent::Back)>
            <div class="stack-l">
                <Choices view />
                <Cautions view />
                <Preview view />
                <PlaceHidden
                    hidden=app.view(move |model| model.place_hidden_of(doc) || model.own_place_hidden())
                    more=move || t_string!(i18n, place.write)
                />
                <SaveFault save=part_of(view, |view| view.save) />
            </div>
            <Go view />
        </Sheet>
    }
}

#[component]
fn Choices(view: Memo<Option<View>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let options =
        Memo::new(move |_| view.with(|view| view.as_ref().map(|view| options(i18n, view)).unwrap_or_default()));
    let whys = Signal::derive(move || [Why::Info, Why::Talk].map(|why| Opt::new(why, say::why(i18n, why))).to_vec());
    view! {
        <Choice<Readers>
            name="share-with"
            legend=move || t_string!(i18n, share.with)
            options
            chosen=part_of(view, |view| view.chosen)
            on_choose=app.with(|readers| Intent::Share(ShareIntent::Readers(readers)))
        />
        <Segmented<Why>
            name="share-why"
            legend=move || t_string!(i18n, share.why)
            options=whys
            chosen=part_of(view, |view| view.why)
            on_choose=app.with(|why| Intent::Share(ShareIntent::Why(why)))
        />
    }
}

fn options(i18n: I18n, view: &View) -> Vec<Opt<Readers>> {
    let option =
        |readers, names: &[_]| Opt::new(readers, say::readers(i18n, readers)).hint(say::who_reads(i18n, names));
    view.options.iter().map(|one| option(one.readers, &one.names)).collect()
}

#[component]
fn Preview(view: Memo<Option<View>>) -> impl IntoView {
    let i18n = use_i18n();
    let author = part_of(view, move |view| words::names(i18n, &view.authors));
    let about = part_of(view, move |view| face::about(i18n, view.child.as_deref(), view.when, view.today));
    let text = part_of(view, |view| view.text.clone());
    let notes =
        part_of(view, move |view| say::day_answers(i18n, view.child.as_deref(), view.day_child, view.day_family));
    view! {
        <SharePreview author=move || author.get() about=move || about.get() text=move || text.get() notes />
        <p class="small muted">{move || t_string!(i18n, share.clean)}</p>
    }
}

/// What to know before it is shared, and what stands in its way.
#[component]
fn Cautions(view: Memo<Option<View>>) -> impl IntoView {
    let i18n = use_i18n();
    let cautions = part_of(view, move |view| cautions(i18n, view));
    let one = |(glyph, words): (Glyph, String)| {
        view! {
            <Notice tone=NoticeTone::Warm glyph>
                <p>{words}</p>
            </Notice>
        }
    };
    move || cautions.get().into_iter().map(one).collect_view()
}

fn cautions(i18n: I18n, view: &View) -> Vec<(Glyph, String)> {
    let chosen = view.options.iter().find(|option| Some(option.readers) == view.chosen);
    let first = chosen.and_then(|option| option.names.first());
    let must = (!view.must_agree.is_empty())
        .then(|| t_string!(i18n, share.must_agree, names = words::names(i18n, &view.must_agree)));
    let alarm = first.map(|reader| t_string!(i18n, share.not_alarm, name = reader.name.clone()));
    let plain = |is: bool, words: &str| is.then(|| words.to_owned());
    [
        plain(view.empty, t_string!(i18n, share.empty)).map(|words| (Glyph::Info, words)),
        plain(view.unsettled, t_string!(i18n, share.unsettled)).map(|words| (Glyph::Persons, words)),
        must.map(|words| (Glyph::Talk, words)),
        plain(view.other_children, t_string!(i18n, log.letter)).map(|words| (Glyph::Info, words)),
        alarm.map(|words| (Glyph::Phone, words)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[component]
fn Go(view: Memo<Option<View>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let unready = Signal::derive(move || !view.with(|view| view.as_ref().is_some_and(|view| view.ready)));
    let label = part_of(view, move |view| match view.chosen {
        _ if !view.must_agree.is_empty() => {
            t_string!(i18n, share.ask, name = words::names(i18n, &view.must_agree))
        }
        Some(Readers::Team) => t_string!(i18n, share.with_team).to_owned(),
        Some(_) => t_string!(i18n, share.with_consultant).to_owned(),
        None => t_string!(i18n, share.go).to_owned(),
    });
    view! {
        <SheetEnd>
            <Button
                kind=ButtonKind::Primary
                shape=ButtonShape::Big
                glyph=Glyph::Share
                disabled=unready
                on_press=app.on(|| Intent::Share(ShareIntent::Go))
            >
                {move || label.get()}
            </Button>
        </SheetEnd>
    }
}
