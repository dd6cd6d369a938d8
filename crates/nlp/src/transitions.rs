//! What the parser and the entity recogniser share: the network that scores actions from a few context tokens, and
//! the order of actions.

use crate::error::LoadError;
use crate::files::{File, Network};
use crate::matrix::Weights;
use crate::rows::{Buffer, MAX_PARTS, Rows, max_of_sums};
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

/// The features of some tokens, ready to be summed, and room for the steps of scoring.
#[derive(Default)]
pub struct Features {
    projected: Buffer,
    rows: Buffer,
    hidden: Buffer,
    scores: Buffer,
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

    /// Works out the features of some tokens from their vectors.
    pub fn features(&self, (vectors, tokens): (&[f32], Rows<'_>), out: &mut Features) {
        let n = tokens.len();
        let projected = out.projected.room(n * self.project.stride());
        self.project.apply(vectors, tokens, projected);
        self.lower.apply(projected, Rows::Every(self.project.stride(), n), out.rows.room(n * self.lower.stride()));
    }

    /// Scores all actions for the context tokens, `None` where a place is empty.
    pub fn score<'a>(&self, features: &'a mut Features, context: &[Option<usize>]) -> &'a [f32] {
        let n = self.hidden * 2;
        let mut rows: [&[f32]; MAX_PARTS] = [&[]; MAX_PARTS];
        for ((place, token), row) in context.iter().enumerate().zip(&mut rows) {
            *row = match token {
                Some(t) => &features.rows.numbers()[t * self.lower.stride() + place * n..][..n],
                None => &self.pad[place * n..][..n],
            };
        }
        rows[context.len()] = &self.lower_bias;
        let hidden = features.hidden.room(self.hidden);
        max_of_sums(self.arch, &rows[..=context.len()], 2, hidden);
        let scores = features.scores.room(self.upper.stride());
        self.upper.apply(hidden, Rows::Every(self.hidden, 1), scores);
        &scores[..self.upper.outputs]
    }
}

impl Features {
    /// Gives up room for more than so many numbers.
    pub fn shrink(&mut self, most: usize) {
        self.projected.shrink(most);
        self.rows.shrink(most);
    }
}

/// The most context places a state has.
const MAX_PLACES: usize = 13;

const _: () = assert!(MAX_PLACES < MAX_PARTS);

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
