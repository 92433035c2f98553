//! What must hold: in each frame, and once everything has calmed down.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::doc::{comment, log_entry, publication};
use samspil_shared::domain::{ChangeHash, DocId, Kind, PersonId};
use samspil_shared::sync::frame::{Item, Reason, ServerFrame};
use samspil_shared::sync::state::{HeldDocument, Standing, State};

use crate::device::TabId;
use crate::model::{ModelDoc, sentences_in};
use crate::world::World;

/// A frame that is on its way to a tab holds nothing that its person may never see.
pub(crate) fn frame(world: &World, tab: TabId, bytes: &[u8]) -> Option<String> {
    let person = world.devices[tab.device].person;
    let frame = match ServerFrame::decode(bytes) {
        Ok(ServerFrame::Items(items)) => items,
        Ok(_) => return None,
        Err(error) => return Some(format!("the server sent no frame: {error}")),
    };
    frame.items.iter().find_map(|item| {
        let doc = match item {
            Item::New(new) => new.doc,
            Item::Changed(change) => change.doc,
            Item::Withdrawn(doc) | Item::Erased(doc) => *doc,
        };
        let known = world.model.docs().get(&doc)?;
        (!may_ever_see(world, person, known)).then(|| format!("{person:?} was sent {doc:?}, a {:?}", known.kind))
    })
}

/// Whatever rights come and go: nobody but the author ever sees *kun mig*, nobody but the adults *os voksne*, and nobody
/// of another family anything.
fn may_ever_see(world: &World, person: PersonId, doc: &ModelDoc) -> bool {
    use samspil_shared::domain::{Audience, Role};
    if let Some((owner, _)) = world.cast.own.iter().find(|(_, space)| **space == doc.space) {
        return *owner == person;
    }
    match world.cast.player(person).acting.role {
        Role::FosterParent => world.cast.is_at_home(person, doc.space),
        _ => doc.audience != Audience::FAMILY,
    }
}

/// Everything that is wrong at the end.
pub(crate) async fn all(world: &World) -> Vec<String> {
    let mut faults = Vec::new();
    let states: Vec<(usize, &State)> =
        world.devices.iter().filter_map(|device| Some((device.index, device.state()?))).collect();
    if states.len() != world.devices.len() {
        faults.push("a device did not come back".into());
    }
    for (index, state) in &states {
        calm(world, *index, state, &mut faults);
        sees_what_it_should(world, *index, state, &mut faults);
    }
    agree(world, &states, &mut faults);
    faults.extend(world.server.check().await);
    faults
}

/// Nothing waits, and what is parked was refused for a right that was lost, never for its form.
fn calm(world: &World, index: usize, state: &State, faults: &mut Vec<String>) {
    let person = world.devices[index].person;
    let waiting = state.waiting().count();
    if waiting > 0 {
        faults.push(format!("device {index} still has {waiting} to send"));
    }
    for parked in state.parked() {
        let lost_right =
            world.cast.moved.contains(&person) || world.model.docs().get(&parked.doc).is_some_and(|doc| doc.withdrawn);
        if !(lost_right && matches!(parked.reason, Reason::Unavailable | Reason::NotCreatable)) {
            faults.push(format!("device {index}: {:?} is parked for {:?}", parked.doc, parked.reason));
        }
    }
}

/// The visible documents are those that the model lets the person see: no more, no fewer.
fn sees_what_it_should(world: &World, index: usize, state: &State, faults: &mut Vec<String>) {
    let person = world.devices[index].person;
    let acting = world.cast.player(person).acting;
    let parked = parked_anywhere(world);
    let shown: BTreeSet<DocId> = state
        .documents(acting)
        .map(|held| held.document.id)
        .filter(|doc| world.model.docs().contains_key(doc) && !parked.contains(doc))
        .collect();
    let should: BTreeSet<DocId> = world
        .model
        .docs()
        .iter()
        .filter(|(id, doc)| !parked.contains(*id) && world.cast.may_see(person, doc, world.model.is_withdrawn(doc)))
        .map(|(id, _)| *id)
        .collect();
    for doc in should.difference(&shown) {
        faults.push(format!("device {index} lacks {doc:?}, a {:?}", world.model.docs()[doc].kind));
    }
    for doc in shown.difference(&should) {
        faults.push(format!("device {index} shows {doc:?}, a {:?}, and should not", world.model.docs()[doc].kind));
    }
}

fn parked_anywhere(world: &World) -> BTreeSet<DocId> {
    world.devices.iter().filter_map(|d| d.state()).flat_map(|s| s.parked()).map(|parked| parked.doc).collect()
}

/// Every device holds the same changes of a document, under the same author, and its text is what the model says.
fn agree(world: &World, states: &[(usize, &State)], faults: &mut Vec<String>) {
    let parked = parked_anywhere(world);
    let mut seen: BTreeMap<DocId, (usize, BTreeMap<ChangeHash, PersonId>)> = BTreeMap::new();
    for (index, state) in states {
        let acting = world.cast.player(world.devices[*index].person).acting;
        for held in state.documents(acting) {
            let id = held.document.id;
            let changes: BTreeMap<ChangeHash, PersonId> = held
                .changes
                .iter()
                .filter(|change| change.standing == Standing::Stored)
                .map(|change| (change.hash, change.by))
                .collect();
            let (first, known) = seen.entry(id).or_insert_with(|| (*index, changes.clone()));
            if *known != changes {
                faults.push(format!("devices {first} and {index} hold {id:?} differently"));
            }
            let Some(model) = world.model.docs().get(&id).filter(|_| !parked.contains(&id)) else { continue };
            match text(held) {
                Ok(text) if sentences_in(&text) == model.sentences() => {}
                Ok(text) => faults.push(format!(
                    "device {index}: {id:?} holds {:?}, the model {:?}",
                    sentences_in(&text),
                    model.sentences()
                )),
                Err(error) => faults.push(format!("device {index}: {id:?} does not read: {error}")),
            }
        }
    }
    // A saved sentence that is nowhere any more, not even parked, is lost.
    for id in &parked {
        let Some(model) = world.model.docs().get(id) else { continue };
        let bytes: Vec<&[u8]> = states
            .iter()
            .filter_map(|(_, state)| state.held(*id))
            .flat_map(|held| held.changes.iter().map(|change| change.bytes.as_slice()))
            .collect();
        for sentence in &model.put {
            if !bytes.iter().any(|bytes| bytes.windows(sentence.len()).any(|window| window == sentence.as_bytes())) {
                faults.push(format!("{sentence} of the parked {id:?} is nowhere"));
            }
        }
    }
}

fn text(held: &HeldDocument) -> Result<String, String> {
    let doc = held.materialise().map_err(|error| error.to_string())?;
    let provenance = held.provenance();
    match held.document.meta.kind {
        Kind::LogEntry => log_entry::read(&doc, &provenance).map(|entry| entry.text),
        Kind::Publication => publication::read(&doc, &provenance).map(|publication| publication.content.text),
        Kind::Comment => comment::read(&doc, &provenance).map(|comment| comment.text),
        Kind::PlacementCard => Ok(String::new()),
    }
    .map_err(|error| error.to_string())
}
