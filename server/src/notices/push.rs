//! Web Push: an encrypted word to the push service of a browser, signed with this server's key (RFC 8030, 8291, 8292).

mod reach;
mod seal;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, Uri, header};
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePrivateKey;
use samspil_shared::api::{ENDPOINT_MAX, NoticeLanguage, SubscribePush};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::Told;
use crate::edge::Edge;

/// A push service must have answered within this.
const DUE: Duration = Duration::from_secs(15);
/// So long a push service keeps a push for a phone that is switched off.
const TTL_S: i64 = 12 * 3600;
/// So long our signature holds; RFC 8292 allows a day.
const SIGNED_MS: i64 = 12 * 3_600_000;
/// At most so long a push service may have us wait.
const RETRY_MAX_S: i64 = 3600;

/// This server's key and whom to write to about its pushes.
#[derive(Clone)]
pub struct Push {
    signing: EncodingKey,
    public: String,
    contact: String,
    tls: TlsConnector,
    loopback: bool,
}

/// Where a browser takes pushes, and with which keys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    endpoint: String,
    p256dh: String,
    auth: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    sub: &'a str,
}

impl Push {
    /// Pushes signed with the key that follows from this seed. `contact` is the `mailto:` or `https:` address that push
    /// services ask for.
    ///
    /// # Errors
    /// [`io::Error`] if this machine has no certificates to know push services by.
    pub fn new(seed: &[u8; 32], contact: String) -> io::Result<Self> {
        let secret = key_of(seed);
        let der = secret.to_pkcs8_der().map_err(|_| io::Error::other("the key cannot be written as PKCS #8"))?;
        let public = BASE64_URL_SAFE_NO_PAD.encode(secret.public_key().to_encoded_point(false).as_bytes());
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            return Err(io::Error::other("this machine has no certificates to know push services by"));
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let (signing, tls) = (EncodingKey::from_ec_der(der.as_bytes()), TlsConnector::from(Arc::new(config)));
        Ok(Self { signing, public, contact, tls, loopback: false })
    }

    /// The same, for push services on this very machine, in clear.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn on_loopback(self) -> Self {
        Self { loopback: true, ..self }
    }

    /// The public key as `PushManager.subscribe` takes it.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// What a browser says of itself, if a push can go there.
    pub(crate) fn takes(&self, said: &SubscribePush) -> Option<Subscription> {
        let SubscribePush { endpoint, p256dh, auth, .. } = said.clone();
        let subscription = Subscription { endpoint, p256dh, auth };
        self.uri(&subscription.endpoint)?;
        subscription.keys()?;
        Some(subscription)
    }

    /// The address, if it is one that a push service may have.
    fn uri(&self, endpoint: &str) -> Option<Uri> {
        if endpoint.len() > ENDPOINT_MAX {
            return None;
        }
        let uri: Uri = endpoint.parse().ok()?;
        (reach::is_service(&uri) || (self.loopback && reach::is_loopback(&uri))).then_some(uri)
    }

    pub(super) async fn send(&self, stored: &[u8], language: NoticeLanguage, edge: &Edge) -> Told {
        let subscription: Option<Subscription> = serde_json::from_slice(stored).ok();
        let request = subscription.and_then(|subscription| self.request(&subscription, language, edge));
        let Some(request) = request else { return Told::Gone };
        let host = request.uri().host().unwrap_or_default().to_owned();
        let answer = match tokio::time::timeout(DUE, self.ask(request)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::warn!(host, %error, "a push waits");
                return Told::Later(0);
            }
            Err(_) => {
                tracing::warn!(host, "a push waits: no answer in time");
                return Told::Later(0);
            }
        };
        let (status, headers) = answer;
        let told = judge(status, &headers);
        if matches!(told, Told::Never | Told::Later(_)) {
            tracing::warn!(host, status = status.as_u16(), "a push service did not take a push");
        }
        told
    }

    /// `None` for a subscription that cannot be used.
    fn request(&self, to: &Subscription, language: NoticeLanguage, edge: &Edge) -> Option<Request<Full<Bytes>>> {
        let uri = self.uri(&to.endpoint)?;
        let (p256dh, auth) = to.keys()?;
        let body = seal::seal(&p256dh, &auth, language.code().as_bytes(), edge)?;
        let authority = uri.authority()?.as_str();
        let audience = format!("{}://{authority}", uri.scheme_str()?);
        let exp = edge.now().plus_ms(SIGNED_MS).as_ms() / 1000;
        let claims = Claims { aud: &audience, exp, sub: &self.contact };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.signing).ok()?;
        Request::builder()
            .method(Method::POST)
            .header(header::HOST, authority)
            .header(header::AUTHORIZATION, format!("vapid t={token}, k={}", self.public))
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header("ttl", TTL_S)
            .header("urgency", "normal")
            // A later one takes the place of one that still waits.
            .header("topic", "samspil")
            .uri(uri)
            .body(Full::from(body))
            .ok()
    }

    async fn ask(&self, request: Request<Full<Bytes>>) -> io::Result<(StatusCode, HeaderMap)> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let is_clear = self.loopback && reach::is_loopback(request.uri());
        let port = request.uri().port_u16().unwrap_or(443);
        let stream = reach::connect(&host, port, is_clear).await?;
        if is_clear {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(host).map_err(io::Error::other)?;
        exchange(self.tls.connect(name, stream).await?, request).await
    }
}

impl fmt::Debug for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push").field("public", &self.public).finish_non_exhaustive()
    }
}

impl Subscription {
    /// As it is stored.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_else(|error| unreachable!("three texts are always written: {error}"))
    }

    fn keys(&self) -> Option<(p256::PublicKey, [u8; 16])> {
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let p256dh = p256::PublicKey::from_sec1_bytes(&bytes(&self.p256dh)?).ok()?;
        Some((p256dh, bytes(&self.auth)?.try_into().ok()?))
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription(not shown)")
    }
}

/// The first number above the seed's digests that is a key: nearly always the first.
fn key_of(seed: &[u8; 32]) -> SecretKey {
    let candidate = |n: u8| Sha256::new().chain_update(b"samspil push 1 ").chain_update([n]).chain_update(seed);
    let key = (0..=u8::MAX).find_map(|n| SecretKey::from_slice(&candidate(n).finalize()).ok());
    key.unwrap_or_else(|| unreachable!("one digest in four billion is no key"))
}

/// Sends one request and reads the head of its answer; no redirect is followed, and no body read.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> io::Result<(StatusCode, HeaderMap)> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let (mut parts, body) = request.into_parts();
    parts.uri = parts.uri.path_and_query().map_or(Uri::from_static("/"), |path| Uri::from(path.clone()));
    let asking = sender.send_request(Request::from_parts(parts, body));
    tokio::pin!(connection);
    let response = tokio::select! {
        biased;
        response = asking => response.map_err(io::Error::other)?,
        ended = &mut connection => {
            ended.map_err(io::Error::other)?;
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    Ok((response.status(), response.headers().clone()))
}

fn judge(status: StatusCode, headers: &HeaderMap) -> Told {
    match status {
        status if status.is_success() => Told::Yes,
        StatusCode::NOT_FOUND | StatusCode::GONE => Told::Gone,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
            let said = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
            Told::Later(said.unwrap_or(0).clamp(0, RETRY_MAX_S) * 1000)
        }
        status if status.is_server_error() => Told::Later(0),
        _ => Told::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(status: u16, retry_after: Option<&'static str>) -> Told {
        let mut headers = HeaderMap::new();
        headers.extend(retry_after.map(|value| (header::RETRY_AFTER, http::HeaderValue::from_static(value))));
        judge(StatusCode::from_u16(status).expect("a status"), &headers)
    }

    #[test]
    fn what_a_push_service_says() {
        assert!(matches!(says(201, None), Told::Yes));
        assert!(matches!(says(404, None), Told::Gone) && matches!(says(410, None), Told::Gone));
        assert!(matches!(says(500, None), Told::Later(0)) && matches!(says(429, Some("90")), Told::Later(90_000)));
        assert!(matches!(says(429, Some("-5")), Told::Later(0)));
        assert!(matches!(says(429, Some("99999999999")), Told::Later(3_600_000)));
        assert!(matches!(says(302, None), Told::Never) && matches!(says(400, None), Told::Never));
    }

    #[test]
    fn the_key_follows_from_the_seed() {
        assert_eq!(key_of(&[7; 32]), key_of(&[7; 32]));
        assert_ne!(key_of(&[7; 32]), key_of(&[8; 32]));
    }
}
