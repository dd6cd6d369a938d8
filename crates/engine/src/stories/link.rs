//! Likely pairs become stories.

use super::decide;
use super::profile::Pool;

/// A pair is a link when it is at least this likely; this and the next by trying tenths on the sets of [`decide`].
const LINK: f32 = 0.35;
/// Two groups join when the mean likelihood over their pairs is at least this.
const JOIN: f32 = 0.25;
/// At most so many reports of a group are looked at when two groups are compared.
const SAMPLE: usize = 8;

/// The groups of positions, each sorted; every position is in exactly one.
pub fn link(pool: &Pool, pairs: &[(u32, u32)]) -> Vec<Vec<usize>> {
    let mut links: Vec<(f32, u32, u32)> =
        pairs.iter().map(|&(a, b)| (decide::likelihood(pool, a, b), a, b)).filter(|&(p, _, _)| p >= LINK).collect();
    links.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut group_of: Vec<usize> = (0..pool.profiles.len()).collect();
    let mut groups: Vec<Vec<usize>> = group_of.iter().map(|&i| vec![i]).collect();
    for (_, a, b) in links {
        let (x, y) = (group_of[a as usize], group_of[b as usize]);
        if x == y || mean(pool, &groups[x], &groups[y]) < JOIN {
            continue;
        }
        let (small, large) = if groups[x].len() < groups[y].len() { (x, y) } else { (y, x) };
        let moved = std::mem::take(&mut groups[small]);
        for &i in &moved {
            group_of[i] = large;
        }
        groups[large].extend(moved);
        groups[large].sort_unstable();
    }
    groups.retain(|g| !g.is_empty());
    groups
}

/// The mean likelihood over pairs of two groups, from a sample of each.
fn mean(pool: &Pool, x: &[usize], y: &[usize]) -> f32 {
    let sample = |g: &[usize]| -> Vec<u32> {
        let step = g.len().div_ceil(SAMPLE).max(1);
        g.iter().step_by(step).map(|&i| i as u32).collect()
    };
    let (x, y) = (sample(x), sample(y));
    let mut sum = 0.0;
    for &a in &x {
        for &b in &y {
            sum += decide::likelihood(pool, a, b);
        }
    }
    sum / (x.len() * y.len()).max(1) as f32
}
