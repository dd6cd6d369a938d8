//! What ties reports besides their words: outlets, who names whose, and which came first.

use super::outlets;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use stemma_model::{Range, ReportClaims};

/// The ties among the reports of a story.
#[derive(Debug, Default)]
pub struct Ties {
    /// One a report: the reports whose outlet it names as its source, with the words that do.
    named: Vec<BTreeMap<usize, Vec<Range>>>,
    /// One a report: when it came out.
    when: Vec<When>,
}

/// What is known of a time of publication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct When {
    day: Option<String>,
    time: Option<jiff::Timestamp>,
}

impl When {
    fn of(published: Option<&str>) -> When {
        When {
            day: published.and_then(|p| p.get(..10)).map(str::to_owned),
            time: published.and_then(|p| p.parse::<jiff::Timestamp>().ok()),
        }
    }

    fn order(&self, other: &When) -> Option<Ordering> {
        let order = match (self.time, other.time) {
            (Some(s), Some(t)) => s.cmp(&t),
            _ => self.day.as_ref()?.cmp(other.day.as_ref()?),
        };
        Some(order).filter(|o| o.is_ne())
    }
}

impl Ties {
    /// Of the reports of a story.
    pub fn new(reports: &[&ReportClaims]) -> Ties {
        Ties { named: outlets::named(reports), when: reports.iter().map(|r| When::of(r.report.published.as_deref())).collect() }
    }

    /// The reports whose outlet a report names as its source.
    pub fn named(&self, report: usize) -> impl Iterator<Item = (usize, &[Range])> {
        self.named.get(report).into_iter().flatten().map(|(r, spans)| (*r, spans.as_slice()))
    }

    /// Which of two reports came first, where that is known: because one credits the other's outlet, by time when both
    /// have one, by day when the days differ.
    pub fn first(&self, reports: &[&ReportClaims], a: usize, b: usize) -> Option<Ordering> {
        self.credited(reports, a, b).or_else(|| self.when.get(a)?.order(self.when.get(b)?))
    }

    /// Which of two reports came first because one names the other's outlet.
    fn credited(&self, reports: &[&ReportClaims], a: usize, b: usize) -> Option<Ordering> {
        let credits = |x: usize, y: usize| {
            let named = self.named.get(x).is_some_and(|n| n.contains_key(&y));
            named || outlets::of(reports[y]).is_some_and(|o| reports[x].report.wire.iter().any(|w| outlets::is_name_of(w, o)))
        };
        match (credits(a, b), credits(b, a)) {
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            _ => None,
        }
    }

    /// Whether the first of two reports that share a text is the one that the order of taking calls the child (then they
    /// are to be swapped), and whether that is shown. Where one of them carries a wire's copy the times show nothing, since
    /// the other may have it from the wire too; unless both are of one outlet, which prints what it has printed.
    pub fn direction(&self, reports: &[&ReportClaims], child: usize, source: usize) -> (bool, bool) {
        let order = self.first(reports, source, child);
        let on_wire = |r: usize| {
            let own = outlets::of(reports[r]).unwrap_or_default();
            reports[r].report.credits.iter().any(|c| c.whole && !outlets::is_name_of(&c.wire, own))
        };
        let one_outlet = outlets::of(reports[child]).is_some() && outlets::of(reports[child]) == outlets::of(reports[source]);
        let by_time = one_outlet || !on_wire(child) && !on_wire(source);
        let shown = order.is_some() && (by_time || self.credited(reports, source, child).is_some());
        (order == Some(Ordering::Greater), shown)
    }

    /// The order in which reports are taken as possible sources: published first, then without a date, then as given.
    pub fn in_order(&self, reports: &[&ReportClaims]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..reports.len()).collect();
        // Not a sort by [`Ties::first`]: with days and times mixed that is no total order.
        order.sort_by_key(|&i| {
            let when = &self.when[i];
            (when.day.is_none(), when.day.clone(), when.time.is_none(), when.time, i)
        });
        // Who is credited by another stands before it.
        for at in 1..order.len() {
            let mut k = at;
            while k > 0 && self.first(reports, order[k], order[k - 1]) == Some(Ordering::Less) {
                order.swap(k, k - 1);
                k -= 1;
            }
        }
        order
    }
}
