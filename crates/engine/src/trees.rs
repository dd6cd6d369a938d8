//! Boosted regression trees: reading them from a data file and asking them.
//!
//! The file is text. Lines that begin with `#` are its card. A line `feature NAME` numbers features from 0 in order; a line
//! `tree NODES` is a tree in preorder: `F<X` splits (left where feature F is at most X), `F<X?` sends a missing value left,
//! `=X` is a leaf. What a row scores is the sum of its leaves. `xtask/src/train/boost.rs` makes them.

use std::collections::HashMap;

/// A sum of regression trees over named features.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trees {
    features: Vec<String>,
    nodes: Vec<Node>,
    roots: Vec<usize>,
}

/// A split or a leaf; a split's left child is the node after it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Split { feature: usize, most: f32, missing_left: bool, right: usize },
    Leaf(f32),
}

impl Trees {
    /// Reads a file; none where a line is no such line, a tree is not whole or asks for a feature that is not named.
    pub fn read(text: &str) -> Option<Trees> {
        let mut out = Trees::default();
        for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            if let Some(name) = line.strip_prefix("feature ") {
                out.features.push(name.to_owned());
            } else {
                let mut words = line.strip_prefix("tree ")?.split(' ');
                out.roots.push(out.nodes.len());
                out.subtree(&mut words, 0)?;
                if words.next().is_some() {
                    return None;
                }
            }
        }
        let known = out.features.len();
        out.nodes.iter().all(|n| !matches!(n, Node::Split { feature, .. } if *feature >= known)).then_some(out)
    }

    /// Reads one node and those below it.
    fn subtree<'t>(&mut self, words: &mut impl Iterator<Item = &'t str>, depth: usize) -> Option<()> {
        const DEEPEST: usize = 64;
        let word = words.next().filter(|_| depth < DEEPEST)?;
        if let Some(value) = word.strip_prefix('=') {
            self.nodes.push(Node::Leaf(value.parse().ok()?));
            return Some(());
        }
        let (feature, most) = word.split_once('<')?;
        let missing_left = most.ends_with('?');
        let (feature, most) = (feature.parse().ok()?, most.trim_end_matches('?').parse().ok()?);
        let at = self.nodes.len();
        self.nodes.push(Node::Split { feature, most, missing_left, right: 0 });
        self.subtree(words, depth + 1)?;
        let right = self.nodes.len();
        self.nodes[at] = Node::Split { feature, most, missing_left, right };
        self.subtree(words, depth + 1)
    }

    /// The names of the features, in the order in which [`Trees::score`] wants their values.
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// The place of each feature by name.
    pub fn index(&self) -> HashMap<&str, usize> {
        self.features.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect()
    }

    /// What a row of values scores; NaN, or no value, is missing.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.roots.iter().map(|&root| self.leaf(root, row)).sum()
    }

    fn leaf(&self, root: usize, row: &[f32]) -> f32 {
        let mut at = root;
        loop {
            match self.nodes.get(at) {
                Some(Node::Leaf(value)) => return *value,
                Some(Node::Split { feature, most, missing_left, right }) => {
                    let value = row.get(*feature).copied().unwrap_or(f32::NAN);
                    let left = if value.is_nan() { *missing_left } else { value <= *most };
                    at = if left { at + 1 } else { *right };
                }
                None => return 0.0,
            }
        }
    }

    /// Whether there is no tree.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read_and_asked() {
        let trees = Trees::read("# card\nfeature size\nfeature age\ntree 0<1.5 =1 1<3? =2 =4\ntree =0.5\n").unwrap_or_default();
        assert_eq!(trees.features(), ["size", "age"]);
        assert_eq!(trees.index()["age"], 1);
        let nothing = f32::NAN;
        let scores = [[1.5, 9.0], [2.0, 3.0], [2.0, 9.0], [2.0, nothing], [nothing, 9.0]].map(|row| trees.score(&row));
        assert_eq!(scores, [1.5, 2.5, 4.5, 2.5, 4.5]);
        assert_eq!(trees.score(&[]), 2.5);
    }

    #[test]
    fn broken_files_give_nothing() {
        for text in ["feature a\ntree 0<1 =1", "tree 0<1 =1 =2", "feature a\ntree 0<x =1 =2", "feature a\ntree =1 =2", "what", "tree "] {
            assert_eq!(Trees::read(text), None, "{text:?}");
        }
    }
}
