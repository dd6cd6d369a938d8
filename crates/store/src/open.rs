//! A store opened to write or to read.

use crate::error::shown;
use crate::words::normal;
use crate::{Result, StoreError, listing, sequences};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks the file as ours: "Stma" (PRAGMA application_id, sqlite.org/fileformat.html).
const APPLICATION: i32 = 0x5374_6d61;

/// The forms of the schema, each from the one before; a file once released is never changed.
const FORMS: [&str; 8] = [
    include_str!("../migrations/0001.sql"),
    include_str!("../migrations/0002.sql"),
    include_str!("../migrations/0003.sql"),
    include_str!("../migrations/0004.sql"),
    include_str!("../migrations/0005.sql"),
    include_str!("../migrations/0006.sql"),
    include_str!("../migrations/0007.sql"),
    include_str!("../migrations/0008.sql"),
];

/// The steps to the first so many forms, with what has to be worked out for rows that are there.
fn steps(forms: usize) -> Migrations<'static> {
    let step = |(at, sql): (usize, &&'static str)| match at {
        2 => M::up_with_hook(sql, listing::fill),
        3 => M::up(sql).foreign_key_check(),
        6 => M::up_with_hook(sql, sequences::fill),
        _ => M::up(sql),
    };
    Migrations::new(FORMS.iter().take(forms).enumerate().map(step).collect())
}

/// How long another writer is waited for. A batch is written in well under a second; a rebuild of 100,000 reports in minutes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Memory for pages while writing, in KiB (negative, as SQLite has it). The usual 2 MiB hold a batch's part of the indexes no
/// longer when a store has tens of thousands of reports: each page is then read again and again.
const CACHE: i64 = -128 * 1024;

/// A store: a file, opened to write or to read. Each thread has its own.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

impl Store {
    /// Opens a store to write, makes it where there is none, and brings one of an older version up to this one's form.
    ///
    /// # Errors
    /// When the file is something else, a newer version's, locked, damaged or not to be written to.
    pub fn open(path: &Path) -> Result<Store> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let fresh = !path.exists();
        let mut store = Store::with(path, &named(path), flags)?;
        store.db.busy_timeout(PATIENCE).map_err(|e| store.error(&e))?;
        // Asked first, so that a file of somebody else's is not touched.
        // Where nothing can be written beside it, SQLite says no more than that it cannot be opened.
        let read_only = |e| match e {
            StoreError::Unusable { path, .. } => StoreError::ReadOnly { path },
            other => other,
        };
        let empty = store.is_empty().map_err(read_only)?;
        if !empty || !fresh && path.metadata().is_ok_and(|m| m.len() > 0) {
            store.ours()?;
        }
        store.ready(empty).map_err(read_only)?;
        Ok(store)
    }

    /// Opens a store to read. What others write meanwhile is seen by the next question.
    ///
    /// # Errors
    /// When there is no such file, or it is something else, of another version, or damaged.
    pub fn read(path: &Path) -> Result<Store> {
        if !path.exists() {
            return Err(StoreError::Missing { path: shown(path) });
        }
        if path.is_dir() {
            return Err(StoreError::Foreign { path: shown(path), what: "it is a folder" });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Store::with(path, &named(path), flags)?;
        // In a folder that cannot be written to there is no place for the index of the log. Without a log nobody is writing,
        // and the file is whole as it stands.
        let beside = |end: &str| PathBuf::from(format!("{}{end}", path.display()));
        if store.is_empty().is_err() && !beside("-wal").exists() {
            let uri = format!("file:{}?immutable=1", escaped(path));
            store = Store::with(path, Path::new(&uri), flags | OpenFlags::SQLITE_OPEN_URI)?;
        }
        store.db.busy_timeout(PATIENCE).map_err(|e| store.error(&e))?;
        store.ours()?;
        let form = store.form()?;
        match form.cmp(&FORMS.len()) {
            std::cmp::Ordering::Less => Err(StoreError::Older { path: shown(path) }),
            std::cmp::Ordering::Equal => Ok(store),
            std::cmp::Ordering::Greater => Err(StoreError::Newer { path: shown(path), known: FORMS.len() }),
        }
    }

    /// Runs questions that see the store at one moment, whatever others write meanwhile.
    pub fn snapshot<T>(&self, ask: impl FnOnce(&Store) -> Result<T>) -> Result<T> {
        let moment = self.db.unchecked_transaction().map_err(|e| self.error(&e))?;
        let answer = ask(self);
        drop(moment);
        answer
    }

    /// A number that changes whenever another connection has written to the file (PRAGMA data_version).
    pub fn version(&self) -> Result<i64> {
        self.one("PRAGMA data_version", [])
    }

    /// The number of the last batch; 0 for an empty store. Other tables than those of reports and stories may change without it.
    pub fn batch(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(number), 0) FROM batch", [])
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens `path`, by the name that SQLite is to take for it.
    fn with(path: &Path, name: &Path, flags: OpenFlags) -> Result<Store> {
        let db = Connection::open_with_flags(name, flags).map_err(|e| match e.sqlite_error_code() {
            Some(rusqlite::ErrorCode::CannotOpen) if path.is_dir() => StoreError::Foreign { path: shown(path), what: "it is a folder" },
            Some(rusqlite::ErrorCode::CannotOpen) if flags.contains(OpenFlags::SQLITE_OPEN_CREATE) && !path.exists() => {
                let what = "it cannot be made there; is there such a folder, and may you write to it?".to_owned();
                StoreError::Unusable { path: shown(path), what }
            }
            _ => StoreError::of(path, &e),
        })?;
        db.set_prepared_statement_cache_capacity(128);
        functions(&db).map_err(|e| StoreError::of(path, &e))?;
        Ok(Store { db, path: path.to_owned() })
    }

    fn is_empty(&self) -> Result<bool> {
        let tables: i64 = self.one("SELECT count(*) FROM sqlite_schema", [])?;
        Ok(tables == 0)
    }

    /// Whether the file is a store, of whatever version.
    fn ours(&self) -> Result<()> {
        let application: i32 = self.one("PRAGMA application_id", [])?;
        let foreign = |what| Err(StoreError::Foreign { path: shown(&self.path), what });
        match (application, self.is_empty()?) {
            (APPLICATION, _) => Ok(()),
            (0, true) => Ok(()),
            _ => foreign("it is another program's SQLite file"),
        }
    }

    fn form(&self) -> Result<usize> {
        self.one("PRAGMA user_version", []).map(|n: i64| usize::try_from(n).unwrap_or(usize::MAX))
    }

    /// Sets what holds for a connection that writes, and brings the form up to this version's.
    fn ready(&mut self, empty: bool) -> Result<()> {
        let known = FORMS.len();
        if self.form()? > known {
            return Err(StoreError::Newer { path: shown(&self.path), known });
        }
        let set = |db: &Connection| -> rusqlite::Result<()> {
            if empty {
                // Before the first table: of a file that has pages it cannot be changed.
                db.pragma_update(None, "application_id", APPLICATION)?;
            }
            // Readers and a writer do not wait for each other, and a commit is on the disk before it is answered for.
            db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
            db.pragma_update(None, "synchronous", "FULL")?;
            // Off while a table may be made anew (sqlite.org/lang_altertable.html, section 7).
            db.pragma_update(None, "foreign_keys", false)?;
            // What is taken out is written over.
            db.pragma_update(None, "secure_delete", true)?;
            db.pragma_update(None, "cache_size", CACHE)?;
            Ok(())
        };
        set(&self.db).map_err(|e| self.error(&e))?;
        loop {
            let before = self.form()?;
            let Err(error) = steps(known).to_latest(&mut self.db) else { break };
            // Another run may have made the same step between the look at the form and the step.
            if self.form()? == before {
                return Err(StoreError::not_raised(&self.path, before, known, error));
            }
        }
        self.db.pragma_update(None, "foreign_keys", true).map_err(|e| self.error(&e))
    }

    pub(crate) fn error(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, error)
    }

    /// The first column of the first row.
    pub(crate) fn one<T: rusqlite::types::FromSql>(&self, sql: &str, with: impl rusqlite::Params) -> Result<T> {
        let ask = || self.db.prepare_cached(sql)?.query_row(with, |row| row.get(0));
        ask().map_err(|e| self.error(&e))
    }

    /// All rows, each as `read` takes it.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        with: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let ask = || self.db.prepare_cached(sql)?.query_map(with, read)?.collect::<rusqlite::Result<Vec<T>>>();
        ask().map_err(|e| self.error(&e))
    }

    /// The first row, where there is one.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        with: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, with, read)?.into_iter().next())
    }
}

/// What the schema and questions call of ours.
fn functions(db: &Connection) -> rusqlite::Result<()> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("normal", 1, pure, |told| Ok(told.get::<Option<String>>(0)?.map(|t| normal(&t))))?;
    db.create_scalar_function("sha256", 1, pure, |told| Ok(Sha256::digest(told.get::<String>(0)?).to_vec()))
}

/// A path as a name that SQLite takes for nothing else: ":memory:" and what begins with "file:" are files too.
fn named(path: &Path) -> PathBuf {
    if path.is_absolute() { path.to_owned() } else { Path::new(".").join(path) }
}

/// A path within a URI (RFC 3986): what would end it is escaped, and two slashes at its beginning would be followed by a host.
fn escaped(path: &Path) -> String {
    let path = path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    if path.starts_with('/') { format!("/{}", path.trim_start_matches('/')) } else { path }
}

/// Makes a store as it was in an earlier form.
#[cfg(test)]
pub(crate) fn made_until(db: &mut Connection, form: usize) {
    db.pragma_update(None, "application_id", APPLICATION).unwrap();
    functions(db).unwrap();
    steps(form).to_latest(db).unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Maker, What};

    const AT: &str = "2031-05-05T08:00:00Z";

    fn place() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("s.stemma");
        (dir, file)
    }

    fn schema(store: &Store) -> Vec<String> {
        store.all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name", [], |r| r.get(0)).unwrap()
    }

    #[test]
    fn every_earlier_form_is_brought_up_to_this_one() {
        let (_dir, fresh) = place();
        let fresh = Store::open(&fresh).unwrap();
        for form in 1..FORMS.len() {
            let (_dir, file) = place();
            let mut old = Connection::open(&file).unwrap();
            made_until(&mut old, form);
            old.execute("INSERT INTO batch VALUES (1, ?, 'add')", [AT]).unwrap();
            drop(old);
            assert!(matches!(Store::read(&file), Err(StoreError::Older { .. })), "form {form}");
            let store = Store::open(&file).unwrap();
            assert_eq!(schema(&store), schema(&fresh), "form {form}");
            assert_eq!(store.batch().unwrap(), 1);
            assert_eq!(store.verify().unwrap(), []);
        }
    }

    #[test]
    fn a_step_that_fails_names_the_store_and_not_its_sql_and_leaves_the_file_as_it_was() {
        for damage in ["DROP TABLE story", "ALTER TABLE report RENAME COLUMN text TO words_of_it"] {
            let (_dir, file) = place();
            let mut old = Connection::open(&file).unwrap();
            made_until(&mut old, 2);
            old.execute_batch(damage).unwrap();
            drop(old);
            let before = file.metadata().unwrap().len();
            let error = Store::open(&file).unwrap_err();
            let told = error.to_string();
            assert!(told.starts_with(&file.display().to_string()), "{told}");
            assert!(told.contains("from form 2 to form 8"), "{told}");
            assert!(!told.contains("CREATE") && !told.contains("SELECT") && !told.contains('\n'), "{told}");
            assert!(error.hint().contains("backup"));
            let left = Connection::open(&file).unwrap();
            assert_eq!(left.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0)).unwrap(), 2);
            drop(left);
            assert_eq!(file.metadata().unwrap().len(), before);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_only_read_is_told_and_a_store_in_it_can_still_be_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let (dir, file) = place();
        drop(Store::open(&file).unwrap());
        let allow = |mode| std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(mode)).unwrap();
        allow(0o555);
        // Whoever may do everything is stopped by no folder.
        if tempfile::NamedTempFile::new_in(dir.path()).is_err() {
            let error = Store::open(&file).unwrap_err();
            assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
            assert!(error.to_string().contains("the file or its folder is read-only"));
            let error = Store::open(&dir.path().join("new.stemma")).unwrap_err();
            assert!(error.to_string().contains("it cannot be made there"), "{error}");
            assert_eq!(Store::read(&file).unwrap().batch().unwrap(), 0);
        }
        allow(0o755);
    }

    #[test]
    fn many_may_make_one_store_at_once() {
        let (_dir, file) = place();
        let opened: Vec<Result<Store>> = std::thread::scope(|s| {
            let all: Vec<_> = (0..8).map(|_| s.spawn(|| Store::open(&file))).collect();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        for store in opened {
            assert_eq!(store.unwrap().form().unwrap(), FORMS.len());
        }
    }

    #[test]
    fn a_name_is_a_file_whatever_sqlite_would_take_it_for() {
        let (dir, _) = place();
        assert_eq!(named(Path::new(":memory:")), Path::new("./:memory:"));
        let odd = dir.path().join("file:a.stemma?mode=memory");
        drop(Store::open(&odd).unwrap());
        assert!(odd.exists() && Store::read(&odd).is_ok());
        assert_eq!(escaped(Path::new("//srv/a?b")), "/srv/a%3fb");
        assert!(Store::read(dir.path()).unwrap_err().to_string().contains("it is a folder"));
    }

    #[test]
    fn a_full_disk_is_told_and_nothing_of_the_step_is_kept() {
        let (_dir, file) = place();
        let mut store = Store::open(&file).unwrap();
        let pages: i64 = store.one("PRAGMA page_count", []).unwrap();
        store.db.pragma_update_and_check(None, "max_page_count", pages + 2, |_| Ok(())).unwrap();
        let writing = store.writing(What::Add, AT, 0, &Maker::default()).unwrap();
        let error = writing.set("large", &vec![7; 100_000]).unwrap_err();
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        assert!(error.to_string().contains("the disk is full; nothing of the last step was kept"));
        drop(writing);
        assert_eq!((store.batch().unwrap(), store.verify().unwrap()), (0, vec![]));
    }

    #[test]
    fn a_writer_and_a_file_that_is_only_read_are_told() {
        let (_dir, file) = place();
        let (mut a, mut b) = (Store::open(&file).unwrap(), Store::open(&file).unwrap());
        b.db.busy_timeout(Duration::from_millis(5)).unwrap();
        let maker = Maker::default();
        let writing = a.writing(What::Add, AT, 0, &maker).unwrap();
        let error = b.writing(What::Add, AT, 0, &maker).unwrap_err();
        assert!(error.to_string().ends_with("another program is writing to this store"), "{error}");
        // Who reads does not wait.
        assert_eq!(Store::read(&file).unwrap().batch().unwrap(), 0);
        drop(writing);
        let error = Store::read(&file).unwrap().writing(What::Add, AT, 0, &maker).map(drop).unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    }
}
