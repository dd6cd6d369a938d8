//! Which report descends from which, and on which wire.
//!
//! - [`credits`]: a report names the agency whose copy it carries
//! - [`copies`]: two reports share passages, found by winnowing their words
//! - [`quotes`]: two reports carry the same quotation, and no report before them

pub mod copies;
pub mod credits;
pub mod quotes;
pub mod words;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use stemma_model::{Basis, Descent, ReportClaims};
use words::Words;

/// The descents among the reports of one story: by report in the order given, then credit before copy before quote.
///
/// A copy or quotation is directed only where times of publication, or a credit of the other's outlet, show the way; else
/// the later report of the input is put as the descendant and [`Descent::directed`] is false. A report that carries
/// words of several others descends from those that account for words of its own; a copy of a copy is linked once.
pub fn trace(reports: &[&ReportClaims]) -> Vec<Descent> {
    let words: Vec<Words> = reports.iter().map(|r| Words::new(&r.report.text)).collect();
    let mut descents = credits::find(reports);
    let copies = copies::find(reports, &words);
    let quotes = quotes::find(reports, &words, &copies);
    descents.extend(copies);
    descents.extend(quotes);
    let place = |id: &str| reports.iter().position(|r| r.report.id == id);
    descents.sort_by_cached_key(|d| (place(&d.report), d.basis, place(&d.from), d.from.clone()));
    descents
}

/// The voice of a passage without a named source: the wire that the whole report credits, else its outlet, else its id.
pub fn origin_of_unattributed(report: &ReportClaims) -> String {
    let wire = report.report.credits.iter().find(|c| c.whole).map(|c| c.wire.clone());
    wire.or_else(|| report.report.outlet.clone()).unwrap_or_else(|| report.report.id.clone())
}

/// Whether two reports of a story are shown to be independent: each has a known outlet or wire, these differ, no chain of
/// copies joins the reports, and neither credits the other's outlet or a wire that the other credits. What is not known
/// is not independent.
pub fn independent(a: &ReportClaims, b: &ReportClaims, lineage: &[Descent]) -> bool {
    let known = |r: &ReportClaims| r.report.outlet.is_some() || r.report.credits.iter().any(|c| c.whole);
    if a.report.id == b.report.id || !known(a) || !known(b) {
        return false;
    }
    if origin_of_unattributed(a) == origin_of_unattributed(b) {
        return false;
    }
    let rests_on = |r: &ReportClaims, on: &ReportClaims| {
        let outlet = on.report.outlet.as_deref().unwrap_or_default();
        r.report.wire.iter().any(|w| on.report.wire.contains(w) || credits::is_name_of(w, outlet))
    };
    !rests_on(a, b) && !rests_on(b, a) && !joined(&a.report.id, &b.report.id, lineage)
}

/// Whether a chain of copies and credits of reports joins two reports.
fn joined(a: &str, b: &str, lineage: &[Descent]) -> bool {
    let mut reached = BTreeSet::from([a]);
    loop {
        let before = reached.len();
        for d in lineage.iter().filter(|d| d.basis == Basis::Copy || d.basis == Basis::Credit && !d.from.starts_with("wire:")) {
            if reached.contains(d.report.as_str()) || reached.contains(d.from.as_str()) {
                reached.insert(&d.report);
                reached.insert(&d.from);
            }
        }
        if reached.contains(b) {
            return true;
        }
        if reached.len() == before {
            return false;
        }
    }
}

/// Which of two reports came first, where that is known: by time when both have one, by day when the days differ, or
/// because one credits the other's outlet.
fn first(a: &ReportClaims, b: &ReportClaims) -> Option<Ordering> {
    let credits = |x: &ReportClaims, y: &ReportClaims| {
        y.report.outlet.as_deref().is_some_and(|o| x.report.wire.iter().any(|w| credits::is_name_of(w, o)))
    };
    match (credits(a, b), credits(b, a)) {
        (true, false) => return Some(Ordering::Greater),
        (false, true) => return Some(Ordering::Less),
        _ => {}
    }
    let (x, y) = (a.report.published.as_deref()?, b.report.published.as_deref()?);
    let time = |p: &str| p.parse::<jiff::Timestamp>().ok();
    let order = match (time(x), time(y)) {
        (Some(s), Some(t)) => s.cmp(&t),
        _ => x.get(..10)?.cmp(y.get(..10)?),
    };
    Some(order).filter(|o| o.is_ne())
}

/// The order in which reports are taken as possible sources: published first, then without a date, then as given.
fn in_order(reports: &[&ReportClaims]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    // Not a sort by [`first`]: with days and times mixed that is no total order.
    let day = |i: &usize| reports[*i].report.published.as_deref().and_then(|p| p.get(..10));
    let time = |i: &usize| reports[*i].report.published.as_deref().and_then(|p| p.parse::<jiff::Timestamp>().ok());
    order.sort_by_key(|i| (day(i).is_none(), day(i), time(i).is_none(), time(i), *i));
    // Who is credited by another stands before it.
    for at in 1..order.len() {
        let mut k = at;
        while k > 0 && first(reports[order[k]], reports[order[k - 1]]) == Some(Ordering::Less) {
            order.swap(k, k - 1);
            k -= 1;
        }
    }
    order
}
