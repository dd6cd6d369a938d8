//! How two values of one slot relate, and how values become a finding.

use super::items::Item;
use super::origins::Voices;
use std::collections::BTreeSet;
use stemma_model::{Finding, FindingValue, Status};

/// How two values relate, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Equal.
    Same,
    /// One says more than the other, or they overlap: both can hold.
    Finer,
    /// Both cannot hold as of the same time.
    Incompatible,
}

/// How two closed or open intervals relate.
pub fn relation(a: (Option<i64>, Option<i64>), b: (Option<i64>, Option<i64>)) -> Relation {
    let low = |x: Option<i64>| x.unwrap_or(i64::MIN);
    let high = |x: Option<i64>| x.unwrap_or(i64::MAX);
    if a == b {
        Relation::Same
    } else if low(a.0) <= high(b.1) && low(b.0) <= high(a.1) {
        Relation::Finer
    } else {
        Relation::Incompatible
    }
}

/// A value with the claims behind it, their reports and voices.
pub fn value(words: String, items: &[&Item<'_>], voices: &Voices<'_>) -> FindingValue {
    let mut reports = Vec::new();
    for i in items {
        if !reports.contains(&i.claim.report) {
            reports.push(i.claim.report.clone());
        }
    }
    FindingValue {
        value: words,
        claims: items.iter().map(|i| i.claim.id.clone()).collect(),
        reports,
        origins: voices.independent(items),
        ..FindingValue::default()
    }
}

/// A finding over values; `all` are the items behind any of them. The best-founded value comes first: most voices, then
/// most claims, then the order of the reports.
pub fn finding(
    slot: String,
    status: Status,
    mut values: Vec<FindingValue>,
    all: &[&Item<'_>],
    voices: &Voices<'_>,
    why: String,
) -> Finding {
    values.sort_by(|a, b| {
        b.origins.len().cmp(&a.origins.len()).then(b.reports.len().cmp(&a.reports.len())).then(b.claims.len().cmp(&a.claims.len()))
    });
    let origins = voices.independent(all).len();
    let reports: BTreeSet<usize> = all.iter().map(|i| i.report).collect();
    // Independent voices make a finding surer, doubt of the extractor makes it less so; noisy-or over voices.
    let mean = all.iter().map(|i| i.claim.confidence).sum::<f64>() / all.len().max(1) as f64;
    let agreeing = matches!(status, Status::Agreed | Status::Refined | Status::Updated | Status::Fulfilled);
    let confidence = if agreeing && reports.len() > 1 { 1.0 - (1.0 - mean).powf(1.0 + 0.5 * origins.min(4) as f64) } else { mean };
    let confidence = (confidence * 100.0).round() / 100.0;
    let (id, history) = (String::new(), Vec::new());
    Finding { slot, status, values, best: None, low: None, high: None, origins, confidence, why, id, history, decided: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_relate_as_readers_expect() {
        let at_least = |n| (Some(n), None);
        let exact = |n| (Some(n), Some(n));
        assert_eq!(relation(exact(36), exact(36)), Relation::Same);
        assert_eq!(relation(exact(36), at_least(30)), Relation::Finer);
        assert_eq!(relation(at_least(6), at_least(7)), Relation::Finer);
        assert_eq!(relation(exact(36), at_least(51)), Relation::Incompatible);
    }
}
