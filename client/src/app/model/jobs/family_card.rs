//! What is written on families' cards.

use samspil_shared::doc::family_card::{self, FamilyCard, FamilyCardEdit};
use samspil_shared::doc::{CardAdults, CardChildren, Field, NightWords, Note, night_help};
use samspil_shared::domain::{Audience, ChangeHash, DocId, FactId, Kind, SpaceId};

use super::entry::write;
use super::{After, Bench, Built, NotBuilt, create, meta};
use crate::app::card_sides;
use crate::app::follow_up::CardField;
use crate::app::model::docs::readable;
use crate::app::model::docs::whole::Whole;

/// Something written on a card, or for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app::model) enum CardJob {
    /// A family's first card.
    New { doc: DocId, space: SpaceId, adults: CardAdults, children: CardChildren, know: Option<Note> },
    /// Changes to a card, at the heads that its form began from.
    Save { doc: DocId, space: SpaceId, base: Vec<ChangeHash>, edit: FamilyCardEdit },
    /// A field that was set apart gets one value.
    Settle { doc: DocId, field: CardField, side: usize },
    /// A field that was set apart gets all that was written.
    KeepBoth { doc: DocId, field: CardField },
    /// *Det hjælper om natten*.
    Propose { doc: DocId, space: SpaceId, words: NightWords },
    /// Own words are taken back.
    TakeBack(DocId),
    /// The card says nothing of what helps at night any more.
    ClearNight(DocId),
    /// The family's words are answered; with a yes the card says them.
    Answer { help: DocId, card: Option<DocId>, yes: bool },
}

impl CardJob {
    pub(super) fn docs(&self) -> Vec<DocId> {
        match self {
            Self::New { doc, .. } | Self::Save { doc, .. } | Self::Settle { doc, .. } | Self::Propose { doc, .. } => {
                vec![*doc]
            }
            Self::KeepBoth { doc, .. } | Self::TakeBack(doc) | Self::ClearNight(doc) => vec![*doc],
            Self::Answer { help, card, .. } => std::iter::once(*help).chain(*card).collect(),
        }
    }

    pub(super) fn build(&self, bench: &mut Bench<'_>) -> Result<Built, NotBuilt> {
        let mut after = After::Call(None);
        let ops = match self {
            Self::New { doc, space, adults, children, know } => {
                after = After::Card(*space);
                let actor = bench.engine.actor_for(*doc, &[], bench.rng);
                let chunks = family_card::create(actor, bench.at(), adults, children, know.as_ref())?;
                create(*doc, meta(Kind::FamilyCard, *space, Audience::MEMBERS), chunks)
            }
            Self::Save { doc, space, base, edit } => {
                after = After::Card(*space);
                write(bench, *doc, Some(base), |pen| family_card::save(pen, edit))?
            }
            Self::Settle { doc, field, side } => {
                let edit = settled(&card(bench, *doc)?, *field, *side).ok_or(NotBuilt::Same(after))?;
                write(bench, *doc, None, |pen| family_card::save(pen, &edit))?
            }
            Self::KeepBoth { doc, field } => {
                let card = card(bench, *doc)?;
                let name = |person| bench.engine.state().name_of(person).unwrap_or_default().to_owned();
                let edit = card_sides::both(&card, *field, name).ok_or(NotBuilt::Same(after))?;
                write(bench, *doc, None, |pen| family_card::save(pen, &edit))?
            }
            Self::Propose { doc, space, words } => {
                let actor = bench.engine.actor_for(*doc, &[], bench.rng);
                let chunks = night_help::create(actor, bench.at(), words)?;
                create(*doc, meta(Kind::NightHelp, *space, Audience::CONSULTANT), chunks)
            }
            Self::TakeBack(doc) => {
                let fact = FactId::random(bench.rng);
                write(bench, *doc, None, |pen| night_help::take_back(pen, fact))?
            }
            Self::ClearNight(doc) => {
                let stands = card(bench, *doc)?.night_help;
                if !stands.is_some_and(|help| help.all().any(|side| side.value.is_some())) {
                    return Err(NotBuilt::Same(after));
                }
                let edit = FamilyCardEdit { night_help: Some(None), ..FamilyCardEdit::default() };
                write(bench, *doc, None, |pen| family_card::save(pen, &edit))?
            }
            Self::Answer { help, card, yes } => {
                let fact = FactId::random(bench.rng);
                let mut ops = write(bench, *help, None, |pen| night_help::answer(pen, fact, *yes))?;
                if *yes {
                    let held = readable(bench.engine, *help, bench.now).ok_or(NotBuilt::Denied)?;
                    let whole = Whole::current(held).ok_or(NotBuilt::Denied)?;
                    let read = night_help::read(&whole.doc, &whole.provenance).map_err(|_| NotBuilt::Denied)?;
                    let edit = FamilyCardEdit { night_help: Some(Some(read.words)), ..FamilyCardEdit::default() };
                    let card = card.ok_or(NotBuilt::Denied)?;
                    ops.extend(write(bench, card, None, |pen| family_card::save(pen, &edit))?);
                }
                ops
            }
        };
        if ops.is_empty() {
            return Err(NotBuilt::Same(after));
        }
        Ok(Built { ops, drop: Vec::new(), after })
    }
}

fn card(bench: &Bench<'_>, doc: DocId) -> Result<FamilyCard, NotBuilt> {
    let held = readable(bench.engine, doc, bench.now).ok_or(NotBuilt::Denied)?;
    let whole = Whole::current(held).ok_or(NotBuilt::Denied)?;
    family_card::read(&whole.doc, &whole.provenance).map_err(|_| NotBuilt::Denied)
}

fn settled(card: &FamilyCard, field: CardField, side: usize) -> Option<FamilyCardEdit> {
    fn pick<T: Clone>(field: &Field<T>, side: usize) -> Option<T> {
        (!field.others.is_empty()).then(|| field.all().nth(side).map(|written| written.value.clone()))?
    }
    let none = FamilyCardEdit::default();
    Some(match field {
        CardField::Adults => FamilyCardEdit { adults: Some(pick(&card.adults, side)?), ..none },
        CardField::Children => FamilyCardEdit { children: Some(pick(&card.children, side)?), ..none },
        CardField::Know => FamilyCardEdit { know: Some(pick(card.know.as_ref()?, side)?), ..none },
        CardField::NightHelp => FamilyCardEdit { night_help: Some(pick(card.night_help.as_ref()?, side)?), ..none },
    })
}
