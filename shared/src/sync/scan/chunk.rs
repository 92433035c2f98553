//! The chunk around a change and the change's head, as `storage::chunk` and `storage::change` of Automerge 0.12 write
//! them (<https://automerge.org/automerge-binary-format-spec/>).

use sha2::{Digest, Sha256};

use super::reader::Reader;
use super::{MAX_CHANGE_BYTES, MAX_DEPS, MAX_OTHER_ACTORS, MAX_TIME_MS, ScanError};
use crate::domain::ids::{ActorId, ChangeHash};

/// First bytes of every chunk.
pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Type byte of an uncompressed change.
pub(super) const CHANGE: u8 = 1;
/// Bytes of magic and checksum; the hash is over all that follows.
pub(super) const UNHASHED: usize = 8;

/// Everything of a change but its operations.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) deps: Vec<ChangeHash>,
    /// The change's actor, then the others its operations name, in ascending order.
    pub(super) actors: Vec<ActorId>,
    pub(super) seq: u64,
    pub(super) start_op: u32,
    pub(super) time_ms: i64,
}

/// Opens the chunk: its hash and the change within.
pub(super) fn open(bytes: &[u8]) -> Result<(ChangeHash, Reader<'_>), ScanError> {
    if bytes.len() > MAX_CHANGE_BYTES {
        return Err(ScanError::TooLarge { limit: MAX_CHANGE_BYTES });
    }
    let mut reader = Reader::new(bytes);
    if reader.array()? != MAGIC {
        return Err(ScanError::Magic);
    }
    let checksum: [u8; 4] = reader.array()?;
    match reader.byte()? {
        CHANGE => {}
        other => return Err(ScanError::ChunkType(other)),
    }
    let length = reader.u64()?;
    match length.cmp(&(reader.remaining() as u64)) {
        std::cmp::Ordering::Less => return Err(ScanError::Trailing),
        std::cmp::Ordering::Greater => return Err(ScanError::Truncated),
        std::cmp::Ordering::Equal => {}
    }
    let hash: [u8; 32] = Sha256::digest(&bytes[UNHASHED..]).into();
    if hash[..4] != checksum {
        return Err(ScanError::Checksum);
    }
    Ok((ChangeHash::from_bytes(hash), reader))
}

impl Head {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ScanError> {
        let mut deps = Vec::new();
        for _ in 0..reader.count("dependencies", MAX_DEPS)? {
            deps.push(ChangeHash::from_bytes(reader.array()?));
        }
        if !deps.is_sorted_by(|a, b| a < b) {
            return Err(ScanError::Malformed("the order of dependencies"));
        }
        let mut actors = vec![actor(reader)?];
        let seq = reader.u64()?;
        let start_op = reader.u32()?;
        let time_ms = reader.i64()?;
        if seq == 0 || start_op == 0 || time_ms.unsigned_abs() > MAX_TIME_MS {
            return Err(ScanError::Number);
        }
        if reader.u64()? != 0 {
            return Err(ScanError::Message);
        }
        for _ in 0..reader.count("other actors", MAX_OTHER_ACTORS)? {
            actors.push(actor(reader)?);
        }
        if !actors[1..].is_sorted_by(|a, b| a < b) || actors[1..].contains(&actors[0]) {
            return Err(ScanError::Malformed("the order of actors"));
        }
        Ok(Self { deps, actors, seq, start_op, time_ms })
    }
}

fn actor(reader: &mut Reader<'_>) -> Result<ActorId, ScanError> {
    if reader.u64()? != ActorId::LEN as u64 {
        return Err(ScanError::Malformed("the length of an actor"));
    }
    reader.array().map(ActorId::from_bytes)
}
