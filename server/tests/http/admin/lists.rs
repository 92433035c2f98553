//! Lists that are longer than a page.

use samspil_shared::api::admin::{Families, People, RenameFamily};
use samspil_shared::api::{self, Code};
use samspil_shared::domain::Role;

use super::{desk, unit};
use crate::support::{TestApp, each};

#[tokio::test]
async fn people_and_families_come_in_parts_and_are_found_by_name() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let family = ane.adds_family(None).await;
        let named = RenameFamily { family, name: "Klitgården".to_owned() };
        assert_eq!(ane.post(api::ADMIN_FAMILIES_RENAME, &named).await.refusal(), None);
        let maria = ane.adds("Maria Østergård", Role::FosterParent, Some(family)).await;
        for n in 0..60 {
            ane.adds(&format!("Per {n:02}"), Role::Consultant, None).await;
        }
        let people = async |more: &str| {
            let path = format!("{}{more}", ane.path(api::ADMIN_PEOPLE));
            let People { people, more } = ane.browser.get(&path).await.json();
            (people.into_iter().map(|one| one.name).collect::<Vec<_>>(), more)
        };
        let (first, more) = people("").await;
        assert_eq!((first.len(), more, &*first[0], &*first[49]), (50, true, "ane", "Per 47"));
        let (rest, more) = people("&skip=50").await;
        assert_eq!((rest.len(), more, &*rest[0]), (12, false, "Per 48"));
        assert_eq!(people("&skip=5000").await, (Vec::new(), false));
        assert_eq!(people("&q=%C3%B8STER%20mar").await, (vec!["Maria Østergård".to_owned()], false));
        assert_eq!(people("&q=nobody").await, (Vec::new(), false));
        assert_eq!(people(&format!("&person={}", maria.person)).await.0, ["Maria Østergård"]);
        let (consultants, more) = people("&having=consultant").await;
        assert!(more && consultants.iter().all(|name| name.starts_with("Per")), "{consultants:?}");
        for bad in ["&skip=-1", "&skip=x", "&person=x", "&having=king"] {
            let answer = ane.browser.get(&format!("{}{bad}", ane.path(api::ADMIN_PEOPLE))).await;
            assert_eq!(answer.refusal(), Some(Code::Malformed), "{bad}");
        }
        let shown = ane.browser.get(&format!("{}&person={}", ane.path(api::ADMIN_PEOPLE), maria.person)).await;
        let People { people: shown, .. } = shown.json();
        let tied = shown[0].ties.iter().find(|tie| tie.family == Some(family)).expect("she is in it");
        assert_eq!(tied.family_name, ["Klitgården"]);

        for _ in 0..52 {
            ane.adds_family(None).await;
        }
        let families = async |more: &str| {
            let path = format!("{}{more}", ane.path(api::ADMIN_FAMILIES));
            let Families { families, more, units } = ane.browser.get(&path).await.json();
            assert_eq!(units.len(), 1);
            (families.into_iter().map(|one| one.family).collect::<Vec<_>>(), more)
        };
        let (first, more) = families("").await;
        let (rest, none) = families("&skip=50").await;
        assert_eq!((first.len(), more, rest.len(), none), (50, true, 3, false));
        assert!(rest.iter().all(|one| !first.contains(one)));
        for q in ["&q=klitg", "&q=maria", &format!("&family={family}")] {
            assert_eq!(families(q).await, (vec![family], false), "{q}");
        }

        // A consultant looks among own families only, whatever is looked for.
        let mette = desk(&app, "mette", Role::Consultant, klitmark).await;
        let path = format!("{}&q=klitg", mette.path(api::ADMIN_FAMILIES));
        assert!(mette.browser.get(&path).await.json::<Families>().families.is_empty());
        let path = format!("{}&person={}", mette.path(api::ADMIN_PEOPLE), maria.person);
        assert!(mette.browser.get(&path).await.json::<People>().people.is_empty());
    })
    .await;
}

pub(super) fn names(members: &[samspil_shared::api::admin::Member]) -> Vec<(&str, samspil_shared::domain::Role)> {
    members.iter().map(|member| (member.name.as_str(), member.role)).collect()
}
