//! The frame of every page, and *Mere*.

use samspil_shared::domain::{Role, Timestamp};
use samspil_shared::sync::engine::LinkState;
use samspil_shared::sync::state::SpaceView;

use super::Show;
use crate::app::model::Model;
use crate::app::msg::StoreFault;
use crate::app::route::{Route, Tab};
use crate::app::view::door::PinFace;
use crate::app::view::{Banner, Chrome, More, RoleChoice, SignIn, SyncLine, When};

impl Model {
    /// The frame of the page, while the vault is open.
    pub fn chrome(&self) -> Option<Chrome> {
        Some(self.show()?.chrome())
    }

    /// Where the person is.
    pub fn route(&self) -> Route {
        self.desk().map_or(Route::Today, |desk| desk.route)
    }

    /// *Mere*.
    pub fn more(&self) -> Option<More> {
        let more = self.show()?.more();
        Some(More { own_notes: more.own_notes && !self.is_station(), ..more })
    }

    /// *Kort kode*.
    pub fn pin(&self) -> Option<PinFace> {
        let desk = self.desk()?;
        Some(PinFace { has: desk.settings.pin.is_some(), fault: desk.pin.fault })
    }

    /// Signing in again while the vault is open.
    pub fn sign_in_again(&self) -> Option<SignIn> {
        Some(self.desk()?.sign_in_view(self.can_passkey()))
    }
}

impl Show<'_> {
    fn chrome(self) -> Chrome {
        let desk = self.desk;
        let acting = desk.settings.acting;
        let mut mine = desk.engine.memberships(self.now);
        mine.retain(|membership| membership.role == acting.role);
        Chrome {
            name: self.full_name(self.me()),
            role: acting.role,
            unit: self.unit_name(acting),
            stand_in: !mine.is_empty() && mine.iter().all(|membership| membership.stand_in),
            sync: self.sync_line(),
            parked: desk.parked_count(),
            tabs: match acting.role {
                Role::FosterParent => vec![Tab::Today, Tab::Logbook, Tab::More],
                Role::Consultant | Role::InstitutionWorker => vec![Tab::Today, Tab::Families, Tab::More],
                Role::DutyOfficer => vec![Tab::Duty, Tab::NewCall, Tab::Handover, Tab::More],
                Role::Leader => vec![Tab::Overview, Tab::Deadlines, Tab::More],
                _ => vec![Tab::Today, Tab::More],
            },
            route: desk.route,
            back: desk.back(),
            today: self.today(),
            banners: self.banners(),
            said: desk.said.map(|(said, _)| said),
        }
    }

    fn sync_line(self) -> SyncLine {
        let status = self.desk.status;
        let over = self.desk.marks.needs_sign_in || status.link == LinkState::NeedsLogin;
        if over {
            SyncLine::SignInNeeded(self.waiting_count())
        } else if status.waiting > 0 {
            SyncLine::Waiting(self.waiting_count())
        } else if status.link == LinkState::Online && self.incomplete() {
            SyncLine::Fetching
        } else {
            status.last_exchange.map_or(SyncLine::Never, |at| SyncLine::Sent(When::of(at)))
        }
    }

    fn banners(self) -> Vec<Banner> {
        let marks = self.desk.marks;
        let store = marks.store.map(|fault| match fault {
            StoreFault::Full => Banner::StoreFull,
            _ => Banner::StoreFailed,
        });
        let one = |is: bool, banner: Banner| is.then_some(banner);
        let aside = self.desk.docs.aside();
        [
            store,
            one(marks.revoked, Banner::Revoked),
            one(marks.update_needed, Banner::UpdateNeeded),
            one(marks.needs_sign_in && !marks.revoked, Banner::SignInNeeded),
            one(marks.damaged > 0 || !self.desk.undecoded.is_empty(), Banner::StoreDamaged),
            one(aside > 0, Banner::DocumentSetAside(aside)),
            self.lease_ends().map(Banner::LeaseEnds),
            one(marks.update_ready && !marks.update_needed, Banner::UpdateReady),
            self.fetching(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// A first sync under way: how much of it is here.
    fn fetching(self) -> Option<Banner> {
        let view = self.desk.engine.state().view(self.desk.engine.config().acting)?;
        if !view.spaces().any(|space| space.is_paging()) {
            return None;
        }
        let documents = view.spaces().map(SpaceView::count).sum();
        let of = view.spaces().map(SpaceView::expected).sum();
        let oldest = self.desk.docs.oldest().or(self.desk.docs.oldest_shared());
        let months = oldest.map_or(0, |oldest| months(oldest, self.now));
        Some(Banner::Fetching { documents, of, months })
    }

    pub(super) fn unit_name(self, acting: samspil_shared::domain::Acting) -> String {
        let remembered = self.desk.settings.choices.iter().find(|choice| choice.acting == acting);
        if let Some(choice) = remembered {
            return choice.unit.clone();
        }
        let view = self.desk.engine.state().view(acting);
        let mut members = view.into_iter().flat_map(|view| view.spaces()).flat_map(|space| &space.space.members);
        let named = members.find(|member| member.unit == acting.unit);
        named.map(|member| member.unit_name.clone()).unwrap_or_default()
    }

    fn more(self) -> More {
        let desk = self.desk;
        let status = desk.status;
        let mut roles: Vec<_> = desk.settings.choices.iter().map(|choice| choice.acting).collect();
        roles.extend(desk.engine.state().actings().filter(|acting| acting.role != Role::Oneself));
        roles.sort_unstable();
        roles.dedup();
        let current = desk.settings.acting;
        let roles = roles.into_iter().map(|acting| RoleChoice {
            acting,
            unit: self.unit_name(acting),
            current: acting == current,
        });
        More {
            name: self.full_name(self.me()),
            login: desk.settings.login.clone(),
            roles: roles.collect(),
            sync: self.sync_line(),
            exchanged: status.last_exchange.map(When::of),
            waiting: self.waiting_count(),
            parked: desk.parked_count(),
            sign_in_needed: desk.marks.needs_sign_in || status.link == LinkState::NeedsLogin,
            update_ready: desk.marks.update_ready,
            version: desk.engine.config().app,
            drafts: self.drafts().len(),
            own_notes: self.desk.has_own_notes(),
            sets_up: self.desk.sets_up() || self.desk.sees_hours(),
            says_away: self.desk.says_away(),
            plans_rota: self.desk.plans_rota(),
        }
    }
}

/// Months begun between two instants.
fn months(from: Timestamp, to: Timestamp) -> usize {
    use chrono::Datelike;
    let index = |at: Timestamp| at.local_date().map(|date| i64::from(date.year()) * 12 + i64::from(date.month0()));
    match (index(from), index(to)) {
        (Some(from), Some(to)) => usize::try_from(to - from + 1).unwrap_or_default(),
        _ => 0,
    }
}
