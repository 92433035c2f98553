//! The way into a document: of each kind, for whoever may act in each role, whether it is their own or not.

use std::collections::BTreeSet;

use automerge::{Automerge, Change};
use rand::{Rng, RngExt};
use samspil_shared::doc::{
    Fact, Grammar, Origin, Provenance, ReadError, SCHEMA, What, Writer, call_note, call_receipt, changes,
    check_readable, comment, contributors, family_card, follow_up, hashes, heads, history, log_entry, materialise,
    night_help, place_mark, placement_card, publication, typed,
};
use samspil_shared::domain::{ActorId, Kind, Role};
use samspil_shared::sync::ingest::{Refusal, ingest, round_trips};
use samspil_shared::sync::scan::{Action, Key, ScanError, ScannedChange, scan};

use super::doors::{Fault, Said, label};
use super::encode::encode;
use super::forge::{Loot, forge, tamper};
use super::furnished::{Furnished, furnished};
use super::support::{EVENING, MARIA};

/// A document, and changes that continue it. An input's first byte says who brings it.
pub(crate) struct Room {
    kind: Kind,
    creating: bool,
    pub(crate) doc: Automerge,
    next: Vec<Vec<u8>>,
    loot: Loot,
    before: Option<Reading>,
}

impl Room {
    /// Where a document of this kind is made.
    pub(crate) fn new(kind: Kind) -> Self {
        let next = furnished(kind).phone.changes;
        Self::of(kind, true, materialise(kind, SCHEMA, []).unwrap(), next)
    }

    /// Where one is continued.
    pub(crate) fn begun(kind: Kind) -> Self {
        let Furnished { phone, next } = furnished(kind);
        Self::of(kind, false, phone.doc, next)
    }

    /// The same door to another document.
    pub(crate) fn with(&self, doc: Automerge, next: Vec<Vec<u8>>) -> Self {
        Self::of(self.kind, self.creating, doc, next)
    }

    fn of(kind: Kind, creating: bool, doc: Automerge, next: Vec<Vec<u8>>) -> Self {
        assert!(!next.is_empty(), "{kind:?} has nothing to begin with");
        let before = (!creating).then(|| Reading::of(kind, &doc).expect("it reads before anybody came"));
        let loot = loot(&doc, &next);
        Self { kind, creating, doc, next, loot, before }
    }

    /// Whether nobody may bring anything.
    pub(crate) fn is_shut(&self) -> bool {
        !self.creating && matches!(self.kind, Kind::Publication | Kind::PlaceMark)
    }

    /// What an honest sender of every role brings.
    pub(crate) fn honest(&self) -> Vec<Vec<u8>> {
        let from = |who: u8| self.next.iter().map(move |bytes| [&[who], &bytes[..]].concat());
        (0..2 * Role::ALL.len() as u8).flat_map(from).collect()
    }

    pub(crate) fn input(&self, rng: &mut dyn Rng) -> Vec<u8> {
        let honest = &self.next[rng.random_range(0..self.next.len())];
        let other = &self.next[rng.random_range(0..self.next.len())];
        let bytes = match rng.random_range(0..20) {
            // Well-formed, and saying what nobody may say.
            0..12 => match scan(honest) {
                Ok(change) => encode(&forge(&change, &self.loot, rng)),
                Err(_) => honest.clone(),
            },
            _ => tamper(honest, other, rng),
        };
        [vec![rng.random_range(0..=255)], bytes].concat()
    }

    /// Who brings it.
    fn writer(&self, who: u8) -> Writer {
        let role = Role::ALL[usize::from(who / 2) % Role::ALL.len()];
        Writer { creating: self.creating, author: self.creating || who.is_multiple_of(2), role }
    }

    pub(crate) fn knock(&self, input: &[u8]) -> Result<Said, Fault> {
        let Some((who, bytes)) = input.split_first() else { return Ok(Said::Refused("nobody".to_owned())) };
        let writer = self.writer(*who);
        let grammar = Grammar::new(self.kind, SCHEMA, writer).unwrap();
        let taken = ingest(&self.doc, bytes, |change| {
            grammar.check(change)?;
            grammar.check_past(change, &self.doc)
        });
        let accepted = match taken {
            Ok(accepted) => accepted,
            Err(Refusal::Scan(ScanError::UnknownDependency(_))) => {
                return Ok(Said::Refused("UnknownDependency".to_owned()));
            }
            Err(refusal) => return Ok(Said::Refused(label(&refusal))),
        };
        // As the server: what cannot be read or does not round-trip is not stored.
        if let Err(error) = check_readable(self.kind, &accepted.doc) {
            return Ok(Said::Refused(label(&error)));
        }
        if !round_trips(&accepted.doc) {
            return Ok(Said::Refused("it does not come back".to_owned()));
        }
        keeps(self.kind, &accepted.doc)?;
        typed(self.kind, [bytes]);
        self.is_theirs_to_say(writer, &accepted.doc).map(|()| Said::Taken)
    }

    /// What is new in the document is what this person may say of it, and nothing that stood there is gone.
    fn is_theirs_to_say(&self, writer: Writer, doc: &Automerge) -> Result<(), Fault> {
        let after = Reading::of(self.kind, doc).map_err(|error| format!("let in and not to be read: {error}"))?;
        let Some(before) = &self.before else { return Ok(()) };
        if self.is_shut() {
            return Err("nobody may change this".to_owned());
        }
        if self.kind.is_written_once() && before.said != after.said {
            return Err(format!("written once, and overwritten: {} is {}", before.said, after.said));
        }
        if let Some(lost) = before.facts.iter().find(|fact| !after.facts.contains(fact)) {
            return Err(format!("somebody's {:?} is gone", lost.what));
        }
        let new = after.facts.iter().filter(|fact| !before.facts.contains(fact));
        match new.map(|fact| &fact.what).find(|what| !may_say(self.kind, writer, what)) {
            Some(what) => Err(format!("{writer:?} said {what:?}")),
            None => Ok(()),
        }
    }

    /// The way in without scanner and grammar: for the proof that they are needed.
    pub(crate) fn knock_believing_everything(&self, input: &[u8]) -> Result<bool, Fault> {
        let Ok(change) = Change::try_from(&input[1..]) else { return Ok(false) };
        let mut doc = self.doc.clone();
        if doc.apply_changes([change]).is_err() {
            return Ok(false);
        }
        keeps(self.kind, &doc)?;
        self.is_theirs_to_say(self.writer(input[0]), &doc).map(|()| true)
    }
}

/// Who says what: written down here once more, by what the document says and not by its operations.
fn may_say(kind: Kind, writer: Writer, what: &What) -> bool {
    let is_consultant = writer.role == Role::Consultant;
    match what {
        What::Hidden => writer.author && matches!(kind, Kind::LogEntry | Kind::Comment | Kind::NightHelp),
        What::AskShare { .. } | What::Yes { .. } | What::No { .. } => kind == Kind::LogEntry,
        What::Approved | What::Declined => kind == Kind::NightHelp && is_consultant,
        What::Added { .. } => writer.author && matches!(kind, Kind::CallNote | Kind::LooseCall),
        What::RungBack { .. } => kind == Kind::FollowUp && (is_consultant || writer.role == Role::DutyOfficer),
        What::LineBack { .. } => kind == Kind::CallReceipt && is_consultant,
        // A receipt is told that they talked, never what came of it.
        What::Talked { outcome: None } | What::Closed { outcome: None } | What::Reopened
            if kind == Kind::CallReceipt =>
        {
            is_consultant
        }
        What::Taken
        | What::NotReached { .. }
        | What::Talked { .. }
        | What::Handed { .. }
        | What::Closed { .. }
        | What::Reopened
        | What::Filed { .. }
        | What::Released { .. }
        | What::Withheld { .. }
        | What::Tied { .. } => kind == Kind::FollowUp && is_consultant,
    }
}

/// What is in the document can be loaded from its changes, and everything that reads it can read it.
pub(crate) fn keeps(kind: Kind, doc: &Automerge) -> Result<(), Fault> {
    let kept = changes(doc);
    let again = materialise(kind, SCHEMA, kept.iter().map(Vec::as_slice));
    let again = again.map_err(|error| format!("let in and not to be loaded: {error}"))?;
    if heads(&again) != heads(doc) {
        return Err("loaded it is another document".to_owned());
    }
    check_readable(kind, doc).map_err(|error| format!("let in and not to be read: {error}"))?;
    if !matches!(kind, Kind::LogEntry | Kind::Comment) {
        return Ok(());
    }
    let provenance = by_maria(doc);
    history(doc, &provenance).map_err(|error| format!("its history is not to be read: {error}"))?;
    contributors(doc, &provenance).map(drop).map_err(|error| format!("nobody wrote it: {error}"))
}

fn by_maria(doc: &Automerge) -> Provenance {
    let origin = Origin { by: MARIA, received_at: Some(EVENING) };
    hashes(doc).into_iter().map(|hash| (hash, origin)).collect()
}

/// What a document says, and the facts beside it.
struct Reading {
    said: String,
    facts: Vec<Fact>,
}

impl Reading {
    fn of(kind: Kind, doc: &Automerge) -> Result<Self, ReadError> {
        let by = by_maria(doc);
        let (said, facts) = match kind {
            Kind::PlacementCard => (format!("{:?}", placement_card::read(doc, &by)?), vec![]),
            Kind::LogEntry => {
                let entry = log_entry::read(doc, &by)?;
                (entry.text, entry.facts)
            }
            Kind::Publication => (format!("{:?}", publication::read(doc, &by)?), vec![]),
            Kind::Comment => {
                let comment = comment::read(doc, &by)?;
                (comment.text, comment.facts)
            }
            Kind::FamilyCard => (format!("{:?}", family_card::read(doc, &by)?), vec![]),
            Kind::NightHelp => {
                let help = night_help::read(doc, &by)?;
                (format!("{:?} {:?}", help.words, help.stamp), help.facts)
            }
            Kind::CallNote | Kind::LooseCall => {
                let note = call_note::read(doc, &by)?;
                (format!("{:?} {:?}", note.call, note.stamp), note.added)
            }
            Kind::FollowUp => {
                let follow_up = follow_up::read(doc, &by)?;
                (format!("{:?} {:?}", follow_up.new, follow_up.stamp), follow_up.facts)
            }
            Kind::CallReceipt => {
                let receipt = call_receipt::read(doc, &by)?;
                (format!("{:?} {:?}", receipt.new, receipt.stamp), receipt.lines)
            }
            Kind::PlaceMark => (format!("{:?}", place_mark::read(doc, &by)?), vec![]),
        };
        Ok(Self { said, facts })
    }
}

/// Documents of no kind that we know: everything that is well-formed comes to the library.
pub(crate) struct Bare(Vec<(Automerge, Vec<Vec<u8>>, Loot)>);

impl Bare {
    pub(crate) fn new(documents: Vec<(Automerge, Vec<Vec<u8>>)>) -> Self {
        Self(
            documents
                .into_iter()
                .map(|(doc, next)| (loot(&doc, &next), doc, next))
                .map(|(l, d, n)| (d, n, l))
                .collect(),
        )
    }

    pub(crate) fn honest(&self) -> Vec<Vec<u8>> {
        let of = |(n, (_, next, _)): (usize, &(Automerge, Vec<Vec<u8>>, Loot))| {
            next.iter().map(move |bytes| [&[n as u8], &bytes[..]].concat()).collect::<Vec<_>>()
        };
        self.0.iter().enumerate().flat_map(of).collect()
    }

    pub(crate) fn input(&self, rng: &mut dyn Rng) -> Vec<u8> {
        let n = rng.random_range(0..self.0.len());
        let (_, next, loot) = &self.0[n];
        let (bytes, other) = (&next[rng.random_range(0..next.len())], &next[rng.random_range(0..next.len())]);
        let bytes = match scan(bytes) {
            Ok(change) if rng.random_bool(0.6) => encode(&forge(&change, loot, rng)),
            _ => tamper(bytes, other, rng),
        };
        [vec![n as u8], bytes].concat()
    }

    pub(crate) fn knock(&self, input: &[u8]) -> Result<Said, Fault> {
        let Some((n, bytes)) = input.split_first() else { return Ok(Said::Refused("nothing".to_owned())) };
        let (doc, ..) = &self.0[usize::from(*n) % self.0.len()];
        let accepted = match ingest(doc, bytes, |_| Ok::<(), ()>(())) {
            Ok(accepted) => accepted,
            Err(Refusal::Scan(ScanError::UnknownDependency(_))) => {
                return Ok(Said::Refused("UnknownDependency".to_owned()));
            }
            Err(refusal) => return Ok(Said::Refused(label(&refusal))),
        };
        if !round_trips(&accepted.doc) {
            return Ok(Said::Refused("it does not come back".to_owned()));
        }
        // What came back once comes back again, change by change.
        let mut again = Automerge::new_with_encoding(samspil_shared::sync::ingest::TEXT_ENCODING);
        let kept = accepted.doc.get_changes(&[]);
        again.apply_changes(kept).map_err(|error| format!("let in and not to be taken again: {error}"))?;
        if again.get_heads() == accepted.doc.get_heads() {
            Ok(Said::Taken)
        } else {
            Err("taken again it is another document".to_owned())
        }
    }
}

/// All that a forger can know of the document.
fn loot(doc: &Automerge, next: &[Vec<u8>]) -> Loot {
    let held: Vec<ScannedChange> = doc.get_changes(&[]).iter().filter_map(|c| scan(c.raw_bytes()).ok()).collect();
    let coming = next.iter().filter_map(|bytes| scan(bytes).ok());
    let known: Vec<ScannedChange> = held.into_iter().chain(coming).collect();
    let ops = || known.iter().flat_map(|change| &change.ops);
    let keys: BTreeSet<String> =
        ops().filter_map(|op| if let Key::Map(key) = &op.key { Some(key.to_string()) } else { None }).collect();
    let mut values = Vec::new();
    for op in ops() {
        if let Action::Set(value) = &op.action
            && !values.contains(value)
            && values.len() < 200
        {
            values.push(value.clone());
        }
    }
    let stranger = ActorId::from_bytes([9; 20]);
    Loot {
        ids: ops().map(|op| op.id).collect(),
        actors: known.iter().map(|change| change.actor).chain([stranger]).collect(),
        hashes: known.iter().map(|change| change.hash).collect(),
        keys: keys.into_iter().collect(),
        values,
    }
}
