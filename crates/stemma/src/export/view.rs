//! What the formats are made from: the record, and the reports and claims that it rests on.

use crate::brief::words::file_name;
use crate::session::Corpus;
use std::collections::{BTreeMap, BTreeSet};
use stemma_engine::Engine;
use stemma_engine::reconcile::codebook::codes;
use stemma_model::{Attribution, Claim, ClaimIndex, Entity, Event, Record, Report, ReportClaims, Story};

/// A record with its evidence.
#[derive(Debug)]
pub struct View<'a> {
    /// The record.
    pub record: &'a Record,
    /// The reports as they were read, in input order.
    pub reports: &'a [ReportClaims],
    /// The engine that made it, for its claim types and its places.
    pub engine: &'a Engine,
    /// The place that each report was read from, by its id.
    pub paths: &'a BTreeMap<String, String>,
    /// The codes of the codebook that it was made by; of a codebook without codes, those of the export's own.
    pub codes: codes::Table,
    claims: ClaimIndex<'a>,
    by_report: BTreeMap<&'a str, &'a ReportClaims>,
}

impl<'a> View<'a> {
    /// Looks everything up once.
    pub fn new(record: &'a Record, corpus: &'a Corpus, engine: &'a Engine, codes: codes::Table) -> View<'a> {
        let reports = corpus.reports.as_slice();
        let claims = reports.iter().flat_map(|r| &r.claims).map(|c| (c.id.as_str(), c)).collect();
        let by_report = reports.iter().map(|r| (r.report.id.as_str(), r)).collect();
        View { record, reports, engine, paths: &corpus.paths, codes, claims, by_report }
    }

    /// A report by its id.
    pub fn report(&self, id: &str) -> Option<&'a Report> {
        self.by_report.get(id).map(|r| &r.report)
    }

    /// What a report is called: its outlet, else its file, else its id.
    pub fn named(&self, id: &str) -> String {
        let outlet = self.report(id).and_then(|r| r.outlet.clone());
        outlet.or_else(|| self.paths.get(id).map(|p| file_name(p))).unwrap_or_else(|| id.to_owned())
    }

    /// A claim by its id.
    pub fn claim(&self, id: &str) -> Option<&'a Claim> {
        self.claims.get(id).copied()
    }

    /// The claims of an event, in its order.
    pub fn claims(&self, event: &'a Event) -> impl Iterator<Item = &'a Claim> + use<'a, '_> {
        event.claims.iter().filter_map(|id| self.claim(id))
    }

    /// An entity of a report, `REPORT/eN`.
    pub fn entity(&self, report: &str, id: &str) -> Option<&'a Entity> {
        self.by_report.get(report)?.entities.iter().find(|e| e.id == id)
    }

    /// The reports that some claims stand in, each once, in input order.
    pub fn reports_of(&self, claims: &[&Claim]) -> Vec<&'a Report> {
        let ids: BTreeSet<&str> = claims.iter().map(|c| c.report.as_str()).collect();
        self.reports.iter().map(|r| &r.report).filter(|r| ids.contains(r.id.as_str())).collect()
    }

    /// The reports of a story, in its order.
    pub fn of_story(&self, story: &'a Story) -> impl Iterator<Item = &'a Report> + use<'a, '_> {
        story.reports.iter().filter_map(|r| self.report(&r.id))
    }
}

/// The voices of a claim, from the nearest to the farthest: "a witness told; AFP".
pub fn voices(attribution: &[Attribution]) -> String {
    let voices: Vec<&str> = attribution.iter().map(|a| a.source.as_str()).filter(|s| !s.is_empty()).collect();
    voices.join("; ")
}

/// Text on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of a value of one of the interface's lists, as it stands there.
pub fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Seconds since 1970 of a publication date; of a day, its first.
pub fn seconds(published: &str) -> Option<i64> {
    if let Ok(moment) = published.parse::<jiff::Timestamp>() {
        return Some(moment.as_second());
    }
    let day = published.get(..10)?.parse::<jiff::civil::Date>().ok()?;
    Some((day - jiff::civil::date(1970, 1, 1)).get_days() as i64 * 86_400)
}

/// Sentences of the reports, each once, in quotation marks, with where it stands and who says it: nothing else.
pub fn quotes(view: &View<'_>, claims: &[&Claim], most: usize) -> String {
    let mut seen: Vec<&str> = Vec::new();
    let mut out: Vec<String> = Vec::new();
    for claim in claims {
        if seen.contains(&claim.evidence.text.as_str()) || out.len() == most {
            continue;
        }
        seen.push(&claim.evidence.text);
        let report = view.report(&claim.report);
        let outlet = view.named(&claim.report);
        let day = report.and_then(|r| r.published.as_deref()).and_then(|p| p.get(..10)).map(|d| format!(", {d}")).unwrap_or_default();
        let voices = voices(&claim.attribution);
        let voices = if voices.is_empty() { voices } else { format!("; {voices}") };
        out.push(format!("\"{}\" ({outlet}{day}{voices})", one_line(&claim.evidence.text)));
    }
    out.join(" ")
}
