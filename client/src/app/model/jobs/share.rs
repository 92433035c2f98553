//! Sharing a note, with the yes of everybody whose words are in it.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::doc::fact::Asked;
use samspil_shared::doc::log_entry::{self, LogEntry};
use samspil_shared::doc::publication::{self, Publication};
use samspil_shared::doc::{Intent, contributors};
use samspil_shared::domain::{Audience, DocId, FactId, Kind, PersonId, Role, SpaceId, Timestamp};
use samspil_shared::sync::engine::{Engine, LocalOp};
use samspil_shared::sync::state::HeldDocument;

use super::entry::write;
use super::{After, Bench, Built, NotBuilt, create, meta};
use crate::app::model::docs::whole::Whole;
use crate::app::model::docs::{read_entry, readable};
use crate::app::view::Why;

pub(super) fn share(
    bench: &mut Bench<'_>,
    entry: DocId,
    publication: DocId,
    audience: Audience,
    intent: Intent,
) -> Result<Built, NotBuilt> {
    let (space, whole, read) = at(bench, entry)?;
    let me = bench.engine.config().person;
    if agreeing(bench.engine, space, &writers(&whole), me, bench.now).is_empty() {
        let ops = publish(bench, publication, space, entry, &read, audience, intent, &BTreeMap::new())?;
        return Ok(Built { ops, drop: Vec::new(), after: After::Shared { entry } });
    }
    let (fact, digest) = (FactId::random(bench.rng), read.shared()?.digest());
    let ops = write(bench, entry, None, |pen| log_entry::ask_share(pen, fact, digest, audience, intent))?;
    Ok(Built { ops, drop: Vec::new(), after: After::Asked { entry } })
}

/// Shares once more what was refused, as its note reads now. Who said yes to this very text is not asked again.
pub(super) fn again(
    bench: &mut Bench<'_>,
    wanted: &Publication,
    audience: Audience,
    new: DocId,
) -> Result<Built, NotBuilt> {
    let (space, whole, read) = at(bench, wanted.of)?;
    let me = bench.engine.config().person;
    let needed = agreeing(bench.engine, space, &writers(&whole), me, bench.now);
    let same = read.shared()?.digest() == wanted.digest;
    if same && needed.iter().all(|person| wanted.consents.contains_key(person)) {
        let (of, intent, consents) = (wanted.of, wanted.intent, &wanted.consents);
        let ops = publish(bench, new, space, of, &read, audience, intent, consents)?;
        return Ok(Built { ops, drop: Vec::new(), after: After::Again });
    }
    let built = share(bench, wanted.of, new, audience, wanted.intent)?;
    let after = if matches!(built.after, After::Shared { .. }) { After::Again } else { built.after };
    Ok(Built { after, ..built })
}

pub(super) fn answer(
    bench: &mut Bench<'_>,
    entry: DocId,
    ask: FactId,
    yes: bool,
    publication: DocId,
) -> Result<Built, NotBuilt> {
    let (space, whole, read) = at(bench, entry)?;
    let asked = read.asked().into_iter().find(|asked| asked.id == ask).ok_or(NotBuilt::Denied)?;
    let me = bench.engine.config().person;
    let fact = FactId::random(bench.rng);
    let lacking = if yes {
        let needed = agreeing(bench.engine, space, &writers(&whole), asked.by, bench.now);
        let mut lacking = read.yes_lacking(&asked, &needed).ok_or(NotBuilt::Denied)?;
        lacking.remove(&me);
        lacking
    } else {
        [me].into()
    };
    let mut ops = write(bench, entry, None, |pen| log_entry::answer_share(pen, fact, ask, yes))?;
    if !lacking.is_empty() {
        return Ok(Built { ops, drop: Vec::new(), after: After::Quiet });
    }
    let consents = consents(&asked, me);
    ops.extend(publish(bench, publication, space, entry, &read, asked.audience, asked.intent, &consents)?);
    Ok(Built { ops, drop: Vec::new(), after: After::Shared { entry } })
}

fn at(bench: &Bench<'_>, entry: DocId) -> Result<(SpaceId, Whole, LogEntry), NotBuilt> {
    let held: &HeldDocument = readable(bench.engine, entry, bench.now).ok_or(NotBuilt::Denied)?;
    if held.document.meta.audience == Audience::AUTHOR {
        return Err(NotBuilt::Denied);
    }
    let (whole, read) = read_entry(held).ok_or(NotBuilt::Denied)?;
    Ok((held.document.meta.space, whole, read))
}

#[expect(clippy::too_many_arguments, reason = "all that a publication says, each once")]
fn publish(
    bench: &mut Bench<'_>,
    doc: DocId,
    space: SpaceId,
    of: DocId,
    read: &LogEntry,
    audience: Audience,
    intent: Intent,
    consents: &BTreeMap<PersonId, Timestamp>,
) -> Result<Vec<LocalOp>, NotBuilt> {
    let actor = bench.engine.actor_for(doc, &[], bench.rng);
    let chunks = publication::create(actor, bench.at(), of, read, intent, consents)?;
    Ok(create(doc, meta(Kind::Publication, space, audience), chunks))
}

/// Everybody who agreed but the one whose yes shares: whoever asked said yes by asking.
fn consents(asked: &Asked, me: PersonId) -> BTreeMap<PersonId, Timestamp> {
    let yes = asked.answers.iter().filter(|(_, (yes, _))| *yes).map(|(person, (_, at))| (*person, *at));
    let all = std::iter::once((asked.by, asked.at)).chain(yes);
    all.filter(|(person, _)| *person != me).collect()
}

fn writers(whole: &Whole) -> BTreeSet<PersonId> {
    contributors(&whole.doc, &whole.provenance).unwrap_or_default()
}

/// Adults of the family, present now, whose words are in it and who must agree when `by` shares.
pub(in crate::app) fn agreeing(
    engine: &Engine,
    space: SpaceId,
    writers: &BTreeSet<PersonId>,
    by: PersonId,
    now: Timestamp,
) -> BTreeSet<PersonId> {
    let at = engine.state().corrected(now);
    let members = engine.state().space(engine.config().acting, space).map(|view| view.space.members.as_slice());
    let adults = members.unwrap_or_default().iter().filter(|m| m.role == Role::FosterParent && m.window.contains(at));
    adults.map(|member| member.person).filter(|person| *person != by && writers.contains(person)).collect()
}

/// The purpose as documents keep it.
pub(in crate::app) fn intent_of(why: Why) -> Intent {
    match why {
        Why::Info => Intent::Info,
        Why::Talk => Intent::Talk,
    }
}
