//! *Søg*: everything on the device that may be shown, unsent and begun texts too, newest first, with the place marked.

use samspil_client::app::draft::{JotAt, JotKind};
use samspil_client::app::follow_up::{CardIntent, Saying};
use samspil_client::app::intent::{EditorIntent, Intent};
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::search::{Hit, HitMark, HitTo};
use samspil_client::app::view::{Readers, Why};
use samspil_shared::domain::Role;
use samspil_shared::domain::call::MayShow;

use crate::support::easter::{Easter, one, says};
use crate::support::{Family, PASSWORD, Phone};

fn search(phone: &mut Phone, question: &str) -> Vec<Hit> {
    if phone.model.route() != Route::Search {
        phone.goes(Route::Search);
    }
    phone.does(Intent::Search(question.into()));
    let search = phone.model.search().expect("the vault is open");
    assert_eq!(search.found, search.hits.len(), "few enough to show all");
    search.hits
}

fn marked(hit: &Hit) -> String {
    let mark = |piece: &samspil_client::app::search::Stretch| {
        if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }
    };
    hit.pieces.iter().map(mark).collect()
}

fn texts(hits: &[Hit]) -> Vec<String> {
    hits.iter().map(marked).collect()
}

#[test]
fn notes_are_found_by_any_form_newest_first() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.writes("Tre nætter i træk vågen.", Readers::Family);
    maria.waits(60_000);
    let second = maria.writes("Natten var rolig, og blåbærrene gode.", Readers::Family);
    maria.waits(60_000);
    maria.writes("Han tegnede et hus.", Readers::Me);
    let hits = search(&mut maria, "nat");
    assert_eq!(texts(&hits), ["[Natten] var rolig, og blåbærrene gode.", "Tre [nætter] i træk vågen."]);
    assert_eq!(hits[0].to, HitTo::Page(Route::Entry(second)));
    assert_eq!(texts(&search(&mut maria, "NAT blaabaer")), ["[Natten] var rolig, og [blåbærrene] gode."]);
    assert_eq!(texts(&search(&mut maria, "teg")), ["Han [tegnede] et hus."], "while it is being typed");
    assert!(search(&mut maria, "nat hus").is_empty(), "all of the words");
    assert!(search(&mut maria, "").is_empty());
    assert!(!maria.model.search().unwrap().asked);
}

#[test]
fn what_waits_is_begun_or_was_refused_is_found_too() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    maria.writes("Bamsen er væk.", Readers::Family);
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Vi leder efter bamsen".into()));
    let hits = search(&mut maria, "bamse");
    assert_eq!(hits.iter().map(|hit| hit.mark).collect::<Vec<_>>(), [Some(HitMark::Draft), Some(HitMark::Waiting)]);
    let HitTo::Draft(key) = hits[0].to else { panic!("a draft leads to its editor: {:?}", hits[0]) };
    maria.does(Intent::Resume(key));
    assert_eq!(maria.model.editor().unwrap().text, "Vi leder efter bamsen");

    maria.goes(Route::Logbook);
    family.server.borrow_mut().end_membership(family.noah, "maria");
    maria.sync();
    let hits = search(&mut maria, "bamsen er");
    assert_eq!(
        hits.iter().map(|hit| (hit.mark, hit.to)).collect::<Vec<_>>(),
        [(Some(HitMark::Parked), HitTo::Page(Route::Waiting))]
    );
}

#[test]
fn a_shared_note_is_found_once_by_the_family_and_by_the_consultant() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Noah sover i sin egen seng.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Info);
    maria.writes("Kun for os: sengen er for kort.", Readers::Family);
    maria.sync();
    let mut mette = family.phone("mette");
    let publication = mette.model.family(family.noah).unwrap().days[0].cards[0].doc;
    mette.goes(Route::Publication(publication));
    mette.does(Intent::CommentText { publication, text: "Dejligt, at sengen er hans.".into() });
    mette.does(Intent::CommentSend(publication));
    mette.sync();
    maria.sync();
    assert_eq!(search(&mut maria, "seng").len(), 3, "both notes, the comment, and no copy");
    assert_eq!(texts(&search(&mut maria, "dejlig")), ["[Dejligt], at sengen er hans."]);
    let found = search(&mut mette, "seng");
    assert_eq!(found.len(), 2, "what was shared, and the comment: {found:?}");

    maria.does(Intent::StopSharing(publication));
    maria.sync();
    mette.sync();
    assert!(search(&mut mette, "seng").is_empty(), "what was taken back is not found");
    assert_eq!(search(&mut maria, "seng").len(), 3, "the answer stays on the family's note");
    maria.changes(entry, "Noah sover.");
    let hits = search(&mut maria, "egen");
    let own = HitTo::Page(Route::Publication(publication));
    assert_eq!(hits.iter().map(|hit| hit.to).collect::<Vec<_>>(), [own], "as it was shared, and is still shown");
}

#[test]
fn a_card_and_what_a_family_would_have_it_say_are_found_by_both_sides() {
    let family = Family::new();
    let space = {
        let mut server = family.server.borrow_mut();
        let space = server.contact(1);
        server.belongs(family.noah, 1);
        server.member(space, "maria", Role::FosterParent, false);
        server.member(space, "mette", Role::Consultant, false);
        space
    };
    let (mut maria, mut mette) = (family.phone("maria"), family.phone("mette"));
    mette.goes(Route::Calls(CallPlace::EditCard(space)));
    let mut form = mette.model.card_editor(space).expect("the form is there").form;
    form.know = "Sover med lys i gangen.".into();
    mette.does(Intent::Card(CardIntent::Save { space, form }));
    mette.sync();
    maria.goes(Route::Calls(CallPlace::OurCard(space)));
    let at = JotAt::of(space, JotKind::Night);
    maria.does(Intent::Jot(at, "Syng for ham.".into()));
    let ours = HitTo::Page(Route::Calls(CallPlace::OurCard(space)));
    let hits = search(&mut maria, "syng");
    assert_eq!(hits.iter().map(|hit| (hit.mark, hit.to)).collect::<Vec<_>>(), [(Some(HitMark::Draft), ours)]);
    maria.goes(Route::Calls(CallPlace::OurCard(space)));
    maria.does(Intent::Card(CardIntent::Propose { space, words: "Syng for ham.".into() }));
    maria.sync();
    mette.sync();
    let theirs = HitTo::Page(Route::Calls(CallPlace::Card(space)));
    for (phone, to) in [(&mut maria, ours), (&mut mette, theirs)] {
        for words in ["lys", "syng"] {
            let hits = search(phone, words);
            assert_eq!(hits.iter().map(|hit| hit.to).collect::<Vec<_>>(), [to], "{words}");
        }
    }
    let help = mette.model.card(space).unwrap().helps[0].doc;
    mette.does(Intent::Card(CardIntent::Answer { help, yes: true }));
    assert_eq!(search(&mut mette, "syng").len(), 1, "once, on the card");
}

#[test]
fn what_was_begun_in_a_sheet_or_a_comment_leads_to_where_it_is_gone_on_with_or_lies() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let mut mette = easter.phone("mette");
    let follow_up = one(&mette, holst).follow_up;
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    mette.does(Intent::Jot(JotAt::on(follow_up, JotKind::Outcome), "Kvidrefugl ved døren.".into()));
    let page = HitTo::Page(Route::Calls(CallPlace::Family(holst)));
    for crashed in [false, true] {
        if crashed {
            mette.waits(1_000);
            mette.crash_and_unlock(PASSWORD);
        }
        let hits = search(&mut mette, "kvidrefugl");
        assert_eq!(hits.iter().map(|hit| hit.to).collect::<Vec<_>>(), [page], "crashed: {crashed}");
    }
    assert_eq!(mette.model.search().unwrap().covers_from.map(|day| day.to_string()).as_deref(), Some("2026-04-07"));

    let family = Family::new();
    let (mut maria, mut mette) = (family.phone("maria"), family.phone("mette"));
    let entry = maria.writes("Han sov uroligt.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Info);
    maria.sync();
    mette.sync();
    maria.goes(Route::Entry(entry));
    let publication = maria.model.entry(entry).unwrap().sharings[0].doc;
    mette.goes(Route::Publication(publication));
    mette.does(Intent::CommentText { publication, text: "Jeg ringer mandag.".into() });
    let HitTo::Draft(key) = search(&mut mette, "mandag")[0].to else { panic!("it can be gone on with") };
    mette.does(Intent::Resume(key));
    assert_eq!(mette.model.route(), Route::Publication(publication));
    maria.does(Intent::StopSharing(publication));
    maria.sync();
    mette.sync();
    assert_eq!(search(&mut mette, "mandag")[0].to, HitTo::Page(Route::Today), "where it lies now");
}

#[test]
fn only_the_role_acted_in_is_searched() {
    let family = Family::new();
    let other = {
        let mut server = family.server.borrow_mut();
        let other = server.placement("Ali", "2026-01-05");
        server.member(other, "maria", Role::Consultant, false);
        server.member(other, "jonas", Role::FosterParent, false);
        other
    };
    let mut jonas = family.phone("jonas");
    jonas.goes(Route::NewEntry);
    jonas.edits(EditorIntent::Whom(samspil_client::app::view::Whom::Child(other)));
    jonas.edits(EditorIntent::Readers(Readers::Family));
    jonas.edits(EditorIntent::Text("Ali tegnede en drage.".into()));
    let drawn = jonas.model.editor().unwrap().doc;
    jonas.edits(EditorIntent::Save);
    jonas.shares(drawn, Readers::Consultant, Why::Info);
    jonas.sync();
    let mut maria = family.phone("maria");
    maria.writes("Noah så en drage.", Readers::Family);
    let roles = maria.model.more().unwrap().roles;
    let as_consultant = roles.iter().find(|role| role.acting.role == Role::Consultant).unwrap().acting;
    let as_parent = roles.iter().find(|role| role.acting.role == Role::FosterParent).unwrap().acting;
    for (acting, text) in [(as_consultant, "Ali tegnede en [drage]."), (as_parent, "Noah så en [drage].")] {
        maria.does(Intent::Act(acting));
        maria.sync();
        assert_eq!(texts(&search(&mut maria, "drage")), [text]);
    }
}

#[test]
fn the_whole_device_is_read_for_a_question_and_its_reach_is_said() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    for n in 0..90 {
        maria.writes(&format!("Dag {n}. Vi bagte boller."), Readers::Family);
        maria.waits(60_000);
    }
    maria.sync();
    maria.crash_and_unlock(PASSWORD);
    maria.goes(Route::Search);
    maria.does(Intent::Search("bolle".into()));
    let view = maria.model.search().unwrap();
    assert_eq!((view.found, view.incomplete, view.texts), (90, false, 90));
    assert_eq!(view.covers_from.map(|day| day.to_string()).as_deref(), Some("2026-04-07"));
    assert_eq!(view.hits.len(), 60);
    maria.does(Intent::Older);
    assert_eq!(maria.model.search().unwrap().hits.len(), 90);
}

#[test]
fn who_comes_back_from_what_was_found_finds_the_question_as_it_was() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Han sov igennem.", Readers::Family);
    search(&mut maria, "sov");
    maria.goes(Route::Entry(entry));
    maria.does(Intent::Back);
    assert_eq!(maria.model.route(), Route::Search);
    assert_eq!(maria.model.search().unwrap().typed, "sov");
    maria.goes(Route::Logbook);
    maria.goes(Route::Search);
    assert_eq!(maria.model.search().unwrap().typed, "", "a new question begins empty");
    maria.crash_and_unlock(PASSWORD);
    maria.goes(Route::Search);
    assert_eq!(maria.model.search().unwrap().typed, "", "nothing of it outlives the page");
}

#[test]
fn a_call_is_found_by_its_words_and_by_what_became_of_it_and_a_withheld_one_by_nobody_at_home() {
    let easter = Easter::new();
    let note = easter.night(MayShow::Caller);
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(easter.families[0])));
    let call = one(&mette, easter.families[0]);
    let what = call.what.split_whitespace().next().unwrap().to_owned();
    says(&mut mette, &call, Saying::Talked("De kommer til supervision på torsdag.".into()));
    mette.sync();
    let journal = HitTo::Page(Route::Calls(CallPlace::Journal(note)));
    for words in [what.as_str(), "supervision"] {
        let hits = search(&mut mette, words);
        assert_eq!(hits.iter().filter(|hit| hit.to == journal).count(), 1, "{words}: once, and all of it");
    }
    let mut maria = easter.phone("maria");
    assert!(search(&mut maria, "supervision").is_empty(), "an outcome is the consultant's");

    let hidden = Easter::new();
    hidden.night(MayShow::Nobody);
    let (mut maria, mut mette) = (hidden.phone("maria"), hidden.phone("mette"));
    let call = one(&mette, hidden.families[0]);
    assert!(!search(&mut mette, &call.what).is_empty());
    assert!(search(&mut maria, &call.what).is_empty());
    assert!(search(&mut maria, "alene").is_empty());
}
