//! A story's page: the brief with its evidence, and the pictures beside it.

use super::address;
use super::chart::{Chart, charts};
use super::desk::Forms;
use super::entity::named;
use super::look::{Frame, Tally, between, count, span};
use super::map::{Map, map};
use super::matrix::Matrix;
use super::part::{Left, Lists, apart, fold};
use crate::brief::words::{capital, why_removed};
use crate::brief::{HarmLine, Point, StoryBrief, Value, layout};
use crate::verbs::lineage::{forest::Forest, svg};
use askama::Template;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Record, Removed, ReportClaims, Story};

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/story.html")]
pub struct StoryPage {
    frame: Frame,
    /// The brief of the story, with what its long lists begin with.
    s: StoryBrief,
    /// How much of them stands on pages of their own.
    left: Left,
    lists: Lists,
    /// Whether times without a date are among those shown.
    undated: bool,
    tally: Tally,
    origins: usize,
    dates: Option<String>,
    cards: Vec<Card>,
    /// The page of all findings.
    findings: String,
    charts: Vec<Chart>,
    map: Option<Map>,
    matrix: Option<Matrix>,
    /// The stemma, drawn; what comes from reports is escaped in it.
    tree: Option<String>,
    /// Who and what two reports or more name: pages and names.
    named: Vec<(String, String)>,
    /// Reports that share words: their letters, and the page that puts them side by side.
    pairs: Vec<(String, String, String)>,
    /// Whether the reader may decide.
    forms: Forms,
}

/// A measure of harm at a glance.
#[derive(Debug)]
struct Card {
    measure: String,
    number: String,
    range: Option<String>,
    class: &'static str,
    words: String,
    /// The values with whose word each is and how it is put, three at most.
    said: Vec<(String, String)>,
    more: usize,
    /// Who chose the number; empty where nobody did.
    chosen: String,
}

impl StoryPage {
    /// Of a story, its reports and the places that they were read from.
    pub fn of(story: &Story, reports: &[ReportClaims], paths: &BTreeMap<String, String>, forms: Forms) -> Self {
        let record = Record { stories: vec![story.clone()], ..Record::default() };
        let mut brief = layout(&record, reports, paths);
        let forest = Forest::of(&record, &brief, reports);
        let tree = forest.first().filter(|f| !f.edges.is_empty()).map(svg::part);
        let mut s = brief.stories.pop().unwrap_or_default();
        let (charts, mut matrix, pairs) = (charts(&s, &story.harm), Matrix::of(&s), pairs(&s));
        let mut left = fold(&mut s);
        let placed = place_findings(&mut s);
        if let Some(matrix) = &mut matrix {
            matrix.lead(&placed, &story.id);
            left.matrix = matrix.more.len();
        }
        let mut dates: Vec<&String> = story.reports.iter().filter_map(|r| r.published.as_ref()).collect();
        dates.sort();
        StoryPage {
            frame: Frame::stories(s.title.clone()),
            tally: Tally::of(story.events.iter().flat_map(|e| &e.findings).map(|f| f.status)),
            origins: story.origins,
            dates: dates.first().zip(dates.last()).map(|(a, b)| span(a, b)),
            cards: s.harm.iter().map(|h| Card::of(&s, h)).collect(),
            findings: address::findings(&story.id),
            charts,
            map: map(reports),
            matrix,
            tree,
            pairs,
            named: named(story),
            left,
            undated: s.undated(),
            lists: apart(&mut s, true),
            forms,
            s,
        }
    }

    fn reports(&self) -> String {
        count(self.s.sources.len(), "report")
    }

    fn texts(&self) -> String {
        count(self.origins, "text")
    }

    fn removed_words(&self, removed: &Removed) -> &'static str {
        why_removed(removed.why)
    }

    fn report(&self, id: &str) -> String {
        address::report(id)
    }

    /// Whether a form to choose between a point's values is shown: where the page shows the finding first.
    fn open(&self, p: &Point) -> bool {
        self.forms.open() && !p.finding.is_empty() && p.values.iter().filter(|v| !v.quotes.is_empty()).count() > 1
    }
}

/// Reports of which one has words of the other, or that carry the same quotations.
fn pairs(s: &StoryBrief) -> Vec<(String, String, String)> {
    let id = |l: &str| s.source(l).map(|r| r.id.clone());
    let mut out: Vec<(String, String, String)> = Vec::new();
    for d in &s.lineage {
        let Some(from) = d.from.as_ref() else { continue };
        let (a, b) = if *from < d.source { (from, &d.source) } else { (&d.source, from) };
        if let (Some(x), Some(y)) = (id(a), id(b)) {
            let pair = (a.clone(), b.clone(), address::compare(&x, &y));
            if !out.contains(&pair) {
                out.push(pair);
            }
        }
    }
    out
}

/// Each finding has its address at the place where the page shows it first; later places have none. Those that are shown.
fn place_findings(s: &mut StoryBrief) -> BTreeSet<String> {
    let mut placed = BTreeSet::new();
    let mut place = |p: &mut Point| {
        if !p.finding.is_empty() && !placed.insert(p.finding.clone()) {
            p.finding.clear();
        }
    };
    let harm = s.harm.iter_mut().flat_map(|h| &mut h.points);
    for point in harm.chain(&mut s.disputed).chain(&mut s.agreed).chain(&mut s.updated) {
        place(point);
        point.details.iter_mut().for_each(&mut place);
    }
    placed
}

impl Card {
    fn of(s: &StoryBrief, h: &HarmLine) -> Self {
        // The gravest footing of its findings: what is disputed is never shown as agreed.
        let rank = |p: &&Point| ["single", "agreed", "updated", "disputed"].iter().position(|c| *c == p.class());
        let worst = h.points.iter().max_by_key(rank);
        let value = |v: &Value| (v.value.clone(), s.whose(v));
        let values: Vec<_> = worst.map_or(Vec::new(), |p| p.values.iter().map(value).collect());
        Card {
            measure: capital(&h.measure),
            number: h.best.map_or_else(|| "not known".to_owned(), |n| n.to_string()),
            range: between(h.low, h.high),
            class: worst.map_or("single", |p| p.class()),
            words: worst.map_or_else(String::new, |p| p.status_words()),
            more: values.len().saturating_sub(3),
            chosen: h.points.iter().map(Point::chosen_words).find(|words| !words.is_empty()).unwrap_or_default(),
            said: values.into_iter().take(3).collect(),
        }
    }

    fn anchor(&self) -> String {
        format!("harm-{}", self.measure.to_lowercase())
    }
}
