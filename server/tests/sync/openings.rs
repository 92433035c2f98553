//! The family sees on which nights its card was opened, and never that a call is withheld.

use samspil_shared::api::{OPENINGS_AFTER_MS, Opening};
use samspil_shared::doc::call_note::Call;
use samspil_shared::doc::{Line, What};
use samspil_shared::domain::call::{MayShow, follow_up_of};
use samspil_shared::domain::{Acting, ChangeHash, DocId, PersonId, ReadId, Role, SpaceId};
use samspil_shared::sync::frame::{Op, ReadFact};

use crate::calls::call;
use crate::world::{HOUR, Phone, World, each};

/// Opening it for duty, as a client says so.
const FOR_DUTY: u8 = 9;

fn opens(phone: &Phone, id: u8, doc: DocId, purpose: u8) -> Op {
    Op::Read(ReadFact {
        id: ReadId::from_bytes([id; 16]),
        doc,
        version: ChangeHash::from_bytes([1; 32]),
        purpose,
        device_time: phone.time(),
    })
}

async fn seen(world: &World, person: PersonId, role: Role, space: SpaceId) -> Option<Vec<Opening>> {
    world.hub.openings(person, Acting { role, unit: world.unit }, space).await.expect("the database")
}

/// The caller alone is shown the call: the other adult is not told that the card was opened, whoever opened it.
#[tokio::test]
async fn an_opening_tells_nobody_of_a_call_that_they_are_not_shown() {
    each(async |world| {
        let family = world.family().await;
        let contact = world.contact(family).await;
        let krogsbaek = world.institution().await;
        let (maria, jonas) = (world.person("Maria Holst").await, world.person("Jonas Bak").await);
        for adult in [maria, jonas] {
            world.joins_contact(adult, family, Role::FosterParent).await;
        }
        let mut mette = world.consultant("Mette Holm", family).await;
        world.joins_contact(mette.person, family, Role::Consultant).await;
        mette.connects().await;
        let card = mette.writes_card(contact, "Maria Holst", "Noah").await;
        let (yusuf, ida) = (world.person("Yusuf Amin").await, world.person("Ida Toft").await);
        world.shift(krogsbaek, yusuf, -HOUR).await;
        let mut yusuf = world.officer(yusuf, krogsbaek).await;
        yusuf.connects().await;
        let night = Call { caller: Some(maria), ..call(world.now(), krogsbaek, "Noah vågnede og skreg.") };
        let (_, ops) = yusuf.registers(contact, &night, Some(maria));
        yusuf.must_store(ops).await;
        // The next officer opens the card as well, and calls back.
        world.wait_ms(2 * HOUR);
        world.shift(krogsbaek, ida, -HOUR).await;
        let mut ida = world.officer(ida, krogsbaek).await;
        ida.connects().await;
        ida.stores(opens(&ida, 7, card, FOR_DUTY)).await;
        world.wait_ms(OPENINGS_AFTER_MS);
        let sees = async |who| seen(&world, who, Role::FosterParent, contact).await.unwrap().len();
        assert_eq!((sees(maria).await, sees(jonas).await), (1, 0), "it is for the caller alone");
        assert_eq!(seen(&world, mette.person, Role::Consultant, contact).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_family_sees_when_its_card_was_opened_a_day_later_and_nothing_of_a_withheld_call() {
    each(async |world| {
        let family = world.family().await;
        let contact = world.contact(family).await;
        let krogsbaek = world.institution().await;
        let maria = world.person("Maria Holst").await;
        world.joins_contact(maria, family, Role::FosterParent).await;
        let mut mette = world.consultant("Mette Holm", family).await;
        world.joins_contact(mette.person, family, Role::Consultant).await;
        mette.connects().await;
        let card = mette.writes_card(contact, "Maria Holst", "Noah").await;
        let mut officers = Vec::new();
        for name in ["Yusuf Amin", "Ida Toft"] {
            let person = world.person(name).await;
            world.shift(krogsbaek, person, -HOUR).await;
            let mut officer = world.officer(person, krogsbaek).await;
            officer.connects().await;
            officers.push(officer);
        }
        let [yusuf, ida] = &mut officers[..] else { unreachable!("two of them") };

        // Both open the card; Yusuf's call is withheld from the family. The consultant and the family open it as well.
        yusuf.stores(opens(yusuf, 1, card, FOR_DUTY)).await;
        let hidden = Call {
            caller: Some(maria),
            may_show: MayShow::Nobody,
            why_not: Line::new("Hun er ved at flytte"),
            ..call(world.now(), krogsbaek, "Noah vågnede og skreg.")
        };
        let (note, ops) = yusuf.registers(contact, &hidden, None);
        yusuf.must_store(ops).await;
        // Whatever an officer's device states, it is opened for duty in a shift.
        ida.stores(opens(ida, 2, card, 1)).await;
        mette.stores(opens(&mette, 3, card, 8)).await;
        let mut phone = world.phone(maria, Role::FosterParent).await;
        phone.connects().await;
        phone.stores(opens(&phone, 4, card, FOR_DUTY)).await;

        assert_eq!(seen(&world, maria, Role::FosterParent, contact).await, Some(Vec::new()), "not on the same night");
        world.wait_ms(OPENINGS_AFTER_MS);
        let on = world.now().plus_ms(-OPENINGS_AFTER_MS).local_date().unwrap();
        let opening = Opening { on, unit: Some("Krogsbæk".into()) };
        assert_eq!(seen(&world, maria, Role::FosterParent, contact).await, Some(Vec::new()), "either one would tell");
        mette.connects().await;
        let released = mette.says(follow_up_of(note), &What::Released { to: MayShow::Caller });
        let receipt = mette.receipt(contact, note, &hidden, "2026-02-26".parse().unwrap(), maria);
        mette.must_store(vec![released, receipt]).await;
        assert_eq!(seen(&world, maria, Role::FosterParent, contact).await, Some(vec![opening.clone()]));
        assert_eq!(seen(&world, mette.person, Role::Consultant, contact).await, Some(vec![opening]));

        // It is nobody else's to know, and nobody's in another role.
        assert_eq!(seen(&world, maria, Role::Consultant, contact).await, None);
        let duty = Acting { role: Role::DutyOfficer, unit: krogsbaek };
        assert_eq!(world.hub.openings(ida.person, duty, contact).await.unwrap(), None);
        let stranger = world.foster_parent("Sam Lund", world.family().await).await;
        assert_eq!(seen(&world, stranger.person, Role::FosterParent, contact).await, None);
    })
    .await;
}
