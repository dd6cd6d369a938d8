//! Likely pairs become stories.

use super::sketch::Sketch;
use std::cell::RefCell;
use std::collections::HashMap;

/// A pair is a link when it is at least this likely; this and the next by trying tenths on what trees have not seen
/// (`cargo xtask train stories` prints the figures).
pub const LINK: f32 = 0.35;
/// Two groups join when the mean likelihood over their pairs is at least this.
pub const JOIN: f32 = 0.35;
/// At most so many reports of a group are looked at when two groups are compared.
const SAMPLE: usize = 8;

/// Two reports that are likely to tell one story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// How likely, from 0 to 1.
    pub likelihood: f32,
    /// Position of the one.
    pub a: u32,
    /// Position of the other.
    pub b: u32,
}

/// Joins groups along links, the likeliest first, where the groups as wholes are at least so likely one story. The groups that come
/// out hold the same positions. Positions that stand in no group are not looked at. `likely` tells of two positions how
/// likely they are one story, from 0 to 1.
pub fn join(
    sketches: &[Sketch],
    likely: &impl Fn(u32, u32) -> f32,
    mut groups: Vec<Vec<u32>>,
    mut links: Vec<Link>,
    least: f32,
) -> Vec<Vec<u32>> {
    let canonical = |at: u32| &sketches[at as usize];
    let name = |l: &Link| {
        let (x, y) = (canonical(l.a).order(), canonical(l.b).order());
        if x <= y { (x, y) } else { (y, x) }
    };
    links.sort_by(|x, y| y.likelihood.total_cmp(&x.likelihood).then_with(|| name(x).cmp(&name(y))));
    // Groups that grow are compared again and again: a pair of reports is compared once.
    let known = RefCell::new(links.iter().map(|l| ((l.a.min(l.b), l.a.max(l.b)), l.likelihood)).collect::<HashMap<_, _>>());
    let likely = |a: u32, b: u32| *known.borrow_mut().entry((a.min(b), a.max(b))).or_insert_with(|| likely(a, b));
    let mut group_of: HashMap<u32, usize> = groups.iter().enumerate().flat_map(|(g, m)| m.iter().map(move |&i| (i, g))).collect();
    for link in links {
        let (Some(&x), Some(&y)) = (group_of.get(&link.a), group_of.get(&link.b)) else { continue };
        if x == y || mean(&likely, &groups[x], &groups[y]) < least {
            continue;
        }
        let (small, large) = if groups[x].len() < groups[y].len() { (x, y) } else { (y, x) };
        let moved = std::mem::take(&mut groups[small]);
        group_of.extend(moved.iter().map(|&i| (i, large)));
        groups[large].extend(moved);
        groups[large].sort_by(|&a, &b| canonical(a).order().cmp(&canonical(b).order()));
    }
    groups.retain(|g| !g.is_empty());
    groups
}

/// The mean likelihood over pairs of two groups, from a sample of each.
pub fn mean(likely: &impl Fn(u32, u32) -> f32, x: &[u32], y: &[u32]) -> f32 {
    let sample = |g: &[u32]| -> Vec<u32> {
        let step = g.len().div_ceil(SAMPLE).max(1);
        g.iter().step_by(step).copied().collect()
    };
    let (x, y) = (sample(x), sample(y));
    let mut sum = 0.0;
    for &a in &x {
        for &b in &y {
            sum += likely(a, b);
        }
    }
    sum / (x.len() * y.len()).max(1) as f32
}
