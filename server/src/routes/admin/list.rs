//! Lists that are longer than a page: what is looked for, and which part is answered. Names are sealed in the database, so
//! it is looked for in memory.

use std::collections::BTreeMap;

use axum::extract::Query;
use http::Uri;
use samspil_shared::api::admin::{FIND_MAX, PAGE};
use samspil_shared::domain::{FamilyId, Role, UnitId};
use serde::de::DeserializeOwned;

use crate::error::ApiError;
use crate::state::AppState;

/// What the query asks for.
pub(super) fn asked<T: DeserializeOwned>(uri: &Uri) -> Result<T, ApiError> {
    let asked = Query::<T>::try_from_uri(uri);
    asked.map(|Query(asked)| asked).map_err(|_| ApiError::Malformed("The query asks for no such list.".to_owned()))
}

/// Words that are looked for: each is the beginning, the middle or the end of something.
pub(super) struct Wanted(Vec<String>);

impl Wanted {
    pub(super) fn new(q: &str) -> Self {
        let q: String = q.chars().take(FIND_MAX).collect();
        Self(q.to_lowercase().split_whitespace().map(str::to_owned).collect())
    }

    /// Whether all of them are in these.
    pub(super) fn is_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let texts: Vec<String> = texts.into_iter().map(str::to_lowercase).collect();
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

/// The next part of a list, and whether there is more of it.
pub(super) fn page<T>(list: Vec<T>, skip: usize) -> (Vec<T>, bool) {
    let more = list.len() > skip.saturating_add(PAGE);
    (list.into_iter().skip(skip).take(PAGE).collect(), more)
}

/// What each family of the unit goes by: its own name, or its adults.
pub(super) async fn names_of_families(
    state: &AppState,
    unit: UnitId,
) -> Result<BTreeMap<FamilyId, Vec<String>>, ApiError> {
    let (store, now) = (state.store(), state.now());
    let mut names: BTreeMap<FamilyId, Vec<String>> = BTreeMap::new();
    for row in store.ties_in_families(unit).await? {
        let of = &row.membership;
        if let Some(family) = row.family
            && of.role == Role::FosterParent
            && of.window.contains(now)
        {
            let names = names.entry(family).or_default();
            if !names.contains(&row.name) {
                names.push(row.name);
            }
        }
    }
    for row in store.families_of_unit(unit, now).await? {
        if let Some(name) = row.name {
            names.insert(row.family, vec![name]);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_and_case() {
        let texts = ["Søren Ølholm", "soren"];
        for (q, expected) in
            [("", true), ("  ", true), ("øl", true), ("HOLM søren", true), ("sor", true), ("holm jonas", false)]
        {
            assert_eq!(Wanted::new(q).is_in(texts), expected, "{q}");
        }
    }

    #[test]
    fn a_list_is_answered_in_parts() {
        let list: Vec<usize> = (0..2 * PAGE + 1).collect();
        assert_eq!(page(list.clone(), 0), ((0..PAGE).collect(), true));
        assert_eq!(page(list.clone(), 2 * PAGE), (vec![2 * PAGE], false));
        assert_eq!(page(list.clone(), usize::MAX), (Vec::new(), false));
        assert!(!page(list[..PAGE].to_vec(), 0).1);
    }
}
