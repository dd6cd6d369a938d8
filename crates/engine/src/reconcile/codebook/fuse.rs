//! Values of a finding → best, low and high, by a codebook, with the rule that chose and a sentence that says why.

use super::{Codebook, Criterion, words};
use crate::reconcile::figures::{bounds, judge::Bounds};
use std::cmp::{Ordering, Reverse};
use stemma_model::{Bound, Candidate, Claim, ClaimIndex, Finding, FindingValue, Quote, SourceKind};

/// What chose a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The rule, by its place in the codebook's file.
    pub rule: String,
    /// Why, in one sentence.
    pub why: String,
    /// What it was chosen from, the chosen first.
    pub candidates: Vec<Candidate>,
}

/// A value as the codebook reads it.
#[derive(Clone, Copy, Debug)]
struct Reading<'v> {
    value: &'v FindingValue,
    low: Option<i64>,
    high: Option<i64>,
    /// The one number that stands for it: of "about 800" that which is named, else the least.
    number: Option<i64>,
    /// The group of its most reliable voice, 0 for the best.
    group: usize,
    /// Whether another value replaced it.
    replaced: bool,
}

impl Codebook {
    /// Sets best, low and high of a figure finding from its values, of which those with the bounds in `replaced` do not hold
    /// any more; low ≤ best ≤ high wherever they are known. None where nothing counts: then all three are null.
    pub fn fuse(&self, finding: &mut Finding, replaced: &[Bounds], claims: &ClaimIndex<'_>) -> Option<Choice> {
        (finding.best, finding.low, finding.high) = (None, None, None);
        if !self.count.statuses.contains(&finding.status) {
            return None;
        }
        let readings: Vec<Reading<'_>> = finding.values.iter().filter_map(|v| self.reading(v, replaced, claims)).collect();
        // "At least 20" says less than "36", which it allows: the looser value is no choice beside the closer one.
        let looser = |a: &Reading<'_>| readings.iter().any(|b| a.contains(b) && !b.contains(a));
        let late = self.best.latest_first.contains(&finding.status);
        let order = |a: &Reading<'_>, b: &Reading<'_>| {
            let by_time = if late { a.holds(b) } else { Ordering::Equal };
            self.best.order.iter().fold(by_time, |so_far, c| so_far.then_with(|| c.compare(a, b)))
        };
        let mut choices: Vec<&Reading<'_>> = readings.iter().filter(|r| self.best.looser || !looser(r)).collect();
        // Stable: of equals the one told first stays first.
        choices.sort_by(|a, b| order(b, a));
        let chosen = **choices.first()?;
        let best = chosen.number;
        let kept = |r: &&Reading<'_>| self.range.superseded || !late || r.holds(&chosen).is_ge();
        let low = readings.iter().filter(kept).map(|r| r.low).min().flatten();
        let open = readings.iter().filter(kept).any(|r| r.high.is_none());
        let high = if open { None } else { readings.iter().filter(kept).filter_map(|r| r.high).max() };
        let (rule, why) = self.decided(&chosen, choices.iter().skip(1).copied().find(|r| r.number != best), late, readings.len());
        let first = readings.iter().filter(|r| std::ptr::eq(r.value, chosen.value));
        let others = readings.iter().filter(|r| !std::ptr::eq(r.value, chosen.value));
        let candidates = first.chain(others).enumerate().map(|(i, r)| r.candidate(i == 0, claims)).collect();
        (finding.best, finding.low, finding.high) = nested(best, low, high);
        Some(Choice { rule, why, candidates })
    }

    fn reading<'v>(&self, value: &'v FindingValue, replaced: &[Bounds], claims: &ClaimIndex<'_>) -> Option<Reading<'v>> {
        let own = || value.claims.iter().filter_map(|id| claims.get(id.as_str()).copied());
        if own().next().is_some() && !own().any(|c| self.count.modalities.contains(&c.modality)) {
            return None;
        }
        let mut said = own().filter_map(|c| c.figure.as_ref()).filter(|f| (f.low, f.high) == value.bounds());
        let figure = said.next();
        let (low, high) = figure.map_or(value.bounds(), |f| words::bounds(f, &self.read));
        let middle = || low.zip(high).map(|(a, b)| a.midpoint(b));
        let number = figure.filter(|f| f.bound == Bound::About).and_then(|_| middle()).or(low).or(high);
        let group = |kind: SourceKind| self.best.reliable.iter().position(|g| g.contains(&kind)).unwrap_or(self.best.reliable.len());
        let voice = |c: &Claim| c.attribution.first().map_or(SourceKind::Media, |a| a.kind);
        let group = own().map(|c| group(voice(c))).min().unwrap_or(self.best.reliable.len());
        let replaced = replaced.contains(&value.bounds());
        low.or(high).is_some().then_some(Reading { value, low, high, number, group, replaced })
    }

    /// The rule that set the chosen value before the next one with another number, and why.
    fn decided(&self, chosen: &Reading<'_>, next: Option<&Reading<'_>>, late: bool, values: usize) -> (String, String) {
        let said = bounds(chosen.low, chosen.high);
        let Some(next) = next else {
            let why =
                if values == 1 { format!("Nothing else than {said} is told.") } else { format!("{said} is the closest that is told.") };
            return (if values == 1 { "only value" } else { "best.looser" }.to_owned(), why);
        };
        let other = bounds(next.low, next.high);
        if late && chosen.holds(next).is_ne() {
            let later = Criterion::Latest.compare(chosen, next).is_gt();
            let why = if later { Criterion::Latest.why(chosen, next, &said, &other) } else { format!("{said} replaced {other}.") };
            return ("best.latest-first".to_owned(), why);
        }
        match self.best.order.iter().find(|c| c.compare(chosen, next).is_ne()) {
            Some(c) => (format!("best.order {}", c.name()), c.why(chosen, next, &said, &other)),
            None => ("told first".to_owned(), format!("{said} is told first; nothing else sets it before {other}.")),
        }
    }
}

/// Bounds that hold the number between them.
pub fn nested(best: Option<i64>, low: Option<i64>, high: Option<i64>) -> (Option<i64>, Option<i64>, Option<i64>) {
    let Some(n) = best else { return (None, low, high) };
    (best, low.map(|l| l.min(n)), high.map(|h| h.max(n)))
}

impl Reading<'_> {
    fn is_exact(&self) -> bool {
        self.low.is_some() && self.low == self.high
    }

    /// How likely this holds now beside another: greater where only that one was replaced, else where it is later.
    fn holds(&self, other: &Reading<'_>) -> Ordering {
        other.replaced.cmp(&self.replaced).then_with(|| Criterion::Latest.compare(self, other))
    }

    /// The day as of which it is told; none where that is not known.
    fn as_of(&self) -> Option<&str> {
        self.value.as_of.as_deref().map(crate::reconcile::items::day)
    }

    /// Whether every number that another allows is allowed by this.
    fn contains(&self, inner: &Reading<'_>) -> bool {
        let low = |r: &Reading<'_>| r.low.unwrap_or(i64::MIN);
        let high = |r: &Reading<'_>| r.high.unwrap_or(i64::MAX);
        low(self) <= low(inner) && high(inner) <= high(self)
    }

    fn candidate(&self, chosen: bool, claims: &ClaimIndex<'_>) -> Candidate {
        let quotes = self.value.claims.iter().filter_map(|id| claims.get(id.as_str())).map(|c| quote(c)).collect();
        Candidate { value: self.value.value.clone(), low: self.low, high: self.high, chosen, quotes }
    }
}

/// The sentence of a claim and who says it.
pub fn quote(claim: &Claim) -> Quote {
    let sources = claim.attribution.iter().filter(|a| !a.source.is_empty()).map(|a| a.source.clone()).collect();
    Quote { claim: claim.id.clone(), report: claim.report.clone(), text: claim.evidence.text.clone(), sources }
}

/// " (as of 2031-05-05)".
fn day(r: &Reading<'_>) -> String {
    r.as_of().map_or_else(String::new, |d| format!(" (as of {d})"))
}

impl Criterion {
    fn name(self) -> &'static str {
        match self {
            Criterion::Reports => "reports",
            Criterion::Origins => "origins",
            Criterion::Exact => "exact",
            Criterion::Latest => "latest",
            Criterion::Claims => "claims",
            Criterion::Lowest => "lowest",
            Criterion::Highest => "highest",
            Criterion::Reliable => "reliable",
        }
    }

    /// Greater for the better.
    fn compare(self, a: &Reading<'_>, b: &Reading<'_>) -> Ordering {
        match self {
            Criterion::Reports => a.value.reports.len().cmp(&b.value.reports.len()),
            Criterion::Origins => a.value.origins.len().cmp(&b.value.origins.len()),
            Criterion::Exact => a.is_exact().cmp(&b.is_exact()),
            Criterion::Latest => a.as_of().cmp(&b.as_of()),
            Criterion::Claims => a.value.claims.len().cmp(&b.value.claims.len()),
            Criterion::Lowest => Reverse(a.number).cmp(&Reverse(b.number)),
            Criterion::Highest => a.number.cmp(&b.number),
            Criterion::Reliable => Reverse(a.group).cmp(&Reverse(b.group)),
        }
    }

    fn why(self, chosen: &Reading<'_>, next: &Reading<'_>, said: &str, other: &str) -> String {
        let (a, b) = (chosen.value, next.value);
        match self {
            Criterion::Reports => format!("More reports give {said} ({}) than {other} ({}).", a.reports.len(), b.reports.len()),
            Criterion::Origins => {
                format!("More independent voices give {said} ({}) than {other} ({}).", a.origins.len(), b.origins.len())
            }
            Criterion::Exact => format!("{said} is an exact number, {other} is not."),
            Criterion::Latest => format!("{said} is the later count{}, {other} the earlier.", day(chosen)),
            Criterion::Claims => format!("More sentences give {said} ({}) than {other} ({}).", a.claims.len(), b.claims.len()),
            Criterion::Lowest => format!("{said} is the lowest number told; {other} is told too."),
            Criterion::Highest => format!("{said} is the highest number told; {other} is told too."),
            Criterion::Reliable => format!("{said} has a voice of a kind that the codebook trusts more than those of {other}."),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use stemma_model::Status;

    fn value(low: i64, high: Option<i64>, reports: usize, as_of: &str) -> FindingValue {
        FindingValue {
            value: low.to_string(),
            low: Some(low.into()),
            high: high.map(Into::into),
            claims: vec![format!("c{low}")],
            reports: (0..reports).map(|r| r.to_string()).collect(),
            origins: vec!["o".into()],
            as_of: Some(as_of.to_owned()),
        }
    }

    fn finding(status: Status, values: Vec<FindingValue>) -> Finding {
        let slot = "figure:killed".to_owned();
        let (id, why, history) = (String::new(), String::new(), Vec::new());
        Finding { slot, status, values, best: None, low: None, high: None, origins: 1, confidence: 0.5, why, id, history, decided: None }
    }

    #[test]
    fn one_finding_gives_three_numbers_under_three_codebooks() {
        let told = || vec![value(36, Some(36), 2, "2031-05-05"), value(51, None, 1, "2031-05-05"), value(31, Some(31), 1, "2031-05-05")];
        let of = |book: &str, status| {
            let mut f = finding(status, told());
            let choice = Codebook::named(book).unwrap().fuse(&mut f, &[], &ClaimIndex::new()).unwrap();
            (f.best, f.low, f.high, choice.rule)
        };
        assert_eq!(of("default", Status::Disputed), (Some(36), Some(31), None, "best.order reports".to_owned()));
        assert_eq!(of("acled", Status::Disputed), (Some(31), Some(31), None, "best.order lowest".to_owned()));
        assert_eq!(of("ucdp", Status::Disputed), (Some(36), Some(31), None, "best.order reports".to_owned()));
    }

    #[test]
    fn what_a_later_count_replaced_is_no_bound_for_coders() {
        let of = |book: &str| {
            let mut f = finding(Status::Updated, vec![value(2, Some(2), 3, "2031-05-05"), value(5, Some(5), 1, "2031-05-06")]);
            let why = Codebook::named(book).unwrap().fuse(&mut f, &[], &ClaimIndex::new()).unwrap().why;
            (f.best, f.low, f.high, why)
        };
        assert_eq!(of("default"), (Some(5), Some(2), Some(5), "5 is the later count (as of 2031-05-06), 2 the earlier.".to_owned()));
        assert_eq!(of("acled").0, Some(5));
        assert_eq!((of("ucdp").1, of("ucdp").2), (Some(5), Some(5)));
    }

    #[test]
    fn what_was_replaced_is_not_best_whatever_the_days_say() {
        let of = |book: &str, replaced: i64| {
            let mut f = finding(Status::Corrected, vec![value(9, Some(9), 2, "2031-05-06"), value(7, Some(7), 1, "2031-05-06")]);
            let gone = (Some(replaced), Some(replaced));
            let choice = Codebook::named(book).unwrap().fuse(&mut f, &[gone], &ClaimIndex::new()).unwrap();
            (f.best, f.high, choice.why)
        };
        assert_eq!(of("default", 9), (Some(7), Some(9), "7 replaced 9.".to_owned()));
        assert_eq!(of("acled", 7).0, Some(9));
        assert_eq!((of("ucdp", 9).0, of("ucdp", 9).1), (Some(7), Some(7)));
    }

    #[test]
    fn findings_of_a_status_that_does_not_count_give_nothing() {
        let mut book = Codebook::default();
        book.count.statuses = vec![Status::Agreed];
        let mut f = finding(Status::Single, vec![value(2, Some(2), 1, "2031-05-05")]);
        assert_eq!(book.fuse(&mut f, &[], &ClaimIndex::new()), None);
        assert_eq!(f.best, None);
    }

    fn any_value() -> impl Strategy<Value = FindingValue> {
        let bounds = (proptest::option::of(0..60i64), proptest::option::of(0..60i64));
        let told = (1..5usize, 0..4usize, proptest::option::of(1..9u32), 1..4usize);
        (bounds, told).prop_map(|((a, b), (reports, origins, day, claims))| {
            let (low, high) = if let (Some(x), Some(y)) = (a, b) { (Some(x.min(y)), Some(x.max(y))) } else { (a, b) };
            FindingValue {
                value: String::new(),
                low: low.map(Into::into),
                high: high.map(Into::into),
                claims: (0..claims).map(|c| format!("{low:?}{high:?}/c{c}")).collect(),
                reports: (0..reports).map(|r| r.to_string()).collect(),
                origins: (0..origins).map(|o| o.to_string()).collect(),
                as_of: day.map(|d| format!("2031-05-0{d}")),
            }
        })
    }

    proptest! {
        /// Low ≤ best ≤ high, whatever is told and whatever its status, under every codebook; and the best is a number told.
        #[test]
        fn bounds_nest(values in proptest::collection::vec(any_value(), 0..6), status in 0..5usize, book in 0..3usize) {
            let status = [Status::Agreed, Status::Updated, Status::Disputed, Status::Lagged, Status::Corrected][status];
            let book = Codebook::names().nth(book).and_then(Codebook::named).unwrap();
            let mut f = finding(status, values.clone());
            let replaced: Vec<Bounds> = values.iter().step_by(2).map(FindingValue::bounds).collect();
            let choice = book.fuse(&mut f, &replaced, &ClaimIndex::new());
            match f.best {
                Some(best) => {
                    prop_assert!(f.low.is_none_or(|l| l <= best) && f.high.is_none_or(|h| best <= h), "{:?} {:?} {:?}", f.low, best, f.high);
                    prop_assert!(values.iter().any(|v| v.bounds().0.or(v.bounds().1) == Some(best)));
                    let chosen = choice.unwrap().candidates;
                    prop_assert!(chosen[0].chosen && chosen.iter().skip(1).all(|c| !c.chosen));
                }
                None => prop_assert!(values.iter().all(|v| v.low.or(v.high).is_none())),
            }
        }
    }
}
