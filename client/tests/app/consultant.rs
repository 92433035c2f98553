//! What the consultant sees.

use samspil_client::app::intent::Intent;
use samspil_client::app::route::{Route, Tab};
use samspil_client::app::view::today::{News, StaffToday};
use samspil_client::app::view::{Readers, Today, Why};
use samspil_shared::domain::Role;

use crate::support::{Family, PASSWORD, Phone};

fn day(phone: &Phone) -> StaffToday {
    match phone.model.today() {
        Some(Today::Staff(today)) => today,
        other => panic!("not a consultant's day: {other:?}"),
    }
}

#[test]
fn the_consultant_sees_what_is_shared_and_nothing_else() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.writes("Kun til os.", Readers::Family);
    let entry = maria.writes("Tre nætter i træk vågen kl. 2.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();

    let mut mette = family.phone("mette");
    let chrome = mette.model.chrome().unwrap();
    assert_eq!((chrome.role, chrome.tabs.contains(&Tab::Families)), (Role::Consultant, true));
    assert_eq!((chrome.unit.as_str(), chrome.stand_in), ("Klitmark Kommune", false));
    let families = mette.model.families().unwrap().families;
    assert_eq!(families.len(), 1);
    assert_eq!((families[0].child.as_deref(), families[0].new), (Some("Noah"), 1));
    assert_eq!(families[0].adults, ["Jonas Bak", "Maria Holst"]);
    assert!(families[0].wants_talk);

    mette.goes(Route::Family(family.noah));
    let page = mette.model.family(family.noah).unwrap();
    assert_eq!(page.since.unwrap().to_string(), "2026-03-28");
    let cards: Vec<_> = page.days.into_iter().flat_map(|day| day.cards).collect();
    assert_eq!(cards.len(), 1);
    assert_eq!((cards[0].authors.join(", ").as_str(), cards[0].why), ("Maria Holst", Why::Talk));
    assert!(cards[0].new);
    assert_eq!(day(&mette).talk.len(), 1);

    mette.goes(Route::Publication(cards[0].doc));
    assert_eq!(mette.model.publication(cards[0].doc).unwrap().text, "Tre nætter i træk vågen kl. 2.");
    assert_eq!(mette.model.families().unwrap().families[0].new, 0);
    mette.sync();
    let server = family.server.borrow();
    assert!(server.reads.iter().any(|(_, fact)| fact.doc == cards[0].doc && fact.purpose == 5));
}

#[test]
fn a_comment_is_a_draft_until_it_is_sent_and_the_family_sees_it() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Tre nætter i træk vågen kl. 2.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    let mut mette = family.phone("mette");
    mette.goes(Route::Family(family.noah));
    let publication = day(&mette).talk[0].doc;
    mette.goes(Route::Publication(publication));
    mette.goes_offline();
    let text = "Tak, fordi du skrev. Vi taler om nætterne på torsdag.";
    mette.does(Intent::CommentText { publication, text: text.into() });
    mette.waits(1_000);
    mette.crash_and_unlock(PASSWORD);
    assert_eq!(day(&mette).drafts.len(), 1);
    mette.goes(Route::Publication(publication));
    let composer = mette.model.publication(publication).unwrap().composer.unwrap();
    assert_eq!(composer.text, text);
    let readers: Vec<&str> = composer.names.iter().map(|reader| reader.name.as_str()).collect();
    assert_eq!(readers, ["Jonas Bak", "Maria Holst", "Lars Quist"]);

    mette.does(Intent::CommentSend(publication));
    mette.does(Intent::CommentSend(publication));
    let page = mette.model.publication(publication).unwrap();
    assert_eq!((page.comments.len(), page.composer.unwrap().text.as_str()), (1, ""));
    assert!(day(&mette).talk.is_empty(), "answered");
    mette.crash_and_unlock(PASSWORD);
    assert!(day(&mette).drafts.is_empty());

    mette.waits(60_000);
    mette.sync();
    jonas.sync();
    let news = match jonas.model.today() {
        Some(Today::Family(today)) => today.news,
        other => panic!("{other:?}"),
    };
    assert!(
        news.iter().any(
            |news| matches!(news, News::Commented { by, entry: Some(of), .. } if by == "Mette Holm" && *of == entry)
        ),
        "{news:?}"
    );
    jonas.goes(Route::Entry(entry));
    let comment = jonas.model.entry(entry).unwrap().sharings[0].comments[0].clone();
    assert_eq!(
        (comment.author.as_str(), comment.role, comment.text.as_str()),
        ("Mette Holm", Some(Role::Consultant), text)
    );
    assert_eq!(jonas.card(entry).unwrap().comments, 1);
}

#[test]
fn who_stands_in_is_told_so() {
    let family = Family::new();
    let lars = family.phone("lars");
    assert!(lars.model.chrome().unwrap().stand_in);
    assert!(lars.model.families().unwrap().families[0].stand_in);
}

#[test]
fn two_roles_are_two_views_and_one_is_acted_in_at_a_time() {
    let family = Family::new();
    {
        let mut server = family.server.borrow_mut();
        let own = server.placement("Amira", "2021-04-01");
        server.member(own, "mette", Role::FosterParent, false);
    }
    let mut mette = family.phone("mette");
    let roles = mette.model.more().unwrap().roles;
    assert_eq!(roles.len(), 2);
    assert_eq!(mette.model.chrome().unwrap().role, Role::FosterParent);
    let entry = mette.writes("Hjemme hos os.", Readers::Family);
    assert!(mette.model.families().unwrap().families.is_empty());

    let consultant = roles.iter().find(|role| role.acting.role == Role::Consultant).unwrap().acting;
    mette.does(Intent::Act(consultant));
    mette.sync();
    assert_eq!(mette.model.families().unwrap().families.len(), 1);
    assert!(mette.card(entry).is_none(), "nothing of home at work");
    mette.crash_and_unlock(PASSWORD);
    assert_eq!(mette.model.chrome().unwrap().role, Role::Consultant, "remembered");
}

#[test]
fn a_person_tied_to_nothing_is_told_so_and_not_turned_away() {
    let family = Family::new();
    let ida = family.phone("ida");
    assert!(matches!(ida.model.today(), Some(Today::Nothing { .. })));
}
