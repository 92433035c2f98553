//! Makes the cast and lets them write, each at their time: accounts and families as an administrator does it, entries
//! through the ordinary way of a device.

mod night;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months};
use samspil_shared::api::UnitHours;
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{
    About, BirthMonth, ChildName, Day, DocError, EditError, Intent, Origin, Pen, Provenance, ReadError, SCHEMA,
    comment, hashes, heads, materialise, publication,
};
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{
    Acting, ActorId, Audience, DocId, DocumentMeta, EnrolmentId, Kind, Membership, PersonId, Role, SpaceId, SpaceKind,
    Timestamp, UnitId, Window,
};
use samspil_shared::sync::frame::{Hello, NewDocument, Op, OpResult, Push, VERSION};

use super::cast::{Child, FAMILIES, FamilyRow, OTHERS, PEOPLE, PersonRow, UNITS};
use super::diary::{LINES, Line, Where};
use super::{PASSWORD, StoryTime};
use crate::admin::places::{Decision, decide};
use crate::admin::{self, AdminError, NO_UNIT};
use crate::auth::{NewPassword, PasswordError, Passwords};
use crate::cli::CliError;
use crate::store::{Store, StoreError};
use crate::sync::{Hub, NewCard, Session, TicketClaims};

/// Everybody was there before the first placement.
const BEFORE_ALL_DAYS: u64 = 5 * 365 + 30;
const MORNING: (u32, u32) = (9, 0);
/// Sharing follows an entry, and marks of the day do not wait for it.
const SHARED_AFTER_MS: i64 = 5 * 60_000;

/// What can go wrong with a story that is fixed.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error(transparent)]
    Doc(#[from] DocError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("{0}")]
    Other(String),
}

impl From<Lost> for CliError {
    fn from(lost: Lost) -> Self {
        Self::Said(format!("The demo's story does not hold together: {lost}."))
    }
}

impl From<PasswordError> for CliError {
    fn from(error: PasswordError) -> Self {
        Lost::Other(error.to_string()).into()
    }
}

#[derive(Clone, Copy)]
struct Author {
    person: PersonId,
    enrolment: EnrolmentId,
    acting: Acting,
}

struct Stage<'a> {
    store: &'a Store,
    time: &'a StoryTime,
    hub: Hub,
    units: BTreeMap<&'static str, UnitId>,
    authors: BTreeMap<&'static str, Author>,
    spaces: BTreeMap<&'static str, SpaceId>,
    /// Families' contact spaces, by the login of their first adult.
    contacts: BTreeMap<&'static str, SpaceId>,
}

/// Tells all of it.
pub(super) async fn tell(store: &Store, time: &StoryTime) -> Result<(), CliError> {
    // The people write before anybody signs in: here a ticket is its bearer's ids.
    let hub = Hub::start(store.clone(), std::sync::Arc::new(|ticket: &str, _| claims(ticket))).await?;
    let mut stage = Stage {
        store,
        time,
        hub,
        units: BTreeMap::new(),
        authors: BTreeMap::new(),
        spaces: BTreeMap::new(),
        contacts: BTreeMap::new(),
    };
    stage.people().await?;
    for family in FAMILIES {
        stage.family(family).await?;
    }
    stage.others().await?;
    stage.diary().await?;
    stage.nights().await?;
    stage.hub.stop().await;
    stage.nobody_was_here().await
}

fn claims(ticket: &str) -> Option<TicketClaims> {
    let (person, enrolment) = ticket.split_once(' ')?;
    Some(TicketClaims { person: person.parse().ok()?, enrolment: enrolment.parse().ok()?, session: None })
}

impl Stage<'_> {
    async fn people(&mut self) -> Result<(), CliError> {
        let now = self.time.at(BEFORE_ALL_DAYS, MORNING);
        self.time.set(now);
        for (name, kind) in UNITS {
            self.units.insert(name, admin::add_unit(self.store, kind, name, now).await?);
        }
        for Preset { unit, calendar, numbers, worry, .. } in Preset::all() {
            if let Some(id) = self.units.get(&*unit) {
                admin::set_hours(self.store, *id, &UnitHours { calendar, numbers, worry }, now).await?;
            }
        }
        let login = PEOPLE[0].login.parse()?;
        let password = NewPassword::new(PASSWORD.to_owned(), &login)?;
        let hash = Passwords::default().hash(password, self.store.edge().bytes()).await;
        let hash = hash.map_err(|crowded| Lost::Other(crowded.to_string()))?;
        for row in PEOPLE {
            self.person(row, &hash, now).await?;
        }
        Ok(())
    }

    async fn person(&mut self, row: &PersonRow, hash: &str, now: Timestamp) -> Result<(), CliError> {
        let person = admin::add_person(self.store, row.name, Some(row.login), now).await?;
        let enrolment = self.store.edge().with_rng(EnrolmentId::random);
        let mut tx = self.store.begin().await?;
        self.store.set_credentials(&mut tx, person, row.login, Some(hash)).await?;
        self.store.add_enrolment(&mut tx, enrolment, person, "demo", now).await?;
        tx.commit().await.map_err(StoreError::from)?;
        let acting = match row.work {
            Some((role, unit)) => {
                let unit = self.units[unit];
                let space = self.store.space_of(SpaceKind::Municipality, unit.as_bytes()).await?;
                let space = space.ok_or(AdminError::Missing("space of the unit"))?;
                self.joins(membership(person, space, role, unit, now), now).await?;
                Acting { role, unit }
            }
            None => Acting { role: Role::Oneself, unit: NO_UNIT },
        };
        self.authors.insert(row.login, Author { person, enrolment, acting });
        Ok(())
    }

    async fn family(&mut self, row: &'static FamilyRow) -> Result<(), CliError> {
        let unit = self.units[row.unit];
        let mut family = None;
        for child in row.children {
            let now = self.time.at(child.placed_days_ago, MORNING);
            self.time.set(now);
            let family = match family {
                Some(family) => family,
                None => {
                    let made = admin::add_family(self.store, unit, row.kind, now).await?;
                    let contact = self.store.space_of(SpaceKind::Contact, made.as_bytes()).await?;
                    let contact = contact.ok_or(AdminError::Missing("contact space"))?;
                    self.members(row, contact, now).await?;
                    self.contacts.insert(row.adults[0].0, contact);
                    *family.insert(made)
                }
            };
            let starts_on = self.time.day(child.placed_days_ago);
            let placed = admin::add_placement(self.store, family, self.units[row.municipality], starts_on, now).await?;
            self.card(child, placed.space, starts_on).await?;
            if let Some(days) = row.place_hidden_days {
                let until = self.time.today.checked_add_days(Days::new(days));
                decide(&self.hub, None, family, Decision::Placement(placed.placement, until), now).await?;
            }
            self.members(row, placed.space, now).await?;
            self.spaces.insert(child.name, placed.space);
            if row.adults.iter().any(|(login, _)| *login == "kirsten") {
                admin::recuse(self.store, self.authors["kirsten"].person, family, now).await?;
            }
        }
        Ok(())
    }

    async fn card(&self, child: &Child, space: SpaceId, starts_on: chrono::NaiveDate) -> Result<(), CliError> {
        let (Some(name), Some(born)) = (ChildName::new(child.name), self.born(child)) else {
            return Err(Lost::Other(format!("{} is no child's name", child.name)).into());
        };
        let card = self.hub.create_card(NewCard { space, child: name, born, starts_on }).await;
        card.map_err(|error| Lost::Other(error.to_string()))?;
        Ok(())
    }

    /// The month in which a child of this age was born.
    fn born(&self, child: &Child) -> Option<BirthMonth> {
        let born = self.time.today.checked_sub_months(Months::new(child.months_old)).unwrap_or(self.time.today);
        BirthMonth::new(u16::try_from(born.year()).ok()?, u8::try_from(born.month()).ok()?)
    }

    async fn members(&mut self, row: &FamilyRow, space: SpaceId, now: Timestamp) -> Result<(), CliError> {
        let unit = self.units[row.unit];
        for (login, left_days_ago) in row.adults {
            let until = left_days_ago.map(|days| self.time.at(days, (0, 0)));
            let person = self.authors[login].person;
            let mut adult = membership(person, space, Role::FosterParent, unit, now);
            (adult.window.until, adult.sees_from) = (until, Some(now));
            self.joins(adult, now).await?;
            if let Some(author) = self.authors.get_mut(login) {
                author.acting = Acting { role: Role::FosterParent, unit };
            }
        }
        let consultant = self.authors[row.consultant];
        self.joins(membership(consultant.person, space, Role::Consultant, consultant.acting.unit, now), now).await
    }

    async fn others(&self) -> Result<(), CliError> {
        let now = self.time.at(10, (10, 0));
        self.time.set(now);
        for other in OTHERS {
            let (person, space) = (self.authors[other.login].person, self.spaces[other.child]);
            let mut joins = membership(person, space, other.role, self.units[other.unit], now);
            joins.stand_in = other.stand_in;
            self.joins(joins, now).await?;
        }
        Ok(())
    }

    async fn joins(&self, membership: Membership, now: Timestamp) -> Result<(), CliError> {
        Ok(admin::add_member(self.store, &membership, now).await?)
    }

    async fn diary(&self) -> Result<(), CliError> {
        let mut steps: Vec<(Timestamp, usize, Step)> = Vec::new();
        for (n, line) in LINES.iter().enumerate() {
            let at = self.time.at(line.days_ago, line.at);
            steps.push((at, n, Step::Write));
            let marks = line.days.iter().enumerate();
            steps.extend(marks.map(|(i, (_, clock, _))| (self.time.at(line.days_ago, *clock), n, Step::Mark(i))));
            if line.share.is_some() {
                steps.push((at.plus_ms(SHARED_AFTER_MS), n, Step::Share));
            }
            let comments = line.comments.iter().enumerate();
            steps.extend(comments.map(|(i, (_, days, clock, _))| (self.time.at(*days, *clock), n, Step::Comment(i))));
        }
        steps.sort();
        let mut written: BTreeMap<usize, Written> = BTreeMap::new();
        for (at, n, step) in steps {
            self.time.set(at);
            self.step(&LINES[n], step, written.entry(n).or_default(), at).await?;
        }
        Ok(())
    }

    async fn step(&self, line: &Line, step: Step, written: &mut Written, at: Timestamp) -> Result<(), CliError> {
        match step {
            Step::Write => {
                let author = self.authors[line.by];
                let (space, audience) = match line.place {
                    Where::Own => {
                        let own = self.store.space_of(SpaceKind::Person, author.person.as_bytes()).await?;
                        (own.ok_or(AdminError::Missing("own space"))?, Audience::AUTHOR)
                    }
                    Where::Child(child) => (self.spaces[child], Audience::FAMILY),
                };
                let new = NewLogEntry {
                    text: line.text.to_owned(),
                    event_time: at,
                    about: About::Child,
                    day_child: None,
                    day_family: None,
                };
                written.changes = log_entry::create(self.actor(author), at, &new).map_err(Lost::from)?;
                let meta = meta(Kind::LogEntry, space, audience, None);
                written.entry = Some(self.creates(author, meta, &written.changes).await?);
            }
            Step::Mark(i) => {
                let (by, _, day) = line.days[i];
                let author = self.authors[by];
                let doc = materialised(&written.changes)?;
                let base = heads(&doc);
                let pen = Pen { doc: &doc, base: &base, actor: self.actor(author), time: at };
                let edit = LogEntryEdit { day_child: Some(Day::new(day)), ..LogEntryEdit::default() };
                let changes = log_entry::save(&pen, &edit).map_err(Lost::from)?;
                let doc = written.entry.ok_or_else(|| Lost::Other("a day before its entry".to_owned()))?;
                let ops = changes.into_iter().map(|bytes| Op::Change { doc, bytes }).collect();
                self.push(author, ops).await?;
            }
            Step::Share => {
                let author = self.authors[line.by];
                let (Some((audience, intent)), Some(entry), Where::Child(child)) =
                    (line.share, written.entry, line.place)
                else {
                    return Err(Lost::Other("something shared that is not there".to_owned()).into());
                };
                let changes = self.published(author, entry, &written.changes, intent, at)?;
                let meta = meta(Kind::Publication, self.spaces[child], audience, None);
                written.shared = Some(self.creates(author, meta, &changes).await?);
            }
            Step::Comment(i) => {
                let (by, _, _, text) = line.comments[i];
                let author = self.authors[by];
                let (Some((audience, _)), Some(parent), Where::Child(child)) = (line.share, written.shared, line.place)
                else {
                    return Err(Lost::Other("a comment on what is not shared".to_owned()).into());
                };
                let changes = comment::create(self.actor(author), at, text).map_err(Lost::from)?;
                let meta = meta(Kind::Comment, self.spaces[child], audience, Some(parent));
                self.creates(author, meta, &changes).await?;
            }
        }
        Ok(())
    }

    fn published(
        &self,
        author: Author,
        entry: DocId,
        changes: &[Vec<u8>],
        intent: Intent,
        at: Timestamp,
    ) -> Result<Vec<Vec<u8>>, CliError> {
        let doc = materialised(changes)?;
        let origin = Origin { by: author.person, received_at: Some(at) };
        let provenance: Provenance = hashes(&doc).into_iter().map(|hash| (hash, origin)).collect();
        let read = log_entry::read(&doc, &provenance).map_err(Lost::from)?;
        let made = publication::create(self.actor(author), at, entry, &read, intent, &BTreeMap::new());
        Ok(made.map_err(Lost::from)?)
    }

    fn actor(&self, author: Author) -> ActorId {
        self.store.edge().with_rng(|rng| ActorId::fresh(author.enrolment, rng))
    }

    async fn creates(&self, author: Author, meta: DocumentMeta, changes: &[Vec<u8>]) -> Result<DocId, CliError> {
        let doc = self.store.edge().with_rng(DocId::random);
        let changes = changes.iter().cloned().map(Into::into).collect();
        self.push(author, vec![Op::Create(NewDocument { doc, meta, changes })]).await?;
        Ok(doc)
    }

    /// What a device does with its first connection.
    async fn push(&self, author: Author, ops: Vec<Op>) -> Result<(), CliError> {
        let hello = Hello {
            versions: vec![VERSION],
            app: 1,
            ticket: format!("{} {}", author.person, author.enrolment),
            enrolment: author.enrolment,
            epoch: None,
            acting: author.acting,
            cursors: Vec::new(),
            device_time: self.store.edge().now(),
        };
        let session = Session::open(&self.hub, hello).await;
        let session = session.map_err(|bye| Lost::Other(format!("the server said {:?}", bye.reason)))?;
        let pushed = session.pusher().push(Push { batch: 1, ops }).await;
        let refused = pushed.results.into_iter().find(|result| !matches!(result, OpResult::Stored { .. }));
        match refused {
            Some(refused) => Err(Lost::Other(format!("the server answered {refused:?}")).into()),
            None => Ok(()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Write,
    Mark(usize),
    Share,
    Comment(usize),
}

/// What became of a line.
#[derive(Default)]
struct Written {
    changes: Vec<Vec<u8>>,
    entry: Option<DocId>,
    shared: Option<DocId>,
}

fn membership(person: PersonId, space: SpaceId, role: Role, unit: UnitId, from: Timestamp) -> Membership {
    let window = Window { from, until: None };
    Membership { person, space, role, unit, stand_in: false, course: None, window, sees_from: None, own_only: false }
}

fn meta(kind: Kind, space: SpaceId, audience: Audience, parent: Option<DocId>) -> DocumentMeta {
    DocumentMeta { kind, schema: SCHEMA, space, parent, course: None, audience, readers: Vec::new() }
}

fn materialised(changes: &[Vec<u8>]) -> Result<automerge::Automerge, CliError> {
    Ok(materialise(Kind::LogEntry, SCHEMA, changes.iter().map(Vec::as_slice)).map_err(Lost::from)?)
}
