//! A mail relay and a push service on this machine, which keep what they are given.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::IntoResponse;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{HeaderMap, Request, StatusCode};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey, ecdh};
use samspil_shared::api::{NoticeLanguage, SubscribePush};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A mail as the relay took it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    pub(crate) from: String,
    pub(crate) to: String,
    /// Headers, an empty line, and the text.
    pub(crate) data: String,
}

impl Taken {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> &str {
        let (head, _) = self.data.split_once("\r\n\r\n").expect("a head");
        let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        self.data.split_once("\r\n\r\n").expect("a head").1
    }
}

/// A relay that speaks as much SMTP as is asked of it.
pub(crate) struct Relay {
    address: String,
    mails: Arc<Mutex<Vec<Taken>>>,
    refusing: Arc<Mutex<bool>>,
    gate: Arc<Mutex<Option<Arc<Gate>>>>,
}

/// What a slow relay waits at with each mail.
struct Gate {
    reached: Notify,
    passes: Semaphore,
}

impl Relay {
    pub(crate) async fn opens() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (mails, refusing) = (Arc::<Mutex<Vec<Taken>>>::default(), Arc::<Mutex<bool>>::default());
        let gate = Arc::<Mutex<Option<Arc<Gate>>>>::default();
        let (kept, refuses, slow) = (Arc::clone(&mails), Arc::clone(&refusing), Arc::clone(&gate));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&kept), Arc::clone(&refuses), Arc::clone(&slow)));
            }
        });
        Self { address, mails, refusing, gate }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on no recipient is taken, with a word that names them.
    pub(crate) fn refuses(&self, is_refusing: bool) {
        *lock(&self.refusing) = is_refusing;
    }

    /// From now on a mail is taken when the test lets it pass.
    pub(crate) fn waits(&self) {
        let gate = Gate { reached: Notify::new(), passes: Semaphore::new(0) };
        *lock(&self.gate) = Some(Arc::new(gate));
    }

    /// Waits for the next mail, lets time go by with `meanwhile`, and takes it.
    pub(crate) async fn takes_one_after(&self, meanwhile: impl Future<Output = ()>) {
        let gate = lock(&self.gate).clone().expect("it was told to wait");
        gate.reached.notified().await;
        meanwhile.await;
        gate.passes.add_permits(1);
    }

    pub(crate) fn mails(&self) -> Vec<Taken> {
        lock(&self.mails).clone()
    }
}

async fn converse(
    stream: TcpStream,
    kept: Arc<Mutex<Vec<Taken>>>,
    refuses: Arc<Mutex<bool>>,
    slow: Arc<Mutex<Option<Arc<Gate>>>>,
) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 sink\r\n").await?;
    let mut mail = Taken::default();
    while let Some(line) = lines.next_line().await? {
        let answer = if line.starts_with("EHLO") {
            "250-sink\r\n250 8BITMIME".to_owned()
        } else if let Some(from) = line.strip_prefix("MAIL FROM:") {
            from.clone_into(&mut mail.from);
            "250 ok".to_owned()
        } else if let Some(to) = line.strip_prefix("RCPT TO:") {
            to.clone_into(&mut mail.to);
            let gate = lock(&slow).clone();
            if let Some(gate) = gate {
                gate.reached.notify_one();
                gate.passes.acquire().await.map_err(std::io::Error::other)?.forget();
            }
            if *lock(&refuses) { format!("451 {to} must wait") } else { "250 ok".to_owned() }
        } else if line == "DATA" {
            writing.write_all(b"354 go on\r\n").await?;
            while let Some(line) = lines.next_line().await? {
                if line == "." {
                    break;
                }
                mail.data.push_str(&line);
                mail.data.push_str("\r\n");
            }
            lock(&kept).push(std::mem::take(&mut mail));
            "250 taken".to_owned()
        } else if line == "QUIT" {
            "221 bye".to_owned()
        } else {
            "250 ok".to_owned()
        };
        writing.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

/// A push as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Pushed {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A push service that keeps what it is given.
pub(crate) struct PushService {
    address: String,
    pushes: Arc<Mutex<Vec<Pushed>>>,
    status: Arc<Mutex<StatusCode>>,
}

impl PushService {
    pub(crate) async fn opens() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (pushes, status) = (Arc::<Mutex<Vec<Pushed>>>::default(), Arc::new(Mutex::new(StatusCode::CREATED)));
        let (kept, says) = (Arc::clone(&pushes), Arc::clone(&status));
        let app = Router::new().fallback(async move |request: Request<Body>| {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, 4096).await.map(|bytes| bytes.to_vec()).unwrap_or_default();
            lock(&kept).push(Pushed { headers: parts.headers, body });
            let status = *lock(&says);
            status.into_response()
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, pushes, status }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn says(&self, status: StatusCode) {
        *lock(&self.status) = status;
    }

    /// What came in since this was last asked.
    pub(crate) fn took(&self) -> Vec<Pushed> {
        std::mem::take(&mut *lock(&self.pushes))
    }
}

/// The part of a browser that takes pushes.
pub(crate) struct Receiver {
    secret: SecretKey,
    auth: [u8; 16],
}

impl Receiver {
    pub(crate) fn new(seed: u8) -> Self {
        Self { secret: SecretKey::from_slice(&[seed; 32]).expect("a key"), auth: [seed; 16] }
    }

    fn public(&self) -> Vec<u8> {
        self.secret.public_key().to_encoded_point(false).as_bytes().to_vec()
    }

    /// What it says of itself to the server.
    pub(crate) fn subscription(&self, endpoint: &str) -> SubscribePush {
        SubscribePush {
            endpoint: endpoint.to_owned(),
            p256dh: BASE64_URL_SAFE_NO_PAD.encode(self.public()),
            auth: BASE64_URL_SAFE_NO_PAD.encode(self.auth),
            language: NoticeLanguage::Da,
        }
    }

    /// What a push says, as RFC 8291 has it.
    pub(crate) fn opens(&self, body: &[u8]) -> Vec<u8> {
        use aes_gcm::aead::{Aead, KeyInit};
        let (salt, rest) = body.split_at(16);
        assert_eq!((&rest[..4], rest[4]), (&4096_u32.to_be_bytes()[..], 65));
        let (theirs, sealed) = rest[5..].split_at(65);
        let sender = PublicKey::from_sec1_bytes(theirs).expect("a key");
        let shared = ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), sender.as_affine());
        let info = [b"WebPush: info\0", &self.public()[..], theirs].concat();
        let derive = |salt: &[u8], secret: &[u8], info: &[u8], len: usize| {
            let mut bytes = vec![0; len];
            hkdf::Hkdf::<sha2::Sha256>::new(Some(salt), secret).expand(info, &mut bytes).expect("a short output");
            bytes
        };
        let secret = derive(&self.auth, shared.raw_secret_bytes(), &info, 32);
        let key = derive(salt, &secret, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = derive(salt, &secret, b"Content-Encoding: nonce\0", 12);
        let cipher = aes_gcm::Aes128Gcm::new_from_slice(&key).expect("16 bytes");
        let nonce = aes_gcm::Nonce::try_from(&nonce[..]).expect("12 bytes");
        let record = cipher.decrypt(&nonce, sealed).expect("sealed for this browser");
        let end = record.iter().rposition(|byte| *byte != 0).expect("a mark");
        assert_eq!(record[end], 2, "the last record");
        record[..end].to_vec()
    }
}

/// What the server signed in a push's `Authorization`, if it was signed with this key.
pub(crate) fn signed(push: &Pushed, key: &str) -> Value {
    let said = push.headers["authorization"].to_str().expect("ASCII");
    let (token, public) = said.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("vapid");
    assert_eq!(public, key);
    let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let (message, signature) = token.rsplit_once('.').expect("three parts");
    let verifying = VerifyingKey::from_sec1_bytes(&bytes(key)).expect("a key");
    let signature = Signature::from_slice(&bytes(signature)).expect("a signature");
    verifying.verify(message.as_bytes(), &signature).expect("signed with this key");
    let (head, claims) = message.split_once('.').expect("three parts");
    let head: Value = serde_json::from_slice(&bytes(head)).expect("JSON");
    assert_eq!(head["alg"], "ES256");
    serde_json::from_slice(&bytes(claims)).expect("JSON")
}
