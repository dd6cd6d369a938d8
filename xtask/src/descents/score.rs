//! Edges and origins found against a tree's own.

use super::tree::Tree;
use std::ops::AddAssign;

/// What was found of one tree or many.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Edges of the tree that were found.
    pub right: usize,
    /// Edges found that the tree does not have.
    pub wrong: usize,
    /// Edges of the tree.
    pub of: usize,
    /// Of those found: with the right direction, with the wrong one.
    pub directed: (usize, usize),
    /// Of those found: where time or credit shows a direction.
    pub shown: usize,
    /// Trees whose number of origins is right, and trees.
    pub origins: (usize, usize),
    /// Trees with more origins found than there are.
    pub over: usize,
}

/// An edge as found: descendant, source, and whether the direction is said to be known.
pub type Edge = (usize, usize, bool);

/// The count of a tree and what is wrong in it.
pub fn score(tree: &Tree, found: &[Edge], origins: usize) -> (Count, Vec<String>) {
    let mut count = Count { of: tree.edges.len() + tree.siblings.len().saturating_sub(1), ..Count::default() };
    let mut errors = Vec::new();
    let mut group: Vec<usize> = (0..tree.rows.len()).collect();
    let mut seen = vec![false; tree.edges.len()];
    for &(child, source, directed) in found {
        let same = |e: &&(usize, &Edge)| (e.1.0, e.1.1) == (child, source) || (e.1.0, e.1.1) == (source, child);
        if let Some((i, truth)) = tree.edges.iter().enumerate().find(|e| same(&e)) {
            if std::mem::replace(&mut seen[i], true) {
                continue;
            }
            count.right += 1;
            count.shown += usize::from(truth.2);
            if directed {
                let right = (truth.0, truth.1) == (child, source) && truth.2;
                *(if right { &mut count.directed.0 } else { &mut count.directed.1 }) += 1;
                if !right {
                    errors.push(format!("wrong direction {source} -> {child}"));
                }
            } else if truth.2 {
                errors.push(format!("no direction {} -> {}", truth.1, truth.0));
            }
        } else if tree.siblings.contains(&child) && tree.siblings.contains(&source) && group[child] != group[source] {
            let (from, to) = (group[child], group[source]);
            group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            count.right += 1;
        } else {
            count.wrong += 1;
            errors.push(format!("wrong edge {source} -> {child}"));
        }
    }
    errors.extend(tree.edges.iter().zip(&seen).filter(|(_, s)| !**s).map(|(e, _)| format!("missed {} -> {}", e.1, e.0)));
    let joined = tree.siblings.iter().filter(|&&s| group[s] != s).count();
    if !tree.siblings.is_empty() && joined + 1 < tree.siblings.len() {
        errors.push("siblings missed".to_owned());
    }
    count.over = usize::from(origins > tree.origins);
    count.origins = (usize::from(origins == tree.origins), 1);
    if origins != tree.origins {
        errors.push(format!("{origins} origins, not {}", tree.origins));
    }
    (count, errors)
}

impl Count {
    /// Share of the edges found that are right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// Share of the edges that were found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.right + self.wrong + self.of).max(1) as f64
    }

    /// Share of the trees whose number of origins is right.
    pub fn origins(&self) -> f64 {
        self.origins.0 as f64 / self.origins.1.max(1) as f64
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, o: Count) {
        self.right += o.right;
        self.wrong += o.wrong;
        self.of += o.of;
        self.directed = (self.directed.0 + o.directed.0, self.directed.1 + o.directed.1);
        self.shown += o.shown;
        self.over += o.over;
        self.origins = (self.origins.0 + o.origins.0, self.origins.1 + o.origins.1);
    }
}
