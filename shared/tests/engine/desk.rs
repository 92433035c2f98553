//! A device on the desk: its engine, its disk, and what the test makes the server say.

use std::collections::VecDeque;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_shared::domain::{
    Acting, DocId, EnrolmentId, Epoch, PersonId, Role, SpaceId, SpaceKind, Timestamp, UnitId, Window,
};
use samspil_shared::sync::engine::{Config, Effect, Engine, Event, Notice, Ticket};
use samspil_shared::sync::frame::{
    ClientFrame, Op, OpResult, Page, Push, Pushed, ServerFrame, Space, SpaceMembership, Welcome,
};
use samspil_shared::sync::record::Record;

pub(crate) const MARIA: PersonId = PersonId::from_bytes([1; 16]);
pub(crate) const JONAS: PersonId = PersonId::from_bytes([2; 16]);
pub(crate) const PLACEMENT: SpaceId = SpaceId::from_bytes([3; 16]);
const OWN: SpaceId = SpaceId::from_bytes([4; 16]);
const UNIT: UnitId = UnitId::from_bytes([5; 16]);
pub(crate) const ACTING: Acting = Acting { role: Role::FosterParent, unit: UNIT };

/// A document id for a test.
pub(crate) fn sentence(n: u8) -> DocId {
    DocId::from_bytes([n; 16])
}

pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) now: Timestamp,
    person: PersonId,
    pub(crate) rng: ChaCha8Rng,
    disk: Vec<(u64, Record)>,
    pending: VecDeque<(Ticket, Vec<Record>)>,
    pub(crate) holds_disk: bool,
    sent: Vec<ClientFrame>,
    notices: Vec<Notice>,
    effects: Vec<Effect>,
    pub(crate) saves: u64,
    on_its_way: Option<Push>,
    windows: Vec<Window>,
    greeted_as: Option<Acting>,
}

impl Desk {
    fn new(person: PersonId, disk: Vec<(u64, Record)>, seed: u64) -> Self {
        let enrolment = EnrolmentId::from_bytes([person.as_bytes()[0]; 12]);
        let engine = Engine::new(Config { person, enrolment, acting: ACTING, app: 1 });
        let mut desk = Self {
            engine,
            now: Timestamp::from_ms(1_775_000_000_000),
            person,
            rng: ChaCha8Rng::seed_from_u64(seed),
            disk,
            pending: VecDeque::new(),
            holds_disk: false,
            sent: vec![],
            notices: vec![],
            effects: vec![],
            saves: 0,
            on_its_way: None,
            windows: vec![],
            greeted_as: None,
        };
        let records = desk.disk.clone();
        desk.happens(Event::Opened { records });
        desk
    }

    /// A device that was welcomed once and has no connection now.
    pub(crate) fn offline(person: PersonId) -> Self {
        let mut desk = Self::new(person, vec![], 1);
        desk.leads();
        desk.connects();
        desk.happens(Event::Lead(false));
        desk.forget_talk();
        desk
    }

    /// A device that is connected and has everything.
    pub(crate) fn online(person: PersonId) -> Self {
        let mut desk = Self::offline(person);
        desk.leads();
        desk.connects();
        desk.everything_came();
        desk.forget_talk();
        desk
    }

    /// The app closed and opened again on the same disk.
    pub(crate) fn restarted(&self) -> Self {
        self.restarted_without(&[])
    }

    /// The same, where these records are no longer on the disk.
    pub(crate) fn restarted_without(&self, keys: &[u64]) -> Self {
        let disk = self.disk.iter().filter(|(key, _)| !keys.contains(key)).cloned().collect();
        let mut again = Self::new(self.person, disk, 2 + self.saves);
        again.now = self.now;
        again.forget_talk();
        again
    }

    fn forget_talk(&mut self) {
        self.sent.clear();
        self.notices.clear();
        self.effects.clear();
    }

    pub(crate) fn happens(&mut self, event: Event) {
        let effects = self.engine.handle(event, self.now, &mut self.rng);
        for effect in effects {
            match &effect {
                Effect::Append { ticket, records, .. } => self.pending.push_back((*ticket, records.clone())),
                Effect::Send(bytes) => self.sent.push(ClientFrame::decode(bytes).expect("the engine sends frames")),
                Effect::Tell(notice) => self.notices.push(notice.clone()),
                Effect::Connect | Effect::Disconnect => {}
            }
            self.effects.push(effect);
        }
        if !self.holds_disk {
            self.disk_answers();
        }
    }

    /// From now on the disk takes its time.
    pub(crate) fn disk_waits(&mut self) {
        self.holds_disk = true;
    }

    pub(crate) fn disk_answers(&mut self) {
        self.holds_disk = false;
        while let Some((ticket, records)) = self.pending.pop_front() {
            let first = self.disk.len() as u64 + 1;
            let keys: Vec<u64> = (first..).take(records.len()).collect();
            self.disk.extend(keys.iter().copied().zip(records));
            self.happens(Event::Appended { ticket, keys });
        }
    }

    pub(crate) fn disk_refuses(&mut self) {
        self.holds_disk = false;
        while let Some((ticket, _)) = self.pending.pop_front() {
            self.happens(Event::AppendFailed { ticket });
        }
    }

    pub(crate) fn disk_after(&self, key: u64) -> Vec<(u64, Record)> {
        self.disk.iter().filter(|(k, _)| *k > key).cloned().collect()
    }

    // ---- the connection ----

    pub(crate) fn leads(&mut self) {
        self.happens(Event::Lead(true));
    }

    /// Is welcomed as somebody whose window in the family ends then.
    pub(crate) fn connects_until(&mut self, until: Timestamp) {
        self.connects_in(vec![Window { from: Timestamp::from_ms(0), until: Some(until) }]);
    }

    /// Is welcomed as somebody with these windows in the family.
    pub(crate) fn connects_in(&mut self, windows: Vec<Window>) {
        self.windows = windows;
        self.connects();
    }

    /// Connects, and has to act as this.
    pub(crate) fn connects_as(&mut self, acting: Acting) {
        self.connects();
        assert_eq!(self.greeted_as, Some(acting));
    }

    /// The server has nothing more for it.
    pub(crate) fn everything_came(&mut self) {
        for space in [PLACEMENT, OWN] {
            self.server_says(&ServerFrame::Items(samspil_shared::sync::frame::Items {
                space,
                items: vec![],
                token: Some(vec![1]),
                more: false,
                progress: Some(samspil_shared::sync::frame::Progress { done: 0, of: 0 }),
            }));
        }
    }

    pub(crate) fn connects(&mut self) {
        self.leads();
        self.happens(Event::SocketOpened { ticket: "ticket".into() });
        let Some(ClientFrame::Hello(hello)) = self.sent.pop() else { panic!("a connection begins with Hello") };
        self.greeted_as = Some(hello.acting);
        let member = |person, role, window| SpaceMembership {
            person,
            name: "Maria".into(),
            role,
            unit: UNIT,
            unit_name: "Klitmark".into(),
            stand_in: false,
            course: None,
            window,
            sees_from: None,
            own_only: false,
        };
        let always = Window { from: Timestamp::from_ms(0), until: None };
        let windows = |person| if person == self.person { self.windows.clone() } else { vec![] };
        let parent = |person| {
            let windows = if windows(person).is_empty() { vec![always] } else { windows(person) };
            windows.into_iter().map(move |window| member(person, Role::FosterParent, window))
        };
        let parents = [MARIA, JONAS].into_iter().flat_map(parent).collect();
        let spaces = vec![
            Space { id: PLACEMENT, kind: SpaceKind::Placement, family: None, members: parents, unit: None },
            Space {
                id: OWN,
                kind: SpaceKind::Person,
                family: None,
                members: vec![member(self.person, Role::Oneself, always)],
                unit: None,
            },
        ];
        let epoch = Epoch::from_bytes([7; 16]);
        self.server_says(&ServerFrame::Welcome(Welcome { version: 1, epoch, now: self.now, min_app: 1, spaces }));
    }

    /// How far the device says it is when it greets; the server does not answer.
    pub(crate) fn cursor_in_hello(&mut self, space: SpaceId) -> Option<Vec<u8>> {
        self.happens(Event::SocketOpened { ticket: "ticket".into() });
        let Some(ClientFrame::Hello(hello)) = self.sent.pop() else { panic!("a connection begins with Hello") };
        hello.cursors.into_iter().find(|cursor| cursor.space == space).map(|cursor| cursor.token)
    }

    pub(crate) fn connects_anew(&mut self) {
        self.loses_socket();
        self.passes_ms(60_000);
        self.forget_talk();
        self.connects();
    }

    pub(crate) fn loses_socket(&mut self) {
        self.happens(Event::SocketLost { needs_login: false });
    }

    pub(crate) fn passes_ms(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
        self.happens(Event::Timer);
    }

    pub(crate) fn server_says(&mut self, frame: &ServerFrame) {
        self.happens(Event::Frame(frame.encode()));
    }

    pub(crate) fn server_answers(&mut self, batch: u32, results: Vec<OpResult>) {
        self.server_says(&ServerFrame::Pushed(Pushed { batch, results }));
    }

    /// The server stores the push that is on its way.
    pub(crate) fn server_stores(&mut self) {
        if !self.sent_pushes().is_empty() {
            self.pushed();
        }
        let push = self.on_its_way.take().expect("a push is on its way");
        let results = push
            .ops
            .iter()
            .map(|op| OpResult::Stored {
                received_at: self.now,
                created_at: matches!(op, Op::Create(_)).then_some(self.now),
                tag: vec![0; 16],
            })
            .collect();
        self.server_answers(push.batch, results);
    }

    // ---- what it said ----

    pub(crate) fn notices(&self) -> &[Notice] {
        &self.notices
    }

    pub(crate) fn effects(&self) -> &[Effect] {
        &self.effects
    }

    pub(crate) fn sent(&self) -> &[ClientFrame] {
        &self.sent
    }

    pub(crate) fn sent_pushes(&self) -> Vec<Push> {
        self.sent
            .iter()
            .filter_map(|frame| if let ClientFrame::Push(p) = frame { Some(p.clone()) } else { None })
            .collect()
    }

    pub(crate) fn sent_pages(&self) -> Vec<Page> {
        self.sent
            .iter()
            .filter_map(|frame| if let ClientFrame::Page(p) = frame { Some(p.clone()) } else { None })
            .collect()
    }

    /// Time passes, deadline by deadline, until something is pushed.
    pub(crate) fn waits_for_a_push(&mut self) {
        while self.sent_pushes().is_empty() {
            let (at, _) = self.engine.poll_timeout().expect("a deadline");
            assert!(at > self.now, "a deadline that has passed would wake the app without end");
            self.passes_ms(at.ms_since(self.now));
        }
    }

    /// The one push that was sent since this was last asked.
    pub(crate) fn pushed(&mut self) -> Push {
        let pushes = self.sent_pushes();
        self.sent.clear();
        assert_eq!(pushes.len(), 1, "one push is on its way");
        self.on_its_way = Some(pushes[0].clone());
        pushes[0].clone()
    }
}
