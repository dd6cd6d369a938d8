//! What can go wrong with a store, in words that say what to do.

use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};

/// Why a store cannot be opened, read or written. The message names the file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("{path}: there is no such store")]
    Missing {
        /// The file.
        path: String,
    },
    /// The file holds something else, or is broken at its root.
    #[error("{path}: this is no store of Stemma's ({what})")]
    Foreign {
        /// The file.
        path: String,
        /// What it is instead.
        what: &'static str,
    },
    /// A later version of the program made it.
    #[error("{path}: this store was made by a newer version of stemma; this one knows its form up to {known}")]
    Newer {
        /// The file.
        path: String,
        /// The latest form that is known here.
        known: usize,
    },
    /// An earlier version made it, and it is only read.
    #[error("{path}: this store was made by an older version of stemma, and it is only read here")]
    Older {
        /// The file.
        path: String,
    },
    /// Somebody else is writing.
    #[error("{path}: another program is writing to this store")]
    Locked {
        /// The file.
        path: String,
    },
    /// It may not be written to.
    #[error("{path}: this store cannot be written to: the file or its folder is read-only")]
    ReadOnly {
        /// The file.
        path: String,
    },
    /// No room.
    #[error("{path}: the disk is full; nothing of the last step was kept, and all before it was")]
    Full {
        /// The file.
        path: String,
    },
    /// The file is damaged.
    #[error("{path}: this store is damaged: {what}")]
    Damaged {
        /// The file.
        path: String,
        /// What was found.
        what: String,
    },
    /// An earlier version made it, and it could not be brought up to this one's form. It is as it was.
    #[error("{path}: this store could not be brought from form {from} to form {to}, and is as it was: {why}")]
    NotRaised {
        /// The file.
        path: String,
        /// The form that it has.
        from: usize,
        /// The form of this version.
        to: usize,
        /// What stopped it.
        why: String,
    },
    /// It cannot be opened or read at all.
    #[error("{path}: this store cannot be used: {what}")]
    Unusable {
        /// The file.
        path: String,
        /// What the system said.
        what: String,
    },
    /// Another run changed the store since the caller read it: what the caller worked out no longer holds.
    #[error("{path}: another run changed this store meanwhile")]
    Changed {
        /// The file.
        path: String,
    },
}

impl StoreError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            StoreError::Missing { .. } => "stemma add PATH… --store FILE makes one",
            StoreError::Foreign { .. } => "give the file that stemma add wrote, or a new name",
            StoreError::Newer { .. } => "update stemma; the file was not touched",
            StoreError::Older { .. } => "stemma rebuild --store FILE, where it may be written to, brings it up to date",
            StoreError::Locked { .. } => "wait until it has ended, then run this again",
            StoreError::ReadOnly { .. } => "give yourself the right to write there, or copy the file to a place of your own",
            StoreError::Full { .. } => "make room, then run this again: it goes on from there",
            StoreError::Damaged { .. } => "stemma verify --store FILE says more; bring back a backup, or add the reports to a new store",
            StoreError::NotRaised { .. } => {
                "it was changed by another program, or is damaged: bring back a backup, or add the reports to a new store"
            }
            StoreError::Unusable { .. } => "is it a file that you may read?",
            StoreError::Changed { .. } => "run this again",
        }
    }

    /// Why a store could not be brought up to this version's form. Whoever reads that has no use for the step's SQL.
    pub(crate) fn not_raised(path: &Path, from: usize, to: usize, error: rusqlite_migration::Error) -> StoreError {
        let why = match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => match StoreError::of(path, &err) {
                StoreError::Damaged { .. } => match err {
                    rusqlite::Error::SqliteFailure(_, Some(why)) | rusqlite::Error::SqlInputError { msg: why, .. } => why,
                    _ => "what is in it is not what was expected".to_owned(),
                },
                // No room, no right, somebody else: that has nothing to do with forms.
                other => return other,
            },
            rusqlite_migration::Error::ForeignKeyCheck(_) => "rows in it lead to rows that are not there".to_owned(),
            _ => "what is in it is not what was expected".to_owned(),
        };
        let why = why.lines().next().unwrap_or_default().to_owned();
        StoreError::NotRaised { path: shown(path), from, to, why }
    }

    /// What SQLite said of a file, in our words.
    pub(crate) fn of(path: &Path, error: &rusqlite::Error) -> StoreError {
        let path = shown(path);
        let code = error.sqlite_error_code();
        let extended = error.sqlite_error().map_or(0, |e| e.extended_code);
        match code {
            Some(ErrorCode::NotADatabase) => StoreError::Foreign { path, what: "it is no SQLite file" },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => StoreError::Locked { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly { path },
            Some(ErrorCode::DiskFull) => StoreError::Full { path },
            // A write that stopped half way, or pages that could not be made: what a full disk or a quota looks like to it.
            Some(ErrorCode::SystemIoFailure) if extended == SHORT_WRITE => StoreError::Full { path },
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, what: "its pages do not hang together".into() },
            Some(ErrorCode::CannotOpen) => StoreError::Unusable { path, what: "it cannot be opened".into() },
            Some(ErrorCode::SystemIoFailure) => StoreError::Unusable { path, what: "the disk gave an error".into() },
            Some(ErrorCode::ConstraintViolation) => StoreError::Damaged { path, what: format!("a rule of its tables was broken: {error}") },
            _ => StoreError::Damaged { path, what: format!("what is in it is not what was expected: {error}") },
        }
    }
}

/// SQLITE_IOERR_WRITE, an extended result code (sqlite.org/rescode.html).
const SHORT_WRITE: i32 = 778;

pub(crate) fn shown(path: &Path) -> String {
    PathBuf::from(path).display().to_string()
}
