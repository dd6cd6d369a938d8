//! What coders decided as training data: what the machine read beside what it should have.

use serde::Serialize;
use serde_json::Value;
use stemma_model::{Claim, Correction, Field, Verdict};
use stemma_store::reports::Read;

/// A claim that somebody decided of.
#[derive(Serialize)]
struct Row<'a> {
    report: &'a str,
    outlet: Option<&'a str>,
    published: Option<&'a str>,
    claim: &'a str,
    #[serde(rename = "in")]
    field: Field,
    start: usize,
    end: usize,
    sentence: &'a str,
    verdict: Verdict,
    /// What the machine read.
    machine: &'a Claim,
    /// What it should have read; null where there is no such claim.
    human: Option<Claim>,
    changes: &'a [Correction],
    coder: &'a str,
    at: &'a str,
    reason: Option<&'a str>,
    decision: i64,
}

/// One object for each claim of a report that a coder's decision holds of, in the order of the machine's claims.
pub fn rows(read: &Read) -> serde_json::Result<Vec<Value>> {
    let Some(machine) = &read.machine else { return Ok(Vec::new()) };
    let said = || read.said.claims.iter().chain(&read.said.rejected);
    let decided = machine.claims.iter().filter_map(|m| Some((m, said().find(|c| c.id == m.id)?)));
    let decided = decided.filter_map(|(m, c)| Some((m, c, c.decided.as_ref()?)));
    decided
        .map(|(machine, claim, decided)| {
            let human = Claim { decided: None, confidence: machine.confidence, ..claim.clone() };
            let report = &read.said.report;
            serde_json::to_value(Row {
                report: &report.id,
                outlet: report.outlet.as_deref(),
                published: report.published.as_deref(),
                claim: &machine.id,
                field: machine.evidence.field,
                start: machine.evidence.start,
                end: machine.evidence.end,
                sentence: &machine.evidence.text,
                verdict: decided.verdict,
                machine,
                human: (decided.verdict != Verdict::Rejected).then_some(human),
                changes: &decided.changes,
                coder: &decided.coder,
                at: &decided.at,
                reason: decided.reason.as_deref(),
                decision: decided.decision,
            })
        })
        .collect()
}
