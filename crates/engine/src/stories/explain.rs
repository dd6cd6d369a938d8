//! Why two reports are one story, or are not.

use super::decide::shared;
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
    Some(Explained { verdict, likelihood, days, window: pool.window, shared: words(p, q, &Sketch::spelled(a)) })
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
