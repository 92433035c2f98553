//! For tests: forged chunks, so that mutations get past the checksum.

use sha2::{Digest, Sha256};

use super::chunk::{CHANGE, MAGIC, UNHASHED};

/// A change chunk around that content, with the right length and checksum.
pub fn seal(content: &[u8]) -> Vec<u8> {
    let mut hashed = vec![CHANGE];
    let mut length = content.len();
    while length > 0x7f {
        hashed.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    hashed.push(length as u8);
    hashed.extend_from_slice(content);
    let hash = Sha256::digest(&hashed);
    [&MAGIC[..], &hash[..4], &hashed].concat()
}

/// The chunk with length and checksum made right for whatever follows its head.
pub fn reseal(chunk: &[u8]) -> Vec<u8> {
    let after_type = chunk.get(UNHASHED + 1..).unwrap_or_default();
    let length = after_type.iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    seal(after_type.get(length..).unwrap_or_default())
}
