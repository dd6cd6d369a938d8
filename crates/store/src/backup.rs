//! A copy of a store, made while others go on working with it.

use crate::error::shown;
use crate::{Result, Store, StoreError};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

impl Store {
    /// Copies the store as it is at one moment into a new file (SQLite's online backup). Who writes meanwhile is not waited for
    /// and does not wait.
    ///
    /// # Errors
    /// When the new file cannot be written; it is then not whole.
    pub fn copy_to(&self, to: &Path) -> Result<()> {
        self.snapshot(|from| {
            let mut copy = Connection::open(to).map_err(|e| StoreError::of(to, &e))?;
            let whole = Backup::new(&from.db, &mut copy).and_then(|backup| backup.step(-1));
            if whole.map_err(|e| StoreError::of(to, &e))? != StepResult::Done {
                return Err(StoreError::Locked { path: shown(from.path()) });
            }
            // A copy of what is broken takes the place of nothing.
            let check: String = copy.query_row("PRAGMA quick_check(1)", [], |r| r.get(0)).map_err(|e| StoreError::of(to, &e))?;
            if check != "ok" {
                let what = "its pages do not hang together, so it was not copied".to_owned();
                return Err(StoreError::Damaged { path: shown(from.path()), what });
            }
            // One file, without a log beside it.
            copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).map_err(|e| StoreError::of(to, &e))?;
            copy.close().map_err(|(_, e)| StoreError::of(to, &e))
        })
    }
}
