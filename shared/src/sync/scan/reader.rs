//! Reads bytes from front to back; every number must be written in its shortest form.

use super::ScanError;

#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn remaining(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], ScanError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ScanError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], ScanError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(ScanError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, ScanError> {
        self.array().map(|[byte]| byte)
    }

    /// An unsigned LEB128 number.
    pub(super) fn u64(&mut self) -> Result<u64, ScanError> {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return Err(ScanError::Number);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let overlong = byte == 0 && shift > 0;
                return if overlong { Err(ScanError::Number) } else { Ok(value) };
            }
            shift += 7;
        }
    }

    /// A signed LEB128 number.
    pub(super) fn i64(&mut self) -> Result<i64, ScanError> {
        let mut value = 0;
        let mut shift = 0;
        let mut sign_before = None;
        loop {
            let byte = self.byte()?;
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(ScanError::Number);
            }
            value |= i64::from(byte & 0x7f) << shift;
            shift += 7;
            let sign = byte & 0x40 != 0;
            if byte & 0x80 == 0 {
                let only_sign = byte == if sign { 0x7f } else { 0 };
                if only_sign && sign_before == Some(sign) {
                    return Err(ScanError::Number);
                }
                if sign && shift < 64 {
                    value |= -1 << shift;
                }
                return Ok(value);
            }
            sign_before = Some(sign);
        }
    }

    pub(super) fn u32(&mut self) -> Result<u32, ScanError> {
        u32::try_from(self.u64()?).map_err(|_| ScanError::Number)
    }

    /// A number of things or bytes, at most `limit`.
    pub(super) fn count(&mut self, what: &'static str, limit: usize) -> Result<usize, ScanError> {
        match usize::try_from(self.u64()?) {
            Ok(count) if count <= limit => Ok(count),
            _ => Err(ScanError::Limit { what, limit }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unsigned(mut value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while value > 0x7f {
            bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    }

    fn signed(mut value: i64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while !(-0x40..0x40).contains(&value) {
            bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        bytes.push((value & 0x7f) as u8);
        bytes
    }

    proptest! {
        #[test]
        fn the_shortest_form_is_the_only_one_read(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = reader.u64() {
                prop_assert_eq!(unsigned(value), &bytes[..bytes.len() - reader.remaining()]);
            }
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = reader.i64() {
                prop_assert_eq!(signed(value), &bytes[..bytes.len() - reader.remaining()]);
            }
        }

        #[test]
        fn every_number_is_read(value in any::<i64>(), shift in 0..64) {
            let value = value >> shift;
            prop_assert_eq!(Reader::new(&signed(value)).i64(), Ok(value));
            let value = value as u64;
            prop_assert_eq!(Reader::new(&unsigned(value)).u64(), Ok(value));
        }
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        let mut eleven = [0x80; 11];
        eleven[10] = 1;
        assert_eq!(Reader::new(&eleven).u64(), Err(ScanError::Number));
        assert_eq!(Reader::new(&eleven).i64(), Err(ScanError::Number));
        assert_eq!(Reader::new(&[0x80]).u64(), Err(ScanError::Truncated));
        assert_eq!(Reader::new(&[0x80, 0]).u64(), Err(ScanError::Number));
        assert_eq!(Reader::new(&[0xff, 0x7f]).i64(), Err(ScanError::Number));
        assert_eq!(Reader::new(&unsigned(1 << 32)).u32(), Err(ScanError::Number));
    }
}
