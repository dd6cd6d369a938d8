//! The most voices of which no two may be one.

/// Picks from `count` voices as many as can be of which no two are joined by `same`. Lower `rank` is preferred among voices
/// that may be one, then the lower index.
///
/// A voice whose neighbours are all one another's neighbours is in one of the largest sets, so taking such voices first
/// finds a largest set wherever a cycle of four or more is cut short by an edge, which bodies and their general names always
/// give; else the voice with the fewest neighbours is taken. A voice that is joined to none adds one to the count: an
/// independent confirmation never lowers it. One that is joined to all that another is joined to, and to that one, adds none.
pub fn apart<R: Ord>(count: usize, same: impl Fn(usize, usize) -> bool, rank: impl Fn(usize) -> R) -> Vec<usize> {
    let joined: Vec<Vec<bool>> = (0..count).map(|i| (0..count).map(|j| i == j || same(i, j) || same(j, i)).collect()).collect();
    let mut left: Vec<usize> = (0..count).collect();
    let mut out = Vec::new();
    while !left.is_empty() {
        let near = |i: usize| left.iter().copied().filter(|&j| joined[i][j]).collect::<Vec<_>>();
        let simple = |i: usize| {
            let near = near(i);
            near.iter().all(|&a| near.iter().all(|&b| joined[a][b]))
        };
        let first = left.iter().copied().filter(|&i| simple(i)).min_by_key(|&i| (rank(i), i));
        let Some(next) = first.or_else(|| left.iter().copied().min_by_key(|&i| (near(i).len(), rank(i), i))) else { break };
        out.push(next);
        left.retain(|&j| !joined[next][j]);
    }
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(n: usize, edges: &[(usize, usize)]) -> usize {
        apart(n, |a, b| edges.contains(&(a, b)), |_| 0).len()
    }

    #[test]
    fn a_general_voice_neither_adds_nor_joins() {
        // 0 may be 1 or 2, which are different bodies.
        assert_eq!(count(3, &[(0, 1), (0, 2)]), 2);
        assert_eq!(count(2, &[(0, 1)]), 1);
        assert_eq!(count(0, &[]), 0);
    }

    #[test]
    fn confirmations_add_and_reprints_do_not() {
        // All graphs of four voices: one more that stands alone adds one, a twin of any adds none.
        let pairs: Vec<(usize, usize)> = (0..4).flat_map(|i| (0..i).map(move |j| (j, i))).collect();
        for mask in 0..1u32 << pairs.len() {
            let edges: Vec<_> = pairs.iter().enumerate().filter(|(k, _)| mask & (1 << k) != 0).map(|(_, p)| *p).collect();
            let before = count(4, &edges);
            assert_eq!(count(5, &edges), before + 1, "{edges:?}");
            for twin in 0..4 {
                let copies = edges.iter().filter_map(|&(a, b)| (a == twin).then_some((b, 4)).or((b == twin).then_some((a, 4))));
                let with: Vec<_> = edges.iter().copied().chain(copies).chain([(twin, 4)]).collect();
                assert_eq!(count(5, &with), before, "{edges:?}, twin of {twin}");
            }
        }
    }
}
