//! A family's card for the akuttelefon.

use samspil_shared::doc::night_help::Answer;
use samspil_shared::doc::{CardAdults, CardChildren, Field};
use samspil_shared::domain::follow_up::addressed;
use samspil_shared::domain::{DocId, FamilyId, Kind, Role, SpaceId, SpaceKind, Timestamp, may_create};

use super::Show;
use super::devices::ask_state;
use crate::app::card_sides;
use crate::app::follow_up::CardField;
use crate::app::model::Model;
use crate::app::model::docs::said_at;
use crate::app::view::When;
use crate::app::view::family_card::{
    CardConflict, CardEditor, CardFace, CardNews, CardOpenings, CardPage, CardSide, HelpFace, HelpState,
};

/// Milliseconds that a change to the card stays news.
const NEWS_MS: i64 = 7 * 24 * 60 * 60_000;

impl Model {
    /// A family's card, by its contact space.
    pub fn card(&self, space: SpaceId) -> Option<CardPage> {
        self.show()?.card_page(space)
    }

    /// The form of the card, on its page.
    pub fn card_editor(&self, space: SpaceId) -> Option<CardEditor> {
        let show = self.show()?;
        let form = show.desk.calls.form.as_ref().filter(|form| form.space == space)?;
        show.card_page(space).filter(|page| page.can_edit)?;
        Some(CardEditor { form: form.seen.clone(), save: show.desk.deed, fault: show.desk.calls.card_fault })
    }

    /// The contact space of the person's own family, where *Vores kort til akuttelefonen* lies.
    pub fn our_card(&self) -> Option<SpaceId> {
        let show = self.show()?;
        (show.desk.settings.acting.role == Role::FosterParent).then(|| show.contact_spaces().first().copied())?
    }

    /// The contact space of the family that a placement's space belongs to.
    pub fn contact_of(&self, placement: SpaceId) -> Option<SpaceId> {
        let show = self.show()?;
        let state = show.desk.engine.state();
        let family = state.space(show.desk.engine.config().acting, placement)?.space.family?;
        show.contact_spaces().into_iter().find(|space| show.family_of(*space) == Some(family))
    }
}

impl Show<'_> {
    /// Families that would like something on their cards and have no answer yet, where the person is the one to answer.
    pub(super) fn night_asks(self) -> Vec<(SpaceId, Vec<String>)> {
        let (at, me) = (self.at(), self.me());
        let asked = self.desk.docs.calls().helps().filter(|(_, help)| help.value.answer() == Answer::Waits);
        let mut spaces: Vec<SpaceId> = asked.map(|(_, help)| help.space).collect();
        spaces.sort_unstable();
        spaces.dedup();
        spaces.retain(|space| addressed(&self.desk.consultants(*space), None, at).contains(&me));
        spaces.into_iter().map(|space| (space, self.family_names(space))).collect()
    }

    pub(super) fn contact_spaces(self) -> Vec<SpaceId> {
        let view = self.desk.engine.state().view(self.desk.engine.config().acting);
        let spaces = view.into_iter().flat_map(|view| view.spaces()).map(|view| &view.space);
        spaces.filter(|space| space.kind == SpaceKind::Contact).map(|space| space.id).collect()
    }

    fn family_of(self, space: SpaceId) -> Option<FamilyId> {
        self.desk.engine.state().space(self.desk.engine.config().acting, space)?.space.family
    }

    pub(super) fn card_page(self, space: SpaceId) -> Option<CardPage> {
        let desk = self.desk;
        (desk.kind_of(space)? == SpaceKind::Contact).then_some(())?;
        let held = desk.docs.calls().card(space);
        let said: Vec<_> = held
            .iter()
            .filter_map(|(_, card)| card.value.night_help.as_ref())
            .flat_map(|help| help.all().filter_map(|side| side.value.as_ref()))
            .collect();
        let mut helps: Vec<(Timestamp, HelpFace)> = Vec::new();
        for (doc, help) in desk.docs.calls().helps().filter(|(_, help)| help.space == space) {
            let stands = said.iter().any(|said| **said == help.value.words);
            let state = match help.value.answer() {
                Answer::Waits => HelpState::Waits,
                Answer::Approved if stands => HelpState::Approved,
                Answer::Approved => HelpState::Former,
                Answer::Declined => HelpState::Declined,
                // The card is the consultant's: what is taken back stands there until they take it off.
                Answer::TakenBack if stands => HelpState::Leaving,
                Answer::TakenBack => continue,
            };
            let at = said_at(help.value.stamp.device_time, help.value.stamp.received_at);
            let face = HelpFace {
                doc,
                by: self.name(space, help.author),
                when: When::of(at),
                words: help.value.words.as_str().to_owned(),
                state,
                own: help.author == self.me(),
            };
            helps.push((at, face));
        }
        helps.sort_by_key(|(at, face)| (std::cmp::Reverse(*at), face.doc));
        let writable = |doc: DocId| desk.engine.access(doc, self.now).writable().is_some();
        let consultant = desk.settings.acting.role == Role::Consultant;
        let can_edit = match held {
            Some((doc, _)) => writable(doc),
            None => consultant && self.may_make(space, Kind::FamilyCard),
        };
        Some(CardPage {
            space,
            today: self.today(),
            names: self.family_names(space),
            card: held.and_then(|(doc, _)| self.card_face(doc, space)),
            conflicts: if can_edit { self.card_conflicts(space) } else { Vec::new() },
            helps: helps.into_iter().map(|(_, face)| face).collect(),
            can_edit,
            can_clear: can_edit && !said.is_empty(),
            can_propose: self.may_make(space, Kind::NightHelp),
            openings: self.card_openings(space),
            deed: desk.deed,
            fault: desk.calls.card_fault,
        })
    }

    fn card_openings(self, space: SpaceId) -> Option<CardOpenings> {
        let openings = Some(&self.desk.openings).filter(|openings| openings.of == Some(space))?;
        let asked = &openings.asked;
        let known = asked.known.as_ref().map(|known| known.openings.as_slice()).unwrap_or_default();
        Some(CardOpenings {
            state: ask_state(asked.asking, asked.fault.as_ref()),
            list: known.iter().map(|opening| (opening.on, opening.unit.clone())).collect(),
        })
    }

    fn may_make(self, space: SpaceId, kind: Kind) -> bool {
        use samspil_shared::domain::Audience;
        let audience = if kind == Kind::FamilyCard { Audience::MEMBERS } else { Audience::CONSULTANT };
        let meta = crate::app::model::jobs::meta(kind, space, audience);
        let rows = self.desk.engine.memberships(self.now);
        may_create(self.me(), &rows.iter().collect::<Vec<_>>(), SpaceKind::Contact, &meta, None).is_some()
    }

    fn card_face(self, doc: DocId, space: SpaceId) -> Option<CardFace> {
        let (_, card) = self.desk.docs.calls().card(space)?;
        let (changed, by) = self.last_change(doc)?;
        Some(CardFace {
            adults: self.card_adults(space, None),
            children: self.card_children(space),
            know: card_sides::know(&card.value),
            night_help: card_sides::night_help(&card.value),
            apart: card_sides::is_apart(&card.value),
            changed: When::of(changed),
            changed_by: self.name(space, by),
            standing: card.standing,
        })
    }

    fn last_change(self, doc: DocId) -> Option<(Timestamp, samspil_shared::domain::PersonId)> {
        let held = self.desk.engine.state().document(self.desk.engine.config().acting, doc)?;
        held.current().map(|change| (said_at(change.made_at, change.received_at), change.by)).max()
    }

    /// The family is told when somebody else changed its card.
    pub(super) fn card_news(self) -> Option<CardNews> {
        let since = self.at().plus_ms(-NEWS_MS);
        let news = |space: SpaceId| {
            let (doc, _) = self.desk.docs.calls().card(space)?;
            let (when, by) = self.last_change(doc)?;
            let tells = by != self.me() && when > since;
            tells.then(|| CardNews { space, by: self.name(space, by), when: When::of(when) })
        };
        self.contact_spaces().into_iter().find_map(news)
    }

    fn card_conflicts(self, space: SpaceId) -> Vec<CardConflict> {
        let Some((_, card)) = self.desk.docs.calls().card(space) else { return Vec::new() };
        let card = &card.value;
        let words = |words: Option<&str>| words.map(str::to_owned).into_iter().collect();
        let conflicts = [
            self.card_conflict(space, CardField::Adults, Some(&card.adults), adult_lines),
            self.card_conflict(space, CardField::Children, Some(&card.children), child_lines),
            self.card_conflict(space, CardField::Know, card.know.as_ref(), |know| {
                words(know.as_ref().map(|know| know.as_str()))
            }),
            self.card_conflict(space, CardField::NightHelp, card.night_help.as_ref(), |help| {
                words(help.as_ref().map(|help| help.as_str()))
            }),
        ];
        conflicts.into_iter().flatten().collect()
    }

    fn card_conflict<T>(
        self,
        space: SpaceId,
        kind: CardField,
        field: Option<&Field<T>>,
        lines: impl Fn(&T) -> Vec<String>,
    ) -> Option<CardConflict> {
        let field = field.filter(|field| !field.others.is_empty())?;
        let side = |written: &samspil_shared::doc::Written<T>| CardSide {
            by: self.name(space, written.stamp.by),
            at: When::of(said_at(written.stamp.device_time, written.stamp.received_at)),
            lines: lines(&written.value),
        };
        let card = self.desk.docs.calls().card(space)?.1;
        let both = card_sides::both(&card.value, kind, |person| self.full_name(person));
        Some(CardConflict { field: kind, sides: field.all().map(side).collect(), can_keep_both: both.is_some() })
    }
}

fn adult_lines(adults: &CardAdults) -> Vec<String> {
    let line = |adult: &samspil_shared::doc::CardAdult| match &adult.tel {
        Some(tel) => format!("{} {tel}", adult.name.as_str()),
        None => adult.name.as_str().to_owned(),
    };
    adults.list().iter().map(line).collect()
}

fn child_lines(children: &CardChildren) -> Vec<String> {
    let line = |child: &samspil_shared::doc::CardChild| match child.born {
        Some(born) => format!("{} {born}", child.name.as_str()),
        None => child.name.as_str().to_owned(),
    };
    children.list().iter().map(line).collect()
}
