//! Packets: what an officer will see in the next shift lies ready, sealed, on a computer that they never synced on.

use samspil_server::admin;
use samspil_server::sync::Addressee;
use samspil_shared::doc::call_note::Call;
use samspil_shared::domain::duty::window;
use samspil_shared::domain::{Acting, DocId, Kind, PersonId, Role, SpaceId, UnitId};
use samspil_shared::sync::engine::Unpacked;
use samspil_shared::sync::frame::OpResult;
use samspil_shared::sync::packet::{self, Head, Packet, PacketError};

use crate::calls::call;
use crate::pocket::Pocket;
use crate::world::{HOUR, Phone, World, each};

/// Two families with their consultant, and an institution that answers for both.
pub(crate) struct Town {
    pub(crate) krogsbaek: UnitId,
    pub(crate) holst: SpaceId,
    toft: SpaceId,
    pub(crate) cards: [DocId; 2],
    pub(crate) mette: Phone,
    pub(crate) yusuf: PersonId,
}

impl Town {
    /// Yusuf is kin of the family Toft.
    pub(crate) async fn of(world: &World) -> Self {
        let (holst, toft) = (world.family().await, world.family().await);
        let krogsbaek = world.institution().await;
        let mut mette = world.consultant("Mette Holm", holst).await;
        for family in [holst, toft] {
            world.joins_contact(mette.person, family, Role::Consultant).await;
        }
        mette.connects().await;
        let spaces = [world.contact(holst).await, world.contact(toft).await];
        let cards = [
            mette.writes_card(spaces[0], "Maria Holst", "Noah").await,
            mette.writes_card(spaces[1], "Ida Toft", "Ea").await,
        ];
        let yusuf = world.person("Yusuf Amin").await;
        admin::recuse(world.store(), yusuf, toft.id, world.now()).await.expect("it is noted");
        Self { krogsbaek, holst: spaces[0], toft: spaces[1], cards, mette, yusuf }
    }

    fn acting(&self) -> Acting {
        Acting { role: Role::DutyOfficer, unit: self.krogsbaek }
    }

    /// Yusuf on this device, in a shift that begins in so many milliseconds.
    pub(crate) fn addressee(&self, world: &World, yusuf: &Phone, in_ms: i64) -> Addressee {
        let from = world.now().plus_ms(in_ms);
        let reach = window(from, from.plus_ms(8 * HOUR));
        Addressee {
            person: self.yusuf,
            enrolment: yusuf.enrolment,
            acting: self.acting(),
            from: reach.from,
            until: reach.until.expect("a shift ends"),
        }
    }

    /// His packet for it.
    async fn packet(&self, world: &World, yusuf: &Phone, in_ms: i64) -> Option<Vec<u8>> {
        world.hub.packet(self.addressee(world, yusuf, in_ms)).await.expect("the database")
    }
}

pub(crate) fn opened(world: &World, phone: &Phone, bytes: &[u8]) -> Packet {
    packet::open(bytes, &world.store().deliver_keys(phone.enrolment).secret).expect("a packet of this device")
}

fn pocket(town: &Town, phone: &Phone, world: &World) -> Pocket {
    Pocket::acting(phone.person, phone.enrolment, town.acting(), world.now())
}

#[tokio::test]
async fn tonights_cards_lie_ready_for_who_never_synced_there_and_for_nobody_else() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let phone = world.officer(town.yusuf, town.krogsbaek).await;
        world.shift(town.krogsbaek, town.yusuf, 20 * HOUR).await;
        let bytes = town.packet(&world, &phone, 20 * HOUR).await.expect("a packet");
        assert!(!bytes.windows(5).any(|five| five == b"Maria"));
        let head = Head::of(&bytes).expect("a head");
        assert_eq!(head.from, world.now().plus_ms(8 * HOUR));
        let another = world.store().deliver_keys(town.mette.enrolment).secret;
        assert_eq!(packet::open(&bytes, &another), Err(PacketError::Sealed));
        let packet = opened(&world, &phone, &bytes);
        assert!(packet.spaces.iter().all(|space| space.id != town.toft), "kin: neither the space nor the card");

        // Not before the window, whatever the device holds.
        let mut yusuf = pocket(&town, &phone, &world);
        assert_eq!(yusuf.finds(packet.clone(), &world.hub).await, Some(Unpacked::Early));
        assert!(yusuf.shown().is_empty());
        world.wait_ms(9 * HOUR);
        yusuf.waits(9 * HOUR, &world.hub).await;
        assert_eq!(yusuf.finds(packet.clone(), &world.hub).await, Some(Unpacked::Taken));
        assert_eq!(yusuf.shown(), [town.cards[0]]);
        assert!(yusuf.sent.is_empty(), "without a connection");

        // A sync goes on from there: what came since, and nothing twice.
        let told = Call { caller: None, ..call(world.now(), town.krogsbaek, "Han sover.") };
        let ida = world.person("Ida Dam").await;
        world.shift(town.krogsbaek, ida, -HOUR).await;
        let mut other = world.officer(ida, town.krogsbaek).await;
        other.connects().await;
        let (_, ops) = other.registers(town.holst, &told, None);
        assert!(other.pushes(ops).await.iter().all(|result| matches!(result, OpResult::Stored { .. })));
        yusuf.syncs(&world.hub).await;
        assert_eq!(yusuf.shown().len(), 2, "the follow-up of a call of this evening");
        assert!(!yusuf.sent.contains(&"page") && !yusuf.sent.contains(&"fetch"), "{:?}", yusuf.sent);
        yusuf.leaves(&world.hub).await;
        assert_eq!(yusuf.finds(packet, &world.hub).await, Some(Unpacked::Useless), "the server has said more since");

        // Two hours after the shift it is gone, without a connection.
        yusuf.waits(21 * HOUR, &world.hub).await;
        assert!(yusuf.shown().is_empty());
        assert!(!town.cards.iter().any(|doc| yusuf.engine.state().held(*doc).is_some()));
        town.mette.leaves();
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_packet_comes_to_what_an_earlier_shift_left_on_the_device() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        world.shift(town.krogsbaek, town.yusuf, -HOUR).await;
        let phone = world.officer(town.yusuf, town.krogsbaek).await;
        let mut yusuf = pocket(&town, &phone, &world);
        yusuf.syncs(&world.hub).await;
        assert_eq!(yusuf.shown(), [town.cards[0]]);
        yusuf.leaves(&world.hub).await;
        world.wait_ms(HOUR);
        yusuf.now = world.now();
        let family = world.family().await;
        world.joins_contact(town.mette.person, family, Role::Consultant).await;
        town.mette.connects().await;
        let new = town.mette.writes_card(world.contact(family).await, "Bo Lund", "Liv").await;

        let bytes = town.packet(&world, &phone, -2 * HOUR).await.expect("a packet");
        let packet = opened(&world, &phone, &bytes);
        assert_eq!(yusuf.finds(packet.clone(), &world.hub).await, Some(Unpacked::Taken));
        let mut both = vec![town.cards[0], new];
        let mut shown = yusuf.shown();
        both.sort_unstable();
        shown.sort_unstable();
        assert_eq!(shown, both);
        assert_eq!(yusuf.held(new).document.meta.kind, Kind::FamilyCard);

        // Once more it says the same, as after a store that was full; for another device it says nothing.
        assert_eq!(yusuf.finds(packet.clone(), &world.hub).await, Some(Unpacked::Taken));
        assert_eq!(yusuf.shown().len(), 2);
        let elsewhere = world.officer(town.yusuf, town.krogsbaek).await;
        let mut other = pocket(&town, &elsewhere, &world);
        assert_eq!(other.finds(packet.clone(), &world.hub).await, Some(Unpacked::Useless));
        yusuf.waits(30 * HOUR, &world.hub).await;
        assert_eq!(yusuf.finds(packet, &world.hub).await, Some(Unpacked::Over));
        assert!(yusuf.shown().is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_is_not_on_the_rota_or_whose_device_was_ended_gets_none() {
    each(async |world| {
        let town = Town::of(&world).await;
        let phone = world.officer(town.yusuf, town.krogsbaek).await;
        assert_eq!(town.packet(&world, &phone, HOUR).await, None, "no shift, nothing reached");
        world.shift(town.krogsbaek, town.yusuf, HOUR).await;
        assert!(town.packet(&world, &phone, HOUR).await.is_some());
        assert_eq!(town.packet(&world, &phone, 40 * HOUR).await, None, "nor in another window");
        world.revoke(&phone).await;
        assert_eq!(town.packet(&world, &phone, HOUR).await, None);
    })
    .await;
}
