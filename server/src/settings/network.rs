//! A range of addresses, as in `10.0.0.0/8`.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Addresses that share their first `bits` bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: u128,
    bits: u32,
}

impl Network {
    /// Whether `address` lies inside. IPv4 and its form inside IPv6 are the same address.
    pub fn contains(&self, address: IpAddr) -> bool {
        wide(address) & mask(self.bits) == self.first
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| "write addresses as 10.0.0.0/8 or fd00::/8")?;
        let (width, shift) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let bits = match bits {
            None => width,
            Some(bits) => bits.parse().ok().filter(|bits| *bits <= width).ok_or("the length after / is too long")?,
        } + shift;
        let first = wide(address);
        if first & mask(bits) != first {
            return Err("the address has bits set behind its length");
        }
        Ok(Self { first, bits })
    }
}

/// The address as 128 bits, IPv4 in its mapped form.
fn wide(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped(),
        IpAddr::V6(v6) => v6,
    }
    .to_bits()
}

fn mask(bits: u32) -> u128 {
    u128::MAX.checked_shl(128 - bits).unwrap_or(0)
}

/// What a limit counts as one visitor: an IPv4 address, or the /64 that one IPv6 customer gets.
pub fn visitor(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask(64))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().expect("a good network")
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("a good address")
    }

    #[test]
    fn a_range_holds_its_own_addresses_only() {
        assert!(network("10.0.0.0/8").contains(address("10.255.0.1")));
        assert!(!network("10.0.0.0/8").contains(address("11.0.0.1")));
        assert!(network("10.0.0.0/8").contains(address("::ffff:10.1.2.3")));
        assert!(network("0.0.0.0/0").contains(address("203.0.113.9")));
        assert!(!network("0.0.0.0/0").contains(address("2001:db8::1")));
        assert!(network("::/0").contains(address("2001:db8::1")));
        assert!(network("127.0.0.1").contains(address("127.0.0.1")));
        assert!(!network("127.0.0.1").contains(address("127.0.0.2")));
        assert!(network("fd00::/8").contains(address("fdab::1")));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for bad in ["", "10.0.0.0/33", "10.0.0.1/8", "fd00::/129", "example.org", "10.0.0.0/", "10.0.0.0/-1", "*"] {
            assert!(bad.parse::<Network>().is_err(), "{bad} was taken");
        }
    }

    #[test]
    fn one_customer_is_one_visitor() {
        assert_eq!(visitor(address("2001:db8:1:2:aaaa::1")), visitor(address("2001:db8:1:2:bbbb::9")));
        assert_ne!(visitor(address("2001:db8:1:2::1")), visitor(address("2001:db8:1:3::1")));
        assert_eq!(visitor(address("::ffff:192.0.2.7")), address("192.0.2.7"));
    }
}
