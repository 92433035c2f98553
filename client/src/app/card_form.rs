//! A family's card between what is typed and what is kept.

use samspil_shared::doc::family_card::FamilyCard;
use samspil_shared::doc::{BirthMonth, CardAdult, CardAdults, CardChild, CardChildren, ChildName, Line, Note};
use samspil_shared::domain::PersonId;
use samspil_shared::domain::numbers::Tel;

use super::follow_up::{AdultForm, CardForm, ChildForm};
use super::view::family_card::CardFault;

/// The digits of a Danish number without the country's code.
const DANISH_DIGITS: usize = 8;

impl CardForm {
    /// The card as it stands; of several values the one that is shown first.
    pub(super) fn of(card: &FamilyCard) -> Self {
        let adult = |adult: &CardAdult| AdultForm {
            person: adult.person,
            name: adult.name.as_str().to_owned(),
            tel: adult.tel.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        let child = |child: &CardChild| ChildForm {
            name: child.name.as_str().to_owned(),
            born: child.born.map(|born| born.to_string()).unwrap_or_default(),
        };
        let know = card.know.as_ref().and_then(|know| know.value.value.as_ref());
        Self {
            adults: card.adults.value.value.list().iter().map(adult).collect(),
            children: card.children.value.value.list().iter().map(child).collect(),
            know: know.map(|know| know.as_str().to_owned()).unwrap_or_default(),
        }
    }

    /// A card that nobody wrote yet, with the adults and the children that the family has.
    pub(super) fn of_family(adults: Vec<(String, PersonId)>, children: Vec<(String, BirthMonth)>) -> Self {
        let adult = |(name, person)| AdultForm { person: Some(person), name, tel: String::new() };
        let child = |(name, born): (String, BirthMonth)| ChildForm { name, born: born.to_string() };
        Self {
            adults: adults.into_iter().take(CardAdults::MAX).map(adult).collect(),
            children: children.into_iter().take(CardChildren::MAX).map(child).collect(),
            ..Self::default()
        }
    }

    pub(super) fn adults(&self) -> Result<CardAdults, CardFault> {
        let mut adults = Vec::new();
        for (index, form) in self.adults.iter().enumerate() {
            let (name, tel) = (form.name.trim(), form.tel.trim());
            if name.is_empty() && tel.is_empty() {
                continue;
            }
            let name = Line::new(name).ok_or(CardFault::AdultName(index))?;
            let tel = if tel.is_empty() { None } else { Some(number(tel).ok_or(CardFault::Tel(index))?) };
            adults.push(CardAdult { person: form.person, name, tel });
        }
        CardAdults::new(adults).ok_or(CardFault::NoAdult)
    }

    pub(super) fn children(&self) -> Result<CardChildren, CardFault> {
        let mut children = Vec::new();
        for (index, form) in self.children.iter().enumerate() {
            let (name, born) = (form.name.trim(), form.born.trim());
            if name.is_empty() && born.is_empty() {
                continue;
            }
            let name = ChildName::new(name).ok_or(CardFault::ChildName(index))?;
            let born = if born.is_empty() { None } else { Some(born.parse().map_err(|()| CardFault::Born(index))?) };
            children.push(CardChild { name, born });
        }
        let last = children.len().saturating_sub(1);
        CardChildren::new(children).ok_or(CardFault::ChildName(last))
    }

    pub(super) fn know(&self) -> Result<Option<Note>, CardFault> {
        match self.know.trim() {
            "" => Ok(None),
            words => Note::new(words).map(Some).ok_or(CardFault::Know),
        }
    }
}

/// A number as people write it: eight digits are a Danish one.
fn number(typed: &str) -> Option<Tel> {
    let digits: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    let danish = digits.len() == DANISH_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    if danish { format!("+45{digits}").parse().ok() } else { digits.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adult(name: &str, tel: &str) -> AdultForm {
        AdultForm { person: None, name: name.into(), tel: tel.into() }
    }

    #[test]
    fn a_number_is_taken_as_people_write_it() {
        for typed in ["01 00 00 71", "01000071", "+45 01 00 00 71"] {
            assert_eq!(number(typed).unwrap().as_str(), "+4501000071", "{typed}");
        }
        assert_eq!(number("ring bare"), None);
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        let form = CardForm { adults: vec![adult("Maria Holst", ""), adult("", "")], ..CardForm::default() };
        assert_eq!(form.adults().unwrap().list().len(), 1, "an empty row is none");
        let wrong = CardForm { adults: vec![adult("Maria Holst", ""), adult("Jonas Bak", "7")], ..form.clone() };
        assert_eq!(wrong.adults(), Err(CardFault::Tel(1)));
        let nameless = CardForm { adults: vec![adult("", "01 00 00 71")], ..form.clone() };
        assert_eq!(nameless.adults(), Err(CardFault::AdultName(0)));
        assert_eq!(CardForm::default().adults(), Err(CardFault::NoAdult));
        let child = |name: &str, born: &str| ChildForm { name: name.into(), born: born.into() };
        let children = |children| CardForm { children, ..form.clone() }.children();
        assert_eq!(children(vec![child("Noah", "2018-09"), child("", "")]).unwrap().list().len(), 1);
        assert_eq!(children(vec![child("Noah", "september")]), Err(CardFault::Born(0)));
        assert_eq!(children(vec![child("Noah", ""), child("150318", "")]), Err(CardFault::ChildName(1)));
        assert_eq!(CardForm { know: "x".repeat(2_001), ..form }.know(), Err(CardFault::Know));
    }
}
