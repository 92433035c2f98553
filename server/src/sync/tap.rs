//! Records every frame that is sent to a person, for stories that ask what a device was ever told. Never in a release.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use samspil_shared::domain::PersonId;

use super::Hub;

/// One connection's recording: length (4 bytes, big-endian) and frame, one after the other, appended to the file that is
/// named after the person's id.
#[derive(Debug)]
pub(super) struct Tap(File);

impl Tap {
    pub(super) fn record(&mut self, frame: &[u8]) {
        let length = u32::try_from(frame.len()).unwrap_or(u32::MAX).to_be_bytes();
        // One write, so that connections of one person do not mix.
        self.0.write_all(&[&length, frame].concat()).unwrap_or_else(|error| panic!("the tap's file: {error}"));
    }
}

impl Hub {
    /// Records all frames into this folder from now on.
    pub fn tap_to(&self, folder: &Path) {
        self.0.tap.set(folder.to_owned()).unwrap_or_else(|_| panic!("the frames are recorded already"));
    }

    pub(super) fn tap(&self, person: PersonId) -> Option<Tap> {
        let folder: &PathBuf = self.0.tap.get()?;
        let file = OpenOptions::new().create(true).append(true).open(folder.join(person.to_string()));
        Some(Tap(file.unwrap_or_else(|error| panic!("the tap's file: {error}"))))
    }
}
