//! Which pairs of reports are worth a look: those that share heavy words within a time window.

use super::profile::{Pool, Profile};
use std::collections::{HashMap, VecDeque};

/// How many of its heaviest words a report is found by.
const KEYS: usize = 40;
/// A word in more reports than this, within the window, finds none of them: it is too common to tell stories apart.
const POSTINGS: usize = 400;
/// How many other reports a report is compared with.
const NEAREST: usize = 40;
/// Reports published further apart than this are not compared.
pub const WINDOW: i32 = 400;

/// Pairs of positions, the first smaller, in order.
pub fn pairs(pool: &Pool) -> Vec<(u32, u32)> {
    let mut postings: HashMap<u32, VecDeque<(u32, f32)>> = HashMap::new();
    let mut pairs = Vec::new();
    let mut score: HashMap<u32, f32> = HashMap::new();
    // By day, so that a posting list holds what the window holds; those without a date are near everyone.
    let mut order: Vec<u32> = (0..pool.profiles.len() as u32).collect();
    order.sort_by_key(|&i| pool.profiles[i as usize].day);
    for i in order {
        let profile = &pool.profiles[i as usize];
        score.clear();
        for (term, weight) in keys(profile, pool) {
            let list = postings.entry(term).or_default();
            for &(j, other) in list.iter() {
                *score.entry(j).or_default() += weight * other;
            }
            if list.len() >= POSTINGS {
                list.pop_front();
            }
            list.push_back((i, weight));
        }
        let mut near: Vec<(u32, f32)> = score.iter().map(|(&j, &s)| (j, s)).filter(|&(j, _)| in_window(pool, i, j)).collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        pairs.extend(near.into_iter().take(NEAREST).map(|(j, _)| (i.min(j), i.max(j))));
    }
    pairs.sort_unstable();
    pairs
}

fn in_window(pool: &Pool, i: u32, j: u32) -> bool {
    match (pool.profiles[i as usize].day, pool.profiles[j as usize].day) {
        (Some(a), Some(b)) => (a - b).abs() <= WINDOW,
        _ => true,
    }
}

/// The heaviest words of a report.
fn keys(profile: &Profile, pool: &Pool) -> Vec<(u32, f32)> {
    let mut words: Vec<(u32, f32)> = profile.words.iter().copied().filter(|&(t, _)| pool.frequency[t as usize] > 1).collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    words.truncate(KEYS);
    words
}
