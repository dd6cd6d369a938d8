//! Two reports side by side: what both speak of, where they differ, and the passages that they share.

use super::address;
use super::look::Frame;
use crate::brief::put::Sayings;
use crate::brief::words::{capital, slot, status, status_class};
use askama::Template;
use std::collections::{BTreeMap, BTreeSet};
use stemma_engine::lineage::{furniture::Furniture, trace};
use stemma_model::{Basis, BlockKind, Finding, ReportClaims, Status, Story};

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/compare.html")]
pub struct ComparePage {
    frame: Frame,
    a: Side,
    b: Side,
    story: Option<(String, String)>,
    /// What differs or counts something, and what else both tell.
    points: Vec<Both>,
    alike: Vec<Both>,
    shared: Option<String>,
}

/// One of the two.
#[derive(Debug, Default)]
struct Side {
    name: String,
    title: String,
    at: String,
    when: String,
    /// Blocks: kind and words.
    blocks: Vec<(&'static str, Vec<Words>)>,
}

/// Words of a block.
#[derive(Debug, Default)]
struct Words {
    text: String,
    /// The number of the shared passage that they belong to.
    passage: Option<usize>,
    /// Whether the passage begins with them.
    first: bool,
    /// Whether the other report shows the passage too, and does not show a longer one in its place.
    linked: bool,
}

/// What both speak of.
#[derive(Debug)]
struct Both {
    label: String,
    slot: String,
    class: &'static str,
    status: String,
    at: String,
    /// How the two differ, if they do.
    differs: Option<&'static str>,
    counts: bool,
    a: Vec<Said>,
    b: Vec<Said>,
}

/// What one of them says.
#[derive(Debug)]
struct Said {
    value: String,
    /// How the report puts it, and whom it has it from.
    told: String,
    /// How alone, to be compared with the other report's.
    put: Option<&'static str>,
    sentence: String,
    at: String,
}

impl ComparePage {
    /// Of two reports and the stories of the first.
    pub fn of(a: &ReportClaims, b: &ReportClaims, stories: &[Story]) -> Self {
        let lineage = trace(&[a, b], &Furniture::default());
        let (mut in_a, mut in_b) = (Vec::new(), Vec::new());
        let mut n = 0;
        let mut share: Option<f64> = None;
        for d in lineage.descents.iter().filter(|d| d.basis != Basis::Credit) {
            share = d.share.filter(|_| d.basis == Basis::Copy).or(share);
            for pair in d.evidence.chunks(2).filter(|c| c.len() == 2) {
                n += 1;
                for span in pair {
                    let list = if span.report == a.report.id { &mut in_a } else { &mut in_b };
                    list.push((span.start, span.end, n));
                }
            }
        }
        let story = stories.iter().find(|s| s.reports.iter().any(|r| r.id == b.report.id));
        let points = story.map(|s| points(s, a, b)).unwrap_or_default();
        let (points, alike) = points.into_iter().partition(|p| p.differs.is_some() || p.counts);
        let (mut a, mut b) = (side(a, &in_a), side(b, &in_b));
        link(&mut a, &b);
        link(&mut b, &a);
        let shared = match (n, share) {
            (0, _) => None,
            (n, share) => {
                let most = share.map(|s| format!(", {:.0} % of the words of one of them", s * 100.0)).unwrap_or_default();
                Some(format!("They share {}{most}.", super::look::count(n, "passage")))
            }
        };
        ComparePage {
            frame: Frame::stories(format!("{} and {}", a.name, b.name)),
            story: story.map(|s| (address::story(&s.id), s.title.clone())),
            a,
            b,
            points,
            alike,
            shared,
        }
    }

    fn sides(&self) -> [&Side; 2] {
        [&self.a, &self.b]
    }
}

fn side(rc: &ReportClaims, shared: &[(usize, usize, usize)]) -> Side {
    let r = &rc.report;
    let chars: Vec<char> = r.text.chars().collect();
    let mut of: Vec<Option<usize>> = vec![None; chars.len()];
    for &(from, to, n) in shared {
        of.iter_mut().take(to).skip(from).for_each(|c| *c = Some(n));
    }
    let mut begun = BTreeSet::new();
    let blocks = r.blocks.iter().map(|block| {
        let mut words: Vec<Words> = Vec::new();
        for (c, n) in chars.iter().zip(&of).take(block.end).skip(block.start) {
            match words.last_mut() {
                Some(last) if last.passage == *n => last.text.push(*c),
                _ => {
                    let first = n.is_some_and(|n| begun.insert(n));
                    words.push(Words { text: c.to_string(), passage: *n, first, linked: false });
                }
            }
        }
        let kind = match block.kind {
            BlockKind::Paragraph => "paragraph",
            BlockKind::Heading => "heading",
            BlockKind::Caption => "caption",
            BlockKind::List => "list",
        };
        (kind, words)
    });
    let name = r.outlet.clone().unwrap_or_else(|| r.id.clone());
    Side {
        title: r.title.clone().unwrap_or_else(|| name.clone()),
        name,
        at: address::report(&r.id),
        when: r.published.as_deref().map_or_else(|| "no date given".to_owned(), crate::brief::date),
        blocks: blocks.collect(),
    }
}

/// Marks the passages of one side that the other shows.
fn link(side: &mut Side, other: &Side) {
    let shown: BTreeSet<usize> = other.blocks.iter().flat_map(|b| &b.1).filter_map(|w| w.passage).collect();
    for words in side.blocks.iter_mut().flat_map(|b| &mut b.1) {
        words.linked = words.passage.is_some_and(|n| shown.contains(&n));
    }
}

/// The findings that rest on both; those whose values differ first, then harm, then the order of the record.
fn points(story: &Story, a: &ReportClaims, b: &ReportClaims) -> Vec<Both> {
    let sayings = Sayings::of(story, [a, b], &BTreeMap::new());
    let mut out = Vec::new();
    for event in &story.events {
        for f in event.findings.iter().filter(|f| !f.values.is_empty()) {
            let (of_a, of_b) = (said(f, &a.report.id, &sayings), said(f, &b.report.id, &sayings));
            if of_a.is_empty() || of_b.is_empty() {
                continue;
            }
            let differs = differ(f.status, &of_a, &of_b);
            let agreed = matches!(f.status, Status::Agreed | Status::Refined) && differs == Some(PUT);
            out.push(Both {
                label: event.label.clone(),
                slot: capital(&slot(&f.slot)),
                class: if agreed { "single" } else { status_class(f.status) },
                status: capital(if agreed { "put differently" } else { status(f.status) }),
                at: address::finding(&story.id, &f.id, f.status),
                counts: f.slot.starts_with("figure:"),
                differs,
                a: of_a,
                b: of_b,
            });
        }
    }
    let rank = |differs: Option<&str>| [Some(CONTRARY), Some(PUT), Some(WORDS)].iter().position(|d| *d == differs).unwrap_or(3);
    out.sort_by_key(|p| (rank(p.differs), !p.counts));
    out
}

/// They cannot both be so, or one of them was.
const CONTRARY: &str = "they differ";
/// One says so, the other denies or alleges it.
const PUT: &str = "they put it differently";
/// The same in other words, or more exactly.
const WORDS: &str = "in other words";

/// How two reports differ on a finding. Other words are no dispute: only what comparing found to be one is called so.
fn differ(status: Status, a: &[Said], b: &[Said]) -> Option<&'static str> {
    let of = |list: &[Said]| list.iter().map(|s| s.value.clone()).collect::<BTreeSet<_>>();
    let put = |list: &[Said]| list.iter().map(|s| (s.value.clone(), s.put)).collect::<BTreeSet<_>>();
    let contested = !matches!(status, Status::Agreed | Status::Refined | Status::Single);
    match (of(a) != of(b), put(a) != put(b)) {
        (true, _) if contested => Some(CONTRARY),
        (true, _) if a.iter().any(|s| !b.iter().any(|o| o.put == s.put)) => Some(PUT),
        (true, _) => Some(WORDS),
        (false, true) => Some(PUT),
        (false, false) => None,
    }
}

/// What a report says of a finding.
fn said(f: &Finding, report: &str, sayings: &Sayings<'_>) -> Vec<Said> {
    let letter = sayings.letter(report);
    let mut out = Vec::new();
    for v in &f.values {
        let Some(own) = v.claims.iter().filter_map(|c| sayings.claim(c)).find(|c| c.report == report) else { continue };
        let value = sayings.value(v, &f.slot);
        out.push(Said {
            told: value.told_in(&letter),
            put: value.put_by(&letter),
            value: value.value,
            sentence: own.evidence.text.clone(),
            at: address::claim(&own.id),
        });
    }
    out
}
