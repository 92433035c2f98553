//! A device that officers share: who comes next and is ready there, and what the server left ready for who is in.

use samspil_shared::api::station::Station;
use samspil_shared::domain::{Acting, PersonId, Role, StationId};
use samspil_shared::sync::engine::{Event, Unpacked};
use samspil_shared::sync::packet::{self as sealed, Head};

use super::Desk;
use crate::app::command::Command;
use crate::app::model::Ctx;
use crate::app::msg::ApiFault;
use crate::app::station::{StationAsk, StationIntent, encode_not_ready};
use crate::app::view::Said;
use crate::app::view::admin::AdminDeed;

/// What is known of the station.
#[derive(Debug, Default)]
pub(in crate::app) struct StationDesk {
    /// As the server last told it.
    pub(in crate::app) told: Option<Station>,
    /// For whom something lies ready here.
    pub(in crate::app) lies_for: Vec<PersonId>,
    /// How making or ending it went.
    pub(in crate::app) deed: AdminDeed,
    doing: Option<StationAsk>,
    /// What lay ready could not be opened.
    pub(in crate::app) unreadable: bool,
    /// What the server left ready for the person.
    pub(super) packet: Packet,
}

/// How far the packet is that lies here for the person. Only the tab that leads opens it: two would put the same records
/// into the one log, and what the first of them appended the others read there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Packet {
    /// There is none, as far as is known.
    #[default]
    None,
    /// There was one when the store was opened; this tab does not lead.
    Lies,
    /// This tab leads, and first reads on: the tab that led before it may have opened it.
    Wanted,
    /// The store was asked for it.
    Asked,
}

impl Packet {
    /// As the store was found when it was opened.
    pub(super) fn lying(lies: bool) -> Self {
        if lies { Self::Lies } else { Self::None }
    }
}

impl Desk {
    /// As what the person has to do with stations: as an officer, whatever they act as now, or as a leader.
    pub(in crate::app) fn station_acting(&self) -> Option<Acting> {
        let choices = self.settings.choices.iter().map(|choice| choice.acting);
        let mut roles = std::iter::once(self.settings.acting).chain(choices);
        roles.clone().find(|acting| acting.role == Role::DutyOfficer).or_else(|| roles.find(|a| a.role == Role::Leader))
    }

    pub(super) fn station_intent(&mut self, intent: StationIntent, ctx: &mut Ctx<'_>) {
        let ask = match (intent, *ctx.station) {
            (StationIntent::Make, None) => StationAsk::Make(StationId::random(ctx.rng)),
            (StationIntent::End, Some(station)) => StationAsk::End(station),
            _ => return,
        };
        if self.station.deed != AdminDeed::Doing && self.station_acting().is_some() {
            self.station.deed = AdminDeed::Doing;
            self.station.doing = Some(ask);
            self.ask_station(ask, ctx);
        }
    }

    /// Asks who is ready, where this device is a station. Who signs in here becomes ready by it.
    pub(super) fn look_at_station(&mut self, ctx: &mut Ctx<'_>) {
        if let Some(station) = *ctx.station {
            self.ask_station(StationAsk::See(station), ctx);
        }
    }

    fn ask_station(&self, ask: StationAsk, ctx: &mut Ctx<'_>) {
        if let Some(acting) = self.station_acting() {
            ctx.out.push(Command::AskStation(acting, ask));
        }
    }

    pub(super) fn station_came(
        &mut self,
        acting: Acting,
        ask: StationAsk,
        answer: Result<Station, ApiFault>,
        ctx: &mut Ctx<'_>,
    ) {
        if self.station.doing == Some(ask) {
            self.station.doing = None;
            self.station.deed = answer.as_ref().err().map_or(AdminDeed::Ready, AdminDeed::of);
            if answer.is_ok() {
                self.say(Said::Done, ctx);
            }
        }
        // Not reached, or another unit's: what is known stands.
        let Ok(station) = answer else { return };
        let is_one = (!station.ended).then_some(ask.station());
        if *ctx.station != is_one {
            *ctx.station = is_one;
            ctx.out.push(Command::KeepStation(is_one));
        }
        if acting.role == Role::DutyOfficer || station.ended {
            let (officers, besides) = (station.officers.clone(), self.engine.config().person);
            ctx.out.push(Command::FillStation { acting, station: ask.station(), officers, besides });
        }
        ctx.out.push(Command::KeepNotReady(encode_not_ready(&station.officers)));
        self.station.told = Some(station).filter(|station| !station.ended);
    }

    /// The tab leads from here on, or no longer.
    pub(super) fn lead(&mut self, leads: bool, ctx: &mut Ctx<'_>) {
        self.event(Event::Lead(leads), Vec::new(), ctx);
        self.station.packet = match self.station.packet {
            Packet::None => return,
            Packet::Lies if leads => Packet::Wanted,
            packet if leads => packet,
            _ => Packet::Lies,
        };
        if self.station.packet == Packet::Wanted {
            self.read_after(ctx);
        }
    }

    /// Looks for the packet once the log is read to its end.
    pub(super) fn find_packet(&mut self, ctx: &mut Ctx<'_>) {
        if self.station.packet == Packet::Wanted {
            self.station.packet = Packet::Asked;
            ctx.out.push(Command::FindPacket);
        }
    }

    pub(super) fn packet_came(&mut self, found: Option<Vec<u8>>, ctx: &mut Ctx<'_>) {
        if self.station.packet == Packet::Asked {
            self.station.packet = Packet::None;
            if let Some(bytes) = found {
                self.unpack(&bytes, ctx);
            }
        }
    }

    /// Opens what lay ready for the person, in its window.
    fn unpack(&mut self, bytes: &[u8], ctx: &mut Ctx<'_>) {
        let at = self.engine.state().corrected(ctx.now);
        match Head::of(bytes) {
            Some(head) if at < head.from => {
                self.station.packet = Packet::Lies;
                return;
            }
            Some(head) if at >= head.until => return ctx.out.push(Command::DropPacket),
            _ => {}
        }
        // Before this device was told its secret nothing can have been sealed to it.
        let opened = self.settings.deliver.as_ref().and_then(|keys| sealed::open(bytes, &keys.secret).ok());
        match opened {
            Some(packet) => self.event(Event::Packet(Box::new(packet)), Vec::new(), ctx),
            None => {
                self.station.unreadable = true;
                ctx.out.push(Command::DropPacket);
            }
        }
    }

    pub(super) fn unpacked(what: Unpacked, ctx: &mut Ctx<'_>) {
        if what != Unpacked::Early {
            ctx.out.push(Command::DropPacket);
        }
    }
}
