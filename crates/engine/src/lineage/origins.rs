//! How many texts of a story were written apart. What is not known is not counted.

use super::outlets;
use super::ties::Ties;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Basis, Descent, ReportClaims};

/// How many texts of a story were written apart from the others. Reports of one outlet, on one wire, or whose copies have
/// no known direction are taken together, and of what is left those count that descend from none. A text that is also in a
/// report of which neither outlet nor wire is known is no origin beside others. A reprint never adds one.
pub fn origins(reports: &[&ReportClaims], lineage: &[Descent]) -> usize {
    let ties = Ties::new(reports);
    let ids: BTreeMap<&str, usize> = reports.iter().enumerate().map(|(i, r)| (r.report.id.as_str(), i)).collect();
    let mut groups = Groups((0..reports.len()).collect());
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        let names = outlets::of(report).into_iter().chain(whole(report)).map(str::to_lowercase);
        for name in names {
            groups.join(*first.entry(name).or_insert(i), i);
        }
    }
    let mut down: Vec<(usize, usize)> = Vec::new();
    for d in lineage.iter().filter(|d| d.basis == Basis::Copy) {
        if let (Some(&child), Some(&source)) = (ids.get(d.report.as_str()), ids.get(d.from.as_str())) {
            if d.directed {
                down.push((child, source));
            } else {
                groups.join(child, source);
            }
        }
    }
    // A text that is also printed without a date may be the source of what an other copy of it descends from.
    loop {
        let members = groups.members();
        let doubtful = down.iter().find(|(child, source)| {
            let same = groups.of(*child) == groups.of(*source);
            let mates = members.get(&groups.of(*child)).map(Vec::as_slice).unwrap_or_default();
            !same && mates.len() > 1 && mates.iter().any(|&m| ties.first(reports, *source, m) != Some(Ordering::Less))
        });
        match doubtful {
            Some(&(child, source)) => groups.join(child, source),
            None => break,
        }
    }
    let descends: BTreeSet<usize> = down.iter().filter(|(c, s)| groups.of(*c) != groups.of(*s)).map(|(c, _)| groups.of(*c)).collect();
    let known = |i: usize| outlets::of(reports[i]).is_some() || whole(reports[i]).next().is_some();
    let roots = groups.members().into_iter().filter(|(g, m)| !descends.contains(g) && m.iter().all(|&i| known(i))).count();
    roots.max(usize::from(!reports.is_empty()))
}

/// The voice of a passage without a named source: the wire that the whole report credits, else its outlet or site, else its
/// id.
pub fn of_unattributed(report: &ReportClaims) -> String {
    let wire = whole(report).next();
    wire.or_else(|| outlets::of(report)).unwrap_or(&report.report.id).to_owned()
}

/// Whether two reports of a story are shown to be independent: each has a known outlet or wire, these differ, no chain of
/// copies joins the reports, and neither credits the other's outlet or a wire that the other credits. What is not known
/// is not independent.
pub fn independent(a: &ReportClaims, b: &ReportClaims, lineage: &[Descent]) -> bool {
    let known = |r: &ReportClaims| outlets::of(r).is_some() || whole(r).next().is_some();
    if a.report.id == b.report.id || !known(a) || !known(b) || of_unattributed(a) == of_unattributed(b) {
        return false;
    }
    let rests_on = |r: &ReportClaims, on: &ReportClaims| {
        let outlet = outlets::of(on).unwrap_or_default();
        r.report.wire.iter().any(|w| on.report.wire.contains(w) || outlets::is_name_of(w, outlet))
    };
    !rests_on(a, b) && !rests_on(b, a) && !joined(&a.report.id, &b.report.id, lineage)
}

/// The wires that a whole report credits.
fn whole(report: &ReportClaims) -> impl Iterator<Item = &str> {
    report.report.credits.iter().filter(|c| c.whole).map(|c| c.wire.as_str())
}

/// Whether a chain of copies and credits of reports joins two reports.
fn joined(a: &str, b: &str, lineage: &[Descent]) -> bool {
    let of_report = |d: &&Descent| d.basis == Basis::Copy || d.basis == Basis::Credit && !d.from.contains(':');
    let mut reached = BTreeSet::from([a]);
    loop {
        let before = reached.len();
        for d in lineage.iter().filter(of_report) {
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

/// Sets of reports that are taken together.
struct Groups(Vec<usize>);

impl Groups {
    fn of(&self, mut at: usize) -> usize {
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn members(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        (0..self.0.len()).for_each(|i| out.entry(self.of(i)).or_default().push(i));
        out
    }
}
