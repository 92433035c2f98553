//! What this device remembers of the person beside the log, so that the app knows it before the server is reached.

use minicbor::{Decode, Encode};
use samspil_shared::api::{self, ActingChoice};
use samspil_shared::domain::{Acting, DocId, Role, Timestamp, UnitId};
use samspil_shared::sync::deliver::{DeliverKeys, KEY_LEN};

use super::duty::KeptRota;
use super::language::Language;
use super::model::SetAside;
use super::pin::Pin;

/// The device's settings of one person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Settings {
    /// The person's name.
    #[n(0)]
    pub name: String,
    /// Their login.
    #[n(1)]
    pub login: String,
    /// What they acted as last.
    #[n(2)]
    pub acting: Acting,
    /// What they could act as when the server last said so.
    #[n(3)]
    pub choices: Vec<Choice>,
    /// They logged out: nothing is sent before a login.
    #[n(4)]
    pub signed_out: bool,
    /// What this device seals to the server with, once the server has told.
    #[n(5)]
    pub deliver: Option<DeliverKeys>,
    /// The language they chose; `None` follows the device.
    #[n(10)]
    pub language: Option<Language>,
    /// Documents that end the app.
    #[n(11)]
    pub aside: Option<Vec<SetAside>>,
    /// Rows of the log that could not be read when they were last counted.
    #[n(12)]
    pub damaged: Option<u64>,
    /// This device was ended: it is read again after a login. Key 13 has been in use.
    #[cbor(n(14), default)]
    pub revoked: bool,
    /// Covers the app when nobody is at it.
    #[n(15)]
    pub pin: Option<Pin>,
    /// The akuttelefon's rota, so that it is there without a network.
    #[n(16)]
    pub rota: Option<KeptRota>,
    /// The latest time that was seen on this device, by the server's clock.
    #[n(17)]
    pub seen: Option<Timestamp>,
    /// What did not get through, and the person has seen.
    #[cbor(n(18), default)]
    pub put_away: Vec<PutAway>,
    /// Others' edits of notes that the person has seen here.
    #[cbor(n(19), default)]
    pub seen_edits: Vec<SeenEdits>,
}

/// Something that did not get through and that the person has put away. It stays readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PutAway {
    /// The document.
    #[n(0)]
    pub doc: DocId,
    /// When the last of it was written that was seen: what is refused after that counts again.
    #[n(1)]
    pub upto: Timestamp,
}

/// A note, and how much of what others changed in it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SeenEdits {
    /// The note.
    #[n(0)]
    pub doc: DocId,
    /// When the server had the last of it.
    #[n(1)]
    pub upto: Timestamp,
}

/// Something the person can act as.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Choice {
    /// Role and unit.
    #[n(0)]
    pub acting: Acting,
    /// The unit's name.
    #[n(1)]
    pub unit: String,
}

impl Default for Settings {
    fn default() -> Self {
        // Nobody's unit: what a person acts as who is tied to nothing yet.
        let acting = Acting { role: Role::Oneself, unit: UnitId::from_bytes([0; 16]) };
        Self {
            name: String::new(),
            login: String::new(),
            acting,
            choices: Vec::new(),
            signed_out: false,
            deliver: None,
            language: None,
            aside: None,
            damaged: None,
            revoked: false,
            pin: None,
            rota: None,
            seen: None,
            put_away: Vec::new(),
            seen_edits: Vec::new(),
        }
    }
}

impl Settings {
    /// The settings' bytes, to be sealed.
    pub fn encode(&self) -> Vec<u8> {
        minicbor::to_vec(self)
            .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"))
    }

    /// The settings in these opened bytes; `None` if a later version wrote them or they were damaged.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }

    /// Takes what the server says that this device seals with; anything else than two keys is left alone.
    pub fn take_deliver(&mut self, told: &api::DeliverKeys) {
        let key = |written: &str| {
            let mut bytes = [0; KEY_LEN];
            hex::decode_to_slice(written, &mut bytes).ok().map(|()| bytes)
        };
        if let (Some(public), Some(secret)) = (key(&told.public), key(&told.secret)) {
            self.deliver = Some(DeliverKeys { public, secret });
        }
    }

    /// Takes what the server says that the person can act as. One who was tied to nothing begins with the first; at the
    /// officers' station with the akuttelefon, if that is one of them.
    pub fn take_choices(&mut self, choices: &[ActingChoice], station: bool) {
        self.choices = choices
            .iter()
            .map(|choice| Choice {
                acting: Acting { role: choice.role, unit: choice.unit },
                unit: choice.unit_name.clone(),
            })
            .collect();
        let mut on_duty = self.choices.iter().filter(|choice| choice.acting.role == Role::DutyOfficer);
        if self.acting.role == Role::Oneself
            && let Some(first) = on_duty.next().filter(|_| station).or(self.choices.first())
        {
            self.acting = first.acting;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(role: Role) -> ActingChoice {
        ActingChoice { role, unit: UnitId::from_bytes([3; 16]), unit_name: "Klitmark Kommune".into() }
    }

    #[test]
    fn who_was_tied_to_nothing_begins_with_the_first_role() {
        let mut settings = Settings::default();
        settings.take_choices(&[], false);
        assert_eq!(settings.acting.role, Role::Oneself);
        settings.take_choices(&[choice(Role::FosterParent), choice(Role::InstitutionWorker)], true);
        assert_eq!(settings.acting.role, Role::FosterParent);
        settings.take_choices(&[choice(Role::InstitutionWorker)], false);
        assert_eq!(settings.acting.role, Role::FosterParent, "a role is never changed behind the person's back");
        assert_eq!(Settings::decode(&settings.encode()), Some(settings));
    }

    #[test]
    fn at_the_officers_station_one_begins_at_the_akuttelefon() {
        let both = [choice(Role::Consultant), choice(Role::DutyOfficer)];
        for (station, role) in [(true, Role::DutyOfficer), (false, Role::Consultant)] {
            let mut settings = Settings::default();
            settings.take_choices(&both, station);
            assert_eq!(settings.acting.role, role);
        }
    }

    #[test]
    fn damaged_settings_are_none() {
        assert_eq!(Settings::decode(b"\xa1"), None);
    }
}
