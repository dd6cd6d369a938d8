//! The options of the store and of the verbs that only it has.

use super::{Asking, Listed};
use clap::Args;
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
    /// How addresses are asked.
    #[command(flatten)]
    pub asking: Asking,
}
