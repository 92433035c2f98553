//! A session without a device: what it would say to one that holds nothing, written down.

use samspil_shared::domain::{SpaceId, Timestamp};
use samspil_shared::sync::frame::Page;

use super::Session;
use crate::store::StoreError;
use crate::sync::Hub;
use crate::validate::Who;

impl Session {
    /// Everything that may be seen at `at`: the welcome, the names of what is visible in each space, and its documents.
    /// What a device has of these spaces is told from it, so a device that knows more than nothing may take it as well.
    /// `None` if the device or person is not in force, nothing is reached, or it is more than `most` bytes.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub(in crate::sync) async fn recorded(
        hub: &Hub,
        who: Who,
        at: Timestamp,
        most: usize,
    ) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
        let version = hub.version();
        let Some(standing) = hub.0.store.standing(who.person).await? else { return Ok(None) };
        if super::check_in_force(&standing, who).is_err() {
            return Ok(None);
        }
        let mut session = Self::new(hub, who, None, standing, version);
        let reached = session.reached(at);
        // What is one's own is reached at any time; a window is what lets an officer in.
        if !reached.values().flatten().any(|m| m.role == who.acting.role && !m.own_only) {
            return Ok(None);
        }
        let spaces = session.roster(&reached, at).await?;
        for (id, space) in &spaces {
            session.follow(space, &reached[id]);
        }
        session.read_heads(reached.keys().copied()).await?;
        session.welcome(hub.0.store.epoch(), hub.now(), spaces.into_values().collect());
        let mut frames: Vec<Vec<u8>> = session.out.drain(..).map(|frame| frame.to_vec()).collect();
        let mut size: usize = frames.iter().map(Vec::len).sum();
        let ids: Vec<SpaceId> = session.spaces.keys().copied().collect();
        for space in ids {
            if let Some(followed) = session.spaces.get_mut(&space) {
                followed.rename = true;
            }
            let named = session.serve(space).await?;
            frames.extend(named.iter().map(|frame| frame.to_vec()));
            size += named.iter().map(|frame| frame.len()).sum::<usize>();
            session.page_asked(Page { space, token: None, frames: u8::MAX });
            loop {
                let page = session.serve(space).await?;
                if page.is_empty() {
                    break;
                }
                size += page.iter().map(|frame| frame.len()).sum::<usize>();
                if size > most {
                    return Ok(None);
                }
                frames.extend(page.iter().map(|frame| frame.to_vec()));
            }
        }
        Ok((size <= most).then_some(frames))
    }
}
