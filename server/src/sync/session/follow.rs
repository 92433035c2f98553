//! Which spaces a session follows, as what, and how far the device is in each.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::domain::{Membership, SpaceId, Timestamp};
use samspil_shared::sync::frame::{Page, ServerFrame, Space};

use super::{Followed, Session, digest};
use crate::store::StoreError;
use crate::sync::cursor::{self, Cursor, View};
use crate::sync::items::lone;

/// The spaces that are reached, and by which memberships.
pub(super) type Reached = BTreeMap<SpaceId, Vec<Membership>>;

impl Session {
    pub(super) fn reached(&self, now: Timestamp) -> Reached {
        let mut reached = Reached::new();
        for membership in self.standing.effective(self.who.acting, now) {
            reached.entry(membership.space).or_default().push(membership.clone());
        }
        reached
    }

    /// The spaces as the device is told of them; notes when that changes by itself.
    pub(super) async fn roster(
        &mut self,
        reached: &Reached,
        now: Timestamp,
    ) -> Result<BTreeMap<SpaceId, Space>, StoreError> {
        let spaces: BTreeSet<SpaceId> = reached.keys().copied().collect();
        let roster = self.hub.0.store.roster(&self.standing, self.who.acting, &spaces, now).await?;
        self.boundary = self.standing.next_boundary(now).into_iter().chain(roster.next_boundary).min();
        Ok(roster.spaces)
    }

    pub(super) fn follow(&mut self, space: &Space, memberships: &[Membership]) {
        self.follower.follow(space.id);
        let followed = Followed {
            told: digest(space),
            view: self.view_of(memberships),
            memberships: memberships.to_vec(),
            cursor: None,
            rename: false,
            pages: 0,
            progress: None,
        };
        self.spaces.insert(space.id, followed);
    }

    pub(super) fn leave(&mut self, space: SpaceId) {
        self.follower.unfollow(space);
        self.spaces.remove(&space);
        self.due.remove(&space);
    }

    /// Reads how far spaces are that are followed from now on.
    pub(super) async fn read_heads(&self, spaces: impl IntoIterator<Item = SpaceId>) -> Result<(), StoreError> {
        for (space, head) in self.hub.0.store.heads(spaces).await? {
            self.hub.0.tail.advance(space, head);
        }
        Ok(())
    }

    /// Tells the device of a space that is new, or that is not as it was told.
    pub(super) async fn tell(&mut self, id: &SpaceId, space: Space, reached: &Reached) -> Result<(), StoreError> {
        let memberships = &reached[id];
        let view = self.view_of(memberships);
        if let Some(followed) = self.spaces.get_mut(id) {
            followed.memberships.clone_from(memberships);
            if followed.view != view {
                followed.view = view;
                followed.rename = followed.cursor.is_some();
                self.due.insert(*id);
            }
            let told = digest(&space);
            if followed.told == told {
                return Ok(());
            }
            followed.told = told;
        } else {
            self.follow(&space, memberships);
            self.read_heads([*id]).await?;
        }
        self.out.push_back(lone(&ServerFrame::Space(space)));
        Ok(())
    }

    /// Takes the cursor that a device comes with. One that cannot be read leaves the device without; what may be seen is
    /// then named, so that it drops the rest, and it pages in everything.
    pub(super) fn take_cursor(&mut self, space: SpaceId, token: &[u8]) {
        let opened = cursor::open(&self.hub.0.store, self.bearer(space), token);
        let Some(followed) = self.spaces.get_mut(&space) else { return };
        match opened {
            Some((cursor, view)) => {
                followed.cursor = Some(cursor);
                followed.rename = view != followed.view;
            }
            None => followed.rename = true,
        }
        self.due.insert(space);
    }

    /// A device asks for older documents. Its token says where it is; one that cannot be read starts anew.
    pub(super) fn page_asked(&mut self, page: Page) {
        let bearer = self.bearer(page.space);
        let head = self.hub.0.tail.head(page.space);
        let opened = page.token.and_then(|token| cursor::open(&self.hub.0.store, bearer, &token));
        let Some(followed) = self.spaces.get_mut(&page.space) else { return };
        followed.cursor = Some(match (opened, followed.cursor) {
            // Rows that are on their way have moved the end that this session knows; the start is as the device says.
            (Some((token, _)), Some(cursor)) => Cursor { floor: token.floor, ..cursor },
            (Some((token, _)), None) => token,
            (None, _) => Cursor::start(head),
        });
        followed.pages = page.frames.max(1);
        self.due.insert(page.space);
    }

    fn view_of(&self, memberships: &[Membership]) -> View {
        View::of(self.who.person, &memberships.iter().collect::<Vec<_>>())
    }
}
