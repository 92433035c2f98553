//! What comes sealed: deliver boxes, packets, slips. Beside bytes that were changed on the way there are those that somebody
//! sealed who has the key, and who put in what nobody should.

use hmac::{Hmac, KeyInit, Mac};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeS, Serializable, single_shot_seal_with_rng};
use minicbor::bytes::ByteVec;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use samspil_shared::sync::deliver::{BOX_MAX, DeliverKeys, Opener, Parcel};
use samspil_shared::sync::frame::{Item, ServerFrame};
use samspil_shared::sync::packet::{self, Head, PACKET_MAX, Step};
use samspil_shared::sync::slip::{Slip, SlipId, SlipSecret};
use sha2::Sha256;

use super::cbor::twist;
use super::doors::{Fault, Said, label};
use super::mutate::mutate;
use super::support::{EVENING, MARIA};
use super::wire::{ACTING, ENROLMENT, documents, ops, server_frames, space, visible, welcome};

const SECRET: [u8; 32] = [5; 32];
const HOUR: i64 = 3_600_000;
const PLACE: SlipId = SlipId::from_bytes([6; 16]);

/// One of the three, with what an honest maker puts in.
pub(crate) struct Sealed {
    what: What,
    plain: Vec<Vec<u8>>,
    pub(crate) honest: Vec<Vec<u8>>,
}

enum What {
    Box(Opener),
    Packet,
    Slip(SlipSecret),
}

impl Sealed {
    pub(crate) fn boxes(changes: &[Vec<u8>]) -> Self {
        let opener = Opener::derive(&[7; 32]);
        let keys = DeliverKeys { public: opener.public(), secret: SECRET };
        let ops = ops(changes);
        let plain = ops.iter().map(|op| minicbor::to_vec((MARIA, ENROLMENT, ACTING, op)).unwrap()).collect();
        let parcels = ops.into_iter().map(|op| Parcel { person: MARIA, enrolment: ENROLMENT, acting: ACTING, op });
        let honest =
            parcels.map(|parcel| samspil_shared::sync::deliver::seal(parcel, &keys, [9; 32]).unwrap()).collect();
        Self { what: What::Box(opener), plain, honest }
    }

    pub(crate) fn packets(changes: &[Vec<u8>]) -> Self {
        let welcome = || ServerFrame::Welcome(welcome());
        let whole = vec![
            welcome(),
            ServerFrame::Space(space()),
            ServerFrame::Visible(visible(0, 2)),
            ServerFrame::Visible(visible(1, 2)),
            ServerFrame::Items(documents(changes)),
        ];
        // What a sync says, and each frame that it does not say.
        let others = server_frames(changes).into_iter().map(|frame| vec![welcome(), frame]);
        let plain = [whole.clone(), vec![welcome()]].into_iter().chain(others).map(|frames| content(&frames)).collect();
        let frames = |frames: &[ServerFrame]| frames.iter().map(ServerFrame::encode).collect();
        let honest = [&whole[..], &whole[..1]]
            .map(|said| packet::seal(head(), ACTING, frames(said), &SECRET, [9; 32]).unwrap())
            .to_vec();
        Self { what: What::Packet, plain, honest }
    }

    pub(crate) fn slips() -> Self {
        let secret = SlipSecret::random(&mut rand_chacha::ChaCha8Rng::seed_from_u64(1));
        let slips = ["Han vågnede kl. 2.", "", "🌙"].map(|text| Slip { at: EVENING, text: text.into() });
        let plain = slips.iter().map(|slip| minicbor::to_vec(slip).unwrap()).collect();
        let honest = slips.iter().map(|slip| secret.key().seal(MARIA, PLACE, slip, [3; 32]).unwrap()).collect();
        Self { what: What::Slip(secret), plain, honest }
    }

    pub(crate) fn input(&self, rng: &mut dyn Rng) -> Vec<u8> {
        let one = |from: &[Vec<u8>], rng: &mut dyn Rng| from[rng.random_range(0..from.len())].clone();
        if rng.random_bool(0.3) {
            return mutate(&one(&self.honest, rng), &one(&self.honest, rng), rng);
        }
        let (plain, other) = (one(&self.plain, rng), one(&self.plain, rng));
        let plain = match rng.random_range(0..8) {
            0 => plain,
            1..3 => mutate(&plain, &other, rng),
            3..5 if matches!(self.what, What::Packet) => other_frames(&plain, &other, rng),
            _ => twist(&plain, &other, rng).unwrap_or(plain),
        };
        self.seal(&plain)
    }

    /// Seals whatever it is as its rightful maker would.
    fn seal(&self, plain: &[u8]) -> Vec<u8> {
        match &self.what {
            What::Box(opener) => {
                let tag = mac(&SECRET, &[plain]);
                encapsulate(b"samspil deliver 1", &opener.public(), &[], &[plain, &tag].concat())
            }
            What::Packet => {
                let key = mac(&SECRET, &[b"samspil packet 1"]);
                let (_, public) = X25519HkdfSha256::derive_keypair(&key);
                let bound = minicbor::to_vec(head()).unwrap();
                let tag = mac(&key, &[&(bound.len() as u64).to_be_bytes(), &bound, plain]);
                let plain = [plain, &tag].concat();
                let sealed = encapsulate(b"samspil packet 1", &public.to_bytes(), &bound, &plain);
                minicbor::to_vec((head(), ByteVec::from(sealed))).unwrap()
            }
            What::Slip(secret) => {
                let place = [&MARIA.as_bytes()[..], PLACE.as_bytes()].concat();
                encapsulate(b"samspil slip 1", secret.key().as_bytes(), &place, plain)
            }
        }
    }

    pub(crate) fn knock(&self, bytes: &[u8]) -> Result<Said, Fault> {
        match &self.what {
            What::Box(opener) => match opener.open(bytes, |_| SECRET) {
                Ok(_) if bytes.len() > BOX_MAX => Err("a box that is too large was opened".to_owned()),
                Ok(_) => Ok(Said::Taken),
                Err(error) => Ok(Said::Refused(label(&error))),
            },
            What::Packet => match packet::open(bytes, &SECRET) {
                Ok(opened) => packet_holds(bytes, &opened).map(|()| Said::Taken),
                Err(error) => Ok(Said::Refused(label(&error))),
            },
            What::Slip(secret) => match secret.open(MARIA, PLACE, bytes) {
                // It has no length of its own but the one that the device's store has room for.
                Some(slip) if slip.text.len() > bytes.len() => Err("more text than bytes".to_owned()),
                Some(_) => Ok(Said::Taken),
                None => Ok(Said::Refused("None".to_owned())),
            },
        }
    }
}

/// What an opened packet promises to whoever takes it in.
fn packet_holds(bytes: &[u8], opened: &packet::Packet) -> Result<(), Fault> {
    if bytes.len() > PACKET_MAX || Head::of(bytes) != Some(opened.head) {
        return Err("its head says otherwise outside than inside".to_owned());
    }
    let length = opened.head.until.ms_since(opened.head.from);
    if !(1..=40 * HOUR).contains(&length) {
        return Err(format!("a window of {length} ms"));
    }
    let reaches = |space| opened.spaces.iter().any(|known| known.id == space);
    let is_sound = |step: &Step| match step {
        Step::Visible(visible) => reaches(visible.space) && (visible.part, visible.of) == (0, 1),
        Step::Items(items) => {
            let in_place = |item: &Item| matches!(item, Item::New(new) if new.meta.space == items.space);
            reaches(items.space) && items.items.iter().all(in_place)
        }
    };
    if opened.steps.iter().all(is_sound) { Ok(()) } else { Err("a packet reaches beyond its spaces".to_owned()) }
}

fn head() -> Head {
    Head::new(MARIA, ENROLMENT, EVENING, EVENING, EVENING.plus_ms(22 * HOUR))
}

fn content(frames: &[ServerFrame]) -> Vec<u8> {
    let frames: Vec<ByteVec> = frames.iter().map(|frame| ByteVec::from(frame.encode())).collect();
    minicbor::to_vec((ACTING, frames)).unwrap()
}

/// The frames in another order, some missing, some twice, some of another packet or changed.
fn other_frames(plain: &[u8], other: &[u8], rng: &mut dyn Rng) -> Vec<u8> {
    type Content = (samspil_shared::domain::Acting, Vec<ByteVec>);
    let read = |bytes: &[u8]| minicbor::decode::<Content>(bytes).map(|(_, frames)| frames).unwrap_or_default();
    let (mut frames, lent) = (read(plain), read(other));
    for _ in 0..rng.random_range(1..=3) {
        let at = rng.random_range(0..=frames.len());
        match rng.random_range(0..5) {
            0 if at < frames.len() => drop(frames.remove(at)),
            1 if at < frames.len() => frames.insert(at, frames[at].clone()),
            2 if frames.len() > 1 => {
                let with = rng.random_range(0..frames.len());
                frames.swap(at.min(with), with);
            }
            3 if at < frames.len() => {
                let lent = lent.first().unwrap_or(&frames[at]);
                let twisted = twist(&frames[at], lent, rng);
                frames[at] = ByteVec::from(twisted.unwrap_or_default());
            }
            _ => frames.extend(lent.get(rng.random_range(0..lent.len().max(1))).cloned()),
        }
    }
    minicbor::to_vec((ACTING, frames)).unwrap()
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn encapsulate(info: &[u8], public: &[u8], bound: &[u8], plain: &[u8]) -> Vec<u8> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(public).unwrap();
    let (start, cipher) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        info,
        plain,
        bound,
        &mut ChaCha20Rng::from_seed([9; 32]),
    )
    .unwrap();
    [&start.to_bytes()[..], &cipher].concat()
}
