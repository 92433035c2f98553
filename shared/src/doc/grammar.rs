//! The field grammar: what a change of a kind may do, judged over its own operations.
//!
//! [`Grammar::check`] needs the change alone: objects are known by the operations of the genesis, and every other object
//! must be made and filled in the same change. One rule needs more. The operations that a single field's new value
//! overwrites (`pred`) are numbers whose places only the document knows, and Automerge takes them as they are: a value put
//! into `about` could name somebody's fact as overwritten and thereby erase it. [`Grammar::check_past`] therefore asks the
//! document what the field held in the change's own past; the overwritten must be exactly that, as every honest Automerge
//! writes it. Server and device ask both (as the grammar of [`crate::sync::ingest::ingest`]).
//!
//! | place | what may be done |
//! | --- | --- |
//! | root, single field | a scalar of the field's type and range, once a change, over exactly the visible values (or these deleted first) |
//! | root, field of what is written once | the same, in the first change, over nothing |
//! | `text` | inserting single characters, deleting inserted ones |
//! | `facts` | a map under a new id, over nothing, filled in the same change with exactly a fact's scalars; each fact has its kinds and its writers |
//! | `consents`, `content` | in a publication's creation, over nothing |
//! | anything else | nothing |

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ObjId, ROOT, ReadDoc};

use super::fact::{What, parse_id};
use super::genesis::{GENESIS_ACTOR, genesis_hash, object};
use super::materialise::library;
use super::text::is_allowed;
use super::value::FieldValue;
use super::{
    call_note, call_receipt, family_card, follow_up, log_entry, night_help, place_mark, placement_card, publication,
};
use crate::domain::{ActorId, ChangeHash, Kind, Role};
use crate::sync::scan::{Action, Elem, Key, Obj, ObjKind, OpId, Scalar, ScannedChange, ScannedOp};

/// A single field at the root.
#[derive(Debug)]
pub(super) struct Rule {
    key: &'static str,
    accepts: fn(&Scalar) -> bool,
    required: bool,
}

impl Rule {
    /// A field that creation must write.
    pub(super) const fn required<T: FieldValue>(key: &'static str) -> Self {
        Self { key, accepts: |scalar| T::decode(scalar).is_some(), required: true }
    }

    /// A field that need not be there.
    pub(super) const fn optional<T: FieldValue>(key: &'static str) -> Self {
        Self { key, accepts: |scalar| T::decode(scalar).is_some(), required: false }
    }

    /// Its place.
    #[cfg(test)]
    pub(super) const fn key(&self) -> &'static str {
        self.key
    }

    /// Whether it takes the value.
    #[cfg(test)]
    pub(super) fn takes(&self, value: &Scalar) -> bool {
        (self.accepts)(value)
    }
}

/// Whose change is judged, beside what [`crate::domain::access`] has said already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer {
    /// Whether the change is one of those that create the document.
    pub creating: bool,
    /// Whether its maker is the document's author (who creates it is).
    pub author: bool,
    /// What its maker acts as.
    pub role: Role,
}

/// Why a change is refused. Names no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrammarError {
    /// This version knows no such kind and schema.
    #[error("the kind's schema is unknown")]
    Unknown,
    /// A change by the actor of the genesis, which is implied and never kept: what it says would be gone with it.
    #[error("nobody writes as the genesis does")]
    Genesis,
    /// A publication after its creation.
    #[error("the document is never changed")]
    Immutable,
    /// An object that this kind does not have, or a later change to a fact.
    #[error("the object is not one that may be changed")]
    Object,
    /// A key that this kind does not have.
    #[error("the key is not one that may be set")]
    Key,
    /// Deleting, making, counting or marking where that is not done.
    #[error("the operation is not one that is done in `{0}`")]
    Action(&'static str),
    /// A value of another type or out of range.
    #[error("the value is not one that `{0}` takes")]
    Value(&'static str),
    /// An operation that overwrites what it may not.
    #[error("`{0}` overwrites what it may not")]
    Overwrites(&'static str),
    /// One place written twice in a change.
    #[error("`{0}` is written twice")]
    Twice(&'static str),
    /// Creation without a field that it must write.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A fact that only the document's author may write.
    #[error("only the author may write this fact")]
    NotAuthor,
    /// A fact that only another role may write.
    #[error("this fact is another role's")]
    NotRole,
    /// A fact that this kind does not have, or whose scalars are not exactly those of a fact.
    #[error("the fact is not one of this kind")]
    Fact,
    /// The document does not hold what the change builds on.
    #[error("the change's past is not here")]
    Past,
}

/// The grammar of a kind for one writer.
#[derive(Debug)]
pub struct Grammar {
    kind: Kind,
    genesis: ChangeHash,
    fields: &'static [Rule],
    writer: Writer,
    text: Option<Obj>,
    facts: Option<Obj>,
    consents: Option<Obj>,
    content: Option<Obj>,
}

/// The single fields of a kind.
pub(super) fn fields(kind: Kind) -> &'static [Rule] {
    match kind {
        Kind::PlacementCard => placement_card::FIELDS,
        Kind::LogEntry => log_entry::FIELDS,
        Kind::Publication => publication::FIELDS,
        Kind::Comment => &[],
        Kind::FamilyCard => family_card::FIELDS,
        Kind::NightHelp => night_help::FIELDS,
        Kind::PlaceMark => place_mark::FIELDS,
        Kind::CallNote | Kind::LooseCall => call_note::FIELDS,
        Kind::FollowUp => follow_up::FIELDS,
        Kind::CallReceipt => call_receipt::FIELDS,
    }
}

/// Scalars of the facts that a change makes, by the operation that makes the fact.
type FactsMade = BTreeMap<OpId, BTreeMap<String, Scalar>>;

/// [`Grammar::check`] in one call.
///
/// # Errors
/// [`GrammarError`].
pub fn check_grammar(kind: Kind, schema: u8, writer: Writer, change: &ScannedChange) -> Result<(), GrammarError> {
    Grammar::new(kind, schema, writer)?.check(change)
}

impl Grammar {
    /// The grammar of the kind in the schema.
    ///
    /// # Errors
    /// [`GrammarError::Unknown`].
    pub fn new(kind: Kind, schema: u8, writer: Writer) -> Result<Self, GrammarError> {
        let genesis = genesis_hash(kind, schema).ok_or(GrammarError::Unknown)?;
        let fields = fields(kind);
        let [text, facts, consents, content] = ["text", "facts", "consents", "content"].map(|key| object(kind, key));
        Ok(Self { kind, genesis, fields, writer, text, facts, consents, content })
    }

    /// Judges the change by itself.
    ///
    /// # Errors
    /// [`GrammarError`].
    pub fn check(&self, change: &ScannedChange) -> Result<(), GrammarError> {
        if change.actor == GENESIS_ACTOR {
            return Err(GrammarError::Genesis);
        }
        if self.kind == Kind::Publication && !self.writer.creating {
            return Err(GrammarError::Immutable);
        }
        let first = change.deps == [self.genesis];
        let mut written: BTreeSet<(Option<OpId>, &str)> = BTreeSet::new();
        let mut cleared: BTreeSet<&str> = BTreeSet::new();
        let mut facts = FactsMade::new();
        for op in &change.ops {
            let obj = Some(op.obj);
            if obj == self.text {
                check_text(op)?;
                continue;
            }
            let Key::Map(key) = &op.key else { return Err(GrammarError::Object) };
            if op.obj == Obj::Root && op.action == Action::Delete {
                let place = self.check_cleared(op, key)?;
                if written.contains(&(None, &**key)) || !cleared.insert(key) {
                    return Err(GrammarError::Twice(place));
                }
                continue;
            }
            let place = match op.obj {
                Obj::Root => self.check_field(op, key, first)?,
                _ if obj == self.facts => self.check_new_fact(op, key, &mut facts)?,
                _ if obj == self.consents && first => check_entry(op, key, "consents", publication::is_consent)?,
                _ if obj == self.content => check_entry(op, key, "content", publication::is_piece)?,
                Obj::Op(fact) => check_in_fact(op, key, facts.get_mut(&fact).ok_or(GrammarError::Object)?)?,
            };
            let map = if let Obj::Op(map) = op.obj { Some(map) } else { None };
            if !written.insert((map, &**key)) {
                return Err(GrammarError::Twice(place));
            }
        }
        if let Some(key) = cleared.iter().find(|key| !written.contains(&(None, **key))) {
            return Err(GrammarError::Action(self.rule(key)?.key));
        }
        facts.values().try_for_each(|scalars| self.check_fact(scalars))?;
        if self.writer.creating && first {
            let lacking = self.fields.iter().find(|rule| rule.required && !written.contains(&(None, rule.key)));
            if let Some(rule) = lacking {
                return Err(GrammarError::Missing(rule.key));
            }
        }
        Ok(())
    }

    /// Judges what the change overwrites, by what the single fields held in its own past. `doc` holds all that the change
    /// builds on, and may hold more.
    ///
    /// # Errors
    /// [`GrammarError::Overwrites`], [`GrammarError::Past`].
    pub fn check_past(&self, change: &ScannedChange, doc: &Automerge) -> Result<(), GrammarError> {
        let deps: Vec<_> = change.deps.iter().copied().map(library).collect();
        if !doc.get_missing_deps(&deps).is_empty() {
            return Err(GrammarError::Past);
        }
        let mut judged = BTreeSet::new();
        for op in change.ops.iter().filter(|op| op.obj == Obj::Root) {
            let Key::Map(key) = &op.key else { return Err(GrammarError::Object) };
            let rule = self.rule(key)?;
            if !judged.insert(key) {
                // Deleted by this change's own earlier operation: nothing is left to overwrite.
                op.pred.is_empty().then_some(()).ok_or(GrammarError::Overwrites(rule.key))?;
                continue;
            }
            let values = doc.get_all_at(ROOT, &**key, &deps).map_err(|_| GrammarError::Past)?;
            let visible: BTreeSet<_> = values.iter().filter_map(|(_, op)| op_id(op)).collect();
            if op.pred.len() != visible.len() || !op.pred.iter().all(|id| visible.contains(id)) {
                return Err(GrammarError::Overwrites(rule.key));
            }
        }
        Ok(())
    }

    fn rule(&self, key: &str) -> Result<&'static Rule, GrammarError> {
        self.fields.iter().find(|rule| rule.key == key).ok_or(GrammarError::Key)
    }

    /// A field may be deleted where the same change goes on to set it: so one of several values is chosen.
    fn check_cleared(&self, op: &ScannedOp, key: &str) -> Result<&'static str, GrammarError> {
        let rule = self.rule(key)?;
        let may = !self.kind.is_written_once() && !op.pred.is_empty();
        may.then_some(rule.key).ok_or(GrammarError::Action(rule.key))
    }

    fn check_field(&self, op: &ScannedOp, key: &str, first: bool) -> Result<&'static str, GrammarError> {
        let rule = self.rule(key)?;
        let Action::Set(value) = &op.action else { return Err(GrammarError::Action(rule.key)) };
        if !(rule.accepts)(value) {
            return Err(GrammarError::Value(rule.key));
        }
        if self.kind.is_written_once() && !(self.writer.creating && first && op.pred.is_empty()) {
            return Err(GrammarError::Overwrites(rule.key));
        }
        Ok(rule.key)
    }

    fn check_new_fact(&self, op: &ScannedOp, key: &str, facts: &mut FactsMade) -> Result<&'static str, GrammarError> {
        const FACTS: &str = "facts";
        parse_id(key).ok_or(GrammarError::Key)?;
        if op.action != Action::Make(ObjKind::Map) {
            return Err(GrammarError::Action(FACTS));
        }
        if !op.pred.is_empty() {
            return Err(GrammarError::Overwrites(FACTS));
        }
        facts.insert(op.id, BTreeMap::new());
        Ok(FACTS)
    }

    fn check_fact(&self, scalars: &BTreeMap<String, Scalar>) -> Result<(), GrammarError> {
        let (_, what) = What::decode(scalars).ok_or(GrammarError::Fact)?;
        let by_author = self.writer.author.then_some(()).ok_or(GrammarError::NotAuthor);
        let by = |roles: &[Role]| roles.contains(&self.writer.role).then_some(()).ok_or(GrammarError::NotRole);
        match (self.kind, what) {
            (Kind::LogEntry | Kind::Comment | Kind::NightHelp, What::Hidden) => by_author,
            (Kind::LogEntry, What::AskShare { .. } | What::Yes { .. } | What::No { .. }) => Ok(()),
            (Kind::NightHelp, What::Approved | What::Declined) => by(&[Role::Consultant]),
            (Kind::CallNote | Kind::LooseCall, What::Added { .. }) => by_author,
            (Kind::FollowUp, What::RungBack { .. }) => by(&[Role::Consultant, Role::DutyOfficer]),
            (
                Kind::FollowUp,
                What::Taken
                | What::NotReached { .. }
                | What::Talked { .. }
                | What::Handed { .. }
                | What::Closed { .. }
                | What::Reopened
                | What::Filed { .. }
                | What::Released { .. }
                | What::Withheld { .. }
                | What::Tied { .. },
            ) => by(&[Role::Consultant]),
            // That they talked, or that it is closed or open again, and none of what came of it: that is no concern of
            // whoever is shown it.
            (
                Kind::CallReceipt,
                What::LineBack { .. }
                | What::Talked { outcome: None }
                | What::Closed { outcome: None }
                | What::Reopened,
            ) => by(&[Role::Consultant]),
            _ => Err(GrammarError::Fact),
        }
    }
}

fn check_text(op: &ScannedOp) -> Result<(), GrammarError> {
    const TEXT: &str = "text";
    match (&op.action, &op.key) {
        (Action::Set(Scalar::Str(text)), Key::Seq(_)) if op.insert => {
            let mut chars = text.chars();
            let (Some(c), None) = (chars.next(), chars.next()) else { return Err(GrammarError::Value(TEXT)) };
            if !is_allowed(c) {
                return Err(GrammarError::Value(TEXT));
            }
            op.pred.is_empty().then_some(()).ok_or(GrammarError::Overwrites(TEXT))
        }
        (Action::Set(_), Key::Seq(_)) if op.insert => Err(GrammarError::Value(TEXT)),
        // A character's only value is the one it was inserted with.
        (Action::Delete, Key::Seq(Elem::Op(element))) if !op.insert => {
            (op.pred == [*element]).then_some(()).ok_or(GrammarError::Overwrites(TEXT))
        }
        _ => Err(GrammarError::Action(TEXT)),
    }
}

fn check_entry(
    op: &ScannedOp,
    key: &str,
    place: &'static str,
    accepts: fn(&str, &Scalar) -> bool,
) -> Result<&'static str, GrammarError> {
    let Action::Set(value) = &op.action else { return Err(GrammarError::Action(place)) };
    if !accepts(key, value) {
        return Err(GrammarError::Value(place));
    }
    op.pred.is_empty().then_some(place).ok_or(GrammarError::Overwrites(place))
}

fn check_in_fact(
    op: &ScannedOp,
    key: &str,
    scalars: &mut BTreeMap<String, Scalar>,
) -> Result<&'static str, GrammarError> {
    let Action::Set(value) = &op.action else { return Err(GrammarError::Fact) };
    if !op.pred.is_empty() {
        return Err(GrammarError::Overwrites("facts"));
    }
    scalars.insert(key.to_owned(), value.clone());
    Ok("facts")
}

fn op_id(op: &ObjId) -> Option<OpId> {
    let ObjId::Id(counter, actor, _) = op else { return None };
    let actor = ActorId::try_from(actor.to_bytes()).ok()?;
    Some(OpId { counter: u32::try_from(*counter).ok()?, actor })
}
