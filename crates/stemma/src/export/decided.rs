//! What a person decided of what a row tells, in words beside it: a number or a place that somebody chose or corrected is never taken
//! for one that Stemma found.

use super::view::one_line;
use crate::brief::date;
use crate::brief::words::{chosen, slot};
use std::collections::BTreeMap;
use stemma_engine::review::chosen::{CODER, sentence};
use stemma_model::{Claim, Decided, Event, Finding, Harm, HarmFigure, Record, ReportClaims, Verdict};

/// Which values of some events coders chose, and which of their claims they corrected: a sentence each, in the order in which it was
/// decided; empty where nobody did. Of numbers only what rows have is told: the dead, with `killed` their number in the row.
pub fn told<'a>(events: impl Iterator<Item = &'a Event>, claims: &[&Claim], killed: Option<&HarmFigure>) -> String {
    let in_rows = |f: &&Finding| !f.slot.starts_with("figure:") || f.slot == "figure:killed";
    let mut all: BTreeMap<i64, String> = BTreeMap::new();
    for finding in events.flat_map(|e| &e.findings).filter(in_rows) {
        if let Some(c) = finding.decided.as_deref() {
            all.insert(c.decision, format!("For {}, {}", slot(&finding.slot), chosen(c)));
        }
    }
    for claim in claims {
        if let Some(d) = claim.decided.as_deref().filter(|d| d.verdict == Verdict::Corrected) {
            let because = d.reason.as_ref().map_or_else(String::new, |r| format!(": {}", r.trim_end_matches('.')));
            all.insert(d.decision, format!("{} corrected {} on {}{because}.", d.coder, claim.id, date(d.at.get(..10).unwrap_or(&d.at))));
        }
    }
    // The number of a story may follow from another of its events.
    let elsewhere = killed.filter(|k| k.rule.as_deref() == Some(CODER)).and_then(|k| k.why.clone());
    let elsewhere = elsewhere.filter(|_| !all.values().any(|said| said.starts_with(&format!("For {}", slot("figure:killed")))));
    one_line(&elsewhere.into_iter().chain(all.into_values()).collect::<Vec<_>>().join(" "))
}

/// Puts "Coder 1", "Coder 2", … for the names of coders, in the order in which they first decided something that is told here, and
/// leaves out their reasons, in which they may name anyone.
pub fn without_names(record: &mut Record, reports: &mut [ReportClaims]) {
    let mut first: BTreeMap<String, i64> = BTreeMap::new();
    let mut met = |coder: &str, decision: i64| {
        let earliest = first.entry(coder.to_owned()).or_insert(decision);
        *earliest = decision.min(*earliest);
    };
    record.stories.iter().flat_map(findings).filter_map(|f| f.decided.as_deref()).for_each(|c| met(&c.coder, c.decision));
    reports.iter_mut().flat_map(decided).for_each(|d| met(&d.coder, d.decision));
    let mut order: Vec<(i64, String)> = first.into_iter().map(|(coder, decision)| (decision, coder)).collect();
    order.sort();
    let names: BTreeMap<String, String> =
        order.into_iter().enumerate().map(|(n, (_, coder))| (coder, format!("Coder {}", n + 1))).collect();
    let name = |coder: &str| names.get(coder).cloned().unwrap_or_default();
    for d in reports.iter_mut().flat_map(decided) {
        (d.coder, d.reason) = (name(&d.coder), None);
    }
    for story in &mut record.stories {
        // What a number of harm says of who chose it, as it was and as it is to be.
        let all = findings(story).filter_map(|f| f.decided.as_deref());
        let why: BTreeMap<String, String> = all
            .map(|c| (sentence(&c.coder, &c.value, &c.at, c.reason.as_deref()), sentence(&name(&c.coder), &c.value, &c.at, None)))
            .collect();
        let harm = |harm: &mut Harm| {
            for measure in Harm::MEASURES {
                if let Some(figure) = harm.get_mut(measure).filter(|f| f.rule.as_deref() == Some(CODER)) {
                    figure.why = figure.why.as_ref().and_then(|w| why.get(w).cloned());
                }
            }
        };
        harm(&mut story.harm);
        story.events.iter_mut().for_each(|e| harm(&mut e.harm));
        for finding in story.events.iter_mut().flat_map(|e| &mut e.findings) {
            if let Some(c) = finding.decided.as_deref_mut() {
                (c.coder, c.reason) = (name(&c.coder), None);
            }
        }
    }
}

fn findings(story: &stemma_model::Story) -> impl Iterator<Item = &Finding> {
    story.events.iter().flat_map(|e| &e.findings)
}

fn decided(report: &mut ReportClaims) -> impl Iterator<Item = &mut Decided> {
    report.claims.iter_mut().chain(&mut report.rejected).filter_map(|c| c.decided.as_deref_mut())
}
