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
    pub features: Features,
}

/// The weights of `lexicon/harm-weights.toml` by feature; a file that does not parse counts as empty (a test reads it).
static WEIGHTS: LazyLock<HashMap<String, f32>> = LazyLock::new(|| {
    let rows: BTreeMap<String, BTreeMap<String, f32>> =
        toml::from_str(include_str!("../../../../../lexicon/harm-weights.toml")).unwrap_or_default();
    rows.into_iter().flat_map(|(row, list)| list.into_iter().map(move |(v, w)| (format!("{row}.{v}"), w))).collect()
});

/// The numbers killed and injured that most speaks for; the first of equals.
pub fn best(mentions: &[Mention], items: &[Item<'_>]) -> Option<(i64, i64)> {
    let weight = |name: &str| WEIGHTS.get(name).copied().unwrap_or_default();
    let score = |f: &Features| f.iter().map(|(name, v)| weight(name) * v).sum::<f32>();
    let sides = Sides::new(mentions, items);
    let scored = |side: &BTreeMap<i64, Features>| side.iter().map(|(n, f)| (*n, score(f))).collect::<BTreeMap<i64, f32>>();
    let (killed, injured, together) = (scored(&sides.killed), scored(&sides.injured), scored(&sides.together));
    let pairs = killed.iter().flat_map(|(k, a)| injured.iter().map(move |(i, b)| (*k, *i, a + b)));
    let all = pairs.map(|(k, i, s)| (s + together.get(&(k + i)).copied().unwrap_or_default() + weight(&pair(k, i)), (k, i)));
    all.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, answer)| answer)
}

/// All answers that the reports give reason for, with their features: for training.
pub fn choices(mentions: &[Mention], items: &[Item<'_>]) -> Vec<Choice> {
    let sides = Sides::new(mentions, items);
    let mut out = Vec::new();
    for (&killed, k) in &sides.killed {
        for (&injured, i) in &sides.injured {
            let mut features: Features =
                k.iter().chain(i).chain(&sides.together[&(killed + injured)]).map(|(n, v)| (n.clone(), *v)).collect();
            features.insert(pair(killed, injured), 1.0);
            out.push(Choice { killed, injured, features });
        }
    }
    out
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
    fn new(mentions: &[Mention], items: &[Item<'_>]) -> Sides {
        let reading = super::near::read(items);
        let reports: BTreeSet<usize> = items.iter().map(|i| i.report).collect();
        let each: Vec<Signals> = reports.iter().map(|&r| of(mentions, &reading, items, &|x| x == r)).collect();
        let all = of(mentions, &reading, items, &|_| true);
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

fn pair(k: i64, i: i64) -> String {
    format!("pair.{},{}", k.min(2), i.min(2))
}

/// Adds what some signals say of `n` being the number of a side: killed `k`, injured `i`, both together `t`.
fn describe(prefix: &str, s: &Signals, side: &str, n: i64, weight: f32, features: &mut Features) {
    let mut add = |name: String| *features.entry(name).or_default() += weight;
    for name in NUMBERS {
        match s.numbers.iter().find(|(found, _)| *found == name) {
            Some((_, x)) => add(format!("{prefix}.{side}.{name}.{}", (n - x).clamp(-2, 2))),
            None if side != "t" => add(format!("{prefix}.{side}.{name}.none{}", n.min(2))),
            None => {}
        }
    }
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
    !WEIGHTS.is_empty()
}
