//! A note's own page, its history, and what was shared.

use samspil_shared::doc::fact::Asked;
use samspil_shared::doc::log_entry::LogEntry;
use samspil_shared::doc::{About, Day, Field, Segment, Stamp};
use samspil_shared::domain::{Audience, DocId, Role, SpaceId};

use super::{Show, why_of};
use crate::app::draft::Content;
use crate::app::model::Model;
use crate::app::model::docs::{CommentSum, EntrySum, PublicationSum, readers_of, said_at};
use crate::app::model::jobs::agreeing;
use crate::app::view::entry::Side;
use crate::app::view::logbook::DraftOf;
use crate::app::view::{
    Ask, AskState, Child, Comment, Composer, Conflict, DraftCard, DraftState, Entry, FieldKind, FieldSaid, History,
    HistoryStep, Piece, Readers, SaveState, Sharing, When, Widening,
};

impl Model {
    /// A note, if the person can read it.
    pub fn entry(&self, doc: DocId) -> Option<Entry> {
        self.show()?.entry(doc)
    }

    /// *Hvem skrev hvad* of a note.
    pub fn history(&self, doc: DocId) -> Option<History> {
        self.show()?.history(doc)
    }

    /// What was shared, on its own page.
    pub fn publication(&self, doc: DocId) -> Option<Sharing> {
        let show = self.show()?;
        show.sharing(doc, show.desk.docs.publication(doc)?)
    }

    /// Comments that were begun on what is out of reach by now: whoever was writing looks for the words where they were.
    pub fn begun_on(&self, doc: DocId) -> Vec<DraftCard> {
        let drafts = self.show().map(Show::drafts).unwrap_or_default();
        drafts.into_iter().filter(|draft| draft.gone && draft.of == DraftOf::Comment(doc)).collect()
    }
}

impl Show<'_> {
    fn entry(self, doc: DocId) -> Option<Entry> {
        let desk = self.desk;
        let sum = desk.docs.entry(doc)?;
        let (read, _) = desk.docs.open_entry(doc)?;
        let audience = if sum.private { Audience::AUTHOR } else { Audience::FAMILY };
        let writable = desk.engine.access(doc, self.now).writable().is_some();
        let shared = desk.docs.shared_of(doc);
        let draft = desk
            .left
            .iter()
            .find(|(key, draft)| key.doc == doc && draft.has_words() && matches!(draft.content, Content::Entry(_)));
        Some(Entry {
            doc,
            today: self.today(),
            readers: if sum.private { Readers::Me } else { Readers::Family },
            names: self.readers_of(sum.space, audience, Some(sum.made_at)),
            author: self.name(sum.space, sum.author),
            cowriters: self.cowriters(sum),
            others: match sum.writers.len() {
                0 | 1 => Vec::new(),
                _ => {
                    let others = sum.writers.iter().filter(|writer| **writer != self.me());
                    others.map(|writer| self.name(sum.space, *writer)).collect()
                }
            },
            when: When::of(read.event_time.value.value),
            child: self.child(sum.space, read.about.value.value),
            about_family: read.about.value.value == About::Family,
            text: read.text.clone(),
            day_child: sum.day_child,
            day_family: sum.day_family,
            standing: sum.standing,
            late: sum.late,
            conflicts: self.conflicts(sum.space, read),
            sharings: shared.iter().filter_map(|(doc, publication)| self.sharing(*doc, publication)).collect(),
            asks: self.asks(doc, sum, false),
            can_edit: writable && !sum.hidden,
            can_share: writable && !sum.private && self.can_share(sum.space),
            widen_to: if sum.private && !sum.hidden { self.widenings() } else { Vec::new() },
            deed: desk.deed,
            draft: draft.map(|(key, _)| *key),
        })
    }

    /// The children whose family can be shown a private note, and who would read it there.
    fn widenings(self) -> Vec<Widening> {
        let widening = |child: Child| {
            let mut names = self.readers(child.space, Audience::FAMILY);
            names.retain(|reader| !reader.me);
            Widening { space: child.space, child: child.name, names }
        };
        self.children().into_iter().map(widening).collect()
    }

    /// Whether there is anybody to share with.
    pub(super) fn can_share(self, space: SpaceId) -> bool {
        [Audience::CONSULTANT, Audience::TEAM].iter().any(|with| !self.shared_with(space, *with, None).is_empty())
    }

    fn conflicts(self, space: SpaceId, read: &LogEntry) -> Vec<Conflict> {
        let day = |value: &Option<Day>| FieldSaid::Day(value.map(Day::step));
        let about = |value: &About| match value {
            About::Child => FieldSaid::Child(self.child(space, About::Child)),
            About::Family => FieldSaid::Family,
        };
        [
            self.conflict(space, FieldKind::When, Some(&read.event_time), |at| FieldSaid::When(When::of(*at))),
            self.conflict(space, FieldKind::About, Some(&read.about), about),
            self.conflict(space, FieldKind::DayChild, read.day_child.as_ref(), day),
            self.conflict(space, FieldKind::DayFamily, read.day_family.as_ref(), day),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn conflict<T>(
        self,
        space: SpaceId,
        kind: FieldKind,
        field: Option<&Field<T>>,
        said: impl Fn(&T) -> FieldSaid,
    ) -> Option<Conflict> {
        let field = field.filter(|field| !field.others.is_empty())?;
        let side = |written: &samspil_shared::doc::Written<T>| Side {
            by: self.name(space, written.stamp.by),
            me: written.stamp.by == self.me(),
            at: stamped(&written.stamp),
            value: said(&written.value),
        };
        Some(Conflict { field: kind, sides: field.all().map(side).collect() })
    }

    pub(super) fn sharing(self, doc: DocId, sum: &PublicationSum) -> Option<Sharing> {
        let desk = self.desk;
        let read = desk.docs.open_publication(doc)?;
        let held = desk.engine.state().document(desk.engine.config().acting, doc)?;
        let audience = held.document.meta.audience;
        let entry = desk.docs.entry(sum.of);
        let family = desk.settings.acting.role == Role::FosterParent;
        let comments = desk.docs.comments_on(doc);
        Some(Sharing {
            doc,
            of: entry.map(|_| sum.of),
            today: self.today(),
            readers: sum.readers,
            names: self.shared_with(sum.space, audience, held.document.created_at),
            by: self.sharers(sum),
            by_me: sum.by == self.me(),
            newer: desk.docs.newer(doc),
            earlier: desk.docs.earlier(doc),
            shared_at: When::of(sum.shared_at),
            why: why_of(sum.intent),
            when: When::of(sum.event_time),
            child: self.child(sum.space, sum.about),
            text: read.content.text.clone(),
            day_child: sum.day_child,
            day_family: sum.day_family,
            changed_since: desk.docs.newer(doc).is_none()
                && entry.is_some_and(|entry| entry.digest != Some(sum.digest)),
            stopped: sum.stopped,
            standing: sum.standing,
            comments: comments.into_iter().map(|(doc, comment)| self.comment(sum.space, doc, comment)).collect(),
            can_stop: family && !sum.stopped,
            composer: (!sum.stopped).then(|| self.composer(doc, sum.space, audience)).flatten(),
        })
    }

    pub(super) fn comment(self, space: SpaceId, doc: DocId, comment: &CommentSum) -> Comment {
        Comment {
            doc,
            author: self.name(space, comment.author),
            role: self.role(space, comment.author),
            when: When::of(comment.at),
            text: comment.text.clone(),
            own: comment.author == self.me(),
            standing: comment.standing,
        }
    }

    fn composer(self, publication: DocId, space: SpaceId, audience: Audience) -> Option<Composer> {
        let role = self.desk.settings.acting.role;
        matches!(role, Role::FosterParent | Role::Consultant | Role::InstitutionWorker).then(|| {
            let desk = self.desk.comments.get(&publication);
            let mut names = self.readers(space, audience);
            names.retain(|reader| !reader.me);
            Composer {
                publication,
                text: desk.map(|desk| desk.text.clone()).unwrap_or_default(),
                names,
                draft: desk.map_or(DraftState::Untouched, |desk| desk.draft_state()),
                save: desk.map_or(SaveState::Ready, |desk| desk.save),
            }
        })
    }

    /// Asks that are not settled, oldest first; with `mine` only those that wait for the person at the screen.
    pub(super) fn asks(self, doc: DocId, sum: &EntrySum, mine: bool) -> Vec<Ask> {
        if sum.asked.is_empty() {
            return Vec::new();
        }
        let shared = self.desk.docs.shared_of(doc);
        let settled = |asked: &Asked| {
            shared.iter().any(|(_, publication)| {
                publication.digest == asked.digest
                    && publication.readers == readers_of(asked.audience)
                    && publication.shared_at >= asked.at
            })
        };
        let taken_back = |asked: &Asked| asked.answers.get(&asked.by).is_some_and(|(yes, _)| !yes);
        let open = sum.asked.iter().filter(|asked| !settled(asked) && !taken_back(asked));
        open.filter_map(|asked| {
            let state = self.ask_state(sum, asked)?;
            (!mine || state == AskState::ForMe).then(|| Ask {
                id: asked.id,
                entry: doc,
                by: self.name(sum.space, asked.by),
                by_me: asked.by == self.me(),
                at: When::of(asked.at),
                readers: readers_of(asked.audience),
                names: self.shared_with(sum.space, asked.audience, None),
                why: why_of(asked.intent),
                state,
                excerpt: sum.excerpt.clone(),
            })
        })
        .collect()
    }

    fn ask_state(self, sum: &EntrySum, asked: &Asked) -> Option<AskState> {
        let names = |persons: Vec<_>| persons.into_iter().map(|person| self.name(sum.space, person)).collect();
        if sum.digest != Some(asked.digest) {
            return (asked.by == self.me()).then_some(AskState::TextChanged);
        }
        let no: Vec<_> = asked.answers.iter().filter(|(_, (yes, _))| !yes).map(|(person, _)| *person).collect();
        if !no.is_empty() {
            return (asked.by == self.me()).then(|| AskState::SaidNo(names(no)));
        }
        let needed = agreeing(&self.desk.engine, sum.space, &sum.writers, asked.by, self.now);
        let lacking: Vec<_> = needed.into_iter().filter(|person| !asked.answers.contains_key(person)).collect();
        if lacking.contains(&self.me()) {
            Some(AskState::ForMe)
        } else {
            (asked.by == self.me()).then(|| AskState::Waiting(names(lacking)))
        }
    }

    fn history(self, doc: DocId) -> Option<History> {
        let (_, versions) = self.desk.docs.open_entry(doc)?;
        let held = self.desk.engine.state().document(self.desk.engine.config().acting, doc)?;
        let space = held.document.meta.space;
        let late = |stamp: &Stamp| held.changes.iter().any(|change| change.hash == stamp.change && change.late);
        let steps = versions.iter().enumerate().map(|(index, version)| HistoryStep {
            who: self.name(space, version.stamp.by),
            when: stamped(&version.stamp),
            late: late(&version.stamp),
            first: index == 0,
            pieces: version.segments.iter().map(piece).collect(),
        });
        Some(History { doc, today: self.today(), steps: steps.collect() })
    }
}

fn stamped(stamp: &Stamp) -> When {
    When::of(said_at(stamp.device_time, stamp.received_at))
}

pub(super) fn piece(segment: &Segment) -> Piece {
    match segment {
        Segment::Same(text) => Piece::Kept(text.clone()),
        Segment::Added(text) => Piece::Added(text.clone()),
        Segment::Removed(text) => Piece::Removed(text.clone()),
    }
}
