//! What must hold: in each frame, and once everything has calmed down.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::doc::{comment, log_entry, publication, words};
use samspil_shared::domain::{ChangeHash, DocId, Kind, PersonId};
use samspil_shared::sync::frame::{Item, Reason, ServerFrame};
use samspil_shared::sync::record::{Entry, OpKey};
use samspil_shared::sync::state::{HeldChange, HeldDocument, Standing, State};
use samspil_shared::testing::network::ConnId;

use crate::device::Device;
use crate::model::{Claim, Content, Save, hash_of, sentences_in};
use crate::world::World;

/// A frame that the server sends holds nothing that its receiver may not see at that moment.
pub(crate) fn frame(world: &World, conn: ConnId, frame: &ServerFrame) -> Option<String> {
    // To whom nobody is there to receive, nothing is sent.
    let person = world.devices[world.network.peer(conn)?.device].person;
    let acting = world.server.acting(conn)?;
    let mut seen: Vec<(DocId, bool)> = Vec::new();
    match frame {
        ServerFrame::Items(items) => seen.extend(items.items.iter().map(|item| match item {
            Item::New(new) => (new.doc, false),
            Item::Changed(change) => (change.doc, false),
            // That it was taken back is told to those whom it is taken back from.
            Item::Withdrawn(doc) | Item::Erased(doc) => (*doc, true),
        })),
        ServerFrame::Visible(visible) => seen.extend(visible.docs.iter().map(|doc| (*doc, false))),
        _ => {}
    }
    // What a window's last instant lets through is on its way before the server looks at its clock.
    let moments = [world.now(), world.now().plus_ms(-1)];
    seen.into_iter().find_map(|(id, taken_back)| {
        let Some(doc) = world.model.doc(id) else {
            return Some(format!("{person:?} is sent {id:?}, which nobody made"));
        };
        let withdrawn = !taken_back && world.model.is_withdrawn(doc);
        let may = moments.iter().any(|now| world.cast.may_see(person, acting, doc, withdrawn, *now));
        (!may).then(|| format!("{person:?} as {:?} is sent {id:?}, a {:?}", acting.role, doc.kind))
    })
}

/// Everything that is wrong at the end.
pub(crate) async fn all(world: &World) -> Vec<String> {
    let mut faults = Vec::new();
    let contents = world.model.contents();
    for device in &world.devices {
        let Some(state) = device.state() else {
            faults.push(format!("device {} did not come back", device.life.device));
            continue;
        };
        let found = Found { world, device, state, contents: &contents };
        let at = |fault: String| format!("device {}: {fault}", device.life.device);
        faults.extend(found.calm().into_iter().map(at));
        faults.extend(found.sees_what_it_should().into_iter().map(at));
        faults.extend(found.holds_what_it_should().into_iter().map(at));
    }
    faults.extend(world.model.saves().iter().filter_map(|save| nowhere(world, save)));
    faults.extend(world.not_brought_back());
    faults.extend(world.model.taken_against_their_word());
    faults.extend(world.server.check().await);
    faults
}

/// The most changes of one document that are parked on one device.
pub(crate) fn longest_parked(world: &World) -> usize {
    let states = world.devices.iter().filter_map(Device::state);
    let held = states.flat_map(|state| state.parked().into_iter().filter_map(|parked| state.held(parked.doc)));
    held.map(|held| held.parked().count()).max().unwrap_or_default()
}

/// One device at the end.
struct Found<'w> {
    world: &'w World,
    device: &'w Device,
    state: &'w State,
    contents: &'w BTreeMap<DocId, Content>,
}

impl Found<'_> {
    /// Nothing waits, and what is parked was refused for a reason that is known: never for its form.
    fn calm(&self) -> Vec<String> {
        let waiting = self.state.waiting().map(|unsent| format!("{:?} is still to be sent", unsent.key));
        let held = self.state.parked().into_iter().filter_map(|parked| self.state.held(parked.doc));
        let parked = held.flat_map(|held| held.parked().map(move |change| (held, change)));
        let wrongly = parked.filter(|(held, change)| !self.may_be_parked(held, change));
        let wrongly = wrongly.map(|(held, change)| format!("{:?} of {:?}", change.standing, held.document.id));
        waiting.chain(wrongly).collect()
    }

    fn may_be_parked(&self, held: &HeldDocument, change: &HeldChange) -> bool {
        let (model, refuser) = (&self.world.model, &self.world.server.refuser);
        let Some(doc) = model.doc(held.document.id) else { return false };
        let lost_right =
            self.world.cast.has_lost_right(self.device.person, self.world.now()) || model.is_withdrawn(doc);
        let for_a_right = [Reason::Unavailable, Reason::NotCreatable, Reason::Quarantined]
            .map(Standing::Parked)
            .contains(&change.standing);
        let under_old_name = self.world.enrolled_anew.contains(&self.device.life.device)
            && change.standing == Standing::Parked(Reason::ForeignActor);
        (lost_right && for_a_right)
            || under_old_name
            || [Some(doc.id), doc.parent].into_iter().flatten().any(|doc| refuser.refused_creation(doc))
            || self.builds_on_refused(held, change)
    }

    /// The change was refused, or one that it builds on and that is parked with it.
    fn builds_on_refused(&self, held: &HeldDocument, change: &HeldChange) -> bool {
        self.world.server.refuser.refused_change(held.document.id, change.hash)
            || held
                .parked()
                .filter(|parked| change.deps.contains(&parked.hash))
                .any(|parked| self.builds_on_refused(held, parked))
    }

    /// The visible documents are those that the model lets the person see: no more, no fewer. Beyond them the device
    /// shows only the person's own work that did not get through.
    fn sees_what_it_should(&self) -> Vec<String> {
        let (world, person, acting) = (self.world, self.device.person, self.device.acting);
        let shown: BTreeSet<DocId> = self
            .state
            .documents(acting)
            .filter(|held| !self.is_own_leftover(held))
            .map(|held| held.document.id)
            .collect();
        let may_see =
            |content: &Content| world.cast.may_see(person, acting, &content.doc, content.withdrawn, world.now());
        let should: BTreeSet<DocId> =
            self.contents.iter().filter(|(_, content)| may_see(content)).map(|(id, _)| *id).collect();
        let kind = |id: &DocId| world.model.doc(*id).map(|doc| doc.kind);
        let lacks = should.difference(&shown).map(|id| format!("lacks {id:?}, a {:?}", kind(id)));
        let shows = shown.difference(&should).map(|id| format!("shows {id:?}, a {:?}, and should not", kind(id)));
        lacks.chain(shows).collect()
    }

    /// Nothing of it is stored, or it may no longer be seen, and all that is left of it is the person's own.
    fn is_own_leftover(&self, held: &HeldDocument) -> bool {
        let own = held.changes.iter().all(|change| change.by == self.device.person);
        let content = self.contents.get(&held.document.id);
        let may_see = content.is_some_and(|content| {
            let (person, acting) = (self.device.person, self.device.acting);
            self.world.cast.may_see(person, acting, &content.doc, content.withdrawn, self.world.now())
        });
        own && !may_see && held.changes.iter().any(|change| matches!(change.standing, Standing::Parked(_)))
    }

    /// Of every document the device holds what the server said that it stored, under its author, and its text is what the
    /// model says.
    fn holds_what_it_should(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for held in self.state.documents(self.device.acting) {
            let id = held.document.id;
            let Some(content) = self.contents.get(&id) else { continue };
            let stored = held.changes.iter().filter(|change| change.standing == Standing::Stored);
            let stored: BTreeMap<ChangeHash, PersonId> = stored.map(|change| (change.hash, change.by)).collect();
            if stored != self.world.model.changes(id) && !self.is_own_leftover(held) {
                faults.push(format!("{id:?} is not held as it is stored"));
            }
            if held.document.author != content.doc.by {
                faults.push(format!("{id:?} has another author"));
            }
            match text(held) {
                Ok(text) if sentences_in(&text) == content.sentences => {}
                Ok(text) => {
                    faults.push(format!("{id:?} holds {:?}, the model {:?}", sentences_in(&text), content.sentences));
                }
                Err(error) => faults.push(format!("{id:?} does not read: {error}")),
            }
        }
        faults
    }
}

/// A save that is neither stored nor, word for word, with what is parked on the device that it was made on. Nothing is
/// asked of a store that the browser took away.
fn nowhere(world: &World, save: &Save) -> Option<String> {
    let device = &world.devices[save.life.device];
    // What a restored server lost is owed by those who hold it.
    let asked = save.keys.iter().filter(|key| !world.model.is_stored(**key) && !world.model.was_lost(**key));
    let lost = asked.into_iter().find(|key| !is_parked(device, save, **key));
    let lost = lost.filter(|_| save.life == device.life)?;
    let left = device.disk.read_after(0).iter().any(|(_, record)| is_about(&record.entry, *lost));
    let at = if left { "only in the log" } else { "nowhere" };
    Some(format!("{lost:?} of {:?} is {at} of device {}", save.person, device.life.device))
}

fn is_about(entry: &Entry, key: OpKey) -> bool {
    match (entry, key) {
        (Entry::Created { new, .. }, OpKey::Create(doc)) => new.doc == doc,
        (Entry::Changed { bytes, .. }, OpKey::Change(_, hash)) => hash_of(bytes) == hash,
        _ => false,
    }
}

fn is_parked(device: &Device, save: &Save, key: OpKey) -> bool {
    let (doc, hash) = match key {
        OpKey::Create(doc) => (doc, None),
        OpKey::Change(doc, hash) => (doc, Some(hash)),
        // No text: nothing is kept of it once it was refused.
        OpKey::Withdraw(_) | OpKey::Read(_) => return true,
    };
    let Some(held) = device.state().and_then(|state| state.held(doc)) else { return false };
    let parked: Vec<&[u8]> = held
        .parked()
        .filter(|change| hash.is_none_or(|hash| change.hash == hash))
        .map(|change| change.bytes.as_slice())
        .collect();
    let put = save.claims.iter().flat_map(|claim| match claim {
        Claim::Wrote { put, .. } => put.as_slice(),
        Claim::Created(_) | Claim::Withdrew { .. } => &[],
    });
    // The space before it may stand elsewhere in the change.
    let holds = |sentence: &String| {
        let sentence = sentence.trim();
        parked.iter().any(|bytes| bytes.windows(sentence.len()).any(|window| window == sentence.as_bytes()))
    };
    !parked.is_empty() && put.into_iter().all(holds)
}

fn text(held: &HeldDocument) -> Result<String, String> {
    let doc = held.materialise().map_err(|error| error.to_string())?;
    let provenance = held.provenance();
    match held.document.meta.kind {
        Kind::LogEntry => log_entry::read(&doc, &provenance).map(|entry| entry.text),
        Kind::Publication => publication::read(&doc, &provenance).map(|publication| publication.content.text),
        Kind::Comment => comment::read(&doc, &provenance).map(|comment| comment.text),
        Kind::PlacementCard => Ok(String::new()),
        kind => words(kind, &doc),
    }
    .map_err(|error| error.to_string())
}
