//! Which pair of numbers, killed and injured, the signals of a story speak for.

use super::mention::Mention;
use super::near::Reading;
use super::signals::{NUMBERS, Signals, of};
use super::votes;
use super::wording::{self, Sentence, Spot, Wording};
use crate::reconcile::items::Item;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// What speaks for a pair of numbers: `lexicon/harm-weights.toml` and `lexicon/harm-words.tsv`.
#[derive(Clone, Debug)]
pub struct Weights {
    /// By feature.
    signals: HashMap<String, f32>,
    /// By place and word: of a word for none, one and more killed, then injured; of a word beside a number for its being that
    /// of the killed, the injured, of both together.
    words: HashMap<Spot, HashMap<String, [f32; 6]>>,
}

impl Default for Weights {
    fn default() -> Weights {
        static BUILTIN: LazyLock<Weights> = LazyLock::new(|| {
            Weights::parse(include_str!("../../../../../lexicon/harm-weights.toml"), include_str!("../../../../../lexicon/harm-words.tsv"))
        });
        BUILTIN.clone()
    }
}

impl Weights {
    /// The weights of two texts in the form of the files; a text that does not parse counts as empty (a test reads the files).
    pub fn parse(signals: &str, words: &str) -> Weights {
        let rows: BTreeMap<String, BTreeMap<String, f32>> = toml::from_str(signals).unwrap_or_default();
        let signals = rows.into_iter().flat_map(|(row, list)| list.into_iter().map(move |(v, w)| (format!("{row}.{v}"), w))).collect();
        let mut out = Weights { signals, words: HashMap::new() };
        for line in words.lines().filter(|l| !l.starts_with('#')) {
            let mut cells = line.split('\t');
            let (Some(spot), Some(word)) = (cells.next(), cells.next()) else { continue };
            let Some((spot, _)) = Spot::ALL.into_iter().find(|(_, name)| *name == spot) else { continue };
            let mut weights = [0.0; 6];
            cells.zip(&mut weights).for_each(|(cell, w)| *w = cell.parse().unwrap_or_default());
            out.words.entry(spot).or_default().insert(word.to_owned(), weights);
        }
        out
    }

    fn signal(&self, name: &str) -> f32 {
        self.signals.get(name).copied().unwrap_or_default()
    }

    fn word(&self, spot: Spot, word: &str) -> Option<&[f32; 6]> {
        self.words.get(&spot)?.get(word)
    }
}

/// The numbers killed and injured that most speaks for; the first of equals.
pub fn best(mentions: &[Mention], reading: &Reading, items: &[Item<'_>], weights: &Weights) -> Option<(i64, i64)> {
    let score = |f: &Features| f.iter().map(|(name, v)| weights.signal(name) * v).sum::<f32>();
    let sides = Sides::new(mentions, reading, items);
    let said = Said::new(&wording::sentences(items), weights);
    let scored = |side: usize, all: &BTreeMap<i64, Features>| {
        all.iter().map(|(n, f)| (*n, score(f) + said.score(side, *n))).collect::<BTreeMap<i64, f32>>()
    };
    let (killed, injured, together) = (scored(0, &sides.killed), scored(1, &sides.injured), scored(2, &sides.together));
    let pairs = killed.iter().flat_map(|(k, a)| injured.iter().map(move |(i, b)| (*k, *i, a + b)));
    let all = pairs.map(|(k, i, s)| (s + together.get(&(k + i)).copied().unwrap_or_default() + weights.signal(&pair(k, i)), (k, i)));
    all.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, answer)| answer)
}

/// What the wording of a story speaks for.
struct Said {
    /// For none, one and more killed, then injured.
    words: [f32; 6],
    /// For a number being that of the killed, the injured, of both.
    numbers: BTreeMap<i64, [f32; 3]>,
}

impl Said {
    fn new(sentences: &[Sentence], weights: &Weights) -> Said {
        let wording = wording::read(sentences, &|spot, word| weights.word(spot, word).is_some());
        let mut words = [0.0; 6];
        let add = |to: &mut [f32], list: &BTreeMap<(Spot, &str), f32>| {
            for ((spot, word), share) in list {
                to.iter_mut().zip(weights.word(*spot, word).into_iter().flatten()).for_each(|(x, w)| *x += w * share);
            }
        };
        add(&mut words, &wording.words);
        let number = |list: &BTreeMap<(Spot, &str), f32>| {
            let mut sums = [0.0; 3];
            add(&mut sums, list);
            sums
        };
        Said { words, numbers: wording.numbers.iter().map(|(n, list)| (*n, number(list))).collect() }
    }

    /// What speaks for `n` on a side: killed 0, injured 1, both together 2.
    fn score(&self, side: usize, n: i64) -> f32 {
        let word = if side < 2 { self.words[side * 3 + n.clamp(0, 2) as usize] } else { 0.0 };
        word + self.numbers.get(&n).map_or(0.0, |w| w[side])
    }
}

/// All answers that the reports give reason for, with their features: for training. Words that are not `known` at their
/// place are no features.
pub fn choices(mentions: &[Mention], items: &[Item<'_>], known: &dyn Fn(Spot, &str) -> bool) -> Choices {
    let reading = super::near::read(items);
    let sides = Sides::new(mentions, &reading, items);
    let sentences = wording::sentences(items);
    let wording = wording::read(&sentences, known);
    let mut out = Choices::default();
    let mut part = |features: Features| {
        out.parts.push(features);
        out.parts.len() - 1
    };
    let mut side = |side: usize, all: &BTreeMap<i64, Features>| {
        let with = |(n, f): (&i64, &Features)| {
            let mut f = f.clone();
            worded(&wording, side, *n, &mut f);
            (*n, part(f))
        };
        all.iter().map(with).collect::<BTreeMap<i64, usize>>()
    };
    let (killed, injured, together) = (side(0, &sides.killed), side(1, &sides.injured), side(2, &sides.together));
    let mut pairs = BTreeMap::new();
    for (&k, &kp) in &killed {
        for (&i, &ip) in &injured {
            let name = pair(k, i);
            let own = *pairs.entry(name.clone()).or_insert_with(|| part(Features::from([(name, 1.0)])));
            out.answers.push((k, i));
            out.options.push(vec![kp, ip, together[&(k + i)], own]);
        }
    }
    out
}

/// Possible answers with what speaks for and against each: the features of its parts together.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// How many were killed and injured.
    pub answers: Vec<(i64, i64)>,
    /// The parts of each answer, by index.
    pub options: Vec<Vec<usize>>,
    /// Features of each part.
    pub parts: Vec<Features>,
}

/// The wording as features; their names are lines of `lexicon/harm-words.tsv` up to the column, after a tab.
fn worded(wording: &Wording<'_>, side: usize, n: i64, features: &mut Features) {
    let name = |spot: Spot, word: &str, column: String| format!("\t{}\t{word}\t{column}", spot.name());
    if side < 2 {
        for ((spot, word), share) in &wording.words {
            features.insert(name(*spot, word, (side * 3 + n.clamp(0, 2) as usize).to_string()), *share);
        }
    }
    for ((spot, word), share) in wording.numbers.get(&n).into_iter().flatten() {
        features.insert(name(*spot, word, side.to_string()), *share);
    }
}

/// Features by name.
pub type Features = BTreeMap<String, f32>;

/// What speaks for each number killed, each number injured, and each sum of the two. Each is described once, since an answer
/// has few features that need both of its numbers.
struct Sides {
    killed: BTreeMap<i64, Features>,
    injured: BTreeMap<i64, Features>,
    together: BTreeMap<i64, Features>,
}

impl Sides {
    fn new(mentions: &[Mention], reading: &Reading, items: &[Item<'_>]) -> Sides {
        let reports: BTreeSet<usize> = items.iter().map(|i| i.report).collect();
        let each: Vec<Signals> = reports.iter().map(|&r| of(mentions, reading, items, &|x| x == r)).collect();
        let all = of(mentions, reading, items, &|_| true);
        let (killed, injured) = candidates(each.iter().chain([&all]));
        let sums: BTreeSet<i64> = killed.iter().flat_map(|k| injured.iter().map(move |i| k + i)).collect();
        let share = 1.0 / each.len().max(1) as f32;
        let side = |name: &'static str, most: i64, numbers: BTreeSet<i64>| {
            let describe = |n: i64| {
                let mut features = Features::from([(format!("{name}.{}", n.min(most)), 1.0)]);
                each.iter().for_each(|s| describe("m", s, name, n, share, &mut features));
                if each.len() > 1 {
                    describe("a", &all, name, n, 1.0, &mut features);
                }
                (n, features)
            };
            numbers.into_iter().map(describe).collect()
        };
        Sides { killed: side("k", 4, killed), injured: side("i", 6, injured), together: side("t", 6, sums) }
    }
}

/// The numbers that any signal gives, and what remains of those struck without the dead.
fn candidates<'s>(signals: impl Iterator<Item = &'s Signals>) -> (BTreeSet<i64>, BTreeSet<i64>) {
    let mut killed: BTreeSet<i64> = [0, 1].into();
    let mut injured: BTreeSet<i64> = [0, 1].into();
    for s in signals {
        for (name, n) in &s.numbers {
            let kind = name.strip_prefix(['n', 'p', 'q']).unwrap_or(name).as_bytes()[0];
            match kind {
                b'k' => {
                    killed.insert(*n);
                }
                b's' | b'v' | b'o' | b'a' => injured.extend((0..=3).map(|dead| (n - dead).max(0))),
                _ => {
                    injured.insert(*n);
                }
            }
        }
        if s.cues.iter().any(|(_, c)| ["double", "murder-suicide", "murder suicide", "himself", "herself"].contains(c)) {
            killed.insert(2);
        }
    }
    (killed, injured)
}

fn pair(k: i64, i: i64) -> String {
    format!("pair.{},{}", k.min(2), i.min(2))
}

/// Adds what some signals say of `n` being the number of a side: killed `k`, injured `i`, both together `t`.
fn describe(prefix: &str, s: &Signals, side: &str, n: i64, weight: f32, features: &mut Features) {
    let mut add = |name: String| *features.entry(name).or_default() += weight;
    // What a report leaves out tells nothing beside a number that it states.
    let silent = side != "t" && !s.numbers.iter().any(|(name, _)| votes::states(name, side));
    for name in NUMBERS {
        match s.numbers.iter().find(|(found, _)| *found == name) {
            Some((_, x)) => add(format!("{prefix}.{side}.{name}.{}", (n - x).clamp(-2, 2))),
            None if silent => add(format!("{prefix}.{side}.{name}.none{}", n.min(2))),
            None => {}
        }
    }
    votes::count(&s.numbers, side, n, &mut |name| add(format!("{prefix}.{side}.{name}")));
    if side == "t" {
        return;
    }
    for (place, cue) in &s.cues {
        let at = ["title", "lead", "text"][usize::from(*place).min(2)];
        add(format!("{prefix}.{side}.{at} {cue}.{}", n.min(2)));
    }
    for flag in &s.flags {
        add(format!("{prefix}.{side}.{flag}.{}", n.min(2)));
    }
}

/// Whether the weights could be read.
#[cfg(test)]
pub(super) fn has_weights() -> bool {
    let weights = Weights::default();
    !weights.signals.is_empty() && !weights.words.is_empty()
}
