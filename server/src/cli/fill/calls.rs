//! `samspil fill-calls`: calls of the last months that nobody has taken, as a story about a leader wants them.

use std::sync::Arc;

use clap::Args;
use samspil_shared::doc::call_note::{self, Call};
use samspil_shared::doc::follow_up::{self, NewFollowUp};
use samspil_shared::doc::{Line, SCHEMA, WhatHappened};
use samspil_shared::domain::calendar::{Calendar, next_open_day};
use samspil_shared::domain::call::{CallerKind, MayShow, PassedOn, Urgency, follow_up_of};
use samspil_shared::domain::{
    Acting, ActorId, Audience, DocId, DocumentMeta, EnrolmentId, FamilyId, Kind, Role, SpaceKind, Timestamp,
};
use samspil_shared::sync::frame::{NewDocument, Op};

use super::{Clock, push, said};
use crate::admin::duty;
use crate::cli::args::{person, unit};
use crate::cli::{CliError, Place};
use crate::store::StoreError;
use crate::sync::{Hub, TicketClaims};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

#[derive(Args, Debug)]
pub(in crate::cli) struct FillCalls {
    /// Login or id of who answers
    #[arg(long)]
    user: String,
    /// The unit that is on duty, by name or id
    #[arg(long)]
    unit: String,
    /// The family that calls
    #[arg(long)]
    family: FamilyId,
    /// So many days ago, one call each
    #[arg(long, value_delimiter = ',', num_args = 1.., value_parser = clap::value_parser!(i64).range(1..=400))]
    days_ago: Vec<i64>,
}

pub(in crate::cli) async fn fill_calls(place: &mut Place<'_>, clock: &Clock, fill: FillCalls) -> Result<(), CliError> {
    let store = &place.store;
    let (officer, on_duty) = (person(place, &fill.user).await?, unit(place, Some(&fill.unit)).await?);
    let space = store.space_of(SpaceKind::Contact, fill.family.as_bytes()).await?;
    let space = space.ok_or_else(|| said("no such family"))?;
    let end = store.edge().now();
    let enrolment = store.edge().with_rng(EnrolmentId::random);
    let mut tx = store.begin().await?;
    store.add_enrolment(&mut tx, enrolment, officer, "fill", end).await?;
    tx.commit().await.map_err(StoreError::from)?;
    let claims = TicketClaims { person: officer, enrolment, session: None };
    let hub = Hub::start(store.clone(), Arc::new(move |_, _| Some(claims))).await?;
    let acting = Acting { role: Role::DutyOfficer, unit: on_duty };
    for days in &fill.days_ago {
        let began = end.plus_ms(-days * DAY_MS);
        clock.set(began);
        let (from, until) = (began.plus_ms(-HOUR_MS), began.plus_ms(HOUR_MS));
        duty::plan(store, on_duty, officer, from, until, None, began).await?;
        let call = Call {
            began,
            ended: began.plus_ms(600_000),
            caller_kind: CallerKind::FosterParent,
            caller: None,
            caller_name: None,
            tel: None,
            about: None,
            what: WhatHappened::new("Et barn kunne ikke falde i søvn.").ok_or_else(|| said("no words"))?,
            advice: None,
            agreed: None,
            urgency: Urgency::SameDay,
            best_time: None,
            passed_on: PassedOn::NOBODY,
            notice: None,
            notice_by: None,
            may_show: MayShow::Nobody,
            why_not: Line::new("Ikke aftalt endnu"),
            unit: on_duty,
            copy: None,
        };
        clock.set(call.ended);
        let meta = |kind, audience, parent| DocumentMeta {
            kind,
            schema: SCHEMA,
            space,
            parent,
            course: None,
            audience,
            readers: Vec::new(),
        };
        let note = store.edge().with_rng(DocId::random);
        let kept = meta(Kind::FollowUp, Audience::FOLLOW_UP, Some(note));
        let ops = vec![
            create(note, meta(Kind::CallNote, Audience::CALL, None), note_of(place, enrolment, &call)?),
            create(follow_up_of(note), kept, follow_up_to(place, enrolment, &call)?),
        ];
        push(&hub, officer, enrolment, acting, ops).await?;
    }
    clock.set(end);
    hub.stop().await;
    writeln!(place.out, "calls {}", fill.days_ago.len())?;
    Ok(())
}

fn note_of(place: &Place<'_>, enrolment: EnrolmentId, call: &Call) -> Result<Vec<Vec<u8>>, CliError> {
    let (actor, at) = pen(place, enrolment);
    call_note::create(Kind::CallNote, actor, at, call).map_err(|error| said(&error.to_string()))
}

fn follow_up_to(place: &Place<'_>, enrolment: EnrolmentId, call: &Call) -> Result<Vec<Vec<u8>>, CliError> {
    let (actor, at) = pen(place, enrolment);
    let due = next_open_day(call.ended, &Calendar::ordinary()).map_err(|error| said(&error.to_string()))?;
    let new = NewFollowUp {
        began: call.began,
        ended: call.ended,
        urgency: call.urgency,
        agreed: None,
        may_show: call.may_show,
        due,
        unit: call.unit,
        ring_back: None,
    };
    follow_up::create(actor, at, &new).map_err(|error| said(&error.to_string()))
}

fn pen(place: &Place<'_>, enrolment: EnrolmentId) -> (ActorId, Timestamp) {
    let edge = place.store.edge();
    (edge.with_rng(|rng| ActorId::fresh(enrolment, &mut *rng)), edge.now())
}

fn create(doc: DocId, meta: DocumentMeta, changes: Vec<Vec<u8>>) -> Op {
    Op::Create(NewDocument { doc, meta, changes: changes.into_iter().map(Into::into).collect() })
}
