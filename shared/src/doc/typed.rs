//! What somebody typed in changes, read off the changes alone: what they build on need not be there. For what cannot be
//! shown as a document: an edit whose note the device no longer holds, a fact whose document says more than that.

use crate::doc::value::{CardAdults, CardChildren, FieldValue};
use crate::domain::Kind;
use crate::sync::scan::{Action, Key, Obj, Scalar, ScannedOp, scan};

/// The words in these changes of a document, in the order in which they were written: each stretch of text and each field
/// on its own. Codes, times and ids are no words. A change that does not read is left out.
pub fn typed<'a>(kind: Kind, changes: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let mut words = Words { kind, found: Vec::new(), open: None };
    for change in changes.into_iter().filter_map(|bytes| scan(bytes).ok()) {
        change.ops.iter().for_each(|op| words.take(op));
        words.open = None;
    }
    words.found.into_iter().filter(|words| !words.trim().is_empty()).collect()
}

struct Words {
    kind: Kind,
    found: Vec<String>,
    /// The text that the last stretch is of.
    open: Option<Obj>,
}

impl Words {
    fn take(&mut self, op: &ScannedOp) {
        let Action::Set(scalar) = &op.action else { return };
        match (&op.key, scalar) {
            // Letters of a text.
            (Key::Seq(_), Scalar::Str(letters)) if op.insert => match self.found.last_mut() {
                Some(stretch) if self.open == Some(op.obj) => stretch.push_str(letters),
                _ => {
                    self.found.push(letters.clone());
                    self.open = Some(op.obj);
                }
            },
            (Key::Map(key), Scalar::Str(text)) if self.is_prose(op.obj, key) => self.say(text.clone()),
            (Key::Map(_), Scalar::Bytes(_)) if self.kind == Kind::FamilyCard => {
                let adults = CardAdults::decode(scalar).into_iter();
                let adults = adults.flat_map(|adults| adults.list().to_vec()).map(|adult| {
                    let tel = adult.tel.as_ref().map(|tel| tel.as_str().to_owned());
                    [Some(adult.name.as_str().to_owned()), tel].into_iter().flatten().collect::<Vec<_>>().join(", ")
                });
                let children = CardChildren::decode(scalar).into_iter();
                let children = children.flat_map(|children| children.list().to_vec());
                let lines: Vec<String> = adults.chain(children.map(|child| child.name.as_str().to_owned())).collect();
                lines.into_iter().for_each(|line| self.say(line));
            }
            _ => {}
        }
    }

    fn say(&mut self, words: String) {
        self.found.push(words);
        self.open = None;
    }

    /// Whether the field is one that a person writes into.
    fn is_prose(&self, obj: Obj, key: &str) -> bool {
        if obj != Obj::Root {
            return key == "text";
        }
        match self.kind {
            Kind::CallNote | Kind::LooseCall => {
                ["caller_name", "tel", "about", "what", "advice", "agreed", "best_time", "notice_by", "why_not"]
                    .contains(&key)
            }
            Kind::FollowUp => key == "agreed",
            Kind::CallReceipt => ["caller_name", "agreed"].contains(&key),
            Kind::FamilyCard => ["know", "night_help"].contains(&key),
            Kind::NightHelp => key == "words",
            Kind::PlacementCard => key == "child",
            Kind::LogEntry | Kind::Publication | Kind::Comment | Kind::PlaceMark => false,
        }
    }
}

#[cfg(test)]
mod tests;
