//! Which reports are worth a look beside a given one: those that share heavy words within a time window.

use super::rarity::{Hashed, Rarity};
use super::sketch::{Sketch, View};

/// How many of its heaviest words a report is found by, and of its heaviest phrases: full names and streets find follow-ups
/// that have few words in common with what they follow.
const KEYS: [(View, usize); 2] = [(View::Words, 40), (View::Phrases, 20)];
/// A word finds at most so many reports before a day, so many after it and so many without one, the nearest in time: it is too
/// common to tell stories apart beyond them.
const POSTINGS: usize = 400;
/// How many other reports a report is compared with.
const NEAREST: usize = 40;
/// Reports published further apart than this many days are not compared, unless told otherwise.
pub const WINDOW: i32 = 400;

/// The day of a report without a date: after all others, so that it stands together in a list.
const UNDATED: i32 = i32::MAX;

/// For each heavy word, the reports that it finds, by day.
#[derive(Clone, Debug, Default)]
pub struct Index {
    postings: Hashed<Vec<Posting>>,
    /// By position, how much of a report was found so far; all zero between searches.
    scores: Vec<f32>,
}

#[derive(Clone, Copy, Debug)]
struct Posting {
    day: i32,
    at: u32,
    weight: f32,
}

impl Index {
    /// Adds a weighed report at a position. `least`: in how many reports of the pool a word has to stand to find it; 1
    /// while reports still arrive, since the next may have it too.
    pub fn add(&mut self, at: u32, sketch: &Sketch, rarity: &Rarity, least: u32) {
        let day = sketch.day.unwrap_or(UNDATED);
        self.scores.resize(self.scores.len().max(at as usize + 1), 0.0);
        for (term, weight) in keys(sketch, rarity, least) {
            let list = self.postings.entry(term).or_default();
            // Most reports come in the order of their days.
            let last = list.last().is_none_or(|p| (p.day, p.at) < (day, at));
            let place = if last { list.len() } else { list.partition_point(|p| (p.day, p.at) < (day, at)) };
            list.insert(place, Posting { day, at, weight });
        }
    }

    /// The positions of the reports most like a weighed one within so many days, the nearest first; never itself if it
    /// was not added yet. Reports without a date are near everyone.
    pub fn near(&mut self, sketch: &Sketch, rarity: &Rarity, window: i32) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for (term, weight) in keys(sketch, rarity, 2) {
            for posting in self.postings.get(&term).into_iter().flat_map(|list| within(list, sketch.day, window)) {
                let score = &mut self.scores[posting.at as usize];
                if *score == 0.0 {
                    found.push(posting.at);
                }
                // Never zero, so that nothing is found twice.
                *score += (weight * posting.weight).max(f32::MIN_POSITIVE);
            }
        }
        let mut near: Vec<(u32, f32)> = found.into_iter().map(|at| (at, std::mem::take(&mut self.scores[at as usize]))).collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if near.len() > NEAREST {
            near.select_nth_unstable_by(NEAREST, order);
            near.truncate(NEAREST);
        }
        near.sort_unstable_by(order);
        near.into_iter().map(|(at, _)| at).collect()
    }
}

/// The postings of a list nearest to a day: as many as are allowed from before it and as many from after it, and those undated.
fn within(list: &[Posting], day: Option<i32>, window: i32) -> impl Iterator<Item = &Posting> {
    let dated = list.partition_point(|p| p.day < UNDATED);
    let (early, late) = match day {
        Some(day) => {
            let here = list[..dated].partition_point(|p| p.day <= day);
            let from = list[..here].partition_point(|p| p.day < day.saturating_sub(window));
            let to = here + list[here..dated].partition_point(|p| p.day <= day.saturating_add(window));
            (from.max(here.saturating_sub(POSTINGS))..here, here..to.min(here + POSTINGS))
        }
        // Without a date, the latest.
        None => (dated.saturating_sub(POSTINGS)..dated, dated..dated),
    };
    let undated = list.len().saturating_sub(POSTINGS).max(dated)..list.len();
    list[early].iter().chain(&list[late]).chain(&list[undated])
}

/// The heaviest words and phrases of a report that stand in at least so many reports of the pool, with their share of its
/// length.
fn keys(sketch: &Sketch, rarity: &Rarity, least: u32) -> Vec<(u32, f32)> {
    let length = sketch.lengths[View::Words as usize].max(f32::MIN_POSITIVE);
    let heaviest = |(view, most): (View, usize)| {
        let terms = sketch.terms.iter().filter(|t| t.is(view) && (least <= 1 || rarity.frequency(t.hash) >= least));
        let mut terms: Vec<(u32, f32)> = terms.map(|t| (t.hash, t.weight / length)).collect();
        terms.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(most);
        terms
    };
    KEYS.into_iter().flat_map(heaviest).collect()
}
