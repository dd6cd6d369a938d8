//! The forms of answers that are not objects of the interface already. A field without a value is null, never absent.

use schemars::JsonSchema;
use serde::Serialize;
use stemma_model::{Claim, Decision, Descent, Entity, Finding, Harm, PlaceValue, SpanText, Standing, TimeValue};
use stemma_store::listing::Listing;
use stemma_store::reports::ReportRow;
use stemma_store::search::Hit;

/// Stories in an order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StoryList {
    /// The stories.
    pub stories: Vec<StoryItem>,
    /// The cursor of the page behind this one; null on the last.
    pub next: Option<String>,
}

/// A story as lists show it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StoryItem {
    /// Its permanent id.
    pub id: String,
    /// The headline, or the label of the main event.
    pub title: String,
    /// How many reports it has.
    pub reports: usize,
    /// How many of its texts were written apart from the others, as far as is shown.
    pub origins: usize,
    /// First day of publication.
    pub first: Option<String>,
    /// Last day of publication.
    pub last: Option<String>,
    /// Who published its reports, each once, in order of publication.
    pub outlets: Vec<String>,
    /// How many of its findings are disputed.
    pub disputed: usize,
    /// How many are denied.
    pub denied: usize,
    /// How many are agreed or refined.
    pub agreed: usize,
    /// How many are updated, corrected, fulfilled or lagged.
    pub updated: usize,
    /// How many rest on one report.
    pub single: usize,
    /// The numbers of its harm that reports tell of.
    pub harm: Vec<HarmItem>,
    /// By how much the number of killed rose since it was first told.
    pub rise: i64,
    /// The last batch that changed it.
    pub batch: i64,
    /// When that was, RFC 3339.
    pub changed: String,
}

/// A number of harm of a story.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HarmItem {
    /// `killed`, `injured`, …
    pub measure: String,
    /// The codebook's choice.
    pub best: Option<i64>,
    /// Lowest credible.
    pub low: Option<i64>,
    /// Highest credible; null when open.
    pub high: Option<i64>,
}

impl From<Listing> for StoryItem {
    fn from(l: Listing) -> Self {
        let bounds = l.harm.into_iter().map(|b| HarmItem { measure: b.measure, best: b.best, low: b.low, high: b.high });
        StoryItem {
            id: l.story.id,
            title: l.story.title,
            reports: l.story.reports,
            origins: l.story.origins,
            first: l.story.first,
            last: l.story.last,
            outlets: l.outlets,
            disputed: l.story.disputed,
            denied: l.denied,
            agreed: l.agreed,
            updated: l.updated,
            single: l.single,
            harm: bounds.collect(),
            rise: l.story.rise,
            batch: l.story.batch,
            changed: l.story.changed,
        }
    }
}

/// Findings of a story.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FindingList {
    /// The story's id.
    pub story: String,
    /// The findings, in the order of the record.
    pub findings: Vec<FindingItem>,
}

/// A finding with the event that it is about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FindingItem {
    /// The event.
    pub event: EventItem,
    /// What comparing the claims of one slot of it gave.
    pub finding: Finding,
}

/// An event without its claims.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventItem {
    /// `evN` within the story.
    pub id: String,
    /// The type of its claims.
    #[serde(rename = "type")]
    pub kind: String,
    /// Words of its best claim.
    pub label: String,
    /// Whether it is what the story is about.
    pub main: bool,
    /// Whether it lies before the story.
    pub background: bool,
    /// When, where it is agreed or told.
    pub time: Option<TimeValue>,
    /// Where.
    pub place: Option<PlaceValue>,
    /// Harm by measure.
    pub harm: Harm,
}

/// Entities of a story.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntityList {
    /// The story's id.
    pub story: String,
    /// The entities.
    pub entities: Vec<Entity>,
}

/// Which reports of a story descend from which.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineageList {
    /// The story's id.
    pub story: String,
    /// How many of its texts were written apart from the others, as far as is shown.
    pub origins: usize,
    /// The descents.
    pub lineage: Vec<Descent>,
}

/// Reports, without their text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportList {
    /// The reports.
    pub reports: Vec<ReportItem>,
    /// The cursor of the page behind this one; null on the last.
    pub next: Option<String>,
}

/// A report as lists show it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportItem {
    /// Its id.
    pub id: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// When it was published, as given.
    pub published: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The report that it is a later version of.
    pub version_of: Option<String>,
    /// The id of its story.
    pub story: String,
    /// When it was added, RFC 3339.
    pub added: String,
    /// How many claims it has.
    pub claims: usize,
}

impl From<ReportRow> for ReportItem {
    fn from(r: ReportRow) -> Self {
        let ReportRow { id, outlet, title, published, url, version_of, story, added, claims, .. } = r;
        ReportItem { id, outlet, title, published, url, version_of, story, added, claims }
    }
}

/// What a report says.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClaimList {
    /// The report's id.
    pub report: String,
    /// Its claims, in text order, title first.
    pub claims: Vec<Claim>,
    /// The entities that they speak of.
    pub entities: Vec<Entity>,
}

/// Sentences that answer a query.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HitList {
    /// The sentences.
    pub sentences: Vec<HitItem>,
    /// The cursor of the page behind this one; null on the last.
    pub next: Option<String>,
}

/// A sentence that answers a query, as `stemma search` writes it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HitItem {
    /// The report's id.
    pub report: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The id of its story.
    pub story: String,
    /// The field that the offsets count in.
    #[serde(rename = "in")]
    pub field: stemma_model::Field,
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its words, to the letter.
    pub sentence: String,
    /// `[start, end]` of the words that were asked for, within the sentence.
    pub marks: Vec<(usize, usize)>,
    /// The claims in it that answer.
    pub claims: Vec<ClaimItem>,
}

/// A claim by its id.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClaimItem {
    /// Its id.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
}

impl From<Hit> for HitItem {
    fn from(hit: Hit) -> Self {
        let Hit { report, outlet, published, title, story, in_title, span, sentence, marks, claims } = hit;
        HitItem {
            report,
            outlet,
            published,
            title,
            story,
            field: if in_title { stemma_model::Field::Title } else { stemma_model::Field::Text },
            start: span.start,
            end: span.end,
            sentence,
            marks: marks.into_iter().map(|m| (m.start, m.end)).collect(),
            claims: claims.into_iter().map(|(id, kind)| ClaimItem { id, kind }).collect(),
        }
    }
}

/// What is most worth a person's look.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Queue {
    /// Stories, those with most disputed findings first.
    pub stories: Vec<QueueItem>,
    /// The cursor of the page behind this one; null on the last.
    pub next: Option<String>,
}

/// What is to be looked at in one story.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QueueItem {
    /// The story's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its findings that are disputed or denied.
    pub disputed: Vec<FindingItem>,
    /// Its least sure readings that a finding of two reports rests on, the least sure first.
    pub unsure: Vec<Reading>,
}

/// What a sentence was read as.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reading {
    /// The claim's id.
    pub claim: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The report's id.
    pub report: String,
    /// The sentence, to the letter.
    pub sentence: String,
    /// The words that say so.
    pub trigger: Option<SpanText>,
    /// How likely it is right, 0 to 1.
    pub confidence: f64,
}

/// The audit trail.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionList {
    /// Decisions, the latest first.
    pub decisions: Vec<DecisionItem>,
    /// The cursor of the page behind this one; null on the last.
    pub next: Option<String>,
}

/// A decision as the audit trail has it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionItem {
    /// Its number, 1 for the first.
    pub number: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub coder: String,
    /// The name of the act.
    pub act: String,
    /// How it stands now.
    pub state: Standing,
    /// The id of the report whose claim it is about.
    pub report: Option<String>,
    /// The id that the story had then.
    pub story: Option<String>,
    /// The claim that it is about, by its id now.
    pub claim: Option<String>,
    /// The whole of it; null where its words went with a report that was forgotten.
    pub decision: Option<Decision>,
}

impl From<stemma_store::decisions::Entry> for DecisionItem {
    fn from(e: stemma_store::decisions::Entry) -> Self {
        let stemma_store::decisions::Entry { number, at, coder, act, report, story, state, claim, decision } = e;
        DecisionItem { number, at, coder, act, state, report, story, claim, decision }
    }
}

/// A decision that was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Written {
    /// Its number.
    pub decision: i64,
}

/// What batches after one changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changes {
    /// The number of the last batch: what to ask from the next time, once all pages are read.
    pub batch: i64,
    /// Stories that changed, the earliest change first.
    pub stories: Vec<StoryChange>,
    /// Stories that have no report any more. All of them stand on each page.
    pub gone: Vec<GoneStory>,
    /// The cursor of the page behind this one; null on the last.
    pub next: Option<String>,
}

/// A story that changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StoryChange {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The batch that changed it last.
    pub batch: i64,
    /// When that was, RFC 3339.
    pub changed: String,
}

/// A story that went into another, or whose last report was forgotten.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GoneStory {
    /// Its id.
    pub id: String,
    /// The story that it went into.
    pub is_now: Option<String>,
}

/// Whether the site works.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
    /// Program and version.
    pub version: &'static str,
}

/// Who asks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Me {
    /// The name; null where nobody needs to be known to read.
    pub name: Option<String>,
    /// `reader`, `coder` or `admin`.
    pub role: Option<String>,
}

/// Who was given a token.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenList {
    /// The tokens, the first that was made first.
    pub tokens: Vec<TokenItem>,
}

/// A token, without its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenItem {
    /// What it is called.
    pub token: String,
    /// Whose it is.
    pub name: String,
    /// `reader`, `coder` or `admin`.
    pub role: String,
    /// When it was made, RFC 3339.
    pub made: String,
    /// When it was revoked.
    pub revoked: Option<String>,
}

/// What is the matter (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
pub struct Problem {
    /// `about:blank`: the status tells.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is, in a few words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What to do, in plain words.
    pub detail: String,
}
