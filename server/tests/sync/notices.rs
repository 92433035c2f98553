//! Who is told that there is something new, how often, and that nothing else is ever said.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use chrono::Timelike;
use http::StatusCode;
use samspil_server::notices::{Mail, Notices, Push, Ways};
use samspil_shared::api::{NoticeLanguage, SetNotices};
use samspil_shared::doc::call_note::Call;
use samspil_shared::doc::{Line, What};
use samspil_shared::domain::call::{MayShow, follow_up_of};
use samspil_shared::domain::{PersonId, Role};
use samspil_shared::sync::frame::OpResult;

use crate::calls::call;
use crate::sinks::{PushService, Receiver, Relay, signed};
use crate::world::{Family, HOUR, Phone, World, each};

pub(crate) const DAY: i64 = 24 * HOUR;
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const LINK: &str = "https://samspil.example/";
/// What stands in entries here, and in nothing that leaves the server.
const CANARY: &str = "kanariefugl";

/// What is logged meanwhile.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("nobody panicked")).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Maria's family and Mette, a relay and a push service.
pub(crate) struct Town {
    pub(crate) relay: Relay,
    pub(crate) service: PushService,
    pub(crate) notices: Notices,
    pub(crate) family: Family,
    maria: Phone,
    pub(crate) mette: Phone,
}

impl Town {
    pub(crate) async fn of(world: &World) -> Self {
        let (relay, service) = (Relay::opens().await, PushService::opens().await);
        let notices = notices(world, &relay);
        let family = world.family().await;
        let maria = world.foster_parent("Maria Holst", family).await;
        let mette = world.consultant("Mette Holm", family).await;
        for (person, role) in [(maria.person, Role::FosterParent), (mette.person, Role::Consultant)] {
            world.joins_contact(person, family, role).await;
        }
        Self { relay, service, notices, family, maria, mette }
    }

    /// Maria shares something, and nobody is connected afterwards.
    pub(crate) async fn shares(&mut self, world: &World) {
        world.wait_ms(MINUTE);
        self.maria.connects().await;
        let entry = self.maria.writes(&format!("Han sov dårligt. {CANARY}")).await;
        self.maria.shares(entry).await;
        self.maria.leaves();
    }

    pub(crate) async fn subscribes(&self, world: &World, phone: &Phone, path: &str) -> Receiver {
        world.signs_in(phone).await;
        let receiver = Receiver::new(7);
        let said = receiver.subscription(&format!("{}{path}", self.service.origin()));
        self.notices.subscribe(phone.person, phone.enrolment, &said).await.expect("a good subscription");
        receiver
    }

    pub(crate) async fn tick(&self) {
        self.notices.tick().await.expect("a look");
    }
}

fn notices(world: &World, relay: &Relay) -> Notices {
    let mail = Mail::new(&relay.url(), "samspil@klitmark.example", 7).expect("a relay");
    let push = Push::new(&[9; 32], "mailto:drift@klitmark.example".to_owned()).expect("certificates").on_loopback();
    Notices::new(world.hub.clone(), Ways { mail: Some(mail), push: Some(push) }, LINK.to_owned())
}

pub(crate) async fn wants_mail(notices: &Notices, person: PersonId, address: &str, language: NoticeLanguage) {
    let chosen = SetNotices { address: Some(address.to_owned()), language };
    notices.choose(person, chosen).await.expect("a good address");
}

impl World {
    /// Lets time pass until the Danish clock shows this hour.
    fn wait_until(&self, hour: u32) {
        while self.now().local().expect("a time").hour() != hour {
            self.wait_ms(10 * MINUTE);
        }
    }
}

#[tokio::test]
async fn one_mail_a_day_says_one_sentence() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let jonas = world.foster_parent("Jonas Bak", town.family).await;
        wants_mail(&town.notices, town.mette.person, "mette@holm.example", NoticeLanguage::Da).await;
        wants_mail(&town.notices, jonas.person, "jonas@bak.example", NoticeLanguage::En).await;
        town.shares(&world).await;
        town.tick().await;
        assert!(town.relay.mails().is_empty(), "not before the hour of the next day");
        world.wait_until(6);
        town.tick().await;
        assert!(town.relay.mails().is_empty(), "it is 6 o'clock");
        world.wait_until(7);
        town.tick().await;
        town.tick().await;
        let mails = town.relay.mails();
        let to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to.len(), 2, "an entry that is shared is new for the other adult too: {to:?}");
        let mail = mails.iter().find(|mail| mail.to == "<mette@holm.example>").expect("hers");
        assert_eq!(mail.from, "<samspil@klitmark.example>");
        assert_eq!(mail.header("From"), "Samspil <samspil@klitmark.example>");
        assert_eq!(mail.header("Subject"), "Der er nyt i Samspil");
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert_eq!(mail.text(), format!("Der er nyt i Samspil\r\n\r\n{LINK}\r\n"));
        let english = mails.iter().find(|mail| mail.to == "<jonas@bak.example>").expect("his");
        assert_eq!(english.header("Subject"), "Something new in Samspil");
        for mail in &mails {
            for word in [CANARY, "Holst", "Holm", "Bak", "Klitmark", "Han sov"] {
                assert!(!mail.data.contains(word), "{word} in {}", mail.data);
            }
        }
        world.wait_ms(DAY);
        town.tick().await;
        assert_eq!(town.relay.mails().len(), 2, "nothing new since");
    })
    .await;
}

#[tokio::test]
async fn what_one_wrote_oneself_or_has_on_a_device_already_is_not_new() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        wants_mail(&town.notices, town.maria.person, "maria@holst.example", NoticeLanguage::Da).await;
        wants_mail(&town.notices, town.mette.person, "mette@holm.example", NoticeLanguage::Da).await;
        world.wait_ms(MINUTE);
        town.shares(&world).await;
        world.wait_ms(MINUTE);
        // Her device was connected since; that it is gone again changes nothing.
        town.mette.connects().await;
        town.mette.leaves();
        world.wait_ms(DAY);
        town.tick().await;
        assert!(town.relay.mails().is_empty(), "{:?}", town.relay.mails());
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_outbox").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_relay_that_fails_is_tried_again_and_a_mail_goes_out_once() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        wants_mail(&town.notices, town.mette.person, "mette@holm.example", NoticeLanguage::Da).await;
        town.shares(&world).await;
        world.wait_ms(DAY);
        town.relay.refuses(true);
        let log = Log::default();
        {
            let writer = log.clone();
            let kept = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
            let _here = tracing::subscriber::set_default(kept);
            town.tick().await;
        }
        let log = log.text();
        assert!(log.contains("it answered 451"), "{log}");
        assert!(!log.contains("mette") && !log.contains(CANARY), "no address and no word stand in the log: {log}");
        town.relay.refuses(false);
        town.tick().await;
        assert!(town.relay.mails().is_empty(), "it waits a little before it asks again");
        // The node is restarted meanwhile, and another one runs too.
        let (other, relay) = (world.other_node().await, &town.relay);
        let mail = Mail::new(&relay.url(), "samspil@klitmark.example", 7).expect("a relay");
        let other = Notices::new(other, Ways { mail: Some(mail), push: None }, LINK.to_owned());
        world.wait_ms(2 * MINUTE);
        let restarted = notices(&world, relay);
        let (one, two) = tokio::join!(restarted.tick(), other.tick());
        one.and(two).expect("two looks");
        assert_eq!(town.relay.mails().len(), 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_outbox").await, 0);

        // A relay that never comes back fills nothing up.
        town.relay.refuses(true);
        town.shares(&world).await;
        for _ in 0..3 {
            world.wait_ms(DAY);
            town.tick().await;
            assert!(world.count("SELECT COUNT(*) FROM notice_outbox").await <= 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_that_is_kept_from_the_family_gives_them_no_hint() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let jonas = world.person("Jonas Bak").await;
        world.joins_contact(jonas, town.family, Role::FosterParent).await;
        let contact = world.contact(town.family).await;
        let krogsbaek = world.institution().await;
        let yusuf = world.person("Yusuf Amin").await;
        world.shift(krogsbaek, yusuf, -HOUR).await;
        let mut officer = world.officer(yusuf, krogsbaek).await;
        for (person, address) in [
            (town.maria.person, "maria@holst.example"),
            (jonas, "jonas@bak.example"),
            (town.mette.person, "mette@holm.example"),
            (yusuf, "yusuf@amin.example"),
        ] {
            wants_mail(&town.notices, person, address, NoticeLanguage::Da).await;
        }
        town.subscribes(&world, &town.maria, "/maria").await;
        world.wait_ms(MINUTE);
        officer.connects().await;
        let maria = town.maria.person;
        let hidden = Call {
            caller: Some(maria),
            may_show: MayShow::Nobody,
            why_not: Line::new("Hun er ved at flytte"),
            ..call(world.now(), krogsbaek, CANARY)
        };
        let (note, ops) = officer.registers(contact, &hidden, None);
        assert!(officer.pushes(ops).await.iter().all(|result| matches!(result, OpResult::Stored { .. })));
        officer.leaves();
        world.wait_ms(DAY);
        town.tick().await;
        let to = |town: &Town| town.relay.mails().iter().map(|mail| mail.to.clone()).collect::<Vec<_>>();
        assert_eq!(to(&town), ["<mette@holm.example>"]);
        assert!(town.service.took().is_empty());

        // The consultant shows it to the caller: it is new for her, and for nobody else.
        town.mette.connects().await;
        let released = town.mette.says(follow_up_of(note), &What::Released { to: MayShow::Caller });
        let due = "2026-02-26".parse().expect("a day");
        let receipt = town.mette.receipt(contact, note, &hidden, due, maria);
        let results = town.mette.pushes(vec![released, receipt]).await;
        assert!(results.iter().all(|result| matches!(result, OpResult::Stored { .. })), "{results:?}");
        town.mette.leaves();
        world.wait_ms(DAY);
        town.tick().await;
        assert_eq!(to(&town), ["<mette@holm.example>", "<maria@holst.example>"]);
        assert_eq!(town.service.took().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn one_push_an_hour_says_its_language_to_this_browser_alone() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let receiver = town.subscribes(&world, &town.mette, "/push/mette").await;
        world.wait_ms(MINUTE);
        town.tick().await;
        assert!(town.service.took().is_empty(), "nothing is new");
        town.shares(&world).await;
        town.tick().await;
        town.tick().await;
        let pushes = town.service.took();
        let [push] = &pushes[..] else { panic!("one push, not {pushes:?}") };
        assert_eq!(receiver.opens(&push.body), b"da");
        assert_eq!(push.headers["content-encoding"], "aes128gcm");
        let key = town.notices.ways().push.as_ref().expect("a key").public();
        let claims = signed(push, key);
        assert_eq!(claims["aud"], town.service.origin());
        assert_eq!(claims["sub"], "mailto:drift@klitmark.example");
        let left = claims["exp"].as_i64().expect("a time") * 1000 - world.now().as_ms();
        assert!((1..=DAY).contains(&left), "{left} ms");

        world.wait_ms(30 * MINUTE);
        town.shares(&world).await;
        town.tick().await;
        assert!(town.service.took().is_empty(), "within the hour");
        world.wait_ms(31 * MINUTE);
        town.tick().await;
        assert_eq!(town.service.took().len(), 1);

        // A service that is down is asked again; what is too old by then is left out.
        world.wait_ms(2 * HOUR);
        town.shares(&world).await;
        town.service.says(StatusCode::SERVICE_UNAVAILABLE);
        town.tick().await;
        assert_eq!(town.service.took().len(), 1);
        town.service.says(StatusCode::CREATED);
        world.wait_ms(2 * MINUTE);
        town.tick().await;
        assert_eq!(town.service.took().len(), 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_outbox").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_device_that_is_gone_is_told_no_more() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        town.subscribes(&world, &town.mette, "/old").await;
        world.wait_ms(MINUTE);
        town.shares(&world).await;
        town.service.says(StatusCode::GONE);
        town.tick().await;
        assert_eq!(town.service.took().len(), 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM push_subscriptions").await, 0, "the service forgot it");

        town.service.says(StatusCode::CREATED);
        town.subscribes(&world, &town.mette, "/new").await;
        world.wait_ms(2 * HOUR);
        town.shares(&world).await;
        world.revoke(&town.mette).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM push_subscriptions").await, 0, "the device was ended");
        town.tick().await;
        assert!(town.service.took().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_device_that_was_signed_out_is_told_nothing_and_an_ended_account_keeps_no_address() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        town.subscribes(&world, &town.mette, "/mette").await;
        wants_mail(&town.notices, town.mette.person, "mette@holm.example", NoticeLanguage::Da).await;
        world.execute("UPDATE sessions SET revoked_at = 1, why = 'logged out'").await;
        world.wait_ms(MINUTE);
        town.shares(&world).await;
        town.tick().await;
        assert!(town.service.took().is_empty());
        samspil_server::admin::end_person(world.store(), town.mette.person, world.now()).await.expect("ended");
        for sql in ["SELECT COUNT(*) FROM notices", "SELECT COUNT(*) FROM push_subscriptions"] {
            assert_eq!(world.count(sql).await, 0, "{sql}");
        }
        world.wait_ms(DAY);
        town.tick().await;
        assert!(town.relay.mails().is_empty());
    })
    .await;
}
