//! The reconciled record: everything about the stories of an input.

use crate::{Amount, Chosen, Claim, Codes, Entity, Harm, Number, PlaceValue, Range, Report, Roles, Sides, TimeValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one report says: its claims in text order and the entities they speak of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportClaims {
    /// The report, with `sentences` filled.
    pub report: Report,
    /// Its claims, in text order (title first).
    pub claims: Vec<Claim>,
    /// Its entities.
    pub entities: Vec<Entity>,
    /// Its numbers that are no claim's figure, in the order of its claims' sentences.
    #[serde(default)]
    pub numbers: Vec<Number>,
    /// In a store: claims that a coder rejected. They take no part in anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<Claim>,
}

/// The record of an input: its stories, reconciled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    /// The stories, the one with most reports first.
    pub stories: Vec<Story>,
    /// The codebook that fused the figures.
    pub codebook: String,
    /// Program and version.
    pub generated_by: String,
    /// What was read.
    pub inputs: Vec<Input>,
}

/// One input file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Input {
    /// As given on the command line; `-` for standard input.
    pub path: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// The reports about one happening and what followed from it, reconciled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Story {
    /// Permanent: made from the id of the report that founded it.
    pub id: String,
    /// The headline, or the label of the main event.
    pub title: String,
    /// Its reports, in order of publication, then input.
    pub reports: Vec<StoryReport>,
    /// Which report descends from which.
    pub lineage: Vec<Descent>,
    /// How many of its texts were written apart from the others, as far as is shown.
    #[serde(default)]
    pub origins: usize,
    /// Entities across reports.
    pub entities: Vec<Entity>,
    /// What happened; every claim is in exactly one event.
    pub events: Vec<Event>,
    /// The story's harm by measure; null where no report speaks of it.
    pub harm: Harm,
    /// What only one report says.
    pub unique: Vec<Unique>,
    /// Events of an earlier record that are there no more; the last states of their findings say why.
    #[serde(default)]
    pub withdrawn: Vec<Event>,
}

/// A report of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StoryReport {
    /// The report's id.
    pub id: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// The agencies it credits.
    pub wire: Vec<String>,
    /// Its headline.
    #[serde(default)]
    pub title: Option<String>,
}

/// One edge of a story's lineage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Descent {
    /// The report that carries the words.
    pub report: String,
    /// A report's id, `wire:NAME`, or `outlet:NAME` for a cited outlet that the story has no report of.
    pub from: String,
    /// How it is known.
    pub basis: Basis,
    /// Share of the report's words that it covers, 0 to 1; null for a credit.
    pub share: Option<f64>,
    /// The passages.
    pub evidence: Vec<Span>,
    /// Whether time or credit shows which way the copy went.
    #[serde(default)]
    pub directed: bool,
}

/// How a descent is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The report says so.
    Credit,
    /// The same words.
    Copy,
    /// The same quotations.
    Quote,
}

/// A report and a range of its text: the only way to cite evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// The report's id.
    pub report: String,
    /// First scalar value of its text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Span {
    /// The range alone.
    pub fn range(&self) -> Range {
        Range { start: self.start, end: self.end }
    }
}

/// One happening that claims, in one report or many, refer to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// `evN` within the story.
    pub id: String,
    /// The type of its claims.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it is what the story is about.
    pub main: bool,
    /// Whether it lies before the story.
    pub background: bool,
    /// Words of its best claim.
    pub label: String,
    /// The ids of its claims.
    pub claims: Vec<String>,
    /// When, where it is agreed or told.
    pub time: Option<TimeValue>,
    /// Where.
    pub place: Option<PlaceValue>,
    /// Who did what to whom, by the claim that says most.
    pub roles: Roles,
    /// Harm by measure.
    pub harm: Harm,
    /// The parties of violence; null where no claim tells of any.
    #[serde(default)]
    pub sides: Option<Sides>,
    /// How exactly it is known, in the codebook's codes; null where the codebook has none.
    #[serde(default)]
    pub codes: Option<Codes>,
    /// What comparing gave, slot by slot.
    pub findings: Vec<Finding>,
    /// Findings of an earlier record that are there no more; the last state of each says why.
    #[serde(default)]
    pub withdrawn: Vec<Finding>,
}

/// What comparing the claims about one slot of one event gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// `figure:MEASURE`, `actor`, `target`, `place`, `time`, `instrument`, `occurrence` or `statement`.
    pub slot: String,
    /// What comparing gave.
    pub status: Status,
    /// The values, the best-founded first.
    pub values: Vec<FindingValue>,
    /// The figure that the codebook chooses.
    pub best: Option<i64>,
    /// Its low.
    pub low: Option<i64>,
    /// Its high.
    pub high: Option<i64>,
    /// How many independent voices stand behind its values, of all of them together; each value has its own.
    pub origins: usize,
    /// 0 to 1.
    pub confidence: f64,
    /// One sentence that a reader can check.
    pub why: String,
    /// `evN/fM`, made from the event's id; permanent where a record goes on from an earlier one. Empty in records of versions
    /// that gave none.
    #[serde(default)]
    pub id: String,
    /// What it was, report by report, as the reports came out; the last state is the finding as it is.
    #[serde(default)]
    pub history: Vec<State>,
    /// Which value a coder chose, in a store: it stands first, and `best` is its figure. Left out where nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Box<Chosen>>,
}

/// What a finding or a figure was from some report on, until the next state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct State {
    /// When the report that brought it was published, as printed there; null when it does not say, or no report brought it.
    pub since: Option<String>,
    /// The report that brought it, or that was withdrawn; null where neither did.
    pub report: Option<String>,
    /// What happened.
    pub change: Change,
    /// What comparing gave from then on; null for harm, and for a finding that is there no more.
    pub status: Option<Status>,
    /// What the report gives, in words of the reports, the best-founded first.
    pub values: Vec<String>,
    /// The codebook's choice from then on.
    pub best: Option<i64>,
    /// Its low.
    pub low: Option<i64>,
    /// Its high.
    pub high: Option<i64>,
    /// How many independent voices stood behind the values that agree; 0 for harm.
    pub origins: usize,
    /// The claims of the report that say so.
    pub claims: Vec<String>,
    /// The sentence of the first of them, to the letter. Only of figures, and where one state follows another: else the
    /// claims lead to it.
    pub sentence: Option<String>,
}

/// What made a finding another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// A report came in.
    #[default]
    Added,
    /// A report was taken back, or is not among the reports any more.
    Withdrawn,
    /// The same claims were put together in another way, beside those of a report that came in.
    Regrouped,
}

/// One value of a finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingValue {
    /// In words of the reports.
    pub value: String,
    /// Low, for figures; whole for people.
    pub low: Option<Amount>,
    /// High, for figures.
    pub high: Option<Amount>,
    /// The claims that say so.
    pub claims: Vec<String>,
    /// Their reports.
    pub reports: Vec<String>,
    /// The independent voices behind it, by name.
    pub origins: Vec<String>,
    /// When the figure held.
    pub as_of: Option<String>,
}

impl FindingValue {
    /// Low and high as whole numbers: those of people always are.
    pub fn bounds(&self) -> (Option<i64>, Option<i64>) {
        (self.low.and_then(Amount::whole), self.high.and_then(Amount::whole))
    }
}

/// What comparing gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Compatible values in two or more reports.
    Agreed,
    /// Compatible, one more exact.
    Refined,
    /// A later as-of replaces an earlier one, and the change is of a kind that happens.
    Updated,
    /// A report says that an earlier value was wrong.
    Corrected,
    /// Cannot both hold as of the same time.
    Disputed,
    /// Someone denies it.
    Denied,
    /// A plan that a later report says took place.
    Fulfilled,
    /// A stale value printed after a newer one was public.
    Lagged,
    /// One report, or only copies of one text.
    Single,
}

/// What only one report of a story says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unique {
    /// The report's id.
    pub report: String,
    /// Its claims that no other report matches.
    pub claims: Vec<String>,
}

/// A story before reconciling: which reports belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StoryGroup {
    /// Permanent: made from the id of the report that founded it.
    pub id: String,
    /// Headline of its first report, else the label of its main claim.
    pub title: String,
    /// Ids of its reports.
    pub reports: Vec<String>,
    /// Earliest publication date.
    pub first: Option<String>,
    /// Latest publication date.
    pub last: Option<String>,
    /// Ids of stories that went into it: they lead here.
    #[serde(default)]
    pub merged: Vec<String>,
    /// The story that it was split from.
    #[serde(default)]
    pub split_from: Option<String>,
}

/// Claims by id, for looking up evidence.
pub type ClaimIndex<'a> = BTreeMap<&'a str, &'a Claim>;
