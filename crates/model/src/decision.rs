//! Decisions: what a coder says of what the machine found. A decision is never changed; a later one takes its place.

use crate::{Claim, Entity, EntityKind, Field, Range};
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
    /// Of the values of a finding the one that the claim tells holds.
    Choose {
        /// The claim.
        claim: Anchor,
        /// The finding's slot.
        slot: String,
        /// What the claim gives there, in words of its report; null where it only tells that something happened.
        value: Option<String>,
    },
    /// Each of some reports is in one story with each of some others.
    Together {
        /// The ids of reports of one story.
        reports: Vec<String>,
        /// The ids of reports of another.
        with: Vec<String>,
    },
    /// None of some reports is in one story with any of some others.
    Apart {
        /// The ids of reports that do not belong into a story.
        reports: Vec<String>,
        /// The ids of those that do.
        from: Vec<String>,
    },
    /// What some names stand for is what some others stand for.
    Same {
        /// One side.
        entities: Vec<Named>,
        /// The other.
        with: Vec<Named>,
    },
    /// What some names stand for is not what any of some others stands for.
    Different {
        /// One side.
        entities: Vec<Named>,
        /// The other.
        from: Vec<Named>,
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
            Act::Choose { .. } => "choose",
            Act::Together { .. } => "together",
            Act::Apart { .. } => "apart",
            Act::Same { .. } => "same",
            Act::Different { .. } => "different",
            Act::Withdraw { .. } => "withdraw",
        }
    }

    /// The claim that it names.
    pub fn claim(&self) -> Option<&Anchor> {
        match self {
            Act::Accept { claim } | Act::Reject { claim } | Act::Correct { claim, .. } | Act::Choose { claim, .. } => Some(claim),
            _ => None,
        }
    }

    /// The reports that it names: of a claim its own, of stories those of one side, then those of the other.
    pub fn reports(&self) -> Vec<&String> {
        match self {
            Act::Together { reports, with: other } | Act::Apart { reports, from: other } => reports.iter().chain(other).collect(),
            Act::Same { entities, with: other } | Act::Different { entities, from: other } => {
                entities.iter().chain(other).map(|e| &e.report).collect()
            }
            _ => self.claim().map(|c| &c.report).into_iter().collect(),
        }
    }

    /// What is left of it without any word of a report that is forgotten; none where nothing is. What it says of stories names
    /// reports, and has no words of them.
    pub fn without(&self, report: &str) -> Option<Act> {
        let kept = |list: &[Named]| Some(list.iter().filter(|e| e.report != report).cloned().collect::<Vec<_>>()).filter(|l| !l.is_empty());
        match self {
            Act::Together { .. } | Act::Apart { .. } | Act::Withdraw { .. } => Some(self.clone()),
            Act::Same { entities, with } => Some(Act::Same { entities: kept(entities)?, with: kept(with)? }),
            Act::Different { entities, from } => Some(Act::Different { entities: kept(entities)?, from: kept(from)? }),
            _ => None,
        }
    }

    /// The report whose story it is about, where it is not about stories themselves: that of its claim or of its first name.
    pub fn report(&self) -> Option<&String> {
        match self {
            Act::Same { entities, .. } | Act::Different { entities, .. } => entities.first().map(|e| &e.report),
            _ => self.claim().map(|c| &c.report),
        }
    }

    /// Whether it says of its claim what holds of it: no other act changes what a report says.
    pub fn is_verdict(&self) -> bool {
        matches!(self, Act::Accept { .. } | Act::Reject { .. } | Act::Correct { .. })
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

/// What an entity of a report is known again by when its number has changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named {
    /// The report's id.
    pub report: String,
    /// What it is.
    pub kind: EntityKind,
    /// Its fullest name there.
    pub name: String,
}

impl Named {
    /// An entity of a report.
    pub fn of(report: &str, entity: &Entity) -> Named {
        Named { report: report.to_owned(), kind: entity.kind, name: entity.name.clone() }
    }

    /// The same as one word.
    pub fn key(&self) -> String {
        format!("{}\u{0}{:?}\u{0}{}", self.report, self.kind, self.name)
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

/// What holds of a finding because a coder chose one of its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chosen {
    /// The number of the decision.
    pub decision: i64,
    /// The value that was chosen: the first of the finding's.
    pub value: String,
    /// The claim by which it was named.
    pub claim: String,
    /// The figure that the codebook chooses, which `best` would be.
    pub machine: Option<i64>,
    /// Who chose.
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
