//! From the model to what the screens show.

mod admin;
mod away;
mod call;
mod check;
mod chrome;
mod consultants;
mod devices;
mod duty;
mod editor;
mod entry;
mod export;
mod families;
mod family_card;
mod follow_up;
mod hours;
mod jots;
mod leader;
mod lease;
mod logbook;
mod notices;
mod numbers;
mod passkeys;
mod people;
mod place;
mod quarantine;
mod recusals;
mod release;
mod rota;
mod search;
mod share;
mod station;
mod today;
mod waiting;

use samspil_shared::api::PublicFacts;
use samspil_shared::doc::{About, Intent};
use samspil_shared::domain::{SpaceId, Timestamp};
use samspil_shared::sync::state::SpaceView;

use super::model::Model;
use super::model::desk::Desk;
use super::view::{When, Why};

pub(in crate::app) use numbers::changes_at;
pub(in crate::app) use waiting::parked_text;

/// What builds a view: the open desk and the time it is.
#[derive(Clone, Copy)]
struct Show<'a> {
    desk: &'a Desk,
    /// What is public of the units.
    facts: &'a PublicFacts,
    now: Timestamp,
}

impl Model {
    fn show(&self) -> Option<Show<'_>> {
        Some(Show { desk: self.desk()?, facts: self.facts(), now: self.now() })
    }
}

impl Show<'_> {
    /// The device's clock, corrected.
    fn at(&self) -> Timestamp {
        self.desk.engine.state().corrected(self.now)
    }

    fn today(&self) -> chrono::NaiveDate {
        When::of(self.at()).date
    }

    /// The child's name, where a note is about the child of a placement whose card is here.
    fn child(&self, space: SpaceId, about: About) -> Option<String> {
        if about == About::Family {
            return None;
        }
        // A private note lies in no placement; with one child there is no doubt whom it is about.
        let placement = match self.desk.placements()[..] {
            [only] if self.desk.docs.card(space).is_none() => only,
            _ => space,
        };
        self.desk.docs.card(placement).map(|card| card.child.clone())
    }

    /// Whether more may come by itself: the device reads its own store, or the server still sends.
    fn incomplete(&self) -> bool {
        let view = self.desk.engine.state().view(self.desk.engine.config().acting);
        // A device that was never told anything has nothing to say of what there is.
        let arriving = view.is_none_or(|view| view.spaces().any(SpaceView::is_paging));
        self.desk.docs.is_reading() || arriving
    }
}

fn why_of(intent: Intent) -> Why {
    match intent {
        Intent::Info => Why::Info,
        Intent::Talk => Why::Talk,
    }
}
