//! A record laid out for reading. [`layout()`] decides once what is shown and in which order; the renderers only put it
//! into [`text`], [`markdown`] or [`html`], and `--format json` is the layout itself. Nothing here is paraphrased: apart
//! from headings and names, every word stands in a report, and every value leads to the sentence it came from.

mod diff;
pub mod html;
mod layout;
pub mod markdown;
mod points;
pub(crate) mod put;
pub(crate) mod quotes;
pub mod text;
pub mod versions;
pub(crate) mod words;

pub use diff::{Diff, diff};
pub use layout::layout;
pub use words::date;

use serde::{Serialize, de::DeserializeOwned};
use stemma_model::{Amount, Chosen, EntityKind, Field, SourceKind, Status, Verdict};

/// Everything that a brief shows, in its order.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Brief {
    /// The stories, the one with most reports first.
    pub stories: Vec<StoryBrief>,
    /// The codebook behind best, low and high.
    pub codebook: String,
    /// Program and version.
    pub generated_by: String,
}

/// One story, in the order in which it is read.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StoryBrief {
    /// The story's id in the record.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its reports.
    pub sources: Vec<Source>,
    /// What happened: the main events, the first one first.
    pub happened: Vec<Happening>,
    /// Harm, a line a measure.
    pub harm: Vec<HarmLine>,
    /// What two or more reports say alike.
    pub agreed: Vec<Point>,
    /// What cannot all be so, or is denied.
    pub disputed: Vec<Point>,
    /// What a later report updates, corrects or tells as done.
    pub updated: Vec<Point>,
    /// What one report alone says.
    pub single: Vec<SingleGroup>,
    /// Who says what.
    pub voices: Vec<Voice>,
    /// Which report descends from which.
    pub lineage: Vec<Descends>,
    /// The story's events in time.
    pub timeline: Vec<Moment>,
    /// What lies before the story.
    pub background: Vec<Moment>,
    /// What was in the input and is not the report.
    pub removed: Vec<RemovedGroup>,
}

/// A report of the story and the letter it goes by.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Source {
    /// `A`, `B`, …; one alphabet for the whole brief.
    pub label: String,
    /// The report's id.
    pub id: String,
    /// The outlet, else the file's name.
    pub name: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The file it was read from.
    pub path: Option<String>,
    /// The agencies it credits.
    pub wire: Vec<String>,
    /// Its language.
    pub lang: Option<String>,
    /// Its text, for renderers that print it; not part of the JSON, where `read` gives it.
    #[serde(skip)]
    pub body: Vec<Passage>,
}

/// A block of a report's text as sentences.
#[derive(Clone, Debug)]
pub struct Passage {
    /// `paragraph`, `heading`, `caption`, `list`, or `title`.
    pub kind: &'static str,
    /// Its sentences; without an anchor where words stand between sentences.
    pub sentences: Vec<(Option<String>, String)>,
}

/// A sentence of a report, with the words that matter marked.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Quote {
    /// The label of the report.
    pub source: String,
    /// Labels of other reports with the very same sentence.
    pub also: Vec<String>,
    /// The claim it was taken from.
    pub claim: String,
    /// The field that the offsets count in.
    #[serde(rename = "in")]
    pub field: Field,
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The sentence, to the letter.
    pub text: String,
    /// Ranges of the field that are marked.
    pub marks: Vec<(usize, usize)>,
    /// Who says it, the nearest voice first; empty when the report says it itself.
    pub voices: Vec<String>,
    /// Where the sentence stands in a rendered text: `A-s12`.
    pub anchor: String,
    /// Whether the claim's confidence is below [`quotes::UNSURE`]: the sentence is the report's, its reading may be wrong.
    pub unsure: bool,
    /// What coders said of the claim, and of others that the sentence stands for here; nothing where nobody did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<Ruled>,
}

/// One value that reports give, with whose word it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Value {
    /// In words of the reports.
    pub value: String,
    /// The independent voices behind it.
    pub voices: Vec<String>,
    /// How it is put where nobody says that it is so: `denied`, `negated`, `planned`, `ordered`, `demanded`, `attempted`,
    /// `failed`, `possible`, `rumoured`, or `alleged` where it is only charged; null for what is said to be so.
    pub put: Option<&'static str>,
    /// The same, apart by how a report puts it: one report may say that it is so and have somebody deny it.
    #[serde(skip)]
    pub spoken: Vec<Spoken>,
    /// The labels of its reports.
    pub sources: Vec<String>,
    /// Whose words it is in each report: the voices that the report cites for it; none where it says it itself.
    pub cited: Vec<(String, Vec<String>)>,
    /// When it held.
    pub as_of: Option<String>,
    /// Low, for figures.
    pub low: Option<Amount>,
    /// High, for figures.
    pub high: Option<Amount>,
    /// The sentences, one a report.
    pub quotes: Vec<Quote>,
    /// What coders said of the claims behind it; nothing where nobody did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<Ruled>,
}

/// What a coder said of a claim.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Ruled {
    /// The label of the claim's report.
    pub source: String,
    /// What the coder said: accepted or corrected. What was rejected is behind nothing.
    pub verdict: Verdict,
    /// Who.
    pub coder: String,
    /// When, RFC 3339.
    pub at: String,
}

/// How a report puts a value, and whom it has that from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The label of the report.
    pub source: String,
    /// How it is put, as in [`Value::put`].
    pub put: Option<&'static str>,
    /// The voices that put it so; none where the report does itself.
    pub voices: Vec<String>,
}

/// A main event.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Happening {
    /// The event's id.
    pub event: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sentence that tells it.
    pub quotes: Vec<Quote>,
    /// Where, as reported.
    pub places: Vec<Value>,
    /// When, as reported.
    pub times: Vec<Value>,
    /// The date, where the words give one.
    pub date: Option<String>,
}

/// A measure of harm.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HarmLine {
    /// `killed`, `injured`, …
    pub measure: String,
    /// The codebook's choice.
    pub best: Option<i64>,
    /// Lowest credible.
    pub low: Option<i64>,
    /// Highest credible; null when open.
    pub high: Option<i64>,
    /// What comparing gave, and each value with whose word it is.
    pub points: Vec<Point>,
}

/// A finding: values of one slot of one event, and why they have their status.
#[derive(Clone, Debug, Serialize)]
pub struct Point {
    /// The event's id.
    pub event: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Words of the event's best claim.
    pub label: String,
    /// Whether it lies before the story.
    pub background: bool,
    /// The slot that was compared.
    pub slot: String,
    /// What comparing gave.
    pub status: Status,
    /// The values, the best-founded first.
    pub values: Vec<Value>,
    /// How many independent voices.
    pub origins: usize,
    /// One sentence that a reader can check.
    pub why: String,
    /// What was said of it, report by report, where reports of different times say different things; else empty.
    pub history: Vec<Step>,
    /// Whether the harm section has told it already.
    pub in_harm: bool,
    /// Other slots of the same event with the same kind of status.
    pub details: Vec<Point>,
    /// Which value a coder chose: it stands first. Left out where nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<Box<Chosen>>,
    /// The finding's id in its record, for pages that lead to it.
    #[serde(skip)]
    pub finding: String,
}

/// What reports said of a thing from some time on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// In words of the report.
    pub value: String,
    /// When the report was published.
    pub since: String,
    /// The report's label.
    pub source: String,
    /// What comparing gave from then on.
    pub status: Option<Status>,
}

/// What one report alone says.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SingleGroup {
    /// The report's label.
    pub source: String,
    /// Its sentences, in text order.
    pub quotes: Vec<Quote>,
    /// For each sentence, whether a claim with a type of the lexicon stands in it.
    #[serde(skip)]
    pub typed: Vec<bool>,
}

/// A voice and what it says.
#[derive(Clone, Debug, Serialize)]
pub struct Voice {
    /// Its fullest name.
    pub name: String,
    /// What kind of voice it is.
    pub kind: SourceKind,
    /// What it is, where it is an entity.
    pub entity: Option<EntityKind>,
    /// The labels of the reports that cite it.
    pub sources: Vec<String>,
    /// Its sentences, one of each.
    pub quotes: Vec<Quote>,
}

/// One line of the lineage.
#[derive(Clone, Debug, Serialize)]
pub struct Descends {
    /// The label of the report that carries the words.
    pub source: String,
    /// The label of the report they come from; null for a wire.
    pub from: Option<String>,
    /// The wire they come from; null for a report.
    pub wire: Option<String>,
    /// The outlet they come from, where the story has no report of it; null for others.
    pub outlet: Option<String>,
    /// `credit`, `copy` or `quote`.
    pub basis: stemma_model::Basis,
    /// Share of the report's words, 0 to 1.
    pub share: Option<f64>,
    /// Whether the direction is known.
    pub directed: bool,
}

/// An event in time.
#[derive(Clone, Debug, Serialize)]
pub struct Moment {
    /// The event's id.
    pub event: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// ISO date or date-time, or the days from first to last; null when the words give none.
    pub date: Option<String>,
    /// First day or moment, which orders the moments.
    #[serde(skip)]
    pub sort: Option<String>,
    /// The words that say when; null when none do.
    pub words: Option<String>,
    /// Words of the event's best claim.
    pub label: String,
    /// The labels of its reports.
    pub sources: Vec<String>,
    /// The status of its occurrence, else of its first finding.
    pub status: Option<Status>,
    /// Who says that it happened, and how it is put.
    #[serde(skip)]
    pub told: Value,
    /// The sentence that tells it.
    pub quotes: Vec<Quote>,
}

/// What was taken out of one report.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RemovedGroup {
    /// The report's label.
    pub source: String,
    /// Words and reason, in order.
    pub items: Vec<stemma_model::Removed>,
}

/// The same value with control and direction-override characters in its strings replaced one for one, so that no report
/// can steer a terminal; offsets stay as they are. For renderings that a terminal shows.
pub fn harmless<T: Serialize + DeserializeOwned>(value: T) -> serde_json::Result<T> {
    fn clean(v: &mut serde_json::Value) {
        match v {
            serde_json::Value::String(s) if s.chars().any(steers) => {
                *s = s.chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect()
            }
            serde_json::Value::Array(list) => list.iter_mut().for_each(clean),
            serde_json::Value::Object(map) => map.values_mut().for_each(clean),
            _ => {}
        }
    }
    let mut tree = serde_json::to_value(value)?;
    clean(&mut tree);
    serde_json::from_value(tree)
}

fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
