//! Extractors: a handler that takes one of these cannot run for anybody else.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};

use super::Principal;
use crate::error::ApiError;
use crate::settings::Network;
use crate::state::AppState;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Proxies one behind the other, at most.
const HOPS_MAX: usize = 32;

/// Proof that the request comes from our own pages. Browsers send `Origin` with every POST, PUT and socket; a request
/// without it comes from no browser of ours, and a wrong one from another site.
#[derive(Debug)]
pub struct SameOrigin(());

impl FromRequestParts<AppState> for SameOrigin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let own = only(&parts.headers, &header::ORIGIN) == Some(state.public_url().origin());
        let elsewhere = parts.headers.get_all(FETCH_SITE).iter().any(|site| site != "same-origin");
        if own && !elsewhere { Ok(Self(())) } else { Err(ApiError::ForeignOrigin) }
    }
}

/// Proof that a person is signed in, with a ticket that holds and a session that has not been ended.
#[derive(Debug)]
pub struct Authenticated(Principal);

impl Authenticated {
    pub fn principal(&self) -> &Principal {
        &self.0
    }
}

impl FromRequestParts<AppState> for Authenticated {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let ticket = only(&parts.headers, &header::AUTHORIZATION).and_then(bearer).ok_or(ApiError::NotSignedIn)?;
        let principal = state.tickets().check(ticket, state.now()).map_err(|_| ApiError::NotSignedIn)?;
        let holds = state.store().session_holds(principal.person, principal.enrolment, principal.chain).await?;
        if holds { Ok(Self(principal)) } else { Err(ApiError::NotSignedIn) }
    }
}

/// The address a request comes from: the connection's, or what trusted proxies say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor(pub IpAddr);

impl FromRequestParts<AppState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        // Without a connection (a router called directly) all are one visitor.
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip());
        Ok(Self(behind_proxies(peer, &parts.headers, state.trusted_proxies())))
    }
}

/// The right-most hop that is not one of our proxies. What stands left of it anybody can write; a hop that is no
/// address ends the search at the proxy that passed it on.
fn behind_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().map(|line| line.to_str().unwrap_or("")).collect();
    let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(',')).take(HOPS_MAX);
    let mut nearest = peer;
    while is_trusted(nearest) {
        match hops.next().and_then(hop) {
            Some(address) => nearest = address,
            None => break,
        }
    }
    nearest
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The header's value if it stands there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn seen(peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().expect("good"), "fd00::/8".parse().expect("good")];
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).expect("a header"));
        }
        behind_proxies(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed_and_only_the_last_hop() {
        let table: [(&str, &[&str], &str); 13] = [
            ("198.51.100.7", &[], "198.51.100.7"),
            ("198.51.100.7", &["203.0.113.1"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.1"], "203.0.113.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["192.0.2.66, 203.0.113.1"], "203.0.113.1"),
            ("10.0.0.1", &["192.0.2.66", "203.0.113.1"], "203.0.113.1"),
            ("10.0.0.1", &["203.0.113.1, 10.9.9.9"], "203.0.113.1"),
            ("10.0.0.1", &["203.0.113.1, garbage"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.1, garbage, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["203.0.113.1:4711"], "203.0.113.1"),
            ("fd00::1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("fd00::1", &["2001:db8::1"], "2001:db8::1"),
            ("10.0.0.1", &["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
        ];
        for (peer, lines, expected) in table {
            assert_eq!(seen(peer, lines), expected, "{peer} {lines:?}");
        }
    }
}
