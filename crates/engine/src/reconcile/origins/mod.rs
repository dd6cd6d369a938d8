//! Independent voices: who stands behind a value, and how many of them are not one voice heard twice.

mod apart;
mod bodies;

use super::items::{Item, is_pronoun};
use super::types::Words;
use crate::lineage;
use bodies::Body;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Attribution, Basis, Claim, Descent, EntityKind, Field, ReportClaims, SourceKind, Span};

/// Answers, for the claims of one story, whose word they are.
#[derive(Debug)]
pub struct Voices<'a> {
    reports: &'a [&'a ReportClaims],
    joined: BTreeMap<&'a str, &'a str>,
    /// By a claim's id the passages that its sentence lies in, of those that stand in several reports: passages with one
    /// number are copies of each other, or of a copy.
    copies: BTreeMap<&'a str, BTreeSet<usize>>,
    /// Reports that have much of their words from one another, each with the least of those that it stands for.
    texts: BTreeMap<String, String>,
    /// Reports that are copies of one text, each with the least of those that it stands for.
    copied: BTreeMap<String, String>,
    /// The body that a claim's source speaks for, by the claim's id.
    bodies: BTreeMap<&'a str, Body>,
    /// By report, whom it names as a source anywhere: what it says itself may be from there.
    credited: Vec<Vec<(String, Option<Body>)>>,
    words: &'a Words,
}

/// One voice behind some claims.
#[derive(Debug)]
struct Voice<'i, 'a> {
    name: String,
    items: Vec<&'i Item<'a>>,
    body: Option<Body>,
    official: bool,
    /// Whether its name may stand for any official body ("officials").
    generic: bool,
    /// Whether it is a report's own voice.
    own: bool,
    /// Whether all of it is what its report has heard, without saying from whom ("reportedly"): anybody's word.
    heard: bool,
}

impl<'a> Voices<'a> {
    /// `entities` give one name for the many forms of a source.
    pub fn new(reports: &'a [&'a ReportClaims], entities: &'a [stemma_model::Entity], lineage: &[Descent], words: &'a Words) -> Self {
        let joined = entities.iter().flat_map(|e| e.members.iter().map(move |m| (m.as_str(), e.name.as_str()))).collect();
        let copies = copies(reports, &passages(lineage));
        let (texts, copied) = (texts(lineage, SAME_TEXT), texts(lineage, COPY));
        let (bodies, credited) = (all_bodies(reports), Vec::new());
        let mut voices = Voices { reports, joined, copies, texts, copied, bodies, credited, words };
        voices.credited = reports.iter().map(|r| voices.credited_by(r)).collect();
        voices
    }

    /// Whom a report names as sources, each once, with the bodies that they speak for.
    fn credited_by(&self, report: &ReportClaims) -> Vec<(String, Option<Body>)> {
        let mut out: BTreeMap<String, Option<Body>> = BTreeMap::new();
        for claim in &report.claims {
            if let Some(source) = source_of(claim) {
                let body = out.entry(self.name(source)).or_default();
                *body = body.take().or_else(|| self.bodies.get(claim.id.as_str()).cloned());
            }
        }
        out.into_iter().collect()
    }

    /// Whether what a report says in its own voice may be the word of another voice: it credits it elsewhere.
    fn credits(&self, own: &Voice<'_, '_>, other: &Voice<'_, '_>) -> bool {
        let same = |(name, body): &(String, Option<Body>)| {
            same_name(name, &other.name) || body.as_ref().zip(other.body.as_ref()).is_some_and(|(x, y)| x.may_be(y))
        };
        own.own && !other.own && own.items.iter().any(|i| self.credited[i.report].iter().any(same))
    }

    /// The name of the earliest voice behind a claim: its nearest named source, else the wire credited for the passage,
    /// else the wire of the report, else its outlet.
    pub fn origin(&self, item: &Item<'_>) -> String {
        match named(item) {
            Some(a) => self.name(a),
            None => lineage::of_unattributed(self.reports[item.report]),
        }
    }

    /// What a reader calls the report of a claim: its outlet, without one its id.
    pub fn report(&self, item: &Item<'_>) -> &str {
        let report = &self.reports[item.report].report;
        report.outlet.as_deref().unwrap_or(&report.id)
    }

    /// When a report of the story was published.
    pub fn published(&self, report: usize) -> Option<&str> {
        self.reports[report].report.published.as_deref()
    }

    fn name(&self, a: &Attribution) -> String {
        a.entity.as_deref().and_then(|e| self.joined.get(e)).map_or_else(|| a.source.clone(), |n| (*n).to_owned())
    }

    /// The independent voices behind items, by name in order of first mention: as many as there can be of which no two may
    /// be one. Voices may be one that speak for one body, that rest on one wire for the passage, or whose sentences are
    /// copies of each other; what a report has heard from it does not say whom may be the word of any. Within one report a named source wins over the report's own voice.
    pub fn independent(&self, items: &[&Item<'_>]) -> Vec<String> {
        let sourced: BTreeSet<usize> = items.iter().filter(|i| named(i).is_some()).map(|i| i.report).collect();
        let mut voices: Vec<Voice<'_, '_>> = Vec::new();
        for &item in items.iter().filter(|i| named(i).is_some() || !sourced.contains(&i.report)) {
            let name = self.origin(item);
            match voices.iter_mut().find(|v| same_name(&v.name, &name)) {
                Some(v) => v.items.push(item),
                None => {
                    let own = named(item).is_none();
                    voices.push(Voice { name, items: vec![item], body: None, official: false, generic: false, own, heard: false });
                }
            }
        }
        for voice in &mut voices {
            voice.generic = self.words.is_generic(&voice.name);
            voice.heard = voice.items.iter().all(|i| is_heard(i.claim));
            voice.official = voice.items.iter().any(|i| named(i).is_some_and(|a| a.kind == SourceKind::Official));
            voice.body = voice.items.iter().filter_map(|i| self.bodies.get(i.claim.id.as_str())).max_by_key(|b| b.exactness()).cloned();
        }
        let rank = |i: usize| {
            let v: &Voice<'_, '_> = &voices[i];
            (v.heard, v.generic, std::cmp::Reverse(v.body.as_ref().map_or(0, Body::exactness)), v.name.to_lowercase())
        };
        let picked = apart::apart(voices.len(), |a, b| self.one(&voices[a], &voices[b]), rank);
        picked.into_iter().map(|i| voices[i].name.clone()).collect()
    }

    /// Whether two voices may be one.
    fn one(&self, a: &Voice<'_, '_>, b: &Voice<'_, '_>) -> bool {
        let bodies = a.body.as_ref().zip(b.body.as_ref()).is_some_and(|(x, y)| x.may_be(y));
        // "Officials" may be those of any body.
        let official = |v: &Voice<'_, '_>| v.official || v.body.is_some();
        let generic = a.generic && official(b) || b.generic && official(a);
        // One who speaks for another: "a spokesperson for Roe".
        let speaks =
            |v: &Voice<'_, '_>, w: &Voice<'_, '_>| v.items.iter().any(|i| named(i).is_some_and(|n| speaks_for(&n.source, &w.name)));
        let text = a.own && b.own && a.items.iter().any(|x| b.items.iter().any(|y| self.text(x) == self.text(y)));
        a.heard
            || b.heard
            || bodies
            || generic
            || text
            || self.credits(a, b)
            || self.credits(b, a)
            || speaks(a, b)
            || speaks(b, a)
            || a.items.iter().any(|x| b.items.iter().any(|y| self.shared(x, y)))
    }

    /// What stands for a report and all that have much of their words from it or it from them.
    fn text<'s>(&'s self, item: &'s Item<'_>) -> &'s str {
        let id = item.claim.report.as_str();
        self.texts.get(id).map_or(id, String::as_str)
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
        wa.iter().any(|x| wb.iter().any(|y| same_name(x, y))) || self.copied(a, b)
    }

    /// Whether claims of several reports stand in copies of one text: what a report takes over into a text of its own it tells too.
    pub fn all_copies(&self, own: &[&Item<'_>]) -> bool {
        let Some((first, rest)) = own.split_first() else { return false };
        let text = |i: &Item<'_>| self.copied.get(i.claim.report.as_str());
        let mut others = rest.iter().filter(|a| a.report != first.report).peekable();
        others.peek().is_some() && others.all(|a| self.copied(a, first) && text(a).is_some() && text(a) == text(first))
    }

    /// Whether the sentences of two claims lie in a passage that one report has from the other.
    pub fn copied(&self, a: &Item<'_>, b: &Item<'_>) -> bool {
        let of = |i: &Item<'_>| self.copies.get(i.claim.id.as_str());
        a.claim.report != b.claim.report && of(a).zip(of(b)).is_some_and(|(x, y)| !x.is_disjoint(y))
    }
}

/// The numbers of the passages that the sentence of each claim lies in.
fn copies<'a>(reports: &[&'a ReportClaims], passages: &[(Span, usize)]) -> BTreeMap<&'a str, BTreeSet<usize>> {
    let mut out = BTreeMap::new();
    for report in reports {
        let own: Vec<&(Span, usize)> = passages.iter().filter(|(s, _)| s.report == report.report.id).collect();
        // Passages are of the text; a title has offsets of its own.
        for claim in report.claims.iter().filter(|c| c.evidence.field == Field::Text) {
            let inside = |s: &Span| s.start < claim.evidence.end && claim.evidence.start < s.end;
            let numbers: BTreeSet<usize> = own.iter().filter(|(s, _)| inside(s)).map(|(_, n)| *n).collect();
            if !numbers.is_empty() {
                out.insert(claim.id.as_str(), numbers);
            }
        }
    }
    out
}

/// The nearest source of a claim that says who it is.
fn named<'c>(item: &Item<'c>) -> Option<&'c Attribution> {
    source_of(item.claim)
}

/// Whether a claim is given as somebody's word without saying whose: "reportedly", "it is said".
fn is_heard(claim: &Claim) -> bool {
    !claim.attribution.is_empty() && claim.attribution.iter().all(|a| a.source.is_empty())
}

fn source_of(claim: &Claim) -> Option<&Attribution> {
    claim.attribution.iter().find(|a| !a.source.is_empty() && a.kind != SourceKind::Anonymous && !is_pronoun(&a.source))
}

/// The bodies that the sources of claims speak for, by their names and by what their reports say of them.
fn all_bodies<'a>(reports: &[&'a ReportClaims]) -> BTreeMap<&'a str, Body> {
    let mut out = BTreeMap::new();
    for report in reports {
        let mut told: BTreeMap<&str, Option<Body>> = BTreeMap::new();
        for claim in &report.claims {
            let Some(source) = source_of(claim) else { continue };
            let kind = source.entity.as_deref().and_then(|e| report.entities.iter().find(|x| x.id == e)).map(|e| e.kind);
            // A country that speaks is its government.
            let own = if kind == Some(EntityKind::Place) {
                Body::named(&format!("{} government", source.source))
            } else {
                Body::named(&printed(claim, source)).or_else(|| Body::named(&source.source))
            };
            let of = || of_named(&source.source, source.entity.as_deref(), report);
            let body = own.or_else(|| told.entry(&source.source).or_insert_with(of).clone());
            if let Some(body) = body {
                out.insert(claim.id.as_str(), body);
            }
        }
    }
    out
}

/// The body that someone with a name speaks for, by all places of a report that have the name, or its last word where no
/// other person of the report is called so.
fn of_named(name: &str, entity: Option<&str>, report: &ReportClaims) -> Option<Body> {
    let capital = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    let last = name.rsplit(' ').next().unwrap_or_default();
    if !capital(name) {
        return None;
    }
    let called = |e: &stemma_model::Entity| e.name.split(' ').any(|w| w == last);
    let own = |e: &stemma_model::Entity| Some(e.id.as_str()) == entity || e.name == name;
    let namesake = || report.entities.iter().any(|e| e.kind == EntityKind::Person && called(e) && !own(e));
    let text = &report.report.text;
    Body::of(name, text).or_else(|| (capital(last) && last != name && !namesake()).then(|| Body::of(last, text)).flatten())
}

/// The words of a source with what stands before them in one name: "the Marn County Sheriff's Office" for "Office".
fn printed(claim: &Claim, source: &Attribution) -> String {
    let evidence = &claim.evidence;
    let inside = |s: &(usize, usize)| s.0 >= evidence.start && s.1 <= evidence.end;
    let Some((start, _)) = source.source_span.filter(inside) else { return source.source.clone() };
    let before: String = evidence.text.chars().take(start - evidence.start).collect();
    bodies::with_name(&before, &source.source)
}

/// Whether a source is someone's speaker by its words: "spokesperson for Roe" speaks for Ann Roe.
fn speaks_for(source: &str, other: &str) -> bool {
    let Some((who, whom)) = source.split_once(" for ").or_else(|| source.split_once(" of ")) else { return false };
    let whom = whom.trim_start_matches("the ").to_lowercase();
    who.to_lowercase().contains("spokes") && other.to_lowercase().split(' ').any(|w| w.len() > 2 && whom.split(' ').any(|x| x == w))
}

/// A report that has this share of its words from another is no voice beside it. Set by hand, never swept: a shared passage
/// or two is judged by itself.
const SAME_TEXT: f64 = 0.25;

/// A report that has this share of its words from another is a copy of its text. On the groups of the findings set and of
/// `xtask/slots.jsonl` readers take what stands in two reports that share less (.18 to .33) for told by both, and what stands in two
/// that share more (.46 and .65) for told by one.
const COPY: f64 = 0.40;

/// Reports joined by chains of copies of much of their words, each with the least id of those that it is joined with.
fn texts(lineage: &[Descent], much: f64) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for d in lineage.iter().filter(|d| d.basis == Basis::Copy && d.share.is_some_and(|s| s >= much)) {
        let of = |out: &BTreeMap<String, String>, id: &String| out.get(id).unwrap_or(id).clone();
        let (a, b) = (of(&out, &d.report), of(&out, &d.from));
        let least = a.clone().min(b.clone());
        out.values_mut().filter(|v| **v == a || **v == b).for_each(|v| *v = least.clone());
        out.insert(d.report.clone(), least.clone());
        out.insert(d.from.clone(), least);
    }
    out
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
fn same_name(a: &str, b: &str) -> bool {
    let plain = |s: &str| s.to_lowercase().trim_start_matches("the ").replace(['-', '.', ','], " ");
    plain(a) == plain(b)
}
