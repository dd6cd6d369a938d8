//! One SQLite file: reports as they were read, and what was derived from them.
//!
//! - [`Store::open`] writes, [`Store::read`] only reads: one writer and any number of readers, each of which sees the file as it
//!   was when its question began ([`Store::snapshot`]).
//! - [`batch`]: what is added or changed goes in whole or not at all, and what was answered for is on the disk
//! - [`stories`], [`listing`] and [`reports`]: what pages and verbs ask for
//! - [`decisions`]: what coders decided, and the audit trail of it; [`samples`]: what they code without seeing each other
//! - [`paging`]: pages of lists that grow meanwhile
//! - [`placing`]: what the program needs to go on placing reports in stories
//! - [`verify`]: whether everything holds together; [`Store::copy_to`] makes a copy; [`batch::Writing::forget`] takes a report out
//! - [`pack`]: objects of the interface as blobs
//! - [`search`]: words and structure in one little language
//! - [`sequences`]: which reports have a sequence of words
//! - [`words`]: how words are compared in search
//!
//! `SCHEMA.md` says in words what the tables and views hold; `migrations/` says it in SQL, one file a version.
//!
//! Nothing here knows the engine or the clock: what is derived, and when, comes as arguments.

mod backup;
pub mod batch;
pub mod decisions;
mod derived;
mod error;
mod forget;
pub mod listing;
mod open;
pub mod pack;
pub mod paging;
pub mod placing;
pub mod reports;
pub mod samples;
pub mod search;
pub mod sequences;
pub mod stories;
pub mod verify;
pub mod words;

pub use error::StoreError;
pub use open::Store;

/// Results of a store.
pub type Result<T> = std::result::Result<T, StoreError>;
