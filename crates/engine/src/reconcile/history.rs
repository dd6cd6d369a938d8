//! What each finding and each figure was, report by report.
//!
//! Nothing is stored for it: the reports of a story are taken one after another in the order in which they came, the claims
//! of an event are cut down to those that were known, and compared again. Which claims belong together is taken from the
//! whole, so the last state of a finding is the finding itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use stemma_model::{Change, Event, Finding, Harm, HarmFigure, ReportClaims, Sides, State, Status};

/// What was known of an event, or of a story, at some time.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What comparing gave.
    pub findings: Vec<Finding>,
    /// Who came to harm.
    pub harm: Harm,
    /// Whom the numbers count, side by side.
    pub sides: Option<Sides>,
}

/// So many reports of a finding are taken one by one. Of more, about so many are, and where two of them differ those
/// between are searched for the report that made the difference: a story of 300 reports costs ten times as much otherwise.
/// What changed and changed back between two of them is passed over.
const ONE_BY_ONE: usize = 32;

/// The histories of one event's findings and figures. `order` are the reports that tell of it, as they came, which `memo`
/// counts.
pub fn of_event<F: Fn(usize) -> Known>(event: &mut Event, order: &[&ReportClaims], memo: &Memo<F>) {
    let last = order.len();
    for finding in &mut event.findings {
        let points = points(order, |report| finding.values.iter().any(|v| v.reports.contains(report)));
        finding.history = match points.as_slice() {
            // One report: it is what that report made it.
            [n] => vec![state(finding, order[n - 1])],
            _ => changes(&points, last, |n| became(&memo.at(n).findings, finding).map(sign))
                .into_iter()
                .filter_map(|n| Some(state(became(&memo.at(n).findings, finding)?, order[n - 1])))
                .collect(),
        };
        if let [only] = finding.history.as_mut_slice()
            && !finding.slot.starts_with("figure:")
        {
            only.sentence = None;
        }
    }
    of_harm(&mut event.harm, order, memo);
}

/// The histories of figures: of an event, or of a story, where `order` are all its reports.
pub fn of_harm<F: Fn(usize) -> Known>(harm: &mut Harm, order: &[&ReportClaims], memo: &Memo<F>) {
    for measure in Harm::MEASURES {
        let Some(mut figure) = harm.get(measure).cloned() else { continue };
        let mine = |report: &String| order.iter().any(|r| r.report.id == *report && r.claims.iter().any(|c| figure.claims.contains(&c.id)));
        let points = points(order, mine);
        let at = |n: usize| memo.at(n).harm.get(measure).map(|f| (f.best, f.low, f.high));
        figure.history = changes(&points, order.len(), at)
            .into_iter()
            .map(|n| {
                let known = memo.at(n);
                let none = HarmFigure::default();
                figure_state(known.harm.get(measure).unwrap_or(&none), &format!("figure:{measure}"), &known.findings, order[n - 1])
            })
            .collect();
        harm.set(measure, figure);
    }
}

/// What was known once the first n of some reports had come, each worked out once and only when it is asked for.
pub struct Memo<F> {
    last: usize,
    seen: RefCell<BTreeMap<usize, Rc<Known>>>,
    known: F,
}

impl<F: Fn(usize) -> Known> Memo<F> {
    /// `whole` is what all of `last` reports make; `known(n)` what the first n do, 0 < n < `last`.
    pub fn new(last: usize, whole: Known, known: F) -> Self {
        Memo { last, seen: RefCell::new(BTreeMap::from([(0, Rc::default()), (last, Rc::new(whole))])), known }
    }

    /// What the first n reports make.
    pub fn at(&self, n: usize) -> Rc<Known> {
        let n = n.min(self.last);
        if let Some(known) = self.seen.borrow().get(&n) {
            return Rc::clone(known);
        }
        let made = Rc::new((self.known)(n));
        self.seen.borrow_mut().insert(n, Rc::clone(&made));
        made
    }
}

/// Whether one time of publication is known to be later than another: by the moment where both have one, else by the day.
pub fn is_later(a: &str, b: &str) -> bool {
    match (a.parse::<jiff::Timestamp>(), b.parse::<jiff::Timestamp>()) {
        (Ok(a), Ok(b)) => a > b,
        _ => a.get(..10) > b.get(..10),
    }
}

/// How many reports are known once each of some has come.
fn points(order: &[&ReportClaims], mine: impl Fn(&String) -> bool) -> Vec<usize> {
    order.iter().enumerate().filter(|(_, r)| mine(&r.report.id)).map(|(i, _)| i + 1).collect()
}

/// After how many reports something changed. `points` are where it may have, rising; nothing was there before the first.
fn changes<T: PartialEq>(points: &[usize], last: usize, at: impl Fn(usize) -> T) -> Vec<usize> {
    let mut all = vec![0];
    all.extend(points);
    // A report that says nothing of a thing may still change it: that shows at the end.
    if all.last() != Some(&last) {
        all.push(last);
    }
    let step = if points.len() > ONE_BY_ONE { points.len().div_ceil(ONE_BY_ONE) } else { 1 };
    let mut out = Vec::new();
    let mut from = 0;
    while from + 1 < all.len() {
        let to = (from + step).min(all.len() - 1);
        between(&all, from, to, &at, &mut out);
        from = to;
    }
    out
}

fn between<T: PartialEq>(all: &[usize], from: usize, to: usize, at: &impl Fn(usize) -> T, out: &mut Vec<usize>) {
    if at(all[from]) == at(all[to]) {
        return;
    }
    if to == from + 1 {
        out.push(all[to]);
        return;
    }
    let middle = from.midpoint(to);
    between(all, from, middle, at, out);
    between(all, middle, to, at, out);
}

/// How many claims of a finding are also those of another about the same slot.
fn shared(a: &Finding, b: &Finding) -> usize {
    if a.slot != b.slot {
        return 0;
    }
    let has = |c: &&String| b.values.iter().any(|v| v.claims.contains(c));
    a.values.iter().flat_map(|v| &v.claims).filter(has).count()
}

/// The finding of some that became another: the one with most of its claims.
fn became<'f>(findings: &'f [Finding], now: &Finding) -> Option<&'f Finding> {
    let own = |f: &&Finding| !now.id.is_empty() && f.id == now.id;
    // Of equals the first.
    let most = || findings.iter().rev().map(|f| (shared(f, now), f)).filter(|(n, _)| *n > 0).max_by_key(|(n, _)| *n).map(|(_, f)| f);
    findings.iter().find(own).or_else(most)
}

/// What makes a new state when it changes: of a figure its numbers and how many different ones there are, of all the status.
fn sign(f: &Finding) -> (Status, Option<i64>, Option<i64>, Option<i64>, usize) {
    (f.status, f.best, f.low, f.high, if f.slot.starts_with("figure:") { f.values.len() } else { 0 })
}

/// A finding as it was once a report had come.
fn state(finding: &Finding, report: &ReportClaims) -> State {
    let given = || finding.values.iter().filter(|v| v.reports.contains(&report.report.id));
    let own = |id: &String| report.claims.iter().any(|c| c.id == *id);
    let claims: Vec<String> = given().flat_map(|v| &v.claims).filter(|id| own(id)).cloned().collect();
    State {
        since: report.report.published.clone(),
        report: Some(report.report.id.clone()),
        change: Change::Added,
        status: Some(finding.status),
        values: given().map(|v| v.value.clone()).collect(),
        best: finding.best,
        low: finding.low,
        high: finding.high,
        origins: finding.origins,
        sentence: sentence(&claims, report),
        claims,
    }
}

/// A figure as it was once a report had come, with what the report says of it.
fn figure_state(figure: &HarmFigure, slot: &str, findings: &[Finding], report: &ReportClaims) -> State {
    let claims: Vec<String> = report.claims.iter().map(|c| c.id.clone()).filter(|id| figure.claims.contains(id)).collect();
    let values = findings.iter().filter(|f| f.slot == slot).flat_map(|f| &f.values);
    let mut words: Vec<String> = Vec::new();
    for value in values.filter(|v| v.claims.iter().any(|c| claims.contains(c))) {
        if !words.contains(&value.value) {
            words.push(value.value.clone());
        }
    }
    State {
        since: report.report.published.clone(),
        report: Some(report.report.id.clone()),
        change: Change::Added,
        status: None,
        values: words,
        best: figure.best,
        low: figure.low,
        high: figure.high,
        origins: 0,
        sentence: sentence(&claims, report),
        claims,
    }
}

/// The sentence of the first of some claims.
fn sentence(claims: &[String], report: &ReportClaims) -> Option<String> {
    let first = claims.first()?;
    report.claims.iter().find(|c| c.id == *first).map(|c| c.evidence.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_found_one_by_one_and_by_halves() {
        let values = |n: usize| [0, 1, 1, 2, 2, 2, 5, 5][n.min(7)];
        assert_eq!(changes(&[1, 2, 3, 4, 5, 6, 7], 7, values), [1, 3, 6]);
        let points: Vec<usize> = (1..=300).collect();
        let asked = RefCell::new(std::collections::BTreeSet::new());
        let at = |n: usize| {
            asked.borrow_mut().insert(n);
            (n > 0, n > 99, n > 250)
        };
        assert_eq!(changes(&points, 300, at), [1, 100, 251]);
        assert!(asked.borrow().len() < 60, "{}", asked.borrow().len());
    }

    #[test]
    fn what_others_change_shows_at_the_end() {
        assert_eq!(changes(&[2], 5, |n| (n >= 2, n >= 4)), [2, 5]);
        assert_eq!(changes(&[2], 5, |n| n >= 2), [2]);
    }
}
