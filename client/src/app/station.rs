//! Stations: a computer that officers share. What is asked of the server, and what becomes of the packets that lie there
//! for people who are not in.

use samspil_shared::api::station::Readiness;
use samspil_shared::domain::duty::window;
use samspil_shared::domain::{PersonId, StationId, Timestamp};
use samspil_shared::sync::packet::Head;
use serde::{Deserialize, Serialize};

use super::vault_header::initials;

/// Milliseconds after which a packet is fetched anew: cards change, and calls come in.
const FRESH_MS: i64 = 30 * 60_000;

/// Something asked of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StationAsk {
    /// *Gør denne enhed til en vagt-pc*.
    Make(StationId),
    /// Who comes next, and is ready.
    See(StationId),
    /// It is one no longer.
    End(StationId),
}

impl StationAsk {
    /// Which station it is about.
    pub fn station(self) -> StationId {
        let (Self::Make(station) | Self::See(station) | Self::End(station)) = self;
        station
    }
}

/// What a person does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StationIntent {
    /// Makes this device a station.
    Make,
    /// Ends that.
    End,
}

/// What is to be done with the packet of somebody who has a vault here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// There is none, and none is due.
    Nothing,
    /// The one that lies here will do.
    Keep,
    /// Another one is to be had.
    Fetch,
    /// It is of no use: their shift is over, or somebody else's.
    Drop,
}

/// What to do for `person`, of whom this packet lies here, once the server has said who comes next.
pub fn errand(officers: &[Readiness], person: PersonId, held: Option<&Head>, now: Timestamp) -> Errand {
    let next = officers.iter().find(|officer| officer.person == person && officer.ready);
    let Some(next) = next else { return if held.is_some() { Errand::Drop } else { Errand::Nothing } };
    let reach = window(next.from, next.until);
    let fits = |head: &&Head| {
        let age = now.ms_since(head.made);
        head.from == reach.from && Some(head.until) == reach.until && (-FRESH_MS..FRESH_MS).contains(&age)
    };
    if held.filter(fits).is_some() { Errand::Keep } else { Errand::Fetch }
}

/// Somebody who comes next and could not begin here, as far as the lock screen says it: by the letters that it has for
/// everybody. Neither a name nor when they come lies in clear on a computer that anybody walks past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotReady {
    /// Of the name.
    initials: String,
    /// It is of no use to anybody any more.
    until: Timestamp,
}

/// Who of them is not ready.
pub fn encode_not_ready(officers: &[Readiness]) -> String {
    let not_ready = officers.iter().filter(|officer| !officer.ready);
    let said: Vec<NotReady> =
        not_ready.map(|officer| NotReady { initials: initials(&officer.name), until: officer.until }).collect();
    serde_json::to_string(&said)
        .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"))
}

/// What was kept of it, as far as it can be read: what lies in clear is a stranger's.
pub(super) fn parse_not_ready(kept: &str) -> Vec<NotReady> {
    serde_json::from_str(kept).unwrap_or_default()
}

/// Those whose shift is not over, by their letters.
pub(super) fn still_not_ready(all: &[NotReady], now: Timestamp) -> impl Iterator<Item = &NotReady> {
    all.iter().filter(move |one| one.until > now)
}

impl NotReady {
    /// The letters.
    pub(super) fn initials(&self) -> &str {
        &self.initials
    }

    /// When it need not be said any more.
    pub(super) fn until(&self) -> Timestamp {
        self.until
    }
}

/// Whether a packet goes unopened: its window is over.
pub fn is_over(packet: &[u8], now: Timestamp) -> bool {
    Head::of(packet).is_some_and(|head| head.until <= now)
}

#[cfg(test)]
mod tests {
    use samspil_shared::domain::EnrolmentId;

    use super::*;

    const HOUR: i64 = 3_600_000;
    const YUSUF: PersonId = PersonId::from_bytes([1; 16]);

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_ms(hours * HOUR)
    }

    #[test]
    fn a_packet_is_fetched_for_who_comes_next_kept_while_it_is_fresh_and_dropped_for_anybody_else() {
        let next = Readiness { person: YUSUF, name: "Yusuf".into(), from: at(40), until: at(48), ready: true };
        let head = |made, from, until| Head::new(YUSUF, EnrolmentId::from_bytes([2; 12]), made, at(from), at(until));
        let does = |officers: &[Readiness], held: Option<Head>| errand(officers, YUSUF, held.as_ref(), at(20));
        let on = std::slice::from_ref(&next);
        assert_eq!(does(on, None), Errand::Fetch);
        assert_eq!(does(on, Some(head(at(20), 28, 50))), Errand::Keep);
        assert_eq!(does(on, Some(head(at(20).plus_ms(-FRESH_MS), 28, 50))), Errand::Fetch, "it is stale");
        assert_eq!(does(on, Some(head(at(22), 28, 50))), Errand::Fetch, "a clock was set back");
        assert_eq!(does(on, Some(head(at(20), 28, 52))), Errand::Fetch, "the shift is another one");
        let not_ready = [Readiness { ready: false, ..next.clone() }];
        assert_eq!(does(&not_ready, None), Errand::Nothing);
        for nobody in [&not_ready[..], &[]] {
            assert_eq!(does(nobody, Some(head(at(20), 28, 50))), Errand::Drop);
        }
    }

    #[test]
    fn who_is_not_ready_is_said_by_letters_until_their_shift_is_over() {
        let officer = |name: &str, until, ready| Readiness {
            person: YUSUF,
            name: name.into(),
            from: at(until - 8),
            until: at(until),
            ready,
        };
        let kept = encode_not_ready(&[
            officer("Yusuf Amin", 48, false),
            officer("Sara Lind", 48, true),
            officer("Bo Lund", 72, false),
        ]);
        assert!(!["Yusuf", "Amin", "Lund", "SL"].iter().any(|name| kept.contains(name)), "{kept}");
        let parsed = parse_not_ready(&kept);
        let said = |now| still_not_ready(&parsed, at(now)).map(NotReady::initials).collect::<Vec<_>>().join(" ");
        assert_eq!([said(47), said(48), said(72)], ["YA BL", "BL", ""]);
        for garbage in ["", "null", "[{\"initials\":1}]", "<script>"] {
            assert_eq!(parse_not_ready(garbage), []);
        }
    }

    #[test]
    fn what_is_no_packet_is_not_over() {
        assert!(!is_over(b"garbage", at(9)));
    }
}
