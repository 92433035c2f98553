//! Frames of the protocol `samspil.1`: CBOR `[type, {uint: value}]`, definite lengths, one frame per WebSocket message.
//!
//! Unknown map keys are ignored, an unknown type ends the connection. `docs/protocol.md` is the reference.

use minicbor::{Decode, Encode};

mod client;
mod restore;
mod server;

pub use client::{ClientFrame, Cursor, Fetch, Hello, NewDocument, Op, Page, Push, ReadFact};
pub use restore::{
    Fate, HAVE_MAX, Have, HeldDigest, Offer, OfferedChange, RETURN_MAX, Return, Returned, ReturnedDocument, Want,
    Wanted, held_digest,
};
pub use server::{
    Bye, ByeReason, DocumentChange, Erased, Item, Items, Left, OpResult, Progress, Pushed, Reason, ServerFrame, Space,
    SpaceMembership, StoredChange, StoredDocument, Unavailable, Visible, Welcome, Withdrawn,
};

/// WebSocket subprotocol, and the only version there is.
pub const SUBPROTOCOL: &str = "samspil.1";
/// The version spoken here.
pub const VERSION: u16 = 1;
/// Bytes of a frame (04 "Protocol").
pub const FRAME_MAX: usize = 256 * 1024;
/// Operations in one Push (04 "Protocol").
pub const OPS_MAX: usize = 256;
/// Bytes of one Automerge change (04 "Documents").
pub const CHANGE_MAX: usize = 64 * 1024;
/// Changes that a Create may carry; the rest follow as Change (04a).
pub const CREATE_CHANGES_MAX: usize = 3;
/// Ids in one Fetch.
pub const FETCH_MAX: usize = 256;
/// Bytes of a sealed cursor.
pub const TOKEN_MAX: usize = 512;

/// Bytes that are not a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// More than [`FRAME_MAX`] bytes.
    #[error("a frame has at most {FRAME_MAX} bytes, this one {0}")]
    TooLarge(usize),
    /// Not CBOR of the shape that the type demands.
    #[error("malformed frame: {0}")]
    Malformed(String),
    /// A type this version does not know.
    #[error("unknown frame type {0}")]
    UnknownType(u8),
    /// More of something than is allowed.
    #[error("too many {what}: {count}, at most {max}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there were.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
}

fn at_most(what: &'static str, count: usize, max: usize) -> Result<(), FrameError> {
    if count > max { Err(FrameError::TooMany { what, count, max }) } else { Ok(()) }
}

fn malformed(error: &minicbor::decode::Error) -> FrameError {
    FrameError::Malformed(error.to_string())
}

/// The value's CBOR.
pub(crate) fn to_cbor<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"))
}

fn encode_envelope<T: Encode<()>>(kind: u8, body: &T) -> Vec<u8> {
    let mut bytes = vec![0x82]; // an array of two
    bytes.extend(to_cbor(&kind));
    bytes.extend(to_cbor(body));
    bytes
}

/// The type and a decoder that stands before the body.
fn open_envelope(bytes: &[u8]) -> Result<(u8, minicbor::Decoder<'_>), FrameError> {
    if bytes.len() > FRAME_MAX {
        return Err(FrameError::TooLarge(bytes.len()));
    }
    let mut decoder = minicbor::Decoder::new(bytes);
    if decoder.array().map_err(|e| malformed(&e))? != Some(2) {
        return Err(FrameError::Malformed("a frame is an array of two".into()));
    }
    let kind = decoder.u8().map_err(|e| malformed(&e))?;
    Ok((kind, decoder))
}

fn decode_body<'b, T: Decode<'b, ()>>(mut decoder: minicbor::Decoder<'b>) -> Result<T, FrameError> {
    let body = decoder.decode().map_err(|e| malformed(&e))?;
    if decoder.position() != decoder.input().len() {
        return Err(FrameError::Malformed("bytes after the frame".into()));
    }
    Ok(body)
}

macro_rules! frames {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $kind:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($(#[$vdoc])* $variant($variant)),*
        }

        impl $name {
            /// The frame's bytes.
            pub fn encode(&self) -> Vec<u8> {
                match self {
                    $(Self::$variant(body) => crate::sync::frame::encode_envelope($kind, body)),*
                }
            }

            /// The frame in these bytes, within all limits.
            ///
            /// # Errors
            /// [`FrameError`] for anything that is not exactly one frame of a known type.
            pub fn decode(bytes: &[u8]) -> Result<Self, crate::sync::frame::FrameError> {
                let (kind, decoder) = crate::sync::frame::open_envelope(bytes)?;
                let frame = match kind {
                    $($kind => Self::$variant(crate::sync::frame::decode_body(decoder)?),)*
                    unknown => return Err(crate::sync::frame::FrameError::UnknownType(unknown)),
                };
                frame.check_limits()?;
                Ok(frame)
            }
        }
    };
}
use frames;
