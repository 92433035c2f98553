//! A small server: accounts, spaces, and documents kept in order. Who sees what is decided by the domain's own function.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::api::duty::{Away, Overview, SetWeek, TiedCall, WhyAway};
use samspil_shared::api::{
    self, ActingChoice, Code, Invited, LinkCode, Opening, Person, Problem, PublicFacts, QuarantinedText, Session,
};
use samspil_shared::doc::placement_card::{self, NewPlacementCard};
use samspil_shared::doc::{BirthMonth, ChildName, SCHEMA};
use samspil_shared::domain::{
    Acting, ActorId, Audience, DocId, DocState, Document, DocumentMeta, EnrolmentId, Epoch, FamilyId, Kind, Membership,
    PersonId, Role, SpaceId, SpaceKind, Timestamp, UnitId, Window, access, may_create, may_withdraw,
};
use samspil_shared::sync::deliver::{KEY_LEN, Opener, Parcel};
use samspil_shared::sync::frame::{
    ClientFrame, Hello, Item, Items, Op, OpResult, Progress, Pushed, ReadFact, Reason, ServerFrame, Space,
    SpaceMembership, StoredChange, StoredDocument, VERSION, Welcome,
};

use super::{EVENING, at};

pub(super) const DEVICE_SECRET: [u8; KEY_LEN] = [6; KEY_LEN];

fn opener() -> Opener {
    Opener::derive(&[5; KEY_LEN])
}

pub(crate) const UNIT: UnitId = UnitId::from_bytes([3; 16]);

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) session_over: bool,
    /// Their ids.
    pub(crate) passkeys: Vec<u8>,
    /// The last login was a while ago.
    pub(crate) login_is_old: bool,
}

pub(super) struct Held {
    pub(super) document: Document,
    pub(super) changes: Vec<StoredChange>,
}

/// How much of each document a device has.
type Known = BTreeMap<DocId, (usize, DocState)>;

/// A device that is connected.
pub(crate) struct Connection {
    pub(crate) person: PersonId,
    acting: Acting,
    known: BTreeMap<SpaceId, Known>,
    spaces: Vec<Space>,
}

pub(crate) struct Server {
    pub(crate) now: Timestamp,
    pub(crate) accounts: Vec<Account>,
    pub(crate) links: BTreeMap<String, Result<PersonId, Code>>,
    /// Codes, and the links that they stand for.
    pub(crate) codes: BTreeMap<String, String>,
    pub(crate) slots: BTreeMap<EnrolmentId, [u8; 32]>,
    pub(crate) reads: Vec<(PersonId, ReadFact)>,
    /// The next operation of this person is refused for good.
    pub(crate) refuse: Option<(PersonId, Reason)>,
    /// Where it is the creation of such a document; others before it are taken.
    pub(crate) refuse_only: Option<Kind>,
    /// So many documents fit on a page, and no second page is answered.
    pub(crate) page_max: Option<usize>,
    /// What is public.
    pub(crate) facts: PublicFacts,
    /// What waits in quarantine, and what became of it.
    pub(crate) quarantined: Vec<QuarantinedText>,
    pub(crate) settled: Vec<(DocId, bool)>,
    /// Who on duty opened a card.
    pub(crate) openings: Vec<Opening>,
    /// Who works here needs a passkey.
    pub(crate) staff_need_passkey: bool,
    /// What a leader is told of calls; without it as if there were nothing there.
    pub(crate) overview: Option<Overview>,
    /// How often it was asked for.
    pub(crate) overviews: usize,
    /// Who works when, as it was said.
    pub(super) weeks: Vec<SetWeek>,
    /// Who tied the call that is asked about.
    pub(crate) tied: Option<TiedCall>,
    /// Who is not at work while nobody stands in.
    pub(crate) alone: Vec<(PersonId, WhyAway)>,
    /// Who is away.
    pub(super) away: Vec<(PersonId, Away)>,
    pub(super) families: BTreeMap<SpaceId, FamilyId>,
    pub(super) spaces: Vec<(SpaceId, SpaceKind)>,
    /// Spaces that another unit than [`UNIT`] looks after.
    pub(crate) elsewhere: BTreeMap<SpaceId, UnitId>,
    pub(super) members: Vec<(SpaceId, SpaceMembership)>,
    pub(super) docs: BTreeMap<DocId, Held>,
    tokens: Vec<Known>,
    ids: u8,
    /// Devices that are not known here any more.
    pub(crate) ended: BTreeSet<EnrolmentId>,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self {
            now: at(EVENING),
            accounts: Vec::new(),
            links: BTreeMap::new(),
            codes: BTreeMap::new(),
            slots: BTreeMap::new(),
            reads: Vec::new(),
            refuse: None,
            refuse_only: None,
            page_max: None,
            facts: PublicFacts::default(),
            quarantined: Vec::new(),
            settled: Vec::new(),
            openings: Vec::new(),
            staff_need_passkey: false,
            overview: None,
            overviews: 0,
            weeks: Vec::new(),
            tied: None,
            alone: Vec::new(),
            away: Vec::new(),
            families: BTreeMap::new(),
            spaces: Vec::new(),
            elsewhere: BTreeMap::new(),
            members: Vec::new(),
            docs: BTreeMap::new(),
            tokens: Vec::new(),
            ids: 0,
            ended: BTreeSet::new(),
        }
    }

    pub(super) fn id(&mut self) -> u8 {
        self.ids += 1;
        self.ids
    }

    pub(crate) fn account(&mut self, name: &str, login: &str, password: &str) -> PersonId {
        let person = PersonId::from_bytes([self.id(); 16]);
        let account = Account {
            person,
            name: name.into(),
            login: login.into(),
            password: password.into(),
            session_over: false,
            passkeys: Vec::new(),
            login_is_old: false,
        };
        self.accounts.push(account);
        let own = SpaceId::from_bytes([100 + self.ids; 16]);
        self.spaces.push((own, SpaceKind::Person));
        self.member(own, login, Role::Oneself, false);
        person
    }

    pub(crate) fn person(&self, login: &str) -> &Account {
        self.accounts.iter().find(|account| account.login == login).unwrap()
    }

    pub(crate) fn account_mut(&mut self, login: &str) -> &mut Account {
        self.accounts.iter_mut().find(|account| account.login == login).unwrap()
    }

    pub(crate) fn placement(&mut self, child: &str, starts_on: &str) -> SpaceId {
        let space = SpaceId::from_bytes([self.id(); 16]);
        self.spaces.push((space, SpaceKind::Placement));
        let new = NewPlacementCard {
            child: ChildName::new(child).unwrap(),
            born: BirthMonth::new(2018, 9).unwrap(),
            starts_on: starts_on.parse().unwrap(),
        };
        let actor = ActorId::from_bytes([self.id(); 20]);
        let meta = DocumentMeta {
            kind: Kind::PlacementCard,
            schema: SCHEMA,
            space,
            parent: None,
            course: None,
            audience: Audience::MEMBERS,
            readers: Vec::new(),
        };
        let by = PersonId::from_bytes([255; 16]);
        let id = DocId::from_bytes([self.id(); 16]);
        let document = Document { id, meta, author: by, created_at: Some(self.now), state: DocState::Live };
        let changes = placement_card::create(actor, self.now, &new).unwrap();
        let stored = |bytes| StoredChange { bytes, by, received_at: self.now, late: false };
        self.docs.insert(id, Held { document, changes: changes.into_iter().map(stored).collect() });
        space
    }

    pub(crate) fn member(&mut self, space: SpaceId, login: &str, role: Role, stand_in: bool) {
        let account = self.person(login);
        let member = SpaceMembership {
            person: account.person,
            name: account.name.clone(),
            role,
            unit: if role == Role::Oneself { UnitId::from_bytes([0; 16]) } else { UNIT },
            unit_name: "Klitmark Kommune".into(),
            stand_in,
            course: None,
            window: Window { from: at("2026-01-01T00:00:00"), until: None },
            sees_from: None,
            own_only: false,
        };
        self.members.push((space, member));
    }

    /// What was there before is not for this person.
    pub(crate) fn sees_from(&mut self, login: &str, from: Timestamp) {
        let person = self.person(login).person;
        self.members.iter_mut().filter(|(_, member)| member.person == person).for_each(|(_, member)| {
            member.sees_from = Some(from);
        });
    }

    pub(crate) fn space(&mut self, kind: SpaceKind) -> SpaceId {
        let space = SpaceId::from_bytes([self.id(); 16]);
        self.spaces.push((space, kind));
        space
    }

    /// Somebody's part in a space for a while.
    pub(crate) fn member_in(&mut self, space: SpaceId, login: &str, role: Role, window: Window, own_only: bool) {
        self.member(space, login, role, false);
        if let Some((_, member)) = self.members.last_mut() {
            (member.window, member.own_only) = (window, own_only);
        }
    }

    /// A document that the server itself made.
    pub(crate) fn put(&mut self, meta: DocumentMeta, changes: Vec<Vec<u8>>) -> DocId {
        let (by, id) = (PersonId::from_bytes([255; 16]), DocId::from_bytes([self.id(); 16]));
        let document = Document { id, meta, author: by, created_at: Some(self.now), state: DocState::Live };
        let stored = |bytes| StoredChange { bytes, by, received_at: self.now, late: false };
        self.docs.insert(id, Held { document, changes: changes.into_iter().map(stored).collect() });
        id
    }

    /// What there is of a kind: by id, with its meta.
    pub(crate) fn of_kind(&self, kind: Kind) -> Vec<(DocId, DocumentMeta)> {
        let all = self.docs.iter().filter(|(_, held)| held.document.meta.kind == kind);
        all.map(|(id, held)| (*id, held.document.meta.clone())).collect()
    }

    pub(crate) fn end_membership(&mut self, space: SpaceId, login: &str) {
        let person = self.person(login).person;
        self.members.retain(|(of, member)| (*of, member.person) != (space, person));
    }

    pub(crate) fn add_link(&mut self, token: &str, login: &str) {
        let person = self.person(login).person;
        self.links.insert(token.into(), Ok(person));
    }

    /// The link that this stands for.
    pub(crate) fn link_of(&self, token: &str) -> String {
        self.codes.get(token).cloned().unwrap_or_else(|| token.into())
    }

    pub(crate) fn make_code(&mut self, token: &str) -> Result<LinkCode, Problem> {
        let name = self.look(token)?.name;
        let given = self.codes.values().filter(|link| *link == token).count();
        let code = match given {
            0 => "BCDFGHJK",
            1 => "ZXVTSRPN",
            _ => return Err(problem(Code::LinkCodesGiven)),
        };
        self.codes.insert(code.into(), token.into());
        Ok(LinkCode { name, code: code.into(), expires_at: self.now.plus_ms(86_400_000), left: 1 - given as u32 })
    }

    pub(crate) fn look(&self, token: &str) -> Result<Invited, Problem> {
        let person = match self.links.get(&self.link_of(token)) {
            Some(Ok(person)) => *person,
            Some(Err(code)) => return Err(problem(*code)),
            None => return Err(problem(Code::LinkUnknown)),
        };
        let account = self.accounts.iter().find(|account| account.person == person).unwrap();
        Ok(Invited {
            name: account.name.clone(),
            login: None,
            has_account: false,
            expires_at: self.now.plus_ms(3_600_000),
        })
    }

    /// A session for whoever knows the password.
    pub(crate) fn sign_in(
        &mut self,
        login: &str,
        password: &str,
        enrolment: Option<EnrolmentId>,
    ) -> Result<Session, Problem> {
        let known = self.accounts.iter_mut().find(|a| a.login == login && a.password == password);
        let Some(account) = known else { return Err(problem(Code::WrongLogin)) };
        (account.session_over, account.login_is_old) = (false, false);
        let person = account.person;
        Ok(self.session(person, enrolment))
    }

    pub(crate) fn session(&mut self, person: PersonId, enrolment: Option<EnrolmentId>) -> Session {
        // A device of another person gets a new enrolment.
        let own = |id: &EnrolmentId| id.as_bytes()[0] == person.as_bytes()[0];
        let enrolment = enrolment.filter(own).filter(|id| !self.ended.contains(id)).unwrap_or_else(|| {
            let mut bytes = [self.ids + 1; 12];
            self.ids += 1;
            bytes[0] = person.as_bytes()[0];
            EnrolmentId::from_bytes(bytes)
        });
        let account = self.accounts.iter().find(|account| account.person == person).unwrap();
        let mut acting: Vec<ActingChoice> = self
            .members
            .iter()
            .filter(|(_, member)| member.person == person && member.role != Role::Oneself)
            .map(|(_, m)| ActingChoice { role: m.role, unit: m.unit, unit_name: m.unit_name.clone() })
            .collect();
        acting.sort_by_key(|choice| (choice.role, choice.unit));
        acting.dedup();
        Session {
            access_token: format!("token of {}", account.login),
            expires_at: self.now.plus_ms(300_000),
            now: self.now,
            person: Person { id: person, name: account.name.clone(), login: account.login.clone() },
            enrolment,
            passkey_needed: self.staff_need_passkey
                && account.passkeys.is_empty()
                && acting.iter().any(|choice| choice.role.is_staff()),
            deliver: api::DeliverKeys { public: hex::encode(opener().public()), secret: hex::encode(DEVICE_SECRET) },
            acting,
        }
    }

    fn rows(&self, person: PersonId, acting: Acting) -> Vec<Membership> {
        let mine = self.members.iter().filter(|(_, member)| member.person == person);
        let rows = mine.map(|(space, m)| Membership {
            person,
            space: *space,
            role: m.role,
            unit: m.unit,
            stand_in: m.stand_in,
            course: m.course,
            window: m.window,
            sees_from: m.sees_from,
            own_only: m.own_only,
        });
        rows.filter(|row| row.counts_in(acting)).collect()
    }

    fn spaces_of(&self, person: PersonId, acting: Acting) -> Vec<Space> {
        let rows = self.rows(person, acting);
        let mine = self.spaces.iter().filter(|(space, _)| rows.iter().any(|row| row.space == *space));
        let mut spaces: Vec<Space> = mine
            .map(|(id, kind)| Space {
                id: *id,
                kind: *kind,
                family: self.families.get(id).copied(),
                members: self.members.iter().filter(|(of, _)| of == id).map(|(_, member)| member.clone()).collect(),
                unit: Some(self.elsewhere.get(id).copied().unwrap_or(UNIT)),
            })
            .collect();
        spaces.sort_by_key(|space| space.id);
        spaces
    }

    fn sees(&self, person: PersonId, acting: Acting, document: &Document) -> bool {
        let rows = self.rows(person, acting);
        let rows: Vec<&Membership> = rows.iter().collect();
        access(person, &rows, document).readable().is_some()
    }

    /// A device connects; `None` refuses its ticket.
    pub(crate) fn hello(&self, hello: &Hello) -> Option<(Connection, ServerFrame)> {
        let login = hello.ticket.strip_prefix("token of ")?;
        let person = self.person(login).person;
        let spaces = self.spaces_of(person, hello.acting);
        let known = hello.cursors.iter().filter_map(|cursor| {
            let index = usize::from(*cursor.token.first()?);
            Some((cursor.space, self.tokens.get(index)?.clone()))
        });
        let welcome = Welcome {
            version: VERSION,
            epoch: Epoch::from_bytes([1; 16]),
            now: self.now,
            min_app: 0,
            spaces: spaces.clone(),
        };
        let connection = Connection { person, acting: hello.acting, known: known.collect(), spaces };
        Some((connection, ServerFrame::Welcome(welcome)))
    }

    pub(crate) fn frame(&mut self, connection: &mut Connection, frame: ClientFrame) -> Vec<ServerFrame> {
        match frame {
            ClientFrame::Push(push) => {
                let results = push.ops.into_iter().map(|op| self.op(connection, op)).collect();
                vec![ServerFrame::Pushed(Pushed { batch: push.batch, results })]
            }
            ClientFrame::Page(page) if self.page_max.is_some() && connection.known.contains_key(&page.space) => {
                Vec::new()
            }
            ClientFrame::Page(page) => {
                connection.known.entry(page.space).or_default();
                let all = self.items(connection, page.space, true);
                all.into_iter().collect()
            }
            ClientFrame::Fetch(_) | ClientFrame::Hello(_) | ClientFrame::Have(_) | ClientFrame::Return(_) => Vec::new(),
        }
    }

    /// Takes a box that anybody brought; whether it is stored.
    pub(crate) fn deliver(&mut self, sealed: &[u8]) -> bool {
        let Ok(Parcel { person, acting, op, .. }) = opener().open(sealed, |_| DEVICE_SECRET) else { return false };
        let connection = Connection { person, acting, known: BTreeMap::new(), spaces: Vec::new() };
        matches!(self.op(&connection, op), OpResult::Stored { .. })
    }

    /// What the device does not have yet.
    pub(crate) fn news(&mut self, connection: &mut Connection) -> Vec<ServerFrame> {
        let mut frames = Vec::new();
        let spaces = self.spaces_of(connection.person, connection.acting);
        for gone in connection.spaces.iter().filter(|old| !spaces.iter().any(|new| new.id == old.id)) {
            frames.push(ServerFrame::Left(samspil_shared::sync::frame::Left { space: gone.id }));
            connection.known.remove(&gone.id);
        }
        frames
            .extend(spaces.iter().filter(|space| !connection.spaces.contains(space)).cloned().map(ServerFrame::Space));
        connection.spaces = spaces;
        let known: Vec<SpaceId> = connection.known.keys().copied().collect();
        frames.extend(known.into_iter().filter_map(|space| self.items(connection, space, false)));
        frames
    }

    fn items(&mut self, connection: &mut Connection, space: SpaceId, page: bool) -> Option<ServerFrame> {
        let known = connection.known.get(&space)?.clone();
        let mut next = known.clone();
        let mut items = Vec::new();
        let mut kept_back = 0;
        for (id, held) in &self.docs {
            let state = (held.changes.len(), held.document.state);
            if held.document.meta.space != space || known.get(id) == Some(&state) {
                continue;
            }
            if self.sees(connection.person, connection.acting, &held.document) {
                if page && self.page_max.is_some_and(|most| items.len() >= most) {
                    kept_back += 1;
                    continue;
                }
                if !page && self.page_max.is_some() && !known.contains_key(id) {
                    continue;
                }
                items.push(Item::New(StoredDocument {
                    doc: *id,
                    meta: held.document.meta.clone(),
                    author: held.document.author,
                    created_at: held.document.created_at.unwrap(),
                    state: held.document.state,
                    tag: vec![0; 16],
                    part: 0,
                    of: 1,
                    changes: held.changes.clone(),
                }));
            } else if held.document.state == DocState::Withdrawn && known.contains_key(id) {
                items.push(Item::Withdrawn(*id));
            } else {
                continue;
            }
            next.insert(*id, state);
        }
        if items.is_empty() && !page {
            return None;
        }
        self.tokens.push(next.clone());
        let token = Some(vec![u8::try_from(self.tokens.len() - 1).unwrap()]);
        let done = u32::try_from(next.len()).unwrap();
        connection.known.insert(space, next);
        let progress = page.then_some(Progress { done, of: done + kept_back });
        Some(ServerFrame::Items(Items { space, items, token, more: kept_back > 0, progress }))
    }

    fn op(&mut self, connection: &Connection, op: Op) -> OpResult {
        let (person, acting) = (connection.person, connection.acting);
        if self.refuse.is_some_and(|(who, _)| who == person)
            && !matches!(op, Op::Read(_))
            && self.refuse_only.is_none_or(|kind| matches!(&op, Op::Create(new) if new.meta.kind == kind))
            && let Some((_, reason)) = self.refuse.take()
        {
            return OpResult::Never { reason };
        }
        let received_at = self.now;
        let stored = |created_at| OpResult::Stored { received_at, created_at, tag: vec![0; 16] };
        let rows = self.rows(person, acting);
        let rows: Vec<&Membership> = rows.iter().collect();
        let change = |bytes| StoredChange { bytes, by: person, received_at, late: false };
        match op {
            Op::Create(new) => {
                let kind = self.spaces.iter().find(|(space, _)| *space == new.meta.space).map(|(_, kind)| *kind);
                let parent = new.meta.parent.and_then(|parent| self.docs.get(&parent)).map(|held| &held.document);
                let may = kind.is_some_and(|kind| may_create(person, &rows, kind, &new.meta, parent).is_some());
                if !may || self.docs.contains_key(&new.doc) {
                    return OpResult::Never { reason: Reason::NotCreatable };
                }
                let document = Document {
                    id: new.doc,
                    meta: new.meta,
                    author: person,
                    created_at: Some(received_at),
                    state: DocState::Live,
                };
                let changes = new.changes.into_iter().map(|bytes| change(bytes.into())).collect();
                self.docs.insert(new.doc, Held { document, changes });
                stored(Some(received_at))
            }
            Op::Change { doc, bytes } => match self.docs.get_mut(&doc) {
                Some(held) if access(person, &rows, &held.document).writable().is_some() => {
                    held.changes.push(change(bytes));
                    stored(None)
                }
                _ => OpResult::Never { reason: Reason::Unavailable },
            },
            Op::Withdraw { doc } => {
                let may = self.docs.get(&doc).is_some_and(|held| may_withdraw(person, &rows, &held.document));
                if !may {
                    return OpResult::Never { reason: Reason::Unavailable };
                }
                for held in self.docs.values_mut() {
                    if held.document.id == doc || held.document.meta.parent == Some(doc) {
                        held.document.state = DocState::Withdrawn;
                    }
                }
                stored(None)
            }
            Op::Read(fact) => {
                self.reads.push((person, fact));
                stored(None)
            }
        }
    }

    /// Every byte of a document's changes, as the server holds it.
    pub(crate) fn bytes_of(&self, kind: Kind) -> Vec<Vec<u8>> {
        let of_kind = self.docs.values().filter(|held| held.document.meta.kind == kind);
        of_kind.flat_map(|held| held.changes.iter().map(|change| change.bytes.clone())).collect()
    }
}

pub(crate) fn problem(code: Code) -> Problem {
    Problem { code, message: String::new(), retry_after_s: None }
}
