//! *Logbog*, and cards of notes in other lists.

use std::collections::BTreeSet;

use samspil_shared::domain::{Audience, DocId, PersonId};

use super::{Show, why_of};
use crate::app::draft::{Content, Draft, DraftKey, JotAt};
use crate::app::model::Model;
use crate::app::model::docs::{EntrySum, PublicationSum, excerpt};
use crate::app::model::jobs::agreeing;
use crate::app::view::logbook::DraftOf;
use crate::app::view::{Child, DayGroup, DraftCard, EntryCard, Logbook, Reader, Readers, Standing, When, Whom};

impl Model {
    /// *Logbog*.
    pub fn logbook(&self) -> Option<Logbook> {
        Some(self.show()?.logbook())
    }
}

impl Show<'_> {
    fn logbook(self) -> Logbook {
        let desk = self.desk;
        let mut days: Vec<DayGroup> = Vec::new();
        for (doc, entry) in desk.docs.timeline().take(desk.shown) {
            let card = self.card(doc, entry);
            match days.last_mut().filter(|day| day.date == card.when.date) {
                Some(day) => day.entries.push(card),
                None => days.push(DayGroup { date: card.when.date, entries: vec![card] }),
            }
        }
        Logbook {
            today: self.today(),
            children: self.children(),
            days,
            more: desk.docs.entry_count() > desk.shown || !desk.docs.is_complete(),
            covers_from: desk.docs.oldest().map(|at| When::of(at).date),
            incomplete: self.incomplete(),
            drafts: self.drafts(),
            can_write: self.can_write(),
            no_child: desk.placements().is_empty() && !self.incomplete(),
        }
    }

    /// Whether the person has a logbook to write in.
    pub(super) fn can_write(self) -> bool {
        self.desk.settings.acting.role == samspil_shared::domain::Role::FosterParent
    }

    pub(super) fn children(self) -> Vec<Child> {
        let spaces = self.desk.placements().into_iter();
        spaces.map(|space| Child { space, name: self.desk.docs.card(space).map(|card| card.child.clone()) }).collect()
    }

    pub(super) fn card(self, doc: DocId, entry: &EntrySum) -> EntryCard {
        let shared = self.desk.docs.shared_of(doc);
        let live: Vec<_> = shared.iter().filter(|(_, publication)| !publication.stopped).collect();
        let own = if entry.private { Readers::Me } else { Readers::Family };
        let parts = shared.iter().map(|(_, publication)| publication.standing);
        EntryCard {
            doc,
            readers: live.iter().map(|(_, publication)| publication.readers).max().unwrap_or(own),
            when: When::of(entry.event_time),
            excerpt: entry.excerpt.clone(),
            cut: entry.cut,
            author: self.name(entry.space, entry.author),
            cowriters: self.cowriters(entry),
            child: self.child(entry.space, entry.about),
            names: self.readers_of_shared(entry, &live),
            why: live.first().map(|(_, publication)| why_of(publication.intent)),
            day_child: entry.day_child,
            day_family: entry.day_family,
            comments: live.iter().map(|(doc, _)| self.desk.docs.comments_on(*doc).len()).sum(),
            standing: parts.chain([entry.standing]).max().unwrap_or(Standing::Sent),
            late: entry.late,
            changed_since_shared: live.first().is_some_and(|(_, last)| entry.digest != Some(last.digest)),
            asks_me: !self.asks(doc, entry, true).is_empty(),
            conflict: entry.conflict,
        }
    }

    /// The adults who have the note, and whoever beside them has something that was shared of it and stands.
    fn readers_of_shared(self, entry: &EntrySum, live: &[&(DocId, &PublicationSum)]) -> Vec<Reader> {
        let desk = self.desk;
        let mut names = Vec::new();
        for (doc, publication) in live {
            let held = desk.engine.state().document(desk.engine.config().acting, *doc);
            let with = held.map(|held| {
                let shared = &held.document;
                self.shared_with(publication.space, shared.meta.audience, shared.created_at)
            });
            for reader in with.unwrap_or_default() {
                if !names.contains(&reader) {
                    names.push(reader);
                }
            }
        }
        if names.is_empty() {
            return names;
        }
        let mut all = self.readers_of(entry.space, Audience::FAMILY, Some(entry.made_at));
        all.extend(names);
        all
    }

    pub(super) fn cowriters(self, entry: &EntrySum) -> Vec<String> {
        let others = entry.writers.iter().filter(|writer| **writer != entry.author);
        others.map(|writer| self.name(entry.space, *writer)).collect()
    }

    /// Who must say yes before the person at the screen shares this note.
    pub(super) fn must_agree(self, entry: &EntrySum) -> Vec<String> {
        self.agreeing(entry).into_iter().map(|person| self.name(entry.space, person)).collect()
    }

    pub(super) fn agreeing(self, entry: &EntrySum) -> BTreeSet<PersonId> {
        agreeing(&self.desk.engine, entry.space, &entry.writers, self.me(), self.now)
    }

    /// Texts that were begun and not saved, the last one first.
    pub(super) fn drafts(self) -> Vec<DraftCard> {
        let acting = self.desk.settings.acting;
        let open: Vec<(DraftKey, Draft)> = self.desk.open_jots().chain(self.desk.open_comments()).collect();
        let begun = self.desk.left.iter().filter(|(_, draft)| draft.acting == acting && draft.has_words());
        let begun = begun.chain(open.iter().map(|(key, draft)| (key, draft)));
        let mut begun: Vec<(&DraftKey, &Draft)> = begun.collect();
        begun.sort_by_key(|(key, draft)| (std::cmp::Reverse(draft.kept_at), **key));
        begun.into_iter().filter_map(|(key, draft)| self.draft(*key, draft)).collect()
    }

    /// `None` for what is there again when its sheet is opened.
    pub(super) fn draft(self, key: DraftKey, draft: &Draft) -> Option<DraftCard> {
        let (of, text) = match &draft.content {
            Content::Entry(entry) if entry.base.is_some() => (DraftOf::Entry(key.doc), &entry.text),
            Content::Entry(entry) => {
                let child = match entry.whom {
                    Some(Whom::Child(space)) => self.desk.docs.card(space).map(|card| card.child.clone()),
                    _ => None,
                };
                (DraftOf::NewEntry(child), &entry.text)
            }
            Content::Comment { text, .. } => (DraftOf::Comment(key.doc), text),
            Content::Call(call) => (DraftOf::Call, &call.what),
            Content::Jot { what, .. } if self.opens(JotAt::on(key.doc, *what)) => return None,
            Content::Jot { what, text } => (DraftOf::Jot(*what), text),
        };
        let gone = match &of {
            DraftOf::Jot(_) => true,
            DraftOf::Comment(doc) => !self.takes_comments(*doc),
            DraftOf::NewEntry(_) | DraftOf::Entry(_) | DraftOf::Call => false,
        };
        let excerpt = if gone { text.trim().to_owned() } else { excerpt(text).0 };
        Some(DraftCard { key, of, excerpt, gone, kept_at: When::of(draft.kept_at) })
    }
}
