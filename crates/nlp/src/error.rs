//! Why a pipeline could not be loaded.

use std::path::{Path, PathBuf};

/// A pipeline folder that cannot be read or is of a design this runtime does not know.
#[derive(Debug, thiserror::Error)]
#[error("{}: {kind}", path.display())]
pub struct LoadError {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("{0}")]
    Io(std::io::Error),
    #[error("{0}")]
    Malformed(String),
    #[error("not supported: {0}")]
    Unsupported(String),
}

impl LoadError {
    /// The file or folder at fault.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn io(path: &Path, e: std::io::Error) -> Self {
        LoadError { path: path.into(), kind: Kind::Io(e) }
    }

    pub(crate) fn malformed(path: &Path, what: impl Into<String>) -> Self {
        LoadError { path: path.into(), kind: Kind::Malformed(what.into()) }
    }

    pub(crate) fn unsupported(path: &Path, what: impl Into<String>) -> Self {
        LoadError { path: path.into(), kind: Kind::Unsupported(what.into()) }
    }
}
