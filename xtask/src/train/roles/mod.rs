//! Learns `lexicon/role-weights.tsv`: what speaks for a noun phrase filling a role, from events whose fillers are marked.
//!
//! A multinomial logistic regression with a penalty on the squares; the same input gives the same weights. Only features and
//! numbers are written, no text. Measured by five-fold cross-validation over documents.

mod gold;
mod learn;
mod tally;

use super::corpus;
use gold::{Event, Events};
use std::fmt::Write;
use std::path::Path;
use stemma_engine::claims::roles::learned::{self, LABELS, Sink, View};
use stemma_engine::claims::{roles, triggers};
use stemma_engine::lexicon::Lexicon;
use stemma_nlp::Doc;

/// One candidate of one trigger.
pub struct Row {
    /// Its features, as ids.
    pub features: Vec<u32>,
    /// Column of its label.
    pub label: usize,
    /// Its words, as offsets.
    pub span: (usize, usize),
    /// What the frame alone said, as a column.
    pub frame: usize,
    /// How many words it has.
    pub words: usize,
    /// Whether it is learned from; all are scored.
    pub teaches: bool,
    /// Which event it belongs to.
    pub event: usize,
}

/// Names of features, by first appearance.
#[derive(Default)]
pub struct Names {
    ids: std::collections::HashMap<String, u32>,
    list: Vec<String>,
    row: Vec<u32>,
}

impl Sink for Names {
    fn put(&mut self, template: &'static str, parts: &[&str]) {
        if parts.iter().any(|p| p.contains(['|', '\t', '\n'])) {
            return;
        }
        let name = std::iter::once(template).chain(parts.iter().copied()).collect::<Vec<_>>().join("|");
        let next = self.list.len() as u32;
        let id = *self.ids.entry(name.clone()).or_insert(next);
        if id == next {
            self.list.push(name);
        }
        self.row.push(id);
    }
}

impl Names {
    /// The features put since the last call.
    pub fn take(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.row)
    }
}

/// Reads the set, measures, fits on all of it, writes the weights.
pub fn train(root: &Path) -> Result<(), String> {
    let model = corpus::model()?;
    let lexicon = Lexicon::builtin().map_err(|e| e.to_string())?;
    let gold = Events::of(&corpus::rows(&root.join("../shared/data/roles/events.jsonl.gz"))?);
    let mut names = Names::default();
    let mut rows = Vec::new();
    for (d, text) in gold.texts.iter().enumerate() {
        let plain: String = text.chars().map(gold::plain).collect();
        let doc = model.analyse(&plain);
        let found = triggers::find(&doc, &lexicon);
        for (e, event) in gold.events.iter().enumerate().filter(|(_, e)| e.doc == d) {
            for t in found
                .iter()
                .filter(|t| doc.offsets(t.tokens.clone()).0 < event.trigger.1 && event.trigger.0 < doc.offsets(t.tokens.clone()).1)
            {
                collect(&doc, t, &lexicon, e, event, &mut names, &mut rows);
            }
        }
    }
    println!("{} texts, {} events, {} rows, {} features", gold.texts.len(), gold.events.len(), rows.len(), names.list.len());
    let folds = tally::validate(&gold, &rows, names.list.len());
    let thresholds = tally::thresholds(&gold, &rows, &folds);
    tally::report(&gold, &rows, &folds, &thresholds);
    let all: Vec<&Row> = rows.iter().filter(|r| r.teaches).collect();
    let weights = learn::learn(&all, names.list.len());
    let mut file = String::from(
        "# Learned by `cargo xtask train roles`; do not edit. Feature, then weights: none, actor, target, place, instrument.\n",
    );
    let cells =
        |w: &[f32]| w.iter().map(|x| format!("{x:.2}").replace("-0.00", "0.00").replace("0.00", "0")).collect::<Vec<_>>().join("\t");
    let _ = writeln!(file, "keep\t{}", cells(&thresholds.keep));
    let _ = writeln!(file, "add\t{}", cells(&thresholds.add));
    let mut lines: Vec<String> = names
        .list
        .iter()
        .zip(&weights)
        .filter(|(_, w)| w.iter().any(|x| x.abs() >= 0.02))
        .map(|(n, w)| format!("{n}\t{}", cells(w)))
        .collect();
    lines.sort_unstable();
    for line in lines {
        let _ = writeln!(file, "{line}");
    }
    let path = root.join("lexicon/role-weights.tsv");
    std::fs::write(&path, file).map_err(|e| format!("{}: {e}", path.display()))
}

fn collect(doc: &Doc, t: &triggers::Trigger, lexicon: &Lexicon, e: usize, event: &Event, names: &mut Names, rows: &mut Vec<Row>) {
    let raw = roles::propose(doc, t, lexicon);
    let candidates = learned::candidates(doc, t, &raw, lexicon);
    let view = View::new(doc, t, lexicon, &candidates);
    let spans: Vec<(usize, usize)> = candidates.iter().map(|c| doc.offsets(learned::phrase_of(doc, c, &raw, lexicon).tokens)).collect();
    // A filler belongs to the candidate whose head it is; else to the shortest phrase that holds its head.
    let mut label = vec![0usize; candidates.len()];
    for (role, head) in &event.fillers {
        let exact = candidates.iter().position(|c| {
            let h = doc.token(c.head);
            h.start() < head.1 && head.0 < h.end()
        });
        let around =
            || (0..candidates.len()).filter(|&k| spans[k].0 <= head.0 && head.1 <= spans[k].1).min_by_key(|&k| spans[k].1 - spans[k].0);
        if let Some(k) = exact.or_else(around) {
            label[k] = *role;
        }
    }
    for (k, c) in candidates.iter().enumerate() {
        view.features(c, names);
        // Where the name is marked and the pronoun is not, the pronoun is not wrong.
        let pronoun = matches!(doc.token(c.head).tag(), "PRP" | "PRP$" | "WP" | "WDT");
        let teaches = label[k] != 0 || c.frame.is_none() || !pronoun;
        let frame = LABELS.iter().position(|l| l.is_some() && *l == c.frame).unwrap_or(0);
        rows.push(Row { features: names.take(), label: label[k], span: spans[k], words: words(doc, spans[k]), frame, teaches, event: e });
    }
}

/// Words between spaces.
fn words(doc: &Doc, span: (usize, usize)) -> usize {
    doc.text().chars().skip(span.0).take(span.1 - span.0).collect::<String>().split_whitespace().count()
}
