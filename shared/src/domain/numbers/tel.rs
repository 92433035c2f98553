//! Numbers and addresses that are made into links: nothing else may pass, since a link does what its text says.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number is written as +45 12 34 56 78, or as a short one of 3 to 6 digits")]
pub struct TelError;

/// A telephone number without spaces: `+` and 8 to 15 digits with the country's code (E.164), or a short national one of
/// 3 to 6 digits such as 112.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tel(String);

impl Tel {
    /// The number as a `tel:` link has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no subscriber can have it: Danish numbers from 01 to 09 are reserved, and the demonstration uses them. Such
    /// a number is shown as invented and never dialled.
    pub fn is_invented(&self) -> bool {
        self.0.starts_with("+450")
    }
}

impl FromStr for Tel {
    type Err = TelError;
    fn from_str(text: &str) -> Result<Self, TelError> {
        let tel: String = text.chars().filter(|letter| *letter != ' ').collect();
        let (digits, lengths) = match tel.strip_prefix('+') {
            Some(digits) => (digits, 8..=15),
            None => (tel.as_str(), 3..=6),
        };
        let is_number = lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { Ok(Self(tel)) } else { Err(TelError) }
    }
}

impl TryFrom<String> for Tel {
    type Error = TelError;
    fn try_from(text: String) -> Result<Self, TelError> {
        text.parse()
    }
}

impl From<Tel> for String {
    fn from(tel: Tel) -> Self {
        tel.0
    }
}

impl fmt::Display for Tel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(danish) = self.0.strip_prefix("+45").filter(|digits| digits.len() == 8) else {
            return f.write_str(&self.0);
        };
        f.write_str("+45")?;
        // Digits are one byte each.
        (0..8).step_by(2).try_for_each(|at| write!(f, " {}", &danish[at..at + 2]))
    }
}

/// Not the address of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address begins with https:// and has at most {} characters, none of them a space", WebAddress::MAX)]
pub struct WebAddressError;

/// The address of a page: `https` alone, so that it can be a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(String);

impl WebAddress {
    /// Characters it may have.
    pub const MAX: usize = 300;

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WebAddress {
    type Err = WebAddressError;
    fn from_str(text: &str) -> Result<Self, WebAddressError> {
        let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        // Somebody before an @ would make the host look like another.
        let has_host = host.is_some_and(|host| host.contains('.') && !host.starts_with('.') && !host.contains('@'));
        let is_plain = text.len() <= Self::MAX
            && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\'));
        if has_host && is_plain { Ok(Self(text.to_owned())) } else { Err(WebAddressError) }
    }
}

impl TryFrom<String> for WebAddress {
    type Error = WebAddressError;
    fn try_from(text: String) -> Result<Self, WebAddressError> {
        text.parse()
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits_and_read_in_pairs() {
        let tel: Tel = "+45 01 00 00 10".parse().unwrap();
        assert_eq!((tel.as_str(), tel.to_string().as_str()), ("+4501000010", "+45 01 00 00 10"));
        assert!(tel.is_invented());
        for real in ["112", "+4570151516", "+46812345678", "116111"] {
            assert!(!real.parse::<Tel>().unwrap().is_invented(), "{real}");
        }
        for bad in
            ["", "11", "12345678", "+45", "+4501000010;ext=1", "+45٠١٠٠٠٠١٠", "javascript:1", "1-1-2", "++4512345678"]
        {
            assert_eq!(bad.parse::<Tel>(), Err(TelError), "{bad}");
        }
    }

    #[test]
    fn addresses_are_https_and_nothing_else() {
        for good in ["https://klitmark.example/bekymret", "https://www.klitmark.example?a=b#c"] {
            assert_eq!(good.parse::<WebAddress>().unwrap().as_str(), good);
        }
        let long = format!("https://a.example/{}", "x".repeat(300));
        for bad in [
            "",
            "javascript:alert(1)",
            "http://klitmark.example",
            "https://",
            "https:///bekymret",
            "https://klitmark.example@evil.example",
            "https://klitmark.example/ x",
            "https://klitmark.example/\"x",
            "https://klitmark.example/\nx",
            " https://klitmark.example",
            long.as_str(),
        ] {
            assert_eq!(bad.parse::<WebAddress>(), Err(WebAddressError), "{bad}");
        }
    }
}
