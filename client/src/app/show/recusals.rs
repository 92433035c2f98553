//! *Inhabil*: who is kept out of which family's reach.

use samspil_shared::domain::FamilyId;

use super::Show;
use crate::app::model::Model;
use crate::app::view::When;
use crate::app::view::admin::{Recused, RecusedOf};

impl Model {
    /// *Inhabil*, of one family alone if one is named; none for whom it is not, or as long as it did not come.
    pub fn recusals(&self, family: Option<FamilyId>) -> Option<Recused> {
        self.show()?.recusals(family)
    }
}

impl Show<'_> {
    fn recusals(self, of: Option<FamilyId>) -> Option<Recused> {
        let known = self.desk.admin.recusals.known.as_ref().filter(|_| self.desk.says_recusals())?;
        let me = self.desk.engine.config().person;
        let mut families: Vec<_> = known.families.iter().map(|one| (one.family, one.names.clone())).collect();
        families.sort_by(|(a, one), (b, other)| (one.is_empty(), one, a).cmp(&(other.is_empty(), other, b)));
        let names = |id| families.iter().find(|(family, _)| *family == id).map(|(_, names)| names.clone());
        let lines = known.recusals.iter().filter(|one| of.is_none_or(|of| of == one.family)).map(|one| RecusedOf {
            person: one.person,
            name: one.name.clone(),
            family: one.family,
            family_names: names(one.family).unwrap_or_default(),
            since: one.since.map(|since| When::of(since).date),
            may_end: one.person != me,
        });
        let lines = lines.collect();
        let people = known.people.iter().map(|one| (one.person, one.name.clone())).collect();
        Some(Recused { lines, people, families })
    }
}
