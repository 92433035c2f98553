use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::Signer;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use super::*;

const ISSUER: &str = "https://samspil.example";
const NOW: Timestamp = Timestamp::from_ms(1_770_000_000_000);

fn seed(number: u32) -> SigningSeed {
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number.to_be_bytes());
    SigningSeed { number, seed }
}

fn tickets() -> Tickets {
    Tickets::new(ISSUER, &[seed(2), seed(1)])
}

fn key_id(number: u32) -> String {
    let public = SigningKey::from_bytes(&seed(number).seed).verifying_key();
    hex::encode(&Sha256::digest(public.as_bytes())[..8])
}

fn good_header() -> Value {
    json!({"typ": "at+jwt", "alg": "EdDSA", "kid": key_id(2)})
}

fn good_claims() -> Value {
    let now = seconds(NOW);
    json!({
        "iss": ISSUER, "aud": "samspil", "sub": "01".repeat(16), "enr": "02".repeat(12), "sid": "03".repeat(16),
        "iat": now, "nbf": now, "exp": now + 300, "auth_time": now,
    })
}

/// Signed with our newest key, whatever it says.
fn signed(header: &Value, claims: &Value) -> String {
    signed_text(&header.to_string(), &claims.to_string())
}

fn signed_text(header: &str, claims: &str) -> String {
    let message = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
    let signature = SigningKey::from_bytes(&seed(2).seed).sign(message.as_bytes());
    format!("{message}.{}", BASE64.encode(signature.to_bytes()))
}

fn with(value: Value, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Value {
    let Value::Object(mut map) = value else { panic!("an object is changed") };
    change(&mut map);
    Value::Object(map)
}

fn issued() -> String {
    let (person, enrolment) = (PersonId::from_bytes([1; 16]), EnrolmentId::from_bytes([2; 12]));
    tickets().issue(person, enrolment, Chain::from_bytes([3; 16]), NOW, NOW).0
}

#[test]
fn a_ticket_names_its_bearer_until_it_ends() {
    let tickets = tickets();
    let principal = tickets.check(&issued(), NOW).expect("a good ticket");
    assert_eq!(principal.person, PersonId::from_bytes([1; 16]));
    assert_eq!(principal.enrolment, EnrolmentId::from_bytes([2; 12]));
    assert_eq!(principal.chain, Chain::from_bytes([3; 16]));
    assert_eq!(principal.expires_at.ms_since(NOW), TICKET_VALID_MS);
    assert!(tickets.check(&issued(), NOW.plus_ms(TICKET_VALID_MS - 1000)).is_ok());
    assert!(tickets.check(&issued(), NOW.plus_ms(TICKET_VALID_MS)).is_err());
}

#[test]
fn the_forger_of_these_tests_would_succeed_with_the_right_words() {
    assert!(tickets().check(&signed(&good_header(), &good_claims()), NOW).is_ok());
}

#[test]
fn a_ticket_signed_before_a_new_key_still_holds_and_one_of_a_dropped_key_does_not() {
    let old = Tickets::new(ISSUER, &[seed(1)]);
    let (person, enrolment) = (PersonId::from_bytes([1; 16]), EnrolmentId::from_bytes([2; 12]));
    let (ticket, _) = old.issue(person, enrolment, Chain::from_bytes([3; 16]), NOW, NOW);
    assert!(tickets().check(&ticket, NOW).is_ok());
    assert!(Tickets::new(ISSUER, &[seed(3), seed(2)]).check(&ticket, NOW).is_err());
}

#[test]
fn no_hostile_ticket_is_taken() {
    let tickets = tickets();
    let taken: Vec<String> =
        hostile().into_iter().filter(|(_, token)| tickets.check(token, NOW).is_ok()).map(|(name, _)| name).collect();
    assert!(taken.is_empty(), "taken: {taken:?}");
}

/// Tokens that must all be refused, each with its name.
fn hostile() -> Vec<(String, String)> {
    let mut all = broken_texts();
    all.extend(wrong_signatures());
    all.extend(wrong_headers());
    all.extend(wrong_claims());
    assert!(all.len() > 60, "the table has lost its rows: {}", all.len());
    all
}

fn named(name: impl Into<String>, token: impl Into<String>) -> (String, String) {
    (name.into(), token.into())
}

fn broken_texts() -> Vec<(String, String)> {
    let good = issued();
    let parts: Vec<&str> = good.split('.').collect();
    vec![
        named("nothing", ""),
        named("a word", "token"),
        named("three words", "a.b.c"),
        named("two dots", ".."),
        named("two parts", format!("{}.{}", parts[0], parts[1])),
        named("four parts", format!("{good}.x")),
        named("a space before", format!(" {good}")),
        named("a line after", format!("{good}\n")),
        named("padded", format!("{good}==")),
        named("no signature", format!("{}.{}.", parts[0], parts[1])),
        named("shorter signature", good[..good.len() - 2].to_owned()),
        named("longer signature", format!("{good}AA")),
        named("no header", format!(".{}.{}", parts[1], parts[2])),
        named("no claims", format!("{}..{}", parts[0], parts[2])),
        named("parts swapped", format!("{}.{}.{}", parts[1], parts[0], parts[2])),
        named("huge", format!("{good}.{}", "A".repeat(1_000_000))),
        named(
            "huge claims",
            signed(&good_header(), &with(good_claims(), |c| drop(c.insert("iss".into(), json!("x".repeat(4000)))))),
        ),
        named("not UTF-8 inside", signed_bytes(&[0xff, 0xfe])),
        named("header is a list", signed_text("[]", &good_claims().to_string())),
        named("claims are a list", signed_text(&good_header().to_string(), "[]")),
        named("claims are null", signed_text(&good_header().to_string(), "null")),
        named(
            "claims are deep",
            signed_text(&good_header().to_string(), &format!("{}{}", "[".repeat(700), "]".repeat(700))),
        ),
    ]
}

fn signed_bytes(claims: &[u8]) -> String {
    let message = format!("{}.{}", BASE64.encode(good_header().to_string()), BASE64.encode(claims));
    let signature = SigningKey::from_bytes(&seed(2).seed).sign(message.as_bytes());
    format!("{message}.{}", BASE64.encode(signature.to_bytes()))
}

fn wrong_signatures() -> Vec<(String, String)> {
    let good = issued();
    let (message, signature) = good.rsplit_once('.').expect("three parts");
    let bytes = BASE64.decode(signature).expect("base64");
    let mut all = Vec::new();
    for at in [0, 31, 32, 63] {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        all.push(named(format!("bit of signature byte {at} turned"), format!("{message}.{}", BASE64.encode(&bytes))));
    }
    all.push(named("zero signature", format!("{message}.{}", BASE64.encode([0; 64]))));
    let stranger = SigningKey::from_bytes(&[9; 32]).sign(message.as_bytes());
    all.push(named("a stranger's key under our name", format!("{message}.{}", BASE64.encode(stranger.to_bytes()))));
    let older = SigningKey::from_bytes(&seed(1).seed).sign(message.as_bytes());
    all.push(named("our older key under the newer name", format!("{message}.{}", BASE64.encode(older.to_bytes()))));
    let other = with(good_claims(), |claims| drop(claims.insert("sub".into(), json!("09".repeat(16)))));
    let parts: Vec<&str> = good.split('.').collect();
    all.push(named("another person's name", format!("{}.{}.{}", parts[0], BASE64.encode(other.to_string()), parts[2])));
    let public = SigningKey::from_bytes(&seed(2).seed).verifying_key();
    for alg in ["HS256", "HS384", "HS512"] {
        let header = with(good_header(), |header| drop(header.insert("alg".into(), json!(alg))));
        let message = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(good_claims().to_string()));
        let mut mac = Hmac::<Sha256>::new_from_slice(public.as_bytes()).expect("any length");
        mac.update(message.as_bytes());
        let token = format!("{message}.{}", BASE64.encode(mac.finalize().into_bytes()));
        all.push(named(format!("{alg} with our public key as secret"), token));
    }
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = with(good_header(), |header| drop(header.insert("alg".into(), json!(alg))));
        let message = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(good_claims().to_string()));
        all.push(named(format!("algorithm {alg:?}, unsigned"), format!("{message}.")));
        all.push(named(format!("algorithm {alg:?}, signed"), signed(&header, &good_claims())));
    }
    all
}

fn wrong_headers() -> Vec<(String, String)> {
    let public = BASE64.encode(SigningKey::from_bytes(&seed(2).seed).verifying_key().as_bytes());
    let table = [
        ("typ", json!("JWT")),
        ("typ", json!(null)),
        ("typ", json!("AT+JWT")),
        ("alg", json!("RS256")),
        ("alg", json!("ES256")),
        ("alg", json!("Ed25519")),
        ("alg", json!(["EdDSA"])),
        ("kid", json!(null)),
        ("kid", json!("")),
        ("kid", json!("0000000000000000")),
        ("kid", json!("../../master.key")),
        ("kid", json!("' OR 1=1 --")),
        ("kid", json!([key_id(2)])),
        ("kid", json!(key_id(2).to_uppercase() + "A")),
        ("jwk", json!({"kty": "OKP", "crv": "Ed25519", "x": public})),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["AAAA"])),
        ("crit", json!(["exp"])),
        ("cty", json!("JWT")),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("more", json!(1)),
    ];
    let mut all: Vec<_> = table
        .into_iter()
        .map(|(name, value)| {
            let header = with(good_header(), |header| drop(header.insert(name.to_owned(), value.clone())));
            named(format!("header {name} = {value}"), signed(&header, &good_claims()))
        })
        .collect();
    for name in ["typ", "alg", "kid"] {
        let header = with(good_header(), |header| drop(header.remove(name)));
        all.push(named(format!("header without {name}"), signed(&header, &good_claims())));
    }
    all
}

fn wrong_claims() -> Vec<(String, String)> {
    let now = seconds(NOW);
    let table = [
        ("iss", json!("https://evil.example")),
        ("iss", json!("https://samspil.example/")),
        ("iss", json!([ISSUER])),
        ("aud", json!("other")),
        ("aud", json!(["samspil"])),
        ("aud", json!(["other", "samspil"])),
        ("sub", json!("")),
        ("sub", json!(1)),
        ("sub", json!("zz".repeat(16))),
        ("sub", json!("01".repeat(15))),
        ("enr", json!("02".repeat(16))),
        ("sid", json!(null)),
        ("exp", json!(now)),
        ("exp", json!(now - 1)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!(now + 301)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
        ("exp", json!(1e300)),
        ("exp", json!((now + 300).to_string())),
        ("exp", json!(null)),
        ("nbf", json!(now + 60)),
        ("nbf", json!(i64::MIN)),
        ("nbf", json!(true)),
        ("admin", json!(true)),
    ];
    let mut all: Vec<_> = table
        .into_iter()
        .map(|(name, value)| {
            let claims = with(good_claims(), |claims| drop(claims.insert(name.to_owned(), value.clone())));
            named(format!("claim {name} = {value}"), signed(&good_header(), &claims))
        })
        .collect();
    for name in ["iss", "aud", "sub", "enr", "sid", "iat", "nbf", "exp", "auth_time"] {
        let claims = with(good_claims(), |claims| drop(claims.remove(name)));
        all.push(named(format!("without {name}"), signed(&good_header(), &claims)));
    }
    let twice = good_claims().to_string().replacen('{', &format!("{{\"exp\":{},", now + 300), 1);
    all.push(named("exp twice", signed_text(&good_header().to_string(), &twice)));
    all
}
