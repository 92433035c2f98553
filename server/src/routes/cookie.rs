//! The cookie of the refresh token.

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header};

use crate::auth::Secret;
use crate::settings::PublicUrl;

/// As long as a session can last unused.
const MAX_AGE_S: i64 = 45 * 24 * 3600;
/// Cookies longer than this are none of ours.
const HEADER_BYTES_MAX: usize = 8192;

/// `__Host-` binds the cookie to this very host over TLS. On plain http (localhost only) browsers disagree about
/// `Secure`, and cookies know no ports: two servers on one machine get two names.
fn name(url: &PublicUrl) -> String {
    if url.secure() {
        return "__Host-samspil".to_owned();
    }
    let port = url.origin().rsplit(':').next().filter(|port| port.bytes().all(|b| b.is_ascii_digit()));
    format!("samspil-{}", port.unwrap_or("80"))
}

/// The refresh token that the browser brought, if exactly one cookie of ours holds one.
pub(super) fn read(headers: &HeaderMap, url: &PublicUrl) -> Option<Secret<48>> {
    let name = name(url);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.filter(|line| line.len() <= HEADER_BYTES_MAX).flat_map(|line| line.split(';'));
    let mut ours = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(key, _)| *key == name);
    match (ours.next(), ours.next()) {
        (Some((_, value)), None) => value.parse().ok(),
        _ => None,
    }
}

/// `Set-Cookie` with this token.
pub(super) fn write(token: &Secret<48>, url: &PublicUrl) -> HeaderValue {
    line(token.reveal(), MAX_AGE_S, url)
}

/// `Set-Cookie` that removes it.
pub(super) fn remove(url: &PublicUrl) -> HeaderValue {
    line(String::new(), 0, url)
}

fn line(value: String, max_age_s: i64, url: &PublicUrl) -> HeaderValue {
    let cookie = Cookie::build((name(url), value))
        .path("/")
        .secure(url.secure())
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(cookie::time::Duration::seconds(max_age_s));
    HeaderValue::try_from(cookie.build().to_string())
        .unwrap_or_else(|_| unreachable!("name and base64 are plain ASCII"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> PublicUrl {
        text.parse().expect("an address")
    }

    #[test]
    fn the_cookie_is_as_narrow_as_the_browser_allows() {
        let token = Secret::from_bytes([1; 48]);
        let line = write(&token, &url("https://samspil.example"));
        let text = line.to_str().expect("ASCII");
        assert!(text.starts_with("__Host-samspil="), "{text}");
        for part in ["; HttpOnly", "; SameSite=Strict", "; Secure", "; Path=/", "; Max-Age=3888000"] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        assert!(!text.contains("Domain"), "{text}");
        let local = write(&token, &url("http://localhost:8080"));
        let text = local.to_str().expect("ASCII");
        assert!(text.starts_with("samspil-8080=") && !text.contains("Secure"), "{text}");
        assert!(write(&token, &url("http://localhost")).to_str().expect("ASCII").starts_with("samspil-80="));
    }

    #[test]
    fn one_cookie_of_ours_is_read_and_nothing_else() {
        let url = url("https://samspil.example");
        let token = Secret::<48>::from_bytes([1; 48]);
        let value = token.reveal();
        let read = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::try_from(line).expect("a header"));
            super::read(&headers, &url)
        };
        assert_eq!(read(&format!("a=b; __Host-samspil={value}; c=d")), Some(token));
        for bad in [
            String::new(),
            format!("samspil={value}"),
            format!("__Host-samspil={value}; __Host-samspil={value}"),
            format!("__Host-samspil=\"{value}\""),
            "__Host-samspil=".to_owned(),
            format!("__Host-samspil={value}x"),
            format!("{}; __Host-samspil={value}", "x=y; ".repeat(4000)),
        ] {
            assert_eq!(read(&bad), None, "{bad:.60}");
        }
    }
}
