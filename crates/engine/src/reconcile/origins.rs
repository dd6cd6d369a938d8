//! Independent voices: who stands behind a value, and how many of them are not one voice heard twice.

use super::items::Item;
use super::types::Words;
use crate::lineage;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Attribution, Basis, Descent, ReportClaims, SourceKind, Span};

/// Answers, for the claims of one story, whose word they are.
#[derive(Debug)]
pub struct Voices<'a> {
    reports: &'a [&'a ReportClaims],
    joined: BTreeMap<&'a str, &'a str>,
    /// Passages that stand in several reports: those with one number are copies of each other, or of a copy.
    copies: Vec<(Span, usize)>,
    words: &'a Words,
}

impl<'a> Voices<'a> {
    /// `entities` give one name for the many forms of a source.
    pub fn new(reports: &'a [&'a ReportClaims], entities: &'a [stemma_model::Entity], lineage: &[Descent], words: &'a Words) -> Self {
        let joined = entities.iter().flat_map(|e| e.members.iter().map(move |m| (m.as_str(), e.name.as_str()))).collect();
        Voices { reports, joined, copies: passages(lineage), words }
    }

    /// The name of the earliest voice behind a claim: its nearest named source, else the wire credited for the passage,
    /// else the wire of the report, else its outlet.
    pub fn origin(&self, item: &Item<'_>) -> String {
        let named = item.claim.attribution.iter().find(|a| !a.source.is_empty() && a.kind != SourceKind::Anonymous);
        match named {
            Some(a) => self.name(a),
            None => lineage::of_unattributed(self.reports[item.report]),
        }
    }

    /// When a report of the story was published.
    pub fn published(&self, report: usize) -> Option<&str> {
        self.reports[report].report.published.as_deref()
    }

    fn name(&self, a: &Attribution) -> String {
        a.entity.as_deref().and_then(|e| self.joined.get(e)).map_or_else(|| a.source.clone(), |n| (*n).to_owned())
    }

    /// The independent voices behind items, by name in order of first mention. Voices that rest on one wire for the
    /// passage, or whose sentences are copies of each other, are one.
    /// Within one report a named source wins over the report's own voice.
    pub fn independent(&self, items: &[&Item<'_>]) -> Vec<String> {
        let named = |i: &Item<'_>| i.claim.attribution.iter().any(|a| !a.source.is_empty() && a.kind != SourceKind::Anonymous);
        let sourced: Vec<usize> = items.iter().filter(|i| named(i)).map(|i| i.report).collect();
        let items: Vec<&Item<'_>> = items.iter().copied().filter(|i| named(i) || !sourced.contains(&i.report)).collect();
        let names: Vec<String> = items.iter().map(|i| self.origin(i)).collect();
        let mut group: Vec<usize> = (0..items.len()).collect();
        for i in 0..items.len() {
            for j in 0..i {
                if group[i] != group[j]
                    && (same_voice(&names[i], &names[j])
                        || self.generic(items[i], items[j], &names[i], &names[j])
                        || self.shared(items[i], items[j]))
                {
                    let (from, to) = (group[i].max(group[j]), group[i].min(group[j]));
                    group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
                }
            }
        }
        (0..items.len()).filter(|&i| group[i] == i).map(|i| names[i].clone()).collect()
    }

    /// Whether one source is a nameless official voice ("officials") beside another official one: they may be the same.
    fn generic(&self, a: &Item<'_>, b: &Item<'_>, name_a: &str, name_b: &str) -> bool {
        let official = |i: &Item<'_>| i.claim.attribution.first().is_some_and(|x| x.kind == SourceKind::Official);
        (self.words.is_generic(name_a) && official(b)) || (self.words.is_generic(name_b) && official(a))
    }

    /// Whether two claims of different reports rest on one wire or one text.
    fn shared(&self, a: &Item<'_>, b: &Item<'_>) -> bool {
        if a.report == b.report {
            return false;
        }
        let wires = |i: &Item<'_>| -> Vec<String> {
            i.claim.attribution.iter().filter(|x| x.kind == SourceKind::Media).map(|x| self.name(x)).collect()
        };
        let (wa, wb) = (wires(a), wires(b));
        wa.iter().any(|x| wb.iter().any(|y| same_voice(x, y))) || self.copied(a, b)
    }

    /// Whether the sentences of two claims lie in a passage that one report has from the other.
    pub fn copied(&self, a: &Item<'_>, b: &Item<'_>) -> bool {
        let inside =
            |i: &Item<'_>, s: &Span| s.report == i.claim.report && s.start < i.claim.evidence.end && i.claim.evidence.start < s.end;
        let of = |i: &Item<'_>| self.copies.iter().filter(|(s, _)| inside(i, s)).map(|(_, n)| *n).collect::<BTreeSet<usize>>();
        a.claim.report != b.claim.report && !of(a).is_disjoint(&of(b))
    }
}

/// Passages of a report that overlap by fewer scalar values stand beside each other.
const TOUCH: usize = 20;

/// The passages of all copies, each with the least number of those that it stands for: a copy's copy is one of them, though
/// no edge joins it with the first.
fn passages(lineage: &[Descent]) -> Vec<(Span, usize)> {
    let pairs = lineage.iter().filter(|d| d.basis == Basis::Copy).flat_map(|d| d.evidence.chunks_exact(2));
    let mut out: Vec<(Span, usize)> = pairs.enumerate().flat_map(|(n, p)| [(p[0].clone(), n), (p[1].clone(), n)]).collect();
    out.sort();
    let mut number: BTreeMap<usize, usize> = BTreeMap::new();
    fn root(number: &BTreeMap<usize, usize>, mut at: usize) -> usize {
        while let Some(&next) = number.get(&at) {
            at = next;
        }
        at
    }
    // Sorted by report and start: what overlaps follows, as long as the longest of them reaches.
    let mut open: Option<(String, usize, usize)> = None;
    for (span, n) in &out {
        match &mut open {
            Some((report, end, first)) if *report == span.report && span.start + TOUCH < *end => {
                let (a, b) = (root(&number, *first), root(&number, *n));
                if a != b {
                    number.insert(a.max(b), a.min(b));
                }
                *end = (*end).max(span.end);
            }
            _ => open = Some((span.report.clone(), span.end, *n)),
        }
    }
    out.iter_mut().for_each(|(_, n)| *n = root(&number, *n));
    out
}

/// Whether two names of sources are one voice: the same words but for case and article.
fn same_voice(a: &str, b: &str) -> bool {
    let plain = |s: &str| s.to_lowercase().trim_start_matches("the ").replace(['-', '.', ','], " ");
    plain(a) == plain(b)
}
