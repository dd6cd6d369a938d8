//! Descent trees with known truth over reports of the sets: roots and distractors are reports written apart about one
//! happening, the rest is made of them.

use super::chance::Chance;
use super::change::{self, Change, Synonyms};
use super::prose::{self, Prose};
use serde_json::{Value, json};
use std::collections::HashSet;

/// What a tree tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Descendants of one report by this change: two, or one where they would be alike.
    One(Change),
    /// Each from the one before, three or four deep.
    Chain,
    /// Descendants of a wire's text that is not there and that they credit.
    Wire,
    /// The same text at several outlets, credited to nobody.
    Syndicated,
    /// A descendant that names its source's outlet, and no time.
    Named,
}

/// All kinds with their names, in the order of the table.
pub const KINDS: [(&str, Kind); 12] = [
    ("trim", Kind::One(Change::Trim)),
    ("re-top", Kind::One(Change::Retop)),
    ("reorder", Kind::One(Change::Reorder)),
    ("re-quote", Kind::One(Change::Requote)),
    ("merge two", Kind::One(Change::Merge)),
    ("chain", Kind::Chain),
    ("wire not there", Kind::Wire),
    ("syndicated", Kind::Syndicated),
    ("outlet named", Kind::Named),
    ("paraphrase 15 %", Kind::One(Change::Light)),
    ("trim, para. 50 %", Kind::One(Change::Paraphrase)),
    ("trim, para. 100 %", Kind::One(Change::Heavy)),
];

/// A story with known descent.
#[derive(Debug)]
pub struct Tree {
    /// Index into [`KINDS`].
    pub kind: usize,
    /// Whether its errors may be read.
    pub may_be_read: bool,
    /// A row each, as `stemma` reads it.
    pub rows: Vec<Value>,
    /// Descendant, source, whether time or credit shows which is which.
    pub edges: Vec<(usize, usize, bool)>,
    /// Reports of one text that is not there: they hang together, in any way.
    pub siblings: Vec<usize>,
    /// Texts that were written apart.
    pub origins: usize,
    /// Whether it is known of all when they came out, to the hour.
    pub timed: bool,
}

/// Texts about one happening that were written apart.
#[derive(Debug)]
pub struct Apart {
    /// Whether errors on it may be read.
    pub may_be_read: bool,
    /// The day that the first came out.
    pub day: String,
    /// Longest first.
    pub texts: Vec<Prose>,
}

/// Of the texts those that share next to nothing with the ones before them: at most two six-word sequences.
pub fn apart(texts: impl Iterator<Item = Prose>) -> Vec<Prose> {
    let mut kept: Vec<(Prose, HashSet<Vec<String>>)> = Vec::new();
    for text in texts {
        let plain: Vec<String> = prose::text(&text)
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        let grams: HashSet<Vec<String>> = plain.windows(6).map(<[String]>::to_vec).collect();
        if (120..=900).contains(&plain.len()) && kept.iter().all(|(_, g)| grams.intersection(g).count() <= 2) {
            kept.push((text, grams));
        }
    }
    kept.sort_by_key(|(p, _)| std::cmp::Reverse(prose::words(p)));
    kept.into_iter().map(|(p, _)| p).collect()
}

/// What is known of the times of publication.
#[derive(Clone, Copy, PartialEq)]
enum Times {
    Hours,
    Days,
    Some,
    None,
}

struct Builder<'a> {
    texts: Vec<Prose>,
    credits: Vec<Option<String>>,
    edges: Vec<(usize, usize)>,
    hour: Vec<usize>,
    words: &'a Synonyms,
    chance: Chance,
}

/// A tree of a kind; none where the texts do not suffice for it.
pub fn grow(kind: usize, from: &Apart, words: &Synonyms, seed: u64) -> Option<Tree> {
    let what = KINDS[kind].1;
    let (root, rest) = from.texts.split_first()?;
    let needs_other = matches!(what, Kind::One(Change::Merge | Change::Requote));
    if needs_other && rest.is_empty() || what == Kind::One(Change::Requote) && prose::quotations(root).is_empty() {
        return None;
    }
    let mut b = Builder { texts: Vec::new(), credits: Vec::new(), edges: Vec::new(), hour: Vec::new(), words, chance: Chance::new(seed) };
    let hidden = matches!(what, Kind::Wire | Kind::Syndicated);
    let (mut siblings, mut origins) = (Vec::new(), 1);
    if !hidden {
        b.add(root.clone(), 0);
    }
    // What stands in the story besides: written apart.
    let spare = usize::from(what == Kind::One(Change::Requote));
    let second = what == Kind::One(Change::Merge);
    for (i, text) in rest.iter().skip(spare).take(2).enumerate() {
        let hour = b.chance.below(40);
        b.add(text.clone(), if second && i == 0 { 0 } else { hour });
        origins += 1;
    }
    match what {
        Kind::One(how) => {
            // Two paraphrases from one list of words would be nearer to each other than to their source.
            let once = matches!(how, Change::Requote | Change::Light | Change::Paraphrase | Change::Heavy);
            for _ in 0..if once { 1 } else { 2 } {
                b.descend(how, 0, rest.first(), (how == Change::Merge).then_some(1));
            }
            origins += usize::from(how == Change::Requote);
        }
        Kind::Chain => {
            let mut last = 0;
            for _ in 0..2 + b.chance.below(2) {
                let how = [Change::Trim, Change::Retop, Change::Reorder][b.chance.below(3)];
                if prose::words(&b.texts[last]) < 80 {
                    break;
                }
                last = b.descend(how, last, None, None);
            }
        }
        Kind::Wire | Kind::Syndicated => {
            for _ in 0..3 {
                let how = [Change::Trim, Change::Reorder, Change::Light][b.chance.below(3)];
                let text = change::change(how, root, root, root, words, &mut b.chance);
                let hour = b.chance.below(40);
                siblings.push(b.add(text, hour));
                if what == Kind::Wire {
                    let first = b.texts.last_mut()?.first_mut()?.first_mut()?;
                    *first = format!("TRESK (AP) — {first}");
                }
            }
        }
        Kind::Named => {
            for _ in 0..2 {
                let how = [Change::Trim, Change::Retop][b.chance.below(2)];
                let child = b.descend(how, 0, None, None);
                b.credits[child] = Some(
                    [
                        "{} first reported the news.",
                        "The news was first reported by {}.",
                        "He spoke to {} on the phone.",
                        "That is according to {}.",
                    ][b.chance.below(4)]
                    .to_owned(),
                );
            }
        }
    }
    Some(b.finish(kind, from, siblings, origins))
}

impl Builder<'_> {
    fn add(&mut self, text: Prose, hour: usize) -> usize {
        self.texts.push(text);
        self.credits.push(None);
        self.hour.push(hour);
        self.texts.len() - 1
    }

    fn descend(&mut self, how: Change, source: usize, apart: Option<&Prose>, other: Option<usize>) -> usize {
        let root = self.texts[source].clone();
        let second = other.map(|o| self.texts[o].clone());
        let text = change::change(how, &root, apart.unwrap_or(&root), second.as_ref().unwrap_or(&root), self.words, &mut self.chance);
        let hour = self.hour[source].max(other.map_or(0, |o| self.hour[o])) + 2 + self.chance.below(40);
        let child = self.add(text, hour);
        self.edges.extend([Some(source), other].into_iter().flatten().map(|s| (child, s)));
        child
    }

    fn finish(mut self, kind: usize, from: &Apart, siblings: Vec<usize>, origins: usize) -> Tree {
        let times = match KINDS[kind].1 {
            Kind::Named => Times::None,
            _ => [Times::Hours, Times::Hours, Times::Days, Times::Some, Times::None][self.chance.below(5)],
        };
        let n = self.texts.len();
        let outlets = outlets(&mut self.chance, n);
        let known: Vec<bool> = (0..n)
            .map(|_| match times {
                Times::Hours | Times::Days => true,
                Times::Some => self.chance.holds(0.6),
                Times::None => false,
            })
            .collect();
        let when = |i: usize| -> Option<String> {
            let day: jiff::civil::Date = from.day.get(..10)?.parse().ok()?;
            let at = day.at(0, 30, 0, 0).checked_add(jiff::Span::new().hours(self.hour[i] as i64)).ok()?;
            let whole = format!("{}T{:02}:{:02}:00Z", at.date(), at.hour(), at.minute());
            known[i].then(|| if times == Times::Hours { whole } else { at.date().to_string() })
        };
        let mut texts = std::mem::take(&mut self.texts);
        for (i, line) in self.credits.iter().enumerate() {
            if let (Some(line), Some(&(_, source))) = (line, self.edges.iter().find(|e| e.0 == i)) {
                texts[i].push(vec![line.replace("{}", &format!("the {}", outlets[source]))]);
                if line.starts_with("{}")
                    && let Some(s) = texts[i].last_mut().and_then(|p| p.first_mut())
                {
                    *s = line.replace("{}", &format!("The {}", outlets[source]));
                }
            }
        }
        let lines: Vec<Option<usize>> = (0..n).map(|_| self.chance.holds(0.3).then(|| self.chance.below(3))).collect();
        let rows = texts.iter().enumerate().map(|(i, text)| {
            let furniture = lines[i].map(|f| format!("\n\n{}", change::furniture(f))).unwrap_or_default();
            json!({"id": format!("r{i}"), "outlet": outlets[i], "published": when(i), "lang": "en", "text": prose::text(text) + &furniture})
        });
        let shown = |c: usize, s: usize| match (when(c), when(s)) {
            _ if self.credits[c].is_some() => true,
            (Some(a), Some(b)) => a != b,
            _ => false,
        };
        let edges: Vec<(usize, usize, bool)> = self.edges.iter().map(|&(c, s)| (c, s, shown(c, s))).collect();
        let mut tree =
            Tree { kind, may_be_read: from.may_be_read, rows: rows.collect(), edges, siblings, origins, timed: times == Times::Hours };
        // In another order than they were made.
        let mut order: Vec<usize> = (0..n).collect();
        self.chance.shuffle(&mut order);
        let at = |i: usize| order.iter().position(|&o| o == i).unwrap_or(i);
        tree.rows = order.iter().map(|&i| tree.rows[i].clone()).collect();
        tree.edges = tree.edges.iter().map(|&(c, s, d)| (at(c), at(s), d)).collect();
        tree.siblings = tree.siblings.iter().map(|&i| at(i)).collect();
        tree
    }
}

/// Names of outlets, invented and each once.
fn outlets(chance: &mut Chance, n: usize) -> Vec<String> {
    const PLACES: [&str; 12] =
        ["Merrow", "Calvessa", "Olden", "Haldane", "Varrin", "Quellport", "Estmoor", "Dunvale", "Prell", "Osmer", "Lakeby", "Norvale"];
    const KINDS: [&str; 6] = ["Times", "Herald", "Courier", "Gazette", "Post-Dispatch", "Examiner"];
    let mut all: Vec<String> = PLACES.iter().flat_map(|p| KINDS.iter().map(move |k| format!("{p} {k}"))).collect();
    chance.shuffle(&mut all);
    all.truncate(n);
    all
}
