use samspil_shared::domain::{DocId, DocState, Role};
use samspil_shared::sync::frame::{ClientFrame, Fate, Have, HeldDigest, Offer, Return, ServerFrame, held_digest};

use crate::database::Database;
use crate::pocket::Pocket;
use crate::world::{Family, HOUR, World};

/// A server with a family of three who have phones.
async fn home() -> (World, Family, [Pocket; 3]) {
    let world = World::on(Database::sqlite()).await;
    let family = world.family().await;
    let mut pockets = Vec::new();
    for name in ["Maria", "Jonas", "Ida"] {
        let phone = world.foster_parent(name, family).await;
        pockets.push(Pocket::new(phone.person, phone.enrolment, world.unit, world.now()));
    }
    let pockets = pockets.try_into().unwrap_or_else(|_| unreachable!("three names"));
    (world, family, pockets)
}

#[tokio::test]
async fn what_an_older_copy_lacks_comes_back_through_another_phone_under_its_authors_name() {
    let (world, family, [mut maria, mut jonas, mut ida]) = home().await;
    for phone in [&mut maria, &mut jonas, &mut ida] {
        phone.syncs(&world.hub).await;
    }
    let before = maria.writes(family.space, "Før kopien.", &world.hub).await;
    jonas.syncs(&world.hub).await;
    let copy = world.copied("copy.db").await;
    world.wait_ms(HOUR);

    // After the copy: a new note with an edit, an edit of the old one by another, and something shared and taken back.
    let lost = maria.writes(family.space, "Efter kopien.", &world.hub).await;
    maria.edits(lost, "Efter kopien, rettet.", &world.hub).await;
    let shared = maria.shares(before, &world.hub).await;
    jonas.syncs(&world.hub).await;
    jonas.edits(before, "Før kopien. Jonas tilføjer.", &world.hub).await;
    jonas.withdraws(shared, &world.hub).await;
    jonas.syncs(&world.hub).await;
    let authors = jonas.authors(lost);
    assert_eq!(authors.len(), 2);

    // Maria never comes back.
    drop(maria);
    let world = world.restored_from(&copy).await;
    world.wait_ms(HOUR);
    ida.syncs(&world.hub).await;
    assert_eq!(ida.shown(), [before], "the copy has nothing else");
    ida.edits(before, "Ida først. Før kopien.", &world.hub).await;

    jonas.sent.clear();
    jonas.syncs(&world.hub).await;
    assert!(jonas.sent.contains(&"have") && jonas.sent.contains(&"return"), "{:?}", jonas.sent);
    ida.syncs(&world.hub).await;
    for phone in [&jonas, &ida] {
        assert_eq!(phone.text(lost), "Efter kopien, rettet.");
        assert_eq!(phone.authors(lost), authors, "under the first name and time");
        assert_eq!(phone.held(shared).document.state, DocState::Withdrawn);
        let text = phone.text(before);
        assert!(text.contains("Ida først.") && text.contains("Jonas tilføjer."), "{text}");
        assert_eq!(phone.engine.status().parked, 0);
        assert_eq!(phone.engine.status().waiting, 0);
    }
    world.is_sound().await;

    // Nothing is offered twice, and what is brought back from the new history's receipts holds as well.
    jonas.sent.clear();
    jonas.syncs(&world.hub).await;
    assert!(!jonas.sent.contains(&"have") && !jonas.sent.contains(&"return"), "{:?}", jonas.sent);
    let world = world.restored_from(&copy).await;
    ida.syncs(&world.hub).await;
    let mut late = world.phone(ida.person, Role::FosterParent).await;
    late.connects().await;
    assert!(late.holds().contains(&lost), "a second time, through another phone");
    assert_eq!(late.text(lost), "Efter kopien, rettet.");
    world.is_sound().await;
}

#[tokio::test]
async fn what_waited_on_the_phone_when_the_server_was_restored_arrives() {
    let (world, family, [mut maria, mut jonas, _]) = home().await;
    maria.syncs(&world.hub).await;
    let copy = world.copied("copy.db").await;
    let lost = maria.writes(family.space, "Efter kopien.", &world.hub).await;
    maria.syncs(&world.hub).await;
    maria.leaves(&world.hub).await;
    // Offline: an edit of what the copy lacks, and something new.
    maria.edits(lost, "Efter kopien, rettet offline.", &world.hub).await;
    let new = maria.writes(family.space, "Skrevet offline.", &world.hub).await;

    let world = world.restored_from(&copy).await;
    maria.syncs(&world.hub).await;
    jonas.syncs(&world.hub).await;
    assert_eq!(jonas.text(lost), "Efter kopien, rettet offline.");
    assert_eq!(jonas.text(new), "Skrevet offline.");
    assert_eq!((maria.engine.status().waiting, maria.engine.status().parked), (0, 0));
    world.is_sound().await;
}

#[tokio::test]
async fn a_receipt_that_was_tampered_with_brings_nothing_in() {
    let (world, family, [mut maria, mut jonas, _]) = home().await;
    maria.syncs(&world.hub).await;
    let copy = world.copied("copy.db").await;
    let lost = maria.writes(family.space, "Efter kopien.", &world.hub).await;
    jonas.syncs(&world.hub).await;
    let scratch = world.restored_from(&copy).await;
    jonas.syncs(&scratch.hub).await;
    let honest = jonas.offered(lost);
    let world = scratch.restored_from(&copy).await;
    let mut phone = world.phone(jonas.person, Role::FosterParent).await;
    phone.connects().await;
    let tampered: [fn(&mut Offer); 7] = [
        |offer| offer.tag[0] ^= 1,
        |offer| offer.author = samspil_shared::domain::PersonId::from_bytes([9; 16]),
        |offer| offer.changes[0].by = samspil_shared::domain::PersonId::from_bytes([9; 16]),
        |offer| offer.changes[0].received_at = offer.created_at.plus_ms(-1),
        |offer| offer.created_at = offer.created_at.plus_ms(-1),
        |offer| offer.meta.audience = samspil_shared::domain::Audience::CONSULTANT,
        |offer| offer.changes[0].bytes = Some(vec![0x85; 40]),
    ];
    for (n, tamper) in tampered.into_iter().enumerate() {
        let mut offer = honest.clone();
        tamper(&mut offer);
        phone.session().frame(ClientFrame::Return(Return { space: family.space, offers: vec![offer] })).unwrap();
        phone.takes_what_comes().await;
        let Some(ServerFrame::Returned(returned)) = phone.heard.last() else { panic!("{n}: {:?}", phone.heard.last()) };
        assert_eq!(returned.docs[0].fate, Fate::Refused, "{n}");
    }
    assert_eq!(world.count("SELECT COUNT(*) FROM documents").await, 0);
    phone.session().frame(ClientFrame::Return(Return { space: family.space, offers: vec![honest] })).unwrap();
    phone.takes_what_comes().await;
    assert_eq!(world.count("SELECT COUNT(*) FROM documents").await, 1);
    world.is_sound().await;
}

#[tokio::test]
async fn nobody_learns_from_the_answer_what_there_is() {
    let (world, family, [mut maria, ..]) = home().await;
    let elsewhere = world.family().await;
    let mut sam = world.foster_parent("Sam", elsewhere).await;
    sam.connects().await;
    let foreign = sam.writes("Et andet hjem.").await;
    maria.syncs(&world.hub).await;
    let private = maria.writes(family.space, "Kun for os.", &world.hub).await;
    let mut mette = world.consultant("Mette", family).await;
    mette.connects().await;
    let missing = DocId::from_bytes([9; 16]);
    let digest = held_digest(&[], DocState::Live);
    let held = [missing, foreign, private].map(|doc| HeldDigest { doc, digest });
    for space in [family.space, elsewhere.space] {
        let have = Have { space, part: 0, of: 1, docs: held.to_vec() };
        mette.session().frame(ClientFrame::Have(have)).unwrap();
        mette.takes_what_comes().await;
        let Some(ServerFrame::Want(want)) = mette.heard.last() else { panic!("{:?}", mette.heard.last()) };
        assert!(!want.more);
        if space == elsewhere.space {
            assert!(want.docs.is_empty(), "nothing is wanted of a space that one is not in");
        } else {
            let wanted: Vec<_> = want.docs.iter().map(|wanted| (wanted.doc, wanted.known.len())).collect();
            assert_eq!(wanted, [(missing, 0), (foreign, 0), (private, 0)], "all three look alike");
        }
    }
}

#[tokio::test]
async fn after_two_histories_became_one_their_receipt_holds_for_the_next_restore() {
    let (world, family, [mut maria, mut jonas, mut ida]) = home().await;
    for phone in [&mut maria, &mut jonas, &mut ida] {
        phone.syncs(&world.hub).await;
    }
    let note = maria.writes(family.space, "Først.", &world.hub).await;
    ida.syncs(&world.hub).await;
    let copy = world.copied("copy.db").await;
    maria.edits(note, "Først. Maria.", &world.hub).await;
    jonas.syncs(&world.hub).await;
    jonas.leaves(&world.hub).await;
    drop(maria);
    jonas.edits(note, "Først. Maria. Jonas.", &world.hub).await;

    // The new history goes on otherwise than the one that Jonas holds, and his own edit follows at once.
    let world = world.restored_from(&copy).await;
    ida.syncs(&world.hub).await;
    ida.edits(note, "Ida. Først.", &world.hub).await;
    jonas.syncs(&world.hub).await;
    let text = jonas.text(note);
    assert!(["Ida.", "Maria.", "Jonas."].iter().all(|word| text.contains(word)), "{text}");
    jonas.edits(note, &format!("{text} Slut."), &world.hub).await;
    let (text, authors) = (jonas.text(note), jonas.authors(note));

    // Jonas alone is left.
    drop(ida);
    let world = world.restored_from(&copy).await;
    jonas.syncs(&world.hub).await;
    assert_eq!((jonas.engine.status().waiting, jonas.engine.status().parked), (0, 0));
    let mut late = world.phone(jonas.person, Role::FosterParent).await;
    late.connects().await;
    assert_eq!(late.text(note), text);
    assert_eq!(jonas.authors(note), authors, "each under the first name and time");
    world.is_sound().await;
}

#[tokio::test]
async fn what_cannot_be_taken_back_yet_holds_nothing_else_up() {
    let (world, family, [mut maria, mut jonas, _]) = home().await;
    maria.syncs(&world.hub).await;
    let before = maria.writes(family.space, "Før kopien.", &world.hub).await;
    jonas.syncs(&world.hub).await;
    let copy = world.copied("copy.db").await;
    // Somebody whom the copy will not know writes a note, and Jonas answers another one.
    let nora = world.foster_parent("Nora", family).await;
    let mut nora = Pocket::new(nora.person, nora.enrolment, world.unit, world.now());
    nora.syncs(&world.hub).await;
    let unknown = nora.writes(family.space, "Noras note.", &world.hub).await;
    let lost = maria.writes(family.space, "Efter kopien.", &world.hub).await;
    jonas.syncs(&world.hub).await;
    jonas.leaves(&world.hub).await;
    drop((maria, nora));

    let world = world.restored_from(&copy).await;
    jonas.edits(before, "Før kopien. Jonas skrev videre.", &world.hub).await;
    for _ in 0..2 {
        jonas.syncs(&world.hub).await;
        assert_eq!((jonas.engine.status().waiting, jonas.engine.status().parked), (0, 0), "older notes go on");
        assert_eq!(jonas.text(unknown), "Noras note.", "and nothing is let go of");
        assert_eq!(jonas.text(lost), "Efter kopien.");
        jonas.sent.clear();
        jonas.leaves(&world.hub).await;
    }
    jonas.syncs(&world.hub).await;
    assert!(jonas.sent.contains(&"have") && jonas.sent.contains(&"return"), "it is offered again: {:?}", jonas.sent);
    let mut late = world.phone(jonas.person, Role::FosterParent).await;
    late.connects().await;
    assert_eq!(late.text(before), "Før kopien. Jonas skrev videre.");
    assert_eq!(late.text(lost), "Efter kopien.");
    assert!(!late.holds().contains(&unknown));
    world.is_sound().await;
}
