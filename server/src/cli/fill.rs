//! `samspil fill`: as many entries in somebody's logbook as a measurement wants. Never in a release.

pub(super) mod calls;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use clap::Args;
use samspil_shared::doc::log_entry::{self, NewLogEntry};
use samspil_shared::doc::{About, SCHEMA};
use samspil_shared::domain::{
    Acting, ActorId, Audience, DocId, DocumentMeta, EnrolmentId, Kind, Membership, PersonId, Role, Timestamp, Window,
};
use samspil_shared::sync::frame::{Hello, NewDocument, OPS_MAX, Op, OpResult, Push, VERSION};

use super::args::person;
use super::{CliError, Place};
use crate::admin;
use crate::edge::Edge;
use crate::store::StoreError;
use crate::sync::{Hub, Session, TicketClaims};

#[derive(Args, Debug)]
pub(super) struct Fill {
    /// Login or id of a foster parent
    #[arg(long)]
    user: String,
    /// How many entries
    #[arg(long)]
    entries: u32,
}

/// Three entries a day, the latest one now.
const APART_MS: i64 = 8 * 60 * 60 * 1_000;

/// The server's clock meanwhile. A note is received when it was written, as in a logbook that was kept for years: on that
/// rests what a phone reads first.
#[derive(Clone, Default)]
pub(super) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(super) fn edge(&self) -> Edge {
        self.set(Edge::system().now());
        let clock = Arc::clone(&self.0);
        Edge::with_clock(move || Timestamp::from_ms(clock.load(Ordering::Relaxed)))
    }

    fn set(&self, now: Timestamp) {
        self.0.store(now.as_ms(), Ordering::Relaxed);
    }
}

/// About 600 characters, of which no two are alike.
fn text(n: u32) -> String {
    const DAY: [&str; 6] = [
        "Vi gik en lang tur med hunden ned til åen, og bagefter bagte vi boller sammen. ",
        "Han var træt efter skole, og vi læste to kapitler i bogen om den lille ræv. ",
        "Til aftensmad var der fiskefrikadeller, og han spiste tre og bad om én til. ",
        "Mormor ringede, og de talte om sommerhuset og om dengang båden gik på grund. ",
        "Han spurgte, hvornår han skal besøge sin mor igen, og vi så efter i kalenderen. ",
        "Det tog lang tid at falde i søvn, men sangen om månen hjalp til sidst lidt. ",
    ];
    let sentences: String = (0..7).map(|i| DAY[(n as usize + i * (1 + n as usize / 6)) % DAY.len()]).collect();
    format!("Notat {n}: {sentences}")
}

pub(super) async fn fill(place: &mut Place<'_>, clock: &Clock, fill: Fill) -> Result<(), CliError> {
    let store = &place.store;
    let author = person(place, &fill.user).await?;
    let standing = store.standing(author).await?.ok_or_else(|| said("no such person"))?;
    let adult = standing.memberships.iter().find(|membership| membership.role == Role::FosterParent);
    let adult = adult.ok_or_else(|| said("they are no foster parent"))?.clone();
    let end = store.edge().now();
    let before = end.plus_ms(-i64::from(fill.entries + 1) * APART_MS);
    if before < adult.window.from {
        // They took part all the time.
        let window = Window { from: before, until: Some(adult.window.from) };
        admin::add_member(store, &Membership { window, ..adult.clone() }, end).await?;
    }
    let enrolment = store.edge().with_rng(EnrolmentId::random);
    let mut tx = store.begin().await?;
    store.add_enrolment(&mut tx, enrolment, author, "fill", store.edge().now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    let claims = TicketClaims { person: author, enrolment, session: None };
    let hub = Hub::start(store.clone(), Arc::new(move |_, _| Some(claims))).await?;
    let acting = Acting { role: adult.role, unit: adult.unit };
    let meta = DocumentMeta {
        kind: Kind::LogEntry,
        schema: SCHEMA,
        space: adult.space,
        parent: None,
        course: None,
        audience: Audience::FAMILY,
        readers: Vec::new(),
    };
    let all: Vec<u32> = (0..fill.entries).collect();
    for part in all.chunks(OPS_MAX / 2) {
        let at = |n: u32| end.plus_ms(-i64::from(fill.entries - n) * APART_MS);
        part.last().into_iter().for_each(|last| clock.set(at(*last)));
        let ops = part.iter().map(|n| entry(place, *n, enrolment, &meta, at(*n)));
        push(&hub, author, enrolment, acting, ops.collect::<Result<_, _>>()?).await?;
    }
    clock.set(end);
    hub.stop().await;
    writeln!(place.out, "entries {}", fill.entries)?;
    Ok(())
}

fn entry(
    place: &Place<'_>,
    n: u32,
    enrolment: EnrolmentId,
    meta: &DocumentMeta,
    at: Timestamp,
) -> Result<Op, CliError> {
    let new = NewLogEntry { text: text(n), event_time: at, about: About::Child, day_child: None, day_family: None };
    let (doc, actor) =
        place.store.edge().with_rng(|rng| (DocId::random(&mut *rng), ActorId::fresh(enrolment, &mut *rng)));
    let changes = log_entry::create(actor, at, &new).map_err(|error| said(&error.to_string()))?;
    let changes = changes.into_iter().map(Into::into).collect();
    Ok(Op::Create(NewDocument { doc, meta: meta.clone(), changes }))
}

async fn push(
    hub: &Hub,
    author: PersonId,
    enrolment: EnrolmentId,
    acting: Acting,
    ops: Vec<Op>,
) -> Result<(), CliError> {
    let hello = Hello {
        versions: vec![VERSION],
        app: 1,
        ticket: author.to_string(),
        enrolment,
        epoch: None,
        acting,
        cursors: Vec::new(),
        device_time: hub.store().edge().now(),
    };
    let session = Session::open(hub, hello).await.map_err(|bye| said(&format!("the server said {:?}", bye.reason)))?;
    let pushed = session.pusher().push(Push { batch: 1, ops }).await;
    match pushed.results.into_iter().find(|result| !matches!(result, OpResult::Stored { .. })) {
        Some(refused) => Err(said(&format!("the server answered {refused:?}"))),
        None => Ok(()),
    }
}

fn said(what: &str) -> CliError {
    CliError::Said(format!("Nothing to fill: {what}."))
}
