//! Which addresses a push may go to: a browser names them, so they are anybody's.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::LazyLock;

use http::Uri;
use tokio::net::TcpStream;

use crate::settings::Network;

/// Networks that are not the open internet (the registries of special addresses, RFC 6890 and after), and IPv6 forms
/// that carry an IPv4 address.
static INSIDE: LazyLock<Vec<Network>> = LazyLock::new(|| {
    let networks = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    ];
    networks.iter().filter_map(|network| network.parse().ok()).collect()
});

/// The only part of IPv6 that is given out.
const GIVEN_OUT: u16 = 0x2000;
const GIVEN_OUT_MASK: u16 = 0xe000;

/// Whether an address lies in the open internet.
fn is_public(address: IpAddr) -> bool {
    let is_given_out = match address.to_canonical() {
        IpAddr::V4(_) => true,
        IpAddr::V6(v6) => v6.segments()[0] & GIVEN_OUT_MASK == GIVEN_OUT,
    };
    is_given_out && !INSIDE.iter().any(|network| network.contains(address))
}

/// `https`, a name with a dot in it, and the port that goes with it.
pub(super) fn is_service(uri: &Uri) -> bool {
    let Some(authority) = uri.authority() else { return false };
    let host = authority.host();
    let is_name = host.contains('.') && !host.ends_with('.') && host.rsplit('.').next().is_some_and(is_top_level);
    uri.scheme_str() == Some("https")
        && is_name
        && authority.port().is_none()
        && !authority.as_str().contains(['@', ':'])
}

/// No number, which would make it an address, and none of the names that are kept for networks of one's own.
fn is_top_level(label: &str) -> bool {
    let is_name = label.bytes().any(|b| b.is_ascii_alphabetic()) && !label.starts_with("0x");
    is_name
        && !["localhost", "local", "internal", "lan", "home", "arpa"].iter().any(|own| label.eq_ignore_ascii_case(own))
}

/// A push service of a test.
pub(super) fn is_loopback(uri: &Uri) -> bool {
    uri.scheme_str() == Some("http") && uri.host() == Some("127.0.0.1") && uri.port().is_some()
}

/// Connects to an address that was looked at, not to a name that may mean another one a moment later.
pub(super) async fn connect(host: &str, port: u16, loopback: bool) -> io::Result<TcpStream> {
    let addresses: Vec<SocketAddr> = tokio::net::lookup_host((host, port)).await?.collect();
    let is_fit = |address: &SocketAddr| is_public(address.ip()) || (loopback && address.ip().is_loopback());
    if !addresses.iter().all(is_fit) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the name leads into a network of one's own"));
    }
    TcpStream::connect(&addresses[..]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_internet_and_nothing_else() {
        let public = |text: &str| is_public(text.parse().expect("an address"));
        for open in ["142.250.74.10", "17.188.143.1", "2a00:1450:400f::5f", "2620:149:a44::1"] {
            assert!(public(open), "{open}");
        }
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!public(inside), "{inside}");
        }
        // A line that does not parse would leave a hole.
        assert_eq!(INSIDE.len(), 19);
    }

    #[test]
    fn a_push_service_has_a_name_and_tls() {
        let service = |text: &str| text.parse().is_ok_and(|uri| is_service(&uri));
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://web.push.apple.com/x",
        ] {
            assert!(service(good), "{good}");
        }
        for bad in [
            "http://fcm.googleapis.com/x",
            "https://localhost/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://127.1/x",
            "https://samspil/x",
            "https://a.local/x",
            "https://fcm.googleapis.com:8443/x",
            "https://u@fcm.googleapis.com/x",
            "https://a.internal/x",
            "/x",
            "ftp://a.example/x",
            "https://a.example./x",
            "https://metadata.google.internal/x",
            "https://a.0x7f/x",
        ] {
            assert!(!service(bad), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let error = connect("localhost", 443, false).await.expect_err("must refuse");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
    }
}
