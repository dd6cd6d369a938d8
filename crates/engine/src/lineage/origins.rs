//! How many texts of a story were written apart. What is not known is not counted.

use super::groups::Groups;
use super::outlets;
use super::ties::Ties;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Basis, Descent, ReportClaims};

/// How many texts of a story were written apart from the others; `pairs` are all reports that share a text. Reports of one
/// outlet, on one wire, or whose copies have no known direction are taken together, and of what is left those count that
/// descend from none. A text that is also in a report of which neither outlet nor wire is known is no origin beside others.
///
/// A reprint that comes later, or without a date, never adds one: it can only bring reports together.
pub fn origins(reports: &[&ReportClaims], pairs: &[(usize, usize)], ties: &Ties) -> usize {
    let mut groups = Groups::new(reports.len());
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        let names = outlets::of(report).into_iter().chain(whole(report)).map(str::to_lowercase);
        for name in names {
            groups.join(*first.entry(name).or_insert(i), i);
        }
    }
    let mut down: Vec<(usize, usize)> = Vec::new();
    for &(a, b) in pairs {
        match ties.direction(a, b) {
            (false, true) => down.push((a, b)),
            (true, true) => down.push((b, a)),
            _ => {
                groups.join(a, b);
            }
        }
    }
    while join_doubtful(&mut groups, &down, ties) || join_circles(&mut groups, &down) {}
    let descends: BTreeSet<usize> = between(&mut groups, &down).into_iter().map(|(child, _)| child).collect();
    let known = |i: usize| outlets::of(reports[i]).is_some() || whole(reports[i]).next().is_some();
    let roots = groups.members().into_iter().filter(|(g, m)| !descends.contains(g) && m.iter().all(|&i| known(i))).count();
    roots.max(usize::from(!reports.is_empty()))
}

/// The descents between different groups.
fn between(groups: &mut Groups, down: &[(usize, usize)]) -> BTreeSet<(usize, usize)> {
    down.iter().map(|&(child, source)| (groups.of(child), groups.of(source))).filter(|(c, s)| c != s).collect()
}

/// A text that is also printed without a date may be the source of what another copy of it descends from: then they are
/// taken together. Whether any were.
fn join_doubtful(groups: &mut Groups, down: &[(usize, usize)], ties: &Ties) -> bool {
    let members = groups.members();
    let checked: BTreeSet<(usize, usize)> = down.iter().map(|&(child, source)| (groups.of(child), source)).collect();
    let mut any = false;
    for (group, source) in checked {
        let mates = members.get(&group).map(Vec::as_slice).unwrap_or_default();
        if mates.len() > 1 && mates.iter().any(|&m| ties.first(source, m) != Some(Ordering::Less)) {
            any |= groups.join(group, source);
        }
    }
    any
}

/// Groups that descend from each other are taken together: which of them is the source is not known. Whether any were.
fn join_circles(groups: &mut Groups, down: &[(usize, usize)]) -> bool {
    let mut left = between(groups, down);
    // What descends from nothing that is left, or from which nothing left descends, is in no circle.
    loop {
        let (children, sources): (BTreeSet<usize>, BTreeSet<usize>) = left.iter().copied().unzip();
        let before = left.len();
        left.retain(|(child, source)| children.contains(source) && sources.contains(child));
        if left.len() == before {
            break;
        }
    }
    let mut next: BTreeMap<usize, usize> = BTreeMap::new();
    for &(child, source) in &left {
        next.entry(child).or_insert(source);
    }
    // Every group that is left has a source that is left, so going up comes to a circle.
    let Some((&start, _)) = next.first_key_value() else { return false };
    let mut path = vec![start];
    while let Some(&source) = path.last().and_then(|at| next.get(at)) {
        if let Some(at) = path.iter().position(|&g| g == source) {
            for &group in &path[at..] {
                groups.join(source, group);
            }
            return true;
        }
        path.push(source);
    }
    false
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
