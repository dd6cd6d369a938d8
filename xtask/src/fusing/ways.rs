//! Ways to get numbers from the reports of an incident.

use std::collections::BTreeMap;
use stemma_engine::Engine;
use stemma_model::{Harm, ReportClaims};

/// The ways, in the order of [`answers`].
pub const NAMES: [&str; 4] = ["reconciled", "latest report alone", "longest report alone", "majority of reports"];

/// How many were killed and injured; null is nought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Numbers {
    /// Dead.
    pub killed: i64,
    /// Hurt and not dead.
    pub injured: i64,
}

/// What each way gives.
pub fn answers(engine: &Engine, reports: &[ReportClaims]) -> [Numbers; NAMES.len()] {
    let alone: Vec<Numbers> = reports.iter().map(|r| record(engine, std::slice::from_ref(r))).collect();
    let by_date = by_date(reports);
    let latest = by_date.last().map(|&n| alone[n]).unwrap_or_default();
    // Of equals the first.
    let longest = (0..reports.len()).rev().max_by_key(|&n| reports[n].report.text.chars().count()).map(|n| alone[n]);
    [record(engine, reports), latest, longest.unwrap_or_default(), majority(&alone, &by_date)]
}

/// The numbers of a record as `score/harm_run.py` takes them: of the story with most reports, the first of equals.
fn record(engine: &Engine, reports: &[ReportClaims]) -> Numbers {
    let stories = engine.record(reports);
    let story = stories.iter().reduce(|a, b| if b.reports.len() > a.reports.len() { b } else { a });
    let best = |harm: &Harm, measure: &str| harm.get(measure).and_then(|f| f.best).unwrap_or_default();
    story.map(|s| Numbers { killed: best(&s.harm, "killed"), injured: best(&s.harm, "injured") }).unwrap_or_default()
}

/// Reports by day of publication, undated ones first, else as they come.
fn by_date(reports: &[ReportClaims]) -> Vec<usize> {
    let mut out: Vec<usize> = (0..reports.len()).collect();
    out.sort_by(|&a, &b| reports[a].report.published.cmp(&reports[b].report.published));
    out
}

/// The number of killed that most reports give, and that of injured; of equals the one that a later report gives.
fn majority(alone: &[Numbers], by_date: &[usize]) -> Numbers {
    let most = |number: &dyn Fn(&Numbers) -> i64| {
        let mut votes: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
        for (late, &n) in by_date.iter().enumerate() {
            let vote = votes.entry(number(&alone[n])).or_default();
            *vote = (vote.0 + 1, late);
        }
        votes.into_iter().max_by_key(|(_, vote)| *vote).map_or(0, |(n, _)| n)
    };
    Numbers { killed: most(&|n| n.killed), injured: most(&|n| n.injured) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_wins_and_of_equals_the_later() {
        let of = |k: i64, i: i64| Numbers { killed: k, injured: i };
        assert_eq!(majority(&[of(1, 0), of(1, 2), of(0, 2)], &[0, 1, 2]), of(1, 2));
        assert_eq!(majority(&[of(1, 3), of(0, 2)], &[0, 1]), of(0, 2));
        assert_eq!(majority(&[of(1, 3), of(0, 2)], &[1, 0]), of(1, 3));
    }
}
