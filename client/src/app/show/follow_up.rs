//! Calls and what becomes of them.

use std::collections::BTreeMap;

use samspil_shared::doc::BirthMonth;
use samspil_shared::domain::call::Urgency;
use samspil_shared::domain::follow_up::{Heading, Slipped, Status};
use samspil_shared::domain::{DocId, PersonId, Role, SpaceId, SpaceKind};

use super::Show;
use super::numbers::tel;
use crate::app::card_sides;
use crate::app::draft::JotAt;
use crate::app::model::Model;
use crate::app::model::desk::Followed;
use crate::app::model::docs::excerpt;
use crate::app::view::When;
use crate::app::view::follow_up::{
    AdultFace, AllPage, Bucket, CallFace, ChildFace, Chips, FamilyChoice, FamilyRow, FollowUpPage, Inbox, JournalPage,
    LoosePage, LooseRow, NotFiledRow, StatusFace,
};

impl Model {
    /// What was typed in a sheet or field, and not saved.
    pub fn jotted(&self, at: JotAt) -> Option<String> {
        self.show()?.desk.jotted(at).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The calls of one family, by its contact space.
    pub fn follow_up(&self, space: SpaceId) -> Option<FollowUpPage> {
        self.show()?.follow_up_page(space)
    }

    /// *Læs alle og følg op*.
    pub fn untaken_calls(&self) -> Option<AllPage> {
        let show = self.show()?.as_consultant()?;
        let calls = show.desk.untaken(show.now);
        Some(AllPage {
            today: show.today(),
            calls: calls.iter().filter_map(|call| show.call_face(call)).collect(),
            deed: show.desk.deed,
        })
    }

    /// A call that is tied to no family.
    pub fn loose_call(&self, note: DocId) -> Option<LoosePage> {
        self.show()?.as_consultant()?.loose_page(note)
    }

    /// *Til journal*.
    pub fn journal(&self, note: DocId) -> Option<JournalPage> {
        let show = self.show()?.as_consultant()?;
        let (desk, followed) = (show.desk, show.desk.followed());
        let call = show.call_face(followed.iter().find(|followed| followed.note == note)?)?;
        Some(JournalPage { today: show.today(), call, deed: desk.deed, fault: desk.calls.fault })
    }

    /// *Mangler journalisering*.
    pub fn not_filed(&self) -> Option<Vec<NotFiledRow>> {
        Some(self.show()?.as_consultant()?.not_filed())
    }
}

impl<'a> Show<'a> {
    fn as_consultant(self) -> Option<Self> {
        (self.desk.settings.acting.role == Role::Consultant).then_some(self)
    }

    /// Follow-ups, for whoever follows up.
    pub(super) fn inbox(self, talks: bool) -> Option<Inbox> {
        self.as_consultant()?;
        let today = self.today();
        let mut families: BTreeMap<SpaceId, Vec<Followed<'a>>> = BTreeMap::new();
        let mut loose = Vec::new();
        for followed in self.desk.followed().into_iter().filter(|followed| !followed.progress.is_closed()) {
            if followed.loose {
                loose.push(followed);
            } else {
                families.entry(followed.held.space).or_default().push(followed);
            }
        }
        loose.sort_by_key(|followed| followed.order(today));
        let mut inbox = Inbox {
            loose: loose.iter().map(|followed| self.loose_row(followed)).collect(),
            not_filed: self.not_filed().len(),
            untaken: self.desk.untaken(self.now).len(),
            night_asks: self.night_asks(),
            ..Inbox::default()
        };
        let mut families: Vec<Vec<Followed<'a>>> = families.into_values().collect();
        for calls in &mut families {
            calls.sort_by_key(|followed| followed.order(today));
        }
        families.sort_by_key(|calls| calls.first().map(|first| first.order(today)));
        let mut mine: BTreeMap<Heading, Vec<(bool, FamilyRow)>> = BTreeMap::new();
        for calls in &families {
            let Some((first, row)) = calls.first().zip(self.family_row(calls)) else { continue };
            if !calls.iter().any(|followed| self.desk.is_mine(followed, self.now)) {
                inbox.others.push(row);
                continue;
            }
            inbox.calls += calls.len();
            inbox.families += 1;
            let comes_before_talk = first.is_overtaken() || first.held.value.new.urgency == Urgency::First;
            mine.entry(first.heading(today)?).or_default().push((comes_before_talk, row));
        }
        if talks {
            mine.entry(Heading::Today).or_default();
        }
        inbox.buckets = mine.into_iter().map(|(heading, rows)| bucket(heading, rows, talks)).collect();
        Some(inbox)
    }

    fn family_row(self, calls: &[Followed<'a>]) -> Option<FamilyRow> {
        let first = calls.first()?;
        let space = first.held.space;
        Some(FamilyRow {
            space,
            adults: self.family_names(space),
            children: self.card_children(space),
            calls: calls.len(),
            last: When::of(calls.iter().map(|call| call.held.value.new.began).max()?),
            due: first.held.value.new.due.day,
            chips: Chips {
                late: calls.iter().any(|call| self.is_late(call)),
                urgency: calls.iter().map(|call| call.held.value.new.urgency).min()?,
                ..self.chips(first)
            },
            text: self.first_line(first),
        })
    }

    fn loose_row(self, followed: &Followed<'a>) -> LooseRow {
        let note = self.desk.docs.calls().note(followed.note);
        let call = note.map(|note| &note.value.call);
        LooseRow {
            note: followed.note,
            caller: call.and_then(|call| Some(call.caller_name.as_ref()?.as_str().to_owned())),
            kind: call.map_or(samspil_shared::domain::call::CallerKind::Other, |call| call.caller_kind),
            began: When::of(followed.held.value.new.began),
            due: followed.held.value.new.due.day,
            chips: self.chips(followed),
            text: self.first_line(followed),
        }
    }

    /// What happened, as a list shows it; what was agreed, where the note itself is not here.
    fn first_line(self, followed: &Followed<'a>) -> String {
        let note = self.desk.docs.calls().note(followed.note);
        let agreed = followed.held.value.new.agreed.as_ref().map(|agreed| agreed.as_str());
        let text = note.map(|note| note.value.call.what.as_str()).or(agreed).unwrap_or_default();
        excerpt(text.lines().next().unwrap_or_default()).0
    }

    pub(super) fn chips(self, followed: &Followed<'a>) -> Chips {
        let note = self.desk.docs.calls().note(followed.note);
        let best_time = note.and_then(|note| Some(note.value.call.best_time.as_ref()?.as_str().to_owned()));
        let slipped = self.desk.slipped(followed, self.facts, self.at());
        Chips {
            overdue: slipped.is_some() || followed.heading(self.today()) == Some(Heading::Overdue),
            slipped,
            not_again: slipped == Some(Slipped::NotTried) && followed.progress.tried,
            urgency: followed.held.value.new.urgency,
            late: self.is_late(followed),
            status: self.status(followed),
            best_time,
        }
    }

    /// Received after the window in which it was taken, or after its due day.
    fn is_late(self, followed: &Followed<'a>) -> bool {
        let note = self.desk.docs.calls().note(followed.note);
        followed.held.late || note.is_some_and(|note| note.late) || followed.is_overtaken()
    }

    fn status(self, followed: &Followed<'a>) -> StatusFace {
        let progress = &followed.progress;
        if self.desk.takers_are_away(followed, self.now) {
            return StatusFace::Away(progress.takers.iter().map(|person| self.full_name(*person)).collect());
        }
        match progress.status {
            Status::New => StatusFace::New,
            Status::Taken => StatusFace::Taken(progress.takers.iter().map(|person| self.full_name(*person)).collect()),
            Status::NotReached => StatusFace::NotReached(progress.again_on),
            Status::Talked => StatusFace::Talked,
            Status::Handed(to) => StatusFace::Handed(self.full_name(to)),
            Status::Closed => StatusFace::Closed,
            Status::Reopened => StatusFace::Reopened,
        }
    }

    fn follow_up_page(self, space: SpaceId) -> Option<FollowUpPage> {
        self.as_consultant()?;
        let desk = self.desk;
        (desk.kind_of(space)? == SpaceKind::Contact).then_some(())?;
        let followed = desk.calls_of(space, self.now);
        let calls: Vec<CallFace> = followed.iter().filter_map(|followed| self.call_face(followed)).collect();
        let mine = |followed: &&Followed<'_>| {
            let progress = &followed.progress;
            let taken = progress.status == Status::Taken && progress.takers.contains(&self.me());
            // Whom somebody called already nobody takes with all the others, unless whoever called is away by now.
            let called = progress.tried && !desk.takers_are_away(followed, self.now);
            !taken && !called && !progress.is_closed()
        };
        let last_caller = followed.iter().max_by_key(|followed| followed.held.value.new.began);
        let last_caller = last_caller.and_then(|followed| desk.docs.calls().note(followed.note)?.value.call.caller);
        let at = self.at();
        let mut colleagues: Vec<(PersonId, String)> = desk
            .consultants(space)
            .into_iter()
            .filter(|member| member.window.contains(at) && member.person != self.me())
            .map(|member| (member.person, self.full_name(member.person)))
            .collect();
        colleagues.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        colleagues.dedup();
        Some(FollowUpPage {
            space,
            today: self.today(),
            adults: self.card_adults(space, last_caller),
            children: self.card_children(space),
            to_take: followed.iter().filter(mine).map(|followed| followed.doc).collect(),
            calls,
            colleagues,
            deed: desk.deed,
            fault: desk.calls.fault,
        })
    }

    fn loose_page(self, note: DocId) -> Option<LoosePage> {
        let desk = self.desk;
        let followed = desk.followed();
        let call = self.call_face(followed.iter().find(|followed| followed.note == note && followed.loose)?)?;
        let view = desk.engine.state().view(desk.engine.config().acting)?;
        let spaces = view.spaces().map(|view| &view.space);
        let contact = spaces.filter(|space| space.kind == SpaceKind::Contact && space.family.is_some());
        let choice = |space: SpaceId| FamilyChoice {
            space,
            adults: self.family_names(space),
            children: self.card_children(space).into_iter().map(|child| child.name).collect(),
        };
        let mut families: Vec<FamilyChoice> = contact.map(|space| choice(space.id)).collect();
        families.sort_by(|a, b| (&a.adults, a.space).cmp(&(&b.adults, b.space)));
        Some(LoosePage { today: self.today(), call, families, deed: desk.deed, fault: desk.calls.fault })
    }

    fn not_filed(self) -> Vec<NotFiledRow> {
        let followed = self.desk.followed();
        let mut rows: Vec<NotFiledRow> = followed
            .iter()
            .filter(|followed| followed.progress.is_closed() && !self.is_filed(followed))
            .filter_map(|followed| {
                Some(NotFiledRow {
                    note: followed.note,
                    adults: match followed.loose {
                        true => self.loose_row(followed).caller.into_iter().collect(),
                        false => self.family_names(followed.held.space),
                    },
                    began: When::of(followed.held.value.new.began),
                    closed: When::of(followed.progress.last?.1),
                })
            })
            .collect();
        rows.sort_by_key(|row| (row.closed, row.note));
        rows
    }

    /// The names of a family's adults: those of its card, else of those who take part.
    pub(super) fn family_names(self, space: SpaceId) -> Vec<String> {
        match self.desk.docs.calls().card(space) {
            Some((_, card)) => {
                card_sides::people(&card.value).iter().map(|adult| adult.name.as_str().to_owned()).collect()
            }
            None => self.adults(space),
        }
    }

    /// The adults with their numbers, this one first.
    pub(super) fn card_adults(self, space: SpaceId, first: Option<PersonId>) -> Vec<AdultFace> {
        let Some((_, card)) = self.desk.docs.calls().card(space) else {
            return self.adults(space).into_iter().map(|name| AdultFace { name, tel: None }).collect();
        };
        let mut adults = card_sides::numbers(&card.value);
        adults.sort_by_key(|adult| first.is_none() || adult.person != first);
        let face = |adult: samspil_shared::doc::CardAdult| AdultFace {
            name: adult.name.as_str().to_owned(),
            tel: adult.tel.as_ref().map(tel),
        };
        adults.into_iter().map(face).collect()
    }

    /// The children on a family's card.
    pub(super) fn card_children(self, space: SpaceId) -> Vec<ChildFace> {
        let card = self.desk.docs.calls().card(space);
        let children = card.iter().flat_map(|(_, card)| card_sides::children(&card.value));
        let today = self.today();
        children
            .map(|child| ChildFace {
                name: child.name.as_str().to_owned(),
                months: child.born.and_then(|born| months(born, today)),
            })
            .collect()
    }
}

fn bucket(heading: Heading, rows: Vec<(bool, FamilyRow)>, talks: bool) -> Bucket {
    let before = rows.iter().take_while(|(before, _)| *before).count();
    Bucket {
        heading,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        talk_at: (talks && heading == Heading::Today).then_some(before),
    }
}

fn months(born: BirthMonth, today: chrono::NaiveDate) -> Option<u32> {
    use chrono::Datelike;
    let born = i64::from(born.year()) * 12 + i64::from(born.month()) - 1;
    let now = i64::from(today.year()) * 12 + i64::from(today.month0());
    u32::try_from(now - born).ok()
}
