//! Reports kept in a store: [`keeper`] adds to it and works out what that changes, [`reconciling`] the records of stories,
//! [`recurring`] which words of many stories that makes; [`corpus`] reads from it; [`rebuild`] derives everything in it anew;
//! [`review`] says what coders want and lays it over stories, [`deciding`] writes it, one decision or many at once; [`grouping`] is
//! what they decide of stories, [`entities`] what of names; [`coding`] is what sheets and pages of blind double coding share.

pub mod coding;
pub mod corpus;
pub mod deciding;
mod entities;
mod grouping;
pub mod keeper;
pub mod rebuild;
mod reconciling;
pub mod recurring;
pub mod review;

use crate::error::Failure;
use crate::session::Session;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use stemma_store::StoreError;
use stemma_store::batch::Maker;

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::store(error.to_string()).hint(error.hint())
    }
}

/// Why something was not written.
enum Trouble {
    /// The store.
    Store(StoreError),
    /// Anything else, which whoever asked may be able to mend.
    Told(Failure),
}

impl Trouble {
    fn told(self) -> Failure {
        match self {
            Trouble::Store(error) => error.into(),
            Trouble::Told(failure) => failure,
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::Store(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Trouble {
        Trouble::Told(failure)
    }
}

/// The store that the command line names; a verb that needs one says so.
pub fn named(s: &Session) -> Result<PathBuf, Failure> {
    let hint = "give the file that holds the reports: --store coast.stemma";
    s.store().map(Path::to_owned).ok_or_else(|| Failure::usage("this verb works on a store, and none is named").hint(hint))
}

/// As [`named`], for a verb that works on all that a store has.
pub fn whole(s: &Session) -> Result<PathBuf, Failure> {
    for (given, option) in [(s.story().is_some(), "--story"), (s.least().is_some(), "--min-confidence")] {
        if given {
            return Err(Failure::usage(format!("{option} is for what a store is read for: this verb works on all that is in it"))
                .hint("leave it out"));
        }
    }
    named(s)
}

/// What this run derives things by.
pub fn maker(s: &Session) -> Result<Maker, Failure> {
    let mut lexicon = env!("STEMMA_LEXICON").to_owned();
    if let Some(folder) = s.own_lexicon() {
        let mut hash = Sha256::new();
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten().filter(|e| e.file_type().is_file()) {
            hash.update(entry.path().as_os_str().as_encoded_bytes());
            hash.update(std::fs::read(entry.path())?);
        }
        let own: String = hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
        lexicon = format!("{lexicon}+{own}");
    }
    let program = concat!("stemma ", env!("CARGO_PKG_VERSION")).to_owned();
    Ok(Maker { program, lexicon, codebook: s.engine.codebook.name.clone() })
}
