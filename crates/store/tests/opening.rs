//! What people are told of files that cannot be opened or written.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use rusqlite::Connection;
use std::path::PathBuf;
use stemma_store::batch::{Maker, What};
use stemma_store::{Store, StoreError};

fn place() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("s.stemma");
    (dir, file)
}

#[test]
fn a_new_store_is_made_and_read() {
    let (_dir, file) = place();
    assert!(matches!(Store::read(&file), Err(StoreError::Missing { .. })));
    let store = Store::open(&file).unwrap();
    assert_eq!(store.counts().unwrap(), Default::default());
    let reader = Store::read(&file).unwrap();
    assert_eq!(reader.batch().unwrap(), 0);
    assert_eq!(reader.moved("s000000000000").unwrap(), None);
    drop((store, reader));
    Store::open(&file).unwrap();
}

#[test]
fn an_empty_file_becomes_a_store() {
    let (_dir, file) = place();
    std::fs::write(&file, b"").unwrap();
    Store::open(&file).unwrap();
    Store::read(&file).unwrap();
}

#[test]
fn other_files_are_told_apart_and_stay_as_they_are() {
    let (_dir, file) = place();
    std::fs::write(&file, b"These are notes on a fire at the quay, and no store at all. ".repeat(40)).unwrap();
    for opened in [Store::open(&file), Store::read(&file)] {
        assert!(opened.unwrap_err().to_string().ends_with("this is no store of Stemma's (it is no SQLite file)"));
    }
    std::fs::remove_file(&file).unwrap();
    let other = Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE ship (name TEXT); INSERT INTO ship VALUES ('Maren Dol');").unwrap();
    drop(other);
    let before = std::fs::read(&file).unwrap();
    for opened in [Store::open(&file), Store::read(&file)] {
        assert!(opened.unwrap_err().to_string().ends_with("(it is another program's SQLite file)"));
    }
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let folder = Store::open(file.parent().unwrap()).unwrap_err().to_string();
    assert!(folder.ends_with("(it is a folder)"), "{folder}");
}

#[test]
fn a_newer_form_is_not_touched() {
    let (_dir, file) = place();
    drop(Store::open(&file).unwrap());
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    for opened in [Store::open(&file), Store::read(&file)] {
        let error = opened.unwrap_err();
        assert!(matches!(error, StoreError::Newer { .. }), "{error}");
        assert!(error.to_string().contains("was made by a newer version of stemma"));
    }
}

#[test]
fn what_was_worked_out_from_an_older_state_is_not_written() {
    let (_dir, file) = place();
    let (mut a, mut b) = (Store::open(&file).unwrap(), Store::open(&file).unwrap());
    let (at, maker) = ("2031-05-05T08:00:00Z", Maker::default());
    assert_eq!(a.writing(What::Add, at, 0, &maker).unwrap().commit().unwrap(), 1);
    assert!(matches!(b.writing(What::Add, at, 0, &maker), Err(StoreError::Changed { .. })));
    // Dropped without an end, it never was.
    drop(b.writing(What::Add, at, 1, &maker).unwrap());
    assert_eq!(a.batch().unwrap(), 1);
    assert_eq!(b.writing(What::Add, at, 1, &maker).unwrap().commit().unwrap(), 2);
}
