//! What is reached in one role.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{DocId, Membership, PersonId, SpaceId};
use crate::sync::frame::{Progress, Space};

/// What is reached in one role: its spaces, how far each is, and what is visible in it.
#[derive(Debug, Clone, Default)]
pub struct View {
    pub(super) spaces: BTreeMap<SpaceId, SpaceView>,
    /// Spaces that the server knew before it was restored, and does not know any more: kept, and not shown.
    pub(super) lost: BTreeMap<SpaceId, SpaceView>,
}

/// A space as the device knows it.
#[derive(Debug, Clone)]
pub struct SpaceView {
    /// What the server says of it.
    pub space: Space,
    /// The server's sealed cursor; `None` starts anew.
    pub(in crate::sync) token: Option<Vec<u8>>,
    /// Whether older documents wait to be paged in.
    pub(in crate::sync) more: bool,
    /// How far the first sync was with its last page, while older documents wait.
    pub(super) progress: Option<Progress>,
    /// Visible documents.
    pub(super) docs: BTreeSet<DocId>,
    /// Visible documents that are not here, or not whole.
    pub(in crate::sync) lacking: BTreeSet<DocId>,
    /// What came since the cursor was given up: once everything came, the rest is no longer visible.
    pub(super) renewed: Option<BTreeSet<DocId>>,
    /// The server was restored and may lack what is here: nothing is let go of before it was offered.
    pub(in crate::sync) owed: bool,
    /// Of what was offered, the documents that the server could not take yet: offered again with each connection.
    pub(in crate::sync) put_off: BTreeSet<DocId>,
}

impl SpaceView {
    /// How many of its documents are here, whole.
    pub fn count(&self) -> usize {
        self.docs.len().saturating_sub(self.lacking.len())
    }

    /// How many of its documents there are to be here, as far as it is known: more than [`SpaceView::count`] while older
    /// ones are on their way.
    pub fn expected(&self) -> usize {
        let told = self.progress.map_or(0, |progress| usize::try_from(progress.of).unwrap_or(usize::MAX));
        told.max(self.docs.len())
    }
}

impl View {
    /// The spaces, by id.
    pub fn spaces(&self) -> impl Iterator<Item = &SpaceView> {
        self.spaces.values()
    }

    /// The restored server does not know this space: it is kept for the day it does.
    pub(super) fn lose(&mut self, space: SpaceId) {
        if let Some(view) = self.spaces.remove(&space) {
            self.lost.insert(space, view);
        }
    }

    /// Whether something of it is still on its way here.
    pub(in crate::sync) fn is_arriving(&self) -> bool {
        self.spaces.values().any(|space| space.token.is_none() || space.more || !space.lacking.is_empty() || space.owed)
    }

    /// Whether the document is in one of its spaces, or in one that a restored server does not know of.
    pub(super) fn keeps(&self, space: SpaceId, doc: DocId) -> bool {
        self.shows(space, doc) || self.lost.get(&space).is_some_and(|view| view.docs.contains(&doc))
    }

    /// Whether the document is in any of them, here or yet to be fetched.
    pub(super) fn names(&self, doc: DocId) -> bool {
        self.spaces.values().chain(self.lost.values()).any(|view| view.docs.contains(&doc))
    }

    pub(super) fn shows(&self, space: SpaceId, doc: DocId) -> bool {
        self.spaces.get(&space).is_some_and(|view| view.docs.contains(&doc))
    }
}

impl SpaceView {
    pub(super) fn new(space: Space) -> Self {
        Self {
            space,
            token: None,
            more: false,
            progress: None,
            docs: BTreeSet::new(),
            lacking: BTreeSet::new(),
            renewed: None,
            owed: false,
            put_off: BTreeSet::new(),
        }
    }

    /// Whether a restored server may lack this document, so that it is not let go of.
    pub(in crate::sync) fn owes(&self, doc: DocId) -> bool {
        self.owed || self.put_off.contains(&doc)
    }

    /// Ids of the documents in it.
    pub(in crate::sync) fn documents(&self) -> impl Iterator<Item = DocId> {
        self.docs.iter().copied()
    }

    /// Gives the cursor up: everything is asked for anew.
    pub(super) fn forget_cursor(&mut self) {
        self.token = None;
        self.more = false;
        self.progress = None;
        self.renewed = Some(BTreeSet::new());
    }

    /// What is here and was not named since the cursor was given up, once everything came and everything was offered.
    pub(super) fn settled(&mut self) -> BTreeSet<DocId> {
        let complete = self.token.is_some() && !self.more && !self.owed;
        match self.renewed.take_if(|_| complete) {
            Some(renewed) => {
                self.docs.difference(&renewed).filter(|doc| !self.put_off.contains(doc)).copied().collect()
            }
            None => BTreeSet::new(),
        }
    }

    /// Whether older documents are still on their way: from the first moment on, when not even one page is here whole.
    pub fn is_paging(&self) -> bool {
        self.more || self.token.is_none()
    }

    /// What is seen in it.
    pub(in crate::sync) fn docs(&self) -> impl Iterator<Item = DocId> {
        self.docs.iter().copied()
    }

    /// The person's memberships in it.
    pub fn memberships_of(&self, person: PersonId) -> impl Iterator<Item = Membership> {
        self.space.members.iter().filter(move |member| member.person == person).map(move |member| Membership {
            person,
            space: self.space.id,
            role: member.role,
            unit: member.unit,
            stand_in: member.stand_in,
            course: member.course,
            window: member.window,
            sees_from: member.sees_from,
            own_only: member.own_only,
        })
    }
}
