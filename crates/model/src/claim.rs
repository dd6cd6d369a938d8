//! Claims: one thing that a report says, bound to one sentence.

use crate::{Decided, Range};
use serde::{Deserialize, Serialize};

/// One thing that a report says: a type, roles, figure, time, place, modality and attribution, bound to one sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claim {
    /// `REPORT/cN`, in text order (title first).
    pub id: String,
    /// The report's id.
    pub report: String,
    /// Index into the report's `sentences`; for a claim in the title, its sentence within the title.
    pub sentence: usize,
    /// The sentence.
    pub evidence: Evidence,
    /// A type of the lexicon, or `statement`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The words that say so; of a `statement` its main verb or what brings it, null where there is none.
    pub trigger: Option<SpanText>,
    /// Who did what to whom.
    pub roles: Roles,
    /// The number, where there is one.
    pub figure: Option<Figure>,
    /// When it happened.
    pub time: Option<TimeValue>,
    /// When the figure held.
    pub as_of: Option<TimeValue>,
    /// The resolution of `roles.place`.
    pub place: Option<PlaceValue>,
    /// How it is put.
    pub modality: Modality,
    /// Whether the sentence says that it did not happen.
    pub negated: bool,
    /// The type of the claim whose content it is, where that is a charge, a sentence or an accusation ("charged with murder"):
    /// then nobody says that it took place. Null for others.
    #[serde(default)]
    pub accusation: Option<String>,
    /// PLOVER's mode.
    pub mode: Option<Mode>,
    /// Whether it lies before the story.
    pub background: bool,
    /// 0 to 1.
    pub confidence: f64,
    /// From the nearest voice to the farthest; empty when the report says it itself.
    pub attribution: Vec<Attribution>,
    /// What a coder decided of it, in a store; left out where nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Box<Decided>>,
    /// Where its words are "it happened" or "the incident took place": the claim that they speak of again, whose type it has;
    /// left out otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
}

impl Claim {
    /// Whether it says that its event took place, in the report's voice or that of someone it cites. What is only charged or
    /// only thought of is not said to have.
    pub fn says_so(&self) -> bool {
        let told = matches!(self.modality, Modality::Asserted | Modality::Claimed) && !self.negated;
        told && self.accusation.is_none() && !matches!(self.mode, Some(Mode::Future | Mode::Hypothetical))
    }
}

/// The sentence that a claim stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The field that the offsets count in.
    #[serde(rename = "in")]
    pub field: Field,
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its words, to the letter.
    pub text: String,
}

/// A field of a report that evidence can stand in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The text.
    #[default]
    Text,
    /// The headline.
    Title,
}

/// A range with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpanText {
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its words, to the letter.
    pub text: String,
}

impl SpanText {
    /// The range alone.
    pub fn range(&self) -> Range {
        Range { start: self.start, end: self.end }
    }
}

/// The fillers of a claim's roles; each in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Roles {
    /// Who did it.
    pub actor: Vec<Filler>,
    /// To whom or what.
    pub target: Vec<Filler>,
    /// With what.
    pub instrument: Vec<Filler>,
    /// Where.
    pub place: Vec<Filler>,
    /// About what.
    pub topic: Vec<Filler>,
}

impl Roles {
    /// The roles with their names, in the interface's order.
    pub fn each(&self) -> [(&'static str, &Vec<Filler>); 5] {
        [("actor", &self.actor), ("target", &self.target), ("instrument", &self.instrument), ("place", &self.place), ("topic", &self.topic)]
    }
}

/// A noun phrase that fills a role, with the entity it refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Filler {
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its words, to the letter.
    pub text: String,
    /// `REPORT/eN`.
    pub entity: Option<String>,
    /// The entity's fullest name in the report.
    pub name: Option<String>,
    /// What it is.
    pub kind: EntityKind,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// One person.
    Person,
    /// A body: ministry, agency, company, party.
    Organisation,
    /// A place.
    Place,
    /// Several people.
    Group,
    /// Anything else.
    #[default]
    Other,
}

/// An entity of one report, or (in a record) of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// `REPORT/eN` in a report, `EN` in a record.
    pub id: String,
    /// The fullest name.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Other forms it goes by, without the name, in order of first mention.
    pub aliases: Vec<String>,
    /// In a record: the entities of reports that it joins.
    pub members: Vec<String>,
}

/// A number with its measure, bounds and scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figure {
    /// What is counted: `killed`, `injured`, `captured`, …
    pub measure: String,
    /// The least it can be; null for an open bound.
    pub low: Option<i64>,
    /// The most it can be; null for an open bound.
    pub high: Option<i64>,
    /// How the number is given.
    pub bound: Bound,
    /// Its words, to the letter.
    pub text: String,
    /// What is counted, singular or as printed.
    pub unit: Option<String>,
    /// Of whom, where, since when.
    pub scope: Scope,
    /// Whether it is a running total.
    pub cumulative: Option<bool>,
    /// The claim whose figure this is a part of ("including several …").
    pub subset_of: Option<String>,
    /// Where its words stand, in the field of the evidence; null when the number is that of a singular noun phrase.
    #[serde(default)]
    pub span: Option<Range>,
}

/// A number that a report gives and that is no claim's figure: of whatever it counts or measures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Number {
    /// The claim of its sentence that it is told with.
    pub claim: String,
    /// What it counts or measures: a noun in the singular ("home"), a unit ("kilometre", "dollar"), or `age`.
    pub unit: String,
    /// The least it can be; null for an open bound.
    pub low: Option<f64>,
    /// The most it can be; null for an open bound.
    pub high: Option<f64>,
    /// Its words with those of the unit, to the letter.
    pub text: String,
    /// Where its words stand, in the field of the claim's evidence.
    pub span: Range,
    /// Whose it is, where it is somebody's: the id of an entity of the report.
    pub of: Option<String>,
}

/// How a number is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// "36".
    #[default]
    Exact,
    /// "more than 50", "at least 3".
    AtLeast,
    /// "up to 20", "fewer than 5".
    AtMost,
    /// "about 30".
    About,
    /// "between 30 and 40".
    Range,
    /// "dozens", "several".
    Vague,
}

/// What a figure covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scope {
    /// Of whom.
    pub of: ScopeOf,
    /// Which side, as printed.
    pub side: Option<String>,
    /// Where, as printed.
    pub place: Option<String>,
    /// Since when, as printed.
    pub since: Option<String>,
}

/// Whom a figure counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ScopeOf {
    /// Everyone.
    #[default]
    All,
    /// Civilians.
    Civilians,
    /// Fighters.
    Combatants,
    /// Police, soldiers, guards of a state.
    SecurityForces,
    /// Those who attacked.
    Attackers,
    /// Some other part.
    Other,
}

/// A time with its resolution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimeValue {
    /// Its words, to the letter.
    pub text: String,
    /// First day or moment, ISO 8601; null when it cannot be resolved.
    pub start: Option<String>,
    /// Last day or moment.
    pub end: Option<String>,
    /// Whether `start` and `end` are known.
    pub resolved: bool,
    /// Where its words stand, in the field of the evidence.
    #[serde(default)]
    pub span: Option<Range>,
}

/// A place with its resolution.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaceValue {
    /// Its words, to the letter.
    pub text: String,
    /// Its name in the gazetteer, else its fullest name in the report.
    pub name: Option<String>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// GeoNames id.
    pub geonames: Option<u64>,
    /// Whether it was found in the gazetteer.
    pub resolved: bool,
    /// What it is there: `country`, `state`, `county`, `city` or `region`; null where it was not found.
    #[serde(default)]
    pub kind: Option<String>,
}

/// How a claim is put; the first that fits, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// Someone says it is not so.
    Denied,
    /// It was tried and did not succeed.
    Failed,
    /// It was tried.
    Attempted,
    /// Someone ordered it.
    Ordered,
    /// Someone demands it.
    Demanded,
    /// Someone means to do it.
    Planned,
    /// It is rumoured.
    Rumoured,
    /// It may be.
    Possible,
    /// Someone is said to say it ("alleged", "accused of").
    Claimed,
    /// The report, or the voice it cites, says it.
    #[default]
    Asserted,
}

/// PLOVER's modes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Before the story.
    Historical,
    /// Not yet.
    Future,
    /// Only thought of.
    Hypothetical,
}

/// One voice: who says it, with which word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attribution {
    /// The voice's fullest name in the report, without its article.
    pub source: String,
    /// The word that says it; "" where there is none (a bare quotation, a photo).
    pub cue: String,
    /// What kind of voice it is.
    pub kind: SourceKind,
    /// `[start, end]` of the source's words; null where the source is understood.
    pub source_span: Option<(usize, usize)>,
    /// `[start, end]` of the cue; null where there is none.
    pub cue_span: Option<(usize, usize)>,
    /// First scalar value of source and cue.
    pub start: usize,
    /// One past their last.
    pub end: usize,
    /// The entity that speaks, `REPORT/eN`.
    #[serde(default)]
    pub entity: Option<String>,
}

/// What kind of voice a source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A state body or its speaker.
    Official,
    /// One of those involved.
    Party,
    /// Someone who saw it.
    Witness,
    /// An outlet or agency.
    Media,
    /// A paper, filing, post or recording in words.
    Document,
    /// A photo or video.
    Image,
    /// Someone who studies it.
    Expert,
    /// A voice without a name.
    Anonymous,
    /// Anyone else.
    #[default]
    Other,
}
