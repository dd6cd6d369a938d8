//! What is most worth a person's look: what reports dispute, then what Stemma is least sure to have read right.

use super::desk::Forms;
use super::look::Frame;
use super::stories::Turn;
use super::{address, library::Kept};
use crate::brief::put::Sayings;
use crate::brief::words::{capital, slot, status, status_class};
use crate::brief::{Quote, quotes::UNSURE};
use askama::Template;
use std::collections::BTreeSet;
use stemma_engine::review::value;
use stemma_model::{Attribute, Claim, Event, Finding, ReportClaims, Status, Story};

/// Unsure readings shown of one story.
const UNSURE_SHOWN: usize = 6;

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/review.html")]
pub struct ReviewPage {
    /// Its frame.
    pub frame: Frame,
    /// The stories of this page.
    pub stories: Vec<Queue>,
    /// The page itself, to come back to.
    pub here: String,
    /// Its neighbours.
    pub turn: Turn,
    /// Whether the reader may decide.
    pub forms: Forms,
}

/// What is to be looked at in one story.
#[derive(Debug, Default)]
pub struct Queue {
    /// Its title.
    pub title: String,
    /// Its page.
    pub at: String,
    /// Its disputes.
    pub disputes: Vec<Dispute>,
    /// Its least sure readings that a finding of two reports rests on: the sentence, its type, its place, how sure in percent.
    pub unsure: Vec<Unsure>,
    /// How many more there are.
    pub more: usize,
}

/// A reading that Stemma is unsure of.
#[derive(Debug)]
pub struct Unsure {
    quote: Quote,
    /// Its type.
    kind: String,
    /// What it says, by attribute.
    facts: Vec<(&'static str, String)>,
    /// Its place in the report.
    at: String,
    /// Its own page, where forms are sent to.
    claim: String,
    /// How sure, in percent.
    sure: u8,
}

/// A finding in dispute.
#[derive(Debug, Default)]
pub struct Dispute {
    /// Where it stands.
    pub at: String,
    /// Words of its event.
    pub label: String,
    /// What was compared.
    pub slot: String,
    /// Class of its status.
    pub class: &'static str,
    /// Its status.
    pub status: String,
    /// Values, whose word each is and how it is put, and the place of a sentence.
    pub values: Vec<(String, String, String)>,
    /// Why.
    pub why: String,
}

/// What nobody has looked at yet in one story.
#[derive(Debug, Default)]
pub struct Work<'a> {
    /// Findings in dispute, with their events.
    pub disputes: Vec<(&'a Event, &'a Finding)>,
    /// Readings that Stemma is unsure of and that a finding of two reports rests on, the least sure first.
    pub unsure: Vec<&'a Claim>,
}

impl<'a> Work<'a> {
    /// Of a story and its reports.
    pub fn of(story: &'a Story, reports: &'a [ReportClaims]) -> Self {
        let findings = || story.events.iter().flat_map(|e| e.findings.iter().map(move |f| (e, f)));
        let disputed = |f: &Finding| matches!(f.status, Status::Disputed | Status::Denied) && f.decided.is_none();
        let shared = findings().filter(|(_, f)| f.status != Status::Single);
        let resting: BTreeSet<&str> = shared.flat_map(|(_, f)| &f.values).flat_map(|v| &v.claims).map(String::as_str).collect();
        let mut unsure: Vec<&Claim> = reports.iter().flat_map(|r| &r.claims).collect();
        unsure.retain(|c| c.confidence < UNSURE && c.decided.is_none() && resting.contains(c.id.as_str()));
        unsure.sort_by(|a, b| a.confidence.total_cmp(&b.confidence).then_with(|| a.id.cmp(&b.id)));
        Work { disputes: findings().filter(|(_, f)| disputed(f)).collect(), unsure }
    }
}

impl Queue {
    /// Of a story.
    pub fn of(kept: &Kept) -> Self {
        let story = &kept.story;
        let sayings = Sayings::of(story, &kept.reports, &kept.paths);
        let work = Work::of(story, &kept.reports);
        let mut disputes = Vec::new();
        for (event, f) in work.disputes {
            let values = f.values.iter().map(|v| {
                let value = sayings.value(v, &f.slot);
                (v.value.clone(), sayings.whose(&value), v.claims.first().map(|c| address::claim(c)).unwrap_or_default())
            });
            disputes.push(Dispute {
                at: address::finding(&story.id, &f.id, f.status),
                label: event.label.clone(),
                slot: capital(&slot(&f.slot)),
                class: status_class(f.status),
                status: capital(status(f.status)),
                values: values.collect(),
                why: sayings.named(&f.why),
            });
        }
        let unsure = work.unsure;
        let more = unsure.len().saturating_sub(UNSURE_SHOWN);
        let unsure = unsure.into_iter().take(UNSURE_SHOWN);
        let unsure = unsure.map(|c| Unsure {
            quote: quote(c, sayings.named(&c.report)),
            kind: c.kind.clone(),
            facts: facts(c),
            at: address::claim(&c.id),
            claim: address::of_claim(&c.id),
            sure: (c.confidence * 100.0).round() as u8,
        });
        Queue { title: story.title.clone(), at: address::story(&story.id), disputes, unsure: unsure.collect(), more }
    }
}

/// What a claim says, for a look: all but its type and what is plain.
fn facts(c: &Claim) -> Vec<(&'static str, String)> {
    let plain = |a: Attribute, v: &str| match a {
        Attribute::Type => true,
        Attribute::Modality => v == "asserted",
        Attribute::Negated | Attribute::Background => v == "false",
        Attribute::Bound => v == "exact",
        _ => false,
    };
    let each = Attribute::ALL.into_iter().filter_map(|a| Some((a, value::of(c, a)?)));
    each.filter(|(a, v)| !plain(*a, v)).map(|(a, v)| (super::claim::words(a).0, v)).collect()
}

/// The sentence of a claim with what brings the claim marked.
fn quote(c: &Claim, source: String) -> Quote {
    let e = &c.evidence;
    Quote {
        source,
        also: Vec::new(),
        claim: c.id.clone(),
        field: e.field,
        start: e.start,
        end: e.end,
        text: e.text.clone(),
        marks: c.trigger.iter().map(|t| (t.start, t.end)).filter(|&(a, b)| a >= e.start && b <= e.end).collect(),
        voices: Vec::new(),
        anchor: String::new(),
        unsure: true,
        decided: Vec::new(),
    }
}
