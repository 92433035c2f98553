//! One connection without its socket: what a device says goes in, frames come out. Nothing here waits for a network; the
//! socket drives it, and so does a simulation.
//!
//! ```text
//! open(hello) → loop { frame(page | fetch) | pusher().push(..) | recheck() when version() or boundary() says so;
//!                      next() until it gives nothing; wait for wake() }
//! ```

mod follow;
mod pages;
mod recorded;
mod returns;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use samspil_shared::domain::{DocId, Epoch, Membership, PersonId, SpaceId, Timestamp};
use samspil_shared::sync::frame::{
    Bye, ByeReason, ClientFrame, FRAME_MAX, Hello, Left, Progress, ServerFrame, Space, VERSION, Welcome,
};
use sha2::{Digest, Sha256};
use tokio::sync::{Notify, watch};

use self::returns::Returns;
use super::cursor::{self, Bearer, Cursor, View};
use super::items::lone;
use super::presence::Present;
use super::push::Pusher;
use super::tail::Follower;
use super::{Hub, MIN_APP};
use crate::store::standing::Standing;
use crate::store::{Chain, StoreError};
use crate::validate::Who;

/// Documents that may wait to be fetched; beyond it the connection is not read from.
const FETCHES_MAX: usize = 1024;
/// How long a device waits after the database did not answer.
const BUSY_MS: u32 = 5_000;
/// How long it waits after a ticket or role was refused: by then it has a new one.
const REFUSED_MS: u32 = 2_000;

/// One connection without its socket.
#[derive(Debug)]
pub struct Session {
    hub: Hub,
    who: Who,
    chain: Option<Chain>,
    standing: Arc<Standing>,
    spaces: BTreeMap<SpaceId, Followed>,
    follower: Follower,
    /// The person is counted as connected while the session lasts.
    _present: Option<Present>,
    version: watch::Receiver<i64>,
    /// When a window opens or closes next.
    boundary: Option<Timestamp>,
    /// Frames about the spaces themselves, few and small.
    out: VecDeque<Bytes>,
    fetches: VecDeque<DocId>,
    /// What the device says to have, and brings back, after the server was restored.
    returns: Returns,
    /// Spaces that may have something to send, and the one that was served last.
    due: BTreeSet<SpaceId>,
    last_served: Option<SpaceId>,
}

/// A space that the device follows.
#[derive(Debug)]
struct Followed {
    /// Digest of what the device was told of the space.
    told: [u8; 32],
    view: View,
    memberships: Vec<Membership>,
    /// How far the device is; `None` until it asks for a first page.
    cursor: Option<Cursor>,
    /// What may be seen is to be named anew.
    rename: bool,
    /// Pages that may come unasked.
    pages: u8,
    progress: Option<Progress>,
}

fn bye(reason: ByeReason, retry_after_ms: u32) -> Bye {
    Bye { reason, retry_after_ms }
}

/// The database did not answer: the device is to try later, and the log says why.
fn busy(error: &StoreError) -> Bye {
    tracing::warn!(error = error as &dyn std::error::Error, "a session ends");
    bye(ByeReason::Busy, BUSY_MS)
}

impl Session {
    /// Takes a device's first frame; the session begins with a `Welcome`.
    ///
    /// # Errors
    /// The last frame of the connection.
    pub async fn open(hub: &Hub, hello: Hello) -> Result<Self, Bye> {
        if !hello.versions.contains(&VERSION) {
            return Err(bye(ByeReason::Version, REFUSED_MS));
        }
        let now = hub.now();
        let claims = (hub.0.tickets)(&hello.ticket, now).filter(|claims| claims.enrolment == hello.enrolment);
        let Some(claims) = claims else { return Err(bye(ByeReason::Ticket, REFUSED_MS)) };
        let who = Who { person: claims.person, enrolment: claims.enrolment, acting: hello.acting };
        // Watched before the rights are read, so that no change of them falls in between.
        let version = hub.version();
        let standing = hub.0.store.standing(who.person).await.map_err(|error| busy(&error))?;
        let Some(standing) = standing else { return Err(bye(ByeReason::Ticket, REFUSED_MS)) };
        check_in_force(&standing, who)?;
        check_session(hub, who, claims.session).await?;
        let mut session = Self::new(hub, who, claims.session, standing, version);
        session._present = Some(hub.0.presence.arrive(who.person, hub.0.store.edge()));
        session.begin(&hello, now).await.map_err(|error| busy(&error))?;
        Ok(session)
    }

    fn new(hub: &Hub, who: Who, chain: Option<Chain>, standing: Standing, version: watch::Receiver<i64>) -> Self {
        Self {
            hub: hub.clone(),
            who,
            chain,
            standing: Arc::new(standing),
            spaces: BTreeMap::new(),
            follower: Follower::new(&hub.0.tail),
            _present: None,
            version,
            boundary: None,
            out: VecDeque::new(),
            fetches: VecDeque::new(),
            returns: Returns::default(),
            due: BTreeSet::new(),
            last_served: None,
        }
    }

    /// Whose it is.
    pub fn person(&self) -> PersonId {
        self.who.person
    }

    /// Takes the pushes of this connection; it does not borrow the session.
    pub fn pusher(&self) -> Pusher {
        Pusher::new(self.hub.clone(), self.who, Arc::clone(&self.standing))
    }

    /// Takes a frame that is no push.
    ///
    /// # Errors
    /// The last frame of the connection, if this one is out of order.
    pub fn frame(&mut self, frame: ClientFrame) -> Result<(), Bye> {
        match frame {
            ClientFrame::Page(page) => self.page_asked(page),
            ClientFrame::Fetch(fetch) => self.fetches.extend(fetch.docs),
            ClientFrame::Have(have) => self.returns.asked(have),
            ClientFrame::Return(back) => self.returns.brought(back),
            ClientFrame::Hello(_) | ClientFrame::Push(_) => return Err(bye(ByeReason::Protocol, REFUSED_MS)),
        }
        Ok(())
    }

    /// Whether the device may say more, or is to wait until it has what it asked for.
    pub fn takes_more(&self) -> bool {
        self.fetches.len() < FETCHES_MAX && self.returns.takes_more()
    }

    /// Is told when a space moved.
    pub fn wake(&self) -> Arc<Notify> {
        self.follower.wake()
    }

    /// Waits until rights may have changed.
    pub async fn rights_moved(&mut self) {
        // The hub, which this session holds, holds the sender.
        let _ = self.version.changed().await;
    }

    /// When rights change by themselves.
    pub fn boundary(&self) -> Option<Timestamp> {
        self.boundary
    }

    /// Looks at the person's rights again; what follows from a change comes out of [`Session::next`].
    ///
    /// # Errors
    /// The last frame of the connection, if the device or person was revoked.
    pub async fn recheck(&mut self) -> Result<(), Bye> {
        self.check().await?;
        let now = self.hub.now();
        let reached = self.reached(now);
        let roster = self.roster(&reached, now).await.map_err(|error| busy(&error))?;
        let gone: Vec<SpaceId> = self.spaces.keys().filter(|id| !reached.contains_key(*id)).copied().collect();
        for space in gone {
            self.leave(space);
            self.out.push_back(lone(&ServerFrame::Left(Left { space })));
        }
        for (id, space) in roster {
            self.tell(&id, space, &reached).await.map_err(|error| busy(&error))?;
        }
        Ok(())
    }

    /// Looks whether device, session and person are in force.
    ///
    /// # Errors
    /// The last frame of the connection, if not.
    pub async fn check(&mut self) -> Result<(), Bye> {
        let standing = self.hub.0.store.standing(self.who.person).await.map_err(|error| busy(&error))?;
        let Some(standing) = standing else { return Err(bye(ByeReason::Revoked, 0)) };
        check_in_force(&standing, self.who)?;
        check_session(&self.hub, self.who, self.chain).await?;
        self.standing = Arc::new(standing);
        Ok(())
    }

    /// The next frames, in order; none if there is nothing to say until [`Session::wake`]. It reads no further ahead than
    /// it returns, so that a device that is slow to take them holds up nobody.
    ///
    /// # Errors
    /// The last frame of the connection.
    pub async fn next(&mut self) -> Result<Vec<Bytes>, Bye> {
        if !self.out.is_empty() {
            return Ok(self.out.drain(..).collect());
        }
        if !self.returns.is_empty() {
            return self.answer_returns().await.map_err(|error| busy(&error));
        }
        if !self.fetches.is_empty() {
            return self.fetched().await.map_err(|error| busy(&error));
        }
        self.due.extend(self.follower.moved());
        while let Some(space) = self.next_due() {
            self.last_served = Some(space);
            let frames = self.serve(space).await.map_err(|error| busy(&error))?;
            if frames.is_empty() {
                self.due.remove(&space);
            } else {
                return Ok(frames);
            }
        }
        Ok(Vec::new())
    }

    /// Round-robin, so that a large space does not hold up the others.
    fn next_due(&self) -> Option<SpaceId> {
        let after = self.last_served.and_then(|last| self.due.range(last..).find(|space| **space != last));
        after.or_else(|| self.due.first()).copied()
    }

    async fn begin(&mut self, hello: &Hello, now: Timestamp) -> Result<(), StoreError> {
        let reached = self.reached(now);
        let spaces = self.roster(&reached, now).await?;
        let epoch = self.hub.0.store.epoch();
        for (id, space) in &spaces {
            self.follow(space, &reached[id]);
        }
        self.read_heads(reached.keys().copied()).await?;
        // Cursors of another history say nothing about this one.
        for cursor in hello.cursors.iter().filter(|_| hello.epoch == Some(epoch)) {
            self.take_cursor(cursor.space, &cursor.token);
        }
        self.welcome(epoch, now, spaces.into_values().collect());
        Ok(())
    }

    /// Somebody with very many spaces is told first that they are there, and then who takes part in each.
    fn welcome(&mut self, epoch: Epoch, now: Timestamp, spaces: Vec<Space>) {
        let welcome =
            |spaces| lone(&ServerFrame::Welcome(Welcome { version: VERSION, epoch, now, min_app: MIN_APP, spaces }));
        let whole = welcome(spaces.clone());
        if whole.len() <= FRAME_MAX {
            self.out.push_back(whole);
            return;
        }
        let me = self.who.person;
        let alone = |space: &Space| {
            let members = space.members.iter().filter(|member| member.person == me).cloned().collect();
            Space { members, ..space.clone() }
        };
        self.out.push_back(welcome(spaces.iter().map(alone).collect()));
        self.out.extend(spaces.into_iter().map(|space| lone(&ServerFrame::Space(space))));
    }

    fn bearer(&self, space: SpaceId) -> Bearer {
        let (enrolment, acting) = (self.who.enrolment, self.who.acting);
        Bearer { epoch: self.hub.0.store.epoch(), enrolment, acting, space }
    }

    fn seal(&self, space: SpaceId, cursor: Cursor, view: View) -> Vec<u8> {
        cursor::seal(&self.hub.0.store, self.bearer(space), cursor, view)
    }
}

fn check_in_force(standing: &Standing, who: Who) -> Result<(), Bye> {
    if !standing.in_force || standing.enrolments.get(&who.enrolment) != Some(&true) {
        return Err(bye(ByeReason::Revoked, 0));
    }
    if standing.may_act(who.acting) { Ok(()) } else { Err(bye(ByeReason::Acting, REFUSED_MS)) }
}

async fn check_session(hub: &Hub, who: Who, chain: Option<Chain>) -> Result<(), Bye> {
    let Some(chain) = chain else { return Ok(()) };
    let holds = hub.0.store.session_holds(who.person, who.enrolment, chain).await.map_err(|error| busy(&error))?;
    if holds { Ok(()) } else { Err(bye(ByeReason::Ticket, REFUSED_MS)) }
}

fn digest(space: &Space) -> [u8; 32] {
    Sha256::digest(ServerFrame::Space(space.clone()).encode()).into()
}
