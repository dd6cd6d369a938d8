//! Boosting regression trees over dense features: leaf by leaf, on histograms, for any loss that has two derivatives.

use std::fmt::Write;

/// Examples by feature: `columns[f][row]`, NaN where missing.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Values of each feature.
    pub columns: Vec<Vec<f32>>,
    /// How many rows there are.
    pub rows: usize,
}

/// How trees are grown.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many trees.
    pub rounds: usize,
    /// What share of a tree's step is taken.
    pub rate: f64,
    /// Leaves of a tree.
    pub leaves: usize,
    /// The least rows of a leaf.
    pub least: usize,
    /// The least second derivative of a leaf.
    pub least_curve: f64,
    /// The share of features that each tree may ask for.
    pub columns: f64,
    /// Penalty on a leaf's squared value.
    pub ridge: f64,
}

/// One tree, in preorder.
#[derive(Clone, Debug)]
pub struct Tree(Vec<Node>);

#[derive(Clone, Copy, Debug)]
enum Node {
    Split { feature: usize, most: f32, missing_left: bool, right: usize },
    Leaf(f64),
}

/// First and second derivatives of the loss by the score of each row.
pub type Slopes = Vec<(f64, f64)>;

/// Grows trees against `loss`, which is given the scores so far. Deterministic.
pub fn fit(table: &Table, settings: Settings, loss: &dyn Fn(&[f64]) -> Slopes) -> Vec<Tree> {
    let bins: Vec<Binned> = table.columns.iter().map(|c| Binned::new(c)).collect();
    let useful: Vec<usize> = (0..bins.len()).filter(|&f| bins[f].most.len() + usize::from(bins[f].missing) > 1).collect();
    let take = ((useful.len() as f64 * settings.columns).ceil() as usize).min(useful.len());
    let mut scores = vec![0.0; table.rows];
    let mut random = Random(1);
    let mut trees = Vec::new();
    for _ in 0..settings.rounds {
        let slopes = loss(&scores);
        let mut features = useful.clone();
        for i in 0..take {
            let j = i + random.below(features.len() - i);
            features.swap(i, j);
        }
        features.truncate(take);
        features.sort_unstable();
        let tree = grow(&bins, &features, &slopes, settings);
        (0..table.rows).for_each(|row| scores[row] += tree.leaf(|f| table.columns[f][row]));
        trees.push(tree);
    }
    trees
}

/// Log loss of a yes or no.
pub fn logistic<'a>(yes: &'a [bool]) -> impl Fn(&[f64]) -> Slopes + 'a {
    move |scores| {
        let slope = |(s, y): (&f64, &bool)| {
            let p = 1.0 / (1.0 + (-s).exp());
            (p - f64::from(u8::from(*y)), p * (1.0 - p))
        };
        scores.iter().zip(yes).map(slope).collect()
    }
}

/// The file that `stemma_engine::trees` reads, without a card; features that no tree asks for are left out.
pub fn write(trees: &[Tree], names: &[String]) -> String {
    let mut place = vec![None; names.len()];
    let mut out = String::new();
    let asked = trees.iter().flat_map(|t| &t.0).filter_map(|n| if let Node::Split { feature, .. } = n { Some(*feature) } else { None });
    let asked: std::collections::BTreeSet<usize> = asked.collect();
    for (i, f) in asked.into_iter().enumerate() {
        place[f] = Some(i);
        let _ = writeln!(out, "feature {}", names[f]);
    }
    for tree in trees {
        out.push_str("tree");
        for node in &tree.0 {
            let _ = match node {
                Node::Leaf(value) => write!(out, " ={value:.4}"),
                Node::Split { feature, most, missing_left, .. } => {
                    write!(out, " {}<{most}{}", place[*feature].unwrap_or_default(), if *missing_left { "?" } else { "" })
                }
            };
        }
        out.push('\n');
    }
    out
}

impl Tree {
    fn leaf(&self, value: impl Fn(usize) -> f32) -> f64 {
        let mut at = 0;
        loop {
            match self.0[at] {
                Node::Leaf(x) => return x,
                Node::Split { feature, most, missing_left, right } => {
                    let x = value(feature);
                    let left = if x.is_nan() { missing_left } else { x <= most };
                    at = if left { at + 1 } else { right };
                }
            }
        }
    }
}

/// A feature cut into at most [`BINS`] ranges.
struct Binned {
    /// The range of each row; the one after the last is for missing values.
    of: Vec<u8>,
    /// The most that a range holds.
    most: Vec<f32>,
    missing: bool,
}

const BINS: usize = 63;

impl Binned {
    fn new(column: &[f32]) -> Binned {
        let mut values: Vec<f32> = column.iter().copied().filter(|x| !x.is_nan()).collect();
        values.sort_by(f32::total_cmp);
        let mut most: Vec<f32> = values.clone();
        most.dedup();
        if most.len() > BINS {
            most = (1..=BINS).map(|i| values[i * values.len() / BINS - 1]).collect();
            most.dedup();
        }
        let of = column.iter().map(|x| if x.is_nan() { most.len() } else { most.partition_point(|m| m < x) } as u8).collect();
        Binned { of, missing: values.len() < column.len(), most }
    }
}

/// Sums of first and second derivatives and of rows, by range.
type Histogram = Vec<(f64, f64, u32)>;

/// A leaf that may still be split.
struct Open {
    node: usize,
    rows: Vec<u32>,
    histograms: Vec<Histogram>,
    best: Option<Best>,
}

#[derive(Clone, Copy)]
struct Best {
    gain: f64,
    column: usize,
    bin: usize,
    missing_left: bool,
}

/// A node while its tree grows: children by index.
#[derive(Clone, Copy)]
enum Grown {
    Leaf(f64),
    Split { feature: usize, most: f32, missing_left: bool, left: usize, right: usize },
}

fn grow(bins: &[Binned], features: &[usize], slopes: &[(f64, f64)], settings: Settings) -> Tree {
    let value = |rows: &[u32]| {
        let (g, h) = rows.iter().fold((0.0, 0.0), |(g, h), &r| (g + slopes[r as usize].0, h + slopes[r as usize].1));
        -settings.rate * g / (h + settings.ridge)
    };
    let open = |node: usize, rows: Vec<u32>, histograms: Vec<Histogram>| {
        let best = split(bins, features, &histograms, settings);
        Open { node, rows, histograms, best }
    };
    let all: Vec<u32> = (0..slopes.len() as u32).collect();
    let first = histograms(bins, features, slopes, &all);
    let mut nodes = vec![Grown::Leaf(value(&all))];
    let mut leaves = vec![open(0, all, first)];
    while leaves.len() < settings.leaves {
        let gain = |o: &Open| o.best.map_or(0.0, |b| b.gain);
        let Some(most) = (0..leaves.len()).reduce(|a, b| if gain(&leaves[b]) > gain(&leaves[a]) { b } else { a }) else { break };
        let Some(best) = leaves[most].best else { break };
        let leaf = leaves.swap_remove(most);
        let feature = features[best.column];
        let b = &bins[feature];
        let goes_left = |r: &u32| {
            let bin = usize::from(b.of[*r as usize]);
            if bin == b.most.len() { best.missing_left } else { bin <= best.bin }
        };
        let (left, right): (Vec<u32>, Vec<u32>) = leaf.rows.iter().partition(|r| goes_left(r));
        // The smaller side is counted, the larger one is what remains.
        let smaller = if left.len() <= right.len() { &left } else { &right };
        let counted = histograms(bins, features, slopes, smaller);
        let rest: Vec<Histogram> = leaf.histograms.iter().zip(&counted).map(|(a, b)| minus(a, b)).collect();
        let (own, other) = if left.len() <= right.len() { (counted, rest) } else { (rest, counted) };
        let (at, next) = (nodes.len(), nodes.len() + 1);
        nodes.push(Grown::Leaf(value(&left)));
        nodes.push(Grown::Leaf(value(&right)));
        nodes[leaf.node] = Grown::Split { feature, most: b.most[best.bin], missing_left: best.missing_left, left: at, right: next };
        leaves.push(open(at, left, own));
        leaves.push(open(next, right, other));
    }
    let mut out = Vec::new();
    preorder(&nodes, 0, &mut out);
    Tree(out)
}

fn preorder(nodes: &[Grown], at: usize, out: &mut Vec<Node>) {
    match nodes[at] {
        Grown::Leaf(value) => out.push(Node::Leaf(value)),
        Grown::Split { feature, most, missing_left, left, right } => {
            let here = out.len();
            out.push(Node::Leaf(0.0));
            preorder(nodes, left, out);
            out[here] = Node::Split { feature, most, missing_left, right: out.len() };
            preorder(nodes, right, out);
        }
    }
}

fn histograms(bins: &[Binned], features: &[usize], slopes: &[(f64, f64)], rows: &[u32]) -> Vec<Histogram> {
    let one = |f: &usize| {
        let b = &bins[*f];
        let mut out = vec![(0.0, 0.0, 0); b.most.len() + 1];
        for &r in rows {
            let (g, h) = slopes[r as usize];
            let cell: &mut (f64, f64, u32) = &mut out[usize::from(b.of[r as usize])];
            *cell = (cell.0 + g, cell.1 + h, cell.2 + 1);
        }
        out
    };
    features.iter().map(one).collect()
}

fn minus(a: &Histogram, b: &Histogram) -> Histogram {
    a.iter().zip(b).map(|(a, b)| (a.0 - b.0, a.1 - b.1, a.2 - b.2)).collect()
}

/// The split of a leaf that lowers the loss most, if any does.
fn split(bins: &[Binned], features: &[usize], histograms: &[Histogram], settings: Settings) -> Option<Best> {
    let mut best: Option<Best> = None;
    let worth = |g: f64, h: f64| g * g / (h + settings.ridge);
    for (column, (f, histogram)) in features.iter().zip(histograms).enumerate() {
        let all = histogram.iter().fold((0.0, 0.0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
        let missing = histogram[bins[*f].most.len()];
        let mut left = (0.0, 0.0, 0);
        for (bin, cell) in histogram[..bins[*f].most.len()].iter().enumerate() {
            left = (left.0 + cell.0, left.1 + cell.1, left.2 + cell.2);
            for missing_left in [false, true] {
                if missing_left && missing.2 == 0 {
                    continue;
                }
                let add = if missing_left { missing } else { (0.0, 0.0, 0) };
                let (g, h, n) = (left.0 + add.0, left.1 + add.1, left.2 + add.2);
                let (og, oh, on) = (all.0 - g, all.1 - h, all.2 - n);
                if (n as usize) < settings.least || (on as usize) < settings.least || h < settings.least_curve || oh < settings.least_curve
                {
                    continue;
                }
                let gain = worth(g, h) + worth(og, oh) - worth(all.0, all.1);
                if gain > best.map_or(1e-9, |b| b.gain) {
                    best = Some(Best { gain, column, bin, missing_left });
                }
            }
        }
    }
    best
}

/// Steele's splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_engine::trees::Trees;

    const SMALL: Settings = Settings { rounds: 60, rate: 0.3, leaves: 4, least: 1, least_curve: 0.0, columns: 1.0, ridge: 0.1 };

    #[test]
    fn two_features_that_only_count_together_are_learned_and_written() {
        let pairs: Vec<(f32, f32)> =
            (0..40).map(|i| ((i % 3 % 2) as f32, if i % 5 == 4 { f32::NAN } else { (i / 2 % 2) as f32 })).collect();
        let table =
            Table { columns: vec![vec![7.0; 40], pairs.iter().map(|p| p.0).collect(), pairs.iter().map(|p| p.1).collect()], rows: 40 };
        let yes: Vec<bool> = pairs.iter().map(|(a, b)| !b.is_nan() && a != b).collect();
        let trees = fit(&table, SMALL, &logistic(&yes));
        let names = ["same", "first", "second"].map(str::to_owned);
        let read = Trees::read(&write(&trees, &names)).unwrap_or_default();
        assert_eq!(read.features(), ["first", "second"]);
        for (row, yes) in yes.iter().enumerate() {
            let own: f64 = trees.iter().map(|t| t.leaf(|f| table.columns[f][row])).sum();
            assert_eq!(own > 0.0, *yes, "{:?}", pairs[row]);
            assert!((own - f64::from(read.score(&[pairs[row].0, pairs[row].1]))).abs() < 0.01);
        }
    }
}
