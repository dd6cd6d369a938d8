//! The options of `stemma review`.

use super::{Listed, TextJson};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

pub(super) const REVIEWING: &str = "\
Examples:
  stemma review queue --store coast.stemma                        what is most worth a look
  stemma review accept a1b2c3/c4 --coder Ana --store coast.stemma
  stemma review correct a1b2c3/c4 low=7 high=7 --coder Ana --reason \"the ministry's figure\" --store coast.stemma
  stemma review choose strand-1/c7 --coder Ana --because \"names them\" --store coast.stemma    of disputed values, what it tells holds
  stemma review merge s577c027d33b1 s09fa1c2b7d40 --coder Ana --store coast.stemma      two stories are one
  stemma review split s577c027d33b1 strand-1 --coder Ana --store coast.stemma           a report does not belong into a story
  stemma review same s577c027d33b1 E3 E9 --coder Ana --store coast.stemma               two names are one
  stemma review decisions --store coast.stemma                    who decided what, when and why
  stemma review withdraw 12 --coder Ana --store coast.stemma      decision 12 does not hold any more

What the machine read stays beside what coders say, and a coder's word wins in every output of the store. Nothing is written over:
a later decision takes the place of an earlier one, and all of them stay in the audit trail.";

const CODING: &str = "\
Examples:
  stemma review sample 100 --coders Ana,Bo --store coast.stemma
  stemma review sheet --coder Ana --store coast.stemma -o ana.csv      Ana fills in the last columns, and Bo his
  stemma review code ana.csv --coder Ana --store coast.stemma
  stemma review agreement --store coast.stemma

In a sheet the words that a claim hangs on are marked with [[ ]]. The column claim takes yes or no: whether the sentence says there
that something happened, or did not. Cells of what the sentence does not give stay empty.";

const APPLYING: &str = "\
Examples:
  stemma review decisions --format csv --store coast.stemma > trail.csv
  stemma review apply trail.csv --store other.stemma
  stemma review apply sheet.csv --coder Ana --store coast.stemma

A line has an act, coder and reason, and what the act is about:
  accept, reject       the claim by its id
  correct              claim, and an attribute and what it is in the column human; several in rows that follow one another
  choose               claim, and the slot of the finding in attribute (figure:killed, place, …); with a value in human, only that one
  together, apart      the ids of reports in report and others, parted by semicolons: those of one side are one story with those of
                       the other, or none with any of them
  same, different      names in names and other_names, as JSON Lines have them: [{\"report\": \"…\", \"kind\": \"person\", \"name\": \"…\"}]
  withdraw             the number of the decision in withdraws
In JSON Lines the fields are those that stemma review decisions prints. Lines that have a number (decision) are taken in the order of
their numbers, the others behind them as they stand, each on top of those before it. All that can be decided is decided at once, now;
each line that cannot be is named, and the exit status is 1. What the same coder decided before for the same reason is not decided
again, so a file can be applied twice.";

/// What coders say of a store.
#[derive(Debug, Subcommand)]
pub enum Reviewing {
    /// What is most worth a coder's look: disputes, then the least sure readings that something rests on
    Queue {
        /// How it is written
        #[arg(long, default_value = "text")]
        format: Listed,
        /// At most so many stories
        #[arg(long, value_name = "N", default_value_t = 20)]
        most: usize,
    },
    /// The machine read a claim right
    Accept {
        /// Ids of claims
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// The report does not say what was read: the claim takes no part any more
    Reject {
        /// Ids of claims
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// The report says something else: type, measure, low, high, bound, actor, target, place, day, source, modality, negated, background
    Correct {
        /// The id of a claim
        #[arg(value_name = "CLAIM")]
        claim: String,
        /// Attributes with what they are; nothing behind the sign where the report gives none. Several names are parted by ;
        #[arg(required = true, value_name = "ATTRIBUTE=VALUE")]
        changes: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Of the values of a finding, such as a disputed number, the one that a claim tells holds: it is best from now on, the others stay
    Choose {
        /// The id of a claim that tells it
        #[arg(value_name = "CLAIM")]
        claim: String,
        /// What it is a value of, such as figure:killed or place, where the claim tells several that are disputed
        #[arg(long, value_name = "SLOT")]
        slot: Option<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Two stories are one: they go together now and whenever stories are grouped again
    Merge {
        /// The id of a story
        story: String,
        /// The id of another
        other: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Reports do not belong into a story: they make one of their own, now and whenever stories are grouped again
    Split {
        /// The id of the story
        story: String,
        /// The ids of the reports that are taken out of it
        #[arg(required = true, value_name = "REPORT")]
        reports: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Two entities of a story are one, whatever reports call them
    Same {
        /// The id of the story
        story: String,
        /// The id of an entity, such as E3
        entity: String,
        /// The id of another
        other: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Some of what an entity of a story joins is another
    Different {
        /// The id of the story
        story: String,
        /// The id of the entity, such as E3
        entity: String,
        /// The ids of the members that are another, as the record lists them: REPORT/e7
        #[arg(required = true, value_name = "MEMBER")]
        members: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// A decision is not to hold any more: what was before it holds again
    Withdraw {
        /// The number of a decision
        decision: i64,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Draw claims for blind double coding: the same seed draws the same claims of the same store
    #[command(after_help = CODING)]
    Sample {
        /// How many claims
        size: usize,
        /// What they are drawn by
        #[arg(long, value_name = "WORD", default_value = "1")]
        seed: String,
        /// Who codes them
        #[arg(long, value_name = "NAME,NAME", value_delimiter = ',', required = true)]
        coders: Vec<String>,
    },
    /// A coder's own sheet of a sample, as a table to fill in: without what Stemma read, and without the others' work
    Sheet {
        /// Whose
        #[arg(long, value_name = "NAME")]
        coder: String,
        /// The number of the sample [default: the last]
        #[arg(long, value_name = "N")]
        sample: Option<i64>,
    },
    /// Take in a sheet that a coder has filled in; what was given before for the same claims counts no more
    Code {
        /// The sheet (CSV)
        sheet: PathBuf,
        /// Whose
        #[arg(long, value_name = "NAME")]
        coder: String,
    },
    /// How far the coders of a sample agree: Krippendorff's alpha for each attribute, with shares and counts
    Agreement {
        /// The number of the sample [default: the last]
        #[arg(long, value_name = "N")]
        sample: Option<i64>,
        /// How it is written
        #[arg(long, default_value = "text")]
        format: TextJson,
    },
    /// Decide what a file says: the form that stemma review decisions prints, as JSON Lines or as a table
    #[command(after_help = APPLYING)]
    Apply {
        /// The file; - for standard input
        file: PathBuf,
        /// Who decides what has no coder in the file
        #[arg(long, value_name = "NAME")]
        coder: Option<String>,
    },
    /// The audit trail: every decision with who, when, what and why, the latest first
    Decisions {
        /// How it is written
        #[arg(long, default_value = "text")]
        format: Trail,
        /// Only those of this coder
        #[arg(long, value_name = "NAME")]
        coder: Option<String>,
        /// Only those that do this: accept, reject, correct, choose, together, apart, same, different, withdraw
        #[arg(long, value_name = "ACT")]
        act: Option<String>,
        /// Only so many, the latest
        #[arg(long, value_name = "N")]
        most: Option<usize>,
        /// Without so many of the latest
        #[arg(long, value_name = "N", default_value_t = 0)]
        skip: usize,
    },
}

/// Who decides, and why.
#[derive(Clone, Debug, Args)]
pub struct By {
    /// Who decides: a name that stands in the audit trail
    #[arg(long, value_name = "NAME")]
    pub coder: String,
    /// Why
    #[arg(long, visible_alias = "because", value_name = "WHY")]
    pub reason: Option<String>,
}

/// How the audit trail is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Trail {
    /// For people
    Text,
    /// One JSON object a line
    Jsonl,
    /// A table, for spreadsheets
    Csv,
}
