//! *Familier*.

use samspil_shared::domain::{DocId, Role, SpaceId, SpaceKind};

use super::{Show, why_of};
use crate::app::model::Model;
use crate::app::model::docs::PublicationSum;
use crate::app::view::families::SharedDay;
use crate::app::view::{Families, FamilyCard, FamilyPage, PublicationCard, Standing, When, Why};

impl Model {
    /// *Familier*.
    pub fn families(&self) -> Option<Families> {
        Some(self.show()?.families())
    }

    /// What one family shares about one child.
    pub fn family(&self, space: SpaceId) -> Option<FamilyPage> {
        self.show()?.family(space)
    }
}

impl Show<'_> {
    fn families(self) -> Families {
        let view = self.desk.engine.state().view(self.desk.engine.config().acting);
        let spaces = view.into_iter().flat_map(|view| view.spaces());
        let placements = spaces.filter(|space| space.space.kind == SpaceKind::Placement).map(|space| space.space.id);
        let mut families: Vec<FamilyCard> =
            placements.filter(|space| self.is_staff(*space)).map(|space| self.family_card(space)).collect();
        families
            .sort_by(|a, b| (a.child.is_none(), &a.child, &a.adults).cmp(&(b.child.is_none(), &b.child, &b.adults)));
        Families { today: self.today(), families, incomplete: self.incomplete() }
    }

    fn is_staff(self, space: SpaceId) -> bool {
        let mut mine = self.members(space).filter(|member| member.person == self.me());
        mine.any(|member| matches!(member.role, Role::Consultant | Role::InstitutionWorker))
    }

    fn family_card(self, space: SpaceId) -> FamilyCard {
        let shared: Vec<_> = self.desk.docs.shared_in(space).collect();
        let mine: Vec<_> = self.members(space).filter(|member| member.person == self.me()).collect();
        FamilyCard {
            space,
            child: self.desk.docs.card(space).map(|card| card.child.clone()),
            adults: self.adults(space),
            last_shared: shared.iter().map(|(_, publication)| publication.shared_at).max().map(When::of),
            wants_talk: shared.iter().any(|(doc, publication)| self.wants_talk(*doc, publication)),
            new: shared.iter().filter(|(doc, publication)| self.is_new(*doc, publication)).count(),
            place_hidden: self.place_hidden(space),
            stand_in: !mine.is_empty() && mine.iter().all(|member| member.stand_in),
        }
    }

    fn family(self, space: SpaceId) -> Option<FamilyPage> {
        let desk = self.desk;
        desk.engine.state().space(desk.engine.config().acting, space)?;
        let mut days: Vec<SharedDay> = Vec::new();
        for (doc, publication) in self.desk.docs.shared_in(space).take(desk.shown) {
            let card = self.publication_card(doc, publication);
            match days.last_mut().filter(|day| day.date == card.when.date) {
                Some(day) => day.cards.push(card),
                None => days.push(SharedDay { date: card.when.date, cards: vec![card] }),
            }
        }
        let card = desk.docs.card(space);
        Some(FamilyPage {
            space,
            today: self.today(),
            child: card.map(|card| card.child.clone()),
            since: card.map(|card| card.starts_on),
            persons: self.everybody(space),
            days,
            more: self.desk.docs.shared_in(space).nth(desk.shown).is_some(),
            incomplete: self.incomplete(),
        })
    }

    pub(super) fn publication_card(self, doc: DocId, publication: &PublicationSum) -> PublicationCard {
        let comments = self.desk.docs.comments_on(doc);
        let standing = comments.iter().map(|(_, comment)| comment.standing);
        PublicationCard {
            doc,
            space: publication.space,
            readers: publication.readers,
            child: self.child(publication.space, publication.about),
            when: When::of(publication.event_time),
            shared_at: When::of(publication.shared_at),
            authors: self.sharers(publication),
            excerpt: publication.excerpt.clone(),
            cut: publication.cut,
            why: why_of(publication.intent),
            day_child: publication.day_child,
            day_family: publication.day_family,
            standing: standing.chain([publication.standing]).max().unwrap_or(Standing::Sent),
            new: self.is_new(doc, publication),
            comments: comments.iter().map(|(doc, comment)| self.comment(publication.space, *doc, comment)).collect(),
        }
    }

    /// Who shared it, and whose words are in it.
    pub(super) fn sharers(self, publication: &PublicationSum) -> Vec<String> {
        let persons = std::iter::once(&publication.by).chain(&publication.with);
        persons.map(|person| self.name(publication.space, *person)).collect()
    }

    /// Shared by somebody else and never opened on this device.
    pub(super) fn is_new(self, doc: DocId, publication: &PublicationSum) -> bool {
        publication.by != self.me() && !self.desk.engine.state().has_opened(doc)
    }

    /// *Vil gerne tale om det*, and the person has not written back.
    pub(super) fn wants_talk(self, doc: DocId, publication: &PublicationSum) -> bool {
        why_of(publication.intent) == Why::Talk
            && !self.desk.docs.comments_on(doc).iter().any(|(_, comment)| comment.author == self.me())
    }
}
