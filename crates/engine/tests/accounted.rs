//! Every claim of a story is accounted for, whatever is claimed and whichever of the reports are there.

use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use stemma_engine::Engine;
use stemma_model::{Claim, Report, ReportClaims, Story};

const KINDS: [&str; 6] = ["kill", "raid", "arrest", "protest", "release", "statement"];
const MODALITIES: [&str; 4] = ["asserted", "claimed", "planned", "denied"];
const WORDS: [&str; 14] =
    ["Guards", "freed", "Tomas", "Verel", "near", "the", "mill", "after", "crowds", "marched", "on", "Ostrel", "again", "quietly"];

/// A type, a modality, and the words of a sentence.
type Told = (usize, usize, Vec<usize>);

fn claim(report: usize, n: usize, (kind, modality, words): &Told) -> Result<Claim, serde_json::Error> {
    let sentence = words.iter().map(|&w| WORDS[w]).collect::<Vec<_>>().join(" ");
    let first = words.first().map_or("", |&w| WORDS[w]);
    let (start, length) = (n * 200, sentence.chars().count());
    serde_json::from_value(json!({
        "id": format!("r{report}/c{}", n + 1), "report": format!("r{report}"), "sentence": n,
        "evidence": {"in": "text", "start": start, "end": start + length, "text": sentence},
        "type": KINDS[*kind], "trigger": {"start": start, "end": start + first.chars().count(), "text": first},
        "roles": {"actor": [], "target": [], "place": [], "instrument": [], "topic": []},
        "figure": null, "time": null, "as_of": null, "place": null, "modality": MODALITIES[*modality], "negated": false,
        "mode": null, "background": false, "confidence": 0.5, "attribution": []
    }))
}

fn reports(told: &[Vec<Told>]) -> Result<Vec<ReportClaims>, serde_json::Error> {
    let one = |(r, said): (usize, &Vec<Told>)| {
        let claims = said.iter().enumerate().map(|(n, t)| claim(r, n, t)).collect::<Result<_, _>>()?;
        Ok(ReportClaims { report: Report { id: format!("r{r}"), ..Default::default() }, claims, ..Default::default() })
    };
    told.iter().enumerate().map(one).collect()
}

/// Each claim is in one event; what no other report tells is in its report's `unique`, and nothing else is.
fn accounted(story: &Story, reports: &[ReportClaims]) -> Result<(), TestCaseError> {
    let report_of: BTreeMap<&str, &str> = reports.iter().flat_map(|r| &r.claims).map(|c| (c.id.as_str(), c.report.as_str())).collect();
    let mut placed: Vec<&str> = story.events.iter().flat_map(|e| &e.claims).map(String::as_str).collect();
    placed.sort_unstable();
    prop_assert_eq!(placed, report_of.keys().copied().collect::<Vec<_>>());
    let mut alone: BTreeSet<(&str, &str)> = BTreeSet::new();
    for event in &story.events {
        let told: BTreeSet<&str> = event.claims.iter().filter_map(|c| report_of.get(c.as_str()).copied()).collect();
        if told.len() == 1 && reports.len() > 1 {
            alone.extend(event.claims.iter().filter_map(|c| Some((*report_of.get(c.as_str())?, c.as_str()))));
        }
    }
    let unique = story.unique.iter().flat_map(|u| u.claims.iter().map(|c| (u.report.as_str(), c.as_str())));
    prop_assert_eq!(unique.clone().count(), alone.len());
    prop_assert_eq!(unique.collect::<BTreeSet<_>>(), alone);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_claim_aligns_or_is_unique(
        told in prop::collection::vec(
            prop::collection::vec((0..KINDS.len(), 0..MODALITIES.len(), prop::collection::vec(0..WORDS.len(), 3..9)), 1..7), 1..6),
        kept in prop::collection::vec(any::<bool>(), 6),
    ) {
        let all = reports(&told).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let engine = Engine::default();
        accounted(&engine.record_as_one(&all), &all)?;
        let some: Vec<ReportClaims> = all.into_iter().zip(kept).filter(|(_, keep)| *keep).map(|(r, _)| r).collect();
        if !some.is_empty() {
            accounted(&engine.record_as_one(&some), &some)?;
        }
    }
}
