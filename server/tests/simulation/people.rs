//! Who takes part, and what they do.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{About, Day, Intent, Pen, SCHEMA, comment, publication};
use samspil_shared::domain::{
    Acting, ActorId, Audience, ChangeHash, DocId, DocState, DocumentMeta, Kind, PersonId, Role, SpaceId, Timestamp,
    UnitId,
};
use samspil_shared::sync::engine::LocalOp;
use samspil_shared::sync::frame::NewDocument;
use samspil_shared::sync::state::HeldDocument;

use crate::device::{Device, TabId};
use crate::model::{Claim, Model, ModelDoc, in_order, sentences_in};
use crate::server::Server;

/// One of the cast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Player {
    pub(crate) person: PersonId,
    pub(crate) acting: Acting,
}

/// The people of a run: two adults of one family, a consultant, a stand-in who comes and goes, an adult of another family.
#[derive(Debug)]
pub(crate) struct Cast {
    players: Vec<Player>,
    pub(crate) placement: SpaceId,
    pub(crate) elsewhere: SpaceId,
    pub(crate) own: BTreeMap<PersonId, SpaceId>,
    /// Whoever lost a right in the run: what they had not sent may be refused.
    pub(crate) moved: BTreeSet<PersonId>,
    stand_in: bool,
}

/// What somebody does.
pub(crate) struct Deed {
    pub(crate) what: &'static str,
    pub(crate) ops: Vec<LocalOp>,
    pub(crate) claims: Vec<Claim>,
}

impl Cast {
    pub(crate) async fn settle(server: &Server) -> Self {
        let unit = server.add_unit("Klitmark").await;
        let (placement, elsewhere) = (server.add_placement(unit).await, server.add_placement(unit).await);
        let mut cast = Self {
            players: Vec::new(),
            placement,
            elsewhere,
            own: BTreeMap::new(),
            moved: BTreeSet::new(),
            stand_in: false,
        };
        let roles = [
            ("Maria", Role::FosterParent, placement),
            ("Mette", Role::Consultant, placement),
            ("Jonas", Role::FosterParent, placement),
            ("Lars", Role::Consultant, elsewhere),
            ("Leyla", Role::FosterParent, elsewhere),
        ];
        for (name, role, space) in roles {
            cast.add(server, name, role, unit, space).await;
        }
        cast
    }

    async fn add(&mut self, server: &Server, name: &str, role: Role, unit: UnitId, space: SpaceId) {
        let (person, own) = server.add_person(name).await;
        server.begin_membership(person, space, role, unit).await;
        self.own.insert(person, own);
        self.players.push(Player { person, acting: Acting { role, unit } });
    }

    /// Whose the device with this number is.
    pub(crate) fn role(&self, device: usize) -> Player {
        self.players[device % self.players.len()]
    }

    pub(crate) fn player(&self, person: PersonId) -> Player {
        self.players.iter().copied().find(|player| player.person == person).expect("one of the cast")
    }

    /// Lars stands in for Mette, or no longer.
    pub(crate) async fn change_membership(&mut self, server: &Server) -> &'static str {
        let Player { person, acting } = self.players[3];
        if self.stand_in {
            server.end_membership(person, self.placement, acting.role).await;
            self.moved.insert(person);
        } else {
            server.begin_membership(person, self.placement, acting.role, acting.unit).await;
        }
        self.stand_in = !self.stand_in;
        if self.stand_in { "the stand-in begins" } else { "the stand-in ends" }
    }

    /// Whether the space is the family's that this person belongs to.
    pub(crate) fn is_at_home(&self, person: PersonId, space: SpaceId) -> bool {
        let home = match self.players.iter().position(|player| player.person == person) {
            Some(0..=2) => self.placement,
            _ => self.elsewhere,
        };
        space == home
    }

    /// Whether the model lets this person see the document at the end of the run.
    pub(crate) fn may_see(&self, person: PersonId, doc: &ModelDoc, withdrawn: bool) -> bool {
        if let Some((owner, _)) = self.own.iter().find(|(_, space)| **space == doc.space) {
            return *owner == person;
        }
        let player = self.player(person);
        let stands_in = self.stand_in && person == self.players[3].person && doc.space == self.placement;
        let home = self.is_at_home(person, doc.space) || stands_in;
        let reads = match player.acting.role {
            Role::FosterParent => true,
            _ => doc.audience != Audience::FAMILY && (!withdrawn || (doc.by == person && doc.kind == Kind::Comment)),
        };
        home && reads
    }
}

/// A person at a device does one thing, if there is one to do.
pub(crate) fn act(
    cast: &Cast,
    device: &mut Device,
    tab: TabId,
    model: &mut Model,
    now: Timestamp,
    rng: &mut ChaCha8Rng,
) -> Option<Deed> {
    let player = cast.player(device.person);
    let writes = player.acting.role == Role::FosterParent;
    let held = visible(device, tab, player);
    let entries: Vec<&HeldDocument> = held.iter().filter(|doc| doc.document.meta.kind == Kind::LogEntry).collect();
    let shared: Vec<&HeldDocument> = held
        .iter()
        .filter(|doc| doc.document.meta.kind == Kind::Publication && doc.state() == DocState::Live)
        .collect();
    match rng.random_range(0..10) {
        0..=2 if writes => write_entry(cast, device, tab, model, now, rng),
        3..=5 if writes && !entries.is_empty() => {
            edit_entry(device, tab, entries[rng.random_range(0..entries.len())], model, now, rng)
        }
        6 | 7 if writes => {
            let family: Vec<_> = entries.iter().filter(|e| e.document.meta.audience == Audience::FAMILY).collect();
            if family.is_empty() { None } else { share(device, family[rng.random_range(0..family.len())], now, rng) }
        }
        8 if writes && !shared.is_empty() => {
            let doc = shared[rng.random_range(0..shared.len())].document.id;
            Some(Deed { what: "takes back", ops: vec![LocalOp::Withdraw(doc)], claims: vec![Claim::Withdrew { doc }] })
        }
        _ if !shared.is_empty() => comment_on(device, shared[rng.random_range(0..shared.len())], model, now, rng),
        _ => None,
    }
}

fn visible(device: &Device, tab: TabId, player: Player) -> Vec<HeldDocument> {
    let Some(engine) = device.engine(tab) else { return Vec::new() };
    engine.state().documents(player.acting).cloned().collect()
}

fn meta(kind: Kind, space: SpaceId, parent: Option<DocId>, audience: Audience) -> DocumentMeta {
    DocumentMeta { kind, schema: SCHEMA, space, parent, course: None, audience, readers: vec![] }
}

fn create(device: &Device, meta: DocumentMeta, doc: DocId, changes: &[Vec<u8>], put: Vec<String>) -> Deed {
    let created = Claim::Created {
        doc,
        kind: meta.kind,
        space: meta.space,
        by: device.person,
        audience: meta.audience,
        parent: meta.parent,
    };
    let (first, rest) = changes.split_at(changes.len().min(3));
    let first = first.iter().cloned().map(ByteVec::from).collect();
    let mut ops = vec![LocalOp::Create(NewDocument { doc, meta, changes: first })];
    ops.extend(rest.iter().map(|bytes| LocalOp::Change { doc, bytes: bytes.clone() }));
    Deed { what: "creates", ops, claims: vec![created, Claim::Wrote { doc, put, taken: vec![] }] }
}

fn write_entry(
    cast: &Cast,
    device: &Device,
    tab: TabId,
    model: &mut Model,
    now: Timestamp,
    rng: &mut ChaCha8Rng,
) -> Option<Deed> {
    let player = cast.player(device.person);
    let engine = device.engine(tab)?;
    let alone = rng.random_ratio(1, 3);
    let home = engine.state().view(player.acting)?.spaces().map(|space| space.space.id);
    let own = cast.own[&device.person];
    let space = home.into_iter().find(|space| (*space == own) == alone)?;
    let audience = if alone { Audience::AUTHOR } else { Audience::FAMILY };
    let put = vec![model.new_sentence()];
    let new = NewLogEntry {
        text: put.concat(),
        event_time: now,
        about: About::Child,
        day_child: Some(Day::ALL[rng.random_range(0..5)]),
        day_family: None,
    };
    let doc = DocId::random(rng);
    let changes = log_entry::create(ActorId::fresh(device.enrolment, rng), now, &new).ok()?;
    Some(create(device, meta(Kind::LogEntry, space, None, audience), doc, &changes, put))
}

/// Puts a sentence somewhere and takes one out, from the present heads or from those of a while ago.
fn edit_entry(
    device: &mut Device,
    tab: TabId,
    held: &HeldDocument,
    model: &mut Model,
    now: Timestamp,
    rng: &mut ChaCha8Rng,
) -> Option<Deed> {
    let doc = held.document.id;
    let automerge = held.materialise().ok()?;
    let entry = log_entry::read(&automerge, &held.provenance()).ok()?;
    let mut sentences: Vec<String> = sentences_in(&entry.text).into_iter().collect();
    let mut ordered: Vec<String> = in_order(&entry.text);
    let taken = if sentences.len() > 2 && rng.random_ratio(1, 2) {
        let gone = sentences.swap_remove(rng.random_range(0..sentences.len()));
        ordered.retain(|sentence| *sentence != gone);
        vec![gone]
    } else {
        vec![]
    };
    let put = model.new_sentence();
    ordered.insert(rng.random_range(0..=ordered.len()), put.clone());
    let base: Vec<ChangeHash> = held.heads();
    let actor = device.engine_mut(tab)?.actor_for(doc, &base, rng);
    let edit = LogEntryEdit {
        text: Some(ordered.concat()),
        day_child: rng.random_ratio(1, 4).then(|| Some(Day::ALL[rng.random_range(0..5)])),
        ..LogEntryEdit::default()
    };
    let changes = log_entry::save(&Pen { doc: &automerge, base: &base, actor, time: now }, &edit).ok()?;
    let ops = changes.into_iter().map(|bytes| LocalOp::Change { doc, bytes }).collect();
    Some(Deed { what: "edits", ops, claims: vec![Claim::Wrote { doc, put: vec![put], taken }] })
}

fn share(device: &Device, held: &HeldDocument, now: Timestamp, rng: &mut ChaCha8Rng) -> Option<Deed> {
    let automerge = held.materialise().ok()?;
    let entry = log_entry::read(&automerge, &held.provenance()).ok()?;
    let audience = if rng.random_ratio(1, 2) { Audience::CONSULTANT } else { Audience::TEAM };
    let actor = ActorId::fresh(device.enrolment, rng);
    let put = sentences_in(&entry.text).into_iter().collect();
    // Two values of a field that nobody has settled cannot be shared.
    let changes = publication::create(actor, now, held.document.id, &entry, Intent::Info, &BTreeMap::new()).ok()?;
    let meta = meta(Kind::Publication, held.document.meta.space, None, audience);
    Some(create(device, meta, DocId::random(rng), &changes, put))
}

fn comment_on(
    device: &Device,
    held: &HeldDocument,
    model: &mut Model,
    now: Timestamp,
    rng: &mut ChaCha8Rng,
) -> Option<Deed> {
    let text = model.new_sentence();
    let changes = comment::create(ActorId::fresh(device.enrolment, rng), now, &text).ok()?;
    let (space, audience) = (held.document.meta.space, held.document.meta.audience);
    let meta = meta(Kind::Comment, space, Some(held.document.id), audience);
    Some(create(device, meta, DocId::random(rng), &changes, vec![text]))
}
