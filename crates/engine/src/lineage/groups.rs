//! Sets of reports that are taken together.

use std::collections::BTreeMap;

/// A partition of `0..n`, by union of trees; a set is named by its smallest member.
#[derive(Clone, Debug)]
pub struct Groups(Vec<usize>);

impl Groups {
    /// Each by itself.
    pub fn new(n: usize) -> Groups {
        Groups((0..n).collect())
    }

    /// The set that a member is in.
    pub fn of(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// Makes two sets one; false when they were one before.
    pub fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a.max(b)] = a.min(b);
        a != b
    }

    /// The members of each set, in order.
    pub fn members(&mut self) -> BTreeMap<usize, Vec<usize>> {
        let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        (0..self.0.len()).for_each(|i| out.entry(self.of(i)).or_default().push(i));
        out
    }
}
