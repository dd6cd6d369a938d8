//! What the parser and the entity recogniser share: the network that scores actions from a few context tokens, and
//! the order of actions.

use crate::error::LoadError;
use crate::files::{File, Network};
use crate::matrix::{Weights, max_halves, sum_rows};
use pulp::Arch;
use std::path::Path;

/// Scores actions: token vectors → per (token, context place) features, summed over places → maxout → scores.
#[derive(Debug)]
pub struct Scorer {
    arch: Arch,
    project: Weights,
    /// For each context place the first pieces of all units, then the second ones.
    lower: Weights,
    lower_bias: Vec<f32>,
    pad: Vec<f32>,
    upper: Weights,
    /// Number of context places.
    pub places: usize,
    hidden: usize,
}

/// The features of the tokens of one document, ready to be summed.
pub struct Features {
    rows: Vec<f32>,
}

/// Buffers of one scoring step.
#[derive(Default)]
pub struct Step {
    sum: Vec<f32>,
    hidden: Vec<f32>,
    pub scores: Vec<f32>,
}

impl Scorer {
    pub fn load(net: &Network, actions: usize) -> Result<Scorer, LoadError> {
        let lower = net.reference("lower").ok_or_else(|| net.error("no lower layer"))?;
        let upper = net.reference("upper").ok_or_else(|| net.error("no upper layer"))?;
        if upper.name != "linear" {
            return Err(net.unsupported("a transition model without an upper layer"));
        }
        let project = net
            .named("linear")
            .find(|l| l.index != upper.index)
            .ok_or_else(|| net.error("no layer between the token vectors and the state features"))?;
        let (pw, pb) = (net.param(project, "W", 2)?, net.param(project, "b", 1)?);
        let (lw, lb, pad) = (net.param(lower, "W", 4)?, net.param(lower, "b", 2)?, net.param(lower, "pad", 4)?);
        let (uw, ub) = (net.param(upper, "W", 2)?, net.param(upper, "b", 1)?);
        let [places, hidden, pieces, inputs] = lw.shape[..] else { return Err(net.error("a layer of another shape")) };
        if pieces != 2 {
            return Err(net.unsupported(format!("maxout of {pieces} pieces in a transition model")));
        }
        let fits = places <= MAX_PLACES
            && pw.shape[0] == inputs
            && lb.data.len() == hidden * pieces
            && pad.data.len() == places * hidden * pieces
            && uw.shape == [actions, hidden]
            && ub.data.len() == actions
            && pb.data.len() == inputs;
        if !fits {
            return Err(net.error("the layers' sizes do not fit each other or the actions"));
        }
        // From unit by unit to piece by piece.
        let halves = |x: &[f32], width: usize| -> Vec<f32> {
            let unit = pieces * width;
            (x.chunks_exact(hidden * unit))
                .flat_map(|place| (0..pieces).flat_map(move |p| place.chunks_exact(unit).flat_map(move |u| &u[p * width..][..width])))
                .copied()
                .collect()
        };
        Ok(Scorer {
            arch: Arch::new(),
            project: Weights::linear(&pw.data, pw.shape[1], &pb.data),
            lower: Weights::linear(&halves(&lw.data, inputs), inputs, &[]),
            lower_bias: halves(&lb.data, 1),
            pad: halves(&pad.data, 1),
            upper: Weights::linear(&uw.data, hidden, &ub.data),
            places,
            hidden,
        })
    }

    /// Features of `n` tokens from their vectors.
    pub fn features(&self, vectors: &[f32], n: usize) -> Features {
        let (mut projected, mut rows) = (Vec::new(), Vec::new());
        self.project.apply(vectors, self.project.inputs, n, &mut projected);
        self.lower.apply(&projected, self.project.stride(), n, &mut rows);
        Features { rows }
    }

    /// Scores all actions for the context tokens, `None` where a place is empty.
    pub fn score(&self, features: &Features, context: &[Option<usize>], step: &mut Step) {
        let n = self.hidden * 2;
        let mut rows: [&[f32]; MAX_PLACES + 1] = [&[]; MAX_PLACES + 1];
        for ((place, token), row) in context.iter().enumerate().zip(&mut rows) {
            *row = match token {
                Some(t) => &features.rows[t * self.lower.stride() + place * n..][..n],
                None => &self.pad[place * n..][..n],
            };
        }
        rows[context.len()] = &self.lower_bias;
        step.sum.resize(n, 0.0);
        step.hidden.resize(self.hidden, 0.0);
        sum_rows(self.arch, &rows[..=context.len()], &mut step.sum);
        max_halves(self.arch, &step.sum, &mut step.hidden);
        self.upper.apply(&step.hidden, self.hidden, 1, &mut step.scores);
    }
}

/// The most context places a state has.
const MAX_PLACES: usize = 13;

/// The (move, label) pairs of a `moves` file, in the order of the network's outputs: by move, frequent labels first.
pub fn read_moves(path: &Path) -> Result<Vec<(u8, String)>, LoadError> {
    let file = File::msgpack(path.to_owned())?;
    let json = file.root().get("moves")?.text()?;
    let by_move: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(json).map_err(|e| LoadError::malformed(path, e.to_string()))?;
    type Counted<'a> = Vec<(i64, &'a str)>;
    let mut moves: Vec<(&String, u8, Counted<'_>)> = Vec::new();
    for (id, labels) in &by_move {
        let labels = labels.as_object().ok_or_else(|| LoadError::malformed(path, "a move has no labels"))?;
        let mut labels: Counted<'_> = labels.iter().map(|(l, f)| (f.as_i64().unwrap_or(0), l.as_str())).collect();
        labels.sort_unstable();
        labels.reverse();
        let number = id.parse().map_err(|_| LoadError::malformed(path, "a move is no number"))?;
        moves.push((id, number, labels));
    }
    moves.sort_unstable();
    let mut out: Vec<(u8, String)> = Vec::new();
    for (_, id, labels) in &moves {
        out.extend(labels.iter().filter(|(f, _)| *f >= 0).map(|(_, l)| (*id, (*l).to_owned())));
    }
    // Labels added after training carry negative counts and come last, over all moves.
    let mut added: Counted<'_> = moves.iter().flat_map(|(_, _, labels)| labels.iter().copied().filter(|(f, _)| *f < 0)).collect();
    added.sort_unstable();
    added.reverse();
    for (_, label) in added {
        for (_, id, labels) in &moves {
            if labels.iter().any(|(f, l)| *f < 0 && *l == label) && !out.iter().any(|(m, l)| m == id && l == label) {
                out.push((*id, label.to_owned()));
            }
        }
    }
    Ok(out)
}
