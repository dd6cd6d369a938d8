//! Zip files: what they hold, within bounds.

use crate::ReadError;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// The longest zip file that is read, packed.
pub(crate) const MAX_ZIP_BYTES: usize = 256 << 20;

/// What all files of one zip may unpack to together: a bomb is one that unpacks to more.
const MAX_UNPACKED_BYTES: u64 = 512 << 20;

/// How many files of one zip are looked at.
const MAX_ENTRIES: usize = 100_000;

/// A zip file in memory.
pub(crate) struct Zip<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How much may still be unpacked.
    left: u64,
}

impl<'a> Zip<'a> {
    pub fn new(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| ReadError::new(format!("the zip file is broken: {e}")))?;
        if archive.len() > MAX_ENTRIES {
            return Err(ReadError::new(format!("the zip file holds {} files; unpack it and give the folder", archive.len())));
        }
        Ok(Self { archive, left: MAX_UNPACKED_BYTES })
    }

    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The names of its files, in its order.
    pub fn names(&self) -> Vec<String> {
        self.archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect()
    }

    /// A file of it, unpacked. An error when it is not there, is locked, broken, or unpacks to too much.
    pub fn file(&mut self, name: &str) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        self.copy(name, &mut bytes)?;
        Ok(bytes)
    }

    /// Unpacks everything to nowhere: whether all of it stays within bounds.
    pub fn check(&mut self) -> Result<(), ReadError> {
        for name in self.names().iter().filter(|n| !n.ends_with('/')) {
            self.copy(name, &mut io::sink())?;
        }
        self.left = MAX_UNPACKED_BYTES;
        Ok(())
    }

    fn copy(&mut self, name: &str, to: &mut dyn io::Write) -> Result<(), ReadError> {
        let file = self.archive.by_name(name).map_err(|e| match e {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadError::new("it is locked with a password"),
            ZipError::FileNotFound => ReadError::new(format!("there is no {name:?} in it")),
            e => ReadError::new(format!("it cannot be unpacked: {e}")),
        })?;
        let copied = io::copy(&mut file.take(self.left + 1), to).map_err(|e| ReadError::new(format!("it cannot be unpacked: {e}")))?;
        if copied > self.left {
            return Err(ReadError::new(format!("it unpacks to more than {} MiB", MAX_UNPACKED_BYTES >> 20)));
        }
        self.left -= copied;
        Ok(())
    }
}
