//! Decisions: what a coder says of what the machine found. A decision is never changed; a later one takes its place.

use crate::{Claim, Field, Range};
use serde::{Deserialize, Serialize};

/// What one coder decided, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decision {
    /// Its number in the store, 1 for the first.
    pub decision: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub coder: String,
    /// Why, in the coder's words.
    pub reason: Option<String>,
    /// What, and of what.
    #[serde(flatten)]
    pub act: Act,
}

/// What is decided, with what it is decided of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "act", rename_all = "lowercase")]
pub enum Act {
    /// The claim says what the machine read.
    Accept {
        /// The claim.
        claim: Anchor,
    },
    /// The report does not say so: the claim takes no part.
    Reject {
        /// The claim.
        claim: Anchor,
    },
    /// The report says something else than the machine read.
    Correct {
        /// The claim.
        claim: Anchor,
        /// All that differs from what the machine read.
        changes: Vec<Correction>,
    },
    /// An earlier decision does not hold any more.
    Withdraw {
        /// The number of that decision.
        of: i64,
    },
}

impl Act {
    /// Its name, as it is written.
    pub fn name(&self) -> &'static str {
        match self {
            Act::Accept { .. } => "accept",
            Act::Reject { .. } => "reject",
            Act::Correct { .. } => "correct",
            Act::Withdraw { .. } => "withdraw",
        }
    }

    /// The claim that it is about.
    pub fn claim(&self) -> Option<&Anchor> {
        match self {
            Act::Accept { claim } | Act::Reject { claim } | Act::Correct { claim, .. } => Some(claim),
            Act::Withdraw { .. } => None,
        }
    }
}

/// What a claim is known again by when its number has changed: where it stands and what the machine read there. It has no words
/// of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Anchor {
    /// The report's id.
    pub report: String,
    /// The field that the offsets count in.
    #[serde(rename = "in")]
    pub field: Field,
    /// Its sentence.
    pub sentence: Range,
    /// Its trigger.
    pub trigger: Option<Range>,
    /// The type that the machine read.
    #[serde(rename = "type")]
    pub kind: String,
    /// The measure of its figure.
    pub measure: Option<String>,
    /// Where the figure's words stand.
    pub figure: Option<Range>,
    /// Its place among the claims of the report that are alike in all this, from 0.
    pub nth: usize,
}

impl Anchor {
    /// Of one of a report's claims, as the machine read them.
    pub fn of(claim: &Claim, claims: &[Claim]) -> Anchor {
        let bare = Anchor::bare(claim);
        let nth = claims.iter().take_while(|c| c.id != claim.id).filter(|c| Anchor::bare(c) == bare).count();
        Anchor { nth, ..bare }
    }

    /// The claim among a report's, as the machine reads them now: the one that stands where this one stood and says the same. Where
    /// sentences or words were cut otherwise since, one of the same type and measure whose trigger shares a letter with it. None
    /// where there is none any more.
    pub fn find<'c>(&self, claims: &'c [Claim]) -> Option<&'c Claim> {
        let bare = Anchor { nth: 0, ..self.clone() };
        let mut alike = claims.iter().filter(|c| Anchor::bare(c) == bare);
        if let Some(claim) = alike.clone().nth(self.nth).or_else(|| alike.next_back()) {
            return Some(claim);
        }
        let near = |c: &&Claim| {
            let other = Anchor::bare(c);
            let touching = match (self.trigger, other.trigger) {
                (Some(a), Some(b)) => a.overlaps(b),
                (None, None) => self.sentence.overlaps(other.sentence),
                _ => false,
            };
            touching && (&self.kind, self.field, &self.measure) == (&other.kind, other.field, &other.measure)
        };
        claims.iter().filter(near).nth(self.nth)
    }

    fn bare(claim: &Claim) -> Anchor {
        Anchor {
            report: claim.report.clone(),
            field: claim.evidence.field,
            sentence: Range { start: claim.evidence.start, end: claim.evidence.end },
            trigger: claim.trigger.as_ref().map(crate::SpanText::range),
            kind: claim.kind.clone(),
            measure: claim.figure.as_ref().map(|f| f.measure.clone()),
            figure: claim.figure.as_ref().and_then(|f| f.span),
            nth: 0,
        }
    }
}

/// One attribute of a claim, as the machine has it and as a coder does. Values are written as in the interface; several names
/// are parted by semicolons, two days by a slash. Null where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Correction {
    /// Which.
    pub attribute: Attribute,
    /// What the machine read.
    pub machine: Option<String>,
    /// What the coder says instead.
    pub human: Option<String>,
}

/// An attribute of a claim that a coder can correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Attribute {
    /// Its type.
    Type,
    /// What its figure counts.
    Measure,
    /// The least that its figure can be.
    Low,
    /// The most that its figure can be.
    High,
    /// How its figure is given.
    Bound,
    /// How it is put.
    Modality,
    /// Whether the sentence says that it did not happen.
    Negated,
    /// Whether it lies before the story.
    Background,
    /// Who did it, by name.
    Actor,
    /// To whom or what, by name.
    Target,
    /// Where.
    Place,
    /// On which day or days.
    Day,
    /// The nearest voice.
    Source,
}

impl Attribute {
    /// All, in the order in which they are shown.
    pub const ALL: [Attribute; 13] = [
        Attribute::Type,
        Attribute::Measure,
        Attribute::Low,
        Attribute::High,
        Attribute::Bound,
        Attribute::Actor,
        Attribute::Target,
        Attribute::Place,
        Attribute::Day,
        Attribute::Source,
        Attribute::Modality,
        Attribute::Negated,
        Attribute::Background,
    ];

    /// Its name, as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Attribute::Type => "type",
            Attribute::Measure => "measure",
            Attribute::Low => "low",
            Attribute::High => "high",
            Attribute::Bound => "bound",
            Attribute::Modality => "modality",
            Attribute::Negated => "negated",
            Attribute::Background => "background",
            Attribute::Actor => "actor",
            Attribute::Target => "target",
            Attribute::Place => "place",
            Attribute::Day => "day",
            Attribute::Source => "source",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Attribute> {
        Attribute::ALL.into_iter().find(|a| a.name() == name)
    }
}

/// What holds of a claim because a coder decided it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decided {
    /// The number of the decision.
    pub decision: i64,
    /// What was decided.
    pub verdict: Verdict,
    /// What the coder says instead of what the machine read.
    pub changes: Vec<Correction>,
    /// How sure the machine was of its reading.
    pub confidence: f64,
    /// Who decided.
    pub coder: String,
    /// When, RFC 3339.
    pub at: String,
    /// Why.
    pub reason: Option<String>,
}

/// What a coder says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The machine read it right.
    Accepted,
    /// The report does not say so.
    Rejected,
    /// The report says something else.
    Corrected,
}

impl Verdict {
    /// Its name, as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Accepted => "accepted",
            Verdict::Rejected => "rejected",
            Verdict::Corrected => "corrected",
        }
    }
}

/// How a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// What it says is so.
    Holds,
    /// A later decision about the same took its place.
    Replaced,
    /// A later decision withdrew it.
    Withdrawn,
    /// What it is about is not there any more: the words are read in another way now.
    Lost,
    /// Its words went with a report that was forgotten.
    Forgotten,
}

impl Standing {
    const ALL: [(Standing, &'static str); 5] = [
        (Standing::Holds, "holds"),
        (Standing::Replaced, "replaced"),
        (Standing::Withdrawn, "withdrawn"),
        (Standing::Lost, "lost"),
        (Standing::Forgotten, "forgotten"),
    ];

    /// Its name, as it is written.
    pub fn name(self) -> &'static str {
        Standing::ALL.iter().find(|n| n.0 == self).map_or("", |n| n.1)
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Standing> {
        Standing::ALL.iter().find(|n| n.1 == name).map(|n| n.0)
    }
}
