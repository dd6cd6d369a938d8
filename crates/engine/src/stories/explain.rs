//! Why two reports are one story, or are not.

use super::figures::{shared, way};
use super::link::{JOIN, LINK};
use super::pool::Pool;
use super::sketch::{Sketch, View};
use std::collections::{BTreeMap, VecDeque};
use stemma_model::Report;

/// What speaks for and against two reports' telling one story.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Why they are together or apart.
    pub verdict: Verdict,
    /// How likely they tell one story by themselves, from 0 to 1.
    pub likelihood: f32,
    /// Days between their publication; none where one has no date.
    pub days: Option<i32>,
    /// Days beyond which reports are not compared.
    pub window: i32,
    /// What they share of each view, the heaviest first, in lower case.
    pub shared: Vec<(View, Vec<String>)>,
    /// The weightiest names of the one and of the other that stand in it alone, in lower case.
    pub alone: [Vec<String>; 2],
    /// What they say about when, where, how many and how old, side by side: a phrase each.
    pub facts: Vec<String>,
}

/// Why two reports are together or apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// They are likely one story by themselves.
    Alike,
    /// Other reports join them: positions, from the one to the other.
    Joined(Vec<u32>),
    /// By themselves they are not likely one story: less than this.
    Unlike(f32),
    /// They are further apart in time than the window.
    Far,
    /// They are likely one story, but so many others are nearer to them that they were never compared.
    Crowded,
    /// They are likely one story, but their stories as wholes are not: this likely, less than that.
    Wholes(f32, f32),
}

/// Explains where the pool put two of its reports, given at hand for their words; none when the pool does not hold them.
pub fn explain(pool: &Pool, a: &Report, b: &Report) -> Option<Explained> {
    let (x, y) = (pool.position(&a.id)?, pool.position(&b.id)?);
    let (p, q) = (&pool.sketches[x as usize], &pool.sketches[y as usize]);
    let likelihood = pool.likelihood(x, y);
    let days = p.day.zip(q.day).map(|(d, e)| d.saturating_sub(e).saturating_abs());
    let linked = pool.links(x).iter().any(|l| l.0 == y);
    let verdict = if pool.story(x) == pool.story(y) {
        if linked { Verdict::Alike } else { Verdict::Joined(chain(pool, x, y)) }
    } else if days.is_some_and(|d| d > pool.window) {
        Verdict::Far
    } else if likelihood < LINK {
        Verdict::Unlike(LINK)
    } else if !linked {
        Verdict::Crowded
    } else {
        Verdict::Wholes(pool.mean(x, y), JOIN)
    };
    let (one, other) = (Sketch::spelled(a), Sketch::spelled(b));
    let (shared, alone) = (words(p, q, &one), [alone(p, q, &one), alone(q, p, &other)]);
    Some(Explained { verdict, likelihood, days, window: pool.window, shared, alone, facts: facts(p, q) })
}

/// The shortest way from one report of a story to another along its links, both ends with it.
fn chain(pool: &Pool, from: u32, to: u32) -> Vec<u32> {
    let mut before: BTreeMap<u32, u32> = BTreeMap::from([(from, from)]);
    let mut open = VecDeque::from([from]);
    while let Some(at) = open.pop_front().filter(|&at| at != to) {
        for &(next, _) in pool.links(at).iter().filter(|l| pool.story(l.0) == pool.story(from)) {
            if let std::collections::btree_map::Entry::Vacant(entry) = before.entry(next) {
                entry.insert(at);
                open.push_back(next);
            }
        }
    }
    let mut way = vec![to];
    while let Some(&at) = before.get(&way[way.len() - 1]).filter(|_| way[way.len() - 1] != from) {
        way.push(at);
    }
    way.reverse();
    way
}

/// The weightiest names of a report that another does not have.
fn alone(sketch: &Sketch, other: &Sketch, spelled: &BTreeMap<u32, String>) -> Vec<String> {
    let names = sketch.heaviest[0].iter().filter(|n| n.1 > 0.0 && other.weight(n.0).is_none());
    names.filter_map(|n| spelled.get(&n.0).cloned()).collect()
}

fn facts(a: &Sketch, b: &Sketch) -> Vec<String> {
    let (f, g) = (&a.facts, &b.facts);
    let mut out = Vec::new();
    let apart = |n: i64, one: &str, many: &str| match n {
        0 => "the same".to_owned(),
        1 => format!("one {one} apart"),
        n => format!("{n} {many} apart"),
    };
    let gaps =
        f.days.iter().flat_map(|x| g.days.iter().map(move |y| i64::from(x.0.saturating_sub(y.1).max(y.0.saturating_sub(x.1)).max(0))));
    if let Some(days) = gaps.min() {
        out.push(format!("Nearest days that they tell of: {}", apart(days, "day", "days")));
    }
    if let Some(way) = way(f, g) {
        out.push(format!("Main places: {}", apart(way.round() as i64, "kilometre", "kilometres")));
    }
    for (what, x, y) in [("Killed", f.killed, g.killed), ("Injured", f.injured, g.injured)] {
        if let Some((x, y)) = x.zip(y) {
            out.push(format!("{what}, as each tells first: {} and {}", x.0, y.0));
        }
    }
    if !a.ages.is_empty() && !b.ages.is_empty() {
        let both: Vec<String> = a.ages.iter().filter(|n| b.ages.contains(n)).map(u8::to_string).collect();
        out.push(format!("Ages that both give: {}", if both.is_empty() { "none".to_owned() } else { both.join(", ") }));
    }
    out
}

/// The shared terms of each view that people read: names, phrases, numbers, other words.
fn words(a: &Sketch, b: &Sketch, spelled: &BTreeMap<u32, String>) -> Vec<(View, Vec<String>)> {
    let mut heavy: Vec<(f32, u8, &str)> = Vec::new();
    shared(a, b, |x, y| {
        if let Some(word) = spelled.get(&x.hash) {
            heavy.push((x.weight * y.weight, x.views & y.views, word));
        }
    });
    heavy.sort_by(|p, q| q.0.total_cmp(&p.0).then(p.2.cmp(q.2)));
    // A name is not told again as a word.
    let views = [View::Phrases, View::Names, View::Numbers, View::Words];
    let first = |bits: u8| views.into_iter().find(|v| bits & v.bit() != 0);
    let of = |view: View| heavy.iter().filter(|(_, bits, _)| first(*bits) == Some(view)).map(|(_, _, w)| (*w).to_owned()).collect();
    views.into_iter().map(|view| (view, of(view))).collect()
}
