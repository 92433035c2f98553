//! *I dag*.

use std::cmp::Reverse;

use samspil_shared::domain::{DocId, Role};

use super::Show;
use crate::app::model::Model;
use crate::app::model::docs::edits::NEWS_MS;
use crate::app::model::docs::{EntrySum, excerpt};
use crate::app::view::today::{ChildDay, FamilyToday, StaffToday};
use crate::app::view::{Ask, News, PublicationCard, Today, When};

/// Notes on *I dag*.
const LATEST: usize = 3;
/// What others wrote, until all of it is asked for.
const NEWS: usize = 5;
/// What was shared, at most.
const SHARED: usize = 20;

impl Model {
    /// *I dag*.
    pub fn today(&self) -> Option<Today> {
        let show = self.show()?;
        Some(match show.desk.settings.acting.role {
            Role::FosterParent => Today::Family(show.family_today()),
            Role::Consultant | Role::InstitutionWorker => Today::Staff(show.staff_today()),
            Role::Leader => Today::Leader(Box::new(show.leader_today())),
            _ => Today::Nothing { today: show.today(), sets_up: show.desk.sets_up() },
        })
    }
}

impl Show<'_> {
    fn family_today(self) -> FamilyToday {
        let docs = &self.desk.docs;
        let today = self.today();
        let day = |starts_on: chrono::NaiveDate| {
            u32::try_from((today - starts_on).num_days() + 1).ok().filter(|day| *day > 0)
        };
        let placements = self.desk.placements();
        let mut news = self.news();
        let news_of = (news.len() > NEWS && !self.desk.all_news).then_some(news.len());
        if news_of.is_some() {
            news.truncate(NEWS);
        }
        let cards = placements.iter().filter_map(|space| docs.card(*space));
        FamilyToday {
            today,
            children: cards.map(|card| ChildDay { name: card.child.clone(), day: day(card.starts_on) }).collect(),
            drafts: self.drafts(),
            asks: self.all_asks(),
            news,
            news_of,
            latest: docs.timeline().take(LATEST).map(|(doc, entry)| self.card(doc, entry)).collect(),
            stand_ins: self.stand_ins(),
            calls: self.receipts(),
            card: self.card_news(),
            can_write: self.can_write(),
            first: docs.entry_count() == 0 && docs.is_complete() && !self.incomplete(),
        }
    }

    fn all_asks(self) -> Vec<Ask> {
        let mut asks: Vec<Ask> =
            self.desk.docs.timeline().flat_map(|(doc, entry)| self.asks(doc, entry, true)).collect();
        asks.sort_by_key(|ask| ask.at);
        asks
    }

    fn news(self) -> Vec<News> {
        let (docs, state) = (&self.desk.docs, self.desk.engine.state());
        let since = self.at().plus_ms(-NEWS_MS);
        let is_new =
            |doc: DocId, entry: &EntrySum| entry.author != self.me() && entry.made_at > since && !state.has_opened(doc);
        let wrote = docs.timeline().filter(|(doc, entry)| is_new(*doc, entry));
        let wrote = wrote.map(|(entry, sum)| {
            let by = self.name(sum.space, sum.author);
            (sum.made_at, News::Wrote { by, entry, when: When::of(sum.made_at), excerpt: sum.excerpt.clone() })
        });
        // A note that is new as a whole is told once.
        let known = docs.timeline().filter(|(doc, entry)| !is_new(*doc, entry));
        let edited = known.flat_map(|(entry, sum)| {
            self.desk.unseen_edits(entry, sum, self.now).map(move |edit| {
                let by = self.name(sum.space, edit.by);
                (edit.at, News::Edited { by, entry, when: When::of(edit.at), excerpt: sum.excerpt.clone() })
            })
        });
        let commented = docs.comments().filter_map(|(_, comment)| {
            let publication = docs.publication(comment.publication)?;
            (comment.author != self.me() && !comment.stopped && comment.at > since).then(|| {
                let news = News::Commented {
                    by: self.name(publication.space, comment.author),
                    publication: comment.publication,
                    entry: docs.entry(publication.of).map(|_| publication.of),
                    when: When::of(comment.at),
                    excerpt: excerpt(&comment.text).0,
                };
                (comment.at, news)
            })
        });
        let mut news: Vec<_> = wrote.chain(edited).chain(commented).collect();
        news.sort_by_key(|(at, _)| Reverse(*at));
        news.into_iter().map(|(_, news)| news).collect()
    }

    fn staff_today(self) -> StaffToday {
        // Of a note that was shared again the text as it stands now; the page leads to the earlier one.
        let newest = self.desk.docs.shared().filter(|(doc, _)| self.desk.docs.newer(*doc).is_none());
        let (mut talk, mut rest): (Vec<_>, Vec<_>) =
            newest.partition(|(doc, publication)| self.wants_talk(*doc, publication));
        talk.sort_by_key(|(_, publication)| publication.shared_at);
        rest.sort_by_key(|(_, publication)| Reverse(publication.shared_at));
        let card = |(doc, publication): (_, &_)| -> PublicationCard { self.publication_card(doc, publication) };
        StaffToday {
            today: self.today(),
            inbox: self.inbox(!talk.is_empty()),
            drafts: self.drafts(),
            talk: talk.into_iter().map(card).collect(),
            shared: rest.into_iter().take(SHARED).map(card).collect(),
            incomplete: self.incomplete(),
        }
    }
}
