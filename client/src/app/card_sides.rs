//! A family's card where consultants wrote apart: who reads it at night reads all that was written, never the one side
//! that happens to come first.

use samspil_shared::doc::family_card::{FamilyCard, FamilyCardEdit};
use samspil_shared::doc::{CardAdult, CardAdults, CardChild, CardChildren, Field, NightWords, Note, Written};
use samspil_shared::domain::PersonId;

use crate::app::follow_up::CardField;

/// The adults, each once.
pub(super) fn people(card: &FamilyCard) -> Vec<CardAdult> {
    let same = |a: &CardAdult, b: &CardAdult| a.name == b.name && agree(a.person.as_ref(), b.person.as_ref());
    union(card.adults.all().map(|side| side.value.list()), same, fill_adult)
}

/// The adults with their numbers; with one row for each number that was written.
pub(super) fn numbers(card: &FamilyCard) -> Vec<CardAdult> {
    let same = |a: &CardAdult, b: &CardAdult| {
        a.name == b.name && agree(a.person.as_ref(), b.person.as_ref()) && agree(a.tel.as_ref(), b.tel.as_ref())
    };
    union(card.adults.all().map(|side| side.value.list()), same, fill_adult)
}

/// The children, each once.
pub(super) fn children(card: &FamilyCard) -> Vec<CardChild> {
    let same = |a: &CardChild, b: &CardChild| a.name == b.name && agree(a.born.as_ref(), b.born.as_ref());
    union(card.children.all().map(|side| side.value.list()), same, |known, other| {
        known.born = known.born.or(other.born);
    })
}

/// *Godt at vide*.
pub(super) fn know(card: &FamilyCard) -> Option<String> {
    words(card.know.as_ref(), |know| know.as_str())
}

/// *Det hjælper om natten*.
pub(super) fn night_help(card: &FamilyCard) -> Option<String> {
    words(card.night_help.as_ref(), |help| help.as_str())
}

/// Whether something of what an officer reads was written apart.
pub(super) fn is_apart(card: &FamilyCard) -> bool {
    let FamilyCard { adults, children, know, night_help } = card;
    !adults.others.is_empty()
        || !children.others.is_empty()
        || know.as_ref().is_some_and(|know| !know.others.is_empty())
        || night_help.as_ref().is_some_and(|help| !help.others.is_empty())
}

/// *Behold begge*: the field with all that its sides say. `None` where they are not apart, where only one says anything, or
/// where it is more than the field holds.
pub(super) fn both(card: &FamilyCard, field: CardField, name: impl Fn(PersonId) -> String) -> Option<FamilyCardEdit> {
    let none = FamilyCardEdit::default();
    Some(match field {
        CardField::Adults if card.adults.others.is_empty() => return None,
        CardField::Adults => FamilyCardEdit { adults: Some(CardAdults::new(numbers(card))?), ..none },
        CardField::Children if card.children.others.is_empty() => return None,
        CardField::Children => FamilyCardEdit { children: Some(CardChildren::new(children(card))?), ..none },
        CardField::Know => {
            let line = |by, know: &Note| format!("{}: {}", name(by), know.as_str());
            FamilyCardEdit { know: Some(Some(Note::new(&joined(card.know.as_ref()?, line)?)?)), ..none }
        }
        // These are the family's words, whichever consultant put them there.
        CardField::NightHelp => {
            let words = joined(card.night_help.as_ref()?, |_, help| help.as_str().to_owned())?;
            FamilyCardEdit { night_help: Some(Some(NightWords::new(&words)?)), ..none }
        }
    })
}

fn joined<T>(field: &Field<Option<T>>, line: impl Fn(PersonId, &T) -> String) -> Option<String> {
    let said = |side: &Written<Option<T>>| side.value.as_ref().map(|value| line(side.stamp.by, value));
    let lines: Vec<String> = field.all().filter_map(said).collect();
    (lines.len() > 1).then(|| lines.join("\n"))
}

/// Whether two answers can be one: who did not say contradicts nobody.
fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

fn fill_adult(known: &mut CardAdult, other: &CardAdult) {
    known.person = known.person.or(other.person);
    known.tel = known.tel.take().or_else(|| other.tel.clone());
}

/// All rows of all sides. Rows of one side are never one, however alike: a family may have two who share a name.
fn union<'a, T: Clone + 'a>(
    sides: impl Iterator<Item = &'a [T]>,
    same: impl Fn(&T, &T) -> bool,
    fill: impl Fn(&mut T, &T),
) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for side in sides {
        let before = all.len();
        for row in side {
            match all[..before].iter_mut().find(|known| same(known, row)) {
                Some(known) => fill(known, row),
                None => all.push(row.clone()),
            }
        }
    }
    all
}

fn words<T>(field: Option<&Field<Option<T>>>, text: impl Fn(&T) -> &str) -> Option<String> {
    let sides = field?.all().filter_map(|side| side.value.as_ref()).map(text);
    Some(sides.collect::<Vec<_>>().join("\n")).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use samspil_shared::doc::Line;

    use super::*;

    fn adult(name: &str, person: Option<u8>, tel: &str) -> CardAdult {
        CardAdult {
            person: person.map(|byte| PersonId::from_bytes([byte; 16])),
            name: Line::new(name).unwrap(),
            tel: tel.parse().ok(),
        }
    }

    fn all(sides: &[Vec<CardAdult>], by_number: bool) -> Vec<CardAdult> {
        let same = |a: &CardAdult, b: &CardAdult| {
            let number = !by_number || agree(a.tel.as_ref(), b.tel.as_ref());
            a.name == b.name && agree(a.person.as_ref(), b.person.as_ref()) && number
        };
        union(sides.iter().map(Vec::as_slice), same, fill_adult)
    }

    #[test]
    fn every_number_is_read_and_nobody_twice() {
        let (old, new) = ("+4501000071", "+4501000072");
        let sides = [
            vec![adult("Maria", Some(1), old), adult("Jonas", None, "")],
            vec![adult("Maria", None, new), adult("Jonas", Some(2), new), adult("Else", None, "")],
        ];
        let numbers = [
            adult("Maria", Some(1), old),
            adult("Jonas", Some(2), new),
            adult("Maria", None, new),
            adult("Else", None, ""),
        ];
        assert_eq!(all(&sides, true), numbers);
        let names: Vec<_> = all(&sides, false).into_iter().map(|adult| (adult.name, adult.person)).collect();
        let once = [adult("Maria", Some(1), ""), adult("Jonas", Some(2), ""), adult("Else", None, "")];
        assert_eq!(names, once.map(|adult| (adult.name, adult.person)));
    }

    #[test]
    fn two_who_share_a_name_stay_two() {
        let side = vec![adult("Maria", None, ""), adult("Maria", None, "")];
        assert_eq!(all(&[side], false).len(), 2);
        let persons = [vec![adult("Maria", Some(1), "")], vec![adult("Maria", Some(2), "")]];
        assert_eq!(all(&persons, false).len(), 2);
    }
}
