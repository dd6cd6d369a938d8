//! A claim's page: its sentence, what the machine read in it, what coders say, and the form to say something.

use super::address;
use super::desk::Forms;
use super::library::{Behind, Reviewed};
use super::look::Frame;
use super::trail::Line;
use crate::keeping::coding::{around, marked};
use askama::Template;
use stemma_engine::lexicon::Lexicon;
use stemma_engine::review::value;
use stemma_model::{Attribute, Claim, Field, Verdict};
use stemma_store::decisions::Entry;

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/claim.html")]
pub struct ClaimPage {
    frame: Frame,
    story: (String, String),
    report: (String, String),
    about: String,
    /// Where forms are sent to.
    at: String,
    /// The claim on its report's page.
    place: String,
    before: String,
    /// The sentence; what brings the claim is marked.
    sentence: Vec<(bool, String)>,
    after: String,
    in_title: bool,
    kind: String,
    confidence: u8,
    /// How it stands: the class and words of a verdict, who and when.
    verdict: Option<(Verdict, String)>,
    rows: Vec<Row>,
    lines: Vec<Line>,
    forms: Forms,
}

/// An attribute.
#[derive(Debug)]
struct Row {
    name: &'static str,
    label: &'static str,
    machine: String,
    /// What a coder says instead; "–" for nothing.
    human: Option<String>,
    /// What the form begins with.
    now: String,
    choices: Vec<String>,
    hint: &'static str,
}

impl ClaimPage {
    /// Of a claim with the decisions about its report; none where there is no such claim.
    pub fn of(reviewed: &Reviewed, id: &str, entries: &[Entry], forms: Forms, lexicon: Option<&Lexicon>) -> Option<Self> {
        let read = &reviewed.read;
        let machine = read.machine.as_ref().unwrap_or(&read.said).claims.iter().find(|c| c.id == id)?;
        let said = read.said.claims.iter().chain(&read.said.rejected).find(|c| c.id == id).unwrap_or(machine);
        let report = &read.said.report;
        let title = report.title.clone().or_else(|| report.outlet.clone()).unwrap_or_else(|| report.id.clone());
        let published = report.published.as_deref().map(crate::brief::date);
        let about: Vec<String> = report.outlet.iter().cloned().chain(published).collect();
        let (before, after) = around(machine, report);
        let decided = said.decided.as_ref();
        Some(ClaimPage {
            frame: Frame { title: format!("A claim: {}", machine.kind), part: "review", query: String::new() },
            story: (address::story(&reviewed.story.0), reviewed.story.1.clone()),
            report: (address::report(&report.id), title),
            about: about.join(" · "),
            at: address::of_claim(id),
            place: format!("{}-note", address::claim(id)),
            before,
            sentence: sentence(machine),
            after,
            in_title: machine.evidence.field == Field::Title,
            kind: machine.kind.clone(),
            confidence: (machine.confidence * 100.0).round() as u8,
            verdict: decided.map(|d| (d.verdict, crate::brief::words::capital(&super::trail::who(d)))),
            rows: Attribute::ALL.into_iter().map(|a| row(a, machine, said, lexicon)).collect(),
            lines: entries.iter().filter(|e| e.claim.as_deref() == Some(id)).map(|e| Line::of(e, &Behind::default())).collect(),
            forms,
        })
    }

    fn rejected(&self) -> bool {
        self.verdict.as_ref().is_some_and(|v| v.0 == Verdict::Rejected)
    }
}

fn row(attribute: Attribute, machine: &Claim, said: &Claim, lexicon: Option<&Lexicon>) -> Row {
    let was = value::of(machine, attribute);
    let corrected = said.decided.as_ref().is_some_and(|d| d.changes.iter().any(|c| c.attribute == attribute));
    let now = if corrected { value::of(said, attribute) } else { was.clone() };
    let shown = |v: &Option<String>| v.clone().unwrap_or_else(|| "–".to_owned());
    let (label, hint) = words(attribute);
    let choices = lexicon.and_then(|l| value::choices(attribute, l)).unwrap_or_default();
    Row {
        name: attribute.name(),
        label,
        machine: shown(&was),
        human: corrected.then(|| shown(&now)),
        now: now.unwrap_or_default(),
        choices: if matches!(attribute, Attribute::Measure | Attribute::Bound) { with_none(choices) } else { choices },
        hint,
    }
}

fn with_none(mut choices: Vec<String>) -> Vec<String> {
    choices.insert(0, String::new());
    choices
}

/// What an attribute is called on a page, and what stands beside its box.
pub fn words(attribute: Attribute) -> (&'static str, &'static str) {
    match attribute {
        Attribute::Type => ("What happens", ""),
        Attribute::Measure => ("What is counted", "empty: no number"),
        Attribute::Low => ("At least", "a whole number"),
        Attribute::High => ("At most", "empty: open"),
        Attribute::Bound => ("Given as", ""),
        Attribute::Actor => ("Who", "several names with ; between them"),
        Attribute::Target => ("To whom or what", "several names with ; between them"),
        Attribute::Place => ("Where", ""),
        Attribute::Day => ("When", "2031-05-04, or two days with / between them"),
        Attribute::Source => ("Said by", "empty: the report itself"),
        Attribute::Modality => ("Put as", ""),
        Attribute::Negated => ("It did not happen", ""),
        Attribute::Background => ("Background", ""),
    }
}

/// The sentence with what brings the claim marked, where that is a word.
fn sentence(claim: &Claim) -> Vec<(bool, String)> {
    let mut pieces = marked(claim);
    if let [(hit, _)] = pieces.as_mut_slice() {
        *hit = false;
    }
    pieces
}
