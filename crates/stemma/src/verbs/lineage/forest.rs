//! A story's lineage as trees: each report under the source that most of its words come from, further sources beside it.

use crate::brief::{Brief, date};
use std::collections::{BTreeMap, HashSet};
use stemma_engine::lineage;
use stemma_model::{Basis, Descent, Record, ReportClaims, Span};

/// The trees of one story.
#[derive(Debug, Default)]
pub struct Forest {
    /// The story's.
    pub title: String,
    /// How many texts were written apart.
    pub origins: usize,
    /// Reports, then agencies and outlets that are only named.
    pub nodes: Vec<Node>,
    /// All edges.
    pub edges: Vec<Edge>,
    /// For each node its main edge: the one it hangs on.
    pub main: Vec<Option<usize>>,
    /// The nodes that hang on none, those with descendants first, each with its descendants: (node, depth), top down.
    pub trees: Vec<Vec<(usize, usize)>>,
}

/// A report, or who is only named.
#[derive(Debug, Default)]
pub struct Node {
    /// The report's id, `wire:NAME` or `outlet:NAME`.
    pub id: String,
    /// The letter of a report; "" for who is only named.
    pub label: String,
    /// Outlet, else file; the agency.
    pub name: String,
    /// When it was published, as people write it.
    pub published: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// What it is, where it is no report: `agency`, `outlet`.
    pub named: Option<&'static str>,
}

/// A descent between nodes.
#[derive(Debug)]
pub struct Edge {
    /// Node that has the words.
    pub child: usize,
    /// Node they come from.
    pub source: usize,
    /// How it is known.
    pub basis: Basis,
    /// Share of the child's words.
    pub share: Option<f64>,
    /// Whether the direction is known.
    pub directed: bool,
    /// Passages of child and source; a credit has only the child's.
    pub passages: Vec<(String, Option<String>)>,
}

impl Forest {
    /// Of the stories with more than one report, or of all when there is no such.
    pub fn of(record: &Record, brief: &Brief, reports: &[ReportClaims]) -> Vec<Forest> {
        let texts: BTreeMap<&str, Vec<char>> = reports.iter().map(|r| (r.report.id.as_str(), r.report.text.chars().collect())).collect();
        let any = record.stories.iter().any(|s| s.reports.len() > 1);
        let shown = record.stories.iter().zip(&brief.stories).filter(|(story, _)| !any || story.reports.len() > 1);
        shown
            .map(|(story, brief)| {
                let mut forest = Forest { title: story.title.clone(), origins: story.origins, ..Forest::default() };
                for source in &brief.sources {
                    forest.nodes.push(Node {
                        id: source.id.clone(),
                        label: source.label.clone(),
                        name: source.name.clone(),
                        published: source.published.as_deref().map(date),
                        title: source.title.clone(),
                        named: None,
                    });
                }
                story.lineage.iter().for_each(|d| forest.edge(d, &texts));
                forest.hang();
                forest
            })
            .collect()
    }

    fn edge(&mut self, d: &Descent, texts: &BTreeMap<&str, Vec<char>>) {
        let Some(child) = self.nodes.iter().position(|n| n.id == d.report) else { return };
        let words = |s: &Span| -> String {
            let text = texts.get(s.report.as_str()).and_then(|t| t.get(s.start..s.end)).unwrap_or_default();
            text.iter().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let (named, name) = d.from.split_once(':').unwrap_or(("", &d.from));
        // An agency's one report in the story stands for it.
        let mut own =
            (0..self.nodes.len()).filter(|&n| n != child && named == "wire" && lineage::outlets::is_name_of(name, &self.nodes[n].name));
        let own = own.next().filter(|_| own.next().is_none());
        let source = self.nodes.iter().position(|n| n.id == d.from).or(own).unwrap_or_else(|| {
            let named = if named == "wire" { "agency" } else { "outlet" };
            self.nodes.push(Node { id: d.from.clone(), name: name.to_owned(), named: Some(named), ..Node::default() });
            self.nodes.len() - 1
        });
        let passages = if d.basis == Basis::Credit {
            d.evidence.iter().map(|s| (words(s), None)).collect()
        } else {
            d.evidence.chunks(2).filter_map(|c| Some((words(c.first()?), c.get(1).map(&words)))).collect()
        };
        self.edges.push(Edge { child, source, basis: d.basis, share: d.share, directed: d.directed, passages });
    }

    /// Finds each node's main edge and the order of the trees. Copies hang a report before credits, credits before
    /// quotations; a circle is cut where it closes.
    fn hang(&mut self) {
        self.main = vec![None; self.nodes.len()];
        let mut order: Vec<usize> = (0..self.edges.len()).collect();
        let weight = |e: &Edge| match e.basis {
            // What is only named says less than a report that is there.
            Basis::Copy => (0, -(e.share.unwrap_or(0.0) * 1000.0) as i64),
            Basis::Credit => (1, i64::from(self.nodes[e.source].named.is_some())),
            Basis::Quote => (2, -(e.share.unwrap_or(0.0) * 1000.0) as i64),
        };
        order.sort_by_key(|&e| (weight(&self.edges[e]), e));
        for e in order {
            let (mut up, child) = (self.edges[e].source, self.edges[e].child);
            let mut seen = HashSet::from([child]);
            let circle = loop {
                if !seen.insert(up) {
                    break true;
                }
                match self.main[up] {
                    Some(next) => up = self.over(up, next),
                    None => break false,
                }
            };
            if self.main[child].is_none() && !circle {
                self.main[child] = Some(e);
            }
        }
        // Of two without a known order either may hang on the other.
        for e in (0..self.edges.len()).filter(|&e| !self.edges[e].directed) {
            let (child, source) = (self.edges[e].child, self.edges[e].source);
            let alone = self.main[source].is_none() && !self.main.iter().flatten().any(|&m| self.edges[m].source == source);
            if alone && self.main[child] != Some(e) {
                self.main[source] = Some(e);
            }
        }
        let mut under: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for node in 0..self.nodes.len() {
            if let Some(e) = self.main[node] {
                under[self.over(node, e)].push(node);
            }
        }
        let roots = (0..self.nodes.len()).filter(|&n| self.main[n].is_none());
        let mut trees: Vec<Vec<(usize, usize)>> = Vec::new();
        for root in roots {
            let (mut tree, mut stack) = (Vec::new(), vec![(root, 0)]);
            while let Some((node, depth)) = stack.pop() {
                tree.push((node, depth));
                stack.extend(under[node].iter().rev().map(|&c| (c, depth + 1)));
            }
            // Who is only named, and named beside a main source, is told there.
            if tree.len() > 1 || self.nodes[root].named.is_none() {
                trees.push(tree);
            }
        }
        trees.sort_by_key(|t| std::cmp::Reverse(t.len()));
        self.trees = trees;
    }

    /// The node at the other end of a node's main edge.
    fn over(&self, node: usize, edge: usize) -> usize {
        let e = &self.edges[edge];
        if e.child == node { e.source } else { e.child }
    }

    /// A node's further sources: its edges but the main one.
    pub fn further(&self, node: usize) -> impl Iterator<Item = &Edge> {
        self.edges
            .iter()
            .enumerate()
            .filter(move |(e, edge)| edge.child == node && self.main[node] != Some(*e) && self.main[edge.source] != Some(*e))
            .map(|(_, e)| e)
    }

    /// `B Orvel Post`, or the name of an agency.
    pub fn called(&self, node: usize) -> String {
        let n = &self.nodes[node];
        if n.label.is_empty() { n.name.clone() } else { format!("[{}] {}", n.label, n.name) }
    }
}

impl Edge {
    /// `83 % of its words`, `credit`, `12 % of its words quoted alike`.
    pub fn what(&self) -> String {
        let share = self.share.map(|s| format!("{:.0} %", (s * 100.0).max(1.0)));
        match (self.basis, share) {
            (Basis::Credit, _) => "credited".to_owned(),
            (Basis::Copy, Some(s)) => format!("{s} of its words"),
            (Basis::Copy, None) => "copied".to_owned(),
            (Basis::Quote, _) => "same quotations".to_owned(),
        }
    }
}
