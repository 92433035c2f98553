//! The form of a family's card: what it begins with, and what of it is written.

use samspil_shared::doc::family_card::FamilyCardEdit;
use samspil_shared::domain::{DocId, PersonId, Role, SpaceId, SpaceKind, Timestamp};

use super::Desk;
use crate::app::follow_up::CardForm;
use crate::app::model::jobs::CardJob;
use crate::app::view::family_card::CardFault;

impl Desk {
    /// Only what differs from what the form began with is written, on what its writer looked at: what a colleague wrote
    /// meanwhile stands, beside it if need be.
    pub(super) fn save_card(&self, new: DocId, space: SpaceId, form: &CardForm) -> Result<CardJob, CardFault> {
        let desk = self.calls.form.as_ref().filter(|desk| desk.space == space).ok_or(CardFault::NoCard)?;
        let (adults, children, know) = (form.adults()?, form.children()?, form.know()?);
        Ok(match &desk.card {
            None => CardJob::New { doc: new, space, adults, children, know },
            Some((doc, base)) => {
                let edit = FamilyCardEdit {
                    adults: (desk.seen.adults() != Ok(adults.clone())).then_some(adults),
                    children: (desk.seen.children() != Ok(children.clone())).then_some(children),
                    know: (desk.seen.know() != Ok(know.clone())).then_some(know),
                    night_help: None,
                };
                CardJob::Save { doc: *doc, space, base: base.clone(), edit }
            }
        })
    }

    /// What a form begins with: the card as it stands, else the family's adults and children.
    pub(super) fn form_of(&self, space: SpaceId, now: Timestamp) -> CardForm {
        if let Some((_, card)) = self.docs.calls().card(space) {
            return CardForm::of(&card.value);
        }
        let at = self.engine.state().corrected(now);
        let view = self.engine.state().space(self.engine.config().acting, space);
        let members = view.map(|view| view.space.members.as_slice()).unwrap_or_default();
        let adults = members.iter().filter(|m| m.role == Role::FosterParent && m.window.contains(at));
        let mut adults: Vec<(String, PersonId)> = adults.map(|member| (member.name.clone(), member.person)).collect();
        adults.sort();
        adults.dedup();
        let family = view.and_then(|view| view.space.family);
        let spaces = self.engine.state().view(self.engine.config().acting).into_iter().flat_map(|view| view.spaces());
        let placements = spaces.map(|view| &view.space).filter(|space| space.kind == SpaceKind::Placement);
        let of_family = placements.filter(|space| family.is_some() && space.family == family);
        let cards = of_family.filter_map(|space| self.docs.card(space.id));
        let mut children: Vec<_> = cards.map(|card| (card.child.clone(), card.born)).collect();
        children.sort();
        CardForm::of_family(adults, children)
    }
}
