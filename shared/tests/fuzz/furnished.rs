//! A document of each kind, how it was made, and what everybody who may would say next; and what nobody may.

use std::collections::BTreeMap;

use automerge::transaction::{Transactable, Transaction};
use automerge::{ActorId, Automerge, ROOT};
use samspil_shared::doc::call_note::{self, Call};
use samspil_shared::doc::call_receipt::{self, NewCallReceipt};
use samspil_shared::doc::family_card::{self, FamilyCardEdit};
use samspil_shared::doc::follow_up::{self, NewFollowUp};
use samspil_shared::doc::log_entry::{self, LogEntryEdit};
use samspil_shared::doc::placement_card::{self, NewPlacementCard, PlacementCardEdit};
use samspil_shared::doc::{
    BirthMonth, CardAdult, CardAdults, CardChild, CardChildren, ChildName, Day, Intent, Line, NightWords, Note, What,
    WhatHappened, comment, night_help, place_mark, publication,
};
use samspil_shared::domain::calendar::Due;
use samspil_shared::domain::call::{CallerKind, MayShow, Notice, PassedOn, PassedTo, Urgency};
use samspil_shared::domain::{Audience, DocId, FactId, Hiding, Kind, PersonId, UnitId};

use super::support::{EVENING, JONAS, MARIA, METTE, Phone, YUSUF};

/// A document and what may come to it.
pub(crate) struct Furnished {
    pub(crate) phone: Phone,
    /// What continues it.
    pub(crate) next: Vec<Vec<u8>>,
}

pub(crate) fn furnished(kind: Kind) -> Furnished {
    match kind {
        Kind::PlacementCard => placement(),
        Kind::LogEntry => entry(),
        Kind::Publication => shared(),
        Kind::Comment => remark(),
        Kind::FamilyCard => family(),
        Kind::NightHelp => help(),
        Kind::CallNote | Kind::LooseCall => call_of(kind),
        Kind::FollowUp => followed(),
        Kind::CallReceipt => receipt(),
        Kind::PlaceMark => mark(),
    }
}

/// What this would add to the document.
fn next_of(phone: &Phone, edit: impl FnOnce(&mut Phone)) -> Vec<Vec<u8>> {
    let mut copy = phone.clone();
    edit(&mut copy);
    copy.changes[phone.changes.len()..].to_vec()
}

/// What somebody would add who asks nobody.
fn forced(phone: &Phone, edit: impl FnOnce(&mut Transaction<'_>)) -> Vec<u8> {
    let mut doc: Automerge = phone.doc.clone();
    doc.set_actor(ActorId::from([9_u8; 20].as_slice()));
    let mut tx = doc.transaction();
    edit(&mut tx);
    tx.commit();
    doc.get_last_local_change().unwrap().raw_bytes().to_vec()
}

fn id(n: u8) -> FactId {
    FactId::from_bytes([n; 16])
}

fn note(text: &str) -> Note {
    Note::new(text).unwrap()
}

fn placement() -> Furnished {
    let mut phone = Phone::new(METTE, Kind::PlacementCard, METTE);
    let starts_on = "2026-08-31".parse().unwrap();
    let new =
        NewPlacementCard { child: ChildName::new("Noah").unwrap(), born: BirthMonth::new(2019, 5).unwrap(), starts_on };
    phone.create(|actor, time| placement_card::create(actor, time, &new));
    let edits = [
        PlacementCardEdit { child: ChildName::new("N."), ..PlacementCardEdit::default() },
        PlacementCardEdit { born: BirthMonth::new(2018, 1), ..PlacementCardEdit::default() },
        PlacementCardEdit { starts_on: "2026-09-01".parse().ok(), ..PlacementCardEdit::default() },
    ];
    let next = edits.iter().flat_map(|edit| next_of(&phone, |p| p.edit(|pen| placement_card::save(pen, edit))));
    let next = next.collect();
    Furnished { phone, next }
}

fn with_text(text: &str) -> LogEntryEdit {
    LogEntryEdit { text: Some(text.into()), ..LogEntryEdit::default() }
}

fn written() -> Phone {
    let mut phone = Phone::with_entry(MARIA, "Tre nætter i træk vågen kl. 2.");
    for text in ["Tre nætter i træk. Lys i gangen hjælper.", "Lys i gangen hjælper lidt."] {
        phone.edit(|pen| log_entry::save(pen, &with_text(text)));
    }
    phone
}

fn entry() -> Furnished {
    let mut phone = written();
    let digest = phone.entry().shared().unwrap().digest();
    phone.edit(|pen| log_entry::ask_share(pen, id(1), digest, Audience::CONSULTANT, Intent::Info));
    let mut next = Vec::new();
    let edits = [
        with_text("Lys i gangen hjælper meget. 🌙"),
        LogEntryEdit { day_child: Some(Day::new(4)), day_family: Some(None), ..LogEntryEdit::default() },
        LogEntryEdit { event_time: Some(EVENING.plus_ms(1)), ..LogEntryEdit::default() },
    ];
    for edit in &edits {
        next.extend(next_of(&phone, |p| p.edit(|pen| log_entry::save(pen, edit))));
        let jonas = phone.copy_for(JONAS);
        next.extend(next_of(&jonas, |p| p.edit(|pen| log_entry::save(pen, edit))));
    }
    next.extend(next_of(&phone, |p| p.edit(|pen| log_entry::hide(pen, id(2)))));
    let jonas = phone.copy_for(JONAS);
    for yes in [true, false] {
        next.extend(next_of(&jonas, |p| p.edit(|pen| log_entry::answer_share(pen, id(3), id(1), yes))));
    }
    Furnished { phone, next }
}

fn shared() -> Furnished {
    let consents = BTreeMap::from([(JONAS, EVENING)]);
    let entry = written().entry();
    let mut phone = Phone::new(MARIA, Kind::Publication, MARIA);
    let of = DocId::from_bytes([4; 16]);
    phone.create(|actor, time| publication::create(actor, time, of, &entry, Intent::Talk, &consents));
    let next = vec![forced(&phone, |tx| tx.put(ROOT, "intent", "info").unwrap())];
    Furnished { phone, next }
}

fn remark() -> Furnished {
    let mut phone = Phone::new(METTE, Kind::Comment, METTE);
    phone.create(|actor, time| comment::create(actor, time, "Jeg ringer i morgen."));
    let mut next = next_of(&phone, |p| p.edit(|pen| comment::save(pen, "Jeg ringer i overmorgen.")));
    next.extend(next_of(&phone, |p| p.edit(|pen| comment::hide(pen, id(2)))));
    Furnished { phone, next }
}

fn adults(tel: &str) -> CardAdults {
    let adult = |person: PersonId, name: &str| CardAdult {
        person: Some(person),
        name: Line::new(name).unwrap(),
        tel: tel.parse().ok(),
    };
    CardAdults::new(vec![adult(MARIA, "Maria Holst"), adult(JONAS, "Jonas Bak")]).unwrap()
}

fn family() -> Furnished {
    let child = CardChild { name: ChildName::new("Noah").unwrap(), born: "2019-03".parse().ok() };
    let children = CardChildren::new(vec![child]).unwrap();
    let mut phone = Phone::new(METTE, Kind::FamilyCard, METTE);
    phone.create(|actor, time| {
        family_card::create(actor, time, &adults("+4501000071"), &children, Some(&note("Hund i huset.")))
    });
    let edits = [
        FamilyCardEdit { adults: Some(adults("+4501000079")), ..FamilyCardEdit::default() },
        FamilyCardEdit { children: CardChildren::new(vec![]), ..FamilyCardEdit::default() },
        FamilyCardEdit { know: Some(None), ..FamilyCardEdit::default() },
        FamilyCardEdit { night_help: Some(NightWords::new("Lys i gangen.")), ..FamilyCardEdit::default() },
    ];
    let next = edits.iter().flat_map(|edit| next_of(&phone, |p| p.edit(|pen| family_card::save(pen, edit)))).collect();
    Furnished { phone, next }
}

fn help() -> Furnished {
    let mut phone = Phone::new(MARIA, Kind::NightHelp, MARIA);
    phone.create(|actor, time| night_help::create(actor, time, &NightWords::new("Sid ved ham.").unwrap()));
    let mut next = next_of(&phone, |p| p.edit(|pen| night_help::take_back(pen, id(1))));
    let mette = phone.copy_for(METTE);
    for yes in [true, false] {
        next.extend(next_of(&mette, |p| p.edit(|pen| night_help::answer(pen, id(2), yes))));
    }
    Furnished { phone, next }
}

fn call() -> Call {
    Call {
        began: EVENING,
        ended: EVENING.plus_ms(480_000),
        caller_kind: CallerKind::FosterParent,
        caller: Some(MARIA),
        caller_name: Line::new("Maria Holst"),
        tel: "+45 01 00 00 71".parse().ok(),
        about: Line::new("Noah"),
        what: WhatHappened::new("Noah vågnede kl. 2 og skreg.").unwrap(),
        advice: Note::new("Lys i gangen."),
        agreed: Note::new("Konsulenten ringer."),
        urgency: Urgency::SameDay,
        best_time: Line::new("Efter kl. 15"),
        passed_on: PassedOn::NOBODY.toggled(PassedTo::DutyService),
        notice: Some(Notice::Sent),
        notice_by: Line::new("Yusuf, kl. 3"),
        may_show: MayShow::Nobody,
        why_not: Line::new("Hun ringer selv."),
        unit: UnitId::from_bytes([7; 16]),
        copy: Some((DocId::from_bytes([4; 16]), JONAS)),
    }
}

fn call_of(kind: Kind) -> Furnished {
    let mut phone = Phone::new(YUSUF, kind, YUSUF);
    phone.create(|actor, time| call_note::create(kind, actor, time, &call()));
    phone.edit(|pen| call_note::add(pen, kind, id(1), &note("Han sov igen.")));
    let mut next = next_of(&phone, |p| p.edit(|pen| call_note::add(pen, kind, id(2), &note("Kl. 4 også."))));
    next.push(forced(&phone, |tx| tx.put(ROOT, "what", "Intet.").unwrap()));
    Furnished { phone, next }
}

fn followed() -> Furnished {
    let call = call();
    let new = NewFollowUp {
        began: call.began,
        ended: call.ended,
        urgency: call.urgency,
        agreed: call.agreed,
        may_show: call.may_show,
        due: Due { day: "2026-04-08".parse().unwrap(), calendar: 3 },
        unit: call.unit,
        ring_back: Some(EVENING.plus_ms(3_600_000)),
    };
    let mut phone = Phone::new(YUSUF, Kind::FollowUp, YUSUF);
    phone.create(|actor, time| follow_up::create(actor, time, &new));
    let mut mette = phone.copy_for(METTE);
    mette.edit(|pen| follow_up::say(pen, id(1), &What::Taken));
    phone.take_from(&mette);
    let steps = [
        What::NotReached { again_on: "2026-04-09".parse().ok() },
        What::Handed { to: JONAS },
        What::Talked { outcome: Note::new("Det går bedre.") },
        What::Closed { outcome: None },
        What::Reopened,
        What::Filed { reference: Line::new("2026-17") },
        What::Withheld { reason: Line::new("Først på fredag").unwrap() },
        What::Released { to: MayShow::Caller },
        What::Tied { to: DocId::from_bytes([9; 16]) },
        What::RungBack { done: true, next: None },
        What::RungBack { done: true, next: Some(EVENING.plus_ms(86_400_000)) },
    ];
    let mut next: Vec<_> =
        steps.iter().flat_map(|step| next_of(&mette, |p| p.edit(|pen| follow_up::say(pen, id(2), step)))).collect();
    next.extend(next_of(&phone, |p| {
        p.edit(|pen| follow_up::say(pen, id(3), &What::RungBack { done: false, next: None }));
    }));
    next.push(forced(&phone, |tx| tx.put(ROOT, "may_show", "adults").unwrap()));
    Furnished { phone, next }
}

fn receipt() -> Furnished {
    let new = NewCallReceipt {
        began: EVENING,
        caller_name: Line::new("Maria Holst"),
        agreed: Note::new("Konsulenten ringer."),
        due: "2026-04-08".parse().unwrap(),
        answered_by: Line::new("Krogsbæk").unwrap(),
    };
    let mut phone = Phone::new(YUSUF, Kind::CallReceipt, YUSUF);
    phone.create(|actor, time| call_receipt::create(actor, time, &new));
    let mette = phone.copy_for(METTE);
    let mut next = next_of(&mette, |p| p.edit(|pen| call_receipt::line_back(pen, id(1), &note("Godt, du ringede."))));
    next.push(forced(&phone, |tx| tx.put(ROOT, "due", "2026-05-08").unwrap()));
    Furnished { phone, next }
}

fn mark() -> Furnished {
    let mut phone = Phone::new(METTE, Kind::PlaceMark, METTE);
    let until = Hiding::Until("2026-04-08".parse().unwrap());
    phone.create(|actor, time| place_mark::create(actor, time, until));
    let next = vec![forced(&phone, |tx| tx.put(ROOT, "hidden", "open").unwrap())];
    Furnished { phone, next }
}
