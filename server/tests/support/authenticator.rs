//! An authenticator in software: one passkey on P-256, and every way to use it badly.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use minicbor::Encoder;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::ORIGIN;

const HOST: &str = "samspil.example";
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HAS_KEY: u8 = 0x40;

/// Answers questions; its public fields are what a hostile one changes.
#[derive(Clone)]
pub(crate) struct Authenticator {
    pub(crate) key: SigningKey,
    pub(crate) id: Vec<u8>,
    /// Whose passkey it says it is.
    pub(crate) handle: Option<Vec<u8>>,
    pub(crate) counter: u32,
    /// Many do not: their counter stays at zero.
    pub(crate) counts: bool,
    pub(crate) verifies: bool,
    pub(crate) is_present: bool,
    pub(crate) origin: String,
    pub(crate) host: String,
    /// Says another kind of answer than it gives.
    pub(crate) lies: bool,
}

impl Authenticator {
    /// One that is like no other with another seed.
    pub(crate) fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).expect("a key"),
            id: vec![seed; 32],
            handle: None,
            counter: 1,
            counts: true,
            verifies: true,
            is_present: true,
            origin: ORIGIN.to_owned(),
            host: HOST.to_owned(),
            lies: false,
        }
    }

    /// The key of another under this one's name.
    pub(crate) fn forged_by(&self, other: &Self) -> Self {
        Self { key: other.key.clone(), ..self.clone() }
    }

    /// Makes the passkey that `options` ask for.
    pub(crate) fn registers(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("JSON");
        assert_eq!(options["rp"]["id"], HOST);
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        self.handle = Some(bytes(&options["user"]["id"]));
        let client = self.client_data("webauthn.create", &options);
        let point = self.key.verifying_key().to_encoded_point(false);
        let mut cose = Encoder::new(Vec::new());
        let (x, y) = (point.x().expect("a point"), point.y().expect("a point"));
        cose.map(5).and_then(|e| e.u8(1)?.u8(2)?.u8(3)?.i8(-7)?.i8(-1)?.u8(1)).expect("memory");
        cose.i8(-2).and_then(|e| e.bytes(x)?.i8(-3)?.bytes(y)).expect("memory");
        let mut data = self.data(HAS_KEY);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend_from_slice(&self.id);
        data.extend_from_slice(&cose.into_writer());
        let mut object = Encoder::new(Vec::new());
        let written = object.map(3).and_then(|e| e.str("fmt")?.str("none")?.str("attStmt")?.map(0)?.str("authData"));
        written.and_then(|e| e.bytes(&data)).expect("memory");
        self.answer(&json!({"clientDataJSON": text(&client), "attestationObject": text(&object.into_writer())}))
    }

    /// Signs what `options` ask for.
    pub(crate) fn signs(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("JSON");
        assert_eq!(options["rpId"], HOST);
        assert_eq!(options["userVerification"], "required");
        self.counter += u32::from(self.counts);
        let client = self.client_data("webauthn.get", &options);
        let data = self.data(0);
        let signed: Signature = self.key.sign(&[&data[..], &Sha256::digest(&client)[..]].concat());
        self.answer(&json!({
            "clientDataJSON": text(&client),
            "authenticatorData": text(&data),
            "signature": text(signed.to_der().as_bytes()),
            "userHandle": self.handle.as_deref().map(text),
        }))
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let kind = if self.lies { "webauthn.other" } else { kind };
        let data = json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false
        });
        data.to_string().into_bytes()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let mut flags = more;
        flags |= if self.is_present { PRESENT } else { 0 };
        flags |= if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(self.host.as_bytes()).to_vec();
        data.push(flags);
        data.extend_from_slice(&self.counter.to_be_bytes());
        data
    }

    fn answer(&self, response: &Value) -> String {
        let id = text(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response}).to_string()
    }
}

fn text(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &Value) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text.as_str().expect("a text")).expect("base64url")
}
