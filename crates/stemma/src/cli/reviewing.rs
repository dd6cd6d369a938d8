//! The options of `stemma review`.

use super::Listed;
use clap::{Args, Subcommand, ValueEnum};

pub(super) const REVIEWING: &str = "\
Examples:
  stemma review queue --store coast.stemma                        what is most worth a look
  stemma review accept a1b2c3/c4 --coder Ana --store coast.stemma
  stemma review correct a1b2c3/c4 low=7 high=7 --coder Ana --reason \"the ministry's figure\" --store coast.stemma
  stemma review decisions --store coast.stemma                    who decided what, when and why
  stemma review withdraw 12 --coder Ana --store coast.stemma      decision 12 does not hold any more

What the machine read stays beside what coders say, and a coder's word wins in every output of the store. Nothing is written over:
a later decision takes the place of an earlier one, and all of them stay in the audit trail.";

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
    /// A decision is not to hold any more: what was before it holds again
    Withdraw {
        /// The number of a decision
        decision: i64,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// The audit trail: every decision with who, when, what and why, the latest first
    Decisions {
        /// How it is written
        #[arg(long, default_value = "text")]
        format: Trail,
        /// Only those of this coder
        #[arg(long, value_name = "NAME")]
        coder: Option<String>,
    },
}

/// Who decides, and why.
#[derive(Clone, Debug, Args)]
pub struct By {
    /// Who decides: a name that stands in the audit trail
    #[arg(long, value_name = "NAME")]
    pub coder: String,
    /// Why
    #[arg(long, value_name = "WHY")]
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
