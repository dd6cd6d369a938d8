//! The options of the store and of the verbs that only it has.

use super::{Asking, Listed, TextJson};
use clap::{Args, Subcommand};
use std::path::PathBuf;

pub(super) const ADDING: &str = "\
Examples:
  stemma add reports/ --store coast.stemma             makes the store, or adds to it; the same report twice is no error
  stemma add https://coast.example/rss --store coast.stemma
  stemma brief --store coast.stemma                    every verb reads a store as it reads files

A line is printed when what it tells of is on the disk. A run that was stopped, or whose machine was, is started again as it
was: what is there already is passed over.";

/// The store that a verb works on.
#[derive(Clone, Debug, Args)]
pub struct Keeping {
    /// Work on the reports of this store (see stemma add) instead of files
    #[arg(long, global = true, value_name = "FILE", help_heading = "For all verbs")]
    pub store: Option<PathBuf>,
    /// Of the store, only the story with this id
    #[arg(long, global = true, value_name = "ID", requires = "store", help_heading = "For all verbs")]
    pub story: Option<String>,
}

/// What is added, and how.
#[derive(Clone, Debug, Args)]
pub struct Adding {
    /// Files or folders of reports, addresses of pages and feeds; - is standard input
    #[arg(required = true, value_name = "PATH|URL")]
    pub what: Vec<String>,
    /// jsonl is one object a report
    #[arg(long, default_value = "text")]
    pub format: Listed,
    /// Reports that are written together
    #[arg(long, hide = true, default_value_t = 256)]
    pub batch: usize,
    /// How addresses are asked.
    #[command(flatten)]
    pub asking: Asking,
}

/// What is searched for.
#[derive(Clone, Debug, Args)]
pub struct Searching {
    /// Words, "words in a row", and parts like type:injure injured:>30 place:Velmara status:disputed
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// How it is written
    #[arg(long, default_value = "text")]
    pub format: Listed,
    /// At most so many sentences
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub most: usize,
    /// Pass over so many
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub from: usize,
}

/// The verbs that only a store has.
#[derive(Debug, Subcommand)]
pub enum Kept {
    /// Sentences of a store by their words and by what they say
    #[command(after_help = "\
Examples:
  stemma search ferry fire --store coast.stemma
  stemma search 'type:injure injured:>30 place:Velmara' --store coast.stemma
  stemma search '\"grain terminal\" status:disputed after:2031-05-01' --store coast.stemma

All parts have to hold. type, country, status, modality and story are exact; actor, target, place, source, origin and outlet hold
the words; killed, injured, captured, arrested, missing and displaced take 30, >30, <=30 or 10..30; after and before take a day.
Of \"more than 50\" the number that is told counts: >60 does not find it. Capitals, accents and Arabic vowel marks make no
difference. Sentences of reports without claims, as of those in other languages than English, are not found.")]
    Search(Searching),
    /// Derive everything in a store anew, with this version and its words, and say what that changed
    Rebuild {
        /// How it is written
        #[arg(long, default_value = "text")]
        format: TextJson,
    },
    /// A copy of a store, while others go on working with it
    Backup {
        /// A file that is not there yet
        to: PathBuf,
    },
    /// What coders say of what the machine read: accept, reject or correct claims, and see who did
    #[command(subcommand, after_help = super::reviewing::REVIEWING)]
    Review(super::Reviewing),
    /// Whether a store is whole: its pages, and what it says of claims, reports and stories
    Verify,
    /// Take reports out of a store for good: their words, what was derived from them, and what records say of them
    #[command(after_help = "\
Example:
  stemma forget a1b2c3 --store coast.stemma --reason \"asked for by the author, 3 May\"

The words are nowhere in the file afterwards. The report's id, the time and the reason stay, and it is not added again. Copies
that were made before still hold it.")]
    Forget {
        /// Ids of reports
        #[arg(required = true, value_name = "REPORT")]
        reports: Vec<String>,
        /// Why, for the row that stays; never the words themselves
        #[arg(long, value_name = "WHY")]
        reason: Option<String>,
    },
}
