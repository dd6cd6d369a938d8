//! Which pair of numbers, killed and injured, the signals of a story speak for.

use super::mention::Mention;
use super::signals::{NUMBERS, Signals, of};
use crate::reconcile::items::Item;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// One possible answer with what speaks for and against it.
#[derive(Clone, Debug)]
pub struct Choice {
    /// How many were killed.
    pub killed: i64,
    /// How many were injured.
    pub injured: i64,
    /// Features by name.
    pub features: BTreeMap<String, f32>,
}

/// The weights of `lexicon/harm-weights.toml` by feature; a file that does not parse counts as empty (a test reads it).
static WEIGHTS: LazyLock<HashMap<String, f32>> = LazyLock::new(|| {
    let rows: BTreeMap<String, BTreeMap<String, f32>> =
        toml::from_str(include_str!("../../../../../lexicon/harm-weights.toml")).unwrap_or_default();
    rows.into_iter().flat_map(|(row, list)| list.into_iter().map(move |(v, w)| (format!("{row}.{v}"), w))).collect()
});

/// The answer that most speaks for; the first of equals.
pub fn best(choices: &[Choice]) -> Option<&Choice> {
    let score = |c: &Choice| c.features.iter().map(|(name, v)| WEIGHTS.get(name).copied().unwrap_or_default() * v).sum::<f32>();
    choices.iter().map(|c| (score(c), c)).reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, c)| c)
}

/// All answers that the reports give reason for.
pub fn choices(mentions: &[Mention], items: &[Item<'_>]) -> Vec<Choice> {
    let reading = super::near::read(items);
    let reports: BTreeSet<usize> = items.iter().map(|i| i.report).collect();
    let each: Vec<Signals> = reports.iter().map(|&r| of(mentions, &reading, items, &|x| x == r)).collect();
    let all = of(mentions, &reading, items, &|_| true);
    let (killed, injured) = candidates(each.iter().chain([&all]));
    let share = 1.0 / each.len().max(1) as f32;
    let mut out = Vec::new();
    for &k in &killed {
        for &i in &injured {
            let mut features = BTreeMap::new();
            bias(k, i, &mut features);
            for s in &each {
                describe("m", s, k, i, share, &mut features);
            }
            if each.len() > 1 {
                describe("a", &all, k, i, 1.0, &mut features);
            }
            out.push(Choice { killed: k, injured: i, features });
        }
    }
    out
}

/// The numbers that any signal gives, and what remains of those struck without the dead.
fn candidates<'s>(signals: impl Iterator<Item = &'s Signals>) -> (BTreeSet<i64>, BTreeSet<i64>) {
    let mut killed: BTreeSet<i64> = [0, 1].into();
    let mut injured: BTreeSet<i64> = [0, 1].into();
    for s in signals {
        for (name, n) in &s.numbers {
            let kind = name.strip_prefix('n').unwrap_or(name).as_bytes()[0];
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

fn bias(k: i64, i: i64, features: &mut BTreeMap<String, f32>) {
    features.insert(format!("k.{}", k.min(4)), 1.0);
    features.insert(format!("i.{}", i.min(6)), 1.0);
    features.insert(format!("pair.{},{}", k.min(2), i.min(2)), 1.0);
    features.insert(format!("t.{}", (k + i).min(6)), 1.0);
}

fn describe(prefix: &str, s: &Signals, k: i64, i: i64, weight: f32, features: &mut BTreeMap<String, f32>) {
    let mut add = |name: String| *features.entry(name).or_default() += weight;
    for name in NUMBERS {
        let found = s.numbers.iter().find(|(n, _)| *n == name).map(|(_, x)| *x);
        for (side, v) in [("k", k), ("i", i), ("t", k + i)] {
            match found {
                Some(x) => add(format!("{prefix}.{side}.{name}.{}", (v - x).clamp(-2, 2))),
                None if side != "t" => add(format!("{prefix}.{side}.{name}.none{}", v.min(2))),
                None => {}
            }
        }
    }
    for (place, cue) in &s.cues {
        let at = ["title", "lead", "text"][usize::from(*place).min(2)];
        add(format!("{prefix}.k.{at} {cue}.{}", k.min(2)));
        add(format!("{prefix}.i.{at} {cue}.{}", i.min(2)));
    }
    for flag in &s.flags {
        add(format!("{prefix}.k.{flag}.{}", k.min(2)));
        add(format!("{prefix}.i.{flag}.{}", i.min(2)));
    }
}

/// Whether the weights could be read.
#[cfg(test)]
pub(super) fn has_weights() -> bool {
    !WEIGHTS.is_empty()
}
