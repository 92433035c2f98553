//! A device that keeps what it was told, and every byte of it.

mod writing;

use std::collections::{BTreeMap, BTreeSet};

use samspil_server::sync::{Hub, Session};
use samspil_shared::domain::calendar::Calendar;
use samspil_shared::domain::{
    Acting, ChangeHash, DocId, DocState, DocumentMeta, EnrolmentId, Epoch, PersonId, Role, SpaceId, Timestamp,
};
use samspil_shared::sync::frame::{
    Bye, ClientFrame, Cursor, Fetch, Hello, Item, Items, Op, OpResult, Page, Push, ServerFrame, Space, VERSION,
};
use samspil_shared::sync::scan;

use super::ticket;

/// A document as a phone holds it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) meta: DocumentMeta,
    pub(crate) author: PersonId,
    pub(crate) state: DocState,
    pub(crate) changes: Vec<Vec<u8>>,
    pub(crate) by: BTreeMap<ChangeHash, PersonId>,
}

/// A device. It keeps what it was told, and every byte of it.
pub(crate) struct Phone {
    hub: Hub,
    pub(crate) person: PersonId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) acting: Acting,
    pub(crate) epoch: Option<Epoch>,
    pub(crate) tokens: BTreeMap<SpaceId, Vec<u8>>,
    more: BTreeSet<SpaceId>,
    lacking: BTreeSet<DocId>,
    pub(crate) spaces: BTreeMap<SpaceId, Space>,
    pub(crate) docs: BTreeMap<DocId, Held>,
    parts: BTreeMap<DocId, BTreeMap<u16, Vec<Vec<u8>>>>,
    session: Option<Session>,
    /// Every frame, in order.
    pub(crate) heard: Vec<ServerFrame>,
    pub(crate) page_frames: u8,
    /// What it was told of the unit's hours: by them it says when a call is due.
    pub(crate) calendar: Box<Calendar>,
    batch: u32,
}

impl Phone {
    pub(super) fn new(hub: Hub, person: PersonId, enrolment: EnrolmentId, acting: Acting) -> Self {
        Self {
            hub,
            person,
            enrolment,
            acting,
            epoch: None,
            tokens: BTreeMap::new(),
            more: BTreeSet::new(),
            lacking: BTreeSet::new(),
            spaces: BTreeMap::new(),
            docs: BTreeMap::new(),
            parts: BTreeMap::new(),
            session: None,
            heard: Vec::new(),
            page_frames: 4,
            calendar: Box::new(Calendar::ordinary()),
            batch: 0,
        }
    }

    /// Talks to another node from now on.
    pub(crate) fn roams_to(&mut self, hub: &Hub) {
        self.session = None;
        self.hub = hub.clone();
    }

    pub(crate) fn hello(&self) -> Hello {
        Hello {
            versions: vec![VERSION],
            app: 1,
            ticket: ticket(self.person, self.enrolment),
            enrolment: self.enrolment,
            epoch: self.epoch,
            acting: self.acting,
            cursors: self.tokens.iter().map(|(space, token)| Cursor { space: *space, token: token.clone() }).collect(),
            device_time: Timestamp::from_ms(0),
        }
    }

    /// Connects and takes everything there is.
    pub(crate) async fn connects(&mut self) {
        self.tries_to_connect().await.expect("a welcome");
        self.settles().await;
    }

    /// Connects, and takes nothing but the welcome.
    pub(crate) async fn tries_to_connect(&mut self) -> Result<(), Bye> {
        self.session = None;
        let mut session = Session::open(&self.hub, self.hello()).await?;
        for frame in session.next().await? {
            self.takes(&frame);
        }
        self.session = Some(session);
        Ok(())
    }

    /// Loses the connection.
    pub(crate) fn leaves(&mut self) {
        self.session = None;
    }

    pub(crate) fn session(&mut self) -> &mut Session {
        self.session.as_mut().expect("a connected phone")
    }

    /// Looks at its rights again, as a socket does when time passes or an administrator acted.
    pub(crate) async fn rechecks(&mut self) -> Result<(), Bye> {
        self.session().recheck().await?;
        self.settles().await;
        Ok(())
    }

    /// Takes frames, asks for pages and for what is lacking, until there is nothing more.
    pub(crate) async fn settles(&mut self) {
        loop {
            self.takes_what_comes().await;
            if !self.asks() {
                return;
            }
        }
    }

    /// Takes frames without asking for anything.
    pub(crate) async fn takes_what_comes(&mut self) {
        loop {
            let frames = self.session().next().await.expect("frames");
            if frames.is_empty() {
                return;
            }
            frames.iter().for_each(|frame| self.takes(frame));
        }
    }

    /// Takes the next go of frames.
    pub(crate) async fn takes_what_comes_once(&mut self) {
        let frames = self.session().next().await.expect("frames");
        frames.iter().for_each(|frame| self.takes(frame));
    }

    /// Asks once for pages and for what is lacking, and takes the answer.
    pub(crate) async fn asks_once(&mut self) {
        self.asks();
        self.takes_what_comes().await;
    }

    fn asks(&mut self) -> bool {
        let due: Vec<SpaceId> = self
            .spaces
            .keys()
            .filter(|space| !self.tokens.contains_key(*space) || self.more.contains(*space))
            .copied()
            .collect();
        let lacking: Vec<DocId> = self.lacking.iter().take(256).copied().collect();
        let asks = !due.is_empty() || !lacking.is_empty();
        for space in due {
            let page = Page { space, token: self.tokens.get(&space).cloned(), frames: self.page_frames };
            self.session().frame(ClientFrame::Page(page)).expect("a page");
        }
        if !lacking.is_empty() {
            self.session().frame(ClientFrame::Fetch(Fetch { docs: lacking })).expect("a fetch");
        }
        asks
    }

    fn takes(&mut self, bytes: &[u8]) {
        let frame = ServerFrame::decode(bytes).expect("a frame within its limits");
        match &frame {
            ServerFrame::Welcome(welcome) => {
                self.epoch = Some(welcome.epoch);
                self.spaces = welcome.spaces.iter().map(|space| (space.id, space.clone())).collect();
                let reached: BTreeSet<SpaceId> = self.spaces.keys().copied().collect();
                self.tokens.retain(|space, _| reached.contains(space));
                self.docs.retain(|_, held| reached.contains(&held.meta.space));
            }
            ServerFrame::Space(space) => {
                self.spaces.insert(space.id, space.clone());
            }
            ServerFrame::Left(left) => {
                self.spaces.remove(&left.space);
                self.tokens.remove(&left.space);
                self.docs.retain(|_, held| held.meta.space != left.space);
            }
            ServerFrame::Items(items) => self.takes_items(items),
            ServerFrame::Visible(visible) => {
                assert_eq!(visible.of, 1, "few documents in these stories");
                let named: BTreeSet<DocId> = visible.docs.iter().copied().collect();
                self.docs.retain(|doc, held| held.meta.space != visible.space || named.contains(doc));
                self.lacking.extend(named.iter().filter(|doc| !self.docs.contains_key(*doc)));
                self.more.remove(&visible.space);
                match &visible.token {
                    Some(token) => self.tokens.insert(visible.space, token.clone()),
                    None => self.tokens.remove(&visible.space),
                };
            }
            ServerFrame::Unavailable(unavailable) => {
                self.lacking.remove(&unavailable.doc);
            }
            ServerFrame::Pushed(_)
            | ServerFrame::Withdrawn(_)
            | ServerFrame::Erased(_)
            | ServerFrame::Want(_)
            | ServerFrame::Returned(_)
            | ServerFrame::Bye(_) => {}
        }
        self.heard.push(frame);
    }

    fn takes_items(&mut self, items: &Items) {
        for item in &items.items {
            match item {
                Item::New(stored) => {
                    let bytes = stored.changes.iter().map(|change| change.bytes.clone()).collect();
                    let parts = self.parts.entry(stored.doc).or_default();
                    parts.insert(stored.part, bytes);
                    let held = self.docs.entry(stored.doc).or_insert_with(|| Held {
                        meta: stored.meta.clone(),
                        author: stored.author,
                        state: stored.state,
                        changes: Vec::new(),
                        by: BTreeMap::new(),
                    });
                    held.state = stored.state;
                    for change in &stored.changes {
                        held.by.insert(hash(&change.bytes), change.by);
                    }
                    if parts.len() == usize::from(stored.of) {
                        let known: BTreeSet<Vec<u8>> = held.changes.iter().cloned().collect();
                        let parts = self.parts.remove(&stored.doc).unwrap_or_default();
                        held.changes.extend(parts.into_values().flatten().filter(|bytes| !known.contains(bytes)));
                        self.lacking.remove(&stored.doc);
                    }
                }
                Item::Changed(change) => match (self.docs.get_mut(&change.doc), &change.bytes) {
                    (Some(held), Some(bytes)) => {
                        assert_eq!(hash(bytes), change.hash);
                        held.by.insert(change.hash, change.by);
                        if !held.changes.contains(bytes) {
                            held.changes.push(bytes.clone());
                        }
                    }
                    (Some(held), None) => {
                        held.by.insert(change.hash, change.by);
                        if !held.changes.iter().any(|bytes| hash(bytes) == change.hash) {
                            self.lacking.insert(change.doc);
                        }
                    }
                    (None, _) => {
                        self.lacking.insert(change.doc);
                    }
                },
                Item::Withdrawn(doc) => {
                    let family = self.acting.role == Role::FosterParent;
                    if let Some(held) = self.docs.get_mut(doc) {
                        held.state = DocState::Withdrawn;
                        if !family && held.author != self.person {
                            self.docs.remove(doc);
                        }
                    }
                }
                Item::Erased(doc) => {
                    self.docs.remove(doc);
                }
            }
        }
        if let Some(token) = &items.token {
            self.tokens.insert(items.space, token.clone());
            if items.progress.is_some() {
                if items.more {
                    self.more.insert(items.space);
                } else {
                    self.more.remove(&items.space);
                }
            }
        }
    }

    /// Pushes; the results in the order of the operations.
    pub(crate) async fn pushes(&mut self, ops: Vec<Op>) -> Vec<OpResult> {
        self.batch += 1;
        let batch = self.batch;
        let pushed = self.session().pusher().push(Push { batch, ops }).await;
        assert_eq!(pushed.batch, batch);
        pushed.results
    }

    /// Pushes one operation that must be stored; when, and the receipt.
    pub(crate) async fn stores(&mut self, op: Op) -> (Timestamp, Vec<u8>) {
        match self.pushes(vec![op]).await.pop() {
            Some(OpResult::Stored { received_at, tag, .. }) => (received_at, tag),
            other => panic!("not stored: {other:?}"),
        }
    }

    /// Whether any frame since the beginning holds these bytes: an id or a sentence.
    pub(crate) fn ever_heard(&self, needle: &[u8]) -> bool {
        self.heard.iter().any(|frame| frame.encode().windows(needle.len()).any(|window| window == needle))
    }

    /// Documents that the phone holds, by id.
    pub(crate) fn holds(&self) -> BTreeSet<DocId> {
        self.docs.keys().copied().collect()
    }
}

pub(crate) fn hash(bytes: &[u8]) -> ChangeHash {
    scan::peek(bytes).expect("a change").hash
}
