//! What ties reports besides their words: outlets, who names whose, and which came first.

use super::outlets;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use stemma_model::{Range, ReportClaims};

/// The ties among the reports of a story.
#[derive(Debug, Default)]
pub struct Ties {
    /// One a report: the reports whose outlet it names as its source, with the words that do.
    named: Vec<BTreeMap<usize, Vec<Range>>>,
    /// A report and one whose outlet it names, or credits as its wire.
    credits: HashSet<(usize, usize)>,
    /// One a report: its outlet.
    outlets: Vec<Option<String>>,
    /// One a report: whether it carries an agency's copy.
    on_wire: Vec<bool>,
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
        let named = outlets::named(reports);
        let outlets: Vec<Option<String>> = reports.iter().map(|r| outlets::of(r).map(str::to_owned)).collect();
        let mut credits: HashSet<(usize, usize)> = named.iter().enumerate().flat_map(|(x, all)| all.keys().map(move |&y| (x, y))).collect();
        let mut of_wire: HashMap<&str, Vec<usize>> = HashMap::new();
        for (x, report) in reports.iter().enumerate() {
            for wire in &report.report.wire {
                let own = |y: &usize| outlets[*y].as_deref().is_some_and(|o| outlets::is_name_of(wire, o));
                let of = of_wire.entry(wire).or_insert_with(|| (0..reports.len()).filter(own).collect());
                credits.extend(of.iter().map(|&y| (x, y)));
            }
        }
        let carries = |(report, own): (&&ReportClaims, &Option<String>)| {
            let own = own.as_deref().unwrap_or_default();
            report.report.credits.iter().any(|c| c.whole && !outlets::is_name_of(&c.wire, own))
        };
        let on_wire = reports.iter().zip(&outlets).map(carries).collect();
        let when = reports.iter().map(|r| When::of(r.report.published.as_deref())).collect();
        Ties { named, credits, outlets, on_wire, when }
    }

    /// The reports whose outlet a report names as its source.
    pub fn named(&self, report: usize) -> impl Iterator<Item = (usize, &[Range])> {
        self.named.get(report).into_iter().flatten().map(|(r, spans)| (*r, spans.as_slice()))
    }

    /// Which of two reports came first, where that is known: because one credits the other's outlet, by time when both
    /// have one, by day when the days differ.
    pub fn first(&self, a: usize, b: usize) -> Option<Ordering> {
        self.credited(a, b).or_else(|| self.when.get(a)?.order(self.when.get(b)?))
    }

    /// Which of two reports came first because one names the other's outlet.
    fn credited(&self, a: usize, b: usize) -> Option<Ordering> {
        match (self.credits.contains(&(a, b)), self.credits.contains(&(b, a))) {
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            _ => None,
        }
    }

    /// Whether the first of two reports that share a text is the source, not the child, and whether that is shown. Where one
    /// of them carries a wire's copy the times show nothing, since the other may have it from the wire too; unless both are
    /// of one outlet, which prints what it has printed.
    pub fn direction(&self, child: usize, source: usize) -> (bool, bool) {
        let order = self.first(source, child);
        let one_outlet = self.outlets[child].is_some() && self.outlets[child] == self.outlets[source];
        let by_time = one_outlet || !self.on_wire[child] && !self.on_wire[source];
        let shown = order.is_some() && (by_time || self.credited(source, child).is_some());
        (order == Some(Ordering::Greater), shown)
    }

    /// The order in which reports are taken as possible sources: published first, then without a date, then as given.
    pub fn in_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.when.len()).collect();
        // Not a sort by [`Ties::first`]: with days and times mixed that is no total order.
        order.sort_by_key(|&i| {
            let when = &self.when[i];
            (when.day.is_none(), when.day.clone(), when.time.is_none(), when.time, i)
        });
        // Who is credited by another stands before it.
        for at in 1..order.len() {
            let mut k = at;
            while k > 0 && self.first(order[k], order[k - 1]) == Some(Ordering::Less) {
                order.swap(k, k - 1);
                k -= 1;
            }
        }
        order
    }
}
