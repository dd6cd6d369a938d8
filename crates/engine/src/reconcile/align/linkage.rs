//! Agglomerative clustering with average linkage.

use super::Happening;

/// The log odds of a pair that was not compared, since its types and triggers have nothing in common.
pub const APART: f64 = -3.0;

/// Joins the two groups with the highest mean score until no mean is above 0. Pairs without a score count as [`APART`].
/// Each pair at most once, in any order.
///
/// Goes from each group to its best neighbour until two are each other's best, and joins those: the mean of a group that
/// was joined is never above the higher one of its two parts, so the groups are the same as when the best of all pairs is
/// joined first, in a time that grows with the pairs and not with their square.
pub fn join(count: usize, scores: &[(usize, usize, f64)]) -> Vec<Happening> {
    let mut links = Links::new(count, scores);
    let mut chain: Vec<usize> = Vec::new();
    for start in 0..count {
        chain.push(start);
        while let Some(&a) = chain.last() {
            let before = chain.len().checked_sub(2).map(|i| chain[i]);
            match links.best(a, before) {
                None => {
                    chain.pop();
                }
                Some(b) if before == Some(b) => {
                    chain.truncate(chain.len() - 2);
                    let joined = links.merge(a, b);
                    // What led here may have a better neighbour now.
                    if chain.is_empty() {
                        chain.push(joined);
                    }
                }
                Some(b) => chain.push(b),
            }
        }
    }
    let mut out: Vec<Happening> = links.groups.into_iter().filter(|g| !g.is_empty()).map(|items| Happening { items }).collect();
    out.iter_mut().for_each(|h| h.items.sort_unstable());
    out.sort_by_key(|h| h.items[0]);
    out
}

/// Scores are summed as whole numbers of this many parts: so the order in which pairs come changes no sum.
const PARTS: f64 = 1_048_576.0;

/// Groups and what they score with their neighbours.
struct Links {
    groups: Vec<Vec<usize>>,
    /// The group that each item is in.
    group_of: Vec<usize>,
    /// For each group: items of others, and what the pairs with them score above [`APART`], in parts. An item may stand
    /// several times.
    near: Vec<Vec<(usize, i64)>>,
    /// For each group the sum of what is near another one; all 0 between two searches.
    sums: Vec<i64>,
}

impl Links {
    fn new(count: usize, scores: &[(usize, usize, f64)]) -> Links {
        let mut near: Vec<Vec<(usize, i64)>> = vec![Vec::new(); count];
        for &(i, j, score) in scores {
            let parts = ((score - APART) * PARTS).round() as i64;
            near[i].push((j, parts));
            near[j].push((i, parts));
        }
        Links { groups: (0..count).map(|i| vec![i]).collect(), group_of: (0..count).collect(), near, sums: vec![0; count] }
    }

    /// The neighbour with the highest mean, if that is above 0; of equal ones `first`, then the earliest.
    fn best(&mut self, a: usize, first: Option<usize>) -> Option<usize> {
        let mut row = std::mem::take(&mut self.near[a]);
        for &(item, parts) in &row {
            self.sums[self.group_of[item]] += parts;
        }
        // The row again, one entry for each group. A sum of 0 was taken before, or says as much as no entry.
        row.retain_mut(|(item, parts)| {
            let group = self.group_of[*item];
            (*item, *parts) = (group, std::mem::take(&mut self.sums[group]));
            *parts != 0 && group != a
        });
        let mut best: Option<(f64, usize)> = None;
        for &(b, parts) in &row {
            let mean = APART + parts as f64 / PARTS / (self.groups[a].len() * self.groups[b].len()) as f64;
            let wins =
                |(most, so_far): (f64, usize)| mean > most || mean == most && first != Some(so_far) && (first == Some(b) || b < so_far);
            if mean > 0.0 && best.is_none_or(wins) {
                best = Some((mean, b));
            }
        }
        self.near[a] = row;
        best.map(|(_, b)| b)
    }

    /// Puts one group into the other, the one with the earlier number, and returns that.
    fn merge(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (a.min(b), a.max(b));
        let (members, row) = (std::mem::take(&mut self.groups[b]), std::mem::take(&mut self.near[b]));
        members.iter().for_each(|&i| self.group_of[i] = a);
        self.groups[a].extend(members);
        self.near[a].extend(row);
        a
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(count: usize, scores: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
        join(count, scores).into_iter().map(|h| h.items).collect()
    }

    #[test]
    fn the_likest_join_and_the_mean_of_all_pairs_decides() {
        // 2 is like 1 but unlike 0, which 1 is most like.
        assert_eq!(groups(3, &[(0, 1, 2.0), (1, 2, 1.0), (0, 2, -2.0)]), [vec![0, 1], vec![2]]);
        assert_eq!(groups(3, &[(0, 1, 2.0), (1, 2, 1.0), (0, 2, -0.5)]), [vec![0, 1, 2]]);
    }

    #[test]
    fn a_pair_that_was_not_compared_speaks_against_joining() {
        assert_eq!(groups(3, &[(0, 1, 2.0), (1, 2, 1.0)]), [vec![0, 1], vec![2]]);
        assert_eq!(groups(3, &[(0, 1, 2.0), (1, 2, 4.0)]), [vec![0], vec![1, 2]]);
    }

    #[test]
    fn every_item_is_in_one_group() {
        assert_eq!(groups(4, &[]), [vec![0], vec![1], vec![2], vec![3]]);
    }

    /// What [`join`] does, without remembering anything.
    fn plainly(count: usize, scores: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = (0..count).map(|i| vec![i]).collect();
        let score = |x: usize, y: usize| scores.iter().find(|s| (s.0, s.1) == (x.min(y), x.max(y))).map_or(APART, |s| s.2);
        loop {
            let mean = |a: &[usize], b: &[usize]| {
                a.iter().flat_map(|x| b.iter().map(move |y| score(*x, *y))).sum::<f64>() / (a.len() * b.len()) as f64
            };
            let pairs = (0..groups.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
            let best = pairs.map(|(a, b)| (mean(&groups[a], &groups[b]), a, b)).max_by(|p, q| p.0.total_cmp(&q.0));
            let Some((_, a, b)) = best.filter(|p| p.0 > 0.0) else { break };
            let members = groups.remove(b);
            groups[a].extend(members);
        }
        groups.iter_mut().for_each(|g| g.sort_unstable());
        groups.sort();
        groups
    }

    #[test]
    fn the_groups_are_those_of_comparing_all_means_afresh() {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1_u32 << 31)
        };
        for count in [5, 9, 14, 22] {
            for _ in 0..20 {
                let all = (0..count).flat_map(|j| (0..j).map(move |i| (i, j)));
                let scores: Vec<(usize, usize, f64)> =
                    all.filter(|_| next() < 0.6).collect::<Vec<_>>().into_iter().map(|(i, j)| (i, j, 6.0 * next() - 3.0)).collect();
                assert_eq!(groups(count, &scores), plainly(count, &scores));
            }
        }
    }
}
