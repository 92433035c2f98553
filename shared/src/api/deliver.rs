//! Bringing what others could not send.

use serde::{Deserialize, Serialize};

/// Boxes in one request.
pub const BOXES_MAX: usize = 64;
/// Bytes of boxes in one request, before they are written in hexadecimal.
pub const BOXES_BYTES_MAX: usize = 240 * 1024;

/// What a device needs to seal operations to the server ([`crate::sync::deliver`]).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverKeys {
    /// The server's public key: 32 bytes, hexadecimal.
    pub public: String,
    /// The secret that this device shares with the server: 32 bytes, hexadecimal.
    pub secret: String,
}

impl std::fmt::Debug for DeliverKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeliverKeys(not shown)")
    }
}

/// Boxes that lie on a device, in the order in which they were made; whose they are stands inside. No session is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliver {
    /// At most [`BOXES_MAX`], hexadecimal.
    pub boxes: Vec<String>,
}

/// What became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// One a box, in their order.
    pub fates: Vec<Fate>,
}

/// What became of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Its operation is on the server's disk: the box is of no further use.
    Stored,
    /// Not now: bring it again.
    Later,
    /// Never this way. Its author sends it and is told why.
    Refused,
}
