//! *Inhabil*: administrators and leaders say who is kept out of whose reach, and that it is over.

use samspil_client::app::admin::{AdminIntent, Ask};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{AdminPlace, Route};
use samspil_client::app::view::admin::AdminDeed;
use samspil_shared::api::admin::{NamedFamily, NamedPerson, Recusals, Recuse};
use samspil_shared::domain::{FamilyId, PersonId, Role};

use crate::support::{Family, Phone};

const YUSUF: PersonId = PersonId::from_bytes([0x71; 16]);
const HOLST: FamilyId = FamilyId::from_bytes([0x81; 16]);
const TOFT: FamilyId = FamilyId::from_bytes([0x82; 16]);

fn at_work(family: &Family, role: Role) -> Phone {
    family.server.borrow_mut().member(family.noah, "ida", role, false);
    let mut ida = family.phone("ida");
    let me = family.server.borrow().person("ida").person;
    let named = |person, name: &str| NamedPerson { person, name: name.into() };
    let of = |family, name: &str| NamedFamily { family, names: vec![name.into()] };
    ida.office.recusals = Recusals {
        recusals: Vec::new(),
        people: vec![named(me, "Ida"), named(YUSUF, "Yusuf Amin")],
        families: vec![of(TOFT, "Ida Toft"), of(HOLST, "Maria Holst")],
    };
    ida
}

fn does(phone: &mut Phone, intent: AdminIntent) {
    phone.does(Intent::Admin(intent));
}

fn deed(phone: &Phone) -> AdminDeed {
    phone.model.admin().unwrap().deed
}

#[test]
fn who_is_kept_out_is_said_and_ended_by_leaders_and_administrators() {
    for role in [Role::Leader, Role::Administrator] {
        let family = Family::new();
        let mut ida = at_work(&family, role);
        ida.goes(Route::Admin(AdminPlace::Menu));
        assert!(ida.model.admin().unwrap().recusals, "{role:?}");
        ida.goes(Route::Admin(AdminPlace::Recusals));
        let shown = ida.model.recusals(None).unwrap();
        assert_eq!((shown.lines.len(), shown.people.len()), (0, 2));
        assert_eq!(shown.families.iter().map(|(family, _)| *family).collect::<Vec<_>>(), [TOFT, HOLST], "by name");
        for half in [AdminIntent::Recuse(None, Some(HOLST)), AdminIntent::Recuse(Some(YUSUF), None)] {
            does(&mut ida, half);
            assert_eq!((deed(&ida), ida.office.deeds.len()), (AdminDeed::Incomplete, 0), "{role:?}");
        }
        does(&mut ida, AdminIntent::Recuse(Some(YUSUF), Some(HOLST)));
        assert_eq!(deed(&ida), AdminDeed::Ready);
        let [line] = &ida.model.recusals(None).unwrap().lines[..] else { panic!("one") };
        let today = ida.now.local_date();
        assert_eq!((line.name.as_str(), line.since, line.may_end), ("Yusuf Amin", today, true));
        assert_eq!(line.family_names, ["Maria Holst"]);
        assert_eq!(ida.model.recusals(Some(TOFT)).unwrap().lines, [], "of one family alone");
        assert_eq!(ida.model.recusals(Some(HOLST)).unwrap().lines.len(), 1);

        let me = family.server.borrow().person("ida").person;
        does(&mut ida, AdminIntent::Recuse(Some(me), Some(TOFT)));
        let own = ida.model.recusals(Some(TOFT)).unwrap().lines;
        assert!(!own[0].may_end, "nobody lets themselves in again");
        does(&mut ida, AdminIntent::EndRecusal(YUSUF, HOLST));
        assert_eq!(ida.model.recusals(Some(HOLST)).unwrap().lines, []);
        let of = Recuse { person: YUSUF, family: HOLST };
        assert_eq!(ida.office.deeds.first(), Some(&Ask::Recuse(of)));
        assert_eq!(ida.office.deeds.last(), Some(&Ask::EndRecusal(of)));
    }
}

#[test]
fn without_a_network_nothing_is_said_to_have_happened_and_nobody_else_has_it() {
    let family = Family::new();
    let mut ida = at_work(&family, Role::Leader);
    ida.goes(Route::Admin(AdminPlace::Recusals));
    ida.goes_offline();
    does(&mut ida, AdminIntent::Recuse(Some(YUSUF), Some(HOLST)));
    assert_eq!(deed(&ida), AdminDeed::Offline);
    assert_eq!(ida.model.recusals(None).unwrap().lines, []);

    let mut mette = family.phone("mette");
    mette.goes(Route::Admin(AdminPlace::Recusals));
    assert_eq!((mette.model.admin(), mette.model.recusals(None)), (None, None), "a consultant has it not");
    does(&mut mette, AdminIntent::Recuse(Some(YUSUF), Some(HOLST)));
    assert_eq!(mette.office.deeds, []);
}
