//! The options of `stemma export`.

use super::{ExportAs, ExportFormat, codebook};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use stemma_engine::reconcile::codebook::Codebook;

pub(super) const EXPORTING: &str = "\
Examples:
  stemma export reports/ --as claims -o claims.csv            every claim as a row, for a spreadsheet
  stemma export reports/ --as claims --format parquet -o claims.parquet
  stemma export reports/ --as acled -o events.csv             conflict events, in ACLED's columns
  stemma export reports/ --as acled --since events.csv --deletions gone.csv -o new.csv
                                                              the next day: events keep their ids
  stemma export --store coast.stemma --as claims --redact names -o claims.csv
                                                              Person 1, Person 2, … in the place of names

What each is, and which columns it has, is told in EXPORTS.md. A spreadsheet takes a cell that begins with = + - or @ for a
formula; --guard-formulas puts an apostrophe before such words of a report. Leave it out for R, Python and databases.

--redact names replaces the names of persons that Stemma found as such, wherever they stand: sentences, titles, labels, voices,
addresses of pages. Offsets are left out, since they lead back. It does not promise that nobody can be recognised: a person that
was taken for a place or a firm keeps the name, offices (\"the mayor of Port Maren\"), ages and places stay, and so do quotations,
which a search finds again. Read what goes out.";

/// What is exported, and how.
#[derive(Clone, Debug, Args)]
pub struct Exporting {
    /// What to make
    #[arg(long = "as", value_name = "WHAT")]
    pub what: ExportAs,
    /// The kind of file [default: the one that is usual for WHAT]
    #[arg(long)]
    pub format: Option<ExportFormat>,
    /// How best, low and high are chosen [default: the codebook of WHAT where it has one]
    #[arg(long, value_name = "NAME|FILE", value_parser = codebook)]
    pub codebook: Option<Codebook>,
    /// Take all inputs for reports of one story, without grouping them first
    #[arg(long)]
    pub one_story: bool,
    /// Conflict events that reports tell beside the one that they are about also become rows, if their day and place are known
    #[arg(long)]
    pub all_events: bool,
    /// An earlier export of the same kind: events keep the ids that they have there. Give all reports again, not only new ones
    #[arg(long, value_name = "OLD")]
    pub since: Option<PathBuf>,
    /// ACLED: write the events of OLD that are gone to this file, with the columns event_id_cnty and deleted_timestamp
    #[arg(long, value_name = "FILE", requires = "since")]
    pub deletions: Option<PathBuf>,
    /// CSV and TSV: put an apostrophe before text that a spreadsheet would take for a formula
    #[arg(long)]
    pub guard_formulas: bool,
    /// Leave out what names persons: "Person 1" in every text, no offsets
    #[arg(long, value_name = "WHAT")]
    pub redact: Option<Redact>,
}

/// What is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Redact {
    /// The names of persons.
    Names,
}
